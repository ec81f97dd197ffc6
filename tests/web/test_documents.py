"""Documents that a browser does not show by itself: sheets of a fax, a PDF with a lock."""

from __future__ import annotations

import io
import logging
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image
from tests.bootstrap.samples import locked_pdf
from tests.web.demo import NOW, MemoryVault, example_case

from peercall.adapters.db import jobs
from peercall.adapters.db.models import AuditEntry, CaseDocument, Job
from peercall.bootstrap.site_files import Desk
from peercall.bootstrap.site_jobs import HANDLERS
from peercall.bootstrap.site_vault import vault
from peercall.domain.organizations import Role
from peercall.web.jobs.running import run_claimed

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = timedelta(seconds=60)
PASSWORD = "open-it-now"


@pytest.fixture
def coordinator(practice, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAULT_FOLDER", tmp_path / "vault")
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return practice.people[Role.COORDINATOR]


def work() -> None:
    while claimed := jobs.claim_next(worker="here", lease=LEASE):
        run_claimed(claimed, handlers=HANDLERS, lease=LEASE)


def fax() -> bytes:
    """Two sheets at the resolution of a fax: 204 dots across, 98 down; the second is black in its upper half."""
    first = Image.new("1", (1728, 1078), 1)
    second = Image.new("1", (1728, 1078), 1)
    second.paste(0, (0, 0, 1728, 539))
    made = io.BytesIO()
    first.save(made, format="TIFF", save_all=True, append_images=[second], dpi=(204, 98), compression="group4")
    return made.getvalue()


def test_each_sheet_of_a_fax_is_shown_upright_with_square_pixels(coordinator, sign_in_as):
    got = Desk(coordinator.viewer, NOW).receive("fax.tif", fax())
    CaseDocument.objects.filter(pk=got.document).update(pages=2, state="read")
    client = sign_in_as(coordinator)
    address = reverse("documents:sheet", args=[got.document, 2])
    assert address in client.get(reverse("documents:view", args=[got.document]) + "?page=2").content.decode()
    answer = client.get(address)
    assert answer["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as sheet:
        assert sheet.height / sheet.width == pytest.approx(11 / 8.5, abs=0.02)
        assert sheet.getpixel((sheet.width // 2, sheet.height // 4)) == 0
        assert sheet.getpixel((sheet.width // 2, 3 * sheet.height // 4)) == 255
    assert client.get(reverse("documents:sheet", args=[got.document, 3])).status_code == 404
    assert client.get(reverse("documents:sheet", args=[got.document, 0])).status_code == 404


def test_a_damaged_fax_is_told_and_not_a_fault(coordinator, sign_in_as):
    got = Desk(coordinator.viewer, NOW).receive("fax.tif", fax()[:400])
    answer = sign_in_as(coordinator).get(reverse("documents:sheet", args=[got.document, 1]))
    assert answer.status_code == 400
    assert "cannot be shown" in answer.content.decode()


def test_a_locked_letter_is_opened_by_its_password_and_read(coordinator, practice, sign_in_as, caplog):
    caplog.set_level(logging.DEBUG)
    client = sign_in_as(coordinator)
    client.post(
        reverse("inbox:files"), {"files": SimpleUploadedFile("letter.pdf", locked_pdf(PASSWORD), "application/pdf")}
    )
    work()
    (row,) = CaseDocument.objects.all()
    assert (row.state, row.case) == ("failed", None)
    assert reverse("documents:view", args=[row.pk]) in client.get(reverse("inbox:index")).content.decode()
    page = reverse("documents:view", args=[row.pk])
    assert "This PDF is locked" in client.get(page).content.decode()
    biller = sign_in_as(practice.people[Role.BILLER])
    assert "Unlock and read" not in biller.get(page).content.decode()

    unlock = reverse("documents:unlock", args=[row.pk])
    wrong = client.post(unlock, {"password": "a-wrong-one"})
    assert wrong.status_code == 422
    assert "This password does not open the file." in wrong.content.decode()
    assert CaseDocument.objects.get().vault_name == row.vault_name

    assert client.post(unlock, {"password": PASSWORD}).status_code == 302
    work()
    now = CaseDocument.objects.get()
    assert now.state == "read"
    assert now.problem == ""
    assert now.sha256 == row.sha256
    assert b"/Encrypt" not in vault().get(now.vault_name)
    assert b"/Encrypt" in vault().get(row.vault_name)
    assert "This PDF is locked" not in client.get(page).content.decode()
    kept = AuditEntry.objects.get(action="document.unlocked")
    assert kept.details == {"document": str(row.pk), "locked": row.vault_name}
    assert PASSWORD not in caplog.text
    assert PASSWORD not in everything_stored()


def everything_stored() -> str:
    """Every value of every table, as text."""
    said = [str(row) for row in Job.objects.values()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            said += [str(row) for row in cursor.fetchall()]
    return "\n".join(said)


def test_a_locked_chart_of_a_case_is_read_once_it_is_unlocked(coordinator, sign_in_as):
    case = example_case(coordinator.viewer, vault())
    desk = Desk(coordinator.viewer, NOW)
    got = desk.receive("old-notes.pdf", locked_pdf(PASSWORD), case_id=case, role="denial")
    CaseDocument.objects.filter(case=case).exclude(pk=got.document).filter(role="denial").delete()
    work()
    row = CaseDocument.objects.get(pk=got.document)
    assert row.state == "failed"
    assert row.problem.endswith("Open the document here and type its password.")
    client = sign_in_as(coordinator)
    assert client.post(reverse("documents:unlock", args=[row.pk]), {"password": PASSWORD}).status_code == 302
    work()
    assert CaseDocument.objects.get(pk=got.document).state == "read"


def test_of_another_practice_nothing_is_shown_or_unlocked(coordinator, other_practice, sign_in_as):
    got = Desk(coordinator.viewer, NOW, vault=MemoryVault()).receive("fax.tif", fax())
    client = sign_in_as(other_practice.people[Role.COORDINATOR])
    assert client.get(reverse("documents:sheet", args=[got.document, 1])).status_code == 404
    assert client.post(reverse("documents:unlock", args=[got.document]), {"password": "x"}).status_code == 404
