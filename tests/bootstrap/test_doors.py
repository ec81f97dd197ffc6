"""What comes through the doors: mails with their attachments, locked documents, limits of this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.bootstrap.samples import LINES, locked_pdf, mail, pdf

from peercall.adapters.documents import DocumentLimits
from peercall.application.evaluate_chart import Evaluation
from peercall.bootstrap.doors import Doors
from peercall.bootstrap.local import LocalCase
from peercall.bootstrap.settings import LIMITS, document_limits, limits_in_force, read_passwords
from peercall.domain.errors import CaseFolderInvalid, DocumentLocked, DocumentUnreadable, SettingInvalid
from peercall.domain.letters import Found
from peercall.engine.policy_choice import PolicyChoice

CASE = """\
schema: peercall.case/1
as_of: 2026-05-22T09:30-05:00
time_zone: America/Chicago
plan: {name: Northgate Health Plan, line_of_business: commercial}
"""


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Path]:
    for folder in ("denial", "chart"):
        (tmp_path / folder).mkdir()
    (tmp_path / "case.yaml").write_text(CASE)
    yield tmp_path
    shutil.rmtree(tmp_path)


def _names(opened: object) -> list[str]:
    return [document.path for document in opened.documents]  # type: ignore[attr-defined]


def test_attachments_are_documents_of_their_own_with_their_own_hash() -> None:
    message = mail("See the letter.", ("letter.pdf", pdf(LINES)), ("note.txt", b"Seen on May 4."))
    opened = Doors().open_bytes(message.as_bytes(), name="denial/mail.eml")
    assert _names(opened) == ["denial/mail.eml", "denial/mail.eml/letter.pdf", "denial/mail.eml/note.txt"]
    assert "is denied" in opened.attachments[0].pages[0].text
    assert len({document.sha256 for document in opened.documents}) == 3
    assert opened.warnings == ()


def test_names_of_attachments_do_no_harm() -> None:
    names = ("../../etc/passwd", "C:\\letters\\a.txt", ".hidden", "a\x00b\nc.txt", "x" * 300 + ".txt", "a.txt", "a.txt")
    message = mail("See.", *((f"n{number}", b"Denied.") for number in range(len(names))))
    data = message.as_bytes()
    for number, name in enumerate(names):
        quoted = "".join(f"%{byte:02X}" for byte in name.encode())
        data = data.replace(f'filename="n{number}"'.encode(), f"filename*=utf-8''{quoted}".encode())
    opened = Doors().open_bytes(data, name="m.eml")
    shown = [name.removeprefix("m.eml/") for name in _names(opened)[1:]]
    assert shown[:4] == ["passwd", "a.txt", "hidden", "a_b_c.txt"]
    assert shown[4].endswith("xxx.txt") and len(shown[4]) == 80
    assert shown[5:] == ["a (2).txt", "a (3).txt"]


@pytest.mark.parametrize(
    "name", ["let\x1b[31mter.txt", "let\nter.txt", "letter\u202etxt.pdf", os.fsdecode(b"let\xffter.txt")]
)
def test_file_whose_name_a_screen_cannot_show_is_refused(case: Path, name: str) -> None:
    (case / "denial" / name).write_text("Your request is denied.")
    with pytest.raises(DocumentUnreadable, match=r"characters that cannot be shown\. Rename the file\.") as told:
        _ = LocalCase(case).denials
    assert str(told.value).isprintable() and str(told.value).encode()


def test_file_with_a_name_of_another_language_or_a_narrow_blank_is_read(case: Path) -> None:
    (case / "denial" / "Bescheid f\u00fcr M\u00fcller 9.00\u202fAM.txt").write_text("Your request is denied.")
    assert LocalCase(case).contract()["fields"]["decision"]["value"] == "denied"


def test_attachment_of_a_letter_that_cannot_be_opened_is_told_in_the_reading(case: Path) -> None:
    message = mail("\n".join(LINES), ("records.zip", b"PK\x03\x04" + bytes(40)))
    (case / "denial" / "mail.eml").write_bytes(message.as_bytes())
    told = LocalCase(case).contract()["warnings"]
    assert any("mail.eml/records.zip: this is a zip archive, which is not opened" in one for one in told)


def test_hashes_name_the_determination_that_was_used(case: Path) -> None:
    for number in ("", "-2"):
        (case / f"determination{number}.yaml").write_text("schema: peercall.determination/1\n")
    (case / "denial" / "letter.txt").write_text("Your request is denied.")
    opened = LocalCase(case)
    evaluation = Evaluation(PolicyChoice(None, (), "none fits"), {}, None)
    first, second = (set(opened.hashes(evaluation, number=number)) for number in (1, 2))
    assert first - second == {"determination.yaml"} and second - first == {"determination-2.yaml"}


def test_attachment_that_cannot_be_read_is_told_and_the_others_are_read() -> None:
    message = mail(
        "See.",
        ("winmail.dat", b"\x78\x9f\x3e\x22" + bytes(40)),
        ("records.zip", b"PK\x03\x04" + bytes(40)),
        ("tool.exe", b"MZ" + bytes(100)),
        ("chart.json", b'{"resourceType": "Patient"}'),
        ("note.txt", b"Seen on May 4."),
    )
    opened = Doors().open_bytes(message.as_bytes(), name="m.eml")
    assert _names(opened) == ["m.eml", "m.eml/note.txt"]
    told = "\n".join(opened.warnings)
    assert "m.eml/winmail.dat: this is a winmail.dat container" in told
    assert "m.eml/records.zip: this is a zip archive, which is not opened" in told
    assert "m.eml/tool.exe: this is no document" in told
    assert "m.eml/chart.json: this file (fhir_json) is not read inside a mail" in told


def test_mail_inside_a_mail_is_opened_until_the_limit() -> None:
    inner = mail("Inner.", ("deep.txt", b"Deep."))
    outer = mail("Outer.")
    outer.add_attachment(inner)
    opened = Doors().open_bytes(outer.as_bytes(), name="m.eml")
    assert _names(opened) == ["m.eml", "m.eml/part-1.eml", "m.eml/part-1.eml/deep.txt"]
    opened = Doors(limits=DocumentLimits(attachment_depth=1)).open_bytes(outer.as_bytes(), name="m.eml")
    assert _names(opened) == ["m.eml", "m.eml/part-1.eml"]
    assert opened.warnings == (
        "m.eml/part-1.eml: mails lie one inside the other more than 1 deep; what they carry was not read",
    )


def test_too_many_attachments_are_told() -> None:
    message = mail("See.", *((f"{number}.txt", b"Denied.") for number in range(4)))
    opened = Doors(limits=DocumentLimits(attachments=3)).open_bytes(message.as_bytes(), name="m.eml")
    assert _names(opened) == ["m.eml"]
    assert opened.warnings[0].startswith("m.eml: the mail has more than 3 attachments")


def test_letter_attached_to_a_mail_is_one_determination(case: Path) -> None:
    body = "Dear practice, the request was denied. Please see the attached letter.\n"
    message = mail(
        body, ("letter.pdf", pdf(LINES)), ("same.txt", "\n".join(LINES).encode()), ("logo.txt", b"Northgate")
    )
    (case / "denial" / "mail.eml").write_bytes(message.as_bytes())
    opened = LocalCase(case)
    (reading,) = opened.readings
    assert reading.document == "denial/mail.eml/letter.pdf"
    member = reading.fields["member_id"]
    assert isinstance(member, Found) and member.span.document == "denial/mail.eml/letter.pdf"
    assert {document.path for document in opened.letters} >= {"denial/mail.eml", "denial/mail.eml/letter.pdf"}
    opened.write_reading()
    assert LocalCase(case).determination_path().is_file()


def test_mail_that_speaks_against_its_letter_is_told(case: Path) -> None:
    body = (
        "The request is denied.\n"
        + "\n".join(LINES[-2:]).replace("0110", "0199").replace("within 5", "within 2")
        + "\n"
    )
    (case / "denial" / "mail.eml").write_bytes(mail(body, ("letter.pdf", pdf(LINES))).as_bytes())
    (reading,) = LocalCase(case).readings
    told = [warning for warning in reading.warnings if "otherwise than the letter: compare" in warning]
    assert told == [
        f"the mail itself (denial/mail.eml) states `{name}`, otherwise than the letter: compare before you confirm"
        for name in ("p2p_window", "p2p_phone")
    ]


def test_letter_in_the_body_of_a_mail_is_read_beside_other_attachments(case: Path) -> None:
    message = mail("\n".join(LINES), ("rights.txt", b"Language help is free."))
    (case / "denial" / "mail.eml").write_bytes(message.as_bytes())
    (reading,) = LocalCase(case).readings
    assert reading.document == "denial/mail.eml"


def test_chart_mail_gives_notes_and_tells_what_it_could_not_open(case: Path) -> None:
    (case / "denial" / "letter.txt").write_text("\n".join(LINES))
    message = mail("Records as asked.", ("note.txt", b"05/04/2026 Visit. Hypertension."), ("x.zip", b"PK\x03\x04 x"))
    (case / "chart" / "records.eml").write_bytes(message.as_bytes())
    chart = LocalCase(case).chart
    assert [document.path for document in chart.documents] == ["chart/records.eml", "chart/records.eml/note.txt"]
    assert set(chart.hashes) == {"chart/records.eml", "chart/records.eml/note.txt"}
    assert any("chart/records.eml/x.zip: this is a zip archive" in warning for warning in chart.warnings)


def test_locked_letter_names_the_remedy_and_opens_with_the_password(case: Path) -> None:
    (case / "denial" / "letter.pdf").write_bytes(locked_pdf("open-it"))
    with pytest.raises(DocumentLocked, match=r"denial/letter\.pdf: .*--password-file") as caught:
        _ = LocalCase(case).letters
    assert caught.value.exit_status == 5 and caught.value.code == "P202"
    assert LocalCase(case, passwords=("wrong", "open-it")).letters[0].pages[0].text


def test_person_is_asked_three_times_and_may_give_up(case: Path) -> None:
    (case / "denial" / "letter.pdf").write_bytes(locked_pdf("open-it"))
    asked: list[str] = []

    def answers(*given: str | None) -> object:
        left = iter(given)

        def ask(name: str) -> str | None:
            asked.append(name)
            return next(left)

        return ask

    assert LocalCase(case, ask_password=answers("no", "open-it")).letters  # type: ignore[arg-type]
    assert asked == ["denial/letter.pdf"] * 2
    with pytest.raises(DocumentLocked, match="does not open"):
        _ = LocalCase(case, ask_password=answers("1", "2", "3")).letters  # type: ignore[arg-type]
    with pytest.raises(DocumentLocked, match="is needed"):
        _ = LocalCase(case, ask_password=answers(None)).letters  # type: ignore[arg-type]


def test_case_file_may_not_hold_a_password(case: Path) -> None:
    (case / "case.yaml").write_text(CASE + "pdf_password: open-it\n")
    with pytest.raises(CaseFolderInvalid, match="does not belong into a file of the case") as caught:
        _ = LocalCase(case).case
    assert "open-it" not in str(caught.value)


def test_password_file_gives_one_password_a_line(tmp_path: Path) -> None:
    path = tmp_path / "passwords"
    path.write_bytes(b"first one\r\nsecond\n\nsecond\n")
    assert read_passwords(path) == ("first one", "second")
    path.write_bytes(b"\n")
    with pytest.raises(SettingInvalid, match="--password-file: this is no list of passwords"):
        read_passwords(path)
    with pytest.raises(SettingInvalid, match="cannot be read"):
        read_passwords(tmp_path / "none")


def test_limits_come_from_the_environment_with_or_without_a_unit() -> None:
    limits = document_limits(
        {"PEERCALL_LIMIT_PAGES": "7", "PEERCALL_LIMIT_MEMORY_BYTES": "2G", "PEERCALL_LIMIT_SECONDS": ""}
    )
    assert (limits.pages, limits.memory_bytes, limits.seconds) == (7, 2 << 30, DocumentLimits().seconds)
    assert document_limits({}) == DocumentLimits()


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "9" * 20, "5T"])
def test_limit_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(SettingInvalid, match=r"^PEERCALL_LIMIT_PAGES: this is no limit"):
        document_limits({"PEERCALL_LIMIT_PAGES": value})


def test_every_limit_is_told_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEERCALL_LIMIT_PAGES", "12")
    told = {name: (now, shipped) for name, now, shipped, _ in limits_in_force()}
    assert told["PEERCALL_LIMIT_PAGES"] == (12, 5000) and len(told) == len(LIMITS)
