"""The levers of the assistant written in Python: some thirty of them, each with a dozen optional parts.

As an included template they took two thirds of the page's time; written so, a tenth. Every text is escaped here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape

from django.utils.safestring import SafeString, mark_safe

from essaim.rules.procurement import Answer
from essaim.web.procurement.law_words import lever_href

STATUS_TAGS = {
    "possible": ("tag--leaf", "Possible"),
    "a_verifier": ("tag--honey", "À vérifier"),
    "impossible": ("tag--brick", "Impossible"),
    "non_couvert": ("", "Non couvert"),
}
DUTY_TAGS = {
    True: ("tag--slate", "Obligatoire"),
    None: ("tag--honey", "À vérifier"),
    False: ("", "Rien à faire"),
}
REQUIRED = {True: "obligatoire", None: "à vérifier", False: "non requis"}


def state(answer: Answer) -> str:
    """« Possible », « À vérifier », « Obligatoire »… : what is concluded, in a word or two."""
    return (DUTY_TAGS[answer.duty] if answer.is_duty else STATUS_TAGS[answer.status])[1]


def rows(answers: Iterable[Answer], on: date) -> SafeString:
    """The <li> of some answers: what is concluded and its first reason, the rest on demand. on: the day of the law."""
    return mark_safe("\n".join(_row(answer, on) for answer in answers))  # noqa: S308 - every text went through escape


def _row(answer: Answer, on: date) -> str:
    css, label = DUTY_TAGS[answer.duty] if answer.is_duty else STATUS_TAGS[answer.status]
    first = answer.reasons[0] if answer.reasons else "Il manque un fait pour conclure." if answer.missing else ""
    body = [
        f'<p class="soft">{escape(answer.question)}</p>',
        _list("", answer.reasons),
        *(
            f"<p><strong>{escape(duty.label)}</strong>\u00a0: {REQUIRED[duty.required]}. "
            f"{escape(' '.join(duty.reasons))}</p>"
            for duty in answer.duties
        ),
        _list("Pour conclure, il faut savoir\u00a0:", answer.questions),
        *(f"<p>Lecture incertaine\u00a0: {escape(doubt.text)}</p>" for doubt in answer.doubts),
        _list("À demander aux candidats\u00a0:", answer.requirements),
        *(f"<p>{escape(text)}</p>" for text in (*answer.obligations, *answer.exceptions, *answer.warnings)),
        *(f'<p class="soft">{escape(text)}</p>' for text in answer.cautions),
        _list("Ce qui changerait la réponse\u00a0:", answer.changes),
        _articles(answer),
        f'<p class="small"><a href="{escape(lever_href(answer.id, on))}">Page de ce levier'
        f'<span class="sr-only">\u00a0: {escape(answer.title)}</span></a></p>',
    ]
    return (
        f'<li class="lever"><details><summary><span class="tag {css}">{label}</span> '
        f'<strong>{escape(answer.title)}</strong> <span class="soft">{escape(first)}</span></summary>'
        f'<div class="prose lever__body">{"".join(body)}</div></details></li>'
    )


def _list(intro: str, texts: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    if not items:
        return ""
    return f"{f'<p>{intro}</p>' if intro else ''}<ul>{items}</ul>"


def _articles(answer: Answer) -> str:
    said = []
    for article in answer.articles:
        name = escape(article.id)
        if article.url:
            name = f'<a href="{escape(article.url)}">{name}</a>'
        doubt = "" if article.confidence == "verifie" else ", à vérifier"
        said.append(f"{name} ({escape(article.label)}){doubt}")
    return f'<p class="small">Textes\u00a0: {"\u00a0; ".join(said)}</p>' if said else ""
