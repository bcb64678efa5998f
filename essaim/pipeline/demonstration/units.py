"""Legal units and establishments drawn at random, as arrays of numbers: what is written in files comes after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from essaim.pipeline.demonstration import luhn, mixes
from essaim.pipeline.demonstration.places import Places

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Days = npt.NDArray[np.int32]  # days since 1970-01-01, as Arrow's date32

_EPOCH = date(1970, 1, 1)
_MAX_ESTABLISHMENTS = 400


class Drawer:
    """The tables every chunk of one stock shares. `today` = date of the stock, `units` = legal units in all."""

    def __init__(self, places: Places, *, mix: mixes.Mix, units: int, seed: int, today: date) -> None:
        self.places, self.mix, self.units, self.seed = places, mix, units, seed
        self.today = (today - _EPOCH).days
        ess_forms = dict(mix.ess_forms)
        self.forms = list(dict.fromkeys([*ess_forms, "9260", *mixes.OTHER_FORMS]))
        self.activities = list(
            dict.fromkeys(
                [*mixes.ESS_ACTIVITIES, *mixes.OTHER_ACTIVITIES]
                + [code for weights in mixes.FORM_ACTIVITIES.values() for code in weights]
            )
        )
        self.bands = list(dict.fromkeys([*mixes.BANDS, *mixes.ESS_BANDS]))
        self.ess_forms = self._table(ess_forms, self.forms)
        self.other_forms = self._table(mixes.OTHER_FORMS, self.forms)
        self.ess_activities = self._table(mixes.ESS_ACTIVITIES, self.activities)
        self.other_activities = self._table(mixes.OTHER_ACTIVITIES, self.activities)
        self.form_activities = {
            self.forms.index(form): self._table(weights, self.activities)
            for form, weights in mixes.FORM_ACTIVITIES.items()
            if form in self.forms
        }
        self.ess_bands = self._table(mixes.ESS_BANDS, self.bands)
        self.other_bands = self._table(mixes.BANDS, self.bands)
        self.counts = mixes.table(mixes.ESTABLISHMENT_COUNTS)[1]
        years = {year: weight for year, weight in mixes.CREATION_YEARS.items() if int(year) <= today.year}
        names, self.years = mixes.table(years)
        self.year_starts = np.array([(date(int(year), 1, 1) - _EPOCH).days for year in names], dtype=np.int64)
        self.natural_person = self.forms.index(mixes.NATURAL_PERSON)
        self.association = self.forms.index("9220")
        self.local_association = self.forms.index("9260")
        self.unemployed = self.bands.index("NN")
        # Communes that must get an ESS unit first, so that the demonstration has something to show nearly everywhere.
        least = mix.every_commune_from
        self.first_places = np.flatnonzero(places.populations >= least) if least is not None else np.empty(0, np.int64)

    @staticmethod
    def _table(weights: mixes.Weights, universe: list[str]) -> tuple[Ints, npt.NDArray[np.float64]]:
        values, cumulative = mixes.table(weights)
        return np.array([universe.index(value) for value in values], dtype=np.int64), cumulative


def pick(rng: np.random.Generator, table: tuple[Ints, npt.NDArray[np.float64]], count: int) -> Ints:
    """Draw `count` values of a table made by Drawer."""
    values, cumulative = table
    return values[mixes.draw(rng, cumulative, count)]


@dataclass(frozen=True)
class Units:
    """One chunk of legal units; each array has one entry per unit."""

    siren: Ints
    ess: Flags
    form: Ints  # position in Drawer.forms
    activity: Ints  # position in Drawer.activities
    active: Flags
    purged: Flags
    natural: Flags
    place: Ints  # seat
    created: Days
    begun: Days  # start of the current period: the closing day of a ceased unit
    band: Ints  # of the unit, position in Drawer.bands
    count: Ints  # establishments
    partial: Flags  # diffusion P


@dataclass(frozen=True)
class Establishments:
    """The establishments of one chunk of units; `unit` is the position in it."""

    unit: Ints
    siret: Ints
    rank: Ints
    seat: Flags
    active: Flags
    place: Ints
    created: Days
    begun: Days
    band: Ints


def draw_units(drawer: Drawer, chunk: int, first: int, count: int) -> Units:
    """Draw units first … first + count - 1. The same seed and chunk give the same units."""
    rng = np.random.default_rng([drawer.seed, 2, chunk])
    ess = rng.random(count) < drawer.mix.ess_share
    form = np.where(ess, pick(rng, drawer.ess_forms, count), pick(rng, drawer.other_forms, count))
    place = drawer.places.draw(rng, count)
    _cover_communes(drawer, rng, ess, place, first)
    form = np.where((form == drawer.association) & drawer.places.local_law[place], drawer.local_association, form)
    activity = np.where(ess, pick(rng, drawer.ess_activities, count), pick(rng, drawer.other_activities, count))
    for code, table in drawer.form_activities.items():
        rows = np.flatnonzero(form == code)
        activity[rows] = pick(rng, table, len(rows))
    active = rng.random(count) < np.where(ess, 0.80, (0.45 - drawer.mix.ess_share * 0.8) / (1 - drawer.mix.ess_share))
    year = mixes.draw(rng, drawer.years, count)
    created = np.minimum(drawer.year_starts[year] + rng.integers(0, 365, count), drawer.today - 1)
    # A ceased unit lived from one day to all the time it could; an active one changed last at any moment since.
    lived = (rng.random(count) ** 1.5 * (drawer.today - created)).astype(np.int64)
    changed = rng.random(count) < np.where(active, 0.35, 1.0)
    begun = np.where(changed, created + np.maximum(lived, 1), created)
    band = np.where(ess, pick(rng, drawer.ess_bands, count), pick(rng, drawer.other_bands, count))
    natural = form == drawer.natural_person
    old = (~active) & (begun < (date(2003, 1, 1) - _EPOCH).days)
    return Units(
        siren=luhn.sirens(first, count, drawer.units),
        ess=ess,
        form=form,
        activity=activity,
        active=active,
        purged=old & (rng.random(count) < 0.9),
        natural=natural,
        place=place,
        created=created.astype(np.int32),
        begun=begun.astype(np.int32),
        band=np.where(active, band, drawer.unemployed),
        count=_counts(drawer, rng, natural, band),
        partial=rng.random(count) < np.where(natural, 0.09, 0.002),
    )


def _cover_communes(drawer: Drawer, rng: np.random.Generator, ess: Flags, place: Ints, first: int) -> None:
    """Spread the communes that must have an ESS unit evenly over the stock (changes `place`)."""
    if not len(drawer.first_places):
        return
    rows = np.flatnonzero(ess)
    expected = drawer.units * drawer.mix.ess_share
    start = int(first / drawer.units * expected)
    share = min(1.0, 1.25 * len(drawer.first_places) / expected)  # a quarter more: some are ceased
    chosen = rows[rng.random(len(rows)) < share]
    stride = max(1, round(1 / share))
    place[chosen] = drawer.first_places[(start // stride + np.arange(len(chosen))) % len(drawer.first_places)]


def _counts(drawer: Drawer, rng: np.random.Generator, natural: Flags, band: Ints) -> Ints:
    drawn = mixes.draw(rng, drawer.counts, len(natural))
    count = np.array([1, 2, 3, 4, 5, 6, 51], dtype=np.int64)[drawn]
    many = drawn == 5
    count[many] += np.minimum(rng.geometric(0.12, int(many.sum())), 44)
    network = drawn == 6
    count[network] += np.minimum(rng.geometric(0.02, int(network.sum())), _MAX_ESTABLISHMENTS - 51)
    return np.where(natural, np.minimum(count, 5), count)


def draw_establishments(drawer: Drawer, units: Units, chunk: int) -> Establishments:
    """Draw the establishments of a chunk of units, in the order of SIRET."""
    rng = np.random.default_rng([drawer.seed, 3, chunk])
    unit = np.repeat(np.arange(len(units.siren)), units.count)
    starts = np.cumsum(units.count) - units.count
    rank = np.arange(len(unit)) - starts[unit] + 1
    # The seat is the first establishment, or the last when the unit has moved.
    moved = rng.random(len(units.siren)) < 0.5
    seat_rank = np.where(moved, units.count, 1)
    seat = rank == seat_rank[unit]
    # Secondary establishments: 4 in 10 of an active unit's; one ceased unit in 200 keeps an open seat.
    active = np.where(seat, units.active[unit], units.active[unit] & (rng.random(len(unit)) < 0.4))
    active |= seat & ~units.active[unit] & (rng.random(len(unit)) < 0.004)
    # Half of the others stand in the seat's commune, the rest not far in the order of codes: same département mostly.
    near = units.place[unit] + rng.integers(-25, 26, len(unit))
    stays = seat | (rng.random(len(unit)) < 0.5)
    place = np.where(stays, units.place[unit], np.clip(near, 0, len(drawer.places.codes) - 1))
    span = np.maximum(units.begun[unit].astype(np.int64) - units.created[unit], 1)
    created = np.where(rank == 1, units.created[unit], units.created[unit] + (rng.random(len(unit)) * span).astype(int))
    until_today = np.maximum(drawer.today - created, 2)
    closed = created + np.maximum((rng.random(len(unit)) * until_today).astype(np.int64), 1)
    closed = np.where(units.active[unit], closed, np.minimum(closed, units.begun[unit]))
    begun = np.where(active, np.where(rng.random(len(unit)) < 0.7, created, closed), np.maximum(closed, created))
    band = np.where(units.ess[unit], pick(rng, drawer.ess_bands, len(unit)), pick(rng, drawer.other_bands, len(unit)))
    # One establishment: its band is the unit's. Several: each has its own.
    band = np.where((units.count[unit] == 1) | seat, units.band[unit], band)
    return Establishments(
        unit=unit,
        siret=luhn.sirets(units.siren[unit], rank),
        rank=rank,
        seat=seat,
        active=active,
        place=place,
        created=created.astype(np.int32),
        begun=begun.astype(np.int32),
        band=np.where(active, band, drawer.unemployed),
    )
