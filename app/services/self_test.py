"""校验 as the officer asks for it: the checks by their names, and the head of the journal as it is read aloud."""

from __future__ import annotations

from dataclasses import dataclass

from app.exchange.digest import in_groups
from app.models.journal import head
from app.storage.book import Book
from app.storage.integrity import Check, passed, verify

CHECK_WORDS = {
    "key": "钥匙",
    "pages": "页面",
    "book": "标记",
    "schema": "结构",
    "journal": "日志链",
    "rows": "记录与日志",
    "money": "金额",
    "search": "查找索引",
}


@dataclass(frozen=True, slots=True)
class Verified:
    """What `verify` found; `head` is the newest entry's hash in groups of four, `length` how many entries there are."""

    checks: tuple[Check, ...]
    head: str
    length: int

    @property
    def whole(self) -> bool:
        """Every check holds."""
        return passed(list(self.checks))


def verify_book(book: Book) -> Verified:
    """Run all checks of the open book; entering waits meanwhile."""
    checks = verify(book)
    with book.read() as session:
        newest = head(session.connection())
    return Verified(tuple(checks), in_groups(newest.hash), newest.length)
