"""Lines that were cut to fit a page, put together again: paragraphs from lines, words from their halves."""

import re
from itertools import pairwise

__all__ = ["are_wrapped", "joined", "paragraphs_of"]

DIVIDED = re.compile(r"\b([^\W\d_]+)[\u00ad-][ \t]*\n[ \t]*([^\W\d_A-Z]+)")
COMMON = 3.5  # zipf frequency of a word that stands by itself; 3 is once in a million words
SHORT_LINE = 0.75  # of the longest line: a shorter one that ends a sentence ends its paragraph
WRAPPED_AT = 120  # characters; hard-wrapped lines are shorter than this, paragraphs rarely are
WRAPPED_SHARE = 0.4  # of lines that end in mid-sentence: 0 in paragraph-a-line files, above .8 in wrapped ones
END = re.compile(r"[.!?:…][\"'”’)\]]*$")


def paragraphs_of(lines):
    """Paragraphs of `lines`: blank lines part them; where lines are wrapped, so does a short one that ends a sentence.

    Lines that are not wrapped are paragraphs each.

    >>> paragraphs_of(["It was a well-", "known bridge.", "", "Nobody minded."])
    ['It was a well-known bridge.', 'Nobody minded.']
    """
    lines = [line.strip() for line in lines]
    if not are_wrapped([line for line in lines if line]) and not _has_runs(lines):
        return [line for line in lines if line]
    return [" ".join(part.split()) for part in re.split(r"\n{2,}", joined(parted(lines))[0]) if part.strip()]


def parted(lines):
    """The lines as one text, with a blank line after each that ends a sentence and is short."""
    widest = max(map(len, lines), default=0)
    pieces = lines[:1]
    for before, line in pairwise(lines):
        ends = END.search(before) and len(before) < SHORT_LINE * widest
        pieces.append(("\n\n" if ends or not before or not line else "\n") + line)
    return "".join(pieces)


def joined(text):
    """`text` with words divided at the ends of lines put together, and how many there were."""
    return DIVIDED.subn(_whole, text)


def are_wrapped(lines):
    """Whether lines, none of them empty, were cut at a width."""
    if len(lines) < 2 or max(map(len, lines)) > WRAPPED_AT:
        return False
    return sum(not END.search(line) for line in lines[:-1]) >= WRAPPED_SHARE * (len(lines) - 1)


def _has_runs(lines):
    """Whether blank lines part runs of lines that are wrapped: a text file with paragraphs."""
    inside = sum(bool(before and line) for before, line in pairwise(lines))
    cut = sum(bool(before and line) and not END.search(before) for before, line in pairwise(lines))
    return "" in lines[1:-1] and bool(inside) and max(map(len, lines)) <= WRAPPED_AT and cut >= WRAPPED_SHARE * inside


def _whole(match):
    """A word divided at a line's end; *well-known* keeps its hyphen, since both parts are common words."""
    from wordfreq import zipf_frequency  # a fifth of a second, and most files have no divided words

    left, right = match[1], match[2]
    known = [zipf_frequency(word, "en") for word in (left, right, left + right)]
    compound = min(known[:2]) >= COMMON and known[2] < min(known[:2]) - 1
    return f"{left}-{right}" if compound else left + right
