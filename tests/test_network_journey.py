"""The life of a network, in real Chromium, over the production server: from the first invitation to what all can read.

One story, told in order, since each step needs the one before. On each page: nothing for axe, no overflow on a phone.
"""

from __future__ import annotations

import io
import os
import re
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from xml.etree import ElementTree

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from production_site import another, essaim, serve, stop

pytestmark = [pytest.mark.browser, pytest.mark.mirror, pytest.mark.slow]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
CODE_LASTS = 30  # seconds
PASSKEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


class Network:
    """A site of one's own: its address, its letters, its people."""

    def __init__(self, var: Path, address: str, chromium: Browser, axe: object) -> None:
        self.var, self.axe, self.chromium = var, axe, chromium
        # A passkey belongs to a name; an address in figures is none.
        self.address = address.replace("127.0.0.1", "localhost")
        self.read: set[str] = set()
        self.complaints: list[str] = []

    def browser(self) -> tuple[BrowserContext, Page]:
        """Another person's browser."""
        context = self.chromium.new_context(locale="fr-FR", viewport=DESK)
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._heard)
        return context, page

    def _heard(self, message: object) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def letter(self, to: str) -> str:
        """The text of the first letter to somebody that was not read yet."""
        for path in sorted((self.var / "mail").glob("*.eml")):
            found = message_from_bytes(path.read_bytes(), policy=policy.default)
            if path.name not in self.read and found["To"] == to:
                self.read.add(path.name)
                return found.get_body(("plain",)).get_content()
        raise AssertionError(f"no letter for {to}")

    def code(self, to: str) -> str:
        return re.search(r"\d{3}-\d{3}-\d{3}", self.letter(to))[0]

    def look(self, page: Page, name: str) -> None:
        """Nothing for axe at either width, nothing past the edge; a picture for whoever asks."""
        page.wait_for_load_state()
        for width, size in (("1280", DESK), ("390", PHONE)):
            page.set_viewport_size(size)
            where = f"{page.url}, {width} px"
            assert self.axe(page) == "", where
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, where
            if pictures := os.environ.get("ESSAIM_SCREENSHOTS"):
                page.screenshot(path=Path(pictures) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size(DESK)

    def accept(self, page: Page, email: str, first: str, last: str) -> None:
        """From the letter of invitation to « Mon espace »."""
        link = re.search(r"/espace/invitations/[\w-]+/", self.letter(email))[0]
        page.goto(self.address + link)
        self.look(page, f"invitation-{first}")
        page.get_by_label("Prénom").fill(first)
        page.get_by_label("Nom", exact=True).fill(last)
        page.get_by_role("button", name="Accepter").click()
        page.wait_for_load_state()
        self.look(page, f"code-{first}")
        page.locator("[name=code]").fill(self.code(email))
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/espace/"))


@pytest.fixture(scope="module")
def network(
    site: str, mirror_var: Path, chromium: Browser, axe: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Network]:
    """Its folder is its own: what happens here is nobody else's."""
    expect.set_options(timeout=30_000)
    var = tmp_path_factory.mktemp("network") / "var"
    another(var, mirror_var.with_name("site-var"))
    address, server = serve(var)
    yield Network(var, address, chromium, axe)
    stop(server)


def photo() -> bytes:
    held = io.BytesIO()
    Image.effect_mandelbrot((1600, 900), (-2, -1.2, 1, 1.2), 60).convert("RGB").save(held, "JPEG")
    return held.getvalue()


def application(secret: str) -> str:
    """What an authentication application shows; the next code when this one is about to end."""
    if (spent := time.time() % CODE_LASTS) > CODE_LASTS / 2:
        time.sleep(CODE_LASTS - spent)
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_network_lives(network: Network) -> None:
    team_context, team = network.browser()
    _the_team_comes_in(network, team)
    _a_list_becomes_members(network, team)
    _fees_are_called(network, team)
    _the_map_is_printed(network, team)
    body = _somebody_is_invited(network, team)
    ana_context, ana = network.browser()
    network.accept(ana, "ana@ville.example", "Ana", "Benali")
    _a_passkey_lets_her_in(network, ana_context, ana)
    _her_pages(network, ana, body)
    sheet = _she_proposes_an_experience(network, ana)
    _the_editor_publishes_it(network, team, sheet)
    _anybody_finds_it(network)
    assert network.complaints == []
    team_context.close()
    ana_context.close()


def _the_team_comes_in(network: Network, page: Page) -> None:
    essaim(network.var, "invite-team", "lea@reseau.example")
    network.accept(page, "lea@reseau.example", "Léa", "Roux")
    network.look(page, "espace-sans-second-facteur")
    page.goto(network.address + "/admin/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Second facteur")
    network.look(page, "second-facteur")
    page.get_by_role("link", name="Activer une application").click()
    network.look(page, "application")
    page.locator("[name=code]").fill(application(page.locator("code.break").inner_text()))
    page.get_by_role("button", name="Activer").click()
    page.wait_for_load_state()
    network.look(page, "codes-de-secours")
    page.goto(network.address + "/admin/")
    assert page.url == network.address + "/admin/"


def _a_list_becomes_members(network: Network, page: Page) -> None:
    page.goto(network.address + "/admin/reseau/imports/deposer/")
    network.look(page, "admin-import")
    rows = "Nom;Type;Date d'adhésion\nVille de Lille;commune;2015\nMEL;métropole;2016\nZzyx sur Mer;commune;2020\n"
    page.locator("input[type=file]").set_input_files(
        {"name": "liste.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    page.locator("input[name=as_of]").fill("26/08/2025")
    page.get_by_role("button", name="Lire le fichier").press("Enter")
    page.wait_for_url(re.compile("/relire/"))
    network.look(page, "admin-relecture")
    for _ in range(3):
        if page.get_by_role("button", name="Appliquer").is_enabled():
            break
        page.goto(page.url.split("?")[0] + "?voir=a_decider")
        line = page.locator("table.listing tbody tr").first
        unknown = "Zzyx" in line.inner_text()
        if not unknown:
            line.locator("input[type=radio]").first.check()
        line.get_by_role("button", name="Écarter" if unknown else "Retenir").click()
        page.wait_for_load_state()
    page.get_by_role("button", name="Appliquer").click()
    page.wait_for_load_state()
    page.goto(network.address + "/admin/reseau/adherents/")
    expect(page.locator("table.listing tbody tr")).to_have_count(2)
    network.look(page, "admin-adherents")


def _fees_are_called(network: Network, page: Page) -> None:
    page.goto(network.address + "/admin/reseau/emetteur/new/")
    issuer = {
        "name": "Réseau d’essai", "siret": "21590350100017", "address": "1 rue de l’Essai", "email": "a@reseau.example",
        "iban": "FR7630001007941234567890185", "vat_note": "Sans objet",
    }  # fmt: skip
    for name, value in issuer.items():
        page.locator(f"[name={name}]").fill(value)
    network.look(page, "admin-emetteur")
    page.locator("form button[type=submit]").last.click()
    page.wait_for_url(re.compile("/emetteur/$"))
    page.goto(network.address + "/admin/reseau/baremes/new/")
    page.locator("[name=name]").fill("Barème d’essai")
    page.locator("[name=first_year]").fill("2026")
    for number, (category, amount) in enumerate((("commune", "150"), ("metropole", "900"))):
        if page.locator(f"[name=bands-{number}-category]").count() == 0:
            page.locator("#id_bands-ADD").click()
        page.locator(f"[name=bands-{number}-category]").select_option(category)
        page.locator(f"[name=bands-{number}-amount]").fill(amount)
        page.locator(f"[name=bands-{number}-population_from]").fill("0")
    network.look(page, "admin-bareme")
    page.locator("form button[type=submit]").last.click()
    page.wait_for_url(re.compile("/baremes/$"))
    page.goto(network.address + "/admin/reseau/appels/emettre/")
    network.look(page, "admin-emettre")
    page.get_by_role("button", name="Voir ce qui serait appelé").click()
    network.look(page, "admin-appels-proposes")
    page.get_by_role("button", name=re.compile("Émettre ces 2 appels")).click()
    page.wait_for_load_state()
    page.goto(network.address + "/admin/reseau/appels/")
    expect(page.locator("table.listing tbody tr")).to_have_count(2)
    network.look(page, "admin-appels")
    page.goto(network.address + "/admin/reseau/appels/annee/")
    network.look(page, "admin-annee")


def _the_map_is_printed(network: Network, page: Page) -> None:
    page.goto(network.address + "/reseau/?au=2025-08-26")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 collectivités adhérentes")
    network.look(page, "reseau")
    for address in ("/reseau/carte.pdf?au=2025-08-26&format=a3", "/reseau/carte.png?au=2025-08-26&format=a4"):
        answer = page.request.get(network.address + address)
        assert answer.status == 200
        assert answer.body().startswith((b"%PDF", b"\x89PNG"))


def _somebody_is_invited(network: Network, page: Page) -> str:
    page.goto(network.address + "/admin/reseau/adherents/")
    page.get_by_role("link", name="Lille", exact=True).first.click()
    page.wait_for_load_state()
    network.look(page, "admin-adherent")
    page.get_by_role("link", name="Personnes et invitations").click()
    page.wait_for_url(re.compile("/personnes/$"))
    body = page.url.split("/")[-3]
    page.get_by_label("Adresse électronique").fill("ana@ville.example")
    page.get_by_label("Rôle").select_option("administration")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    page.wait_for_load_state()
    network.look(page, "personnes")
    return body


def _a_passkey_lets_her_in(network: Network, context: BrowserContext, page: Page) -> None:
    """Set up with the virtual authenticator of Chromium; then in with the key alone, by the keyboard alone."""
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEY})
    page.goto(network.address + "/compte/second-facteur/cles/ajouter/")
    network.look(page, "cle")
    page.get_by_label("Nom de la clé").fill("Téléphone")
    page.get_by_label("Me connecter avec cette clé seule").check()
    page.get_by_role("button", name="Ajouter la clé").click()
    page.wait_for_url(re.compile("/second-facteur/(?!cles/ajouter)"))
    network.look(page, "cle-ajoutee")
    page.goto(network.address + "/espace/")
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_load_state()
    page.goto(network.address + "/compte/connexion/")
    network.look(page, "connexion")
    key = page.get_by_role("button", name="Se connecter avec une clé d’accès")
    for _ in range(40):
        page.keyboard.press("Tab")
        if key.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/espace/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ana")


def _her_pages(network: Network, page: Page, body: str) -> None:
    for path in (
        "", "compte/", "rejoindre/?q=roubaix", "collectivites/", f"collectivites/{body}/",
        f"collectivites/{body}/presentation/", f"collectivites/{body}/cotisations/",
        f"collectivites/{body}/organigramme/", f"collectivites/{body}/personnes/", f"collectivites/{body}/fonction/",
        "contacts/", "experiences/", "experiences/nouvelle/", "experiences/organisations/?q=association",
    ):  # fmt: skip
        assert page.goto(f"{network.address}/espace/{path}").status == 200, path
        network.look(page, "espace-" + (re.sub(r"\W+", "-", path) or "accueil"))


def _she_proposes_an_experience(network: Network, page: Page) -> str:
    page.goto(network.address + "/espace/experiences/")
    page.get_by_role("link", name="Proposer une expérience").click()
    page.get_by_label("Titre").first.fill("Du pain d’insertion pour les cantines")
    page.get_by_label("Résumé").fill("Une boulangerie d’insertion livre les écoles, par un lot à sa taille.")
    page.get_by_label("Thème").select_option(index=1)
    page.locator("summary", has_text="Leviers").click()
    page.locator("input[name=levers]").first.check()
    page.get_by_label("Ce qui a été fait").fill("La ville a découpé son marché.\n\n- un lot pain\n- une clause sociale")
    page.locator("[name=sources-0-title]").fill("Bilan de la ville, 2025")
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url(re.compile(r"/espace/experiences/\d+/$"))
    sheet = page.url.removeprefix(network.address)
    network.look(page, "fiche")
    page.get_by_role("link", name="Images et documents").click()
    image = page.locator("[name=image-file]")
    image.set_input_files({"name": "page.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)>"})
    page.get_by_label("Ce que montre l’image").fill("Des pains sur une grille.")
    page.get_by_label("Crédit").fill("Ana Benali, CC BY 4.0")
    page.get_by_role("button", name="Ajouter l’image").click()
    expect(page.locator(".field__error")).to_be_visible()
    network.look(page, "image-refusee")
    # The browser says of the refusal that it is one.
    assert ["400" in words and "/pieces/" in words for words in network.complaints] == [True]
    network.complaints.clear()
    page.locator("[name=image-file]").set_input_files({"name": "p.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.get_by_role("button", name="Ajouter l’image").click()
    expect(page.get_by_role("heading", name="Images (1)")).to_be_visible()
    network.look(page, "images")
    page.goto(network.address + sheet)
    page.get_by_role("button", name="Proposer à la rédaction").click()
    expect(page.get_by_text("Proposée", exact=True)).to_be_visible()
    return sheet


def _the_editor_publishes_it(network: Network, page: Page, sheet: str) -> None:
    page.goto(network.address + "/espace/experiences/a-relire/")
    network.look(page, "a-relire")
    page.get_by_role("link", name="Du pain d’insertion pour les cantines").click()
    page.get_by_label("Votre commentaire").fill("Très clair, merci.")
    page.get_by_role("button", name="Commenter").click()
    page.get_by_role("button", name="Marquer comme relue").click()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_role("link", name="Voir la page publique")).to_be_visible()
    network.look(page, "fiche-publiee")
    for path in ("experiences", "reseau/contacts", "reseau/adhesions", "signalements", "courriels", "journal"):
        page.goto(f"{network.address}/admin/{path}/")
        network.look(page, "admin-" + path.replace("/", "-"))


def _anybody_finds_it(network: Network) -> None:
    context, page = network.browser()
    page.goto(network.address + "/territoires/59350-lille/")
    page.get_by_role("link", name="Du pain d’insertion pour les cantines").first.click()
    expect(page.get_by_role("img", name="Des pains sur une grille.")).to_be_visible()
    expect(page.get_by_text("Ana Benali, CC BY 4.0")).to_be_visible()
    width = page.locator(".page-head .lead").evaluate("lead => lead.getBoundingClientRect().width")
    assert width > 300, "the summary is a line, not a column of letters"
    network.look(page, "experience")
    page.goto(network.address + "/reseau/adherents/")
    page.get_by_role("link", name="Lille", exact=True).first.click()
    expect(page.get_by_role("link", name="Du pain d’insertion pour les cantines")).to_be_visible()
    network.look(page, "adherent")
    page.goto(network.address + "/recherche/?q=pains+d+insertion")
    expect(page.get_by_role("link", name="Du pain d’insertion pour les cantines").first).to_be_visible()
    network.look(page, "recherche")
    feed = ElementTree.fromstring(page.request.get(network.address + "/experiences/flux.atom").text())
    titles = [one.text for one in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert "Du pain d’insertion pour les cantines" in titles
    page.goto(network.address + "/")
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#tout-le-site")).to_be_visible()
    network.look(page, "menu")
    assert context.cookies() == [], "no cookie before one signs in"
    context.close()
