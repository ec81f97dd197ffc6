"""Addresses of the reports."""

from __future__ import annotations

from django.urls import path

from peercall.web.provider.reports import checks, lessons, promises, views

app_name = "reports"
urlpatterns = [
    path("reports/", views.index, name="index"),
    path("reports/counting/", views.counting, name="counting"),
    path("reports/table.csv", views.table, name="table"),
    path("habits/", lessons.habits, name="habits"),
    path("before-sending/", checks.check, name="check"),
    path("promises/", promises.index, name="promises"),
    path("cases/<uuid:case>/promises/", promises.case, name="case-promises"),
    path("cases/<uuid:case>/lesson/", lessons.lesson, name="lesson"),
]
