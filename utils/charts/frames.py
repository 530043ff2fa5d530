"""Frames: their share by source, where in an article they stand, and how far two sources differ."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from utils.charts.shared import MOST_LABELS, key, key_height, names_of
from utils.figures import GRID, INK, QUIET, described, drawable, framed, house_style
from utils.framing import Codebook
from utils.summary import describe_differences, describe_frames


def frame_profile(profile: pd.DataFrame, codebook: Codebook, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """Share of sentences with an indicator, a row a frame, a mark a source: the table of `framing.profile`.

    A frame that is off and was switched on is drawn grey, with the reason.
    """
    labels = codebook.labels()
    order = profile.groupby("frame")["share"].max().sort_values(ascending=False).index
    off = codebook.off()
    groups = sorted(profile["group"].unique())
    bands = profile["low"].notna().any()
    reading = (
        "Each mark: the share of an article's sentences with an indicator of the frame, mean of a source's articles. "
        + (
            "Lines: its 95 % interval."
            if bands
            else f"No intervals: {profile['note'].iloc[0].removeprefix('no interval: ')}."
        )
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
            axes.plot(part["share"].where(order.isin(off)), y, marker, color=QUIET, linestyle="none", clip_on=False)
        names = [f"{labels[frame]}\n({off[frame]})" if frame in off else labels[frame] for frame in order]
        axes.set_yticks(range(len(order)), names)
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
    labels = codebook.shown()
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


def differences(table: pd.DataFrame, codebook: Codebook, most: int = 12) -> Figure:
    """How far every two sources differ, surest first, with intervals: `framing.frame_differences` and its like.

    At most `most` rows are drawn.
    """
    labels = codebook.labels()
    shown = table.head(most).reset_index(drop=True)
    several = table[["first", "second"]].drop_duplicates().shape[0] > 1
    one, two = (drawable(shown[name].iloc[0], MOST_LABELS) for name in ("first", "second"))
    reach = max(0.1, 1.15 * shown[["difference", "low", "high"]].abs().max(axis=None))
    way = "the source named first" if several else f"{one}; to the left: in {two}"
    left_out = f" The surest {most} of {len(table)} are drawn." if len(table) > most else ""
    tests = int(table["q"].notna().sum())
    band = (
        f" Lines: 95 % intervals, widened for all {tests} comparisons; filled: 0 is outside."
        if tests
        else " No interval: too few articles."
    )
    names = [
        labels[row.frame] + (f"\n{drawable(row.first, 20)} and {drawable(row.second, 20)}" if several else "")
        for row in shown.itertuples()
    ]
    with house_style():
        figure, axes = framed(
            "In which frames do the sources differ?",
            f"To the right: more sentences with an indicator in {way}.{band}{left_out}",
            0.9 + (0.5 if several else 0.4) * len(shown),
        )
        axes.axvline(0, color=QUIET, linewidth=0.8)
        axes.hlines(shown.index, shown["low"], shown["high"], color=INK, linewidth=1.4)
        for y, row in enumerate(shown.itertuples()):
            inside = "#0072B2" if row.q < 0.05 else "white"
            axes.plot(row.difference, y, "o", markeredgecolor="#0072B2", markerfacecolor=inside, markeredgewidth=1.4)
        axes.set_yticks(range(len(shown)), names)
        axes.set(ylim=(len(shown) - 0.4, -0.6), xlim=(-reach, reach))
        axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(lambda x, _: f"{100 * x:+g}".replace("-", "−").replace("+0", "0"))
        axes.set_xlabel("difference in percentage points")
    return described(figure, table, f"Differences between sources by frame. {describe_differences(table, labels)}")
