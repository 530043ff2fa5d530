"""What stands in quotation marks, whichever marks a text uses.

A text has one style for its quotations: double marks in most papers, single ones in British papers, „“ or »« in German
ones. Both kinds are read over the whole text; the kind that holds more of it is the text's own, and of the other kind
only what stands outside is kept. So ‘…’ inside “…” is part of the outer quotation, and so is “…” inside ‘…’. A few
single marks in a text that quotes in double ones set off headlines and words, and are left out.

A single mark is also the apostrophe. None between two letters is looked at; one at the beginning of a word opens
unless the word has lost letters there (’90s, ’tis); one at the end of a word closes what is open. After an s it may
be a possessive, the ministers’ promises: such a mark closes only if what follows cannot be owned, or if no better mark
comes before the next quotation.
"""

import re
from bisect import bisect_right
from functools import cache
from types import SimpleNamespace

from utils.engine.paragraphs import split_paragraphs
from utils.engine.word_lists import word_lists

__all__ = ["between_marks", "is_closed", "lies_inside", "quoted_stretches"]

Spans = list[tuple[int, int]]

DOUBLE = re.compile(r"``|''|[“”„‟«»‹›「」『』\"]")
# A mark between letters is an apostrophe, and those of rock ’n’ roll are one. The mark comes first, which is faster.
SINGLE = re.compile(r"['’‘‚‛](?:(?<![^\W_].)(?:n['’](?![^\W_])|)|(?![^\W_]))")
OPENS_WORD = re.compile(r"['’‘‚‛](?<![^\W_].)(?=\S)")
OPEN, CLOSE, EITHER = {"“", "„", "‟", "«", "‹", "「", "『", "``"}, {"”", "»", "›", "」", "』"}, {'"', "''"}
OPENS, CLOSES, CLOSES_INNER, MAY_CLOSE = "opens", "closes", "closes what is quoted within", "may close"
TWO_WIDE, CLOSE_TWO_WIDE = ("''", "``"), ("''", '"', "”")  # all other double marks: by any but two apostrophes
SINGLE_MARKS = "'’‘‚‛"
OPENING = "([{“„«‘‚"
AROUND = OPENING + '—–-―/…:"=>'  # what may stand before an opening single mark, beside white space
INTO = '([{…“"„«$£€#@*.'  # what may stand after it, beside letters and digits
LONGEST = 5000  # characters between two marks; more is a mark that was never closed
RARE = 0.25  # of what stands in double marks; less than this in single ones is headlines and scare quotes
NEXT_WORD = re.compile(r"\s*([^\W_]*)")
LAST_WORD = re.compile(r"[^\W_]+$")
LOST_YEARS = re.compile(r"\d0s\b")
YEAR = re.compile(r"\d\d\b")
STATEMENT = re.compile(r"(?:^|[,:.!?…—–]\s*)$")  # before a quotation that is more than a word or two


def quoted_stretches(text: str) -> Spans:
    """Where somebody's words stand in quotation marks: [(start, end), …], marks included, in order.

    Marks inside other marks are part of the outer stretch. A quotation over several paragraphs is one stretch. Inches,
    apostrophes and possessives open nothing.

    >>> text = 'He said “no” in the ’90s, and the 12" pipe broke.'
    >>> [text[a:b] for a, b in quoted_stretches(text)]
    ['“no”']
    """
    paragraphs = split_paragraphs(text)
    double = _read_paragraphs(text, paragraphs, _double_in_paragraph, _directions(text)) if DOUBLE.search(text) else []
    if not OPENS_WORD.search(text):
        return double
    style = SimpleNamespace(openers=_single_openers(text), low="‚" in text, outside=[])
    single = _read_paragraphs(text, paragraphs, _single_in_paragraph, style)
    if _covered(single) > _covered(double):  # of a nested quotation the outer one is longer
        return _with_others(single, [span for span in double if is_closed(text, *span)])
    if not double:
        return []
    style.outside = double
    single = _read_paragraphs(text, paragraphs, _single_in_paragraph, style)
    return _with_others(double, single) if _covered(single) > RARE * _covered(double) else double


def between_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """What stands between the marks of a stretch, which may be two characters wide, or never closed: (start, end).

    >>> between_marks("''No,'' she said.", 0, 7)
    (2, 5)
    """
    width = len(_mark_at(text, start))
    if not is_closed(text, start, end):
        return min(start + width, end), end
    two = width == 2 and text[end - 2 : end] == "''"
    return start + width, end - (2 if two else 1)


def is_closed(text: str, start: int, end: int) -> bool:
    """Whether a stretch ends with a mark, and not just with its paragraph.

    >>> is_closed("He said “no", 8, 11)
    False
    """
    mark, last = _mark_at(text, start), text[max(end - 2, start + 1) : end]
    if end - start <= len(mark):
        return False
    if mark in SINGLE_MARKS:
        return last[-1] in SINGLE_MARKS
    return last[-1] in CLOSE | OPEN | {'"'} or (mark in TWO_WIDE and last == "''" and end - start >= 4)


def lies_inside(stretches: Spans, at: int) -> bool:
    """Whether a place lies inside one of some stretches, which stand in order and do not overlap.

    >>> lies_inside(quoted_stretches("“No,” he said."), 8)
    False
    """
    before = bisect_right(stretches, at, key=lambda stretch: stretch[0])
    return before > 0 and at < stretches[before - 1][1]


def _mark_at(text, at):
    return text[at : at + 2] if text[at : at + 2] in TWO_WIDE else text[at]


def _covered(stretches):
    return sum(end - start for start, end in stretches)


def _with_others(own, others):
    """The stretches of a text's own style, and those of the other kind that touch none of them."""
    kept, i = [], 0
    for start, end in others:
        while i < len(own) and own[i][1] <= start:
            i += 1
        if i == len(own) or own[i][0] >= end:
            kept.append((start, end))
    return sorted([*own, *kept])


def _read_paragraphs(text, paragraphs, read, style) -> Spans:
    """The stretches of all paragraphs; what is open at the end of one may go on in the next."""
    stretches, carried = [], None
    for begin, end in [*paragraphs, (len(text), len(text))]:
        inner, carried = read(text, begin, end, carried, style)
        stretches += inner
    return stretches


# --- double marks


def _directions(text):
    """Which double marks open and which close in this text: «…», »…«, and ”…” where no other mark opens."""
    opens, closes, either = set(OPEN), set(CLOSE), set(EITHER)
    for left, right in ("«»", "‹›"):
        if right in text and _leading(text, right) > _leading(text, left):
            opens, closes = (opens - {left}) | {right}, (closes - {right}) | {left}
    if "”" in text and "“" not in text and "„" not in text:
        closes, either = closes - {"”"}, either | {"”"}
    return SimpleNamespace(opens=opens, closes=closes, either=either)


def _leading(text, mark):
    """How often a mark stands before a word and not after one."""
    return len(re.findall(rf"(?<![^\s(\[—–-]){mark}(?=\w)", text))


def _double_in_paragraph(text, begin, end, carried, style):
    """Closed stretches of one paragraph, and the one still open at its end: (start, end so far)."""
    found, start, depth = [], None, 0
    if carried and begin < end and _mark_at(text, begin) in style.opens | style.either:
        start, depth = carried[0], 1
    elif carried:
        found.append(carried)
    for match in DOUBLE.finditer(text, begin, end):
        at, mark = match.start(), match[0]
        if start is None:
            if mark in style.opens or (mark in style.either and not _cannot_open(text, at, match.end(), end)):
                start, depth = at, 1
        elif at > begin:  # at its beginning the mark opens a further paragraph of the same quotation
            depth = _depth(text, start, match, depth, style)
            if depth <= 0:
                found.append((start, match.end()))
                start = None
    if start is None:
        return found, None
    end = begin + len(text[begin:end].rstrip())
    return (found, (start, end)) if end - start <= LONGEST else (found, None)


def _depth(text, start, match, depth, style):
    """How many quotations, one within the other, are open after a mark; the outermost opened at `start`."""
    opened, mark = _mark_at(text, start), match[0]
    if mark == "''" and _is_inches(text, match):
        return depth
    if opened in TWO_WIDE:
        return 0 if mark in CLOSE_TWO_WIDE else depth
    if mark == "''":
        return depth
    nests = opened in style.opens
    closes = mark == "“" and (opened == "„" or _only_closes(text, match.start()))
    if mark in style.opens and not closes:
        return depth + nests
    return depth - 1 if (mark in style.closes or closes) and nests else 0


def _is_inches(text, match):
    """Whether two apostrophes after a number measure what follows: 6'' wide."""
    word = NEXT_WORD.match(text, match.end())[1]
    return text[match.start() - 1].isdigit() and word.islower() and word not in _lists().after_quotations


def _only_closes(text, at):
    """Whether an opening mark stands where a closing one belongs, a slip of the keyboard: the “review“ of it."""
    return not text[at - 1].isspace() and text[at - 1] not in "([—–-" and not text[at + 1 : at + 2].isalnum()


def _cannot_open(text, at, after, end):
    """A mark after a digit or letter, or before white space, opens nothing: inches, or a lone closing mark."""
    return (at > 0 and text[at - 1].isalnum()) or after >= end or text[after].isspace()


# --- single marks


def _single_openers(text):
    """The marks that may open; ’ only where no ‘ is used and it stands before words more than once, as in Swedish."""
    if "’" not in text or "‘" in text:
        return "'‘‚‛"
    places = [match.start() for match in OPENS_WORD.finditer(text) if match[0] == "’"]
    return "'‚‛’" if sum(_opens(text, at) for at in places) > 1 else "'‚‛"


def _single_in_paragraph(text, begin, end, carried, style):
    """The stretches of one paragraph, and what is still open at its end: (start, end if it has to end there)."""
    found, start = [], None
    if carried and text[begin : begin + 1] in tuple(style.openers) and _goes_on(text, carried[0], begin):
        start, begin = carried[0], begin + 1
    elif carried and carried[1]:
        found.append(carried)
    marks = list(_single_marks(text, begin, end, style))
    read = _nested if _balanced(marks, start is not None) else _one_after_another
    inner, start, doubtful = read(text, marks, start)
    found += [span for span in inner if span[1] - max(span[0], begin) <= LONGEST]
    return found, (start, doubtful) if start is not None else None


def _single_marks(text, begin, end, style):
    """(place, what it does) of each single mark that is no apostrophe: not between letters, not in rock ’n’ roll."""
    for match in SINGLE.finditer(text, begin, end):
        at = match.start()
        if len(match[0]) > 1 or (style.outside and lies_inside(style.outside, at)):
            continue
        does = OPENS if text[at] in style.openers and _opens(text, at) else _closes(text, at, end, style)
        if does and not (style.outside and does == MAY_CLOSE):
            yield at, does


def _balanced(marks, is_open):
    """Whether all single marks of a paragraph pair, the inner ones as well: ‘He said, ‘No.’ So we left.’"""
    depth = int(is_open)
    for _, does in marks:
        depth += (does == OPENS) - (does in (CLOSES, CLOSES_INNER))
        if depth < 0:
            return False
    return depth == 0


def _nested(text, marks, start):
    """The outermost stretches of marks that pair; nothing stays open."""
    found, depth = [], int(start is not None)
    for at, does in marks:
        if does == OPENS:
            start, depth = (start if depth else at), depth + 1
        elif does != MAY_CLOSE:
            depth -= 1
            if not depth:
                found.append((start, at + 1))
    return found, None, None


def _one_after_another(text, marks, start):
    """The stretches of marks that do not all pair, what is open at the end, and where it might have ended."""
    found, doubtful = [], None
    for at, does in marks:
        if does == OPENS:
            if doubtful:
                found.append((start, doubtful))
            if start is None or doubtful or not _is_statement(text, start):
                start, doubtful = at, None
        elif start is not None and does == CLOSES:
            found.append((start, at + 1))
            start, doubtful = None, None
        elif start is not None and does == MAY_CLOSE:
            doubtful = doubtful or at + 1
    return found, start, doubtful


def _goes_on(text, start, begin):
    """Whether a quotation that opened at `start` may go on in the paragraph that begins with a mark at `begin`."""
    return _is_statement(text, start) and text[max(begin - 8, 0) : begin].rstrip()[-1:] in tuple('.!?…”"»')


def _is_statement(text, start):
    return bool(STATEMENT.search(text[max(start - 3, 0) : start])) or text[start - 1] == "\n"


def _opens(text, at):
    """Whether a single mark stands where a quotation begins and before no word that has lost its first letters."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if before and not before.isspace() and before not in (AROUND + ".!?,’”" if text[at] == "‘" else AROUND):
        return False
    if after and after in "’'" and after != text[at]:  # ‘’Tis a pity
        after = text[at + 2 : at + 3]
    if not (after.isalnum() or (after and after in INTO)) or LOST_YEARS.match(text, at + 1):
        return False
    if text[at] in "'’" and YEAR.match(text, at + 1) and not _is_statement(text, at):  # the class of ’68
        return False
    return not _lost_beginning().match(text, at + 1)


def _closes(text, at, end, style):
    """What a single mark that does not open can do: close, close what is quoted within, close or be a possessive."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not before or before in OPENING or (text[at] == "‘" and not style.low):
        return None
    if after.isalnum() and before not in ".,?!;…":
        return None
    if after and (after == text[at] or (after in ".,?!" and text[at + 2 : at + 3] == text[at])):
        return CLOSES_INNER
    if before.isspace():
        return CLOSES
    if not before.isalnum() or (after and not after.isspace()):
        return CLOSES
    word = NEXT_WORD.match(text, at + 1, end)[1].lower()
    return MAY_CLOSE if word and word not in _lists().after_quotations and _may_own(text, at) else CLOSES


def _may_own(text, at):
    """Whether the word before an apostrophe at its end is a possessive, or one that has lost its last letters."""
    word = LAST_WORD.search(text[max(at - 12, 0) : at])[0].lower()
    return word[-1] in "sxz0123456789" or (word.endswith("in") and len(word) > 3) or word in _lists().without_end


@cache
def _lost_beginning():
    always, small = _lists().without_beginning, _lists().without_beginning_if_small
    return re.compile(rf"(?i:{'|'.join(sorted(always))})\b|(?:{'|'.join(sorted(small))})\b")


@cache
def _lists():
    return word_lists("quotation_marks.toml")
