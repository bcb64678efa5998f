"""Whoever was a superuser of the first version belongs to the network's team."""

from django.db import migrations
from django.utils import timezone


def to_the_team(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    Grant = apps.get_model("accounts", "Grant")
    today = timezone.localdate()
    for user in User.objects.filter(is_superuser=True, is_active=True):
        Grant.objects.create(user=user, role="equipe", starts_on=today)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_people_and_roles")]

    operations = [migrations.RunPython(to_the_team, migrations.RunPython.noop)]
