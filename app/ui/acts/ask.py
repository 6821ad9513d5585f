"""An act as the window asks for it: which verb of the services, what is asked and in which words; data, no widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from app.services.household_rows import HouseholdRow
from app.services.households import HouseholdView, MemberView
from app.ui.changed import Changed
from app.ui.confirmed import Sensitive
from app.ui.places import Place

Option = tuple[str, object]


class Kind(StrEnum):
    """What a field takes; each is one widget of `app/ui/acts/fields.py`."""

    TEXT = "text"
    LONG = "long"
    DAY = "day"
    MONEY = "money"
    SHARE = "share"
    COUNT = "count"
    CHOICE = "choice"
    TYPED = "typed"
    HOUSEHOLD = "household"
    HOUSEHOLDS = "households"
    PHONE = "phone"
    FLAG = "flag"
    FILE = "file"
    PERSON = "person"
    RELATIONS = "relations"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True)
class About:
    """What an act is about: the household shown, the row chosen in the ledger, and the lists to choose from."""

    today: date
    household: HouseholdView | None = None
    row: Any = None
    households: Sequence[HouseholdRow] = ()
    lists: Mapping[str, Sequence[Option]] = field(default_factory=dict)

    @property
    def number(self) -> str:
        """户编号 of the household shown."""
        return self.household.number if self.household is not None else ""

    @property
    def members(self) -> list[Option]:
        """The household's people to choose from: name and relation, standing for the member's id."""
        people = self.household.members if self.household is not None else ()
        return [(f"{member.name}（{member.relation or '关系未填'}）", member.id) for member in people]


Options = Callable[[About], Sequence[str | Option]]


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that an act asks: the keyword of the verb, the label, what it takes, and what stands there first."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    needed: bool = True
    options: Options | Sequence[str | Option] = ()
    start: Callable[[About], Any] | str = ""
    hint: str = ""
    unit: str = ""

    def options_for(self, about: About) -> Sequence[str | Option]:
        """The entries of a list for what the act is about."""
        return self.options(about) if callable(self.options) else self.options

    def start_for(self, about: About) -> Any:
        """What stands in the field when the form opens."""
        return self.start(about) if callable(self.start) else self.start


def _nothing(_about: About) -> tuple[Any, ...]:
    return ()


def _number(about: About) -> tuple[Any, ...]:
    return (about.number,)


def row_id(about: About) -> tuple[Any, ...]:
    """The id of the chosen row, for acts on a record."""
    return (about.row.id,)


@dataclass(frozen=True, slots=True)
class Act:
    """`given` are the verb's leading arguments; `fixed` keywords that nobody is asked for.

    `shape` turns what was typed into the verb's keywords; `excuse` says why the act cannot be done on a row (nothing
    where it can). With `foresee` the act is rehearsed while it is typed, and what it would do is shown. `reason` says
    that a warning asks for one, which the verb takes as `reason`. An act that only `leads`
    to a place has no verb; one that does not `fits` is not offered at all. Before one that is `sensitive` the password
    is asked again; it is not kept as a draft, and cannot be asked for while the rehearsal is refused.
    """

    word: str
    verb: Callable[..., Any] | None = None
    asks: tuple[Ask, ...] = ()
    given: Callable[[About], tuple[Any, ...]] = _nothing
    fixed: Callable[[About], dict[str, Any]] | None = None
    shape: Callable[[About, dict[str, Any]], dict[str, Any]] | None = None
    changes: Changed = Changed.HOUSEHOLDS
    lead: str = ""
    whom: Callable[[About], str] | None = None
    excuse: Callable[[Any], str] | None = None
    foresee: Callable[[Any, About, Mapping[str, Any]], Sequence[str]] | None = None
    reason: bool = False
    icon: str = ""
    leads: Callable[[About], Place] | None = None
    fits: Callable[[About], bool] | None = None
    sensitive: Sensitive | None = None

    def arguments(self, about: About, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The verb's keywords: what was typed, without what may stay empty and is."""
        optional = {ask.name for ask in self.asks if not ask.needed}
        kept = {name: value for name, value in typed.items() if name not in optional or value not in (None, "")}
        named = self.shape(about, kept) if self.shape is not None else kept
        return {**(self.fixed(about) if self.fixed is not None else {}), **named}


of_household = _number
"""The household's number, for acts on the household shown."""


def today(about: About) -> date:
    """Where a day field starts."""
    return about.today


def day(name: str = "on", label: str = "日期", *, needed: bool = True, start: Any = None) -> Ask:
    """A day, today unless told otherwise; an optional one starts empty."""
    return Ask(name, label, Kind.DAY, needed, start=start if start is not None else today if needed else "")


def text(name: str, label: str, *, needed: bool = False, hint: str = "", start: Any = "") -> Ask:
    """A line of text."""
    return Ask(name, label, Kind.TEXT, needed, hint=hint, start=start)


def money(name: str, label: str, *, needed: bool = True) -> Ask:
    """Yuan."""
    return Ask(name, label, Kind.MONEY, needed)


def choice(name: str, label: str, options: Options | Sequence[str | Option], *, start: Any = "") -> Ask:
    """One of a list; the first stands there."""
    return Ask(name, label, Kind.CHOICE, options=options, start=start)


def perhaps(name: str, label: str, options: Options | Sequence[str | Option], *, none: str = "不填") -> Ask:
    """One of a list, or none."""

    def with_none(about: About) -> Sequence[str | Option]:
        return [(none, ""), *(options(about) if callable(options) else options)]

    return Ask(name, label, Kind.CHOICE, needed=False, options=with_none)


def member(name: str = "member_id", label: str = "成员", *, needed: bool = True) -> Ask:
    """One of the household's people."""
    if needed:
        return choice(name, label, lambda about: about.members, start=_chosen_member)
    return perhaps(name, label, lambda about: about.members, none="全户")


def _chosen_member(about: About) -> object:
    """The person on whose row the cursor stands, where the ledger is one of people."""
    return about.row.id if isinstance(about.row, MemberView) else ""


def reason(label: str = "理由", *, needed: bool = True) -> Ask:
    """Why; recorded with the act."""
    return Ask("reason", label, Kind.TEXT, needed)
