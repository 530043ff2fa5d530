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
    >>> describe_silent(pd.DataFrame({"actor": ["Lee"], "mentions": [2], "only_spoken_about": [True]}))
    'Named most and not heard in any statement that was found: Lee. About half of what is reported is found.'
    """
    sums = actors.groupby("actor").agg({"mentions": "sum", "only_spoken_about": "all"})
    silent = sums[sums["only_spoken_about"]].sort_values("mentions", ascending=False)
    named = listed(silent.head(most).index) or "nobody"
    return (
        f"Named most and not heard in any statement that was found: {named}. About half of what is reported is found."
    )


def describe_unresolved(quotes: pd.DataFrame) -> str:
    """How much of the speech has no name, and why; `quotes` is the table of `voices.quote_table`.

    >>> rows = {"kind": ["direct"] * 3, "act": "statement", "standing": ["no speaker", "nameless", "not resolved"]}
    >>> describe_unresolved(pd.DataFrame(rows))
    'Of 3 passages, 1 are of nameless people, 1 are not resolved, 1 have no speaker.'
    """
    said = pd.concat([spoken(quotes), reported(quotes)])
    nameless, unclear, none = ((said["standing"] == one).sum() for one in ("nameless", "not resolved", "no speaker"))
    return (
        f"Of {len(said):,} passages, {nameless:,} are of nameless people, {unclear:,} are not resolved, "
        f"{none:,} have no speaker."
    )


def describe_joins(joined: pd.DataFrame) -> str:
    """How many names were joined by a guess; `joined` is the table of `actors.joined_forms`.

    >>> import pandas as pd
    >>> describe_joins(pd.DataFrame({"sure": [False, True]}))
    '1 of these joins are not sure; the last column names an article where you can look.'
    """
    unsure = (~joined["sure"]).sum()
    return f"{unsure} of these joins are not sure; the last column names an article where you can look."


def describe_unread_speech(corpus: pd.DataFrame) -> str:
    """Which articles seem to hold speech that no rule sees; nothing where none does."""
    unread = [doc_id for doc_id, text in zip(corpus["doc_id"], corpus["text"], strict=True) if marks_unread(text)]
    shown = f"{', '.join(unread[:3])}{' …' if len(unread) > 3 else ''}"
    return f"{len(unread):,} articles seem to hold speech that is not read here: {shown}" if unread else ""
