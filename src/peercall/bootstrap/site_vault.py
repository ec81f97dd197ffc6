"""The vault the settings name."""

from __future__ import annotations

from django.conf import settings

from peercall.adapters.vault import Vault
from peercall.domain.errors import SettingInvalid


def vault() -> Vault:
    """The encrypted document folder. Raises SettingInvalid when there is no key."""
    if not settings.VAULT_KEY:
        raise SettingInvalid(
            "there is no key for stored documents",
            where="PEERCALL_VAULT_KEY",
            remedy="Start `peercall serve` once, or set the key.",
        )
    return Vault(settings.VAULT_FOLDER, settings.VAULT_KEY, old=settings.VAULT_KEYS_OLD)
