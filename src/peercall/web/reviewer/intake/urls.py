"""Addresses of the intake, of its tokens, and of the door for a client's system."""

from __future__ import annotations

from django.urls import path

from peercall.web.reviewer.intake import api, tokens, views

app_name = "review-intake"
urlpatterns = [
    path("review/intake/", views.index, name="index"),
    path("review/intake/new/", views.new, name="new"),
    path("review/intake/<uuid:batch>/", views.batch, name="batch"),
    path("review/intake/<uuid:batch>/rows/", views.rows, name="rows"),
    path("review/intake/<uuid:batch>/take/<uuid:file>/", views.take, name="take"),
    path("review/intake/tokens/", tokens.index, name="tokens"),
    path("review/intake/tokens/<uuid:token>/revoke/", tokens.revoke, name="revoke"),
    path("api/review/files/", api.files, name="api"),
]
