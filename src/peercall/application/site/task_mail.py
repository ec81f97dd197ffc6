"""The mail that reminds of tasks: titles, due times and links, never a value of a patient."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from peercall.engine.office_words import hour_words


def digest_text(
    lines: Sequence[tuple[str, datetime, str, bool]], *, organization: str, time_zone: str, address: str, now: datetime
) -> tuple[str, str]:
    """Subject and text. lines: title, due time, id of the case, whether it is an alarm. address: of the site, may be
    empty: then the mail says where to look."""
    zone = ZoneInfo(time_zone)
    late = sum(1 for _, due, _, _ in lines if due <= now)
    alarms = sum(1 for *_, alarm in lines if alarm)
    count = f"{len(lines)} task{'s' if len(lines) != 1 else ''} due"
    subject = f"peercall: {'alarm, ' if alarms else ''}{count}{f', {late} overdue' if late else ''}"
    told = [
        "\n".join(
            (
                f"{'ALARM: ' if alarm and not title.startswith('Alarm') else ''}{title}",
                f"  {'overdue since' if due <= now else 'due'} {_moment(due, zone)}",
                f"  {address}/cases/{case}/tasks/" if address else f"  case {case}",
            )
        )
        for title, due, case, alarm in lines
    ]
    end = "You get this mail because tasks are in your list. Switch it off in your profile."
    text = "\n\n".join((f"{organization}: {count}.", *told, end))
    return subject, text + "\n"


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    clock = f"{hour_words(local)} {local:%Z}"
    return f"{local:%a %b} {local.day}, {local.year}, {clock}"
