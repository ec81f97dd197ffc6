"""A live server and Debian's Chromium. Helpers: `sign_in`, `shot`, `check_axe`.

Screenshots go to PEERCALL_ARTEFACTS (default out/screens).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.web.conftest import PASSWORD, Person

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps an event loop in the main thread

CHROMIUM = os.environ.get("PEERCALL_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ARTEFACTS = Path(os.environ.get("PEERCALL_ARTEFACTS", "out/screens"))
SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Pages look alike on both databases: on PostgreSQL only the whole story is run, with a worker of its own."""
    is_left_out = collection_path.name.startswith("test_") and collection_path.name != "test_story.py"
    return True if is_left_out and os.environ.get("DATABASE_URL", "").startswith("postgres") else None


@pytest.hookimpl(tryfirst=True)  # before groups are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A live server and its browser talk over this machine's own addresses, and nowhere else."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"]))
            item.add_marker(pytest.mark.django_db(transaction=True))
            item.add_marker(pytest.mark.machine_clock)  # the browser's clock is the machine's
            item.add_marker(pytest.mark.xdist_group("browser"))  # one browser at a time, beside the other tests
            # a machine that stood still for a while is told from a fault: what fails twice fails, and a second try is reported
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.fail(f"{CHROMIUM} is missing: run scripts/system-packages.sh")
    # the machine that runs the tests may be busy: a page that is slow is not a page that is wrong
    expect.set_options(timeout=15_000)
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A fresh page on the live server. A script error or a breach of the content policy fails the test."""
    context = browser.new_context(base_url=live_server.url, viewport=SIZES["desktop"], timezone_id="America/Chicago")
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console",
        lambda message: (
            faults.append(message.text)
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )
    opened.set_default_timeout(15_000)
    yield opened
    context.close()
    assert not faults, faults


@pytest.fixture
def sign_in() -> Callable[[Page, Person], None]:
    """Signs a person in through the sign-in page."""

    def act(page: Page, person: Person) -> None:
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill(person.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_label("Your menu")).to_be_visible()

    return act


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """Pictures of the page as it is: desktop and phone, light and dark."""

    def act(page: Page, name: str) -> None:
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        for size_name, size in SIZES.items():
            page.set_viewport_size(size)
            # what sticks to the window stands where it stands before anybody scrolls
            page.evaluate("scrollTo(0, 0)")
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=ARTEFACTS / f"{name}-{size_name}-{scheme}.png", full_page=True)
        page.emulate_media(color_scheme="light")
        if before:
            page.set_viewport_size(before)

    return act


@pytest.fixture
def check_axe() -> Callable[[Page], None]:
    """No serious or critical accessibility fault: desktop and phone, light and dark; nothing wider than the phone."""

    def act(page: Page) -> None:
        before = page.viewport_size
        found = []
        for size_name, size in SIZES.items():
            page.set_viewport_size(size)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                for fault in Axe().run(page).response["violations"]:
                    if fault["impact"] in {"serious", "critical"}:
                        places = [node["target"] for node in fault["nodes"]]
                        found.append(f"{size_name} {scheme}: {fault['id']} {places}")
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                found.append(f"{size_name}: the page is {wide} px wider than the window")
        page.emulate_media(color_scheme="light")
        if before:
            page.set_viewport_size(before)
        assert not found, "\n".join(found)

    return act
