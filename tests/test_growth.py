"""Work grows with the text, not with its square: steps are counted, not seconds, on texts made to be slow."""

import sys
import tracemalloc
from collections import Counter
from functools import cache

import pandas as pd
import pytest
from conftest import ROOT

from utils.actors import find_actors
from utils.corpus import load_corpus, near_duplicates
from utils.engine import as_textblob, as_vader
from utils.engine.chunks import Rows, read
from utils.framing import evidence, load_codebook
from utils.framing import score_texts as frames
from utils.keywords import concordance, frequencies, keyness, names, readability, shared_passages
from utils.reading import reading_view
from utils.sentiment import calibrated, explain, score_mentions, score_texts, tone_towards
from utils.text import (
    _sentences_in,
    marks_unread,
    quoted_stretches,
    sentence_table,
    split_sentences,
    spoken_turns,
    word_spans,
)
from utils.voices import find_quotes

SMALL, MORE = 6_000, 4  # characters of the shorter text, and how many times as long the other one is
MOST = 5.2  # times as much work on it: 1.3 times what would be in proportion
BOOK = cache(lambda: load_codebook("generic"))


def article(text):
    return pd.DataFrame({"doc_id": ["a"], "source": ["A"], "language": ["en"], "text": [text]})


def two_articles(text):
    return pd.concat([article(text), article(text[:-3]).assign(doc_id="b")], ignore_index=True)


def mentions(text):
    spans = word_spans(text)[::20]
    return score_mentions([text] * len(spans), *zip(*spans, strict=True))


FUNCTIONS = {
    "split_sentences": split_sentences,
    "sentence_table": lambda text: sentence_table(article(text)),
    "quoted_stretches": quoted_stretches,
    "spoken_turns": spoken_turns,
    "marks_unread": marks_unread,
    "near_duplicates": lambda text: near_duplicates(two_articles(text)),
    "readability": lambda text: readability([text]),
    "keyness": lambda text: keyness([text], "english"),
    "frequencies": lambda text: frequencies([text], n=2),
    "concordance": lambda text: concordance([text], text.split()[0].strip("\"'“")),
    "concordance, near": lambda text: concordance([text], "good", near="good", within="sentence"),
    "names": lambda text: names([text]),
    "shared_passages": lambda text: shared_passages(text, text[:-3]),
    "find_actors": find_actors,
    "find_quotes": find_quotes,
    "evidence": lambda text: evidence(article(text), BOOK()),
    "frames": lambda text: frames([text], BOOK()),
    "score_texts": lambda text: score_texts([text]),
    "calibrated": lambda text: calibrated([text]),
    "explain": explain,
    "score_mentions": mentions,
    "tone_towards": lambda text: tone_towards(article(text)),
    "reading_view": lambda text: reading_view({"doc_id": "a", "text": text}, codebook=BOOK()),
}
RARE = "GOOD but then so it went on and on by the sea and by the hills and by the roads of it, "
EVERYWHERE = ["good ", "President Xi of ", '"a b c" ', '"We go," said John. ']
INPUTS = {
    "split_sentences": ["so good.We ", "nice :) We ", "i go. ", *EVERYWHERE],
    "quoted_stretches": ["“", '"', "“a” ", "'", "''", "‘a ", "a’ ", "as’ b ", "‘a b’ ", "‘a\n\n", "“a\n\n", "„a‚b‘“ "],
    "spoken_turns": ["LEE: “I, a?”\n\n", "LEE: I?\n", "— I, a!\n\n", "A B C, D: ", "LEE:\n\n"],
    "marks_unread": ["“", "> a\n", "said “a ", "`a' "],
    "concordance, near": ["good ", "good bad. "],
    "frames": ["clashed ", "not clashed "],
    "evidence": ["clashed ", "not clashed ", '"clashed" '],
    "score_texts": ["! ", ": ", "GOOD bad ", "good but "],
    "find_actors": ["President Xi of ", "WAR – a\n", "Xi’s ", "MAYOR BO SMITH: a\n"],
    "find_quotes": ['"', "“", '"a" – Ann ', 'he said, "', *EVERYWHERE[2:]],
    "explain": ["! ", RARE, "good ", "😀 ", "couldn't good "],
    "reading_view": [RARE * 4 + "said John, as they clashed over it all for a day. "],
    "score_mentions": ["good "],
    "tone_towards": ['"We go," said John. '],
}
CASES = [(name, piece) for name in FUNCTIONS for piece in INPUTS.get(name, EVERYWHERE)]


def of_length(piece, characters):
    return (piece * (characters // len(piece) + 1))[:characters]


def steps(function, text):
    """How many lines of the project's own code run."""
    lines, own = Counter(), str(ROOT / "utils")

    def count(frame, what, _):
        if not frame.f_code.co_filename.startswith(own):
            return None
        lines[what] += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        function(text)
    finally:
        sys.settrace(before)
    return lines.total()


@pytest.mark.parametrize(("name", "piece"), CASES)
def test_steps_grow_with_the_text(name, piece):
    function = FUNCTIONS[name]
    function(of_length(piece, 100))  # what is read once from disk
    few, many = (steps(function, of_length(piece, characters)) for characters in (SMALL, SMALL * MORE))
    assert many < MOST * few


def test_sentences_of_news_take_about_a_step_a_character():
    texts = load_corpus("practice")["text"]
    split_sentences(texts[0])
    _sentences_in.cache_clear()
    assert sum(steps(split_sentences, text) for text in texts) < 1.25 * texts.str.len().sum()


@pytest.mark.parametrize("module", [as_textblob, as_vader])
@pytest.mark.parametrize("piece", ["! ", "GOOD bad ", "not good "])
def test_chunks_of_a_text_are_copied_once(module, piece, monkeypatch):
    copied, by_text = [], Rows.by_text

    def counting(rows, column):
        chunks = by_text(rows, column)
        return lambda i: copied.append(i) or chunks(i)

    monkeypatch.setattr(Rows, "by_text", counting)
    module.scores_of_rows(read([of_length(piece, SMALL)]))
    assert len(copied) <= 1


@pytest.mark.parametrize("piece", ["!", ". ! ? )".replace(" ", ""), "“", ":)", "a,"])
def test_a_chunk_without_a_blank_is_read_up_to_a_bound(piece):
    longest = as_textblob.LONGEST
    text, cut = (f"A good day {of_length(piece, size)} and a bad night" for size in (3 * longest, longest))
    columns = ["textblob_polarity", "textblob_subjectivity"]
    assert score_texts([text])[columns].equals(score_texts([cut])[columns])
    assert as_textblob.by_library(text) == as_textblob.by_library(cut)
    rows = explain(text).query("instrument == 'TextBlob'")
    assert [text[row.start : row.end] for row in rows.itertuples()][-1] == "bad"


@pytest.mark.parametrize(
    ("name", "piece"),
    [("find_quotes", '"'), ("shared_passages", '"a b c" '), ("explain", "😀 "), ("reading_view", RARE)],
)
def test_memory_a_character_is_bounded(name, piece):
    text = of_length(piece, SMALL * MORE)
    FUNCTIONS[name](text)
    tracemalloc.start()
    FUNCTIONS[name](text)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 300 * len(text)
