"""In the window: new keys and following them, a stray refused, the township's bundle to the county."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.exchange.lineage import Outcome
from app.services.bundles import export_bundle
from app.services.exchange_files import import_at
from app.services.held import held_bundles
from app.services.mirror import import_bundle
from app.services.office import make_book
from app.services.pairing import paired, renew_keys
from app.ui.exchange.page import ExchangePage
from tests.helpers.books import CHEAP, PASSWORD, reopened
from tests.helpers.villages import DAY, Desks, add_household, cloned, pair
from tests.ui.conftest import wait_for

Show = Callable[..., ExchangePage]


def test_new_keys_are_followed_without_a_fingerprint(show: Show, desks: Desks, tmp_path: Path) -> None:
    new = renew_keys(desks.village, tmp_path / "v2.card")
    page = show(desks.township, detail="pair")
    page.pairing.second.click()  # our own card was given before
    page.pairing.their_file.set_place(new.file)

    page.pairing.act.click()
    wait_for(page.work)

    with desks.township.read() as session:
        assert [row.fingerprint for row in paired(session)] == [new.fingerprint]


def test_the_own_keys_are_changed_and_the_card_is_written(show: Show, desks: Desks, tmp_path: Path) -> None:
    page = show(desks.village, detail="pair")
    page.pairing.own_file.set_place(tmp_path / "new.card")
    before = [label.text() for label in page.pairing.own.groups]

    page.pairing.own.renew.click()
    wait_for(page.work)

    assert (tmp_path / "new.card").is_file()
    assert [label.text() for label in page.pairing.own.groups] != before
    assert "已换密钥" in page.pairing.own.said.text()


def test_a_stray_is_refused_with_a_reason(show: Show, desks: Desks, tmp_path: Path) -> None:
    """A copy of the laptop exports under the number that the right one used with other rows."""
    folder = desks.village.folder
    clone = cloned(desks.village, tmp_path / "clone")
    with clone:
        add_household(clone, "5131239998", "外人", head_id="513123198109263429")
        stray = export_bundle(clone, tmp_path, on=DAY).file
    with reopened(folder) as village:
        import_at(desks.township, export_bundle(village, desks.stick, on=DAY).file)
    assert import_bundle(desks.township, stray).outcome is Outcome.HELD
    page = show(desks.township)
    held = page.face.held  # type: ignore[union-attr]
    held.reason.set_text("复制的电脑，已收回")

    held.stray.click()
    wait_for(page.work)

    with desks.township.read() as session:
        assert held_bundles(session) == []


def test_the_township_sends_its_bundle_to_the_county(show: Show, desks: Desks, tmp_path: Path) -> None:
    county, _ = make_book(
        tmp_path / "county", PASSWORD, role="township", code="513123000000", name="清溪县", officer="县办", cost=CHEAP
    )
    with county:
        pair(desks.township, county, tmp_path)
        import_at(desks.township, export_bundle(desks.village, desks.stick, on=DAY).file)
        page = show(desks.township)
        give = page.face.give  # type: ignore[union-attr]
        give.place.set_place(tmp_path / "up")
        (tmp_path / "up").mkdir()

        give.upward.click()
        wait_for(page.work)

        (file,) = (tmp_path / "up").glob("HC-*.age")
        assert import_bundle(county, file).outcome is Outcome.IMPORTED
        assert "已写入并读回" in give.words.text()
        assert give.county.text() == "清溪县：未送达"
