"""How each action of docs/reference/matrice-des-acces.md about members is tried."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from essaim.web.accounts.tests.access_probes import Probe, World, opens
from essaim.web.accounts.tests.factories import FunctionFactory
from essaim.web.members import charter, fee_services, selectors, services
from essaim.web.members.models import FeeCall, FeePayment, Issuer, Member, MemberImport
from essaim.web.members.tests.factories import MembershipFactory


def _member(world: World) -> Member:
    found = selectors.of_body(world.body.pk)
    return found or MembershipFactory(member=Member.objects.create(body=world.body)).member


def _call(world: World) -> FeeCall:
    """A call to the body, without the release: what it carries is not what is tried."""
    member = _member(world)
    scale = fee_services.write_scale(
        name="Essai", first_year=2020, last_year=None, actor=None, now=timezone.now(),
        bands=[fee_services.Band("commune", 0, None, Decimal(100))],
    )  # fmt: skip
    known = {
        "name": "x",
        "siret": "0" * 14,
        "address": "x",
        "email": "x@y.example",
        "iban": "x",
        "bic": "",
        "vat_note": "x",
    }
    return FeeCall.objects.create(
        number=f"2026-{member.pk:04d}", member=member, year=2026, scale=scale, category="commune",
        scale_amount=Decimal(100), amount=Decimal(100), issued_on=date(2026, 2, 1), due_on=date(2026, 3, 1),
        issuer=known, recipient={"name": "x", "siren": world.body.siren, "address": ""},
    )  # fmt: skip


def authority(world: World, client: Client) -> bool:
    _member(world)
    return client.get(f"/espace/collectivites/{world.body.pk}/").status_code == 200


def describe(world: World, client: Client) -> bool:
    member = _member(world)
    client.post(f"/espace/collectivites/{world.body.pk}/presentation/", {"presentation": "Essai de présentation."})
    member.refresh_from_db()
    return member.presentation == "Essai de présentation."


def billing(world: World, client: Client) -> bool:
    member = _member(world)
    client.post(f"/espace/collectivites/{world.body.pk}/cotisations/", {"service_code": "ESSAI"})
    member.refresh_from_db()
    return member.billing_service_code == "ESSAI"


def fact(world: World, client: Client) -> bool:
    member = _member(world)
    given = {"kind": "service", "answer": "oui", "starts_on": "2026-01-01", "source": "Essai"}
    client.post(f"/espace/collectivites/{world.body.pk}/organigramme/", given)
    return member.facts.exists()


def sign(world: World, client: Client) -> bool:
    member = _member(world)
    charter.write_version(
        number="1", title="Essai", text="Mots.", adopted_on=date(2020, 1, 1), actor=None, now=timezone.now()
    )  # fmt: skip
    given = {"signed_on": "2026-01-01", "deliberation_number": "1", "signatory": "Maire"}
    client.post(f"/espace/collectivites/{world.body.pk}/charte/", given)
    return member.signatures.exists()


def read_call(world: World, client: Client) -> bool:
    # The document itself needs Pango: who may ask for it is decided before it is drawn.
    call = _call(world)
    from essaim.web.members import fee_documents

    drawn, fee_documents.call_pdf = fee_documents.call_pdf, lambda call, on: b"%PDF-"
    try:
        return client.get(f"/espace/cotisations/{call.pk}/appel.pdf").status_code == 200
    finally:
        fee_documents.call_pdf = drawn


def contacts(world: World, client: Client) -> bool:
    """Reading the people whom only members may see."""
    _member(world)
    function = FunctionFactory(body=world.body, visibility="adherents", user__last_name="Entre-adhérents")
    response = client.get("/espace/contacts/")
    return response.status_code == 200 and str(function.user) in response.content.decode()


def membership(world: World, client: Client) -> bool:
    member = Member.objects.create(body=world.body)
    given = {"member": member.pk, "decision": "acceptee", "joined_on": "2026-01-01", "joined_on_known": "on"}
    client.post("/admin/reseau/adhesions/new/", given)
    return selectors.is_member(member, date(2026, 1, 2))


def accept(world: World, client: Client) -> bool:
    member = Member.objects.create(body=world.body)
    asked = services.request_membership(
        member=member, requested_on=date(2026, 1, 1), actor=None, now=timezone.now()
    )  # fmt: skip
    client.post(f"/admin/bulk/members/membership/accept/?id={asked.pk}", {"decided_on": "2026-02-01"})
    return selectors.is_member(member, date(2026, 2, 1))


def merge(world: World, client: Client) -> bool:
    member = _member(world)
    given = {"siren": "929939411", "on": "2026-01-01", "name": "Nouvelle", "kind": "commune"}
    client.post(f"/admin/reseau/adherents/{member.pk}/fusionner/", given)
    world.body.refresh_from_db()
    return world.body.ceased_on is not None


def pay(world: World, client: Client) -> bool:
    call = _call(world)
    given = {"call": call.pk, "received_on": "2026-02-10", "amount": "10", "method": "virement"}
    client.post("/admin/reseau/reglements/new/", given)
    return FeePayment.objects.exists()


def issue(world: World, client: Client) -> bool:
    _call(world)
    FeeCall.objects.all().delete()
    Issuer.objects.create(name="x", siret="0" * 14, address="x", email="x@y.example", iban="x", vat_note="x")
    asked = {"year": "2026", "members_on": "2026-02-01", "issued_on": "2026-02-01", "due_on": "2026-03-01"}
    client.post("/admin/reseau/appels/emettre/", asked)
    return FeeCall.objects.exists()


def import_list(world: World, client: Client) -> bool:
    given = {"file": SimpleUploadedFile("liste.csv", b"Nom\nLille\n"), "as_of": "2025-08-26"}
    client.post("/admin/reseau/imports/deposer/", given)
    return MemberImport.objects.exists()


PROBES: dict[str, Probe] = {
    "voir sa collectivité dans l’espace": authority,
    "présenter la politique de la collectivité": describe,
    "écrire où vont les cotisations de la collectivité": billing,
    "noter un fait d’organigramme de la collectivité": fact,
    "enregistrer la signature de la charte par la collectivité": sign,
    "lire un appel de cotisation de la collectivité": read_call,
    "voir les contacts réservés aux adhérents": contacts,
    "écrire une adhésion": membership,
    "accepter une demande d’adhésion": accept,
    "fusionner des adhérents": merge,
    "émettre des appels de cotisation": issue,
    "enregistrer un règlement": pay,
    "importer une liste d’adhérents": import_list,
    "lire l’annuaire des adhérents": opens("/reseau/adherents/"),
    "voir qui inviter": opens("/espace/inviter/"),
}
