"""What stands in each review file after its log, as a row that lists, searches and figures read."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("peercall", "0018_append_only_whole"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewFileFold",
            fields=[
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="fold",
                        serialize=False,
                        to="peercall.reviewfilerow",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("searched", models.TextField()),
                ("file_data", models.JSONField()),
                ("attempts", models.JSONField(default=list)),
                ("summary", models.JSONField()),
            ],
        ),
    ]
