"""What the template of the purchase assistant is given."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from essaim.rules import cpv_naf, sizing
from essaim.web.observatory import sources
from essaim.web.observatory.release import Release
from essaim.web.procurement import (
    law_clauses,
    lever_rows,
    levers,
    need,
    precedents,
    reasons,
    sourcing,
    supplier_map,
    supplier_search,
)
from essaim.web.procurement.cpv_tree import tree
from essaim.web.procurement.need import Asked, Need
from essaim.web.procurement.reasons import FITS, Reasoned
from essaim.web.procurement.sourcing import Sourcing
from essaim.web.procurement.supplier_search import TRUSTS
from essaim.web.ui import french
from essaim.web.ui.components import Cell, Column, Download, Figure, Link, Table, Tag, number_cell

SHOWN = 25
ASKED_APART = 40
TRUST_TONES = {"high": "leaf", "medium": "slate", "low": "outline", "to_check": "honey"}
FIT_TONES = {"alone": "leaf", "maybe": "slate", "too_big": "outline", "unknown": "outline"}
EXAMPLES = (
    (
        "Restauration scolaire à Lille",
        "quoi=restauration+scolaire&cpv=55524000&montant=85000&duree=12&lieu=commune:59350",
    ),
    ("Espaces verts à Marseille", "quoi=espaces+verts&cpv=77310000&montant=400000&duree=48&lieu=commune:13055"),
    ("Café à Bain-de-Bretagne", "quoi=caf%C3%A9&cpv=15860000&montant=6000&duree=24&lieu=commune:35012"),
    (
        "Travaux de voirie dans le Nord",
        "quoi=travaux+de+voirie&cpv=45233140&montant=1200000&duree=24&lieu=departement:59",
    ),
)


def context(release: Release, query: QueryDict, *, today: date) -> dict[str, Any]:
    """Return the context of the page: the form, and the answer once a code and a place are chosen."""
    asked = need.read(release, query, today=today)
    path = reverse("procurement:assistant")
    said = {
        "asked": asked,
        "form": asked.form,
        "path": path,
        "has_tree": bool(tree(release)),
        "today": today,
        "examples": [Link(label, f"{path}?{pairs}") for label, pairs in EXAMPLES],
        "breadcrumb": [Link("Commande publique", reverse("procurement:home")), Link("Assistant achat")],
    }
    return said if asked.need is None else said | answer(release, asked, asked.need)


def settled_title(release: Release, query: QueryDict, *, today: date) -> str:
    """What a need is called before somebody names it: « Service traiteur pour écoles, Lille », its words, or ""."""
    asked = need.read(release, query, today=today)
    return headline(asked.need) if asked.need else asked.form.said("quoi")


def links(question: str) -> dict[str, str]:
    """Where the answer and the documents of a kept question are."""
    return {
        name: f"{reverse(f'procurement:{view}')}?{question}"
        for name, view in (("answer_href", "assistant"), ("pdf_href", "assistant_pdf"), ("docx_href", "assistant_docx"))
    }


def shared_path(key: str) -> str:
    """The path of a shared need."""
    return reverse("procurement:need_shared", args=[key])


def answer(release: Release, asked: Asked, settled: Need) -> dict[str, Any]:
    """Return what answers a settled need."""
    law = levers.of_need(release, settled)
    found = sourcing.of_need(release, settled)
    matched = [each for each in found.candidates if sourcing.is_counted(each)]
    others = [each for each in found.candidates if not sourcing.is_counted(each)]
    files = reverse("procurement:assistant_file")
    return {
        "need": settled,
        "headline": headline(settled),
        "facts": facts(settled),
        "law": law,
        "blocks": [
            {"label": label, "count": len(answers), "rows": lever_rows.rows(answers, settled.on)}
            for label, answers in law.blocks.items()
        ],
        "found": found,
        "figures": figures(release, law, found),
        "suppliers": supplier_table(matched[:SHOWN], "Organisations dont l’activité ou le nom répond"),
        "matched_count": len(matched),
        "others": supplier_table(others[:ASKED_APART], "Structures à interroger") if others else None,
        "others_count": len(others),
        "wider": wider(asked, settled),
        "precedents": precedents.of_need(release, settled),
        "words": law_clauses.of_advice(law.advice) if law.advice else [],
        "hours_href": law_clauses.hours_href(law.advice, settled.amount) if law.advice else "",
        "lots": lots_table(found) if found.known else None,
        "advised": advised(settled, found),
        "map": supplier_map.figure(release, asked, settled, found),
        "downloads": [
            Download(label, asked.address(files, format=key), note)
            for key, label, note in (
                ("csv", "CSV", "pour tableur français"),
                ("xlsx", "XLSX", "classeur"),
                ("geojson", "GeoJSON", "pour carte"),
                ("parquet", "Parquet", "pour analyse"),
            )
        ],
        "save_href": asked.address(reverse("procurement:need_new")),
        "pdf_href": asked.address(reverse("procurement:assistant_pdf")),
        "docx_href": asked.address(reverse("procurement:assistant_docx")),
        "method_href": reverse("procurement:assistant_method"),
        "checked_on": cpv_naf.checked_on(),
        "sources": sources.source_lines(release),
        "missing_text": sources.missing_text(release),
    }


def headline(settled: Need) -> str:
    """« Service traiteur pour écoles, Lille »."""
    return f"{settled.code.label}, {settled.place.name}"


def facts(settled: Need) -> list[tuple[str, str]]:
    """The facts kept, in words: (label, value)."""
    return [
        ("CPV", f"{settled.code.written}, {settled.code.label}"),
        ("Nature", {"services": "services", "fournitures": "fournitures", "travaux": "travaux"}[settled.nature]),
        ("Montant du besoin entier", amount(settled)),
        ("Durée", f"{settled.months} mois" if settled.months else "non dite"),
        ("Lieu", settled.place.name),
        ("Date de lancement", french.date_fr(settled.on)),
        ("Prestations distinctes", {True: "oui", False: "non", None: "non dit"}[settled.separable]),
        ("Solution innovante", {True: "oui", False: "non", None: "non dit"}[settled.innovative]),
    ]


def amount(settled: Need) -> str:
    """« 85 000 € HT », « non dit »."""
    if settled.amount is None:
        return "non dit"
    whole = settled.amount == settled.amount.to_integral_value()
    return f"{french.euros(float(settled.amount), 0 if whole else 2)} HT"


def figures(release: Release, law: levers.Levers, found: Sourcing) -> list[Figure]:
    """Key counts: candidates whose trade is told, those to ask, and by reservation open here."""
    trusts = found.trusts()
    told = sum(count for trust, count in trusts.items() if trust != "to_check")
    open_to = reasons.counts(found.candidates)
    shown = [
        _count(
            release, "organisations dont l’activité répond", told, "registre d’Essaim",
            f"dont {french.number(trusts['high'])} par une correspondance forte" if told else "",
        ),
        _count(
            release, "structures d’inclusion à interroger", trusts["to_check"], "registre d’Essaim",
            "leur code d’activité ne dit pas leur métier",
        ),
    ]  # fmt: skip
    for lever, article in levers.RESERVED_BY.items():
        if article not in open_to or not law.is_open(lever):
            continue
        words = "au handicap (EA, ESAT)" if article == "L2113-12" else "à l’insertion (SIAE)"
        known = supplier_search.known_structures(release, reasons.RESERVED[article])
        note = f"{french.number(known)} recensées dans toute cette édition" if known else "aucune liste n’est chargée"
        label = f"pouvant répondre à un lot réservé {words}"
        shown.append(_count(release, label, open_to[article] if known else None, article, note))
    return shown


def _count(release: Release, label: str, count: int | None, source: str, note: str) -> Figure:
    """A count of candidates: at least so many in an excerpt, where none found is not none."""
    day, notes = release.reference_date, (note,) if note else ()
    if release.kind != "excerpt" or count is None:
        return Figure(label, count, source=source, date=day, comparisons=notes)
    notes = (*notes, "d’après les seules lignes de l’extrait")
    return Figure(label, None, low=count or None, source=source, date=day, comparisons=notes)


def supplier_table(candidates: list[Reasoned], caption: str) -> Table:
    """Candidates, a reason a line under each name."""
    columns = [Column("Organisation et raisons"), Column("Commune"), Column("Distance (km)", numeric=True),
               Column("Correspondance"), Column("Face au marché"), Column("Réservations")]  # fmt: skip
    return Table(caption, columns, [_row(each) for each in candidates], hide_caption=True)


def _row(each: Reasoned) -> list[Cell]:
    supplier = each.supplier
    page = reverse("observatory:organization", args=[supplier.siren])
    return [
        Cell(supplier.name, href=page, note=" ".join(each.sentences)),
        Cell(supplier.city or french.UNKNOWN, unknown=supplier.city is None),
        number_cell(supplier.distance_km, decimals=1),
        Cell(tags=[Tag(TRUSTS[supplier.trust], TRUST_TONES[supplier.trust])]),
        Cell(tags=[Tag(FITS[each.fit], FIT_TONES[each.fit])]),
        Cell(tags=[Tag(article, "honey") for article in each.articles]) if each.articles else Cell("–"),
    ]


def wider(asked: Asked, settled: Need) -> list[Link]:
    """The other places to look in, as links."""
    path = reverse("procurement:assistant")
    return [
        Link(words, asked.address(path, perimetre=key), current=key == settled.perimeter)
        for key, words in asked.perimeters.items()
    ]


def lots_table(found: Sourcing) -> Table:
    """How many candidates could hold a lot, by number of lots."""
    assert found.sizing is not None
    columns = [Column("Lots", numeric=True), Column("Montant annuel d’un lot", numeric=True),
               Column("Candidats qui le portent", numeric=True), Column("peut-être", numeric=True)]  # fmt: skip
    rows = [
        [
            number_cell(each.lots),
            number_cell(each.yearly_amount, "euros"),
            number_cell(each.sure),
            number_cell(each.maybe - each.sure),
        ]
        for each in found.sizing.sizes
    ]
    current = next((i for i, each in enumerate(found.sizing.sizes) if each == found.sizing.advised), None)
    return Table("Lots simulés", columns, rows, hide_caption=True, compact=True, current=current)


def advised(settled: Need, found: Sourcing) -> str:
    """What the simulation suggests, in one or two sentences."""
    size = found.sizing
    if size is None:
        return "Donnez le montant du besoin pour simuler des lots."
    if not found.sized:
        return "Aucune organisation dont l’activité répond n’est connue ici\u00a0: rien à simuler."
    limit = f"{settled.assumptions.dependency_limit:g}\u00a0%"
    known = found.known
    if not known:
        return (
            f"L’effectif des {french.number(len(found.sized))} candidats comptés est inconnu\u00a0: leur capacité "
            "aussi. Demandez-la-leur, c’est l’objet du sourcing."
        )
    if size.advised is None:
        text = (
            f"Sur {french.number(len(found.sized))} candidats comptés, {french.number(known)} ont un effectif "
            f"connu\u00a0: aucun découpage essayé ne laisse {sizing.ENOUGH_CANDIDATES} candidats sous {limit} de "
            "dépendance."
        )
    elif size.advised.lots == 1:
        text = (
            f"{french.number(size.advised.sure)} candidats peuvent porter le marché entier sans dépendre de vous pour "
            f"plus de {limit} de leur chiffre d’affaires estimé."
        )
    else:
        text = (
            f"À partir de {size.advised.lots} lots ({french.euros(size.advised.yearly_amount)} par an chacun), "
            f"{french.number(size.advised.sure)} candidats peuvent en porter un sans dépasser {limit}."
        )
    if found.partners:
        names = ", ".join(each.supplier.name for each in found.partners)
        text += f" En groupement, ces structures porteraient le tout\u00a0: {names}."
    return text
