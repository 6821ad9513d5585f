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


@dataclass(eq=False)
class StoppedError(KnownError):
    """The officer stopped a long act; `act` is its name."""

    act: str


@dataclass(eq=False)
class RosterElsewhereError(KnownError):
    """No row of a roster is of a village of this book."""

    file: str
    village: str
    own: str


@dataclass(eq=False)
class RealBookError(KnownError):
    """A practice village must never take the place of a real book."""

    folder: str


@dataclass(eq=False)
class NotPairedWithAnyError(KnownError):
    """There is nobody to send a bundle to yet."""


@dataclass(eq=False)
class HandedOverError(KnownError):
    """The book went to another officer or device: here it can only be read."""

    to: str


@dataclass(eq=False)
class EscrowUnconfirmedError(KnownError):
    """The last eight characters of the emergency key were not typed rightly."""


# --- data files (packs) ---


@dataclass(eq=False)
class DataFileError(KnownError):
    """A policy, rate, score sheet, form or code list file is wrong: file, key path (or line), reason."""

    exit_status: ClassVar[int] = 3
    file: str
    where: str
    reason: str


# --- the book (storage) ---


@dataclass(eq=False)
class WrongPasswordError(KnownError):
    """No slot of the key file opens with this password."""

    exit_status: ClassVar[int] = 3


@dataclass(eq=False)
class WrongRecoveryCodeError(KnownError):
    """The recovery code is mistyped or belongs to another book (or to a time before the last change of key)."""

    exit_status: ClassVar[int] = 3


@dataclass(eq=False)
class TooManyTriesError(KnownError):
    """After wrong tries the next one is taken only in `seconds`."""

    exit_status: ClassVar[int] = 3
    seconds: int


@dataclass(eq=False)
class WeakPasswordError(KnownError):
    """A new password is too easy; `reason` says why in the officer's words."""

    reason: str


@dataclass(eq=False)
class DamagedKeyFileError(KnownError):
    """Neither copy of the key file can be read."""

    exit_status: ClassVar[int] = 3
    file: str


@dataclass(eq=False)
class DamagedBookError(KnownError):
    """The right key opens the book, but pages of it do not read or are missing."""

    exit_status: ClassVar[int] = 3
    file: str


@dataclass(eq=False)
class ForeignFileError(KnownError):
    """The file is no book, or not the one this key belongs to."""

    exit_status: ClassVar[int] = 3
    file: str


@dataclass(eq=False)
class NewerBookError(KnownError):
    """A newer program has written this book or key file."""

    exit_status: ClassVar[int] = 3
    found: int
    known: int


@dataclass(eq=False)
class BookOpenElsewhereError(KnownError):
    """Another process holds the lock of this book."""

    folder: str


@dataclass(eq=False)
class NoBookError(KnownError):
    """The folder holds neither a book nor a key file."""

    exit_status: ClassVar[int] = 3
    folder: str


@dataclass(eq=False)
class BookExistsError(KnownError):
    """A book stands in this folder already; it is never made anew over it."""

    folder: str


@dataclass(eq=False)
class DamagedBackupError(KnownError):
    """A backup (or the copy just made) does not pass its check."""

    exit_status: ClassVar[int] = 3
    backup: str


@dataclass(eq=False)
class BackupRefusedError(KnownError):
    """The present book fails its check, so no backup is made of it; `reason` is the failed check."""

    exit_status: ClassVar[int] = 3
    reason: str


@dataclass(eq=False)
class MigrationError(KnownError):
    """The checked copy could not be brought to the new schema; the book itself was not touched."""

    exit_status: ClassVar[int] = 3
    found: int
    known: int


@dataclass(eq=False)
class SealedFileError(KnownError):
    """A scan or draft beside the book is damaged or of another book."""

    exit_status: ClassVar[int] = 3
    file: str


# --- files and disks (files) ---


@dataclass(eq=False)
class DiskFullError(KnownError):
    """No room at `place` to finish `what`."""

    exit_status: ClassVar[int] = 4
    place: str
    what: str


@dataclass(eq=False)
class ReadOnlyError(KnownError):
    """`place` is write-protected or mounted read-only."""

    exit_status: ClassVar[int] = 4
    place: str
    what: str


@dataclass(eq=False)
class NoAccessError(KnownError):
    """This user may not read or write at `place`."""

    exit_status: ClassVar[int] = 4
    place: str
    what: str


@dataclass(eq=False)
class StickGoneError(KnownError):
    """The device behind `place` answered no more: pulled out, or failing."""

    exit_status: ClassVar[int] = 4
    place: str
    what: str


@dataclass(eq=False)
class FileHeldError(KnownError):
    """Another program (scanner, sync client, office program) keeps hold of the file."""

    exit_status: ClassVar[int] = 4
    place: str
    what: str


@dataclass(eq=False)
class ReadBackError(KnownError):
    """What was read back is not what was written: fake capacity or a worn-out device."""

    exit_status: ClassVar[int] = 4
    place: str
    what: str


@dataclass(eq=False)
class NameTakenError(KnownError):
    """A file of that name is there already and is never written over."""

    exit_status: ClassVar[int] = 4
    place: str
    what: str


@dataclass(eq=False)
class FolderGivenError(KnownError):
    """A folder stands where a file was to be read or written."""

    exit_status: ClassVar[int] = 4
    place: str
    what: str


@dataclass(eq=False)
class MissingFileError(KnownError):
    """The file or folder to read is not there."""

    exit_status: ClassVar[int] = 4
    place: str


@dataclass(eq=False)
class DiskTroubleError(KnownError):
    """Any other fault of the disk; `reason` is the system's short name of it."""

    exit_status: ClassVar[int] = 4
    place: str
    what: str
    reason: str


# --- sheets and paper (documents) ---


@dataclass(eq=False)
class SheetMissingError(KnownError):
    """There is no such sheet file, or it cannot be opened; `reason` in the officer's words."""

    exit_status: ClassVar[int] = 4
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


@dataclass(eq=False)
class BundleError(KnownError):
    """Base of what can be wrong with a bundle, a receipt or a card; nothing was written."""

    exit_status: ClassVar[int] = 3


@dataclass(eq=False)
class NotABundleError(BundleError):
    """The file is no bundle at all (it does not begin like an age file)."""


@dataclass(eq=False)
class NotForUsError(BundleError):
    """None of our keys opens it, or the signed list of recipients does not name us."""


@dataclass(eq=False)
class BundleDamagedError(BundleError):
    """The bytes do not agree with themselves; `where` is the part, in the officer's words."""

    where: str


@dataclass(eq=False)
class NotPairedError(BundleError):
    """Signed by a key that belongs to no paired card."""


@dataclass(eq=False)
class SignatureWrongError(BundleError):
    """The signature does not fit the manifest, or cannot be read."""


@dataclass(eq=False)
class SenderMismatchError(BundleError):
    """A paired sender signed for a book or a kind that is not his; `code` as the manifest has it, `sender` by card."""

    sender: str
    code: str


@dataclass(eq=False)
class NewerBundleError(BundleError):
    """Made by a newer program: kept unread until this one is upgraded (待升级)."""

    needs: str
    has: str


@dataclass(eq=False)
class BundleTooLargeError(BundleError):
    """A size, a count or a ratio is over its bound; `what` in the officer's words."""

    what: str
    limit: int


@dataclass(eq=False)
class UnexpectedMemberError(BundleError):
    """The container holds what it may not hold: another name, a path, a link, a second copy; or lacks a member."""

    name: str
    reason: str


@dataclass(eq=False)
class BundleContentError(BundleError):
    """Signed, but not a bundle by the rules: `where` is the field or the member, `reason` what is wrong."""

    where: str
    reason: str


@dataclass(eq=False)
class CardError(BundleError):
    """A card cannot be trusted: not readable, not self-signed, or its change not signed by the old key."""

    reason: str


@dataclass(eq=False)
class FingerprintError(BundleError):
    """The fingerprint read aloud is not the one of the card."""


@dataclass(eq=False)
class RecipientError(KnownError):
    """A text is no age recipient (`age1…`)."""

    exit_status: ClassVar[int] = 2


# --- updates of the program (services) ---


@dataclass(eq=False)
class UpdateError(KnownError):
    """Base of what can be wrong with an update; the program that runs goes on."""

    exit_status: ClassVar[int] = 3


@dataclass(eq=False)
class NoPublisherKeyError(UpdateError):
    """This program was built without a publisher's key, so that it can check no update."""

    exit_status: ClassVar[int] = 1


@dataclass(eq=False)
class UpdateForeignError(UpdateError):
    """The file is no update of this program; `file` is its name."""

    file: str


@dataclass(eq=False)
class UpdateUntrustedError(UpdateError):
    """No publisher whom this program knows has signed it."""

    file: str


@dataclass(eq=False)
class UpdateDamagedError(UpdateError):
    """It does not hold what its signed list says."""

    file: str


@dataclass(eq=False)
class UpdateUnfitError(UpdateError):
    """Whole and signed, but not for here: another system, or not newer; `reason` in the officer's words."""

    exit_status: ClassVar[int] = 1
    reason: str
