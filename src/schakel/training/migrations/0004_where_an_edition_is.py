from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0003_late_cancelling"),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="municipality",
            field=models.CharField(blank=True, max_length=20),
        ),
    ]
