"""Addresses of the inbox."""

from __future__ import annotations

from django.urls import path

from peercall.web.provider.inbox import views

app_name = "inbox"
urlpatterns = [
    path("inbox/", views.index, name="index"),
    path("inbox/files/", views.files, name="files"),
    path("inbox/readings/", views.readings, name="readings"),
    path("inbox/find-case/<uuid:document>/", views.find_case, name="find-case"),
    path("inbox/documents/<uuid:document>/again/", views.again, name="again"),
    path("inbox/documents/<uuid:document>/remove/", views.remove, name="remove"),
    path("inbox/documents/<uuid:document>/place/", views.place, name="place"),
    path("inbox/documents/<uuid:document>/case/", views.make_case, name="make-case"),
    path("inbox/items/cases/", views.cases_of_items, name="item-cases"),
    path("inbox/items/<uuid:item>/dismiss/", views.dismiss, name="dismiss"),
]
