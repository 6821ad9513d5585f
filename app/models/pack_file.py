"""Data files of a county that shadow the built-in ones: policies, rates, score sheets, forms, code lists."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Row


class PackFile(Row):
    """An edited or received data file: `kind` (policy, score-sheet, form …), its id, version, text and SHA-256."""

    __tablename__ = "pack_file"
    __table_args__ = (Index("pack_file_name", "book_code", "kind", "file_id"),)

    kind: Mapped[str]
    file_id: Mapped[str]
    version: Mapped[int]
    text: Mapped[str]
    sha256: Mapped[str]
    origin: Mapped[str] = mapped_column(default="")
