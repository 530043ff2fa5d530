"""One figure that sums up words, tone and frames; and one that follows a score through the months."""

import textwrap
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from utils.charts.periods import drawn_periods, period_axis
from utils.charts.shared import (
    MOST_LABELS,
    key,
    key_height,
    reach,
    share_axis,
    signed_ticks,
    spread_out,
    stacked,
    write_counts,
)
from utils.figures import GRID, INK, PALE, QUIET, described, drawable, framed, house_style
from utils.framing import Codebook
from utils.sentiment import middle_half
from utils.summary import listed
from utils.uncertainty import LEVEL

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
    tested = results["words"]["p"].notna().any()
    none = "none that was tested can be told from chance" if tested else "none leads on either side"
    what = f"log ratio, more often in the source of that colour{others}, beside it the counts" if len(words) else none
    lines = " Lines: 95\u00a0% intervals." if bands else ""
    with house_style():
        figure, panels = framed(
            _report_title(results),
            f"Words: {what}. Tone: a mark "
            f"{'an article' if bands else 'a sentence, the stroke the mean'}; band: half of those that raters read. "
            f"Frames: share of sentences with an indicator{kept}.{lines}",
            height,
            panels=(1, 3 if len(words) else 2),
        )
        middle, right = panels[-2:]
        if len(words):
            _word_panel(panels[0], words, looks)
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
        right.set_ylim(len(labels) - 0.4, -0.6)
        share_axis(right, profile[["share", "high"]].max())
        right.set_xticks(right.get_xticks()[:: 2 if len(words) else 1])
        right.set_title("Frames", weight="bold")
    return described(figure, words[DRAWN], f"Words, tone and frames by source. {results['sentences'][0]}")


def _report_title(results):
    """In which of the three the sources differ, where that was tested; else the question."""
    words, tone, frames = results["words"], results["tone_gaps"], results["gaps"]
    tested = {"words": (words, "p"), "tone": (tone, "q"), "frames": (frames, "q")}
    tested = {
        name: table for name, (table, column) in tested.items() if column in table and table[column].notna().any()
    }
    found = [name for name, table in tested.items() if (table["q"] < LEVEL).any()]
    if not found:
        return "How do the sources differ in words, tone and frames?"
    rest = [name for name in tested if name not in found]
    more = f"; in {listed(rest)} nothing can be told from chance" if rest else ""
    return f"The sources differ in {listed(found)}{more}"


def _word_panel(axes, words, looks):
    sizes = words["log_ratio"].abs()
    axes.hlines(range(len(words)), 0, sizes, color=GRID, linewidth=2.5)
    for y, row in enumerate(words.itertuples()):
        colour, marker = looks.get(row.group, (INK, "o"))
        axes.plot(abs(row.log_ratio), y, marker, color=colour)
        other = f" : {row.reference_count:,.0f}" if row.reference_count == row.reference_count else ""
        write_counts(axes, [abs(row.log_ratio)], [y], [f"{row.target_count:,.0f}{other}"])
    axes.set_yticks(range(len(words)), [drawable(term, 16) for term in words["term"]])
    axes.set(ylim=(len(words) - 0.4, -0.6), xlim=(0, 1.45 * max(sizes.max(), 1)))
    axes.xaxis.set_major_locator(MaxNLocator(3, integer=True))
    axes.set_title("Words", weight="bold")


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
    """A score month by month, a line a source, with its interval as a band: the table of `scale.by_month`.

    Articles without a date are not drawn, and the line under the title says how many. The title is a finding where
    from the first month to the last one line moves from one interval into another above or below it.
    """
    groups = sorted(table["group"].unique())
    months, left_out = drawn_periods(table["month"], table["articles"])
    as_share = label.lower().startswith("share")
    written = (lambda x: f"{100 * x:.0f} %") if as_share else (lambda x: f"{x:.2f}".replace("-", "−"))
    with house_style():
        figure, axes = framed(
            _title_of_change(table[table["month"].isin(months)], written),
            f"{label}. A mark is the mean of a month's articles, the band its 95\u00a0% interval, from ten articles on."
            f"{left_out}",
            2.9 + key_height(groups),
        )
        for group in groups:
            part = table[table["group"] == group].set_index("month").reindex(months)
            colour, marker = looks[group]
            axes.fill_between(range(len(months)), part["low"], part["high"], color=colour, alpha=0.18, linewidth=0)
            axes.plot(range(len(months)), part["mean"], marker=marker, color=colour, clip_on=False)
        period_axis(axes, months)
        low, high = reach(table["mean"], table["low"], table["high"])
        axes.set_ylim(0 if as_share or not (table["mean"] < 0).any() else low, min(high, 1) if as_share else high)
        if as_share:
            axes.yaxis.set_major_formatter(lambda y, _: f"{100 * y:.0f} %")
        if not months:
            axes.set(yticks=[])
            axes.text(0, 0.5, "  No article has a date.", transform=axes.transAxes)
        axes.grid(axis="y")
        key(axes, groups, looks)
    alt = f"Mean {label[0].lower()}{label[1:]} by month, {len(groups)} sources."
    return described(figure, table, alt)


def _title_of_change(table, written):
    """The widest move from the interval of a line's first month into one beside it; else the question."""
    moves = {}
    for group, part in table.dropna(subset=["low", "high"]).groupby("group"):
        part = part.sort_values("month")
        one, other = part.iloc[0], part.iloc[-1]
        if one["high"] < other["low"] or other["high"] < one["low"]:
            moves[group] = (one, other)
    if not moves:
        return "How does it change over time?"
    group, (one, other) = max(moves.items(), key=lambda item: abs(item[1][0]["mean"] - item[1][1]["mean"]))
    name, way = drawable(group, MOST_LABELS), "rises" if one["mean"] < other["mean"] else "falls"
    ends = [f"{written(row['mean'])} in {row['month']}" for row in (one, other)]
    return f"{name} {way} from {ends[0]} to {ends[1]}"
