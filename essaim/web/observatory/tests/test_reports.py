"""« Signaler une erreur »: kept, limited, not for robots, and no address in clear."""

from __future__ import annotations

import pytest

from essaim.web.observatory.models import ErrorReport

GOOD = {"subject": "lieu", "message": "Le siège a déménagé à Roubaix.", "contact": "", "website": ""}


@pytest.fixture
def address(served, release):
    siren = release.value("SELECT siren FROM organizations WHERE name = 'Atelier du Réemploi'")
    return f"/organisations/{siren}/signaler/"


@pytest.mark.django_db
def test_a_report_is_kept(client, address):
    response = client.post(address, GOOD, headers={"sec-fetch-site": "same-origin"})
    assert response.status_code == 200
    assert "Merci" in response.content.decode()
    (report,) = ErrorReport.objects.all()
    assert (report.subject, report.release_id, report.state) == ("lieu", "2026-11-23T093000Z", "nouveau")
    assert "Insee" in report.producer
    assert "127.0.0.1" not in report.sender_hash
    assert len(report.sender_hash) == 64
    assert not response.cookies


@pytest.mark.django_db
def test_a_robot_is_thanked_and_forgotten(client, address):
    assert client.post(address, {**GOOD, "website": "http://spam.test"}).status_code == 200
    assert not ErrorReport.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"message": "court"}, {"subject": "x"}, {"contact": "pas une adresse"}, {"message": "a" * 3000}]
)
def test_a_wrong_form_keeps_what_was_typed(client, address, wrong):
    response = client.post(address, {**GOOD, **wrong})
    assert response.status_code == 400
    assert not ErrorReport.objects.exists()
    assert "pas encore envoyé" in response.content.decode()


@pytest.mark.django_db
def test_another_site_cannot_post(client, address):
    assert client.post(address, GOOD, headers={"sec-fetch-site": "cross-site"}).status_code == 400
    assert client.post(address, GOOD, headers={"origin": "https://ailleurs.test"}).status_code == 400
    assert not ErrorReport.objects.exists()


@pytest.mark.django_db
def test_one_reader_is_limited(client, address, settings):
    for _ in range(settings.ESSAIM_REPORTS_PER_HOUR):
        assert client.post(address, GOOD).status_code == 200
    response = client.post(address, GOOD)
    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    assert ErrorReport.objects.count() == settings.ESSAIM_REPORTS_PER_HOUR


@pytest.mark.django_db(transaction=True)
def test_the_migration_goes_both_ways():
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", "essaim_observatory", "zero", verbosity=0)
    assert "essaim_observatory_errorreport" not in connection.introspection.table_names()
    call_command("migrate", "essaim_observatory", verbosity=0)
    assert "essaim_observatory_errorreport" in connection.introspection.table_names()


@pytest.mark.django_db
def test_the_team_reads_filters_and_follows_reports(team_client, client, address):
    client.post(address, GOOD)
    (report,) = ErrorReport.objects.all()
    page = team_client.get("/admin/signalements/").content.decode()
    assert "Son adresse ou sa commune" in page
    assert report.siren in team_client.get("/admin/signalements/?state=nouveau").content.decode()
    assert report.siren not in team_client.get("/admin/signalements/?state=traite").content.decode()
    assert report.siren in team_client.get("/admin/signalements/?export=csv").getvalue().decode()
    assert team_client.get("/admin/signalements/new/").status_code in (302, 403)
    edit = f"/admin/signalements/edit/{report.pk}/"
    assert "Le siège a déménagé" in team_client.get(edit).content.decode()
    assert team_client.post(edit, {"state": "transmis", "message": "autre chose"}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.message) == ("transmis", GOOD["message"])


@pytest.mark.django_db
def test_several_reports_are_settled_at_once_and_none_is_run_by_a_spreadsheet(team_client, client, address):
    for message in ("Le siège a déménagé", "=HYPERLINK(1)"):
        client.post(address, GOOD | {"message": message})
    keys = "".join(f"&id={one.pk}" for one in ErrorReport.objects.all())
    action = f"/admin/bulk/essaim_observatory/errorreport/settle/?next=/admin/signalements/{keys}"
    assert "Changer l’état" in team_client.get("/admin/signalements/").content.decode()
    assert team_client.get(action).status_code == 200
    assert client.post(action, {"state": "traite"}).status_code == 302
    team_client.post(action, {"state": "zzz"})
    assert ErrorReport.objects.filter(state="nouveau").count() == 2
    team_client.post(action, {"state": "traite"})
    assert ErrorReport.objects.filter(state="traite").count() == 2
    assert "'=HYPERLINK" in team_client.get("/admin/signalements/?export=csv").getvalue().decode()
