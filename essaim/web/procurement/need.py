"""A need as the assistant understood it: what is settled, what is still to be chosen, what was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.http import QueryDict

from essaim.rules import cpv
from essaim.rules.names import fold
from essaim.rules.sizing import DEPENDENCY_LIMIT, TURNOVER_PER_EMPLOYEE, Assumptions
from essaim.web.observatory.errors import InvalidRequest, NotFound
from essaim.web.observatory.release import Release
from essaim.web.procurement import cpv_search, supplier_search
from essaim.web.procurement.cpv_tree import Code, UnknownCode, resolve, tree
from essaim.web.procurement.need_form import YES_NO, NeedForm
from essaim.web.territories import addresses, autocomplete, selectors
from essaim.web.territories.autocomplete import Match
from essaim.web.territories.selectors import Territory

# Every parameter of the address, in the order in which it is written: one need, one address.
PARAMETERS = tuple(NeedForm.base_fields)
CODES_PROPOSED = 6
PLACES_PROPOSED = 8
# Perimeters that an authority stands for: nobody buys for an arrondissement.
BUYERS = ("commune", "epci", "ept", "departement", "departemental", "region")


@dataclass(frozen=True, slots=True)
class Need:
    """What is bought, where, when. Only settled facts; None = not known.

    amount: € HT of the whole need. months: renewals included. on: day of launch. perimeter: where to look for
    suppliers, a key of supplier_search.PERIMETERS. assumptions: those of sizing.
    """

    words: str
    code: Code
    place: Territory
    on: date
    nature: str
    amount: Decimal | None = None
    months: int | None = None
    separable: bool | None = None
    innovative: bool | None = None
    perimeter: str = "territoire"
    assumptions: Assumptions = field(default_factory=Assumptions)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks. need: None until a code and a place are chosen.

    codes, places: what to choose among. code, place: what is already chosen. warnings: to read again. errors: by field.
    """

    form: NeedForm
    need: Need | None
    code: Code | None
    place: Territory | None
    codes: cpv_search.Found
    places: tuple[Match, ...]
    perimeters: Mapping[str, str]
    warnings: tuple[str, ...]
    errors: Mapping[str, str]

    @property
    def code_is_proposed(self) -> bool:
        """Whether the code kept is one of those proposed."""
        return self.code is not None and self.code.code in {each.code.code for each in self.codes.candidates}

    @property
    def is_empty(self) -> bool:
        """True when nothing was asked yet."""
        return not any(self.form.said(name) for name in PARAMETERS)

    def address(self, path: str, **changes: str) -> str:
        """The address of this need with some parameters changed; "" takes one away."""
        values = {name: self.form.said(name) for name in PARAMETERS} | changes
        pairs = [(name, value) for name, value in values.items() if value]
        return f"{path}?{urlencode(pairs)}" if pairs else path


def read(release: Release, query: QueryDict, *, today: date) -> Asked:
    """Read an address. Raises nothing for a wrong answer: it is in `errors`, and the other answers are kept."""
    form = NeedForm(query)
    form.is_valid()
    errors = {name: said[0] for name, said in form.errors.items()}
    warnings: list[str] = []
    said = form.cleaned_data
    words, codes = said.get("quoi", ""), cpv_search.Found(())
    code = _code(release, said.get("cpv") or (words if cpv.looks_like_code(words) else ""), errors, warnings)
    if words and not cpv.looks_like_code(words):
        codes = cpv_search.search(release, words, CODES_PROPOSED)
    proposed = {cpv.class_of(each.code.code) for each in codes.candidates}
    if code is not None and proposed and cpv.class_of(code.code) not in proposed:
        warnings.append(f"Le code {code.written} est gardé\u00a0; il ne vient pas des mots «\u00a0{words}\u00a0».")
    place, places = _place(release, said.get("lieu", ""), said.get("ou", ""), errors)
    goods = (said.get("nature") or (code.nature if code else "")) == "fournitures"
    perimeters = supplier_search.perimeters(place, goods=goods) if place else {}
    perimeter = said.get("perimetre") or next(iter(perimeters), "")
    if place and perimeter not in perimeters:
        warnings.append(f"Le périmètre demandé n’existe pas pour {place.name}\u00a0: le plus proche est pris.")
        perimeter = next(iter(perimeters))
    need = None
    if code is not None and place is not None:
        need = Need(
            words=words if not cpv.looks_like_code(words) else "",
            code=code,
            place=place,
            on=said.get("date") or today,
            nature=said.get("nature") or code.nature,
            amount=said.get("montant"),
            months=said.get("duree"),
            separable=YES_NO.get(said.get("divisible", "")),
            innovative=YES_NO.get(said.get("innovant", "")),
            perimeter=perimeter,
            assumptions=Assumptions(
                float(said.get("dependance") or DEPENDENCY_LIMIT),
                float(said.get("par_salarie") or TURNOVER_PER_EMPLOYEE),
            ),
        )
    return Asked(form, need, code, place, codes, places, perimeters, tuple(warnings), errors)


def _code(release: Release, text: str, errors: dict[str, str], warnings: list[str]) -> Code | None:
    if not text:
        return None
    try:
        found = resolve(tree(release), text)
    except UnknownCode as error:
        errors["cpv"] = f"{error.title} {error.detail}"
        return None
    except InvalidRequest as error:
        errors["cpv"] = f"{error.title} {error.detail}"
        return None
    if found.warning:
        warnings.append(found.warning)
    return found.code


def _place(
    release: Release, chosen: str, text: str, errors: dict[str, str]
) -> tuple[Territory | None, tuple[Match, ...]]:
    """The place chosen, and those one may mean by a text. A single exact name or code is taken, and shown.

    A place chosen among those of a text is forgotten once the text means others.
    """
    if chosen and (not text or chosen in {each.territory.territory_id for each in _buyers(release, text)}):
        try:
            found = addresses.find(release, chosen)
        except NotFound as error:
            errors["ou"] = error.title
            return None, ()
        if found.territory is not None:
            return found.territory, ()
        today = [selectors.get(release, f"commune:{old.new_code}") for old in found.successions]
        known = [place for place in (*found.choices, *today) if place is not None]
        return (known[0], ()) if len(known) == 1 else (None, tuple(Match(place, "", True) for place in known))
    if not text:
        return None, ()
    matches = _buyers(release, text)
    if not matches:
        errors["ou"] = "Aucun territoire ne porte ce nom. Essayez un code postal ou le début du nom."
        return None, ()
    exact = [each for each in matches if each.is_exact or fold(each.territory.name) == fold(text)]
    if len(exact) == 1 or len(matches) == 1:
        return (exact or list(matches))[0].territory, ()
    return None, matches


def _buyers(release: Release, text: str) -> tuple[Match, ...]:
    """The places that buy which one may mean by a text, best first."""
    suggested = autocomplete.suggest(release, text, 3 * PLACES_PROPOSED)
    return tuple(each for each in suggested if each.territory.level in BUYERS)[:PLACES_PROPOSED]
