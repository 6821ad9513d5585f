"""The search index of a book: contentless FTS5 over precomputed tokens, kept in step by triggers within the act.

Triggers only note which rows changed, however they were written (one by one, in bulk, from a bundle); before the
commit the noted rows are indexed, of very many (an import) the first ones: the others come with the acts after it, or
when somebody asks for it. The index holds nothing that cannot be made again, so it is no row of the book: it
is neither journalled nor sent, and a book without it gets one with its next act.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from app.domain.search_tokens import household_tokens, member_tokens, member_words

TABLE = "search_dirty"
MEMBER, HOUSEHOLD = "m", "h"
AT_ONCE = 20_000  # rows indexed in one act
LATER = "index_later"  # in the info of a session whose act leaves the indexing to a later one
_MEMBER_COLUMNS = ("household_id", "name", "pinyin", "initials", "resident_id", "phone", "left_on", "removed")
_HOUSEHOLD_COLUMNS = ("number", "phone", "group_name", "removed")


def make_search_index(connection: Connection) -> None:
    """The tables and triggers of the index; every row that is there is noted for indexing."""
    for statement in _statements():
        connection.exec_driver_sql(statement)


def install(session_class: type[Session]) -> None:
    """Index what changed before each commit of sessions of this class."""
    event.listen(session_class, "before_commit", _before_commit)


def bring_up_to_date(connection: Connection) -> int:
    """Index the noted rows, at most `AT_ONCE` of them; answers how many notes there were."""
    if TABLE not in connection.info:  # asked once for each connection
        there = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = ?", (TABLE,)).first()
        if there is None:
            make_search_index(connection)
        connection.info[TABLE] = True
    noted: int = connection.exec_driver_sql("SELECT count(*) FROM search_dirty").scalar_one()
    if not noted:
        return 0
    upto = connection.exec_driver_sql(_UPTO, (AT_ONCE,)).scalars().all()
    connection.exec_driver_sql(_ADD_DOCS, tuple(upto))
    connection.exec_driver_sql(_OLD_TOKENS_GO, tuple(upto))
    rows = [(row[0], member_tokens(*_texts(row))) for row in connection.exec_driver_sql(_READ_MEMBERS, tuple(upto))]
    found = connection.exec_driver_sql(_READ_HOUSEHOLDS, tuple(upto))
    rows += [(row[0], household_tokens(*_texts(row))) for row in found]
    if rows:
        connection.exec_driver_sql("INSERT INTO search_index (rowid, tokens) VALUES (?, ?)", rows)
    connection.exec_driver_sql(_GONE_DOCS_GO, tuple(upto))
    connection.exec_driver_sql("DELETE FROM search_dirty WHERE rowid <= ?", tuple(upto))
    return noted


def forget_old_tokens(connection: Connection) -> None:
    """Rewrite the index without what was taken out of it: until then old words still lie in its segments."""
    connection.exec_driver_sql("INSERT INTO search_index (search_index) VALUES ('optimize')")


def _before_commit(session: Session) -> None:
    if "act" in session.info and not session.info.get(LATER):
        session.flush()
        bring_up_to_date(session.connection())


def _texts(row: Sequence[Any]) -> list[str]:
    return [value or "" for value in row[1:]]


_UPTO = "SELECT max(rowid) FROM (SELECT rowid FROM search_dirty ORDER BY rowid LIMIT ?)"
_NOTED = "(SELECT DISTINCT kind, book_code, row_id FROM search_dirty WHERE rowid <= ?)"
_NOTED_DOCS = f"{_NOTED} n JOIN search_doc d ON d.kind = n.kind AND d.book_code = n.book_code AND d.row_id = n.row_id"
_ADD_DOCS = (
    "INSERT OR IGNORE INTO search_doc (kind, book_code, row_id) "
    "SELECT DISTINCT kind, book_code, row_id FROM search_dirty WHERE rowid <= ?"
)
_OLD_TOKENS_GO = f"DELETE FROM search_index WHERE rowid IN (SELECT d.doc FROM {_NOTED_DOCS})"  # noqa: S608 - our names
_READ_MEMBERS = (
    "SELECT d.doc, m.name, m.pinyin, m.initials, m.resident_id, m.phone, h.group_name "  # noqa: S608 - our names
    f"FROM {_NOTED_DOCS} JOIN member m ON m.book_code = d.book_code AND m.id = d.row_id "
    "LEFT JOIN household h ON h.book_code = m.book_code AND h.id = m.household_id "
    "WHERE d.kind = 'm' AND NOT m.removed AND m.left_on IS NULL"
)
_READ_HOUSEHOLDS = (
    f"SELECT d.doc, h.number, h.phone, h.group_name FROM {_NOTED_DOCS} "  # noqa: S608 - our names
    "JOIN household h ON h.book_code = d.book_code AND h.id = d.row_id WHERE d.kind = 'h' AND NOT h.removed"
)
_ALL_MEMBERS = (
    "SELECT d.doc, m.name, m.pinyin, m.initials, m.resident_id, m.phone, h.group_name FROM member m "
    "LEFT JOIN search_doc d ON d.kind = 'm' AND d.book_code = m.book_code AND d.row_id = m.id "
    "LEFT JOIN household h ON h.book_code = m.book_code AND h.id = m.household_id "
    "WHERE NOT m.removed AND m.left_on IS NULL "
    "AND (m.book_code, m.id) NOT IN (SELECT book_code, row_id FROM search_dirty WHERE kind = 'm')"
)
_ALL_HOUSEHOLDS = (
    "SELECT d.doc, h.number, h.phone, h.group_name FROM household h "
    "LEFT JOIN search_doc d ON d.kind = 'h' AND d.book_code = h.book_code AND d.row_id = h.id WHERE NOT h.removed "
    "AND (h.book_code, h.id) NOT IN (SELECT book_code, row_id FROM search_dirty WHERE kind = 'h')"
)
_ALL_NOTED = (
    "SELECT d.doc FROM search_dirty n "
    "JOIN search_doc d ON d.kind = n.kind AND d.book_code = n.book_code AND d.row_id = n.row_id"
)
_GONE_DOCS_GO = (
    f"DELETE FROM search_doc WHERE doc IN (SELECT d.doc FROM {_NOTED_DOCS} "  # noqa: S608 - our names
    "LEFT JOIN member m ON d.kind = 'm' AND m.book_code = d.book_code AND m.id = d.row_id "
    "LEFT JOIN household h ON d.kind = 'h' AND h.book_code = d.book_code AND h.id = d.row_id "
    "WHERE m.id IS NULL AND h.id IS NULL)"
)


def _statements() -> list[str]:
    return [
        "CREATE VIRTUAL TABLE search_index USING fts5("
        "tokens, content='', contentless_delete=1, detail=none, tokenize='ascii', prefix='2 3 4')",
        "CREATE TABLE search_doc (doc INTEGER PRIMARY KEY, kind VARCHAR NOT NULL, book_code VARCHAR NOT NULL, "
        "row_id VARCHAR NOT NULL, UNIQUE (kind, book_code, row_id))",
        "CREATE TABLE search_dirty (kind VARCHAR NOT NULL, book_code VARCHAR NOT NULL, row_id VARCHAR NOT NULL)",
        *_triggers("member", MEMBER, _MEMBER_COLUMNS),
        *_triggers("household", HOUSEHOLD, _HOUSEHOLD_COLUMNS),
        "CREATE TRIGGER search_group AFTER UPDATE OF group_name ON household "
        "WHEN old.group_name IS NOT new.group_name BEGIN INSERT INTO search_dirty "
        "SELECT 'm', book_code, id FROM member WHERE book_code = new.book_code AND household_id = new.id; END",
        "INSERT INTO search_dirty SELECT 'm', book_code, id FROM member",
        "INSERT INTO search_dirty SELECT 'h', book_code, id FROM household",
    ]


def _triggers(table: str, kind: str, columns: Sequence[str]) -> list[str]:
    note = "BEGIN INSERT INTO search_dirty VALUES ('{kind}', {row}.book_code, {row}.id); END"
    differs = " OR ".join(f"old.{name} IS NOT new.{name}" for name in columns)
    return [
        f"CREATE TRIGGER search_{table}_added AFTER INSERT ON {table} " + note.format(kind=kind, row="new"),
        f"CREATE TRIGGER search_{table}_changed AFTER UPDATE OF {', '.join(columns)} ON {table} WHEN {differs} "
        + note.format(kind=kind, row="new"),
        f"CREATE TRIGGER search_{table}_gone AFTER DELETE ON {table} " + note.format(kind=kind, row="old"),
    ]


def search_index_apart(run: Callable[[str], Any]) -> str:
    """What in the index does not tell the same as the rows; empty where all of it does, or waits for the next act.

    `run` answers a statement, on a connection that may make a temporary table.
    """
    if run("SELECT 1 FROM sqlite_master WHERE name = 'search_dirty'").fetchone() is None:
        return ""
    noted = {doc for (doc,) in run(_ALL_NOTED)}
    run("CREATE VIRTUAL TABLE temp.search_terms USING fts5vocab(main, search_index, instance)")
    try:
        told: dict[int, int] = {}  # sums of hashes, for sets of words would fill the memory
        sum_of = told.get
        for term, doc in run("SELECT term, doc FROM temp.search_terms"):
            told[doc] = sum_of(doc, 0) + hash(term)
    finally:
        run("DROP TABLE temp.search_terms")
    expected = {row[0]: sum(map(hash, member_words(*_texts(row)))) for row in run(_ALL_MEMBERS)}
    expected |= {row[0]: sum(map(hash, household_tokens(*_texts(row)).split())) for row in run(_ALL_HOUSEHOLDS)}
    docs = (told.keys() | expected.keys()) - noted
    differing = sum(told.get(doc, 0) != expected.get(doc, 0) for doc in docs)
    return f"搜索里有 {differing} 条与记录不一致" if differing else ""
