"""The layout looks `search` up by this plain name."""

from __future__ import annotations

from django.urls import path

from peercall.web.provider.worklist import views

urlpatterns = [path("search/", views.search, name="search")]
