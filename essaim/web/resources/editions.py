"""Editions of a work: a frozen copy of each text, a number, and what changed since the edition before."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from essaim.rules.typography import typo
from essaim.web.accounts.models import User
from essaim.web.audit.services import record
from essaim.web.resources import selectors
from essaim.web.resources.body import plain
from essaim.web.resources.citing import freeze, served
from essaim.web.resources.errors import NothingChanged, ResourceError
from essaim.web.resources.models import Edition, Fiche, Work
from essaim.web.territories.selectors import Territory

SHARED = ("title", "slug", "summary", "theme", "levels", "levers", "authors", "contact", "contact_email", "licence")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that changed. before, after: plain words; one of them empty when it was added or taken away."""

    before: str = ""
    after: str = ""

    @property
    def parts_before(self) -> list[tuple[str, bool]]:
        """The words of `before`, in runs, True for those that are gone."""
        return _runs(self.before, self.after)

    @property
    def parts_after(self) -> list[tuple[str, bool]]:
        """The words of `after`, in runs, True for those that came."""
        return _runs(self.after, self.before)


@dataclass(frozen=True, slots=True)
class Change:
    """What changed about one text. kind: added, removed, moved, changed. values: bound values that moved, in French."""

    kind: str
    slug: str
    title: str
    passages: Sequence[Passage] = ()
    values: Sequence[str] = ()


def copy_of(of: Work, *, on: date) -> dict[str, Any]:
    """Return a work and its fiches as they are on a day, as JSON: what an edition keeps."""
    release = served()
    return {
        "work": {
            **{name: getattr(of, name) for name in (*SHARED, "kind", "subtitle", "number")},
            "checked_on": of.checked_on.isoformat(),
            **freeze(of.raw_body(), on=on, release=release),
        },
        "fiches": [
            {"part": part, **_fiche(fiche), **freeze(fiche.raw_body(), on=on, release=release)}
            for part, fiche in selectors.parts_of(of)
        ],
    }


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the digest of what readers would see differ: two contents with the same one are the same edition."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def publish_edition(*, work_id: int, editor: User | None, note: str = "", on: date, now: datetime) -> Edition:
    """Publish the next edition of a work. note: the change note; written from the differences when left empty.

    Raises NothingChanged when the work is what its last edition holds (asked twice, it is published once),
    ResourceError when the work is not public or holds nothing.
    """
    work = Work.objects.select_for_update().get(pk=work_id)
    if not work.live:
        raise ResourceError("Cet ouvrage n’est pas publié\u00a0: publiez-le avant d’en faire une édition.")
    content = copy_of(work, on=on)
    if not content["fiches"] and not content["work"]["body"]:
        raise ResourceError("Cet ouvrage est vide\u00a0: aucune de ses fiches n’est publiée. Rien n’a été créé.")
    last = selectors.latest_edition(work)
    digest = digest_of(content)
    if last is not None and last.digest == digest:
        raise NothingChanged(
            f"L’édition {last.number} contient déjà tout cela, mot pour mot\u00a0: aucune édition n’a été créée."
        )
    release = served()
    edition = Edition.objects.create(
        work=work,
        number=last.number + 1 if last else 1,
        on=on,
        note=note.strip() or (change_note(changes(last.content, content)) if last else "Première édition."),
        content=content,
        digest=digest,
        release_id=release.id if release else "",
        published_at=now,
        published_by=editor,
    )
    record(
        actor=editor, action="resources.edition_published", target=edition,
        before={"number": last.number} if last else None, after={"number": edition.number}, now=now,
    )  # fmt: skip
    return edition


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what changed from one content to another: the work's own text first, then each fiche in its order."""
    found = []
    own = _compared(before["work"], after["work"])
    if own is not None:
        found.append(own)
    old = {one["slug"]: one for one in before["fiches"]}
    new = {one["slug"]: one for one in after["fiches"]}
    for slug, fiche in new.items():
        if slug not in old:
            found.append(Change("added", slug, fiche["title"]))
        elif (change := _compared(old[slug], fiche)) is not None:
            found.append(change)
    found += [Change("removed", slug, fiche["title"]) for slug, fiche in old.items() if slug not in new]
    kept_before = [slug for slug in old if slug in new]
    kept_after = [slug for slug in new if slug in old]
    moved = [slug for slug, other in zip(kept_after, kept_before, strict=True) if slug != other]
    if moved:
        found.append(Change("moved", "", "Ordre des fiches", values=[new[slug]["title"] for slug in moved]))
    return found


def change_note(found: Sequence[Change]) -> str:
    """Write the differences as a note: one line a text, in French."""
    lines = []
    for kind, one, many in (
        ("added", "Nouvelle fiche", "Nouvelles fiches"), ("removed", "Fiche retirée", "Fiches retirées"),
    ):  # fmt: skip
        titles = [f"« {change.title} »" for change in found if change.kind == kind]
        if titles:
            lines.append(f"{one if len(titles) == 1 else many} : {', '.join(titles)}.")
    for change in found:
        if change.kind != "changed":
            continue
        parts = []
        added = sum(1 for one in change.passages if not one.before)
        removed = sum(1 for one in change.passages if not one.after)
        rewritten = len(change.passages) - added - removed
        for count, singular, plural in (
            (rewritten, "passage récrit", "passages récrits"), (added, "passage ajouté", "passages ajoutés"),
            (removed, "passage retiré", "passages retirés"),
        ):  # fmt: skip
            if count:
                parts.append(f"{count} {singular if count == 1 else plural}")
        parts += change.values
        lines.append(f"« {change.title} » : {' ; '.join(parts)}.")
    if any(change.kind == "moved" for change in found):
        lines.append("Des fiches ont changé de place.")
    return typo("\n".join(lines))


def copy_of_fiches(
    fiches: Sequence[Fiche], *, on: date, territory: Territory | None = None, title: str = ""
) -> dict[str, Any]:
    """Return some fiches as they are on a day, in the shape of an edition: what a file of a selection is made of."""
    release = served()
    alone = fiches[0] if len(fiches) == 1 else None
    where = f"Pour {territory.name}" if territory else ""
    return {
        "work": {
            "title": title or (alone.title if alone else "Sélection de fiches"),
            "slug": "",
            "subtitle": where,
            "summary": alone.question if alone else "",
            "kind": "",
            "number": None,
            "levels": [],
            "levers": [],
            "theme": "",
            "authors": ", ".join(dict.fromkeys(one.authors for one in fiches if one.authors)),
            "contact": "",
            "contact_email": "",
            "licence": fiches[0].licence,
            "checked_on": min(one.checked_on for one in fiches).isoformat(),
            "body": [],
            "bound": {},
            "experiences": {},
        },
        "fiches": [
            {"part": "", **_fiche(one), **freeze(one.raw_body(), on=on, release=release, territory=territory)}
            for one in fiches
        ],
    }


def _fiche(fiche: Fiche) -> dict[str, Any]:
    own = {name: getattr(fiche, name) for name in (*SHARED, "question", "competences", "organizations")}
    return {**own, "checked_on": fiche.checked_on.isoformat()}


def _compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> Change | None:
    passages = _passages(_lines(before), _lines(after))
    old, new = before["bound"], after["bound"]
    values = [
        f"{new[key]['label']} : {old[key]['shown']} devient {new[key]['shown']}"
        for key in new
        if key in old and old[key]["shown"] != new[key]["shown"]
    ]
    values += [
        f"{new[key]['label']} : le texte cité a changé"
        for key in new
        if key in old and old[key]["shown"] == new[key]["shown"] and old[key]["signature"] != new[key]["signature"]
    ]
    if not passages and not values:
        return None
    return Change("changed", after["slug"], after["title"], passages, values)


def _lines(copy: Mapping[str, Any]) -> list[str]:
    head = [copy["title"], copy.get("question") or copy.get("subtitle") or "", copy["summary"]]
    body = [line for block in copy["body"] for line in plain(block).splitlines()]
    return [line.strip() for line in (*head, *body) if line.strip()]


def _runs(mine: str, other: str) -> list[tuple[str, bool]]:
    """Words of one text in runs, True for those the other does not have at that place."""
    words, others = mine.split(" "), other.split(" ") if other else []
    found = []
    for tag, a, b, _, _ in difflib.SequenceMatcher(a=words, b=others, autojunk=False).get_opcodes():
        if b > a:
            found.append((" ".join(words[a:b]), tag != "equal"))
    return found


def _passages(before: Sequence[str], after: Sequence[str]) -> list[Passage]:
    """Lines that differ, in order; a replaced group is paired line by line as far as both go."""
    found = []
    for tag, a, b, c, d in difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = before[a:b], after[c:d]
        for rank in range(max(len(gone), len(come))):
            found.append(Passage(gone[rank] if rank < len(gone) else "", come[rank] if rank < len(come) else ""))
    return found
