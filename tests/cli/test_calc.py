"""huicun calc: single rules without a book."""

import json

import pytest

from app.cli import main


def run(capsys, line):
    """(status, standard output, standard error) of one command."""
    try:
        status = main(line.split())
    except SystemExit as end:
        status = end.code
    out, err = capsys.readouterr()
    return status, out, err


def answer(capsys, line):
    status, out, err = run(capsys, f"calc {line} --json")
    assert (status, err) == (0, "")
    return json.loads(out)


def test_overdue(capsys):
    assert answer(capsys, "overdue --principal 50000 --rate 4.35 --uplift 50 --days 30") == {
        "rate": "6.525",
        "penalty": "271.88",
    }
    assert answer(capsys, "overdue --principal 20000 --rate 4.35 --uplift 50 --days 45")["penalty"] == "163.13"
    assert answer(capsys, "overdue --principal 20000 --rate 10 --uplift 0 --days 0") == {
        "rate": "10",
        "penalty": "0.00",
    }


def test_subsidy(capsys):
    assert answer(capsys, "subsidy --principal 29271600 --rate 4.75 --year") == {
        "interest": "1390401.00",
        "subsidised_principal": "29271600.00",
        "subsidy": "1390401.00",
        "borrower": "0.00",
    }
    assert answer(capsys, "subsidy --principal 80000 --rate 3.45 --days 90 --cap 50000 --share 70") == {
        "interest": "690.00",
        "subsidised_principal": "50000.00",
        "subsidy": "301.88",
        "borrower": "388.12",
    }


def test_split(capsys):
    assert answer(capsys, "split --amount 24500 --shares insurer=7,bank=1.5,county=1.5") == {
        "shares": {"insurer": "17150.00", "bank": "3675.00", "county": "3675.00"}
    }
    assert answer(capsys, "split --amount 100 --shares a=1,b=1,c=1")["shares"] == {
        "a": "33.34",
        "b": "33.33",
        "c": "33.33",
    }


def test_words(capsys):
    assert answer(capsys, "words 50000") == {"words": "人民币伍万元整"}
    assert answer(capsys, "words 16409.02") == {"words": "人民币壹万陆仟肆佰零玖元零贰分"}


def test_extension_tells_every_reading(capsys):
    told = answer(capsys, "extension --months 36 --pack national-2021")

    assert set(told) == {"limits", "months"}
    assert all(set(limit) == {"rule", "clause", "months", "blocks"} for limit in told["limits"])
    assert {limit["rule"]: limit["months"] for limit in told["limits"]} == {
        "general-rules-12": 18,
        "personal-loan": 0,
        "programme-once": 36,
        "already-extended": 36,
    }
    assert told["months"] == 18


@pytest.mark.parametrize(
    ("options", "months"),
    [
        ("--months 12 --pack kaizhou", 12),
        ("--months 12 --already 6 --pack kaizhou", 0),
        ("--months 12 --already 6 --pack national-2014", 6),
        ("--months 36 --pack epidemic-2020", 6),
        ("--months 36 --pack pengxi", 6),
    ],
)
def test_extension_by_pack(capsys, options, months):
    assert answer(capsys, f"extension {options}")["months"] == months


def test_pledge_and_fund(capsys):
    pledge = answer(capsys, "pledge --value 1200000 --pack wangcang")
    fund = answer(capsys, "fund --balance 56040000 --pack kaizhou")

    assert (pledge["limit"], pledge["share"], pledge["revolving"]) == ("600000.00", "50", True)
    assert (fund["required"], fund["multiple"], fund["basis"], fund["top_up_days"]) == ("5604000.00", 10, "balance", 30)


@pytest.mark.parametrize("line", ["pledge --value 100 --pack kaizhou", "fund --balance 100 --pack xunyang"])
def test_what_no_text_says_is_not_guessed(capsys, line):
    status, out, err = run(capsys, f"calc {line}")

    assert (status, out) == (1, "")
    assert "政策未明确" in err


def test_every_rule_speaks_to_people_too(capsys):
    lines = [
        ("calc words 50000", "人民币伍万元整"),
        ("calc overdue --principal 50000 --rate 4.35 --uplift 50 --days 30", "271.88 元"),
        ("calc subsidy --principal 50000 --rate 4.35 --year", "财政贴息 2,175.00 元"),
        ("calc split --amount 10 --shares a=1,b=1", "a 5.00 元，b 5.00 元"),
        ("calc extension --months 12 --pack kaizhou", "最多可展期 12 个月"),
        ("calc pledge --value 1200000 --pack wangcang", "600,000.00 元"),
        ("calc fund --balance 56040000 --pack kaizhou", "5,604,000.00 元"),
    ]
    for line, words in lines:
        status, out, _ = run(capsys, line)
        assert (status, words in out) == (0, True), line


@pytest.mark.parametrize(
    "wrong",
    [
        "words 1.005",
        "words -1",
        "words 10000000000000000",
        "words abc",
        "split --amount 10 --shares a",
        "split --amount 10 --shares a=1,a=2",
        "split --amount 10 --shares a=0",
        "split --amount 10 --shares a=-1,b=2",
        "overdue --principal 1 --rate -4 --uplift 50 --days 3",
        "overdue --principal 1 --rate 4 --uplift 50 --days -3",
        "overdue --principal 1 --rate 4 --uplift 50 --days 1.5",
        "subsidy --principal 1 --rate 4",
        "subsidy --principal 1 --rate 4 --days 3 --year",
        "subsidy --principal 1 --rate 4 --year --share 101",
        "extension --months 0 --pack kaizhou",
        "extension --months 12 --already -1 --pack kaizhou",
        "extension --months 12",
        "overdue --principal 1e30 --rate 4 --uplift 50 --days 3",
        "overdue --principal 1 --rate 1e40 --uplift 50 --days 3",
        "split --amount 100 --shares a=1e400,b=1",
        "extension --months 9999999999999999 --pack kaizhou",
        "nothing",
    ],
)
def test_wrong_usage_is_one_sentence_and_status_2(capsys, wrong):
    status, out, err = run(capsys, f"calc {wrong}")

    assert (status, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
