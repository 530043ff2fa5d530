"""Coding by hand: sentences drawn for coders, how far coders agree, and how far the machine agrees with them.

A unit is a sentence. Coders see it without its source. Each frame is a question answered yes (1) or no (0). Agreement
is Krippendorff's (2004) alpha with an interval over units; .80 is the usual mark for firm conclusions, .667 for
tentative ones. The machine's shares are corrected by what the coders found in the units (`coding/corrected.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from utils.coding.agreement import agreement, agreement_by_frame, units_needed
from utils.coding.corrected import corrected_difference, corrected_mean, corrected_share
from utils.coding.form import code_by_hand
from utils.coding.learning import learn_frame, learning_curve, score_by_words
from utils.coding.sheets import ANSWER, read_codings, write_sheet
from utils.corpus import in_language
from utils.framing import Codebook, score_sentences
from utils.notebook import settings
from utils.notebook.chat import from_chat
from utils.notebook.settings import SEEDS
from utils.rating import ENDS, ratable
from utils.sentiment import score_texts
from utils.text import sentence_table, words

__all__ = [
    "against_machine",
    "agreement",
    "agreement_by_frame",
    "code_by_hand",
    "coding_sheet",
    "codings_from_chat",
    "codings_of",
    "confusion",
    "corrected_by_source",
    "corrected_difference",
    "corrected_differences",
    "corrected_mean",
    "corrected_share",
    "corrected_tone",
    "disagreements",
    "draw_units",
    "labelled",
    "learn_frame",
    "learning_curve",
    "machine_codings",
    "practice_codings",
    "proposals",
    "read_codings",
    "score_by_words",
    "units_needed",
    "write_sheet",
]

CORRECTED = [
    *("share", "sensitivity", "specificity", "corrected", "low", "high"),
    *("coders", "coders_low", "coders_high", "n", "note"),
]


def codings_of(answers: Mapping[str, Sequence]) -> pd.DataFrame:
    """Answers written down in a row as codings: `{coder: [value, …]}` becomes `coder, unit, value`.

    >>> codings_of({"ann": [1, 0], "bo": [1, 1]}).values.tolist()
    [['ann', 0, 1], ['ann', 1, 0], ['bo', 0, 1], ['bo', 1, 1]]
    """
    rows = [(coder, unit, value) for coder, values in answers.items() for unit, value in enumerate(values)]
    return pd.DataFrame(rows, columns=["coder", "unit", "value"])


def codings_from_chat(text: str, units: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """What a class pasted as lines `ann: 01000 00001 …`, a group of 1 and 0 a unit: `coder, unit, frame, value`.

    A group has a digit a frame, in the order of the codebook; of hits (`framing.draw_hits`) one digit, 1 for keep.

    >>> from utils.framing import load_codebook
    >>> pasted = codings_from_chat("ann: 01000", pd.DataFrame({"unit": ["a-0"]}), load_codebook("generic"))
    >>> pasted.query("value == 1")[["coder", "frame"]].values.tolist()
    [['ann', 'human_interest']]
    """
    frames = [(frame,) for frame in units["frame"]] if "frame" in units else [tuple(codebook.labels())] * len(units)
    found, left_out = from_chat(text, len(units), f"[01]{{{len(frames[0]) if frames else 1}}}")
    rows = [
        (coder, unit, frame, int(digit))
        for coder, groups in found.items()
        for unit, asked, group in zip(units["unit"], frames, groups, strict=True)
        for frame, digit in zip(asked, group, strict=bool(group))
    ]
    table = pd.DataFrame(rows, columns=ANSWER)
    table.attrs["left_out"] = left_out
    return table


def practice_codings() -> pd.DataFrame:
    """Three made-up coders' answers on sixty practice sentences: `coder, unit, frame, value`. Made for practice only.

    The units are those of `draw_units(load_corpus("practice"), n=60, seed=7)`; the frames are the generic ones.

    >>> practice_codings()["coder"].unique().tolist()
    ['coder A', 'coder B', 'coder C']
    """
    settings.need_checkout("practice_codings()")
    return pd.read_csv(SEEDS / "practice" / "_codings.csv")


def draw_units(
    corpus: pd.DataFrame, n: int = 40, by: str = "source", seed: int = 0, language: str | None = "en"
) -> pd.DataFrame:
    """Sentences to code, drawn at random, equally many a group: `unit, doc_id, sentence, start, end, text` and `by`.

    The same corpus, `n` and `seed` give the same units. Very short sentences (under five words) are not drawn. Where
    the corpus has a column `event`, the units have it too. Articles in other languages than `language` are left out;
    for a codebook or dictionary of your own give `language=codebook.language`.
    """
    kept = list(dict.fromkeys([by, *(["event"] if "event" in corpus else [])]))
    sentences = _codable(sentence_table(in_language(corpus, language)).merge(corpus[["doc_id", *kept]], on="doc_id"))
    rng = np.random.default_rng(seed)
    groups = [part for _, part in sentences.groupby(by, sort=True)]
    shares = np.full(len(groups), n // max(len(groups), 1))
    shares[: n - shares.sum()] += 1
    picked = [sentences.head(0)]
    picked += [part.iloc[rng.permutation(len(part))[:share]] for part, share in zip(groups, shares, strict=True)]
    units = pd.concat(picked).iloc[rng.permutation(sum(map(len, picked)))].reset_index(drop=True)
    units["unit"] = [f"{row.doc_id}-{row.sentence}" for row in units.itertuples()]
    return units[["unit", "doc_id", "sentence", "start", "end", "text", *kept]]


def coding_sheet(units: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """What a coder fills in: `unit, text` and an empty column a frame; blind to the source."""
    sheet = units[["text"]].reset_index(drop=True)
    sheet.insert(0, "unit", [f"{number:03}" for number in range(1, len(units) + 1)])
    return sheet.assign(**dict.fromkeys(codebook.labels(), ""))


def machine_codings(units: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The codebook's own coding of the units: `coder, unit, frame, value`, 1 where a sentence has an indicator."""
    texts = pd.DataFrame({"doc_id": units["unit"], "source": "", "text": units["text"]})
    flags = score_sentences(texts, codebook).groupby("doc_id")[list(codebook.labels())].max()
    long = flags.reindex(units["unit"]).astype(int).rename_axis("unit").reset_index()
    long = long.melt("unit", var_name="frame", value_name="value")
    return long.assign(coder="machine")[["coder", "unit", "frame", "value"]]


def against_machine(
    codings: pd.DataFrame, units: pd.DataFrame, codebook: Codebook, corpus: pd.DataFrame, by: str = "source"
) -> pd.DataFrame:
    """The coders' majority against the codebook, one row a frame.

    Columns `frame, people, machine` (shares of yes in the units), `alpha, percent`, then those of `corrected_share` for
    the share of sentences with the frame, among all sentences of `corpus` in the codebook's language with five words
    or more, from which `draw_units` drew the units. It draws equally many a group (`by`), so a unit weighs by the
    sentences of its group. Units cluster in articles, or in events where `units` has that column. A tie among coders is
    no coding.
    """
    pairs, everywhere = _coded(codings, units, codebook), _everywhere(corpus, codebook)
    sentences, rows = everywhere[by].value_counts(), []
    for frame, part in pairs.groupby("frame", sort=False):
        agreed = agreement(part.melt("unit", ["people", "machine"], var_name="coder")).iloc[0]
        drawn = part[by].map(part[by].value_counts())
        shares = (part["people"].mean(), part["machine"].mean(), agreed["alpha"], agreed["percent"])
        fixed = _corrected(part, everywhere, frame, weights=part[by].map(sentences) / drawn)
        rows.append([frame, *shares, *fixed.iloc[0]])
    names = ["frame", "people", "machine", "alpha", "percent", *CORRECTED]
    return pd.DataFrame(rows, columns=names)


def corrected_by_source(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    codebook: Codebook,
    corpus: pd.DataFrame,
    frame: str,
    by: str = "source",
    level: float = 0.95,
) -> pd.DataFrame:
    """`corrected_share` of one frame in each group, by the errors made there: `group` and its columns."""
    pairs, everywhere = _coded(codings, units, codebook), _everywhere(corpus, codebook)
    rows = [
        [group, *_corrected(part, everywhere[everywhere[by] == group], frame, level=level).iloc[0]]
        for group, part in pairs[pairs["frame"] == frame].groupby(by, sort=True)
    ]
    return pd.DataFrame(rows, columns=["group", *CORRECTED])


def corrected_differences(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    codebook: Codebook,
    corpus: pd.DataFrame,
    frame: str,
    by: str = "source",
) -> pd.DataFrame:
    """How far every two groups lie apart in one frame after correction; one row a pair, empty with a single group.

    Columns `first, second, difference, low, high, coders, coders_low, coders_high, note` (`corrected_difference`).
    All pairs were looked at together, so all intervals hold together with 95 % (Bonferroni).
    """
    pairs = list(combinations(sorted(units[by].unique()), 2))
    level = 1 - 0.05 / max(len(pairs), 1)
    table = corrected_by_source(codings, units, codebook, corpus, frame, by, level)
    rows = {row["group"]: table[table["group"] == row["group"]] for _, row in table.iterrows()}
    known = [(one, two) for one, two in pairs if one in rows and two in rows]
    tables = [
        corrected_difference(rows[one], rows[two]).assign(first=one, second=two, note=_notes(rows[one], rows[two]))
        for one, two in known
    ]
    names = ["first", "second", "difference", "low", "high", "coders", "coders_low", "coders_high", "note"]
    return pd.concat(tables, ignore_index=True)[names] if tables else pd.DataFrame(columns=names)


def corrected_tone(corpus: pd.DataFrame, ratings: pd.DataFrame) -> pd.DataFrame:
    """The mean tone of a corpus by people and machine together: `corrected_mean`, from -1 to 1; one row.

    `ratings` is the table of `rating.read_ratings`; a sentence that several people rated has their mean. The population
    is that of `rating.sentences_to_rate`: English sentences of 8 to 45 words. Where no list knows a word, the machine's
    tone counts as 0, here and in all sentences.

    >>> corpus = pd.DataFrame({"doc_id": ["a"], "text": ["It was a great day for the whole of the country."]})
    >>> ratings = pd.DataFrame({"rater": ["me"], "unit": ["a-0"], "rating": [2]})
    >>> corrected_tone(corpus, ratings)[["n", "note"]].values.tolist()
    [[1, 'no interval: two rated units are the least']]
    """
    sentences = ratable(corpus)
    tone = score_texts(sentences["text"])["tone"].fillna(0).to_numpy()
    people = ratings.assign(rating=ratings["rating"].astype(float) / ENDS[1]).groupby("unit")["rating"].mean()
    human = sentences["unit"].map(people)
    return corrected_mean(tone, human, tone.mean() if len(tone) else np.nan, sentences["doc_id"])


def confusion(codings: pd.DataFrame, frame: str, first: str, second: str) -> pd.DataFrame:
    """How often two coders gave which pair of values: a column `first` with its values, then one a value of `second`.

    >>> codings = codings_of({"ann": [1, 0, 0], "bo": [1, 1, 0]}).assign(frame="conflict")
    >>> confusion(codings, "conflict", "ann", "bo").values.tolist()
    [[0, 1, 1], [1, 0, 1]]
    """
    wide = _wide(codings[(codings["frame"] == frame) & codings["coder"].isin([first, second])], "unit")
    return pd.crosstab(wide[first], wide[second]).rename_axis(first).reset_index()


def disagreements(codings: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Units on which coders differ, for discussion: `unit, frame, text`, a column a coder; most divided first."""
    wide = _wide(codings, ["unit", "frame"])
    split = wide[wide.nunique(axis=1) > 1]
    order = (split.mean(axis=1) - 0.5).abs().sort_values(kind="stable").index
    table = split.loc[order].reset_index()
    texts = units.set_index("unit")["text"]
    table.insert(2, "text", table["unit"].map(texts))
    return table


def labelled(codings: pd.DataFrame, units: pd.DataFrame, coder: str, frame: str) -> pd.DataFrame:
    """What one coder answered on one frame, with the sentences: `text, value`, for `learn_frame`.

    >>> units = pd.DataFrame({"unit": [0, 1], "text": ["They clashed.", "It rained."]})
    >>> labelled(codings_of({"ann": [1, 0]}).assign(frame="conflict"), units, "ann", "conflict").values.tolist()
    [['They clashed.', 1], ['It rained.', 0]]
    """
    answers = codings[(codings["coder"] == coder) & (codings["frame"] == frame)]
    texts = units.set_index("unit")["text"]
    return pd.DataFrame({"text": texts[answers["unit"]].tolist(), "value": answers["value"].tolist()})


def proposals(corpus: pd.DataFrame, learned: pd.DataFrame, known: Iterable[str], most: int = 5) -> pd.DataFrame:
    """The sentences of a corpus that speak most for a frame that was learnt: `doc_id, score, text`, best first.

    `learned` is the table of `learn_frame`; sentences whose text is among the `known` are left out.

    >>> learned = learn_frame(["they clashed", "they met"], [1, 0])
    >>> corpus = pd.DataFrame({"doc_id": ["a"], "text": ["They met. Both clashed."]})
    >>> proposals(corpus, learned, known=["They met."])["text"].tolist()
    ['Both clashed.']
    """
    sentences = sentence_table(corpus)
    sentences["score"] = score_by_words(sentences["text"], learned)
    return sentences[~sentences["text"].isin(set(known))].nlargest(most, "score")[["doc_id", "score", "text"]]


def _wide(codings, index):
    return codings.dropna(subset=["value"]).pivot(index=index, columns="coder", values="value")


def _codable(sentences):
    """Sentences of five words or more; of shorter ones a coder can make nothing."""
    return sentences[sentences["text"].map(lambda text: len(words(text)) >= 5).astype(bool)]


def _everywhere(corpus, codebook):
    return _codable(score_sentences(corpus, codebook))


def _coded(codings, units, codebook):
    """The coders' majority and the machine's coding of each unit and frame, with what the units table says of it."""
    votes = codings.dropna(subset=["value"]).groupby(["unit", "frame"])["value"].mean()
    people = votes[votes != 0.5].gt(0.5).astype(int).rename("people")
    machine = machine_codings(units, codebook).set_index(["unit", "frame"])["value"].rename("machine")
    pairs = pd.concat([people, machine], axis=1, join="inner").reset_index()
    cluster = units["doc_id"]
    if "event" in units:
        named = units["event"].notna() & (units["event"].astype(str).str.strip() != "")
        cluster = units["event"].where(named, units["doc_id"])
    return pairs.merge(units.drop(columns="text").assign(cluster=cluster.to_numpy()), on="unit")


def _corrected(part, everywhere, frame, **options):
    return corrected_share(part["machine"], part["people"], everywhere[frame].mean(), part["cluster"], **options)


def _notes(one, two):
    return "; ".join(f"{row['group'].item()}: {row['note'].item()}" for row in (one, two) if row["note"].item())
