"""Addresses of the work list."""

from __future__ import annotations

from django.urls import path

from peercall.web.provider.worklist import views

app_name = "worklist"
urlpatterns = [
    path("worklist/", views.index, name="index"),
    path("worklist/people/", views.people, name="people"),
    path("worklist/assign/", views.assign, name="assign"),
    path("worklist/views/kept/", views.views, name="views"),
    path("worklist/views/", views.save, name="save-view"),
    path("worklist/views/<uuid:view>/", views.open_view, name="view"),
    path("worklist/views/<uuid:view>/remove/", views.remove, name="remove-view"),
    path("worklist/examples/", views.examples, name="examples"),
    path("cases/new/", views.new, name="new-case"),
]
