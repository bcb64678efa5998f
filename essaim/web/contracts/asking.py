"""What a reader may ask of a list of contracts, read strictly from the address: an unknown value is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from essaim.web.contracts import words
from essaim.web.observatory import filters
from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.filters import page_number, single, text

SORTS = {"date": "Notification", "montant": "Montant", "fin": "Fin prochaine"}
DEFAULT_SORT = "date"
STATES = {"en-cours": "En cours", "finis": "Fin théorique passée"}
CONSIDERED = {
    "sociale": "Clause ou critère social",
    "reserve": "Marché réservé",
    "environnement": "Clause ou critère environnemental",
    "non-renseigne": "Non renseigné",
}
OLDEST_YEAR = 2010
SINGLE = ("q", "page", "tri", "etat")


def choices(parameter: str) -> Mapping[str, str]:
    """The values a parameter takes, with their French words."""
    return {
        "titulaire": {key: label for key, (_, label, _) in words.HOLDERS.items()},
        "nature": words.NATURES,
        "division": {code: f"{code} {label}" for code, label in words.divisions().items()},
        "type": {key: label for key, label in words.KINDS.items() if key != "concession"},
        "procedure": words.PROCEDURES,
        "consideration": CONSIDERED,
    }[parameter]


# Address parameter → field of Asked.
CHOICES = {
    "titulaire": "holders",
    "consideration": "considered",
    "nature": "natures",
    "division": "divisions",
    "type": "kinds",
    "procedure": "procedures",
}
LABELS = {
    "titulaire": "Titulaire",
    "consideration": "Considérations (depuis 2024)",
    "nature": "Nature",
    "division": "Objet (division CPV)",
    "type": "Type de contrat",
    "procedure": "Procédure",
    "annee": "Année de notification",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a list of contracts. query: words of the object; state: "", en-cours, finis."""

    query: str = ""
    holders: tuple[str, ...] = ()
    considered: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    divisions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    state: str = ""
    sort: str = DEFAULT_SORT
    page: int = 1

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that say this request, in one fixed order: one request, one address."""
        pairs = [("q", self.query)] if self.query else []
        for parameter, name in CHOICES.items():
            pairs += [(parameter, value) for value in getattr(self, name)]
        pairs += [("annee", year) for year in self.years]
        if self.state:
            pairs.append(("etat", self.state))
        if self.sort != DEFAULT_SORT:
            pairs.append(("tri", self.sort))
        if self.page != 1:
            pairs.append(("page", str(self.page)))
        return pairs

    def address(self, path: str, extra: Sequence[tuple[str, str]] = (), **changes: object) -> str:
        """The address of this list with some fields changed; extra: parameters of others, kept in front."""
        changed = replace(self, **changes) if changes else self  # type: ignore[arg-type]
        pairs = [*extra, *changed.pairs()]
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def without(self, name: str, value: str) -> Asked:
        """The same request, back to page 1, with one value of one choice taken away."""
        kept = tuple(one for one in getattr(self, name) if one != value)
        return replace(self, page=1, **{name: kept})  # type: ignore[arg-type]


def read(query: QueryDict) -> Asked:
    """Read the filters of an address. Raises InvalidRequest, in French, on a value that means nothing."""
    lists = dict(query.lists())
    chosen = {name: several(parameter, lists.get(parameter, [])) for parameter, name in CHOICES.items()}
    one = {key: single(key, lists.get(key, [])) for key in SINGLE}
    sort = one["tri"] or DEFAULT_SORT
    if sort not in SORTS:
        raise InvalidRequest(f"Le tri «\u00a0{sort[:40]}\u00a0» n’existe pas.", f"Choix\u00a0: {', '.join(SORTS)}.")
    if one["etat"] and one["etat"] not in STATES:
        raise InvalidRequest("Cet état n’existe pas.", f"Choix\u00a0: {', '.join(STATES)}.")
    return Asked(
        query=text(one["q"]),
        years=years(lists.get("annee", [])),
        state=one["etat"],
        sort=sort,
        page=page_number(one["page"]),
        **chosen,
    )


def several(parameter: str, values: Sequence[str]) -> tuple[str, ...]:
    """The known values of a choice, repeated or joined by commas. Raises InvalidRequest on any other."""
    return filters.several(parameter, values, choices(parameter))


def years(values: Sequence[str]) -> tuple[str, ...]:
    """Years of four figures, latest first. Raises InvalidRequest on anything else."""
    wanted = sorted({part.strip() for value in values for part in value.split(",") if part.strip()}, reverse=True)
    for year in wanted:
        if not (len(year) == 4 and year.isascii() and year.isdigit() and int(year) >= OLDEST_YEAR):
            raise InvalidRequest(f"L’année «\u00a0{year[:40]}\u00a0» n’est pas comprise.", "Exemple\u00a0: annee=2024.")
    return tuple(wanted)
