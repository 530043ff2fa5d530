"""The tops of printed pages: a page number, and the header of the article once more."""

import re
from itertools import chain

from utils.loading.dates import DAYS

__all__ = ["PAGE", "PAGE_BREAK", "clean", "page_heads_off", "signatures"]

SOME = 3
LONGER = 200  # characters
PAGE_BREAK = "\f"  # between the pages of a PDF file
PAGE = re.compile(r"(?:Page|Seite|Pagina|Página|Pág\.) \d+(?: (?:of|von|de|van|di|sur) \d+)?", re.IGNORECASE)


def clean(lines):
    """The lines with single spaces; page breaks stay."""
    return [line if line == PAGE_BREAK else " ".join(line.split()) for line in lines]


def signatures(lines):
    """The lines that may be a database's mark; paragraphs are longer, and most articles are only those."""
    return clean([line for line in lines if len(line) < LONGER])


def page_heads_off(body, header):
    """The lines of a text without the tops of pages. `header`: the lines of the article's own header, in any order."""
    header = [_words(line) for line in header if line and line != PAGE_BREAK]
    repeated = [list(chain(*header[i:], *header[:i])) for i in range(len(header))]  # from each of its lines on
    said = {*chain(*header), *DAYS}
    kept, top = [], None  # top: the words at the top of this page so far; None below it
    for line in body:
        words = _words(line)
        if line == PAGE_BREAK or PAGE.fullmatch(line):
            top = []
        elif top is not None and (not line or _repeats(words, top, repeated, said)):
            top = top + words
        else:
            top = None
            kept.append(line)
    return kept


def _repeats(words, top, repeated, said):
    """Whether a line goes on as the header does, or has some words and none that are not in it: it may be shortened."""
    longer = top + words
    goes_on = bool(words) and any(one[: len(longer)] == longer for one in repeated)
    return goes_on or (len(words) >= SOME and said.issuperset(words))


def _words(line):
    return re.findall(r"\w+", line.lower())
