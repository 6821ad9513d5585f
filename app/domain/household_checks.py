"""What is wrong with a household's data: head and spouse, relations, ids, phones, schooling, words not in the lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.domain.code_lists import CodeList
from app.domain.findings import Finding, Severity
from app.domain.person_name import check_name, normal_name
from app.domain.phone import is_phone, normal_phone
from app.domain.resident_id import ResidentId, mask, read_resident_id

HEAD = "户主"
SPOUSE = "配偶"
PHONE_OWNERS = ("本人", "子女", "邻居")
_PHONE_STALE_DAYS = 365


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """One living member of a household as the list has it; empty texts where nothing is known."""

    name: str
    resident_id: str
    relation: str
    number: str = ""
    ethnicity: str = ""
    education: str = ""
    schooling: str = ""
    health: str = ""
    labour_skill: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """One household with its members; `phone_state` is empty, 停机 or 空号."""

    number: str
    members: tuple[MemberFacts, ...]
    kind: str = ""
    monitored: str = ""
    cause: str = ""
    phone: str = ""
    phone_owner: str = ""
    phone_verified_on: date | None = None
    phone_state: str = ""


_MEMBER_LISTS = (
    ("ethnicity", "ethnic_groups"),
    ("education", "education"),
    ("schooling", "schooling"),
    ("health", "health"),
    ("labour_skill", "labour_skills"),
)
_HOUSEHOLD_LISTS = (("kind", "household_kinds"), ("monitored", "monitored_kinds"), ("cause", "poverty_causes"))


def check_household(household: HouseholdFacts, lists: Mapping[str, CodeList], today: date) -> list[Finding]:
    """All findings about one household, each with the household number as its subject."""
    findings = _check_number(household)
    findings += _check_head(household)
    findings += _check_phone(household, today)
    findings += _check_words(household, _HOUSEHOLD_LISTS, lists, "户")
    for member in household.members:
        findings += _check_member(member, lists, today)
    return [replace(finding, subject=household.number) for finding in findings]


def check_people(households: Iterable[HouseholdFacts]) -> list[Finding]:
    """Across households: one id (first 18 characters) twice, one id with two names, one name with two ids (重名)."""
    by_id: dict[str, list[tuple[str, MemberFacts]]] = defaultdict(list)
    by_name: dict[str, list[tuple[str, MemberFacts]]] = defaultdict(list)
    for household in households:
        for member in household.members:
            if member.resident_id:
                by_id[member.resident_id[:18]].append((household.number, member))
            by_name[normal_name(member.name)].append((household.number, member))
    findings = []
    for key, found in by_id.items():
        if len(found) > 1:
            findings.append(_same_id(key, found))
    for name, found in by_name.items():
        ids = {member.resident_id[:18] for _, member in found if member.resident_id}
        if len(ids) > 1:
            text = f"{name} 同名 {len(ids)} 人，证件号码不同，办理时请核对证件"
            findings.append(Finding("same-name", Severity.NOTE, text, subject=found[0][0]))
    return findings


def _same_id(key: str, found: list[tuple[str, MemberFacts]]) -> Finding:
    names = sorted({normal_name(member.name) for _, member in found})
    where = "、".join(sorted({number for number, _ in found}))
    if len(names) > 1:
        text = f"证件号码 {mask(key)} 有两个姓名：{'、'.join(names)}（户 {where}）"
        return Finding("same-id-other-name", Severity.WARN, text, subject=found[0][0])
    text = f"{names[0]} 的证件号码 {mask(key)} 登记了 {len(found)} 次（户 {where}，只比前 18 位）"
    return Finding("duplicate-id", Severity.WARN, text, subject=found[0][0])


def _check_number(household: HouseholdFacts) -> list[Finding]:
    number = household.number
    if len(number) == 10 and number.isascii() and number.isdigit():
        return []
    return [Finding("household-number", Severity.NOTE, f"户编号应为 10 位数字，现在是 {number or '空'}")]


def _check_head(household: HouseholdFacts) -> list[Finding]:
    heads = [member for member in household.members if member.relation == HEAD]
    spouses = [member for member in household.members if member.relation == SPOUSE]
    findings = []
    if not heads:
        findings.append(Finding("no-head", Severity.WARN, "这一户没有户主"))
    if len(heads) > 1:
        names = "、".join(member.name for member in heads)
        findings.append(Finding("two-heads", Severity.WARN, f"这一户有 {len(heads)} 个户主：{names}"))
    if len(spouses) > 1:
        names = "、".join(member.name for member in spouses)
        findings.append(Finding("two-spouses", Severity.WARN, f"这一户有 {len(spouses)} 个配偶：{names}"))
    if len(heads) == 1 and len(spouses) == 1:
        head, spouse = _valid_id(heads[0]), _valid_id(spouses[0])
        if head is not None and spouse is not None and head.sex == spouse.sex:
            text = f"户主 {heads[0].name} 和配偶 {spouses[0].name} 的证件号码都是{head.sex}性"
            findings.append(Finding("spouse-sex", Severity.WARN, text))
    return findings


def _check_phone(household: HouseholdFacts, today: date) -> list[Finding]:
    findings = []
    if not household.phone:
        findings.append(Finding("phone-missing", Severity.NOTE, "这一户没有联系电话"))
    elif not is_phone(normal_phone(household.phone)):
        text = f"户联系电话 {household.phone} 不是 11 位手机号，也不是区号加号码"
        findings.append(Finding("phone-wrong", Severity.WARN, text))
    if household.phone_owner and household.phone_owner not in PHONE_OWNERS:
        text = f"电话是谁的应写{'、'.join(PHONE_OWNERS)}，现在是 {household.phone_owner}"
        findings.append(Finding("phone-owner", Severity.NOTE, text))
    if household.phone_state:
        findings.append(Finding("phone-dead", Severity.WARN, f"户联系电话已经{household.phone_state}"))
    verified = household.phone_verified_on
    if household.phone and verified is not None and (today - verified).days > _PHONE_STALE_DAYS:
        findings.append(Finding("phone-old", Severity.NOTE, f"户联系电话 {verified} 以后没有再核实"))
    return findings


def _check_member(member: MemberFacts, lists: Mapping[str, CodeList], today: date) -> list[Finding]:
    who = member.name or member.number
    _, id_findings = read_resident_id(member.resident_id, today)
    findings = [replace(each, text=f"{who}：{each.text}") for each in (*check_name(member.name), *id_findings)]
    relation = lists["relations"].entry(member.relation)
    if relation is None:
        text = f"{who} 与户主的关系“{member.relation or '空'}”不在名单用词里"
        findings.append(Finding("relation-unknown", Severity.WARN, text))
    person = _valid_id(member)
    if relation is not None and relation.sex and person is not None and relation.sex != person.sex:
        text = f"{who} 与户主的关系是{relation.label}，证件号码是{person.sex}性"
        findings.append(Finding("relation-sex", Severity.NOTE, text))
    if member.phone and not is_phone(normal_phone(member.phone)):
        text = f"{who} 的联系电话 {member.phone} 不是 11 位手机号，也不是区号加号码"
        findings.append(Finding("phone-wrong", Severity.WARN, text))
    return [*findings, *_check_schooling(member, who), *_check_words(member, _MEMBER_LISTS, lists, who)]


def _check_schooling(member: MemberFacts, who: str) -> list[Finding]:
    if member.education and member.schooling:
        text = f"{who} 同时填了文化程度（{member.education}）和在校生状况（{member.schooling}），只能填一样"
        return [Finding("schooling-both", Severity.WARN, text)]
    if not member.education and not member.schooling:
        return [Finding("schooling-neither", Severity.NOTE, f"{who} 文化程度和在校生状况都没有填")]
    return []


def _check_words(
    facts: object, fields: Iterable[tuple[str, str]], lists: Mapping[str, CodeList], who: str
) -> list[Finding]:
    findings = []
    for field, list_id in fields:
        unknown = lists[list_id].unknown(getattr(facts, field))
        if unknown:
            text = f"{who} 的{lists[list_id].name}“{'、'.join(unknown)}”不在名单用词里"
            findings.append(Finding("word-unknown", Severity.NOTE, text))
    return findings


def _valid_id(member: MemberFacts) -> ResidentId | None:
    known, _ = read_resident_id(member.resident_id)
    return known
