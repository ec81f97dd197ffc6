"""Addresses of the administrator's pages."""

from __future__ import annotations

from django.urls import path

from peercall.web.common.admin import views

urlpatterns = [
    path("members/", views.members, name="members"),
    path("members/<uuid:user>/", views.member, name="member"),
    path("members/<uuid:user>/action/", views.member_action, name="member-action"),
    path("invitations/<uuid:invitation>/withdraw/", views.withdraw_invitation, name="withdraw-invitation"),
    path("organization/", views.organization, name="organization"),
    path("audit/", views.audit, name="audit"),
    path("jobs/", views.job_list, name="jobs"),
    path("jobs/<uuid:job>/retry/", views.retry_job, name="retry-job"),
]
