"""Articles as they stand: their shape, and how long their sentences are."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from utils.charts.shared import MOST_LABELS, band, few, names_of, stacked
from utils.figures import GRID, INK, described, drawable, framed, house_style
from utils.summary import listed, middle_sentences

DRAWN = ["doc_id", "sentence", "paragraph", "start", "end", "quoted", "words"]


def article_strips(sentences: pd.DataFrame, corpus: pd.DataFrame, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """Each article as a strip of its sentences, wide as they are long, filled where somebody is quoted.

    `sentences` is the table of `text.sentence_lengths`, `corpus` the articles to draw.
    """
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
        axes.set_yticks(range(len(corpus)), names_of(corpus))
        axes.set(ylim=(len(corpus) - 0.5, -0.5), xlabel="words from the beginning (gaps between paragraphs added)")
    quoted = (sentences["words"] * sentences["quoted"]).sum() / sentences["words"].sum()
    alt = f"Strips of {len(corpus)} articles, a block a sentence; {quoted:.0%} of the words are in quotation marks."
    return described(figure, sentences[DRAWN], alt)


def sentence_lengths(sentences: pd.DataFrame, looks: Mapping[str, tuple[str, str]]) -> Figure:
    """Words per sentence, a mark a sentence, a row a source: at most ten sources, those with the most articles.

    `sentences` is the table of `text.sentence_lengths`.
    """
    middles = middle_sentences(sentences)
    table = sentences[sentences["source"].isin(middles.index)]
    with_marks, counts = few(table, "source"), table.groupby("source").size()
    marks = "Each mark is a sentence" if with_marks else "The higher the band, the more sentences"
    with house_style():
        figure, axes = framed(
            "How long are the sentences?",
            f"{marks}; the upright stroke is the middle one (median) of the source.",
            0.75 + 0.75 * len(middles),
        )
        for y, (source, middle) in enumerate(middles.items()):
            words, (colour, marker) = table.loc[table["source"] == source, "words"], looks[source]
            if with_marks:
                axes.plot(words, y + stacked(words), marker, color=colour, linestyle="none", markersize=5, alpha=0.8)
            else:
                at, height = band(words)
                axes.fill_between(at, y - height, y + height, color=colour, alpha=0.6, linewidth=0)
            axes.plot([middle, middle], [y - 0.42, y + 0.42], color=INK)
        names = [f"{drawable(source, MOST_LABELS)}\n{counts[source]:,} sentences" for source in middles.index]
        axes.set_yticks(range(len(middles)), names)
        axes.set(ylim=(len(middles) - 0.45, -0.55), xlim=(0, None), xlabel="words in the sentence")
    told = listed(f"{source} {middle:g}" for source, middle in middles.items())
    alt = f"Lengths of sentences, a row a source; the middle sentence has this many words: {told}."
    return described(figure, table[["doc_id", "source", "sentence", "words"]], alt)
