"""Places to sign, to put a fingerprint, and for those who write for another."""

from __future__ import annotations

from app.documents.forms.boxes import PRINTED, TO_TEXT, draw_box
from app.documents.forms.pen import POINTS, Pen
from app.documents.forms.plan import Plan, Room
from app.documents.forms.styles import FINGERPRINT, FIXED, LABEL, PADDING, SMALL, baseline_of
from app.domain.form_layout import Fingerprint, Signature, Witnesses

DATE_GAP = 9.0
"""Room for the pen between 年, 月 and 日 under a signature, mm."""

SEAL_DATE_GAP = 8.5
"""The same in a seal square."""

_LABEL_MIDDLE = 3.6
_DATE_ABOVE_FOOT = 3.1


def write_date_blank(pen: Pen, right: float, baseline: float, gap: float = DATE_GAP, hour: bool = False) -> None:
    """年 月 日 for the pen (with 时 where `hour`), the last one ending at `right`."""
    step = gap + FIXED.size / POINTS
    for place, char in enumerate("时日月年" if hour else "日月年"):
        pen.write_right(right - place * step, baseline, char, FIXED)


def lay_signature(plan: Plan, content: Signature, room: Room) -> None:
    """Label top left, 年 月 日 bottom right, the rest empty."""
    pen = plan.fixed
    low = room.height < 29
    x, middle = room.x + PADDING, room.y + (_LABEL_MIDDLE - 0.2 if low else _LABEL_MIDDLE)
    pen.write(x, baseline_of(middle, LABEL.size), f"{content.label}（签字）", LABEL)
    for note in content.notes:
        middle += 5.3
        pen.write(x, baseline_of(middle, SMALL.size), note, SMALL)
    if content.absent:
        middle += 6.0
        draw_box(pen, x, middle, PRINTED)
        words = FIXED.at(9)
        pen.write(x + PRINTED + TO_TEXT, baseline_of(middle, words.size), "不能到场，附委托书", words)
    gap = DATE_GAP if room.width >= 55 else 6.3
    right = room.right - (3.0 if room.width >= 55 else 2.2)
    write_date_blank(pen, right, room.bottom - _DATE_ABOVE_FOOT, gap)


def lay_fingerprint(plan: Plan, content: Fingerprint, room: Room) -> None:
    """（手印） at the foot of an empty cell."""
    plan.fixed.write_centred(room.centre, baseline_of(room.bottom - 3.3, FINGERPRINT.size), "（手印）", FINGERPRINT)


def lay_witnesses(plan: Plan, content: Witnesses, room: Room) -> None:
    """A heading and labelled lines 8 mm apart."""
    pen = plan.fixed
    x = room.x + PADDING
    pen.write(x, baseline_of(room.y + _LABEL_MIDDLE, LABEL.size), content.heading, LABEL)
    left = x + max(pen.measure(label, LABEL) for label in content.labels) + 1.7
    for place, label in enumerate(content.labels):
        y = room.y + 11.8 + place * 8.0
        pen.write(x, y - 1.0, label, LABEL)
        pen.line(left, y, room.right - 4.8, y)
