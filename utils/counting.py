"""Words counted article by article: the one table of counts from which frequencies and keyness are made.

A term is a word, a lemma (the dictionary form: *says* and *said* are *say*) or a sequence of n of them. A sequence
never reaches over a sentence end or a punctuation mark.
"""

from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from utils.progress import progress
from utils.text import small_letters, split_sentences, word_spans, words

__all__ = ["Counts", "as_corpus", "count_terms", "labels_of", "lemma"]


class Counts(NamedTuple):
    """How often each term occurs in each article that has it: three columns of equal length, and what they refer to."""

    terms: np.ndarray  # the terms; `term` holds positions in it
    term: np.ndarray
    article: np.ndarray
    count: np.ndarray
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


def count_terms(corpus, n=1, lemmas=False):
    """The `Counts` of a corpus or a list of texts.

    >>> counts = count_terms(["war and war", "peace"])
    >>> dict(zip(counts.terms, counts.total().astype(int).tolist(), strict=True))
    {'war': 2, 'and': 1, 'peace': 1}
    """
    if not isinstance(n, int | np.integer) or n < 1:
        raise ValueError(f"Sequences of n >= 1 words are counted; n={n} was given.")
    codes, terms, counts, ends, sizes = {}, [], [], [0], []
    for text in progress(as_corpus(corpus)["text"], "counting", "articles"):
        here = Counter(_terms(text, n, lemmas))
        terms += [codes.setdefault(term, len(codes)) for term in here]
        counts += here.values()
        ends.append(len(terms))
        sizes.append(here.total())
    article = np.repeat(np.arange(len(sizes)), np.diff(ends))
    names = np.array(list(codes), dtype=object)
    return Counts(names, np.array(terms, int), article, np.array(counts, float), np.array(sizes, float))


@lru_cache(maxsize=200_000)
def lemma(word):
    """The dictionary form of an English word, by simplemma (Barbaresi); a word it does not know stays as it is.

    >>> lemma("says"), lemma("cities")
    ('say', 'city')
    """
    from simplemma import lemmatize

    return lemmatize(word, lang="en").lower()


def as_corpus(corpus):
    """A corpus table of a list of texts; a corpus table stays as it is."""
    if isinstance(corpus, pd.DataFrame):
        return corpus if "source" in corpus else corpus.assign(source="")
    if isinstance(corpus, str):
        raise ValueError("One text is given in a list: [text]. A bare string would be taken for a list of letters.")
    texts = list(corpus)
    return pd.DataFrame({"doc_id": range(len(texts)), "source": "", "text": texts})


def labels_of(corpus, by):
    """The groups of a column as text, with one group for articles that have no value there."""
    if by not in corpus.columns:
        raise ValueError(f"The corpus has no column '{by}' to group by; it has {', '.join(corpus.columns)}.")
    return corpus[by].where(corpus[by].notna(), "not given").astype(str)


def _terms(text, n, lemmas):
    if n > 1:
        return _sequences(text, n, lemmas)
    return map(lemma, words(text)) if lemmas else words(text)


def _sequences(text, n, lemmas):
    spans = word_spans(text)
    ends = {i for i, (one, two) in enumerate(pairwise(spans)) if not text[one[1] : two[0]].isspace()}
    last_words = np.searchsorted([a for a, _ in spans], [end for _, end in split_sentences(text)]) - 1
    ends |= set(last_words.tolist())
    small = small_letters(text)
    forms = [lemma(small[a:b]) if lemmas else small[a:b] for a, b in spans]
    begin = 0
    for end in [*sorted(ends), len(forms) - 1]:
        piece = forms[begin : end + 1]
        yield from map(" ".join, zip(*(piece[k:] for k in range(n)), strict=False))
        begin = end + 1
