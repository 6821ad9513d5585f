"""What the desk does with a bundle follows from its number and digest, never from a clock."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.lineage import REASONS, Decision, Known, Offered, Outcome, Reason, decide, journal_extends
from app.exchange.manifest import JournalMark, Position

NO_JOURNAL = JournalMark(0, "")


def at(epoch_no: int, seq: int, digest: str = "", epoch_id: str = "") -> Position:
    return Position(epoch_no, seq, epoch_id or f"e{epoch_no}", digest or f"d{epoch_no}.{seq}")


def offer(position: Position, *lineage: Position, journal: JournalMark = NO_JOURNAL) -> Offered:
    return Offered(position, lineage, journal)


def after(*received: Position, **fields: object) -> Known:
    return Known(received=received, **fields)  # type: ignore[arg-type]


def test_the_first_bundle_of_a_book_is_imported() -> None:
    assert decide(Known(), offer(at(3, 9), at(2, 4))) == Decision(Outcome.IMPORTED)


def test_the_next_number_is_imported_and_missing_numbers_are_normal() -> None:
    assert decide(after(at(1, 1)), offer(at(1, 2))).outcome is Outcome.IMPORTED
    assert decide(after(at(1, 1)), offer(at(1, 40))).outcome is Outcome.IMPORTED


def test_the_same_bundle_again_changes_nothing() -> None:
    assert decide(after(at(1, 1), at(1, 2)), offer(at(1, 2))) == Decision(Outcome.UNCHANGED, Reason.SAME)


def test_an_older_one_after_a_newer_one_is_superseded() -> None:
    known = after(at(1, 1), at(1, 5))

    assert decide(known, offer(at(1, 1))) == Decision(Outcome.SUPERSEDED, Reason.OLDER)
    assert decide(known, offer(at(1, 3))) == Decision(Outcome.SUPERSEDED, Reason.OLDER)


def test_two_contents_under_one_number_are_held() -> None:
    """Two laptops run on copies of one book: both export number 5."""
    assert decide(after(at(1, 5)), offer(at(1, 5, "other"))) == Decision(Outcome.HELD, Reason.SAME_NUMBER)
    assert decide(after(at(1, 5), at(1, 6)), offer(at(1, 5, "other"))) == Decision(Outcome.HELD, Reason.SAME_NUMBER)


def test_a_clone_is_noticed_by_its_past_even_if_its_number_is_new() -> None:
    """We have the real number 5; the clone, whose own number 5 never came, brings number 6."""
    assert decide(after(at(1, 5)), offer(at(1, 6), at(1, 5, "other"))) == Decision(Outcome.HELD, Reason.OTHER_PAST)


def test_a_new_epoch_that_knows_our_last_bundle_is_imported() -> None:
    """Handover to a new laptop: its first bundle names the last one that we have."""
    assert decide(after(at(1, 5)), offer(at(2, 1), at(1, 5))) == Decision(Outcome.IMPORTED)
    assert decide(after(at(1, 5)), offer(at(4, 2), at(1, 5), at(3, 7))) == Decision(Outcome.IMPORTED)


def test_a_restored_backup_that_does_not_know_our_last_bundle_is_held() -> None:
    """Backup taken after number 3; numbers 4 and 5 were exported; then it was restored."""
    assert decide(after(at(1, 3), at(1, 5)), offer(at(2, 1), at(1, 3))) == Decision(Outcome.HELD, Reason.UNKNOWN_EPOCH)


def test_what_a_person_admitted_is_imported_from_then_on_and_its_successors_too() -> None:
    restored = offer(at(2, 1), at(1, 3))

    assert decide(after(at(1, 5), admitted=[at(2, 1)]), restored).outcome is Outcome.IMPORTED
    assert decide(after(at(1, 5), at(2, 1)), offer(at(2, 2), at(1, 3))).outcome is Outcome.IMPORTED


def test_when_a_person_admitted_a_lower_number_that_one_is_shown() -> None:
    """Of two laptops that both began epoch 2, the second was the right one."""
    known = after(at(1, 1), at(2, 3), at(2, 1, epoch_id="zzz"), shown=at(2, 1, epoch_id="zzz"))

    assert decide(known, offer(at(2, 1, epoch_id="zzz"))).outcome is Outcome.UNCHANGED
    assert decide(known, offer(at(2, 2, epoch_id="zzz"))).outcome is Outcome.IMPORTED
    assert decide(known, offer(at(2, 4))) == Decision(Outcome.SUPERSEDED, Reason.OLDER_UNSEEN)


def test_the_order_in_which_bundles_were_received_does_not_matter() -> None:
    for received in ([at(1, 5), at(1, 1), at(2, 1)], [at(2, 1), at(1, 5), at(1, 1)]):
        assert decide(after(*received), offer(at(2, 2))).outcome is Outcome.IMPORTED


def test_another_epoch_with_the_same_number_is_held() -> None:
    """Two laptops restored from one backup each begin epoch 2."""
    assert decide(after(at(2, 1)), offer(at(2, 2, epoch_id="zzz"), at(1, 3))).outcome is Outcome.HELD
    assert decide(after(at(2, 1)), offer(at(1, 2, epoch_id="zzz"))).outcome is Outcome.HELD


def test_an_old_epoch_is_superseded_also_when_only_the_lineage_told_of_it() -> None:
    known = after(at(2, 1), lineage=[at(1, 5)])

    assert decide(known, offer(at(1, 5))) == Decision(Outcome.SUPERSEDED, Reason.OLDER)
    assert decide(known, offer(at(1, 4))) == Decision(Outcome.SUPERSEDED, Reason.OLDER)
    assert decide(after(at(1, 2), at(2, 1)), offer(at(1, 1))) == Decision(Outcome.SUPERSEDED, Reason.OLDER)


def test_the_old_laptop_going_on_after_the_handover_is_pointed_out() -> None:
    known = after(at(2, 1), lineage=[at(1, 5)])

    assert decide(known, offer(at(1, 6))) == Decision(Outcome.SUPERSEDED, Reason.OLDER_UNSEEN)


def test_a_desk_restored_from_a_backup_takes_up_where_it_was() -> None:
    """The desk forgot numbers 4 and 5 and receives 6, then 5 from an old stick."""
    known = after(at(1, 3))

    assert decide(known, offer(at(1, 6), at(1, 5))).outcome is Outcome.IMPORTED
    assert decide(after(at(1, 3), at(1, 6)), offer(at(1, 5))).outcome is Outcome.SUPERSEDED


@pytest.mark.parametrize(
    ("length", "head", "marks", "extends"),
    [
        (10, "h10", (), True),
        (10, "other", (), False),
        (9, "h9", (), False),
        (0, "", (), False),
        (12, "h12", ((10, "h10"),), True),
        (12, "h12", ((10, "other"),), False),
        (12, "h12", ((8, "h8"), (10, "h10")), True),
        (12, "h12", ((8, "h8"),), True),
        (12, "h12", (), True),
    ],
)
def test_a_journal_must_extend_the_one_handed_over(
    length: int, head: str, marks: tuple[tuple[int, str], ...], extends: bool
) -> None:
    known = after(at(1, 1), journal=JournalMark(10, "h10"))
    offered = Offered(at(1, 2), (), JournalMark(length, head), tuple(JournalMark(*mark) for mark in marks))

    assert journal_extends(known.journal, offered) is extends
    expected = Decision(Outcome.IMPORTED) if extends else Decision(Outcome.HELD, Reason.HISTORY_REWRITTEN)
    assert decide(known, offered) == expected


def test_an_old_bundle_is_old_and_not_rewritten() -> None:
    known = after(at(1, 5), journal=JournalMark(10, "h10"))

    assert decide(known, offer(at(1, 4), journal=JournalMark(8, "h8"))).outcome is Outcome.SUPERSEDED


def test_every_reason_has_its_words() -> None:
    assert set(REASONS) == set(Reason)
    assert all(REASONS[reason] for reason in Reason if reason is not Reason.NONE)
    assert Decision(Outcome.HELD, Reason.SAME_NUMBER).text == REASONS[Reason.SAME_NUMBER]


POSITION = st.builds(
    at, st.integers(1, 3), st.integers(1, 4), st.sampled_from(["", "x"]), st.sampled_from(["", "other"])
)


OFFER = st.builds(Offered, POSITION, st.lists(POSITION, max_size=4), st.just(NO_JOURNAL))


def imported(offers: list[Offered]) -> list[Position]:
    """What a desk has imported after all these, one after the other."""
    received: list[Position] = []
    for one in offers:
        if decide(after(*received), one).outcome is Outcome.IMPORTED:
            received.append(one.position)
    return received


@given(st.lists(OFFER, max_size=12))
def test_whatever_is_offered_the_mirror_only_moves_forward(offers: list[Offered]) -> None:
    received = imported(offers)

    numbers = [(position.epoch_no, position.seq) for position in received]
    assert numbers == sorted(set(numbers))


@given(st.lists(OFFER, min_size=1, max_size=12))
def test_the_same_again_never_changes_anything(offers: list[Offered]) -> None:
    received = imported(offers)

    for one in offers:
        again = decide(after(*received), one)
        if one.position == received[-1]:
            assert again.outcome is Outcome.UNCHANGED
        elif one.position in received:
            assert again.outcome in (Outcome.SUPERSEDED, Outcome.HELD)


@given(st.lists(OFFER, min_size=1, max_size=8), st.randoms())
def test_the_order_of_the_lineage_does_not_matter(offers: list[Offered], chance: object) -> None:
    known = after(*imported(offers[:-1]))
    last = offers[-1]
    shuffled = list(last.lineage)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert decide(known, Offered(last.position, shuffled, NO_JOURNAL)) == decide(known, last)


@given(st.permutations([1, 2, 3, 4, 5]))
def test_sticks_in_any_order_end_with_the_newest(order: list[int]) -> None:
    """One honest laptop: whatever order its sticks come in, number 5 is what the mirror shows, and none is held."""
    received: list[Position] = []
    for seq in order:
        past = [at(1, seq - 1)] if seq > 1 else []
        decision = decide(after(*received), offer(at(1, seq), *past))
        assert decision.outcome in (Outcome.IMPORTED, Outcome.SUPERSEDED)
        if decision.outcome is Outcome.IMPORTED:
            received.append(at(1, seq))

    assert after(*received).newest == at(1, 5)


def test_no_clock_and_no_rev_is_part_of_the_decision() -> None:
    names = set(itertools.chain(Known.__slots__, Offered.__slots__, Position.__slots__))

    assert names.isdisjoint({"created", "as_of", "rev", "received_on"})
