"""What is added and never changed is not emptied at one stroke either."""

from django.db import migrations

from peercall.adapters.db.models.append_only import protect_whole

TABLES = (
    "auditentry",
    "attemptrow",
    "callentryrow",
    "recordrow",
    "answeredit",
    "confirmeddetermination",
    "caseattestation",
    "casehistory",
    "lessonrow",
    "packetorderrow",
    "packetrow",
    "letterversion",
    "lettersending",
    "reviewimport",
    "reviewentryrow",
    "reviewentryfile",
)


class Migration(migrations.Migration):
    dependencies = [("peercall", "0017_search_column")]
    operations = [protect_whole([f"peercall_{table}" for table in TABLES])]
