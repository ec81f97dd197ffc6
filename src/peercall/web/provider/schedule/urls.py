"""Addresses of getting the call."""

from __future__ import annotations

from django.urls import path

from peercall.web.provider.schedule import acts, times, views

app_name = "schedule"
urlpatterns = [
    path("cases/<uuid:case>/schedule/", views.schedule, name="case"),
    path("cases/<uuid:case>/schedule/times/", acts.propose, name="propose"),
    path("cases/<uuid:case>/schedule/request/", acts.request_made, name="request"),
    path("cases/<uuid:case>/schedule/attempt/", acts.attempt, name="attempt"),
    path("cases/<uuid:case>/schedule/agree/", acts.agree, name="agree"),
    path("cases/<uuid:case>/schedule/reject/", acts.reject, name="reject"),
    path("cases/<uuid:case>/schedule/forfeit/", acts.forfeit, name="forfeit"),
    path("cases/<uuid:case>/schedule/demand/", acts.demand, name="demand"),
    path("slots/<uuid:slot>/lost/", acts.lost, name="lost"),
    path("slots/<uuid:slot>/confirmed/", acts.confirmed, name="confirmed"),
    path("slots/<uuid:slot>/texts/", views.texts, name="texts"),
    path("slots/<uuid:slot>/call.ics", views.slot_file, name="slot-file"),
    path("availability/", times.availability, name="availability"),
    path("availability/week/", times.week, name="week"),
    path("availability/day/", times.day, name="day"),
    path("availability/upload/", times.upload, name="upload"),
    path("availability/<int:stretch>/remove/", times.remove, name="remove"),
    path("availability/feed/", times.feed, name="feed"),
    path("calendar/<str:secret>.ics", times.calendar, name="calendar"),
]
