"""Tone as sentences."""

import pandas as pd

from utils.sentiment import (
    RATED_TO,
    middle_half,
    model_card,
    moved_by_straight_quotes,
    opposite_sides,
    rank_correlation,
    towards_card,
)
from utils.wording.coding import describe_handed_in
from utils.wording.differences import describe_differences
from utils.wording.shared import listed, signed

__all__ = [
    "describe_compression",
    "describe_found",
    "describe_opposite_sides",
    "describe_raters",
    "describe_scale",
    "describe_straight_quotes",
    "describe_tone",
    "describe_towards",
]


def describe_raters(ratings: pd.DataFrame, done: bool = True) -> str:
    """Who has rated, and whether the machine's marks may be seen: `rating.read_ratings` and `rating.all_rated`."""
    if not done:
        return "The machine's marks are drawn once you have rated every sentence. Then run this cell again."
    nobody = ["Nobody has rated yet; the figure shows the machines alone."] if ratings.empty else []
    return " ".join(filter(None, [*nobody, describe_handed_in(ratings)]))


def describe_opposite_sides(scored: pd.DataFrame, corpus: pd.DataFrame) -> str:
    """How often TextBlob and VADER disagree on the sentences of the articles of `corpus`."""
    apart = opposite_sides(scored[scored["doc_id"].isin(corpus["doc_id"])])
    return f"TextBlob and VADER take opposite sides in {apart:.0%} of the sentences drawn."


def describe_straight_quotes(scored: pd.DataFrame) -> str:
    """How much hangs on the shape of quotation marks in the table of `sentiment.score_sentences`."""
    moved = moved_by_straight_quotes(scored)
    return f"VADER would score {moved:.0%} of the sentences otherwise if their quotation marks were straight."


def describe_towards() -> str:
    """How often the model of tone towards somebody was right, on sentences it was not fitted on."""
    measured, certain = towards_card()["measured"], towards_card()["certain"]
    right, low, high = certain["right"]
    neutral = measured["accuracy_of_always_neutral"]
    return (
        f"On unseen sentences its label was right for {measured['accuracy']:.0%} of {measured['mentions']:,} persons; "
        f'"neutral" for all would have been right for {neutral:.0%}. A side is told from a probability of '
        f"{certain['from']:.2f} on: for {certain['share_told']:.0%} of these persons, rightly for {right:.0%} of them "
        f"(95 % interval {low:.0%} to {high:.0%}). People saw a side in {1 - neutral:.0%}; where most sentences take "
        "none, more of what is told is wrong."
    )


def describe_found(both: pd.DataFrame) -> str:
    """Whether what was meant for the actors of the practice corpus is found; `both` as of `meant_and_found`."""
    found, neutral = rank_correlation(both), (both["meant"] == 0).mean()
    verdict = "It finds some of what was meant" if found["low"] > 0 else 'It is no better than calling all "neutral"'
    between = "" if pd.isna(found["low"]) else f" (95 % interval {signed(found['low'])} to {signed(found['high'])})"
    return (
        f"{verdict}: for {len(both)} actors the rank correlation of meant and found is {signed(found['value'])}"
        f'{between}, 0 being chance. "Neutral" for all is right for {neutral:.0%}.'
    )


def describe_tone(groups: pd.DataFrame, gaps: pd.DataFrame, instrument: str = "tone") -> str:
    """Mean tone of each source, how much of it has no tone, and what may be said of differences.

    `groups` is the table of `sentiment.tone_by_group`, `gaps` that of `sentiment.tone_difference`.
    """
    part = groups[groups["instrument"] == instrument].sort_values("mean", ascending=False)
    means = listed([f"{row.group} {signed(row.mean)}" for row in part.itertuples()])
    bare = listed([f"{row.group} {100 * row.without:.0f} %" for row in part.itertuples()])
    of = "" if instrument == "tone" else f"{instrument}, "
    sentence = f"Mean tone of the articles ({of}from −1 to +1): {means}. Sentences without a tone: {bare}."
    if len(part) < 2:
        return sentence + " With one source there is nothing to compare."
    return f"{sentence} {describe_differences(gaps)}"


def describe_scale(groups: pd.DataFrame) -> str:
    """What the highest and the lowest mean tone are on the scale of the raters, and where their own ratings lay.

    `groups` is the table of `sentiment.tone_by_group`.
    """
    means = groups.loc[groups["instrument"] == "tone", "mean"].dropna()
    ends = list(dict.fromkeys(f"{signed(tone)} is about {_rated(tone)}" for tone in (means.max(), means.min())))
    if means.empty:
        return ""
    low, high = (on_raters_scale(end) for end in middle_half("articles"))
    return (
        f"In the words of raters, who had a scale from −{RATED_TO} (very negative) to +{RATED_TO} (very positive): a "
        f"tone of {listed(ends)}. Half of the editorials that they rated lie between {low} and {high} on it."
    )


def on_raters_scale(tone: float) -> str:
    """A tone on the scale that raters had, with its sign.

    >>> on_raters_scale(0.05), on_raters_scale(0.001)
    ('+0.2', '0')
    """
    rated = round(RATED_TO * tone, 1)
    return f"{rated:+.1f}".replace("-", "−") if rated else "0"


def _rated(tone):
    """A tone as raters would have said it, whose scale had a number for each step away from neutral."""
    size, side = abs(RATED_TO * tone), "positive" if tone > 0 else "negative"
    if size < 0.1:
        said = "neutral"
    elif size < 0.75:
        said = f"between neutral and slightly {side}"
    else:
        said = f"slightly {side}" if size < 1.5 else side if size < 3 else f"very {side}"
    return f"{on_raters_scale(tone)} ({said})"


def describe_compression(gaps: pd.DataFrame) -> str:
    """How much of a difference tone keeps; nothing where `gaps` (`tone_difference`) are not tested."""
    if not gaps["q"].notna().any():
        return ""
    kept = model_card()["measured"]["kept_of_raters_differences"][1]
    return (
        "The instrument draws everything towards the middle: of a difference that raters see between articles it keeps "
        f"about {kept:.2f}. The column raters is a gap divided by that: about as wide as it may be on their scale."
    )
