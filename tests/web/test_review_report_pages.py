"""The report's pages: written as a draft, open lines told, signed once nothing is open, read and printed, added to."""

from __future__ import annotations

import io
from uuid import UUID, uuid4

import docx
import pytest
from tests.samples.review_files import BODY
from tests.web.conftest import make_tenant
from tests.web.review_files import NOW, attempt, take

from peercall.adapters.db import review_queries, reviews
from peercall.adapters.db.audit import audit_faults
from peercall.domain.attempts import AttemptResult
from peercall.domain.organizations import OrganizationKind, Role
from peercall.domain.review_log import ReviewEntryKind
from peercall.domain.reviews import NewInformation, ReachedRole
from peercall.engine.review_report_versions import latest_body

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(review_organisation):
    return review_organisation.people[Role.REVIEWER]


@pytest.fixture
def file(person) -> UUID:
    made = take(person.viewer)
    held = attempt(made, result=AttemptResult.REACHED, role=ReachedRole.NURSE_PRACTITIONER, person="Jo Finch")
    reviews.add_entry(person.viewer, [made], kind=ReviewEntryKind.ATTEMPT, body=held, at=NOW)
    return made


@pytest.fixture
def client(person, sign_in_as):
    return sign_in_as(person)


def told(person, file) -> str:
    body = NewInformation("i", str(file), "a", "Eight visits of therapy elsewhere.", "Jo Finch")
    return reviews.add_entry(person.viewer, [file], kind=ReviewEntryKind.INFORMATION, body=body, at=NOW).id


def sent(**changes) -> dict[str, str]:
    """The form as a browser sends it."""
    one = BODY.criteria[0]
    return {
        "guideline": BODY.guideline,
        "guideline_version": BODY.guideline_version,
        "rationale": BODY.rationale,
        "would_change": BODY.would_change,
        "recommendation": "not_certify",
        "certified_part": "",
        "appeal_rights_told": "yes",
        "credentials": "MD, board certified",
        "specialty": "Physical medicine",
        "license_number": "X1234",
        "license_state": "tx",
        "no_conflict": "yes",
        "conflict": "",
        "amends_because": "",
        "after": "0",
        "key": str(uuid4()),
        "c0-text": one.text,
        "c0-ref": one.ref,
        "c0-status": "not_met",
        "c0-comment": "",
        "c0-id": one.id,
        "c0-shown_0": one.evidence[0].text,
        "c0-where_0": one.evidence[0].source,
        "c0-shown_1": "",
        "c0-where_1": "",
        "c1-text": "",
        "c1-ref": "",
        "c1-status": "",
        "c1-comment": "",
        "c1-id": "",
        "c1-shown_0": "",
        "c1-where_0": "",
        "act": "draft",
        **changes,
    }


def log(person, file):
    return review_queries.file_view(person.viewer, file).log


def test_a_draft_is_kept_and_shown_with_what_is_open(client, person, file):
    answer = client.post(f"/review/files/{file}/report/", sent(rationale="Not medically necessary."), follow=True)
    page = answer.content.decode()
    assert "The draft is kept as a new version." in page
    assert "Say what was found, by which record" in page
    written = latest_body(log(person, file))
    assert written.criteria == BODY.criteria
    assert (written.reviewer.license_state, written.reviewer.name) == ("TX", person.viewer.name)


def test_a_report_with_an_open_statement_is_not_signed_and_nothing_typed_is_lost(client, person, file):
    told(person, file)
    answer = client.post(f"/review/files/{file}/report/", sent(act="sign"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Everything said and not in the records is weighed" in page
    assert "show two visits of physical therapy and no home exercise" in page.replace("\n", " ")
    assert log(person, file).reports == ()


def test_a_statement_is_weighed_on_the_page_and_the_report_is_signed_and_printed(client, person, file):
    statement = told(person, file)
    assert client.post(f"/review/files/{file}/report/weigh/{statement}/", {"weighed": "accepted"}).status_code == 422
    weighed = {"weighed": "needs_written_record", "why": "No note was sent."}
    client.post(f"/review/files/{file}/report/weigh/{statement}/", weighed)
    answer = client.post(f"/review/files/{file}/report/", sent(act="sign"), follow=True)
    page = answer.content.decode()
    assert "The report is signed." in page
    assert "Needs a written record" in page
    pdf = client.get(f"/review/files/{file}/report/versions/1/pdf/")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    word = client.get(f"/review/files/{file}/report/versions/1/docx/")
    assert docx.Document(io.BytesIO(word.content)).paragraphs[1].text == "Peer review report"
    assert audit_faults(file) == ()


def test_a_signed_report_is_added_to_and_amended_with_its_reason(client, person, file):
    client.post(f"/review/files/{file}/report/", sent(act="sign"))
    client.post(f"/review/files/{file}/report/addendum/", {"text": "The page number was 3.", "key": str(uuid4())})
    page = client.get(f"/review/files/{file}/report/", follow=True).content.decode()
    assert "to version 1 of this report: The page number was 3." in page
    refused = client.post(f"/review/files/{file}/report/?amend=1", sent(act="sign", after="1"))
    assert "An amended report says why it was amended" in refused.content.decode()
    again = sent(act="sign", after="1", amends_because="The MRI came.", recommendation="certify", would_change="")
    page = client.post(f"/review/files/{file}/report/?amend=1", again, follow=True).content.decode()
    assert "amended: The MRI came." in page
    assert [one.body.is_signed for one in log(person, file).reports] == [True, True]


def test_evidence_without_its_place_is_refused_beside_the_field(client, person, file):
    answer = client.post(f"/review/files/{file}/report/", sent(**{"c0-shown_1": "No home exercise"}))
    assert answer.status_code == 422
    assert "Write the record and page, or who said it in which call." in answer.content.decode()
    assert log(person, file).reports == ()


def test_a_criterion_can_be_left_out(client, person, file):
    second = {"c1-text": "Imaging within six months", "c1-out": "on"}
    client.post(f"/review/files/{file}/report/", sent(**second))
    assert latest_body(log(person, file)).criteria == BODY.criteria


def test_the_checklist_follows_what_is_typed_and_stores_nothing(client, person, file):
    answer = client.post(f"/review/files/{file}/report/checks/", sent(no_conflict=""))
    assert "Attest that you have no conflict of interest, or describe it." in answer.content.decode()
    assert log(person, file).reports == ()


def test_the_plans_determination_and_minutes_are_logged(client, person, file):
    told_by = {"outcome": "denied", "at": "2020-01-02T10:00", "source": "Message of the client", "key": str(uuid4())}
    client.post(f"/review/files/{file}/report/determination/", told_by)
    client.post(f"/review/files/{file}/report/minutes/", {"activity": "call", "minutes": "12", "key": str(uuid4())})
    found = log(person, file)
    assert (found.determination.body.outcome.value, sum(found.seconds.values())) == ("denied", 720)
    later = told_by | {"at": "2100-01-01T10:00"}
    assert "has not come yet" in client.post(f"/review/files/{file}/report/determination/", later).content.decode()


def test_a_supervisor_writes_no_signature(review_organisation, person, file, sign_in_as):
    manager = sign_in_as(review_organisation.people[Role.MANAGER])
    assert "A reviewer signs." in manager.get(f"/review/files/{file}/report/").content.decode()
    manager.post(f"/review/files/{file}/report/", sent(act="sign"))
    assert [one.body.is_signed for one in log(person, file).reports] == [False]


def test_another_organisation_finds_no_report(file, sign_in_as):
    other = make_tenant(
        "Lakeside Review", kind=OrganizationKind.REVIEW_ORGANISATION, domain="lakeside.example", time_zone="UTC"
    )
    stranger = sign_in_as(other.people[Role.REVIEWER])
    for path in ("", "versions/1/", "versions/1/pdf/"):
        assert stranger.get(f"/review/files/{file}/report/{path}").status_code == 404
    assert stranger.post(f"/review/files/{file}/report/", sent()).status_code == 404
