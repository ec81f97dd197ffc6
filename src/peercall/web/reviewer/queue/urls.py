"""Addresses of the reviewer's queue."""

from __future__ import annotations

from django.urls import path

from peercall.web.reviewer.queue import views

app_name = "review-queue"
urlpatterns = [
    path("review/queue/", views.index, name="index"),
    path("review/queue/take/", views.take, name="take"),
    path("review/queue/examples/", views.examples, name="examples"),
]
