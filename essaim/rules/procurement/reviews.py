"""What somebody must re-read, and by when: each parameter of procurement law has a day of review."""

from dataclasses import dataclass
from datetime import date

from essaim.rules import lookup
from essaim.rules.facts import Confidence
from essaim.rules.typography import typo


@dataclass(frozen=True, slots=True)
class Review:
    """One thing to re-read: a value with a review day of its own, or a whole file. name: path of the parameter."""

    name: str
    label: str
    checked_on: date
    review_by: date
    confidence: Confidence
    note: str


def all_reviews() -> tuple[Review, ...]:
    """Return every review, the nearest day first. A file counts once, its values with a day of their own apart."""
    found: list[Review] = []
    for name in sorted(lookup.SHAPES):
        if not name.startswith("commande_publique."):
            continue
        file = lookup.load(name)
        found.append(Review(name, file.title, file.checked_on, file.review_by, "verifie", file.description))
        for key, entry in file.entries.items():
            for value in entry.values:
                review_by = getattr(value, "review_by", None)
                if review_by is not None:
                    checked = getattr(value, "checked_on", None) or file.checked_on
                    label, note = typo(entry.label), getattr(value, "told", "")
                    found.append(Review(f"{name}.{key}", label, checked, review_by, value.confidence, note))
    return tuple(sorted(found, key=lambda review: (review.review_by, review.name)))


def due(on: date) -> tuple[Review, ...]:
    """Return what should have been re-read by the day `on`."""
    return tuple(review for review in all_reviews() if review.review_by < on)
