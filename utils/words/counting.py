"""Words counted article by article: the one table of counts from which frequencies and keyness are made.

A term is a word, a lemma (the dictionary form: *says* and *said* are *say*) or a sequence of n of them. A sequence
never reaches over a sentence end or a punctuation mark.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from utils.corpus import whole_characters
from utils.engine.counts import BREAK, counted
from utils.notebook.progress import progress
from utils.text import small_letters, split_paragraphs, split_sentences, word_spans

__all__ = ["Counts", "as_corpus", "count_terms", "lemma", "texts_of"]

DOTTED = re.compile(r"\.[^\W\d_]\.\s")  # a word that ends in a full stop of its own
MARK = f" {BREAK} "
PUNCTUATION = ".,;:!?\"“”()[]…‘’'—–-"


class Counts(NamedTuple):
    """How often each term occurs in each article that has it: three columns of equal length, and what they refer to."""

    terms: np.ndarray  # the terms; `term` holds positions in it
    term: np.ndarray
    article: np.ndarray
    count: np.ndarray  # type: ignore[assignment]  # a tuple's own `count`, which nobody asks for
    sizes: np.ndarray  # terms of each article, all counted

    def total(self):
        """Occurrences of each term."""
        return np.bincount(self.term, self.count, len(self.terms))

    def documents(self):
        """Articles that have each term."""
        return np.bincount(self.term, minlength=len(self.terms))

    def with_words(self):
        """The same without articles that have no term at all: they are no cases."""
        full = self.sizes > 0
        return self._replace(article=(np.cumsum(full) - 1)[self.article], sizes=self.sizes[full])

    def summed(self, values):
        """`values`, one for each row of the table, added up by term."""
        return np.bincount(self.term, values, len(self.terms))


def count_terms(corpus: pd.DataFrame | Sequence[str], n: int = 1, lemmas: bool = False) -> Counts:
    """The `Counts` of a corpus or a list of texts.

    >>> counts = count_terms(["war and war", "peace"])
    >>> dict(zip(counts.terms, counts.total().astype(int).tolist(), strict=True))
    {'war': 2, 'and': 1, 'peace': 1}
    """
    if not isinstance(n, int | np.integer) or n < 1:
        raise ValueError(f"Sequences of n >= 1 words are counted; n={n} was given.")
    texts = texts_of(corpus)
    with_breaks = texts if n == 1 else map(_with_breaks, progress(texts, "counting", "articles"))
    terms, term, article, count, sizes = counted(with_breaks, _lemmas_of if lemmas else _words_of, n)
    return Counts(terms, term, article, count.astype(float), sizes.astype(float))


@lru_cache(maxsize=200_000)
def lemma(word: str) -> str:
    """The dictionary form of an English word, by simplemma (Barbaresi); a word it does not know stays as it is.

    >>> lemma("says"), lemma("cities")
    ('say', 'city')
    """
    from simplemma import lemmatize

    return lemmatize(word, lang="en").lower()


def as_corpus(corpus: pd.DataFrame | Sequence[str]) -> pd.DataFrame:
    """A corpus table of a list of texts; a corpus table stays as it is."""
    if isinstance(corpus, pd.DataFrame):
        return corpus if "source" in corpus else corpus.assign(source="")
    texts = texts_of(corpus)
    return pd.DataFrame({"doc_id": range(len(texts)), "source": "", "text": [*map(whole_characters, texts)]})


def texts_of(corpus: pd.DataFrame | Sequence[str]) -> list[str]:
    """The texts of a corpus table, or those of a list."""
    if isinstance(corpus, str):
        raise ValueError("One text is given in a list: [text]. A bare string would be taken for a list of letters.")
    return list(corpus["text"] if isinstance(corpus, pd.DataFrame) else corpus)


def _words_of(chunk):
    word = chunk.strip(PUNCTUATION)
    if word.isalnum():  # nine chunks in ten
        start = chunk.index(word)
        return [(start, start + len(word), small_letters(word))]
    small = small_letters(chunk)
    return [(start, end, small[start:end]) for start, end in word_spans(chunk)]


def _lemmas_of(chunk):
    return [(start, end, lemma(word)) for start, end, word in _words_of(chunk)]


def _with_breaks(text):
    """The text with a mark where a sequence must end and no punctuation says so: paragraphs, and U.S. as last word."""
    paragraphs = [text[a:b] for a, b in split_paragraphs(text)]
    for i, paragraph in enumerate(paragraphs):
        if DOTTED.search(paragraph):
            paragraphs[i] = MARK.join(paragraph[a:b] for a, b in split_sentences(paragraph))
    return MARK.join(paragraphs)
