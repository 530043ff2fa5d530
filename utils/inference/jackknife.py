"""The jackknife: what the mean of a source is, and how far it moves where one case is left out.

A case is what may be left out: an event where the corpus has one, else an article.
"""

from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import betaincinv, stdtrit

__all__ = [
    "FEWEST",
    "FEWEST_EVENTS",
    "LEVEL",
    "NOBODY",
    "Cases",
    "case_numbers",
    "cases_of",
    "events_of",
    "mean_ends",
    "named",
    "named_events",
    "number",
    "on_what",
    "share_ends",
    "too_few",
]

FEWEST = 10  # articles a source; with fewer no interval covers what it should
FEWEST_EVENTS = 5  # a source, where events are the cases
LEVEL = 0.05
PSEUDO = 0.1  # of a case with a share of one half, added to a share: measured in benchmarks/coverage.py
INDEPENDENT = "articles on one event count as independent"
NOT_GIVEN = "not given"


class Cases(NamedTuple):
    """The cases of one group: a number for each, the sum `x` of what is averaged, its weight `w`, articles `n`."""

    case: np.ndarray
    x: np.ndarray
    w: np.ndarray
    n: np.ndarray

    def mean(self) -> float:
        return float(self.x.sum() / self.w.sum()) if len(self.w) else np.nan

    def moved(self) -> np.ndarray:
        """How far the mean moves where each case is left out, scaled so that the squares add up to its variance."""
        k, without = len(self.x), (self.x.sum() - self.x) / (self.w.sum() - self.w)
        return np.sqrt((k - 1) / k) * (without - without.mean())

    def variance(self) -> float:
        return float((self.moved() ** 2).sum())


NOBODY = Cases(*np.zeros((4, 0)))


def cases_of(values, articles, groups, clusters, per: str, weights=None) -> dict[Any, Cases]:
    """The `Cases` of each group, by name in alphabetical order; missing values are left out.

    With `weights` each row counts by its own, whatever article it is in.
    """
    if per not in ("article", "sentence"):
        raise ValueError(f"per= is 'article' or 'sentence'; it was {per!r}.")
    values = np.asarray(values, float)
    weight = np.ones(len(values)) if weights is None else np.asarray(weights, float)
    article, case = case_numbers(articles, clusters)
    group, names = pd.factorize(np.asarray(groups, object), sort=True)
    there, cases, many = ~np.isnan(values) & (weight > 0), case.max(initial=0) + 1, article.max(initial=0) + 1
    each, row = np.unique(((group * cases + case) * many + article)[there], return_inverse=True)
    sums, counts = (np.bincount(row, one[there], len(each)) for one in (values * weight, weight))
    whole_article = per == "article" and weights is None
    x, w = (sums / counts, np.ones(len(each))) if whole_article else (sums, counts)
    whole, row = np.unique(each // many, return_inverse=True)
    totals = [np.bincount(row, one, len(whole)) for one in (x, w, None)]
    return {
        name: Cases(whole[mine] % cases, *(one[mine] for one in totals))
        for number, name in enumerate(names)
        if (mine := whole // cases == number).any()
    }


def case_numbers(articles, clusters) -> tuple[np.ndarray, np.ndarray]:
    """A number for each article, and one for its case: its event's, or its own where it has none."""
    article = pd.factorize(np.asarray(articles))[0]
    if clusters is None:
        return article, article
    event = pd.factorize(np.asarray(clusters, object))[0]
    return article, np.where(event < 0, article, event + len(article))


def events_of(table: pd.DataFrame) -> pd.Series | None:
    """The column `event` of a table, a blank one as missing, for the `clusters` of all functions.

    None where it has none, or a single event for all: then articles are the cases, and nothing is said of other events.

    >>> events_of(pd.DataFrame({"event": ["parade", " ", "flood"]})).tolist(), events_of(pd.DataFrame({"tone": [0]}))
    (['parade', nan, 'flood'], None)
    """
    events = named_events(table)
    one = events.nunique() == 1 and events.notna().all()
    return None if one or not events.notna().any() else events


def named_events(table: pd.DataFrame) -> pd.Series:
    """The column `event` of a table as text, blank or absent ones as missing."""
    events = pd.Series(table.get("event"), table.index, object)
    text = events.map(_as_text).astype(object)
    return text.where(events.notna() & (text != ""))


def named(groups) -> pd.Series:
    """Groups as text; articles without one are a group of their own, so that none disappears."""
    groups = pd.Series(np.asarray(groups), dtype=object)
    return groups.map(_as_text).astype(object).where(groups.notna(), NOT_GIVEN)


def _as_text(label):
    """A label as text, the same whether a table holds it as 2020 or, since another is missing, as 2020.0."""
    return str(int(label)) if isinstance(label, float) and label.is_integer() else str(label).strip()


def mean_ends(cases: Cases) -> tuple[float, float]:
    """95 % interval of a mean."""
    half = stdtrit(len(cases.x) - 1, 1 - LEVEL / 2) * np.sqrt(cases.variance())
    return cases.mean() - half, cases.mean() + half


def share_ends(cases: Cases) -> tuple[float, float]:
    """95 % interval of a share; from 0 on where none was found, up to 1 where nothing else was."""
    k, x, w = len(cases.x), cases.x.sum(), cases.w.sum()
    if cases.x.min() < -1e-9 or (cases.x > cases.w + 1e-9).any():
        raise ValueError("share=True is for values between 0 and 1.")
    added = PSEUDO * w / k
    share = (x + added / 2) / (w + added)
    spread = added * max((0.5 - share) ** 2, share * (1 - share)) / (w + added) / k
    variance = cases.variance() * (w / (w + added)) ** 2 + spread
    n = share * (1 - share) / variance * (NormalDist().inv_cdf(1 - LEVEL / 2) / stdtrit(k - 1, 1 - LEVEL / 2)) ** 2
    yes = share * n
    low, high = betaincinv(yes, n - yes + 1, LEVEL / 2), betaincinv(yes + 1, n - yes, 1 - LEVEL / 2)
    return (float(min(low, x / w)) if x > 1e-12 else 0.0), (float(max(high, x / w)) if x < w - 1e-12 else 1.0)


def too_few(cases: Cases) -> str:
    """Why there is no interval; nothing where there is one."""
    n, k = int(cases.n.sum()), len(cases.x)
    if n < FEWEST:
        return f"no interval: {number(n, 'article')}, {FEWEST} needed"
    return f"no interval: {number(k, 'event')}, {FEWEST_EVENTS} needed" if k < FEWEST_EVENTS else ""


def on_what(articles: int, cases: int, clusters: object) -> str:
    """What counts as a case."""
    return (
        INDEPENDENT
        if clusters is None
        else f"events are the cases: {number(articles, 'article')} on {number(cases, 'event')}"
    )


def number(n: int, unit: str) -> str:
    return f"{n} {unit}" if n == 1 else f"{n} {unit}s"
