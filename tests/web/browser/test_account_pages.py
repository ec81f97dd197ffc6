"""Every page on which an account is protected, in a browser with a key of its own: our words, and nothing of the library's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import CDPSession, Page, expect
from tests.web.conftest import PASSWORD
from tests.web.test_second_factor import code_for

from peercall.domain.organizations import Role

#: words of the library's own pages
FOREIGN = re.compile(
    r"two-factor|third-party|passwordless|master key|deactivate|authenticator code|log ?in\b|sign up|hello from|"
    r"you are about to|reauthenticate|confirm access|\busername\b",
    re.IGNORECASE,
)


@pytest.fixture
def physician(practice):
    return practice.people[Role.PHYSICIAN]


@pytest.fixture
def looked_at(shot, check_axe) -> Callable[[Page, str], None]:
    """The page is pictured, axe finds nothing serious, and it says nothing in the library's words."""

    def act(page: Page, name: str) -> None:
        shot(page, f"account-{name}")
        check_axe(page)
        said = page.locator("body").inner_text()
        assert not FOREIGN.findall(said), (name, FOREIGN.findall(said))
        assert page.locator("main h1").count() == 1, name

    return act


@pytest.fixture
def key(page) -> Iterator[CDPSession]:
    """A security key in this browser that always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield session


def again(page: Page) -> None:
    """Before the protection of an account changes, its owner types the password once more."""
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def test_a_password_is_forgotten_and_set_by_a_link(page, physician, looked_at, mailoutbox):
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(physician.email)
    page.get_by_label("Password").fill("not-the-right-one-at-all")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Address and password do not fit each other.")).to_be_visible()
    looked_at(page, "sign-in-refused")
    with page.expect_navigation():
        page.get_by_role("link", name="Forgot your password?").click()
    looked_at(page, "password-forgotten")
    page.get_by_label("Email").fill(physician.email)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    looked_at(page, "password-link-sent")
    (mail,) = mailoutbox
    assert mail.subject == "peercall: A new password for your account"
    assert not FOREIGN.search(mail.body)
    address = re.search(r"http://\S+", mail.body)
    page.goto(address[0])
    looked_at(page, "password-by-link")
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_label("New password again").fill("short")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("at least 12 characters").last).to_be_visible()
    looked_at(page, "password-by-link-refused")
    page.get_by_label("New password", exact=True).fill("four-quiet-herons-43")
    page.get_by_label("New password again").fill("four-quiet-herons-43")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("heading", name="The password is set")).to_be_visible()
    looked_at(page, "password-set")
    assert mailoutbox[-1].subject == "peercall: Your password was set anew"
    page.goto(address[0])
    expect(page.get_by_role("heading", name="This link does not work any more")).to_be_visible()
    looked_at(page, "password-link-used")


def test_a_passkey_is_offered_once_its_script_listens(page):
    held = []
    page.route("**/js/webauthn.js", lambda route: held.append(route))
    with page.expect_request("**/js/webauthn.js"):
        page.goto("/accounts/login/", wait_until="commit")
    button = page.get_by_role("button", name="Sign in with a passkey")
    expect(button).to_be_disabled()
    held[0].continue_()
    expect(button).to_be_enabled()


def test_the_app_the_key_and_the_codes_are_set_up_used_and_removed(
    page, physician, sign_in, looked_at, key, mailoutbox
):
    sign_in(page, physician)
    page.goto(reverse("mfa_index"))
    looked_at(page, "factors-none")
    page.get_by_role("link", name="Set up").click()
    again(page)
    page.emulate_media(color_scheme="dark")
    assert page.locator("img.qr").evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(255, 255, 255)"
    looked_at(page, "app-set-up")
    secret = page.get_by_label("Key, where the app cannot scan").input_value()
    page.get_by_label("Code the app shows").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This code is not right.")).to_be_visible()
    looked_at(page, "app-refused")
    page.get_by_label("Code the app shows").fill(code_for(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    looked_at(page, "recovery-codes")

    page.goto(reverse("mfa_add_webauthn"))
    looked_at(page, "key-add")
    page.get_by_label("Name of the key").fill("Laptop at the front desk")
    page.get_by_label("Sign in with it alone, without the password").check()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("The key is added.")).to_be_visible()
    page.get_by_role("link", name="Your 1 key").click()
    expect(page.get_by_role("cell", name="Laptop at the front desk")).to_be_visible()
    looked_at(page, "keys")
    with page.expect_navigation():
        page.get_by_role("link", name="Rename").click()
    looked_at(page, "key-rename")
    page.get_by_label("Name of the key").fill("Laptop")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    page.goto(reverse("mfa_index"))
    looked_at(page, "factors-all")

    page.get_by_label("Your menu").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_label("Your menu")).to_be_visible()
    page.get_by_label("Your menu").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Email").fill(physician.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    looked_at(page, "second-factor")
    page.get_by_label("Code").fill("111111")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("This code is not right.")).to_be_visible()
    page.get_by_role("button", name="Use a passkey or security key").click()
    expect(page.get_by_label("Your menu")).to_be_visible()

    page.goto(reverse("mfa_generate_recovery_codes"))
    with page.expect_navigation():
        page.get_by_role("link", name="Use the passkey or security key").click()
    looked_at(page, "again-by-key")
    with page.expect_navigation():
        page.get_by_role("button", name="Use the passkey or security key").click()
    looked_at(page, "recovery-codes-anew")
    page.goto(reverse("mfa_list_webauthn"))
    with page.expect_navigation():
        page.get_by_role("link", name="Remove").click()
    looked_at(page, "key-remove")
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("None yet")).to_be_visible()
    looked_at(page, "keys-none")
    page.goto(reverse("mfa_deactivate_totp"))
    looked_at(page, "app-remove")
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("The authenticator app is removed.")).to_be_visible()
    for mail in mailoutbox:
        assert not FOREIGN.search(mail.body)
        assert "If this was not you" in mail.body


def test_a_key_that_says_no_is_told(page, physician, sign_in):
    """Without a key in the browser the request ends by itself; the page says so and keeps what was typed."""
    sign_in(page, physician)
    page.goto(reverse("mfa_add_webauthn"))
    again(page)
    page.evaluate("navigator.credentials.create = () => Promise.reject(new DOMException('no', 'NotAllowedError')), 0")
    page.get_by_label("Name of the key").fill("Desk")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("The key was not used.")).to_be_visible()
    expect(page.get_by_label("Name of the key")).to_have_value("Desk")


def test_whoever_changes_the_protection_shows_again_who_they_are(page, physician, looked_at):
    TOTP.activate(get_user_model().objects.get(pk=physician.id), secret := generate_totp_secret())
    RecoveryCodes.activate(get_user_model().objects.get(pk=physician.id))
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(physician.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(code_for(secret))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your menu")).to_be_visible()
    page.goto(reverse("mfa_generate_recovery_codes"))
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    looked_at(page, "again-by-password")
    with page.expect_navigation():
        page.get_by_role("link", name="Use a code").click()
    looked_at(page, "again-by-code")
    page.goto(reverse("account_change_password"))
    looked_at(page, "password-change")
    page.get_by_label("Password now").fill("not-the-right-one-at-all")
    page.get_by_label("New password", exact=True).fill("four-quiet-herons-43")
    page.get_by_label("New password again").fill("four-quiet-herons-44")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("This is not your password now.")).to_be_visible()
    looked_at(page, "password-change-refused")


def test_pages_without_a_session(page, practice, physician, looked_at, db):
    for name, address in {
        "inactive": reverse("account_inactive"),
        "sso-cancelled": reverse("socialaccount_login_cancelled"),
        "sso-error": reverse("socialaccount_login_error"),
        "password-link-broken": reverse("account_reset_password_from_key", args=["abc", "def"]),
    }.items():
        page.goto(address)
        looked_at(page, name)


def test_a_forgotten_password_without_a_mail_server_reads_well(page, settings, looked_at, db):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    page.goto(reverse("account_reset_password"))
    looked_at(page, "forgotten-without-mail")


def test_pages_of_an_account_that_signs_in_through_its_organisation(page, physician, sign_in, looked_at):
    sign_in(page, physician)
    page.goto(reverse("socialaccount_connections"))
    looked_at(page, "sso-none")
    person = get_user_model().objects.get(pk=physician.id)
    SocialAccount.objects.create(user=person, provider="openid_connect", uid="4711")
    page.goto(reverse("socialaccount_connections"))
    looked_at(page, "sso-connected")


def test_a_link_for_a_forgotten_password_is_made_by_an_administrator(page, practice, physician, sign_in, looked_at):
    sign_in(page, practice.people[Role.ADMINISTRATOR])
    page.goto(reverse("member", args=[physician.id]))
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link for a new password").input_value()
    looked_at(page, "link-by-administrator")
    page.get_by_label("Your menu").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    page.goto(link)
    page.get_by_label("New password", exact=True).fill("four-quiet-herons-43")
    page.get_by_label("New password again").fill("four-quiet-herons-43")
    page.get_by_role("button", name="Set the password").click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Email").fill(physician.email)
    page.get_by_label("Password").fill("four-quiet-herons-43")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label("Your menu")).to_be_visible()


def test_a_browser_goes_to_the_issuer_and_comes_back_signed_in(page, physician, issuer, looked_at):
    """Seen in a browser: the content policy holds a form's redirects to this site."""
    issuer.person = {"sub": "4711", "email": physician.email, "email_verified": True}
    page.goto(reverse("account_login"))
    looked_at(page, "sign-in-with-issuer")
    page.get_by_role("button", name="Sign in with Cedar").click()
    expect(page.get_by_label("Your menu")).to_be_visible()
    page.goto(reverse("mfa_activate_totp"))
    expect(page.get_by_role("heading", name="Set up the authenticator app")).to_be_visible()


def test_the_page_on_the_way_to_the_issuer_reads_well(page, issuer, looked_at):
    page.context.route(f"{issuer.url}/**", lambda route: route.abort())
    page.goto(reverse("account_login"))
    page.route("**/oidc/sso/login/**", lambda route: held_back(route))
    page.get_by_role("button", name="Sign in with Cedar").click()
    expect(page.get_by_role("link", name="Go on")).to_be_visible()
    looked_at(page, "to-issuer")


def held_back(route):
    """The page as it is, which stays where it is."""
    answer = route.fetch()
    route.fulfill(response=answer, body=re.sub(r"<meta http-equiv=.refresh.[^>]*>", "", answer.text()))
