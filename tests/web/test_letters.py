"""Letters on the site: written from the case, changed, filled, sent, logged; each version and each sending is kept."""

from __future__ import annotations

import io
import re

import docx
import pypdfium2
import pytest
from django.utils import timezone
from tests.web.demo import EXAMPLE, MemoryVault, prepared_case

from peercall.adapters.db import letters, tasks
from peercall.adapters.db.audit import audit_faults
from peercall.adapters.db.backup import vault_names_for_operator
from peercall.adapters.db.case_queries import case_view
from peercall.adapters.db.models import AuditEntry, LetterSending, LetterVersion
from peercall.adapters.db.models.append_only import AppendOnlyError
from peercall.bootstrap.site_followups import after_event
from peercall.bootstrap.site_vault import vault
from peercall.domain.correspondence import LetterKind
from peercall.domain.organizations import Role
from peercall.domain.playbooks import Outcome

pytestmark = pytest.mark.django_db
APPEAL = LetterKind.INTERNAL_APPEAL


@pytest.fixture
def person(practice):
    return practice.people[Role.COORDINATOR]


@pytest.fixture
def case(person):
    return prepared_case(person.viewer, MemoryVault(), example=EXAMPLE.parent / "ra-biologic-step-therapy")


@pytest.fixture
def client(person, sign_in_as):
    return sign_in_as(person)


def written(client, case, kind="internal-appeal"):
    answer = client.post(f"/cases/{case}/letters/{kind}/make/", {"after": "0", "n": "1"})
    assert answer.status_code == 302, answer.content.decode()[-500:]


def latest(person, case, kind=APPEAL):
    found = letters.letter_of(person.viewer, case, kind)
    assert found is not None
    return found


def closed(client, person, case, kind=APPEAL):
    """Every bracket filled."""
    while (row := latest(person, case, kind)).draft.open:
        given = {"bracket": row.draft.open[0], "words": "555-0190", "after": str(row.number), "act": "fill"}
        assert client.post(f"/cases/{case}/letters/{kind.value}/fill/", given).status_code == 302


SENDING = {
    "how": "fax",
    "to": "1-800-555-0142",
    "sent_at": "2026-08-14T10:00",
    "signed_by": "Adaeze Okafor, MD",
    "confirmation": "report 0417",
}


def test_list_says_what_is_due_what_is_possible_and_why_the_rest_is_not(client, case):
    page = client.get(f"/cases/{case}/letters/").content.decode()
    due = page.split('id="due"')[1].split("</section>")[0]
    assert "Request for a peer-to-peer call" in due
    assert "Request for an exception to step therapy" in due
    assert "The plan&#x27;s final decision on an appeal is not recorded" in page
    assert "Nothing has gone out yet" in page


def test_letter_shows_each_mark_as_a_link_to_its_page_and_each_bracket_with_its_form(client, case):
    written(client, case)
    page = client.get(f"/cases/{case}/letters/internal-appeal/").content.decode()
    paper = page.split('aria-label="The letter"')[1].split("</article>")[0]
    assert len(re.findall(r'class="mark-link" href="/documents/[0-9a-f-]{36}/[^"]*from=mark:', paper)) > 10
    assert "PO Box 119, Pascoe Bend, MS; fax (601) 555-0135" in paper  # the notice names it
    assert 'class="open-place">[confirm that this is so]' in paper
    assert 'name="bracket" value="confirm that this is so"' in page
    assert "29 CFR 2560.503-1(h)(3)(ii)" in page
    assert "42 CFR" not in paper  # the law of Medicare Advantage does not reach this plan
    assert "It went out</h2>" not in page  # nothing is sent while a bracket is open


def test_filled_bracket_is_a_new_version_and_the_old_one_stays(client, person, case):
    kind = LetterKind.MEDICAL_NECESSITY
    written(client, case, kind.value)
    first = latest(person, case, kind)
    given = {"bracket": "address or fax number of the plan", "words": "PO Box 12, Jackson", "after": "1"}
    client.post(f"/cases/{case}/letters/medical-necessity/fill/", given)
    row = latest(person, case, kind)
    assert (row.number, row.how) == (2, "filled")
    assert row.draft.to[-1].text == "PO Box 12, Jackson"
    assert [mark.label for mark in row.draft.to[-1].sources] == ["written by Alex Coordinator"]
    assert letters.letter_of(person.viewer, case, kind, version=1) == first
    old = client.get(f"/cases/{case}/letters/medical-necessity/?v=1").content.decode()
    assert "This is version 1, to read." in old
    assert "medical-necessity/change/" not in old


def test_changed_sentence_keeps_its_marks_and_is_told_as_changed(client, person, case):
    written(client, case)
    row = latest(person, case)
    opening = next(block for block in row.draft.blocks if block.id == "opening")
    given = {"block": "opening", "after": "1", "more": "Please treat this as urgent."}
    given |= {f"t:opening/s/{place}": one.text for place, one in enumerate(opening.sentences)}
    given["t:opening/s/0"] = "I ask the plan to reverse its decision."
    client.post(f"/cases/{case}/letters/internal-appeal/change/", given)
    now = next(block for block in latest(person, case).draft.blocks if block.id == "opening")
    assert now.sentences[0].text == "I ask the plan to reverse its decision."
    assert set(opening.sentences[0].sources) < set(now.sentences[0].sources)
    assert now.sentences[1] == opening.sentences[1]
    assert now.sentences[-1].text == "Please treat this as urgent."
    page = client.get(f"/cases/{case}/letters/internal-appeal/").content.decode()
    assert "reworded: does the source still say it?" in page
    assert "2 sentences differ from what was written from the case" in page


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_and_nothing_typed_is_lost(client, person, case):
    written(client, case)
    bracket = latest(person, case).draft.open[0]
    client.post(f"/cases/{case}/letters/internal-appeal/fill/", {"bracket": bracket, "words": "x", "after": "1"})
    other = latest(person, case).draft.open[0]
    given = {"bracket": other, "words": "typed for a long time", "after": "1"}
    answer = client.post(f"/cases/{case}/letters/internal-appeal/fill/", given)
    assert answer.status_code == 409
    assert "Alex Coordinator changed this letter meanwhile" in answer.content.decode()
    assert "typed for a long time</textarea>" in answer.content.decode()
    assert latest(person, case).number == 2


def test_open_letter_is_not_logged_as_sent(client, person, case):
    written(client, case)
    answer = client.post(f"/cases/{case}/letters/internal-appeal/send/", {**SENDING, "after": "1"})
    assert answer.status_code == 409
    assert "places in brackets are open" in answer.content.decode()
    assert LetterSending.objects.count() == 0


def test_sent_letter_is_in_the_log_with_the_very_pdf_and_its_arrival(client, person, case):
    written(client, case)
    closed(client, person, case)
    row = latest(person, case)
    answer = client.post(f"/cases/{case}/letters/internal-appeal/send/", {**SENDING, "after": str(row.number)})
    assert answer.status_code == 302, answer.content.decode()[-800:]
    (sent,) = letters.sendings_of(person.viewer, case)
    assert (sent.how, sent.to, sent.signed_by, sent.number) == (
        "fax",
        "1-800-555-0142",
        "Adaeze Okafor, MD",
        row.number,
    )
    pdf = client.get(f"/letters/sent/{sent.id}/file/").content
    assert pdf == vault().get(letters.sent_file(person.viewer, sent.id)[0])
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    assert "Draft, not to be sent" not in text
    assert letters.sent_file(person.viewer, sent.id)[0] in set(vault_names_for_operator())  # a backup asks for it
    page = client.get(f"/cases/{case}/letters/").content.decode()
    assert "arrival not confirmed" in page
    given = {"outcome": "received", "answered_at": "2026-08-14T11:00", "confirmation": "J. Ames, appeals desk"}
    client.post(f"/letters/sent/{sent.id}/answer/", given)
    page = client.get(f"/cases/{case}/letters/").content.decode()
    assert "arrival confirmed" in page
    assert "J. Ames, appeals desk" in page
    assert audit_faults(person.organization) == ()
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"letter.kept", "letter.sent", "letter.received", "viewed.letter-sent"} <= actions
    assert "555-0142" not in str(list(AuditEntry.objects.values_list("details", flat=True)))


def test_ordinary_mail_is_no_way_to_send_a_letter(client, person, case):
    written(client, case)
    closed(client, person, case)
    number = str(latest(person, case).number)
    answer = client.post(f"/cases/{case}/letters/internal-appeal/send/", {**SENDING, "how": "e-mail", "after": number})
    assert answer.status_code == 422
    assert LetterSending.objects.count() == 0


def test_files_are_the_version_asked_for(client, person, case):
    written(client, case)
    data = client.get(f"/cases/{case}/letters/internal-appeal/1/file/docx/?save=1")
    assert data["Content-Disposition"] == 'attachment; filename="internal-appeal-1.docx"'
    found = docx.Document(io.BytesIO(data.content))
    assert found.paragraphs[0].style.name == "Title"
    pdf = client.get(f"/cases/{case}/letters/internal-appeal/1/file/pdf/")
    assert pdf.content.startswith(b"%PDF")
    assert client.get(f"/cases/{case}/letters/internal-appeal/9/file/pdf/").status_code == 404
    assert client.get(f"/cases/{case}/letters/internal-appeal/1/file/txt/").status_code == 404


def test_letter_that_does_not_apply_is_not_written(client, case):
    answer = client.post(f"/cases/{case}/letters/external-review/make/", {"after": "0"})
    assert answer.status_code == 400
    assert "the appeals within the plan come first" in answer.content.decode()
    assert LetterVersion.objects.count() == 0


def test_letters_of_another_practice_are_not_there(client, person, case, other_practice, sign_in_as):
    written(client, case)
    closed(client, person, case)
    number = str(latest(person, case).number)
    client.post(f"/cases/{case}/letters/internal-appeal/send/", {**SENDING, "after": number})
    (sent,) = letters.sendings_of(person.viewer, case)
    stranger = other_practice.people[Role.COORDINATOR]
    theirs = sign_in_as(stranger)
    for address in (
        f"/cases/{case}/letters/",
        f"/cases/{case}/letters/internal-appeal/",
        f"/cases/{case}/letters/internal-appeal/1/file/pdf/",
        f"/letters/sent/{sent.id}/file/",
    ):
        assert theirs.get(address).status_code == 404, address
    assert theirs.post(f"/letters/sent/{sent.id}/answer/", {"outcome": "failed"}).status_code == 404
    assert letters.letters_of(stranger.viewer, case) == ()
    assert letters.sendings_of(stranger.viewer, case) == ()


def test_versions_and_log_are_only_added_to(client, person, case):
    written(client, case)
    with pytest.raises(AppendOnlyError):
        LetterVersion.objects.update(how="struck")
    with pytest.raises(AppendOnlyError):
        LetterVersion.objects.first().delete()


def test_case_that_changed_says_so_and_is_written_again_beside_the_old_version(client, person, case):
    written(client, case)
    row = latest(person, case)
    letters.keep_letter(
        person.viewer,
        case,
        row.draft.with_blocks(row.draft.blocks[:1]),
        number=1,
        after=1,
        how="made",
        at=timezone.now(),
    )
    page = client.get(f"/cases/{case}/letters/internal-appeal/").content.decode()
    assert "The case has changed since this was written." in page
    client.post(f"/cases/{case}/letters/internal-appeal/make/", {"after": "2", "n": "1"})
    assert latest(person, case).draft.blocks == row.draft.blocks


def test_list_and_letter_ask_the_database_the_same_number_of_times_whatever_was_written(
    client, person, case, django_assert_max_num_queries
):
    written(client, case)
    closed(client, person, case)
    with django_assert_max_num_queries(60):
        client.get(f"/cases/{case}/letters/")
    with django_assert_max_num_queries(60):
        client.get(f"/cases/{case}/letters/internal-appeal/")


def test_task_leads_to_the_letter_that_fulfils_it_and_the_letter_to_the_task(client, person, case):
    seen = case_view(person.viewer, case)
    planned = after_event(person.viewer, seen, (Outcome.UPHELD,), occasion="test", at=timezone.now())
    tasks.make_tasks(person.viewer, case, planned=planned, at=timezone.now())
    page = client.get(f"/cases/{case}/tasks/").content.decode()
    assert f"/cases/{case}/letters/#k-internal-appeal" in page
    written(client, case, "criteria-request")
    page = client.get(f"/cases/{case}/letters/criteria-request/").content.decode()
    assert "It fulfils</h2>" in page
