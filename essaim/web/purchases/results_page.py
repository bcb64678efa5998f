"""What the page of results shows: figures with their coverage, charts and tables, for the purchases chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from essaim.web.observatory.release import Release
from essaim.web.procurement import cpv_tree
from essaim.web.purchases import results, selectors, words
from essaim.web.purchases.enums import Basis, CategoryKind, Kind, Measure, Near, Reason, Target
from essaim.web.purchases.models import Ledger, Objective
from essaim.web.purchases.results import Choice, Group, Purchases, Side
from essaim.web.ui import french
from essaim.web.ui.charts import Bar, BarChart, ColumnChart, Series
from essaim.web.ui.components import Cell, Column, Figure, Filter, FilterBar, Option, Table, number_cell

SHOWN = 12
FILLS = {Kind.SIAE: "honey", Kind.EA: "brick", Kind.ESAT: "leaf", Kind.ESS: "association", Kind.OTHER: "slate"}
WHOLE = "Le total compte tous les achats lus, avoirs déduits."


def context(release: Release, choice: Choice, ledgers: list[Ledger]) -> dict[str, Any]:
    """Everything the page needs."""
    purchases = Purchases(choice)
    whole = purchases.whole()
    chosen = [one for one in ledgers if choice.ledger in (None, one.pk)]
    years = Purchases(replace(choice, year="")).by("year")
    kinds = {group.key: group for group in purchases.by("kind")}
    return {
        "body": choice.body,
        "choice": choice,
        "whole": whole,
        "total": words.euros(whole.amount.total),
        "bar": _bar(choice, ledgers),
        "figures": _figures(release, whole),
        "basis": _basis(chosen),
        "contracts": any(one.layout == "decp" for one in chosen),
        "kinds": _kinds(kinds, whole),
        "kind_table": _table(
            "Par genre de fournisseur", "Genre", [(Kind(key).label, kinds[key]) for key in Kind if key in kinds]
        ),
        "unknown": _unknown(purchases, whole),
        "categories": _categories(release, purchases, chosen),
        "services": _services(purchases),
        "years": _year_table(years),
        "year_chart": _year_chart(years),
        "nears": _nears(purchases, whole),
        "suppliers": _suppliers(choice),
        "objectives": [_objective(one, years) for one in selectors.objectives_of(choice.body)],
        "overlaps": selectors.overlaps(choice.body) if choice.ledger is None else [],
        "review": selectors.review_counts(choice.body),
        "is_old": any(one.counts.get("release") != release.id for one in chosen),
        "tail": _tail(choice),
        "absent": [source.title for source in release.manifest.missing_sources],
    }


def _tail(choice: Choice) -> str:
    asked = {"annee": choice.year, "releve": choice.ledger, "service": choice.service}
    return urlencode({name: value for name, value in asked.items() if value not in ("", None)})


def _bar(choice: Choice, ledgers: list[Ledger]) -> FilterBar:
    years, services = selectors.years_and_services(choice.body)

    def options(pairs: list[tuple[str, str]], chosen: str) -> list[Option]:
        return [Option(value, label, selected=value == chosen) for value, label in pairs]

    own = [(str(year) if year else results.NO_YEAR, str(year) if year else "Année inconnue") for year in years]
    filters = [Filter("annee", "Année", "select", options([("", "Toutes"), *own], choice.year), open=True)]
    if len(ledgers) > 1:
        files = [(str(one.pk), one.title) for one in ledgers]
        chosen = str(choice.ledger or "")
        filters.append(Filter("releve", "Relevé", "select", options([("", "Tous"), *files], chosen), open=True))
    if services not in ([], [""]):
        named = [(name, name or "Sans service") for name in services]
        picked = "*" if choice.service is None else choice.service
        filters.append(Filter("service", "Service", "select", options([("*", "Tous"), *named], picked), open=True))
    path = reverse("purchases:results", args=[choice.body.pk])
    return FilterBar(
        path, filters, reset_href=path if _tail(choice) else "", submit="Afficher", title="Choisir les achats"
    )


def _figures(release: Release, whole: Group) -> list[Figure]:
    n, a = whole.suppliers, whole.amount
    source, day = "vos relevés et le registre de l’ESS", release.reference_date
    seen = words.share(results.bounds(a.total - a.sse_open, 0, a.total))
    placed = words.share(results.bounds(a.total - a.place_open, 0, a.total))

    def figure(label: str, text: str, said: str, definition: str) -> Figure:
        value = None if text == french.UNKNOWN else text
        return Figure(label, value, "text", comparisons=(said,), source=source, date=day, definition=definition)

    return [
        figure(
            "des montants vont à l’ESS", words.share(results.of_target(a, Target.SSE)),
            f"{words.euros(a.sse)} sur {words.euros(a.total)} ; statut connu pour {seen} des montants",
            "Au moins : fournisseurs que le registre dit de l’ESS. Au plus : ceux-là, et ceux dont on ne sait rien.",
        ),
        figure(
            "des fournisseurs sont de l’ESS", _counted(n, Target.SSE),
            f"{french.number(n.sse)} sur {french.number(n.total)} ; statut inconnu pour {french.number(n.sse_open)}",
            "Un fournisseur compte une fois, quel que soit le nombre de ses factures.",
        ),
        figure(
            "des montants vont à l’insertion et au handicap", words.share(results.of_target(a, Target.INCLUSION)),
            f"SIAE, EA et ESAT : {words.euros(a.inclusion)}, {french.number(n.inclusion)} "
            f"{french.plural(n.inclusion, 'fournisseur')}",
            "Structures que le registre connaît par leur convention ou leur agrément, de l’ESS ou non.",
        ),
        figure(
            "des montants restent sur le territoire", words.share(results.bounds(a.local, a.place_open, a.total)),
            f"{words.euros(a.local)} ; lieu connu pour {placed} des montants",
            "Établissement du SIRET s’il est au registre, sinon code postal du fichier. Une description, pas un "
            "critère : choisir un fournisseur parce qu’il est local est illégal.",
        ),
    ]  # fmt: skip


def _counted(side: Side, target: str) -> str:
    part, unknown = (side.inclusion, side.inclusion_open) if target == Target.INCLUSION else (side.sse, side.sse_open)
    return words.counted(part, unknown, side.total, results.of_target(side, target))


def _basis(chosen: list[Ledger]) -> str:
    found = {one.basis for one in chosen}
    if len(found) == 1 and Basis.UNKNOWN not in found:
        return Basis(found.pop()).label.lower()
    return "on ne sait pas si les montants sont hors taxes" if len(found) < 2 else "hors taxes et TTC mêlés : à éviter"


def _kinds(kinds: dict[str, Group], whole: Group) -> BarChart:
    rows = [
        Bar(Kind(key).label, kinds[key].amount.total / 100, _part(kinds[key], whole), fill=FILLS.get(key, "other"))
        for key in Kind
        if key in kinds
    ]
    return BarChart("Montants par genre de fournisseur", rows, "Genre", "Montant", note=WHOLE, value_unit="euros")


def _part(group: Group, whole: Group) -> float | None:
    found = results.bounds(group.amount.total, 0, whole.amount.total)
    return found.low if found and found.low >= 0 else None


def _table(caption: str, header: str, named: list[tuple[str, Group]], note: str = "") -> Table:
    columns = [
        Column(header), Column("Fournisseurs", numeric=True), Column("Montant", numeric=True),
        Column("Dont ESS", numeric=True), Column("Part ESS", numeric=True), Column("Insertion, handicap", numeric=True),
        Column("Statut inconnu", numeric=True),
    ]  # fmt: skip
    rows = [
        [
            Cell(label), number_cell(each.suppliers.total), Cell(words.euros(each.amount.total), numeric=True),
            Cell(words.euros(each.amount.sse), numeric=True),
            Cell(text := words.share(results.of_target(each.amount, Target.SSE)), numeric=True,
                 unknown=text == french.UNKNOWN),
            Cell(words.euros(each.amount.inclusion), numeric=True),
            Cell(words.euros(each.amount.sse_open), numeric=True),
        ]
        for label, each in named
    ]  # fmt: skip
    return Table(caption, columns, rows, note=note, compact=True)


def _unknown(purchases: Purchases, whole: Group) -> Table | None:
    """Why the status of some suppliers is not known, and what they weigh."""
    groups = [one for one in purchases.by("reason") if one.suppliers.sse_open]
    if not groups:
        return None
    columns = [Column("Pourquoi"), Column("Fournisseurs", numeric=True), Column("Montant", numeric=True),
               Column("Part du montant", numeric=True)]  # fmt: skip
    rows = [
        [
            Cell(Reason(one.key).label), number_cell(one.suppliers.sse_open),
            Cell(words.euros(one.amount.sse_open), numeric=True),
            Cell(words.share(results.bounds(one.amount.sse_open, 0, whole.amount.total)), numeric=True),
        ]
        for one in groups
    ]  # fmt: skip
    return Table(
        "Fournisseurs de statut inconnu", columns, rows, note="Ni comptés pour l’ESS, ni contre elle.", compact=True
    )


def _categories(release: Release, purchases: Purchases, chosen: list[Ledger]) -> Table | None:
    is_cpv = bool(chosen) and all(one.category_kind == CategoryKind.CPV for one in chosen)
    groups = purchases.by("division" if is_cpv else "category")
    if [one.key for one in groups] in ([], [""]):
        return None
    names = cpv_tree.tree(release).codes if is_cpv else {}

    def label(key: str) -> str:
        if not key:
            return "Sans catégorie"
        if not is_cpv:
            return key
        code = names.get(f"{key}000000")
        return f"{key} · {code.label}" if code else f"{key} · division inconnue du CPV"

    kind = {one.category_kind for one in chosen}
    title = CategoryKind(kind.pop()).label if len(kind) == 1 else "Catégories"
    header = "Division CPV" if is_cpv else "Catégorie"
    return _table(f"Par catégorie d’achat ({title.lower()})" if not is_cpv else "Par division du CPV", header,
                  [(label(one.key), one) for one in groups[:SHOWN]], _rest(groups))  # fmt: skip


def _services(purchases: Purchases) -> Table | None:
    groups = purchases.by("service")
    if [one.key for one in groups] in ([], [""]):
        return None
    named = [(one.key or "Sans service", one) for one in groups[:SHOWN]]
    return _table("Achats par service", "Service", named, _rest(groups))


def _rest(groups: list[Group]) -> str:
    left = len(groups) - SHOWN
    return f"Les {SHOWN} plus gros montants ; {left} de plus dans le fichier." if left > 0 else ""


def _year_table(years: list[Group]) -> Table:
    ordered = sorted(years, key=lambda one: -(one.key or 0))
    return _table("Achats par année", "Année", [(str(one.key) if one.key else "Inconnue", one) for one in ordered])


def _year_chart(years: list[Group]) -> ColumnChart | None:
    known = sorted((one for one in years if one.key), key=lambda one: one.key)
    if len(known) < 2:
        return None
    found = [results.of_target(one.amount, Target.SSE) for one in known]
    series = [
        Series("Au moins", [each.low if each else None for each in found], "honey"),
        Series("Au plus", [each.high if each else None for each in found], "other"),
    ]
    return ColumnChart("Part des montants vers l’ESS", [str(one.key) for one in known], series, "part-ess",
                       unit="percent", decimals=1)  # fmt: skip


def _nears(purchases: Purchases, whole: Group) -> BarChart:
    groups = {one.key: one for one in purchases.by("near")}
    rows = [
        Bar(near.label, groups[near].amount.total / 100, _part(groups[near], whole),
            fill="other" if near == Near.UNKNOWN else "slate")
        for near in Near
        if near in groups
    ]  # fmt: skip
    return BarChart("Montants par lieu du fournisseur", rows, "Lieu", "Montant", value_unit="euros")


def _suppliers(choice: Choice) -> Table:
    columns = [Column("Nom au registre"), Column("Genre"), Column("Rapproché par"), Column("Factures", numeric=True),
               Column("Montant", numeric=True)]  # fmt: skip
    rows = [
        [
            Cell(one.registered_name, href=reverse("observatory:organization", args=[one.siren]),
                 note="fermée depuis" if one.is_closed else ""),
            Cell(one.get_kind_display()), Cell(one.get_match_display()), number_cell(one.rows),
            Cell(words.euros(one.cents), numeric=True),
        ]
        for one in results.known_suppliers(choice, 2 * SHOWN)
    ]  # fmt: skip
    note = "Les plus gros montants ; la liste entière est dans le fichier." if len(rows) == 2 * SHOWN else ""
    return Table("Vos fournisseurs de l’ESS, de l’insertion et du handicap", columns, rows, note=note, compact=True,
                 empty="Aucun fournisseur rapproché du registre.")  # fmt: skip


def _objective(one: Objective, years: list[Group]) -> dict[str, Any]:
    """An objective and where each year stands: reached when the low bound is, missed when the high one is not."""
    share = float(one.share)
    steps = []
    for group in sorted((each for each in years if each.key), key=lambda each: each.key):
        found = results.of_target(group.side(one.measure), one.target)
        state = "inconnu"
        if found:
            state = "atteint" if found.low >= share else "pas atteint" if found.high < share else "on ne peut pas dire"
        side = group.side(one.measure)
        text = _counted(side, one.target) if one.measure == Measure.SUPPLIERS else words.share(found)
        steps.append({"year": group.key, "text": text, "state": state})
    return {"one": one, "share": french.percent(share, 0 if share == int(share) else 2), "steps": steps}
