"""Mangled files of every kind: read or refused in one sentence, nothing else, and nothing left behind.

A bounded run; `python -m benchmarks fuzz --minutes 30` is the long one.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fuzz.mutations import KINDS, Change, changed
from tests.fuzz.readers import READERS, Reader, check

CHANGES = st.lists(
    st.builds(
        Change,
        kind=st.sampled_from(KINDS),
        at=st.integers(0, 1000),
        length=st.integers(0, 300),
        word=st.integers(0, 30),
        byte=st.integers(0, 255),
    ),
    min_size=1,
    max_size=4,
)
#: files read per run; a Word file costs a hundred times a line of JSON
EXAMPLES = {"docx": 40, "case.yaml": 60, "policy": 60, "pdf": 80}


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_seed_is_read(reader: Reader, tmp_path: Path) -> None:
    for seed in reader.seeds:
        assert check(reader, seed, folder=tmp_path)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_mangled_file_is_read_or_refused_in_one_sentence(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_folder, elsewhere = tmp_path / "case", tmp_path / "elsewhere"
    given_folder.mkdir()
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("TMPDIR", str(elsewhere))

    @settings(
        max_examples=EXAMPLES.get(reader.name, 120),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(seed=st.sampled_from(reader.seeds), changes=CHANGES)
    def mangled(seed: bytes, changes: list[Change]) -> None:
        check(reader, changed(seed, changes, words=reader.words), folder=given_folder)

    mangled()
    assert list(elsewhere.iterdir()) == []
