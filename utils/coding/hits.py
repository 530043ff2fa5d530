"""Keep or drop: hits of indicators read one by one, and what a frame profile becomes by the reading.

A hit is one indicator at one place: article, frame, start, end. A reader says yes where the sentence, by this word,
does what the frame asks. A sentence counts as kept when one of its hits is kept. What indicators miss is not read.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from utils.coding.agreement import agreement_by_frame
from utils.coding.codebook import Codebook
from utils.coding.corrected import corrected_share
from utils.coding.sheets import ANSWER, joined, read_one
from utils.corpus import labels_of
from utils.errors import CorpusError
from utils.notebook import settings
from utils.notebook.handed_in import Places
from utils.uncertainty import differences, estimates, events_of

__all__ = ["draw_hits", "hit_answers", "kept_differences", "kept_hits", "kept_profile", "readers_agree"]

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


def hit_answers(places: Places = "hits") -> pd.DataFrame:
    """What readers said of hits: `coder, unit, frame, value`, 1 to keep and 0 to drop.

    Files of the form, a folder (searched through) or a zip archive of them, as a learning platform hands them out; see
    `reliability.read_codings` for how a reader is called. Empty where nobody has read yet: where the folder or file is
    not there, and where a site is made, so that it comes out the same for everybody.
    """
    one = Path(places) if isinstance(places, str | Path) else None
    if settings.static() or (one and (one.suffix == ".csv" or one.name == "hits") and not one.exists()):
        return pd.DataFrame(columns=ANSWER)
    return joined(places, _read_hits, "hits")


def _read_hits(path):
    """A file of answers on hits; a class hands in its codings of sentences in the same folder."""
    table = read_one(path)
    if not table["unit"].str.fullmatch(r".+:\d+-\d+").all():
        raise CorpusError(f"{path.name} has codings of sentences, no answers on single words.")
    return table


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
    said = votes.reindex(pd.MultiIndex.from_frame(table[["unit", "frame"]])).astype(float).fillna(0).astype(int)
    table["readers"], table["yes"] = said["size"].to_numpy(), said["sum"].to_numpy()
    agreed = 2 * table["yes"] != table["readers"]
    return table.assign(kept=(2 * table["yes"] > table["readers"]).astype("boolean").where(agreed))


def readers_agree(answers: pd.DataFrame) -> pd.DataFrame:
    """`reliability.agreement_by_frame` of the readers of hits, a first row for all frames together."""
    together = answers.assign(unit=answers["frame"] + " " + answers["unit"], frame="all frames")
    return agreement_by_frame(pd.concat([together, answers], ignore_index=True))


def kept_profile(kept: pd.DataFrame, scored: pd.DataFrame, codebook: Codebook, by: str = "source") -> pd.DataFrame:
    """`framing.profile` by the reading of hits: `share` is that of sentences with an indicator that readers kept.

    `kept` is the table of `kept_hits`, `scored` that of `framing.score_sentences`. Columns: `group, frame, found,
    share, low, high, precision, sentences, read, precision_low, precision_high, n, sentence_words, note`. `found` is
    the share with an indicator, kept or not; `sentences` how many have one, and `read` of how many it is known whether
    they are kept; `precision` the part kept of those, with Wilson's interval (over articles or events, as in
    `corrected_share`). Where all are read, `share` and its interval are those of `framing.profile`. Else `share` is
    `found` times `precision`; its interval joins those of both (Zou & Donner 2008), or, of under ten articles, says
    what the unread sentences of these may change. Missing where none is read. What indicators miss stays missed.

    >>> from utils.framing import evidence, load_codebook, score_sentences
    >>> corpus = pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": ["They clashed. All calm."]})
    >>> book, answer = load_codebook("generic"), {"coder": "me", "unit": "a:5-12", "frame": "conflict", "value": 0}
    >>> kept = kept_hits(evidence(corpus, book, "conflict"), pd.DataFrame([answer]))
    >>> kept_profile(kept, score_sentences(corpus, book), book).query("read > 0")[["found", "share"]].values.tolist()
    [[0.5, 0.0]]
    """
    frames, table = list(codebook.shown()), _with_cases(scored, by)
    places = _weighed(kept, table)
    strata = dict(list(places.groupby(["group", "frame"])))
    found, exact = (_shares(one, frames) for one in (table, _kept_sentences(table, places, frames)))
    none = places.head(0)
    rows = [_kept(row, exact.loc[at], strata.get(at, none)) for at, row in found.iterrows()]
    return pd.concat([found[["n", "sentence_words"]].reset_index(), pd.DataFrame(rows)], axis=1)[KEPT]


def kept_differences(
    kept: pd.DataFrame,
    scored: pd.DataFrame,
    codebook: Codebook,
    by: str = "source",
    pair: tuple[str, str] | None = None,
) -> pd.DataFrame:
    """`framing.frame_differences` by the reading of hits, in the same columns: of the shares of `kept_profile`.

    Where a part is read, what chance read of an article is part of how articles differ. A frame is left out where a
    group has hits that are unread, and under twenty sentences that are read.
    """
    table = _with_cases(scored, by)
    table, too_few, whole = _values(table, _weighed(kept, table), list(codebook.shown()))
    frames = [frame for frame in codebook.shown() if frame not in too_few]
    values = _by_article(table, frames)
    gaps = differences(values[frames], values["doc_id"], values["group"], events_of(values), pair, share=whole)
    return gaps.rename(columns={"measure": "frame"})


def _with_cases(scored, by):
    """The sentences with the `group` and the `case` (event, else article) of each."""
    events = events_of(scored)
    case = scored["doc_id"] if events is None else events.where(events.notna(), scored["doc_id"])
    return scored.assign(group=labels_of(scored, by).to_numpy(), case=case)


def _by_article(table, frames):
    keys = [name for name in ("doc_id", "group", "event") if name in table]
    means = table.assign(sentence_words=table["words"]).astype(dict.fromkeys(frames, float))
    return means.groupby(keys, sort=False, dropna=False)[["sentence_words", *frames]].mean().reset_index()


def _shares(table, frames):
    """As `framing.profile`, by group and frame."""
    values = _by_article(table, frames)
    about, events = (values["doc_id"], values["group"]), events_of(values)
    shares = pd.concat([estimates(values[frame], *about, events, share=True).assign(frame=frame) for frame in frames])
    shares["sentence_words"] = shares["group"].map(values.groupby("group")["sentence_words"].mean())
    return shares.rename(columns={"value": "share"}).set_index(["group", "frame"])


def _kept_sentences(table, places, frames):
    """`table` with True only where a hit was kept; what is unread counts as no hit."""
    at = pd.MultiIndex.from_frame(table[["doc_id", "sentence"]])
    yes = places[places["value"] == 1]
    of = {frame: pd.MultiIndex.from_frame(yes.loc[yes["frame"] == frame, ["doc_id", "sentence"]]) for frame in frames}
    return table.assign(**{frame: table[frame].to_numpy() & at.isin(of[frame]) for frame in frames})


def _values(table, places, frames):
    """`table` with what the reading makes of each sentence; frames read too little to compare; whether all is read.

    A sentence has 1 where a hit was kept and 0 where none was. Where only some are read, one with a hit has the
    precision of its frame and group, and a read one its distance from that as often as it stands for others: so the
    mean over articles is the share of `kept_profile`, and articles differ by what chance read of them, too.
    """
    known = places["value"].notna()
    weights = places.assign(seen=places["weight"].where(known, 0.0), n=known, of=1)
    weights["yes"] = (weights["weight"] * weights["value"]).fillna(0.0)
    sums = weights.groupby(["group", "frame"])[["weight", "seen", "yes", "n", "of"]].transform("sum")
    seen, whole = sums["seen"].where(sums["seen"] > 0), sums["n"] == sums["of"]
    precision = sums["yes"] / seen
    moved = precision + (places["value"] - precision).fillna(0.0) * sums["weight"] / seen
    scores = places.assign(score=places["value"].where(whole, moved)).set_index(["doc_id", "sentence"])
    at = pd.MultiIndex.from_frame(table[["doc_id", "sentence"]])
    of = {frame: scores.loc[scores["frame"] == frame, "score"].reindex(at, fill_value=0.0) for frame in frames}
    table = table.assign(**{frame: score.to_numpy() for frame, score in of.items()})
    return table, set(places.loc[~whole & (sums["n"] < FEW), "frame"]), bool(whole.all())


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
        return (
            row
            | exact[["share", "low", "high", "note"]].to_dict()
            | ({"precision": exact["share"] / found.share} if of else {})
        )
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
