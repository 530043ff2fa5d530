"""Whether intervals and tests hold what they say: simulated on real articles, `python benchmarks/coverage.py GOLD`.

Two sources are drawn at random from one set of articles, so that every difference found is false, and the mean of all
articles is the truth that an interval should hold. GOLD is a folder with `speed_texts.parquet` (any articles) and
`coverage_events.csv` (articles by event); what is not there is left out. Writes `benchmarks/results/coverage.csv`,
which stands on the Accuracy page (`make accuracy`).
"""

import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from utils.corpus import load_corpus
from utils.framing import frames_within_events, load_codebook, measured, score_sentences
from utils.keywords import content_terms, keyness
from utils.sentiment import score_sentences as score_tone
from utils.uncertainty import compare, estimate

RESULTS = Path(__file__).with_name("results") / "coverage.csv"
COLUMNS = ["what", "design", "per cent", "error", "runs", "nominal"]
RUNS, WORD_RUNS = 1000, 150
SIZES = [(10, 10), (15, 15), (30, 30), (100, 100), (10, 100)]
PLANTED = 24  # words made half as frequent on one side
BOOK = load_codebook("generic")


def main(gold):
    rows = []
    for name, measure in {"speed_texts.parquet": [halves, words], "coverage_events.csv": [events]}.items():
        if (gold / name).is_file():
            corpus = pd.read_parquet(gold / name) if name.endswith("parquet") else pd.read_csv(gold / name)
            for simulate in measure:
                rows += list(simulate(corpus.astype({"doc_id": str})))
                print(pd.DataFrame(rows, columns=COLUMNS).tail(12).round(1).to_string(index=False), flush=True)
    rows += list(shuffled())
    table = pd.DataFrame(rows, columns=COLUMNS).round(2)
    table.to_csv(RESULTS, index=False, lineterminator="\n")
    print(table.to_string(index=False))


def by_article(corpus):
    """Mean tone and frame shares of each article, with its event where it has one."""
    frames = measured(score_sentences(corpus, BOOK), BOOK).set_index("doc_id")
    tone = score_tone(corpus).groupby("doc_id")["tone"].mean()
    table = frames.drop(columns=["group", "sentence_words"]).assign(tone=tone).dropna(subset="tone")
    return table[["tone", *BOOK.labels(), *(["event"] if "event" in table else [])]]


def halves(corpus):
    """False differences and missed truths where two sources are drawn from the same articles."""
    table, rng = by_article(corpus), np.random.default_rng(1)
    truth = table.mean()
    for sizes in SIZES:
        groups = ["A"] * sizes[0] + ["B"] * sizes[1]
        false, missed, apart = (dict.fromkeys(table, 0) for _ in range(3))
        for _ in range(RUNS):
            drawn = table.iloc[rng.permutation(len(table))[: sum(sizes)]]
            for name in table:
                row = compare(drawn[name], drawn.index, groups)
                false[name] += row["p"] < 0.05
                apart[name] += (row["p"] < 0.05) != (not row["low"] <= 0 <= row["high"])
                ours = estimate(drawn[name].head(sizes[0]), drawn.index[: sizes[0]], share=name != "tone")
                missed[name] += not ours["low"] <= truth[name] <= ours["high"]
        design = f"{sizes[0]} against {sizes[1]} articles"
        yield from (row_of(f"false difference, {name}", design, n, RUNS) for name, n in false.items())
        yield row_of("interval and p contradict each other", design, sum(apart.values()), RUNS * len(apart), 0)
        if sizes[0] == sizes[1]:
            design = f"{sizes[0]} articles"
            yield from (row_of(f"truth outside the interval, {name}", design, n, RUNS) for name, n in missed.items())


def events(corpus):
    """False differences where each source has events of its own, three articles on each."""
    table, rng = by_article(corpus), np.random.default_rng(2)
    names = table["event"].unique()
    for each in (5, 10, 20):
        false, alone = (dict.fromkeys(table.columns[:-1], 0) for _ in range(2))
        for _ in range(RUNS):
            ours, theirs = np.split(rng.permutation(names)[: 2 * each], 2)
            drawn = table[table["event"].isin([*ours, *theirs])]
            groups = np.where(drawn["event"].isin(ours), "A", "B")
            for name in false:
                false[name] += compare(drawn[name], drawn.index, groups, drawn["event"])["p"] < 0.05
                alone[name] += compare(drawn[name], drawn.index, groups)["p"] < 0.05
        design = f"{each} events a source, 3 articles each"
        yield from (row_of(f"false difference, {name}", design, n, RUNS) for name, n in false.items())
        most = max(alone, key=alone.get)
        yield row_of(f"the same if articles were cases, {most}", design, alone[most], RUNS)


def shuffled():
    """The path of notebook 05: all frames and pairs on the same events, outlets shuffled within events."""
    scored, rng = score_sentences(load_corpus("practice"), BOOK), np.random.default_rng(3)
    articles = scored.drop_duplicates("doc_id")[["doc_id", "event", "source"]]
    runs, found = RUNS // 4, 0
    for _ in range(runs):
        dealt = articles.groupby("event")["source"].transform(rng.permutation)
        source = scored["doc_id"].map(dict(zip(articles["doc_id"], dealt, strict=True)))
        table = frames_within_events(scored.assign(source=source), BOOK)
        found += (table["low"] > 0).any() or (table["high"] < 0).any()
    yield row_of("any false difference of frames and pairs", "practice corpus, outlets shuffled", found, runs)


def words(corpus):
    """False key words, and how many are found of those made half as frequent on one side."""
    texts, rng = corpus["text"].to_numpy(), np.random.default_rng(4)
    for n in (10, 30, 100):
        false, tested, seen, planted = 0, 0, 0, 0
        for _ in range(WORD_RUNS):
            drawn = texts[rng.permutation(len(texts))[: 2 * n]]
            table = content_terms(keyness(list(drawn[:n]), list(drawn[n:]), min_count=3))
            false += (table["q"] < 0.05).any()
            tested += table["q"].notna().sum()
            common = table.loc[_spread(table, n).between(0.35, 0.65), "term"].to_numpy()
            chosen = rng.choice(common, min(PLANTED, len(common)), replace=False)
            fewer = [_halved(text, chosen, rng) for text in drawn[n:]]
            again = content_terms(keyness(list(drawn[:n]), fewer, min_count=3)).set_index("term").reindex(chosen)
            counted = _spread(again, n).between(0.3, 0.5)
            seen, planted = seen + (again.loc[counted, "q"] < 0.05).sum(), planted + counted.sum()
        design = f"{n} against {n} articles"
        yield row_of("any false key word", f"{design}, {tested // WORD_RUNS:,} words tested", false, WORD_RUNS)
        yield row_of("key word twice as frequent found (in 30 to 50 % of articles)", design, seen, planted, "")


def _spread(table, n):
    return (table["target_documents"] + table["reference_documents"]) / (2 * n)


def _halved(text, terms, rng):
    """A text in which each occurrence of the terms is replaced with probability one half."""
    found = re.compile(rf"\b(?:{'|'.join(map(re.escape, terms))})\b", re.IGNORECASE)
    return found.sub(lambda match: match.group() if rng.random() < 0.5 else "it", text)


def row_of(what, design, hits, runs, nominal=5):
    share = hits / runs
    return what, design, 100 * share, 100 * (share * (1 - share) / runs) ** 0.5, runs, nominal


if __name__ == "__main__":
    main(Path(sys.argv[1]))
