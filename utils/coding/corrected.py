"""What a machine found, corrected by what people found in some of it: shares, means, and differences of either.

Prediction-powered inference (Angelopoulos, Bates, Fannjiang, Jordan & Zrnic 2023) with a tuned weight (Angelopoulos,
Duchi & Zrnic 2023): the coders' value, moved by weight times what the machine found in everything beyond what it found
in the coded units. The better machine and coders go together, the larger the weight; at 0 the coders stand alone.
"""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from utils.uncertainty import FEWEST, wilson

__all__ = ["corrected_difference", "corrected_mean", "corrected_share"]

CODED = 20  # units from which the machine may move the coders; with fewer nobody can tell whether it follows them
WIDER = 1.05  # a corrected interval may be so much wider than the coders' own, by lying nearer one half
NO_INTERVAL = "no interval: all ratings are the same"


def corrected_share(
    machine: Sequence | pd.Series,
    human: Sequence | pd.Series,
    share: float,
    articles: Sequence | pd.Series | None = None,
    weights: Sequence | pd.Series | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """A share of yes in all units, from the coders' answers on some and the machine's on all; one row.

    `machine` and `human` are their 0 and 1 for the same units, `share` the machine's share of yes in all units from
    which these were drawn by chance. `articles` (or events) are what the units cluster in; `weights` say how many each
    unit stands for, where groups were not drawn in proportion. Columns `share, sensitivity, specificity, corrected,
    low, high, coders, coders_low, coders_high, n, note`, all shares from 0 to 1.

    The weight of the machine is the slope of human on machine, shrunk where yes (or no) is rare, and is lowered until
    the interval is at most 5 % wider than the coders' own. Intervals have Wilson's (1927) form, with as many units as
    would be worth the same: the variance over clusters says how many, one unit that the machine gets wrong is added.
    Under twenty units, or where the machine does not follow the coders, these stand alone, and `note` says so.

    >>> row = corrected_share([1, 0] * 50, [1, 0] * 49 + [0, 1], share=0.4)
    >>> row[["corrected", "low", "high", "coders"]].round(2).values.tolist()
    [[0.4, 0.37, 0.44, 0.5]]
    """
    units = _units(machine, human, articles, weights)
    if not 0 <= share <= 1:
        raise ValueError(f"share= is the machine's share of yes, from 0 to 1; it was {share}.")
    if not units[["machine", "human"]].isin([0, 1]).all(axis=None):
        raise ValueError("corrected_share() is for codes of 0 and 1; corrected_mean() takes other numbers.")
    row: dict = {"share": share, **_rates(units), **dict.fromkeys(["corrected", "low", "high"], np.nan)}
    row |= dict.fromkeys(["coders", "coders_low", "coders_high"], np.nan) | {"n": len(units), "note": ""}
    if units.empty:
        return pd.DataFrame([row | {"note": "no unit is coded by both"}])
    clusters, caution = _clusters(units)
    weight, reason = _weight_of_share(units)
    own = _moved(units, share, 0, clusters, level)
    for part in (1, 0.8, 0.6, 0.4, 0.2, 0):
        value, low, high = _moved(units, share, part * weight, clusters, level)
        if high - low <= WIDER * (own[2] - own[1]):
            break
    row |= {"corrected": value, "low": low, "high": high}
    row |= dict(zip(["coders", "coders_low", "coders_high"], own, strict=True))
    return pd.DataFrame([row | {"note": "; ".join(filter(None, [reason, caution]))}])


def corrected_mean(
    machine: Sequence | pd.Series,
    human: Sequence | pd.Series,
    mean: float,
    articles: Sequence | pd.Series | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """A mean over all units, such as tone, from people's ratings of some and the machine's scores of all; one row.

    `machine` and `human` are scores of the same units, `mean` the machine's mean over all units from which these were
    drawn by chance; a score that is missing must be replaced by the same number in both. Columns `mean, r` (Pearson's
    correlation), `corrected, low, high, coders, coders_low, coders_high, n, note`, on the scale of the people.
    The interval is Student's, over clusters where `articles` are given, and never wider than the people's own.

    >>> row = corrected_mean([0, 1] * 20, [0, 2] * 19 + [1, 1], mean=0.4)
    >>> row[["corrected", "low", "high", "coders"]].round(2).values.tolist()
    [[0.81, 0.72, 0.9, 1.0]]
    """
    units = _units(machine, human, articles, None)
    row: dict = {"mean": mean, "r": np.nan, **dict.fromkeys(["corrected", "low", "high"], np.nan)}
    row |= dict.fromkeys(["coders", "coders_low", "coders_high"], np.nan) | {"n": len(units), "note": ""}
    if len(units) < 2:
        return pd.DataFrame([row | {"note": "no interval: two rated units are the least"}])
    clusters, caution = _clusters(units)
    slope, r = _slope(units)
    count = clusters.max() + 1
    shrunk = _shrunk(r, count - 3)
    reason = _alone(len(units), shrunk)
    weight = 0 if reason else slope * shrunk
    people = units["human"]
    alone = np.arange(len(units))  # a cluster with most of the units must not look surer than units by themselves
    sums = max(_sums(people, clusters), _sums(people, alone))
    half = stdtrit(count - 1, (1 + level) / 2) * np.sqrt(sums * count / (count - 1)) / len(units)
    rest = max(_sums(people - weight * units["machine"], one) for one in (clusters, alone))
    # one unit more, as far from the machine's line as an average unit is from the mean
    narrowed = np.sqrt(min(1, (rest + people.var()) / (sums + people.var()))) if half else np.nan
    own, value = people.mean(), people.mean() - weight * (units["machine"].mean() - mean)
    row |= {"r": r, "corrected": value, "low": value - half * narrowed, "high": value + half * narrowed, "coders": own}
    row |= {"coders_low": own - half if half else np.nan, "coders_high": own + half if half else np.nan}
    return pd.DataFrame([row | {"note": "; ".join(filter(None, [reason, caution, "" if half else NO_INTERVAL]))}])


def corrected_difference(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """The difference of two rows of `corrected_share` or of `corrected_mean`, first minus second; one row.

    Each row was corrected by the errors in its own units, so a machine that errs more in one source does no harm.
    Columns `difference, low, high` and the coders' own, `coders, coders_low, coders_high`. The ends are put together
    from those of the two rows (Newcombe 1998; Zou & Donner 2008), which must come from different units.

    >>> one, two = (corrected_share([0] * 40, [1] * yes + [0] * (40 - yes), share=0.0) for yes in (20, 10))
    >>> corrected_difference(one, two)[["difference", "low", "high"]].round(2).values.tolist()
    [[0.25, 0.04, 0.43]]
    """
    one, two, row = first.iloc[0], second.iloc[0], {}
    names = {"difference": "corrected", "coders": "coders"}
    for name, column in names.items():
        ends = ("low", "high") if name == "difference" else ("coders_low", "coders_high")
        gap = one[column] - two[column]
        row[name] = gap
        row[ends[0]] = gap - np.hypot(one[column] - one[ends[0]], two[ends[1]] - two[column])
        row[ends[1]] = gap + np.hypot(one[ends[1]] - one[column], two[column] - two[ends[0]])
    return pd.DataFrame([row])


def _units(machine, human, articles, weights):
    """One table, units that one of the two has not coded or that stand for none left out, weights with mean 1."""
    table = pd.DataFrame({"machine": np.asarray(machine, float), "human": np.asarray(human, float)})
    table["weight"] = 1.0 if weights is None else np.asarray(weights, float)
    if articles is not None:
        table["article"] = np.asarray(articles)
    if not (np.isfinite(table["weight"]) & (table["weight"] >= 0)).all():
        raise ValueError("Weights say how many each unit stands for: numbers of 0 or more, none missing.")
    known = table.dropna(subset=["machine", "human"]).query("weight > 0").reset_index(drop=True)
    return known.assign(weight=known["weight"] / known["weight"].mean())


def _clusters(units):
    """What is independent of what, as the number of each unit's cluster, and a caution.

    Units drawn by chance from less than ten articles speak of the sentences of these articles, not of others.
    """
    if "article" not in units:
        return np.arange(len(units)), ""
    clusters, names = pd.factorize(units["article"], use_na_sentinel=False)
    if len(names) >= FEWEST:
        return clusters, ""
    return np.arange(len(units)), f"of these articles only: to speak of others, units from {FEWEST} are needed"


def _weight_of_share(units):
    """The machine's weight in a share, and why it has none."""
    slope, r = _slope(units)
    yes = units["human"].sum()
    shrunk = _shrunk(r, min(yes, len(units) - yes) - 1)
    reason = _alone(len(units), shrunk)
    return (0 if reason else slope * shrunk), reason


def _slope(units):
    """Least squares of human on machine, and their correlation; 0 where one of the two does not vary."""
    weights = units["weight"] / units["weight"].sum()
    one, other = (units[name] - (weights * units[name]).sum() for name in ("machine", "human"))
    spread, rest, joint = ((weights * left * right).sum() for left, right in ((one, one), (other, other), (one, other)))
    if spread < 1e-12 or rest < 1e-12:
        return 0.0, 0.0
    return joint / spread, joint / np.sqrt(spread * rest)


def _shrunk(r, cases):
    """Which part of a slope to trust (James & Stein 1961), when r rests on so many cases."""
    return max(0.0, 1 - (1 - r**2) / (cases * r**2)) if r and cases > 0 else 0.0


def _alone(n, shrunk):
    if n < CODED:
        return f"the coders alone: {n} units are coded, {CODED} are needed"
    return "" if shrunk > 0 else "the coders alone: the machine does not follow them"


def _moved(units, share, weight, clusters, level):
    """The coders' share moved by the machine's, with the ends of Wilson's interval for as many units as it is worth."""
    human, machine, weights = (units[name].to_numpy() for name in ("human", "machine", "weight"))
    coders, n, count = (weights * human).mean(), len(units), clusters.max() + 1
    value = float(np.clip(coders - weight * ((weights * machine).mean() - share), 0, 1))
    own, rest = (_sums(scores, clusters, weights) for scores in (human, human - weight * machine))
    spread = (weights * (human - coders) ** 2).sum()
    design = (weights**2).mean()  # what unequal weights cost; with clusters it costs more
    if spread > 0 and count > 1:
        design = max(design, own / spread * (count / (count - 1)) / (n / (n - 1)))
    if count < n:  # the level at which Wilson's normal quantile is Student's for so many clusters
        level = 2 * NormalDist().cdf(stdtrit(count - 1, (1 + level) / 2)) - 1
    worth = n / design / min(1, (rest + 1) / (own + 1))
    ends = wilson(value * worth, worth, level)
    return value, min(value, ends["low"]), max(value, ends["high"])


def _sums(scores, clusters, weights=1):
    """Sum of squares over clusters of what each adds to the deviation from the mean."""
    deviations = weights * (scores - (weights * scores).mean())
    return float((np.bincount(clusters, deviations) ** 2).sum())


def _rates(units):
    """Sensitivity and specificity in the coded units."""
    yes, no = (units.loc[units["human"] == value, "machine"] for value in (1, 0))
    return {"sensitivity": yes.mean(), "specificity": 1 - no.mean()}
