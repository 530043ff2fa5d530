"""How sure a log ratio is when articles, and not words, are the units: one statistic for interval and p.

Words cluster: who has named a thing names it again. So the variance of the log ratio of pooled rates is that of the
jackknife, which leaves out one article after the other (Tukey 1958). Articles on one event resemble each other, so
where events are known the event is left out, and with it its articles on both sides at once.
"""

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from utils.words.counting import Counts

__all__ = ["over_articles"]


def over_articles(
    terms: np.ndarray, left: Counts, right: Counts, clusters: tuple[np.ndarray, np.ndarray]
) -> pd.DataFrame:
    """Ends of the 95 % interval of the log ratio, and p of the same statistic: `low, high, p`, one row a term.

    `clusters` names, for each article of either side, what is left out with it: itself, or its event. One occurrence is
    added to each term, parted between the sides by their size, so that a term absent from one side has a finite ratio
    and equal rates stay equal. The variance of a side is never taken to be below that of words drawn one by one,
    1 / (occurrences + 1) (Gart & Zweifel 1967). Degrees of freedom as in `_one_by_df`.

    >>> from utils.words.counting import count_terms
    >>> sides = [count_terms(["war peace"] * 10), count_terms(["war war peace"] * 10)]
    >>> over_articles(np.array(["war"]), *sides, (np.arange(10), np.arange(10, 20))).round(2).values.tolist()
    [[-1.52, 0.72, 0.46]]
    """
    codes, _ = pd.factorize(np.concatenate(clusters))
    many, first = codes.max() + 1, len(left.sizes)
    each = [(left, codes[:first]), (right, codes[first:])]
    sizes = [np.bincount(code, side.sizes, many) for side, code in each]
    cells = [_cells(terms, side, code, many) for side, code in each]
    keys, where = np.unique(np.concatenate([keys for keys, _ in cells]), return_inverse=True)
    parts = np.split(np.arange(len(where)), [len(cells[0][0])])
    counts = [np.bincount(where[part], x, len(keys)) for part, (_, x) in zip(parts, cells, strict=True)]
    row, column = keys // many, keys % many
    words = sum(size.sum() for size in sizes)
    rates, base, change, shift, floors, alone = [], [], [], [], [], []
    for x, size in zip(counts, sizes, strict=True):
        k = int((size > 0).sum())
        total = np.bincount(row, x, len(terms)) + size.sum() / words
        rates.append(np.log(total / size.sum()))
        weight = np.sqrt((k - 1) / k)
        base.append(-weight * np.log1p(-size / size.sum()))  # what leaving out a cluster without the term does
        change.append(weight * np.log1p(-x / total[row]))  # and what the term's occurrences add to it
        shift.append(-(base[-1].sum() + np.bincount(row, change[-1], len(terms))) / k)
        floors.append(1 / (total + 1))
        alone.append(_moments(size > 0, base[-1], shift[-1], row, column, change[-1]))
    variance, inverse = _joined(sizes, base, shift, row, column, change, alone, floors)
    error, df = np.sqrt(variance), 1 / inverse
    middle, half = rates[0] - rates[1], stdtrit(df, 0.975) * error
    ends = {"low": (middle - half) / np.log(2), "high": (middle + half) / np.log(2)}
    return pd.DataFrame({**ends, "p": 2 * stdtr(df, -np.abs(middle) / error)}, index=terms)


def _cells(terms, side, code, many):
    """Occurrences by term and cluster, as (term · clusters + cluster, count), for the terms asked for."""
    number = pd.Index(terms).get_indexer(side.terms)[side.term]
    asked = number >= 0
    return number[asked] * many + code[side.article[asked]], side.count[asked]


def _joined(sizes, base, shift, row, column, change, alone, floors):
    """Variance of the difference, and one over its degrees of freedom; clusters on both sides are left out at once."""
    here = [size > 0 for size in sizes]
    both = here[0] & here[1]
    strata = list(alone)
    if both.any():
        signs = [(1, 0), (0, -1), (1, -1)]
        members = [here[0] & ~both, here[1] & ~both, both]
        strata = [
            _moments(some, *(sum(s * of for s, of in zip(sign, pair, strict=True)) for pair in (base, shift)),
                     row, column, sum(s * of for s, of in zip(sign, change, strict=True)))
            for some, sign in zip(members, signs, strict=True) if some.any()
        ]  # fmt: skip
    lacking = [np.maximum(floor - part[0], 0) for floor, part in zip(floors, alone, strict=True)]
    variance = np.maximum(sum(part[0] for part in strata) + sum(lacking), sum(floors))
    inverse = sum((part[0] / variance) ** 2 * _one_by_df(*part) for part in strata)
    inverse += sum((more / variance) ** 2 / (part[2] - 1) for more, part in zip(lacking, alone, strict=True))
    return variance, inverse


def _moments(members, base, shift, row, column, change):
    """Sums of the squares and of the fourth powers of the deviations of each term over some clusters, and how many."""
    b, k, m = base[members], int(members.sum()), shift
    s1, s2, s3, s4 = (np.sum(b**power) for power in (1, 2, 3, 4))
    inside = members[column]
    rows, before = row[inside], base[column[inside]] + m[row[inside]]
    after = before + change[inside]
    second = s2 + 2 * m * s1 + k * m**2 + np.bincount(rows, after**2 - before**2, len(m))
    fourth = s4 + 4 * m * s3 + 6 * m**2 * s2 + 4 * m**3 * s1 + k * m**4
    fourth += np.bincount(rows, after**4 - before**4, len(m))
    return np.maximum(second, 0), np.maximum(fourth, 0), k


def _one_by_df(second, fourth, k):
    """One over the degrees of freedom of a variance of k deviations.

    Between 1 / (k − 1), that of normal ones, and (kurtosis − 1) / 2k, by their own fourth moment: a term that stands
    often in one article has a variance that is itself unsure, and the sample's kurtosis exaggerates how much.
    """
    kurtosis = np.divide(k * fourth, second**2, out=np.full_like(second, 3.0), where=second > 1e-20)
    usual = 1 / max(k - 1, 1)
    return np.maximum(usual, (usual + (kurtosis - 1) / (2 * k)) / 2)
