"""The catalogue of facts: names, kinds and columns."""

from __future__ import annotations

from app.domain.form_facts import FACTS, FactKind, column_kind, fact_kind


def test_facts_have_a_name_of_subject_and_field_and_a_meaning() -> None:
    for name, fact in FACTS.items():
        assert fact.name == name
        assert fact.meaning
        assert name == "filled_on" or name == "stages" or name.count(".") in (1, 2)


def test_only_tables_have_columns_and_every_table_has_some() -> None:
    assert all(bool(fact.columns) is (fact.kind is FactKind.ROWS) for fact in FACTS.values())


def test_kinds_are_found_by_name() -> None:
    assert fact_kind("loan.principal") is FactKind.MONEY
    assert fact_kind("loan.nothing") is None
    assert column_kind("plan.rows", "due") is FactKind.DATE
    assert column_kind("plan.rows", "nothing") is None
    assert column_kind("nothing", "due") is None
