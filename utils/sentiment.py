"""Tone: two instruments everybody uses, what they really measure, and the words behind each score.

TextBlob averages the polarity of the words it knows. VADER adds up the valence of the words it knows,
by rules for negation, emphasis and "but", and squeezes the sum into -1 to +1. Both are lexicons: they score
words, not opinions, and a calm report of a disaster scores negative. Zero may mean "balanced" or "no word
known", so the coverage stands beside every score.
"""

import re
from functools import cache, lru_cache

import numpy as np
import pandas as pd

from utils.languages import in_english
from utils.progress import progress
from utils.text import normal, sentence_table, word_spans
from utils.uncertainty import difference, group_means, sensitivity

__all__ = [
    "INSTRUMENTS",
    "article_tone",
    "explain",
    "score_sentences",
    "score_texts",
    "tone_by_group",
    "tone_difference",
]

INSTRUMENTS = {"textblob_polarity": "TextBlob", "vader_compound": "VADER"}
WHOLE = 200  # articles scored in one piece
EXPLANATION = ["instrument", "start", "end", "words", "score"]


def score_texts(texts):
    """Each text's scores, one row a text: `textblob_polarity, textblob_subjectivity, vader_compound, coverage`.

    The first three are the libraries' own values on the raw text: polarity and compound from -1 (unfavourable
    words) to +1 (favourable words), subjectivity from 0 to 1. `coverage` is the share of words that have a
    tone entry in one of the two lexicons; 0 means that a score of 0 rests on nothing. Sources: TextBlob (Loria;
    lexicon by De Smedt & Daelemans 2012), vaderSentiment (Hutto & Gilbert 2014).

    >>> score_texts(["A great day.", "It rained."]).round(2).values.tolist()
    [[0.8, 0.75, 0.62, 0.33], [0.0, 0.0, 0.0, 0.0]]
    """
    rows = [_scores(text) for text in progress(texts, "scoring tone", "texts")]
    return pd.DataFrame(rows, columns=["textblob_polarity", "textblob_subjectivity", "vader_compound", "coverage"])


def score_sentences(corpus):
    """The sentence table (see text.py) of the articles in English, with the columns of `score_texts`."""
    sentences = sentence_table(in_english(corpus))
    return pd.concat([sentences, score_texts(sentences["text"])], axis=1)


def article_tone(scored, corpus):
    """Tone of each article as the mean of its sentences, one row an article and instrument.

    Columns `doc_id, source, instrument, mean, spread, low, high, sentences, without_tone_words, whole_text`. `spread`
    is the standard deviation of the sentence scores. `low` to `high` is the sensitivity to single sentences
    (uncertainty.py): no interval for other articles. `without_tone_words` is the share of sentences with
    coverage 0. `whole_text` is the score of the whole article in one piece, for comparison only: VADER's goes to
    -1 or +1 with length. It stands for the first 200 articles only, since VADER's time grows with the square of it.
    """
    corpus = corpus[corpus["doc_id"].isin(scored["doc_id"].unique())]
    first = corpus.head(WHOLE)
    whole = score_texts(first["text"]).set_index(first["doc_id"].to_numpy()).reindex(corpus["doc_id"])
    parts = dict(list(scored.groupby("doc_id", sort=False)))
    rows = []
    for doc_id, source in zip(corpus["doc_id"], corpus["source"], strict=True):
        part = parts[doc_id]
        for column, instrument in INSTRUMENTS.items():
            band = sensitivity(part[column])
            bare = (part["coverage"] == 0).mean()
            ends = (band["low"], band["high"], len(part), bare, whole.loc[doc_id, column])
            rows.append((doc_id, source, instrument, band["mean"], part[column].std(), *ends))
    names = [
        "doc_id",
        "source",
        "instrument",
        "mean",
        "spread",
        "low",
        "high",
        "sentences",
        "without_tone_words",
        "whole_text",
    ]
    return pd.DataFrame(rows, columns=names).astype({"low": float, "high": float, "mean": float})


def tone_by_group(scored, by="source"):
    """Mean tone of each group by both instruments, and what may be said of it (see `uncertainty.group_means`).

    `scored` is the table of `score_sentences` with a column `by`. Columns `instrument, group, mean, low, high,
    articles, missing, note`.
    """
    tables = [
        group_means(scored[column], scored["doc_id"], scored[by]).assign(instrument=instrument)
        for column, instrument in INSTRUMENTS.items()
    ]
    return pd.concat(tables, ignore_index=True)


def tone_difference(scored, by="source"):
    """The difference of the two groups' mean tone by VADER with its interval (see `uncertainty.difference`)."""
    return difference(scored["vader_compound"], scored["doc_id"], scored[by])


def explain(text):
    """The words that made the two scores of a text: `instrument, start, end, words, score`.

    TextBlob's polarity is the mean of its rows. VADER's compound is s / √(s² + 15) with s the sum of its rows,
    after exclamation and question marks move s further out. Rows of weight 0 are left out. Offsets are into
    `text`; they are missing for a word that the library rewrote before it looked (an emoji, say).

    >>> explain("The hard work was not good.")[["instrument", "words", "score"]].round(2).values.tolist()
    [['TextBlob', 'hard', -0.29], ['TextBlob', 'not good', -0.35], ['VADER', 'hard', -0.4], ['VADER', 'good', -1.41]]
    """
    rows = [*_explain_textblob(text), *_explain_vader(text)]
    return pd.DataFrame(rows, columns=EXPLANATION).astype({"start": "Int64", "end": "Int64"})


@lru_cache(maxsize=300_000)  # notebooks and exercises ask about the same sentences again and again
def _scores(text):
    from textblob import TextBlob

    polarity, subjectivity = TextBlob(text).sentiment
    return polarity, subjectivity, _vader().polarity_scores(text)["compound"], _coverage(text)


def _explain_textblob(text):
    from textblob import TextBlob

    after = 0
    for words, polarity, *_ in TextBlob(text).sentiment_assessments.assessments:
        start, end, after = _locate(text, words, after)
        yield "TextBlob", start, end, " ".join(words), polarity


def _explain_vader(text):
    """VADER's own steps, through its own methods, stopped before it sums."""
    from vaderSentiment.vaderSentiment import BOOSTER_DICT, SentiText

    analyzer = _vader()
    pieces = SentiText(_spell_out_emoji(text))
    tokens, scores = pieces.words_and_emoticons, []
    for i, token in enumerate(tokens):
        kind_of = token.lower() == "kind" and [t.lower() for t in tokens[i + 1 : i + 2]] == ["of"]
        if token.lower() in BOOSTER_DICT or kind_of:
            scores.append(0)
        else:
            scores = analyzer.sentiment_valence(0, pieces, token, i, scores)
    after = 0
    for token, score in zip(tokens, analyzer._but_check(tokens, scores), strict=True):
        start, end, after = _locate(text, [token], after)
        if score:
            yield "VADER", start, end, token, float(score)


def _spell_out_emoji(text):
    """Emoji as VADER reads them: replaced by their description, set off by a space on the left."""
    emojis, plain, after_space = _vader().emojis, "", True
    for character in text:
        known = character in emojis
        plain += ("" if after_space else " ") + emojis[character] if known else character
        after_space = not known and character == " "
    return plain.strip()


def _locate(text, words, after):
    """Offsets of `words`, which may have a word or two between them, looked for from `after` on.

    Where they stand further apart (the library joins across punctuation) the last word alone is pointed at.
    """
    between = r"\W+(?:\w+\W+){0,2}?"
    last = [word for word in words if word[0].isalnum()][-1:] or words[-1:]
    for wanted in (words, last):
        pattern = between.join(map(_whole_word, wanted))
        if found := re.compile(pattern, re.IGNORECASE).search(text, after):
            return found.start(), found.end(), found.end()
    return pd.NA, pd.NA, after


def _whole_word(word):
    return (r"(?<!\w)" if word[0].isalnum() else "") + re.escape(word) + (r"(?!\w)" if word[-1].isalnum() else "")


def _coverage(text):
    spans = word_spans(text)
    known = _tone_words()
    return sum(normal(text[a:b]) in known for a, b in spans) / len(spans) if spans else np.nan


@cache
def _tone_words():
    """Words with a tone in VADER's lexicon or a polarity other than 0 in TextBlob's."""
    from textblob.en import sentiment as lexicon

    lexicon.load()
    return frozenset(_vader().lexicon) | {word for word, senses in lexicon.items() if senses[None][0]}


@cache
def _vader():
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()
