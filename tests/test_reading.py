"""The annotated article: nothing lost, everything escaped, marks that overlap, switches that need no script."""

import html
import re

import pandas as pd
import pytest

from utils import load_corpus, telling
from utils.framing import load_codebook
from utils.keywords import sides
from utils.reading import (
    LAYERS,
    example,
    reading_sheet,
    reading_view,
    save_sheet,
    show_frame,
    show_phrases,
    show_reading,
    show_sentences,
    show_side_by_side,
    show_tellings,
)
from utils.text import split_sentences

PLAIN = re.compile(r'<small class="speaker">.*?</small>|<span class="arrow".*?</span>|<[^>]+>')


@pytest.fixture
def shown(monkeypatch):
    """The pieces of HTML that are shown, one after the other."""
    pieces = []
    monkeypatch.setattr("utils.reading._display", pieces.append)
    return pieces


def words_of(page):
    body = page[page.index("</p>") :]
    return html.unescape(PLAIN.sub("", body)).split()


@pytest.mark.parametrize("number", [0, 1])
def test_the_page_holds_every_word_of_the_article_in_order(number):
    article = load_corpus().iloc[number]
    assert words_of(reading_view(article)) == article["text"].split()


def test_where_little_may_be_quoted_an_article_is_its_first_paragraph(shown, monkeypatch):
    article = example(load_corpus())
    monkeypatch.setenv("EXCERPTS", "on")
    show_reading(article)
    assert words_of("".join(shown)) == article["text"].split("\n\n")[0].split()


def test_the_sentences_of_one_frame_and_source(shown):
    corpus = load_corpus()
    show_frame(corpus, load_codebook("generic"), "conflict", source="Article B", most=2)
    head, sentences = shown
    assert head == '<p class="computed">Sentences of Article B with an indicator of conflict:</p>'
    assert sentences.count("<li>") == 2
    assert "article-a" not in sentences


def test_hostile_text_stays_text():
    article = pd.Series(
        {"doc_id": '"><b>', "text": "“<script>alert(1)</script> & a great <b>war</b>,” said Ann <i>Lee</i>."}
    )
    page = reading_view(article)
    assert "<script" not in page
    assert "<b>" not in page
    assert words_of(page) == article["text"].split()


def test_who_speaks_together_is_named_together():
    page = reading_view(pd.Series({"doc_id": "a", "text": "“We won at last,” Ana Velt and Jon Marr said."}))
    assert '<small class="speaker">(Ana Velt and Jon Marr, direct)</small>' in page


def test_marks_of_all_kinds_on_the_same_words():
    page = reading_view(pd.Series({"doc_id": "a", "text": "“Ann Lee is a terrible liar,” said Bo Holt."}))
    assert 'class="person quotation">Ann Lee</span>' in page
    assert 'class="quotation word-down">terrible</span>' in page
    assert '<small class="speaker">(Bo Holt, direct)</small>' in page
    assert re.search(r'class="sentence down\d" title="tone −0\.\d\d \(−\d\.\d\d to ', page)
    assert "▼" in page


def test_two_arrows_only_where_raters_too_would_have_spoken_strongly():
    text = "It rained. They found a good place for it on the map. A wonderful, great success!"
    page = reading_view(pd.Series({"doc_id": "a", "text": text}))
    sentences = re.findall(r'class="sentence( \w+)?" title="(?:tone )?(no|[+−]\d\.\d\d)', page)
    assert [shade.strip() for shade, _ in sentences] == ["", "up1", "up2"]
    assert 0.1 <= float(sentences[1][1]) < 0.3 <= float(sentences[2][1])
    assert page.count("▲</span>") == 1 + 2


def test_a_sentence_without_tone_says_so():
    page = reading_view(pd.Series({"doc_id": "a", "text": "It rained."}))
    assert '<span class="sentence" title="no word with a tone">It rained.</span>' in page


def test_switches_are_labelled_and_on_as_asked():
    page = reading_view(pd.Series({"doc_id": "a b", "text": "It rained."}), layers=("names",))
    assert page.count('type="checkbox"') == len(LAYERS)
    assert re.findall(r'id="([^"]+)" checked', page) == ["a-b-names"]
    for layer in LAYERS:
        assert f'<label for="a-b-{layer}">' in page
    assert "<script" not in page


def test_frame_indicators_stand_in_a_box_with_their_frame():
    article = pd.Series({"doc_id": "a", "text": "Both sides clashed. <b>All</b> calm."})
    page = reading_view(article, codebook=load_codebook("generic"))
    assert '<span class="indicator word-down">clashed</span><small class="frame-name">Conflict</small>' in page
    assert page.count('type="checkbox"') == page.count(" checked") == len(LAYERS) + 1
    assert "<b>" not in page
    assert "frame-name" not in reading_view(article).split("</style>")[1]


def test_sentences_stand_with_their_offsets_and_are_few_where_only_excerpts_may_be_shown(shown, monkeypatch):
    article = load_corpus().iloc[0]
    show_sentences(article, most=3)
    assert len(shown) == 3
    assert shown[0].startswith('<p class="computed">[0–195] ')
    show_sentences(article)
    assert len(shown) == 3 + len(split_sentences(article["text"]))
    shown.clear()
    monkeypatch.setenv("EXCERPTS", "on")
    show_sentences(article)
    assert len(shown) == 2


def body_of(sheet):
    """The words of the articles on a reading sheet, without the numbers of the sentences."""
    pieces = re.findall(r"<p>(<small>.*?)</p>", sheet)
    return html.unescape(re.sub(r"<small>\d+</small>&nbsp;|<[^>]+>", "", " ".join(pieces))).split()


def test_a_reading_sheet_has_all_sentences_of_both_articles_and_no_result(monkeypatch):
    corpus = load_corpus()
    sheet = reading_sheet(corpus)
    assert body_of(sheet) == " ".join(corpus["text"]).split()
    for name, text in zip(corpus["source"], corpus["text"], strict=True):
        own = sheet[sheet.index(f"<h2>{name}</h2>") :].split("</article>")[0]
        assert re.findall(r"<small>(\d+)</small>", own) == [str(i + 1) for i in range(len(split_sentences(text)))]
    assert '<p class="about">news report</p>' in sheet
    assert "<mark" not in sheet
    assert "<script" not in sheet
    monkeypatch.setenv("EXCERPTS", "on")
    assert body_of(reading_sheet(corpus.head(1))) == corpus["text"].iloc[0].split("\n\n")[0].split()


def test_a_reading_sheet_says_what_is_known_and_keeps_hostile_text_text():
    hostile = {"doc_id": "a", "source": '"><b>S', "title": "<i>T</i>", "genre": None, "date": "2025-09-03"}
    sheet = reading_sheet(pd.DataFrame([hostile | {"text": "<script>alert(1)</script> & $articles rose."}]))
    assert '<p class="about">&lt;i&gt;T&lt;/i&gt; · 3 September 2025</p>' in sheet
    assert body_of(sheet) == ["<script>alert(1)</script>", "&", "$articles", "rose."]
    assert not re.search("<(script|b|i)>", sheet)


def test_a_reading_sheet_is_saved_with_a_link(shown, monkeypatch, tmp_path):
    monkeypatch.setenv("FIGURES", str(tmp_path))
    save_sheet(load_corpus())
    assert (tmp_path / "01_reading_sheet.html").read_text(encoding="utf-8").count("<article") == 2
    assert 'data-table="01_reading_sheet">01_reading_sheet.html</span>, 2 articles' in shown[0]


def test_phrases_that_occur_are_shown_and_others_passed_over(shown):
    show_phrases(load_corpus(), ["pride parade", "no such phrase"])
    assert len(shown) == 1
    assert "<mark>pride parade</mark>" in shown[0]


def test_a_word_side_by_side_in_all_groups_that_have_articles(shown):
    target, ours, reference, theirs = sides(load_corpus())
    show_side_by_side("war", {target: ours, reference: theirs, "general English": "english"})
    assert re.findall(r"<section><p><strong>(.*?)</strong>", shown[0]) == [target, reference]
    assert shown[0].count("<mark>war</mark>") > 2


def tellings(shown, *texts, events=None):
    """The page that shows these texts side by side."""
    names = [f"d{i}" for i in range(len(texts))]
    corpus = pd.DataFrame({"doc_id": names, "source": list("ABCDEF"[: len(texts)]), "text": list(texts)})
    show_tellings(telling.read(corpus if events is None else corpus.assign(event=events)))
    return shown[0][shown[0].index('<div class="tellings">') :]


def test_tellings_number_their_sentences_and_join_what_both_have(shown):
    page = tellings(shown, "Rain fell. Ann Lee won in Sillen.", "Ann Lee left. It rained on 300 guests.")
    assert re.findall(r'class="number">(\d)<', page) == ["1", "2", "1", "2"]
    assert '<span class="both" id="told-d0-1">Ann Lee</span>' in page
    assert '<a href="#told-d1-1" title="B, sentence 1" aria-label="B, sentence 1">↔1</a>' in page
    assert '<a href="#told-d0-1" title="A, sentence 2" aria-label="A, sentence 2">↔2</a>' in page
    assert '<span class="only">Sillen</span>' in page
    assert '<span class="only">300 guests</span>' in page


def test_a_quotation_of_two_sentences_is_shown_once(shown):
    page = tellings(shown, "“We won the cup. We danced all night,” Ann Lee said.", "Ann Lee slept.")
    flat = re.sub(r'<small class="number">\d</small> |<[^>]+>', "", page)
    assert flat.startswith("A“We won the cup. We danced all night,” Ann Lee")
    assert flat.count("danced") == 1


def test_tellings_show_the_event_with_most_articles(shown):
    texts = ["Ann Lee won.", "Bo Ray lost.", "Bo Ray slept."]
    page = tellings(shown, *texts, events=["cup", "vote", "vote"])
    assert "Ann Lee" not in page
    assert page.count('<span class="both"') == 2


def test_tellings_show_no_more_than_may_be_quoted(shown, monkeypatch):
    monkeypatch.setenv("EXCERPTS", "on")
    page = tellings(shown, "Ann Lee won.\n\nBo Ray lost.", "Bo Ray slept. Ann Lee did not.")
    assert "lost" not in page
    assert "↔2" in page
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


def test_of_three_tellings_each_has_a_letter(shown):
    page = tellings(shown, "Ann Lee won.", "Rain fell. Ann Lee left.", "Ann Lee slept.")
    assert re.findall(r'class="source">([^<]+)<', page) == ["A: A", "B: B", "C: C"]
    assert re.findall(r">(↔[^<]+)<", page) == ["↔B2", "↔C1", "↔A1", "↔C1", "↔A1", "↔B2"]
