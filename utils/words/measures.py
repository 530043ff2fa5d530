"""Formulas of keyness, association and dispersion, each from counts alone.

One measure, one function of a few lines, with its formula and source; all work on single numbers and on whole
columns. Nothing here knows about texts: keywords.py, collocations.py and the notebooks bring the counts.

In **keyness**, a and b count the term in target and reference, n1 and n2 are the sizes in words. In **association**,
o11 counts the pair, r1 and c1 its two parts, n everything. In **dispersion**, a term has a count in each part of a
corpus, and each part a size. Positive always means more than expected, for g2 and chi2 too.
"""

import numpy as np
import pandas as pd
from scipy.special import betaincinv, ndtri

Numbers = float | np.ndarray  # one term, or a column of them

__all__ = ["association", "dispersion"]

Z95 = float(ndtri(0.975))


def g2_dunning(a: Numbers, b: Numbers, n1: Numbers, n2: Numbers, williams: bool = False) -> np.ndarray:
    """Log-likelihood over all four cells of the table: 2 Σ O ln(O / E) (Dunning 1993); signed.

    `williams` divides it by 1 + (n/n1 + n/n2 − 1)(n/t + n/(n − t) − 1) / 6n with n = n1 + n2 and t = a + b (Williams
    1976; Sokal & Rohlf 1995).
    """
    a, b, n1, n2 = floats(a, b, n1, n2)
    total, term = n1 + n2, a + b
    cells = [(a, n1 * term), (b, n2 * term), (n1 - a, n1 * (total - term)), (n2 - b, n2 * (total - term))]
    g2 = 2 * sum(_o_ln_o_e(observed, product / total) for observed, product in cells)
    if williams:
        with np.errstate(divide="ignore"):  # a term that is all or nothing: G² is 0 in any case
            g2 = g2 / (1 + (total / n1 + total / n2 - 1) * (total / term + total / (total - term) - 1) / (6 * total))
    return np.maximum(g2, 0) * _sign(a, b, n1, n2)


def g2_rayson(a: Numbers, b: Numbers, n1: Numbers, n2: Numbers) -> np.ndarray:
    """Log-likelihood over the two cells of the term: 2 Σ O ln(O / E) (Rayson & Garside 2000); signed."""
    a, b, n1, n2 = floats(a, b, n1, n2)
    share = (a + b) / (n1 + n2)
    g2 = 2 * (_o_ln_o_e(a, n1 * share) + _o_ln_o_e(b, n2 * share))
    return np.maximum(g2, 0) * _sign(a, b, n1, n2)


def chi2(a: Numbers, b: Numbers, n1: Numbers, n2: Numbers, yates: bool = False) -> np.ndarray:
    """Pearson's statistic of the two-by-two table; signed.

    `yates` brings each observed count nearer to the expected one by one half, at most up to it (Yates 1934).
    """
    a, b, n1, n2 = floats(a, b, n1, n2)
    total, term = n1 + n2, a + b
    difference = np.abs(a * (n2 - b) - b * (n1 - a))
    difference = np.maximum(difference - total / 2, 0) if yates else difference
    below = term * (total - term) * n1 * n2
    value = np.divide(total * difference**2, below, out=np.zeros_like(below), where=below > 0)
    return value * _sign(a, b, n1, n2)


def log_ratio(a: Numbers, b: Numbers, n1: Numbers, n2: Numbers) -> np.ndarray:
    """log2 of the ratio of relative frequencies; a zero counts 0.5 and nothing else changes (Hardie 2014).

    0 where neither side has any.
    """
    a, b, n1, n2 = floats(a, b, n1, n2)
    ratio = np.log2(np.where(a == 0, 0.5, a) / n1) - np.log2(np.where(b == 0, 0.5, b) / n2)
    return np.where((a == 0) & (b == 0), 0.0, ratio)


def log_ratio_interval(a: Numbers, b: Numbers, n1: Numbers, n2: Numbers) -> tuple[np.ndarray, np.ndarray]:
    """Ends of the 95 % interval of the log ratio, if words were drawn one by one (Katz et al. 1978): (low, high).

    Half width 1.96 √(1/a − 1/n1 + 1/b − 1/n2) / ln 2, a zero counted as 0.5.
    """
    middle = log_ratio(a, b, n1, n2)
    a, b, n1, n2 = floats(a, b, n1, n2)
    a, b = np.where(a == 0, 0.5, a), np.where(b == 0, 0.5, b)
    half = Z95 * np.sqrt(np.maximum(1 / a - 1 / n1 + 1 / b - 1 / n2, 0)) / np.log(2)
    return middle - half, middle + half


def log_ratio_conservative(
    a: Numbers,
    b: Numbers,
    n1: Numbers,
    n2: Numbers,
    n_tests: int = 1,
    alpha: float = 0.05,
) -> np.ndarray:
    """The end of a cautious interval of the log ratio that is nearer 0; 0 if 0 is inside (Evert 2022).

    Clopper-Pearson interval of p = a / (a + b) at level 1 − alpha / n_tests (Bonferroni), turned into
    log2(p / (1 − p) · n2 / n1).
    """
    a, b, n1, n2 = floats(a, b, n1, n2)
    tail = alpha / n_tests / 2
    shape = np.broadcast(a, b).shape
    a, b = (np.broadcast_to(counts, shape).ravel() for counts in (a, b))
    # A corpus has many terms and few different pairs of counts.
    _, first, back = np.unique(a * (b.max(initial=0) + 1) + b, return_index=True, return_inverse=True)
    some, other = a[first], b[first]
    low = np.where(some > 0, betaincinv(np.maximum(some, 1e-9), other + 1, tail), 0)
    high = np.where(other > 0, betaincinv(some + 1, np.maximum(other, 1e-9), 1 - tail), 1)
    with np.errstate(divide="ignore"):
        ends = [np.log2(end) - np.log2(1 - end) for end in (low, high)]
    low, high = (end[back.ravel()].reshape(shape) + np.log2(n2 / n1) for end in ends)
    return np.where(low > 0, low, np.where(high < 0, high, 0.0))


def diff_percent(a: Numbers, b: Numbers, n1: Numbers, n2: Numbers) -> np.ndarray:
    """Change of the relative frequency in per cent of the reference (Gabrielatos & Marchi 2011).

    Infinite where the reference has none; 0 where neither side has any.
    """
    a, b, n1, n2 = floats(a, b, n1, n2)
    change, base = a / n1 - b / n2, b / n2
    return 100 * np.divide(change, base, out=np.where(change > 0, np.inf, 0.0), where=base > 0)


def simple_maths(a: Numbers, b: Numbers, n1: Numbers, n2: Numbers, k: float = 1) -> np.ndarray:
    """Ratio of the frequencies per million, k added to each (Kilgarriff 2009); a larger k prefers commoner terms."""
    a, b, n1, n2 = floats(a, b, n1, n2)
    return (a / n1 * 1e6 + k) / (b / n2 * 1e6 + k)


def odds_ratio(a: Numbers, b: Numbers, n1: Numbers, n2: Numbers) -> np.ndarray:
    """(a / (n1 − a)) / (b / (n2 − b)); where a cell is 0, one half is added to all four (Haldane 1956)."""
    a, b, n1, n2 = floats(a, b, n1, n2)
    c, d = n1 - a, n2 - b
    half = 0.5 * ((a == 0) | (b == 0) | (c == 0) | (d == 0))
    return (a + half) * (d + half) / ((b + half) * (c + half))


def log_odds_z(
    a: Numbers,
    b: Numbers,
    n1: Numbers,
    n2: Numbers,
    prior: Numbers,
    prior_total: Numbers,
) -> np.ndarray:
    """z of the log-odds difference with a Dirichlet prior, variance of two terms (Monroe, Colaresi & Quinn 2008).

    `prior` is the pseudo-count of each term, `prior_total` their sum over the vocabulary. 0 where a side has no other
    term.
    """
    a, b, n1, n2, prior = floats(a, b, n1, n2, prior)
    others1, others2 = n1 + prior_total - a - prior, n2 + prior_total - b - prior
    alone = np.minimum(others1, others2) < 1e-9  # one term is the whole vocabulary of a side: no odds
    one = np.log(a + prior) - np.log(np.where(alone, 1, others1))
    two = np.log(b + prior) - np.log(np.where(alone, 1, others2))
    return np.where(alone, 0, (one - two) / np.sqrt(1 / (a + prior) + 1 / (b + prior)))


def bic(g2: Numbers, n1: Numbers, n2: Numbers) -> np.ndarray:
    """|G²| − ln(n1 + n2), an approximate Bayes factor for one degree of freedom (Wilson 2013).

    It takes each word for an independent draw: where articles are known, its usual thresholds (2, 10) are passed by
    words that differ by chance.
    """
    return np.abs(g2) - np.log(n1 + n2)


def association(o11: Numbers, r1: Numbers, c1: Numbers, n: Numbers) -> pd.DataFrame:
    """How strongly two words attract each other, one row a pair.

    `o11` counts the pair, `r1` the first word (or all places near it), `c1` the second, `n` everything; `expected`
    is e = r1 c1 / n. Columns, o for o11: `expected`; `g2` (Dunning 1993), `t` (o − e)/√o and `z` (o − e)/√e, `chi2`
    without Yates' correction, `mi` log2(o/e) (Church & Hanks 1990), `mi2` log2(o²/e), `mi3` log2(o³/e), `local_mi`
    o · mi, `npmi` mi / −log2(o/n) (Bouma 2009), `dice` 2o/(r1 + c1), `log_dice` 14 + log2 dice (Rychlý 2008),
    `jaccard`, `min_sensitivity` min(o/r1, o/c1), `simple_ll` 2(o ln(o/e) − (o − e)) (Evert 2008), `log_ratio` of c1
    near r1 against elsewhere (a zero counts 0.5), `delta_p` o/r1 − (c1 − o)/(n − r1) and `delta_p_reverse` the same
    with the words exchanged (Gries 2013). g2, chi2 and simple_ll carry a sign: minus for fewer than expected. A pair
    that never occurs has −∞ for the measures that take its logarithm or divide by it; where r1 is everything there is
    no elsewhere, and `log_ratio` is missing.

    Raises ValueError for counts that do not fit together.

    >>> association(30, 100, 200, 10_000)[["expected", "mi", "t", "log_dice"]].round(3).values.tolist()
    [[2.0, 3.907, 5.112, 11.678]]
    """
    o, r1, c1, n = (np.atleast_1d(value) for value in np.broadcast_arrays(*floats(o11, r1, c1, n)))
    _check_pairs(o, r1, c1, n)
    e = r1 * c1 / n
    with np.errstate(divide="ignore", invalid="ignore"):
        mi = np.log2(o) - np.log2(e)
        dice = 2 * o / (r1 + c1)
        columns = {
            "expected": e,
            "g2": g2_dunning(o, c1 - o, r1, np.maximum(n - r1, 1e-300)),
            "t": np.where(o > 0, (o - e) / np.sqrt(o), -np.inf),
            "z": (o - e) / np.sqrt(e),
            "chi2": chi2(o, c1 - o, r1, n - r1),
            "mi": mi,
            "mi2": 2 * np.log2(o) - np.log2(e),
            "mi3": 3 * np.log2(o) - np.log2(e),
            "local_mi": np.where(o > 0, o * np.where(o > 0, mi, 0), 0),
            "npmi": np.where(o == 0, -1, np.where(o == n, 1, mi / -np.log2(o / n))),
            "dice": dice,
            "log_dice": 14 + np.log2(dice),
            "jaccard": o / (r1 + c1 - o),
            "min_sensitivity": np.minimum(o / r1, o / c1),
            "simple_ll": np.sign(o - e) * 2 * np.maximum(_o_ln_o_e(o, e) - (o - e), 0),
            "log_ratio": np.where(n > r1, log_ratio(o, c1 - o, r1, np.maximum(n - r1, 1)), np.nan),
            "delta_p": o / r1 - np.divide(c1 - o, n - r1, out=np.zeros_like(o), where=n > r1),
            "delta_p_reverse": o / c1 - np.divide(r1 - o, n - c1, out=np.zeros_like(o), where=n > c1),
        }
    return pd.DataFrame(columns)


def dispersion(counts: Numbers, sizes: Numbers) -> pd.Series:
    """How evenly a term is spread over the parts of a corpus: one Series of measures by name.

    `counts` and `sizes` (in words) have one entry a part. With f the sum of the counts, v their shares v_i = count/f,
    s the shares of the sizes, p_i = count/size and k parts: `range` parts with the term, `range_share` of all;
    `juilland_d` 1 − (σ/μ of p)/√(k − 1), σ with divisor k (Juilland 1970); `carroll_d2` entropy of p/Σp over log k
    (Carroll 1970); `rosengren_s` (Σ √(s_i count_i))²/f (Rosengren 1971); `dp` ½ Σ|v_i − s_i| and `dp_norm` dp/(1 − min
    s) (Gries 2008; Lijffijt & Gries 2012); `kl` Σ v_i log2(v_i/s_i) (Gries 2020). For dp, dp_norm and kl **0 is even**;
    for the others 1 is even.

    Raises ValueError for fewer than two parts, a part without words, or a term that does not occur.

    >>> dispersion([5, 5, 0], [100, 100, 100])[["range", "dp", "juilland_d"]].round(3).tolist()
    [2.0, 0.333, 0.5]
    """
    counts, sizes = floats(counts, sizes)
    if counts.ndim != 1 or counts.shape != sizes.shape or len(counts) < 2:
        raise ValueError("dispersion() needs one count and one size for each of two parts or more.")
    if not (np.isfinite(sizes).all() and ((counts >= 0) & (sizes > 0) & (counts <= sizes)).all()):
        raise ValueError("dispersion() needs counts from 0 to the size of their part, and parts that have words.")
    if not counts.sum():
        raise ValueError("The term does not occur, so it has no dispersion.")
    k, f = len(counts), counts.sum()
    p, v, s = counts / sizes, counts / f, sizes / sizes.sum()
    shares = p / p.sum()
    dp = np.abs(v - s).sum() / 2
    return pd.Series(
        {
            "range": float((counts > 0).sum()),
            "range_share": (counts > 0).mean(),
            "juilland_d": 1 - p.std() / p.mean() / np.sqrt(k - 1),
            "carroll_d2": -_x_ln_x(shares).sum() / np.log(k),
            "rosengren_s": np.sqrt(s * counts).sum() ** 2 / f,
            "dp": dp,
            "dp_norm": dp / (1 - s.min()),
            "kl": _o_ln_o_e(v, s).sum() / np.log(2),
        }
    )


def floats(*values: Numbers) -> list[np.ndarray]:
    return [np.asarray(value, dtype=float) for value in values]


def _check_pairs(o, r1, c1, n):
    wrong = (o < 0) | (n <= 0) | (o > np.minimum(r1, c1)) | (np.maximum(r1, c1) > n) | (r1 + c1 - o > n)
    wrong |= ~np.isfinite(o + r1 + c1 + n) | (np.minimum(r1, c1) <= 0)
    if wrong.any():
        i = int(np.flatnonzero(wrong)[0])
        raise ValueError(
            f"Counts that do not fit together in row {i}: the pair {o[i]:g} times, its parts {r1[i]:g} and {c1[i]:g} "
            f"times, everything {n[i]:g}. A pair cannot be more frequent than its parts, nor these than everything."
        )


def _o_ln_o_e(observed, expected):
    ratio = np.divide(observed, expected, out=np.ones_like(observed), where=(observed > 0) & (expected > 0))
    return observed * np.log(ratio)


def _x_ln_x(x):
    return x * np.log(np.where(x > 0, x, 1))


def _sign(a, b, n1, n2):
    return np.sign(a * n2 - b * n1)
