from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0001_editions"),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="remind_days",
            field=models.PositiveSmallIntegerField(default=2),
        ),
        migrations.AddField(
            model_name="session",
            name="reminded_of",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
