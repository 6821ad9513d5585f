"""Every command of a village's book: the keys and kinds of its JSON, its exit status, its oracles."""

from __future__ import annotations

import json
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook

from app.resources import resource
from tests.helpers.commands import DAY, HASH, MONEY, NAME, TEXT, AtLeast, Maybe, answer, misfits, refusal, run
from tests.helpers.offices import NOTE, Offices, make_offices

ROSTER = resource("samples/roster-liushugou.xlsx")
SUPPLEMENT = resource("samples/roster-supplement.csv")
BANK_LIST = resource("samples/bank-list-liushugou.xlsx")
ON = "2026-11-20"
HOUSEHOLD, BORROWER = "5131230007", "513123000701"
ANSWERS = {"integrity": "good", "labour": "two", "skills": "experience", "income": "high"}

FINDING = {"code": NAME, "clause": TEXT, "severity": NAME, "text": NAME}
LOAN = AtLeast(
    {
        "contract": NAME, "status": NAME, "principal": MONEY, "balance": MONEY, "due": DAY, "interest_accrued": MONEY,
        "interest_in_arrears": MONEY, "borrower_share": MONEY, "subsidy": MONEY, "penalty": MONEY, "payoff": MONEY,
        "events": [
            {"id": NAME, "kind": NAME, "on": DAY, "entered": NAME, "amount": Maybe(MONEY), "reverses": Maybe(NAME)}
        ],
        "plan": [
            AtLeast(
                {
                    "no": int, "from": DAY, "to": DAY, "days": int, "due": DAY, "principal": MONEY, "interest": MONEY,
                    "total": MONEY, "balance": MONEY,
                }
            )
        ],
        "findings": [FINDING],
    }
)  # fmt: skip
DUE = {
    "contract": NAME, "household": NAME, "borrower": NAME, "group": NAME, "phone": TEXT, "due": DAY, "days": int,
    "amount": MONEY, "balance": MONEY,
}  # fmt: skip
ROSTER_ANSWER = {
    "rows": int, "households": int, "members": int, "added": int, "changed": int, "unchanged": int,
    "refused": [{"row": int, "column": TEXT, "value_masked": TEXT, "reason": NAME}], "findings": [FINDING],
}  # fmt: skip
PRINTED = {"pages": int, "copies": int, "missing_glyphs": [{"char": NAME, "code": NAME, "where": NAME}]}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Offices:
    """Both desks, to be copied."""
    return make_offices(tmp_path_factory.mktemp("made") / "offices")


@pytest.fixture(scope="module")
def book(made: Offices) -> Path:
    """The village's book, for tests that only read."""
    return made.village


@pytest.fixture
def own(made: Offices, tmp_path: Path) -> Path:
    """A copy of the village's book, to write in."""
    return Path(shutil.copytree(made.village, tmp_path / "账本"))


def loan(*words: object, book: Path) -> Any:
    """The state of a loan after an act on it, of the right shape."""
    found = answer("loan", *words, book=book)
    assert misfits(LOAN, found) == []
    return found


def codes(found: Any) -> set[str]:
    """The codes of the findings of an answer."""
    return {finding["code"] for finding in found["findings"]}


def test_the_roster_is_read_once_and_changes_nothing_the_second_time(own: Path) -> None:
    found = answer("roster", "import", ROSTER, "--on", ON, book=own)

    assert misfits(ROSTER_ANSWER, found) == []
    assert found == {
        "rows": 462, "households": 128, "members": 462, "added": 0, "changed": 0, "unchanged": 462, "refused": [],
        "findings": [],
    }  # fmt: skip


def test_refused_rows_are_in_the_answer_and_the_status_is_0(own: Path) -> None:
    tried = answer("roster", "import", SUPPLEMENT, "--dry-run", "--on", ON, book=own)
    done = answer("roster", "import", SUPPLEMENT, "--on", ON, book=own)
    again = answer("roster", "import", SUPPLEMENT, "--on", ON, book=own)

    assert misfits(ROSTER_ANSWER, done) == []
    assert tried == done
    assert (done["rows"], done["added"], again["added"], again["changed"]) == (7, 3, 0, 0)
    assert done["rows"] == done["members"] + len(done["refused"])
    rows = [each["row"] for each in done["refused"]]
    assert rows == sorted(set(rows)), "one entry a row"
    assert all("*" in each["value_masked"] for each in done["refused"] if each["column"] == "证件号码")
    assert codes(done) == {"roster-no-head"}


def test_households_are_found_by_everything_that_an_officer_types(book: Path) -> None:
    everybody = answer("household", "list", book=book)["households"]
    shown = answer("household", "show", "5131230005", book=book)

    assert len(everybody) == 128
    assert (shown["number"], shown["head"], len(shown["members"])) == ("5131230005", "邱立国", 4)
    for text in ("邱立国", "立国", "qlg", "QLG", "qiulig", "3528", "5131230005"):
        found = answer("household", "list", "--search", text, book=book)["households"]
        assert "5131230005" in [each["number"] for each in found], text
    assert len(answer("household", "list", "--search", "3组", book=book)["households"]) == 15
    assert answer("household", "list", "--search", "没有这个人", book=book)["households"] == []


def test_no_full_id_stands_in_lists(book: Path) -> None:
    with_ids = run("household", "list", "--json", book=book).out + run("household", "show", "5131230005", book=book).out

    assert "513123********2978" in with_ids
    assert re.findall(r"\d{17}[\dXx]", with_ids) == []


def test_a_rating_explains_itself_and_the_bank_decides(own: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(ANSWERS), encoding="utf-8")
    words = ["rating", "new", HOUSEHOLD, "--answers", answers, "--on", ON]

    rated = answer(*words, book=own)
    adjusted = answer(*words, "--adjust", "integrity=-5:互助金迟还", book=own)
    decided = answer(
        "rating", "bank", HOUSEHOLD, "--grade", "优秀", "--credit-line", "50000", "--on", ON, "--until", "2028-11-19",
        book=own,
    )  # fmt: skip

    shape = {"points": NAME, "band": NAME, "credit_line": MONEY, "explanation": [NAME], "snapshot": AtLeast({})}
    assert misfits(shape, rated) == []
    assert (rated["points"], rated["band"], rated["credit_line"]) == ("90", "特优", "50000.00")  # 50 + 15 + 15 + 10
    assert (adjusted["points"], adjusted["band"], adjusted["credit_line"]) == ("85", "优秀", "30000.00")
    assert any("互助金迟还" in line for line in adjusted["explanation"])
    assert rated["snapshot"]["answers"] == ANSWERS
    assert (decided["grade"], decided["credit_line"], decided["until"]) == ("优秀", "50000.00", "2028-11-19")


def test_from_the_application_to_the_disbursement(own: Path) -> None:
    apply = [
        "loan", "apply", HOUSEHOLD, "--borrower", BORROWER, "--amount", "50000", "--months", "12",
        "--purpose", "流动资金", "--kind", "first", "--on", "2025-03-03",
    ]  # fmt: skip
    assert "没有承贷银行的评级授信（" in refusal(*apply, "--reason", "有理由", book=own, status=1)
    answer(
        "rating", "bank", HOUSEHOLD, "--grade", "优秀", "--credit-line", "50000", "--on", "2025-03-01",
        "--until", "2027-02-28", book=own,
    )  # fmt: skip
    assert "要先写明理由" in refusal(*apply, book=own, status=1)
    taken = answer(*apply, "--reason", "信用社已口头同意", book=own)
    assert misfits(AtLeast({"application": NAME, "findings": [FINDING]}), taken) == []
    assert {finding["severity"] for finding in taken["findings"]} <= {"block", "warn", "note"}
    number = taken["application"]
    disburse = [
        "loan", "disburse", number, "--contract", "新-1", "--bank", "云岭支行", "--rate", "3.0",
        "--method", "interest-only", "--on", "2025-03-10",
    ]  # fmt: skip
    assert "还没有走完审核" in refusal(*disburse, book=own, status=1)

    stages = []
    while taken["next_stage"]:
        stages.append(taken["next_stage"])
        taken = answer(
            "loan", "opinion", number, "--stage", taken["next_stage"], "--result", "pass", "--by", "张三",
            "--on", "2025-03-05", book=own,
        )  # fmt: skip
    lent = loan(*disburse[1:], book=own)

    assert stages == ["village", "township", "county", "bank"]
    assert (lent["contract"], lent["principal"], lent["balance"], lent["due"]) == (
        "新-1", "50000.00", "50000.00", "2026-03-10",
    )  # fmt: skip
    # 50 000 x 3 % / 360 x 11 days (10 to 20 March, both counted) = 45.83
    assert (lent["plan"][0]["days"], lent["plan"][0]["interest"]) == (11, "45.83")
    assert sum(Decimal(row["principal"]) for row in lent["plan"]) == Decimal("50000.00")
    assert "已经登记过" in refusal(
        "loan", "record", "5131230005", "--borrower", "513123000501", "--amount", "1", "--months", "1", "--contract",
        "新-1", "--bank", "b", "--rate", "1", "--method", "bullet", "--on", ON, book=own, status=1,
    )  # fmt: skip


def test_a_rule_that_blocks_refuses_with_its_clause(own: Path) -> None:
    said = refusal(
        "loan", "apply", HOUSEHOLD, "--borrower", BORROWER, "--amount", "60000", "--months", "12", "--purpose", "养猪",
        "--kind", "first", "--on", "2022-06-01", "--reason", "有理由", book=own, status=1,
    )  # fmt: skip

    assert "申请 60000 元，超过单笔上限 50000 元（" in said
    assert answer("household", "show", HOUSEHOLD, book=own)["number"] == HOUSEHOLD


def test_a_loan_is_repaid_reversed_extended_and_each_act_prints_its_state(own: Path) -> None:
    lent = loan(
        "record", HOUSEHOLD, "--borrower", BORROWER, "--amount", "50000", "--months", "12", "--contract", "旧-1",
        "--bank", "云岭支行", "--rate", "4.15", "--method", "interest-only", "--purpose", "养猪", "--on", "2020-01-15",
        book=own,
    )  # fmt: skip
    assert [row["interest"] for row in lent["plan"]] == ["380.42", "530.28", "530.28", "524.51", "144.10"]

    entry = str(uuid4())
    repay = ["repay", "旧-1", "--amount", "10000", "--on", "2020-06-01", "--principal", "10000", "--entry-id", entry]
    paid = loan(*repay, book=own)
    assert (paid["balance"], [event["id"] for event in paid["events"]]) == ("40000.00", [entry])
    assert any("凭证待补" in finding["text"] for finding in paid["findings"])
    assert loan(*repay, book=own)["balance"] == "40000.00", "the same entry sent twice adds nothing"

    reversed_ = loan("reverse", entry, "--on", "2020-06-02", book=own)
    assert reversed_["balance"] == "50000.00"
    assert [event["reverses"] for event in reversed_["events"]] == [None, entry]
    UUID(reversed_["events"][1]["id"])
    assert reversed_["events"][1]["on"] == "2020-06-02"

    vouched = loan("repay", "旧-1", "--amount", "5000", "--on", "2020-07-01", "--voucher", "N1", book=own)
    assert not any("凭证待补" in finding["text"] for finding in vouched["findings"])
    assert vouched["balance"] == "45000.00", "the subsidy covers all interest before it is due"

    extended = loan(
        "extend", "旧-1", "--until", "2021-07-15", "--reason", "疫情", "--paper-pending", "--on", "2020-12-20", book=own
    )
    assert (extended["due"], extended["plan"][-1]["due"]) == ("2021-07-15", "2021-07-15")
    assert any("手续待补" in finding["text"] for finding in extended["findings"])

    asked = loan("show", "旧-1", "--on", "2020-06-01", book=own)
    assert (asked["balance"], asked["status"]) == ("50000.00", "正常")
    assert loan("show", "旧-1", "--on", "2019-12-31", book=own)["balance"] == "0.00"


def test_a_renewal_takes_the_place_of_the_old_note(own: Path) -> None:
    renewed = loan(
        "renew", NOTE, "--amount", "30000", "--months", "12", "--on", "2027-01-10", "--reason", "重新评估合格", book=own
    )

    assert (renewed["balance"], renewed["due"]) == ("30000.00", "2028-01-10")
    assert renewed["contract"] != NOTE
    assert loan("show", NOTE, "--on", "2027-01-11", book=own)["balance"] == "0.00"


@pytest.mark.parametrize("kind", ["insurance", "compensation"])
def test_a_claim_lowers_the_balance(own: Path, kind: str) -> None:
    words = ["claim", NOTE, "--kind", kind, "--amount", "10000", "--on", "2028-08-20"]
    before = Decimal(loan("show", NOTE, "--on", "2028-08-20", book=own)["payoff"])

    first = run("loan", *words, "--json", book=own)
    after = json.loads(first.out) if first.status == 0 else loan(*words, "--already-done", book=own)

    assert misfits(LOAN, after) == []
    assert Decimal(after["payoff"]) == before - 10000


def test_due_and_overdue_lists(book: Path) -> None:
    due = answer("due", "--within", "45", "--on", "2026-12-15", book=book)
    overdue = answer("overdue", "--on", "2027-02-14", book=book)

    assert misfits({"due": [DUE]}, due) == []
    assert misfits({"overdue": [DUE]}, overdue) == []
    maturity = next(row for row in due["due"] if row["due"] == "2027-01-15")
    assert (maturity["contract"], maturity["days"], maturity["balance"]) == (NOTE, 31, "30000.00")
    (late,) = overdue["overdue"]
    assert (late["contract"], late["due"], late["days"], late["balance"]) == (NOTE, "2027-01-15", 30, "30000.00")
    assert answer("overdue", "--on", "2027-01-15", book=book) == {"overdue": []}
    assert answer("due", "--within", "0", "--on", "2026-06-01", book=book) == {"due": []}


def test_forms_are_listed_and_printed(own: Path, tmp_path: Path) -> None:
    forms = answer("forms", "list")
    assert misfits({"forms": [{"id": NAME, "title": NAME, "applies_to": NAME}]}, forms) == []
    assert {form["applies_to"] for form in forms["forms"]} == {"household", "contract", "village"}
    numbered = [f"F{no}" for no in range(1, 21) if no != 13] + ["F13a", "F13b", "F13c"]
    assert set(numbered) <= {form["id"] for form in forms["forms"]}

    out = tmp_path / "papers.pdf"
    choices: list[tuple[str, list[object], int]] = [
        ("F1", ["--household", "5131230005", HOUSEHOLD], 2),
        ("F7", ["--contract", NOTE], 1),
        ("F10", ["--group", "3组"], 15),
        ("F7", ["--due-within", "45"], 1),
        ("F6", ["--all"], 1),
        ("F20", ["--blank"], 1),
    ]
    for form, choice, copies in choices:
        printed = answer("forms", "print", form, *choice, "--out", out, "--on", "2026-12-15", book=own)
        assert misfits(PRINTED, printed) == []
        assert (printed["copies"], printed["pages"] >= copies) == (copies, True)
        assert out.read_bytes().startswith(b"%PDF-")
    packet = answer(
        "forms",
        "print",
        "F7",
        "--due-within",
        "45",
        "--packet",
        "--duplex",
        "--out",
        out,
        "--on",
        "2026-12-15",
        book=own,
    )
    assert packet["copies"] > 1


def test_every_form_can_be_printed_blank(own: Path, tmp_path: Path) -> None:
    for form in answer("forms", "list")["forms"]:
        printed = answer("forms", "print", form["id"], "--blank", "--out", tmp_path / "b.pdf", book=own)
        assert (printed["copies"], printed["missing_glyphs"]) == (1, []), form


def test_ledgers_are_listed_and_exported(book: Path, tmp_path: Path) -> None:
    ledgers = answer("ledger", "list")
    assert misfits({"ledgers": [{"id": NAME, "title": NAME}]}, ledgers) == []

    for ledger in ledgers["ledgers"]:
        out = tmp_path / f"{ledger['id']}.xlsx"
        answer("ledger", "export", ledger["id"], "--out", out, "--on", ON, book=book)
        assert load_workbook(out).worksheets[0].max_row > 1, ledger


def test_a_ledger_shows_ids_as_text(book: Path, tmp_path: Path) -> None:
    answer("ledger", "export", "loans", "--out", tmp_path / "l.xlsx", "--on", ON, book=book)

    cells = [cell.value for row in load_workbook(tmp_path / "l.xlsx").worksheets[0].iter_rows() for cell in row]
    assert NOTE in cells
    assert not [value for value in cells if isinstance(value, int | float) and value > 10**14]


@pytest.mark.parametrize("period", ["day", "week", "month"])
def test_reports_are_written(own: Path, tmp_path: Path, period: str) -> None:
    out = tmp_path / "r.xlsx"

    answer("report", period, "--out", out, "--on", ON, book=own)

    assert load_workbook(out).worksheets[0].max_row > 1


def test_the_bank_list_is_compared(book: Path) -> None:
    keys = ("only_here", "only_bank", "amount_differs", "date_differs", "agree")

    found = answer("bank", "compare", BANK_LIST, "--on", ON, book=book, status=1)

    assert misfits({key: [NAME] for key in keys}, found) == []
    assert (found["only_here"], found["agree"]) == ([NOTE], [])
    assert len(found["only_bank"]) > 40


def test_the_self_check_finds_and_counts(book: Path) -> None:
    found = answer("check", "--on", ON, book=book, status=1)

    shape = {"code": NAME, "severity": NAME, "household": TEXT, "text": NAME, "suggestion": TEXT}
    assert misfits({"findings": [shape], "counts": AtLeast({})}, found) == []
    counted: dict[str, int] = {}
    for finding in found["findings"]:
        counted[finding["code"]] = counted.get(finding["code"], 0) + 1
    assert found["counts"] == counted


def test_verify_and_backups(own: Path, tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    whole = answer("verify", book=own)
    made = answer("backup", "make", "--to", stick, book=own)
    listed = answer("backup", "list", book=own)["backups"]
    restored = answer("backup", "restore", made["id"], book=own)

    assert misfits({"ok": bool, "checks": [{"name": NAME, "ok": bool, "text": NAME}]}, whole) == []
    assert whole["ok"] is True
    assert made["id"] in [each["id"] for each in listed]
    assert restored["restored"] == made["id"]
    assert answer("verify", book=own)["ok"] is True
    assert Path(made["copy"]).exists()


def test_the_exchange_from_card_to_receipt(made: Offices, tmp_path: Path) -> None:
    offices = made.moved(tmp_path / "offices")
    stick = tmp_path / "usb"
    stick.mkdir()
    card = answer("pair", "card", "--out", tmp_path / "v.card", book=offices.village)
    theirs = answer("pair", "card", "--out", tmp_path / "t.card", book=offices.township)
    wrong = "0000 0000 0000 0000 0000 0000"
    assert "指纹和名片对不上" in refusal(
        "pair", "accept", theirs["file"], "--fingerprint", wrong, book=offices.village, status=3
    )
    answer("pair", "accept", theirs["file"], "--fingerprint", theirs["fingerprint"], book=offices.village)
    key = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    refusal("pair", "escrow", key, "--name", "县", "--confirm", "aaaaaaaa", book=offices.village, status=1)
    answer("pair", "escrow", key, "--name", "县", "--confirm", key[-8:], book=offices.village)

    sent = answer("bundle", "export", "--to", stick, "--on", ON, book=offices.village)
    checked = answer("bundle", "verify", sent["file"], book=offices.township)
    taken = answer("bundle", "import", sent["file"], book=offices.township)
    again = answer("bundle", "import", sent["file"], book=offices.township)
    desk = answer("bundle", "status", book=offices.township)
    written = answer("bundle", "receipt", "--to", stick, "--on", ON, book=offices.township)
    (receipt,) = stick.glob("HR-*.age")
    heard = answer("bundle", "import", receipt, book=offices.village)
    status = answer("bundle", "status", "--on", ON, book=offices.village)

    assert misfits({"fingerprint": NAME, "file": NAME, "age": NAME, "ssh": NAME}, card) == []
    assert [len(group) for group in card["fingerprint"].split()] == [4] * 6
    assert (tmp_path / "v.card.allowed_signers").read_text().startswith("511724100203 ")
    assert misfits({"file": NAME, "copy": NAME, "epoch_no": int, "seq": int, "digest": HASH}, sent) == []
    assert Path(sent["file"]).read_bytes() == Path(sent["copy"]).read_bytes()
    assert Path(sent["file"]).name.startswith("HC-20261120-")
    change = {"added": int, "changed": int, "removed": int, "quarantined": int}
    imported = {
        "file": NAME, "kind": NAME, "book_code": NAME, "epoch_no": int, "seq": int, "outcome": NAME, "reason": TEXT,
        "rows": AtLeast({}), "digest": HASH,
    }  # fmt: skip
    for document in (taken, again, heard):
        assert misfits({"bundles": [imported]}, document) == []
    (first,) = taken["bundles"]
    assert misfits(dict.fromkeys(first["rows"], change), first["rows"]) == []
    assert (first["outcome"], first["kind"], first["digest"]) == ("imported", "full", sent["digest"])
    assert (first["rows"]["household"]["added"], first["rows"]["member"]["added"]) == (128, 462)
    assert [each["outcome"] for each in again["bundles"]] == ["unchanged"]
    assert checked["digest"] == sent["digest"]
    assert [(each["seq"], each["digest"]) for each in desk["villages"]] == [(sent["seq"], sent["digest"])]
    assert [each["file"] for each in written["receipts"]] == [str(receipt)]
    assert [each["outcome"] for each in heard["bundles"]] == ["imported"]
    assert "已送达" in status["text"]
    assert answer("bundle", "receipt", "--to", stick, "--on", ON, book=offices.township) == {"receipts": []}
