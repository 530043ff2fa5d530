"""Teach a frame: a few labelled sentences, the words that set them apart, and how soon the machine finds the rest.

A transparent model: each word has a weight, the log of how much likelier it is in sentences labelled yes than in those
labelled no (naive Bayes; Manning, Raghavan & Schütze 2008, ch. 13). A sentence's score is the sum over its words.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from utils.text import words

__all__ = ["learn_frame", "learning_curve", "score_by_words"]

SMOOTH = 0.5  # added to every count, so that a word seen once proves little


def learn_frame(texts: Sequence[str] | pd.Series | np.ndarray, labels: Sequence[int] | np.ndarray) -> pd.DataFrame:
    """The words of labelled sentences with their weights: `word, yes, no, weight`, the strongest for yes first.

    `labels` are 1 and 0; both must occur. `yes` and `no` count the sentences of each kind that have the word.

    >>> learn_frame(["they clashed", "they met"], [1, 0])["word"].tolist()
    ['clashed', 'they', 'met']
    """
    yes, no = _sentences_with(texts, labels, 1), _sentences_with(texts, labels, 0)
    ones, zeros = sum(label == 1 for label in labels), sum(label == 0 for label in labels)
    if not ones or not zeros:
        raise ValueError("Label at least one sentence yes (1) and one no (0).")
    rows = [
        (word, yes.get(word, 0), no.get(word, 0), _log_ratio(yes.get(word, 0), ones, no.get(word, 0), zeros))
        for word in sorted({*yes, *no})
    ]
    table = pd.DataFrame(rows, columns=["word", "yes", "no", "weight"])
    return table.sort_values("weight", ascending=False, kind="stable", ignore_index=True)


def score_by_words(texts: Iterable[str], learned: pd.DataFrame) -> np.ndarray:
    """Each text's score: the sum of its words' weights over the square root of its length, for ranking."""
    weights = dict(zip(learned["word"], learned["weight"], strict=True))
    found = [words(text) for text in texts]
    return np.array([sum(weights.get(word, 0.0) for word in set(some)) / max(len(some), 1) ** 0.5 for some in found])


def learning_curve(
    texts: Sequence[str] | pd.Series | np.ndarray,
    labels: Sequence[int] | np.ndarray,
    sizes: Sequence[int] = (5, 10, 20, 40),
    draws: int = 30,
    seed: int = 0,
) -> pd.DataFrame:
    """How well a frame is found after how many labelled sentences: `labelled, area, low, high`.

    For each size, sentences are drawn, learnt from and tried on the rest, many times; `area` is the mean area under the
    curve (.5 chance, 1 perfect), `low` to `high` holds 90 % of the draws.
    """
    texts, labels, rng = np.asarray(texts, object), np.asarray(labels), np.random.default_rng(seed)
    rows = []
    for size in sizes:
        areas = [_one_draw(texts, labels, size, rng) for _ in range(draws)] if size < len(texts) - 1 else []
        areas = [area for area in areas if area is not None]
        if areas:
            rows.append((size, np.mean(areas), *np.quantile(areas, [0.05, 0.95])))
    return pd.DataFrame(rows, columns=["labelled", "area", "low", "high"])


def _one_draw(texts, labels, size, rng):
    order = rng.permutation(len(texts))
    train, test = order[:size], order[size:]
    if len(set(labels[train])) < 2 or len(set(labels[test])) < 2:
        return None
    scores = score_by_words(texts[test], learn_frame(texts[train], labels[train]))
    ranks, ones = pd.Series(scores).rank().to_numpy(), labels[test] == 1
    return (ranks[ones].sum() - ones.sum() * (ones.sum() + 1) / 2) / (ones.sum() * (~ones).sum())


def _sentences_with(texts, labels, wanted):
    counts = {}
    for text, label in zip(texts, labels, strict=True):
        if label == wanted:
            for word in set(words(text)):
                counts[word] = counts.get(word, 0) + 1
    return counts


def _log_ratio(yes, ones, no, zeros):
    return float(np.log((yes + SMOOTH) / (ones + 2 * SMOOTH)) - np.log((no + SMOOTH) / (zeros + 2 * SMOOTH)))
