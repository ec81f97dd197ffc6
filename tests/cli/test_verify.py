"""`peercall verify`: an exported record that holds, and every way in which one does not."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from peercall.application.verify_record import export_data, sound_record, verify_export
from peercall.domain.errors import RecordExportInvalid
from peercall.engine.record_chain import next_entry

AT = datetime(2026, 8, 18, 15, 16, tzinfo=UTC)


def exported() -> dict:
    first = next_entry(None, at=AT, by="Zoë Okafor", kind="call", body={"reported_disposition": "overturned", "n": 14})
    second = next_entry(first, at=AT, by="B", kind="confirmation", body={"confirmed_disposition": "upheld"})
    third = next_entry(second, at=AT, by="C", kind="correction", body={"old": "a", "new": "b"}, corrects=1)
    return export_data([first, second, third], case="c-1", organization="Cedar Valley", by="D", at=AT)


def run(path, *options):
    return subprocess.run(
        [sys.executable, "-m", "peercall.cli.main", "verify", str(path), *options], capture_output=True, text=True
    )


def test_export_that_holds(tmp_path):
    path = tmp_path / "record.json"
    path.write_text(json.dumps(exported(), ensure_ascii=False, indent=1))
    done = run(path)
    assert done.returncode == 0
    assert done.stdout.startswith("record.json: 3 entries, the chain holds; last hash ")


def test_changed_word_is_named_by_its_entry_in_one_sentence(tmp_path):
    data = exported()
    data["entries"][1]["body"]["confirmed_disposition"] = "overturned"
    path = tmp_path / "record.json"
    path.write_text(json.dumps(data))
    done = run(path)
    assert done.returncode == 3
    assert done.stderr == (
        "peercall: record.json, entry 2: its content was changed after it was written. "
        "This copy is not what was recorded. [P610]\n"
    )
    assert json.loads(run(path, "--json").stdout)["faults"][0]["entry"] == 2


def _drop_last(data):
    del data["entries"][2]


def _drop_middle(data):
    del data["entries"][1]


def _change_writer(data):
    data["entries"][0]["by"] = "Somebody Else"


def _change_time(data):
    data["entries"][0]["at"] = "2026-08-18T15:17:00+00:00"


def _swap(data):
    data["entries"][0], data["entries"][1] = data["entries"][1], data["entries"][0]


def _half_an_emoji(data):
    data["entries"][1]["body"]["confirmed_disposition"] = "upheld\ud83d"


def _rehash_one(data):
    row = data["entries"][0]
    row["body"]["n"] = 15
    canonical = json.dumps(
        {k: v for k, v in row.items() if k != "hash"}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    row["hash"] = hashlib.sha256(canonical.encode()).hexdigest()


@pytest.mark.parametrize(
    "harm", [_drop_last, _drop_middle, _change_writer, _change_time, _swap, _half_an_emoji, _rehash_one]
)
def test_every_change_shows(harm):
    data = exported()
    harm(data)
    assert verify_export(json.dumps(data).encode(), name="record.json").faults


def test_anyone_verifies_with_sha256_alone():
    for row in json.loads(json.dumps(exported()))["entries"]:
        rest = {key: value for key, value in row.items() if key != "hash"}
        canonical = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(canonical.encode()).hexdigest() == row["hash"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"schema": "peercall.record-export/1"}',
        b'{"schema": "peercall.record-export/1", "schema": "peercall.record-export/1"}',
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps({**exported(), "entries": [{}]}).encode(),
        json.dumps(
            {**exported(), "entries": [{**exported()["entries"][0], "at": "2026-08-18T10:16:00-05:00"}]}
        ).encode(),
        json.dumps({**exported(), "entries": [{**exported()["entries"][0], "number": True}]}).encode(),
    ],
)
def test_what_is_no_export_is_told_in_one_sentence(data):
    with pytest.raises(RecordExportInvalid) as told:
        verify_export(data, name="record.json")
    assert str(told.value).startswith("record.json") and "\n" not in str(told.value)


def test_file_that_is_not_there(tmp_path):
    done = run(tmp_path / "none.json")
    assert (
        done.returncode == 2 and done.stderr == "peercall: none.json: the file cannot be read. Check its name. [P609]\n"
    )


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("notes", "typed as one text"),
        ("points", ["said"]),
        ("their_reasons", [{"text": "a"}]),
        ("reviewer", "Dr. X"),
        ("started_at", "yesterday"),
        ("started_at", "2026-08-18T15:00:00"),
    ],
)
def test_a_call_that_is_not_as_it_is_recorded_is_named_and_not_read(part, value):
    one = next_entry(None, at=AT, by="B", kind="call", body={part: value})
    data = export_data([one], case="c-1", organization="Cedar Valley", by="D", at=AT)
    with pytest.raises(RecordExportInvalid, match=f"r.json, entry 1: `{part}` of the call is not as it is exported"):
        sound_record(json.dumps(data).encode(), name="r.json")
