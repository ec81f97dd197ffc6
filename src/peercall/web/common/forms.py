"""How forms are drawn: label, hint, field, and the error beside the field."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.forms.renderers import BaseRenderer
from django.template import TemplateDoesNotExist, engines
from django.template.loader import get_template


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
