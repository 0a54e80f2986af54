from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agenda", "0002_another_round"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="link",
            field=models.URLField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="meeting",
            name="was_held",
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("was_held", None), ("state", "agreed"), _connector="OR"),
                name="only_what_was_agreed_was_held_or_not",
            ),
        ),
    ]
