"""One household's records on one line of time, whatever their subject; what was answered is not among them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.services.credit_titles import award, review
from app.services.demands import take_demand
from app.services.fact_reversals import reverse_fact
from app.services.guidance import give_guidance
from app.services.household_changes import check_phone
from app.services.household_records import records_of
from app.services.insurance import add_policy, record_step
from app.services.life_events import end_life_event, record_life_event
from app.services.societies import found_society, join_society, lend, repay_society
from app.services.work import certify_health, end_placement, place_member, record_intention
from tests.services.conftest import HEAD_ID, SPOUSE_ID, Borrowing


def _day(day: int) -> date:
    return date(2026, 3, day)


def test_all_subjects_stand_in_the_order_of_their_days(borrowing: Borrowing) -> None:
    book, number = borrowing.book, borrowing.household
    check_phone(book, number, state="停机", on=_day(1))
    wrong = take_demand(book, number, wish="无", on=_day(2), channel="电话")
    reverse_fact(book, wrong.id, on=_day(2), reason="录错户")
    take_demand(book, number, wish="续", on=_day(3), channel="入户")
    record_intention(book, number, SPOUSE_ID, willing=True, on=_day(4), job="家政")
    certify_health(book, number, SPOUSE_ID, on=_day(5), issuer="镇卫生院")
    place_member(book, number, SPOUSE_ID, kind="公益岗位", on=_day(6), employer="村委会")
    end_placement(book, number, SPOUSE_ID, on=_day(7))
    year = {"from_on": _day(8), "until_on": date(2026, 12, 31)}
    add_policy(book, number, kind="农业保险", number="N-1", insurer="人保", cover=Decimal(8_000), **year)
    record_step(book, "N-1", step="赔付", on=_day(9), amount=Decimal(500))
    found_society(book, name="互助社", on=_day(1))
    join_society(book, "互助社", number, on=_day(10))
    lend(book, "互助社", number, number="HZ", amount=Decimal(900), on=_day(11), due_on=_day(20))
    repay_society(book, "HZ", principal=Decimal(900), on=_day(12))
    title, _findings = award(book, kind="信用户", by="农商行", on=_day(13), household_number=number)
    review(book, title, step="年审", on=_day(14), result="合格")
    give_guidance(book, number, kind="产业指导", subject="改养黑猪", by="农技员", on=_day(15))
    event = record_life_event(book, number, HEAD_ID, kind="失联", on=_day(16), proof="村委会证明")
    end_life_event(book, event.id, on=_day(17))

    with book.read() as session:
        lines = records_of(session, number, date(2026, 12, 31))
        until_the_fifth = records_of(session, number, _day(5))

    assert [(line.on.day, line.text) for line in reversed(lines) if line.on.year == 2026] == [
        (1, "电话停机"),
        (3, "需求：续"),
        (4, "单明阳 愿意务工"),
        (5, "单明阳 健康证明"),
        (6, "单明阳 公益岗位"),
        (7, "单明阳 结束公益岗位"),
        (8, "农业保险 保额 8,000.00 元"),
        (9, "赔付 500.00 元"),
        (10, "加入互助社"),
        (11, "互助社借款 900.00 元"),
        (12, "归还互助社 900.00 元"),
        (13, "评为信用户"),
        (14, "信用户年审 合格"),
        (15, "产业指导：改养黑猪"),
        (16, "杨䶮 失联"),
        (17, "杨䶮 失联结束"),
    ]
    assert max(line.on for line in until_the_fifth) == _day(5)
