"""Ledgers opened and printed by another program (LibreOffice): A4 landscape, one page wide, heading on each page."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from app.documents.ledgers import LedgerHeading, write_ledger
from app.domain.ledger_layout import LedgerLayout
from app.packs.ledgers import ledger_ids, load_ledger
from tests.helpers.ledger_rows import ledger_rows

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
FONTS = Path(__file__).parents[3] / "resources" / "fonts"
A4_LANDSCAPE = (842, 595)  # points

pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")


def write(folder: Path, layout: LedgerLayout, rows: int) -> Path:
    """The ledger as a file."""
    path = folder / f"{layout.id}-{rows}.xlsx"
    heading = LedgerHeading("清溪县云岭镇柳树沟村", date(2026, 11, 20), "王小敏")
    with path.open("wb") as file:
        write_ledger(layout, ledger_rows(layout, rows), heading, file)
    return path


def printed(folder: Path, *sheets: Path) -> dict[str, pypdfium2.PdfDocument]:
    """The sheets as PDF, in the fonts of this program."""
    config = folder / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{FONTS}</dir><cachedir>{folder / 'cache'}</cachedir></fontconfig>"
    )
    assert OFFICE is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, sheets)],
        check=True,
        capture_output=True,
        timeout=300,
        env={**os.environ, "FONTCONFIG_FILE": str(config), "HOME": str(folder)},
    )
    return {sheet.stem: pypdfium2.PdfDocument(sheet.with_suffix(".pdf")) for sheet in sheets}


def check(layout: LedgerLayout, document: pypdfium2.PdfDocument, rows: int) -> None:
    """Each page is A4 landscape and has the title, the first and last heading; all rows are there, with the sum."""
    pages = list(document)
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in pages]
    for page, text in zip(pages, texts, strict=True):
        assert tuple(round(side) for side in page.get_size()) == A4_LANDSCAPE
        assert layout.title in text
        assert layout.columns[0].heading in text
        assert layout.columns[-1].heading in text
    assert f"第{len(pages)}页共{len(pages)}页" in texts[-1]
    assert "".join(texts).count("2026-09-30") == rows * sum(column.type == "date" for column in layout.columns)
    if any(column.total for column in layout.columns):
        assert "合计" in texts[-1]


def test_the_loan_ledger_prints(tmp_path: Path) -> None:
    layout = load_ledger("loans")

    documents = printed(tmp_path, write(tmp_path, layout, 70))

    assert len(documents["loans-70"]) >= 2
    check(layout, documents["loans-70"], 70)


@pytest.mark.slow
def test_no_row_is_left_out_wherever_the_page_ends(tmp_path: Path) -> None:
    layout = load_ledger("loans")
    counts = range(14, 110)

    documents = printed(tmp_path, *[write(tmp_path, layout, count) for count in counts])

    for count in counts:
        check(layout, documents[f"loans-{count}"], count)


@pytest.mark.slow
def test_every_ledger_prints(tmp_path: Path) -> None:
    layouts = [load_ledger(ledger_id) for ledger_id in ledger_ids()]

    documents = printed(tmp_path, *[write(tmp_path, layout, 90) for layout in layouts])

    for layout in layouts:
        check(layout, documents[f"{layout.id}-90"], 90)
