"""When who runs a facility was last reminded of a request."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("facilities", "0004_as_it_was_agreed")]
    operations = [
        migrations.AddField(
            model_name="booking",
            name="operator_reminded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
