"""What kind of thing an act changed; every page hears it and decides whether to read again."""

from __future__ import annotations

from enum import Flag, auto


class Changed(Flag):
    """Kinds of facts; several may change in one act."""

    HOUSEHOLDS = auto()
    RATINGS = auto()
    LOANS = auto()
    VISITS = auto()
    PAPERS = auto()
    EXCHANGE = auto()
    BACKUPS = auto()
    SETTINGS = auto()
    CHECKS = auto()
    ALL = HOUSEHOLDS | RATINGS | LOANS | VISITS | PAPERS | EXCHANGE | BACKUPS | SETTINGS | CHECKS
