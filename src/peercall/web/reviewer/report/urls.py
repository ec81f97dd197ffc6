"""Addresses of a review file's report."""

from __future__ import annotations

from django.urls import path

from peercall.web.reviewer.report import added, views

app_name = "review-report"
urlpatterns = [
    path("review/files/<uuid:file>/report/", views.edit, name="edit"),
    path("review/files/<uuid:file>/report/checks/", views.checks, name="checks"),
    path("review/files/<uuid:file>/report/versions/<int:number>/", views.version, name="version"),
    path("review/files/<uuid:file>/report/versions/<int:number>/<str:kind>/", views.paper, name="paper"),
    path("review/files/<uuid:file>/report/weigh/<uuid:information>/", added.weigh, name="weigh"),
    path("review/files/<uuid:file>/report/addendum/", added.addendum, name="addendum"),
    path("review/files/<uuid:file>/report/determination/", added.determination, name="determination"),
    path("review/files/<uuid:file>/report/minutes/", added.minutes, name="minutes"),
]
