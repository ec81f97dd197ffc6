"""`peercall doctor`: checks an installation and says what to mend. Exit status 0, or 1 when something must be mended."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from peercall.domain.errors import PeercallError
from peercall.web.environment import data_folder, secret
from peercall.web.keys import KEY_FILES

GIB = 1024**3
CLOCK_MAY_DIFFER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. state: ok, note (works, but know it) or mend."""

    subject: str
    state: str
    what: str
    remedy: str = ""


def doctor(arguments: list[str]) -> int:
    """Print every finding; 1 when something is to be mended."""
    parser = argparse.ArgumentParser(prog="peercall doctor", description="Check an installation.")
    parser.add_argument("--json", action="store_true", help="the findings as JSON")
    options = parser.parse_args(arguments)
    findings = list(examine())
    if options.json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            print(f"{finding.state:5} {finding.subject}: {finding.what}")
            if finding.remedy:
                print(f"      -> {finding.remedy}")
    return int(any(finding.state == "mend" for finding in findings))


def examine() -> Iterator[Finding]:
    """Everything, in the order in which one would mend it."""
    folder = data_folder()
    yield _folder(folder)
    try:
        import django

        django.setup()
    except PeercallError as error:
        yield Finding("settings", "mend", error.message, f"{error.where}: {error.remedy}")
        return
    from django.db import connection

    yield from _keys()
    yield from _network()
    database = list(_database())
    yield from database
    if all(finding.state != "mend" for finding in database):
        yield from _content()
    connection.close()
    yield from _vault()
    yield from _mail()
    yield from _single_sign_on()
    yield from _program()
    yield _disk(folder)


def _attempt(subject: str, check: Callable[[], str], remedy: str) -> Finding:
    try:
        return Finding(subject, "ok", check())
    except Exception as fault:
        return Finding(subject, "mend", f"{type(fault).__name__}: {fault}".splitlines()[0], remedy)


def _folder(folder: Path) -> Finding:
    if not folder.is_dir():
        return Finding(
            "data folder", "mend", f"{folder} is not there", "Start `peercall serve` once, or set PEERCALL_DATA."
        )
    if folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Finding("data folder", "mend", f"others may enter {folder}", f"Run: chmod 700 {folder}")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Finding(
            "data folder", "mend", f"you may not write to {folder}", "Run this as the user whom peercall runs as."
        )
    return Finding("data folder", "ok", f"{folder} belongs to its owner only")


def _keys() -> Iterator[Finding]:
    in_use = any((data_folder() / "vault").glob("??/*"))
    for name, file_name in KEY_FILES.items():
        key = secret(name, file_name=file_name)
        if not key and in_use:
            yield Finding(
                "keys", "mend", f"{data_folder() / file_name} is missing", "Put it back from where its copy is kept."
            )
        elif not key:
            yield Finding("keys", "mend", f"{name} is not set", "Start `peercall serve` once, or set it.")
        elif len(key) < 32:
            yield Finding("keys", "mend", f"{name} is short", "Use 32 characters or more, from a random source.")
        else:
            yield Finding("keys", "ok", f"{name} is set")


def _network() -> Iterator[Finding]:
    from django.conf import settings

    own = {"localhost", "127.0.0.1", "[::1]"}
    others = [host for host in settings.ALLOWED_HOSTS if host not in own]
    if settings.DEBUG:
        yield Finding("network", "mend", "PEERCALL_DEBUG is on", "Unset it: its pages show values.")
    if "*" in others:
        yield Finding("network", "mend", "any host name is taken", "Name the hosts in PEERCALL_HOSTS.")
    if others and not settings.TLS:
        yield Finding(
            "network",
            "mend",
            f"{', '.join(others)} is reached without TLS",
            "Set PEERCALL_TLS=1 behind a TLS proxy (with PEERCALL_BEHIND_PROXY=1), or give serve a certificate.",
        )
    elif others and not settings.BASE_URL:
        yield Finding("network", "note", "PEERCALL_URL is not set", "Set it, so that links in mails are right.")
    else:
        yield Finding(
            "network", "ok", f"hosts: {', '.join(settings.ALLOWED_HOSTS)}; TLS {'on' if settings.TLS else 'off'}"
        )


def _database() -> Iterator[Finding]:
    from django.core.cache import cache
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():  # looking would make it
        yield Finding("database", "mend", "nothing is set up here yet", "Start `peercall serve` once.")
        return
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA quick_check(1)")
                sound = str(cursor.fetchone()[0])
                if sound != "ok":
                    yield Finding("database", "mend", f"SQLite says: {sound}", "Restore the backup.")
                    return
                yield Finding("database", "ok", "SQLite, sound")
            else:
                cursor.execute("SELECT current_setting('server_version')")
                yield Finding("database", "ok", f"PostgreSQL {cursor.fetchone()[0]}")
        if not connection.introspection.table_names():
            yield Finding("database", "mend", "nothing is set up here yet", "Start `peercall serve` once.")
            return
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        newer = {key for key in executor.loader.applied_migrations if key[0] == "peercall"} - set(
            executor.loader.disk_migrations
        )
        cache.get("doctor")
    except DatabaseError as fault:
        yield Finding(
            "database",
            "mend",
            f"it does not answer as it should ({said[0] if (said := str(fault).splitlines()) else type(fault).__name__})",
            "Look at DATABASE_URL and the server, then run `peercall manage migrate` and `peercall manage createcachetable`.",
        )
        return
    if newer:
        yield Finding(
            "migrations",
            "mend",
            "the tables are those of a newer version",
            "Install that version, or restore a backup.",
        )
    elif waiting:
        yield Finding(
            "migrations", "mend", f"{len(waiting)} are waiting", "Run `peercall manage migrate`, or start serve."
        )
    else:
        yield Finding("migrations", "ok", "none is waiting")


def _content() -> Iterator[Finding]:
    from peercall.adapters.db.accounts import any_user_exists
    from peercall.adapters.db.jobs import overdue_for_operator, workers_for_operator

    if any_user_exists():
        yield Finding("accounts", "ok", "somebody can sign in")
    else:
        yield Finding("accounts", "mend", "nobody can sign in", "Start `peercall serve` on a terminal.")
    late = overdue_for_operator(by=timedelta(minutes=5))
    if late:
        yield Finding("jobs", "mend", f"{late} wait since more than five minutes", "Start `peercall worker`.")
    elif workers_for_operator(silent=timedelta(minutes=2)) == 0:
        yield Finding("jobs", "note", "no worker is running, on this machine or another", "Start `peercall worker`.")
    else:
        yield Finding("jobs", "ok", "none is late")


def _vault() -> Iterator[Finding]:
    from django.conf import settings

    from peercall.bootstrap.site_vault import vault

    folder: Path = settings.VAULT_FOLDER
    if not settings.VAULT_KEY:
        return
    if folder.is_dir() and folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding("vault", "mend", f"others may enter {folder}", f"Run: chmod 700 {folder}")
    one = next((path.name for path in folder.glob("??/" + "?" * 64)), None)
    if one is None:
        yield Finding("vault", "ok", "no document is stored yet")
        return

    def opens() -> str:
        vault().get(one)
        return "stored documents open with the key"

    yield _attempt("vault", opens, "Put the right key back, or name it in PEERCALL_VAULT_KEY_OLD.")


def _mail() -> Iterator[Finding]:
    from django.conf import settings
    from django.core.mail import get_connection

    from peercall.adapters.notify import mail_is_configured

    if not mail_is_configured():
        yield Finding(
            "mail", "note", "no mail server is set", "Set PEERCALL_SMTP_HOST; until then links are shown instead."
        )
        return

    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        yield Finding(
            "mail",
            "note",
            f"mails come from {settings.DEFAULT_FROM_EMAIL}",
            "Set PEERCALL_MAIL_FROM to an address of yours.",
        )

    def answers() -> str:
        server = get_connection()
        server.open()
        server.close()
        return "the mail server answers"

    yield _attempt("mail", answers, "Look at the PEERCALL_SMTP_ settings.")


def _single_sign_on() -> Iterator[Finding]:
    from django.conf import settings
    from requests import RequestException, get

    for app in settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", ()):
        issuer = app["settings"]["server_url"]
        try:
            path = "" if "/.well-known/" in issuer else "/.well-known/openid-configuration"
            told = get(issuer + path, timeout=10).json()
            ok = {"authorization_endpoint", "token_endpoint", "issuer"} <= set(told)
        except (RequestException, ValueError, TypeError) as fault:
            what, ok = f"{issuer} does not answer as an issuer ({type(fault).__name__})", False
        else:
            what = f"{issuer} answers" if ok else f"{issuer} does not say where to sign in"
        remedy = "" if ok else "Look at PEERCALL_OIDC_ISSUER; people sign in with their passwords meanwhile."
        yield Finding("single sign-on", "ok" if ok else "mend", what, remedy)


def _clock(now: datetime) -> Finding:
    """Beside what was written last, and beside the clock of the database's machine."""
    from django.db import DatabaseError, connection

    from peercall.adapters.db.audit import latest_entry_for_operator

    seen, remedy = (
        f"{now:%Y-%m-%d %H:%M} UTC",
        "Set the clock, and keep it by a time service; deadlines are counted by it.",
    )
    if now.year < 2026:
        return Finding("clock", "mend", f"it says {seen}", remedy)
    try:
        latest = latest_entry_for_operator()
        if latest and latest - now > CLOCK_MAY_DIFFER:
            return Finding(
                "clock",
                "mend",
                f"it says {seen}, and the newest entry of the audit is of {latest:%Y-%m-%d %H:%M}",
                remedy,
            )
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT clock_timestamp()")
                there = cursor.fetchone()[0]
            if abs(there - now) > CLOCK_MAY_DIFFER:
                return Finding(
                    "clock", "mend", f"it says {seen}, and the database's machine {there:%Y-%m-%d %H:%M}", remedy
                )
    except DatabaseError:
        pass  # told above
    return Finding("clock", "ok", seen)


def _program() -> Iterator[Finding]:
    from django.conf import settings
    from django.utils import timezone

    from peercall.bootstrap import site_checks

    now = timezone.now()
    yield _clock(now)
    yield _attempt("zones", site_checks.zones, "Install peercall with its requirements (tzdata).")
    yield _attempt("holidays", lambda: site_checks.holidays(today=now.date()), "Install a newer peercall.")
    yield _attempt("rules", lambda: site_checks.rulebook(settings.RULE_FOLDERS), "Run `peercall rules lint`.")
    yield _attempt("printing", site_checks.printing, "Install peercall anew: its fonts are part of it.")
    yield _attempt(
        "scans", site_checks.text_recognition, "Install peercall with its requirements (tesserocr, tessdata)."
    )


def _disk(folder: Path) -> Finding:
    place = folder if folder.is_dir() else Path.home()
    free = shutil.disk_usage(place).free
    what = f"{free / GIB:.1f} GiB free"
    if free < GIB:
        return Finding("disk", "mend", what, "Make room: below 1 GiB nothing can be stored safely.")
    if free < 5 * GIB:
        return Finding("disk", "note", what, "Make room soon.")
    return Finding("disk", "ok", what)
