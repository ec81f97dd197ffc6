"""Searched text stays in the session; the address carries a key for it, for it may be a patient's name."""

from __future__ import annotations

import secrets

from django.http import HttpRequest

_KEY, _KEPT, _LONGEST = "searches", 20, 120


def keep_search(request: HttpRequest, text: str) -> str:
    """A key for the text; the twenty latest are kept."""
    words = " ".join(text.split())[:_LONGEST]
    if not words:
        return ""
    kept: dict[str, str] = dict(request.session.get(_KEY, {}))
    for key, value in kept.items():
        if value == words:
            return key
    key = secrets.token_urlsafe(6)
    kept[key] = words
    request.session[_KEY] = dict(list(kept.items())[-_KEPT:])
    return key


def search_text(request: HttpRequest, key: str) -> str:
    """The text; empty when the key is not known any more."""
    found: dict[str, str] = request.session.get(_KEY, {})
    return str(found.get(key, ""))
