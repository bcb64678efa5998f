"""What a reader may ask of a list of organisations, read strictly from the address.

A filter that means nothing is refused with a sentence, never ignored: a list that silently drops a filter lies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from essaim.web.observatory import vocabulary
from essaim.web.observatory.errors import InvalidRequest

PER_PAGE = 50
LONGEST_QUERY = 200
LARGEST_PAGE = 1_000_000
LARGEST_RADIUS_KM = 200.0
SORTS = {"nom": "Nom", "effectif": "Effectif", "creation": "Création", "commune": "Commune", "distance": "Distance"}
DEFAULT_SORT = "nom"
PERIMETERS = ("ess", "tous")
# Address parameter → field of Filters.
CHOICES = {
    "famille": "families",
    "secteur": "sectors",
    "effectif": "sizes",
    "label": "labels",
    "statut": "statuses",
}
SINGLE = ("q", "page", "tri", "perimetre", "autour", "rayon", "employeurs")


def choices(parameter: str) -> Mapping[str, str]:
    """The values a parameter takes, with their French words."""
    return {
        "famille": vocabulary.families,
        "secteur": vocabulary.sectors,
        "effectif": vocabulary.sizes,
        "label": lambda: vocabulary.LABELS,
        "statut": vocabulary.statuses,
    }[parameter]()


@dataclass(frozen=True, slots=True)
class Filters:
    """A request for a list. around: « longitude,latitude » or a commune's code; radius_km: kilometres around it."""

    query: str = ""
    families: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    perimeter: str = "ess"
    employers_only: bool = False
    around: str = ""
    radius_km: float | None = None
    sort: str = DEFAULT_SORT
    page: int = 1

    @property
    def narrows(self) -> bool:
        """True when some filter leaves rows out of the place's whole list."""
        return self != Filters(sort=self.sort, page=self.page)

    def pairs(self) -> list[tuple[str, str]]:
        """The address parameters that say this request, in one fixed order: one request, one address."""
        pairs = [("q", self.query)] if self.query else []
        for parameter, name in CHOICES.items():
            pairs += [(parameter, value) for value in getattr(self, name)]
        if self.perimeter != "ess":
            pairs.append(("perimetre", self.perimeter))
        if self.employers_only:
            pairs.append(("employeurs", "1"))
        if self.around and self.radius_km is not None:
            pairs += [("autour", self.around), ("rayon", f"{self.radius_km:g}")]
        if self.sort != DEFAULT_SORT:
            pairs.append(("tri", self.sort))
        if self.page != 1:
            pairs.append(("page", str(self.page)))
        return pairs

    def address(self, path: str, extra: Sequence[tuple[str, str]] = (), **changes: object) -> str:
        """The address of this list with some fields changed; extra: parameters kept in front (custom territory)."""
        changed = replace(self, **changes) if changes else self  # type: ignore[arg-type]
        pairs = [*extra, *changed.pairs()]
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def without(self, parameter: str, value: str) -> Filters:
        """The same request, back to page 1, with one value of one choice taken away."""
        name = CHOICES[parameter]
        return replace(self, page=1, **{name: tuple(v for v in getattr(self, name) if v != value)})


def read(query: QueryDict | Mapping[str, list[str]]) -> Filters:
    """Read the filters of an address; parameters of others (t, parts, nom, format) are left alone.

    Raises InvalidRequest, in French, on a value that means nothing.
    """
    lists = dict(query.lists()) if isinstance(query, QueryDict) else dict(query)
    chosen = {
        name: several(parameter, lists.get(parameter, []), choices(parameter)) for parameter, name in CHOICES.items()
    }
    one = {key: single(key, lists.get(key, [])) for key in SINGLE}
    sort = one["tri"] or DEFAULT_SORT
    if sort not in SORTS:
        raise InvalidRequest(f"Le tri «\u00a0{_short(sort)}\u00a0» n’existe pas.", f"Choix\u00a0: {', '.join(SORTS)}.")
    perimeter = one["perimetre"] or "ess"
    if perimeter not in PERIMETERS:
        raise InvalidRequest("Le périmètre demandé n’existe pas.", "Choix\u00a0: ess, tous.")
    radius = _radius(one["autour"], one["rayon"])
    if sort == "distance" and radius is None:
        raise InvalidRequest("Le tri par distance demande un point.", "Choisissez d’abord une commune et un rayon.")
    return Filters(
        query=text(one["q"]),
        perimeter=perimeter,
        employers_only=one["employeurs"] in ("1", "on", "oui"),
        around=one["autour"] if radius is not None else "",
        radius_km=radius,
        sort=sort,
        page=page_number(one["page"]),
        **chosen,
    )


def text(raw: str, longest: int = LONGEST_QUERY) -> str:
    """Check what a reader typed: length, encoding, control characters. Raises InvalidRequest."""
    value = raw.strip()
    if len(value) > longest:
        raise InvalidRequest(
            f"Votre recherche compte {len(value)} caractères\u00a0; la limite est {longest}.",
            "Quelques mots du nom suffisent.",
        )
    if "\ufffd" in value:
        raise InvalidRequest("L’adresse n’est pas encodée en UTF-8.", "Tapez la recherche dans le formulaire.")
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in value):
        raise InvalidRequest("La recherche contient des caractères de contrôle.", "Tapez-la dans le formulaire.")
    return value


def page_number(raw: str) -> int:
    """Read a page number, 1 when absent. Raises InvalidRequest on anything but a whole number from 1 up."""
    if not raw:
        return 1
    if not (raw.isascii() and raw.isdigit()) or len(raw) > 7 or not 1 <= int(raw) <= LARGEST_PAGE:
        raise InvalidRequest(
            f"La page «\u00a0{_short(raw)}\u00a0» n’existe pas.", "Les pages sont numérotées à partir de 1."
        )
    return int(raw)


def single(key: str, values: Sequence[str]) -> str:
    """The one value of a parameter, "" without. Raises InvalidRequest when it is given twice."""
    if len(values) > 1:
        raise InvalidRequest(f"Le paramètre «\u00a0{key}\u00a0» est donné plusieurs fois.", "Gardez-en un seul.")
    return values[0].strip() if values else ""


def several(parameter: str, values: Sequence[str], known: Sequence[str] | Mapping[str, str]) -> tuple[str, ...]:
    """The values of a choice, in the order of those known. Raises InvalidRequest on any other."""
    # Repeated (?famille=a&famille=b) or together (?famille=a,b); empty ones come from forms without script.
    wanted = {part.strip() for value in values for part in value.split(",") if part.strip()}
    if unknown := sorted(wanted - set(known)):
        raise InvalidRequest(
            f"Le filtre «\u00a0{parameter}\u00a0» ne connaît pas «\u00a0{_short(unknown[0])}\u00a0».",
            f"Choix\u00a0: {', '.join(known)}.",
        )
    return tuple(value for value in known if value in wanted)


def _radius(around: str, raw: str) -> float | None:
    if not around:
        if raw:
            raise InvalidRequest(
                "Un rayon sans point n’a pas de sens.", "Indiquez la commune avec «\u00a0autour\u00a0»."
            )
        return None
    try:
        radius = float((raw or "10").replace(",", "."))
    except ValueError:
        radius = -1.0
    if not 0 < radius <= LARGEST_RADIUS_KM:
        raise InvalidRequest(
            f"Le rayon doit être un nombre de kilomètres entre 0 et {LARGEST_RADIUS_KM:.0f}.",
            "Exemple\u00a0: rayon=10.",
        )
    return radius


def _short(raw: str) -> str:
    return raw if len(raw) <= 40 else raw[:40] + "…"
