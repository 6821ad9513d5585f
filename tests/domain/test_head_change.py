"""户主变更: the relations of a family of four generations, seen by each new head."""

from __future__ import annotations

import pytest

from app.domain.head_change import Person, relations_after

FAMILY = [
    Person("old", "户主", "男"),
    Person("wife", "配偶", "女"),
    Person("son", "之子", "男"),
    Person("daughter-in-law", "之儿媳", "女"),
    Person("grandson", "之孙子", "男"),
    Person("father", "之父", "男"),
]


@pytest.mark.parametrize(
    ("new_head", "expected"),
    [
        ("wife", {"old": "配偶", "wife": "户主", "son": "之子", "daughter-in-law": "之儿媳", "grandson": "之孙子",
                  "father": "之公公"}),
        ("son", {"old": "之父", "wife": "之母", "son": "户主", "daughter-in-law": "配偶", "grandson": "之子",
                 "father": "之祖父"}),
        ("father", {"old": "之子", "wife": "之儿媳", "son": "之孙子", "daughter-in-law": "其他", "grandson": "",
                    "father": "户主"}),
    ],
)  # fmt: skip
def test_relations_that_follow_are_told(new_head: str, expected: dict[str, str]) -> None:
    assert relations_after(FAMILY, new_head) == expected


def test_with_two_sons_whose_wife_and_child_it_is_must_be_asked() -> None:
    family = [*FAMILY, Person("second-son", "之子", "男")]

    found = relations_after(family, "son")

    assert found["second-son"] == "之兄弟姐妹"
    assert (found["daughter-in-law"], found["grandson"]) == ("", "")


def test_a_niece_as_head_asks_for_everybody() -> None:
    found = relations_after([Person("old", "户主", "男"), Person("niece", "之侄女", "女")], "niece")

    assert found == {"old": "", "niece": "户主"}


def test_a_head_from_elsewhere_is_no_head() -> None:
    with pytest.raises(ValueError):
        relations_after(FAMILY, "stranger")
