"""Voices: who is quoted in how many words, and with which verbs speakers are introduced."""

import numpy as np

from utils.charts.shared import MOST_LABELS, MOST_ROWS, key, key_height
from utils.figures import GRID, drawable, framed, house_style

COLOURS = ["neutral", "affirming", "distancing", "emotive"]


def voices(shares, looks):
    """How many words of each speaker a source quotes, a row a speaker."""
    sums = shares.groupby("speaker_name")["words"].sum().sort_values(ascending=False, kind="stable")
    names = list(sums.index[:MOST_ROWS])
    groups = sorted(shares["source"].unique())
    with house_style():
        figure, axes = framed(
            "Whose words are quoted?",
            "Each mark: words of a speaker in quotation marks in one source. Speakers are named as in the texts.",
            0.8 + 0.27 * max(len(names), 1) + (key_height(groups) if groups else 0),
        )
        wide = shares.pivot_table(index="speaker_name", columns="source", values="words", aggfunc="sum").reindex(names)
        axes.hlines(range(len(names)), 0, wide.max(axis=1), color=GRID, linewidth=2.5)
        for group in groups:
            colour, marker = looks[group]
            axes.plot(wide[group], range(len(names)), marker, color=colour, linestyle="none", clip_on=False)
        axes.set_yticks(range(len(names)), [drawable(name, MOST_LABELS) for name in names])
        axes.set(ylim=(max(len(names), 1) - 0.4, -0.6), xlim=(0, None), xlabel="words quoted")
        axes.grid(axis="x")
        if names:
            key(axes, groups, looks)
        else:
            axes.text(0, 0, "  Nobody is quoted.", va="center")
    return figure


def verb_colours(table, looks):
    """Share of reporting verbs of each colour, a row a colour, a mark a source: `source, colour, count, share`."""
    groups = sorted(table["source"].unique())
    step = min(0.7 / max(len(groups), 1), 0.24)
    with house_style():
        figure, axes = framed(
            "With which verbs are speakers introduced?",
            "Each mark: share of a source's reporting verbs that are neutral (said), affirming (pointed out), "
            "distancing (claimed) or emotive (lashed out).",
            0.9 + max(0.5, 0.12 * len(groups)) * len(COLOURS) + (key_height(groups) if groups else 0),
        )
        for i, group in enumerate(groups):
            part = table[table["source"] == group].set_index("colour")["share"].reindex(COLOURS).fillna(0)
            colour, marker = looks[group]
            y = np.arange(len(COLOURS)) + (i - (len(groups) - 1) / 2) * step
            axes.hlines(y, 0, part, color=GRID, linewidth=2)
            axes.plot(part, y, marker, color=colour, linestyle="none", clip_on=False)
        axes.set_yticks(range(len(COLOURS)), COLOURS)
        axes.set(ylim=(len(COLOURS) - 0.4, -0.6), xlim=(0, 1))
        axes.xaxis.set_major_formatter(lambda x, _: f"{100 * x:.0f} %")
        axes.grid(axis="x")
        key(axes, groups, looks)
    return figure
