"""Addresses of a case."""

from __future__ import annotations

from django.urls import path

from peercall.web.provider.cases import answers, brief, criteria, facts, history, records, views

app_name = "cases"
urlpatterns = [
    path("cases/<uuid:case>/", views.case, name="case"),
    path("cases/<uuid:case>/owner/", views.assign, name="assign"),
    path("cases/<uuid:case>/progress/", views.progress, name="progress"),
    path("cases/<uuid:case>/work/", views.work, name="work"),
    path("cases/<uuid:case>/criteria/", criteria.criteria, name="criteria"),
    path("cases/<uuid:case>/policy/", criteria.policy, name="policy"),
    path("cases/<uuid:case>/statements/", criteria.attest, name="attest"),
    path("cases/<uuid:case>/statements/<uuid:statement>/withdraw/", criteria.withdraw, name="withdraw"),
    path("cases/<uuid:case>/answers/", answers.answers, name="answers"),
    path("cases/<uuid:case>/answer/", answers.answer, name="answer"),
    path("cases/<uuid:case>/records/", records.records, name="records"),
    path("cases/<uuid:case>/sent/", records.sent, name="sent"),
    path("cases/<uuid:case>/documents/", records.add, name="add"),
    path("cases/<uuid:case>/documents/<uuid:document>/place/", records.place, name="place"),
    path("cases/<uuid:case>/documents/<uuid:document>/remove/", records.remove, name="remove"),
    path("cases/<uuid:case>/facts/", facts.facts, name="facts"),
    path("cases/<uuid:case>/brief/", brief.brief, name="brief"),
    path("cases/<uuid:case>/output/<int:number>/<str:name>", brief.output, name="output"),
    path("cases/<uuid:case>/history/", history.history, name="history"),
    path("cases/<uuid:case>/step/", history.event, name="event"),
]
