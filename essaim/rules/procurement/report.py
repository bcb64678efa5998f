"""An answer as plain data, for programs, and as plain text, for a terminal."""

from collections.abc import Iterable
from textwrap import fill
from typing import Any

from essaim.rules import lookup
from essaim.rules.dates import french_date
from essaim.rules.procurement.answers import GROUPS, STATUSES, Advice, Answer, Citation
from essaim.rules.procurement.asking import written

WIDTH = 100
DUTIES = {True: "obligatoire", False: "pas obligatoire", None: "à vérifier"}


def as_data(advice: Advice) -> dict[str, Any]:
    """Return the answer as what JSON can hold. Keys in English, sentences in French, days as ISO 8601."""
    estimate = advice.estimate
    return {
        "on": advice.on.isoformat(),
        "facts": written(advice.given),
        "estimate": {
            "amount": None if estimate.amount is None else float(estimate.amount),
            "declared": None if estimate.declared is None else float(estimate.declared),
            "steps": list(estimate.steps),
            "warnings": list(estimate.warnings),
            "articles": list(estimate.articles),
        },
        "drawn": list(advice.drawn),
        "warnings": list(advice.warnings),
        "answers": [_answer(answer) for answer in advice.answers],
        "disclaimer": advice.disclaimer,
    }


def _answer(answer: Answer) -> dict[str, Any]:
    names = ("id", "slug", "title", "group", "question", "status", "is_duty", "duty")
    lists = (
        "reasons", "changes", "requirements", "obligations", "exceptions", "warnings", "cautions", "assumptions",
        "missing", "questions",
    )  # fmt: skip
    return {
        **{name: getattr(answer, name) for name in names},
        **{name: list(getattr(answer, name)) for name in lists},
        "duties": [
            {
                "id": d.id, "label": d.label, "required": d.required, "reasons": list(d.reasons),
                "missing": list(d.missing),
            }
            for d in answer.duties
        ],
        "doubts": [
            {"text": d.text, "decisive": d.decisive, "source": lookup.sources()[d.source].title} for d in answer.doubts
        ],
        "figures": [
            {
                "id": f.id, "label": f.label, "shown": f.shown, "article": f.article, "confidence": f.confidence,
                "since": f.since.isoformat() if f.since else None,
            }
            for f in answer.figures
        ],
        "articles": [_citation(article) for article in answer.articles],
    }  # fmt: skip


def _citation(article: Citation) -> dict[str, Any]:
    return {
        "id": article.id,
        "label": article.label,
        "code": article.code,
        "url": article.url,
        "source": lookup.sources()[article.source].title,
        "confidence": article.confidence,
        "version_since": article.version_since.isoformat() if article.version_since else None,
    }


def as_text(advice: Advice) -> str:
    """Return the answer for a terminal, 100 columns wide."""
    lines = [f"Droit du {french_date(advice.on)}"]
    lines += [f"  {key}\u00a0: {value}" for key, value in written(advice.given).items()]
    lines += _items("!", (*advice.estimate.steps, *advice.estimate.warnings, *advice.warnings, *advice.drawn), "")
    for group, title in GROUPS.items():
        lines += ["", title.upper()]
        for answer in (item for item in advice.answers if item.group == group):
            lines += _lever(answer)
    return "\n".join([*lines, "", fill(advice.disclaimer, WIDTH), ""])


def _lever(answer: Answer) -> list[str]:
    mark = DUTIES[answer.duty] if answer.is_duty else STATUSES[answer.status].lower()
    if answer.status == "non_couvert":
        mark = "non couvert"
    lines = [f"{answer.title}\u00a0: {mark}"]
    lines += _items("-", answer.reasons)
    for duty in answer.duties:
        reasons = " ".join(duty.reasons)
        lines += _items("-", [f"{duty.label}\u00a0: {DUTIES[duty.required]}. {reasons}".strip()])
    if answer.status == "a_verifier" or answer.duty is None:
        lines += _items("?", answer.questions)
    lines += _items("?", (doubt.text for doubt in answer.doubts if doubt.decisive))
    if answer.status != "impossible":
        lines += _items("+", (f"À demander aux candidats\u00a0: {text}" for text in answer.requirements))
    lines += _items("→", answer.changes)
    articles = ", ".join(f"{article.id}" for article in answer.articles)
    return [*lines, f"    {articles}"] if articles else lines


def _items(mark: str, texts: Iterable[str], indent: str = "  ") -> list[str]:
    return [
        fill(text, WIDTH, initial_indent=f"{indent}{mark} ", subsequent_indent=f"{indent}  ")
        for text in dict.fromkeys(texts)
    ]
