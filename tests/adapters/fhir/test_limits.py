"""A FHIR file is bounded in size, resources, objects and depth before it costs memory."""

from __future__ import annotations

import pytest

from peercall.adapters.fhir.decoding import decode_file
from peercall.adapters.fhir.limits import FhirLimits
from peercall.domain.errors import DocumentUnreadable, InputTooLarge

ENTRY = b'{"resource":{"resourceType":"Basic"}}'


def _bundle(entries: int) -> bytes:
    return b'{"resourceType":"Bundle","entry":[' + b",".join([ENTRY] * entries) + b"]}"


@pytest.mark.parametrize(
    ("data", "limits", "sentence"),
    [
        (_bundle(3), FhirLimits(file_bytes=50), "has 149 bytes, the limit is 50"),
        (_bundle(3), FhirLimits(resources=2), "holds 3 resources, the limit is 2"),
        (_bundle(3), FhirLimits(objects=6), "holds more than 6 JSON objects"),
    ],
)
def test_file_beyond_a_limit_is_refused(data: bytes, limits: FhirLimits, sentence: str) -> None:
    with pytest.raises(InputTooLarge, match=rf"^chart/a\.json: the file {sentence}"):
        decode_file(data, name="chart/a.json", limits=limits)


def test_file_at_its_limits_is_read() -> None:
    data = _bundle(3)
    limits = FhirLimits(file_bytes=len(data), resources=3, objects=7)
    assert decode_file(data, name="chart/a.json", limits=limits).ignored.total() == 3


def test_lines_count_as_resources() -> None:
    line = b'{"resourceType":"Patient","id":"p"}\n'
    with pytest.raises(InputTooLarge, match="holds 3 resources"):
        decode_file(line * 3, name="chart/a.ndjson", limits=FhirLimits(resources=2))


@pytest.mark.parametrize("depth", [5_000, 500_000])
def test_file_nested_without_end_is_refused(depth: int) -> None:
    data = b'{"resourceType":"Bundle","x":' + b'{"x":' * depth + b"1" + b"}" * depth + b"}"
    with pytest.raises(DocumentUnreadable, match="nested too deep"):
        decode_file(data, name="chart/a.json")
