"""What a student meant by an answer: a number however it is written, a name in any case, one value in a table.

Nothing here raises: what cannot be meant comes back with a sentence that says what is asked for.
"""

import re
from collections.abc import Iterable, Mapping, Set
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["as_meant", "as_number", "named"]

MOST = 1e300  # a larger number cannot be compared
LONGEST = 10_000  # characters; no answer is longer
NUMBER = re.compile(
    r"(?:about|ca\.?|approx\.?|~|≈)?\s*([-+−]?)\s*(\d[\d,.\s\u00a0\u202f']*|[.,]\d+)\s*(%|per ?cent|percent)?\.?", re.I
)
THOUSANDS = re.compile(r"\d{1,3}(?:[,\s\u00a0\u202f']\d{3})+(?:\.\d+)?")


def as_meant(answer: Any) -> tuple[Any, str]:
    """The one value that an answer holds, and "" or what is wrong with it.

    >>> as_meant((1, 207)), as_meant(pd.Series([0.31])), as_meant(["a", "b"])[1]
    ((1207, ''), (0.31, ''), 'One value is asked for; this is a list of 2.')
    """
    if isinstance(answer, tuple) and _is_one_number(answer):  # 1,207 as Python reads it
        return int("".join(f"{part:03}" if at else str(part) for at, part in enumerate(answer))), ""
    if isinstance(answer, pd.DataFrame | pd.Series | np.ndarray | pd.Index | list | tuple | Set | Mapping):
        values = _values(answer)
        if len(values) == 1:
            return as_meant(values[0])
        return answer, f"One value is asked for; this is a {type(answer).__name__} of {len(values):,}."
    if isinstance(answer, np.generic):
        answer = answer.item()
    if isinstance(answer, str):
        text = " ".join(answer[:LONGEST].split())
        quoted = re.fullmatch(r"[\"'“‘]([^\"'“”‘’]+)[\"'”’]", text)
        return quoted[1] if quoted else text, ""
    if isinstance(answer, float) and not np.isfinite(answer):
        return answer, "That is no number that can be compared."
    if callable(answer) and not isinstance(answer, type):
        return answer, "That is a function; put brackets behind its name to get its value."
    return answer, ""


def as_number(answer: Any) -> float | None:
    """The number that an answer is or writes: 1207, "1,207", ".31", "31 %", "0,31"; None where it is none.

    >>> as_number("1,207"), as_number("31 %"), as_number("0,31"), as_number("many")
    (1207.0, 0.31, 0.31, None)
    """
    if isinstance(answer, int | float) and not isinstance(answer, bool):
        return float(answer) if abs(answer) < MOST else MOST if answer > 0 else -MOST
    match = NUMBER.fullmatch(answer.strip()) if isinstance(answer, str) else None
    if not match:
        return None
    digits = match[2].strip()
    if THOUSANDS.fullmatch(digits):
        digits = re.sub(r"[,\s\u00a0\u202f']", "", digits)
    try:
        value = float(digits.replace(",", ".").replace(" ", ""))
    except ValueError:
        return None
    return (-value if match[1] in ("-", "−") else value) / (100 if match[3] else 1)


def named(answer: Any, names: Mapping[str, str]) -> str | None:
    """The name that is meant, whatever its capitals; `names` has, by what one may write, what it stands for.

    >>> named("article b", {"Article B": "article-b"}), named(3, {"Article B": "article-b"})
    ('article-b', None)
    """
    known = {" ".join(str(name).casefold().split()): meant for name, meant in names.items()}
    return known.get(answer.casefold()) if isinstance(answer, str) else None


def _is_one_number(parts):
    whole = all(isinstance(part, int) and not isinstance(part, bool) for part in parts)
    return whole and len(parts) > 1 and 0 < parts[0] < 1000 and all(100 <= part < 1000 for part in parts[1:])


def _values(answer):
    if isinstance(answer, pd.DataFrame | pd.Series | pd.Index):
        return list(answer.to_numpy().ravel())
    if isinstance(answer, np.ndarray):
        return list(answer.ravel())
    return (
        list(answer.values() if isinstance(answer, Mapping) else answer) if isinstance(answer, Iterable) else [answer]
    )
