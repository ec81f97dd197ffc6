"""Addresses of review files."""

from __future__ import annotations

from django.urls import path

from peercall.web.reviewer.files import views

app_name = "review-files"
urlpatterns = [
    path("review/files/", views.index, name="index"),
    path("review/files/search/", views.search, name="search"),
    path("review/files/give/", views.give, name="give"),
    path("review/files/<uuid:file>/", views.file, name="file"),
    path("review/files/<uuid:file>/assign/", views.assign, name="assign"),
    path("review/files/<uuid:file>/office/", views.office, name="office"),
    path("review/files/<uuid:file>/policy/", views.policy, name="policy"),
]
