"""Stretches of text between quotation marks, with the traps that marks set.

Curly and straight double marks; a quotation that runs over paragraphs, each opened by a mark and only the last one
closed; a mark that never closes, which ends with its paragraph and never swallows the article; inches after a number.
"""

import re

from utils.text import split_paragraphs

__all__ = ["quoted_stretches"]

OPEN, CLOSE, EITHER = "“„«", "”»", '"'
LONGEST = 5000  # characters between two marks; more is a mark that was never closed
INCHES = re.compile(r"\d$")


def quoted_stretches(text):
    """Where somebody's words stand in double quotation marks: [(start, end), …], marks included, in order.

    Marks inside other marks are part of the outer stretch. A quotation over several paragraphs is one stretch.

    >>> text = 'He said “no”, and the 12" pipe broke.'
    >>> [text[a:b] for a, b in quoted_stretches(text)]
    ['“no”']
    """
    stretches, carried = [], None
    for begin, end in split_paragraphs(text):
        inner, carried = _in_paragraph(text, begin, end, carried)
        stretches += inner
    return stretches + ([carried] if carried else [])


def _in_paragraph(text, begin, end, carried):
    """Closed stretches of one paragraph, and the one still open at its end: (start, end so far)."""
    found, start, depth = [], None, 0
    if carried and text[begin] in OPEN + EITHER:
        start, depth = carried[0], 1
    elif carried:
        found.append(carried)
    for match in re.finditer(r"[“„«”»\"]", text[begin:end]):
        at, mark = begin + match.start(), match[0]
        if start is not None and at == begin:
            continue  # the mark that opens a further paragraph of the same quotation
        closes = mark == "“" and start is not None and (text[start] == "„" or _only_closes(text, at))
        opens = (mark in OPEN and not closes) or (mark == EITHER and start is None)
        if mark == EITHER and start is None and _cannot_open(text, at, end):
            continue
        if opens and start is None:
            start, depth = at, 1
        elif opens:
            depth += mark in OPEN and text[start] in OPEN
        elif start is not None:
            depth = depth - 1 if (mark in CLOSE or closes) and text[start] in OPEN else 0
            if depth <= 0:
                found.append((start, at + 1))
                start = None
    if start is None:
        return found, None
    return (found, (start, end)) if end - start <= LONGEST else (found, None)


def _only_closes(text, at):
    """Whether an opening mark stands where a closing one belongs, a slip of the keyboard: the “review“ of it."""
    return not text[at - 1].isspace() and text[at - 1] not in "([—–-" and not text[at + 1 : at + 2].isalnum()


def _cannot_open(text, at, end):
    """A straight mark after a digit or letter, or before white space, opens nothing: inches, or a lone closing mark."""
    return (
        (at > 0 and (INCHES.search(text[at - 1]) or text[at - 1].isalpha())) or at + 1 >= end or text[at + 1].isspace()
    )
