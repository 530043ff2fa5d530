"""Scans saved as plain text: page headers and numbers taken off, words divided at the ends of lines put together.

Only files whose lines were cut at a width are touched.
"""

import re
from collections import defaultdict
from itertools import pairwise

from utils.loading.furniture import without_furniture
from utils.loading.wrapped import END, SHORT_LINE, WRAPPED_AT, are_wrapped, joined

__all__ = ["mended"]

NUMBERED = re.compile(r"\s*(?:(\d{1,4})\s+(\S.*?)|(\S.*?)\s{2,}(\d{1,4})|[-–—\[(]?\s*(\d{1,4})\s*[-–—\])]?)\s*")
INLINE = re.compile(r"\b([^\W\d_]{2,})- ([^\W\d_A-Z]{2,})\b")
YEARS = 1000  # a larger number that stands alone is a year
KNOWN = 2.5  # zipf frequency of a word that exists; 3 is once in a million words


def mended(text):
    """`text` as its pages carry it, and a list of what was done.

    >>> mended("The bridge was opened after two years of re-\\npairs, and the govern-\\nment paid.")
    ('The bridge was opened after two years of repairs, and the government paid.', ['2 divided words put together'])
    """
    if max(map(len, text[:1000].split("\n"))) > WRAPPED_AT:  # most files
        return text, []
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    pages = [page.split("\n") for page in plain.split("\f")]
    lines = [line.strip() for page in pages for line in page if line.strip()]
    if not lines or max(map(len, lines)) > WRAPPED_AT or not are_wrapped(lines):
        return text, []
    pages, taken = without_furniture(pages) if len(pages) > 1 else (pages, 0)
    width = SHORT_LINE * max(map(len, lines))
    ends = [
        [""] if len(pages) > 1 and page and END.search(page[-1]) and len(page[-1]) < width else [] for page in pages
    ]
    pages, more = _without_numbered([line for page, end in zip(pages, ends, strict=True) for line in [*page, *end]])
    taken += more
    plain, divided = joined("\n".join(pages))
    plain, inline = INLINE.subn(_whole, plain)
    inline -= sum(1 for _ in INLINE.finditer(plain))
    done = [f"{_many(taken, 'header or page number')} taken off"] if taken else []
    divided += inline
    done += [f"{_many(divided, 'divided word')} put together"] if divided else []
    return (plain, done) if done else (text, [])


def _many(times, one):
    return f"{times:,} {one if times == 1 else one.replace(' or', 's or') + 's'}"


def _without_numbered(lines):
    """The lines without page numbers, alone or beside a running header, that stand apart and count upwards."""
    places = defaultdict(list)
    for at, line in enumerate(lines):
        apart = at in (0, len(lines) - 1) or not lines[at - 1].strip() or not lines[at + 1].strip()
        if apart and (match := NUMBERED.fullmatch(line)) and not (match[5] and int(match[5]) >= YEARS):
            number = int(match[1] or match[4] or match[5])
            places[" ".join((match[2] or match[3] or "").lower().split())].append((number, at))
    gone = set()
    for found in places.values():
        numbers = [number for number, _ in found]
        if len(found) > 1 and all(0 < after - before <= 3 for before, after in pairwise(numbers)):
            gone |= {at for _, at in found}
    if not gone:
        return lines, 0
    return _closed([None if at in gone else line for at, line in enumerate(lines)]), len(gone)


def _closed(lines):
    """The lines with the gaps closed that a header left in the middle of a sentence."""
    kept, gap, blank = [], False, False
    for line in lines:
        if line is None:
            gap = True
        elif not line.strip():
            blank = True
        else:
            in_sentence = gap and kept and not END.search(kept[-1].strip())
            if kept and (blank or gap) and not in_sentence:
                kept.append("")
            kept.append(line)
            gap = blank = False
    return kept


def _whole(match):
    """A word parted by a hyphen and a blank: *govern- ment*, but not *pre- and post-war*."""
    from wordfreq import zipf_frequency  # a fifth of a second, and most files have no divided words

    left, right = match[1], match[2]
    whole = zipf_frequency(left + right, "en")
    return left + right if whole >= max(KNOWN, min(zipf_frequency(part, "en") for part in (left, right))) else match[0]
