"""Addresses of the packet."""

from __future__ import annotations

from django.urls import path

from peercall.web.provider.packet import views

app_name = "packet"
urlpatterns = [
    path("cases/<uuid:case>/packet/", views.case, name="case"),
    path("cases/<uuid:case>/packet/<uuid:packet>/progress/", views.progress, name="progress"),
    path("cases/<uuid:case>/packet/<uuid:packet>/volume/<int:volume>/", views.volume, name="volume"),
    path("cases/<uuid:case>/packet/<uuid:packet>/manifest/", views.manifest, name="manifest"),
]
