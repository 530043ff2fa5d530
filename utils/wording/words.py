"""Counts and key words as sentences."""

import pandas as pd

from utils.keywords import both_ends, function_words, terms_tested, told_apart, visible_ratio
from utils.uncertainty import LEVEL
from utils.wording.shared import listed

__all__ = [
    "describe_certainty",
    "describe_function_words",
    "describe_test",
    "describe_words",
]


def describe_function_words(frequencies: pd.DataFrame) -> str:
    """The share of function words in a table of `keywords.frequencies`.

    >>> import pandas as pd
    >>> describe_function_words(pd.DataFrame({"term": ["the", "war"], "count": [3, 1]}))
    '75% of all words in these articles are function words.'
    """
    share = frequencies.loc[frequencies["term"].isin(function_words()), "count"].sum() / frequencies["count"].sum()
    return f"{share:.0%} of all words in these articles are function words."


def describe_words(keyness: pd.DataFrame, target: str, reference: str, terms: int = 5) -> str:
    """Which terms lead on either side of a keyness table, and whether they can be told from chance.

    `keyness` is filtered already; a table of names is called so. Counts stand behind the terms, target first.
    """
    kinds = set(keyness["kind"]) if len(keyness) else {"word"}
    noun = {"word": "words", "name": "names"}[kinds.pop()] if len(kinds) == 1 else "terms"
    if noun == "names" and reference == "general English":
        return "General English has no frequencies of names as they are counted here, so they are not compared."
    tested = terms_tested(keyness)
    found = told_apart(keyness)
    if len(tested) and found.empty:
        return f"{_untold(len(tested), noun, target, reference)} {_visible(tested, noun)}".strip()
    ends = both_ends(found, target, reference, terms)
    sides = [listed(_with_counts(ends[ends["group"] == side]), most=terms) for side in (target, reference)]
    if reference == "general English":
        return f"{noun.capitalize()} far more frequent in {target} than in {reference}: {sides[0]}."
    sure = f" Of {len(tested):,} {noun} tested, these can be told from chance (q below {LEVEL})." if len(tested) else ""
    parts = [
        f"{noun.capitalize()} used more in {one} than in {other}, with the counts of {target} and {reference}: {side}."
        if side != "none"
        else f"No {noun.removesuffix('s')} stands out in {one}."
        for one, other, side in zip((target, reference), (reference, target), sides, strict=True)
    ]
    if "none" not in sides:
        parts[1] = f"The other way round: {sides[1]}."
    return " ".join(parts) + sure


def describe_test(keyness: pd.DataFrame) -> str:
    """What was tested in a keyness table and with which units, or why nothing was."""
    return keyness.attrs["note"]


def describe_certainty(keyness: pd.DataFrame) -> str:
    """How many terms of a keyness table look certain with words as units, and how many of them with articles as units.

    >>> import pandas as pd
    >>> describe_certainty(pd.DataFrame({"q_words": [0.01, 0.03, 0.2], "q": [0.02, None, 0.4]}))
    '2 of 3 terms look certain if each word is a separate draw (q_words below 0.05); by q, 1 of them.'
    """
    by_words = keyness["q_words"] < LEVEL
    return (
        f"{by_words.sum():,} of {len(keyness):,} terms look certain if each word is a separate draw (q_words below "
        f"{LEVEL}); by q, {(by_words & (keyness['q'] < LEVEL)).sum():,} of them."
    )


def _with_counts(ends):
    """*war (1 : 7)*; the term alone where the other side has no counts."""
    for row in ends.itertuples():
        both = pd.notna(row.reference_count)
        yield f"{row.term} ({row.target_count:,.0f} : {row.reference_count:,.0f})" if both else row.term


def _untold(tested, noun, target, reference):
    if tested == 1:
        return f"{target} against {reference}: the one {noun.removesuffix('s')} tested cannot be told from chance."
    return f"{target} against {reference}: none of the {tested:,} {noun} tested differs by more than chance may make."


def _visible(tested, noun):
    """How large a difference would have been seen."""
    ratio = visible_ratio(tested)
    times = "over a hundred" if ratio > 100 else f"about {ratio:.1f}"
    return (
        f"To be found four times in five, a {noun.removesuffix('s')} of middling frequency would have to be {times} "
        "times as frequent on one side."
    )
