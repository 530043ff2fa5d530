"""Keep or drop: hits of indicators read one by one, and what a frame profile becomes by the reading.

A hit is one indicator at one place: article, frame, start, end. A reader says yes where the sentence, by this word,
does what the frame asks. A sentence counts as kept when one of its hits is kept. What indicators miss is not read.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from utils.coding.agreement import agreement_by_frame
from utils.coding.corrected import corrected_share
from utils.coding.sheets import ANSWER, read_all
from utils.corpus import labels_of
from utils.errors import CorpusError
from utils.notebook import settings

__all__ = ["draw_hits", "hit_answers", "kept_hits", "kept_sentences", "kept_shares", "kept_values", "readers_agree"]

SENTENCE = ["doc_id", "sentence", "frame"]
PRECISION = ["precision", "precision_low", "precision_high"]
KEPT = [
    *("group", "frame", "found", "share", "low", "high", "precision", "sentences", "read"),
    *(*PRECISION[1:], "n", "sentence_words", "note"),
]
FEW = 20  # sentences read; with fewer a share of kept ones is a rough size


def draw_hits(
    found: pd.DataFrame, corpus: pd.DataFrame, n: int = 60, by: str = "source", seed: int = 0
) -> pd.DataFrame:
    """Hits for a reader, of each source and frame alike: the columns of `found`, and `unit`; all where there are few.

    `found` is the table of `framing.evidence` for `corpus`. Chance draws sentences in turn from each source and frame,
    until there are `n` hits or more: all hits of a frame in a sentence come together. The order is that of the turns,
    so whoever stops early has read of each alike, and a larger `n` goes on where a smaller one ended. The same articles
    and `seed` give the same hits.

    >>> found = pd.DataFrame({"doc_id": ["a", "a", "b"], "frame": "conflict", "start": [0, 9, 0], "end": [3, 12, 3]})
    >>> corpus = pd.DataFrame({"doc_id": ["a", "b"], "source": ["A", "B"]})
    >>> sorted(draw_hits(found.assign(sentence=[0, 1, 0]), corpus, n=2)["doc_id"])
    ['a', 'b']
    """
    group = corpus.drop_duplicates("doc_id").set_index("doc_id").pipe(labels_of, by)
    places = found[SENTENCE].drop_duplicates().assign(group=found["doc_id"].map(group)).sort_values(SENTENCE)
    places = places.iloc[np.random.default_rng(seed).permutation(len(places))]
    places["turn"] = places.groupby(["group", "frame"]).cumcount()
    places = places.sort_values("turn", kind="stable").reset_index(drop=True)
    hits = found.assign(unit=_units(found)).sort_values(["start", "end"]).drop_duplicates(["unit", "frame"])
    hits = places[SENTENCE].merge(hits, on=SENTENCE)
    sizes = hits.groupby(SENTENCE, sort=False)["unit"].transform("size")
    first = ~hits.duplicated(SENTENCE)
    before = sizes.where(first, 0).cumsum() - sizes  # hits of all sentences before this one
    return hits.loc[before < n, [*found.columns, "unit"]].reset_index(drop=True)


def hit_answers(places: str | Path | Iterable[str | Path] = "my_hits.csv") -> pd.DataFrame:
    """What readers said of hits: `coder, unit, frame, value`, 1 to keep and 0 to drop.

    A file of the form, a folder of such files or a zip archive of one, as a learning platform hands them out; a reader
    is a file's name, or that of its folder where several files have the same. Empty where nobody has read yet: where
    the file is not there, and where a site is made, so that it comes out the same for everybody.
    """
    one = Path(places) if isinstance(places, str | Path) else None
    if settings.static() or (one and one.suffix == ".csv" and not one.exists()):
        return pd.DataFrame(columns=ANSWER)
    if one and not one.exists():
        raise CorpusError(f"There is no folder or archive '{one}'; give the path of what your readers handed in.")
    return read_all([one] if one else places)


def kept_hits(found: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Every hit with what its readers said: the columns of `found`, `unit, readers, yes, kept`.

    `found` is the table of `framing.evidence`, `answers` that of `hit_answers`. `kept` goes by the majority; it is
    missing where nobody has read the hit and where as many said yes as no. Answers on other hits play no part.

    >>> found = pd.DataFrame({"doc_id": ["a", "a"], "frame": "conflict", "start": [0, 9], "end": [3, 12]})
    >>> answers = pd.DataFrame({"coder": ["me"], "unit": ["a:9-12"], "frame": ["conflict"], "value": [1]})
    >>> kept_hits(found, answers)["kept"].tolist()
    [<NA>, True]
    """
    votes = answers.dropna(subset=["value"]).groupby(["unit", "frame"])["value"].agg(["size", "sum"])
    table = found.assign(unit=_units(found))
    said = votes.reindex(pd.MultiIndex.from_frame(table[["unit", "frame"]])).fillna(0).astype(int)
    table["readers"], table["yes"] = said["size"].to_numpy(), said["sum"].to_numpy()
    agreed = 2 * table["yes"] != table["readers"]
    return table.assign(kept=(2 * table["yes"] > table["readers"]).astype("boolean").where(agreed))


def readers_agree(answers: pd.DataFrame) -> pd.DataFrame:
    """`reliability.agreement_by_frame` of the readers of hits, a first row for all frames together."""
    together = answers.assign(unit=answers["frame"] + " " + answers["unit"], frame="all frames")
    return agreement_by_frame(pd.concat([together, answers], ignore_index=True))


def kept_sentences(scored: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """The table of `framing.score_sentences` with True only where a hit was kept: `kept` is that of `kept_hits`.

    What is unread counts as no hit, so a profile of it is one of kept sentences only where all hits are read.
    """
    places, table = _sentences(kept), scored.copy()
    for frame in kept["frame"].unique():
        mine = places[(places["frame"] == frame) & (places["value"] == 1)]
        yes = pd.MultiIndex.from_frame(mine[["doc_id", "sentence"]])
        table[frame] = table[frame] & pd.MultiIndex.from_frame(scored[["doc_id", "sentence"]]).isin(yes)
    return table


def kept_shares(found: pd.DataFrame, read: pd.DataFrame, scored: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """A profile by the reading: see `framing.kept_profile`.

    `found` is the profile of all indicators, `read` that of `kept_sentences`; `scored` has a column `group`.
    """
    places = _weighed(kept, scored)
    strata = dict(list(places.groupby(["group", "frame"])))
    exact = read.set_index(["group", "frame"])[["share", "low", "high", "note"]].to_dict("index")
    keys = zip(found["group"], found["frame"], strict=True)
    pairs = zip(found.itertuples(), keys, strict=True)
    rows = [_kept(row, exact[at], strata.get(at, places.head(0))) for row, at in pairs]
    table = pd.concat([found[["group", "frame", "n", "sentence_words"]], pd.DataFrame(rows, found.index)], axis=1)
    return table[KEPT]


def kept_values(scored: pd.DataFrame, kept: pd.DataFrame) -> tuple[pd.DataFrame, set[str], bool]:
    """`scored` with what the reading makes of each sentence; frames that are read too little to compare; all read?

    A sentence has 1 where a hit was kept and 0 where none was. Where only some are read, one with a hit has the
    precision of its frame and group, and a read one its distance from that as often as it stands for others: so the
    mean over articles is that of `kept_shares`, and articles differ by what chance read of them, too.
    """
    places, table = _weighed(kept, scored), scored.copy()
    places["known"], places["seen"] = places["value"].notna(), places["weight"].where(places["value"].notna(), 0.0)
    places["yes"] = (places["weight"] * places["value"]).fillna(0.0)
    stratum = places.groupby(["group", "frame"])
    sums, n = stratum[["weight", "seen", "yes"]].transform("sum"), stratum["known"].transform("sum")
    whole = n == stratum["known"].transform("size")
    precision = sums["yes"] / sums["seen"].where(sums["seen"] > 0)
    moved = precision + (places["value"] - precision).fillna(0) * sums["weight"] / sums["seen"].where(sums["seen"] > 0)
    places["score"] = places["value"].where(whole, moved)
    at = pd.MultiIndex.from_frame(scored[["doc_id", "sentence"]])
    for frame, part in places.groupby("frame"):
        table[frame] = part.set_index(["doc_id", "sentence"])["score"].reindex(at, fill_value=0.0).to_numpy()
    return table, set(places.loc[~whole & (n < FEW), "frame"]), bool(whole.all())


def _weighed(kept, scored):
    """The sentences with a hit: `value`, see `_sentences`, `group` and `case` of their article, and their weight."""
    about = scored.drop_duplicates("doc_id").set_index("doc_id")[["group", "case"]]
    places = _sentences(kept).join(about, on="doc_id")
    length = scored.groupby("doc_id")["sentence"].size()
    return places.assign(weight=1 / places["doc_id"].map(length).astype(float))  # an article counts once in a profile


def _kept(found, exact, places):
    """One source and frame: the share kept, from the share found and the part of what was read that was kept."""
    known = places.dropna(subset=["value"])
    n, of = len(known), len(places)
    row = dict.fromkeys(["share", "low", "high", "found", *PRECISION], np.nan)
    row |= {"found": found.share, "sentences": of, "read": n, "note": "unread"}
    if n == of:  # all is known
        return row | exact | ({"precision": exact["share"] / found.share} if of else {})
    if not n:
        return row
    part = corrected_share([1] * n, known["value"], 1.0, known["case"], known["weight"]).iloc[0]
    p, *ends = part[["corrected", "low", "high"]].astype(float)
    share = found.share * p
    if np.isnan(found.low):  # of these articles only: what is read of them is sure
        unread = np.sqrt(1 - n / of)
        dropped = places.loc[places["value"] == 0, "weight"].sum() / places["weight"].sum()
        least, most = (share + unread * found.share * (end - p) for end in ends)
        row |= {"low": max(exact["share"], least), "high": min(found.share * (1 - dropped), most)}
    else:
        least, most = (p * (end - found.share) for end in (found.low, found.high))
        row |= {"low": max(0.0, share - np.hypot(least, found.share * (p - ends[0])))}
        row |= {"high": min(1.0, share + np.hypot(most, found.share * (ends[1] - p)))}
    row |= {"share": share, "note": f"{n} of {of} sentences read{'' if n >= FEW else ': few'}"}
    return row | dict(zip(PRECISION, (p, *ends), strict=True))


def _sentences(kept):
    """What is known of each sentence and frame with a hit: 1 where one was kept, 0 where all were dropped."""
    yes, no = kept["kept"].fillna(False).astype(bool), (~kept["kept"]).fillna(False).astype(bool)
    places = kept[SENTENCE].assign(yes=yes, no=no).groupby(SENTENCE, sort=False).agg({"yes": "any", "no": "all"})
    value = np.select([places["yes"], places["no"]], [1.0, 0.0], np.nan)
    return places.assign(value=value).reset_index()[[*SENTENCE, "value"]]


def _units(found):
    return [f"{row.doc_id}:{row.start}-{row.end}" for row in found.itertuples()]
