"""Documents at rest: encrypted files outside the web root, named by a keyed digest of what they hold."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from peercall.domain.errors import VaultUnreadable

_MAGIC = b"PCV1"
_KEY_ID, _NONCE = 8, 12


@dataclass(frozen=True, slots=True)
class _Keys:
    """What is derived from one secret."""

    id: bytes
    encrypt: AESGCM
    address: bytes

    @classmethod
    def of(cls, secret: str) -> _Keys:
        raw = HKDF(SHA256(), 32 + 32 + _KEY_ID, salt=None, info=b"peercall vault 1").derive(secret.encode())
        return cls(id=raw[64:], encrypt=AESGCM(raw[:32]), address=raw[32:64])


class Vault:
    """A folder of encrypted documents.

    secret: the current key; old: keys that were in force before and still open what they closed.
    A document's name says nothing about it and differs between organizations. AES-256-GCM; the name is authenticated
    with the content, so a file put in the place of another is refused.
    """

    def __init__(self, folder: Path, secret: str, *, old: Sequence[str] = ()) -> None:
        self.folder = folder
        self._keys = _Keys.of(secret)
        self._all = {keys.id: keys for keys in (self._keys, *map(_Keys.of, old))}

    def put(self, data: bytes, *, organization: UUID | None = None) -> str:
        """Store a document; its name. The same document of the same organization has the same name and one file."""
        digest = hashlib.sha256(data).digest()
        name = hmac.new(
            self._keys.address, (organization.bytes if organization else b"") + digest, hashlib.sha256
        ).hexdigest()
        path = self._path(name)
        if not path.exists():
            self._write(path, self._sealed(name, data))
        return name

    def get(self, name: str) -> bytes:
        """The document. Raises VaultUnreadable."""
        path = self._path(name)
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            raise _unreadable(name, "the stored document is missing", "Restore it from the backup.") from None
        return self._opened(name, raw)

    def has(self, name: str) -> bool:
        """It is there."""
        return self._path(name).is_file()

    def remove(self, name: str) -> None:
        """Remove a document; nothing happens when it is gone already."""
        self._path(name).unlink(missing_ok=True)

    def renew(self) -> int:
        """Encrypt with the current key what was closed with an old one; how many documents."""
        count = 0
        for path in sorted(self.folder.glob("??/" + "[0-9a-f]" * 64)):
            raw = path.read_bytes()
            if raw[len(_MAGIC) : len(_MAGIC) + _KEY_ID] != self._keys.id:
                self._write(path, self._sealed(path.name, self._opened(path.name, raw)))
                count += 1
        return count

    def _path(self, name: str) -> Path:
        if len(name) != 64 or not set(name) <= set("0123456789abcdef"):
            raise _unreadable("?", "this is not the name of a stored document", "Open it from its case.")
        return self.folder / name[:2] / name

    def _sealed(self, name: str, data: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return _MAGIC + self._keys.id + nonce + self._keys.encrypt.encrypt(nonce, data, name.encode())

    def _opened(self, name: str, raw: bytes) -> bytes:
        key_id, rest = raw[len(_MAGIC) : len(_MAGIC) + _KEY_ID], raw[len(_MAGIC) + _KEY_ID :]
        keys = self._all.get(key_id)
        if raw[: len(_MAGIC)] != _MAGIC or keys is None:
            raise _unreadable(
                name, "the document was stored with another key", "Name that key in PEERCALL_VAULT_KEY_OLD."
            )
        try:
            return keys.encrypt.decrypt(rest[:_NONCE], rest[_NONCE:], name.encode())
        except InvalidTag:
            raise _unreadable(name, "the stored document is damaged", "Restore it from the backup.") from None

    def _write(self, path: Path, raw: bytes) -> None:
        """The whole file or nothing, readable by its owner only; it is there after a power cut too, as its row will be."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            _keep_names(self.folder)
        temporary = path.with_name(f".{secrets.token_hex(8)}")
        try:
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(raw)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(path)
            _keep_names(path.parent)
        finally:
            temporary.unlink(missing_ok=True)


def _keep_names(folder: Path) -> None:
    """Have the disk keep which files a folder holds: a file's own fsync does not say where it is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unreadable(name: str, what: str, remedy: str) -> VaultUnreadable:
    return VaultUnreadable(what, where=f"vault/{name[:12]}", remedy=remedy)
