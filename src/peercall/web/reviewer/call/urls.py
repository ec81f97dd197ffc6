"""Addresses of the reviewer's call and of call-backs."""

from __future__ import annotations

from django.urls import path

from peercall.web.reviewer.call import callbacks, views

app_name = "review-call"
urlpatterns = [
    path("review/files/<uuid:file>/call/", views.call, name="call"),
    path("review/files/<uuid:file>/call/entries/", views.entries, name="entries"),
    path("review/files/<uuid:file>/call/log/", views.log, name="log"),
    path("review/files/<uuid:file>/call/statements/", views.statements, name="statements"),
    path("review/files/<uuid:file>/call/zone/", views.zone, name="zone"),
    path("review/files/<uuid:file>/call/records/", views.records, name="records"),
    path("review/files/<uuid:file>/call/load/", views.load, name="load"),
    path("review/files/<uuid:file>/information/<uuid:entry>/", views.weigh, name="weigh"),
    path("review/files/<uuid:file>/entries/<uuid:entry>/addendum/", views.addendum, name="addendum"),
    path("review/call-backs/", callbacks.index, name="callbacks"),
    path("review/call-backs/find/", callbacks.find, name="find"),
    path("review/call-backs/waiting/", callbacks.waiting, name="waiting"),
    path("review/call-backs/<uuid:entry>/done/", callbacks.done, name="done"),
]
