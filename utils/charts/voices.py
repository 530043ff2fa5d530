"""Voices: who is quoted in how many words, with a name or without, with which verbs, and who is named with whom."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from utils.charts.shared import MOST_LABELS, MOST_NUMBERED, MOST_ROWS, banded, key, key_height, share_rows, write_counts
from utils.figures import GRID, QUIET, described, drawable, fitting, framed, house_style
from utils.summary import listed
from utils.voices import STANDINGS, most_quoted

MOST_TIES = 30  # lines that can still be told apart
NUMBERED = 8  # lines that bear a number
MOST_SAVED = 200  # pairs among the data of a figure
KIND_LOOKS = {"person": ("o", "#0072B2"), "country": ("s", "#D55E00"), "institution": ("^", "#009E73")}
COLOURS = ["neutral", "affirming", "distancing", "emotive"]


def voices(shares: pd.DataFrame, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """How many words each speaker has in a source, quoted and reported: the table of `voices.share_of_voice`."""
    by = shares.columns[0]
    sums = shares.groupby("speaker_name")[["words", "reported"]].sum()
    names = list(sums.sort_values(["words", "reported"], ascending=False, kind="stable").index[:MOST_ROWS])
    groups = sorted(shares[by].unique())
    panels = {"words": ("quotations", "words in quotation marks"), "reported": ("passages", "words without marks")}
    filled = {words: about for words, about in panels.items() if (shares[words] > 0).any()}
    panels = filled or {"words": panels["words"]}
    with house_style():
        figure, drawn = framed(
            "Who speaks, and in how many words?",
            "Each mark: words of a speaker in one source; beside it the number of passages. Speakers are named as in "
            "the texts. Where two speak together, both get their words.",
            0.9 + 0.27 * max(len(names), 1) + (key_height(groups) if groups else 0),
            (1, len(panels)),
            sharey=True,
            squeeze=False,
        )
        drawn = drawn[0]
        for axes, (words, (count, label)) in zip(drawn, panels.items(), strict=True):
            _word_marks(axes, shares, names, words, count, looks)
            axes.set(xlabel=label, xlim=(0, 1.15 * max(shares[words].max() if names else 1, 1)))
        drawn[0].set_yticks(range(len(names)), [drawable(name, MOST_LABELS) for name in names])
        drawn[0].set_ylim(max(len(names), 1) - 0.4, -0.6)
        if names:
            key(drawn[0], groups, looks)
        else:
            drawn[0].text(0, 0, "  Nobody speaks.", va="center")
    alt = f"Words quoted and words reported by speaker and {by}; most are quoted of {listed(most_quoted(shares))}."
    return described(figure, shares, alt)


def _word_marks(axes, shares, names, words, count, looks):
    by = shares.columns[0]
    groups = sorted(shares[by].unique())
    there = shares[(shares[words] > 0) & shares["speaker_name"].isin(names)]
    here = there.groupby("speaker_name")[by].agg(lambda column: sorted(set(column))).to_dict()  # a lone mark is centred
    y = [
        names.index(name) + (here[name].index(group) - (len(here[name]) - 1) / 2) * min(0.7 / len(here[name]), 0.24)
        for name, group in zip(there["speaker_name"], there[by], strict=True)
    ]
    there = there.assign(y=y)
    for group, part in there.groupby(by):
        colour, marker = looks[group]
        axes.hlines(part["y"], 0, part[words], color=GRID, linewidth=2)
        axes.plot(part[words], part["y"], marker, color=colour, linestyle="none", clip_on=False)
        if len(groups) <= MOST_NUMBERED:
            write_counts(axes, part[words], part["y"], part[count])
    axes.grid(axis="x")


def verb_colours(table: pd.DataFrame, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """Share of reporting verbs of each colour, a row a colour, a mark a source: `voices.colours_of_verbs`."""
    reading = (
        "Each mark: share of a source's reporting verbs that are neutral (said), affirming (pointed out), distancing "
        "(claimed) or emotive (lashed out); beside it their number." + banded(table)
    )
    title = "With which verbs are speakers introduced?"
    figure = share_rows(table, "colour", COLOURS, looks, title, reading, count="count")
    return described(figure, table, f"Share of reporting verbs by colour and {table.columns[0]}.")


def standings(table: pd.DataFrame, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """Share of words by the standing of who speaks, quoted and reported: `voices.standing_of_speakers`."""
    reading = (
        "Each mark: share of a source's quoted, or reported, words; beside it the number of passages. Nameless: "
        "people whom the article does not name (experts, residents). Not resolved: a she, a company, that may be two."
        + banded(table)
    )
    panels = ("speech", {"quoted": "words in quotation marks", "reported": "words without marks"})
    title = "Who speaks with a name?"
    figure = share_rows(table, "standing", STANDINGS, looks, title, reading, count="passages", panels=panels)
    by = table.columns[0]
    nameless = table.loc[table["standing"] == "nameless", [by, "speech", "share"]].itertuples(index=False)
    told = listed(f"{100 * share:.0f} % of those {speech} in {group}" for group, speech, share in nameless)
    alt = f"Share of words by the standing of the speaker; nameless: {told or 'none'}."
    return described(figure, table, alt)


def actor_network(pairs: pd.DataFrame, named: pd.DataFrame, most: int = 14) -> Figure:
    """Actors on a ring, tied where sentences name both: the thicker the line, the more sentences.

    `pairs` is the table of `actors.co_mentions`, `named` that of `actors.mention_table`. Only the strongest ties are
    drawn.
    """
    kinds = named.groupby("actor")["kind"].first()
    ties = _strongest(pairs, most)
    actors = _round_the_ring(ties)
    angle = np.pi / 2 - 2 * np.pi * (np.arange(len(actors)) + 0.5) / max(len(actors), 1)
    place = dict(zip(actors, zip(1.25 * np.cos(angle), np.sin(angle), strict=True), strict=True))
    with house_style():
        figure, axes = framed(
            "Who is named together with whom?",
            "A line joins two whom the same sentence names; the darker and thicker, the more sentences; the strongest "
            "bear their number. Circles are persons, squares countries, triangles institutions.",
            4.6,
        )
        most_often = ties["sentences"].max() if len(ties) else 1
        for row in ties[::-1].itertuples():
            share = row.sentences / most_often
            (x, y), (u, v) = place[row.actor], place[row.other]
            grey = str(round(0.85 - 0.6 * share, 3))
            axes.plot([x, u], [y, v], color=grey, linewidth=0.6 + 7 * share, zorder=1 + share, solid_capstyle="butt")
        for row in ties[ties["sentences"] > 1].head(NUMBERED).itertuples():
            (x, y), (u, v) = place[row.actor], place[row.other]
            box = {"facecolor": "white", "edgecolor": "none", "boxstyle": "round,pad=0.15", "alpha": 0.85}
            middle = ((x + u) / 2, (y + v) / 2)
            axes.annotate(f"{row.sentences}", middle, ha="center", va="center", size=9, bbox=box, zorder=3)
        for name, (x, y) in place.items():
            marker, colour = KIND_LOOKS.get(kinds.get(name), ("o", QUIET))
            axes.plot(x, y, marker, color=colour, markersize=8, zorder=4)
            side, beside = ("left", 7.0) if x > 0 else ("right", -7.0)
            beside /= fitting(100)  # as far from the mark in a narrow drawing
            axes.text(x + beside, 1.1 * y, drawable(name, MOST_LABELS), ha=side, va="center", size=10)
        axes.set(xlim=(-2.9, 2.9), ylim=(-1.25, 1.25), xticks=[], yticks=[])
        axes.set_axis_off()
        if not actors:
            axes.text(0, 0, "No sentence names two actors.", ha="center", va="center")
    told = listed(f"{row.actor} and {row.other}" for row in pairs.head(3).itertuples())
    alt = f"Ring of actors with lines between those whom one sentence names; most often {told}."
    return described(figure, pairs.head(MOST_SAVED), alt)


def _strongest(pairs, most):
    """The most frequent ties among the actors with most of them."""
    ends = pd.concat([pairs["actor"], pairs["other"]], ignore_index=True)
    sums = pd.concat([pairs["sentences"]] * 2, ignore_index=True).groupby(ends).sum()
    top = sums.sort_values(ascending=False, kind="stable").index[:most]
    return pairs[pairs["actor"].isin(top) & pairs["other"].isin(top)].head(MOST_TIES)


def _round_the_ring(ties):
    """The actors of some ties, each beside one it is named with often, so that thick lines are short."""
    left = list(dict.fromkeys(name for pair in zip(ties["actor"], ties["other"], strict=True) for name in pair))
    both = zip(ties["actor"], ties["other"], ties["sentences"], strict=True)
    together = {frozenset((actor, other)): sentences for actor, other, sentences in both}
    ring = left[:1]
    while len(ring) < len(left):
        rest = [name for name in left if name not in ring]
        ring.append(max(rest, key=lambda name: (together.get(frozenset((name, ring[-1])), 0), -left.index(name))))
    return ring
