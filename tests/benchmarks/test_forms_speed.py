"""Speed of the forms: 500 two-page forms against a plain reportlab canvas, typst and LibreOffice; memory, file size."""

from __future__ import annotations

import gc
import io
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import segno
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import Face
from app.documents.forms import Copy, render
from app.documents.preview import page_count
from app.packs.forms import load_form
from tests.benchmarks.form_baselines import Pages, office_seconds, rows_of, typst_pdf
from tests.documents.forms.facts import PRINTED_ON, application_facts
from tests.helpers.page_objects import MM, PageObjects, read_page

pytestmark = pytest.mark.bench

FORMS = 500
TWICE, HALF_AS_FAST_AGAIN, FIFTEEN = 2.0, 1.5, 15.0
SOME = 20
MOST_BYTES = 8 * 1024
MOST_MEMORY_KIB = 150 * 1024
FIRST_PAGE_SECONDS = 0.150
QR_LEFT, QR_TOP, QR_MODULE = 175.5, 13.2, 20 / 29


def copies(count: int) -> list[Copy]:
    """Application forms of two pages with different data."""
    form = load_form("F1")
    facts = [application_facts(number) for number in range(1, count + 1)]
    return [Copy(form, each, f"LS26-{number:04d}-4Q9D", PRINTED_ON) for number, each in enumerate(facts)]


def rendered(many: list[Copy]) -> bytes:
    """The PDF of those copies."""
    out = io.BytesIO()
    render(many, out)
    return out.getvalue()


def plain_canvas(pages: list[PageObjects], count: int) -> bytes:
    """The same pages by the public calls of a canvas: every line and every word drawn again on every page."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, pageCompression=1, initialFontName=Face.SERIF.value)
    faces = {"NotoSerifSC-Regular": Face.SERIF, "NotoSansSC-Regular": Face.SANS, "NotoSerifSC-Bold": Face.BOLD}
    for number in range(count):
        for place, page in enumerate(pages):
            for line in page.strokes:
                canvas.setLineWidth(line.weight)
                canvas.line(line.x1 / MM, (297 - line.y1) / MM, line.x2 / MM, (297 - line.y2) / MM)
            for box in page.boxes:
                canvas.setLineWidth(box.weight)
                width, height = (box.right - box.left) / MM, (box.bottom - box.top) / MM
                canvas.rect(box.left / MM, (297 - box.bottom) / MM, width, height)
            for text in page.texts:
                canvas.setLineWidth(0.15)
                canvas.setFont(faces[text.font].value, text.size)
                mode = 2 if text.outlined else 0
                canvas.drawString(text.x / MM, (297 - text.y) / MM, text.text.strip(), mode=mode)
            draw_code(canvas, f"LS26-{number:04d}-4Q9D-{place + 1}")
            canvas.showPage()
    canvas.save()
    return out.getvalue()


def draw_code(canvas: Canvas, words: str) -> None:
    """A QR as one path."""
    path = canvas.beginPath()
    side = QR_MODULE / MM
    for row, cells in enumerate(segno.make_qr(words, error="m", mask=3, boost_error=False).matrix):
        for column, dark in enumerate(cells):
            if dark:
                left, bottom = QR_LEFT / MM + column * side, (297 - QR_TOP) / MM - (row + 1) * side
                path.rect(left, bottom, side, side)
    canvas.drawPath(path, stroke=0, fill=1)


def test_500_forms_are_twice_as_fast_as_a_plain_canvas() -> None:
    sample = rendered(copies(1))
    pages = [read_page(sample, index) for index in range(2)]
    plain_canvas(pages, 1)
    many = copies(FORMS)
    ours, plain = [], []
    for _ in range(3):
        for times, draw in ((plain, lambda: plain_canvas(pages, FORMS)), (ours, lambda: rendered(many))):
            gc.collect()
            start = time.perf_counter()
            draw()
            times.append(time.perf_counter() - start)

    ratio = min(plain) / min(ours)
    print(f"\nforms {min(ours):.2f} s, plain canvas {min(plain):.2f} s, ratio {ratio:.2f}")
    assert ratio >= TWICE


def words_of(pages: list[PageObjects], copies_: list[Copy]) -> Pages:
    """The words of our pages, for each copy with its own name, household number and amounts."""
    sample = copies_[0].facts
    rows = [rows_of(page) for page in pages]
    found: Pages = []
    for copy in copies_:
        swap = {str(sample[name]): str(copy.facts[name]) for name in ("household.head", "household.number")} | {
            f"{sample['application.amount']:,.2f}": f"{copy.facts['application.amount']:,.2f}"
        }
        found += [[[_swapped(text, swap) for text in row] for row in page] for page in rows]
    return found


def _swapped(text: str, swap: dict[str, str]) -> str:
    for old, new in swap.items():
        text = text.replace(old, new)
    return text


def test_500_forms_are_half_as_fast_again_as_typst() -> None:
    many = copies(FORMS)
    sample = rendered(many[:1])
    pages = [read_page(sample, index) for index in range(2)]
    words = words_of(pages, many)
    typst_pdf(words[:2])
    ours, theirs = [], []
    for _ in range(3):
        gc.collect()
        start = time.perf_counter()
        rendered(many)
        ours.append(time.perf_counter() - start)
        start = time.perf_counter()
        pdf = typst_pdf(words)
        theirs.append(time.perf_counter() - start)

    ratio = min(theirs) / min(ours)
    print(f"\nforms {min(ours):.2f} s, typst {min(theirs):.2f} s, ratio {ratio:.2f}")
    assert page_count(pdf) >= 2 * FORMS
    assert ratio >= HALF_AS_FAST_AGAIN


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_500_forms_are_fifteen_times_as_fast_as_a_word_processor() -> None:
    """The baseline is measured on 20 copies and on 1; what each further copy takes is scaled to 500."""
    many = copies(FORMS)
    sample = rendered(many[:1])
    pages = [read_page(sample, index) for index in range(2)]
    words = words_of(pages, many[:SOME])
    office_seconds(words[:2])
    one, some = office_seconds(words[:2]), office_seconds(words)
    theirs = one + (some - one) / (SOME - 1) * (FORMS - 1)
    gc.collect()
    start = time.perf_counter()
    rendered(many)
    ours = time.perf_counter() - start

    print(f"\nforms {ours:.2f} s, python-docx and LibreOffice {theirs:.1f} s (from {one:.2f} and {some:.2f})")
    assert theirs / ours >= FIFTEEN


def test_a_form_of_a_batch_takes_at_most_8_kib() -> None:
    each = len(rendered(copies(FORMS))) / FORMS

    print(f"\n{each:.0f} bytes per form")
    assert each <= MOST_BYTES


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_batch_of_500_stays_under_150_mib() -> None:
    script = (
        "from pathlib import Path\n"
        "from tests.benchmarks.test_forms_speed import FORMS, copies, rendered\n"
        "rendered(copies(FORMS))\n"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])\n"
    )
    root = Path(__file__).parents[2]
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root)

    print(f"\n{int(answer.stdout) // 1024} MiB")
    assert int(answer.stdout) <= MOST_MEMORY_KIB


def test_the_first_page_of_a_preview_comes_at_once(tmp_path: Path) -> None:
    """From the click to the picture on a warm program: plan the batch, gather and draw the first copy, paint it."""
    from app.services.paper_gathering import Selection
    from app.ui.printing.pages import first_look
    from tests.ui.practice import TODAY, practice_book

    book = practice_book(tmp_path / "book")
    took: dict[str, float] = {}
    for form_id, selection in (
        ("F7", Selection(due_within=45)),
        ("F4", Selection(everyone=True)),
        ("F1", Selection(everyone=True)),
        ("F2", Selection(everyone=True)),
    ):
        times = []
        for _ in range(6):
            start = time.perf_counter()
            first_look(book, form_id, selection, on=TODAY, packet=False)
            times.append(time.perf_counter() - start)
        took[form_id] = min(times[1:])
    book.close()

    print("\n" + ", ".join(f"{form_id} {seconds * 1000:.0f} ms" for form_id, seconds in took.items()))
    assert max(took.values()) <= FIRST_PAGE_SECONDS
