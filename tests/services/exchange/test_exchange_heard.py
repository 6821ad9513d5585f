"""What is heard on the phone is compared while it is typed."""

from __future__ import annotations

import pytest

from app.services.exchange_heard import Match, heard_digest, heard_fingerprint

FINGERPRINT = "4821 0937 1122 3344 5566 6650"
DIGEST = "3f9a1c208b7ed415" + "0" * 44 + "1e4a"


@pytest.mark.parametrize(
    ("typed", "match", "text"),
    [
        ("", Match.EMPTY, "请对方念"),
        ("48", Match.SO_FAR, "前 0 组对上了，还差 22 位。"),
        ("4821 09", Match.SO_FAR, "前 1 组对上了，还差 18 位。"),
        ("4821 0938", Match.WRONG, "第 2 组和名片对不上。"),
        ("4821-0937-1122-3344-5566-6650", Match.RIGHT, "六组都对上了。"),
        ("482109371122334455666650", Match.RIGHT, "六组都对上了。"),
        ("4821 0937 1122 3344 5566 6651", Match.WRONG, "第 6 组和名片对不上。"),
        ("4821O937", Match.WRONG, "指纹是 24 位数字"),
        ("4821 0937 1122 3344 5566 6650 1", Match.WRONG, "指纹是 24 位数字"),
    ],
)
def test_a_fingerprint_is_compared_group_by_group(typed: str, match: Match, text: str) -> None:
    heard = heard_fingerprint(FINGERPRINT, typed)

    assert heard.match is match
    assert heard.text.startswith(text)


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("", Match.EMPTY),
        ("3f9a", Match.SO_FAR),
        ("3F9A 1C20", Match.SO_FAR),
        ("3f9a 1c20 1e4a", Match.RIGHT),
        (DIGEST, Match.RIGHT),
        ("3f9a 1c20 8b7e", Match.SO_FAR),
        ("3f9a 1c20 1e4b", Match.WRONG),
        ("4f", Match.WRONG),
    ],
)
def test_of_a_digest_the_first_two_groups_and_the_last_are_enough(typed: str, match: Match) -> None:
    assert heard_digest(DIGEST, typed).match is match
