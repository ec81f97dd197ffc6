"""What the log holds: ids, the view, the status; never a path, a query or a value."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings
from django.urls import reverse

from peercall.domain.organizations import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """Everything any logger hands to a handler."""
    found: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(self.format(record))

    keep = Keep()
    told = settings.LOGGING["loggers"].items()
    shown = [logging.getLogger(name) for name, how in told if how["handlers"] != ["nowhere"]] + [logging.getLogger()]
    for logger in shown:
        logger.addHandler(keep)
    yield found
    for logger in shown:
        logger.removeHandler(keep)


def test_request_is_logged_by_ids_and_counts(practice, sign_in_as, lines):
    coordinator = practice.people[Role.COORDINATOR]
    answer = sign_in_as(coordinator).get(reverse("profile"), {"q": "Mrs. Example"})
    (line,) = (line for line in lines if "view=profile" in line)
    assert f"request={answer['X-Request-Id']} user={coordinator.id} view=profile GET status=200" in line
    assert not any("Mrs." in line for line in lines)


def test_page_that_is_not_there_leaves_no_path_in_the_log(practice, sign_in_as, lines):
    sign_in_as(practice.people[Role.COORDINATOR]).get("/mrs-example/12345/")
    assert any("status=404" in line for line in lines)
    assert not any("mrs-example" in line or "12345" in line for line in lines)


def test_fault_of_the_program_is_logged_by_type_and_place(practice, sign_in_as, lines, monkeypatch):
    def broken(user):
        raise ValueError("member 12345")

    monkeypatch.setattr("peercall.adapters.db.members.profile", broken)
    client = sign_in_as(practice.people[Role.COORDINATOR])
    client.raise_request_exception = False
    answer = client.get(reverse("profile"))
    assert answer.status_code == 500
    assert answer["X-Request-Id"] in answer.content.decode()
    assert any("ValueError at test_log.py" in line for line in lines)
    assert not any("12345" in line for line in lines)
