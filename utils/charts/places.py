"""Where and when: the countries that sources name, laid out as on a map, and their articles by day."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from utils.charts.shared import key, key_height
from utils.figures import GRID, QUIET, described, drawable, fitting, framed, house_style
from utils.notebook.settings import DATA

MOST_NAMED = 12  # countries that bear their name
BESIDE = [(up, right) for up in (0.065, -0.065, 0.115, -0.115) for right in (0, 0.05, -0.05)]  # where a name may stand
LARGEST = 260  # area of the largest mark, in points


def where_and_when(table: pd.DataFrame, corpus: pd.DataFrame, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """The countries each source names, at their capitals, and below its articles by day where dates are known.

    `table` is that of `telling.where`. A mark's area grows with the mentions; sources lie side by side.
    """
    groups, places = (
        sorted(table.iloc[:, 1].unique()),
        pd.read_csv(DATA / "capitals.csv", comment="#").set_index("country"),
    )
    dated = corpus.dropna(subset=["date"])
    panels = 2 if groups and dated["date"].nunique() > 1 else 1
    bounds = _bounds(places.loc[table.loc[table["mentions"] > 0, "country"].unique()])
    inches = 6.4 * (bounds[3] - bounds[2]) / (bounds[1] - bounds[0])  # a degree is as high as it is wide
    counts = "; beside a name its mentions" + (
        f", {' : '.join(drawable(group, 20) for group in groups)}" if len(groups) == 2 else ""
    )
    with house_style():
        figure, drawn = framed(
            "Where does it happen?",
            "Each mark: a country at its capital, the larger the more often a source names it as a country or a place; "
            f"names of governments (the Kremlin) are left out{counts}."
            + (" Below: articles by day." if panels > 1 else ""),
            inches + 0.6 + 0.9 * (panels - 1) + key_height(groups),
            panels=(panels, 1),
            squeeze=False,
            height_ratios=[inches + 0.6, 0.9][:panels],
        )
        axes = drawn[0, 0]
        _countries(axes, table[table["mentions"] > 0], groups, places, looks, bounds)
        key(axes, groups, looks)
        if panels > 1:
            _days(drawn[1, 0], dated, groups, looks)
    sums = table.groupby("country")["mentions"].sum().sort_values(ascending=False)
    named = ", ".join(f"{name} {count}" for name, count in sums.head(MOST_NAMED).items() if count)
    return described(figure, table, f"Countries by how often they are named: {named or 'none'}.")


def _bounds(at):
    """West, east, south and north of the map: all countries named, with room for their names."""
    if at.empty:
        return -60, 60, -15, 15
    west, east, south, north = at["east"].min(), at["east"].max(), at["north"].min(), at["north"].max()
    wide = max(1.25 * (east - west), 2 * (north - south), 60)  # degrees, so that single countries are not drawn apart
    middle, half = (west + east) / 2, max((north - south) / 2 + 0.08 * wide, 0.12 * wide)
    return middle - wide / 2, middle + wide / 2, (south + north) / 2 - half, (south + north) / 2 + half


def _countries(axes, table, groups, places, looks, bounds):
    if table.empty:
        axes.text(0.5, 0.5, "No country is named.", transform=axes.transAxes, ha="center")
        axes.set(xticks=[], yticks=[])
        return
    wide = bounds[1] - bounds[0]
    most = max(table["mentions"].max(), 1)
    for k, group in enumerate(groups):
        part = table[table.iloc[:, 1] == group]
        place, (colour, marker) = places.loc[part["country"]], looks[group]
        beside = 0.008 * wide * (k - (len(groups) - 1) / 2)
        size = LARGEST * part["mentions"].to_numpy() / most
        axes.scatter(place["east"] + beside, place["north"], size, color=colour, marker=marker, alpha=0.6)
    axes.set(xlim=bounds[:2], ylim=bounds[2:])
    counts = table.pivot_table(index="country", columns=table.columns[1], values="mentions", fill_value=0)
    counts = counts.reindex(columns=groups, fill_value=0).astype(int)
    _names(axes, counts, places, wide)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(lambda x, _: f"{abs(x):.0f}°{'W' if x < 0 else 'E' if x > 0 else ''}")
    axes.yaxis.set_major_formatter(lambda y, _: f"{abs(y):.0f}°{'S' if y < 0 else 'N' if y > 0 else ''}")
    axes.grid(color=GRID)
    axes.tick_params(labelcolor=QUIET)


def _names(axes, counts, places, wide):
    """The names of the countries most named, each where it hides no other; one that finds no room is in the table."""
    high = wide / 32
    marks = places.loc[counts.index].itertuples(index=False)
    taken = [(east, 0.02 * wide, north, 0.6 * high) for north, east in marks]  # by marks, and then by names
    for name in counts.sum(axis=1).sort_values(ascending=False, kind="stable").index[:MOST_NAMED]:
        north, east = places.loc[name]
        each = " : ".join(map(str, counts.loc[name])) if counts.shape[1] == 2 else counts.loc[name].sum()
        label = f"{drawable(name, 20)} {each}"
        long = len(label) * wide / fitting(78)
        for up, right in BESIDE:
            x, y = east + right * wide, north + up * wide / 2
            if all(abs(x - a) > (long + b) / 2 or abs(y - c) > h for a, b, c, h in taken):
                axes.text(x, y, label, ha="center", va="center", size=9)
                taken.append((x, long, y, high))
                break


def _days(axes, dated, groups, looks):
    for k, group in enumerate(groups):
        days = dated.loc[dated["source"].astype(str) == group, "date"].dt.normalize().value_counts()
        colour, marker = looks[group]
        axes.scatter(days.index, np.full(len(days), k), 18 * days, color=colour, marker=marker, alpha=0.6)
    axes.set_yticks(range(len(groups)), [drawable(group, 20) for group in groups])
    axes.set_ylim(len(groups) - 0.5, -0.5)
    axes.grid(axis="x")
