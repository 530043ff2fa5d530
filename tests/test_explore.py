"""Explorers: a moved widget changes the view, everything is escaped, and a page shows what the form shows first."""

import re

import pytest

from utils import explore, load_corpus
from utils.framing import CODEBOOKS

CORPUS = load_corpus()
CODEBOOK = (CODEBOOKS / "generic.toml").read_text(encoding="utf-8")


def view(form):
    return form.children[-1].value


def test_a_concordance_follows_what_is_typed():
    form = explore.concordances(CORPUS, "war")
    query, sort, _ = form.children
    assert (query.description, sort.description) == ("Word or phrase", "Sorted by")
    assert "<mark>war</mark>" in view(form).lower()
    query.value = "parade*"
    assert "<mark>parade</mark>" in view(form)
    sort.value = "L1"
    assert "<mark>parade</mark>" in view(form)
    query.value = "  "
    assert view(form) == "<p>Type a word.</p>"
    query.value = "<b>"
    assert "<b>" not in view(form)


def test_key_words_follow_source_and_least_count():
    form = explore.key_words(CORPUS)
    source, least, _ = form.children
    before = view(form)
    least.value = 4
    assert len(view(form)) < len(before)
    source.value = "Article B"
    assert "Words of Article B" in view(form)


def test_the_reader_follows_article_and_marks():
    form = explore.reader(CORPUS)
    article, marks, book, _ = form.children
    first = view(form)
    article.value = CORPUS["doc_id"].iloc[1]
    assert view(form) != first
    marks.value = "names"
    assert view(form).count(" checked") == 1
    assert "frame-name" not in view(form).split("</style>")[1]
    book.value = "generic"
    assert '<small class="frame-name">Conflict</small>' in view(form)


def test_a_codebook_is_edited_and_runs_at_once(corpus_of):
    form = explore.codebook(corpus_of({"A": ["They clashed. All calm.", "Calm."], "B": ["<i>Calm</i> seas."]}))
    frame, text, _ = form.children
    frame.value = "conflict"
    assert "1 sentences with an indicator" in view(form)
    assert "<mark>clashed</mark>" in view(form)
    text.value = text.value.replace('name = "conflict"', 'name = "conflict"\nexamples = ["x"]', 1)
    assert "Cannot overwrite" in view(form)  # what TOML says of a line given twice
    assert "role='alert'" in view(form)
    written = CODEBOOK.replace('"clash*"', '"calm"', 1)
    assert written != CODEBOOK
    text.value = written
    assert "3 sentences more than before" in view(form)
    assert "<mark>clashed</mark>" not in view(form)
    assert "&lt;i&gt;<mark>Calm</mark>" in view(form)
    assert re.findall(r">(\d\.\d\d)<", view(form)) == ["0.33", "0.67", "0.00", "1.00"]
    text.value = CODEBOOK.replace('name = "conflict"', 'name = "strife"', 1)
    assert "no frame &#x27;conflict&#x27; any more" in view(form) or "no frame 'conflict' any more" in view(form)


def test_actors_with_their_sentences():
    form = explore.actors(CORPUS)
    (choice, _) = form.children
    assert choice.options[0] == choice.value
    choice.value = "Guo Jiakun"
    assert "Guo Jiakun: 1 sentences" in view(form)
    assert "<mark>Guo Jiakun</mark>" in view(form)


def test_a_codebook_of_ones_own_and_repeated_ids(tmp_path, corpus_of):
    path = tmp_path / "mine.toml"
    path.write_text(CODEBOOK, encoding="utf-8")
    corpus = corpus_of(["They clashed.", "All calm."]).assign(doc_id="a")
    frame, _, _ = explore.codebook(corpus, path).children
    assert frame.options[0] == "responsibility"


def test_nobody_named(corpus_of):
    form = explore.actors(corpus_of(["it rained."]))
    assert "name nobody" in view(form)


@pytest.mark.parametrize("name", ["concordances", "key_words", "reader", "actors", "codebook"])
def test_a_page_shows_the_first_view(monkeypatch, name, capsys):
    monkeypatch.setenv("STATIC", "1")
    assert getattr(explore, name)(CORPUS) is None
    assert "HTML" in capsys.readouterr().out
