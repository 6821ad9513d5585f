"""Every table and column that travels has a word: no officer reads a column's English name."""

from __future__ import annotations

from app.domain.row_words import OTHER, column_word, table_word
from app.services.bundle_rows import carried_tables


def test_every_carried_table_and_column_has_a_word() -> None:
    carried = carried_tables().values()

    assert [one.name for one in carried if table_word(one.name) == OTHER] == []
    assert [
        f"{one.name}.{name}" for one in carried for name in one.columns if column_word(one.name, name).isascii()
    ] == []


def test_a_word_says_what_the_column_is_in_its_own_table() -> None:
    assert column_word("household", "number") == "户编号"
    assert column_word("member", "number") == "人编号"
    assert column_word("loan", "due_on") == "到期日"
    assert column_word("loan", "a_newer_programs_column") == "a_newer_programs_column"
