"""Addresses of documents."""

from __future__ import annotations

from django.urls import path

from peercall.web.provider.documents import views

app_name = "documents"
urlpatterns = [
    path("documents/<uuid:document>/", views.view, name="view"),
    path("documents/<uuid:document>/file/", views.file, name="file"),
    path("documents/<uuid:document>/sheet/<int:number>/", views.sheet, name="sheet"),
    path("documents/<uuid:document>/unlock/", views.unlock, name="unlock"),
    path("documents/<uuid:document>/download/", views.download, name="download"),
]
