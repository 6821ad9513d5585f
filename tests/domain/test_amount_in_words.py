"""大写 against the regulation's own examples, an independent reader, and cn2an."""

import json
import random
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import cn2an
import pytest

from app.domain.amount_in_words import amount_in_words, date_in_words, day_in_words, month_in_words
from app.domain.money import from_fen
from tests.helpers.amount_reader import fen_of_words

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "lending.json").read_text("utf-8"))["vectors"]


def vector(id_):
    return next(entry for entry in VECTORS if entry["id"] == id_)


@pytest.mark.parametrize("case", vector("N01")["expected"]["cases"], ids=lambda case: case["amount"])
def test_the_examples_of_the_regulation(case):
    assert amount_in_words(Decimal(case["amount"])) in case["accepted"]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("50000", "人民币伍万元整"),
        ("0", "人民币零元整"),
        ("0.05", "人民币伍分"),
        ("0.50", "人民币伍角整"),
        ("10.00", "人民币壹拾元整"),
        ("100010000", "人民币壹亿零壹万元整"),
        ("100000001.01", "人民币壹亿零壹元零壹分"),
        ("1000000000000", "人民币壹万亿元整"),
        ("1000100000000", "人民币壹万零壹亿元整"),
        ("20000000.10", "人民币贰仟万元壹角整"),
        ("10203040", "人民币壹仟零贰拾万零叁仟零肆拾元整"),
        ("29271600", "人民币贰仟玖佰贰拾柒万壹仟陆佰元整"),
    ],
)
def test_zeros_and_groups(amount, words):
    assert amount_in_words(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["-0.01", "0.001", "NaN", "10000000000000000"])
def test_what_cannot_be_written_is_refused(amount):
    with pytest.raises(ValueError, match="金额"):
        amount_in_words(Decimal(amount))


def test_a_hundred_thousand_amounts_read_back_as_written():
    chance = random.Random(11643)
    small = list(range(40_000))
    round_ones = [digit * 10**power for digit in range(1, 100) for power in range(16)]
    sparse = [sum(chance.choice((0, 0, 1, 5)) * 10**place for place in range(17)) for _ in range(29_000)]
    large = [chance.randrange(10 ** chance.randrange(3, 18)) for _ in range(30_000)]

    for fen in small + round_ones + sparse + large:
        words = amount_in_words(from_fen(fen))
        assert fen_of_words(words) == fen, words
        assert not re.search("零零|零[万亿元拾佰仟]", words.replace("人民币零元整", "")), words


def test_cn2an_writes_the_same_number():
    chance = random.Random(2)
    for _ in range(300):
        yuan = chance.randrange(1, 10**12)

        words = amount_in_words(Decimal(yuan)).removeprefix("人民币").removesuffix("元整")

        assert cn2an.cn2an(words, "smart") == yuan
        assert cn2an.an2cn(yuan, "rmb").removesuffix("元整").replace("零", "") == words.replace("零", "")


@pytest.mark.parametrize("case", vector("N02")["expected"]["cases"], ids=lambda case: case["date"])
def test_the_dates_of_the_regulation(case):
    month, day = map(int, case["date"].split("-"))

    assert f"{month_in_words(month)}月{day_in_words(day)}日" == case["text"]


def test_a_whole_date():
    assert date_in_words(date(2022, 2, 12)) == "贰零贰贰年零贰月壹拾贰日"
    assert date_in_words(date(2010, 12, 30)) == "贰零壹零年壹拾贰月零叁拾日"
    assert date_in_words(date(2026, 11, 9)) == "贰零贰陆年壹拾壹月零玖日"
