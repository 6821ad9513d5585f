"""What a desk writes goes out with the receipt, is done or refused at the village, and the answer comes back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.errors import DataFileError, InputError, NotFoundError, RefusedError
from app.models import Household, JournalEntry, Loan, Member, Opinion, PackFile
from app.packs.toml_files import built_in_text
from app.services.applications import apply_for_loan, give_opinion, read_application
from app.services.bundles import export_bundle
from app.services.desk_files import send_data_file, send_roster, sent_files
from app.services.desk_opinions import (
    Standing,
    sent_opinions,
    waiting_applications,
    withdraw_opinion,
    write_opinions,
)
from app.services.desk_proposals import propose_correction, sent_proposals, withdraw_proposal
from app.services.household_changes import correct_household
from app.services.incoming import refuse_item
from app.services.incoming_acts import accept_item, look_at_file
from app.services.incoming_view import IncomingLine, waiting_items
from app.services.ratings import sheet_for
from app.services.undo import last_act, undo
from app.storage.book import Book
from tests.helpers.villages import DAY, HEAD_IDS, Desks, add_household, mirrored

TOWNSHIP_SAYS = {"stage": "township", "result": "pass", "by": "李镇办", "on": DAY}


def applied(village: Book) -> str:
    """An application of another household that the village has passed; its number."""
    add_household(village, "5131230002", "王德顺", head_id=HEAD_IDS[1])
    view = apply_for_loan(
        village,
        "5131230002",
        borrower_id=HEAD_IDS[1],
        amount=Decimal(30_000),
        months=24,
        purpose="生猪养殖",
        kind="first",
        on=DAY,
        reason="在册核实过",
    )
    give_opinion(village, view.number, stage="village", result="pass", by="周明远", on=DAY)
    return view.number


def bring(desks: Desks) -> None:
    """The village's newest state reaches the township."""
    desks.bring(export_bundle(desks.village, desks.stick, on=DAY).file)


def waiting(book: Book) -> tuple[IncomingLine, ...]:
    with book.read() as session:
        return waiting_items(session)


def household(book: Book, number: str = "5131230001") -> Household:
    with book.read() as session:
        return session.scalars(select(Household).where(Household.number == number)).one()


def test_an_opinion_of_the_township_is_entered_once_at_the_village_and_seen_in_the_mirror(desks: Desks) -> None:
    number = applied(desks.village)
    bring(desks)
    with desks.township.read() as session:
        found = waiting_applications(session, "township")
    assert [(one.village, one.view.number) for one in found] == [("柳树沟村", number)]

    (opinion,) = write_opinions(desks.township, [(desks.village.code, number)], note="同意上报", **TOWNSHIP_SAYS)
    with desks.township.read() as session:
        assert waiting_applications(session, "township") == []
    desks.answer()
    desks.answer()

    with desks.village.read() as session:
        view = read_application(session, number)
    assert [(one.id, one.stage, one.by, one.on, one.note) for one in view.opinions[1:]] == [
        (opinion, "township", "李镇办", DAY, "同意上报")
    ]
    bring(desks)
    with desks.township.read() as session:
        assert [one.standing for one in sent_opinions(session)] == [Standing.DONE]
    assert len(mirrored(desks.township, desks.village.code, Opinion)) == 2
    with pytest.raises(RefusedError, match="已经登记"):
        withdraw_opinion(desks.township, opinion)


def test_one_text_for_many_is_written_for_all_or_for_none(desks: Desks) -> None:
    number = applied(desks.village)
    bring(desks)

    with pytest.raises(NotFoundError):
        write_opinions(desks.township, [(desks.village.code, number), (desks.village.code, "SQ1")], **TOWNSHIP_SAYS)
    with pytest.raises(RefusedError, match=r"现在轮到"):
        write_opinions(desks.township, [(desks.village.code, number)], **(TOWNSHIP_SAYS | {"stage": "bank"}))

    with desks.township.read() as session:
        assert sent_opinions(session) == []


def test_an_opinion_that_comes_too_late_waits_with_its_reason_and_goes_back(desks: Desks) -> None:
    number = applied(desks.village)
    bring(desks)
    write_opinions(desks.township, [(desks.village.code, number)], **TOWNSHIP_SAYS)
    give_opinion(desks.village, number, stage="township", result="refuse", by="电话", on=DAY)
    bring(desks)
    desks.answer()

    (line,) = waiting(desks.village)
    assert (line.word, line.who, line.trouble) == ("审核意见", "王德顺", f"申请 {number} 已经办结，不能再登记意见")
    with pytest.raises(RefusedError):
        accept_item(desks.village, line.id, on=DAY)
    refuse_item(desks.village, line.id, "电话里已经办结", on=DAY)
    bring(desks)

    with desks.township.read() as session:
        (sent,) = sent_opinions(session)
    assert (sent.standing, sent.reason) == (Standing.REFUSED, "电话里已经办结")
    assert waiting(desks.village) == ()
    desks.answer()
    assert waiting(desks.village) == ()


def test_a_correction_is_accepted_through_the_officers_own_check_and_journalled(desks: Desks) -> None:
    bring(desks)
    row = household(desks.village)
    proposal = propose_correction(
        desks.township,
        desks.village.code,
        "household",
        row.id,
        "address",
        "柳树沟村三组12号",
        reason="与名单一致",
        on=DAY,
    )
    desks.answer()
    (line,) = waiting(desks.village)
    assert (line.who, line.text, line.by_hand) == ("何艳兴", "户的住址：（空） → 柳树沟村三组12号", False)

    accept_item(desks.village, line.id, on=DAY)

    assert household(desks.village).address == "柳树沟村三组12号"
    with desks.village.read() as session:
        entry = session.scalars(
            select(JournalEntry).where(JournalEntry.table == "household").order_by(JournalEntry.seq.desc())
        ).first()
    assert entry is not None
    assert entry.act == "接受更正建议：户住址"
    bring(desks)
    with desks.township.read() as session:
        assert [(one.id, one.standing) for one in sent_proposals(session)] == [(proposal, Standing.DONE)]
    desks.answer()
    assert waiting(desks.village) == ()


def test_an_acceptance_that_is_undone_waits_again(desks: Desks) -> None:
    bring(desks)
    row = household(desks.village)
    propose_correction(
        desks.township, desks.village.code, "household", row.id, "remark", "已核实", reason="电话核实", on=DAY
    )
    desks.answer()
    (line,) = waiting(desks.village)
    accept_item(desks.village, line.id, on=DAY)

    with desks.village.read() as session:
        act = last_act(session)
    assert act is not None
    undo(desks.village, act.id)

    assert household(desks.village).remark == ""
    assert [one.id for one in waiting(desks.village)] == [line.id]


def test_a_refused_correction_goes_back_with_its_reason(desks: Desks) -> None:
    bring(desks)
    row = household(desks.village)
    propose_correction(
        desks.township, desks.village.code, "household", row.id, "phone", "13800138000", reason="名单上有", on=DAY
    )
    desks.answer()
    (line,) = waiting(desks.village)
    with pytest.raises(InputError):
        refuse_item(desks.village, line.id, " ", on=DAY)
    refuse_item(desks.village, line.id, "号码是邻居的", on=DAY)
    bring(desks)

    with desks.township.read() as session:
        (sent,) = sent_proposals(session)
    assert (sent.standing, sent.answer, sent.who) == (Standing.REFUSED, "号码是邻居的", "何艳兴")


def test_a_row_that_changed_meanwhile_is_not_overwritten(desks: Desks) -> None:
    bring(desks)
    row = household(desks.village)
    propose_correction(
        desks.township, desks.village.code, "household", row.id, "address", "三组12号", reason="与名单一致", on=DAY
    )
    desks.answer()
    correct_household(desks.village, row.number, {"address": "三组15号"})
    (line,) = waiting(desks.village)

    with pytest.raises(RefusedError, match="住址现在是 三组15号"):
        accept_item(desks.village, line.id, on=DAY)

    assert household(desks.village).address == "三组15号"


def test_what_no_act_changes_is_mended_by_hand_first(desks: Desks) -> None:
    bring(desks)
    (note,) = mirrored(desks.township, desks.village.code, Loan)
    propose_correction(
        desks.township, desks.village.code, "loan", note.id, "rate_ppm", "4.35", reason="合同上是 4.35%", on=DAY
    )
    desks.answer()
    (line,) = waiting(desks.village)
    assert (line.text, line.by_hand) == ("借据的利率：3.45% → 4.35%", True)

    with pytest.raises(RefusedError, match="不能在这里直接改"):
        accept_item(desks.village, line.id, on=DAY)
    with desks.village.write("更正利率") as session:
        session.get_one(Loan, (desks.village.code, note.id)).rate_ppm = 43_500
    accept_item(desks.village, line.id, on=DAY)

    assert waiting(desks.village) == ()


@pytest.mark.parametrize(
    ("column", "value", "error"),
    [
        ("id", "x", InputError),
        ("nothing", "x", InputError),
        ("listed_from", "去年", InputError),
        ("income_per_head_fen", "一万", InputError),
        ("remark", "", RefusedError),
        ("number", "x" * 100_001, InputError),
    ],
)
def test_a_proposal_that_no_row_could_take_is_not_made(
    desks: Desks, column: str, value: str, error: type[Exception]
) -> None:
    bring(desks)

    with pytest.raises(error):
        propose_correction(
            desks.township, desks.village.code, "household", household(desks.village).id, column, value,
            reason="试", on=DAY,
        )  # fmt: skip

    with desks.township.read() as session:
        assert sent_proposals(session) == []


def test_a_proposal_that_was_withdrawn_is_forgotten_with_the_next_receipt(desks: Desks) -> None:
    bring(desks)
    proposal = propose_correction(
        desks.township,
        desks.village.code,
        "household",
        household(desks.village).id,
        "remark",
        "甲",
        reason="试",
        on=DAY,
    )
    desks.answer()
    assert len(waiting(desks.village)) == 1

    withdraw_proposal(desks.township, proposal)
    desks.answer()

    assert waiting(desks.village) == ()


def test_a_score_sheet_of_the_township_shadows_the_built_in_one_after_it_was_accepted(
    desks: Desks, tmp_path: Path
) -> None:
    bring(desks)
    changed = built_in_text("score_sheets", "5221").replace("valid_months = 24", "valid_months = 12")
    (tmp_path / "5221.toml").write_text(changed, encoding="utf-8")
    send_data_file(desks.township, "score-sheet", tmp_path / "5221.toml", on=DAY)
    desks.answer()
    (line,) = waiting(desks.village)
    assert look_at_file(desks.village, line.id, on=DAY).changes == (
        "去掉：valid_months = 24",
        "加上：valid_months = 12",
    )
    with desks.village.read() as session:
        assert sheet_for(session, DAY).valid_months == 24

    accept_item(desks.village, line.id, on=DAY)

    with desks.village.read() as session:
        assert sheet_for(session, DAY).valid_months == 12
        assert [row.origin for row in session.scalars(select(PackFile))] == ["云岭镇 2026-11-20"]
    bring(desks)
    with desks.township.read() as session:
        assert [(one.accepted, one.standing) for one in sent_files(session)] == [(1, Standing.DONE)]


def test_a_policy_pack_says_value_by_value_what_it_changes(desks: Desks, tmp_path: Path) -> None:
    bring(desks)
    text = built_in_text("policies", "national-2021")
    (tmp_path / "national-2021.toml").write_text(text.replace("50000", "40000", 1), encoding="utf-8")
    send_data_file(desks.township, "policy", tmp_path / "national-2021.toml", on=DAY, villages=[desks.village.code])
    desks.answer()
    (line,) = waiting(desks.village)

    changes = look_at_file(desks.village, line.id, on=DAY).changes

    assert len(changes) == 1
    assert "50000 元" in changes[0].replace(",", "")
    assert "40000 元" in changes[0].replace(",", "")


def test_a_faulty_data_file_is_not_sent(desks: Desks, tmp_path: Path) -> None:
    bring(desks)
    (tmp_path / "x.toml").write_text("id = 3", encoding="utf-8")

    with pytest.raises(DataFileError):
        send_data_file(desks.township, "score-sheet", tmp_path / "x.toml", on=DAY)

    with desks.township.read() as session:
        assert sent_files(session) == []


def test_list_changes_reach_the_village_as_the_differences_of_an_import(desks: Desks, tmp_path: Path) -> None:
    bring(desks)
    sheet = tmp_path / "新名单.csv"
    sheet.write_text(
        "县,乡,行政村,自然村(组),户编号,人编号,姓名,证件号码,人数,与户主关系\n"
        f"清溪县,云岭镇,柳树沟村,3组,5131230001,513123000101,何艳兴,{HEAD_IDS[0]},2,户主\n"
        f"清溪县,云岭镇,柳树沟村,3组,5131230001,513123000102,覃小妹,{HEAD_IDS[1]},2,配偶\n"
        f"清溪县,云岭镇,别的村,1组,5131239999,513123999901,吴桂兰,{HEAD_IDS[2]},1,户主\n",
        encoding="utf-8",
    )

    sent = send_roster(desks.township, sheet, on=DAY)
    desks.answer()

    assert sent == {desks.village.code: 2}
    (line,) = waiting(desks.village)
    told = look_at_file(desks.village, line.id, on=DAY).roster
    assert told is not None
    assert (told.added, told.changed, told.unchanged) == (1, 1, 0)
    accept_item(desks.village, line.id, on=date(2026, 11, 21))
    with desks.village.read() as session:
        assert {member.name for member in session.scalars(select(Member))} == {"何艳兴", "覃小妹"}
    assert household(desks.village).group_name == "3组"
    assert waiting(desks.village) == ()
