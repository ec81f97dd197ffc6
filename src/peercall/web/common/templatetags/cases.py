"""How lists and pages show clocks, worth, triage and effect of a case: always in words, with an icon, then in colour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from peercall.application.site.case_effect import rule_name
from peercall.application.site.inbox import ReadingRow
from peercall.application.site.page_words import file_words
from peercall.application.site.time_left import TimeLeft, time_left
from peercall.application.site.views import WorkRow
from peercall.application.site.words import EFFECT_WORDS, JOB_WORDS, NO_CLOCK_WORDS, TRIAGE_WORDS, clock_name
from peercall.bootstrap.site_assess import reason_labels, site_rules
from peercall.engine.metrics import Interval
from peercall.web.common.templatetags.peercall import icon, title_words

register = template.Library()
_KINDS = {
    "pdf": "PDF",
    "docx": "Word file",
    "text": "Text",
    "html": "Web page",
    "rtf": "RTF",
    "image": "Picture",
    "fhir_json": "FHIR",
    "fhir_ndjson": "FHIR export",
    "ccda": "C-CDA",
    "x12": "X12",
    "email": "E-mail",
}
_PURPOSES = {
    "denial": "Letter of the plan",
    "chart": "Chart",
    "policy": "The plan's own policy",
    "sent": "Sent to the plan",
    "later": "Came after the call",
    "remittance": "Remittance",
    "unsorted": "In the inbox, not sorted yet",
}
_TONE_ICONS = {"bad": "warning", "warn": "clock", "info": "clock", "": "clock"}


@register.simple_tag(takes_context=True)
def case_clock(context: dict[str, Any], row: WorkRow) -> SafeString:
    """The shortest running clock of a case: words, tone, when it ends, and the moment it is read at where that is fixed."""
    return clock_of_case(row, now=_now(context), time_zone=_zone(context))


def clock_of_case(row: WorkRow, *, now: datetime, time_zone: str) -> SafeString:
    """The same for a template that names the moment and the viewer's zone."""
    if row.due_at is None:
        words = NO_CLOCK_WORDS.get(row.stage, "no clock known")
        return format_html('<span class="clock-line none">{}<span>{}</span></span>', icon("minus"), words)
    left = time_left(row.due_at, now=now, time_zone=time_zone, is_day=row.due_is_day, as_of=row.as_of)
    return _line(left, what=clock_name(row.due_clock))


@register.simple_tag
def clock_left(left: TimeLeft) -> SafeString:
    """A clock alone, without the case it belongs to."""
    return _line(left, what="")


@register.simple_tag(takes_context=True)
def provisional(context: dict[str, Any], clock: Mapping[str, Any] | None) -> SafeString:
    """The clock of an item nobody has confirmed: when it would end, never as a due time."""
    if not clock:
        return format_html('<span class="clock-line none">{}<span>{}</span></span>', icon("minus"), "no clock known")
    zone = ZoneInfo(_zone(context))
    end = datetime.combine(date.fromisoformat(clock["ends_if"]) + timedelta(days=1), time.min, tzinfo=zone)
    left = time_left(end, now=_now(context), time_zone=zone.key, is_day=True)
    words = f"perhaps {left.words}"
    return format_html(
        '<span class="clock-line {}">{}<span><strong>{}</strong><span class="due">{}, {}; provisional</span></span></span>',
        left.tone,
        icon(_TONE_ICONS[left.tone]),
        words[:1].upper() + words[1:],
        clock_name(str(clock.get("id") or "")),
        left.due,
    )


@lru_cache(maxsize=1024)
def _line(left: TimeLeft, *, what: str) -> SafeString:
    as_of = format_html('<span class="due">as of {}</span>', left.as_of) if left.as_of else ""
    due = "" if left.due in left.words else left.due
    said = ", ".join(part for part in (what, due) if part)
    return format_html(
        '<span class="clock-line {}">{}<span><strong>{}</strong><span class="due">{}</span>{}</span></span>',
        left.tone,
        icon(_TONE_ICONS[left.tone]),
        left.words[:1].upper() + left.words[1:],
        said,
        as_of,
    )


def _now(context: dict[str, Any]) -> datetime:
    given = context.get("now")
    return given if isinstance(given, datetime) else timezone.now()


def _zone(context: dict[str, Any]) -> str:
    viewer = context.get("viewer")
    return viewer.time_zone if viewer else "UTC"


@register.simple_tag
@lru_cache(maxsize=16)
def triage_pill(triage: str | None) -> SafeString:
    """Call, call with a warning, or another route."""
    tone, name, word = TRIAGE_WORDS.get(triage or "", ("", "question", "Not known yet"))
    return format_html('<span class="pill {}">{}{}</span>', tone, icon(name), word)


@register.filter
def effect_words(effect: str) -> str:
    """What a call can do here, as a sentence without its full stop; empty when it is not known yet."""
    return EFFECT_WORDS.get(effect, "")


@register.simple_tag
def rule_named(rule: str, status: str = "") -> SafeString | str:
    """A rule by the name of its text, with how far that was confirmed and its id small beside it; the id alone where nothing names it."""
    name = rule_name(site_rules(), rule)
    said = f", {status.replace('_', ' ')}" if status else ""
    if not name:
        return format_html("<code>{}</code>{}", rule, said)
    return format_html('{}{} <code class="rule-id">{}</code>', name, said, rule)


@register.filter
def reason_label(reason: str) -> str:
    """A class of denial reasons in the field's words."""
    return reason_labels().get(reason) or title_words(reason)


@register.filter
def reason_words(classes: Iterable[str]) -> str:
    """Classes of denial reasons in the field's words."""
    return "; ".join(reason_label(one) for one in classes)


@register.simple_tag
def money(amount: Decimal | None) -> SafeString | str:
    """$1,400; `not known` when nobody said."""
    if amount is None:
        return format_html('<span class="soft">{}</span>', "not known")
    return f"${amount:,.0f}"


@register.filter
def item_services(item: Mapping[str, Any]) -> str:
    """Codes of the services of an item of the inbox, each once."""
    codes = [row["service"].get("code") or row["service"].get("revenue_code") for row in item.get("rows", ())]
    return ", ".join(dict.fromkeys(str(code) for code in codes if code)) or "service not coded"


@register.filter
def kind_words(kind: str) -> str:
    """The kind of a file as people call it."""
    return _KINDS.get(kind, "File of an unknown kind")


register.filter("file_words", file_words)


@register.filter
def job_words(name: str) -> str:
    """What a background job does."""
    return JOB_WORDS.get(name) or title_words(name)


@register.filter
def purpose_words(role: str) -> str:
    """What a document is for its case."""
    return _PURPOSES.get(role) or title_words(role)


@register.filter
def iso_day(text: str) -> str:
    """Aug 19, 1955; the text itself when it is no whole date."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day:%b} {day.day}, {day.year}"


@register.filter
def open_readings(rows: Iterable[ReadingRow]) -> int:
    """How many of these files are still being read."""
    return sum(1 for row in rows if row.progress and not row.progress.ended)


@register.filter
def interval(found: Interval | None) -> str:
    """`12 of 20: 60% (39 to 78%)`; told where there is nothing to count."""
    if found is None:
        return "none"
    return f"{found.count} of {found.of}: {found.share:.0%} ({100 * found.low:.0f} to {found.high:.0%})"
