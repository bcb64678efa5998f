"""The e-mail becomes the login: give each user of the first version an address of their own, and keep the trail of it.

An account without an address gets one that leads nowhere (.invalid is reserved by RFC 2606); when several accounts share
an address, the last one used keeps it. The former user name stays in the audit trail, from which going back restores it.
"""

from django.db import migrations, models
from django.utils import timezone

NOWHERE = "sans-adresse.invalid"


def give_addresses(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    Entry = apps.get_model("audit", "Entry")
    ContentType = apps.get_model("contenttypes", "ContentType")
    taken = set()
    # The most recently used account first; those never used last.
    for user in sorted(
        User.objects.all(), key=lambda one: (one.last_login is None, -(one.last_login or one.date_joined).timestamp())
    ):
        before = {"username": user.username, "email": user.email}
        wanted = (user.email or (user.username if "@" in user.username else "")).strip().lower()
        if not wanted:
            wanted = f"compte-{user.pk}@{NOWHERE}"
        elif wanted in taken:
            wanted = f"doublon-{user.pk}@{NOWHERE}"
        taken.add(wanted)
        user.email = wanted
        user.save(update_fields=["email"])
        Entry.objects.create(
            at=timezone.now(),
            action="accounts.login_by_email",
            target_type="accounts.user",
            target_id=str(user.pk),
            target_label=wanted,
            before=before,
            after={"email": wanted},
        )
    if not ContentType.objects.filter(app_label="accounts", model="user").exists():
        ContentType.objects.filter(app_label="auth", model="user").update(app_label="accounts")


def give_user_names(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    Entry = apps.get_model("audit", "Entry")
    ContentType = apps.get_model("contenttypes", "ContentType")
    former = {
        entry.target_id: entry.before for entry in Entry.objects.filter(action="accounts.login_by_email").order_by("at")
    }
    for user in User.objects.all():
        known = former.get(str(user.pk))
        user.username = known["username"] if known else user.email[:150]
        if known and user.email.endswith(f"@{NOWHERE}"):
            user.email = known["email"]
        user.save(update_fields=["username", "email"])
    if not ContentType.objects.filter(app_label="auth", model="user").exists():
        ContentType.objects.filter(app_label="accounts", model="user").update(app_label="auth")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("audit", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user", name="username", field=models.CharField(max_length=150, null=True, unique=True)
        ),
        migrations.RunPython(give_addresses, give_user_names),
    ]
