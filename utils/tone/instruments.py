"""TextBlob and VADER, asked for their own values, and for the words that made them.

TextBlob averages the polarity of the words it knows. VADER adds up the valence of the words it knows, by rules for
negation, emphasis and "but", and squeezes the sum into -1 to +1. Nothing is changed here: all values are their own.
"""

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd

from utils.engine import as_textblob, as_vader
from utils.engine.as_vader import analyzer
from utils.engine.chunks import Rows

__all__ = ["explain_textblob", "explain_vader", "known_words", "library_table"]

TEXTBLOB_COLUMNS = ["polarity", "subjectivity", "textblob_up", "textblob_down"]
BETWEEN = r"\W+(?:\w+\W+){0,2}?"
MOST_TOGETHER = 4  # words of one assessment that are looked for together
VADER_COLUMNS = ["unfavourable", "neutral", "favourable", "compound"]


def library_table(rows: Rows) -> pd.DataFrame:
    """TextBlob's and VADER's own values of many texts, untouched, a row each; `rows` as of `read`.

    `textblob_up` and `textblob_down` are the sums of the polarities above 0 and below that TextBlob averages.

    >>> from utils.engine.chunks import read
    >>> library_table(read(["A great day."]))[["polarity", "compound", "textblob_up"]].values.tolist()
    [[0.8, 0.6249, 0.8]]
    """
    values = np.hstack([as_textblob.scores_of_rows(rows), as_vader.scores_of_rows(rows)])
    return pd.DataFrame(values, columns=TEXTBLOB_COLUMNS + VADER_COLUMNS)


@cache
def known_words() -> frozenset[str]:
    """Words with a tone in VADER's lexicon or a polarity other than 0 in TextBlob's."""
    from textblob.en import sentiment as lexicon

    lexicon.load()
    return frozenset(analyzer().lexicon) | {word for word, senses in lexicon.items() if senses[None][0]}


def explain_textblob(text: str) -> Iterator[tuple]:
    """The words behind a polarity, which is the mean of their scores: rows ("TextBlob", start, end, words, score)."""
    from textblob import TextBlob

    assessed = [
        (tuple(words), polarity)
        for words, polarity, *_ in TextBlob(as_textblob.bounded(text)).sentiment_assessments.assessments
    ]
    places = _located(text, [words for words, _ in assessed])
    for (start, end), (words, polarity) in zip(places, assessed, strict=True):
        yield "TextBlob", start, end, " ".join(words), polarity


def explain_vader(text: str) -> Iterator[tuple]:
    """Rows of the words behind a compound, with what VADER sums up; a word of an emoji stands where the emoji does."""
    for start, end, token, score in as_vader.words_of(text):
        if score:
            yield "VADER", start, end, token, float(score)


def _located(text, wanted):
    """(start, end) of each of `wanted`, words that may have one or two others between them, one after the other.

    Marks are passed over. Where words stand further apart (the library joins across punctuation) the last one alone is
    pointed at. What was found once is looked for again only when it lies behind, so a text is not read to its end for
    each of its words.
    """
    found, after = {}, 0
    for words in wanted:
        spelled = tuple(word for word in words if word[0].isalnum()) or words[-1:]
        for some in (spelled[-MOST_TOGETHER:], spelled[-1:]):
            if some not in found or (found[some] and found[some].start() < after):
                found[some] = re.compile(BETWEEN.join(map(_whole_word, some)), re.IGNORECASE).search(text, after)
            if match := found[some]:
                after = match.end()
                yield match.span()
                break
        else:
            yield pd.NA, pd.NA


def _whole_word(word):
    return (r"(?<!\w)" if word[0].isalnum() else "") + re.escape(word) + (r"(?!\w)" if word[-1].isalnum() else "")
