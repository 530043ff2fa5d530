"""Frames as sentences."""

import pandas as pd

from utils.framing import Codebook
from utils.wording.differences import describe_differences
from utils.wording.shared import listed

__all__ = [
    "describe_frame",
    "describe_frames",
    "describe_intervals",
    "describe_lengths",
    "describe_unframed",
]

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


def describe_frames(profile: pd.DataFrame, codebook: Codebook, gaps: pd.DataFrame | None = None) -> str:
    """The frame most often indicated in each source, which differences hold (`framing.frame_differences`), and what is
    not known of the codebook.
    """
    labels = codebook.labels()
    if not profile["share"].any():
        return f"No sentence has an indicator of any frame. {codebook.note}".rstrip()
    parts = []
    for group, rows in profile.groupby("group"):
        best = rows["share"].max()
        names = listed(labels[frame].lower() for frame in rows.loc[rows["share"] == best, "frame"])
        parts.append(f"{group} {names if best else 'none'} ({100 * best:.0f} % of sentences)")
    sentence = f"The frame with an indicator in most sentences: {listed(parts)}. {codebook.note}".rstrip()
    return sentence if gaps is None or gaps.empty else f"{sentence} {describe_differences(gaps, labels)}"


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


def describe_unframed(scored: pd.DataFrame, corpus: pd.DataFrame, codebook: Codebook) -> str:
    """How many sentences of the articles of `corpus` have no indicator; `scored`: `framing.score_sentences`."""
    here = scored.loc[scored["doc_id"].isin(corpus["doc_id"]), list(codebook.shown())]
    none = (~here.any(axis=1)).mean()
    return (
        f"{none:.0%} of the sentences drawn have no indicator. They may have a frame; the codebook has no word for it."
    )
