"""Wagtail's own workflow in French: authors submit, the team approves."""

from django.db import migrations

ENGLISH, FRENCH = "Moderators approval", "Relecture par l’équipe"


def rename(old, new):
    def renamed(apps, schema_editor):
        for model in ("Workflow", "Task"):
            apps.get_model("wagtailcore", model).objects.filter(name=old).update(name=new)

    return renamed


class Migration(migrations.Migration):
    dependencies = [("pages", "0002_home_page")]

    operations = [migrations.RunPython(rename(ENGLISH, FRENCH), rename(FRENCH, ENGLISH))]
