"""Take over what Django's own admin had logged, then drop its table: its key to users would forbid erasing one."""

from django.db import migrations
from django.db.migrations.recorder import MigrationRecorder

ACTIONS = {1: "admin.added", 2: "admin.changed", 3: "admin.deleted"}


def take_over(apps, schema_editor):
    connection = schema_editor.connection
    if "django_admin_log" not in connection.introspection.table_names():
        return
    Entry = apps.get_model("audit", "Entry")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.action_time, l.user_id, u.email, l.action_flag, c.app_label, c.model, l.object_id, l.object_repr,"
            " l.change_message FROM django_admin_log l JOIN auth_user u ON u.id = l.user_id"
            " LEFT JOIN django_content_type c ON c.id = l.content_type_id ORDER BY l.id"
        )
        rows = cursor.fetchall()
    # Read by SQL, since the model is gone with its app: dates come as the database gives them.
    convert = connection.ops.get_db_converters(Entry._meta.get_field("at").get_col(Entry._meta.db_table))
    for at, user_id, email, flag, app_label, model, object_id, label, message in rows:
        for change in convert:
            at = change(at, None, connection)
        Entry.objects.create(
            at=at,
            actor_id=user_id,
            actor_label=email,
            action=ACTIONS.get(flag, "admin.other"),
            target_type=f"{'accounts' if model == 'user' else app_label}.{model}" if model else "",
            target_id=object_id or "",
            target_label=label[:254],
            after={"message": message} if message else None,
        )
    schema_editor.execute("DROP TABLE django_admin_log")
    MigrationRecorder(connection).migration_qs.filter(app="admin").delete()


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("accounts", "0003_people_and_roles")]

    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
