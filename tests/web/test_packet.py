"""The packet page: chosen, made by the job, listed, taken; what must be decided first is asked; never another tenant's."""

# ruff: noqa: F811 (fixtures of another module)
from __future__ import annotations

import hashlib
import io
import shutil
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.demo import EXAMPLE, NOW, prepared_case
from tests.web.test_tasks import ended_call, physician, recorded  # noqa: F401 (fixtures)

from peercall.adapters.db import case_jobs, cases, packets
from peercall.adapters.db.audit import audit_faults
from peercall.adapters.db.case_queries import case_view
from peercall.adapters.db.jobs import claim_next
from peercall.adapters.db.letters import keep_letter
from peercall.adapters.db.models import Analysis, AuditEntry, Case, CaseDocument, PacketRow
from peercall.adapters.db.models.append_only import AppendOnlyError
from peercall.bootstrap.site_jobs import HANDLERS
from peercall.bootstrap.site_letters import begin_letter, site_letter_case
from peercall.bootstrap.site_vault import vault
from peercall.domain.correspondence import LetterKind
from peercall.domain.organizations import Role
from peercall.engine.correspondence.editing import fill
from peercall.web.jobs.running import run_claimed

pytestmark = pytest.mark.django_db
PLAIN = {"pages": "cited", "limit": "none"}


@pytest.fixture
def case(physician):
    return prepared_case(physician.viewer, vault())


def make_all():
    """Runs what waits in the queue."""
    while claimed := claim_next(worker="test", lease=timedelta(seconds=60)):
        run_claimed(claimed, handlers=HANDLERS, lease=timedelta(seconds=60))


def only_packet(person, case):
    (found,) = packets.packets_of_case(person.viewer, case)
    return found


def test_the_page_lists_the_exhibits_and_each_page_opens(physician, case, sign_in_as):
    page = sign_in_as(physician).get(f"/cases/{case}/packet/").content.decode()
    assert "Make the packet" in page and "Fax: files of at most 100 pages" in page
    assert "There is no record of a call yet" in page
    assert page.count('name="without"') > 3
    assert "data-source" in page and "?page=" in page
    assert AuditEntry.objects.filter(action="viewed.case-packet").count() == 1


def test_the_page_asks_as_many_questions_for_three_documents_as_for_many(
    physician, case, sign_in_as, django_assert_num_queries
):
    client = sign_in_as(physician)
    client.get(f"/cases/{case}/packet/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/cases/{case}/packet/")
    chart = CaseDocument.objects.filter(case_id=case, role="chart").exclude(text_vault_name="")
    for number, row in enumerate([chart[0]] * 4):
        row.pk, row.name, row.sha256 = None, f"again {number}.txt", f"{number:064}"
        row.save()
    with django_assert_num_queries(len(few)):
        client.get(f"/cases/{case}/packet/")


def test_a_packet_is_made_with_the_record_listed_and_taken(physician, recorded, sign_in_as):
    client = sign_in_as(physician)
    assert client.post(f"/cases/{recorded}/packet/", {**PLAIN, "record": "on"}).status_code == 302
    make_all()
    one = only_packet(physician, recorded)
    assert not one.refusal and one.by == physician.viewer.name
    taken = client.get(f"/cases/{recorded}/packet/{one.id}/volume/1/")
    assert taken["Content-Disposition"] == 'attachment; filename="packet.pdf"'
    assert hashlib.sha256(taken.content).hexdigest() == one.files[0].sha256 == one.manifest["files"][0]["sha256"]
    assert "record" in [part["kind"] for part in one.manifest["parts"]]
    with pikepdf.open(io.BytesIO(taken.content)) as opened:
        assert len(opened.pages) == one.length
    assert client.get(f"/cases/{recorded}/packet/{one.id}/manifest/").json() == one.manifest
    assert client.get(f"/cases/{recorded}/packet/{one.id}/volume/2/").status_code == 404
    assert f"{one.length} pages" in client.get(f"/cases/{recorded}/packet/").content.decode()
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"packet.ordered", "packet.made", "packet.downloaded"} <= actions
    assert audit_faults(physician.organization) == ()


def test_a_letter_of_the_case_goes_in_front(physician, case, sign_in_as):
    made = pikepdf.new()
    made.add_blank_page()
    made.add_blank_page()
    out = io.BytesIO()
    made.save(out)
    letter = cases.add_document(
        physician.viewer,
        case_id=case,
        role="sent",
        name="appeal.pdf",
        sha256=hashlib.sha256(out.getvalue()).hexdigest(),
        size=len(out.getvalue()),
        vault_name=vault().put(out.getvalue(), organization=physician.organization),
        at=NOW,
        kind="pdf",
    )
    worked_through(case)
    sign_in_as(physician).post(f"/cases/{case}/packet/", {**PLAIN, "letter": str(letter)})
    make_all()
    parts = only_packet(physician, case).manifest["parts"]
    (placed,) = [part for part in parts if part["kind"] == "letter"]
    assert placed["pages"][1] - placed["pages"][0] == 1


def written(person, case, *, filled=True):
    """The appeal as its page writes it; its id."""
    shown = case_view(person.viewer, case)
    about = site_letter_case(person.viewer, shown, number=1, now=NOW)
    row = begin_letter(person.viewer, about, LetterKind.INTERNAL_APPEAL, case_id=case, number=1, after=0, at=NOW)
    draft = row.draft
    while filled and draft.open:
        draft = fill(draft, bracket=draft.open[0], text="555-0190", by=person.viewer.name)
    if filled:
        row = keep_letter(person.viewer, case, draft, number=1, after=1, how="filled", at=NOW)
    return row


def test_a_letter_written_here_goes_in_front_and_its_marks_are_links(physician, case, sign_in_as):
    letter = written(physician, case)
    client = sign_in_as(physician)
    assert f"{letter.draft.title}, version 2" in client.get(f"/cases/{case}/packet/").content.decode()
    client.post(f"/cases/{case}/packet/", {**PLAIN, "letter": str(letter.id)})
    make_all()
    one = only_packet(physician, case)
    assert one.refusal == ""
    (placed,) = [part for part in one.manifest["parts"] if part["kind"] == "letter"]
    with pikepdf.open(io.BytesIO(vault().get(one.files[0].vault_name))) as bound:
        first, last = placed["pages"]
        links = [note for page in list(bound.pages)[first - 1 : last] for note in page.get("/Annots", [])]
    assert len(links) >= len({mark.label for said in letter.draft.said for mark in said.sources if mark.kind == "page"})
    assert not any("peercall:" in str(note.get("/A", "")) for note in links)


def test_an_open_letter_is_not_offered(physician, case, sign_in_as):
    letter = written(physician, case, filled=False)
    client = sign_in_as(physician)
    assert str(letter.id) not in client.get(f"/cases/{case}/packet/").content.decode()
    assert client.post(f"/cases/{case}/packet/", {**PLAIN, "letter": str(letter.id)}).status_code == 422


def test_a_letter_whose_exhibits_have_other_names_now_is_refused(physician, case, sign_in_as):
    letter = written(physician, case)
    renamed = tuple((one, f"other-{name}") for one, name in letter.draft.exhibits)
    row = keep_letter(
        physician.viewer,
        case,
        replace(letter.draft, exhibits=renamed),
        number=1,
        after=2,
        how="changed",
        at=NOW,
    )
    sign_in_as(physician).post(f"/cases/{case}/packet/", {**PLAIN, "letter": str(row.id)})
    make_all()
    assert "written before the exhibits were named" in only_packet(physician, case).refusal


def worked_through(case):
    """The case is prepared as it stands."""
    work = case_jobs.case_to_work(case)
    Case.objects.filter(id=case).update(analysed_revision=work.revision)
    Analysis.objects.filter(case_id=case).update(revision=work.revision)


def test_a_page_that_is_ticked_stays_at_home(physician, case, sign_in_as):
    client = sign_in_as(physician)
    form = client.get(f"/cases/{case}/packet/").context["form"]
    place, exhibit = next((p, one) for p, one in enumerate(form.plan.exhibits) if one.cited and not one.is_denial)
    number = exhibit.cited[0].number
    client.post(f"/cases/{case}/packet/", {**PLAIN, "without": [f"{place}-{number}"]})
    make_all()
    one = only_packet(physician, case)
    left = {row["exhibit"]: row["left_out"] for row in one.manifest["exhibits"]}
    assert left[exhibit.letter][str(number)] == "left out by the sender"
    assert any("left out by the sender" in notice for notice in one.notices)


@pytest.fixture
def protected(physician, tmp_path):
    """A case whose chart holds a page of a protected matter that nothing cites."""
    root = tmp_path / "case"
    shutil.copytree(EXAMPLE, root)
    note = root / "chart" / "note-2026-07-30-clinic.txt"
    note.write_text("Cedar Valley Clinic\nDate of visit: 07/30/2026\nHistory of opioid use disorder, on methadone.\n")
    return prepared_case(physician.viewer, vault(), example=root)


def test_a_protected_matter_is_asked_about_and_the_answer_counts(physician, protected, sign_in_as):
    client = sign_in_as(physician)
    address = f"/cases/{protected}/packet/"
    assert "only with all pages" in client.get(address).content.decode()
    asked = client.post(address, {**PLAIN, "pages": "all"})
    assert asked.status_code == 422
    assert "say whether they go along" in asked.content.decode()
    assert packets.packets_of_case(physician.viewer, protected) == ()
    client.post(address, {**PLAIN, "pages": "all", "matter-substance_use": "leave"})
    make_all()
    without = only_packet(physician, protected)
    client.post(address, {**PLAIN, "pages": "all", "matter-substance_use": "send"})
    make_all()
    with_it = packets.packets_of_case(physician.viewer, protected)[0]
    assert not without.refusal and not with_it.refusal
    assert with_it.length == without.length + 1
    assert with_it.order.send == ("substance_use",)


def test_own_limits_cut_volumes(physician, case, sign_in_as):
    client = sign_in_as(physician)
    client.post(f"/cases/{case}/packet/", {"pages": "all", "limit": "fax", "pages_most": "10"})
    make_all()
    one = only_packet(physician, case)
    assert len(one.files) > 1 and all(file.length <= 10 for file in one.files)
    assert "Volume 2" in client.get(f"/cases/{case}/packet/").content.decode()


def test_what_is_refused_is_told_in_its_sentence(physician, case, sign_in_as):
    client = sign_in_as(physician)
    client.post(f"/cases/{case}/packet/", PLAIN)
    cases.ask_again(physician.viewer, case)
    make_all()
    assert "the case has changed since it was prepared" in only_packet(physician, case).refusal
    page = client.get(f"/cases/{case}/packet/").content.decode()
    assert "the case has changed since it was prepared" in page


def test_what_was_made_is_never_changed(physician, case, sign_in_as):
    sign_in_as(physician).post(f"/cases/{case}/packet/", PLAIN)
    make_all()
    made = PacketRow.objects.get()
    with pytest.raises(AppendOnlyError):
        made.save()
    with pytest.raises(AppendOnlyError):
        PacketRow.objects.all().delete()


def test_progress_tells_the_page_when_the_packet_is_there(physician, case, sign_in_as):
    client = sign_in_as(physician)
    client.post(f"/cases/{case}/packet/", PLAIN)
    one = only_packet(physician, case)
    waiting = client.get(f"/cases/{case}/packet/{one.id}/progress/")
    assert "HX-Trigger" not in waiting and "hx-get" in waiting.content.decode()
    make_all()
    assert client.get(f"/cases/{case}/packet/{one.id}/progress/")["HX-Trigger"] == "peercall:worked"


def test_a_packet_of_another_practice_is_not_there(physician, case, other_practice, sign_in_as):
    sign_in_as(physician).post(f"/cases/{case}/packet/", PLAIN)
    make_all()
    one = only_packet(physician, case)
    stranger = sign_in_as(other_practice.people[Role.COORDINATOR])
    for tail in ("", f"{one.id}/volume/1/", f"{one.id}/manifest/", f"{one.id}/progress/"):
        assert stranger.get(f"/cases/{case}/packet/{tail}").status_code == 404
    assert case_view(physician.viewer, case)
