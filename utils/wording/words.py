"""Counts and key words as sentences."""

import pandas as pd

from utils.keywords import content_terms, over_used
from utils.wording.shared import listed

__all__ = [
    "describe_certainty",
    "describe_function_words",
    "describe_p_values",
    "describe_test",
    "describe_words",
]


def describe_function_words(frequencies: pd.DataFrame) -> str:
    """The share of function words in a table of `keywords.frequencies`.

    >>> import pandas as pd
    >>> describe_function_words(pd.DataFrame({"term": ["the", "war"], "count": [3, 1]}))
    '75% of all words in these articles are function words.'
    """
    share = 1 - content_terms(frequencies)["count"].sum() / frequencies["count"].sum()
    return f"{share:.0%} of all words in these articles are function words."


def describe_words(keyness: pd.DataFrame, target: str, reference: str, terms: int = 5) -> str:
    """Which terms each side over-uses most; `keyness` is filtered already."""
    more = over_used(keyness)
    up = keyness[more].nlargest(terms, ["log_ratio", "target_count"])["term"]
    down = keyness[~more & (keyness["log_ratio"] < 0)].nsmallest(terms, ["log_ratio"])["term"]
    sentence = f"Words that {target} uses most above {reference}: {listed(up)}."
    return sentence + (f" The other way round: {listed(down)}." if len(down) and reference != "general English" else "")


def describe_test(keyness: pd.DataFrame) -> str:
    """Whether there are articles enough for a test of a keyness table, and if not, why not."""
    return keyness.attrs["note"] or "Both sides have articles enough for a test; p and q stand in the table."


def describe_p_values(keyness: pd.DataFrame) -> str:
    """How many terms of a keyness table have a p-value.

    >>> import pandas as pd
    >>> describe_p_values(pd.DataFrame({"p": [0.01, None]}))
    '1 of 2 terms have a p-value.'
    """
    tested = int(keyness["p"].notna().sum())
    return f"{tested:,} of {len(keyness):,} terms have a p-value." if tested else "No term has a p-value here."


def describe_certainty(keyness: pd.DataFrame, level: float = 0.05) -> str:
    """How many terms of a keyness table look certain, and how many still do with the article as the unit.

    >>> import pandas as pd
    >>> describe_certainty(pd.DataFrame({"p": [0.01, 0.03], "q": [0.02, 0.06], "q_articles": [0.3, 0.9]}))[:33]
    '2 of 2 words have p below 0.05; a'
    """
    small, kept = keyness["p"] < level, keyness["q"] < level
    still = kept & (keyness["q_articles"] < level)
    return (
        f"{small.sum()} of {len(keyness)} words have p below {level}; after allowing for {len(keyness)} tests (q), "
        f"{kept.sum()} are left. Of these, {still.sum()} are also left with the article as the unit (q_articles)."
    )
