"""Importing a list of members: free names, hostile files, nothing written before somebody said so, twice is once."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from essaim.web.audit.models import Entry
from essaim.web.members import import_files, import_services, selectors, services
from essaim.web.members.enums import ImportState, RowDecision
from essaim.web.members.errors import ImportFileError
from essaim.web.members.models import ImportRow, Member, MemberImport, Membership
from essaim.web.members.tests.factories import NOW, MemberFactory, member

AS_OF = date(2025, 8, 26)
BY = {"actor": None, "now": NOW}
LIST = (
    "Collectivité;Type;Département;Date d'adhésion;Téléphone\r\n"
    "Ville de Lille;Commune;59;2015;03\r\n"
    "Métropole européenne de Lille;Métropole;59;12/03/2012;03\r\n"
    "Conseil départemental du Nord;;;;\r\n"
    "Roubaix;;;;\r\n"
    "Association des Amis;;;;\r\n"
).encode("cp1252")


def sheet(rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (import_files.LARGEST_UNFOLDED + 1))
    return target.getvalue()


def archive_of(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, content)
    return target.getvalue()


class TestReading:
    def test_windows_1252_semicolons_and_free_headers(self):
        found = import_files.read(LIST, "liste.csv")
        assert found.columns == {
            "Collectivité": "name", "Type": "level", "Département": "postcode", "Date d'adhésion": "joined_on",
        }  # fmt: skip
        assert found.ignored == ("Téléphone",)
        first, second = found.lines[:2]
        assert (first.number, first.values["name"], first.joined_on) == (2, "Ville de Lille", date(2015, 1, 1))
        assert second.joined_on == date(2012, 3, 12)
        assert first.cells["Téléphone"] == "03"

    @pytest.mark.parametrize(
        "content",
        [
            b"Nom,SIREN\nLille,215903501\n",
            "\ufeffNom\tSIREN\nLille\t215903501\n".encode(),
            sheet([["Réseau, liste au 26 août"], [], ["Nom", "SIREN"], ["Lille", 215903501]]),
            sheet([["Nom", "SIREN"], ["Lille", 215903501.0]]),
        ],
    )
    def test_what_people_send(self, content):
        (line,) = import_files.read(content, "x").lines
        assert (line.values["name"], line.values["siren"]) == ("Lille", "215903501")

    def test_a_bare_list_of_names_needs_no_header(self):
        found = import_files.read(b"Lille\nRoubaix\n", "x.csv")
        assert [line.values["name"] for line in found.lines] == ["Lille", "Roubaix"]

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "vide"),
            (b"  \n ", "vide"),
            (b"Nom\n" + b"a" * import_files.LARGEST_FILE, "dépasse"),
            (b"%PDF-1.7 ...", "PDF"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "ancien classeur"),
            (b"<!doctype html><table>", "une page web"),
            (b"\x00\x01\x02binary", "binaire"),
            (b"PK\x03\x04not a zip", "abîmé"),
            (archive_of("evil.txt", b"x"), "pas un classeur"),
            (archive_of("xl/workbook.xml", b"<x"), "abîmé"),
            (bomb(), "anormal"),
            (b"Nom\n" + b"Lille\n" * (import_files.MOST_ROWS + 100), "lignes"),
            (b"Nom;" + b";" * 80 + b"x\nLille" + b";" * 90 + b"y\n", "colonnes"),
            (b"Nom\n" + b"a" * 2000 + b"\n", "caractères"),
            (b"Couleur;Taille\nbleu;12\n", "Aucune colonne"),
            (b"Nom;SIREN\n", "aucune ligne"),
            (sheet([[]]), "lignes vides"),
        ],
    )
    def test_hostile_or_useless_files_are_refused_with_a_sentence(self, content, sentence):
        with pytest.raises(ImportFileError, match=sentence):
            import_files.read(content, "liste.csv")

    def test_a_formula_stays_a_text(self):
        (line,) = import_files.read(b"Nom;Type\n=HYPERLINK(1);Commune\n", "x.csv").lines
        assert line.values["name"] == "=HYPERLINK(1)"

    @pytest.mark.parametrize("text", ["hier", "32/13/2020", "0000-00-00", "1/1/1"])
    def test_a_day_that_is_none_is_told_and_left_out(self, text):
        (line,) = import_files.read(f"Nom;Adhésion\nLille;{text}\n".encode(), "x.csv").lines
        assert line.joined_on is None
        assert "pas été comprise" in line.problems[0]

    def test_leaving_before_joining_is_told(self):
        (line,) = import_files.read(b"Nom;Adhesion;Sortie\nLille;2020;2019\n", "x.csv").lines
        assert (line.joined_on, line.left_on) == (date(2020, 1, 1), None)
        assert "antérieur" in line.problems[0]


@pytest.mark.django_db
class TestTheReview:
    @pytest.fixture
    def uploaded(self, release):
        return import_services.upload(release, content=LIST, file_name="liste.csv", as_of=AS_OF, **BY)

    def rows(self, uploaded):
        return {row.name: row for row in uploaded.rows.all()}

    def test_nothing_reaches_the_network(self, uploaded):
        assert uploaded.rows.count() == 5
        assert not Member.objects.exists()
        assert not Membership.objects.exists()

    def test_only_what_is_sure_is_taken_in_advance(self, uploaded):
        rows = self.rows(uploaded)
        assert {name: row.decision for name, row in rows.items()} == {
            "Ville de Lille": RowDecision.TAKE,
            "Métropole européenne de Lille": RowDecision.TAKE,
            "Conseil départemental du Nord": RowDecision.TAKE,
            "Roubaix": RowDecision.PENDING,
            "Association des Amis": RowDecision.PENDING,
        }
        assert rows["Association des Amis"].problems

    def test_two_rows_that_name_one_body_say_so(self, release):
        made = import_services.upload(
            release,
            content=b"Nom;Type\nVille de Lille;\nMairie de LILLE;\n",
            file_name="x.csv",
            as_of=AS_OF,
            **BY,
        )
        first, second = made.rows.all()
        assert (first.decision, second.decision) == (RowDecision.TAKE, RowDecision.PENDING)
        assert "ligne 2" in second.problems[0]

    def test_waiting_rows_stop_everything(self, release, uploaded):
        with pytest.raises(ImportFileError, match="attendent encore"):
            import_services.apply(release, member_import=uploaded, **BY)
        assert not Member.objects.exists()

    def test_a_person_decides_the_rest(self, release, uploaded):
        rows = self.rows(uploaded)
        assert import_services.take_likely(member_import=uploaded, least=0.6, **BY) == 1
        with pytest.raises(ImportFileError, match="aucune collectivité"):
            import_services.decide_row(
                release, row=rows["Association des Amis"], decision=RowDecision.TAKE, siren="999999999", **BY
            )
        import_services.decide_row(release, row=rows["Association des Amis"], decision=RowDecision.SKIP, **BY)
        done = import_services.apply(release, member_import=uploaded, **BY)
        assert done == {"join": 4}
        assert [m.name for m in selectors.members_on(AS_OF)] == [
            "Département du Nord", "Lille", "Métropole Européenne de Lille", "Roubaix",
        ]  # fmt: skip
        # The two rows that gave a year count from it, the others from the day of the list, at the latest.
        assert len(selectors.members_on(date(2015, 1, 1))) == 2
        nord = selectors.by_siren("225900018")
        assert selectors.history(nord)[0].joined_on_known is False

    def test_the_dry_run_tells_what_would_be_done_and_does_nothing(self, release, uploaded, django_assert_num_queries):
        held = member("commune", "215903501", "commune:59350", "Lille", joined_on=date(2016, 5, 1))
        rows = list(uploaded.rows.all())
        with django_assert_num_queries(3):
            found = import_services.effects(rows, AS_OF)
        kinds = {row.name: found[row.pk].kind for row in rows}
        assert kinds["Ville de Lille"] == "conflict"
        assert kinds["Métropole européenne de Lille"] == "join"
        assert kinds["Roubaix"] == "none"
        assert selectors.history(held)[0].joined_on == date(2016, 5, 1)


@pytest.mark.django_db
class TestApplying:
    def import_list(self, release, content=LIST, as_of=AS_OF):
        made = import_services.upload(release, content=content, file_name="liste.csv", as_of=as_of, **BY)
        import_services.take_likely(member_import=made, least=0.6, **BY)
        made.rows.filter(decision=RowDecision.PENDING).update(decision=RowDecision.SKIP)
        return made, import_services.apply(release, member_import=made, **BY)

    def test_a_list_is_written_together_and_a_row_in_conflict_alone_is_left(self, release):
        """Two rows made one body by hand: the first is written, the second kept with its reason."""
        made = import_services.upload(
            release,
            content=b"Nom;Adhesion\nLille;2015\nRoubaix;2016\nAutre;2017\n",
            file_name="x.csv",
            as_of=AS_OF,
            **BY,
        )
        made.rows.filter(name="Roubaix").update(decision=RowDecision.TAKE, siren="215905126")
        made.rows.filter(name__in=["Lille", "Autre"]).update(decision=RowDecision.TAKE, siren="215903501")
        with CaptureQueriesContext(connection) as asked:
            assert import_services.apply(release, member_import=made, **BY) == {"join": 2, "conflict": 1}
        assert "déjà une adhésion" in made.rows.get(name="Autre").result
        assert made.rows.get(name="Autre").member is None
        assert [one.name for one in selectors.members_on(AS_OF)] == ["Lille", "Roubaix"]
        assert Entry.objects.filter(action="members.membership_recorded").count() == 2
        assert sum('INTO "members_membership"' in query["sql"] for query in asked) == 1

    def test_the_same_list_twice_changes_nothing(self, release):
        self.import_list(release)
        before = list(Membership.objects.order_by("pk").values())
        _, done = self.import_list(release)
        assert done == {"same": 4}
        assert list(Membership.objects.order_by("pk").values()) == before

    def test_a_later_list_completes_dates_and_departures(self, release):
        self.import_list(release, b"Nom;Type\nLille;commune\n")
        assert self.import_list(release, b"Nom;Type;Adhesion\nLille;commune;01/03/2010\n")[1] == {"complete": 1}
        assert self.import_list(release, b"Nom;Type;Adhesion;Sortie\nLille;commune;01/03/2010;31/12/2024\n")[1] == {
            "complete": 1
        }
        (stay,) = selectors.history(selectors.by_siren("215903501"))
        assert (stay.joined_on, stay.joined_on_known, stay.left_on) == (date(2010, 3, 1), True, date(2024, 12, 31))

    def test_an_older_list_moves_the_latest_day_back(self, release):
        self.import_list(release, b"Nom;Type\nLille;commune\n")
        self.import_list(release, b"Nom;Type\nLille;commune\n", as_of=date(2019, 12, 31))
        (stay,) = selectors.history(selectors.by_siren("215903501"))
        assert (stay.joined_on, stay.joined_on_known) == (date(2019, 12, 31), False)

    def test_a_disagreement_is_left_as_it_is_and_told(self, release):
        member("commune", "215903501", "commune:59350", "Lille", joined_on=date(2016, 5, 1))
        made, done = self.import_list(release, b"Nom;Type;Adhesion\nLille;commune;2010\n")
        assert done == {"conflict": 1}
        assert "01/05/2016" in made.rows.get().result
        assert selectors.history(selectors.by_siren("215903501"))[0].joined_on == date(2016, 5, 1)

    def test_a_body_that_ceased_is_told(self, release):
        gone = member("commune", "219300597", "", "Pierrefitte-sur-Seine")
        services.absorb(members=[gone], successor=MemberFactory().body, on=date(2025, 1, 1), **BY)
        made = import_services.upload(
            release, content=b"Nom;SIREN\nPierrefitte;219300597\n", file_name="x", as_of=AS_OF, **BY
        )
        row = made.rows.get()
        assert "fusionné" in row.problems[0]
        import_services.decide_row(release, row=row, decision=RowDecision.TAKE, siren="219300597", **BY)
        assert import_services.apply(release, member_import=made, **BY) == {"conflict": 1}
        assert "a cessé d’exister" in made.rows.get().result

    def test_never_onto_the_demonstration(self, release):
        MemberFactory(fictitious=True)
        with pytest.raises(ImportFileError, match="démonstration"):
            self.import_list(release)
        assert Member.objects.count() == 1

    def test_an_import_is_applied_or_abandoned_once(self, release):
        made, _ = self.import_list(release)
        with pytest.raises(ImportFileError, match="terminé"):
            import_services.apply(release, member_import=made, **BY)
        with pytest.raises(ImportFileError, match="terminé"):
            import_services.decide_row(release, row=made.rows.first(), decision=RowDecision.SKIP, **BY)
        other = import_services.upload(release, content=LIST, file_name="x", as_of=AS_OF, **BY)
        import_services.abandon(member_import=other, **BY)
        other.refresh_from_db()
        assert other.state == ImportState.ABANDONED
        assert MemberImport.objects.count() == 2

    def test_those_the_list_forgets_are_named_and_stay(self, release):
        member("commune", "217500016", "commune:75056", "Paris")
        made, _ = self.import_list(release)
        assert import_services.absent(made, AS_OF) == ["Paris"]
        assert "Paris" in [m.name for m in selectors.members_on(AS_OF)]

    def test_a_long_list_is_stored_whole(self, release, django_assert_max_num_queries):
        content = "Nom\n" + "".join(f"Commune inventée numéro {n}\n" for n in range(1200))
        with django_assert_max_num_queries(20):
            made = import_services.upload(release, content=content.encode(), file_name="x.csv", as_of=AS_OF, **BY)
        assert ImportRow.objects.filter(member_import=made).count() == 1200
