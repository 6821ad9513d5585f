"""Printing in tests: one call from a form's id and facts to the pages read back."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import pypdfium2 as pdfium

from app.documents.forms import Copy, Printed, render
from app.packs.forms import load_form
from tests.documents.forms.facts import PRINTED_ON
from tests.helpers.page_objects import PageObjects, read_page

SERIAL = "LS26-K7M2-4Q9A"


def copy_of(form_id: str, facts: Mapping[str, Any] | None = None, serial: str = SERIAL, **more: Any) -> Copy:
    """A copy printed on the day of the test facts."""
    on: date = more.pop("printed_on", PRINTED_ON)
    return Copy(load_form(form_id), facts or {}, serial, on, **more)


def printed(*copies: Copy, **options: Any) -> tuple[bytes, Printed]:
    """The PDF and what was said about it."""
    out = io.BytesIO()
    result = render(copies, out, **options)
    return out.getvalue(), result


def pages_of(pdf: bytes) -> list[PageObjects]:
    """Every page read back."""
    return [read_page(pdf, index) for index in range(len(texts_of(pdf)))]


def texts_of(pdf: bytes) -> list[str]:
    """The text of every page, as a reader copies it."""
    document = pdfium.PdfDocument(pdf)
    found = []
    for page in document:
        text_page = page.get_textpage()
        found.append(text_page.get_text_bounded().replace("\r\n", "\n"))
        text_page.close()
        page.close()
    document.close()
    return found


def page(form_id: str, facts: Mapping[str, Any] | None = None, index: int = 0) -> PageObjects:
    """One page of one copy."""
    return read_page(printed(copy_of(form_id, facts))[0], index)
