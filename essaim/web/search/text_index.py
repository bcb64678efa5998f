"""An index in memory over some documents: French stems, no accents, one typo a word forgiven.

Databases differ in what they fold and stem (SQLite's FTS5 knows no French, PostgreSQL's French knows no typo). Tantivy
does both, and holds a few thousand documents in memory: the default database keeps the texts, this keeps their words.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

import tantivy
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

TITLE, TEXT, KEY = "title", "text", "key"
TITLE_WEIGHT, EXACT_WEIGHT, NEAR_WEIGHT = 3.0, 4.0, 0.5
MOST_WORDS = 10
# Under four letters, one edit turns any word into any other.
SHORTEST_WITH_TYPO = 4
HEAP = 15_000_000
EXTRACT_LENGTH = 180


@dataclass(frozen=True, slots=True)
class Document:
    """What is searched. key: unique in its index; version: changes when the words do; title weighs more than text."""

    key: str
    version: str
    title: str
    text: str


@dataclass(frozen=True)
class Hit:
    """A document found. draw: makes its extract."""

    key: str
    score: float
    draw: Callable[[], SafeString] = field(repr=False, compare=False)

    @cached_property
    def extract(self) -> SafeString:
        """A passage with the words found in <mark>, safe to show. Made when asked: of a thousand, twenty are read."""
        return self.draw()


def analyzer() -> tantivy.TextAnalyzer:
    """Words as they are indexed and asked: lower case, no empty words, no accents (œ → oe), their French stem."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (
        tantivy.Filter.lowercase(),
        tantivy.Filter.stopword("french"),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.stemmer("french"),
    ):
        builder = builder.filter(step)
    return builder.build()


class TextIndex:
    """The words of the documents of one kind. Safe to share between the threads of a process."""

    def __init__(self) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field(KEY, stored=True, tokenizer_name="raw", index_option="basic")
        for name in (TITLE, TEXT):
            builder.add_text_field(name, stored=True, tokenizer_name="french", index_option="position")
        self._index = tantivy.Index(builder.build())
        self._index.register_tokenizer("french", analyzer())
        self._analyzer = analyzer()
        self._versions: dict[str, str] = {}
        self._lock = threading.Lock()
        # Where each document lies in the index as it was last written → its key: reading it back reads all its text.
        self._keys: dict[tuple[int, int], str] = {}

    def update(self, versions: Mapping[str, str], read: Callable[[Sequence[str]], Iterable[Document]]) -> int:
        """Bring the index to what `versions` says (key → version); return how many documents changed.

        read(keys) gives the documents to write again: only those that are new or whose version changed are asked for.
        """
        with self._lock:
            gone = [key for key in self._versions if key not in versions]
            stale = [key for key, version in versions.items() if self._versions.get(key) != version]
            if not gone and not stale:
                return 0
            writer = self._index.writer(heap_size=HEAP, num_threads=1)
            for key in (*gone, *stale):
                if key in self._versions:
                    writer.delete_documents_by_term(KEY, key)
            for document in read(stale) if stale else ():
                writer.add_document(tantivy.Document(key=document.key, title=document.title, text=document.text))
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()
            self._keys = {}
            self._versions = dict(versions)
            return len(gone) + len(stale)

    def find(self, words: str, limit: int = 200) -> list[Hit]:
        """Return the documents that hold every word, best first. Empty when the words say nothing (« de la »)."""
        query = self._query(words)
        if query is None:
            return []
        with self._lock:
            searcher, keys = self._index.searcher(), self._keys
        found = searcher.search(query, limit).hits
        extracts = tantivy.SnippetGenerator.create(searcher, query, self._index.schema, TEXT)
        extracts.set_max_num_chars(EXTRACT_LENGTH)
        hits = []
        for score, address in found:
            place = (address.segment_ord, address.doc)
            if place not in keys:
                keys[place] = searcher.doc(address)[KEY][0]
            hits.append(Hit(keys[place], score, partial(_extract, extracts, searcher, address)))
        return hits

    def _query(self, words: str) -> tantivy.Query | None:
        """Every stem, in the title or in the text, exactly or with one typo; the last word may be a beginning."""
        # « l’école » is cut into « l » and « école »: a letter alone says nothing.
        stems = [stem for stem in self._analyzer.analyze(words[:400]) if len(stem) > 1][:MOST_WORDS]
        if not stems:
            return None
        unfinished = not words[-1:].isspace()
        clauses = [
            (tantivy.Occur.Must, self._ways(stem, unfinished and rank == len(stems) - 1))
            for rank, stem in enumerate(stems)
        ]
        return tantivy.Query.boolean_query(clauses)

    def _ways(self, stem: str, unfinished: bool) -> tantivy.Query:
        schema, ways = self._index.schema, []
        for name, weight in ((TITLE, TITLE_WEIGHT), (TEXT, 1.0)):
            exact = tantivy.Query.term_query(schema, name, stem)
            ways.append(tantivy.Query.boost_query(exact, weight * EXACT_WEIGHT))
            if unfinished and len(stem) >= 3:
                begins = tantivy.Query.fuzzy_term_query(schema, name, stem, distance=0, prefix=True)
                ways.append(tantivy.Query.boost_query(begins, weight))
            if len(stem) >= SHORTEST_WITH_TYPO:
                near = tantivy.Query.fuzzy_term_query(schema, name, stem, distance=1, transposition_cost_one=True)
                ways.append(tantivy.Query.boost_query(near, weight * NEAR_WEIGHT))
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, way) for way in ways])


def _extract(extracts: tantivy.SnippetGenerator, searcher: tantivy.Searcher, address: tantivy.DocAddress) -> SafeString:
    """The passage with its words marked; the beginning of the text when the words are in the title only.

    Tantivy counts bytes; what lies between is escaped here, never by it.
    """
    document = searcher.doc(address)
    snippet, text = extracts.snippet_from_doc(document), document[TEXT][0]
    raw = snippet.fragment().encode()
    if not raw.strip():
        short = text[:EXTRACT_LENGTH].rsplit(" ", 1)[0] if len(text) > EXTRACT_LENGTH else text
        return mark_safe(escape(short) + ("…" if len(text) > len(short) else ""))  # noqa: S308
    parts, last = [], 0
    for span in sorted(snippet.highlighted(), key=lambda one: one.start):
        if span.start < last:
            continue
        parts.append(escape(raw[last : span.start].decode()))
        parts.append(f"<mark>{escape(raw[span.start : span.end].decode())}</mark>")
        last = span.end
    parts.append(escape(raw[last:].decode()))
    return mark_safe(f"…\u00a0{''.join(parts).strip()}\u00a0…")  # noqa: S308
