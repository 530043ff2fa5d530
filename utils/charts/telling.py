"""One event in two tellings: how clauses are told, and what the texts share."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from utils.charts.shared import banded, key, key_height, share_rows, write_counts
from utils.figures import GRID, INK, described, framed, house_style
from utils.telling import MANNERS

KINDS = {
    "name": "names",
    "number": "numbers",
    "date": "dates",
    "first": "firsts, superlatives",
    "noun": "rarer nouns",
    "quotation": "quotations",
}


def manners(table: pd.DataFrame, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """How the clauses of each source are told, a row a manner, a mark a source: the table of `telling.manner`."""
    labels = {
        "reported": "somebody's words",
        "hedged": "hedged",
        "ahead": "still to come",
        "agentless": "agentless passive",
        "abstraction": "an idea as subject",
    }
    reading = (
        "Each mark: share of an article's clauses, mean of a source's articles; beside it the number of clauses."
        + banded(table)
    )
    shown = table.assign(manner=table["manner"].map(labels))
    figure = share_rows(
        shown, "manner", [labels[name] for name in MANNERS], looks, "How is it told?", reading, count="clauses"
    )
    said = "; ".join(f"{row[0]} {labels[row.manner]} {100 * row.share:.0f} %" for row in table.itertuples(index=False))
    return described(figure, table, f"Share of clauses by how they are told: {said}.")


def facts_shared(table: pd.DataFrame, looks: Mapping[str, tuple[str, str]], names: Mapping[str, str]) -> Figure:
    """How many facts of each kind the texts share, and how many only one has: the table of `telling.facts`.

    `names` says what each column of texts is called in `looks`.
    """
    columns = [name for name in names if name in table]
    counts = {
        f"only {names[name]}": table[(table["status"] == "only") & table[name].notna()]["kind"].value_counts()
        for name in columns
    }
    counts["in both" if len(columns) == 2 else "in several"] = table[table["status"] != "only"]["kind"].value_counts()
    drawn = pd.DataFrame(counts).reindex(list(KINDS)).fillna(0).astype(int)
    marks = {f"only {names[name]}": looks[names[name]] for name in columns}
    marks |= {name: (INK, "D") for name in drawn if name not in marks}
    told = drawn.drop(index="noun").sum()
    title = "Which facts do the texts share?"
    if len(columns) == 2:
        title = "Facts: " + ", ".join(f"{count} {name.replace('only ', 'only in ', 1)}" for name, count in told.items())
    with house_style():
        figure, axes = framed(
            title,
            "Each mark: how many names, numbers and the like stand in one text only, or in more than one. What is "
            "said in other words counts as other words."
            + (" The heading leaves rarer nouns out." * (len(columns) == 2)),
            0.9 + 0.55 * len(drawn) + key_height(list(drawn)),
        )
        step = min(0.7 / len(drawn.columns), 0.24)
        for i, name in enumerate(drawn):
            y = np.arange(len(drawn)) + (i - (len(drawn.columns) - 1) / 2) * step
            colour, marker = marks[name]
            axes.hlines(y, 0, drawn[name], color=GRID, linewidth=2)
            axes.plot(drawn[name], y, marker, color=colour, linestyle="none", clip_on=False)
            write_counts(axes, drawn[name], y, drawn[name])
        axes.set_yticks(range(len(drawn)), list(KINDS.values()))
        axes.set(ylim=(len(drawn) - 0.4, -0.6), xlim=(0, 1.15 * max(drawn.max(axis=None), 1)))
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        axes.grid(axis="x")
        key(axes, list(drawn), marks)
    sums = ", ".join(f"{name} {count}" for name, count in drawn.sum().items())
    return described(figure, drawn.rename_axis("kind").reset_index(), f"Facts by kind, rarer nouns among them: {sums}.")
