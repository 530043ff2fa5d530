"""How far a number from a sample of articles can be trusted.

Two situations, two functions. Articles judged one by one (yes or no) get a Wilson interval. The
sentences of an article resemble each other, so for sentence scores whole articles are redrawn. Below
ten articles there is no interval: only `sensitivity`, which asks how much one article's number hangs
on single sentences, and says nothing about other articles.
"""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import pandas as pd

__all__ = [
    "FEWEST",
    "SAFE",
    "benjamini_hochberg",
    "bootstrap_mean",
    "difference",
    "group_means",
    "paired_difference",
    "paired_differences",
    "sensitivity",
    "wilson",
    "within_events",
]

DRAWS = 2000  # another seed then moves an end by about 1.5 % of the interval's width
NOT_GIVEN = "not given"
FEWEST, SAFE = 10, 30  # percentile ends are too narrow by 37 % at 5 articles, 18 % at 10, 6 % at 30


def wilson(hits: int, n: int, level: float = 0.95) -> pd.Series:
    """Interval for a share of independent units, `hits` of `n`; stays inside 0 to 1.

    Centre (p + z²/2n) / (1 + z²/n), half width z √(p(1-p)/n + z²/4n²) / (1 + z²/n), with
    p = hits/n and z the normal quantile (Wilson 1927). Not for sentences: see `bootstrap_mean`.

    >>> wilson(0, 20).round(3).to_dict()
    {'share': 0.0, 'low': 0.0, 'high': 0.161}
    """
    if not 0 <= hits <= n or n == 0:
        raise ValueError(f"wilson() needs 0 <= hits <= n and n > 0; it was given hits={hits}, n={n}.")
    p, z = hits / n, NormalDist().inv_cdf((1 + level) / 2)
    centre, half = p + z**2 / (2 * n), z * np.sqrt(p * (1 - p) / n + (z / (2 * n)) ** 2)
    low, high = np.clip((centre + np.array([-half, half])) / (1 + z**2 / n), 0, 1)
    return pd.Series({"share": p, "low": low, "high": high})


def bootstrap_mean(
    scores: Sequence[float] | pd.Series, articles: Sequence | pd.Series, level: float = 0.95, seed: int = 0
) -> pd.Series:
    """Mean over sentences (a long article weighs more), its interval from redrawing whole articles.

    A missing score (no evidence) is left out and counted. Below `FEWEST` articles `low` and `high`
    are NaN, since an interval there would be invented; below `SAFE` it is approximate. `note` says so.
    The method is the percentile cluster bootstrap (Davison & Hinkley 1997, chapter 3.8).

    >>> bootstrap_mean([0.1, 0.3], ["a", "b"])["note"]
    'no interval: 2 articles, 10 needed'
    """
    table = pd.DataFrame({"score": np.asarray(scores, float), "article": np.asarray(articles)})
    each = table.groupby("article")["score"].agg(["sum", "count"]).query("count > 0")
    low, high, note = np.nan, np.nan, f"no interval: {_number(len(each), 'article')}, {FEWEST} needed"
    if len(each) >= FEWEST:
        low, high = np.quantile(_redrawn_means(each, seed), _ends(level))
        note = _caution(len(each))
    mean, missing = table["score"].mean(), table["score"].isna().sum()
    return pd.Series({"mean": mean, "low": low, "high": high, "articles": len(each), "missing": missing, "note": note})


def group_means(
    scores: Sequence[float] | pd.Series, articles: Sequence | pd.Series, groups: Sequence | pd.Series
) -> pd.DataFrame:
    """`bootstrap_mean` of each group, sorted by mean: `group, mean, low, high, articles, missing, note`.

    One rule for all groups of a comparison, set by the smallest: if one has fewer than `FEWEST` articles, none
    gets an interval, since a reader would take the bare one for the surer.

    >>> group_means([1, 3, 2], ["a", "b", "c"], ["A", "A", "B"])[["group", "mean"]].values.tolist()
    [['A', 2.0], ['B', 2.0]]
    """
    table = _grouped(scores, articles, groups)
    rows = [
        {"group": group, **bootstrap_mean(part["score"], part["article"])}
        for group, part in table.groupby("group", sort=True)
    ]
    result = pd.DataFrame(rows, columns=["group", "mean", "low", "high", "articles", "missing", "note"])
    smallest = result["articles"].min()
    if smallest < FEWEST:
        result[["low", "high"]] = np.nan
        result["note"] = f"no interval: the smallest group has {_number(smallest, 'article')}, {FEWEST} needed"
    return result.sort_values("mean", ascending=False, kind="stable", ignore_index=True)


def difference(
    scores: Sequence[float] | pd.Series,
    articles: Sequence | pd.Series,
    groups: Sequence | pd.Series,
    level: float = 0.95,
    seed: int = 0,
) -> pd.Series:
    """Mean of the first group minus mean of the second, its interval from redrawing the articles of both.

    Only for exactly two groups: among several, the largest of all gaps would look surer than it is. Columns
    `first, second, difference, low, high, note`; without ten articles in both groups there is no interval.

    >>> difference([1, 0], ["a", "b"], ["A", "B"])[["first", "second", "difference"]].to_dict()
    {'first': 'A', 'second': 'B', 'difference': 1.0}
    """
    table = _grouped(scores, articles, groups)
    names = sorted(table["group"].unique())
    result = {"first": names[0], "second": names[-1], "difference": np.nan, "low": np.nan, "high": np.nan}
    if len(names) != 2:
        return pd.Series({**result, "note": f"no difference: it needs two groups, there are {len(names)}"})
    each = [
        part.groupby("article")["score"].agg(["sum", "count"]).query("count > 0")
        for _, part in table.groupby("group", sort=True)
    ]
    means = [part["sum"].sum() / part["count"].sum() if len(part) else np.nan for part in each]
    result["difference"] = means[0] - means[1]
    smallest = min(map(len, each))
    if smallest < FEWEST:
        return pd.Series(
            {**result, "note": f"no interval: the smaller group has {_number(smallest, 'article')}, {FEWEST} needed"}
        )
    draws = _redrawn_means(each[0], seed) - _redrawn_means(each[1], seed + 1)
    result["low"], result["high"] = np.quantile(draws, _ends(level))
    return pd.Series({**result, "note": _caution(smallest)})


def sensitivity(scores: Sequence[float] | pd.Series, level: float = 0.95, seed: int = 0) -> pd.Series:
    """How far one article's mean would move if single sentences were other ones of the same article.

    Redraws sentences with replacement. It is a band for reading one article, never an interval for other
    articles or for an outlet. With fewer than two scored sentences the ends are NaN.

    >>> sensitivity([0.5, 0.5, 0.5]).to_dict()
    {'mean': 0.5, 'low': 0.5, 'high': 0.5, 'sentences': 3}
    """
    scores = np.asarray(scores, float)
    scores = scores[~np.isnan(scores)]
    low = high = np.nan
    if len(scores) > 1:
        each = pd.DataFrame({"sum": scores, "count": 1})
        low, high = np.quantile(_redrawn_means(each, seed), _ends(level))
    mean = scores.mean() if len(scores) else np.nan
    return pd.Series({"mean": mean, "low": low, "high": high, "sentences": len(scores)}, dtype=object)


def paired_difference(
    scores: Sequence[float] | pd.Series,
    groups: Sequence | pd.Series,
    events: Sequence | pd.Series,
    first: str,
    second: str,
    level: float = 0.95,
    seed: int = 0,
) -> pd.Series:
    """Mean difference `first` minus `second` over the events that both cover, with its interval.

    Each event gives one difference, of the two groups' mean scores on it, so that what happened is held
    constant and only the telling differs. Events that one of the two lacks are dropped and counted.

    >>> scores, groups, events = [2, 1, 5, 3], ["a", "b", "a", "b"], ["e1", "e1", "e2", "e2"]
    >>> paired_difference(scores, groups, events, "a", "b")[["difference", "events", "dropped"]].to_dict()
    {'difference': 1.5, 'events': 2, 'dropped': 0}
    """
    table = pd.DataFrame({"score": np.asarray(scores, float), "group": np.asarray(groups), "event": np.asarray(events)})
    wide = table.pivot_table(index="event", columns="group", values="score", aggfunc="mean")
    both = wide.reindex(columns=[first, second]).dropna()
    differences = both[first] - both[second]
    low, high, note = np.nan, np.nan, f"no interval: {_number(len(both), 'event')}, {FEWEST} needed"
    if len(both) >= FEWEST:
        each = pd.DataFrame({"sum": differences, "count": 1})
        low, high = np.quantile(_redrawn_means(each, seed), _ends(level))
        note = _caution(len(both), "events")
    return pd.Series(
        {
            "difference": differences.mean(),
            "low": low,
            "high": high,
            "events": len(both),
            "dropped": table["event"].nunique() - len(both),
            "note": note,
        }
    )


def paired_differences(
    scores: Sequence[float] | pd.Series, groups: Sequence | pd.Series, events: Sequence | pd.Series
) -> pd.DataFrame:
    """`paired_difference` of every two groups: `first, second, difference, low, high, events, dropped, note`.

    Sorted by the size of the difference. With k groups these are k(k-1)/2 comparisons; read them with that in mind.
    """
    names = sorted(set(groups))
    rows = [
        {"first": one, "second": other, **paired_difference(scores, groups, events, one, other)}
        for i, one in enumerate(names)
        for other in names[i + 1 :]
    ]
    table = pd.DataFrame(rows)
    return table.sort_values("difference", key=abs, ascending=False, ignore_index=True) if rows else table


def within_events(table: pd.DataFrame, score: str, by: str = "source", most: int = 4) -> pd.DataFrame:
    """`paired_differences` of the column `score` over the column `event` of a table; empty where it has none.

    At most `most` groups, those with the most articles, are compared: more pairs than six nobody reads. Pairs that
    share no event are left out. There is no `note`: the number of events stands in the table.
    """
    if "event" not in table:
        return pd.DataFrame()
    articles = table.drop_duplicates("doc_id")[by].value_counts().sort_index()
    chosen = articles.sort_values(ascending=False, kind="stable").index[:most]
    known = table[table[by].isin(chosen) & table["event"].notna() & (table["event"].astype(str).str.strip() != "")]
    pairs = paired_differences(known[score], known[by], known["event"])
    return pairs[pairs["events"] > 0].drop(columns="note") if len(pairs) else pairs


def benjamini_hochberg(p: Sequence[float] | np.ndarray | pd.Series) -> np.ndarray:
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


def _grouped(scores, articles, groups):
    """One table; articles without a group are a group of their own, so that none disappears."""
    named = pd.Series(np.asarray(groups), dtype=object)
    named = named.where(named.notna(), NOT_GIVEN)
    return pd.DataFrame({"score": np.asarray(scores, float), "article": np.asarray(articles), "group": named})


def _redrawn_means(each, seed):
    picks = np.random.default_rng(seed).integers(len(each), size=(DRAWS, len(each)))
    return each["sum"].to_numpy()[picks].sum(1) / each["count"].to_numpy()[picks].sum(1)


def _ends(level):
    return [(1 - level) / 2, (1 + level) / 2]


def _caution(n, units="articles"):
    return "" if n >= SAFE else f"approximate: {n} {units}, {SAFE} are safe"


def _number(n, unit):
    return f"{n} {unit}" if n == 1 else f"{n} {unit}s"
