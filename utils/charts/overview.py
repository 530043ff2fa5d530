"""One figure that sums up words, tone and frames; and one that follows a score through the months."""

import textwrap
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from utils.charts.shared import MOST_LABELS, key, key_height, spread_out
from utils.figures import GRID, INK, QUIET, described, drawable, framed, house_style
from utils.framing import Codebook

DRAWN = ["term", "group", "log_ratio", "target_count", "reference_count"]  # what of a key word is saved


def report(results: Mapping, codebook: Codebook, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """One figure that sums up: key words, tone and frames side by side, a colour a source.

    `results` is what `summary.results` found.
    """
    words, tones, profile = results["ends"], results["tones"], results["frames"]
    tones, labels = tones[tones["instrument"] == "calibrated tone"], codebook.labels()
    groups, means = sorted(profile["group"].unique()), results["means"].query("instrument == 'calibrated tone'")
    height = 0.9 + max(0.27 * len(words), 2.6, 0.6 * len(groups))
    bands = profile["low"].notna().any()
    others = "" if set(words["group"]) <= set(looks) else " (black: all others)"
    kept = " that readers kept" if "precision" in profile else ", unread"
    with house_style():
        figure, (left, middle, right) = framed(
            "How do the sources differ in words, tone and frames?",
            f"Words: log ratio, more often in the source of that colour{others}. Tone: calibrated, a mark an "
            f"article. Frames: share of sentences with an indicator{kept}.{' Lines: 95 % intervals.' if bands else ''}",
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
        middle.axvline(0, color=QUIET, linewidth=0.8)
        for y, group in enumerate(groups):
            part, (colour, marker) = tones[tones["source"] == group], looks[group]
            small = {"markersize": 3, "markeredgewidth": 0, "alpha": 0.6} if len(part) > 20 else {"alpha": 0.8}
            middle.plot(part["mean"], y + spread_out(len(part), 0.6), marker, color=colour, linestyle="none", **small)
        for row in means.dropna(subset="low").itertuples():
            middle.hlines(groups.index(row.group), row.low, row.high, color=INK, linewidth=2, zorder=3)
            middle.plot(row.mean, groups.index(row.group), looks[row.group][1], color=INK, markersize=5, zorder=4)
        middle.set_yticks(
            range(len(groups)), ["\n".join(textwrap.wrap(drawable(group, MOST_LABELS), 12)) for group in groups]
        )
        reach = next(size for size in (0.25, 0.5, 1) if size == 1 or tones["mean"].abs().max() < size)
        middle.set(xlim=(-reach, reach), ylim=(len(groups) - 0.3, -0.7))
        middle.set_xticks([-reach, 0, reach], [f"−{reach:g}", "0", f"+{reach:g}"])
        middle.set_title("Tone of the words", weight="bold")
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
