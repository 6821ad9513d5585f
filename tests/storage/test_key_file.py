"""The key file: its ways in, its two copies, its growing delay, and the sealed sheet."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.domain.errors import (
    DamagedKeyFileError,
    KnownError,
    NewerBookError,
    TooManyTriesError,
    WeakPasswordError,
    WrongPasswordError,
    WrongRecoveryCodeError,
)
from app.storage.book import Book, open_book, open_book_with_recovery
from app.storage.change_key import (
    change_password,
    new_code,
    rekey,
    set_password_after_recovery,
    set_second_officer,
    sheet_text,
)
from app.storage.key_file import (
    KeyFile,
    decode,
    encode,
    key_file_from_slot_text,
    new_key_file,
    read_key_file,
    recovery_slot_text,
    write_key_file,
)
from app.storage.keys import (
    FULL_COST,
    BookKey,
    KdfCost,
    check_new_password,
    new_recovery_code,
    password_wrapping_key,
    plain_code,
)
from app.storage.tries import LONGEST_WAIT, guarded, wait_after, wait_left
from tests.helpers.books import CHEAP, PASSWORD, VILLAGE, new_book
from tests.helpers.killing import killed_at_line

BOOK_ID = "0b5e9a3c-1111-4222-8333-123456789abc"
NEW = "换了一个新的密码"


@pytest.fixture
def key() -> BookKey:
    return BookKey(bytes(range(32)))


@pytest.fixture
def code() -> str:
    return new_recovery_code()


@pytest.fixture
def key_file(key: BookKey, code: str) -> KeyFile:
    return new_key_file(BOOK_ID, key, PASSWORD, code, CHEAP)


@pytest.fixture
def copies(tmp_path: Path) -> list[Path]:
    return [tmp_path / "book.key", tmp_path / "book.key.copy"]


# --- ways in ---


def test_password_and_recovery_code_both_give_the_key(key_file: KeyFile, key: BookKey, code: str) -> None:
    assert key_file.unlock(PASSWORD) == key
    assert key_file.unlock_with_recovery(code) == key


def test_a_wrong_password_gives_nothing(key_file: KeyFile) -> None:
    with pytest.raises(WrongPasswordError):
        key_file.unlock(PASSWORD + "1")


def test_the_wrapping_key_is_argon2id_of_the_password() -> None:
    cost = KdfCost(memory_kib=64, passes=2, lanes=1)
    salt = b"0123456789abcdef"

    found = password_wrapping_key("correct horse", salt, cost)

    expected = Argon2id(salt=salt, length=32, iterations=2, lanes=1, memory_cost=64).derive(b"correct horse")
    assert found == expected


def test_the_cost_in_use_is_that_of_rfc_9106_or_more() -> None:
    assert FULL_COST.memory_kib >= 64 * 1024
    assert FULL_COST.passes >= 3


@pytest.mark.parametrize("typed", ["ｃｏｒｒｅｃｔ　ｈｏｒｓｅ１", "correct horse1"])
def test_a_password_is_the_same_in_full_width(key: BookKey, code: str, typed: str) -> None:
    made = new_key_file(BOOK_ID, key, "correct horse1", code, CHEAP)

    assert made.unlock(typed) == key


@pytest.mark.parametrize("password", ["", "1234567", "aaaaaaaaaaaa", "abababababab", "１２３４５６７"])
def test_an_easy_password_is_refused(password: str) -> None:
    with pytest.raises(WeakPasswordError):
        check_new_password(password)


def test_a_recovery_code_has_six_groups_of_four_without_look_alikes() -> None:
    code = new_recovery_code()

    groups = code.split("-")

    assert [len(group) for group in groups] == [4] * 6
    assert not set(code) & set("ILOUabc ")


@pytest.mark.parametrize(
    "write",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: code.replace("0", "o").replace("1", "l"),
        lambda code: "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in code),
        lambda code: f"  {code}\n",
    ],
)
def test_a_recovery_code_may_be_typed_carelessly(key_file: KeyFile, key: BookKey, code: str, write: object) -> None:
    assert key_file.unlock_with_recovery(write(code)) == key  # type: ignore[operator]


CODES = [new_recovery_code() for _ in range(100)]


def test_the_check_character_catches_all_but_one_mistype_in_32() -> None:
    rng = random.Random(4)
    slipped = 0
    for _ in range(4000):
        code = plain_code(CODES[rng.randrange(100)])
        place = rng.randrange(23)
        wrong = rng.choice([c for c in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" if c != code[place]])
        try:
            plain_code(code[:place] + wrong + code[place + 1 :])
            slipped += 1
        except WrongRecoveryCodeError:
            continue

    assert slipped < 200  # 125 of 4000 expected


# --- slots ---


def test_a_new_password_leaves_the_recovery_code_and_the_key(key_file: KeyFile, key: BookKey, code: str) -> None:
    changed = key_file.with_password(key, NEW, CHEAP)

    assert changed.unlock(NEW) == key
    assert changed.unlock_with_recovery(code) == key
    with pytest.raises(WrongPasswordError):
        changed.unlock(PASSWORD)


def test_a_slot_of_another_book_does_not_open(key_file: KeyFile) -> None:
    moved = replace(key_file, book_id="ffffffff-1111-4222-8333-123456789abc")

    with pytest.raises(WrongPasswordError):
        moved.unlock(PASSWORD)


def test_a_slot_made_cheaper_by_hand_does_not_open(key_file: KeyFile) -> None:
    slot = key_file.slots[0]
    cheaper = replace(key_file, slots=(replace(slot, cost=KdfCost(memory_kib=32, passes=1, lanes=1)),))

    with pytest.raises(WrongPasswordError):
        cheaper.unlock(PASSWORD)


def test_a_cost_that_would_hang_the_desk_is_not_tried(key_file: KeyFile, tmp_path: Path) -> None:
    slot = replace(key_file.slots[0], cost=KdfCost(memory_kib=1 << 30, passes=9999, lanes=1))
    data = encode(replace(key_file, slots=(slot,)))

    with pytest.raises(DamagedKeyFileError):
        decode(data, tmp_path / "book.key")


def test_the_sheet_and_the_code_open_without_the_key_file(key_file: KeyFile, key: BookKey, code: str) -> None:
    text = recovery_slot_text(key_file)

    assert text.isascii()
    assert len(text) < 150
    assert key_file_from_slot_text(text).unlock_with_recovery(code) == key
    with pytest.raises(WrongRecoveryCodeError):
        key_file_from_slot_text(text).unlock_with_recovery(new_recovery_code())


@pytest.mark.parametrize("text", ["", "HCR1.", "HCR1.####", "https://example.org", "HCR1.AAAA"])
def test_another_qr_is_no_sheet(text: str, code: str) -> None:
    with pytest.raises(WrongRecoveryCodeError):
        key_file_from_slot_text(text).unlock_with_recovery(code)


# --- the two copies ---


def test_what_is_written_is_read(key_file: KeyFile, copies: list[Path]) -> None:
    write_key_file(copies, key_file)

    assert read_key_file(copies) == key_file
    assert copies[0].read_bytes() == copies[1].read_bytes()
    assert copies[0].stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("spoil", [b"", b"{", b"{}", b"[]", b"null", b"\xff\xfe", b'{"format": "huicun-key"}'])
@pytest.mark.parametrize("which", [0, 1])
def test_either_copy_heals_the_other(key_file: KeyFile, copies: list[Path], which: int, spoil: bytes) -> None:
    write_key_file(copies, key_file)
    copies[which].write_bytes(spoil)

    found = read_key_file(copies)

    assert found == key_file
    assert copies[0].read_bytes() == copies[1].read_bytes()


def test_the_newer_of_two_copies_counts(key_file: KeyFile, key: BookKey, copies: list[Path]) -> None:
    write_key_file(copies, key_file)
    write_key_file(copies[1:], key_file.with_password(key, NEW, CHEAP))

    assert read_key_file(copies).unlock(NEW) == key
    assert decode(copies[0].read_bytes(), copies[0]).unlock(NEW) == key


def test_every_cut_and_many_flips_of_both_copies_are_damage_not_a_key(
    key_file: KeyFile, key: BookKey, copies: list[Path]
) -> None:
    data = encode(key_file)
    rng = random.Random(2026)
    spoiled = [data[:length] for length in range(0, len(data) - 2, 7)]
    for _ in range(300):
        flipped = bytearray(data)
        flipped[rng.randrange(len(data) - 1)] ^= 1 << rng.randrange(8)
        spoiled.append(bytes(flipped))

    for each in spoiled:
        for path in copies:
            path.write_bytes(each)
        try:
            found = read_key_file(copies).unlock(PASSWORD)
        except (DamagedKeyFileError, NewerBookError):
            continue
        assert found == key  # only a flip in white space is no damage


def test_a_newer_key_file_is_refused_with_its_number(key_file: KeyFile, tmp_path: Path) -> None:
    from app.storage import key_file as module

    body = json.loads(encode(key_file))
    body["version"] = 9
    body["check"] = module._checksum(body)

    with pytest.raises(NewerBookError):
        decode(json.dumps(body).encode(), tmp_path / "book.key")


def test_a_kill_while_the_password_changes_leaves_the_old_or_the_new(
    key_file: KeyFile, key: BookKey, copies: list[Path]
) -> None:
    changed = key_file.with_password(key, NEW, CHEAP)
    seen = set()
    for lines in range(1, 200, 5):
        write_key_file(copies, key_file)
        finished = killed_at_line(lambda: write_key_file(copies, changed), lines)

        found = read_key_file(copies)

        assert found in (key_file, changed)
        seen.add(found.serial)
        if finished:
            break
    assert len(seen) == 2


# --- through the book ---


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "账本"


def opens(folder: Path, password: str) -> bool:
    try:
        open_book(folder, password).close()
    except (WrongPasswordError, TooManyTriesError):
        return False
    return True


def test_changing_the_password_does_not_touch_the_book(folder: Path) -> None:
    with new_book(folder) as book:
        book_before = (folder / "book.db").read_bytes()
        change_password(book, PASSWORD, NEW, cost=CHEAP)
        assert (folder / "book.db").read_bytes() == book_before

    assert opens(folder, NEW)
    assert not opens(folder, PASSWORD)


def test_changing_the_password_asks_the_old_one(folder: Path) -> None:
    with new_book(folder) as book, pytest.raises(WrongPasswordError):
        change_password(book, "猜一个旧的密码", NEW, cost=CHEAP)


def test_a_second_officer_comes_in_until_the_slot_is_taken_away(folder: Path) -> None:
    with new_book(folder) as book:
        set_second_officer(book, PASSWORD, NEW, cost=CHEAP)
    assert opens(folder, NEW)
    assert opens(folder, PASSWORD)

    with open_book(folder, PASSWORD) as book:
        set_second_officer(book, PASSWORD, None)

    assert not opens(folder, NEW)


def test_the_recovery_code_opens_and_lets_a_new_password_be_set(folder: Path) -> None:
    book, code = _made(folder)
    book.close()

    with open_book_with_recovery(folder, code) as recovered:
        set_password_after_recovery(recovered, NEW, cost=CHEAP)

    assert opens(folder, NEW)


def test_a_new_code_takes_the_old_ones_place(folder: Path) -> None:
    book, old = _made(folder)
    new = new_code(book, PASSWORD)
    book.close()

    open_book_with_recovery(folder, new).close()
    with pytest.raises(WrongRecoveryCodeError):
        open_book_with_recovery(folder, old)


def test_sheet_and_code_open_a_book_whose_key_files_are_gone_and_make_them_anew(folder: Path) -> None:
    book, code = _made(folder)
    sheet = sheet_text(book)
    book.close()
    for name in ("book.key", "book.key.copy"):
        (folder / name).unlink()
    with pytest.raises(DamagedKeyFileError):
        open_book(folder, PASSWORD)

    with open_book_with_recovery(folder, code, sheet) as recovered:
        set_password_after_recovery(recovered, NEW, cost=CHEAP)

    assert opens(folder, NEW)
    open_book_with_recovery(folder, code).close()


def test_lost_key_files_come_back_from_a_backup_by_themselves(folder: Path) -> None:
    from app.storage.backup import make_backup

    with new_book(folder) as book:
        make_backup(book)
    for name in ("book.key", "book.key.copy"):
        (folder / name).write_bytes(b"spoiled")

    assert opens(folder, PASSWORD)
    assert read_key_file([folder / "book.key"], heal=False) == read_key_file([folder / "book.key.copy"], heal=False)


def test_a_change_of_key_leaves_nothing_under_the_old_one(folder: Path) -> None:
    book, old_code = _made(folder)
    old_key = book.key
    book.close()

    code = rekey(folder, PASSWORD, cost=CHEAP)

    with open_book(folder, PASSWORD) as rekeyed:
        assert rekeyed.key != old_key
        assert (folder / "book.db").read_bytes()[:16] == rekeyed.key.salt
    assert read_key_file([folder / "book.key"]).previous == b""
    open_book_with_recovery(folder, code).close()
    with pytest.raises(WrongRecoveryCodeError):
        open_book_with_recovery(folder, old_code)


def test_a_kill_while_the_key_changes_locks_nobody_out(tmp_path: Path) -> None:
    import shutil

    start = tmp_path / "账本"
    new_book(start).close()
    salts = set()
    for lines in range(1, 3000, 31):
        folder = tmp_path / f"kill-{lines}"
        shutil.copytree(start, folder)
        finished = killed_at_line(lambda folder=folder: rekey(folder, PASSWORD, cost=CHEAP), lines)

        with open_book(folder, PASSWORD) as book:
            assert book.code == VILLAGE.code
            salts.add(book.key.salt)
        if finished:
            break

    assert finished
    assert len(salts) > 1


def _made(folder: Path) -> tuple[Book, str]:
    from app.storage.book import create_book

    return create_book(folder, PASSWORD, VILLAGE, cost=CHEAP)


# --- tries ---


def test_three_tries_are_free_then_each_waits_longer_but_never_for_good() -> None:
    waits = [wait_after(wrong) for wrong in range(12)]

    assert waits == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert wait_after(10_000) == LONGEST_WAIT


@pytest.mark.parametrize(("now", "left"), [(100.0, 8), (104.0, 4), (107.5, 1), (108.0, 0), (50.0, 8), (9e9, 0)])
def test_a_clock_that_jumps_back_never_lengthens_the_wait(now: float, left: int) -> None:
    assert wait_left(5, 100.0, now) == left


def test_wrong_tries_are_counted_over_a_restart_and_forgotten_after_the_right_one(folder: Path) -> None:
    new_book(folder).close()
    now = 1_000_000.0
    for _ in range(3):
        with pytest.raises(WrongPasswordError):
            open_book(folder, "猜一猜密码吧", clock=lambda: now)

    with pytest.raises(TooManyTriesError) as waiting:
        open_book(folder, PASSWORD, clock=lambda: now)
    open_book(folder, PASSWORD, clock=lambda: now + 2).close()

    assert waiting.value.seconds == 2
    assert not (folder / "book.tries").exists()


def test_a_mistyped_recovery_code_counts_as_a_try(folder: Path) -> None:
    new_book(folder).close()

    with pytest.raises(WrongRecoveryCodeError):
        open_book_with_recovery(folder, new_recovery_code())

    assert json.loads((folder / "book.tries").read_bytes())["wrong"] == 1


@pytest.mark.parametrize("content", [b"", b"x", b"[]", b'{"wrong": "9", "last": "soon"}', b'{"wrong": 1e999}'])
def test_a_count_that_does_not_read_is_no_count(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "book.tries"
    path.write_bytes(content)

    assert guarded(path, lambda: "in", lambda: 0.0) == "in"


def test_a_disk_without_room_for_the_count_still_says_wrong_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    def wrong() -> str:
        raise WrongPasswordError

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(WrongPasswordError):
        guarded(tmp_path / "book.tries", wrong, lambda: 0.0)
    assert list(tmp_path.iterdir()) == []


def test_no_sentence_of_a_failed_unlock_holds_the_password(folder: Path) -> None:
    new_book(folder).close()
    errors: list[KnownError] = []
    for _ in range(4):
        try:
            open_book(folder, "钱百万的生日1949")
        except KnownError as error:
            errors.append(error)

    assert len(errors) == 4
    assert all("钱百万" not in f"{error}{error!r}{error.__context__!r}" for error in errors)
