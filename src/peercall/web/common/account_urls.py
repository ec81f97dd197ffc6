"""The sign-in library's pages that are used here. Sign-up and change of address are not: people come by invitation."""

from __future__ import annotations

from allauth.account import views
from allauth.socialaccount import views as social
from django.urls import URLPattern, URLResolver, include, path, re_path

from peercall.web.common.own_views import forgotten_password
from peercall.web.common.single_sign_on import from_issuer, to_issuer

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", forgotten_password, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sso/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("sso/error/", social.login_error, name="socialaccount_login_error"),
    path("sso/signup/", social.signup, name="socialaccount_signup"),
    path("sso/connections/", social.connections, name="socialaccount_connections"),
    path("oidc/<str:provider_id>/login/", to_issuer, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", from_issuer, name="openid_connect_callback"),
]
