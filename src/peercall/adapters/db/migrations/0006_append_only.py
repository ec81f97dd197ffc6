"""What was said, confirmed and recorded is added and never changed: the database itself refuses it."""

from django.db import migrations

from peercall.adapters.db.models.append_only import protect

TABLES = (
    "attemptrow",
    "callentryrow",
    "recordrow",
    "answeredit",
    "confirmeddetermination",
    "caseattestation",
    "casehistory",
)


class Migration(migrations.Migration):
    dependencies = [("peercall", "0005_case_as_of")]
    operations = [protect(f"peercall_{table}") for table in TABLES]
