"""The engine gives the libraries' own numbers to the last bit, on any text; and counts and finds what slow ways do."""

import os
import re
import sys
from collections import Counter
from functools import reduce
from itertools import accumulate, pairwise, product
from operator import add
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textblob import TextBlob
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from utils import load_corpus
from utils.engine import as_textblob, as_vader, chunks, memory, sentence_ends, versions
from utils.engine.conditions import read_indicator
from utils.engine.indicators import finder
from utils.engine.sentence_ends import boundaries
from utils.framing import load_codebook
from utils.text import _punkt, small_letters, split_sentences, word_spans
from utils.words.counting import count_terms

VADER = SentimentIntensityAnalyzer()
GATES = [
    *("hardly\nEND-OF-SENTENCE aghast", "VERY END-OF-SENTENCE\x1crude", "good \ud83d war"),
    *("", " ", "( 2008 )", "(2008)", "2008 )", "(!)", "( ! )", "Good (!) idea ( !)", ": (", "Look : ) now"),
    *("so :( sad", "day :-) !", "It was 8 )", "he said: (good) things", "XD x D", "o. O", "<3 < 3"),
    *(":'( : ' (", ">:[ =(", "*-) ;^)", "It is not good, but good and good, but not bad.", "good but good"),
    *("bad bad but bad bad good", "but but good", "Bad, but BUT good. Bad but.", "not very good"),
    *("not a very good", "very not good", "really, really not good", "never so good", "never this bad"),
    *("without doubt good", "without a doubt bad", "least good", "at least good", "the least bad"),
    *("very least good", "kind of good", "a kind of bad", "sort of bad", "just enough good", "no good"),
    *("no, good", "no great good", "No or good nor bad", "no way or good", "yeah right", "the bomb is good"),
    *("to die for", "kiss of death", "bad ass", "hand to mouth good", "GOOD day", "GOOD DAY", "VERY good"),
    *("very GOOD NOT bad", "good!", "good!!", "good!!!!!!", "good?", "good??", "good????", "bad!?!?", "!"),
    *("?!", "... good ...", "good...", "“Good,” he said. ‘Bad.’ It’s not good", "isn't good", "isn’t good"),
    *("don't won't can't GOOD", "ain't 'good'", "💘 and 😁 good", "a💋b", "☺ ☹", "© good ®"),
    *("naïve café — good – bad", "good\u00a0bad\u2003good", "good\r\n\r\nbad"),
    *("great\n\ngreat\n\n\nnot\n\ngreat", "not\n\n(good)", "END-OF-SENTENCE good", "2008\n\n) good"),
    *("Mr. Good was bad.", "The U.S. is good. a.m. p.m. e.u. Ya. Med. Brr. Tvz.", "extremely extremely good"),
    *("utterly, (very) good !", "not\tbad", "-good- *bad* _great_ ~nice~ #good @bad $good"),
    *("good-bad good/bad good'bad 'good' \"bad\"", "(((good)))", "[bad].", "incredibly not a good"),
    *("very, !good! (!) not", "n't good", "no no no good", "nothing good nor bad", "İSTANBUL good ß"),
]
WORDS = """
    good bad great terrible not never no very really extremely but kind of least at so this without doubt n't the a NOT
    GOOD BAD VERY isn't isn’t don't ! !! ? ... . , : ; ( ) (! 8 8) :) :( : -D :'( XD <3 “ ” ‘ ’ ' " - -- 2008 (2008) Mr.
    U.S. a.m. war. died, “good” happy-sad 😁 ☺ — é death kiss right yeah most more ly truly utterly No. 3 J. end. The
"""
SOME = st.sampled_from(["\n", "\n\n", "\t", *WORDS.split()])
MADE = st.one_of(
    st.lists(SOME, max_size=25).map(" ".join), st.lists(SOME, max_size=12).map("".join), st.text(max_size=80)
)


def textblob(text):
    """Polarity, subjectivity, and the sums of what was assessed above 0 and below, one added to the other in order."""
    found = TextBlob(text).sentiment_assessments
    assessed = [polarity for _, polarity, *_ in found.assessments]
    up, down = ([polarity for polarity in assessed if sign * polarity > 0] for sign in (1, -1))
    return [found.polarity, found.subjectivity, reduce(add, up, 0.0), reduce(add, down, 0.0)]


def vader(text):
    found = VADER.polarity_scores(text)
    return found["neg"], found["neu"], found["pos"], found["compound"]


def in_one_batch(texts):
    """The engine's scores of many texts at once, in the shape of the libraries'."""
    rows = chunks.read(texts)
    return as_textblob.scores_of_rows(rows).tolist(), list(map(tuple, as_vader.scores_of_rows(rows).tolist()))


def by_the_libraries(texts):
    return list(map(textblob, texts)), list(map(vader, texts))


@pytest.mark.parametrize("text", GATES)
def test_hard_cases_score_as_in_the_libraries(text):
    assert in_one_batch([text]) == by_the_libraries([text])


@settings(max_examples=1500)
@given(MADE)
def test_any_text_scores_as_in_the_libraries(text):
    assert in_one_batch([text]) == by_the_libraries([text])


@settings(max_examples=800)
@given(st.lists(MADE, max_size=6))
def test_a_batch_of_texts_scores_as_each_alone(texts):
    assert in_one_batch(texts) == by_the_libraries(texts)


def test_the_hard_cases_score_the_same_in_one_batch():
    assert in_one_batch(GATES) == by_the_libraries(GATES)


BLANKS = st.text(st.sampled_from("a ,\n\x1c\x85\u00a0\u2003\ud83d\u3000é"), max_size=12)


@given(st.lists(BLANKS, max_size=5))
def test_a_batch_is_cut_where_python_cuts(texts):
    known = chunks.Vocabulary()
    for some in (texts, texts, [*texts * 9, "a few more ,"]):  # nothing known, all, far more chunks than are known
        rows = chunks.read(some, known)
        assert [known.chunks[code] for code in rows.codes] == [chunk for text in some for chunk in text.split()]
        assert rows.text.tolist() == [i for i, text in enumerate(some) for _ in text.split()]
        assert rows.ends.tolist() == list(accumulate(len(text.split()) for text in some))
    assert len(known) == len(known.chunks) == len(set(known.chunks))


@settings(max_examples=800)
@given(MADE)
def test_any_text_is_split_as_by_nltk(text):
    assert boundaries(text, _punkt()) == list(_punkt().span_tokenize(text))
    spans = split_sentences(text)
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in spans)
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())  # nothing is lost


LISTS = (
    (("war", "trade war", "hold .. accountable", "clash*", "at odds", "ally (verb)"), ("war of words", "at odds with")),
    (
        ("war crime*", "u.s.", "ally", "allies (noun; not with: war*)", "$", "no limits", "café*", "5g"),
        ("crimes (with: hold)",),
    ),
)
SPLINTERS = """
    war trade hold held accountable clash clashes at odds with of words crime crimes u.s. ally allies $ $5 no limits
    warm ward-war re-war , . ( ) “ to be the war’s café cafés é 5g 5gs \x00 _ 戦
"""
PIECES = st.sampled_from(["\n", "", "\u2003", *SPLINTERS.split()])


def places(lists, texts):
    return list(zip(*map(np.ndarray.tolist, finder(lists)(texts)), strict=True))


def one_after_the_other(lists, texts):
    """The slow twin: text by text, list by list, at each place every exception, then every indicator, longest first."""
    found = []
    for (number, text), (which, (indicators, exceptions)) in product(enumerate(texts), enumerate(lists)):
        ranked = [(-1, one) for one in exceptions]
        ranked += sorted(enumerate(indicators), key=lambda one: len(one[1].partition(" (")[0]), reverse=True)
        asked = [(k, one[0], read_indicator(one)) for k, one in ranked]
        patterns = [(k, re.compile((r"(?<!\w)" if re.match(r"\w", c) else "") + a.expression), a) for k, c, a in asked]
        at = 0
        while at < len(text):
            for k, pattern, a in patterns:
                match = pattern.match(text, at)
                if match and (a.condition is None or a.condition.holds(text, *match.span())):
                    found += [(number, which, *match.span(), k)] if k >= 0 else []
                    at = match.end() - 1
                    break
            at += 1
    return found


@settings(max_examples=800)
@given(st.one_of(st.lists(PIECES, max_size=20).map(" ".join), st.lists(PIECES, max_size=9).map("".join)))
def test_indicators_are_found_where_one_after_the_other_is_found(text):
    assert places(LISTS, [text]) == one_after_the_other(LISTS, [text])


@settings(max_examples=300)
@given(st.lists(st.lists(PIECES, max_size=9).map(" ".join), max_size=5))
def test_indicators_never_reach_from_one_text_to_the_next(texts):
    assert places(LISTS, texts) == one_after_the_other(LISTS, texts)


@pytest.mark.parametrize("name", ["generic", "policy", "parade"])
def test_whole_codebooks_find_the_same_both_ways(name):
    entries = load_codebook(name).entries.values()
    lists = tuple((tuple(map(str.lower, e.indicators)), tuple(map(str.lower, e.exceptions))) for e in entries)
    texts = [small_letters(text)[:1500] for text in [*load_corpus()["text"], *load_corpus("practice")["text"][:3]]]
    assert places(lists, texts) == one_after_the_other(lists, texts)


def test_indicators_in_more_letters_than_have_codes_are_found_by_the_patterns():
    lists = (tuple(f"{chr(0x4E00 + k)}b" for k in range(200)), ()), (("war*",), ())
    text = "\u4e00b, \u4e00bb, a\u4ec7b, \u4ec7b; wars"
    found = [(0, 0, 0, 2, 0), (0, 0, 14, 16, 199), (0, 1, 18, 22, 0)]
    assert places(lists, [text]) == one_after_the_other(lists, [text]) == found


def test_without_the_automaton_the_patterns_answer(monkeypatch):
    monkeypatch.setitem(sys.modules, "ahocorasick_rs", None)
    finder.cache_clear()
    assert places(LISTS, ["a war of words, a war", "peace"]) == [(0, 0, 18, 21, 0)]
    assert places(LISTS, []) == []
    finder.cache_clear()


def test_a_memory_that_is_full_is_emptied_and_changes_nothing(monkeypatch):
    text = "The U.S. won. Mr. Lee of St. Ives lost. No. 2 came on Jan. 3 at 4 p.m. There it is."
    before, kept = boundaries(text, _punkt()), sentence_ends._tools(_punkt()).decided
    monkeypatch.setattr(memory, "MOST_KEPT", 2)
    kept.clear()
    assert [boundaries(text, _punkt()) for _ in range(3)] == [before] * 3
    assert 0 < len(kept) <= 2


def test_a_vocabulary_that_is_full_is_begun_anew(monkeypatch):
    texts = ["A good day.", "Not a bad one."]
    rows, before = chunks.read(texts), in_one_batch(texts)
    monkeypatch.setattr(chunks, "MOST_KEPT", 2)
    assert in_one_batch(texts) == before
    assert chunks.read(["new"]).vocabulary is not rows.vocabulary
    assert as_textblob.scores_of_rows(rows).tolist() == before[0]  # a batch keeps the vocabulary it was cut with


def test_another_version_of_a_library_is_asked_itself(monkeypatch):
    texts = ["Very good.", "", "Mr. Lee won. He left."]
    rows, punkt = chunks.read(texts), _punkt()
    asked = {
        "textblob": (lambda: as_textblob.scores_of_rows(rows).tolist(), [textblob(text) for text in texts]),
        "vaderSentiment": (lambda: as_vader.scores_of_rows(rows).tolist(), [list(vader(text)) for text in texts]),
        "nltk": (lambda: boundaries(texts[2], punkt), list(punkt.span_tokenize(texts[2]))),
    }
    monkeypatch.setattr(sentence_ends, "_tools", None)  # of NLTK's own affairs nothing is touched
    monkeypatch.setattr(versions, "version", lambda name: "9.9")
    versions.as_tested.cache_clear()
    for package, (ask, own) in asked.items():
        with pytest.warns(UserWarning, match=rf"{package} 9\.9 is installed"):
            assert ask() == own
    versions.as_tested.cache_clear()


@pytest.mark.slow
def test_two_thousand_real_articles_and_their_sentences_score_as_in_the_libraries():
    gold = os.environ.get("GOLD")
    path = Path(gold or "") / "speed_texts.parquet"
    if not gold or not path.is_file():
        pytest.skip("GOLD=folder with speed_texts.parquet is not given")
    articles = pd.read_parquet(path)["text"].tolist()
    sentences = [text[a:b] for text in articles[:400] for a, b in split_sentences(text)]
    for texts in (articles, sentences):
        assert in_one_batch(texts) == by_the_libraries(texts)


def slowly_counted(text, n):
    """The slow twin: word after word, ended where anything but blanks or the end of a sentence stands between two."""
    spans, small = word_spans(text), small_letters(text)
    last = {max((i for i, (a, _) in enumerate(spans) if a < end), default=-1) for _, end in split_sentences(text)}
    runs = []
    for i in range(len(spans) - n + 1):
        some = spans[i : i + n]
        clean = all(text[one[1] : two[0]].isspace() for one, two in pairwise(some))
        if clean and not last & set(range(i, i + n - 1)):
            runs.append(" ".join(small[a:b] for a, b in some))
    return Counter(runs)


@settings(max_examples=400)
@given(st.lists(MADE, max_size=3), st.sampled_from([1, 2, 3, 5]))
def test_words_and_sequences_are_counted_as_one_after_the_other(texts, n):
    counts = count_terms(texts, n)
    found = [Counter() for _ in texts]
    for term, article, count in zip(counts.term, counts.article, counts.count, strict=True):
        found[article][counts.terms[term]] += int(count)
    assert found == [slowly_counted(text, n) for text in texts]
    assert counts.sizes.tolist() == [sum(one.values()) for one in found]
    assert len(set(counts.terms)) == len(counts.terms)
