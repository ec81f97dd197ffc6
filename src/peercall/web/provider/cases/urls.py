"""Addresses of a case."""

from __future__ import annotations

from django.urls import path

from peercall.web.provider.cases import views

app_name = "cases"
urlpatterns = [path("cases/<uuid:case>/", views.case, name="case")]
