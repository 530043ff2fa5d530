"""How far a number from a sample of articles can be trusted, and what may be called a difference.

One rule for all measures. What is asked of a source is the mean over its **articles**, each article counting once
with the mean of its sentences (`per="sentence"`: each sentence counts once, so that long articles weigh more). Articles
on one **event** resemble each other, so the case that is left out or dealt anew is the event where the corpus has one,
else the article. `estimate` gives an interval for one source, `compare` one for two, `differences` for several
measures and sources at once, corrected for all that was looked at, `within_events` for sources on the same events,
`regress` one with time, length and genre held constant. `planning` says how many articles a difference takes.
Interval and p come from one statistic and never contradict each other. Nothing is drawn at random by a seed that
somebody could choose.

Under ten articles a source there is no interval: only `sensitivity`, which says nothing about other articles.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from utils.inference.contrasts import (
    COMPARED,
    CORRECTED,
    POWER,
    benjamini_hochberg,
    contrast,
    corrected,
    paired,
    row_of,
)
from utils.inference.jackknife import (
    FEWEST,
    FEWEST_EVENTS,
    LEVEL,
    NOBODY,
    cases_of,
    events_of,
    mean_ends,
    named,
    named_events,
    on_what,
    share_ends,
    too_few,
)
from utils.inference.regression import regress

__all__ = [
    "FEWEST",
    "FEWEST_EVENTS",
    "LEVEL",
    "benjamini_hochberg",
    "compare",
    "differences",
    "estimate",
    "estimates",
    "events_of",
    "how_many",
    "named_events",
    "planning",
    "regress",
    "sensitivity",
    "wilson",
    "within_events",
]

Values: TypeAlias = Sequence | np.ndarray | pd.Series
MOST_GROUPS = 4  # compared two by two: six pairs are what a reader can take in


def estimate(
    values: Values, articles: Values, clusters: Values | None = None, share: bool = False, per: str = "article"
) -> pd.Series:
    """The mean of a measure in one source with its 95 % interval: `value, low, high, n, note`.

    `values` are numbers of sentences (or of articles), `articles` whose they are, `clusters` on which event the article
    is (a missing one: the article stands for itself). A missing value is left out; `n` counts the articles with one.
    The interval of a mean is that of t with the jackknife's variance, one case left out at a time (Tukey 1958). With
    `share`, values lie between 0 and 1 and so do the ends: those of Clopper & Pearson at the effective number of cases
    (Korn & Graubard 1998), with a tenth of a case at one half added, so that what was never found has an upper bound
    above 0. No interval under `FEWEST` articles or `FEWEST_EVENTS` events; `note` says so.

    >>> estimate([0.1, 0.3], ["a", "b"]).to_dict()
    {'value': 0.2, 'low': nan, 'high': nan, 'n': 2, 'note': 'no interval: 2 articles, 10 needed'}
    """
    cases = cases_of(values, articles, np.zeros(len(values)), clusters, per).get(0, NOBODY)
    return pd.Series(_estimated(cases, clusters, share))


def estimates(
    values: Values,
    articles: Values,
    groups: Values,
    clusters: Values | None = None,
    share: bool = False,
    per: str = "article",
    weights: Values | None = None,
) -> pd.DataFrame:
    """`estimate` of each group, largest first: `group, value, low, high, n, note`.

    One rule for all groups of a comparison, set by the smallest: if one has too few articles, none gets an interval,
    since a reader would take the bare one for the surer. With `weights`, such as words, each row counts by its own,
    so that the value is a share of all words of a group.

    >>> estimates([1, 3, 2], ["a", "b", "c"], ["A", "A", "B"])[["group", "value"]].values.tolist()
    [['A', 2.0], ['B', 2.0]]
    """
    cases = cases_of(values, articles, named(groups), clusters, per, weights)
    rows = [{"group": group, **_estimated(part, clusters, share)} for group, part in cases.items()]
    result = pd.DataFrame(rows, columns=["group", "value", "low", "high", "n", "note"])
    bare = result["low"].isna()
    if bare.any():
        reason = result.loc[result["n"].where(bare).idxmin(), "note"]
        result[["low", "high"]] = np.nan
        result["note"] = reason.replace("interval:", "interval: the smallest group has") if len(result) > 1 else reason
    return result.sort_values("value", ascending=False, kind="stable", ignore_index=True)


def compare(
    values: Values,
    articles: Values,
    groups: Values,
    clusters: Values | None = None,
    per: str = "article",
    share: bool = True,
) -> pd.Series:
    """Mean of the first group minus mean of the second: `first, second, difference, low, high, p, detectable, n, note`.

    Groups are in alphabetical order, for exactly two; `differences` takes more. The interval excludes 0 exactly where
    p is below .05. Both are of the difference over its standard error by the jackknife, one case left out at a time:
    against t with Welch's (1947) degrees of freedom, or, where a source has fewer than twenty cases or one has more
    than twice as many as the other, against the same statistic of cases dealt to the two sources anew (Janssen 1997).
    An event that both cover is one case, left out of both. `detectable` is the smallest true difference that such
    samples would show in four of five tries; `n` counts articles. Where all cases of a side are the same, values from
    0 to 1 are taken for shares, unless `share` is False, and the interval reaches as far as both shares may lie.

    >>> compare([1, 0], ["a", "b"], ["A", "B"])[["first", "second", "note"]].to_list()
    ['A', 'B', 'no interval: the smaller group has 1 article, 10 needed']
    """
    cases = cases_of(values, articles, named(groups), clusters, per)
    if len(cases) != 2:
        note = f"no difference: it needs two groups, there are {len(cases)}"
        empty = dict.fromkeys(["difference", "low", "high", "p", "detectable"], np.nan)
        return pd.Series({"first": None, "second": None, **empty, "n": 0, "note": note})
    first, second = cases
    one = contrast(cases, first, second, clusters, share)
    return pd.Series(row_of(one) | {"p": one.p})[COMPARED]


def differences(
    measures: pd.DataFrame | Mapping[str, Values],
    articles: Values,
    groups: Values,
    clusters: Values | None = None,
    pair: tuple[str, str] | None = None,
    per: str = "article",
    share: bool = True,
) -> pd.DataFrame:
    """Every two groups compared in every measure, corrected for all of it, surest first.

    Columns `measure, first, second, difference, low, high, q, detectable, n, note`. `measures` has a column a measure.
    Of more than four groups those with the most articles are compared, unless a `pair` is named. `q` bounds the share
    of false differences among those called so (Benjamini & Hochberg 1995); `low` to `high` is widened to agree: it
    excludes 0 exactly where q is below .05 (Benjamini & Yekutieli 2005). A measure that is 0 everywhere is not tested.
    `share` as in `compare`.

    >>> differences({"tone": [1, 0, 2]}, list("abc"), list("ABC"))[["first", "second", "difference"]].values.tolist()
    [['B', 'C', -2.0], ['A', 'B', 1.0], ['A', 'C', -1.0]]
    """
    groups = named(groups)
    pair = None if pair is None else (str(pair[0]), str(pair[1]))
    pairs = _pairs(groups, np.asarray(articles)) if pair is None else [pair]
    if pair and not set(pair) <= set(groups):
        raise ValueError(
            f"There is no group {sorted(set(pair) - set(groups))[0]!r}; there are {sorted(set(groups))[:10]}."
        )
    rows = []
    for measure, values in measures.items():
        cases = cases_of(values, articles, groups, clusters, per)
        rows += [(measure, contrast(cases, first, second, clusters, share)) for first, second in pairs]
    return corrected(rows)


def within_events(
    table: pd.DataFrame, measures: str | Iterable[str], by: str = "source", most: int = MOST_GROUPS
) -> pd.DataFrame:
    """`differences` on the same events: what happened is held constant, and only the telling differs.

    `table` has columns `event`, `by`, `doc_id` and the measures, a row a sentence or an article. Each event gives one
    difference, of the two sources' mean articles on it. Columns as of `differences`, with `events` that both cover
    instead of `n`; `note` says how many were dropped since one of the two lacks them. At most `most` sources; empty
    where there is no event that two cover.
    """
    measures = [measures] if isinstance(measures, str) else list(measures)
    known = table[named_events(table).notna()]
    if known.empty:
        return pd.DataFrame(columns=["events" if name == "n" else name for name in CORRECTED])
    known = known.assign(**{by: named(known[by]).to_numpy()})
    means = known.groupby(["event", by, "doc_id"])[measures].mean().groupby(["event", by]).mean()
    rows = []
    for first, second in _pairs(known[by], known["doc_id"].to_numpy(), most):
        for measure in measures:
            wide = means[measure].unstack(by).reindex(columns=[first, second])
            both = wide.dropna()
            if len(both):
                one = paired(first, second, both[first] - both[second], len(wide.dropna(how="all")) - len(both))
                rows.append((measure, one))
    return corrected(rows).rename(columns={"n": "events"})


def how_many(
    values: Values,
    articles: Values,
    groups: Values | None = None,
    clusters: Values | None = None,
    sizes: Iterable[int] = (10, 15, 30, 50, 100, 200, 500),
) -> pd.DataFrame:
    """How large a difference two sources of some size would show in four of five tries: `articles, detectable`.

    From pilot data: `values` of one source, or of several `groups`, whose spread is then taken within groups.
    `articles` is the number a source would have; two-sided test at 5 %, power 80 % (Cohen 1988). With `clusters` the
    articles of a source are taken to come in as many to an event as in the pilot data, and each source to have events
    of its own; sources on the same events show smaller differences.

    >>> how_many([0, 1] * 20, range(40), sizes=[10, 100]).round(2).values.tolist()
    [[10.0, 0.67], [100.0, 0.2]]
    """
    cases = cases_of(values, articles, np.zeros(len(values)) if groups is None else named(groups), clusters, "article")
    parts = [part for part in cases.values() if len(part.x) > 1]
    if not parts:
        raise ValueError("how_many() needs pilot data of two articles or more in one source.")
    w, k = sum(part.w.sum() for part in parts), sum(len(part.x) for part in parts)
    spread = sum(part.variance() * len(part.x) * (len(part.x) - 1) for part in parts) / (k - len(parts))
    rows = []
    for size in sizes:
        events = size * k / w
        df = max(2 * events - 2, 1)
        rows.append((size, (stdtrit(df, 1 - LEVEL / 2) + stdtrit(df, POWER)) * np.sqrt(2 * spread / events)))
    return pd.DataFrame(rows, columns=["articles", "detectable"])


def planning(
    measures: pd.DataFrame | Mapping[str, Values],
    articles: Values,
    groups: Values | None = None,
    clusters: Values | None = None,
) -> pd.DataFrame:
    """`how_many` for several measures at once: `articles` a source, then a column a measure with what could be seen.

    A measure without two articles in one source is left out.

    >>> planning({"tone": [0, 1] * 20}, range(40)).round(2).head(2).values.tolist()
    [[10.0, 0.67], [15.0, 0.54]]
    """
    groups = np.zeros(len(articles)) if groups is None else named(groups)
    columns = []
    for measure, values in measures.items():
        there = pd.Series(np.asarray(values, float)).notna().to_numpy()
        known = pd.DataFrame({"group": np.asarray(groups), "article": np.asarray(articles)})[there]
        if known.groupby("group")["article"].nunique().max() > 1:
            table = how_many(values, articles, groups, clusters).set_index("articles")
            columns.append(table["detectable"].rename(measure))
    return pd.concat(columns, axis=1).reset_index() if columns else pd.DataFrame(columns=["articles"])


def sensitivity(scores: Values) -> pd.Series:
    """How far one article's mean would move if single sentences were other ones of the same article.

    `mean, low, high, sentences`: t with the sentences' spread. It is a band for reading one article, never an interval
    for other articles or for an outlet. With fewer than two scored sentences the ends are NaN.

    >>> sensitivity([0.5, 0.5, 0.5]).to_dict()
    {'mean': 0.5, 'low': 0.5, 'high': 0.5, 'sentences': 3}
    """
    scores = np.asarray(scores, float)
    scores = scores[~np.isnan(scores)]
    n, mean, half = len(scores), np.nan, np.nan
    if n:
        mean = scores.mean()
    if n > 1:
        half = stdtrit(n - 1, 1 - LEVEL / 2) * scores.std(ddof=1) / np.sqrt(n)
    return pd.Series({"mean": mean, "low": mean - half, "high": mean + half, "sentences": n}, dtype=object)


def wilson(hits: int, n: int, level: float = 0.95) -> pd.Series:
    """Interval for a share of independent units, `hits` of `n`; stays inside 0 to 1.

    Centre (p + z²/2n) / (1 + z²/n), half width z √(p(1-p)/n + z²/4n²) / (1 + z²/n), with
    p = hits/n and z the normal quantile (Wilson 1927). Not for sentences: see `estimate`.

    >>> wilson(0, 20).round(3).to_dict()
    {'share': 0.0, 'low': 0.0, 'high': 0.161}
    """
    if not 0 <= hits <= n or n == 0:
        raise ValueError(f"wilson() needs 0 <= hits <= n and n > 0; it was given hits={hits}, n={n}.")
    p, z = hits / n, NormalDist().inv_cdf((1 + level) / 2)
    centre, half = p + z**2 / (2 * n), z * np.sqrt(p * (1 - p) / n + (z / (2 * n)) ** 2)
    low, high = np.clip((centre + np.array([-half, half])) / (1 + z**2 / n), 0, 1)
    return pd.Series({"share": p, "low": low, "high": high})


def _pairs(groups, articles, most=MOST_GROUPS):
    """Every two of the groups with the most articles, each pair in alphabetical order."""
    sizes = pd.DataFrame({"group": np.asarray(groups), "article": articles}).drop_duplicates()["group"].value_counts()
    chosen = sizes.sort_index().sort_values(ascending=False, kind="stable").index[:most]
    return list(combinations(sorted(chosen), 2))


def _estimated(cases, clusters, share):
    low, high, note = np.nan, np.nan, too_few(cases)
    if not note:
        low, high = share_ends(cases) if share else mean_ends(cases)
        note = on_what(int(cases.n.sum()), len(cases.x), clusters)
    return {"value": cases.mean(), "low": low, "high": high, "n": int(cases.n.sum()), "note": note}
