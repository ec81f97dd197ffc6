"""Stored documents: nothing readable on the disk, damage told, keys renewed."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from uuid import UUID

import pytest

from peercall.adapters.vault import Vault
from peercall.domain.errors import VaultUnreadable

CEDAR, HARBOR = UUID(int=1), UUID(int=2)
LETTER = b"Your request was not certified."


@pytest.fixture
def vault(tmp_path):
    return Vault(tmp_path / "vault", "first key")


def test_document_comes_back_as_it_was(vault):
    assert vault.get(vault.put(LETTER, organization=CEDAR)) == LETTER


def test_document_on_the_disk_shows_nothing_and_belongs_to_its_owner(vault):
    name = vault.put(LETTER, organization=CEDAR)
    path = vault.folder / name[:2] / name
    assert LETTER not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(vault.folder.stat().st_mode) == 0o700


def test_same_document_twice_is_one_file_and_another_organisations_is_another(vault):
    first = vault.put(LETTER, organization=CEDAR)
    assert vault.put(LETTER, organization=CEDAR) == first
    assert vault.put(LETTER, organization=HARBOR) != first
    assert len(list(vault.folder.glob("??/*"))) == 2


def test_damaged_document_is_told_and_never_given(vault):
    name = vault.put(LETTER, organization=CEDAR)
    path = vault.folder / name[:2] / name
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    with pytest.raises(VaultUnreadable, match="damaged"):
        vault.get(name)


def test_document_in_the_place_of_another_is_refused(vault):
    first, second = vault.put(LETTER, organization=CEDAR), vault.put(b"another", organization=CEDAR)
    (vault.folder / first[:2] / first).write_bytes((vault.folder / second[:2] / second).read_bytes())
    with pytest.raises(VaultUnreadable, match="damaged"):
        vault.get(first)


def test_missing_document_is_told(vault):
    name = vault.put(LETTER, organization=CEDAR)
    vault.remove(name)
    assert not vault.has(name)
    with pytest.raises(VaultUnreadable, match="missing"):
        vault.get(name)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64])
def test_name_that_is_none_opens_nothing(vault, name):
    with pytest.raises(VaultUnreadable, match="not the name"):
        vault.get(name)


def test_document_of_an_old_key_opens_with_it_and_is_renewed(vault):
    name = vault.put(LETTER, organization=CEDAR)
    with pytest.raises(VaultUnreadable, match="another key"):
        Vault(vault.folder, "second key").get(name)
    assert Vault(vault.folder, "second key", old=["first key"]).renew() == 1
    assert Vault(vault.folder, "second key").get(name) == LETTER


def test_names_of_documents_are_on_the_disk_before_a_row_names_them(vault, monkeypatch):
    kept: list[Path] = []
    real = os.fsync

    def note(descriptor):
        kept.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        real(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    name = vault.put(LETTER, organization=CEDAR)
    assert kept[0] == vault.folder and kept[-1] == vault.folder / name[:2]
