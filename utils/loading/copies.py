"""Articles that are copies of each other, whole or nearly: wire copy is printed by many outlets.

Two texts are compared by the runs of five words they share. Counting a text that stands in the corpus five times as
five voices is the classic mistake with news; leaving it out without a word is the second. So copies are shown, and
taken out only if asked for.
"""

import zlib
from collections import defaultdict
from itertools import combinations, pairwise

import numpy as np
import pandas as pd

from utils.notebook.progress import progress

__all__ = ["first_and_copies", "near_duplicates"]

RUN = 5  # words a run; shorter ones are shared by articles on the same event that nobody copied
THRESHOLD = 0.5  # share of all runs of the two that both have; a copy with a new first paragraph stays above
BANDS, ROWS = 32, 3  # of two texts this alike 98 in 100 are compared, of texts with a tenth in common 3 in 100
FEW = 20  # articles in a bucket of which all pairs are compared
ODD = np.uint64(1)


def near_duplicates(corpus: pd.DataFrame, threshold: float = THRESHOLD) -> pd.DataFrame:
    """Which articles are copies, one row an article that has one: `cluster, doc_id, source, first, similarity`.

    `cluster` counts from 1; `first` is the doc_id of its first article, `similarity` the share of the runs of five
    words in either text that are in both (Jaccard; 1 for the same words) with the nearest other article of the
    cluster. An article joins a cluster if `similarity` is at least `threshold`. Candidates come from MinHash
    signatures (Broder 1997) and are then compared exactly, so no pair is reported that is not alike; of pairs right
    at the threshold 2 in 100 are missed.

    >>> texts = ["One two three four five six."] * 2
    >>> near_duplicates(pd.DataFrame({"doc_id": ["a", "b"], "source": ["A", "B"], "text": texts})).values.tolist()
    [[1, 'a', 'A', 'a', 1.0], [1, 'b', 'B', 'a', 1.0]]
    """
    alike, ids, sources = _alike(corpus, threshold), corpus["doc_id"].tolist(), corpus["source"].tolist()
    nearest, first = defaultdict(float), list(range(len(ids)))
    for (i, j), share in sorted(alike.items()):
        nearest[i], nearest[j] = max(nearest[i], share), max(nearest[j], share)
        low, high = sorted((_root(first, i), _root(first, j)))
        first[high] = low
    members = sorted(nearest, key=lambda i: (_root(first, i), i))
    clusters = {root: number for number, root in enumerate(sorted({_root(first, i) for i in members}), 1)}
    rows = [
        (clusters[_root(first, i)], ids[i], sources[i], ids[_root(first, i)], round(nearest[i], 4)) for i in members
    ]
    return pd.DataFrame(rows, columns=["cluster", "doc_id", "source", "first", "similarity"])


def first_and_copies(corpus, threshold=THRESHOLD):
    """{doc_id of a copy: (doc_id of the earlier article it is a copy of, their similarity)}.

    An article is a copy only if it is like an earlier one that is no copy itself. In a chain, where each is like the
    next and the last shares nothing with the first, not all are copies.

    >>> texts = ["One two three four five six."] * 2
    >>> first_and_copies(pd.DataFrame({"doc_id": ["a", "b"], "text": texts}))
    {'b': ('a', 1.0)}
    """
    earlier = defaultdict(list)
    for (i, j), share in _alike(corpus, threshold).items():
        earlier[max(i, j)].append((share, min(i, j)))
    ids, copies = corpus["doc_id"].tolist(), {}
    for j in sorted(earlier):
        originals = [(share, -i) for share, i in earlier[j] if ids[i] not in copies]
        if originals:
            share, i = max(originals)
            copies[ids[j]] = (ids[-i], round(share, 4))
    return copies


def _alike(corpus, threshold):
    """{(position, position): similarity} of the pairs that are alike."""
    if not 0 < threshold <= 1:
        raise ValueError(f"near_duplicates() needs a threshold above 0 and at most 1; it was given {threshold}.")
    runs = [_runs(text) for text in progress(corpus["text"], "looking for copies", "articles")]
    alike = {(i, j): _jaccard(runs[i], runs[j]) for i, j in sorted(_candidates(runs))}
    return {pair: share for pair, share in alike.items() if share >= threshold}


def _runs(text):
    """The runs of words of a text as sorted 32-bit numbers; a text shorter than a run is one run."""
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    if not words:
        return np.zeros(0, np.uint64)
    pieces = (" ".join(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1)))
    return np.unique(np.fromiter((zlib.crc32(piece.encode("utf-8", "replace")) for piece in pieces), np.uint64))


def _candidates(runs):
    """Pairs of positions whose signatures agree in one band at least."""
    random = np.random.default_rng(0)
    a, b = random.integers(0, 1 << 64, (2, BANDS * ROWS, 1), dtype=np.uint64)
    places = defaultdict(list)
    for i, some in enumerate(runs):
        if len(some):
            bands = ((a | ODD) * some + b).min(axis=1).reshape(BANDS, ROWS)  # the product wraps round, and so mixes
            for number, band in enumerate(bands):
                places[number, band.tobytes()].append(i)
    return {pair for some in places.values() for pair in _pairs(some)}


def _pairs(some):
    """All pairs of a bucket; in a large one each with the first and with the next, which is enough to join them."""
    if len(some) <= FEW:
        return combinations(some, 2)
    return [*((some[0], other) for other in some[1:]), *pairwise(some)]


def _jaccard(one, other):
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)


def _root(first, i):
    while first[i] != i:
        first[i] = first[first[i]]
        i = first[i]
    return i
