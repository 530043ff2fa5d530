"""What goes with outlet, time, length and genre: the coefficients of a regression on articles."""

import textwrap
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from utils.charts.shared import MOST_LABELS, without_ending
from utils.figures import INK, QUIET, described, drawable, framed, house_style
from utils.summary import controls_of, listed
from utils.uncertainty import LEVEL

MOST = 14  # terms; a figure of more is taller than a page of slides


def coefficients(
    table: pd.DataFrame, label: str, looks: Mapping[str, tuple[str, str]] = MappingProxyType({})
) -> Figure:
    """Coefficients with their intervals, a row a term: the table of `uncertainty.regress`; `label` names the outcome.

    The first fourteen terms are drawn. A mark has the colour and shape of the source that has more, if `looks` has it.
    The title is the surest difference between sources that holds. Where there is no regression the figure says why.
    """
    note, shown = table.attrs["note"], table.head(MOST).reset_index(drop=True)
    outlets = int(shown["q"].notna().sum())
    several = shown["against"].head(outlets).nunique() > 1
    names, ending = without_ending([*shown["term"].head(outlets), *shown["against"].head(outlets)])
    with house_style():
        figure, axes = framed(
            _title(table, label),
            _reading(table, label, int(table["q"].notna().sum())).rstrip() + ending,
            0.9 + 0.44 * max(len(shown), 1),
        )
        axes.axvline(0, color=QUIET, linewidth=0.8)
        axes.hlines(shown.index, shown["low"].astype(float), shown["high"].astype(float), color=INK, linewidth=1.4)
        for y, row in enumerate(shown.itertuples()):
            more = row.term if row.coefficient > 0 else row.against
            colour, marker = looks.get(more, ("#0072B2", "o")) if y < outlets else (QUIET, "o")
            inside = colour if y < outlets and row.q < LEVEL else "white"
            axes.plot(row.coefficient, y, marker, markeredgecolor=colour, markerfacecolor=inside, markeredgewidth=1.4)
        if 0 < outlets < len(shown):
            axes.axhline(outlets - 0.5, color=QUIET, linewidth=0.6, linestyle=":")
        reach = np.abs(shown[["low", "high"]].to_numpy(float)).max(initial=0.001) * 1.1
        axes.set_yticks(range(len(shown)), [_named(row, several, names) for row in shown.itertuples()])
        axes.set(ylim=(max(len(shown), 1) - 0.4, -0.6), xlim=(-reach, reach))
        axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(lambda x, _: f"{x:+g}".replace("-", "−") if abs(x) > 1e-12 else "0")
        axes.set_xlabel(f"difference in {drawable(label[0].lower() + label[1:], 40)}")
        if table.empty:
            axes.set_axis_off()
    told = note if table.empty else f"{outlets} for sources, {len(table) - outlets} for controls."
    return described(figure, table, f"Coefficients of a regression of {label} on articles. {told}")


def _title(table, label):
    """The surest difference between sources that holds with the controls the same; else the question."""
    controls = controls_of(table) if len(table) else []
    same = f", with {listed(controls)} the same" if controls else ""
    held = table[table["q"] < LEVEL].sort_values("q", kind="stable") if len(table) else table
    if held.empty:
        return f"What differs between sources{same}?"
    row = held.iloc[0]
    more, less = (row["term"], row["against"]) if row["coefficient"] > 0 else (row["against"], row["term"])
    what = f"{label[0].upper()}{label[1:]}"
    return f"{what} is higher in {drawable(more, MOST_LABELS)} than in {drawable(less, MOST_LABELS)}{same}"


def _reading(table, label, outlets):
    if table.empty:
        return f"{label[0].upper()}{label[1:]}: {table.attrs['note']}"
    label, on = f"{label[0].upper()}{label[1:]}", f"least squares on {table['n'].iloc[0]:,} articles"
    corrected = f", corrected for {outlets} comparisons" if outlets > 1 else ""
    against = table["against"].head(outlets).unique()
    held = f"against {drawable(against[0], MOST_LABELS)}" if len(against) == 1 else "the first against the second"
    sources = f"Sources: {held}{corrected}; filled: 0 is outside. "
    controls = "Grey: what is held constant. " if table["q"].isna().any() else ""
    more = f"The first {MOST} of {len(table)} terms are drawn." if len(table) > MOST else ""
    return f"{label}, {on}. Lines: 95\u00a0% intervals. {sources}{controls}{more}"


def _named(row, several, names):
    """A term, and under it what it is held against, unless that is the same source for all sources."""
    term = "\n".join(textwrap.wrap(drawable(names.get(row.term, row.term), MOST_LABELS), MOST_LABELS - 2))
    said = row.against and (several or row.q != row.q)
    return f"{term}\nagainst {drawable(names.get(row.against, row.against), MOST_LABELS - 6)}" if said else term
