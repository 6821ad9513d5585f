"""The receipt closes the loop: delivered is said only when number and digest agree."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest

from app.domain.errors import BundleContentError, CardError
from app.exchange.lineage import Outcome
from app.exchange.manifest import Position
from app.exchange.opening import open_bundle
from app.exchange.receipt import (
    BundleOutcome,
    CardChange,
    CardChangeKind,
    Delivery,
    NewEpochOrder,
    QuarantinedRow,
    Receipt,
    ReceivedState,
    acknowledged,
    from_tables,
    to_tables,
)
from tests.helpers.bundles import VILLAGE_CODE, World, build

DIGEST = "ab" * 32
NEWEST = Position(1, 7, "e1", DIGEST)
STATE = ReceivedState(VILLAGE_CODE, 1, "e1", 7, DIGEST, {"household": 2}, {"balance_fen": 5_000_000})
ROW = QuarantinedRow(1, "e1", 7, "loan", 12, "l-1", 203, "金额不是正数")


def full_receipt(world: World) -> Receipt:
    return Receipt(
        outcomes=(
            BundleOutcome(VILLAGE_CODE, 1, "e1", 6, "cd" * 32, Outcome.SUPERSEDED, "比已有的旧", "2026-11-20"),
            BundleOutcome(VILLAGE_CODE, 1, "e1", 7, DIGEST, Outcome.IMPORTED, quarantined=1),
        ),
        quarantined=(ROW, replace(ROW, table="repayment", row_id="r-9", because_of="loan/l-1")),
        received=(STATE,),
        card_changes=(CardChange(CardChangeKind.PAIRED, "", world.county.card.to_bytes().decode()),),
        epoch_orders=(NewEpochOrder(VILLAGE_CODE, NEWEST, "两台电脑", "王镇长"),),
        passed_on={
            "opinion": [{"id": "o-1", "result": "pass"}],
            "correction_proposal": [],
            "data_file": [{"kind": "policy"}],
        },
    )


def test_a_receipt_travels_as_a_bundle_to_the_village_alone(world: World) -> None:
    receipt = full_receipt(world)
    data, _ = build(world.township, world.village, kind="receipt", tables=to_tables(receipt))

    with open_bundle(io.BytesIO(data), world.village, [world.township.card]) as opened:
        assert from_tables(opened.tables) == receipt
        assert opened.manifest.kind == "receipt"


def test_an_empty_receipt_comes_back_empty() -> None:
    assert from_tables(json.loads(json.dumps(to_tables(Receipt())))) == Receipt()


def test_fields_and_tables_of_a_newer_township_do_no_harm() -> None:
    tables = json.loads(json.dumps(to_tables(Receipt(received=(STATE,)))))
    tables["received_state"][0]["mood"] = "good"
    tables["weather"] = [{"rain": True}]

    receipt = from_tables(tables)

    assert receipt.received == (STATE,)
    assert receipt.passed_on == {"weather": [{"rain": True}]}


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("bundle_outcome", {}),
        ("bundle_outcome", {"book_code": 5}),
        ("received_state", {"counts": [1]}),
        ("quarantined_row", {"reason_code": "x"}),
        ("card_change", {"change": "burned", "fingerprint": ""}),
    ],
)
def test_a_receipt_out_of_shape_is_refused(table: str, row: dict[str, object]) -> None:
    with pytest.raises(BundleContentError, match=table):
        from_tables({table: [row]})


def test_a_desk_cannot_pass_its_rows_off_as_the_receipts_own() -> None:
    with pytest.raises(ValueError, match="bundle_outcome"):
        to_tables(Receipt(passed_on={"bundle_outcome": []}))


def test_delivered_needs_our_number_and_our_digest() -> None:
    receipt = Receipt(received=(STATE,))

    assert acknowledged(receipt, VILLAGE_CODE, NEWEST).text == "已送达"
    for other in (
        replace(NEWEST, seq=8),
        replace(NEWEST, epoch_no=2),
        replace(NEWEST, epoch_id="e2"),
    ):
        assert acknowledged(receipt, VILLAGE_CODE, other).delivery is Delivery.NOT_YET
    assert acknowledged(receipt, "510921100299", NEWEST).delivery is Delivery.NOT_YET
    assert acknowledged(receipt, VILLAGE_CODE, replace(NEWEST, digest="ef" * 32)).delivery is Delivery.DIFFERS
    assert acknowledged(Receipt(), VILLAGE_CODE, NEWEST).text == "未送达"


def test_rows_in_quarantine_are_counted_for_that_bundle_only() -> None:
    of_an_older_one = replace(ROW, seq=3)
    receipt = Receipt(received=(STATE,), quarantined=(ROW, ROW, of_an_older_one))

    answer = acknowledged(receipt, VILLAGE_CODE, NEWEST)

    assert (answer.delivery, answer.to_correct) == (Delivery.DELIVERED_WITH_CORRECTIONS, 2)
    assert answer.text == "已送达，2 行待更正"


def test_a_held_bundle_is_not_delivered() -> None:
    held = BundleOutcome(VILLAGE_CODE, 1, "e1", 7, DIGEST, Outcome.HELD, "同一编号")

    assert acknowledged(Receipt(outcomes=(held,)), VILLAGE_CODE, NEWEST).delivery is Delivery.HELD


def test_a_card_in_a_receipt_is_read_like_any_card(world: World) -> None:
    change = CardChange(CardChangeKind.PAIRED, "", world.county.card.to_bytes().decode())

    assert change.read() == world.county.card
    with pytest.raises(CardError):
        CardChange(CardChangeKind.PAIRED, "").read()
