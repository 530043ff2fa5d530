"""Dates as people write them, read only where there is one way to read them."""

import re

import pandas as pd

__all__ = ["parse_dates"]


def parse_dates(raw):
    """Dates without a time zone; what is unreadable or ambiguous is NaT.

    A numeric date such as 03/09/2025 is read only if the column itself shows which number is the day,
    because one of its dates has a first or second number above 12.

    >>> parse_dates(pd.Series(["2025-09-03", "3 September 2025", "03/09/2025"])).isna().tolist()
    [False, False, True]
    """
    if pd.api.types.is_datetime64_any_dtype(raw):
        return raw.dt.tz_localize(None).astype("datetime64[us]")
    text = raw.astype("string").str.strip()
    numeric = text.str.extract(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})\b").astype("float")
    first_is_day, second_is_day = (numeric[0] > 12).any(), (numeric[1] > 12).any()
    day_first = first_is_day and not second_is_day
    clear = numeric[0].isna() | (first_is_day != second_is_day)
    return text.where(clear).map(lambda value: _one_date(value, day_first)).astype("datetime64[us]")


def _one_date(value, day_first):
    if pd.isna(value) or not re.search(r"\d{4}|^\d{1,2}[./-]\d{1,2}[./-]\d{2}\b", value):
        return pd.NaT  # without a year the parser would fill in one of its own
    try:
        stamp = pd.Timestamp(value) if re.match(r"\d{4}", value) else pd.to_datetime(value, dayfirst=bool(day_first))
    except (ValueError, OverflowError, TypeError):
        return pd.NaT
    return stamp.tz_localize(None)
