"""What is said under the fields of a person while they are typed: the rules' own sentences, and what was found."""

from __future__ import annotations

from datetime import date

from app.domain.findings import Severity
from app.domain.person_name import check_name, normal_name
from app.domain.phone import is_phone, normal_phone
from app.domain.resident_id import age_on, read_resident_id
from app.services.name_pinyin import pinyin_keys

ID_ADVICE = "。请对照身份证再输一次。"


def wrong_name(text: str) -> str:
    """What is wrong with a name."""
    return next((finding.text for finding in check_name(text) if finding.severity is Severity.BLOCK), "")


def name_hint(text: str) -> str:
    """How the name can be searched."""
    spelled, initials = pinyin_keys(normal_name(text))
    return f"可用 {spelled.split()[0]} 或 {initials.split()[0]} 搜到" if spelled else ""


def wrong_id(today: date, text: str) -> str:
    """What is wrong with a resident id, and what to do."""
    known, findings = read_resident_id(text, today)
    return "" if known is not None or not findings else findings[0].text + ID_ADVICE


def id_hint(today: date, text: str) -> str:
    """What an id tells: sex and age; or the warning it carries."""
    known, findings = read_resident_id(text, today)
    if known is None:
        return ""
    if findings:
        return findings[0].text
    return f"{known.sex}，{known.birth:%Y-%m-%d} 生，{age_on(known.birth, today)} 岁"


def birth_in_words(text: str, today: date) -> str:
    """The day of birth that an id tells, or nothing."""
    known, _findings = read_resident_id(text, today)
    return f"{known.birth:%Y-%m-%d}" if known is not None else ""


def age_in_words(text: str, today: date) -> str:
    """The age that an id tells, or a dash."""
    known, _findings = read_resident_id(text, today)
    return str(age_on(known.birth, today)) if known is not None else "—"


def wrong_phone(text: str) -> str:
    """What is wrong with a phone number."""
    if is_phone(normal_phone(text)):
        return ""
    return "电话要写 11 位手机号，或区号加号码（如 0825-5412345）。"
