"""Experiences to take away: a printed sheet, open data, a press kit, a feed."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed

from essaim.web.observatory.release import Release
from essaim.web.practices import experience_context, pictures, vocabulary
from essaim.web.practices.content import Content
from essaim.web.practices.enums import Licence
from essaim.web.practices.models import Experience
from essaim.web.ui import pdf

# What a spreadsheet would run as a formula is written as text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = ("adresse", "titre", "resume", "theme", "leviers", "competences", "territoires", "collectivites_siren",
           "organisations", "organisations_siren", "debut", "fin", "budget_euros", "verifiee_le", "licence",
           "sources")  # fmt: skip


def printed(experience: Experience, release: Release, *, on: date, address: str) -> bytes:
    """Return the sheet of an experience as a tagged PDF. Raises CannotPrint."""
    context = experience_context.build(experience, release, on=on) | {"address": address, "on": on}
    context["pictures"] = pictures.on_paper(context["content"])
    html = render_to_string("practices/sheet_pdf.html", context)
    return pdf.render(html, style="practices/sheet.css")


def records(experiences: Sequence[Experience], *, on: date, root: str) -> list[dict[str, Any]]:
    """Return experiences as flat records, the same for CSV and JSON. root: « https://… », without a final slash."""
    themes = vocabulary.theme_labels(on)
    found = []
    for experience in experiences:
        content = experience.read()
        values = (
            f"{root}/experiences/{experience.slug}/",
            experience.title,
            experience.summary,
            themes.get(content.theme, content.theme),
            list(content.levers),
            list(content.competences),
            [place.territory_id for place in content.places],
            [place.siren for place in content.places if place.siren],
            [one.name for one in content.organizations],
            [one.siren for one in content.organizations if one.siren],
            content.started,
            content.ended,
            content.budget,
            experience.confirmed_on.isoformat(),
            Licence(content.licence).label,
            [f"{one.title} ({one.publisher})" if one.publisher else one.title for one in content.sources],
        )
        found.append(dict(zip(COLUMNS, values, strict=True)))
    return found


def as_csv(records: Sequence[dict[str, Any]]) -> bytes:
    """Return records for French spreadsheets: « ; », UTF-8 with its mark, lists joined by « | »."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for record in records:
        writer.writerow([_cell(record[column]) for column in COLUMNS])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_json(records: Sequence[dict[str, Any]], *, on: date) -> bytes:
    """Return records with what they are, and the day they were written."""
    whole = {"titre": "Expériences de collectivités avec l’ESS", "extrait_le": on.isoformat(), "experiences": records}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def press_kit(experiences: Sequence[Experience], release: Release, *, on: date, root: str) -> bytes:
    """Return a ZIP: a text and a PDF for each experience, their figures as CSV, photos with their credits."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as kit:
        credits: list[str] = []
        figures: list[list[str]] = [["experience", "mesure", "quand", "valeur", "source", "doute"]]
        for experience in experiences:
            content = experience.read()
            address = f"{root}/experiences/{experience.slug}/"
            context = experience_context.build(experience, release, on=on) | {"address": address, "on": on}
            kit.writestr(f"{experience.slug}.txt", render_to_string("practices/press.txt", context))
            kit.writestr(f"{experience.slug}.pdf", printed(experience, release, on=on, address=address))
            for one in context["series"]:
                figures += [[experience.title, one.label, b.when, b.shown, b.source, b.doubt] for b in one.bars]
            credits += _photos(kit, experience.slug, content)
            for number, (document, held) in enumerate(pictures.held_documents(content), start=1):
                kit.writestr(f"documents/{experience.slug}-{number}{document.suffix}", held)
        text = io.StringIO()
        csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([[_cell(v) for v in row] for row in figures])
        kit.writestr("chiffres.csv", b"\xef\xbb\xbf" + text.getvalue().encode())
        if credits:
            kit.writestr("photos/credits.txt", "\n".join(credits) + "\n")
        note = {"on": on, "experiences": experiences, "root": root}
        kit.writestr("LISEZMOI.txt", render_to_string("practices/press_readme.txt", note))
    return whole.getvalue()


def _photos(kit: zipfile.ZipFile, slug: str, content: Content) -> list[str]:
    """Put the photos of an experience in the kit; return a line of credit for each."""
    credits = []
    for number, (one, suffix, held) in enumerate(pictures.originals(content), start=1):
        name = f"{slug}-{number}{suffix}"
        kit.writestr(f"photos/{name}", held)
        caption = f" {one.caption}." if one.caption else ""
        credits.append(f"{name}\u00a0: {one.description}{caption} Crédit\u00a0: {one.credit}")
    return credits


def feed(experiences: Sequence[Experience], *, root: str, path: str, changed: datetime | None) -> bytes:
    """Return an Atom feed, the latest first. changed: when something last changed, None when nothing is published."""
    made = Atom1Feed(
        title="Expériences de collectivités avec l’économie sociale et solidaire",
        link=f"{root}/experiences/",
        feed_url=root + path,
        description="Ce que des collectivités ont fait avec l’ESS, par quels leviers, et ce qui en est sorti.",
        language="fr",
    )
    for experience in experiences:
        made.add_item(
            title=experience.title,
            link=f"{root}/experiences/{experience.slug}/",
            description=experience.summary,
            pubdate=experience.published_at,
            updateddate=experience.updated_at,
            unique_id=f"{root}/experiences/{experience.slug}/",
        )
    return made.writeString("utf-8").encode()


def _cell(value: Any) -> str:
    text = " | ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
