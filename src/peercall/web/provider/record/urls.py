"""Addresses of the record."""

from __future__ import annotations

from django.urls import path

from peercall.web.provider.record import views

app_name = "record"
urlpatterns = [
    path("cases/<uuid:case>/record/", views.case, name="case"),
    path("cases/<uuid:case>/record/export/", views.export, name="export"),
    path("cases/<uuid:case>/record/confirm/", views.confirm, name="confirm"),
    path("cases/<uuid:case>/record/<int:number>/", views.entry, name="entry"),
    path("cases/<uuid:case>/record/<int:number>/correct/", views.correct, name="correct"),
    path("cases/<uuid:case>/record/<int:number>/chart-note/", views.note, name="chart-note"),
    path("cases/<uuid:case>/record/<int:number>/patient-copy/", views.copy_for_patient, name="patient-copy"),
]
