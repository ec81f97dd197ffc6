"""Addresses of tasks."""

from __future__ import annotations

from django.urls import path

from peercall.web.provider.tasks import statements, views

app_name = "tasks"
urlpatterns = [
    path("tasks/", views.index, name="index"),
    path("cases/<uuid:case>/tasks/", views.case, name="case"),
    path("cases/<uuid:case>/statement/", statements.of_case, name="case-statement"),
    path("cases/<uuid:case>/close/", views.close_case, name="close-case"),
    path("tasks/<uuid:task>/done/", views.done, name="done"),
    path("tasks/<uuid:task>/statement/", statements.statement, name="statement"),
    path("tasks/<uuid:task>/statement/read/", statements.read, name="statement-read"),
    path("tasks/<uuid:task>/drop/", views.drop, name="drop"),
    path("tasks/<uuid:task>/due/", views.due, name="due"),
    path("tasks/<uuid:task>/assign/", views.assign, name="assign"),
    path("tasks/<uuid:task>/reopen/", views.reopen, name="reopen"),
]
