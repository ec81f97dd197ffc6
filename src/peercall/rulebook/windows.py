"""Lengths and windows of the policy language: `90 d`, `{last: 40 d, anchor: service}`, `{before: X, at_most: 48 h}`."""

from __future__ import annotations

import re

from peercall.domain.policies import Duration, Window
from peercall.rulebook.yamlfile import Table

_LENGTH = re.compile(r"(\d+(?:\.\d+)?) (d|wk|mo|a|h)\Z")
REQUEST = "request"
"""Anchor of a window that names none."""


def parse_duration(text: str, *, table: Table, key: str) -> Duration:
    """A length such as `12 wk`; units are UCUM d, wk, mo, a and h."""
    match = _LENGTH.match(text)
    if not match:
        raise table.refuse(f"`{key}` says `{text}`", key=key, remedy="Write a number and d, wk, mo, a or h: `12 wk`.")
    return Duration(float(match[1]), match[2])


def maybe_duration(table: Table, key: str) -> Duration | None:
    """The length under a key, or None."""
    text = table.maybe_text(key)
    return None if text is None else parse_duration(text, table=table, key=key)


def read_window(table: Table, key: str) -> Window | None:
    """The window under a key, or None. Whether its anchor exists is checked when the whole policy is known."""
    if key in table and not table.is_table(key):
        length = maybe_duration(table, key)
        return None if length is None else Window("last", REQUEST, length=length)
    item = table.maybe_table(key)
    if item is None:
        return None
    window = _window(item)
    item.done()
    return window


def _window(item: Table) -> Window:
    forms = [form for form in ("last", "next", "around", "overlaps") if form in item]
    if not forms:
        forms = [form for form in ("before", "after") if form in item]
    if len(forms) != 1:
        raise item.refuse(
            "a window has one form", remedy="Use last, next, before, after (with at_most), around or overlaps."
        )
    form = forms[0]
    match form:
        case "last" | "next":
            return Window(form, item.maybe_text("anchor") or REQUEST, length=maybe_duration(item, form))
        case "before" | "after":
            return Window(form, item.text(form), length=maybe_duration(item, "at_most"))
        case "around":
            return Window(
                form, item.text("around"), before=maybe_duration(item, "before"), after=maybe_duration(item, "after")
            )
        case _:
            return Window(form, item.text("overlaps"))
