"""The filters of a list: a GET form, so that each selection is an address."""

from __future__ import annotations

from django.utils.safestring import SafeString

from essaim.web.ui import french
from essaim.web.ui.components import Filter, FilterBar, Link
from essaim.web.ui.markup.escape import esc, joined


def filter_bar(bar: FilterBar) -> SafeString:
    """The form. With components/script.html name="filters", empty fields are left out of the address."""
    parts = [
        f'<form class="filters" action="{esc(bar.action)}" method="get" data-filters aria-label="{esc(bar.title)}">\n'
    ]
    if bar.active:
        parts.append(_active(bar))
    parts.append("\n")
    parts += [f'<input type="hidden" name="{esc(name)}" value="{esc(value)}">' for name, value in bar.hidden]
    parts += [_filter(shown) for shown in bar.filters]
    parts.append(f'\n<p><button class="button button--main" type="submit">{esc(bar.submit)}</button></p></form>')
    return joined(parts)


def _active(bar: FilterBar) -> str:
    def chip(link: Link) -> str:
        return (
            f'<li><a class="chip chip--on" href="{esc(link.href or "")}">{esc(link.label)}'
            '<span aria-hidden="true">×</span><span class="sr-only">\u00a0: retirer ce filtre</span></a></li>'
        )

    links = [chip(link) for link in bar.active]
    if bar.reset_href:
        links.append(f'<li><a class="chip" href="{esc(bar.reset_href)}">Tout effacer</a></li>')
    return f'<ul class="chips" aria-label="Filtres en cours">{"".join(links)}</ul>'


def _filter(shown: Filter) -> str:
    if shown.kind in ("checkbox", "radio"):
        return _choices(shown)
    return _menu(shown) if shown.kind == "select" else _field(shown)


def _choices(shown: Filter) -> str:
    name, kind, label = esc(shown.name), shown.kind, esc(shown.label)
    parts = [
        f"<details{' open' if shown.open or shown.is_active else ''}><summary>{label}</summary><fieldset>"
        f'<legend class="sr-only">{label}</legend><div class="filters__list">'
    ]
    for option in shown.options:
        checked = " checked" if option.selected else ""
        count = "" if option.count is None else f'<span class="check__count">{french.number(option.count)}</span>'
        parts.append(
            f'<label class="check"><input type="{kind}" name="{name}" value="{esc(option.value)}"{checked}>'
            f"<span>{esc(option.label)}</span>{count}</label>"
        )
    parts.append("</div></fieldset></details>\n")
    return "".join(parts)


def _menu(shown: Filter) -> str:
    name = esc(shown.name)
    options = "".join(
        f'<option value="{esc(option.value)}"{" selected" if option.selected else ""}>{esc(option.label)}'
        f"{'' if option.count is None else f' ({french.number(option.count)})'}</option>"
        for option in shown.options
    )
    return (
        f'<div class="field"><label for="f-{name}">{esc(shown.label)}</label><select class="input" id="f-{name}" '
        f'name="{name}">{options}</select></div>\n'
    )


def _field(shown: Filter) -> str:
    name = esc(shown.name)
    below = ""
    if shown.error:
        below = f'<p class="field__error" id="a-{name}">{esc(shown.error)}</p>'
    elif shown.hint:
        below = f'<p class="field__hint" id="a-{name}">{esc(shown.hint)}</p>'
    invalid = ' aria-invalid="true"' if shown.error else ""
    # A number is typed in a text field: what was mistyped is shown again beside its error; a number field refuses it.
    kind = '"text" inputmode="numeric"' if shown.kind == "number" else f'"{shown.kind}"'
    described = f' aria-describedby="a-{name}"' if below else ""
    longest = "" if shown.kind == "date" else ' maxlength="200"'
    return (
        f'<div class="field"><label for="f-{name}">{esc(shown.label)}</label><input class="input" id="f-{name}" '
        f'type={kind} name="{name}" value="{esc(shown.value)}"{longest}{invalid}{described}>'
        f"{below}</div>\n"
    )
