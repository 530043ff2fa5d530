"""How far coders agree: Krippendorff's alpha with an interval, per cent and two kappas beside it, how many to code.

The interval never trusts a clean table. Its lower end is that of the table with one unit more on which two coders
disagree, its upper end that with one unit more on which two agree about the rarer value; both by the jackknife.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from utils.uncertainty import wilson

__all__ = ["agreement", "agreement_by_frame", "units_needed"]

FEW = 50  # units under which there is no verdict on an alpha
FEW_RARER = 10  # and units with the rarer value: alpha hangs on these
FIRM, TENTATIVE = 0.80, 0.667  # Krippendorff's conventions
LEVELS = ("nominal", "ordinal", "interval")


def agreement(codings: pd.DataFrame, level: str = "nominal") -> pd.DataFrame:
    """How far coders agree on one variable: one row with `alpha, low, high, percent, n_units, n_coders` and others.

    `codings` is long: `coder, unit, value`; a missing value is no coding. `level`: nominal, ordinal, interval. `alpha`
    is Krippendorff's (2004), 1 full agreement, 0 chance, with a 95 % interval over units (delete-one jackknife with
    Student's t; Efron & Stein 1981; one unit is added at either end, see the module). `percent` is the share
    of agreeing pairs of codings, 0 to 1; `cohen` Cohen's (1960) kappa of two coders, `fleiss` Fleiss' (1971) where all
    units have equally many codings. `n_units` are those with two codings or more, `n_rarer` those of them in which
    somebody gave the rarer of the two commonest values. What cannot be computed is missing, and `note` says why.

    >>> codings = pd.DataFrame({"coder": list("ABAB"), "unit": [1, 1, 2, 2], "value": [0, 0, 1, 1]})
    >>> agreement(codings)[["alpha", "percent", "n_units", "n_coders"]].values.tolist()
    [[1.0, 1.0, 2.0, 2.0]]
    """
    if level not in LEVELS:
        raise ValueError(f"level is nominal, ordinal or interval, not {level!r}.")
    counts, wide = _counts(codings, level)
    result: dict = {"alpha": np.nan, "low": np.nan, "high": np.nan, "percent": np.nan, "n_units": len(counts)}
    result |= {"n_rarer": 0, "n_coders": wide.shape[1], "cohen": np.nan, "fleiss": np.nan, "note": ""}
    if wide.shape[1] < 2 or counts.empty:
        result["note"] = "no agreement without two codings of the same unit"
        return pd.DataFrame([result])
    table = counts.to_numpy()
    result["percent"] = _percent(table)
    result["cohen"] = _cohen(wide) if wide.shape[1] == 2 else np.nan
    result["fleiss"] = _fleiss(table)
    if counts.shape[1] < 2:
        result["note"] = "alpha is undefined: all codings are the same, so there is nothing to agree about"
    else:
        result |= _alpha_with_interval(table, _alpha_of(counts, level))
        result["note"] = _caution(result, len(counts))
    return pd.DataFrame([result])


def agreement_by_frame(codings: pd.DataFrame) -> pd.DataFrame:
    """`agreement` for each frame of a table `coder, unit, frame, value`, with a `verdict` by Krippendorff's marks.

    There is a verdict from fifty units and ten with the rarer value; it goes by the lower end of the interval.
    """
    if codings.empty:
        raise ValueError("There are no codings yet; code some sentences first.")
    tables = [agreement(part).assign(frame=frame) for frame, part in codings.groupby("frame", sort=False)]
    table = pd.concat(tables, ignore_index=True)
    few, rare = table["n_units"] < FEW, table["n_rarer"] < FEW_RARER
    marks = [few, rare, table["low"] >= FIRM, table["low"] >= TENTATIVE]
    verdicts = np.select(marks, ["too few units", "too rare", "firm", "tentative"], "not reliable")
    table["verdict"] = np.where(table["alpha"].isna(), "undefined", verdicts)
    return table[["frame", *(name for name in table if name != "frame")]]


def units_needed(codings: pd.DataFrame, width: float = 0.2) -> pd.DataFrame:
    """How many units to code, from a pilot, so that a 95 % interval is no wider than `width`; one row a frame.

    `codings` are the pilot's, `coder, unit, frame, value` with 1 for yes and 0 for no. Columns: `frame, pilot` (its
    units), `alpha, units_for_alpha` (the pilot's interval narrows with the square root of the number of units; never
    fewer than a verdict asks for) and `share, units_for_share` (Wilson's interval; where several units come
    from one article, more). The pilot is itself a small sample: take the numbers as a rough size.

    >>> pilot = pd.DataFrame({"coder": list("AB") * 4, "unit": [1, 1, 2, 2, 3, 3, 4, 4], "value": [1, 1, 0, 0] * 2})
    >>> units_needed(pilot.assign(frame="conflict"))[["pilot", "share", "units_for_share"]].values.tolist()
    [[4, 0.5, 93]]
    """
    if not 0 < width < 1:
        raise ValueError(f"The width of an interval lies between 0 and 1; it was given as {width}.")
    rows = []
    for frame, part in codings.groupby("frame", sort=False):
        agreed = agreement(part).iloc[0]
        votes = part.dropna(subset=["value"]).groupby("unit")["value"].mean().astype(float)
        wide, pilot = agreed["high"] - agreed["low"], agreed["n_units"]
        for_alpha = np.nan
        if not np.isnan(wide):
            for_alpha = max(FEW, np.ceil(pilot * (wide / width) ** 2), np.ceil(FEW_RARER * pilot / agreed["n_rarer"]))
        rows.append((frame, len(votes), agreed["alpha"], for_alpha, votes.mean(), _for_share(votes.mean(), width)))
    table = pd.DataFrame(rows, columns=["frame", "pilot", "alpha", "units_for_alpha", "share", "units_for_share"])
    return table.astype({"units_for_alpha": "Int64", "units_for_share": "Int64"})


def _for_share(share, width):
    """The fewest units at which Wilson's interval of this share is as narrow as asked."""
    if np.isnan(share):
        return np.nan
    low, high = 1, 2
    while _wilson_width(share, high) > width:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _wilson_width(share, middle) > width else (low, middle)
    return high


def _wilson_width(share, n):
    ends = wilson(share * n, n)
    return ends["high"] - ends["low"]


def _counts(codings, level):
    """Codings of each unit with two or more, counted by value; and the wide table coder by unit."""
    missing = {"coder", "unit", "value"} - set(codings)
    if missing:
        raise ValueError(f"Codings need the columns coder, unit and value; {', '.join(sorted(missing))} is missing.")
    table = codings[["coder", "unit", "value"]].dropna()
    twice = table[table.duplicated(["coder", "unit"])]
    if len(twice):
        one = twice.iloc[0]
        raise ValueError(f"Coder {one['coder']!r} has two codings of unit {one['unit']}; keep one.")
    if level != "nominal":
        table = table.assign(value=pd.to_numeric(table["value"]))
    wide = table.pivot(index="unit", columns="coder", values="value")
    counts = pd.crosstab(table["unit"], table["value"])
    paired = counts[counts.sum(axis=1) > 1]
    return paired.loc[:, paired.any()], wide


def _alpha_of(counts: pd.DataFrame, level: str) -> Callable:
    import krippendorff

    domain = np.arange(counts.shape[1]) if level == "nominal" else counts.columns.to_numpy(float)

    def alpha(table):
        if (table.sum(axis=0) > 0).sum() < 2:
            return np.nan
        return float(krippendorff.alpha(value_counts=table, value_domain=domain, level_of_measurement=level))

    return alpha


def _alpha_with_interval(table, alpha):
    """Alpha, its ends, and in how many units somebody gave the rarer of the two commonest values."""
    common, rarer = np.argsort(-table.sum(axis=0), kind="stable")[:2]
    split, agreed = np.zeros((2, table.shape[1]), int)
    split[[common, rarer]], agreed[rarer] = 1, 2
    found = alpha(table)
    low, high = (_jackknife(np.vstack([table, row]), alpha) for row in (split, agreed))
    ends = {"low": min(found, low[0] - low[1]), "high": min(1.0, max(found, high[0] + high[1]))}
    return {"alpha": found, **ends, "n_rarer": int((table[:, rarer] > 0).sum())}


def _jackknife(table, alpha):
    """Alpha and the half width of its interval; units coded alike are left out once for all of them."""
    kinds, repeats = np.unique(table, axis=0, return_counts=True)
    total = np.repeat(kinds, repeats, axis=0)
    firsts = np.cumsum(repeats) - repeats
    without = np.array([alpha(np.delete(total, first, axis=0)) for first in firsts])
    n = len(total)
    spread = (repeats * (without - np.average(without, weights=repeats)) ** 2).sum()
    return alpha(total), stdtrit(n - 1, 0.975) * np.sqrt((n - 1) / n * spread)


def _caution(result, units):
    notes = []
    if units < FEW:
        notes.append(f"only {units} units, {FEW} are the least")
    elif result["n_rarer"] < FEW_RARER:
        notes.append(f"only {result['n_rarer']} units with the rarer value, {FEW_RARER} are the least")
    if result["alpha"] == 1:
        notes.append(f"nobody disagreed, yet up to {min(3 / units, 1):.0%} of such units may be in dispute")
    return "; ".join(notes)


def _percent(counts):
    """Share of agreeing pairs among all pairs of codings of one unit."""
    sizes = counts.sum(axis=1)
    return (counts * (counts - 1)).sum() / (sizes * (sizes - 1)).sum()


def _cohen(wide):
    one, two = (wide.dropna().iloc[:, column] for column in (0, 1))
    values = pd.unique(pd.concat([one, two]))
    chance = sum((one == value).mean() * (two == value).mean() for value in values)
    return ((one == two).mean() - chance) / (1 - chance) if chance < 1 else np.nan


def _fleiss(counts):
    sizes = counts.sum(axis=1)
    if len(set(sizes)) > 1:
        return np.nan
    chance = ((counts.sum(axis=0) / counts.sum()) ** 2).sum()
    return (_percent(counts) - chance) / (1 - chance) if chance < 1 else np.nan
