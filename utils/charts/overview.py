"""One figure that sums up words, tone and frames; and one that follows a score through the months."""

import textwrap
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from utils.charts.shared import MOST_LABELS, key, key_height, reach, signed_ticks, spread_out, stacked
from utils.figures import GRID, INK, PALE, QUIET, described, drawable, framed, house_style
from utils.framing import Codebook
from utils.sentiment import middle_half

NEIGHBOURS = 0.04  # of tone: sentences no further apart are stacked
DRAWN = ["term", "group", "log_ratio", "target_count", "reference_count"]  # what of a key word is saved


def report(results: Mapping, codebook: Codebook, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """One figure that sums up: key words, tone and frames side by side, a colour a source.

    `results` is what `summary.results` found.
    """
    words, profile, labels = results["ends"], results["frames"], codebook.labels()
    groups = sorted(profile["group"].unique())
    height = 0.9 + max(0.27 * len(words), 2.6, 0.6 * len(groups))
    bands = profile["low"].notna().any()
    others = "" if set(words["group"]) <= set(looks) else " (black: all others)"
    kept = " that readers kept" if "precision" in profile else ", unread"
    with house_style():
        figure, (left, middle, right) = framed(
            "How do the sources differ in words, tone and frames?",
            f"Words: log ratio, more often in the source of that colour{others}. Tone: a mark "
            f"{'an article' if bands else 'a sentence, the stroke the mean'}; band: half of those that raters read. "
            f"Frames: share of sentences with an indicator{kept}.{' Lines: 95 % intervals.' if bands else ''}",
            height,
            panels=(1, 3),
        )
        sizes = words["log_ratio"].abs()
        left.hlines(range(len(words)), 0, sizes, color=GRID, linewidth=2.5)
        for y, (size, group) in enumerate(zip(sizes, words["group"], strict=True)):
            colour, marker = looks.get(group, (INK, "o"))
            left.plot(size, y, marker, color=colour)
        left.set_yticks(range(len(words)), [drawable(term, 16) for term in words["term"]])
        left.set(ylim=(max(len(words), 1) - 0.4, -0.6), xlim=(0, None if len(words) else 1))
        if words.empty:
            tested = results["words"]["p"].notna().any()
            left.set_xticks([])
            left.text(0, 0, " No word tested\n can be told\n from chance" if tested else " No word leads", va="center")
        left.set_title("Words", weight="bold")
        _tone_panel(middle, results, groups, looks)
        for i, group in enumerate(groups):
            part, (colour, marker) = (
                profile[profile["group"] == group].set_index("frame").reindex(list(labels)),
                looks[group],
            )
            rows = np.arange(len(labels)) + (i - (len(groups) - 1) / 2) * min(0.16, 0.8 / len(groups))
            right.hlines(rows, part["low"], part["high"], color=colour, linewidth=1.2)
            right.plot(part["share"], rows, marker, color=colour, linestyle="none", clip_on=False)
        right.set_yticks(range(len(labels)), ["\n".join(textwrap.wrap(label, 14)) for label in labels.values()])
        right.set(xlim=(0, max(0.5, 1.1 * profile[["share", "high"]].max().max())), ylim=(len(labels) - 0.4, -0.6))
        right.xaxis.set_major_formatter(lambda x, _: f"{100 * x:.0f} %")
        right.set_title("Frames", weight="bold")
    return described(figure, words[DRAWN], f"Words, tone and frames by source. {results['sentences'][0]}")


def _tone_panel(axes, results, groups, looks):
    """Articles with the interval of their mean, or, where they are too few for one, sentences about their mean."""
    tones, means = (results[name].query("instrument == 'tone'") for name in ("tones", "means"))
    tested = means["low"].notna().any()
    of, values = ("articles", tones) if tested else ("sentences", results["scored"].rename(columns={"tone": "mean"}))
    axes.axvspan(*middle_half(of), color=PALE, linewidth=0)
    axes.axvline(0, color=QUIET, linewidth=0.8)
    for y, group in enumerate(groups):
        part, (colour, marker) = values.loc[values["source"] == group, "mean"].dropna(), looks[group]
        offsets = spread_out(len(part), 0.6) if tested else stacked((part / NEIGHBOURS).round())
        small = {"markersize": 3, "markeredgewidth": 0, "alpha": 0.6} if len(part) > 20 else {"alpha": 0.8}
        axes.plot(part, y + offsets, marker, color=colour, linestyle="none", **small)
    for row in means.itertuples():
        y = groups.index(row.group)
        if tested:
            axes.hlines(y, row.low, row.high, color=INK, linewidth=2, zorder=3)
            axes.plot(row.mean, y, looks[row.group][1], color=INK, markersize=5, zorder=4)
        else:
            axes.vlines(row.mean, y - 0.42, y + 0.42, color=INK, linewidth=2, zorder=3)
    names = ["\n".join(textwrap.wrap(drawable(group, MOST_LABELS), 12)) for group in groups]
    axes.set_yticks(range(len(groups)), names)
    axes.set(xlim=reach(middle_half(of), values["mean"], means["low"]), ylim=(len(groups) - 0.4, -0.6))
    signed_ticks(axes.xaxis)
    axes.set_title("Tone of the words", weight="bold")


def through_months(table: pd.DataFrame, label: str, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """A score month by month, a line a source, with its interval as a band: the table of `scale.by_month`."""
    groups, months = sorted(table["group"].unique()), sorted(table["month"].unique())
    with house_style():
        figure, axes = framed(
            "How does it change over time?",
            f"{label}. A mark is the mean of a month's articles, the band its 95 % interval, from ten articles on.",
            2.9 + key_height(groups),
        )
        for group in groups:
            part = table[table["group"] == group].set_index("month").reindex(months)
            colour, marker = looks[group]
            axes.fill_between(range(len(months)), part["low"], part["high"], color=colour, alpha=0.18, linewidth=0)
            axes.plot(range(len(months)), part["mean"], marker=marker, color=colour)
        step = -(-len(months) // 6) or 1  # six labels fit beside each other
        axes.set_xticks(range(0, len(months), step), months[::step])
        axes.set_xlim(-0.4, max(len(months), 1) - 0.6)
        axes.set_ylim(bottom=min(0, axes.get_ylim()[0]))
        axes.grid(axis="y")
        key(axes, groups, looks)
    alt = f"Mean {label[0].lower()}{label[1:]} by month, {len(groups)} sources."
    return described(figure, table, alt)
