"""The engine forgives what people get wrong, and finds what was just written."""

import pytest

from essaim.web.search.text_index import Document, TextIndex

TEXTS = {
    "1": ("Du pain pour les écoles", "Une boulangerie coopérative livre 4 000 pains par jour aux cantines."),
    "2": ("Légumerie biologique", "Les producteurs et les départements ont créé une SCIC. Œuvre collective."),
    "3": ("Un garage solidaire", "Réparer à petit prix, <script>alert(1)</script> & apprendre à Évry."),
}


def documents(keys):
    return [Document(key, "1", *TEXTS[key]) for key in keys]


@pytest.fixture
def index():
    made = TextIndex()
    made.update(dict.fromkeys(TEXTS, "1"), documents)
    return made


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("coopératives", "1"),
        ("cooperative", "1"),
        ("boulangeries des écoles", "1"),
        ("legumerie", "2"),
        ("légumrie", "2"),
        ("oeuvre", "2"),
        ("œuvres collectives", "2"),
        ("evry", "3"),
        ("gar", "3"),
        ("l’école", "1"),
    ],
)
def test_accents_plurals_beginnings_and_one_typo_are_forgiven(index, words, expected):
    assert [hit.key for hit in index.find(words)] == [expected]


@pytest.mark.parametrize("words", ["", "   ", "de la", "?!", "%_*", "\u0000", "(" * 50])
def test_words_that_say_nothing_find_nothing(index, words):
    assert index.find(words) == []


def test_every_word_is_asked_for(index):
    assert index.find("boulangerie garage") == []


def test_the_title_weighs_more_than_the_text():
    index = TextIndex()
    texts = {"a": ("Autre chose", "On y parle de mobilité une fois."), "b": ("Mobilité", "Rien de plus.")}
    index.update({"a": "1", "b": "1"}, lambda keys: [Document(key, "1", *texts[key]) for key in keys])
    assert [hit.key for hit in index.find("mobilité")] == ["b", "a"]


def test_the_extract_marks_the_words_and_escapes_the_rest(index):
    (hit,) = index.find("apprendre")
    assert "<mark>apprendre</mark>" in hit.extract
    assert "<script>" not in hit.extract
    assert "&lt;script&gt;" in hit.extract


def test_only_what_changed_is_written_again(index):
    asked = []

    def read(keys):
        asked.extend(keys)
        return [Document("2", "2", "Conserverie", "Des bocaux.")]

    assert index.update({"1": "1", "2": "2"}, read) == 2
    assert asked == ["2"]
    assert [hit.key for hit in index.find("bocaux")] == ["2"]
    assert index.find("garage") == []
    assert index.update({"1": "1", "2": "2"}, read) == 0
