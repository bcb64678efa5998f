"""What the page of a buyer is given."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from essaim.web.contracts import comparison, counts, figures, list_page, selectors, spaser, tables, words
from essaim.web.contracts.asking import Asked
from essaim.web.contracts.buyers import Buyer
from essaim.web.contracts.counts import Counted
from essaim.web.observatory.release import Release
from essaim.web.territories import addresses
from essaim.web.territories import selectors as territories
from essaim.web.territories.selectors import Territory
from essaim.web.ui import french
from essaim.web.ui.components import Download, Link

LINES_SHOWN = 10
SECTION = Link("Marchés déclarés", "/marches/")


def build(release: Release, buyer: Buyer) -> dict[str, Any]:
    """Return the context of contracts/buyer.html."""
    counted = counts.read(release, buyer.scope_id)
    scope = selectors.of_buyer(buyer.siren)
    list_href = reverse("contracts:buyer_contracts", args=[buyer.ref])
    places = seat(release, buyer)
    wider = [place for place in places if place.level in ("departement", "region")] or places
    beside = counts.totals(release, [place.territory_id for place in wider] + [counts.FRANCE])
    others = [(place.name, beside[place.territory_id]) for place in wider if place.territory_id in beside]
    if counts.FRANCE in beside:
        others.append(("France", beside[counts.FRANCE]))
    on = release.reference_date

    def in_division(code: str) -> str:
        return Asked(divisions=(code,)).address(list_href)

    return {
        "buyer": buyer,
        "name": french.typo(buyer.name),
        "kind": words.BUYER_KINDS.get(buyer.kind, buyer.kind),
        "places": [Link(place.name, addresses.href(place)) for place in places],
        "total": counted.total,
        "lead": lead(buyer, counted),
        "figures": figures.key_figures(counted.total, figures.as_of(release), of_buyer=True),
        "holders": figures.by_holder(counted.total, others, "ici"),
        "divisions": figures.divisions(counted, in_division),
        "by_division": figures.by_division(counted, in_division),
        "procedures": figures.by_procedure(counted),
        "kinds": figures.by_kind(counted),
        "years": figures.years(counted),
        "by_year": figures.by_year(counted),
        "near": figures.near(counted.total, selectors.distances(release, scope)),
        "amounts": figures.amounts(counted.total, selectors.set_aside(release, scope)),
        "comparison": comparison.of_buyer(release, buyer, counted.total),
        "spaser": spaser.duty(release, buyer.siren, on),
        "spaser_indicators": spaser.indicators(counted),
        "table": tables.contracts(
            selectors.lines(release, scope, selectors.order_of(Asked()), LINES_SHOWN), "Derniers marchés déclarés"
        ),
        "limits": figures.LIMITS,
        "list_href": list_href,
        "ending_href": _ending(buyer),
        "downloads": files(buyer),
        "sources": sources(release),
        "breadcrumb": [SECTION, Link("Acheteurs", reverse("contracts:buyers")), Link(french.typo(buyer.name))],
    }


def seat(release: Release, buyer: Buyer) -> list[Territory]:
    """The territories where a buyer is seated, smallest first: its commune, intercommunalité, département, région."""
    wanted = [
        f"{level}:{code}"
        for level, code in (
            ("commune", buyer.commune_code),
            ("epci", buyer.epci_code),
            ("departement", buyer.departement_code),
            ("region", buyer.region_code),
        )
        if code
    ]
    return list(territories.get_many(release, wanted).values()) if wanted else []


def lead(buyer: Buyer, counted: Counted) -> str:
    """The sentence under the title: how many, when, to whom."""
    total = counted.total
    said = f"{french.number(total.contracts)} {french.plural(total.contracts, 'marché déclaré', 'marchés déclarés')}"
    if buyer.first_notified_on and buyer.last_notified_on:
        said += f", notifiés du {french.date_fr(buyer.first_notified_on)} au {french.date_fr(buyer.last_notified_on)}"
    if total.nothing_matched:
        return f"{said}. Aucun titulaire n’a pu être rapproché\u00a0: la part de l’ESS est inconnue, et non nulle."
    least = "au moins " if total.doubtful else ""
    share = f", soit {french.percent(total.sse_share)}" if total.sse_share is not None and not total.doubtful else ""
    return f"{said}, dont {least}{french.number(total.sse_contracts)} à l’économie sociale et solidaire{share}."


def files(buyer: Buyer) -> list[Download]:
    """The files one can take away."""
    whole = list_page.downloads(Asked(), reverse("contracts:buyer_file", args=[buyer.ref]))
    figures_href = reverse("contracts:buyer_counts_file", args=[buyer.ref])
    return [
        Download("Indicateurs, CSV", f"{figures_href}?format=csv", "pour tableur"),
        Download("Indicateurs, XLSX", f"{figures_href}?format=xlsx", "classeur"),
        *[Download(f"Marchés, {one.label}", one.href, one.note) for one in whole],
        Download("API", reverse("api-v1:buyer", args=[buyer.siren]), "JSON"),
    ]


def _ending(buyer: Buyer) -> str:
    return f"{reverse('contracts:buyer_contracts', args=[buyer.ref])}?etat=en-cours&tri=fin"


def sources(release: Release) -> list[dict[str, Any]]:
    """The sources of contracts in this release, with their date and how much of them is loaded."""
    found = []
    for record in release.manifest.sources:
        if record.id.startswith("decp"):
            whole = {"full": "entière", "excerpt": "extrait", "synthetic": "fictive"}[record.completeness]
            found.append(
                {"title": record.title, "producer": record.producer, "on": record.data_as_of, "whole": whole,
                 "kept": record.rows_kept, "rejected": record.rows_rejected}
            )  # fmt: skip
    return found


def contracts(release: Release, buyer: Buyer, asked: Asked) -> dict[str, Any]:
    """Return the context of the whole list of a buyer."""
    path = reverse("contracts:buyer_contracts", args=[buyer.ref])
    name = french.typo(buyer.name)
    built = list_page.build(
        release, selectors.of_buyer(buyer.siren), asked, path=path,
        file_path=reverse("contracts:buyer_file", args=[buyer.ref]), counted=counts.read(release, buyer.scope_id),
        caption=f"Marchés déclarés par {name}", with_buyer=False,
    )  # fmt: skip
    crumbs = [SECTION, Link("Acheteurs", reverse("contracts:buyers")), Link(name, buyer.href), Link("Marchés")]
    return built | {"title": f"Marchés de {name}", "home": buyer.href, "home_label": name, "breadcrumb": crumbs}
