"""huicun imports: look, take all but what is not accepted, and take it back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.helpers.books import PASSWORD
from tests.helpers.commands import run
from tests.helpers.sheets import HEADINGS, person, save


def answer(folder: Path, *words: object, status: int = 0) -> dict[str, Any]:
    done = run(*words, "--json", "--on", "2026-11-20", book=folder)
    assert done.status == status, done.err
    data: dict[str, Any] = json.loads(done.out)
    return data


def test_a_list_is_looked_at_taken_in_part_and_taken_back(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    made = run("init", "--role", "village", "--code", "513123104205", "--name", "柳树沟村", "--officer", "周明远",
               "--book", folder, password=PASSWORD)  # fmt: skip
    assert made.status == 0, made.err
    people = save(tmp_path / "a.xlsx", [["名单"], HEADINGS, person(1), person(2)])

    look = answer(folder, "imports", "look", "roster", people)
    taken = answer(folder, "imports", "take", "roster", people, "--not", "4", "--refused", tmp_path / "back.xlsx")
    past = answer(folder, "imports", "past")["imports"]
    undone = answer(folder, "imports", "undo")

    assert [line["key"] for line in look["lines"]] == ["3", "4"]
    assert (taken["taken"], [row["row"] for row in taken["refused"]]) == (1, [4])
    assert (tmp_path / "back.xlsx").exists()
    assert [(each["name"], each["undone"]) for each in past] == [("导入名单", False)]
    assert (undone["rows"], undone["in_the_way"]) == (3, [])  # the village learned its township's name, too
    wrong = run("imports", "take", "roster", people, "--not", "9", book=folder)
    assert (wrong.status, wrong.out) == (2, "")
