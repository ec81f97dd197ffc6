"""What the work list is searched by as one column, with an index for parts of words where the database has one."""

import django.db.models.functions.text
from django.db import DatabaseError, migrations, models, transaction


def index_parts_of_words(_apps, schema_editor):
    """PostgreSQL finds a part of a word by its trigrams. Without that extension the search reads every open case."""
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            schema_editor.execute("CREATE INDEX case_searched ON peercall_case USING gin (searched gin_trgm_ops)")
    except DatabaseError:
        return


def drop_index(_apps, schema_editor):
    """Back."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS case_searched")


class Migration(migrations.Migration):
    dependencies = [
        ("peercall", "0016_review_tokens"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="searched",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Lower(
                    django.db.models.functions.text.Concat(
                        "member_name", models.Value("\n"), "plan_name", models.Value("\n"), "service"
                    )
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("amount__isnull", False), ("closed_at__isnull", True)),
                fields=["organization", "-amount", "id"],
                name="case_open_by_worth",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["organization", "-created_at", "id"],
                name="case_open_by_age",
            ),
        ),
        migrations.RunPython(index_parts_of_words, drop_index),
    ]
