"""From a file to a share, private to its authority: matched, reviewed, followed, deleted for good."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest

from essaim.web.accounts import personal_data, retention
from essaim.web.accounts.enums import Role
from essaim.web.accounts.tests.factories import person
from essaim.web.audit.models import Entry
from essaim.web.bodies.tests.factories import PublicBodyFactory
from essaim.web.observatory import identities
from essaim.web.observatory.tests.tiny_release import luhn_siren
from essaim.web.purchases import importing, matching, results, services, words
from essaim.web.purchases.columns import Mapping
from essaim.web.purchases.enums import Kind, Match, Near, Reason, State, Target
from essaim.web.purchases.errors import PurchaseError
from essaim.web.purchases.models import Ledger, RejectedLine, Spending, Supplier
from essaim.web.purchases.results import Choice
from essaim.web.purchases.tests.factories import CSV, NOW, STRANGER, loaded, read, siren, siret

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]
HERE = "/espace/achats-realises"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT / "purchases"


@pytest.fixture
def lille():
    return PublicBodyFactory(name="Ville de Lille", territory_id="commune:59350")


@pytest.fixture
def buyer(lille):
    return person(Role.CONTRIBUTOR, body=lille)


def supplier(body, key: str) -> Supplier:
    return Supplier.objects.get(body=body, key=key)


class TestMatching:
    def test_a_number_says_who_and_a_name_only_proposes(self, lille, release):
        ledger = read(lille, release)
        assert (ledger.state, ledger.file.name) == (State.READY, "")
        known = supplier(lille, f"siret:{siret(1)}")
        assert (known.match, known.is_sse, known.reason) == (Match.SIRET, True, Reason.REGISTER)
        alike = supplier(lille, "nom:club sportif n 3|")
        assert (alike.match, alike.kind, alike.is_sse) == (Match.PROPOSED, Kind.UNKNOWN, None)
        assert alike.candidates[0]["name"] == "Club sportif n° 3"
        assert alike.candidates[0]["confidence"] == 90

    def test_a_partial_edition_never_says_that_somebody_is_not_of_the_ess(self, lille, release):
        read(lille, release)
        stranger = supplier(lille, f"siren:{STRANGER}")
        assert (stranger.kind, stranger.is_sse, stranger.reason) == (Kind.UNKNOWN, None, Reason.PARTIAL)

    def test_a_whole_edition_does(self, lille, release, monkeypatch):
        monkeypatch.setattr(identities, "sees_every_unit", lambda release: True)
        read(lille, release)
        stranger = supplier(lille, f"siren:{STRANGER}")
        assert (stranger.kind, stranger.is_sse, stranger.reason) == (Kind.OTHER, False, Reason.NOT_LISTED)

    def test_this_demonstration_is_not_whole(self, release):
        assert not identities.sees_every_unit(release)

    @pytest.mark.parametrize(
        ("labels", "is_sse", "kind"),
        [
            ({"ei"}, None, Kind.SIAE), ({"ea"}, True, Kind.EA), ({"esat", "esus"}, True, Kind.ESAT),
            ({"esus"}, True, Kind.ESS), (set(), True, Kind.ESS), (set(), False, Kind.OTHER),
            (set(), None, Kind.UNKNOWN),
            ({"geiq"}, None, Kind.UNKNOWN), ({"ea", "aci"}, True, Kind.SIAE),
        ],
    )  # fmt: skip
    def test_one_kind_each(self, labels, is_sse, kind):
        assert matching.kind(labels, is_sse) == kind

    def test_the_establishment_says_its_own_kind_and_where_it_is(self, lille, release):
        rows = release.rows("SELECT siren, siret, labels FROM establishments WHERE labels LIKE '%aci%' LIMIT 1")
        one = Supplier(body=lille, key="x", siren=rows[0]["siren"], siret=rows[0]["siret"])
        matching.settle([one], release, "commune:59350")
        assert (one.kind, one.match) == (Kind.SIAE, Match.SIRET)
        assert one.near != Near.UNKNOWN

    def test_postcodes_say_where_when_their_communes_agree(self, lille, release):
        found = [
            Supplier(body=lille, key=code, postcode=code) for code in ("59000", "59100", "62500", "75001", "99999")
        ]
        matching.settle(found, release, "commune:59350")
        assert [one.near for one in found] == ["territoire", "departement", "region", "ailleurs", ""]

    def test_what_was_decided_serves_for_the_next_file(self, lille, release):
        read(lille, release)
        alike = supplier(lille, "nom:club sportif n 3|")
        chosen = alike.candidates[0]["siren"]
        services.decide(supplier=alike, siren=chosen, actor=None, release=release, now=NOW)
        read(lille, release)
        again = supplier(lille, "nom:club sportif n 3|")
        assert (again.match, again.siren, again.is_sse) == (Match.NAME, chosen, True)
        services.decide(supplier=again, siren="", actor=None, release=release, now=NOW)
        assert (again.match, again.reason, again.is_sse) == (Match.REFUSED, Reason.REFUSED, None)

    def test_a_decision_is_a_siren_and_never_against_a_number(self, lille, release):
        read(lille, release)
        with pytest.raises(PurchaseError, match="clé est fausse"):
            services.decide(supplier=supplier(lille, "nom:club sportif n 3|"), siren="123456789", actor=None,
                            release=release, now=NOW)  # fmt: skip
        with pytest.raises(PurchaseError, match="dit déjà"):
            services.decide(supplier=supplier(lille, f"siret:{siret(1)}"), siren="", actor=None, release=release,
                            now=NOW)  # fmt: skip

    def test_only_what_stands_alone_is_accepted_at_once(self, lille, release):
        content = "Fournisseur;CP;Montant\nClub sportif n° 3;59000;5\nClub sportif;59000;5\n".encode()
        read(lille, release, content)
        assert services.accept_surest(body=lille, least=95, actor=None, release=release, now=NOW) == 1
        assert supplier(lille, "nom:club sportif n 3|59000").match == Match.NAME
        assert services.match_again(body=lille, actor=None, release=release, now=NOW) == 2
        assert supplier(lille, "nom:club sportif n 3|59000").match == Match.NAME


class TestResults:
    def test_bounds_count_what_nobody_can_tell(self, lille, release):
        read(lille, release)
        whole = results.Purchases(Choice(lille)).whole()
        assert (whole.suppliers.total, whole.suppliers.sse, whole.suppliers.sse_open) == (4, 1, 3)
        assert (whole.amount.total, whole.amount.sse) == (395050, 80000)
        found = results.of_target(whole.amount, Target.SSE)
        assert round(found.low, 2) == round(100 * 800 / 3950.5, 2)
        assert found.high == 100
        assert words.counted(1, 3, 4, found) == "de\u00a01 à\u00a04 sur\u00a04"

    def test_each_group_adds_up_to_the_whole(self, lille, release):
        read(lille, release)
        whole = results.Purchases(Choice(lille)).whole()
        for dimension in results.DIMENSIONS:
            groups = results.Purchases(Choice(lille)).by(dimension)
            assert sum(group.amount.total for group in groups) == whole.amount.total, dimension
            assert sum(group.amount.sse for group in groups) == whole.amount.sse
        years = {group.key: group.amount.total for group in results.Purchases(Choice(lille)).by("year")}
        assert years == {2024: 300000, 2025: 95050}

    def test_only_credit_notes_give_no_share(self):
        assert results.bounds(-5, 0, -5) is None
        assert results.bounds(0, 0, 0) is None

    @pytest.mark.parametrize(
        ("found", "text"),
        [
            (None, "inconnu"),
            (results.Bounds(0, 100), "inconnu"),
            (results.Bounds(0, 0), "0,0\u00a0%"),
            (results.Bounds(12.34, 12.34), "12,3\u00a0%"),
            (results.Bounds(12.34, 31), "de\u00a012,3 à\u00a031,0\u00a0%"),
        ],
    )
    def test_shares_in_words(self, found, text):
        assert words.share(found) == text


class TestPages:
    def test_the_whole_way(self, lille, buyer, sign_in, django_capture_on_commit_callbacks, folder):
        client = sign_in(buyer)
        file = io.BytesIO(CSV)
        file.name = "Mandats d’avril.csv"
        answer = client.post(f"{HERE}/deposer/", {"body": lille.pk, "title": "", "file": file})
        ledger = Ledger.objects.get()
        assert answer.headers["Location"] == f"{HERE}/releves/{ledger.pk}/"
        assert [one.read_bytes() for one in folder.iterdir()] == [CSV]
        page = client.get(answer.headers["Location"]).content.decode()
        assert "Sur les 8 premières lignes" in page
        assert "personne physique, nom non gardé" in page
        assert not Spending.objects.exists()
        given = {"identifier": "0", "name": "1", "amount": "2", "date": "3", "category": "4", "service": "5",
                 "basis": "ttc", "category_kind": "compte", "valider": "1"}  # fmt: skip
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"{HERE}/releves/{ledger.pk}/", given)
        ledger.refresh_from_db()
        assert ledger.state == State.READY, ledger.error
        assert list(folder.iterdir()) == []
        assert "ligne de total" in client.get(f"{HERE}/releves/{ledger.pk}/").content.decode()
        shown = client.get(f"{HERE}/{lille.pk}/").content.decode()
        assert "de\u00a020,3 à\u00a0100,0\u00a0%" in shown
        assert "Exemple" not in shown
        assert "Étranger" not in shown
        assert "Club sportif" in client.get(f"{HERE}/{lille.pk}/fournisseurs/").content.decode()

    def test_a_reading_tells_how_far_it_is_and_asks_the_browser_to_come_back(self, lille, buyer, sign_in):
        ledger = loaded(lille)
        Ledger.objects.filter(pk=ledger.pk).update(state=State.READING, progress=40, stage="80000 lignes lues")
        answer = sign_in(buyer).get(f"{HERE}/releves/{ledger.pk}/")
        assert answer.headers["Refresh"] == "3"
        assert 'value="40"' in answer.content.decode()

    def test_a_refused_file_leaves_nothing(self, lille, buyer, sign_in, folder):
        file = io.BytesIO(b"%PDF-1.7")
        file.name = "x.csv"
        answer = sign_in(buyer).post(f"{HERE}/deposer/", {"body": lille.pk, "file": file})
        assert answer.status_code == 400
        assert "est un PDF" in answer.content.decode()
        assert not Ledger.objects.exists()
        assert not folder.exists()

    def test_files_to_take_away_neutralise_formulas_and_name_the_register_only(self, lille, buyer, sign_in, release):
        content = "Fournisseur;Montant;Service\n=HYPERLINK(1);5;@voirie\nClub sportif n° 3;x;+1\n".encode()
        ledger, client = read(lille, release, content), sign_in(buyer)
        text = b"".join(client.get(f"{HERE}/{lille.pk}/resultats.csv").streaming_content).decode("utf-8-sig")
        assert "'@voirie" in text
        assert "HYPERLINK" not in text
        rejects = b"".join(client.get(f"{HERE}/releves/{ledger.pk}/rejets.csv").streaming_content).decode("utf-8-sig")
        assert "'+1" in rejects
        assert "montant illisible" in rejects
        book = b"".join(client.get(f"{HERE}/{lille.pk}/resultats.xlsx").streaming_content)
        sheet = openpyxl.load_workbook(io.BytesIO(book))["Données"]
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        names = b"".join(client.get(f"{HERE}/{lille.pk}/fournisseurs.csv").streaming_content).decode()
        assert "HYPERLINK" not in names

    def test_other_addresses_do_not_exist(self, lille, buyer, sign_in, release):
        ledger, client = read(lille, release), sign_in(buyer)
        assert client.get(f"{HERE}/{lille.pk}/autre.csv").status_code == 404
        assert client.get(f"{HERE}/{lille.pk}/resultats.pdf").status_code == 404
        assert client.get(f"{HERE}/releves/{ledger.pk}/rejets.pdf").status_code == 404
        for query in ("annee=x", "releve=99999", "service=rien", "annee=9999"):
            assert client.get(f"{HERE}/{lille.pk}/?{query}").status_code == 200

    def test_an_objective_is_reached_only_by_what_is_known(self, lille, buyer, sign_in, release):
        read(lille, release)
        services.add_objective(
            body=lille, author=buyer, target="ess", measure="montant", share=Decimal("84"), year=2027,
            deliberation="2026-112", decided_on=date(2026, 6, 1), now=NOW,
        )  # fmt: skip
        text = sign_in(buyer).get(f"{HERE}/{lille.pk}/").content.decode()
        assert "délibération 2026-112 du 1er\u00a0juin\u00a02026" in text
        assert "2025 : de\u00a084,2 à\u00a0100,0\u00a0%, atteint" in text
        assert "2024 : inconnu, on ne peut pas dire" in text
        with pytest.raises(PurchaseError, match="à venir"):
            services.add_objective(
                body=lille, author=buyer, target="ess", measure="montant", share=Decimal(1), year=2027,
                deliberation="x", decided_on=date(2030, 1, 1), now=NOW,
            )  # fmt: skip


class TestForgetting:
    def test_deleting_leaves_nothing_but_the_fact(self, lille, buyer, release):
        read(lille, release)
        (ledger,) = Ledger.objects.all()
        other = read(lille, release, f"SIREN;Montant\n{STRANGER};1\n".encode())
        services.delete(ledger=ledger, actor=buyer, now=NOW)
        assert list(Supplier.objects.values_list("key", flat=True)) == [f"siren:{STRANGER}"]
        services.delete(ledger=other, actor=buyer, now=NOW)
        assert not any(model.objects.exists() for model in (Ledger, Supplier, Spending, RejectedLine))
        trail = repr(list(Entry.objects.filter(action__startswith="purchases.").values()))
        assert "purchases.deleted" in trail
        for secret in ("Mandats", "mandats.csv", "Voirie", "Club", STRANGER):
            assert secret not in trail

    def test_a_file_being_read_is_not_deleted(self, lille, buyer):
        ledger = loaded(lille)
        ledger.state = State.READING
        with pytest.raises(PurchaseError, match="en cours"):
            services.delete(ledger=ledger, actor=buyer, now=NOW)

    def test_periods(self, lille, release, folder, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            read(lille, release)
        loaded(lille)
        name = "relevés d’achats"
        assert retention.apply(now=NOW + timedelta(days=6))[name] == 0
        with django_capture_on_commit_callbacks(execute=True):
            done = retention.apply(now=NOW + timedelta(days=8))
        assert (done["fichiers d’achats jamais validés"], done[name]) == (1, 0)
        assert list(folder.iterdir()) == []
        services.keep_for(body=lille, months=12, actor=None, now=NOW)
        assert retention.apply(now=NOW + timedelta(days=364))[name] == 0
        assert retention.apply(now=NOW + timedelta(days=367), dry_run=True)[name] == 1
        assert retention.apply(now=NOW + timedelta(days=367))[name] == 1
        assert not Ledger.objects.exists()
        with pytest.raises(PurchaseError, match="proposée"):
            services.keep_for(body=lille, months=7, actor=None, now=NOW)

    def test_a_person_forgotten_leaves_no_name(self, lille, buyer):
        loaded(lille, author=buyer)
        assert personal_data.export(buyer)["achats_realises"]["releves"][0]["file_name"] == "mandats.csv"
        personal_data.erase(user=buyer, actor=None, now=NOW)
        assert Ledger.objects.get().author is None


class TestFailing:
    def test_a_file_that_cannot_be_read_says_why_and_writes_nothing(self, lille, release):
        ledger = read(lille, release, b"Nom;Montant\nA;x\n")
        assert ledger.state == State.FAILED
        assert "montant illisible" in ledger.error
        assert ledger.file
        assert not Supplier.objects.exists()

    def test_a_bug_half_way_writes_nothing_and_is_said(self, lille, release, monkeypatch):
        def broken(*args, **kwargs):
            raise RuntimeError("bug")

        monkeypatch.setattr(matching, "propose", broken)
        with pytest.raises(RuntimeError):
            read(lille, release)
        ledger = Ledger.objects.get()
        assert (ledger.state, ledger.error) == (State.FAILED, importing.UNEXPECTED)
        assert not Supplier.objects.exists()

    def test_a_reading_whose_process_died_is_given_up(self, lille):
        ledger = loaded(lille)
        Ledger.objects.filter(pk=ledger.pk).update(state=State.READING, started_at=NOW)
        assert importing.give_up_dead(NOW + timedelta(minutes=59)) == 0
        assert importing.give_up_dead(NOW + timedelta(minutes=61)) == 1

    def test_a_task_that_runs_twice_reads_once(self, lille, release):
        ledger = read(lille, release)
        assert importing.import_ledger(pk=ledger.pk, release=release, now=NOW) is False
        assert Spending.objects.count() == 4

    def test_a_file_once_read_keeps_its_columns(self, lille, release):
        ledger = read(lille, release)
        with pytest.raises(PurchaseError, match="déjà lu"):
            services.keep_mapping(ledger=ledger, mapping=Mapping.from_json(ledger.mapping))


def test_a_unit_of_the_register_is_found_by_each_of_its_keys(release):
    found = identities.by_siren(release, [siren(1), luhn_siren(77_000_000)])
    assert set(found) == {siren(1)}
    assert identities.by_name(release, found[siren(1)].name)[0].siren == siren(1)
    row = release.row("SELECT siret, commune_code FROM establishments WHERE siren = ?", (siren(1),))
    assert identities.sites(release, [row[0]])[row[0]].commune_code == row[1]
