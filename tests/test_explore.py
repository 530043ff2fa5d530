"""Explorers: a moved widget changes the view, everything is escaped, and a page shows what the form shows first."""

import pytest

from utils import explore, load_corpus

CORPUS = load_corpus()


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
    article, marks, _ = form.children
    first = view(form)
    article.value = CORPUS["doc_id"].iloc[1]
    assert view(form) != first
    marks.value = "names"
    assert view(form).count(" checked") == 1


def test_actors_with_their_sentences():
    form = explore.actors(CORPUS)
    (choice, _) = form.children
    assert choice.options[0] == choice.value
    choice.value = "Guo Jiakun"
    assert "Guo Jiakun: 1 sentences" in view(form)
    assert "<mark>Guo Jiakun</mark>" in view(form)


def test_nobody_named(corpus_of):
    form = explore.actors(corpus_of(["it rained."]))
    assert "name nobody" in view(form)


@pytest.mark.parametrize("name", ["concordances", "key_words", "reader", "actors"])
def test_a_page_shows_the_first_view(monkeypatch, name, capsys):
    monkeypatch.setenv("STATIC", "1")
    assert getattr(explore, name)(CORPUS) is None
    assert "HTML" in capsys.readouterr().out
