"""The rooms of 设置: each act does what it says, asks the password where it should, and says what it did."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import WrongPasswordError
from app.resources import resource
from app.services.backups import make_backup_now, second_place_view
from app.services.policies import book_policy, rate_tables
from app.services.ratings import sheet_for
from app.services.responsible import list_tenures
from app.services.visits import record_visit
from app.storage.book import Book, open_book, open_book_with_recovery
from app.ui.away import MINUTES
from app.ui.places import Place, Where
from app.ui.settings import keys_room
from app.ui.settings.room import Room
from app.ui.window import Window
from tests.helpers.books import PASSWORD
from tests.ui.conftest import settle
from tests.ui.practice import TODAY

NEW = "另一句够长的密码"
CODE_GROUPS = 6


def room(qtbot: QtBot, window: Window, key: str) -> Room:
    window.shell.go(Place(Where.SETTINGS, detail=key))
    settle(qtbot, window.work)
    return window.shell.page.rooms[key]


def test_a_chosen_backup_says_what_would_be_lost_and_comes_back(qtbot: QtBot, window: Window, village: Book) -> None:
    make_backup_now(village)
    for _ in range(2):
        record_visit(village, "5131230043", on=TODAY, kind="入户走访", result="见本人", findings="")
    backup = room(qtbot, window, "backup")

    backup.backups.choose(0)
    settle(qtbot, window.work)

    assert "登记走访 2 次" in backup.lost.text()
    backup.password.line.setText("不是这个密码")
    backup.password.show()
    from app.ui.settings import backup_room

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backup_room, "ask", lambda *_given: True)
        backup._restore()
        settle(qtbot, window.work)
        assert backup.password.error.startswith("密码不对")
        backup.password.line.setText(PASSWORD)
        backup._restore()
        settle(qtbot, window.work)
    assert backup.said.text().startswith("已还原。")
    backup.backups.choose(1)
    settle(qtbot, window.work)
    assert backup.lost.text()


def test_a_second_place_gets_a_copy_at_once_and_says_when(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    backup = room(qtbot, window, "backup")

    backup.use_place(stick)
    settle(qtbot, window.work)

    assert backup.place.chip.word == f"{stick} 今天拷过"
    assert second_place_view(window.folder, window.work.book.moment()).days == 0
    assert list(stick.glob("huicun-backup-*/*/book.db"))


def test_the_idle_time_is_chosen_and_remembered(qtbot: QtBot, window: Window) -> None:
    told: list[object] = []
    window.remembered.connect(told.append)
    security = room(qtbot, window, "security")
    assert security.minutes.checkedId() == 5

    security.minutes.button(MINUTES[-1]).click()

    assert (window.away.minutes, told[-1].idle_minutes) == (30, 30)


def test_a_new_password_a_second_officer_and_the_checks(qtbot: QtBot, window: Window) -> None:
    security = room(qtbot, window, "security")
    for field, text in ((security.old, "不是这个密码"), (security.new, NEW), (security.twice, NEW)):
        field.set_text(text)

    security._second()
    settle(qtbot, window.work)
    assert security.said.text().startswith("密码不对")
    security.old.set_text(PASSWORD)
    security._second()
    settle(qtbot, window.work)
    security._verify()
    settle(qtbot, window.work)

    window.work.book.confirm_password(NEW)  # the second officer comes in by his own
    assert security.old.text == security.new.text == ""
    assert security.head.text().startswith("账本完好。日志 ")
    assert [check.ok for check in security.checks.rows] == [True] * 8
    security.old.set_text(PASSWORD)
    security._remove()
    settle(qtbot, window.work)
    with pytest.raises(WrongPasswordError):
        window.work.book.confirm_password(NEW)


def test_a_new_recovery_code_is_printed_and_proved_before_it_goes(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    keys = room(qtbot, window, "keys")
    keys.password.set_text(PASSWORD)

    keys.renew.click()
    settle(qtbot, window.work)
    code = "-".join(keys.sheet.shown.text().split())
    keys.sheet.save_to(tmp_path / "sheet.pdf")
    settle(qtbot, window.work)
    keys.sheet.check.first.set_text("AAAA")
    keys.sheet.done.click()
    assert not keys.sheet.isHidden()
    groups = code.split("-")
    for field, at in zip((keys.sheet.check.first, keys.sheet.check.second), keys.sheet.check.asked, strict=True):
        field.set_text(groups[at].lower())
    keys.sheet.done.click()

    assert len(groups) == CODE_GROUPS
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert keys.sheet.isHidden()
    assert keys.sheet.shown.text() == ""
    window.work.stop()
    open_book_with_recovery(window.folder, code).close()


@pytest.mark.slow
def test_another_key_for_the_whole_book(qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys_room, "ask", lambda *_given: True)
    before = window.work.book.key.salt
    keys = room(qtbot, window, "keys")
    keys.password.set_text(PASSWORD)

    keys.rekey.click()
    settle(qtbot, window.work)

    assert window.work.book.key.salt != before
    assert len(keys.sheet.shown.text().split()) == CODE_GROUPS
    window.work.stop()
    open_book(window.folder, PASSWORD).close()


def test_a_countys_pack_is_compared_before_it_is_taken(
    qtbot: QtBot, window: Window, village: Book, tmp_path: Path
) -> None:
    text = resource("samples/policy-qingxi.toml").read_text(encoding="utf-8")
    file = tmp_path / "new.toml"
    text = text.replace('id = "qingxi"', 'id = "qingxi-2027"').replace("练习）", "练习 2027）")
    file.write_text(text, encoding="utf-8")
    policy = room(qtbot, window, "policy")
    policy.packs.control.choose("national-2014")

    policy._compare()
    settle(qtbot, window.work)
    differences = len(policy.values.rows)
    policy._put_away()
    settle(qtbot, window.work)
    policy.look_at_file(file)
    settle(qtbot, window.work)
    with village.read() as session:
        untouched = book_policy(session).id
    policy.take.click()
    settle(qtbot, window.work)

    assert differences > 5
    assert untouched == "qingxi"
    with village.read() as session:
        assert book_policy(session).id == "qingxi-2027"
    assert policy.said.text().startswith("已换成 清溪县脱贫人口小额信贷")


def test_a_pack_that_cannot_be_read_is_refused_with_its_reason(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_bytes("名 = \xff".encode("latin-1", "ignore"))
    policy = room(qtbot, window, "policy")

    policy.look_at_file(file)
    settle(qtbot, window.work)

    assert "broken.toml" in policy.said.text()
    assert policy.foot.isHidden()


def test_a_new_row_of_the_lpr(qtbot: QtBot, window: Window, village: Book) -> None:
    rates = room(qtbot, window, "rates")
    rates.since.set_text("2026-11-20")
    for field, text in zip(rates.rates, ("2.90", "3.40"), strict=True):
        field.set_text(text)

    rates.add.click()
    settle(qtbot, window.work)

    assert "2026-11-20" in rates.said.text()
    assert rates.rows.rows[0].since == date(2026, 11, 20)
    with village.read() as session:
        assert rate_tables(session).lpr.rows[-1].rates[0] == Decimal("0.0290")


def test_a_countys_score_sheet_shadows_the_built_in_one(
    qtbot: QtBot, window: Window, village: Book, tmp_path: Path
) -> None:
    file = tmp_path / "5221.toml"
    text = resource("score_sheets/5221.toml").read_text(encoding="utf-8")
    file.write_text(text.replace("农户信用评级", "农户信用评级（清溪）", 1), encoding="utf-8")
    score = room(qtbot, window, "score")

    score.take_file(file)
    settle(qtbot, window.work)

    with village.read() as session:
        assert "清溪" in sheet_for(session, TODAY).name
    assert score.said.text().startswith("已收进账本：")
    assert score.sheets.rows[0].own


def test_an_officer_takes_office_and_hands_over(qtbot: QtBot, window: Window, village: Book) -> None:
    villages = room(qtbot, window, "villages")
    villages.new.set_text("周明远")
    villages._save()
    settle(qtbot, window.work)
    villages.act.control.choose("村官离任")
    villages.new.set_text("不是他")
    villages._save()
    assert villages.new.error.startswith("没有这个在任的村官")
    villages.new.set_text("周明远")
    villages.paper.set_text("移交清单 1 号")
    villages._save()
    settle(qtbot, window.work)

    with village.read() as session:
        tenure = list_tenures(session)[0]
    assert (tenure.name, tenure.until_on, tenure.handed_over) == ("周明远", TODAY, "移交清单 1 号")


def test_what_is_inside_is_named_with_its_licence(qtbot: QtBot, window: Window) -> None:
    about = room(qtbot, window, "about")

    words = about.licences.toPlainText()

    assert window.work.book.info.book_id in about.book.text()
    for part in ("sqlcipher3", "Noto Serif SC", "LGPL-3.0-only"):
        assert part in words


def test_a_file_that_is_no_update_is_refused_and_the_book_stays(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    (tmp_path / "x.hcupdate").write_bytes(b"nothing")
    about = room(qtbot, window, "about")

    about.install_from(tmp_path / "x.hcupdate")
    settle(qtbot, window.work)

    assert "没有更新" in about.said.text()
