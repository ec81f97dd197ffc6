"""Entries of a call from several windows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from peercall.domain.calls import CallEntry, CallState, EntryKind
from peercall.engine.call_entries import fold_entries

START = datetime(2026, 8, 17, 17, 0, tzinfo=UTC)


def entry(number: int, value: object, *, writer: str = "desk", subject: str = "n1", replaces: tuple[str, ...] = ()) -> CallEntry:  # fmt: skip
    return CallEntry(
        id=f"e{number}",
        writer=writer,
        seq=number,
        at=START + timedelta(seconds=number),
        by="Okafor",
        kind=EntryKind.NOTE,
        subject=subject,
        value=value,  # type: ignore[arg-type]
        replaces=replaces,
    )


def test_a_note_that_is_typed_on_stands_in_its_latest_form() -> None:
    state = fold_entries([entry(1, "They hold"), entry(2, "They hold the letter only", replaces=("e1",))])
    assert state.text(EntryKind.NOTE, "n1") == "They hold the letter only"
    assert state.undecided == ()


def test_two_windows_that_did_not_see_each_other_both_stay() -> None:
    first = entry(1, "start")
    here = entry(2, "from the desk", replaces=("e1",))
    there = entry(3, "from the tablet", writer="tablet", replaces=("e1",))
    state = fold_entries([first, here, there])
    (undecided,) = state.undecided
    assert undecided.entry.value == "from the tablet"
    assert [other.value for other in undecided.others] == ["from the desk"]
    settled = fold_entries([first, here, there, entry(4, "both", replaces=("e2", "e3"))])
    assert settled.undecided == () and settled.text(EntryKind.NOTE, "n1") == "both"


def test_what_is_taken_back_is_gone_and_can_be_written_again() -> None:
    gone = [entry(1, "wrong case"), entry(2, None, replaces=("e1",))]
    assert fold_entries(gone).all_of(EntryKind.NOTE) == ()
    assert fold_entries([*gone, entry(3, "right", replaces=("e2",))]).text(EntryKind.NOTE, "n1") == "right"


def test_an_entry_cannot_replace_what_is_about_something_else() -> None:
    state = fold_entries([entry(1, "one"), entry(2, "two", subject="n2", replaces=("e1",))])
    assert [one.entry.value for one in state.all_of(EntryKind.NOTE)] == ["one", "two"]


@st.composite
def _calls(draw: st.DrawFn) -> list[CallEntry]:
    """A call typed in up to three windows, each seeing some of the entries before."""
    out: list[CallEntry] = []
    for number in range(1, draw(st.integers(1, 14)) + 1):
        subject = draw(st.sampled_from(["n1", "n2"]))
        seen = draw(st.lists(st.sampled_from([e.id for e in out if e.subject == subject] or ["none"]), max_size=4))
        out.append(
            entry(
                number,
                draw(st.sampled_from(["a", "b", "c", None])),
                writer=draw(st.sampled_from(["desk", "tablet", "phone"])),
                subject=subject,
                replaces=tuple(seen),
            )
        )
    return out


def _shown(state: CallState) -> dict[str, set[object]]:
    return {
        subject: {one.entry.value, *(other.value for other in one.others)}
        for subject, one in state.by_kind.get(EntryKind.NOTE, {}).items()
    }


@given(_calls(), st.integers())
def test_order_and_repetition_never_change_what_stands(entries: list[CallEntry], seed: int) -> None:
    mixed = [*entries, *entries[: len(entries) // 2]]
    Random(seed).shuffle(mixed)
    assert fold_entries(mixed) == fold_entries(entries)


@given(_calls())
def test_nothing_written_is_lost_unless_a_later_entry_says_so(entries: list[CallEntry]) -> None:
    shown = _shown(fold_entries(entries))
    named = {(known.subject, earlier) for known in entries for earlier in known.replaces if earlier != known.id}
    for one in entries:
        if one.value is not None and (one.subject, one.id) not in named:
            assert one.value in shown[one.subject]
