"""The compiled rulebook kept between runs: used when it can be trusted, passed over in silence when not."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from peercall.rulebook import cache
from peercall.rulebook.load import load_folder

Write = Callable[[str, str], Path]


class Opened:
    """What a planted file would run."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (os.mkdir, (str(Path(os.environ["PLANTED"])),))


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("rules-*.bin"))


def test_the_second_load_comes_from_the_cache_and_is_equal(base: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    first = load_folder(base, cache_dir=folder)
    (file,) = kept(folder)
    before = file.stat().st_mtime_ns
    assert load_folder(base, cache_dir=folder) == first == load_folder(base)
    assert file.stat().st_mtime_ns == before
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_changed_rule_file_is_read_afresh(
    base: Path, tmp_path: Path, write: Write, payer_text: Callable[..., str]
) -> None:
    folder = tmp_path / "cache"
    load_folder(base, cache_dir=folder)
    write("payers/northgate.yaml", payer_text())
    assert "northgate-any" in load_folder(base, cache_dir=folder).payers
    assert len(kept(folder)) == 2


@pytest.mark.parametrize(
    "harm",
    [
        lambda content: b"",
        lambda content: content[:100],
        lambda content: content[:-1] + bytes([content[-1] ^ 1]),
        lambda content: b"something else altogether",
    ],
    ids=["empty", "cut short", "one bit turned", "foreign"],
)
def test_a_damaged_cache_is_passed_over(base: Path, tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    folder = tmp_path / "cache"
    first = load_folder(base, cache_dir=folder)
    (file,) = kept(folder)
    file.write_bytes(harm(file.read_bytes()))
    assert load_folder(base, cache_dir=folder) == first


def test_a_planted_cache_runs_nothing(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, planted = tmp_path / "cache", tmp_path / "planted"
    monkeypatch.setenv("PLANTED", str(planted))
    first = load_folder(base, cache_dir=folder)
    (file,) = kept(folder)
    payload = pickle.dumps(Opened())
    file.write_bytes(cache._MAGIC + cache.hashlib.sha256(payload).digest() + payload)
    assert load_folder(base, cache_dir=folder) == first
    assert not planted.exists()


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o750])
def test_a_folder_that_others_can_enter_is_not_used(base: Path, tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    folder.chmod(mode)
    load_folder(base, cache_dir=folder)
    assert kept(folder) == []


def test_a_file_that_others_can_write_is_not_trusted(base: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    load_folder(base, cache_dir=folder)
    (file,) = kept(folder)
    file.chmod(0o666)
    assert cache.load_cached(folder, file.stem.removeprefix("rules-")) is None


def test_a_folder_that_is_a_link_is_not_used(base: Path, tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(real)
    load_folder(base, cache_dir=tmp_path / "link")
    assert kept(real) == []


def test_a_place_that_cannot_be_written_does_not_stop_the_caller(base: Path, tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("not a folder")
    assert load_folder(base, cache_dir=occupied / "cache").measures


def test_only_a_few_old_rulebooks_are_kept(base: Path, tmp_path: Path, write: Write) -> None:
    folder = tmp_path / "cache"
    for number in range(7):
        write("notes.yaml", f'schema: peercall.notes/1\nnotes: {{payers: ["note {number}"]}}\n')
        load_folder(base, cache_dir=folder)
    assert len(kept(folder)) == 4
    assert not list(folder.glob(".writing-*"))


def test_an_attribute_that_is_no_word_of_a_vocabulary_is_refused() -> None:
    with pytest.raises(pickle.UnpicklingError):
        cache._enum_member(str, "format")
    with pytest.raises(pickle.UnpicklingError):
        cache._enum_member(cache.Rulebook, "__init__")
