"""Addresses of letters."""

from __future__ import annotations

from django.urls import path

from peercall.web.provider.letters import sending, views

app_name = "letters"
urlpatterns = [
    path("cases/<uuid:case>/letters/", views.case, name="case"),
    path("cases/<uuid:case>/letters/<str:kind>/", views.letter, name="letter"),
    path("cases/<uuid:case>/letters/<str:kind>/make/", views.make, name="make"),
    path("cases/<uuid:case>/letters/<str:kind>/change/", views.change, name="change"),
    path("cases/<uuid:case>/letters/<str:kind>/fill/", views.fill, name="fill"),
    path("cases/<uuid:case>/letters/<str:kind>/date/", views.date, name="date"),
    path("cases/<uuid:case>/letters/<str:kind>/send/", sending.send, name="send"),
    path("cases/<uuid:case>/letters/<str:kind>/<int:version>/file/<str:form>/", sending.file, name="file"),
    path("letters/sent/<uuid:sending>/answer/", sending.answer, name="answer"),
    path("letters/sent/<uuid:sending>/file/", sending.sent_file, name="sent-file"),
]
