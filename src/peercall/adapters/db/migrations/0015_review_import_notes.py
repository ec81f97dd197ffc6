from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("peercall", "0014_reviews"),
    ]

    operations = [
        # null and without default: the table is not made anew, so that the triggers that protect it stay
        migrations.AddField(
            model_name="reviewimport",
            name="notes",
            field=models.JSONField(null=True),
        ),
    ]
