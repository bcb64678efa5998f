"""From a buyer's words to CPV codes: official labels, the words of buyers kept as reviewed data, accents, plurals and
typos forgiven. Proposes, best first, one code a class; never chooses.

An index of 9,454 small texts, held in memory and made once a release: 0.3 s, then about 2 ms a search.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import tantivy
from rapidfuzz import process
from rapidfuzz.distance import OSA

from essaim.rules import cpv
from essaim.rules.cpv_words import words
from essaim.rules.names import fold
from essaim.web.observatory.release import Release
from essaim.web.procurement.cpv_tree import Code, Tree, tree

MOST_TOKENS = 24
SHORTEST_TYPO = 5
LONG_WORD = 9
DOCUMENTS_READ = 300
# How much a word counts by where it is found: buyers' words, the code's own label, the labels above it.
BOOSTS = {"words": 1.2, "label": 1.6, "above": 0.35}
EXPRESSION_WEIGHT = 1.6
# The thing bought comes first, what it is for comes after: « logiciel pour la crèche » is a software.
FIRST_WORDS = (1.4, 1.15)
# A code that covers the need from higher up is safer than a narrow one: 2 % a level.
DEPTH_COST = 0.02


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed code. because: the buyers' expression that led to it, or ""; score: only to order, no unit."""

    code: Code
    path: tuple[Code, ...]
    because: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates, best first. understood: words typed → words looked for instead (typos); ignored: words unknown."""

    candidates: tuple[Candidate, ...]
    understood: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Expression:
    text: str
    code: str
    stems: frozenset[str]


class _Index:
    """What a search reads: the Tantivy index, the vocabulary of stems, the expressions by stem."""

    def __init__(self, codes: Tree) -> None:
        self.codes = codes
        self.analyzer = _analyzer()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("code", stored=True, tokenizer_name="raw", index_option="basic")
        for name in BOOSTS:
            builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema)
        writer = self.index.writer(heap_size=15_000_000, num_threads=1)
        self.frequency: Counter[str] = Counter()
        said = words().expressions
        labels = {code.code: self.stems(code.label) for code in codes.codes.values()}
        for code in codes.codes.values():
            texts = {
                "label": labels[code.code],
                "above": [stem for each in codes.path(code.code) for stem in labels[each.code]],
                "words": self.stems(" ".join(said.get(code.code, ()))),
            }
            self.frequency.update({*texts["label"], *texts["words"]})
            writer.add_document(tantivy.Document(code=code.code, **{k: " ".join(v) for k, v in texts.items()}))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.vocabulary = sorted(self.frequency)
        self.expressions = self._expressions(said)
        self.vague = frozenset(stem for word in words().vague for stem in self.stems(word))

    def stems(self, text: str) -> list[str]:
        return self.analyzer.analyze(text)

    def rarity(self, stem: str) -> float:
        """How much a word says: the logarithm of how few codes hold it."""
        return math.log(1 + len(self.codes.codes) / (1 + self.frequency[stem]))

    def _expressions(self, said: Mapping[str, Sequence[str]]) -> dict[str, list[_Expression]]:
        """Every expression under its rarest word: it can only match a query that holds that word."""
        found: dict[str, list[_Expression]] = {}
        for code, texts in said.items():
            for text in texts if code in self.codes.codes else ():
                stems = frozenset(self.stems(text))
                if stems:
                    found.setdefault(max(stems, key=self.rarity), []).append(_Expression(text, code, stems))
        return found


class Trade:
    """What names of organisations may say of a trade: the stems of the buyers' words of a class of the CPV."""

    def __init__(self, stems: frozenset[str], analyzer: tantivy.TextAnalyzer) -> None:
        self.stems, self._analyzer = stems, analyzer
        self._said: dict[str, bool] = {}

    def words(self, *names: str) -> tuple[str, ...]:
        """The words of some names that say the trade, in lower case, each once."""
        found = []
        for word in " ".join(dict.fromkeys(names)).replace("'", " ").replace("’", " ").split():
            if word not in self._said:
                self._said[word] = not self.stems.isdisjoint(self._analyzer.analyze(word))
            if self._said[word]:
                found.append(word.lower().strip('.,;()"-'))
        return tuple(dict.fromkeys(found))


def trade(release: Release, code: str) -> Trade:
    """Return what says the trade of a code: words rare enough to mean something, of its class."""
    index: _Index = release.once("cpv_index", lambda served: _Index(tree(served)))
    start = cpv.class_of(code)
    texts = [text for each, said in words().expressions.items() if each.startswith(start) for text in said]
    stems = {stem for text in texts for stem in index.stems(text)}
    # « entretien », « gestion », « local » say nothing of a trade.
    return Trade(frozenset(stem for stem in stems if len(stem) >= 4 and stem not in index.vague), index.analyzer)


def search(release: Release, text: str, limit: int = 5) -> Found:
    """Return at most `limit` candidates for a text, one a class, best first; none for a text that says nothing."""
    codes = tree(release)
    if not codes or not text.strip():
        return Found(())
    return _search(release.once("cpv_index", lambda served: _Index(tree(served))), text, limit)


def _search(index: _Index, text: str, limit: int) -> Found:
    stems, understood, ignored = _known(index, index.stems(text)[:MOST_TOKENS])
    if not stems:
        return Found((), understood, ignored)
    asked = {stem: FIRST_WORDS[rank] if rank < len(FIRST_WORDS) else 1.0 for rank, stem in enumerate(stems)}
    scores = _by_label(index, asked)
    reasons: dict[str, str] = {}
    for code, (bonus, expression) in _by_expression(index, asked).items():
        scores[code] = scores.get(code, 0.0) + bonus
        reasons[code] = expression
    best: dict[str, tuple[float, str]] = {}
    for code, score in scores.items():
        depth = len(cpv.significant(code)) - 4
        weighed = score * (1 - DEPTH_COST * max(depth, 0))
        family = cpv.class_of(code)
        if weighed > best.get(family, (0.0, ""))[0]:
            best[family] = (weighed, code)
    ordered = sorted(best.values(), key=lambda each: (-each[0], each[1]))[:limit]
    return Found(
        tuple(
            Candidate(index.codes.codes[code], index.codes.path(code), reasons.get(code, ""), round(score, 2))
            for score, code in ordered
        ),
        understood,
        ignored,
    )


def _known(index: _Index, stems: Iterable[str]) -> tuple[list[str], dict[str, str], tuple[str, ...]]:
    """Keep the words of the vocabulary; put a near one in the place of an unknown one."""
    kept: list[str] = []
    understood: dict[str, str] = {}
    ignored: list[str] = []
    for stem in dict.fromkeys(stems):
        if stem in index.frequency:
            kept.append(stem)
            continue
        near = _near(index, stem)
        if near is None:
            ignored.append(stem)
        else:
            understood[stem] = near
            kept.append(near)
    return list(dict.fromkeys(kept)), understood, tuple(ignored)


def _near(index: _Index, stem: str) -> str | None:
    if len(stem) < SHORTEST_TYPO:
        return None
    allowed = 2 if len(stem) >= LONG_WORD else 1
    # The first letter is rarely the wrong one, and this divides the work by twenty.
    choices = [word for word in index.vocabulary if word[0] == stem[0] and abs(len(word) - len(stem)) <= allowed]
    found = process.extract(stem, choices, scorer=OSA.distance, score_cutoff=allowed, limit=8)
    if not found:
        return None
    return min(found, key=lambda each: (each[1], -index.frequency[each[0]], each[0]))[0]


def _by_label(index: _Index, asked: Mapping[str, float]) -> dict[str, float]:
    clauses = []
    for stem, weight in asked.items():
        ways = [
            tantivy.Query.boost_query(tantivy.Query.term_query(index.schema, name, stem), boost * weight)
            for name, boost in BOOSTS.items()
        ]
        clauses.append((tantivy.Occur.Should, tantivy.Query.disjunction_max_query(ways, 0.1)))
    searcher = index.index.searcher()
    hits = searcher.search(tantivy.Query.boolean_query(clauses), DOCUMENTS_READ).hits
    return {searcher.doc(address)["code"][0]: float(score) for score, address in hits}


def _by_expression(index: _Index, asked: Mapping[str, float]) -> dict[str, tuple[float, str]]:
    """(bonus, expression) by code: what part of the need an expression wholly found in it covers."""
    worth = {stem: weight * index.rarity(stem) for stem, weight in asked.items()}
    whole = sum(worth.values())
    found: dict[str, tuple[float, str]] = {}
    for stem in asked:
        for expression in index.expressions.get(stem, ()):
            if expression.stems <= asked.keys():
                covered = sum(worth[each] for each in expression.stems)
                bonus = EXPRESSION_WEIGHT * covered * (0.4 + 0.6 * covered / whole)
                if bonus > found.get(expression.code, (0.0, ""))[0]:
                    found[expression.code] = (bonus, expression.text)
    return found


def _analyzer() -> tantivy.TextAnalyzer:
    """French stems without accents: « écoles », « ecole » and « École » are one word."""
    # Taken out before stems are made: « communication » and « commune » have one stem.
    said = words().empty
    empty = sorted({*said, *(fold(word) for word in said)})
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for each in (
        tantivy.Filter.lowercase(),
        tantivy.Filter.custom_stopword(empty),
        tantivy.Filter.stemmer("french"),
        tantivy.Filter.ascii_fold(),
    ):
        builder = builder.filter(each)
    return builder.build()
