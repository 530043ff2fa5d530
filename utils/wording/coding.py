"""Coding by hand as sentences."""

from pathlib import PurePath

import pandas as pd

from utils.framing import Codebook
from utils.wording.shared import listed

__all__ = [
    "describe_corrected",
    "describe_corrected_differences",
    "describe_handed_in",
    "describe_nearest",
    "describe_units",
]

MOST_PEOPLE = 40  # of a class are named
MOST_FILES = 5  # that were left out for one reason


def describe_handed_in(answers: pd.DataFrame) -> str:
    """Who handed in answers, who fewer than others, and which files were left out, with the reason; "" if nobody did.

    `answers` is a table of `rating.read_ratings`, `reliability.read_codings` or `framing.hit_answers`.

    >>> import pandas as pd
    >>> describe_handed_in(pd.DataFrame({"rater": ["ann", "ann", "bo"], "unit": [1, 2, 1], "rating": [0, 1, 2]}))
    'From 2 people: ann and bo. With fewer answers than others: bo (1 of 2).'
    """
    who, value = ("rater", "rating") if "rater" in answers else ("coder", "value")
    given = answers.groupby(who)[value].count().sort_index(key=lambda names: names.str.casefold())
    most = given.max() if len(given) else 0
    fewer = [f"{name} ({n:,} of {most:,})" for name, n in given.items() if n < most]
    left_out: dict[str, list] = {}
    for name, why in answers.attrs.get("left_out", []):
        left_out.setdefault(why.rstrip("."), []).append(name)
    reasons = [f"{_files(names)}: {why}" for why, names in left_out.items()]
    sentences = [
        f"From {len(given):,} {'person' if len(given) == 1 else 'people'}: {listed(given.index, most=MOST_PEOPLE)}."
        if len(given)
        else "",
        f"With fewer answers than others: {listed(fewer, most=MOST_PEOPLE)}." if fewer else "",
        f"Left out: {'; '.join(reasons[:MOST_PEOPLE])}." if reasons else "",
    ]
    return " ".join(filter(None, sentences))


def _files(names):
    last = {PurePath(name).name for name in names}
    return f"{last.pop()} ({len(names):,} times)" if len(last) == 1 < len(names) else listed(names, most=MOST_FILES)


def describe_units(units: pd.DataFrame) -> str:
    """How many sentences were drawn from each source; `units` is the table of `reliability.draw_units`.

    >>> import pandas as pd
    >>> describe_units(pd.DataFrame({"source": ["A", "A", "B"]}))
    'Drawn: 2 from A and 1 from B.'
    """
    return f"Drawn: {listed(f'{n} from {source}' for source, n in units['source'].value_counts().items())}."


def describe_nearest(held: pd.DataFrame, codebook: Codebook) -> str:
    """In which frame the machine comes nearest to people; `held` is the table of `reliability.against_machine`."""
    if not held["alpha"].notna().any():
        return "Alpha between machine and coders is defined for no frame."
    nearest = codebook.labels()[held.loc[held["alpha"].idxmax(), "frame"]].lower()
    return f"The machine comes nearest to the coders in {nearest}."


def describe_corrected(held: pd.DataFrame, codebook: Codebook) -> str:
    """Where the machine narrows what the coders know, and where they stand alone: `reliability.against_machine`.

    >>> import pandas as pd
    >>> from utils.framing import load_codebook
    >>> row = {"frame": "conflict", "low": 0.2, "high": 0.3, "coders_low": 0.2, "coders_high": 0.4, "note": ""}
    >>> describe_corrected(pd.DataFrame([row]), load_codebook("generic"))
    'With the machine, the interval of the coders changes: 50 % narrower for conflict.'
    """
    table = held.dropna(subset=["low"]).assign(name=held["frame"].map(codebook.labels()).str.lower())
    alone = table["note"].str.contains("coders alone")
    parts = [f"{_change(row)} for {row.name}" for _, row in table[~alone].set_index("name").iterrows()]
    sentences = [
        f"With the machine, the interval of the coders changes: {listed(parts)}." if parts else "",
        f"The coders stand alone in {listed(table.loc[alone, 'name'])}." if alone.any() else "",
    ]
    return " ".join(filter(None, sentences)) or "No sentence is coded by both."


def describe_corrected_differences(table: pd.DataFrame, frame: str) -> str:
    """Which sources differ in a frame by more than chance: the table of `reliability.corrected_differences`.

    `frame` is the frame's name for readers.

    >>> import pandas as pd
    >>> row = {"first": "A", "second": "B", "difference": 0.1, "low": -0.2, "high": 0.4, "note": ""}
    >>> describe_corrected_differences(pd.DataFrame([row]), "Conflict")
    'Conflict: A and B cannot be told apart; a difference of 40 percentage points is not ruled out.'
    """
    if table.empty:
        return "A difference needs two sources with coded sentences."
    apart, sentences = (table["low"] > 0) | (table["high"] < 0), []
    for row in table[apart].itertuples():
        more, less = (row.first, row.second) if row.difference > 0 else (row.second, row.first)
        least, most = sorted(100 * abs(end) for end in (row.low, row.high))
        sentences.append(f"more in {more} than in {less}, by {least:.0f} to {most:.0f} percentage points")
    if not apart.all():
        reach = 100 * table.loc[~apart, ["low", "high"]].abs().max(axis=None)
        count = f"{(~apart).sum()} of {len(table)} pairs of sources"
        if len(table) == 1:
            count = f"{table['first'].item()} and {table['second'].item()}"
        sentences.append(
            f"{count} cannot be told apart; a difference of {reach:.0f} percentage points is not ruled out"
        )
    return f"{frame}: {'; '.join(sentences)}."


def _change(row):
    change = 1 - (row["high"] - row["low"]) / (row["coders_high"] - row["coders_low"])
    size = f"{100 * abs(change):.0f} %"
    return "no change" if size == "0 %" else f"{size} {'narrower' if change > 0 else 'wider'}"
