"""Frames: their share by source, where in an article they stand, and how far two sources differ."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from utils.charts.shared import (
    MOST_LABELS,
    above_below,
    key,
    key_height,
    names_of,
    on_articles,
    reach,
    share_axis,
    signed_ticks,
    surest,
    without_ending,
)
from utils.figures import GRID, INK, QUIET, described, drawable, framed, house_style
from utils.framing import Codebook
from utils.summary import describe_differences, describe_frames
from utils.uncertainty import LEVEL


def frame_profile(profile: pd.DataFrame, codebook: Codebook, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """Share of sentences with an indicator, a row a frame, a mark a source: the table of `framing.profile`.

    A frame that is off and was switched on is drawn grey, with the reason.
    """
    labels = codebook.labels()
    order = profile.groupby("frame")["share"].max().sort_values(ascending=False).index
    off = codebook.off()
    groups = sorted(profile["group"].unique())
    notes = on_articles(profile[["group", "n"]])
    bands = profile["low"].notna().any()
    reading = (
        "Each mark: the share of an article's sentences with an indicator of the frame, mean of a source's articles. "
        + (
            "Lines: its 95\u00a0% interval."
            if bands
            else f"No intervals: {profile['note'].iloc[0].removeprefix('no interval: ')}."
        )
    )
    step, row = min(0.7 / max(len(groups), 1), 0.24), max(0.62, 0.12 * len(groups))
    with house_style():
        height = 0.9 + row * len(order) + key_height(groups, notes)
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
        axes.set_ylim(len(order) - 0.4, -0.6)
        share_axis(axes, profile[["share", "high"]].max())
        key(axes, groups, looks, notes)
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
            axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10], integer=True))
            axes.set_title(name, weight="bold", size=9.5)
            axes.spines["bottom"].set_visible(False)
        panels[-1, 0].set_xlabel("sentence")
    shown = scored[scored["doc_id"].isin(corpus["doc_id"])]
    none = (~shown[frames].any(axis=1)).mean()
    which = f"which sentences of {len(corpus)} articles have an indicator of which frame"
    return described(figure, shown[["doc_id", "sentence", *frames]], f"Fields show {which}; {none:.0%} have none.")


def differences(
    table: pd.DataFrame,
    codebook: Codebook | None = None,
    most: int = 15,
    looks: Mapping[str, tuple[str, str]] = MappingProxyType({}),
) -> Figure:
    """How far every two sources differ, surest first, with intervals: `framing.frame_differences` and its like.

    Without `codebook` differences of tone: `sentiment.tone_difference` or `tone_within_events`. A mark has the colour
    and shape of the source that has more. At most `most` rows are drawn. The title is the surest difference that holds.
    """
    labels = codebook.labels() if codebook else {}
    shown = table.head(most).reset_index(drop=True)
    several = table[["first", "second"]].drop_duplicates().shape[0] > 1
    one, two = (drawable(shown[name].iloc[0], MOST_LABELS) for name in ("first", "second"))
    names, ending = without_ending([*table["first"], *table["second"]]) if several else ({}, "")
    what = "sentences with an indicator" if codebook else "favourable words"
    way = f"more {what} in {'the source named first' if several else f'{one}; to the left: in {two}'}"
    left_out = f" The surest {most} of {len(table)} are drawn." if len(table) > most else ""
    tests = int(table["q"].notna().sum())
    wider = f", widened for all {tests} comparisons" if tests > 1 else ""
    band = f" Lines: 95\u00a0% intervals{wider}; filled: 0 is outside." if tests else " No interval: too few articles."
    seen = " The mark is that of the source that has more." if looks else ""
    with house_style():
        figure, axes = framed(
            _title(table, labels),
            f"To the right: {way}.{band}{left_out}{seen}{ending}",
            0.9 + (0.5 if several else 0.4) * len(shown),
        )
        axes.axvline(0, color=QUIET, linewidth=0.8)
        for y, row in enumerate(shown.itertuples()):
            colour, marker = looks.get(row.first if row.difference > 0 else row.second, (INK, "o"))
            inside = colour if row.q < LEVEL else "white"
            axes.hlines(y, row.low, row.high, color=colour, linewidth=1.4)
            axes.plot(row.difference, y, marker, markeredgecolor=colour, markerfacecolor=inside, markeredgewidth=1.4)
        axes.set_yticks(range(len(shown)), [_row_name(row, labels, names) for row in shown.itertuples()])
        axes.set(ylim=(len(shown) - 0.4, -0.6), xlim=reach(shown["difference"], shown["low"], shown["high"]))
        if codebook:
            axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
            axes.xaxis.set_major_formatter(lambda x, _: f"{100 * x:+g}".replace("-", "−").replace("+0", "0"))
            axes.set_xlabel("difference in percentage points")
        else:
            signed_ticks(axes.xaxis)
            axes.set_xlabel("difference in tone, which goes from −1 to +1")
    of = "by frame" if codebook else "in tone"
    alt = f"Differences between sources {of}. {describe_differences(table, labels or None)}"
    return described(figure, table, alt)


def _title(table, labels):
    """The difference that holds, or how many do; else the question."""
    held, tests = int((table["q"] < LEVEL).sum()), int(table["q"].notna().sum())
    if not held:
        return "In which frames do the sources differ?" if labels else "Do the sources differ in tone?"
    if tests > 1:
        are = "is" if held == 1 else "are"
        return f"{held} of {tests} differences in {'frames' if labels else 'tone'} {are} more than chance"
    row = surest(table)
    more, less = above_below(row)
    if labels:
        return f"{labels[row.frame]}: more sentences in {more} than in {less}"
    return f"{more} takes a more favourable tone than {less}"


def _row_name(row, labels, names):
    """The frame, if it is one, and the pair, if there are several."""
    frame = labels[row.frame] if labels else ""
    if not names:
        return frame or f"{drawable(row.first, MOST_LABELS)}\nand {drawable(row.second, MOST_LABELS - 4)}"
    one, two = (drawable(names[name], 20) for name in (row.first, row.second))
    return f"{frame}\n{one} – {two}" if frame else f"{one}\nand {two}"
