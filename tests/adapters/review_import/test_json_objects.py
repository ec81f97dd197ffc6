"""A client's files as JSON: the published shape, and an object that does not keep it costs itself alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from peercall.adapters.review_import.json_objects import json_schema, read_json
from peercall.adapters.review_import.limits import IntakeLimits
from peercall.domain.errors import DocumentUnreadable, InputTooLarge
from peercall.domain.review_intake import FileField

ONE: dict[str, Any] = {"reference": "J-1", "treating_physician": "Ada Okafor MD", "request": "MRI"}


def read(*files: Any) -> Any:
    return read_json(json.dumps({"files": files}).encode())


@pytest.mark.parametrize("sent", [{"files": [ONE]}, [ONE], ONE], ids=["files", "list", "object"])
def test_one_file_or_several_are_read(sent):
    (row,) = read_json(b"\xef\xbb\xbf " + json.dumps(sent).encode()).rows
    assert (row.row, row.faults) == (1, ())
    assert row.texts[FileField.REFERENCE] == ("J-1",)


def test_windows_in_parts_say_what_words_say():
    windows = [
        {"days": ["Mon", "Wed"], "start": "09:00", "end": "11:30"},
        {"on": "2026-12-04", "start": "14:00", "end": "16:00", "zone": "America/Chicago"},
        {"start": "08:00", "end": "12:00", "zone": "CT"},
        "Fri 2-4 pm",
    ]
    (row,) = read({**ONE, "availability": windows}).rows
    assert row.texts[FileField.AVAILABILITY] == (
        "Mon, Wed 0900-1130",
        "2026-12-04 1400-1600 America/Chicago",
        "Mon-Fri 0800-1200 CT",
        "Fri 2-4 pm",
    )


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({**ONE, "npi": 2000000010}, "`npi` must be text. See the published shape."),
        ({**ONE, "numbers": "214-555-0110"}, "`numbers` must be a list. See the published shape."),
        ({**ONE, "doctor": "Ada"}, "`doctor` is no key of a file. Take it out, or see the published shape."),
        ({"reference": "J-2", "request": "MRI"}, "`treating_physician` is missing. Add it."),
        ({**ONE, "availability": [{"start": "9", "end": "10:00"}]}, "`availability[0].start` does not keep its form. See the published shape."),
        ({**ONE, "availability": [{"days": ["Mon"], "on": "2026-12-04", "start": "09:00", "end": "10:00"}]}, "A window of `availability` has both `days` and `on`. Give one of them."),
        (3, "A file must be an object."),
        (None, "A file must be an object."),
    ],
)  # fmt: skip
def test_object_that_does_not_keep_the_shape_is_told_and_the_others_are_read(wrong, why):
    rows = read(ONE, wrong, ONE).rows
    assert [row.faults for row in rows] == [(), (why,), ()]
    assert [row.row for row in rows] == [1, 2, 3]


def test_fault_names_the_client_s_number_and_no_value():
    (row,) = read(
        {"reference": "J-7", "claimant_name": ["Noor Haddad"], **{"treating_physician": "x", "request": "y"}}
    ).rows
    assert row.texts == {FileField.REFERENCE: ("J-7",)}
    assert "Noor" not in row.faults[0]


@pytest.mark.parametrize(
    "data", [b"", b"[", b"null", b"3", b'{"files": 3}', b'{"files": [', b"\xff\xfe{}", b"[" * 100_000, b"PK\x03\x04"]
)
def test_what_is_no_json_of_the_shape_is_refused(data):
    with pytest.raises(DocumentUnreadable, match=r"published shape|UTF-8"):
        read_json(data)


@pytest.mark.parametrize(
    ("data", "limits"),
    [(b"[" + b"1," * 500 + b"1]", {"members": 400}), (b"[{},{},{}]", {"rows": 2}), (b" " * 50, {"file_bytes": 40})],
)
def test_file_beyond_a_limit_is_refused(data, limits):
    with pytest.raises(InputTooLarge):
        read_json(data, limits=IntakeLimits(**limits))


def test_the_shape_names_every_field_a_client_can_state():
    properties = json_schema()["$defs"]["SentFile"]["properties"]
    split = {
        "claimant_first_name",
        "claimant_last_name",
        "physician_first_name",
        "physician_last_name",
        "call_requested",
        "availability_zone",
    }
    split |= {"decision_due_hour", "decision_due_zone"}
    assert set(properties) == {field.value for field in FileField} - split
