"""Settings from the environment, read once. Every name is listed in docs/administrator.md."""

from __future__ import annotations

import os
import re
import stat
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from peercall.domain.errors import SettingInvalid


def data_folder() -> Path:
    """PEERCALL_DATA, by default ~/.local/share/peercall. Not made here."""
    given = os.environ.get("PEERCALL_DATA")
    return Path(given).expanduser() if given else Path.home() / ".local" / "share" / "peercall"


def flag(name: str, *, default: bool = False) -> bool:
    """A yes-or-no setting: 1, true, yes, on or 0, false, no, off."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise SettingInvalid("this is neither yes nor no", where=name, remedy="Write 1 or 0.")


def number(name: str, *, default: int) -> int:
    """A whole number."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdigit():
        raise SettingInvalid("this is not a whole number", where=name, remedy=f"Write for example {default}.")
    return int(value)


def words(name: str, *, default: tuple[str, ...] = ()) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()] or list(default)


def own_address() -> str:
    """PEERCALL_URL, under which people reach it, without a slash at its end; empty when it is not set."""
    address = os.environ.get("PEERCALL_URL", "").strip().rstrip("/")
    if address and not re.match(r"https?://[^/]", address):
        raise SettingInvalid(
            "this is no web address", where="PEERCALL_URL", remedy="Write one like https://peercall.cedar.example."
        )
    return address


def secret(name: str, *, file_name: str) -> str:
    """A key from the environment, else from the data folder's file; empty when neither is there.

    Raises SettingInvalid when the file may be read by others.
    """
    if value := os.environ.get(name, "").strip():
        return value
    path = data_folder() / file_name
    if not path.is_file():
        return ""
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingInvalid("others may read this file", where=str(path), remedy=f"Run: chmod 600 {path}")
    return path.read_text().strip()


def database(url: str, *, data: Path) -> dict[str, Any]:
    """Django's DATABASES entry for postgresql://user:password@host:port/name?option=value, sqlite:///path or empty.

    Empty means SQLite in the data folder. A write takes its lock at once (transaction mode IMMEDIATE), so that two
    writers wait for each other and never fail half-way.
    """
    if not url:
        return _sqlite(data / "peercall.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)[1:] if parts.path.startswith("/") else parts.path))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingInvalid(
            "this database is not known", where="DATABASE_URL", remedy="Use postgresql://... or sqlite:///..."
        )
    if find_spec("psycopg") is None or find_spec("procrastinate") is None:
        raise SettingInvalid(
            "what PostgreSQL needs is not installed", where="DATABASE_URL", remedy="Run: pip install '.[postgres]'"
        )
    options = dict(parse_qsl(parts.query))
    try:
        port = str(parts.port or "")
    except ValueError:
        raise SettingInvalid(
            "its port is no number", where="DATABASE_URL", remedy="Write postgresql://user:password@host:5432/name."
        ) from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": port,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            # recursive_triggers: INSERT OR REPLACE would else remove a row past the triggers that refuse it
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000; "
            "PRAGMA recursive_triggers=ON;",
        },
    }


def single_sign_on() -> dict[str, Any]:
    """The sign-in library's providers: one OpenID Connect issuer when PEERCALL_OIDC_ISSUER names it.

    PEERCALL_OIDC_TRUST_EMAIL: the issuer's addresses count as verified although it does not say so.
    """
    issuer = os.environ.get("PEERCALL_OIDC_ISSUER", "").strip().rstrip("/")
    if not issuer:
        return {}
    missing = [name for name in ("PEERCALL_OIDC_CLIENT_ID", "PEERCALL_OIDC_CLIENT_SECRET") if not os.environ.get(name)]
    if missing:
        raise SettingInvalid(
            "single sign-on needs this setting", where=missing[0], remedy="Set it as the issuer gave it."
        )
    app = {
        "provider_id": "sso",
        "name": os.environ.get("PEERCALL_OIDC_NAME", "") or "your organization's account",
        "client_id": os.environ["PEERCALL_OIDC_CLIENT_ID"],
        "secret": os.environ["PEERCALL_OIDC_CLIENT_SECRET"],
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }
    provider: dict[str, Any] = {"APPS": [app], "OAUTH_PKCE_ENABLED": True}
    if flag("PEERCALL_OIDC_TRUST_EMAIL"):
        provider["VERIFIED_EMAIL"] = True
    return {"openid_connect": provider}
