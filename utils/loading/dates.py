"""Dates as people write them, read only where there is one way to read them.

Names of months and days in seven languages stand in `data/months.toml`. A day stays the day that was written, whatever
its time zone. Numbers alone are dates only where a whole column of them can be nothing else.
"""

import re
import tomllib

import pandas as pd

from utils.notebook.settings import DATA

__all__ = ["first_date", "is_date", "is_two_ways", "parse_dates"]

NAMES = tomllib.loads((DATA / "months.toml").read_text(encoding="utf-8"))
DAYS = frozenset(NAMES["days"].split())
MONTHS = {name: number for number, names in enumerate(NAMES["months"], 1) for name in names.split()}


def _any_of(names):
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


MONTH = rf"(?P<month>{_any_of(MONTHS)})\b\.?"
WEEKDAY = rf"(?:(?:{_any_of(DAYS)})\b\.?,?\s+)"
DAY, YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º|°)?", r"(?P<year>[12]\d{3})"
SAID = "published|updated|posted|veröffentlicht|publié|publicado|pubblicato|gepubliceerd|on|am|den|le|el|il|op|em"
BEFORE = rf"(?:(?:{SAID}):?\s+){{0,2}}{WEEKDAY}?(?:(?:den|le|the)\s+)?"
CLOCK = r"\d{1,2}(?:[:.]\d{2}|\s?h(?:\s?\d{2})?\b|\s?(?:uhr|[ap]\.?m\b)).*"
AFTER = rf"(?:,?\s+(?:at\s+|um\s+|à\s+|alle\s+|a las\s+)?(?:{WEEKDAY[3:-6]},?\s*)?(?:[-–|]?\s*{CLOCK})?)?"
STAMPS = [
    rf"{DAY}\s*(?:of\s+|de\s+|del\s+|d['’])?{MONTH},?\s+(?:de\s+|del\s+)?{YEAR}",
    rf"{MONTH}\s+{DAY},?\s+(?:de\s+)?{YEAR}",
    rf"{DAY}-{MONTH}-{YEAR}",
    rf"{YEAR},?\s+{MONTH}\s+{DAY}",
    rf"{MONTH}\s+{DAY}\s+\d{{2}}:\d{{2}}(?::\d{{2}})?(?:\s+(?:[+-]\d{{4}}|[A-Z]{{2,5}}))?\s+{YEAR}",  # Twitter's
    r"(?P<year>[12]\d{3})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]",
]
WORDED = [re.compile(f"{BEFORE}{stamp}{AFTER}", re.IGNORECASE) for stamp in STAMPS]
OPENING = [re.compile(f"{WEEKDAY}?(?P<stamp>{stamp})", re.IGNORECASE) for stamp in STAMPS]
MONTH_ALONE = re.compile(rf"(?P<stamp>{MONTH},?\s+(?:de\s+)?{YEAR})\b", re.IGNORECASE)
ISO = re.compile(r"(?P<year>[12]\d{3})([-/.]?)(?P<month>\d{2})\2(?P<day>\d{2})(?:[T ]\d{2}:?\d{2}.*|\d{6})?")
SHORT_ISO = re.compile(r"(?P<year>[12]\d{3})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
NUMERIC = re.compile(r"(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?:,?\s+\d{1,2}:\d{2}.*)?")
FIRST, LAST = pd.Timestamp(1990, 1, 1), pd.Timestamp(2100, 1, 1)
COUNTED = {  # numbers of a column, all between 1990 and 2100: how they are read, from when, in what unit
    "seconds since 1970": ("1970-01-01", "s"),
    "milliseconds since 1970": ("1970-01-01", "ms"),
    "days since 1900, as spreadsheets count them": ("1899-12-30", "D"),
}


def parse_dates(raw: pd.Series) -> pd.Series:
    """Dates without a time zone; what is unreadable, incomplete or ambiguous is NaT.

    A numeric date such as 03/09/2025 is read only if the column itself shows which number is the day, because one of
    its dates has a first or second number above 12, or if both numbers are the same. Where numbers were read as dates,
    `attrs["read_as"]` says how.

    >>> parse_dates(pd.Series(["2025-09-03", "4. Juli 2019", "11.11.2025", "03/09/2025"])).isna().tolist()
    [False, False, False, True]
    """
    if pd.api.types.is_datetime64_any_dtype(raw):
        return raw.dt.tz_localize(None).astype("datetime64[us]")
    values = raw.tolist()
    if counted := _counted(values):
        dates = pd.Series(counted[0], index=raw.index).astype("datetime64[us]")
        dates.attrs["read_as"] = counted[1]
        return dates
    numeric = [match for value in values if isinstance(value, str) and (match := NUMERIC.fullmatch(value.strip()))]
    first_is_day, second_is_day = (any(int(match[i]) > 12 for match in numeric) for i in (1, 3))
    order = (1, 3) if first_is_day and not second_is_day else (3, 1) if second_is_day and not first_is_day else None
    known = {}  # many articles are of one day
    for value in values:
        if isinstance(value, str) and value not in known:
            known[value] = _one_date(value, order)
    dates = [known[value] if isinstance(value, str) else _one_date(value, order) for value in values]
    return pd.Series(dates, index=raw.index).astype("datetime64[us]")


def first_date(line: str) -> tuple[str, str] | None:
    """The date that a line opens with, a day of the week before it or not, and what follows it; None without one.

    >>> first_date("July 4, 2019 Thursday, Late Edition - Final")
    ('July 4, 2019', 'Thursday, Late Edition - Final')
    """
    for pattern in [*OPENING, MONTH_ALONE]:
        if match := pattern.match(line):
            return match["stamp"], line[match.end() :].strip(" ,;")
    if match := re.match(r"(?:[12]\d{3}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})(?!\d)", line):
        return match[0], line[match.end() :].strip(" ,;")
    return None


def is_date(value: object) -> bool:
    """Whether a value is a date that can be read in one way.

    >>> is_date("4. Juli 2019"), is_date("03/09/2025")
    (True, False)
    """
    return _one_date(value, None) is not pd.NaT


def is_two_ways(value: object) -> bool:
    """Whether a date is one like 03/09/2025, which may be the third of September or the ninth of March."""
    match = NUMERIC.fullmatch(value.strip()) if isinstance(value, str) else None
    return match is not None and match[1].zfill(2) != match[3].zfill(2)


def _counted(values):
    """The dates of a column of numbers and how they were read; None where they may be anything else."""
    numbers = [_number(value) for value in values if not _missing(value)]
    if not numbers or None in numbers:
        return None
    for how, (origin, unit) in COUNTED.items():
        one, start = pd.Timedelta(1, unit), pd.Timestamp(origin)
        if all((FIRST - start) / one <= number < (LAST - start) / one for number in numbers):
            dates = [
                pd.NaT
                if _missing(value)
                else start + round(_number(value) * (one / pd.Timedelta(1, "s"))) * pd.Timedelta(1, "s")
                for value in values
            ]
            return dates, how
    return None


def _missing(value):
    return value is None or value is pd.NaT or value is pd.NA or value != value or value == ""


def _number(value):
    if isinstance(value, str):
        return float(value) if re.fullmatch(r"\s*\d{5,13}(?:\.\d+)?\s*", value) and not _is_day(value) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _is_day(value):
    """Whether eight digits can be a day, 20190704."""
    match = ISO.fullmatch(value.strip())
    return match is not None and int(match["month"]) in range(1, 13) and int(match["day"]) in range(1, 32)


def _one_date(value, order):
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(int(value)) if value == int(value) else ""
        if isinstance(value, str):
            return _from_text(" ".join(value.split()), order)
        stamp = pd.Timestamp(value)
        return stamp if stamp is pd.NaT else stamp.tz_localize(None)
    except (ValueError, OverflowError, TypeError):
        return pd.NaT


def _from_text(text, order):
    if ISO.fullmatch(text):
        return pd.Timestamp(text).tz_localize(None)
    if match := next((found for pattern in WORDED if (found := pattern.fullmatch(text))), None):
        month = MONTHS.get(match["month"].lower()) or int(match["month"])
        return pd.Timestamp(int(match["year"]), month, int(match["day"]))
    if match := SHORT_ISO.fullmatch(text):
        return pd.Timestamp(int(match["year"]), int(match["month"]), int(match["day"]))
    if match := NUMERIC.fullmatch(text):
        day, month = order or ((1, 3) if not is_two_ways(text) else (None, None))
        if day:
            year = int(match[4]) + (0 if len(match[4]) == 4 else 2000 if int(match[4]) < 70 else 1900)
            return pd.Timestamp(year, int(match[month]), int(match[day]))
    return pd.NaT
