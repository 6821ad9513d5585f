"""What the pages read in one view of the book: a household's story, a loan's life, rounds, papers, who gets a form."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.domain.errors import NotFoundError, WrongPasswordError
from app.models import JournalEntry
from app.services.application_check import Draft, check_draft
from app.services.backups import make_backup_now
from app.services.demands import list_demands, take_demand
from app.services.desk import find, read_desk
from app.services.entrance import restore_and_reopen
from app.services.household_rows import found_rows, household_rows
from app.services.household_story import read_story, reveal
from app.services.households import change_member, group_order, read_household
from app.services.loan_page import Mark, read_loan_page
from app.services.pack_choices import USUAL, pack_choices
from app.services.paper_log import paper_rows
from app.services.print_choice import recipients
from app.services.printing import Selection
from app.services.rating_round import Waits, rating_round
from app.services.ratings import record_bank_decision
from app.services.record_history import history_of_household
from app.services.rehearsal import rehearse
from app.services.visit_round import round_rows
from app.storage.book import Book, open_book
from tests.helpers.books import PASSWORD
from tests.ui.practice import TODAY, note, practice_book

HOUSEHOLD = "5131230043"  # 钱凤英, one loan of 3 000 that fell due 41 days ago


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages") / "book"
    practice_book(folder).close()
    return folder


@pytest.fixture
def book(made: Path, tmp_path: Path) -> Iterator[Book]:
    shutil.copytree(made, tmp_path / "book")
    with open_book(tmp_path / "book", PASSWORD) as opened:
        yield opened


def test_the_list_knows_balance_and_overdue_of_each_household(book: Book) -> None:
    with book.read() as session:
        rows = household_rows(session, TODAY)

    assert len(rows) == 128
    late = next(row for row in rows if row.number == HOUSEHOLD)
    assert (late.balance, late.overdue_days) == (Decimal("3000.00"), 41)
    assert sum(1 for row in rows if row.balance) == 18


def test_a_story_goes_from_the_newest_back_to_the_loan(book: Book) -> None:
    with book.read() as session:
        story = read_story(session, HOUSEHOLD, TODAY)

    assert [event.kind for event in story.events] == ["paper", "visit", "loan"]
    assert story.balance == Decimal("3000.00")
    assert story.next_due == date(2026, 10, 10)
    assert story.incomplete == 0


def test_a_change_is_told_with_the_old_and_new_end_of_a_number_only(book: Book) -> None:
    with book.read() as session:
        member = read_household(session, HOUSEHOLD).members[0]
    change_member(book, member.id, {"phone": "13812342206"})

    with book.read() as session:
        newest = history_of_household(session, HOUSEHOLD)[0]

    assert newest.act == "修改成员"
    assert (newest.about, newest.what) == ("钱凤英", f"电话 ****{member.phone[-4:]} → ****2206")


def test_showing_full_numbers_is_noted_in_the_story(book: Book) -> None:
    reveal(book, HOUSEHOLD)

    with book.read() as session:
        newest = history_of_household(session, HOUSEHOLD)[0]

    assert (newest.act, newest.what) == ("显示全号", "看了证件和电话全号")
    with pytest.raises(NotFoundError):
        reveal(book, "0000000000")


def test_a_loan_that_runs_is_between_disbursement_and_maturity(book: Book) -> None:
    with book.read() as session:
        page = read_loan_page(session, note(0), TODAY)

    assert [(stage.name, stage.mark) for stage in page.stages] == [
        ("放款", Mark.DONE),
        ("还款中", Mark.NOW),
        ("到期", Mark.AHEAD),
        ("结清", Mark.AHEAD),
    ]
    assert page.stages[1].note == "还剩 12 天"


def test_a_loan_past_its_day_says_how_long(book: Book) -> None:
    with book.read() as session:
        page = read_loan_page(session, note(1), TODAY)

    assert [stage.note for stage in page.stages if stage.mark is Mark.NOW] == ["逾期 41 天"]


def test_a_draft_is_judged_without_being_written(book: Book) -> None:
    with book.read() as session:
        member = read_household(session, HOUSEHOLD).members[0]
        before = read_desk(session, TODAY).saved_at
        draft = Draft(HOUSEHOLD, member.id, Decimal(60_000), 48, "建房", "top-up", TODAY, {}, "周明远")
        findings = check_draft(session, draft)
        after = read_desk(session, TODAY).saved_at

    assert "block" in {str(finding.severity) for finding in findings}
    assert before == after


def test_the_round_names_who_was_visited_this_quarter(book: Book) -> None:
    with book.read() as session:
        rows = round_rows(session, TODAY)

    assert sum(1 for row in rows if row.visited) == 9
    assert next(row for row in rows if row.view.number == HOUSEHOLD).last.on == date(2026, 10, 9)


def test_incomplete_papers_come_first(book: Book) -> None:
    with book.read() as session:
        rows = paper_rows(session, TODAY)

    assert [bool(row.paper.missing) for row in rows] == [True, True, False]
    assert rows[0].days_left == 10


def test_a_notice_goes_to_whom_it_falls_due_in_walking_order(book: Book) -> None:
    with book.read() as session:
        people = recipients(session, "F7", Selection(due_within=30), TODAY)
        blank = recipients(session, "F7", Selection(blank=True), TODAY)

    assert [person.group for person in people] == sorted(person.group for person in people)
    assert {person.days for person in people} == {3, 8, 12, 16, 21, 29}
    assert blank == []


def test_a_form_that_was_printed_lately_is_told(book: Book) -> None:
    with book.read() as session:
        people = recipients(session, "F7", Selection(contracts=(note(1),)), TODAY)

    assert [person.earlier.title for person in people] == ["到期提醒通知书"]


def test_the_desk_counts_what_the_rail_shows(book: Book) -> None:
    with book.read() as session:
        desk = read_desk(session, TODAY)

    assert (desk.households, desk.loans, desk.overdue, desk.to_visit, desk.papers_open) == (128, 18, 2, 119, 2)
    assert (desk.name, desk.township, desk.officer) == ("柳树沟村", "云岭镇", "周明远")
    assert not desk.delivered


def test_a_person_is_found_with_a_masked_id(book: Book) -> None:
    with book.read() as session:
        hit = find(session, "qfy")[0]

    assert (hit.number, hit.name, hit.resident_id) == (HOUSEHOLD, "钱凤英", "513123********4414")


def test_a_restore_brings_back_the_book_and_leaves_it_open(book: Book) -> None:
    backup = make_backup_now(book).backup
    with book.read() as session:
        member = read_household(session, HOUSEHOLD).members[0]
    change_member(book, member.id, {"phone": "13812342206"})

    reopened, words = restore_and_reopen(book, backup.id, PASSWORD)

    with reopened:
        with reopened.read() as session:
            assert read_household(session, HOUSEHOLD).members[0].phone == member.phone
        assert words.startswith("已还原。")


def test_a_wrong_password_closes_nothing(book: Book) -> None:
    backup = make_backup_now(book).backup

    with pytest.raises(WrongPasswordError):
        restore_and_reopen(book, backup.id, "不是这个密码")

    with book.read() as session:
        assert read_desk(session, TODAY).households == 128


def test_a_new_book_is_offered_the_usual_pack_first() -> None:
    choices = pack_choices()

    assert choices[0][0] == USUAL
    assert len({pack_id for pack_id, _name in choices}) == len(choices)


def test_the_round_says_why_one_goes_to_a_door(book: Book) -> None:
    with book.read() as session:
        rows = {row.view.number: row for row in round_rows(session, TODAY)}
        monitored = {row.number for row in household_rows(session, TODAY) if row.monitored}

    late = rows[HOUSEHOLD]
    assert (late.purposes[:2], late.check) == (("催收", "贷后检查"), "首次贷后检查")
    assert [(note_number, balance) for note_number, balance in late.notes] == [(note(1), Decimal("3000.00"))]
    assert sum("到期摸底" in row.purposes for row in rows.values()) == 2  # due in 41 and 44 days, nobody asked yet
    assert {number for number, row in rows.items() if "回访" in row.purposes} == monitored


def test_the_round_of_ratings_goes_group_by_group_and_says_what_waits(book: Book) -> None:
    with book.read() as session:
        rows = rating_round(session, TODAY)
    assert ({row.waits for row in rows}, len(rows)) == ({Waits.NEVER}, 128)
    assert [row.group for row in rows] == sorted((row.group for row in rows), key=group_order)

    record_bank_decision(
        book, HOUSEHOLD, grade="优秀", credit_line=Decimal(50_000), on=date(2024, 5, 1), until=date(2026, 5, 1)
    )

    with book.read() as session:
        row = next(row for row in rating_round(session, TODAY) if row.id == HOUSEHOLD)
    assert (row.waits, row.day) == (Waits.ENDED, date(2026, 5, 1))


def test_a_list_is_searched_by_part_spelling_end_of_a_number_and_group(book: Book) -> None:
    with book.read() as session:
        rows = household_rows(session, TODAY)

    def found(typed: str) -> list[str]:
        return [row.head_name for row in found_rows(rows, typed)]

    assert found("qfy") == found("qianfengying") == ["钱凤英"]
    assert found("凤英") == ["钱凤英", "唐长明"]  # who has a 凤英 in his family
    assert found("4414") == ["钱凤英"]
    assert {row.group for row in found_rows(rows, "6")} == {"6组"}
    assert found("没有这个人") == []


def test_a_rehearsal_answers_and_leaves_the_book_as_it_was(book: Book) -> None:
    with book.read() as session:
        before = session.scalars(select(func.count()).select_from(JournalEntry)).one()

    tried = rehearse(
        book,
        take_demand,
        HOUSEHOLD,
        wish="贷",
        on=TODAY,
        channel="入户",
        amount=Decimal(80_000),
        purpose="建房",
        look=lambda session: len(list_demands(session, TODAY)),
    )

    assert tried.seen == 1
    assert {finding.code for finding in tried.answer.findings} >= {"over-amount"}
    with book.read() as session:
        assert list_demands(session, TODAY) == []
        assert session.scalars(select(func.count()).select_from(JournalEntry)).one() == before
