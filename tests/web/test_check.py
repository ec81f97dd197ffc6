"""A request checked on the site before it is sent: the answer, and that nothing is kept."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cli.test_check import NOTE

from peercall.adapters.db.models import AuditEntry, CaseDocument
from peercall.domain.organizations import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(practice, sign_in_as):
    return sign_in_as(practice.people[Role.COORDINATOR])


def note(name: str = "note.txt", text: str = NOTE) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_the_page_says_what_to_add_and_who_can(client, practice, settings):
    answer = client.post("/before-sending/", {"policy": "model-biologic-ra", "phase": "initial", "files": [note()]})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "To add, where it is true" in page
    assert "Tuberculosis test" in page
    assert "the treating physician" in page
    assert not CaseDocument.objects.exists()
    assert not [path for path in (settings.DATA / "work").rglob("*") if path.is_file()]
    entry = AuditEntry.objects.get(action="request.checked")
    assert entry.details["files"] == 1
    assert "Abara" not in str(entry.details)


def test_names_of_files_are_made_plain_and_may_be_the_same(client):
    files = [note("../../note.txt"), note("../../note.txt"), note("näme\n.txt")]
    assert client.post("/before-sending/", {"policy": "model-biologic-ra", "files": files}).status_code == 200


@pytest.mark.parametrize(
    "given, told",
    [
        ({"policy": "model-biologic-ra"}, "Choose the notes and results to check."),
        ({"policy": "", "files": "note"}, "This field is required."),
        ({"policy": "model-biologic-ra", "files": "many"}, "more than 8 files"),
    ],
)
def test_what_is_missing_or_too_much_is_told(client, given, told):
    files = {"note": [note()], "many": [note() for _ in range(9)]}.get(given.pop("files", ""), [])
    answer = client.post("/before-sending/", {**given, "files": files})
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_biller_does_not_check_requests(practice, sign_in_as):
    assert sign_in_as(practice.people[Role.BILLER]).get("/before-sending/").status_code == 403
