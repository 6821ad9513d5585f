"""Names of persons as they are entered: the middle dot is U+00B7, rare characters stay as they are.

Never NFKC: it would change characters that stand on the identity card.
"""

from __future__ import annotations

import unicodedata

from app.domain.findings import Finding, Severity

MIDDLE_DOT = "\u00b7"
MAX_LENGTH = 100  # characters; the trade asks for at least 50
_LOOK_ALIKES = "\u2022\u30fb\u2027\uff0e\u22c5\u2219\u0387\uff65\u318d\u16eb\u25cf\u2024"
_TO_DOT = str.maketrans(dict.fromkeys(_LOOK_ALIKES, MIDDLE_DOT))
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def normal_name(typed: str) -> str:
    """The name to store: look-alike dots made U+00B7, blanks around and inside a Chinese name gone.

    A blank between Latin letters stays (one). Nothing else changes, so a second call changes nothing.
    """
    cleaned = typed.translate(_INVISIBLE).translate(_TO_DOT)
    words = cleaned.split()
    joined = words[0] if words else ""
    for word in words[1:]:
        both_latin = joined[-1].isascii() and joined[-1].isalpha() and word[0].isascii() and word[0].isalpha()
        joined += (" " if both_latin else "") + word
    return joined


def check_name(typed: str) -> list[Finding]:
    """What is wrong with a name after `normal_name`; empty when nothing is."""
    name = normal_name(typed)
    if not name:
        return [Finding("name-missing", Severity.BLOCK, "没有填姓名")]
    findings = []
    if len(name) > MAX_LENGTH:
        findings.append(Finding("name-long", Severity.BLOCK, f"姓名最长 {MAX_LENGTH} 个字，现在是 {len(name)} 个字"))
    digit = next((char for char in name if char.isdigit()), None)
    if digit is not None:
        findings.append(Finding("name-digit", Severity.WARN, f"姓名里有数字 {digit}，请核对"))
    if any(char in "?？\ufffd□" for char in name) or any(unicodedata.category(char) in ("Co", "Cn") for char in name):
        text = "姓名里有打不出来的字（问号、方框或自造字），请用生僻字输入法补上"
        findings.append(Finding("name-unreadable", Severity.WARN, text))
    if name.startswith(MIDDLE_DOT) or name.endswith(MIDDLE_DOT) or MIDDLE_DOT * 2 in name:
        findings.append(Finding("name-dot", Severity.WARN, "姓名里的间隔号位置不对"))
    return findings


def same_name(a: str, b: str) -> bool:
    """Whether two entries write one name, whatever their dots and blanks."""
    return normal_name(a) == normal_name(b)
