"""Frames: which aspects of an event a text brings forward, found by a codebook anyone can read.

A codebook is a TOML file. Each frame has a definition, the questions a human coder would ask, and
indicators: words and phrases that often go with it. The machine finds indicators and nothing else. So
what it reports is "share of sentences with an indicator", never "the frame of the sentence", and each
hit comes with its sentence.
"""

import re
import tomllib
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from utils.corpus import in_english, labels_of
from utils.engine.indicators import finder
from utils.errors import CodebookError
from utils.notebook.settings import DATA
from utils.text import lies_inside, quoted_stretches, sentence_table, small_letters, words
from utils.uncertainty import benjamini_hochberg, difference, group_means

__all__ = [
    "CODEBOOKS",
    "Codebook",
    "co_occurrence",
    "codebook_names",
    "codebook_path",
    "evidence",
    "find_indicators",
    "frame_differences",
    "frame_flags",
    "load_codebook",
    "profile",
    "read_codebook",
    "score_sentences",
    "score_texts",
]

CODEBOOKS = DATA / "codebooks"
FRAME_KEYS = {"name", "label", "definition", "questions", "indicators", "exclude", "examples"}
NOT_FRAMES = {  # columns of the tables that frames are put beside
    *("doc_id", "source", "date", "words", "sentences", "sentence", "paragraph", "start", "end", "text", "quoted"),
    *("textblob_polarity", "textblob_subjectivity", "vader_compound", "tone", "coverage"),
    *("unit", "coder", "frame", "value", "actor"),
}
NEGATED = re.compile(r"(?:\b(?:not|no|never|nor|without|neither|cannot)|n't)(?:\s+[\w'-]+){0,2}\s+$")
NEAR = 200  # characters before an indicator in which a negation is looked for


@dataclass(frozen=True)
class Codebook:
    """A codebook as read: its `frames` are dictionaries with the keys of the TOML file."""

    name: str
    title: str
    source: str
    frames: tuple
    wider: dict  # {frame: {word: weight}}, words that were found by machine and count less

    def table(self):
        """What a coder reads: `frame, label, definition, questions, indicators` (their number)."""
        rows = [
            (f["name"], f["label"], f["definition"], " ".join(f["questions"]), len(f["indicators"]))
            for f in self.frames
        ]
        return pd.DataFrame(rows, columns=["frame", "label", "definition", "questions", "indicators"])

    def labels(self):
        """{name of a frame: label for readers}."""
        return {frame["name"]: frame["label"] for frame in self.frames}

    def refuse_unknown(self, frame):
        """CodebookError if there is no frame of that name."""
        if frame not in self.labels():
            raise CodebookError(f"Codebook '{self.name}' has no frame '{frame}'; it has {', '.join(self.labels())}.")

    def with_indicators(self, frame, *indicators):
        """The same codebook with more indicators for one frame: for trying an idea out."""
        self.refuse_unknown(frame)
        frames = [
            {**one, "indicators": [*one["indicators"], *indicators]} if one["name"] == frame else one
            for one in self.frames
        ]
        content = {"name": self.name, "title": self.title, "source": self.source, "frame": frames}
        return _checked(content, self.name, self.wider)


def load_codebook(name_or_path):
    """The codebook of that name, or the one in a TOML file of your own.

    Raises CodebookError that names the file, the frame and what to change.

    >>> list(load_codebook("generic").labels())
    ['responsibility', 'human_interest', 'conflict', 'morality', 'economic_consequences']
    """
    path = codebook_path(name_or_path)
    wider = path.with_name(f"{path.stem}_wider.toml")
    return read_codebook(_text_of(path), path.name, _read(_text_of(wider), wider.name) if wider.is_file() else {})


def codebook_path(name_or_path):
    """The file of a codebook. Raises CodebookError where there is none."""
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = CODEBOOKS / f"{name_or_path}.toml"
    if not path.is_file():
        known = ", ".join(codebook_names())
        raise CodebookError(
            f"There is no codebook '{name_or_path}'; known are {known}, or give the path of a .toml file."
        )
    return path


def codebook_names():
    """The codebooks that come along.

    >>> codebook_names()
    ['generic', 'parade', 'policy']
    """
    return sorted(file.stem for file in CODEBOOKS.glob("*.toml") if not file.stem.endswith("_wider"))


def read_codebook(text, item="This codebook", wider=None):
    """The codebook that stands in a text; `item` is what an error calls it, `wider` its second list of words."""
    return _checked(_read(text, item), item, wider or {})


def _text_of(path):
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CodebookError(f"{path.name} is not valid TOML: {error}.") from None


def _read(text, item):
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(f"{item} is not valid TOML: {error}.") from None


def score_texts(texts, codebook):
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


def find_indicators(texts, codebook, frame):
    """Offsets of the indicators of one frame in each text: [[(start, end), …], …].

    >>> find_indicators(["They clashed.", "All calm."], load_codebook("generic"), "conflict")
    [[(5, 12)], []]
    """
    codebook.refuse_unknown(frame)
    chosen = next(one for one in codebook.frames if one["name"] == frame)
    spans = [[] for _ in texts]
    for text, _, start, end in zip(*_found(texts, [chosen]), strict=True):
        spans[text].append((int(start), int(end)))
    return spans


def score_sentences(corpus, codebook):
    """The sentence table of the articles in English, with a column a frame: True where there is an indicator."""
    sentences = sentence_table(in_english(corpus))
    return pd.concat([sentences, frame_flags(sentences["text"], codebook)], axis=1)


def frame_flags(texts, codebook):
    """Whether each text has an indicator of each frame: one row a text, one column a frame."""
    found, names = _found(texts, codebook.frames), list(codebook.labels())
    flags = np.zeros((len(texts), len(names)), bool)
    flags[found.text, found.list] = True
    return pd.DataFrame(flags, columns=names)


def evidence(corpus, codebook):
    """Every indicator found: `doc_id, frame, start, end, match, sentence, sentence_start, text, negated, quoted`.

    `start` and `end` are offsets into the article; `match` is the piece between them, `sentence` the number of
    its sentence, `sentence_start` its offset and `text` that sentence. `negated`: a *not* or *no* stands within three
    words before; `quoted`: the indicator stands inside quotation marks, so it is somebody else's word.

    >>> import pandas as pd
    >>> corpus = pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": ["All calm. They clashed again."]})
    >>> evidence(corpus, load_codebook("generic"))[["frame", "start", "match", "sentence"]].values.tolist()
    [['conflict', 15, 'clashed', 1]]
    """
    english, rows = in_english(corpus), []
    marks = {row.doc_id: quoted_stretches(row.text) for row in english.itertuples(index=False)}
    sentences = sentence_table(english)
    names = list(codebook.labels())
    records = list(sentences.itertuples(index=False))
    small = list(map(small_letters, sentences["text"]))
    for text, frame, a, b in np.transpose(_found(sentences["text"], codebook.frames)).tolist():
        row = records[text]
        start = row.start + a
        quoted = lies_inside(marks[row.doc_id], start)
        negated = bool(NEGATED.search(small[text], max(0, a - NEAR), a))
        where = (row.sentence, row.start, row.text, negated, quoted)
        rows.append((row.doc_id, names[frame], start, row.start + b, row.text[a:b], *where))
    names = ["doc_id", "frame", "start", "end", "match", "sentence", "sentence_start", "text", "negated", "quoted"]
    return pd.DataFrame(rows, columns=names).astype({"negated": bool, "quoted": bool})


def profile(corpus, codebook, by="source"):
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


def _groups(sentences, corpus, by):
    return sentences["doc_id"].map(dict(zip(corpus["doc_id"], labels_of(corpus, by), strict=True)))


def frame_differences(corpus, codebook, by="source"):
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


def co_occurrence(sentences, frames):
    """Which frames have indicators in the same sentences: `frame, other, together, expected, phi`, widest phi first.

    `sentences` is the table of `score_sentences`; `expected` is how many sentences would have both by chance, `phi`
    their correlation, -1 to 1.
    """
    flags, n = sentences[list(frames)].astype(float), len(sentences)
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


def _checked(content, item, wider):
    _check_head(content, item)
    names = set()
    for number, frame in enumerate(content["frame"], start=1):
        name = str(frame.get("name", ""))
        where = f"{item}, frame {number}" + (f" '{name}'" if name else "")
        _check_name(name, names, where)
        names.add(name)
        _check_frame(frame, where)
    for name, weights in wider.items():
        numbers = isinstance(weights, dict) and all(isinstance(w, int | float) and w > 0 for w in weights.values())
        if name not in names or not numbers:
            raise CodebookError(f"{item}: the wider list '{name}' needs a frame of that name and words with weights.")
    return Codebook(content["name"], content["title"], content["source"], tuple(content["frame"]), wider)


def _check_head(content, item):
    for key in ("name", "title", "source"):
        if not isinstance(content.get(key, ""), str):
            raise CodebookError(f"{item}: '{key}' must be text between quotation marks.")
    if not all(isinstance(frame, dict) for frame in content.get("frame", [])):
        raise CodebookError(f"{item}: frames are written as [[frame]], each with its own lines below.")
    for key in ("name", "title", "source", "frame"):
        if not content.get(key):
            raise CodebookError(
                f"{item} has no '{key}'; a codebook needs name, title, source and at least one [[frame]]."
            )


def _check_name(name, others, where):
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise CodebookError(f"{where}: 'name' must be small letters, digits and _, such as human_interest.")
    if name in NOT_FRAMES:
        raise CodebookError(f"{where}: this name is needed for a column of the sentence table; choose another.")
    if name in others:
        raise CodebookError(f"{where}: this name is used twice; frames need different names.")


def _check_frame(frame, where):
    unknown = sorted(set(frame) - FRAME_KEYS)
    if unknown:
        raise CodebookError(f"{where}: '{unknown[0]}' is not known; known are {', '.join(sorted(FRAME_KEYS))}.")
    for key in ("label", "definition", "questions", "indicators"):
        if not frame.get(key):
            raise CodebookError(f"{where}: '{key}' is missing or empty.")
    for key in ("questions", "indicators", "exclude"):
        if not isinstance(frame.get(key, []), list):
            raise CodebookError(f'{where}: \'{key}\' must be a list: ["one", "two"].')
    for indicator in [*frame["indicators"], *frame.get("exclude", [])]:
        _check_indicator(indicator, where)


def _check_indicator(indicator, where):
    if not isinstance(indicator, str) or not re.search(r"[^\s*.]", indicator):
        raise CodebookError(f"{where}: the indicator {indicator!r} is empty; write a word or a phrase.")
    if re.search(r"(?:^|\s)\*|\*\w", indicator):
        raise CodebookError(f"{where}: in the indicator '{indicator}' a * stands elsewhere than at the end of a word.")
    if re.search(r"^\s*\.\.(\s|$)|(^|\s)\.\.\s*$", indicator):
        raise CodebookError(f"{where}: in the indicator '{indicator}' the gap .. needs a word on either side.")
