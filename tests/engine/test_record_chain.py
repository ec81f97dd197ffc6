"""The hash chain of a record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from peercall.domain.records import RecordEntry
from peercall.engine.record_chain import FIRST, chain_faults, next_entry

AT = datetime(2026, 8, 17, 17, 22, 5, 123456, tzinfo=UTC)


def _record() -> list[RecordEntry]:
    first = next_entry(None, at=AT, by="Okafor", kind="call", body={"disposition": "deferred", "minutes": 11})
    second = next_entry(first, at=AT, by="Vale", kind="correction", body={"minutes": 12}, corrects=1)
    return [first, second]


def test_a_record_as_written_holds() -> None:
    entries = _record()
    assert chain_faults(entries) == ()
    assert entries[0].previous == FIRST and entries[1].previous == entries[0].hash


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"body": {"disposition": "overturned", "minutes": 11}}, "content was changed"),
        ({"by": "Someone"}, "content was changed"),
        ({"at": AT.replace(hour=18, microsecond=0)}, "content was changed"),
        ({"previous": "1" * 64}, "does not follow"),
    ],
)
def test_a_change_of_the_first_entry_shows(change: dict[str, object], what: str) -> None:
    first, second = _record()
    faults = chain_faults([replace(first, **change), second])  # type: ignore[arg-type]
    assert any(fault.number == 1 and what in fault.what for fault in faults)


def test_a_removed_entry_shows() -> None:
    assert any("entry 1 is missing" in fault.what for fault in chain_faults(_record()[1:]))


def test_a_correction_names_an_earlier_entry() -> None:
    first, second = _record()
    later = next_entry(second, at=AT, by="Vale", kind="correction", body={}, corrects=7)
    assert [fault.what for fault in chain_faults([first, second, later])] == ["it corrects an entry that is not there"]
