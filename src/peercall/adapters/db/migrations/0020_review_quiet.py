"""Until when a review file comes at no risk, so that a look works out only those that may."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("peercall", "0019_review_folds"),
    ]

    operations = [
        migrations.AddField(
            model_name="reviewfilefold",
            name="quiet_by",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
        migrations.AddField(
            model_name="reviewfilefold",
            name="quiet_until",
            field=models.DateTimeField(null=True),
        ),
    ]
