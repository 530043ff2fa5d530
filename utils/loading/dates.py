"""Dates as people write them, read only where there is one way to read them."""

import re

import pandas as pd

__all__ = ["parse_dates"]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
DAY, YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>[12]\d{3})"
AFTER = r"(?:,?\s+(?:at\s+)?(?:[a-z]+day,?\s*)?(?:\d{1,2}[:.]\d{2}.*)?)?"  # a weekday or a time
WORDED = [
    re.compile(rf"{WEEKDAY}{DAY}\s+(?:of\s+)?{MONTH},?\s+{YEAR}{AFTER}", re.IGNORECASE),
    re.compile(rf"{WEEKDAY}{MONTH}\s+{DAY},?\s+{YEAR}{AFTER}", re.IGNORECASE),
    re.compile(rf"{DAY}-{MONTH}-{YEAR}{AFTER}", re.IGNORECASE),
]
ISO = re.compile(r"[12]\d{3}([-/.]?)\d{2}\1\d{2}(?:[T ]\d{2}:?\d{2}.*)?")
NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?:,?\s+\d{1,2}:\d{2}.*)?")


def parse_dates(raw):
    """Dates without a time zone; what is unreadable, incomplete or ambiguous is NaT.

    A numeric date such as 03/09/2025 is read only if the column itself shows which number is the day,
    because one of its dates has a first or second number above 12.

    >>> parse_dates(pd.Series(["2025-09-03", "3 September 2025", "03/09/2025"])).isna().tolist()
    [False, False, True]
    """
    if pd.api.types.is_datetime64_any_dtype(raw):
        return raw.dt.tz_localize(None).astype("datetime64[us]")
    values = raw.tolist()
    numeric = [match for value in values if isinstance(value, str) and (match := NUMERIC.fullmatch(value.strip()))]
    first_is_day, second_is_day = (any(int(match[i]) > 12 for match in numeric) for i in (1, 3))
    order = (1, 3) if first_is_day and not second_is_day else (3, 1) if second_is_day and not first_is_day else None
    return pd.Series([_one_date(value, order) for value in values], index=raw.index).astype("datetime64[us]")


def _one_date(value, order):
    try:
        if isinstance(value, str):
            return _from_text(value.strip(), order)
        stamp = pd.NaT if isinstance(value, int | float) else pd.Timestamp(value)
        return stamp if stamp is pd.NaT else stamp.tz_localize(None)
    except (ValueError, OverflowError, TypeError):
        return pd.NaT


def _from_text(text, order):
    if ISO.fullmatch(text):
        return pd.Timestamp(text).tz_localize(None)
    if match := next((found for pattern in WORDED if (found := pattern.fullmatch(text))), None):
        return pd.Timestamp(int(match["year"]), MONTHS.index(match["month"][:3].lower()) + 1, int(match["day"]))
    if order and (match := NUMERIC.fullmatch(text)):
        day, month = order
        year = int(match[4]) + (0 if len(match[4]) == 4 else 2000 if int(match[4]) < 70 else 1900)
        return pd.Timestamp(year, int(match[month]), int(match[day]))
    return pd.NaT
