"""How forms are drawn: label, hint, field, and the error beside the field."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class PeercallRenderer(TemplatesSetting):
    """Draws every form and field with the package's own templates."""

    form_template_name = "parts/form.html"
    field_template_name = "parts/field.html"
