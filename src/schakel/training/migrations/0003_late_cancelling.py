from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0002_reminders"),
    ]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="due_cents",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_cents", 0),
                    models.Q(("due_cents__lte", models.F("price_cents")), ("state", "cancelled")),
                    _connector="OR",
                ),
                name="only_who_cancelled_still_pays_and_at_most_the_price",
            ),
        ),
    ]
