"""What may be said of differences between sources: which hold, and what could have been seen where none does."""

from collections.abc import Mapping

import pandas as pd

from utils.uncertainty import LEVEL
from utils.wording.shared import signed

__all__ = ["describe_differences"]

POINTS = " percentage points"


def describe_differences(table: pd.DataFrame, labels: Mapping[str, str] | None = None, most: int = 3) -> str:
    """Which differences hold after correction for all that were looked at, or how large one would have had to be.

    `table` is that of `framing.frame_differences` (with `labels` of its frames; in percentage points), of
    `sentiment.tone_difference`, or of the same on the same events. Nothing is said of the widest of many gaps.

    >>> row = {"first": "A", "second": "B", "difference": 0.2, "low": 0.1, "high": 0.3, "q": 0.01, "detectable": 0.1}
    >>> describe_differences(pd.DataFrame([row | {"note": ""}]))
    'The difference is more than chance explains: A above B by 0.20 (95 % interval 0.10 to 0.30).'
    """
    if table.empty:
        return ""
    tested = table[table["q"].notna()]
    if tested.empty:
        why = table["note"].iloc[0].removeprefix("no interval: ")
        return f"This describes the articles at hand, not their sources: {why}."
    held = tested[tested["q"] < LEVEL]
    many = len(tested) > 1
    if len(held):
        told = "; ".join(_told(row, labels) for row in held.head(most).itertuples())
        more = f"; and {len(held) - most} more" if len(held) > most else ""
        opening = "The difference is more than chance explains"
        if many:
            opening = (
                f"Of {len(tested)} comparisons {len(held)} {'shows' if len(held) == 1 else 'show'} more than chance"
            )
        return f"{opening}: {told}{more}."
    low, high = (_size(value, labels) for value in (tested["detectable"].min(), tested["detectable"].max()))
    size = high if low == high else f"{low.removesuffix(POINTS)} to {high}"
    if many:
        opening, it = f"None of {len(tested)} differences can be told from chance.", "they"
    else:
        opening, it = f"The difference ({_gap(tested.iloc[0], labels)}) cannot be told from chance.", "it"
    return f"{opening} To be seen in four of five tries {it} would have had to be {size}."


def _told(row, labels):
    first, second = (row.first, row.second) if row.difference > 0 else (row.second, row.first)
    low, high = sorted(abs(end) for end in (row.low, row.high))
    of = f"{labels[row.frame].lower()}, " if labels else ""
    band = f"{_number(low, labels)} to {_number(high, labels)}"
    return f"{of}{first} above {second} by {_size(abs(row.difference), labels)} (95 % interval {band})"


def _gap(row, labels):
    of = f"{labels[row['frame']].lower()}, " if labels else ""
    size = f"{100 * row['difference']:+.0f}{POINTS}".replace("-", "−") if labels else signed(row["difference"])
    return f"{of}{row['first']} minus {row['second']}: {size}"


def _number(value, labels):
    """Points without digits, else two; one more where that would be taken for 0."""
    value, digits = (100 * value, 0) if labels else (value, 2)
    return f"{value:.{digits + (0 < value < 0.5 / 10**digits)}f}"


def _size(value, labels):
    return f"{100 * value:.0f}{POINTS}" if labels else f"{value:.2f}"
