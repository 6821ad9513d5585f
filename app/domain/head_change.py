"""户主变更: what everybody is to the new head, as far as the old relations tell it; the rest must be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.relations import HEAD, SPOUSE

MALE = "男"

_BY_SPOUSE = {"之岳父": "之父", "之岳母": "之母", "之公公": "之父", "之婆婆": "之母"}
_SAME_FOR_BOTH = {
    *("之子", "之女", "之儿媳", "之女婿", "之孙子", "之孙女", "之外孙子", "之外孙女", "之曾孙子", "之曾孙女"),
}
_GRANDPARENTS = {
    MALE: {"之父": "之祖父", "之母": "之祖母", "之岳父": "之外祖父", "之岳母": "之外祖母"},
    "女": {"之父": "之外祖父", "之母": "之外祖母", "之公公": "之祖父", "之婆婆": "之祖母"},
}
_GRANDCHILDREN = {
    MALE: {"之子": "之孙子", "之女": "之孙女", "之儿媳": "其他", "之女婿": "其他"},
    "女": {"之子": "之外孙子", "之女": "之外孙女", "之儿媳": "其他", "之女婿": "其他"},
}


@dataclass(frozen=True, slots=True)
class Person:
    """One member: a key, the relation to the old head, and the sex (男, 女, or empty where the id does not tell)."""

    key: str
    relation: str
    sex: str = ""


def relations_after(people: Sequence[Person], new_head: str) -> dict[str, str]:
    """The relation to the new head by key; "" for those whose relation does not follow and must be asked.

    Raises ValueError where the new head is not among the people.
    """
    chosen = next((person for person in people if person.key == new_head), None)
    if chosen is None:
        raise ValueError("the new head is not in the household")
    old_head = next((person for person in people if person.relation == HEAD), None)
    return {person.key: HEAD if person is chosen else _relation(person, chosen, old_head, people) for person in people}


def _relation(person: Person, chosen: Person, old_head: Person | None, people: Sequence[Person]) -> str:
    if chosen.relation == HEAD:
        return person.relation
    if chosen.relation == SPOUSE:
        return _seen_by_spouse(person, chosen)
    if chosen.relation in ("之子", "之女"):
        return _seen_by_child(person, chosen, old_head, people)
    if chosen.relation in ("之父", "之母"):
        return _seen_by_parent(person, chosen, old_head)
    return ""


def _seen_by_spouse(person: Person, chosen: Person) -> str:
    if person.relation == HEAD:
        return SPOUSE
    if person.relation in _SAME_FOR_BOTH:
        return person.relation
    if person.relation in ("之父", "之母") and chosen.sex:
        words = {"之父": "之岳父", "之母": "之岳母"} if chosen.sex == MALE else {"之父": "之公公", "之母": "之婆婆"}
        return words[person.relation]
    return _BY_SPOUSE.get(person.relation, "")


def _seen_by_child(person: Person, chosen: Person, old_head: Person | None, people: Sequence[Person]) -> str:
    if person.relation in (HEAD, SPOUSE):
        return _by_sex(person, "之父", "之母")
    if person.relation in ("之子", "之女"):
        return "之兄弟姐妹"
    children = [each for each in people if each.relation in ("之子", "之女", "之儿媳", "之女婿")]
    partner = "之儿媳" if chosen.relation == "之子" else "之女婿"
    alone = all(each is chosen or each.relation == partner for each in children)
    if person.relation == partner:
        return SPOUSE if alone else ""
    if person.relation in ("之孙子", "之外孙子", "之孙女", "之外孙女"):
        return ("之子" if person.relation.endswith("子") else "之女") if alone else ""
    return _GRANDPARENTS.get(old_head.sex if old_head else "", {}).get(person.relation, "")


def _seen_by_parent(person: Person, chosen: Person, old_head: Person | None) -> str:
    if person.relation == HEAD:
        return _by_sex(person, "之子", "之女")
    if person.relation in ("之父", "之母"):
        return SPOUSE if person.relation != chosen.relation else ""
    if person.relation == SPOUSE:
        return _by_sex(person, "之女婿", "之儿媳")
    if person.relation == "之兄弟姐妹":
        return _by_sex(person, "之子", "之女")
    return _GRANDCHILDREN.get(old_head.sex if old_head else "", {}).get(person.relation, "")


def _by_sex(person: Person, male: str, female: str) -> str:
    if not person.sex:
        return ""
    return male if person.sex == MALE else female
