"""Frames: their share by source, where in an article they stand, and how far two sources differ."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from utils.charts.shared import MOST_LABELS, key, key_height, names_of
from utils.figures import GRID, INK, QUIET, described, drawable, framed, house_style
from utils.framing import Codebook
from utils.summary import describe_frames


def frame_profile(profile: pd.DataFrame, codebook: Codebook, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """Share of sentences with an indicator, a row a frame, a mark a source: the table of `framing.profile`."""
    labels = codebook.labels()
    order = list(profile.groupby("frame")["share"].max().sort_values(ascending=False).index)
    groups = sorted(profile["group"].unique())
    bands = profile["low"].notna().any()
    reading = "Each mark: the share of a source's sentences that contain at least one indicator of the frame. " + (
        "Lines: 95 % interval over articles."
        if bands
        else f"No intervals: {profile['note'].iloc[0].removeprefix('no interval: ')}."
    )
    step, row = min(0.7 / max(len(groups), 1), 0.24), max(0.62, 0.12 * len(groups))
    with house_style():
        height = 0.9 + row * len(order) + key_height(groups)
        figure, axes = framed("Which frames do the sources bring forward?", reading, height)
        for i, group in enumerate(groups):
            part, (colour, marker) = (
                profile[profile["group"] == group].set_index("frame").reindex(order),
                looks[group],
            )
            y = np.arange(len(order)) + (i - (len(groups) - 1) / 2) * step
            axes.hlines(y, 0, part["share"], color=GRID, linewidth=2)
            axes.hlines(y, part["low"], part["high"], color=colour, linewidth=1.8)
            axes.plot(part["share"], y, marker, color=colour, linestyle="none", clip_on=False)
        axes.set_yticks(range(len(order)), [labels[frame] for frame in order])
        axes.set(ylim=(len(order) - 0.4, -0.6), xlim=(0, max(0.5, 1.08 * profile[["share", "high"]].max().max())))
        axes.xaxis.set_major_formatter(lambda x, _: f"{100 * x:.0f} %")
        axes.grid(axis="x")
        key(axes, groups, looks)
    alt = f"Share of sentences with an indicator by frame and source. {describe_frames(profile, codebook)}"
    return described(figure, profile, alt)


def frame_strips(
    scored: pd.DataFrame, corpus: pd.DataFrame, codebook: Codebook, looks: Mapping[str, tuple[str, str]]
) -> Figure:
    """Which sentence of an article has an indicator of which frame; one panel an article.

    `scored` is the table of `framing.score_sentences`, `corpus` the articles to draw.
    """
    labels = codebook.labels()
    frames = list(labels)
    with house_style():
        figure, panels = framed(
            "Where in the article does each frame appear?",
            "Left to right through the sentences of an article. "
            "A filled field: the sentence has at least one indicator of the frame.",
            0.45 + (0.45 + 0.26 * len(frames)) * len(corpus),
            panels=(len(corpus), 1),
            squeeze=False,
        )
        for axes, row, name in zip(panels[:, 0], corpus.itertuples(index=False), names_of(corpus), strict=True):
            part, colour = scored[scored["doc_id"] == row.doc_id], looks[row.source][0]
            for y, frame in enumerate(frames):
                axes.barh(
                    y,
                    0.82,
                    0.72,
                    part["sentence"] + 0.59,
                    color=[colour if hit else "#eeeeee" for hit in part[frame]],
                )
            axes.set_yticks(range(len(frames)), [labels[frame] for frame in frames])
            axes.set(ylim=(len(frames) - 0.5, -0.5), xlim=(0.4, len(part) + 0.6))
            axes.set_title(name, weight="bold", size=9.5)
            axes.spines["bottom"].set_visible(False)
        panels[-1, 0].set_xlabel("sentence")
    shown = scored[scored["doc_id"].isin(corpus["doc_id"])]
    none = (~shown[frames].any(axis=1)).mean()
    which = f"which sentences of {len(corpus)} articles have an indicator of which frame"
    return described(figure, shown[["doc_id", "sentence", *frames]], f"Fields show {which}; {none:.0%} have none.")


def differences(table: pd.DataFrame, codebook: Codebook) -> Figure:
    """How far two sources differ in each frame, with intervals where there are any: `framing.frame_differences`."""
    labels = codebook.labels()
    one, two = (drawable(table[name].iloc[0], MOST_LABELS) for name in ("first", "second"))
    reach = max(0.1, 1.15 * table[["difference", "low", "high"]].abs().max(axis=None))
    with house_style():
        figure, axes = framed(
            "In which frames do two sources differ?",
            f"To the right: more sentences with an indicator in {one}; to the left: in {two}."
            + (
                " Lines: 95 % interval over articles."
                if table["low"].notna().any()
                else " No interval: too few articles."
            ),
            0.9 + 0.4 * len(table),
        )
        axes.axvline(0, color=QUIET, linewidth=0.8)
        axes.hlines(table.index, table["low"], table["high"], color=INK, linewidth=1.4)
        axes.plot(table["difference"], table.index, "o", color="#0072B2")
        axes.set_yticks(range(len(table)), [labels[frame] for frame in table["frame"]])
        axes.set(ylim=(len(table) - 0.4, -0.6), xlim=(-reach, reach))
        axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(lambda x, _: f"{100 * x:+g}".replace("-", "−").replace("+0", "0"))
        axes.set_xlabel("difference in percentage points")
    widest = labels[table["frame"].iloc[0]].lower()
    return described(figure, table, f"Differences between two sources in each frame, widest in {widest}.")
