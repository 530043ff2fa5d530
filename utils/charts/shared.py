"""What all drawings share: how much fits a figure, the line of marks that explains the colours, names of articles."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from utils.figures import GRID, QUIET, drawable, fitting, framed, house_style
from utils.uncertainty import LEVEL

MOST_ROWS = 24  # rows of a dot plot that still fit a page
MOST_MARKS = 400  # marks in a row that can still be told apart
MOST_NUMBERED = 4  # groups whose marks leave room for a number each
MOST_LABELS = 27  # characters of a source or article name before it is cut; wider ones reach the edge of a picture
# Where an axis of shares may end, and how far its ticks lie apart.
SHARES = {0.1: 0.05, 0.2: 0.05, 0.3: 0.1, 0.4: 0.1, 0.5: 0.1, 0.7: 0.1, 1: 0.25}


def few(table: pd.DataFrame, group: str) -> bool:
    """Whether each row can be drawn a mark a sentence."""
    return table[group].value_counts().max() <= MOST_MARKS


def band(values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """How many sentences there are around each length, as half a row's height at most; the longest 1 % left out."""
    counts, edges = np.histogram(values, bins=np.arange(0, np.quantile(values, 0.99) + 3, 2))
    return (edges[:-1] + edges[1:]) / 2, 0.4 * counts / counts.max()


def stacked(values: pd.Series) -> pd.Series:
    """Offsets that stack equal values symmetrically about the row, within ±0.38."""
    ranks = values.groupby(values).cumcount()
    sides = np.where(ranks % 2 == 0, 1, -1) * ((ranks + 1) // 2)
    return sides * min(0.11, 0.38 / max(abs(sides).max(), 1))


def spread_out(n: int, width: float) -> np.ndarray:
    return np.zeros(n) if n == 1 else np.linspace(-width / 2, width / 2, n)


def _key_names(groups, notes):
    return [f"{drawable(group, MOST_LABELS)}{', ' * (group in notes)}{notes.get(group, '')}" for group in groups]


def _key_columns(names):
    """How many names stand beside each other: about 60 characters fit above a wide drawing."""
    return max(1, fitting(60) // (max(map(len, names)) + 5))


def key_height(groups: Sequence[str], notes: Mapping[str, str] = MappingProxyType({})) -> float:
    """Inches that the second and further lines of the key need."""
    return 0.2 * ((len(groups) - 1) // _key_columns(_key_names(groups, notes))) if len(groups) > 1 else 0


def key(
    axes: Axes,
    groups: Sequence[str],
    looks: Mapping[str, tuple[str, str]],
    notes: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """One line of marks with their names, above the drawing; the only legend there is. `notes` stand behind names."""
    if len(groups) < 2:
        return
    marks = [Line2D([], [], color=looks[group][0], marker=looks[group][1], linestyle="none") for group in groups]
    names = _key_names(groups, notes)
    axes.legend(
        marks,
        names,
        loc="lower left",
        bbox_to_anchor=(0, 1.01),
        ncols=_key_columns(names),
        frameon=False,
        fontsize=9.5,
        handletextpad=0.1,
        columnspacing=1.2,
        borderaxespad=0,
    )


def on_articles(table: pd.DataFrame) -> dict[str, str]:
    """On how many articles each group rests, for the key: a table with the groups first and a column `n`."""
    most = table.groupby(table.columns[0])["n"].max()
    return {group: of_articles(n) for group, n in most.items()}


def share_axis(axes: Axes, values: Iterable[float], room: float = 0) -> None:
    """An axis of shares that ends at one of few round values: it fits the data, and figures can be compared.

    `room`, a part of the axis, is left to the right for numbers.
    """
    high = np.nanmax(np.array([0, *values], float))
    end = next(end for end in SHARES if high <= end * 1.001 or end == 1)
    axes.set_xlim(0, end * (1 + room))
    axes.set_xticks(np.arange(0, end + SHARES[end] / 2, SHARES[end]))
    axes.xaxis.set_major_formatter(lambda x, _: f"{100 * x:.0f} %")
    axes.grid(axis="x")


def reach(*values: Iterable[float]) -> tuple[float, float]:
    """The ends of an axis that holds 0 and all values, with a little room.

    >>> [round(end, 2) for end in reach([0.1, 0.4], [-0.1])]
    [-0.14, 0.44]
    """
    drawn = np.concatenate([[0.0], *(np.asarray(list(some), float) for some in values)])
    low, high = np.nanmin(drawn), np.nanmax(drawn)
    room = 0.08 * max(high - low, 0.25)
    return float(low - room), float(high + room)


def signed_ticks(axis: Axis, most: int = 4) -> None:
    """A few numbers along an axis of tone, with their signs."""
    axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 3, 5, 10]))
    axis.set_major_formatter(lambda x, _: "0" if abs(x) < 1e-9 else f"{x:+g}".replace("-", "−"))


def without_ending(names: Iterable[str]) -> tuple[dict[str, str], str]:
    """`{name: name without the words that all names end in}`, and a sentence that says what was left out.

    >>> without_ending(["The Sun (invented)", "The Moon (invented)"])
    ({'The Sun (invented)': 'The Sun', 'The Moon (invented)': 'The Moon'}, ' All names end in “(invented)”.')
    >>> without_ending(["A", "B"])
    ({'A': 'A', 'B': 'B'}, '')
    """
    split = {name: name.split() for name in dict.fromkeys(names)}
    same = 0
    while all(len(words) > same + 1 for words in split.values()) and len({w[-same - 1] for w in split.values()}) == 1:
        same += 1
    if len(split) < 2 or not same:
        return {name: name for name in split}, ""
    ending = " ".join(next(iter(split.values()))[-same:])
    return {name: " ".join(words[:-same]) for name, words in split.items()}, f" All names end in “{ending}”."


def names_of(corpus: pd.DataFrame) -> list[str]:
    """What a reader would call each article: its title, its source if that has no other article here, its id."""
    alone = ~corpus["source"].duplicated(keep=False)
    rows = zip(corpus["title"], corpus["source"], corpus["doc_id"], alone, strict=True)
    return [drawable(title or (source if one else doc_id), MOST_LABELS) for title, source, doc_id, one in rows]


def counted(source: str, articles: int) -> str:
    return f"{drawable(source, MOST_LABELS)}\n{of_articles(articles)}"


def of_articles(n: int) -> str:
    return f"{n:,} article{'' if n == 1 else 's'}"


def surest(table: pd.DataFrame) -> Any:
    """The row of a table of differences that holds most surely (q below 0.05), else None; with `q` and the rest."""
    held = table[table["q"] < LEVEL] if "q" in table else table.head(0)
    return next(held.sort_values("q", kind="stable").itertuples(), None)


def above_below(row: Any) -> tuple[str, str]:
    """Of a row of differences the source that has more, and the one that has less."""
    ends = [drawable(name, MOST_LABELS) for name in (row.first, row.second)]
    return (ends[0], ends[1]) if row.difference > 0 else (ends[1], ends[0])


def banded(table: pd.DataFrame) -> str:
    """What the line under a title says of intervals, where the table has any."""
    return " Lines: 95\u00a0% interval." if table["low"].notna().any() else ""


def share_rows(
    table: pd.DataFrame,
    column: str,
    categories: Sequence[str],
    looks: Mapping[str, tuple[str, str]],
    title: str,
    reading: str,
    count: str | None = None,
    panels: tuple[str | None, Mapping[Any, str]] = (None, {None: ""}),
) -> Figure:
    """Shares as rows, a row a category, a mark a group: a table of groups, `column` and `share`.

    Beside each mark stands how many cases it rests on, where `count` names a column for it. `panels` is a column and,
    for each of its values, the title of a panel of its own.
    """
    groups = sorted(table[table.columns[0]].unique())
    by, names = panels
    numbered = bool(count) and len(groups) <= MOST_NUMBERED
    with house_style():
        height = 0.9 + max(0.5, 0.15 * len(groups)) * len(categories) + (key_height(groups) if groups else 0)
        figure, drawn = framed(title, reading, height + 0.3 * bool(by), (1, len(names)), sharey=True, squeeze=False)
        for axes, (value, name) in zip(drawn[0], names.items(), strict=True):
            part = table if by is None else table[table[by] == value]
            _share_marks(axes, part, column, categories, looks, count if numbered else None)
            share_axis(axes, table[[name for name in ("share", "high") if name in table]].max(), 0.12 * numbered)
            axes.set_xlabel(name)
        drawn[0][0].set_yticks(range(len(categories)), categories)
        drawn[0][0].set_ylim(len(categories) - 0.4, -0.6)
        key(drawn[0][0], groups, looks)
    return figure


def _share_marks(axes, table, column, categories, looks, count):
    groups = sorted(table[table.columns[0]].unique())
    step = min(0.7 / max(len(groups), 1), 0.24)
    for i, group in enumerate(groups):
        part = table[table[table.columns[0]] == group].set_index(column).reindex(categories)
        colour, marker = looks[group]
        y = np.arange(len(categories)) + (i - (len(groups) - 1) / 2) * step
        axes.hlines(y, 0, part["share"].fillna(0), color=GRID, linewidth=2)
        if "low" in part:
            axes.hlines(y, part["low"], part["high"], color=colour, linewidth=1.4)
        axes.plot(part["share"].fillna(0), y, marker, color=colour, linestyle="none", clip_on=False)
        if count:
            right = part["high"].fillna(part["share"]) if "high" in part else part["share"]
            write_counts(axes, right.fillna(0), y, part[count].fillna(0))


def write_counts(axes: Axes, x: Iterable[float], y: Iterable[float], counts: Iterable[Any]) -> None:
    """How many cases each mark rests on, beside it: numbers, or what was made of them."""
    for right, at, n in zip(x, y, counts, strict=True):
        said = n if isinstance(n, str) else f"{n:,.0f}"
        axes.annotate(said, (right, at), (6, 0), textcoords="offset points", va="center", size=9, color=QUIET)
