"""What differs most between two sources, as a picture: the finding for a title, the counts beside the marks."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from utils.charts.shared import banded, key, key_height
from utils.figures import GRID, INK, QUIET, described, drawable, framed, house_style
from utils.summary import headline

ROWS = {
    "names": "names that\nstand only here",
    "reported": "clauses that give\nsomebody's words",
    "hedged": "clauses that\nare hedged",
    "ahead": "clauses that\npoint ahead",
    "agentless": "agentless passives:\nnobody named who acts",
    "abstraction": "clauses with an idea\nor event as subject",
}


def findings(found: pd.DataFrame, shares: pd.DataFrame, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """The first finding as title, and what else sets two sources apart: a row a measure, a mark a source.

    `found` is the table of `summary.findings`, `shares` that of `summary.compared_shares`.
    """
    groups, measures = sorted(shares["source"].unique()), list(dict.fromkeys(shares["measure"]))
    about = {row.source: row.about for row in shares.itertuples() if row.about}
    labels = ["what it is"] * bool(about) + [ROWS[name] for name in measures]
    reading = f"Each mark: the share of a source's clauses or names, beside it how many of how many.{banded(shares)}"
    with house_style():
        figure, axes = framed(
            headline(found), reading, 0.6 + 0.52 * max(len(labels), 1) + (key_height(groups) if groups else 0)
        )
        for i, group in enumerate(groups):
            part, (colour, marker) = (
                shares[shares["source"] == group].set_index("measure").reindex(measures),
                looks[group],
            )
            shift = (i - (len(groups) - 1) / 2) * 0.36
            y = np.arange(len(measures)) + bool(about) + shift
            axes.hlines(y, 0, part["share"], color=GRID, linewidth=2)
            axes.hlines(y, part["low"], part["high"], color=colour, linewidth=1.4)
            axes.plot(part["share"], y, marker, color=colour, linestyle="none", clip_on=False)
            for right, at, row in zip(part["high"].fillna(part["share"]), y, part.itertuples(), strict=True):
                said = f"{row.count:,.0f} of {row.of:,.0f}"
                _beside(axes, said, right, at, QUIET)
            if group in about:
                axes.plot(0, shift, marker, color=colour, clip_on=False)
                _beside(axes, drawable(about[group], 60), 0, shift, INK)
        axes.set_yticks(range(len(labels)), labels)
        reach = max(0.4, np.nan_to_num(shares[["share", "high"]].max().max()))
        axes.set(ylim=(max(len(labels), 1) - 0.5, -0.5), xlim=(0, 1.2 * reach))
        axes.set_xticks(np.arange(0, min(1.2 * reach, 1) + 0.01, 0.2))
        axes.xaxis.set_major_formatter(lambda x, _: f"{100 * x:.0f} %")
        axes.grid(axis="x")
        key(axes, groups, looks)
    said = "; ".join(
        f"{row.source} {ROWS[row.measure]} {row.count:,.0f} of {row.of:,.0f}".replace("\n", " ")
        for row in shares.itertuples()
    )
    return described(figure, shares, f"What differs most. {headline(found)}. {said or 'Nothing is compared'}.")


def _beside(axes, text, x, y, colour):
    axes.annotate(text, (x, y), (7, 0), textcoords="offset points", va="center", size=9.5, color=colour)
