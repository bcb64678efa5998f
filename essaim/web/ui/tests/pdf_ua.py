"""Reads a PDF again and says what PDF/UA-1 (ISO 14289-1) finds wrong in it: what a machine can check in our documents.

No package registry has a validator (veraPDF): each check is written from the standard, with its clause. Documents
without links, forms, notes or attachments need no other.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdf
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, NullObject

# ISO 32000-1, 14.8.4: the structure types a reader must know without a role map.
STANDARD = {
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct", "Private",
    "P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead",
    "TBody", "TFoot", "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "Warichu",
    "Figure", "Formula", "Form",
}  # fmt: skip
PAINTING = {b"Tj", b"TJ", b"'", b'"', b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh", b"Do"}


@dataclass
class Element:
    """An element of the structure tree. text: what it holds, in reading order; number: its object's."""

    kind: str
    number: int
    raw: DictionaryObject
    parent: Element | None = None
    children: list[Element] = field(default_factory=list)
    contents: list[tuple[int, int]] = field(default_factory=list)  # (page, MCID)

    def walk(self) -> Iterator[Element]:
        yield self
        for child in self.children:
            yield from child.walk()

    def of_kind(self, *kinds: str) -> list[Element]:
        return [element for element in self.walk() if element.kind in kinds]


def faults(body: bytes) -> list[str]:
    """Return what is wrong, one sentence each; an empty list for a document that passes."""
    document = pypdf.PdfReader(io.BytesIO(body))
    catalog = document.trailer["/Root"]
    if "/StructTreeRoot" not in catalog:
        return ["7.1: no structure tree"]
    tree = _tree(document)
    return [
        *_identity(document, catalog),
        *_contents(document, tree),
        *_roles(tree),
        *_headings(tree),
        *_tables(document, tree),
        *_lists(tree),
        *_fonts(document),
    ]


def headings(body: bytes) -> list[str]:
    """Return the kinds of the headings, in reading order: H1, H2…"""
    return [element.kind for element in _tree(pypdf.PdfReader(io.BytesIO(body))).walk() if _level(element.kind)]


def _tree(document: pypdf.PdfReader) -> Element:
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(document.pages)}

    def grown(reference: object, parent: Element | None) -> Element:
        raw = reference.get_object()
        element = Element(str(raw["/S"])[1:], reference.idnum, raw, parent)
        kids = raw.get("/K", ArrayObject())
        for kid in kids if isinstance(kids, ArrayObject) else [kids]:
            if isinstance(kid, int):
                element.contents.append((pages[raw.raw_get("/Pg").idnum], int(kid)))
            elif kid.get_object().get("/Type") == "/StructElem":
                element.children.append(grown(kid, element))
        return element

    kids = document.trailer["/Root"]["/StructTreeRoot"]["/K"]
    assert len(kids) == 1
    return grown(kids[0], None)


def _identity(document: pypdf.PdfReader, catalog: DictionaryObject) -> Iterator[str]:
    if document.is_encrypted:
        yield "7.16: encrypted, so that assistive technology may be shut out"
    if not catalog.get("/MarkInfo", {}).get("/Marked"):
        yield "7.1: the document is not said to be marked"
    if not str(catalog.get("/Lang", "")).startswith("fr"):
        yield "7.2: the language is not said to be French"
    if not catalog.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "7.1: the title bar does not show the title"
    said = catalog["/Metadata"].get_object().get_data().decode() if "/Metadata" in catalog else ""
    if "pdfuaid" not in said:
        yield "5: the metadata do not declare PDF/UA"
    if not (document.metadata and document.metadata.title and "<dc:title" in said):
        yield "7.1: no title in the metadata"


def _contents(document: pypdf.PdfReader, tree: Element) -> Iterator[str]:
    """7.1: all that is painted is either content of the structure or an artefact, and the parent tree leads back."""
    owners = {content: element for element in tree.walk() for content in element.contents}
    numbers = document.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    parents = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    for number, page in enumerate(document.pages):
        seen = set()
        stack: list[str | int] = []
        running = 0
        for operands, operator in ContentStream(page["/Contents"].get_object(), document).operations:
            if operator in (b"BMC", b"BDC"):
                properties = operands[1] if operator == b"BDC" else {}
                if "/MCID" in properties:
                    stack.append(int(properties["/MCID"]))
                    seen.add(int(properties["/MCID"]))
                else:
                    stack.append(str(operands[0]))
                    running += properties.get("/Type") == "/Pagination"
            elif operator == b"EMC":
                stack.pop()
            elif operator in PAINTING and not any(isinstance(mark, int) or mark == "/Artifact" for mark in stack):
                yield f"7.1: page {number + 1} paints something that is neither content nor artefact ({operator!r})"
        if not running:
            yield f"7.8: page {number + 1} has no running head or foot marked as pagination"
        for mcid in sorted(seen):
            owner, back = owners.get((number, mcid)), parents[int(page["/StructParents"])][mcid]
            if owner is None or isinstance(back.get_object(), NullObject) or back.get_object() != owner.raw:
                yield f"7.1: content {mcid} of page {number + 1} leads to no element of the tree"
    order = [page for element in tree.walk() for page, _ in element.contents]
    if order != sorted(order):
        yield "7.1: the reading order goes back to an earlier page"


def _roles(tree: Element) -> Iterator[str]:
    for element in tree.walk():
        if element.kind not in STANDARD:
            yield f"7.1: {element.kind} is no standard structure type, and there is no role map"
        if element.kind == "Figure" and not str(element.raw.get("/Alt", "")).strip():
            yield "7.3: a figure has no alternative text"
        if element.kind in ("P", "H1", "H2", "Caption", "Figure") and not [
            c for e in element.walk() for c in e.contents
        ]:
            yield f"7.1: an empty {element.kind}"


def _level(kind: str) -> int:
    return int(kind[1]) if len(kind) == 2 and kind[0] == "H" and kind[1].isdigit() else 0


def _headings(tree: Element) -> Iterator[str]:
    levels = [level for element in tree.walk() if (level := _level(element.kind))]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"7.4: the headings do not start with one first-level heading: {levels}"
    if any(after > before + 1 for before, after in itertools.pairwise(levels)):
        yield f"7.4: a heading level is skipped: {levels}"


def _tables(document: pypdf.PdfReader, tree: Element) -> Iterator[str]:
    names = document.trailer["/Root"]["/StructTreeRoot"].get("/IDTree", {}).get("/Names", [])
    identified = {str(names[i]) for i in range(0, len(names), 2)}
    for table in tree.of_kind("Table"):
        rows = table.of_kind("TR")
        widths = {sum(int(cell.raw["/A"].get("/ColSpan", 1)) for cell in row.children) for row in rows}
        if len(widths) != 1:
            yield f"7.5: the rows of a table have {sorted(widths)} cells"
        if not table.of_kind("Caption"):
            yield "7.5: a table without caption"
        for cell in table.of_kind("TH"):
            if str(cell.raw["/A"].get("/Scope")) not in ("/Row", "/Column"):
                yield "7.5: a header cell without scope"
            if str(cell.raw.get("/ID", "")) not in identified:
                yield "14.7.2: a header cell whose identifier is not in the IDTree"
        for cell in table.of_kind("TD"):
            if (
                cell.raw["/A"].get("/ColSpan", 1) == 1
                and not {str(h) for h in cell.raw["/A"]["/Headers"]} <= identified
            ):
                yield "7.5: a cell names headers that do not exist"


def _lists(tree: Element) -> Iterator[str]:
    for element in tree.of_kind("L"):
        if {child.kind for child in element.children} != {"LI"}:
            yield f"7.6: a list holds {sorted({child.kind for child in element.children})}"
    for element in tree.of_kind("LI"):
        if (
            "LBody" not in {child.kind for child in element.children}
            or not element.parent
            or element.parent.kind != "L"
        ):
            yield "7.6: an item of a list without body, or out of a list"


def _fonts(document: pypdf.PdfReader) -> Iterator[str]:
    for page in document.pages:
        for name, font in page["/Resources"].get("/Font", {}).items():
            described = font["/DescendantFonts"][0]["/FontDescriptor"] if "/DescendantFonts" in font else font
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described):
                yield f"7.21: the font {name} is not embedded"
            if "/ToUnicode" not in font:
                yield f"7.21: the font {name} does not say which letters its shapes are"
