"""What the notebooks draw: one function, one figure, from plain tables.

Each function takes the table it plots and returns a figure; the notebook saves and shows it. Titles ask
a question that holds on any corpus, and results are left to the marks. Where there are more articles or
sources than a reader can take in, the first few are drawn and the line under the title says so.
"""

import textwrap
from itertools import cycle

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from utils.figures import GRID, INK, QUIET, drawable, framed, house_style

__all__ = [
    "article_strips",
    "article_tones",
    "barcode",
    "frame_profile",
    "frame_strips",
    "instruments_compared",
    "keyness_plot",
    "report",
    "sentence_lengths",
    "tone_through_articles",
    "top_words",
]

AROUND = [
    (0, 11),
    (11, 0),
    (-11, 0),
    (0, -11),
    (9, 9),
]  # where a letter stands beside its mark, so that two can share one
MOST_ROWS = 24  # rows of a dot plot that still fit a page
MOST_MARKS = 400  # marks in a row that can still be told apart
FIELDS = 41  # fields each way where sentences are too many to be drawn one by one
MOST_LABELS = 30  # characters of a source or article name before it is cut


def article_strips(sentences, corpus, looks):
    """Each article as a strip of its sentences, wide as they are long, filled where somebody is quoted."""
    reading = (
        "Each block is a sentence, as wide as its words; a wider gap is a new paragraph. "
        "The filled part is inside quotation marks."
    )
    with house_style():
        figure, axes = framed(
            "What shape do the articles have, and where do others speak?", reading, 0.55 + 0.5 * len(corpus)
        )
        for y, row in enumerate(corpus.itertuples(index=False)):
            part = sentences[sentences["doc_id"] == row.doc_id]
            colour, _ = looks[row.source]
            gaps = (part["paragraph"].diff().fillna(0) > 0).cumsum().to_numpy() * 4
            starts = np.concatenate([[0], part["words"].cumsum().to_numpy()[:-1]]) + gaps
            widths = part["words"].to_numpy() - 0.8
            axes.barh([y] * len(part), widths, 0.62, starts, align="center", color=GRID)
            heights = 0.62 * part["quoted"].to_numpy()
            axes.bar(starts, heights, widths, y + 0.31 - heights, align="edge", color=colour)
        axes.set_yticks(range(len(corpus)), _names(corpus))
        axes.set(ylim=(len(corpus) - 0.5, -0.5), xlabel="words from the beginning (gaps between paragraphs added)")
    return figure


def sentence_lengths(sentences, looks):
    """Words per sentence, a mark a sentence, a row a source."""
    marks = "Each mark is a sentence" if _few(sentences, "source") else "The higher the band, the more sentences"
    reading = f"{marks}; the upright stroke is the middle one (median) of the source."
    return _swarm(sentences, "words", "source", looks, "How long are the sentences?", reading, "words in the sentence")


def top_words(table, looks, unit="per thousand words"):
    """How often each term occurs in each source: `term, group, rate`, terms in the order given."""
    terms = list(dict.fromkeys(table["term"]))[:MOST_ROWS]
    table = table[table["term"].isin(terms)]
    groups = sorted(table["group"].unique())
    with house_style():
        figure, axes = framed(
            "Which words carry the coverage?",
            f"Rows are sorted by all occurrences together; each mark is one source's rate {unit}. "
            "Function words are left out.",
            0.8 + 0.26 * len(terms) + _key_height(groups),
        )
        rates = table.pivot_table(index="term", columns="group", values="rate", fill_value=0).reindex(terms)
        axes.hlines(range(len(terms)), rates.min(axis=1), rates.max(axis=1), color=GRID, linewidth=2.5)
        for group in groups:
            colour, marker = looks[group]
            axes.plot(rates[group], range(len(terms)), marker, color=colour, linestyle="none", clip_on=False)
        axes.set_yticks(range(len(terms)), [drawable(term, MOST_LABELS) for term in terms])
        axes.set(ylim=(len(terms) - 0.4, -0.6), xlim=(0, None), xlabel=f"occurrences {unit}")
        axes.grid(axis="x")
        _key(axes, groups, looks)
    return figure


def barcode(places, corpus, terms, looks):
    """Where in each article a word occurs: a stroke an occurrence."""
    rows = [(term, row.doc_id, row.source) for term in terms for row in corpus.itertuples(index=False)]
    per_term = len(corpus)
    heights = [i + 0.6 * (i // per_term) for i in range(len(rows))]
    with house_style():
        figure, axes = framed(
            "Where in the article does the word occur?",
            "From the first word on the left to the last on the right; each stroke is one occurrence.",
            0.7 + 0.27 * (heights[-1] + 1),
        )
        for y, (term, doc_id, source) in zip(heights, rows, strict=True):
            at = places.loc[(places["term"] == term) & (places["doc_id"] == doc_id), "share"]
            axes.hlines(y, 0, 1, color=GRID, linewidth=0.8)
            axes.vlines(at, y - 0.36, y + 0.36, color=looks[source][0], linewidth=1.6)
            axes.text(1.015, y, f"{len(at)} ×", va="center", size=9, color=QUIET)
        names = _names(corpus) * len(terms)
        axes.set_yticks(heights, names)
        for i, term in enumerate(terms):
            axes.text(
                0,
                heights[i * per_term] - 0.5,
                drawable(term, MOST_LABELS),
                weight="bold",
                size=9.5,
                va="bottom",
            )
        axes.set(ylim=(heights[-1] + 0.6, -1.1), xlim=(-0.01, 1.07))
        axes.set_xticks([0, 0.5, 1], ["beginning", "middle", "end"])
    return figure


def keyness_plot(table, target, reference, looks, rows=12, least=1):
    """The terms over-used most on each side, by log ratio, with their counts."""
    up = table[table["log_ratio"] > 0].nlargest(rows, ["log_ratio", "target_count"])
    down = table[table["log_ratio"] < 0].nsmallest(rows, ["log_ratio", "target_count"])[::-1]
    chosen = pd.concat([up, down], ignore_index=True)
    colours = [looks.get(name, (INK, "o")) for name in (target, reference)]
    target, reference = drawable(target, MOST_LABELS), drawable(reference, MOST_LABELS)
    both = chosen["reference_count"].notna().any()
    counted = (
        f"Beside each mark its counts, {target} : {reference}." if both else f"Beside each mark its count in {target}."
    )
    with house_style():
        figure, axes = framed(
            f"Which words set {target} apart from {reference}?",
            f"One step to the right: twice as often in {target}. {counted} "
            f"Only terms that occur {least} times or more.",
            0.9 + 0.26 * max(len(chosen), 1),
        )
        for y, row in chosen.iterrows():
            colour, marker = colours[row["log_ratio"] < 0]
            axes.hlines(y, 0, row["log_ratio"], color=GRID, linewidth=2.5)
            axes.plot(row["log_ratio"], y, marker, color=colour)
            right = row["log_ratio"] > 0
            counts = f"{row['target_count']:.0f}" + (f" : {row['reference_count']:.0f}" if both else "")
            axes.annotate(counts, (row["log_ratio"], y), (9 if right else -9, 0), textcoords="offset points",
                          ha="left" if right else "right", va="center", size=9, color=QUIET)  # fmt: skip
        axes.axvline(0, color=QUIET, linewidth=0.8)
        axes.set_yticks(range(len(chosen)), [drawable(term, MOST_LABELS) for term in chosen["term"]])
        low, high = min([0, *chosen["log_ratio"]]), max([0, *chosen["log_ratio"]])
        room = 0.13 * max(high - low, 1)  # for the counts beside the outermost marks
        axes.set_xlim(low - (room if len(down) else 0), high + (0 if len(down) and up.empty else room))
        axes.set_ylim(max(len(chosen), 1) - 0.4, -0.6)
        axes.set_xlabel(f"log ratio: 0 equally often, 1 twice, 2 four times as often in {target}")
        if chosen.empty:
            axes.text(0, 0, "  No term is frequent enough.", va="center")
    return figure


def tone_through_articles(scored, corpus, instruments, looks):
    """Sentence by sentence through each article, both instruments; one panel an article."""
    with house_style():
        figure, panels = framed(
            "What tone do the words take, sentence by sentence?",
            "Left to right through the article. Filled: VADER; hollow: TextBlob; a grey stroke joins their scores "
            "of one sentence. A small cross on the zero line: neither knows a word.",
            0.5 + 1.75 * len(corpus),
            panels=(len(corpus), 1),
            squeeze=False,
        )
        for axes, row, name in zip(panels[:, 0], corpus.itertuples(index=False), _names(corpus), strict=True):
            part = scored[scored["doc_id"] == row.doc_id]
            known, (colour, marker) = part[part["coverage"] > 0], looks[row.source]
            low, high = known[list(instruments)].min(axis=1), known[list(instruments)].max(axis=1)
            axes.axhline(0, color=QUIET, linewidth=0.8)
            axes.vlines(known["sentence"] + 1, low, high, color="#bbbbbb", linewidth=1.2)
            axes.plot(known["sentence"] + 1, known["vader_compound"], marker, color=colour)
            axes.plot(
                known["sentence"] + 1,
                known["textblob_polarity"],
                marker,
                markerfacecolor="white",
                markeredgecolor=colour,
                markeredgewidth=1.3,
            )
            bare = part.loc[part["coverage"] == 0, "sentence"] + 1
            axes.plot(
                bare,
                [0] * len(bare),
                "x",
                color=QUIET,
                markeredgecolor=QUIET,
                markersize=4,
                markeredgewidth=1,
            )
            axes.set_title(name, weight="bold", size=9.5)
            axes.set(ylim=(-1.1, 1.1), xlim=(0, len(part) + 1))
            axes.set_yticks([-1, 0, 1], ["−1 unfavourable", "0", "+1 favourable"])
        panels[-1, 0].set_xlabel("sentence")
    return figure


def instruments_compared(scored, labelled, looks):
    """TextBlob against VADER, a mark a sentence, or fields where they are many; `labelled` rows get its letters."""
    crowded = not _few(scored, "source")
    with house_style():
        figure, axes = framed(
            "Do the two instruments agree on a sentence?",
            "On the rising line they would agree. In the tinted corners one says favourable, the other unfavourable. "
            f"{'The darker a field, the more sentences. ' if crowded else ''}"
            "The lettered sentences stand in the table below.",
            4.6 + (0 if crowded else _key_height(sorted(scored["source"].unique()))),
        )
        axes.fill_between([-1, 0], 0, 1, color="#f2f2f2")
        axes.fill_between([0, 1], -1, 0, color="#f2f2f2")
        axes.plot([-1, 1], [-1, 1], color=GRID, linewidth=1)
        groups = [] if crowded else sorted(scored["source"].unique())
        if crowded:
            edges = np.linspace(-1.05, 1.05, FIELDS)
            fields, *_ = np.histogram2d(scored["textblob_polarity"], scored["vader_compound"], bins=[edges, edges])
            shades = np.ma.masked_equal(np.log1p(fields.T), 0)
            axes.pcolormesh(edges, edges, shades, cmap="Greys", vmin=0, vmax=1.6 * shades.max())
        for group in groups:
            part, (colour, marker) = scored[scored["source"] == group], looks[group]
            axes.plot(
                part["textblob_polarity"],
                part["vader_compound"],
                marker,
                color=colour,
                linestyle="none",
                alpha=0.85,
            )
        for row, place in zip(labelled.itertuples(index=False), cycle(AROUND), strict=False):
            at = (row.textblob_polarity, row.vader_compound)
            axes.annotate(row.letter, at, place, textcoords="offset points", ha="center", va="center", weight="bold")
        axes.axhline(0, color=QUIET, linewidth=0.8)
        axes.axvline(0, color=QUIET, linewidth=0.8)
        axes.set(xlim=(-1.08, 1.08), ylim=(-1.22, 1.22), xlabel="TextBlob polarity", ylabel="VADER compound")
        axes.set_xticks([-1, -0.5, 0, 0.5, 1])
        axes.set_yticks([-1, -0.5, 0, 0.5, 1])
        _key(axes, groups, looks)
    return figure


def article_tones(tones, groups, looks):
    """Tone by source, both instruments: a mark an article, and what `groups` allows to be said of sources.

    `groups` has `instrument, group, mean, low, high, articles`; intervals are drawn where they exist.
    Where there are none, the thin line through an article's mark is its sensitivity to single sentences.
    """
    order = list(groups.groupby("group")["mean"].mean().sort_values(ascending=False).index)[:MOST_ROWS]
    with_intervals = groups["low"].notna().any()
    reading = (
        "Each small mark is an article; the large one is the source's mean with its 95 % interval over articles."
        if with_intervals
        else "Each mark is an article, the mean of its sentences; the line through it shows how far single sentences "
        "could move it (sensitivity, no interval)."
    )
    with house_style():
        figure, panels = framed(
            "Does a source take one tone?", reading, 0.9 + 0.5 * len(order), panels=(1, 2), sharey=True
        )
        for axes, (instrument, part) in zip(panels, tones.groupby("instrument"), strict=True):
            means = groups[groups["instrument"] == instrument].set_index("group")
            axes.axvline(0, color=QUIET, linewidth=0.8)
            for y, source in enumerate(order):
                rows, (colour, marker) = part[part["source"] == source], looks[source]
                offsets = y + _spread(len(rows), 0.5)
                if with_intervals:
                    axes.plot(
                        rows["mean"],
                        offsets,
                        marker,
                        color=colour,
                        markersize=3,
                        alpha=0.45,
                        markeredgewidth=0,
                    )
                    axes.hlines(y, means.at[source, "low"], means.at[source, "high"], color=INK, linewidth=2)
                    axes.plot(means.at[source, "mean"], y, marker, color=colour, markersize=6, zorder=3)
                else:
                    axes.hlines(offsets, rows["low"], rows["high"], color=colour, linewidth=1.2, alpha=0.6)
                    axes.plot(rows["mean"], offsets, marker, color=colour)
            axes.set_title(instrument, weight="bold", size=9.5)
            axes.set(xlim=(-1.05, 1.05), ylim=(len(order) - 0.4, -0.6))
            axes.set_xticks([-1, 0, 1], ["−1\nunfavourable", "0", "+1\nfavourable"])
            axes.get_xticklabels()[0].set_ha("left")
            axes.get_xticklabels()[-1].set_ha("right")
        articles = groups.drop_duplicates("group").set_index("group")["articles"]
        panels[0].set_yticks(range(len(order)), [_counted(source, articles[source]) for source in order])
    return figure


def frame_profile(profile, labels, looks):
    """Share of sentences with an indicator, a row a frame, a mark a source."""
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
        height = 0.9 + row * len(order) + _key_height(groups)
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
        _key(axes, groups, looks)
    return figure


def frame_strips(scored, corpus, labels, looks):
    """Which sentence of an article has an indicator of which frame; one panel an article."""
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
        for axes, row, name in zip(panels[:, 0], corpus.itertuples(index=False), _names(corpus), strict=True):
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
    return figure


def report(words, tones, profile, labels, looks):
    """One figure that sums up: key words, tone and frames side by side, a colour a source."""
    groups = sorted(profile["group"].unique())
    height = 0.9 + max(0.27 * len(words), 2.6, 0.6 * len(groups))
    others = "" if set(words["group"]) <= set(looks) else " (black: in all others)"
    with house_style():
        figure, (left, middle, right) = framed(
            "How do the sources differ in words, tone and frames?",
            f"Words: log ratio, right means more often in the source of that colour{others}. Tone: VADER, a mark an "
            "article. Frames: share of sentences with an indicator.",
            height,
            panels=(1, 3),
        )
        sizes = words["log_ratio"].abs()
        left.hlines(range(len(words)), 0, sizes, color=GRID, linewidth=2.5)
        for y, (size, group) in enumerate(zip(sizes, words["group"], strict=True)):
            colour, marker = looks.get(group, (INK, "o"))
            left.plot(size, y, marker, color=colour)
        left.set_yticks(range(len(words)), [drawable(term, 16) for term in words["term"]])
        left.set(ylim=(len(words) - 0.4, -0.6), xlim=(0, None))
        left.set_title("Words", weight="bold")
        middle.axvline(0, color=QUIET, linewidth=0.8)
        for y, group in enumerate(groups):
            part, (colour, marker) = tones[tones["source"] == group], looks[group]
            small = {"markersize": 3, "markeredgewidth": 0, "alpha": 0.6} if len(part) > 20 else {"alpha": 0.8}
            middle.plot(part["mean"], y + _spread(len(part), 0.6), marker, color=colour, linestyle="none", **small)
        middle.set_yticks(
            range(len(groups)), ["\n".join(textwrap.wrap(drawable(group, MOST_LABELS), 12)) for group in groups]
        )
        middle.set(xlim=(-1, 1), ylim=(len(groups) - 0.3, -0.7))
        middle.set_xticks([-1, 0, 1], ["−1", "0", "+1"])
        middle.set_title("Tone of the words", weight="bold")
        for i, group in enumerate(groups):
            part, (colour, marker) = (
                profile[profile["group"] == group].set_index("frame").reindex(list(labels)),
                looks[group],
            )
            right.plot(
                part["share"],
                np.arange(len(labels)) + (i - (len(groups) - 1) / 2) * min(0.16, 0.8 / len(groups)),
                marker,
                color=colour,
                linestyle="none",
                clip_on=False,
            )
        right.set_yticks(range(len(labels)), ["\n".join(textwrap.wrap(label, 14)) for label in labels.values()])
        right.set(xlim=(0, max(0.5, 1.1 * profile["share"].max())), ylim=(len(labels) - 0.4, -0.6))
        right.xaxis.set_major_formatter(lambda x, _: f"{100 * x:.0f} %")
        right.set_title("Frames", weight="bold")
    return figure


def _swarm(table, value, group, looks, title, reading, xlabel):
    middles = table.groupby(group)[value].median().sort_values(ascending=False)[:MOST_ROWS]
    with house_style():
        figure, axes = framed(title, reading, 0.75 + 0.75 * len(middles))
        for y, (name, middle) in enumerate(middles.items()):
            values, (colour, marker) = table.loc[table[group] == name, value], looks[name]
            if _few(table, group):
                axes.plot(values, y + _stacked(values), marker, color=colour, linestyle="none", markersize=5, alpha=0.8)
            else:
                at, height = _band(values)
                axes.fill_between(at, y - height, y + height, color=colour, alpha=0.6, linewidth=0)
            axes.plot([middle, middle], [y - 0.42, y + 0.42], color=INK)
        counts = table.groupby(group).size()
        names = [f"{drawable(name, MOST_LABELS)}\n{counts[name]:,} sentences" for name in middles.index]
        axes.set_yticks(range(len(middles)), names)
        axes.set(ylim=(len(middles) - 0.45, -0.55), xlim=(0, None), xlabel=xlabel)
    return figure


def _few(table, group):
    """Whether each row can be drawn a mark a sentence."""
    return table[group].value_counts().max() <= MOST_MARKS


def _band(values):
    """How many sentences there are around each length, as half a row's height at most; the longest 1 % left out."""
    counts, edges = np.histogram(values, bins=np.arange(0, np.quantile(values, 0.99) + 3, 2))
    return (edges[:-1] + edges[1:]) / 2, 0.4 * counts / counts.max()


def _stacked(values):
    """Offsets that stack equal values symmetrically about the row, within ±0.38."""
    ranks = values.groupby(values).cumcount()
    sides = np.where(ranks % 2 == 0, 1, -1) * ((ranks + 1) // 2)
    return sides * min(0.11, 0.38 / max(abs(sides).max(), 1))


def _spread(n, width):
    return np.zeros(n) if n == 1 else np.linspace(-width / 2, width / 2, n)


def _key_columns(groups):
    """How many names stand beside each other: about 60 characters fit above a drawing."""
    return max(1, 60 // (max(len(drawable(group, MOST_LABELS)) for group in groups) + 5))


def _key_height(groups):
    """Inches that the second and further lines of the key need."""
    return 0.2 * ((len(groups) - 1) // _key_columns(groups)) if len(groups) > 1 else 0


def _key(axes, groups, looks):
    """One line of marks with their names, above the drawing; the only legend there is."""
    if len(groups) < 2:
        return
    marks = [Line2D([], [], color=looks[group][0], marker=looks[group][1], linestyle="none") for group in groups]
    axes.legend(
        marks,
        [drawable(group, MOST_LABELS) for group in groups],
        loc="lower left",
        bbox_to_anchor=(0, 1.01),
        ncols=_key_columns(groups),
        frameon=False,
        fontsize=9.5,
        handletextpad=0.1,
        columnspacing=1.2,
        borderaxespad=0,
    )


def _names(corpus):
    """What a reader would call each article: its title, its source if that has no other article here, its id."""
    alone = ~corpus["source"].duplicated(keep=False)
    rows = zip(corpus["title"], corpus["source"], corpus["doc_id"], alone, strict=True)
    return [drawable(title or (source if one else doc_id), MOST_LABELS) for title, source, doc_id, one in rows]


def _counted(source, articles):
    return f"{drawable(source, MOST_LABELS)}\n{articles:,} article{'' if articles == 1 else 's'}"
