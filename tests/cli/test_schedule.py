"""huicun schedule: rows and sums as JSON and as text, and wrong usage told in one sentence."""

import json
import subprocess
import sys
from decimal import Decimal

import pytest

from app.cli import main

QUARTERLY = "schedule --principal 50000 --rate 4.15 --from 2020-01-15 --to 2021-01-15 --method interest-only"


def run(capsys, line):
    """(status, standard output, standard error) of one command."""
    try:
        status = main(line.split())
    except SystemExit as end:
        status = end.code
    out, err = capsys.readouterr()
    return status, out, err


def test_quarterly_settlement_as_json(capsys):
    status, out, err = run(capsys, f"{QUARTERLY} --every quarter --json")

    answer = json.loads(out)
    assert (status, err) == (0, "")
    assert [row["interest"] for row in answer["rows"]] == ["380.42", "530.28", "530.28", "524.51", "144.10"]
    assert answer["rows"][1] == {
        "no": 2,
        "from": "2020-03-21",
        "to": "2020-06-20",
        "days": 92,
        "due": "2020-06-20",
        "principal": "0.00",
        "interest": "530.28",
        "total": "530.28",
        "balance": "50000.00",
    }
    assert {name: answer[name] for name in ("principal", "interest", "total")} == {
        "principal": "50000.00",
        "interest": "2109.59",
        "total": "52109.59",
    }


def test_common_options_may_stand_first(capsys):
    before, after = run(capsys, f"--json {QUARTERLY}"), run(capsys, f"{QUARTERLY} --json")

    assert before == after


def test_the_text_is_for_people(capsys):
    status, out, _ = run(capsys, QUARTERLY)

    assert status == 0
    assert "第1期 2020-03-20：本金 0.00，利息 380.42（66 天）" in out
    assert out.strip().endswith("合计：本金 50,000.00，利息 2,109.59，共还 52,109.59")


@pytest.mark.parametrize(
    ("options", "first", "interest"),
    [
        ("--method equal-instalment --day-count 30/360 --periods 36 --rate 4.65", "1490.70", "3665.23"),
        ("--method equal-principal --day-count 30/360 --periods 36 --rate 4.65", "1582.64", "3584.38"),
        ("--method bullet --day-count anniversary --to 2021-01-15 --rate 4.75", "52375.00", "2375.00"),
        ("--method bullet --day-count act/365 --periods 12 --rate 4.75", "52381.51", "2381.51"),
        ("--method interest-only --every month --settlement-day 31 --periods 3 --rate 3.6", "85.00", "455.00"),
        ("--method equal-instalment --day-count act/act --periods 4 --rate 0", "12500.00", "0.00"),
        ("--method equal-principal --every quarter --periods 4 --rate 0 --rounding half-even", "12500.00", "0.00"),
    ],
)
def test_methods_and_counts(capsys, options, first, interest):
    status, out, _ = run(capsys, f"schedule --principal 50000 --from 2020-01-15 {options} --json")

    answer = json.loads(out)
    assert status == 0
    assert (answer["rows"][0]["total"], answer["interest"]) == (first, interest)
    assert sum(Decimal(row["principal"]) for row in answer["rows"]) == Decimal("50000.00")
    assert answer["rows"][-1]["balance"] == "0.00"


def test_seed_day_31_and_a_leap_year(capsys):
    line = "schedule --principal 1200 --rate 5 --from 2023-12-31 --periods 4 --method equal-principal --json"

    _, out, _ = run(capsys, line)

    assert [row["due"] for row in json.loads(out)["rows"]] == ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]


def test_one_day(capsys):
    line = "schedule --principal 36000 --rate 5 --from 2024-02-28 --to 2024-02-29 --method interest-only --json"

    _, out, _ = run(capsys, line)

    (row,) = json.loads(out)["rows"]
    assert (row["days"], row["interest"], row["due"]) == (1, "5.00", "2024-02-29")


@pytest.mark.parametrize(
    "wrong",
    [
        "--principal 0 --rate 4 --from 2020-01-15 --periods 3 --method bullet",
        "--principal -5 --rate 4 --from 2020-01-15 --periods 3 --method bullet",
        "--principal 1.005 --rate 4 --from 2020-01-15 --periods 3 --method bullet",
        "--principal 1e30 --rate 4 --from 2020-01-15 --periods 3 --method bullet",
        "--principal 1e14 --rate 4 --from 2020-01-15 --periods 3 --method bullet",
        "--principal 50000 --rate 1e9 --from 2020-01-15 --periods 3 --method bullet",
        "--principal 50000 --rate -1 --from 2020-01-15 --periods 3 --method bullet",
        "--principal 50000 --rate x --from 2020-01-15 --periods 3 --method bullet",
        "--principal 50000 --rate 4 --from 2020-01-15 --to 2020-01-14 --method bullet",
        "--principal 50000 --rate 4 --from 2020-01-15 --to 2020-01-15 --method bullet",
        "--principal 50000 --rate 4 --from 2020-01-15 --method bullet",
        "--principal 50000 --rate 4 --from 2020-01-15 --to 2021-01-15 --periods 3 --method bullet",
        "--principal 50000 --rate 4 --from 2020-01-15 --periods 0 --method bullet",
        "--principal 50000 --rate 4 --from 2020-01-15 --periods 2.5 --method bullet",
        "--principal 50000 --rate 4 --from 2020-01-15 --periods 99999999999 --method bullet",
        "--principal 50000 --rate 4 --from 2020-13-15 --periods 3 --method bullet",
        "--principal 50000 --rate 4 --from 2020-01-15 --periods 3 --method weekly",
        "--principal 50000 --rate 4 --from 2020-01-15 --periods 3 --method bullet --settlement-day 32",
        "--principal 50000 --rate 4 --from 9998-01-15 --to 9999-12-31 --method equal-principal",
        "--rate 4 --from 2020-01-15 --periods 3 --method bullet",
    ],
)
def test_wrong_usage_is_one_sentence_and_status_2(capsys, wrong):
    status, out, err = run(capsys, f"schedule {wrong} --json")

    assert (status, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert "账本没有改动" in err


def test_neither_the_window_nor_the_database_is_loaded():
    code = (
        "import sys; from app.cli import main; main(sys.argv[1:]);"
        "print({'PySide6', 'sqlalchemy', 'sqlcipher3', 'reportlab'} & {name.split('.')[0] for name in sys.modules})"
    )

    done = subprocess.run([sys.executable, "-c", code, *QUARTERLY.split()], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "set()"
