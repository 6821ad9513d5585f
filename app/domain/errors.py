"""Every fault that is ours to explain; what is said about each stands in `sentences`.

An error carries its numbers as fields; `exit_status` is the status of the command line (1 refused by a rule,
2 wrong usage, 3 password or damaged or foreign file, 4 disk).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(eq=False)
class KnownError(Exception):
    """Base of the errors that become three sentences; anything else is a bug."""

    exit_status: ClassVar[int] = 1

    def __str__(self) -> str:
        from app.domain.sentences import explain

        return explain(self)


# --- rules and acts (services, domain) ---


@dataclass(eq=False)
class RefusedError(KnownError):
    """A rule stops a new act; `reason` is the sentence of the finding, `clause` where it comes from."""

    reason: str
    clause: str = ""


@dataclass(eq=False)
class ReasonNeededError(KnownError):
    """A warning passes only with a recorded reason."""

    warning: str


@dataclass(eq=False)
class NotFoundError(KnownError):
    """Nothing in this book has that number; `what` is the word of the glossary."""

    what: str
    key: str


@dataclass(eq=False)
class InputError(KnownError):
    """A value cannot be read; `field` and `reason` in the officer's words."""

    exit_status: ClassVar[int] = 2
    field: str
    reason: str


# --- data files (packs) ---


@dataclass(eq=False)
class DataFileError(KnownError):
    """A policy, rate, score sheet, form or code list file is wrong: file, key path (or line), reason."""

    exit_status: ClassVar[int] = 3
    file: str
    where: str
    reason: str


# --- the book (storage) ---


# --- files and disks (files) ---


# --- sheets and paper (documents) ---


@dataclass(eq=False)
class SheetMissingError(KnownError):
    """There is no such sheet file, or it cannot be opened; `reason` in the officer's words."""

    exit_status: ClassVar[int] = 3
    file: str
    reason: str


@dataclass(eq=False)
class SheetBrokenError(KnownError):
    """The sheet file is damaged or cut off."""

    exit_status: ClassVar[int] = 3
    file: str


@dataclass(eq=False)
class SheetLockedError(KnownError):
    """The sheet file is protected by a password."""

    exit_status: ClassVar[int] = 3
    file: str


@dataclass(eq=False)
class SheetForeignError(KnownError):
    """The file is no sheet; `kind` says what it seems to be."""

    exit_status: ClassVar[int] = 3
    file: str
    kind: str


@dataclass(eq=False)
class SheetTooLargeError(KnownError):
    """The sheet file is over a limit; `what` with its unit, `limit` as it is said to people."""

    exit_status: ClassVar[int] = 3
    file: str
    what: str
    limit: str


@dataclass(eq=False)
class SheetNameError(KnownError):
    """The file has no sheet of that name; `names` are those it has."""

    exit_status: ClassVar[int] = 2
    file: str
    sheet: str
    names: str


@dataclass(eq=False)
class SheetHeadingError(KnownError):
    """No row holds the headings that this list needs; `missing` names those not found."""

    exit_status: ClassVar[int] = 3
    file: str
    title: str
    missing: str


# --- the bundle (exchange) ---
