"""Tone as sentences."""

import pandas as pd

from utils.sentiment import moved_by_straight_quotes, opposite_sides, towards_card
from utils.uncertainty import FEWEST
from utils.wording.shared import listed, signed

__all__ = [
    "describe_opposite_sides",
    "describe_raters",
    "describe_straight_quotes",
    "describe_tone",
    "describe_towards",
]


def describe_raters(ratings: pd.DataFrame) -> str:
    """How many people have rated; `ratings` is the table of `rating.read_ratings`."""
    if ratings.empty:
        return "Nobody has rated yet; the figure shows the machines alone."
    return f"{ratings['rater'].nunique()} people have rated so far."


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
    measured = towards_card()["measured"]
    return (
        f"On unseen sentences its label was right for {measured['accuracy']:.0%} of {measured['mentions']:,} persons."
    )


def describe_tone(groups: pd.DataFrame, gap: pd.Series, instrument: str = "calibrated tone") -> str:
    """Mean tone of each source and, for two sources with articles enough, whether they can be told apart.

    `groups` is the table of `sentiment.tone_by_group`, `gap` the row of `sentiment.tone_difference`.
    """
    part = groups[groups["instrument"] == instrument].sort_values("mean", ascending=False)
    means = listed([f"{row.group} {signed(row.mean)}" for row in part.itertuples()])
    sentence = f"Mean tone of the sentences ({instrument}, from −1 to +1): {means}."
    if len(part) < 2:
        return sentence + " With one source there is nothing to compare."
    if part["low"].isna().any():
        return (
            sentence
            + f" These numbers describe the articles at hand; sources can be compared from {FEWEST} articles each."
        )
    if len(part) > 2:
        return (
            sentence + " With more than two sources, compare two at a time: the widest of many gaps is easily chance."
        )
    band = f"{signed(gap['difference'])}, 95 % interval {signed(gap['low'])} to {signed(gap['high'])}"
    verdict = "cannot be told from chance" if gap["low"] <= 0 <= gap["high"] else "is more than chance would explain"
    return sentence + f" The difference ({gap['first']} minus {gap['second']}: {band}) {verdict}."
