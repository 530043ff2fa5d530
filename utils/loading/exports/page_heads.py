"""The tops of printed pages: a page number, and the header of the article once more."""

import re
from itertools import chain

__all__ = ["PAGE", "PAGE_BREAK", "clean", "page_heads_off"]

PAGE_BREAK = "\f"  # between the pages of a PDF file
PAGE = re.compile(r"(?:Page|Seite|Pagina|Página|Pág\.) \d+(?: (?:of|von|de|van|di|sur) \d+)?", re.IGNORECASE)


def clean(lines):
    """The lines with single spaces; page breaks stay."""
    return [line if line == PAGE_BREAK else " ".join(line.split()) for line in lines]


def page_heads_off(body, header):
    """The lines of a text without the tops of pages. `header`: the lines of the article's own header, in any order."""
    header = [_words(line) for line in header if line and line != PAGE_BREAK]
    repeated = [list(chain(*header[i:], *header[:i])) for i in range(len(header))]  # from each of its lines on
    kept, top = [], None  # top: the words at the top of this page so far; None below it
    for line in body:
        words = _words(line)
        if line == PAGE_BREAK or PAGE.fullmatch(line):
            top = []
        elif top is None or (line and not (words and any(one[: len(top + words)] == top + words for one in repeated))):
            top = None
            kept.append(line)
        else:
            top = top + words
    return kept


def _words(line):
    return re.findall(r"\w+", line.lower())
