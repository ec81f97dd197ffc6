"""Every address of the application."""

from __future__ import annotations

import pkgutil
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from peercall.web import provider, reviewer
from peercall.web.common import own_views, views
from peercall.web.common.help.views import help_page


def _screens() -> list[URLResolver]:
    """The addresses of each screen package, of the practice and of the review organization, that has a `urls` module."""
    modules = [
        f"{side.__name__}.{module.name}.urls"
        for side in (provider, reviewer)
        for module in sorted(pkgutil.iter_modules(side.__path__), key=lambda one: one.name)
        if module.ispkg
    ]
    return [path("", include(module)) for module in modules if find_spec(module)]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("organization/choose/", views.choose_organization, name="choose-organization"),
    path("session/extend/", views.extend_session, name="extend-session"),
    path("second-factor/", own_views.second_factor_needed, name="second-factor-needed"),
    path("invitation/<str:token>/", own_views.invitation, name="invitation"),
    path("profile/", own_views.profile, name="profile"),
    path("help/", help_page, name="help"),
    path("jobs/<uuid:job>/", own_views.job, name="job"),
    path("admin/", include("peercall.web.common.admin.urls")),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("accounts/", include("peercall.web.common.account_urls")),
    *_screens(),
]

handler400 = "peercall.web.common.errors.bad_request"
handler403 = "peercall.web.common.errors.forbidden"
handler404 = "peercall.web.common.errors.not_found"
handler500 = "peercall.web.common.errors.server_error"
