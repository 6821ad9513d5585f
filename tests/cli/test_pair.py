"""huicun pair: our card, theirs by its fingerprint, the emergency key; a wrong word trusts nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.helpers.books import PASSWORD
from tests.helpers.typed_commands import Commands
from tests.helpers.villages import TOWNSHIP, VILLAGE, new_township, new_village


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUICUN_PASSWORD", PASSWORD)


@pytest.fixture
def huicun(capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(capsys)


@pytest.fixture
def village(tmp_path: Path) -> Path:
    with new_village(tmp_path / "村") as book:
        return book.folder


@pytest.fixture
def township(tmp_path: Path) -> Path:
    with new_township(tmp_path / "镇") as book:
        return book.folder


def test_the_card_answers_with_its_fingerprint_and_both_keys(huicun: Commands, village: Path, tmp_path: Path) -> None:
    out = tmp_path / "v.card"

    card = huicun.answer("pair", "card", "--out", out, "--book", village)

    assert set(card) == {"fingerprint", "file", "age", "ssh"}
    assert re.fullmatch(r"[0-9]{4}( [0-9]{4}){5}", card["fingerprint"])
    assert card["file"] == str(out)
    assert card["age"].startswith("age1")
    assert card["ssh"].startswith("ssh-ed25519 ")
    assert (tmp_path / "v.card.allowed_signers").read_text().startswith(VILLAGE[0])
    assert huicun.answer("pair", "card", "--out", out, "--book", village) == card


def test_a_card_is_accepted_by_the_fingerprint_that_was_read_aloud(
    huicun: Commands, village: Path, township: Path, tmp_path: Path
) -> None:
    card = huicun.answer("pair", "card", "--out", tmp_path / "t.card", "--book", township)

    done = huicun.answer("pair", "accept", card["file"], "--fingerprint", card["fingerprint"], "--book", village)

    assert done == {
        "code": TOWNSHIP[0],
        "name": TOWNSHIP[1],
        "role": "township",
        "fingerprint": card["fingerprint"],
    }
    (partner,) = huicun.answer("pair", "list", "--book", village)["partners"]
    assert (partner["code"], partner["revoked_at"]) == (TOWNSHIP[0], "")


def test_wrong_digits_and_wrong_files_trust_nobody(
    huicun: Commands, village: Path, township: Path, tmp_path: Path
) -> None:
    card = huicun.answer("pair", "card", "--out", tmp_path / "t.card", "--book", township)
    (tmp_path / "x.card").write_text("不是名片")
    digits = card["fingerprint"]

    line = huicun.refused(3, "pair", "accept", card["file"], "--fingerprint", "0000 " * 6, "--book", village)
    assert line == "指纹和名片对不上，没有结对。账本没有改动。请对方再念一遍指纹；仍对不上，请换一张名片。"
    huicun.refused(3, "pair", "accept", tmp_path / "x.card", "--fingerprint", digits, "--book", village)
    huicun.refused(4, "pair", "accept", tmp_path / "none.card", "--fingerprint", digits, "--book", village)
    huicun.refused(2, "pair", "accept", card["file"], "--book", village)

    assert huicun.answer("pair", "list", "--book", village)["partners"] == []


def test_the_emergency_key_needs_its_last_eight_characters(
    huicun: Commands, village: Path, township: Path, tmp_path: Path
) -> None:
    age = huicun.answer("pair", "card", "--out", tmp_path / "t.card", "--book", township)["age"]
    escrow = ("pair", "escrow", age, "--name", "清溪县", "--book", village)

    huicun.refused(1, *escrow, "--confirm", "qqqqqqqq")
    huicun.refused(2, "pair", "escrow", "age1no", "--name", "清溪县", "--confirm", "age1no", "--book", village)
    assert huicun.answer(*escrow, "--confirm", age[-8:]) == {"name": "清溪县", "age": age}


def test_a_card_is_revoked_and_a_new_key_followed(
    huicun: Commands, village: Path, township: Path, tmp_path: Path
) -> None:
    card = huicun.answer("pair", "card", "--out", tmp_path / "t.card", "--book", township)
    huicun.answer("pair", "accept", card["file"], "--fingerprint", card["fingerprint"], "--book", village)

    new = huicun.answer("pair", "renew", "--out", tmp_path / "t2.card", "--book", township)
    followed = huicun.answer("pair", "follow", new["file"], "--book", village)
    assert followed["fingerprint"] == new["fingerprint"] != card["fingerprint"]
    huicun.refused(3, "pair", "follow", card["file"], "--book", village)
    huicun.answer("pair", "revoke", TOWNSHIP[0], "--reason", "电脑被盗", "--book", village)
    huicun.refused(1, "pair", "revoke", TOWNSHIP[0], "--reason", "电脑被盗", "--book", village)

    assert "（已撤销）" in huicun.text("pair", "list", "--book", village)


def test_a_card_cannot_be_written_where_nothing_can_be_written(huicun: Commands, village: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    huicun.refused(4, "pair", "card", "--out", tmp_path / "file" / "v.card", "--book", village)
    huicun.refused(4, "pair", "card", "--out", "/proc/v.card", "--book", village)
