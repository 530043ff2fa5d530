"""Speech that stands without quotation marks: turns of transcripts and interviews, dialogue opened by a dash.

A transcript names the speaker at the beginning of a line: *MAYOR SMITH: I think …*, *Q: …*. So do datelines, captions
and recipes (*WASHINGTON: …*, *Photo: …*, *Method: …*). A text is taken for a transcript if it has at least two such
lines that are on none of our lists of headings, and at least half of them sound like speech: a question, an *I*, a
*you*. Of two or three lines all have to.
"""

import re
from bisect import bisect_right
from functools import cache

from utils.engine.paragraphs import split_paragraphs
from utils.engine.quotation_marks import lies_inside, quoted_stretches
from utils.engine.word_lists import word_list, word_lists

__all__ = ["spoken_turns"]

Turns = list[tuple[int, int, int, int]]

CAPITALS = r"[A-Z][A-Z.'’\-]{0,30}(?: [A-Z][A-Z.'’\-]{0,30}){0,7}"  # MAYOR BO SMITH
CAPITALISED = r"[A-Z][\w.'’-]{0,30}(?: [A-Z][\w.'’-]{0,30}){0,3}"  # Bo Smith
LABEL = re.compile(
    rf"^[ \t]*(?P<who>{CAPITALS}|{CAPITALISED})"
    r"(?:, [\w.'’,\- ]{1,60})?(?: [(\[][^()\[\]\n]{1,40}[)\]]){0,2}"  # , CNN HOST (voice-over)
    r":\s+(?=\S)",
    re.MULTILINE,
)
DASH = re.compile(r"[—–―] ?(?=[^\W\d_])")
SPEECH = re.compile(r"[?!]|\b(?:I|[Yy]ou|[Ww]e|[Mm]y|[Yy]our|[Oo]ur|me|us)\b")
MARKS = "\"“„«»‘'‚"
PARAGRAPH_END = re.compile(r"\n\s*\n")
MANY = 4  # turns; two lines with a colon are a transcript only if both sound like it
NEAR = 1000  # characters of a turn among few; two headlines with a colon are further apart
SPOKEN = 200  # characters of a turn in which a question, an I or a you must come


def spoken_turns(text: str) -> Turns:
    """Who speaks where without quotation marks: [(start, end, start of the speaker's name, its end), …], in order.

    A turn goes on to the next one; a turn of a dialogue ends with its paragraph and has -1, -1 in place of a name.

    >>> text = "SMITH: Did you win?\\n\\nLEE: We did."
    >>> [(text[c:d], text[a:b].strip()) for a, b, c, d in spoken_turns(text)]
    [('SMITH', 'Did you win?'), ('LEE', 'We did.')]
    """
    if ":" not in text and not DASH.search(text):
        return []
    stretches = quoted_stretches(text)
    return _transcript(text, stretches) or _dialogue(text, stretches)


def _transcript(text, stretches):
    labels = [match for match in LABEL.finditer(text) if not _is_word(match["who"]) and _is_free(match, stretches)]
    ends = [*(match.start() for match in labels[1:]), len(text)][: len(labels)]
    turns = [
        (match.end(), _end(text, match.end(), end, stretches), *match.span("who"))
        for match, end in zip(labels, ends, strict=True)
        if not _is_heading(match["who"])
    ]
    return turns if _sounds_spoken(text, turns) else []


def _is_free(match, stretches):
    """Whether neither end of a label lies in quotation marks, so that turns and quotations never cross."""
    return not lies_inside(stretches, match.start("who")) and not lies_inside(stretches, match.end() - 1)


def _is_word(label):
    """Whether a label is no name but the word that opens a sentence, *Well: we lost*."""
    first = label.split()[0].lower()
    return label not in ("Q", "A") and (first in word_list("sentence_openers.txt") or first in _lists().openers)


def _is_heading(label):
    """Whether a label announces no speaker; the turn before ends there all the same."""
    small = label.lower().replace("’", "'")
    return small in _lists().no_speakers or not _lists().no_speaker_words.isdisjoint(small.split())


def _end(text, start, end, stretches):
    """Where a turn ends: before the next one, without the white space; one in marks with its paragraph."""
    if lies_inside(stretches, start):
        return _paragraph_end(text, start, end, stretches)
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _paragraph_end(text, at, end, stretches):
    """Where the paragraph around a place ends, or the one in which a quotation over several paragraphs closes."""
    stop = PARAGRAPH_END.search(text, at, end)
    at = stop.start() if stop else end
    while lies_inside(stretches, at):
        stop = PARAGRAPH_END.search(text, _closing(stretches, at), end)
        at = stop.start() if stop else end
    return at


def _closing(stretches, at):
    """Where the stretch around a place ends."""
    return stretches[bisect_right(stretches, at, key=lambda stretch: stretch[0]) - 1][1]


def _sounds_spoken(text, turns):
    """Whether labels name speakers: of many, half must sound spoken, of few all, and be in capitals or near by."""
    names = {text[a:b] for *_, a, b in turns}
    spoken = sum(_is_spoken(text, start, end) for start, end, *_ in turns)
    if len(turns) < MANY:
        near = all(end - start <= NEAR for start, end, *_ in turns) or all(name.isupper() for name in names)
        return 1 < len(turns) == spoken and near
    return 2 * spoken >= len(turns) or (len(names) < len(turns) and 4 * spoken >= len(turns))


def _is_spoken(text, start, end):
    """Whether a turn ends like a sentence, which no heading does, and asks, says I or you, or stands in marks."""
    stop = PARAGRAPH_END.search(text, start, end)
    last = (stop.start() if stop else end) - 1
    said = text[start] in MARKS or SPEECH.search(text, start, min(end, start + SPOKEN))
    return text[last] in ".?!…”\"’')]—–-" and bool(said)


def _dialogue(text, stretches):
    """Paragraphs that open with a dash, where half of them sound like speech and a bullet list does not."""
    dashes = [dash for begin, _ in split_paragraphs(text) if (dash := DASH.match(text, begin))]
    starts = [dash.end() for dash in dashes if not lies_inside(stretches, dash.start())]
    turns = [(start, _paragraph_end(text, start, len(text), stretches), -1, -1) for start in starts]
    spoken = sum(bool(_said_or_spoken().search(text, start, min(end, start + SPOKEN))) for start, end, *_ in turns)
    return turns if len(turns) > 1 and 2 * spoken >= len(turns) else []


def _lists():
    return word_lists("quotation_marks.toml")


@cache
def _said_or_spoken():
    verbs = "|".join(sorted(_lists().reporting))
    return re.compile(rf"{SPEECH.pattern}|[,.] (?:{verbs})\b|, (?:he|she|they|I|we) (?:{verbs})\b")
