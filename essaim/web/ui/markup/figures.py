"""A figure with its source, the heart of the site; a definition one tap away."""

from __future__ import annotations

from django.utils.safestring import SafeString

from essaim.web.ui import french
from essaim.web.ui.components import Figure
from essaim.web.ui.markup.escape import esc, joined


def figure(shown: Figure) -> SafeString:
    """A figure. None and flag « nd » → « inconnu »; flag « s » → « secret statistique ». Never 0 for unknown."""
    known = shown.is_known
    suffix = f" <small>{esc(shown.suffix)}</small>" if known and shown.suffix else ""
    parts = [
        f'<div class="figure{"" if known else " figure--unknown"}">\n'
        f'<p class="figure__value">{esc(shown.shown)}{suffix}</p>\n<div class="figure__label">{esc(shown.label)}'
    ]
    if shown.definition:
        parts.append(f" {definition(shown.label, shown.definition, shown.definition_href)}")
    parts.append("</div>\n")
    parts += [f'<p class="figure__compare">{esc(french.typo(text))}</p>' for text in shown.comparisons]
    origin = [esc(french.typo(shown.source))] if shown.source else []
    origin += [french.date_fr(shown.date)] if shown.date else []
    if origin:
        note = f" · {esc(french.typo(shown.note))}" if shown.note else ""
        parts.append(f'\n<p class="figure__source">{", ".join(origin)}{note}</p>')
    parts.append("</div>")
    return joined(parts)


def definition(term: str, text: str, href: str = "") -> SafeString:
    """What a word means, one tap away and without script. href: the full definition (method page)."""
    named = esc(term)
    link = f' <a href="{esc(href)}">Méthode<span class="sr-only">\u00a0: {named}</span></a>' if href else ""
    return joined(
        [
            '<details class="definition"><summary><span aria-hidden="true">?</span>',
            f'<span class="sr-only">Définition\u00a0: {named}</span></summary>',
            f'<div class="definition__body">{esc(text)}{link}</div></details>',
        ]
    )
