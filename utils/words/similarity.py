"""How alike two articles are, and what they share word for word.

Two measures that answer different questions. The cosine of weighted words says whether two articles are *about* the
same things; runs of words in common say whether one was *copied* from the other, or both from an agency.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from utils.text import small_letters, word_spans
from utils.words.counting import as_corpus, count_terms

__all__ = ["shared_passages", "similar_articles"]

RUN = 5  # words a run, as for near copies
MOST = 2000  # articles that are compared pair by pair; these are two million pairs


def similar_articles(corpus: pd.DataFrame, most: int = 50) -> pd.DataFrame:
    """The most similar pairs of articles: `first, second, first_source, second_source, cosine, jaccard`.

    `cosine` (0 to 1) is that of the TF-IDF weights of their words (Salton & McGill 1983), with weights count ×
    ln(articles / articles with the word): 1 for the same words in the same proportion. `jaccard` (0 to 1) is the
    share of all runs of five words that both have. Sorted by cosine; at most `most` pairs.

    A word that every article has weighs nothing, so among two articles `cosine` is 0 throughout: look at `jaccard`.

    >>> corpus = ["war in the north", "war in the north again", "peace at last"]
    >>> similar_articles(corpus)["cosine"].round(2).tolist()
    [0.59, 0.0, 0.0]
    """
    corpus = as_corpus(corpus)
    if len(corpus) > MOST:
        raise ValueError(f"Every pair of at most {MOST:,} articles is compared; {len(corpus):,} were given.")
    words, runs = count_terms(corpus), count_terms(corpus, RUN)
    weights = words.count * np.log(len(corpus) / words.documents()[words.term])
    length = np.sqrt(np.bincount(words.article, weights**2, len(corpus)))
    products = _products(words.term, words.article, weights, len(corpus))
    with np.errstate(invalid="ignore"):
        cosine = np.nan_to_num(products / np.outer(length, length))
    shared = _products(runs.term, runs.article, np.ones(len(runs.term)), len(corpus))
    different = np.bincount(runs.article, minlength=len(corpus))
    union = different[:, None] + different[None, :] - shared
    jaccard = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    one, two = np.triu_indices(len(corpus), 1)
    order = np.lexsort((two, one, -jaccard[one, two].round(9), -cosine[one, two].round(9)))[:most]
    one, two = one[order], two[order]
    ids, sources = corpus["doc_id"].to_numpy(), corpus["source"].to_numpy()
    columns = {"first": ids[one], "second": ids[two], "first_source": sources[one], "second_source": sources[two]}
    return pd.DataFrame({**columns, "cosine": cosine[one, two], "jaccard": jaccard[one, two]})


def shared_passages(one: str, two: str, least: int = 8) -> pd.DataFrame:
    """The passages of `least` words or more that two texts share word for word, longest first.

    Columns `words, text, start, end, other_start, other_end`: `text` and the first two offsets are of `one`, the
    last two of `two`. Capitals and punctuation do not matter. No passage is part of a longer one in the list.

    >>> shared_passages("He said the war is over.", "Now the war is over!", least=3)[["words", "text"]].values.tolist()
    [[4, 'the war is over']]
    """
    if least < 1:
        raise ValueError(f"A passage has one word or more; least={least} was given.")
    spans = [word_spans(one), word_spans(two)]
    forms = [[small[a:b] for a, b in some] for small, some in zip(map(small_letters, (one, two)), spans, strict=True)]
    found = [passage for passage in _in_common(*forms) if passage[0] >= least]
    found.sort(key=lambda passage: (-passage[0], passage[1]))
    rows = [_passage(one, spans, *passage) for passage in found]
    return pd.DataFrame(rows, columns=["words", "text", "start", "end", "other_start", "other_end"])


def _products(term, article, values, n):
    """For every two articles the sum over terms of the products of their values."""
    from scipy.sparse import csr_array

    matrix = csr_array((values, (article, term)), shape=(n, int(term.max(initial=0)) + 1))
    return (matrix @ matrix.T).toarray()


def _in_common(one, two):
    """(size, place in `one`, first place in `two`) of the runs both have, none of them inside another one in `one`."""
    runs, state, size = _all_runs(two), 0, 0
    for at, word in enumerate(one):
        if word not in runs[state].following and size:
            yield size, at - size, runs[state].end - size
        while state and word not in runs[state].following:
            state = runs[state].shorter
            size = runs[state].size
        if word in runs[state].following:
            state, size = runs[state].following[word], size + 1
    if size:
        yield size, len(one) - size, runs[state].end - size


class _Runs(NamedTuple):
    """Runs of words that end at the same places of a text, the longest of them and its shortened ends."""

    size: int  # words of the longest
    end: int  # where they first end
    following: dict  # {word: the number of the runs that end with it}
    shorter: int  # the number of those that are shorter and end at more places


def _all_runs(words):
    """All runs of words of a text, in steps that grow with its length: a suffix automaton (Blumer et al. 1985)."""
    runs, last = [_Runs(0, 0, {}, -1)], 0
    for at, word in enumerate(words):
        new, before = len(runs), last
        runs.append(_Runs(at + 1, at + 1, {}, 0))
        while before >= 0 and word not in runs[before].following:
            runs[before].following[word] = new
            before = runs[before].shorter
        if before >= 0:
            known = runs[before].following[word]
            if runs[known].size > runs[before].size + 1:
                apart, longer = len(runs), known
                runs.append(runs[known]._replace(size=runs[before].size + 1, following=dict(runs[known].following)))
                while before >= 0 and runs[before].following.get(word) == longer:
                    runs[before].following[word] = apart
                    before = runs[before].shorter
                runs[longer], known = runs[longer]._replace(shorter=apart), apart
            runs[new] = runs[new]._replace(shorter=known)
        last = new
    return runs


def _passage(one, spans, size, i, j):
    start, end = spans[0][i][0], spans[0][i + size - 1][1]
    return size, one[start:end], start, end, spans[1][j][0], spans[1][j + size - 1][1]
