"""A server that is killed in the middle of a call and started again: nothing acknowledged is lost, the rest is sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.web.browser.real_server import Server


@pytest.fixture
def server(tmp_path):
    made = Server(tmp_path / "data")
    yield made
    made.close()


def test_a_server_killed_in_the_middle_of_a_call_loses_nothing(browser, server):
    made = server.seed()
    server.start()
    page = browser.new_context(base_url=f"http://127.0.0.1:{server.port}").new_page()
    page.set_default_timeout(20_000)
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(made["email"])
    page.get_by_label("Password").fill(made["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label("Your menu")).to_be_visible()
    page.goto(made["case"])
    page.get_by_role("button", name="Start the call").first.click()
    expect(page.locator("#console[data-ready=true]")).to_be_attached()
    page.keyboard.press("n")
    page.keyboard.type("acknowledged before the end")
    expect(page.locator("#save-state")).to_have_text("All saved")
    server.kill()
    assert "acknowledged before the end" in server.values()

    page.keyboard.press("Enter")
    page.keyboard.type("typed while nobody answers")
    expect(page.locator("#save-state")).to_contain_text("No connection")
    server.start()
    expect(page.locator("#save-state")).to_have_text("All saved", timeout=40_000)
    assert {"acknowledged before the end", "typed while nobody answers"} <= set(map(str, server.values()))
    page.context.close()


def test_a_server_killed_in_the_middle_of_a_review_call_loses_nothing(browser, server):
    made = server.seed()
    server.start()
    page = browser.new_context(base_url=f"http://127.0.0.1:{server.port}").new_page()
    page.set_default_timeout(20_000)
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(made["reviewer"])
    page.get_by_label("Password").fill(made["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label("Your menu")).to_be_visible()
    page.goto(made["review_call"])
    expect(page.locator("#review-call[data-ready=true]")).to_be_attached()
    page.keyboard.press("n")
    page.keyboard.type("acknowledged before the end")
    expect(page.locator("#save-state")).to_have_text("All saved")
    server.kill()
    assert server.review_notes() == ["acknowledged before the end"]

    page.keyboard.press("Escape")
    page.keyboard.press("i")
    page.keyboard.type("told while nobody answers")
    expect(page.locator("#save-state")).to_contain_text("No connection")
    server.start()
    expect(page.locator("#save-state")).to_have_text("All saved", timeout=40_000)
    assert server.review_notes() == ["acknowledged before the end", {"text": "told while nobody answers"}]
    page.context.close()
