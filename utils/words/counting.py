"""Words counted article by article: the one table of counts from which frequencies and keyness are made.

A term is a word, a lemma (the dictionary form: *says* and *said* are *say*) or a sequence of n of them. A sequence
never reaches over a sentence end or a punctuation mark.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from utils.corpus import whole_characters
from utils.engine.counts import BREAK, counted
from utils.notebook.progress import progress
from utils.text import small_letters, split_paragraphs, split_sentences, word_list, word_spans

__all__ = ["Counts", "as_corpus", "count_terms", "lemma", "texts_of"]

DOTTED = re.compile(r"\.[^\W\d_]\.\s")  # a word that ends in a full stop of its own
MARK = f" {BREAK} "
POSSESSIVE = re.compile(r"(?<=\w)'s$")
RAREST = 100  # times rarer than the form may its dictionary form be, to be believed
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

    def renamed(self, names):
        """The same with new names for the terms; those that now have one name are one term."""
        codes, terms = pd.factorize(np.array(names, dtype=object))
        many = max(len(self.sizes), 1)
        keys, back = np.unique(codes[self.term].astype(int) * many + self.article, return_inverse=True)
        count = np.bincount(back, self.count, len(keys))
        return Counts(terms, keys // many, keys % many, count, self.sizes)


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
    terms, term, article, count, sizes = counted(with_breaks, _words_of, n)
    counts = Counts(terms, term, article, count.astype(float), sizes.astype(float))
    return counts.renamed([" ".join(map(lemma, term.split())) for term in terms]) if lemmas else counts


@lru_cache(maxsize=200_000)
def lemma(word: str) -> str:
    """The dictionary form of an English word, by simplemma (Barbaresi), which `data/word_forms.txt` corrects.

    A word that it does not know stays as it is; so does one with a hyphen or a digit, and one whose dictionary form
    general English hardly has (*growe* for *growing*).

    >>> lemma("says"), lemma("cities"), lemma("gone"), lemma("nuclear-armed")
    ('say', 'city', 'go', 'nuclear-armed')
    """
    from simplemma import lemmatize
    from wordfreq import word_frequency

    if word in corrections():
        return corrections()[word]
    found = lemmatize(word, lang="en").lower()
    if not word.isalpha():
        return word
    return found if word_frequency(found, "en") * RAREST > word_frequency(word, "en") else word


@cache
def corrections() -> dict[str, str]:
    """{form: dictionary form} where simplemma errs (`data/word_forms.txt`)."""
    return dict(line.split() for line in word_list("word_forms.txt"))


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


def _with_breaks(text):
    """The text with a mark where a sequence must end and no punctuation says so: paragraphs, and U.S. as last word."""
    paragraphs = [text[a:b] for a, b in split_paragraphs(text)]
    for i, paragraph in enumerate(paragraphs):
        if DOTTED.search(paragraph):
            paragraphs[i] = MARK.join(paragraph[a:b] for a, b in split_sentences(paragraph))
    return MARK.join(paragraphs)
