"""Where each former commune code leads today: the movements since 1943 followed in date order.

A code is followed forward from the day it was lost. A day's movements are read together: what a commune becomes is the
set of its lines of that day that lead to a commune (COM). Movement codes: INSEE, « Liste des codes événements ».
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from essaim.rules.names import fold

# INSEE event codes. 20 creation, 21 re-creation; 30 suppression, 31 to 33 mergers, 34 and 35 associated or delegated
# communes absorbed; 41 change of département, 50 change of seat: the commune stays and its code changes.
CODE_CHANGES = {"41", "50"}
SPLITS = {"20", "21", "30"}
UNDATED = date(1943, 1, 1)

SCHEMA = pa.schema(
    [
        ("old_code", pa.string()),
        ("old_name", pa.string()),
        ("new_code", pa.string()),
        ("effective_on", pa.date32()),
        ("kind", pa.string()),
    ]
)


@dataclass(frozen=True)
class Loss:
    """How a code stopped being a commune's: the day it did, and the communes its land went to last."""

    on: date  # the day the commune ended
    followed_from: (
        date  # the day of the heirs: later when it lived on as an associated commune that was moved or absorbed
    )
    mods: frozenset[str]
    name: str
    heirs: tuple[tuple[str, str], ...]  # (code, name) of the communes it became


class Movements:
    """The movements between communes, by code and day. `current`: codes of today's communes."""

    def __init__(self, movements: pa.Table | None, current: set[str], until: date | None = None) -> None:
        self.current = current
        # code → day → lines (mod, code after, name before, name after)
        self._days: dict[str, dict[date, list[tuple[str, str | None, str, str]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._as_commune: dict[str, set[date]] = defaultdict(set)
        for row in movements.to_pylist() if movements is not None else []:
            if until is not None and (row["effective_on"] or until) > until:
                continue
            if row["code_before"] is None or row["type_before"] == "ARM":
                continue
            if row["type_after"] not in (None, "COM", "ARM"):
                continue  # it became a délégué or associée too; the commune that took it is on another line
            self._days[row["code_before"]][row["effective_on"] or UNDATED].append(
                (row["mod"], row["code_after"], row["name_before"] or "", row["name_after"] or "")
            )
            if row["type_before"] == "COM":
                self._as_commune[row["code_before"]].add(row["effective_on"] or UNDATED)

    def codes(self) -> set[str]:
        """Codes that were once a commune's, an associated or a delegated commune's."""
        return set(self._days)

    def loss(self, code: str) -> Loss | None:
        """The last loss of `code`; None when it always kept its own commune."""
        losses = []
        for day in sorted(self._days.get(code, {}), reverse=True):
            lines = self._days[code][day]
            heirs = {(after, name) for _, after, _, name in lines if after is not None}
            if code not in {after for after, _ in heirs}:
                losses.append((day, lines, heirs))
        if not losses:
            return None
        followed_from, lines, heirs = losses[0]
        ended, last_lines, _ = next((loss for loss in losses if loss[0] in self._as_commune[code]), losses[0])
        mods = frozenset(line[0] for line in last_lines)
        return Loss(ended, followed_from, mods, last_lines[0][2], tuple(sorted(heirs)))

    def follow(self, code: str, name: str, after: date, seen: frozenset[str] = frozenset()) -> set[str]:
        """Today's communes that `code`, as it was the day `after`, leads to. `name`: the former commune we are after.

        When a later split gives back its own code to a commune of that name, this commune is the answer. A code lost
        twice (merged, re-created, merged again) is followed once a day; a cycle ends at its first repeated code.
        """
        if code in seen:
            return {code} & self.current
        for day in sorted(self._days.get(code, {})):
            lines = self._days[code][day]
            heirs = {(new, new_name) for _, new, _, new_name in lines if new is not None}
            codes = {new for new, _ in heirs}
            # Lines of the very day are followed only if `code` ends that day (code changed, then merged).
            if day < after or (day == after and code in codes):
                continue
            if code not in codes:
                return self._follow_all(codes, name, day, seen | {code})
            if len(codes) > 1:
                before = lines[0][2]
                moved = _named(heirs, name, code) or (
                    # The commune itself moved to another code and left this one to the part that was re-created:
                    # Les Hauts-Talican, 60054 until 2024, then 60694.
                    _named(heirs, before, code) if not _named(heirs, before, None) & {code} else set()
                )
                if moved:
                    return self._follow_all(moved, name, day, seen | {code})
        return {code} & self.current

    def _follow_all(self, codes: set[str], name: str, day: date, seen: frozenset[str]) -> set[str]:
        return set().union(*(self.follow(code, name, day, seen) for code in codes)) if codes else set()


def _named(heirs: set[tuple[str, str]], name: str, other_than: str | None) -> set[str]:
    folded = fold(name)
    return {code for code, heir in heirs if code != other_than and fold(heir) == folded}


def successions(
    movements: pa.Table | None, communes: pa.Table, *, until: date | None = None
) -> tuple[pa.Table, list[str]]:
    """Return the table commune_successions and the former codes that lead nowhere (Saint-Martin, Saint-Barthélemy).

    `movements`: cleaned cog_movements, left out after `until`; `communes`: cleaned cog_communes. Every former code that
    a movement or the COG knows is there, arrondissements municipaux included; a code that a commune bears today is not
    « former ».
    """
    rows = communes.select(["typecom", "code", "name", "parent_code"]).to_pylist()
    current = {row["code"] for row in rows if row["typecom"] == "COM"}
    # The COG names today's commune of the codes that live on as déléguées or associées: nothing is surer.
    parents = {
        r["code"]: r["parent_code"] for r in rows if r["typecom"] in {"COMD", "COMA"} and r["code"] not in current
    }
    history = Movements(movements, current, until)
    found: list[dict[str, object]] = []
    known: set[str] = set()
    nowhere: list[str] = []
    for code in sorted(history.codes() - current):
        loss = history.loss(code)
        if loss is None:
            continue
        if code in parents:
            heirs = {parents[code]}
        else:
            heirs = {heir for new, _ in loss.heirs for heir in history.follow(new, loss.name, loss.followed_from)}
        known.add(code)
        if not heirs:
            nowhere.append(code)
        for heir in sorted(heirs):
            found.append(_row(code, loss.name, heir, loss.on, _kind(loss.mods, len(heirs))))
    for row in rows:
        if row["typecom"] == "ARM":
            found.append(_row(row["code"], row["name"], row["parent_code"], None, "arrondissement"))
        elif row["typecom"] in {"COMD", "COMA"} and row["code"] in parents and row["code"] not in known:
            # A commune déléguée whose code no movement explains (npm layout): the COG itself names its commune.
            known.add(row["code"])
            found.append(_row(row["code"], row["name"], row["parent_code"], None, "fusion"))
    districts = {row["code"] for row in rows if row["typecom"] == "ARM"}
    found = [row for row in found if row["kind"] == "arrondissement" or row["old_code"] not in districts]
    table = pa.Table.from_pylist(found, schema=SCHEMA)
    return table.sort_by([("old_code", "ascending"), ("new_code", "ascending")]), nowhere


def main_successor(table: pa.Table, communes: pa.Table) -> dict[str, str]:
    """Return the one commune each former code leads to: of several, the one that kept its name, else none."""
    names = {row["code"]: row["name"] for row in communes.to_pylist() if row["typecom"] == "COM"}
    heirs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in table.to_pylist():
        heirs[row["old_code"]].append((row["new_code"], row["old_name"]))
    chosen: dict[str, str] = {}
    for code, options in heirs.items():
        same = [new for new, old_name in options if fold(names[new]) == fold(old_name)]
        if len(options) == 1:
            chosen[code] = options[0][0]
        elif len(same) == 1:
            chosen[code] = same[0]
    return chosen


def _kind(mods: frozenset[str], heirs: int) -> str:
    if heirs == 0:
        return "suppression"
    if heirs > 1:
        return "scission"
    if mods & CODE_CHANGES:
        return "changement_de_code"
    return "suppression" if mods == {"30"} else "fusion"


def _row(old: str, name: str, new: str | None, on: date | None, kind: str) -> dict[str, object]:
    return {
        "old_code": old,
        "old_name": name or old,
        "new_code": new,
        "effective_on": None if on == UNDATED else on,
        "kind": kind,
    }
