"""Frames: which aspects of an event a text brings forward, found by a codebook anyone can read.

A codebook is a TOML file. Each frame has a definition, the questions a human coder would ask, and
indicators: words and phrases that often go with it. The machine finds indicators and nothing else. So
what it reports is "share of sentences with an indicator", never "the frame of the sentence", and each
hit comes with its sentence.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd

from utils.coding.codebook import (
    CODEBOOKS,
    Codebook,
    codebook_names,
    codebook_path,
    load_codebook,
    read_codebook,
)
from utils.coding.form import keep_or_drop
from utils.coding.hits import draw_hits, hit_answers, kept_differences, kept_hits, kept_profile, readers_agree
from utils.coding.whole_words import find_entries
from utils.corpus import in_language, labels_of, load_truth, with_groups
from utils.engine.conditions import inside_a_name, negated
from utils.engine.indicators import Found, finder
from utils.text import lies_inside, quoted_stretches, sentence_table, small_letters, word_spans, words
from utils.uncertainty import differences, estimates, events_of, within_events

__all__ = [
    "CODEBOOKS",
    "Codebook",
    "best_first",
    "co_occurrence",
    "codebook_names",
    "codebook_path",
    "coverage",
    "draw_hits",
    "evidence",
    "find_indicators",
    "frame_differences",
    "frame_flags",
    "frames_within_events",
    "frequent_indicators",
    "hit_answers",
    "keep_or_drop",
    "kept_differences",
    "kept_hits",
    "kept_profile",
    "leading_frame",
    "leading_group",
    "load_codebook",
    "meant_and_found",
    "measured",
    "negated",
    "new_evidence",
    "precision",
    "profile",
    "read_codebook",
    "readers_agree",
    "score_sentences",
    "score_texts",
    "strengths",
    "whose_words",
    "within_events",
]

EVIDENCE = ["doc_id", "frame", "start", "end", "match", "sentence", "sentence_start", "text", "negated", "quoted"]
EVIDENCE += ["indicator", "precision"]
LEAST_READ = 5  # hits of an indicator, for a share of its own
WEIGHT = 10  # hits as which the share of a frame weighs beside those of one of its indicators
LENGTHS = [0, 10, 15, 20, 25, 30, 40, np.inf]  # words: bands of sentences that are held against each other
Measure = Literal["share", "per_100_words", "standardised"]


def score_texts(texts: Iterable[str], codebook: Codebook) -> pd.DataFrame:
    """Strength of each frame in each text: indicators found per hundred words, 0 = no hit; one column a frame.

    An indicator counts 1, one of a dictionary its weight, which may be below 0; a codebook may have a second list of
    words, `…_wider.toml` beside it, which count less. On how many words a score rests: `coverage`.

    >>> score_texts(["The two sides clashed over prices."], load_codebook("generic")).round(1).iloc[0].to_dict()
    {'responsibility': 0.0, 'human_interest': 0.0, 'conflict': 16.7, 'morality': 0.0, 'economic_consequences': 16.7}
    """
    texts = list(texts)
    rows = [_strengths(text, sums, codebook) for text, sums in zip(texts, _sums(texts, codebook), strict=True)]
    return pd.DataFrame(rows, columns=list(codebook.labels()), dtype=float)


def coverage(texts: Iterable[str], codebook: Codebook) -> pd.Series:
    """The share of each text's words that stand in an indicator of any frame, 0 to 1; 0: the codebook knows none.

    >>> coverage(["The two sides clashed over prices."], load_codebook("generic")).round(2).tolist()
    [0.33]
    """
    texts = list(texts)
    starts = [np.array([start for start, _ in word_spans(text)], int) for text in texts]
    known = [np.zeros(len(places), bool) for places in starts]
    for text, _, start, end, _ in zip(*_found(texts, codebook), strict=True):
        known[text][slice(*np.searchsorted(starts[text], (start, end)))] = True
    return pd.Series([some.mean() if len(some) else 0.0 for some in known], name="coverage", dtype=float)


def find_indicators(texts: Iterable[str], codebook: Codebook, frame: str) -> list[list[tuple[int, int]]]:
    """Offsets of the indicators of one frame in each text: [[(start, end), …], …].

    >>> find_indicators(["They clashed.", "All calm."], load_codebook("generic"), "conflict")
    [[(5, 12)], []]
    """
    spans = [[] for _ in texts]
    for text, _, start, end, _ in zip(*_found(texts, codebook, [codebook.frame(frame)["name"]]), strict=True):
        spans[text].append((int(start), int(end)))
    return spans


def score_sentences(corpus: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The sentence table of the articles in the codebook's language, `words`, and a column a frame.

    A frame's column is True where there is an indicator, `words` is how many words a sentence has. After `doc_id` stand
    `source` and other columns that group the articles (see `corpus.with_groups`).

    >>> corpus = pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": ["All calm. They clashed again."]})
    >>> score_sentences(corpus, load_codebook("generic"))[["source", "sentence", "conflict"]].values.tolist()
    [['A', 0, False], ['A', 1, True]]
    """
    sentences = sentence_table(in_language(corpus, codebook.language))
    sentences["words"] = [len(word_spans(text)) for text in sentences["text"]]
    return with_groups(pd.concat([sentences, frame_flags(sentences["text"], codebook)], axis=1), corpus)


def frame_flags(texts: Sequence[str], codebook: Codebook) -> pd.DataFrame:
    """Whether each text has an indicator of each frame: one row a text, one column a frame."""
    found, names = _found(texts, codebook), list(codebook.labels())
    flags = np.zeros((len(texts), len(names)), bool)
    flags[found.text, found.list] = True
    return pd.DataFrame(flags, columns=names)


def evidence(corpus: pd.DataFrame, codebook: Codebook, frame: str | None = None) -> pd.DataFrame:
    """Every indicator found: `doc_id, frame, start, end, match, sentence, sentence_start, text, negated, quoted,
    indicator, precision`.

    Of all frames of the codebook that are not off, or of the one named.

    `start` and `end` are offsets into the article; `match` is the piece between them, `sentence` the number of
    its sentence, `sentence_start` its offset and `text` that sentence. `negated`: a *not* or *no* stands within three
    words before, and does not affirm as in *not only* and *not without* (English only); `quoted`: the indicator stands
    inside quotation marks, so it is somebody else's word. `indicator`: the line of the codebook that found it;
    `precision`: the share of its hits in real articles that a reader confirmed, drawn to that of its frame where few
    were read, missing where none was.

    >>> corpus = pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": ["All calm. They clashed again."]})
    >>> evidence(corpus, load_codebook("generic"))[["frame", "start", "match", "sentence"]].values.tolist()
    [['conflict', 15, 'clashed', 1]]
    """
    articles, rows = in_language(corpus, codebook.language), []
    marks = {row.doc_id: quoted_stretches(row.text) for row in articles.itertuples(index=False)}
    sentences = sentence_table(articles)
    frames = list(codebook.shown()) if frame is None else [codebook.frame(frame)["name"]]
    records = list(sentences.itertuples(index=False))
    for text, number, a, b, written in np.transpose(_found(sentences["text"], codebook, frames)).tolist():
        row, name = records[text], frames[number]
        start, indicator = row.start + a, codebook.frame(name)["indicators"][written]
        quoted = lies_inside(marks[row.doc_id], start)
        where = (row.sentence, row.start, row.text, negated(row.text, a), quoted)
        known = (indicator, precision(codebook, name, indicator))
        rows.append((row.doc_id, name, start, row.start + b, row.text[a:b], *where, *known))
    kinds: dict[str, type] = dict.fromkeys(("start", "end", "sentence", "sentence_start"), int)
    kinds |= dict.fromkeys(("doc_id", "frame", "match", "text", "indicator"), str)
    return pd.DataFrame(rows, columns=EVIDENCE).astype({**kinds, "negated": bool, "quoted": bool, "precision": float})


def precision(codebook: Codebook, frame: str, indicator: str | None = None) -> float:
    """The share of the hits of a frame, or of one of its indicators, that a reader of real articles confirmed.

    Of a frame: what fresh readers confirmed when the codebook was done, else the sum over its indicators; missing where
    none was read. Of an indicator: its own hits, drawn to the share of its frame, which weighs as ten hits: many were
    read while the codebook was written, and single counts flatter. Missing for one of which fewer than five were read.
    """
    whole = codebook.read.get((frame, ""))
    counts = [whole] if whole else [pair for (name, _), pair in codebook.read.items() if name == frame]
    confirmed, read = np.sum(counts, axis=0) if counts else (0, 0)
    if not read:
        return float("nan")
    if indicator is None:
        return confirmed / read
    own, hits = codebook.read.get((frame, indicator), (0, 0))
    if hits < LEAST_READ:
        return float("nan")
    return (own + WEIGHT * confirmed / read) / (hits + WEIGHT)


def best_first(found: pd.DataFrame, corpus: pd.DataFrame, by: str = "source") -> pd.DataFrame:
    """The table of `evidence` in the order in which to read it: groups in turn, of each the surest sentences first.

    What is denied comes last; then `precision` decides, then the order of the articles.

    >>> corpus = pd.DataFrame({"doc_id": list("aab"), "source": list("AAB"), "text": ["They clashed."] * 3})
    >>> corpus["doc_id"] = ["a1", "a2", "b1"]
    >>> best_first(evidence(corpus, load_codebook("generic"), "conflict"), corpus)["doc_id"].tolist()
    ['a1', 'b1', 'a2']
    """
    group = found["doc_id"].map(dict(zip(corpus["doc_id"], labels_of(corpus, by), strict=True)))
    sentence = [found["doc_id"], found["sentence"]]
    table = found.assign(
        group=group,
        denied=found["negated"].groupby(sentence).transform("all"),
        surest=-found["precision"].groupby(sentence).transform("max"),
    )
    table = table.sort_values(["group", "denied", "surest"], kind="stable")
    table["turn"] = (~table.duplicated(["doc_id", "sentence"])).groupby(table["group"]).cumsum()
    return table.sort_values(["turn", "group"], kind="stable")[found.columns].reset_index(drop=True)


def new_evidence(corpus: pd.DataFrame, before: Codebook, after: Codebook) -> pd.DataFrame:
    """The evidence that a changed codebook finds and the one `before` did not: the rows of `evidence` that are new.

    >>> corpus = pd.DataFrame({"doc_id": ["a"], "text": ["They clashed while it rained."]})
    >>> before = load_codebook("generic")
    >>> new_evidence(corpus, before, before.with_indicators("conflict", "rained"))["match"].tolist()
    ['rained']
    """
    place = ["doc_id", "frame", "start"]
    known = evidence(corpus, before).set_index(place).index
    found = evidence(corpus, after)
    return found[~found.set_index(place).index.isin(known)]


def frequent_indicators(found: pd.DataFrame, codebook: Codebook, least: int = 2) -> pd.DataFrame:
    """Which words carry each frame: `frame` (its label), `match, count`, of those found `least` times or more.

    `found` is the table of `evidence`.

    >>> corpus = pd.DataFrame({"doc_id": ["a"], "text": ["They clashed. Clashed again!"]})
    >>> book = load_codebook("generic")
    >>> frequent_indicators(evidence(corpus, book), book).values.tolist()
    [['Conflict', 'clashed', 2]]
    """
    hits = found["match"].str.lower().groupby(found["frame"]).value_counts().reset_index(name="count")
    return hits.assign(frame=hits["frame"].map(codebook.labels()))[hits["count"] >= least]


def whose_words(found: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """How many indicators of each frame stand in the outlet's own words, and how many inside quotation marks.

    `found` is the table of `evidence`.

    >>> corpus = pd.DataFrame({"doc_id": ["a"], "text": ["They clashed. “We clashed,” he said."]})
    >>> book = load_codebook("generic")
    >>> whose_words(evidence(corpus, book), book).values.tolist()
    [['Conflict', 1, 1]]
    """
    voice = found["quoted"].map({True: "inside quotation marks", False: "outside quotation marks"})
    return found.groupby([found["frame"].map(codebook.labels()), voice]).size().unstack(fill_value=0).reset_index()


def profile(corpus: pd.DataFrame, codebook: Codebook, by: str = "source", measure: Measure = "share") -> pd.DataFrame:
    """How much of each frame a group has: `group, frame, share, low, high, n, sentence_words, note`.

    `share` is that of an article's sentences with an indicator, in the mean over `n` articles, 0 to 1. Long sentences
    have more indicators, whatever is told in them: `sentence_words` is the mean length of the group's sentences, and
    two other measures hold it constant. "per_100_words": indicators per hundred words. "standardised": the share if all
    groups had sentences as long as all of them together have (direct standardisation; Fleiss 1981); either stands in
    the place of the column `share`. `corpus` may also be its table of `score_sentences`, so that nothing is scored
    twice. Articles in other languages than the codebook's are left out; a dictionary may be of any.
    Intervals as of `uncertainty.estimates`, with events as cases where the corpus has them; `note` says why there is
    none. Frames that are off are left out (`codebook.switched_on` brings one back).
    """
    values = measured(_scored(corpus, codebook), codebook, by, measure)
    words = values.groupby("group")["sentence_words"].mean()
    tables = []
    for frame in codebook.shown():
        means = estimates(values[frame], values["doc_id"], values["group"], events_of(values), measure == "share")
        tables.append(means.rename(columns={"value": measure}).assign(frame=frame))
    table = pd.concat(tables, ignore_index=True)
    if measure == "share" or not _below_zero(codebook):
        table["low"] = table["low"].clip(0)
    table["sentence_words"] = table["group"].map(words)
    return table[["group", "frame", measure, "low", "high", "n", "sentence_words", "note"]]


def _scored(corpus, codebook):
    return corpus if {"words", *codebook.labels()} <= set(corpus) else score_sentences(corpus, codebook)


def measured(scored: pd.DataFrame, codebook: Codebook, by: str = "source", measure: Measure = "share") -> pd.DataFrame:
    """What `profile` takes means of, a row an article: `doc_id, group`, `event` if known, `sentence_words`, the frames.

    `scored` is the table of `score_sentences`; measures as of `profile`.
    """
    frames = list(codebook.shown())
    table = scored.assign(group=labels_of(scored, by).to_numpy(), sentence_words=scored["words"])
    table[frames] = table[frames].astype(float)
    if measure == "per_100_words":
        per_word = table.groupby("doc_id")["words"].transform("mean").clip(1)
        table[frames] = 100 * _sums(scored["text"], codebook, frames) / per_word.to_numpy()[:, None]
    elif measure == "standardised":
        table[frames] = table[frames].mul(_weights(table), axis=0)
    elif measure != "share":
        raise ValueError(f"measure= is 'share', 'per_100_words' or 'standardised'; it was {measure!r}.")
    keys = [name for name in ("doc_id", "group", "event") if name in table]
    return table.groupby(keys, sort=False, dropna=False)[["sentence_words", *frames]].mean().reset_index()


def _weights(table):
    """Weights of sentences that give each group the lengths of all, each article counting once.

    Bands that a group lacks are left out for all; missing where there is none that all groups have.
    """
    band = pd.cut(table["words"], LENGTHS, labels=False, include_lowest=True)
    once = 1 / table.groupby("doc_id")["words"].transform("size")
    own = once.groupby([table["group"], band]).sum().unstack(fill_value=0.0)
    own = own.div(own.sum(axis=1), axis=0)
    there = band.isin(own.columns[(own > 0).all()])
    if not there.any():
        return pd.Series(np.nan, table.index)
    everywhere = once[there].groupby(band[there]).sum() / once[there].sum()
    at = pd.MultiIndex.from_arrays([table["group"], band])
    return (band.map(everywhere) / own.stack().reindex(at).to_numpy()).where(there, 0.0)


def leading_frame(shares: pd.DataFrame) -> str:
    """The frame with the largest share in any group of a `profile`.

    >>> leading_frame(pd.DataFrame({"group": ["A", "A"], "frame": ["conflict", "morality"], "share": [0.5, 0.1]}))
    'conflict'
    """
    return shares.groupby("frame")["share"].max().idxmax()


def leading_group(shares: pd.DataFrame, frame: str) -> str:
    """The group of a `profile` with the largest share of a frame.

    >>> leading_group(pd.DataFrame({"group": ["A", "B"], "frame": "conflict", "share": [0.1, 0.5]}), "conflict")
    'B'
    """
    here = shares[shares["frame"] == frame].sort_values("group")
    return here.set_index("group")["share"].idxmax()


def strengths(corpus: pd.DataFrame, codebook: Codebook, by: str = "source", most: int = 6) -> pd.DataFrame:
    """How strong each dimension of a codebook is in each group: `dimension`, and a column a group.

    Means of `score_texts` over articles, weighted indicators per hundred words; the `most` strongest dimensions.

    >>> corpus = pd.DataFrame({"source": ["A"], "text": ["The two sides clashed over prices."]})
    >>> strengths(corpus, load_codebook("generic"), most=1).round(1).values.tolist()
    [['Conflict', 16.7]]
    """
    scores = score_texts(corpus["text"], codebook)[list(codebook.shown())]
    means = scores.groupby(labels_of(corpus, by).to_numpy()).mean().T
    means.index = [codebook.labels()[frame] for frame in means.index]
    return means.loc[means.abs().max(axis=1).nlargest(most).index].rename_axis("dimension").reset_index()


def meant_and_found(scored: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Whether frames of the practice corpus are found where its writer meant them, a mean over articles.

    `scored` is its table of `score_sentences`. Columns `frame, share where not meant, share where meant`: the shares
    of an article's sentences with an indicator.

    >>> scored = pd.DataFrame({"doc_id": load_truth("frame")["doc_id"], "conflict": True})
    >>> book = Codebook("mine", "", "", ({"name": "conflict", "label": "Conflict"},), {})
    >>> meant_and_found(scored, book).values.tolist()
    [['Conflict', 1.0, 1.0]]
    """
    labels, truth = codebook.labels(), load_truth("frame")
    found = scored.groupby("doc_id")[list(labels)].mean().stack().rename_axis(["doc_id", "frame"])
    meant = found.index.isin(truth.set_index(["doc_id", "value"]).index)
    table = found.groupby(["frame", np.where(meant, "share where meant", "share where not meant")]).mean()
    columns = ["share where not meant", "share where meant"]
    return table.unstack()[columns].rename(labels).reset_index()


def frame_differences(
    corpus: pd.DataFrame,
    codebook: Codebook,
    by: str = "source",
    pair: tuple[str, str] | None = None,
    measure: Measure = "share",
) -> pd.DataFrame:
    """How far two groups differ in each frame, surest first: `frame, first, second, difference, low, high, q,
    detectable, n, note`.

    Of a `pair` of groups, else of every two (see `uncertainty.differences`): `q` and the interval are corrected for all
    rows together. `corpus` and `measure` as of `profile`. A frame without any indicator is not tested.
    """
    values = measured(_scored(corpus, codebook), codebook, by, measure)
    frames = values[list(codebook.shown())]
    table = differences(frames, values["doc_id"], values["group"], events_of(values), pair, share=measure == "share")
    return table.rename(columns={"measure": "frame"})


def frames_within_events(scored: pd.DataFrame, codebook: Codebook, by: str = "source") -> pd.DataFrame:
    """`frame_differences` on the same events, all frames and pairs corrected together (`uncertainty.within_events`).

    `scored` is the table of `score_sentences`; empty where it has no column `event`.
    """
    return within_events(scored, list(codebook.shown()), by).rename(columns={"measure": "frame"})


def co_occurrence(sentences: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Which frames have indicators in the same sentences: `frame, other, together, expected, phi`, widest phi first.

    `sentences` is the table of `score_sentences`; `expected` is how many sentences would have both by chance, `phi`
    their correlation, -1 to 1.
    """
    frames, n = list(codebook.shown()), len(sentences)
    flags = sentences[frames].astype(float)
    rows = []
    for one, other in combinations(frames, 2):
        phi = flags[one].corr(flags[other]) if n and flags[one].std() and flags[other].std() else float("nan")
        both = int((flags[one] * flags[other]).sum())
        rows.append((one, other, both, flags[one].sum() * flags[other].sum() / max(n, 1), phi))
    table = pd.DataFrame(rows, columns=["frame", "other", "together", "expected", "phi"])
    return table.sort_values("phi", ascending=False, kind="stable", ignore_index=True)


def _strengths(text, hits, codebook):
    found, sums = words(text), dict(zip(codebook.labels(), hits, strict=True))
    for name, weights in codebook.wider.items():
        sums[name] += sum(weights[word] for word in found if word in weights)
    return {name: 100 * value / max(len(found), 1) for name, value in sums.items()}


def _sums(texts, codebook, frames=None):
    """How many indicators of each frame each text has, or the sum of their weights: a row a text, a column a frame."""
    texts, frames = list(texts), list(codebook.labels()) if frames is None else frames
    found, sums, counts = _found(texts, codebook, frames), np.zeros((len(texts), len(frames))), 1.0
    if codebook.weights is not None:
        weights = [list(codebook.weights[name].values()) for name in frames]
        counts = [weights[one][number] for one, number in zip(found.list, found.indicator, strict=True)]
    np.add.at(sums, (found.text, found.list), counts)
    return sums


def _below_zero(codebook):
    return any(weight < 0 for entries in (codebook.weights or {}).values() for weight in entries.values())


def _found(texts, codebook, frames=None):
    """The indicators of each frame in each text, as `engine.indicators.Found`; `indicator` is its number in the frame.

    One that stands inside a name (*Victory Day*, *War Department*) counts only if it is written with a capital; the
    entries of a dictionary count wherever they stand.
    """
    texts, frames = list(texts), list(codebook.labels()) if frames is None else frames
    if codebook.weights is not None:
        return Found(*find_entries(texts, tuple(tuple(codebook.weights[name]) for name in frames)))
    entries = [codebook.entries[name] for name in frames]
    find = finder(tuple((_small(entry.indicators), _small(entry.exceptions)) for entry in entries))
    found = find(map(small_letters, texts))
    kept = np.ones(len(found.text), bool)
    for k, (text, which, start, end, number) in enumerate(zip(*found, strict=True)):
        if texts[text][start].isupper() and entries[which].indicators[number].islower():
            kept[k] = not inside_a_name(texts[text], start, end)
    text, which, start, end, number = (column[kept] for column in found)
    written = [entries[one].written[k] for one, k in zip(which, number, strict=True)]
    return Found(text, which, start, end, np.array(written, int))


@cache
def _small(indicators):
    return tuple(map(small_letters, indicators))
