"""Search of organisations by name: accents, case, order of the words and one typo a word are forgiven.

Reads the index that essaim.pipeline.name_index writes. Texts there are folded; queries are folded the same way.
"""

from __future__ import annotations

import tantivy

from essaim.pipeline.contract import SEARCH_TEXT
from essaim.rules.names import fold
from essaim.web.observatory.release import NoRelease, Release

# More answers than a reader goes through; a list of them can still be filtered and sorted.
MOST_FOUND = 1000
MOST_WORDS = 8
# Under four letters, one edit turns any word into any other.
SHORTEST_WITH_TYPO = 4


def sirens(release: Release, text: str, limit: int = MOST_FOUND) -> tuple[str, ...]:
    """Return the SIREN of the organisations whose names hold every word of a text, best first.

    Each word matches whole, as a beginning (the last word, still being typed), or with one typo. Empty for a text
    without letter or digit. Raises NoRelease when the index of the release cannot be read.
    """
    folded = fold(text)
    if not folded:
        return ()
    words = folded.split(" ")[:MOST_WORDS]
    if len(words) == 1 and len(folded) == 9 and folded.isdigit():
        return (folded,)
    index = release.once("name_index", _open)
    searcher = index.searcher()
    found = searcher.search(_query(index.schema, words), limit).hits
    return tuple(searcher.doc(address)["siren"][0] for _, address in found)


def _open(release: Release) -> tantivy.Index:
    try:
        return tantivy.Index.open(str(release.paths.search))
    except ValueError as error:
        raise NoRelease(f"L’index des noms de l’édition {release.id} est illisible.") from error


def _query(schema: tantivy.Schema, words: list[str]) -> tantivy.Query:
    clauses = []
    for rank, word in enumerate(words):
        exact = tantivy.Query.boost_query(tantivy.Query.term_query(schema, SEARCH_TEXT, word), 4.0)
        ways = [(tantivy.Occur.Should, exact)]
        if rank == len(words) - 1 and len(word) >= 2:
            prefix = tantivy.Query.fuzzy_term_query(schema, SEARCH_TEXT, word, distance=0, prefix=True)
            ways.append((tantivy.Occur.Should, prefix))
        if len(word) >= SHORTEST_WITH_TYPO:
            # A swap of two neighbouring letters counts as one.
            near = tantivy.Query.fuzzy_term_query(schema, SEARCH_TEXT, word, distance=1, transposition_cost_one=True)
            ways.append((tantivy.Occur.Should, near))
        clauses.append((tantivy.Occur.Must, tantivy.Query.boolean_query(ways)))
    return tantivy.Query.boolean_query(clauses)
