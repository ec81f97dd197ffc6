"""Documents of an invented denial."""

from __future__ import annotations

import io
from email.message import EmailMessage

from reportlab.lib.pagesizes import letter
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

LINES = (
    "Northgate Health Plan",
    "May 20, 2026",
    "Patient: Ottilie Abara",
    "Member ID: NGH-0001-77",
    "Reference number: NG-2026-0515",
    "The request for a CPAP device (HCPCS E0601) is denied.",
    "Reason for denial: The records do not show an evaluation before the sleep test.",
    "",
    "Peer-to-peer",
    "You may request a peer-to-peer discussion within 5 business days",
    "of the date of this letter. Call 1-800-555-0110.",
)


def _pdf(pages: tuple[tuple[str, ...], ...], **options: object) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter, invariant=1, **options)
    for lines in pages:
        for row, line in enumerate(lines):
            canvas.drawString(54, 740 - 16 * row, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pdf(*pages: tuple[str, ...]) -> bytes:
    """A PDF with a text layer."""
    return _pdf(pages)


def locked_pdf(password: str) -> bytes:
    """The letter, encrypted."""
    return _pdf((LINES,), encrypt=StandardEncryption(password, "owner", canPrint=1))


def mail(body: str, *files: tuple[str, bytes], subject: str = "Notice") -> EmailMessage:
    """A mail with attachments of no stated kind."""
    message = EmailMessage()
    message["From"], message["To"] = "um@northgate.example", "desk@cedarvalley.example"
    message["Subject"], message["Date"] = subject, "Wed, 20 May 2026 09:00:00 -0500"
    message.set_content(body)
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message
