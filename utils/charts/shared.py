"""What all drawings share: how much fits a figure, the line of marks that explains the colours, names of articles."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from utils.figures import GRID, drawable, framed, house_style

MOST_ROWS = 24  # rows of a dot plot that still fit a page
MOST_MARKS = 400  # marks in a row that can still be told apart
MOST_LABELS = 30  # characters of a source or article name before it is cut


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


def _key_columns(groups):
    """How many names stand beside each other: about 60 characters fit above a drawing."""
    return max(1, 60 // (max(len(drawable(group, MOST_LABELS)) for group in groups) + 5))


def key_height(groups: Sequence[str]) -> float:
    """Inches that the second and further lines of the key need."""
    return 0.2 * ((len(groups) - 1) // _key_columns(groups)) if len(groups) > 1 else 0


def key(axes: Axes, groups: Sequence[str], looks: Mapping[str, tuple[str, str]]) -> None:
    """One line of marks with their names, above the drawing; the only legend there is."""
    if len(groups) < 2:
        return
    marks = [Line2D([], [], color=looks[group][0], marker=looks[group][1], linestyle="none") for group in groups]
    axes.legend(
        marks,
        [drawable(group, MOST_LABELS) for group in groups],
        loc="lower left",
        bbox_to_anchor=(0, 1.01),
        ncols=_key_columns(groups),
        frameon=False,
        fontsize=9.5,
        handletextpad=0.1,
        columnspacing=1.2,
        borderaxespad=0,
    )


def names_of(corpus: pd.DataFrame) -> list[str]:
    """What a reader would call each article: its title, its source if that has no other article here, its id."""
    alone = ~corpus["source"].duplicated(keep=False)
    rows = zip(corpus["title"], corpus["source"], corpus["doc_id"], alone, strict=True)
    return [drawable(title or (source if one else doc_id), MOST_LABELS) for title, source, doc_id, one in rows]


def counted(source: str, articles: int) -> str:
    return f"{drawable(source, MOST_LABELS)}\n{articles:,} article{'' if articles == 1 else 's'}"


def share_rows(
    table: pd.DataFrame,
    column: str,
    categories: Sequence[str],
    looks: Mapping[str, tuple[str, str]],
    title: str,
    reading: str,
) -> Figure:
    """Shares as rows, a row a category, a mark a group: a table of groups, `column` and `share`."""
    by = table.columns[0]
    groups = sorted(table[by].unique())
    step = min(0.7 / max(len(groups), 1), 0.24)
    with house_style():
        height = 0.9 + max(0.5, 0.12 * len(groups)) * len(categories) + (key_height(groups) if groups else 0)
        figure, axes = framed(title, reading, height)
        for i, group in enumerate(groups):
            part = table[table[by] == group].set_index(column)["share"].reindex(categories).fillna(0)
            colour, marker = looks[group]
            y = np.arange(len(categories)) + (i - (len(groups) - 1) / 2) * step
            axes.hlines(y, 0, part, color=GRID, linewidth=2)
            axes.plot(part, y, marker, color=colour, linestyle="none", clip_on=False)
        axes.set_yticks(range(len(categories)), categories)
        axes.set(ylim=(len(categories) - 0.4, -0.6), xlim=(0, 1))
        axes.xaxis.set_major_formatter(lambda x, _: f"{100 * x:.0f} %")
        axes.grid(axis="x")
        key(axes, groups, looks)
    return figure
