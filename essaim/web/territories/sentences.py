"""The headline of a portrait, written from its figures. Every sentence holds only what the figures allow."""

from __future__ import annotations

from dataclasses import dataclass

from essaim.web.observatory import indicator_ids as ids
from essaim.web.observatory import vocabulary
from essaim.web.territories.portrait import Portrait, shares_of
from essaim.web.territories.selectors import Territory
from essaim.web.ui import french
from essaim.web.ui.components import Unit, show
from essaim.web.ui.territory_names import with_preposition

# Under 2 000 inhabitants one more association moves the density by half a point (indicateurs.md, ess_densite).
SMALLEST_POPULATION = 2_000
# A gap of less than one twentieth is said « comme »: the perimeter itself is not known better than that.
SAME_WITHIN = 0.05
MARKED_INDEX = 1.3
SMALLEST_ITEM = 5


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of sentence; strong: the part the eye should catch."""

    text: str
    strong: bool = False


def where(place: Territory) -> str:
    """« à Lille », « dans le Nord »; a perimeter made by a reader is quoted: « dans « Bassin minier » »."""
    if place.level == "custom":
        return f"dans le territoire «\u00a0{place.name}\u00a0»"
    return with_preposition(place.name, place.tncc, "dans", place.level)


def of(place: Territory) -> str:
    """« de Lille », « du Nord »."""
    if place.level == "custom":
        return f"du territoire «\u00a0{place.name}\u00a0»"
    return with_preposition(place.name, place.tncc, "de", place.level)


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def headline(portrait: Portrait) -> list[Segment]:
    """The sentences under the title: how many, compared with whom, made of what."""
    count = portrait.figures.number(ids.ESTABLISHMENTS)
    place = capital(where(portrait.place))
    if count is None:
        return [
            Segment(f"{place}, le nombre d’établissements de l’économie sociale et solidaire est inconnu\u00a0: "),
            Segment("une source nécessaire manque à cette édition."),
        ]
    if count == 0:
        return [
            Segment(f"{place}, aucun établissement de l’économie sociale et solidaire n’est recensé. "),
            Segment(
                "Cela ne veut pas dire qu’il n’y en a pas\u00a0: les associations sans salarié ni financement public "
                "n’ont souvent pas de numéro Siret, et n’apparaissent dans aucun répertoire national."
            ),
        ]
    return [*_count(portrait, place, count), *_comparison(portrait), *_composition(portrait)]


def _count(portrait: Portrait, place: str, count: float) -> list[Segment]:
    employers = portrait.figures.number(ids.EMPLOYERS)
    # An excerpt counts what it holds: a minimum, said as such.
    least = "au moins " if portrait.release.kind == "excerpt" else ""
    noun = french.plural(count, "établissement")
    verb = "relèvent" if count >= 2 else "relève"
    segments = [
        Segment(f"{place}, {least}"),
        Segment(f"{french.number(count)} {noun}", strong=True),
        Segment(f" {verb} de l’économie sociale et solidaire"),
    ]
    if employers:
        segments.append(Segment(f", dont {french.number(employers)} {french.plural(employers, 'employeur')}"))
    segments.append(Segment(". "))
    return segments


def _comparison(portrait: Portrait) -> list[Segment]:
    """« C’est 11,2 % des établissements actifs: plus qu’en France (9,6 %), et plus que dans huit des dix… »."""
    if portrait.release.kind == "excerpt":
        # What an excerpt loads differs from place to place: a comparison would compare the excerpt, not the places.
        return []
    indicator, opening = ids.SHARE, "C’est {} des établissements actifs"
    unit: Unit = "percent"
    value = portrait.figures.number(indicator)
    if value is None:
        indicator, opening, unit = ids.DENSITY, "C’est {} pour 1\u202f000 habitants", "rate"
        value = portrait.figures.number(indicator)
        if value is None or (portrait.place.population or 0) < SMALLEST_POPULATION:
            return []
    shown = _said(value, unit)
    segments = [Segment(opening.format(shown))]
    reference = portrait.france.number(indicator) if portrait.france and portrait.place.level != "france" else None
    if reference:
        beside = _said(reference, unit)
        segments += [Segment("\u00a0: "), Segment(f"{_versus(value, reference)}en France", strong=True)]
        segments.append(Segment(f" ({beside})"))
    segments += _among_similar(portrait, indicator, value)
    segments.append(Segment(". "))
    return segments


def _said(value: float, unit: Unit) -> str:
    """A value inside a sentence, where « < » would be hard to read aloud."""
    return show(value, unit).replace(f"<{french.NBSP}", "moins de ")


def _versus(value: float, reference: float) -> str:
    if abs(value - reference) <= SAME_WITHIN * reference:
        return "autant qu’"
    return "plus qu’" if value > reference else "moins qu’"


def _among_similar(portrait: Portrait, indicator: str, value: float) -> list[Segment]:
    known = [v for _, figures in portrait.similar if (v := figures.number(indicator)) is not None]
    if len(known) < 5:
        return []
    lower = sum(1 for other in known if other < value)
    higher = sum(1 for other in known if other > value)
    if lower == higher:
        return []
    more, count = ("plus", lower) if lower > higher else ("moins", higher)
    among = f"les {count}" if count == len(known) else f"{count} des {len(known)}"
    return [Segment(", et "), Segment(f"{more} que dans {among} territoires qui lui ressemblent", strong=True)]


def _composition(portrait: Portrait) -> list[Segment]:
    """The main family, and the sectors that weigh more here than in the nearest wider place."""
    families = {k: v for k, v in portrait.shares(ids.ESTABLISHMENTS, "family").items() if v is not None}
    segments = []
    if families:
        item, part = max(families.items(), key=lambda pair: pair[1])
        name = vocabulary.families().get(item, item).lower().replace("ess", "ESS")
        segments.append(Segment(f"Les {name} en forment {french.percent(part, 0)}. "))
    marked = marked_sectors(portrait)
    if marked and portrait.parent is not None:
        names = [vocabulary.word("sector", item).lower() for item in marked]
        text = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"
        elsewhere = where(portrait.parent.territory)
        segments.append(Segment(f"Y pèsent davantage que {elsewhere}\u00a0: {text}."))
    return segments


def marked_sectors(portrait: Portrait, most: int = 2) -> list[str]:
    """Sectors whose share is at least 1.3 times the nearest wider place's, the most marked first.

    None when a share cannot be said (under 30 establishments) or the sector has fewer than five.
    """
    if portrait.parent is None or portrait.release.kind == "excerpt":
        return []
    here = portrait.shares(ids.ESTABLISHMENTS, "sector")
    there = shares_of(portrait.parent.figures, ids.ESTABLISHMENTS, "sector")
    counts = portrait.figures.items(ids.ESTABLISHMENTS, "sector")
    indexes = {
        item: part / reference
        for item, part in here.items()
        if part
        and (reference := there.get(item))
        and item != "non_classe"
        and (counts[item].value or 0) >= SMALLEST_ITEM
    }
    marked = sorted((item for item, index in indexes.items() if index >= MARKED_INDEX), key=lambda i: -indexes[i])
    return marked[:most]
