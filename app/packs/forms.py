"""Form files: TOML under `resources/forms` (or a county's own text of the same id) as a `FormLayout`."""

from __future__ import annotations

from functools import cache, partial

from app.domain.form_layout import FormLayout, Frame, Page
from app.packs.form_blocks import (
    FRAME_WIDTH,
    number_of,
    parsed,
    read_block,
    read_placed,
    read_template,
    read_templates,
    read_when,
)
from app.packs.form_templates import Scope
from app.packs.toml_files import Table, built_in_ids, built_in_text, parse_toml

KIND = "forms"
APPLIES_TO = ("household", "contract", "village", "book")


def form_ids() -> tuple[str, ...]:
    """The ids of the built-in forms, F1 … F20 in order, then the slips."""
    return tuple(sorted(built_in_ids(KIND), key=form_order))


def read_head(text: str, file: str) -> tuple[str, str]:
    """Title and `applies_to` of a form file, for lists; the rest of the file is not looked at. Raises DataFileError."""
    top = parse_toml(text, file)
    return top.text("title"), top.text("applies_to")


@cache
def load_form(form_id: str) -> FormLayout:
    """The built-in form of that id. Raises DataFileError (file, cell, reason)."""
    return read_form(form_source(form_id), f"{form_id}.toml")


def form_source(form_id: str) -> str:
    """The text of the built-in form file of that id. Raises DataFileError."""
    return built_in_text(KIND, form_id)


def read_form(text: str, file: str) -> FormLayout:
    """A form from the text of a form file. Raises DataFileError (file, cell, reason)."""
    top = parse_toml(text, file)
    top.only(("id", "title", "applies_to", "foot", "shows_code", "duplex", "defaults", "page"))
    applies_to = top.text("applies_to")
    if applies_to not in APPLIES_TO:
        raise top.fault("applies_to", f"应为 {'、'.join(APPLIES_TO)} 之一，现在是 {applies_to}")
    return FormLayout(
        id=top.text("id"),
        title=top.text("title"),
        applies_to=applies_to,
        pages=tuple(_page(page) for page in top.tables("page")),
        defaults=_defaults(top),
        foot=top.text("foot", ""),
        shows_code=top.flag("shows_code", True),
        duplex=top.flag("duplex", False),
    )


def _defaults(top: Table) -> tuple[tuple[str, str], ...]:
    if not top.has("defaults"):
        return ()
    own = top.table("defaults")
    for name in own.content:
        parsed(own, name, partial(Scope().kind, name))
    return tuple((name, own.text(name)) for name in own.content)


def _page(own: Table) -> Page:
    own.only(
        ("name", "title", "head", "frame", "small_title", "notes", "floor", "section", "placed", "when"),
    )
    frame = own.text("frame", "table")
    if frame not in tuple(Frame):
        raise own.fault("frame", f"应为 {'、'.join(Frame)} 之一，现在是 {frame}")
    width = FRAME_WIDTH[Frame(frame)]
    sections = own.tables("section") if own.has("section") else []
    return Page(
        name=own.text("name", ""),
        title=read_template(own, "title"),
        head=read_template(own, "head"),
        frame=Frame(frame),
        blocks=tuple(read_block(section, width) for section in sections),
        placed=tuple(read_placed(place) for place in own.tables("placed")) if own.has("placed") else (),
        notes=read_templates(own, "notes") if own.has("notes") else (),
        small_title=own.flag("small_title", False),
        floor=number_of(own, "floor", 0.0),
        when=read_when(own),
    )


def form_order(form_id: str) -> tuple[int, int, str]:
    """Sorts F1 … F20 by their number, then the slips by name."""
    digits = "".join(char for char in form_id if char.isdigit())
    return (0, int(digits), form_id) if form_id.startswith("F") and digits else (1, 0, form_id)
