"""Every known error has its three sentences: what happened, is the data safe, what to do."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from app.domain import errors
from app.domain.errors import KnownError
from app.domain.sentences import SENTENCES, explain


def all_errors(base: type[KnownError] = KnownError) -> list[type[KnownError]]:
    """Every error class below `base`, the nested ones too."""
    found = []
    for error in base.__subclasses__():
        found += [error, *all_errors(error)]
    return found


def an_error(error: type[KnownError]) -> KnownError:
    """One error of this class, with a plain value in each of its fields."""
    values: dict[str, Any] = {f.name: 7 if f.type in ("int", int) else f"<{f.name}>" for f in fields(error)}
    return error(**values)


@pytest.mark.parametrize("error", all_errors(), ids=lambda error: error.__name__)
def test_a_known_error_says_what_happened_whether_the_data_is_safe_and_what_to_do(error: type[KnownError]) -> None:
    happened, safe, advice = SENTENCES[error]

    text = explain(an_error(error))

    assert happened
    assert safe
    assert advice
    assert text == str(an_error(error))
    assert text.endswith("。")
    assert "{" not in text
    assert "\n" not in text
    assert error.exit_status in (1, 2, 3, 4)


def test_every_sentence_belongs_to_an_error_that_stands_in_the_one_file() -> None:
    assert set(SENTENCES) == set(all_errors())
    assert all(error.__module__ == errors.__name__ for error in SENTENCES)


def test_the_six_troubles_of_opening_a_book_are_told_apart() -> None:
    six = (
        errors.WrongPasswordError,
        errors.DamagedKeyFileError,
        errors.DamagedBookError,
        errors.ForeignFileError,
        errors.NewerBookError,
        errors.BookOpenElsewhereError,
    )

    happened = {SENTENCES[error][0] for error in six}

    assert len(happened) == 6
