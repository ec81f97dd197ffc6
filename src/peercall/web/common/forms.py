"""How forms are drawn: label, hint, field, and the error beside the field."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.template import TemplateDoesNotExist, engines
from django.template.loader import get_template
from django.utils import timezone


def has_come(when: date | datetime | None, *, zone: str) -> None:
    """Refuse a day or moment that is still to come where something has happened: a clock would run from it.

    zone: whose today it is. None, a thing not known, passes. Raises ValidationError.
    """
    now = timezone.now()
    if isinstance(when, datetime):
        ahead = when > now
    else:
        ahead = when is not None and when > now.astimezone(ZoneInfo(zone)).date()
    if ahead:
        raise ValidationError("This has not come yet: check the day.")


class PeercallRenderer(BaseRenderer):
    """Draws every form and field with the package's own templates, compiled ones first: a page may have sixty forms."""

    form_template_name = "parts/form.html"
    field_template_name = "parts/field.html"

    def get_template(self, template_name: str) -> Any:
        """The compiled template of this name, else the Django template."""
        return _template(template_name)


#: Django's templates of these do nothing but take in the one for an input
_INPUTS = frozenset(
    f"django/forms/widgets/{kind}.html"
    for kind in ("text", "number", "email", "url", "password", "hidden", "date", "time", "datetime", "file", "checkbox")
)


@lru_cache(maxsize=256)
def _template(name: str) -> Any:
    if name in _INPUTS:
        name = "django/forms/widgets/input.html"
    try:
        return engines["compiled"].get_template(name)
    except TemplateDoesNotExist:
        return get_template(name)
