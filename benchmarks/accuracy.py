"""How far the instruments agree with people, on human-coded data: `python benchmarks/accuracy.py GOLD`.

GOLD is a folder with `tone_snippets.csv` (sentences of newspaper editorials, rated by twenty people each; Hutto &
Gilbert 2014), `sentences_news.jsonl` (sentence ends; Universal Dependencies English-GUM, Zeldes 2017) and
`frames_articles_generic.csv` (five generic frames of climate articles; Frermann et al. 2023). Nothing is fitted here.
Intervals redraw whole articles. The figures in docs/methods.md are this script's output.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from utils.framing import load_codebook, score_texts
from utils.sentiment import INSTRUMENTS
from utils.sentiment import score_texts as score_tone
from utils.text import split_sentences

DRAWS = 1000


def main(gold):
    print(f"{'what':<44}{'n':>6}{'value':>8}   95 % interval")
    for name, n, value, low, high in [*tone(gold), *sentences(gold), *frames(gold)]:
        print(f"{name:<44}{n:>6}{value:>8.2f}   {low:.2f} to {high:.2f}")


def tone(gold):
    """Pearson correlation with the mean of the raters; intervals redraw articles."""
    snippets = pd.read_csv(gold / "tone_snippets.csv", dtype={"id": str})
    table = score_tone(snippets["text"]).assign(
        people=snippets["mean_rating"], article=snippets["id"].str.split("_").str[0]
    )
    for column, instrument in INSTRUMENTS.items():
        measure = lambda part, column=column: part[column].corr(part["people"])  # noqa: E731
        yield f"{instrument}, correlation with raters", len(table), *_interval(table, measure)


def sentences(gold):
    """F1 of sentence ends inside paragraphs."""
    rows = []
    for line in (gold / "sentences_news.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        last = [*article["opens_paragraph"][1:], True]
        ends = [end for _, end in article["sentences"]]
        inner = {end for end, closes in zip(ends, last, strict=True) if not closes}
        ours = {end for _, end in split_sentences(article["text"])} - (set(ends) - inner)
        rows.append((article["id"], len(inner & ours), len(inner - ours), len(ours - inner)))
    table = pd.DataFrame(rows, columns=["article", "found", "missed", "wrong"])
    counts = table["found"] + table["missed"]
    measure = lambda part: 2 * part["found"].sum() / (2 * part["found"] + part["missed"] + part["wrong"]).sum()  # noqa: E731
    yield "sentence ends, F1", counts.sum(), *_interval(table, measure)


def frames(gold):
    """Area under the curve: how often an article coded with a frame scores above one coded without it."""
    articles = pd.read_csv(gold / "frames_articles_generic.csv")
    scores = score_texts(articles["text"], load_codebook("generic"))
    pairs = {
        "RE": "responsibility",
        "HI": "human_interest",
        "CO": "conflict",
        "MO": "morality",
        "EC": "economic_consequences",
    }
    for code, frame in pairs.items():
        table = pd.DataFrame({"score": scores[frame], "coded": articles[code].astype(bool), "article": articles.index})
        label = frame.replace("_", " ") + (" (coded as resolution)" if code == "RE" else "")
        yield f"{label}, area under the curve", len(table), *_interval(table, _area)


def _area(table):
    ranks, ones = table["score"].rank(), table["coded"].sum()
    return (ranks[table["coded"]].sum() - ones * (ones + 1) / 2) / (ones * (len(table) - ones))


def _interval(table, measure, seed=0):
    groups = [part for _, part in table.groupby("article", sort=True)]
    rng = np.random.default_rng(seed)
    draws = [measure(pd.concat([groups[i] for i in rng.integers(len(groups), size=len(groups))])) for _ in range(DRAWS)]
    return measure(table), *np.quantile(draws, [0.025, 0.975])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
