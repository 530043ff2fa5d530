"""Who speaks and who does not, as sentences."""

import pandas as pd

from utils.text import marks_unread
from utils.voices import reported, spoken
from utils.wording.shared import listed

__all__ = [
    "describe_joins",
    "describe_quotes",
    "describe_silent",
    "describe_unread_speech",
    "describe_unresolved",
]


def describe_quotes(quotes: pd.DataFrame) -> str:
    """How many quotations of each kind there are; `quotes` is the table of `voices.quote_table`.

    >>> import pandas as pd
    >>> describe_quotes(pd.DataFrame({"kind": ["direct", "direct", "scare"]}))
    'Found: 2 direct and 1 scare.'
    """
    return f"Found: {listed(f'{count:,} {kind}' for kind, count in quotes['kind'].value_counts().items())}."


def describe_silent(actors: pd.DataFrame, most: int = 3) -> str:
    """Who is named most and not heard in any source; `actors` is the table of `actors.actor_table`.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"actor": ["Lee"], "kind": "person", "mentions": [2], "only_spoken_about": [True]})
    >>> describe_silent(table)
    'Named most and not heard in any statement that was found: Lee. About half of what is reported is found.'
    """
    sums = actors.groupby("actor").agg({"mentions": "sum", "only_spoken_about": "all", "kind": "first"})
    silent = sums[sums["only_spoken_about"]].sort_values("mentions", ascending=False)
    shown = silent.head(most)
    leaders = (
        " What a leader says counts as a person's words, not as the country's." if "country" in [*shown["kind"]] else ""
    )
    return (
        f"Named most and not heard in any statement that was found: {listed(shown.index)}.{leaders} About half of what "
        "is reported is found."
    )


def describe_unresolved(quotes: pd.DataFrame) -> str:
    """How much of the speech has no name, and why; `quotes` is the table of `voices.quote_table`.

    >>> rows = {"kind": ["direct"] * 3, "act": "statement", "standing": ["no speaker", "nameless", "not resolved"]}
    >>> describe_unresolved(pd.DataFrame(rows))
    'Of 3 passages, the speaker is nameless in 1, not resolved in 1 and missing in 1.'
    """
    said = pd.concat([spoken(quotes), reported(quotes)])
    nameless, unclear, none = ((said["standing"] == one).sum() for one in ("nameless", "not resolved", "no speaker"))
    return (
        f"Of {len(said):,} passages, the speaker is nameless in {nameless:,}, not resolved in {unclear:,} and missing "
        f"in {none:,}."
    )


def describe_joins(joined: pd.DataFrame) -> str:
    """How many names were joined by a guess; `joined` is the table of `actors.joined_forms`.

    >>> import pandas as pd
    >>> describe_joins(pd.DataFrame({"sure": [False, True]}))
    'Joins that are not sure: 1; the last column names an article where you can look.'
    """
    unsure = (~joined["sure"]).sum()
    return f"Joins that are not sure: {unsure:,}; the last column names an article where you can look."


def describe_unread_speech(corpus: pd.DataFrame) -> str:
    """Which articles seem to hold speech that no rule sees; nothing where none does."""
    unread = [doc_id for doc_id, text in zip(corpus["doc_id"], corpus["text"], strict=True) if marks_unread(text)]
    shown = f"{', '.join(unread[:3])}{' …' if len(unread) > 3 else ''}"
    return f"{len(unread):,} articles seem to hold speech that is not read here: {shown}" if unread else ""
