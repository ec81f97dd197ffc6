"""Addresses of calls."""

from __future__ import annotations

from django.urls import path

from peercall.web.provider.calls import views

app_name = "calls"
urlpatterns = [
    path("calls/", views.index, name="index"),
    path("cases/<uuid:case>/call/", views.start, name="start"),
    path("calls/<uuid:call>/", views.console, name="console"),
    path("calls/<uuid:call>/entries/", views.entries, name="entries"),
    path("calls/<uuid:call>/end/", views.end, name="end"),
    path("calls/<uuid:call>/resume/", views.resume, name="resume"),
    path("calls/<uuid:call>/abandon/", views.abandon, name="abandon"),
    path("calls/<uuid:call>/finish/", views.finish, name="finish"),
]
