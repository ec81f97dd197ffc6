"""Templates that are compiled to Python (Jinja2): the parts of every page, and the rows of long lists.

They lie in folders called `jinja2`. Everything else is a Django template, which takes such a part in by
`{% compiled "parts/top.html" %}`; both see the same context.
"""

from __future__ import annotations

from typing import Any

from django.template.defaultfilters import capfirst, truncatechars
from django.utils.html import format_html
from django.utils.safestring import SafeString
from jinja2 import Environment

from peercall.web.common.templatetags import cases, peercall

ENGINE = "compiled"


def environment(**options: Any) -> Environment:
    """Jinja2's environment with the tags and filters that the Django templates have too."""
    made = Environment(trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701 (the engine turns escaping on)
    made.globals |= {
        "address": peercall.address,
        "case_clock": cases.clock_of_case,
        "csrf_field": csrf_field,
        "icon": peercall.icon,
        "moment_in": peercall.moment_in,
        "money": cases.money,
        "source_at": peercall.source_at,
        "static": peercall.static_address,
        "triage_pill": cases.triage_pill,
    }
    made.filters |= {
        "capfirst": capfirst,
        "effect_words": cases.effect_words,
        "office": peercall.office,
        "reason_label": cases.reason_label,
        "title_words": peercall.title_words,
        "truncatechars": truncatechars,
        "widget_kind": peercall.widget_kind,
    }
    return made


def csrf_field(token: Any) -> SafeString:
    """The hidden field of a form that changes something. Not csrf_input: Django gives a text of that name."""
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)
