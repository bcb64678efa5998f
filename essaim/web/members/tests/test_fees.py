"""Fees: scales nobody invents, calls that add up, payments in parts, reminders, files of the accountant."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from essaim.web.accounts.tests.factories import FunctionFactory
from essaim.web.audit.selectors import about
from essaim.web.mail.models import Letter
from essaim.web.members import fee_documents, fee_services, fees
from essaim.web.members.enums import FeeState, PaymentMethod
from essaim.web.members.errors import FeeError
from essaim.web.members.fee_services import Band
from essaim.web.members.models import FeeCall, FeePayment, FeeScale
from essaim.web.members.tests.factories import NOW, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]
BY = {"actor": None, "now": NOW}
DAY, TERM = date(2026, 2, 1), date(2026, 4, 30)
LILLE, MEL = "215903501", "200093201"


@pytest.fixture
def scale(db):
    return fee_services.write_scale(
        name="Essai 2026", first_year=2026, last_year=None, **BY,
        bands=[
            Band("commune", 0, 50_000, Decimal("100")), Band("commune", 50_000, None, Decimal("400.50")),
            Band("metropole", 0, None, Decimal("1000")),
        ],
    )  # fmt: skip


@pytest.fixture
def network(release):
    return {
        "lille": member("commune", LILLE, "commune:59350", "Lille"),
        "mel": member("metropole", MEL, "epci:200093201", "Métropole Européenne de Lille"),
        "nord": member("departement", "225900018", "departement:59", "Département du Nord"),
        "gone": member("commune", "219300597", "commune:93059", "Pierrefitte-sur-Seine"),
    }


@pytest.fixture
def calls(release, network, scale, issuer):
    proposals = fee_services.propose(release, scale=scale, year=2026, on=DAY)
    issued = fee_services.issue(
        release, proposals=proposals, scale=scale, year=2026, issued_on=DAY, due_on=TERM, **BY
    )  # fmt: skip
    return {call.member.body.siren: call for call in issued}


def state_on(call, on):
    return fees.state(fees.by_pk(call.pk), on)


class TestScales:
    def test_none_comes_with_the_software(self):
        assert not FeeScale.objects.exists()
        assert fees.scale_of(2026) is None

    @pytest.mark.parametrize(
        ("bands", "sentence"),
        [
            ([("commune", 0, 50_000, "1"), ("commune", 49_999, None, "2")], "se chevauchent à partir de 49 999"),
            ([("commune", 0, None, "1"), ("commune", 10, None, "2")], "se chevauchent"),
            ([("commune", 10, 10, "1")], "d’une population à une autre"),
            ([("commune", 0, None, "-1")], "négatif"),
            ([("licorne", 0, None, "1")], "n’est pas une catégorie"),
        ],
    )
    def test_bands_that_make_no_sense_are_refused(self, bands, sentence):
        typed = [Band(c, low, high, Decimal(amount)) for c, low, high, amount in bands]
        with pytest.raises(FeeError) as refused:
            fee_services.write_scale(name="x", first_year=2026, last_year=None, bands=typed, **BY)
        assert sentence in str(refused.value).replace("\u202f", " ").replace("\xa0", " ")
        assert not FeeScale.objects.exists()

    @pytest.mark.parametrize(("population", "amount"), [(0, 100), (49_999, 100), (50_000, "400.50"), (10**7, "400.50")])
    def test_bounds_are_included_then_excluded(self, scale, population, amount):
        assert fee_services.amount_for(scale, "commune", population, list(scale.bands.all())) == Decimal(amount)

    def test_amounts_already_called_never_change(self, calls, scale):
        with pytest.raises(FeeError, match="ne changent plus"):
            fee_services.write_scale(
                scale=scale, name=scale.name, first_year=2026, last_year=2026, **BY,
                bands=[Band("commune", 0, None, Decimal("1"))],
            )  # fmt: skip
        assert scale.bands.count() == 3


class TestCalls:
    def test_what_cannot_be_called_says_why_and_nothing_is_written(self, release, network, scale):
        proposals = {p.entry.member.name: p for p in fee_services.propose(release, scale=scale, year=2026, on=DAY)}
        assert proposals["Lille"].amount == Decimal("400.50")
        assert proposals["Métropole Européenne de Lille"].amount == 1000
        assert "ne prévoit rien pour départements" in proposals["Département du Nord"].problem
        assert "Population inconnue" in proposals["Pierrefitte-sur-Seine"].problem
        assert "SIRET inconnu" in proposals["Lille"].warning
        assert not FeeCall.objects.exists()

    def test_issued_twice_each_member_is_called_once(self, release, calls, scale):
        assert {call.number for call in calls.values()} == {"2026-0001", "2026-0002"}
        again = fee_services.propose(release, scale=scale, year=2026, on=DAY)
        assert {p.entry.member.name for p in again} == {"Département du Nord", "Pierrefitte-sur-Seine"}
        assert fee_services.issue(
            release, proposals=again, scale=scale, year=2026, issued_on=DAY, due_on=TERM, **BY
        ) == []  # fmt: skip
        assert FeeCall.objects.count() == 2

    def test_a_call_keeps_what_it_carried(self, calls, issuer, network):
        issuer.iban = "FR7611111111111111111111111"
        issuer.save()
        network["lille"].body.name = "Lille la nouvelle"
        network["lille"].body.save()
        call = fees.by_pk(calls[LILLE].pk)
        assert (call.issuer["iban"], call.recipient["name"]) == ("FR7600000000000000000000000", "Lille")
        assert (call.population, call.category) == (238_695, "commune")
        assert "Insee" in call.population_source

    def test_without_an_issuer_nothing_goes_out(self, release, network, scale):
        proposals = fee_services.propose(release, scale=scale, year=2026, on=DAY)
        with pytest.raises(FeeError, match="émetteur"):
            fee_services.issue(release, proposals=proposals, scale=scale, year=2026, issued_on=DAY, due_on=TERM, **BY)

    def test_a_scale_is_for_its_years(self, release, scale):
        with pytest.raises(FeeError, match="ne vaut pas pour 2025"):
            fee_services.propose(release, scale=scale, year=2025, on=DAY)

    def test_an_amount_apart_from_the_scale_has_a_reason(self, calls):
        with pytest.raises(FeeError, match="motif"):
            fee_services.adjust(call=calls[LILLE], amount=Decimal("200"), reason=" ", **BY)
        fee_services.adjust(call=calls[LILLE], amount=Decimal("200"), reason="Entrée en cours d’année", **BY)
        (entry,) = about(calls[LILLE])
        assert (entry.before["amount"], entry.after["amount"]) == ("400.50", "200")

    def test_a_cancelled_call_keeps_its_number_and_frees_the_year(self, release, calls, scale):
        fee_services.cancel(call=calls[LILLE], on=date(2026, 3, 1), reason="Erreur de tranche", **BY)
        again = [p for p in fee_services.propose(release, scale=scale, year=2026, on=DAY) if p.amount is not None]
        (new,) = fee_services.issue(
            release, proposals=again, scale=scale, year=2026, issued_on=DAY, due_on=TERM, **BY
        )  # fmt: skip
        assert new.number == "2026-0003"
        assert state_on(calls[LILLE], date(2026, 3, 1)) == FeeState.CANCELLED
        assert state_on(calls[LILLE], date(2026, 2, 28)) == FeeState.PENDING

    @pytest.mark.parametrize("siret", ["21590350100018", "20009320100016", "215903501", "x"])
    def test_a_siret_of_somebody_else_is_refused(self, calls, siret):
        with pytest.raises(FeeError, match="n’est pas un SIRET"):
            fee_services.set_chorus(call=calls[LILLE], siret=siret, service_code="", engagement_number="", **BY)


class TestPayments:
    def pay(self, call, amount, day=date(2026, 3, 10)):
        return fee_services.record_payment(
            call=call,
            received_on=day,
            amount=Decimal(amount),
            method=PaymentMethod.TRANSFER,
            reference="Mandat 12",
            **BY,
        )

    def test_in_parts_then_whole(self, calls):
        call = calls[LILLE]
        assert state_on(call, date(2026, 3, 1)) == FeeState.PENDING
        assert self.pay(call, "100").receipt_number == "R2026-0001"
        assert state_on(call, TERM) == FeeState.PARTIAL
        assert state_on(call, TERM + timedelta(days=1)) == FeeState.LATE
        assert self.pay(call, "300.50").receipt_number == "R2026-0002"
        assert state_on(call, TERM + timedelta(days=1)) == FeeState.PAID

    def test_never_more_than_what_is_owed(self, calls):
        self.pay(calls[LILLE], "400")
        with pytest.raises(FeeError, match="0,50"):
            self.pay(calls[LILLE], "0.51")
        with pytest.raises(FeeError, match="positive"):
            self.pay(calls[LILLE], "0")
        assert FeePayment.objects.count() == 1

    def test_a_call_partly_paid_is_neither_cancelled_nor_changed(self, calls):
        self.pay(calls[LILLE], "1")
        with pytest.raises(FeeError, match="remboursez"):
            fee_services.cancel(call=calls[LILLE], on=DAY, reason="x", **BY)
        with pytest.raises(FeeError, match="déjà payé"):
            fee_services.adjust(call=calls[LILLE], amount=Decimal(1), reason="x", **BY)

    def test_the_year_adds_up(self, calls):
        self.pay(calls[LILLE], "100")
        found = fees.year_state(2026, TERM + timedelta(days=1))
        assert (found.calls, found.called, found.received, found.owed) == (
            2, Decimal("1400.50"), Decimal("100"), Decimal("1300.50"),
        )  # fmt: skip
        assert found.states[FeeState.LATE] == 2

    @pytest.mark.parametrize("wanted", list(FeeState))
    def test_the_database_and_python_say_the_same_state(self, calls, wanted):
        self.pay(calls[LILLE], "100")
        self.pay(calls[MEL], "1000")
        for on in (DAY, TERM, TERM + timedelta(days=1)):
            everyone = fees.with_paid(FeeCall.objects.all())
            assert {c.pk for c in fees.in_state(everyone, wanted, on)} == {
                c.pk for c in everyone if fees.state(c, on) == wanted
            }

    def test_the_journal_balances(self, calls):
        self.pay(calls[LILLE], "100")
        fee_services.cancel(call=calls[MEL], on=date(2026, 3, 1), reason="Erreur", **BY)
        lines = list(fees.journal(2026))
        debit = sum(line[6] or 0 for line in lines)
        credit = sum(line[7] or 0 for line in lines)
        assert (debit, credit) == (Decimal("1400.50"), Decimal("1100"))
        assert [line[0] for line in lines] == sorted(line[0] for line in lines)


class TestReminders:
    LATE = TERM + timedelta(days=10)

    def test_not_before_the_term_nor_without_an_address(self, calls):
        with pytest.raises(FeeError, match="rien à relancer"):
            fee_services.remind(call=calls[LILLE], on=TERM, **BY)
        with pytest.raises(FeeError, match="aucune adresse"):
            fee_services.remind(call=calls[LILLE], on=self.LATE, **BY)
        assert not Letter.objects.exists()

    def test_to_the_finances_never_twice_in_three_weeks(self, calls):
        FunctionFactory(body=calls[LILLE].member.body, kind="elu_referent")
        clerk = FunctionFactory(body=calls[LILLE].member.body, kind="finances", user__email="finances@lille.example")
        reminder = fee_services.remind(call=calls[LILLE], on=self.LATE, **BY)
        assert (reminder.recipient, reminder.rank) == (clerk.user.email, 1)
        (letter,) = Letter.objects.all()
        assert letter.to == [clerk.user.email]
        assert "400,50" in letter.text
        assert "&" not in letter.text
        with pytest.raises(FeeError, match="a été relancé"):
            fee_services.remind(call=calls[LILLE], on=self.LATE + timedelta(days=20), **BY)
        assert fee_services.remind(call=calls[LILLE], on=self.LATE + timedelta(days=21), **BY).rank == 2

    def test_nothing_owed_nothing_asked(self, calls):
        TestPayments().pay(calls[LILLE], "400.50")
        with pytest.raises(FeeError, match="Rien n’est dû"):
            fee_services.remind(call=calls[LILLE], on=self.LATE, **BY)


def test_chorus_lines_say_what_is_missing(calls):
    fee_services.set_chorus(
        call=calls[LILLE], siret="215 903 501 00017", service_code="FINANCES", engagement_number="E-26-77", **BY
    )
    lines = {line[0]: dict(zip(fees.CHORUS, line, strict=True)) for line in fees.chorus(FeeCall.objects.all())}
    lille, mel = lines[calls[LILLE].number], lines[calls[MEL].number]
    assert (lille["siret_destinataire"], lille["code_service"], lille["numero_engagement"], lille["manque"]) == (
        "21590350100017", "FINANCES", "E-26-77", "",
    )  # fmt: skip
    assert mel["manque"] == "SIRET du destinataire"
    assert lille["montant_ht"] == lille["montant_ttc"] == Decimal("400.50")


@pytest.mark.slow
def test_documents_carry_what_they_must(calls):
    import io

    from pypdf import PdfReader

    payment = TestPayments().pay(calls[LILLE], "100")
    call = PdfReader(io.BytesIO(fee_documents.call_pdf(fees.by_pk(calls[LILLE].pk), DAY))).pages[0].extract_text()
    for said in ("2026-0001", "Lille", "400,50", "300,50", "FR7600000000000000000000000", "Mention de TVA d’essai"):
        assert said in call
    receipt = PdfReader(io.BytesIO(fee_documents.receipt_pdf(fees.payment_by_pk(payment.pk)))).pages[0].extract_text()
    for said in ("R2026-0001", "100,00", "Mandat 12", "règlement partiel"):
        assert said in receipt
