"""Ways back into a book that does not open: a backup in its place, or what still reads gathered into a new one."""

from __future__ import annotations

from pathlib import Path

from app.services.backups import restore_backup
from app.storage.book import CHINA, Book, open_book
from app.storage.places import BookFolder
from app.storage.rescue import Rescued, rescue


def restore_and_open(folder: Path, backup_id: str, password: str) -> tuple[Book, str]:
    """Put a backup in the place of a book that is not open, and open it; answers it and what is said.

    Raises the errors of `restore`; the present then stands as it was.
    """
    done = restore_backup(folder, backup_id, password)
    kept = "原来的账另存成了一份备份。" if done.saved else "原来的文件原样留在账本文件夹的 set-aside 里。"
    return open_book(folder, password), f"已还原。{kept}下一次交换会另起一期。"


def rescue_and_open(folder: Path, password: str) -> tuple[Book, str]:
    """Gather what still reads of a damaged book, put it in the damaged one's place, and open it.

    The damaged files are set aside as they are. Raises the errors of `rescue` and of `restore`.
    """
    places = BookFolder.at(folder)
    found = rescue(folder, password, _empty_place(places))
    restore_backup(folder, str(found.folder), password)
    return open_book(folder, password), _words(found)


def _empty_place(places: BookFolder) -> Path:
    from datetime import datetime

    stamp = f"{datetime.now(CHINA):%Y%m%d-%H%M%S}"
    return places.set_aside / f"rescued-{stamp}"


def _words(found: Rescued) -> str:
    words = f"读出 {found.read:,} 条，按日志补回 {found.from_journal:,} 条。坏了的文件原样留着。"
    if found.damaged_tables:
        words += "有的内容可能缺了，请到“自查核对”看一遍，再和银行、乡镇核对。"
    return words
