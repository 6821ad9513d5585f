"""Where things lie in a book's folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class BookFolder:
    """The folder of one book; every name in it is given here and nowhere else."""

    root: Path

    @classmethod
    def at(cls, folder: Path) -> BookFolder:
        """The folder as an absolute path."""
        return cls(folder.expanduser().absolute())

    @property
    def book(self) -> Path:
        """The encrypted book."""
        return self.root / "book.db"

    @property
    def companions(self) -> tuple[Path, Path]:
        """The write-ahead log and its index; they belong to `book` while it is open or after a crash."""
        return self.root / "book.db-wal", self.root / "book.db-shm"

    @property
    def keys(self) -> tuple[Path, Path]:
        """The two copies of the key file."""
        return self.root / "book.key", self.root / "book.key.copy"

    @property
    def tries(self) -> Path:
        """Count of wrong tries."""
        return self.root / "book.tries"

    @property
    def lock(self) -> Path:
        """The file that the operating system locks."""
        return self.root / "book.lock"

    @property
    def backups(self) -> Path:
        """One folder for each backup."""
        return self.root / "backups"

    @property
    def second_place(self) -> Path:
        """Where copies of backups go besides."""
        return self.root / "second-place.json"

    @property
    def set_aside(self) -> Path:
        """Files that a restore or a new book replaced; never removed by the program."""
        return self.root / "set-aside"

    @property
    def scans(self) -> Path:
        """Encrypted scans, named by content."""
        return self.root / "scans"

    @property
    def drafts(self) -> Path:
        """Encrypted unfinished forms."""
        return self.root / "drafts"

    @property
    def erased(self) -> Path:
        """Which households were erased (their ids), so that a restored backup loses them again."""
        return self.root / "erased.json"

    @property
    def outbox(self) -> Path:
        """The last bundles written."""
        return self.root / "outbox"
