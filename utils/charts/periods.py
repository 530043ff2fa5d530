"""Time along an axis: every period has its place, one without articles is a gap, a stray one is named and not drawn."""

from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes

from utils.charts.shared import of_articles

FEW = 0.05  # of the articles at most lie in periods that are taken for stray
LABELS = 6  # that fit beside each other


def drawn_periods(periods: Iterable[str], articles: Iterable[int]) -> tuple[list[str], str]:
    """All periods from the first to the last, and a sentence on those that are not drawn.

    A date typed wrong would leave half of a figure empty. So periods before or after an empty stretch that is as long
    as all the rest, with one in twenty articles at most, are left out and named; so is `undated`.

    >>> drawn_periods(["2025-01", "2025-03"], [2, 1])
    (['2025-01', '2025-02', '2025-03'], '')
    >>> drawn_periods(["2001-01", "2025-01", "2025-02"], [1, 20, 20])
    (['2025-01', '2025-02'], ' Not drawn: 2001-01, far from all others (1 article). Is its date right?')
    """
    counts = pd.Series(list(articles), index=list(periods), dtype=int)
    counts = counts.groupby(level=0).sum()
    undated = int(counts.get("undated", 0))
    counts = counts.drop("undated", errors="ignore")
    note = f" Without a date, not drawn: {of_articles(undated)}." if undated else ""
    if counts.empty:
        return [], note
    kept = _without_early(_without_early(counts)[::-1])[::-1]  # from either end
    stray = counts.drop(kept.index)
    if len(stray):
        named = ", ".join(map(str, stray.index[:3])) + (", …" if len(stray) > 3 else "")
        ask = "Is its date right?" if stray.sum() == 1 else "Are their dates right?"
        note = f" Not drawn: {named}, far from all others ({of_articles(stray.sum())}). {ask}{note}"
    return _every_period(kept.index[0], kept.index[-1]), note


def period_axis(axes: Axes, periods: list[str]) -> None:
    """The periods along the lower axis, as many labels as fit."""
    step = -(-len(periods) // LABELS) or 1
    axes.set_xticks(range(0, len(periods), step), periods[::step])
    axes.set_xlim(-0.4, max(len(periods), 1) - 0.6)


def _without_early(counts):
    """Without the first periods, where few articles lie before an empty stretch as long as all that follows."""
    for i in range(1, len(counts)):
        if counts.iloc[:i].sum() > FEW * counts.sum():
            break
        gap = len(_every_period(*sorted(counts.index[i - 1 : i + 1]))) - 1
        rest = len(_every_period(*sorted([counts.index[i], counts.index[-1]])))
        if gap > 2 and gap >= rest:
            return counts.iloc[i:]
    return counts


def _every_period(first, last):
    """All periods from the first to the last, so that one without articles is a gap."""
    if "W" in first:
        ends = [pd.Timestamp.fromisocalendar(int(period[:4]), int(period[-2:]), 1) for period in (first, last)]
        days = pd.date_range(*ends, freq="7D")
        return list(days.strftime("%G-W%V"))
    return list(map(str, pd.period_range(first, last, freq="M" if len(first) == 7 else "D")))
