"""The home page, in place of the one Wagtail makes with its tables: same row, same site, its children kept."""

from django.db import migrations

WELCOME = "Welcome to your new Wagtail site!"


def make_home(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Site = apps.get_model("wagtailcore", "Site")
    HomePage = apps.get_model("pages", "HomePage")
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None or site.root_page.depth != 2:
        return
    page = site.root_page
    home = HomePage(page_ptr_id=page.pk)
    home.__dict__.update({key: value for key, value in page.__dict__.items() if key != "_state"})
    if page.title == WELCOME:
        home.title = home.draft_title = "Accueil"
    home.content_type, _ = ContentType.objects.get_or_create(app_label="pages", model="homepage")
    home.save()
    Site.objects.filter(pk=site.pk).update(site_name="Essaim")


def plain_pages(apps, schema_editor):
    """Pages of these kinds stay in the tree, as plain ones: their words go with the tables."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    plain, _ = ContentType.objects.get_or_create(app_label="wagtailcore", model="page")
    Page.objects.filter(content_type__app_label="pages").update(
        content_type=plain, latest_revision=None, live_revision=None
    )


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_home, plain_pages)]
