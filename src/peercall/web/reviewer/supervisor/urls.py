"""Addresses for supervisors."""

from __future__ import annotations

from django.urls import path

from peercall.web.reviewer.supervisor import views

app_name = "review-figures"
urlpatterns = [
    path("review/figures/", views.index, name="index"),
    path("review/figures/table.csv", views.table, name="table"),
    path("review/figures/time.csv", views.time, name="time"),
    path("review/figures/audit/<slug:rule>/log.csv", views.audit, name="audit"),
]
