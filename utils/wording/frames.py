"""Frames as sentences."""

import pandas as pd

from utils.framing import Codebook
from utils.wording.differences import describe_differences
from utils.wording.shared import listed, number

__all__ = [
    "describe_frame",
    "describe_frames",
    "describe_intervals",
    "describe_lengths",
    "describe_meant",
    "describe_off",
    "describe_reading",
    "describe_unframed",
]

UNREAD = "Frame indicators are unread: no reader has kept or dropped {}, so wrong ones count like right ones."
PARTLY = (
    "All others are taken to be kept as often as those read of the same frame and source; where none is read there is "
    "no share, and under twenty sentences no difference is tested."
)
APART = 1.1  # mean lengths of sentences, the longest to the shortest, from which shares are not alike


def describe_frame(frame: dict, most: int = 24) -> list[str]:
    """What a codebook says of a frame: what a coder asks, some indicators, and what is not counted; three sentences.

    `frame` is what `codebook.frame` gives.
    """
    name = frame["label"].lower()
    return [
        f"What a coder asks about {name}: {' '.join(frame['questions'])}",
        f"Some indicators of {name}: {', '.join(frame['indicators'][:most])}",
        f"Not counted, though they look like it: {', '.join(frame.get('exclude') or ['nothing'])}",
    ]


def describe_off(codebook: Codebook) -> str:
    """Which frames of a codebook are off, and why; nothing where none is.

    >>> from utils.framing import load_codebook
    >>> describe_off(load_codebook("policy"))
    'Left out: Policy: proposals and results, Quality of life (words cannot measure this here).'
    """
    reasons = codebook.off()
    off = {why: [codebook.labels()[name] for name in reasons if reasons[name] == why] for why in reasons.values()}
    return "".join(f"Left out: {', '.join(names)} ({why})." for why, names in off.items())


def describe_frames(profile: pd.DataFrame, codebook: Codebook, gaps: pd.DataFrame | None = None) -> str:
    """The frame most often indicated in each source, which differences hold (`framing.frame_differences`), and what is
    not known of the codebook.

    `profile` is the table of `framing.profile`, or of `framing.kept_profile`: then only what readers kept counts.
    """
    labels, one = codebook.labels(), "a kept" if "precision" in profile else "an"
    if not profile["share"].any():
        return f"No sentence has {one} indicator of any frame. {codebook.note}".rstrip()
    parts = []
    for group, rows in profile.groupby("group"):
        best = rows["share"].max() if rows["share"].any() else 0
        names = listed(labels[frame].lower() for frame in rows.loc[rows["share"] == best, "frame"])
        parts.append(f"{group} {names if best else 'none'} ({100 * best:.0f} % of sentences)")
    sentence = f"The frame with {one} indicator in most sentences: {listed(parts)}. {codebook.note}".rstrip()
    return sentence if gaps is None or gaps.empty else f"{sentence} {describe_differences(gaps, labels)}"


def describe_meant(both: pd.DataFrame) -> str:
    """Which frames of the practice corpus are found where they were meant; `both` as of `framing.meant_and_found`.

    >>> rows = {"frame": ["Conflict", "Morality"], "share where not meant": [0.1, 0.1], "share where meant": [0.2, 0.1]}
    >>> describe_meant(pd.DataFrame(rows))
    'Found at least twice as often where it was meant: Conflict. Not so: Morality.'
    """
    twice = both["share where meant"] >= 2 * both["share where not meant"]
    yes, no = (listed(both.loc[some, "frame"]) for some in (twice, ~twice))
    return f"Found at least twice as often where it was meant: {yes or 'none'}.{f' Not so: {no}.' if no else ''}"


def describe_intervals(profile: pd.DataFrame) -> str:
    """What the intervals of a `framing.profile` rest on; nothing where there are none, which `describe_frames` says.

    >>> import pandas as pd
    >>> describe_intervals(pd.DataFrame({"low": [0.1], "note": ["events are the cases: 12 articles on 12 events"]}))
    'Note: events are the cases: 12 articles on 12 events.'
    """
    return f"Note: {profile['note'].iloc[0]}." if profile["low"].notna().any() else ""


def describe_lengths(profile: pd.DataFrame) -> str:
    """How long the sentences of each source are, and a warning where that alone moves the shares.

    >>> import pandas as pd
    >>> describe_lengths(pd.DataFrame({"group": ["A", "B"], "sentence_words": [20.0, 21.0]}))
    'Words in the mean sentence: B 21 and A 20.'
    """
    lengths = profile.groupby("group")["sentence_words"].first().sort_values(ascending=False)
    sentence = f"Words in the mean sentence: {listed(f'{group} {words:.0f}' for group, words in lengths.items())}."
    if lengths.max() <= APART * lengths.min():
        return sentence
    return (
        f"{sentence} They differ by more than a tenth, and long sentences have more indicators, whatever "
        "they tell: look at the measures that hold length constant, too."
    )


def describe_reading(kept: pd.DataFrame | None, codebook: Codebook, answers: pd.DataFrame | None = None) -> str:
    """How many hits are read and kept, by frame; else that they are unread. `kept`: the table of `framing.kept_hits`.

    With `answers` (`framing.hit_answers`) it says how many of these are on other hits, so that a file made from other
    articles is not taken for a reading of these.

    >>> from utils.framing import load_codebook
    >>> describe_reading(None, load_codebook("generic"))
    'Frame indicators are unread: no reader has kept or dropped one, so wrong ones count like right ones.'
    """
    if kept is None:
        return UNREAD.format("one")
    read, labels = kept[kept["kept"].notna()], codebook.labels()
    strange = 0 if answers is None else _on_other_hits(answers, kept)
    left = f"Left out: {number(strange, 'answer')} on hits that are not found here." if strange else ""
    if read.empty:
        return " ".join(filter(None, [UNREAD.format(f"any of {len(kept):,}"), left]))
    most, yes, unsure = kept["readers"].max(), read["kept"].sum(), (kept["readers"] > 0) & kept["kept"].isna()
    of = read["frame"].value_counts()
    parts = [
        f"{label.lower()} {read.loc[read['frame'] == frame, 'kept'].sum()} of {of[frame]}"
        for frame, label in labels.items()
        if frame in of
    ]
    readers = number(most, "reader") if most == 1 else f"up to {most:,} readers"
    sentences = [
        f"Frame indicators read: {len(read):,} of {len(kept):,}, by {readers}.",
        f"Kept: {yes:,} ({100 * yes / len(read):.0f} %); {listed(parts, most=20)}.",
        f"Not agreed, as many yes as no: {number(unsure.sum(), 'hit')}." if unsure.any() else "",
        PARTLY if len(read) < len(kept) else "",
        left,
    ]
    return " ".join(filter(None, sentences))


def _on_other_hits(answers, kept):
    known = pd.MultiIndex.from_frame(kept[["unit", "frame"]])
    return int((~pd.MultiIndex.from_frame(answers[["unit", "frame"]]).isin(known)).sum())


def describe_unframed(scored: pd.DataFrame, corpus: pd.DataFrame, codebook: Codebook) -> str:
    """How many sentences of the articles of `corpus` have no indicator; `scored`: `framing.score_sentences`."""
    here = scored.loc[scored["doc_id"].isin(corpus["doc_id"]), list(codebook.shown())]
    none = (~here.any(axis=1)).mean()
    return (
        f"{none:.0%} of the sentences drawn have no indicator. They may have a frame; the codebook has no word for it."
    )
