"""Addresses of confirming a letter."""

from __future__ import annotations

from django.urls import path

from peercall.web.provider.confirm import views

app_name = "confirm"
urlpatterns = [
    path("cases/<uuid:case>/letter/", views.letter, name="letter"),
    path("cases/<uuid:case>/letter/edit/", views.edit, name="edit"),
    path("cases/<uuid:case>/letter/field/", views.field, name="field"),
    path("cases/<uuid:case>/letter/received/", views.received, name="received"),
    path("cases/<uuid:case>/letter/confirm/", views.confirm, name="confirm"),
    path("cases/<uuid:case>/letter/drop/", views.drop, name="drop"),
]
