"""Frames as sentences."""

import pandas as pd

from utils.framing import Codebook
from utils.wording.shared import listed

__all__ = [
    "describe_frame",
    "describe_frames",
    "describe_intervals",
    "describe_unframed",
]


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


def describe_frames(profile: pd.DataFrame, codebook: Codebook) -> str:
    """The frame most often indicated in each source, and the widest gap between two sources."""
    labels = codebook.labels()
    if not profile["share"].any():
        return "No sentence has an indicator of any frame."
    parts = []
    for group, rows in profile.groupby("group"):
        best = rows["share"].max()
        names = listed(labels[frame].lower() for frame in rows.loc[rows["share"] == best, "frame"])
        parts.append(f"{group} {names if best else 'none'} ({100 * best:.0f} % of sentences)")
    sentence = f"The frame with an indicator in most sentences: {listed(parts)}."
    if profile["group"].nunique() > 1:
        shares = profile.pivot(index="frame", columns="group", values="share")
        gaps = shares.max(axis=1) - shares.min(axis=1)
        sentence += f" In these articles the sources differ most in {labels[gaps.idxmax()].lower()}, "
        points = f"{100 * gaps.max():.0f}"
        sentence += (
            f"by {'less than 1' if points == '0' else points} percentage point{'s' * (points not in ('0', '1'))}."
        )
    return sentence


def describe_intervals(profile: pd.DataFrame) -> str:
    """Whether the shares of a `framing.profile` have intervals, and if not, why not.

    >>> import pandas as pd
    >>> describe_intervals(pd.DataFrame({"note": ["no interval: the smallest group has 1 article, 10 needed"]}))
    'Note: no interval: the smallest group has 1 article, 10 needed.'
    """
    return f"Note: {profile['note'].iloc[0] or 'intervals come from redrawing whole articles'}."


def describe_unframed(scored: pd.DataFrame, corpus: pd.DataFrame, codebook: Codebook) -> str:
    """How many sentences of the articles of `corpus` have no indicator; `scored`: `framing.score_sentences`."""
    here = scored.loc[scored["doc_id"].isin(corpus["doc_id"]), list(codebook.labels())]
    none = (~here.any(axis=1)).mean()
    return (
        f"{none:.0%} of the sentences drawn have no indicator. They may have a frame; the codebook has no word for it."
    )
