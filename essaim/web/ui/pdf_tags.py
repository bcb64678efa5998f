"""What PDF/UA-1 asks of the tags and WeasyPrint 70 does not write: seen by reading its own output against the standard.

- Running heads and feet are pagination artefacts (ISO 14289-1, 7.8): WeasyPrint marks them as content of no structure.
- A drawing without a title says nothing its table does not: an artefact, not a figure without alternative (7.3).
- A list inside an item belongs to the body of that item, not beside it in the list (7.6; ISO 32000-1, 14.8.4.3.3).
- A header cell states its scope (7.5); identifiers of header cells stand in the tree's IDTree (ISO 32000-1, 14.7.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf


def finish(document: Any, pdf: pydyf.PDF) -> None:
    """Complete the tags of a document WeasyPrint has just made: given to `write_pdf` as its finisher.

    document: WeasyPrint's, unused. Changes `pdf`; does nothing to one without tags.
    """
    if "StructTreeRoot" not in pdf.catalog:
        return
    objects = {item.reference: item for item in pdf.objects}
    root = objects[pdf.catalog["StructTreeRoot"]]
    known: dict[bytes, pydyf.Dictionary] = {}
    for reference, element in _walk(objects, root, in_head=False):
        known[reference] = element
    named = sorted((element["ID"].string, reference) for reference, element in known.items() if "ID" in element)
    if named:
        names = [part for text, reference in named for part in (pydyf.String(text), reference)]
        root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(names)})
    _make_artefacts(objects, pdf, root, known)


def _walk(
    objects: dict[bytes, Any], parent: pydyf.Dictionary, *, in_head: bool
) -> Iterator[tuple[bytes, pydyf.Dictionary]]:
    """Yield (reference, element) of the tree, drawings without alternative taken away, scopes written on the way."""
    children = parent["K"]
    if parent.get("S") == "/L":
        _nest(objects, children)
    for child in [kid for kid in children if kid in objects]:
        element = objects[child]
        if not (isinstance(element, dict) and element.get("Type") == "/StructElem"):
            continue
        if element["S"] == "/Figure" and "Alt" not in element:
            children.remove(child)
            continue
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column" if in_head else "/Row"
        yield child, element
        yield from _walk(objects, element, in_head=in_head or element["S"] == "/THead")


def _nest(objects: dict[bytes, Any], children: list[Any]) -> None:
    """Move a list that stands directly in a list into the body of the item before it."""
    item: pydyf.Dictionary | None = None
    for child in list(children):
        element = objects.get(child)
        if not isinstance(element, dict):
            continue
        if element["S"] == "/LI":
            item = element
        elif element["S"] == "/L" and item is not None:
            bodies = [kid for kid in item["K"] if isinstance(objects.get(kid), dict) and objects[kid]["S"] == "/LBody"]
            home = objects[bodies[-1]] if bodies else item
            children.remove(child)
            home["K"].append(child)
            element["P"] = home.reference


def _make_artefacts(
    objects: dict[bytes, Any], pdf: pydyf.PDF, root: pydyf.Dictionary, known: dict[bytes, pydyf.Dictionary]
) -> None:
    """Mark as artefacts the contents that lead to no element of the tree."""
    numbers = objects[root["ParentTree"]]["Nums"]
    pages = pdf.page_references
    for page_number, parents in zip(numbers[::2], numbers[1::2], strict=True):
        if not isinstance(parents, pydyf.Array):
            continue  # an annotation
        loose = {position for position, reference in enumerate(parents) if reference not in known}
        for position in loose:
            parents[position] = "null"
        operations = objects[objects[pages[page_number]]["Contents"]].stream
        for index, operation in enumerate(operations):
            if operation == b"BDC" and operations[index - 1].get("MCID") in loose:
                kind = "/Layout" if operations[index - 2] == "/Figure" else "/Pagination"
                operations[index - 2] = "/Artifact"
                operations[index - 1] = pydyf.Dictionary({"Type": kind})
