"""Where paragraphs begin and end: a blank line parts them."""

import re

__all__ = ["split_paragraphs"]

BLANK_LINES = re.compile(r"\n\s*\n\s*")


def split_paragraphs(text: str) -> list[tuple[int, int]]:
    r"""Offsets of the paragraphs, parted by blank lines: [(start, end), …].

    >>> split_paragraphs("One.\n\nTwo.")
    [(0, 4), (6, 10)]
    """
    begin, spans = len(text) - len(text.lstrip()), []
    for blank in BLANK_LINES.finditer(text, begin):
        spans.append((begin, blank.start()))
        begin = blank.end()
    return [*spans, (begin, len(text))] if begin < len(text) else spans
