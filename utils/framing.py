"""Frames: which aspects of an event a text brings forward, found by a codebook anyone can read.

A codebook is a TOML file. Each frame has a definition, the questions a human coder would ask, and
indicators: words and phrases that often go with it. The machine finds indicators and nothing else. So
what it reports is "share of sentences with an indicator", never "the frame of the sentence", and each
hit comes with its sentence.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import combinations

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
from utils.corpus import in_english, labels_of, load_truth, with_groups
from utils.engine.indicators import finder
from utils.text import lies_inside, quoted_stretches, sentence_table, small_letters, words
from utils.uncertainty import benjamini_hochberg, difference, group_means, within_events

__all__ = [
    "CODEBOOKS",
    "Codebook",
    "co_occurrence",
    "codebook_names",
    "codebook_path",
    "dividing_frame",
    "evidence",
    "find_indicators",
    "frame_differences",
    "frame_flags",
    "frequent_indicators",
    "leading_frame",
    "leading_group",
    "load_codebook",
    "meant_and_found",
    "new_evidence",
    "profile",
    "read_codebook",
    "score_sentences",
    "score_texts",
    "strengths",
    "whose_words",
    "within_events",
]

NEGATED = re.compile(r"(?:\b(?:not|no|never|nor|without|neither|cannot)|n't)(?:\s+[\w'-]+){0,2}\s+$")
NEAR = 200  # characters before an indicator in which a negation is looked for


def score_texts(texts: Iterable[str], codebook: Codebook) -> pd.DataFrame:
    """Strength of each frame in each text: indicators found per hundred words, 0 = no hit; one column a frame.

    An indicator counts 1; a codebook may have a second list of words, `…_wider.toml` beside it, which count less.

    >>> score_texts(["The two sides clashed over prices."], load_codebook("generic")).round(1).iloc[0].to_dict()
    {'responsibility': 0.0, 'human_interest': 0.0, 'conflict': 16.7, 'morality': 0.0, 'economic_consequences': 16.7}
    """
    texts, names = list(texts), list(codebook.labels())
    found = _found(texts, codebook.frames)
    hits = np.zeros((len(texts), len(names)))
    np.add.at(hits, (found.text, found.list), 1)
    rows = [_strengths(text, sums, codebook) for text, sums in zip(texts, hits, strict=True)]
    return pd.DataFrame(rows, columns=names, dtype=float)


def find_indicators(texts: Iterable[str], codebook: Codebook, frame: str) -> list[list[tuple[int, int]]]:
    """Offsets of the indicators of one frame in each text: [[(start, end), …], …].

    >>> find_indicators(["They clashed.", "All calm."], load_codebook("generic"), "conflict")
    [[(5, 12)], []]
    """
    spans = [[] for _ in texts]
    for text, _, start, end in zip(*_found(texts, [codebook.frame(frame)]), strict=True):
        spans[text].append((int(start), int(end)))
    return spans


def score_sentences(corpus: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The sentence table of the articles in English, with a column a frame: True where there is an indicator.

    After `doc_id` stand `source` and other columns that group the articles (see `corpus.with_groups`).

    >>> corpus = pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": ["All calm. They clashed again."]})
    >>> score_sentences(corpus, load_codebook("generic"))[["source", "sentence", "conflict"]].values.tolist()
    [['A', 0, False], ['A', 1, True]]
    """
    sentences = sentence_table(in_english(corpus))
    return with_groups(pd.concat([sentences, frame_flags(sentences["text"], codebook)], axis=1), corpus)


def frame_flags(texts: Sequence[str], codebook: Codebook) -> pd.DataFrame:
    """Whether each text has an indicator of each frame: one row a text, one column a frame."""
    found, names = _found(texts, codebook.frames), list(codebook.labels())
    flags = np.zeros((len(texts), len(names)), bool)
    flags[found.text, found.list] = True
    return pd.DataFrame(flags, columns=names)


def evidence(corpus: pd.DataFrame, codebook: Codebook, frame: str | None = None) -> pd.DataFrame:
    """Every indicator found: `doc_id, frame, start, end, match, sentence, sentence_start, text, negated, quoted`.

    Of all frames of the codebook, or of the one named.

    `start` and `end` are offsets into the article; `match` is the piece between them, `sentence` the number of
    its sentence, `sentence_start` its offset and `text` that sentence. `negated`: a *not* or *no* stands within three
    words before; `quoted`: the indicator stands inside quotation marks, so it is somebody else's word.

    >>> corpus = pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": ["All calm. They clashed again."]})
    >>> evidence(corpus, load_codebook("generic"))[["frame", "start", "match", "sentence"]].values.tolist()
    [['conflict', 15, 'clashed', 1]]
    """
    english, rows = in_english(corpus), []
    marks = {row.doc_id: quoted_stretches(row.text) for row in english.itertuples(index=False)}
    sentences = sentence_table(english)
    frames = codebook.frames if frame is None else [codebook.frame(frame)]
    records = list(sentences.itertuples(index=False))
    small = list(map(small_letters, sentences["text"]))
    for text, number, a, b in np.transpose(_found(sentences["text"], frames)).tolist():
        row = records[text]
        start = row.start + a
        quoted = lies_inside(marks[row.doc_id], start)
        negated = bool(NEGATED.search(small[text], max(0, a - NEAR), a))
        where = (row.sentence, row.start, row.text, negated, quoted)
        rows.append((row.doc_id, frames[number]["name"], start, row.start + b, row.text[a:b], *where))
    names = ["doc_id", "frame", "start", "end", "match", "sentence", "sentence_start", "text", "negated", "quoted"]
    return pd.DataFrame(rows, columns=names).astype({"negated": bool, "quoted": bool})


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
    voice = found["quoted"].map({True: "inside quotation marks", False: "in the outlet's own words"})
    return found.groupby([found["frame"].map(codebook.labels()), voice]).size().unstack(fill_value=0).reset_index()


def profile(corpus: pd.DataFrame, codebook: Codebook, by: str = "source") -> pd.DataFrame:
    """Share of sentences with an indicator: `group, frame, share, low, high, n`, one row a group and frame.

    Articles that are not in English are left out, since the indicators are English.

    `n` counts articles. The interval redraws whole articles and needs ten in every group (see uncertainty.py);
    below that `low` and `high` are missing, and `note` says why.
    """
    sentences = score_sentences(corpus, codebook)
    groups = _groups(sentences, corpus, by)
    tables = []
    for frame in codebook.labels():
        means = group_means(sentences[frame], sentences["doc_id"], groups)
        tables.append(means.rename(columns={"mean": "share", "articles": "n"}).assign(frame=frame))
    columns = ["group", "frame", "share", "low", "high", "n", "note"]
    return pd.concat(tables, ignore_index=True)[columns]


def leading_frame(shares: pd.DataFrame) -> str:
    """The frame with the largest share in any group of a `profile`.

    >>> leading_frame(pd.DataFrame({"group": ["A", "A"], "frame": ["conflict", "morality"], "share": [0.5, 0.1]}))
    'conflict'
    """
    return shares.groupby("frame")["share"].max().idxmax()


def dividing_frame(shares: pd.DataFrame) -> str:
    """The frame in whose share the groups of a `profile` lie furthest apart.

    >>> columns = {"group": list("AABB"), "frame": ["conflict", "morality"] * 2, "share": [0.5, 0.1, 0.5, 0.2]}
    >>> dividing_frame(pd.DataFrame(columns))
    'morality'
    """
    share = shares.groupby("frame")["share"]
    return (share.max() - share.min()).idxmax()


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
    means = score_texts(corpus["text"], codebook).groupby(labels_of(corpus, by).to_numpy()).mean().T
    means.index = [codebook.labels()[frame] for frame in means.index]
    return means.loc[means.max(axis=1).nlargest(most).index].rename_axis("dimension").reset_index()


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


def _groups(sentences, corpus, by):
    return sentences["doc_id"].map(dict(zip(corpus["doc_id"], labels_of(corpus, by), strict=True)))


def frame_differences(corpus: pd.DataFrame, codebook: Codebook, by: str = "source") -> pd.DataFrame:
    """How far the two largest groups differ in each frame: `frame, first, second, difference, low, high, p, q`.

    `difference` is that of the shares of sentences with an indicator; the interval redraws articles, `p` deals them out
    anew, both need ten in both groups; `q` corrects p for the number of frames (Benjamini & Hochberg 1995). Widest
    differences first; a frame without any indicator is not tested.
    """
    sentences = score_sentences(corpus, codebook)
    groups = _groups(sentences, corpus, by)
    articles = sentences["doc_id"].groupby(groups).nunique().sort_values(ascending=False, kind="stable")
    names = ["frame", "first", "second", "difference", "low", "high", "p", "q"]
    if len(articles) < 2:
        return pd.DataFrame(columns=names)
    here = groups.isin(articles.index[:2]).to_numpy()
    rows = []
    for frame in codebook.labels():
        flags, docs, group = sentences[frame][here], sentences["doc_id"][here], groups[here]
        gap = difference(flags, docs, group)
        p = _permutation_p(flags, docs, group) if pd.notna(gap["low"]) and flags.any() else float("nan")
        rows.append((frame, *gap[["first", "second", "difference", "low", "high"]], p))
    table = pd.DataFrame(rows, columns=names[:-1]).astype(dict.fromkeys(names[3:-1], float))
    table["q"] = benjamini_hochberg(table["p"])
    return table.sort_values("difference", key=abs, ascending=False, kind="stable", ignore_index=True)


def co_occurrence(sentences: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Which frames have indicators in the same sentences: `frame, other, together, expected, phi`, widest phi first.

    `sentences` is the table of `score_sentences`; `expected` is how many sentences would have both by chance, `phi`
    their correlation, -1 to 1.
    """
    frames, n = list(codebook.labels()), len(sentences)
    flags = sentences[frames].astype(float)
    rows = []
    for one, other in combinations(frames, 2):
        phi = flags[one].corr(flags[other]) if n and flags[one].std() and flags[other].std() else float("nan")
        both = int((flags[one] * flags[other]).sum())
        rows.append((one, other, both, flags[one].sum() * flags[other].sum() / max(n, 1), phi))
    table = pd.DataFrame(rows, columns=["frame", "other", "together", "expected", "phi"])
    return table.sort_values("phi", ascending=False, kind="stable", ignore_index=True)


def _permutation_p(flags, articles, groups, draws=2000, seed=0):
    """Two-sided p of a difference of shares: how often dealing the articles out anew gives one as wide."""
    each = pd.DataFrame({"flag": flags.astype(float), "article": articles, "group": groups})
    each = each.groupby("article").agg(hits=("flag", "sum"), n=("flag", "size"), group=("group", "first"))
    first = (each["group"] == sorted(each["group"].unique())[0]).to_numpy()
    hits, sizes = each["hits"].to_numpy(), each["n"].to_numpy()

    def gap(side):
        return abs(hits[side].sum() / sizes[side].sum() - hits[~side].sum() / sizes[~side].sum())

    rng, observed = np.random.default_rng(seed), gap(first)
    wider = sum(gap(rng.permutation(first)) >= observed - 1e-12 for _ in range(draws))
    return (wider + 1) / (draws + 1)


def _strengths(text, hits, codebook):
    found, sums = words(text), dict(zip(codebook.labels(), hits, strict=True))
    for name, weights in codebook.wider.items():
        sums[name] += sum(weights[word] for word in found if word in weights)
    return {name: 100 * value / max(len(found), 1) for name, value in sums.items()}


def _found(texts, frames):
    """The indicators of each frame in each text, as `engine.indicators.Found`."""
    find = finder(tuple((_small(frame["indicators"]), _small(frame.get("exclude", ()))) for frame in frames))
    return find(map(small_letters, texts))


def _small(indicators):
    return tuple(map(small_letters, indicators))
