import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("peercall", "0006_append_only")]

    operations = [
        migrations.AddField(model_name="casedocument", name="reading_job", field=models.UUIDField(null=True)),
        migrations.AddField(model_name="casedocument", name="shown", field=models.JSONField(default=dict)),
        migrations.AlterField(
            model_name="casedocument",
            name="role",
            field=models.CharField(
                max_length=12,
                choices=[
                    ("denial", "denial"),
                    ("chart", "chart"),
                    ("policy", "policy"),
                    ("sent", "sent"),
                    ("later", "later"),
                    ("unsorted", "unsorted"),
                    ("remittance", "remittance"),
                ],
            ),
        ),
        migrations.AddIndex(
            model_name="casedocument",
            index=models.Index(
                fields=["organization", "added_at"],
                name="document_being_read",
                condition=models.Q(removed_at=None, reading_job__isnull=False, state__in=["received", "reading"]),
            ),
        ),
        # a bare number cannot become a UUID in place; nobody has views yet
        migrations.DeleteModel(name="SavedView"),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                ("filters", models.JSONField()),
                (
                    "organization",
                    models.ForeignKey(on_delete=models.deletion.CASCADE, related_name="+", to="peercall.organization"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=models.deletion.CASCADE, related_name="+", to="peercall.user"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("organization", "person", "name"), name="view_once")]
            },
        ),
    ]
