"""Icons, times and marks, available in every template without loading."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import template
from django.template import Context, engines
from django.template.backends.jinja2 import Jinja2
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from peercall.engine.office_words import hour_words, office_words, zone_words
from peercall.web.common.page_keys import KEYS

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A picture from the sprite; without a label it is hidden from screen readers."""
    if label:
        target = f"{static_address('common/icons.svg')}#{name}"
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, target)
    return _silent_icon(name)


@lru_cache(maxsize=256)
def _silent_icon(name: str) -> SafeString:
    target = f"{static_address('common/icons.svg')}#{name}"
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', target)


@register.simple_tag(name="static")
@lru_cache(maxsize=256)
def static_address(path: str) -> str:
    """The address of a static file of the package: the same as long as the program runs."""
    return static(path)


@register.simple_tag(takes_context=True)
def compiled(context: Context, name: str) -> SafeString:
    """A part that is compiled (web/common/compiled.py), with all that this page's templates know."""
    part = cast(Jinja2, engines["compiled"]).env.get_template(name)
    return mark_safe(part.render(cast(dict[str, Any], context.flatten())))  # noqa: S308 (the part escapes by itself)


@register.simple_tag(takes_context=True)
def moment(context: dict[str, Any], at: datetime | None, time_zone: str = "") -> SafeString | str:
    """A moment in the viewer's zone, with the zone's name: Tue Dec 1, 2026, 5:00 pm CST."""
    viewer = context.get("viewer")
    return moment_in(at, time_zone or (viewer.time_zone if viewer else "UTC"))


def moment_in(at: datetime | None, time_zone: str) -> SafeString | str:
    """The same for a template that names the zone."""
    if at is None:
        return "not known"
    local = at.astimezone(ZoneInfo(time_zone))
    clock = f"{hour_words(local)} {local:%Z}"
    text = f"{local:%a %b} {local.day}, {local.year}, {clock}"
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="seconds"), text)


@register.filter
def widget_kind(field: Any) -> str:
    """The kind of a form field's widget, for its style: checkbox, radio, select, textarea or input."""
    name = type(field.field.widget).__name__.lower()
    for kind in ("checkboxselectmultiple", "radioselect", "checkboxinput", "select", "textarea"):
        if name.startswith(kind):
            return {"checkboxselectmultiple": "choices", "radioselect": "choices", "checkboxinput": "checkbox"}.get(
                kind, kind
            )
    return "input"


@register.filter
def title_words(value: str) -> str:
    """review_organisation -> Review organization."""
    text = str(value).replace("_", " ")
    return text[:1].upper() + text[1:]


@register.filter
def uncapped(text: str) -> str:
    """From the letter -> from the letter: a sentence that goes on from a word before it."""
    return text[:1].lower() + text[1:]


@register.simple_tag
def keys_hint(page: str, can: str = "") -> SafeString:
    """The keys of a page in one line: Keys: j k down and up, Enter opens. can: a right the viewer has, by its name."""
    shown = [one for one in KEYS[page].keys if one.asks in ("", can)]
    parts = format_html_join(
        ", ",
        "{} {}",
        ((format_html_join(" ", "<kbd>{}</kbd>", ((key,) for key in one.keys)), one.does) for one in shown),
    )
    return format_html("Keys: {}.", parts)


@register.filter
def office(text: Any) -> str:
    """A sentence of ours with days, hours and zones as an office reads them; never for a quotation."""
    return office_words(str(text if text is not None else ""))


@register.filter
def moment_of(text: str) -> datetime:
    """The moment an ISO text of a record tells, for {% moment %}."""
    return datetime.fromisoformat(text)


@register.filter
def zone(name: str) -> str:
    """America/Chicago -> Central time (Chicago)."""
    return zone_words(name)


@register.filter
def get(values: Any, key: str) -> Any:
    """What a mapping holds under a key that is only known on the page; empty when nothing."""
    return values.get(key, "") if values else ""


@register.filter
def plain_list(value: Any) -> str:
    """A list as words with commas; anything else as it is."""
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


@register.simple_tag
def source(label: str, links: dict[str, Any] | None = None, number: int = 1) -> SafeString:
    """A source mark that leads to its place in the document; plain text where it leads nowhere.

    links: application.site.places.mark_links of the case.
    """
    return source_at((links or {}).get(label), number, label)


@register.simple_tag
def source_at(link: Any, number: int = 1, label: str = "") -> SafeString:
    """The same from a SourceLink at hand."""
    if link is None or link.document is None:
        title = getattr(link, "title", "")
        return format_html('<span class="mark-link" title="{}">{}</span>', title, label or getattr(link, "label", ""))
    address = reverse("documents:view", args=[link.document])
    page = f"page={link.page}&" if link.page else ""
    return format_html(
        '<a class="mark-link" href="{}" title="{}" target="source" data-source>{}</a>',
        f"{address}?{page}n={number}&from={link.ref}",
        link.title,
        label or link.label,
    )


@register.simple_tag
def address(name: str, *values: Any) -> str:
    """The address of a screen; empty where this installation has none of that name."""
    if not values:
        return _address_of(name)
    try:
        return reverse(name, args=values)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=256)
def _address_of(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
