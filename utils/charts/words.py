"""Words: how often, where, in which company, when, and on whose side."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from utils.charts.periods import drawn_periods, period_axis
from utils.charts.shared import (
    MOST_LABELS,
    MOST_ROWS,
    key,
    key_height,
    names_of,
    write_counts,
)
from utils.figures import GRID, INK, QUIET, described, drawable, framed, house_style
from utils.keywords import both_ends, told_apart
from utils.summary import describe_words, listed

STEPS = 200  # in which labels find their places; a fixed number, so that the figure is the same each time


def top_words(table: pd.DataFrame, looks: Mapping[str, tuple[str, str]], unit: str = "per thousand words") -> Figure:
    """How often each term occurs in each source: the table of `keywords.rates`, terms in the order given."""
    terms = list(dict.fromkeys(table["term"]))[:MOST_ROWS]
    table = table[table["term"].isin(terms)]
    groups = sorted(table["group"].unique())
    sizes = (1000 * table["count"] / table["rate"]).groupby(table["group"]).max().round()
    notes = {group: f"{size:,.0f} words" for group, size in sizes.items()} if unit == "per thousand words" else {}
    with house_style():
        figure, axes = framed(
            "Which words carry the coverage?",
            f"Rows are sorted by all occurrences together; each mark is one source's rate {unit}. "
            "Function words are left out.",
            0.8 + 0.26 * len(terms) + key_height(groups, notes),
        )
        rates = table.pivot_table(index="term", columns="group", values="rate", fill_value=0).reindex(terms)
        axes.hlines(range(len(terms)), rates.min(axis=1), rates.max(axis=1), color=GRID, linewidth=2.5)
        for group in groups:
            colour, marker = looks[group]
            axes.plot(rates[group], range(len(terms)), marker, color=colour, linestyle="none", clip_on=False)
        axes.set_yticks(range(len(terms)), [drawable(term, MOST_LABELS) for term in terms])
        axes.set(ylim=(len(terms) - 0.4, -0.6), xlim=(0, None), xlabel=f"occurrences {unit}")
        axes.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
        axes.grid(axis="x")
        key(axes, groups, looks, notes)
    alt = f"Rates per thousand words by source of {len(terms)} words: {listed(terms[:5])} lead."
    return described(figure, table[["term", "group", "count", "rate"]], alt)


def barcode(
    places: pd.DataFrame, corpus: pd.DataFrame, terms: Sequence[str], looks: Mapping[str, tuple[str, str]]
) -> Figure:
    """Where in each article a word occurs, a stroke an occurrence: the table of `keywords.positions`."""
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
        names = names_of(corpus) * len(terms)
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
    early = (places["share"] < 1 / 3).mean() if len(places) else 0
    alt = (
        f"Strokes for each occurrence of {listed(terms)} along {len(corpus)} articles; "
        f"{early:.0%} stand in the first third."
    )
    return described(figure, places, alt)


def keyness_plot(
    table: pd.DataFrame,
    target: str,
    reference: str,
    looks: Mapping[str, tuple[str, str]],
    rows: int = 12,
    least: int = 1,
) -> Figure:
    """The terms that lead on each side, by log ratio, with their counts, and intervals where there are any.

    `table` is that of `keywords.keyness`, with terms that occur `least` times or more; a table of names is called so.
    Which terms are drawn, and in which order, says `keywords.both_ends`.
    """
    english = reference == "general English"
    data = table.dropna(axis=1, how="all")
    alt = f"Terms by log ratio, counts beside each. {describe_words(table, target, reference)}"
    ends = both_ends(table, target, reference, rows)
    up, down = ends[ends["group"] == target], ends[ends["group"] == reference][::-1]
    chosen = pd.concat([up, down], ignore_index=True)
    tested, names = chosen["p"].notna().any(), len(table) > 0 and (table["kind"] == "name").all()
    title = _keyness_title(table, names, drawable(target, MOST_LABELS), drawable(reference, MOST_LABELS))
    colours = [looks.get(name, (INK, "o")) for name in (target, reference)]
    target, reference = drawable(target, MOST_LABELS), drawable(reference, MOST_LABELS)
    counted = f"its count in {target}." if english else f"its counts, {target} : {reference}."
    often = f"{'Names' if names else 'Words'} that occur {least} times or more." if least > 1 else ""
    if not tested and not english:
        often = f"{'Names' if names else 'Words'} whose count is three higher, and rate twice as high, on one side."
    sure = " Lines: 95\u00a0% interval; filled marks: q below 0.05." if tested else ""
    interval = ["log_ratio_low", "log_ratio_high"]
    with house_style():
        figure, axes = framed(
            title,
            f"One step to the right: twice as often in {target}. Beside each mark {counted} "
            f"{often}{sure}",
            0.9 + 0.26 * max(len(chosen), 1),
        )  # fmt: skip
        for y, row in chosen.iterrows():
            right = row["log_ratio"] > 0
            colour, marker = colours[not right]
            axes.hlines(y, 0, row["log_ratio"], color=GRID, linewidth=2.5)
            if tested:
                axes.hlines(y, *row[interval], color=colour, linewidth=1.4)
            face = colour if not tested or row["q"] < 0.05 else "white"
            axes.plot(row["log_ratio"], y, marker, color=face, markeredgecolor=colour, markeredgewidth=1.2)
            counts = f"{row['target_count']:.0f}" + ("" if english else f" : {row['reference_count']:.0f}")
            outer = row[interval[right]] if tested else row["log_ratio"]
            axes.annotate(counts, (outer, y), (9 if right else -9, 0), textcoords="offset points",
                          ha="left" if right else "right", va="center", size=9, color=QUIET)  # fmt: skip
        axes.axvline(0, color=QUIET, linewidth=0.8)
        axes.set_yticks(range(len(chosen)), [drawable(term, MOST_LABELS) for term in chosen["term"]])
        reach = chosen[["log_ratio", *(interval if tested else [])]].to_numpy(float).ravel()
        low, high = min([0, *reach]), max([0, *reach])
        room = 0.13 * max(high - low, 1)  # for the counts beside the outermost marks
        axes.set_xlim(low - (room if len(down) else 0), high + (0 if len(down) and up.empty else room))
        axes.set_ylim(max(len(chosen), 1) - 0.4, -0.6)
        axes.xaxis.set_major_locator(MaxNLocator(9, integer=True))
        axes.set_xlabel(f"log ratio: 1 twice, 2 four times as often in {target}")
        if chosen.empty:
            axes.set(xticks=[], xlabel="")
            axes.text(0, 0, "  No term can be shown.", va="center")
    return described(figure, data, alt)


def _keyness_title(table, names, target, reference):
    """What can be told from chance, if anything; else the question."""
    found = told_apart(table) if table["p"].notna().any() else table.head(0)
    if len(found):
        words = [f"“{drawable(term, MOST_LABELS)}”" for term in found.sort_values("p", kind="stable")["term"]]
        few = (
            listed(words) if len(words) < 4 else f"{listed(words[:2]).replace(' and ', ', ')} and {len(words) - 2} more"
        )
        return f"{few} {'sets' if len(words) == 1 else 'set'} {target} apart from {reference}"
    if table["p"].notna().any():
        return f"Does any {'name' if names else 'word'} set {target} apart from {reference}?"
    if names:
        return f"Who is named more, in {target} or in {reference}?"
    return f"Which words set {target} apart from {reference}?"


def keyness_map(
    table: pd.DataFrame,
    target: str,
    reference: str,
    looks: Mapping[str, tuple[str, str]],
    least: int = 1,
    labels: int = 14,
) -> Figure:
    """Every term by how common it is and how far it leans to one side; those that lead on either side have a name."""
    from adjustText import adjust_text  # a second and a half to import, for this figure alone

    given, rate = table, (table["target_per_million"] + table["reference_per_million"].fillna(0)) / 2000
    table = table.assign(rate=rate)
    named = both_ends(table, target, reference, labels // 2)
    colours = [looks.get(name, (INK, "o")) for name in (target, reference)]
    target, reference = drawable(target, MOST_LABELS), drawable(reference, MOST_LABELS)
    alt = f"Terms by frequency and log ratio; on either side lead {listed(named['term'], most=8)}."
    with house_style():
        figure, axes = framed(
            "Which differences are large, and which words are common?",
            f"Each mark is a term that occurs {least} times or more. Upwards: more in {target}; to the right: more "
            "common. Named are those that lead on either side.",
            4.4,
        )
        axes.axhline(0, color=QUIET, linewidth=0.8)
        axes.plot(table["rate"], table["log_ratio"], "o", color="#bbbbbb", markersize=4, markeredgewidth=0)
        for side, (colour, marker) in zip((named["log_ratio"] >= 0, named["log_ratio"] < 0), colours, strict=True):
            axes.plot(named.loc[side, "rate"], named.loc[side, "log_ratio"], marker, color=colour, linestyle="none")
        axes.set(xscale="log", xlabel="per thousand words, mean of both sides", ylabel="log ratio")
        wide = table.empty or table["rate"].max() > 8 * table["rate"].min()
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if wide else (1, 1.5, 2, 3, 4, 5, 6, 8)))
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,g}")
        axes.xaxis.set_minor_locator(NullLocator())
        low, high = min([-1, *table["log_ratio"]]), max([1, *table["log_ratio"]])
        axes.set_ylim(low - 0.15 * (high - low), high + 0.15 * (high - low))
        if len(table):
            axes.set_xlim(0.8 * table["rate"].min(), 1.25 * table["rate"].max())
        else:
            axes.set(xlim=(0.1, 10))
            axes.text(0.2, 0.1, "No term is frequent enough.")
            return described(figure, given, alt)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # labels are placed for this layout
        texts = [axes.text(1.012 * x, y, label, size=9.5) for (x, y), label in _labels(named)]  # clear of the mark
        line = {"arrowstyle": "-", "color": QUIET}
        adjust_text(texts, ax=axes, iter_lim=STEPS, time_lim=None, expand=(1.1, 1.5), arrowprops=line)
        _hide_overlaps(texts, figure)
    return described(figure, given, alt)


def _labels(named):
    """Where each name stands; terms with the same counts share one."""
    for place, some in named.sort_values("term").groupby(["rate", "log_ratio"]):
        terms = [drawable(term, MOST_LABELS) for term in some["term"]]
        yield place, ", ".join(terms[:2]) + (f" +{len(terms) - 2}" if len(terms) > 2 else "")


def _hide_overlaps(texts, figure):
    """Names that found no free place are left out; the marks stay."""
    renderer, taken = figure._get_renderer(), []
    for text in texts:
        box = text.get_window_extent(renderer)
        inside = box.x0 >= 0 and box.x1 <= figure.bbox.width and box.y0 >= 0
        if not inside or any(box.overlaps(other) for other in taken):
            text.set_visible(False)
        else:
            taken.append(box)


def collocation_network(table: pd.DataFrame, node: str, most: int = 16) -> Figure:
    """The strongest collocates of a word as sorted rows: G² along the axis, beside each how often it stands near.

    `table` is that of `keywords.collocates`. The name is that of the star of lines which this figure once was.
    """
    chosen = table[table["g2"] > 0].head(most)
    with house_style():
        figure, axes = framed(
            f"What company does “{drawable(node, MOST_LABELS)}” keep?",
            "Words that stand near it more often than chance. The longer a row, the less likely by chance (G²); beside "
            "it how often near, of how often in all.",
            0.8 + 0.26 * max(len(chosen), 1),
        )
        axes.hlines(range(len(chosen)), 0, chosen["g2"], color=GRID, linewidth=2.5)
        axes.plot(
            chosen["g2"], range(len(chosen)), "o", color="#0072B2", clip_on=len(chosen) == 0
        )  # else it takes room
        said = [f"{row.observed:,} of {row.total:,}" for row in chosen.itertuples()]
        write_counts(axes, chosen["g2"], range(len(chosen)), said)
        axes.set_yticks(range(len(chosen)), [drawable(term, MOST_LABELS) for term in chosen["term"]])
        axes.set(ylim=(max(len(chosen), 1) - 0.4, -0.6), xlim=(0, 1.15 * max([1, *chosen["g2"]])))
        axes.set_xlabel("G²: how far from chance")
        if chosen.empty:
            axes.set(xticks=[], xlabel="")
            axes.text(0, 0, "  None stands out.", va="center")
    alt = f"Words near '{node}', the strongest first: {listed(table['term'].head(6))}."
    return described(figure, table, alt)


def word_trend(table: pd.DataFrame, term: str, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """How often a term occurs over time, a line a source: the table of `keywords.trend`.

    Periods that lie far from all others, as one wrong date does, are named and not drawn (`periods.drawn_periods`).
    """
    groups = sorted(table["group"].unique())
    periods, left_out = drawn_periods(table["period"], table["articles"])
    with house_style():
        figure, axes = framed(
            f"When is “{drawable(term, MOST_LABELS)}” used?",
            f"Occurrences per thousand words in each period; a gap is a period without articles.{left_out}",
            2.9 + key_height(groups),
        )
        for group in groups:
            rates = table[table["group"] == group].set_index("period")["rate"].reindex(periods)
            colour, marker = looks[group]
            axes.plot(range(len(periods)), rates, marker=marker, color=colour, clip_on=False)
        period_axis(axes, periods)
        axes.set(ylim=(0, None), ylabel="per thousand words")
        axes.grid(axis="y")
        key(axes, groups, looks)
    return described(figure, table, f"How often '{term}' is used over time, a line a source.")
