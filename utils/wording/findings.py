"""What differs most, over all measures: the findings of `telling` with words, frames and tone, null results named.

Of two sources with few articles nothing is tested. A gap in tone then counts for something only if it is wider than the
choice of sentences makes it, one in shares only from a Cohen's h of .2 on (small, after Cohen 1988), and one in frames
only if readers have kept the hits. What comes to nothing stays in the list, as what it is.
"""

import re
from collections.abc import Iterator, Mapping
from math import asin, hypot, sqrt

import pandas as pd

from utils.framing import Codebook, evidence
from utils.keywords import folds, positions
from utils.telling import MANNERS, Told, side_by_side
from utils.uncertainty import LEVEL
from utils.wording.differences import describe_differences
from utils.wording.shared import listed, signed

__all__ = ["NULL", "describe_findings", "headline", "other_findings", "ranked", "with_places"]

HERE, HOLDS, CHANCE, NONE, UNREAD = (
    "these articles only",
    "holds",
    "cannot be told from chance",
    "hardly any difference",
    "unread",
)
NULL = (CHANCE, NONE, UNREAD)
LATER = {"words": 1, **dict.fromkeys(MANNERS, 2), "frames": 3, "tone": 4}  # after differences in kind
SMALL = 0.2
HARDLY = "hardly a difference."  # how `telling.findings` ends what it says of shares that lie close together
SHOWN = 5  # places of a finding
TITLE = 120  # characters, from which a finding is cut to its first part


def _sizes(shares):
    """Cohen's h of the two shares in each row."""
    return shares.map(lambda share: 2 * asin(sqrt(share))).diff(axis=1).iloc[:, -1].abs()


def ranked(table: pd.DataFrame) -> pd.DataFrame:
    """Differences in kind, then words, clauses, frames and tone, each as they came; what comes to nothing last.

    >>> rows = {"measure": ["tone", "words"], "sentence": ["-", "-"], "holds": ["hardly any difference", "holds"]}
    >>> ranked(pd.DataFrame(rows | {"evidence": [(), ()]}))[["rank", "measure"]].values.tolist()
    [[1, 'words'], [2, 'tone']]
    """
    small = table["sentence"].str.endswith(HARDLY) & (table["holds"] == HERE)
    table = table.assign(holds=table["holds"].mask(small, NONE))
    keys = table.assign(null=table["holds"].isin(NULL), later=table["measure"].map(LATER).fillna(0))
    table = keys.sort_values(["null", "later"], kind="stable", ignore_index=True)
    return table.assign(rank=range(1, len(table) + 1))[["rank", "measure", "sentence", "holds", "evidence"]]


def with_places(table: pd.DataFrame, told: Told) -> pd.DataFrame:
    """The findings, those on facts with the places of the items that their sentences name, the articles in turn."""
    bare = table["measure"].isin(["disputed", "names"]) & ~table["evidence"].map(bool)
    if not bare.any():
        return table
    stands = side_by_side(told).query("status == 'differs' or (status == 'only' and kind == 'name')")
    stands = stands.drop_duplicates(["item", "doc_id"])
    evidence = table["evidence"].copy()
    for at, sentence in table.loc[bare, "sentence"].items():
        here = stands[[item in sentence for item in stands["item"]]]
        turn = here.groupby("doc_id").cumcount()
        here = here.assign(turn=turn).sort_values("turn", kind="stable").head(SHOWN)
        evidence[at] = tuple(zip(here["doc_id"], here["start"], here["end"], strict=True))
    return table.assign(evidence=evidence)


def other_findings(corpus: pd.DataFrame, results: Mapping, codebook: Codebook, pair: tuple[str, str]) -> Iterator[dict]:
    """A row each on words, frames and tone: `measure, sentence, holds, evidence`; `results`: of `summary.results`."""
    yield _words(corpus, results)
    yield _frames(corpus, results, codebook, pair)
    yield _tone(results, pair)


def _row(measure, sentence, holds, places=()):
    return {"measure": measure, "sentence": sentence, "holds": holds, "evidence": tuple(places)}


def _words(corpus, results):
    ends, sentence = results["ends"], results["sentences"][0]
    tested = results["words"]["p"].notna().any()
    if ends.empty:
        return _row("words", f"Words do not tell them apart. {sentence}", CHANCE if tested else NONE)
    terms = list(ends.drop_duplicates("group")["term"])
    forms = folds(corpus, results["named"])
    forms = forms.loc[forms["term"].isin(terms), "form"] if len(forms) else []
    found = positions(corpus, sorted({*terms, *forms}))
    turn = found.groupby("source", sort=False).cumcount()
    places = found.assign(turn=turn).sort_values("turn", kind="stable").head(SHOWN)
    return _row(
        "words", sentence, HOLDS if tested else HERE, zip(places["doc_id"], places["start"], places["end"], strict=True)
    )


def _frames(corpus, results, codebook, pair):
    gaps, profile, labels = results["gaps"], results["frames"], codebook.labels()
    gaps = gaps[gaps["first"].isin(pair) & gaps["second"].isin(pair)]
    read = "precision" in profile
    unread = "" if read else " No reader has kept or dropped the indicators that were counted."
    if not profile["share"].any():
        kept = "that readers kept" if read else "of any"
        return _row("frames", f"Frames do not tell them apart: no sentence has an indicator {kept}.", NONE)
    if gaps.empty:
        return _row(
            "frames", "Whether frames tell them apart is open: too few of the hits are read to test it.", UNREAD
        )
    if gaps["q"].notna().any():
        sure = (gaps["q"] < LEVEL).any()
        told = describe_differences(gaps, labels)
        opening = "Frames tell them apart. " if sure else "Frames do not tell them apart. "
        opening = opening if read or not sure else "Indicators of frames set them apart; whether frames do is unread. "
        places = evidence(corpus, codebook, gaps.loc[gaps["q"].idxmin(), "frame"]) if sure else None
        holds = CHANCE if not sure else HOLDS if read else UNREAD
        return _row("frames", f"{opening}{told}{unread}", holds, _places(places))
    if not read:
        return _row(
            "frames",
            "Whether frames tell them apart is open: nobody has read yet which of the machine's indicators mean what "
            "they look like (notebook 05).",
            UNREAD,
        )
    shares = profile[profile["group"].isin(pair)].pivot(index="frame", columns="group", values="share").dropna()
    sizes = _sizes(shares)
    if sizes.empty or sizes.max() < SMALL:
        said = f"in no frame is the gap in kept indicators more than small (Cohen's h of {SMALL})"
        return _row("frames", f"Frames do not tell them apart: {said}.", NONE)
    frame = sizes.idxmax()
    high, low = shares.loc[frame].sort_values(ascending=False).items()
    sentence = (
        f"Of its sentences, {100 * high[1]:.0f} % in {high[0]} have an indicator of {labels[frame].lower()} that "
        f"readers kept; in {low[0]} {100 * low[1]:.0f} %."
    )
    return _row("frames", sentence, HERE)


def _places(found):
    if found is None:
        return ()
    rows = found.groupby("doc_id", sort=False).head(1).head(SHOWN)
    return zip(rows["doc_id"], rows["start"], rows["end"], strict=True)


def _tone(results, pair):
    gaps = results["tone_gaps"]
    gaps = gaps[gaps["first"].isin(pair) & gaps["second"].isin(pair)]
    if gaps["q"].notna().any():
        sure = (gaps["q"] < LEVEL).any()
        told = describe_differences(gaps)
        if sure:  # The difference is more than chance explains: A above B by …
            return _row("tone", f"Tone: {told.split(': ', 1)[1].removesuffix('.')}, more than chance explains.", HOLDS)
        return _row("tone", f"Tone does not tell them apart. {told}", CHANCE)
    tones = results["tones"].query("instrument == 'tone'")
    tones = tones[tones["source"].isin(pair)]
    means = tones.groupby("source")["mean"].mean().sort_values(ascending=False)
    if len(means) < 2:
        return _row("tone", "Tone is not compared: one of them has no sentence that can be scored.", NONE)
    gap = means.iloc[0] - means.iloc[1]
    margins = tones.assign(half=(tones["high"] - tones["low"]) / 2).groupby("source")["half"]
    margin = hypot(*(sqrt((half**2).sum()) / len(half) for _, half in margins))
    both = listed(f"{source} {signed(mean)}" for source, mean in means.items())
    scale = f"the mean tone of the words, from −1 to +1, is {both}"
    if not gap > margin:  # nor where a text is too short for a margin
        return _row(
            "tone", f"Tone does not tell them apart: {scale}, no more than one or two sentences could make.", NONE
        )
    return _row("tone", f"In tone {means.index[0]} is the more favourable: {scale}.", HERE)


def describe_findings(found: pd.DataFrame, most: int = 3) -> list[str]:
    """The first findings as sentences, then, as one more, what does not tell the sources apart.

    `found` is the table of `summary.findings`.

    >>> describe_findings(pd.DataFrame({"sentence": [], "holds": []}))
    ['With one source there is nothing to compare.']
    """
    if found.empty:
        return ["With one source there is nothing to compare."]
    null = found["holds"].isin(NULL)
    said = list(found.loc[~null, "sentence"].head(most)) or ["No difference that was looked at holds."]
    nothing = found[null & found["measure"].isin(["words", "frames", "tone"])]
    return [*said, " ".join(nothing["sentence"])] if len(nothing) else said


def headline(found: pd.DataFrame) -> str:
    """The first finding in short, as the title of a figure; a question where nothing holds.

    >>> headline(pd.DataFrame({"sentence": ["A counts 3 (of 4); B counts 1."], "holds": ["holds"]}))
    'A counts 3; B counts 1'
    """
    sure = found.loc[~found["holds"].isin(NULL), "sentence"]
    if sure.empty:
        return "Does anything tell the sources apart?"
    short = re.sub(r"\s*\([^()]*\d[^()]*\)|, with the counts of [^:]*(?=:)", "", sure.iloc[0])  # they stand below it
    return (re.split(r"; |\. The other way round", short)[0] if len(short) > TITLE else short).rstrip(".")
