"""Mail through the configured server. Texts hold names of organizations, counts and links, never a patient's value."""

from __future__ import annotations

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

log = logging.getLogger("peercall.mail")


def mail_is_configured() -> bool:
    """A mail server is named in the settings (tests keep mail in memory)."""
    return not str(settings.EMAIL_BACKEND).endswith("dummy.EmailBackend")


def send_mail(*, to: str, subject: str, text: str) -> bool:
    """The server took the mail. False when none is configured or it refused: the caller says so to a person."""
    if not mail_is_configured():
        return False
    try:
        return EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to]).send() == 1
    except (OSError, smtplib.SMTPException) as fault:
        log.warning("mail was not taken: %s", type(fault).__name__)
        return False
