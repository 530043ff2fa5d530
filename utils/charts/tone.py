"""Tone: through an article, by two instruments, by source."""

from collections.abc import Mapping
from itertools import cycle

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from utils.charts.shared import (
    MOST_LABELS,
    MOST_NUMBERED,
    MOST_ROWS,
    above_below,
    banded,
    counted,
    few,
    key,
    key_height,
    names_of,
    reach,
    share_rows,
    signed_ticks,
    spread_out,
    stacked,
    surest,
    write_counts,
)
from utils.figures import GRID, INK, PALE, QUIET, described, drawable, framed, house_style
from utils.sentiment import INSTRUMENTS, middle_half, opposite_sides, tone_by_group, tone_difference
from utils.summary import describe_tone, listed

AROUND = [(0, 11), (11, 0), (-11, 0), (0, -11), (9, 9)]  # where a letter stands beside its mark
SENTENCE = ["doc_id", "source", "sentence", *INSTRUMENTS]  # what of a scored sentence is saved
FIELDS = 41  # fields each way where sentences are too many to be drawn one by one


def tone_through_articles(scored: pd.DataFrame, corpus: pd.DataFrame, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """Sentence by sentence through each article: tone, and how far apart all instruments lie.

    `scored` is the table of `sentiment.score_sentences`, `corpus` the articles to draw.
    """
    with house_style():
        figure, panels = framed(
            "What tone do the words take, sentence by sentence?",
            "Left to right through the article. Each mark: tone of a sentence; the grey stroke reaches from "
            "the lowest to the highest of the three instruments. A small cross: no word with a tone. Band: half of "
            "the sentences that raters read.",
            0.5 + 1.75 * len(corpus),
            panels=(len(corpus), 1),
            squeeze=False,
        )
        shown = scored[scored["doc_id"].isin(corpus["doc_id"])]
        ends = reach(middle_half(), shown[list(INSTRUMENTS)].to_numpy().ravel())
        for axes, row, name in zip(panels[:, 0], corpus.itertuples(index=False), names_of(corpus), strict=True):
            axes.axhspan(*middle_half(), color=PALE, linewidth=0)
            part = scored[scored["doc_id"] == row.doc_id]
            known, (colour, marker) = part[part["tone"].notna()], looks[row.source]
            low, high = known[list(INSTRUMENTS)].min(axis=1), known[list(INSTRUMENTS)].max(axis=1)
            axes.axhline(0, color=QUIET, linewidth=0.8)
            axes.vlines(known["sentence"] + 1, low, high, color="#bbbbbb", linewidth=1.2)
            axes.plot(known["sentence"] + 1, known["tone"], marker, color=colour)
            bare = part.loc[part["tone"].isna(), "sentence"] + 1
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
            axes.set(ylim=ends, xlim=(0, len(part) + 1), ylabel="tone")
            axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10], integer=True))
            signed_ticks(axes.yaxis)
        panels[-1, 0].set_xlabel("sentence")
    alt = (
        f"Scores of each sentence along {len(corpus)} articles; TextBlob and VADER take opposite sides in "
        f"{opposite_sides(shown):.0%}."
    )
    return described(figure, shown[[*SENTENCE, "coverage"]], alt)


def instruments_compared(scored: pd.DataFrame, labelled: pd.DataFrame, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """TextBlob against VADER, a mark a sentence, or fields where they are many.

    `scored` is the table of `sentiment.score_sentences`, `labelled` that of `sentiment.widest_gaps`.
    """
    crowded = not few(scored, "source")
    with house_style():
        figure, axes = framed(
            "Do the two instruments agree on a sentence?",
            "On the rising line they would agree. In the tinted corners one says favourable, the other unfavourable. "
            f"{'The darker a field, the more sentences. ' if crowded else ''}"
            "The lettered sentences stand in the table below.",
            4.6 + (0 if crowded else key_height(sorted(scored["source"].unique()))),
        )
        axes.fill_between([-2, 0], 0, 2, color=PALE)
        axes.fill_between([0, 2], -2, 0, color=PALE)
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
        axes.set(xlim=reach(scored["textblob_polarity"]), xlabel="TextBlob polarity, −1 to +1")
        axes.set(ylim=reach(scored["vader_compound"]), ylabel="VADER compound, −1 to +1")
        signed_ticks(axes.xaxis, 6)
        signed_ticks(axes.yaxis, 6)
        key(axes, groups, looks)
    agree = scored["textblob_polarity"].corr(scored["vader_compound"]) if len(scored) > 2 else float("nan")
    alt = f"TextBlob against VADER for {len(scored):,} sentences, correlated at {agree:.2f}; widest gaps are lettered."
    return described(figure, scored[[*SENTENCE, "coverage"]], alt)


def article_tones(tones: pd.DataFrame, scored: pd.DataFrame, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """Tone by source, every instrument: a mark an article, and what can be said of sources.

    `tones` is the table of `sentiment.article_tone`, `scored` that of `sentiment.score_sentences`. Intervals of the
    sources' means are drawn where there are articles enough (see `sentiment.tone_by_group`); where not, the thin line
    through an article's mark is its sensitivity to single sentences.
    """
    groups, gaps = tone_by_group(scored), tone_difference(scored)
    order = list(groups.groupby("group")["mean"].mean().sort_values(ascending=False).index)[:MOST_ROWS]
    with_intervals = groups["low"].notna().any()
    lines = groups if with_intervals else tones
    ends = reach(middle_half("articles"), tones["mean"], lines["low"], lines["high"])
    reading = (
        "Each small mark is an article; the large one is the source's mean with its 95\u00a0% interval."
        if with_intervals
        else "Each mark is an article, the mean of its sentences; the line through it shows how far single sentences "
        "could move it (sensitivity, no interval)."
    )
    with house_style():
        figure, panels = framed(
            _tone_title(gaps, with_intervals),
            f"{reading} Band: where raters put half of the editorials to which tone was fitted.",
            0.9 + 0.5 * len(order),
            panels=(1, 3),
            sharex=True,
            sharey=True,
        )
        for axes, (instrument, part) in zip(panels, tones.groupby("instrument", sort=False), strict=True):
            means = groups[groups["instrument"] == instrument].set_index("group")
            if instrument == INSTRUMENTS["tone"]:
                axes.axvspan(*middle_half("articles"), color=PALE, linewidth=0)
            axes.axvline(0, color=QUIET, linewidth=0.8)
            for y, source in enumerate(order):
                rows, (colour, marker) = part[part["source"] == source], looks[source]
                offsets = y + spread_out(len(rows), 0.5)
                if with_intervals:
                    small = {"markersize": 3, "alpha": 0.45, "markeredgewidth": 0}
                    axes.plot(rows["mean"], offsets, marker, color=colour, **small)
                    low, high = means.at[source, "low"], means.at[source, "high"]
                    axes.hlines(y, low, high, color=INK, linewidth=1.6, zorder=3)
                    axes.plot([low, high], [y, y], "|", color=INK, markeredgecolor=INK, markersize=9, zorder=3)
                    axes.plot(means.at[source, "mean"], y, marker, color=colour, markersize=5, zorder=4)
                else:
                    axes.hlines(offsets, rows["low"], rows["high"], color=colour, linewidth=1.2, alpha=0.6)
                    axes.plot(rows["mean"], offsets, marker, color=colour)
            axes.set_title(instrument, weight="bold", size=9.5)
            axes.set(xlim=ends, ylim=(len(order) - 0.4, -0.6))
            signed_ticks(axes.xaxis)
        panels[1].set_xlabel("tone of the words, from −1 unfavourable to +1 favourable")
        articles = groups.drop_duplicates("group").set_index("group")["n"]
        panels[0].set_yticks(range(len(order)), [counted(source, articles[source]) for source in order])
    return described(figure, tones, f"Tone of articles by source. {describe_tone(groups, gaps)}")


def _tone_title(gaps, with_intervals):
    """The surest difference in tone that holds; else the question."""
    row = surest(gaps)
    if row is not None:
        more, less = above_below(row)
        return f"{more} takes a more favourable tone than {less}"
    return "Does a source take one tone?" if with_intervals else "What tone do the words of the articles take?"


def without_tone(scored: pd.DataFrame, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """Share of each source's sentences that have no tone, or to which TextBlob or VADER gives exactly 0."""
    flags = {
        "TextBlob exactly 0": scored["textblob_polarity"] == 0,
        "VADER exactly 0": scored["vader_compound"] == 0,
        "tone: none": scored["tone"].isna(),
    }
    by_source = pd.DataFrame(flags).groupby(scored["source"].to_numpy())
    long = by_source.mean().rename_axis("source").reset_index().melt("source", var_name="what", value_name="share")
    long["sentences"] = by_source.sum().melt()["value"]
    reading = (
        "Each mark: share of a source's sentences, beside it their number. A score of 0, or none, is mostly a sentence "
        "whose words are not listed."
    )
    title = "How much of the text has no tone?"
    figure = share_rows(long, "what", list(flags), looks, title, reading, count="sentences")
    bare = scored["tone"].isna().mean()
    alt = f"Share of sentences without tone by instrument; {bare:.0%} have none by the third, tone."
    return described(figure, scored[SENTENCE], alt)


def tone_towards_actors(table: pd.DataFrame, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """Balance of tone towards each actor, filled marks a source's own words, open ones what it quotes.

    `table` is that of `sentiment.towards_by_actor`. Kinds the model was not measured on stand grey under a line.
    """
    actors, groups = list(table["actor"].unique()), sorted(table["source"].unique())
    sure = set(table.loc[table["measured"].astype(bool), "actor"])
    step = min(0.7 / max(len(groups), 1), 0.24)
    quoted = ": filled marks its own words, open marks what it quotes" if (table["voice"] == "quotation").any() else ""
    beside = "; beside it how often they name them" if len(groups) <= MOST_NUMBERED else ""
    with house_style():
        figure, axes = framed(
            "Whom do the sentences favour?",
            f"Mean balance of a source's sentences towards whom they name, −1 to +1{quoted}{beside}. Near 0: told "
            "plainly, or not to be told."
            + banded(table)
            + (" Grey: never measured how often it is right." if len(sure) < len(actors) else ""),
            0.9 + max(0.34, 0.14 * len(groups)) * max(len(actors), 1) + (key_height(groups) if groups else 0),
        )
        axes.axvline(0, color=QUIET, linewidth=0.8)
        for (group, voice, measured), part in table.groupby(["source", "voice", "measured"]):
            colour, marker = looks[group][0] if measured else QUIET, looks[group][1]
            y = part["actor"].map(actors.index) + (groups.index(group) - (len(groups) - 1) / 2) * step
            axes.hlines(y, part["low"], part["high"], color=colour, linewidth=1.2)
            fill = {"markerfacecolor": "white", "markeredgecolor": colour} if voice == "quotation" else {}
            axes.plot(part["balance"], y, marker, color=colour, linestyle="none", **fill)
            if beside:
                write_counts(axes, part["high"].fillna(part["balance"]).astype(float), y, part["mentions"])
        axes.set_yticks(range(len(actors)), [drawable(actor, MOST_LABELS) for actor in actors])
        for actor, tick in zip(actors, axes.get_yticklabels(), strict=True):
            tick.set_color(INK if actor in sure else QUIET)
        if 0 < len(sure) < len(actors):
            axes.axhline(len(sure) - 0.5, color=QUIET, linewidth=0.6, linestyle=":")
        axes.set(ylim=(max(len(actors), 1) - 0.4, -0.6), xlim=(-1, 1))
        widest = table[["balance", "low", "high"]].astype(float).abs().max(axis=None) if actors else 1
        end = min(1.08, 1.15 * widest)
        axes.set_xlim(-end, end)
        axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(lambda x, _: "0" if abs(x) < 1e-9 else f"{x:+g}".replace("-", "−"))
        axes.set_xlabel("← against      in favour →")
        if actors:
            key(axes, groups, looks)
        else:
            axes.text(0, 0, "  No actor is named often enough.", va="center")
    return described(figure, table, _alt_of_towards(table))


def _alt_of_towards(table):
    ends = table[(table["measured"].astype(bool)) & (table["voice"] == "narration")].sort_values("balance")["actor"]
    between = f", in their own words from {listed(ends.tail(1))} down to {listed(ends.head(1))}" if len(ends) else ""
    apart = "" if table["measured"].all() else " Countries and institutions stand apart, not validated."
    return f"Balance of tone towards persons by source{between}.{apart}"


def you_and_the_machine(table: pd.DataFrame, ratings: pd.DataFrame | None = None) -> Figure:
    """Ratings by hand and by machine, a row a sentence: the table of `rating.against_the_machine`.

    With `ratings` (`rating.read_ratings`) every rater is a small dot, so that a class is seen as a spread. Sentences
    have the numbers of the form.
    """
    looks = {
        "me": ("you", "D", INK),
        "class": ("mean of all raters", "o", "#009E73"),
        "tone": ("tone", "s", "#0072B2"),
        "vader_compound": ("VADER", "^", "#D55E00"),
        "textblob_polarity": ("TextBlob", "v", "#CC79A7"),
    }
    drawn = {name: look for name, look in looks.items() if table[name].notna().any()}
    dots = _raters(table, ratings) if ratings is not None else pd.DataFrame(columns=["row", "rating"])
    with house_style():
        figure, axes = framed(
            "You against the machine"
            if drawn.keys() & {"me", "class"}
            else "What does the machine say of the sentences?",
            f"A row a sentence, by its number in the form. {'A small dot: a rater. ' if len(dots) else ''}"
            "To the right: favourable, to the left: unfavourable.",
            1.1 + (0.42 if len(dots) else 0.32) * max(len(table), 1),
        )
        axes.axvline(0, color=QUIET, linewidth=0.8)
        scores = table[list(drawn)]
        axes.hlines(range(len(table)), scores.min(axis=1), scores.max(axis=1), color=GRID, linewidth=2.5)
        for row, part in dots.groupby("row")["rating"]:
            axes.plot(part, row + stacked(part), ".", color=looks["class"][2], markersize=7, alpha=0.6)
        for name, (_, marker, colour) in drawn.items():
            aside = 0.16 * (list(drawn).index(name) - (len(drawn) - 1) / 2)  # else equal marks hide each other
            axes.plot(table[name], np.arange(len(table)) + aside, marker, color=colour, linestyle="none")
        axes.set_yticks(range(len(table)), table["number"].astype(str))
        axes.set(ylim=(max(len(table), 1) - 0.4, -0.6), xlim=(-1.05, 1.05))
        axes.set_xticks([-1, 0, 1], ["−1 unfavourable", "0", "+1 favourable"])
        axes.get_xticklabels()[0].set_ha("left")
        axes.get_xticklabels()[-1].set_ha("right")
        names = [label for label, *_ in drawn.values()]
        if drawn:
            key(axes, names, {label: (colour, marker) for label, marker, colour in drawn.values()})
    raters = int(table["raters"].max()) if len(table) else 0
    if ratings is not None:  # of whom each may have left out a sentence
        raters = ratings.loc[ratings["unit"].isin(table["unit"]), "rater"].nunique()
    alt = f"{len(table)} sentences with the scores of three instruments and of {raters} raters."
    return described(figure, table, alt)


def _raters(table, ratings):
    """Each rater's dot: the row of its sentence, and the rating from -1 to 1."""
    row = pd.Series(range(len(table)), index=table["unit"])
    dots = pd.DataFrame({"row": ratings["unit"].map(row), "rating": ratings["rating"].astype(float) / 4})
    return dots.dropna()
