"""Differences: what each is held against, and what becomes of intervals and p where many are looked at together."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from utils.inference.jackknife import FEWEST, LEVEL, NOBODY, Cases, number, on_what, share_ends, too_few

__all__ = ["COMPARED", "CORRECTED", "POWER", "Contrast", "benjamini_hochberg", "contrast", "corrected", "paired"]
__all__ += ["row_of"]

POWER = 0.8
DEALS = 4999  # ways in which cases are dealt to two sources anew
FEW, UNEVEN = 20, 2.0  # cases in the smaller source under which, and ratio above which, t is not trusted
MOST_DEALT = 50  # comparisons in one table, up to which cases are dealt anew
UNEVEN_TO = 100  # ... unless the smaller source has as many cases as that
COMPARED = ["first", "second", "difference", "low", "high", "p", "detectable", "n", "note"]
CORRECTED = ["measure", *COMPARED[:5], "q", *COMPARED[6:]]


class Contrast(NamedTuple):
    """A difference and what it is held against: degrees of freedom of t, or sorted |t| of cases dealt anew."""

    first: str
    second: str
    difference: float
    n: int
    note: str
    error: float = np.nan
    df: float = np.nan
    null: float | np.ndarray = np.nan
    bounds: tuple[float, float] | None = None  # where nothing was found on either side
    wider: tuple[float, float] | None = None  # ends of the difference of two shares of which one has no spread

    @property
    def tested(self) -> bool:
        return self.error == self.error and self.bounds is None

    @property
    def t(self) -> float:
        return round(self.difference / self.error, 9) if self.error else np.sign(self.difference) * np.inf

    @property
    def p(self) -> float:
        if not self.tested:
            return np.nan if self.bounds is None else 1.0
        if isinstance(self.null, float):
            return float(2 * stdtr(self.null, -abs(self.t)))
        return float((1 + (self.null >= abs(self.t)).sum()) / (len(self.null) + 1))

    def critical(self, level: float) -> float:
        """The |t| beyond which p is below `level`."""
        if isinstance(self.null, float):
            return float(stdtrit(self.null, 1 - level / 2))
        at = int(np.ceil(level * (len(self.null) + 1) - 1e-9)) - 1
        return float(self.null[-at]) if at else np.inf


def contrast(cases: dict[str, Cases], first: str, second: str, clusters: object, share: bool = True) -> Contrast:
    """The first group against the second, from what `cases_of` gives.

    `share`: where all cases of a side are the same, values between 0 and 1 are taken for shares.
    """
    one, other = (cases.get(name, NOBODY) for name in (first, second))
    gap, n = one.mean() - other.mean(), int(one.n.sum() + other.n.sum())
    small, large = sorted((one, other), key=lambda side: (len(side.x), side.n.sum()))
    if note := too_few(small) or too_few(large):
        return Contrast(first, second, gap, n, note.replace("interval:", "interval: the smaller group has"))
    every = np.union1d(one.case, other.case)
    moved = np.zeros(len(every))
    for sign, side in ((1, one), (-1, other)):
        moved[np.searchsorted(every, side.case)] += sign * side.moved()
    note = on_what(n, len(every), clusters)
    error, df = float(np.sqrt((moved**2).sum())), _degrees(moved, every, one.case, other.case)
    share = share and all(((side.x > -1e-9) & (side.x < side.w + 1e-9)).all() for side in (one, other))
    if error < 1e-9 and abs(gap) < 1e-12:
        ends, said = (_bounds(one, other), note) if share else ((np.nan, np.nan), f"the same in all cases; {note}")
        return Contrast(first, second, 0.0, n, said, bounds=ends)
    still = share and min(side.variance() for side in (one, other)) < 1e-18
    wider = _mover(one, other) if still else None
    k = len(small.x)
    crossed = len(every) < len(one.x) + len(other.x)
    if crossed or not (k < FEW or (k < UNEVEN_TO and len(large.x) > UNEVEN * k)):
        return Contrast(first, second, gap, n, note, error, df, df, wider=wider)
    error, null = _dealt_anew(small, large)
    return Contrast(first, second, gap, n, note, error, df, null, wider=wider)


def paired(first: str, second: str, gaps: pd.Series, dropped: int) -> Contrast:
    """The mean of one difference an event, held against t; `dropped` events are those that one of the two lacks."""
    n = len(gaps)
    if n < FEWEST:
        return Contrast(
            first, second, gaps.mean(), n, f"no interval: {number(n, 'event')} that both cover, {FEWEST} needed"
        )
    without = f"; {number(dropped, 'event')} left out" if dropped else ""
    error = float(gaps.std(ddof=1) / np.sqrt(n))
    note = f"events that both cover{without}"
    if error < 1e-9 and abs(gaps.mean()) < 1e-12:
        return Contrast(first, second, 0.0, n, note, bounds=(0.0, 0.0))
    return Contrast(first, second, gaps.mean(), n, note, error, n - 1.0, n - 1.0)


def row_of(one: Contrast, level: float = LEVEL) -> dict:
    """A row of a table of differences, its interval at a level that may be corrected."""
    (low, high), detectable = one.bounds or (np.nan, np.nan), np.nan
    if one.tested:
        critical = one.critical(level)
        low, high = ((one.t + sign * critical) * one.error if one.error else one.difference for sign in (-1, 1))
        detectable = (critical + stdtrit(one.df, POWER)) * one.error
    if one.wider:
        (low, high), detectable = _widened(low, high, one.wider), np.nan
    named = {"first": one.first, "second": one.second, "difference": one.difference, "low": low, "high": high}
    return named | {"detectable": detectable, "n": one.n, "note": one.note}


def corrected(rows: Sequence[tuple[str, Contrast]]) -> pd.DataFrame:
    """The table of `uncertainty.differences` from pairs of measure and `Contrast`, surest first."""
    if len(rows) > MOST_DEALT:  # so many levels are beyond what dealing anew can tell
        rows = [(measure, one._replace(null=one.df)) for measure, one in rows]
    q = benjamini_hochberg([one.p if one.tested else np.nan for _, one in rows])
    tests = int((~np.isnan(q)).sum())
    level = LEVEL * max(int((q < LEVEL).sum()), 1) / max(tests, 1)
    said = f"corrected for {tests} comparisons; " if tests > 1 else ""
    table = [
        {"measure": measure, **row_of(one, level), "q": value, "note": (said if one.tested else "") + one.note}
        for (measure, one), value in zip(rows, q, strict=True)
    ]
    result = pd.DataFrame(table, columns=CORRECTED)
    nearer = np.where(result["difference"] >= 0, result["low"], -result["high"])
    order = np.lexsort((-result["difference"].abs(), -nearer, result["q"]))
    return result.iloc[order].reset_index(drop=True)


def benjamini_hochberg(p: Sequence | np.ndarray | pd.Series) -> np.ndarray:
    """Adjusted p-values (q) that bound the share of false discoveries (Benjamini & Hochberg 1995).

    q of the i-th smallest of m is the smallest p(j) m / j over j >= i. A missing p stays missing and does
    not count as a test.

    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    p = np.asarray(p, float)
    q = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = p[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum.accumulate(steps[::-1])[::-1]
    return q


def _bounds(one, other):
    """What a difference of shares may be where both sides are the same in all cases, none or all."""
    return _mover(one, other) if not one.x.any() or (one.x == one.w).all() else (0.0, 0.0)


def _mover(one, other):
    """Ends of the difference of two shares from those of each (Newcombe 1998; Zou & Donner 2008)."""
    (low, high), (other_low, other_high), gap = share_ends(one), share_ends(other), one.mean() - other.mean()
    down, up = (one.mean() - low, other_high - other.mean()), (high - one.mean(), other.mean() - other_low)
    return gap - float(np.hypot(*down)), gap + float(np.hypot(*up))


def _widened(low, high, wider):
    """An interval that reaches as far as another one, but over 0 only where it does by itself."""
    if low > 0:
        return (min(low, wider[0]) if wider[0] > 0 else low), max(high, wider[1])
    if high < 0:
        return min(low, wider[0]), (max(high, wider[1]) if wider[1] < 0 else high)
    return min(low, wider[0]), max(high, wider[1])


def _degrees(moved, every, one, other):
    """Satterthwaite's (1946) degrees of freedom: cases of the first group alone, of the second alone, and of both."""
    ours, theirs = np.isin(every, one), np.isin(every, other)
    parts = [(ours & ~theirs, len(one)), (theirs & ~ours, len(other)), (ours & theirs, min(len(one), len(other)))]
    below = sum((moved[part] ** 2).sum() ** 2 / (part.sum() * (1 - 1 / k)) for part, k in parts if part.any())
    return float((moved**2).sum() ** 2 / below) if below > 0 else float(len(every) - 1)


def _dealt_anew(small, large):
    """Standard error of a difference, and sorted |t| of the same cases dealt to the two groups anew."""
    x, w = np.concatenate([small.x, large.x]), np.concatenate([small.w, large.w])
    order, k = np.lexsort((w, x)), len(small.x)  # by value, so that the order of rows in a table plays no part
    picks = np.vstack([np.argsort(order)[:k], _deals(len(x), k)])
    x, w = x[order], w[order]
    terms = [x, w, x * x, x * w, w * w]
    ours = [term[picks].sum(1) for term in terms]
    theirs = [term.sum() - own for term, own in zip(terms, ours, strict=True)]
    means = [side[0] / side[1] for side in (ours, theirs)]
    variance = sum(
        np.maximum(side[2] - 2 * mean * side[3] + mean**2 * side[4], 0) * n / (n - 1) / side[1] ** 2
        for side, mean, n in zip((ours, theirs), means, (k, len(large.x)), strict=True)
    )
    gap, error = np.abs(means[0] - means[1]), np.sqrt(variance)
    t = np.divide(gap, error, out=np.where(gap > 1e-12, np.inf, 0.0), where=error > 1e-9)
    return float(error[0]), np.sort(np.round(t[1:], 9))


@lru_cache(maxsize=16)
def _deals(n, k):
    """`DEALS` times k different numbers below n, always the same ones."""
    rng = np.random.default_rng(0)
    picks = np.sort(rng.integers(n, size=(DEALS, k)), axis=1)
    while (twice := picks[:, 1:] == picks[:, :-1]).any():
        rows, columns = np.nonzero(twice)
        picks[rows, columns + 1] = rng.integers(n, size=len(rows))
        picks.sort(axis=1)
    return picks
