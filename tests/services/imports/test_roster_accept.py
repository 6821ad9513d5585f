"""A roster accepted row by row: what was not accepted stays out with its reason, who is not on it leaves when told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from app.documents.roster import read_roster
from app.models import Household, Member
from app.resources import resource
from app.services.imports.columns import ListKind
from app.services.imports.looks import ImportRequest, Sort, look_at_list, refused_sheet, take_list
from app.services.lookup import household_numbered, members_of
from app.services.roster import NOT_ACCEPTED, import_roster
from app.storage.book import Book
from tests.helpers.sheets import HEADINGS, person, save

ROSTER = resource("samples/roster-liushugou.xlsx")
FIRST, LATER = date(2026, 1, 5), date(2026, 11, 20)


def list_of(path: Path, *people: list[object]) -> Path:
    """A roster file of the village 柳树沟村."""
    return save(path, [["柳树沟村名单"], HEADINGS, *people])


def one(n: int, household: str, relation: str, **more: object) -> list[object]:
    """Person `n` of a household."""
    facts = {"household_number": household, "person_number": f"{household}{n:02d}", "relation": relation}
    return person(n, **(facts | more))


def test_a_refused_row_stays_out_and_is_sent_back_with_its_reason(book: Book, tmp_path: Path) -> None:
    people = list_of(tmp_path / "a.xlsx", one(1, "5131230001", "户主"), one(2, "5131230002", "户主"))
    request = ImportRequest(ListKind.ROSTER, people)
    look = look_at_list(book, request, on=FIRST)
    assert [(line.row, line.sort, line.accepted) for line in look.lines] == [(3, Sort.NEW, True), (4, Sort.NEW, True)]

    done = take_list(book, request, {"3"}, on=FIRST)

    assert (done.taken, [(row.row, row.reason) for row in done.refused]) == (1, [(4, NOT_ACCEPTED)])
    with book.read() as session:
        assert [household.number for household in session.query(Household)] == ["5131230001"]
    back = tmp_path / "back.xlsx"
    back.write_bytes(refused_sheet(done, LATER))
    rows = list(load_workbook(back).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert rows[3][:3] == (4, "姓名", NOT_ACCEPTED)
    assert len(read_roster(back).rows) == 1  # mended, it can be imported itself


def test_who_is_not_on_the_new_list_leaves_only_where_accepted(book: Book, tmp_path: Path) -> None:
    first = [one(1, "5131230001", "户主"), one(2, "5131230001", "之子"), one(3, "5131230002", "户主")]
    import_roster(book, list_of(tmp_path / "first.xlsx", *first), on=FIRST)
    request = ImportRequest(ListKind.ROSTER, list_of(tmp_path / "later.xlsx", first[0]))
    look = look_at_list(book, request, on=LATER)
    gone = {line.what.split("：")[1][:2]: line for line in look.lines}
    assert {line.sort for line in look.lines} == {Sort.GONE}
    assert not any(line.accepted for line in look.lines)

    take_list(book, request, {line.key for line in look.lines}, on=LATER)

    assert len(gone) == 2
    with book.read() as session:
        assert household_numbered(session, "5131230002").listed_until == date(2026, 11, 19)
        assert len(members_of(session, household_numbered(session, "5131230001"))) == 1
        assert [member.left_on for member in session.query(Member).filter(Member.relation == "之子")] == [LATER]


def test_a_head_who_is_missing_on_the_list_cannot_be_let_go(book: Book, tmp_path: Path) -> None:
    first = [one(1, "5131230001", "户主"), one(2, "5131230001", "配偶")]
    import_roster(book, list_of(tmp_path / "first.xlsx", *first), on=FIRST)

    look = look_at_list(book, ImportRequest(ListKind.ROSTER, list_of(tmp_path / "b.xlsx", first[1])), on=LATER)

    (line,) = look.lines
    assert (line.sort, line.fixed) == (Sort.GONE, "是户主，要先在户页上办户主变更")


def test_nobody_is_missing_where_a_row_of_the_household_was_refused(book: Book, tmp_path: Path) -> None:
    first = [one(1, "5131230001", "户主"), one(2, "5131230001", "之子")]
    import_roster(book, list_of(tmp_path / "first.xlsx", *first), on=FIRST)
    broken = one(2, "5131230001", "之子", resident_id="513123198001011")

    look = look_at_list(book, ImportRequest(ListKind.ROSTER, list_of(tmp_path / "c.xlsx", first[0], broken)), on=LATER)

    assert (look.lines, len(look.refused)) == ((), 1)


def test_a_change_is_told_with_what_stood_before_and_ids_masked(book: Book, tmp_path: Path) -> None:
    import_roster(book, list_of(tmp_path / "a.xlsx", one(1, "5131230001", "户主", phone="13800000001")), on=FIRST)
    later = list_of(tmp_path / "b.xlsx", one(1, "5131230001", "户主", phone="13900009999", education="初中"))

    (line,) = look_at_list(book, ImportRequest(ListKind.ROSTER, later), on=LATER).lines

    assert line.sort is Sort.CHANGED
    assert "人联系电话 138****0001 → 139****9999" in line.what
    assert "13900009999" not in line.what


def test_somebody_who_belongs_to_another_household_is_a_finding(book: Book, tmp_path: Path) -> None:
    import_roster(book, list_of(tmp_path / "a.xlsx", one(1, "5131230001", "户主")), on=FIRST)
    moved = one(1, "5131230009", "户主")

    look = look_at_list(book, ImportRequest(ListKind.ROSTER, list_of(tmp_path / "b.xlsx", moved)), on=LATER)

    assert [finding.code for finding in look.findings] == ["roster-person-elsewhere"]
    assert "5131230001" in look.findings[0].text
