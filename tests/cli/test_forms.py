"""huicun forms: what a county's technician does without a window."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from app.packs.forms import form_source
from tests.helpers.commands import run


def test_a_form_file_is_checked_and_drawn_without_a_book(tmp_path: Path) -> None:
    good, bad = tmp_path / "F7.toml", tmp_path / "bad.toml"
    good.write_text(form_source("F7"), encoding="utf-8")
    bad.write_text(form_source("F7").replace("{loan.note}", "{loan.nota}"), encoding="utf-8")

    answer = run("forms", "check", good, "--out", tmp_path / "F7.pdf", "--json")
    refused = run("forms", "check", bad)

    assert json.loads(answer.out)["id"] == "F7"
    assert len(pdfium.PdfDocument(tmp_path / "F7.pdf")) == 1
    assert refused.status == 3
    assert "loan.nota" in refused.err
    assert refused.out == ""


def test_the_calibration_page_is_moved_by_the_offsets(tmp_path: Path) -> None:
    run("forms", "calibrate", "--out", tmp_path / "c.pdf", "--offset-front", "1.5,-0.5", "--offset-back", "0,2")

    texts = [page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(tmp_path / "c.pdf")]
    assert "向右 1.5 毫米，向下 -0.5 毫米" in texts[0]
    assert "向右 0 毫米，向下 2 毫米" in texts[1]


@pytest.mark.parametrize("typed", ["x", "1", "30,0", "1,2,3"])
def test_an_offset_that_makes_no_sense_is_wrong_usage(tmp_path: Path, typed: str) -> None:
    assert run("forms", "calibrate", "--out", tmp_path / "c.pdf", "--offset-front", typed).status == 2
    assert not (tmp_path / "c.pdf").exists()
