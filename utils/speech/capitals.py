"""Names where capitals say nothing: headlines, words in capitals, speakers' labels of a transcript."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Set

from utils.speech.gazetteer import Entry
from utils.speech.names import UPPER, WORD, bare, end_of, entry_at, from_gazetteer
from utils.speech.people import GIVEN, NAMING, family_name
from utils.speech.tokens import Found, words_of
from utils.text import word_list

__all__ = ["headlines", "in_capitals", "is_shouted"]

SPEAKER = re.compile(rf"^[{UPPER}][{UPPER} .’'-]{{2,50}}(?=:|, [^:\n]{{0,60}}:| \([^:\n]{{0,60}}\):)", re.MULTILINE)
LINE = re.compile(r"[^\n]+")
LONG_SMALL = re.compile(r"(?<![\w’'-])[a-z]{4}")
LONG_WORD = re.compile(r"[^\W\d_]{4,}")
LONGEST = 4  # words of a name that the text has elsewhere


def headlines(text: str, small: Set[str]) -> list[tuple[int, int]]:
    """Lines in which common words have capitals too; `small` are the words that the text writes in small letters.

    >>> headlines("Old Harbour Just Said No To Us\\nThe harbour is old.", {"harbour", "old"})
    [(0, 30)]
    """
    spans, common = [], word_list("function_words.txt")
    for line in LINE.finditer(text):
        if LONG_SMALL.search(line[0]):
            continue
        words = re.findall(r"[^\W\d_]+(?:[’'][^\W\d_]+)?", line[0])
        upper = [word.lower() for word in words if word[0].isupper()]
        no_names = sum(2 * (len(word) > 1 and word in common) + (word in small) for word in upper[1:])
        titled = len(upper) > 4 and no_names > 1 and all(word[0].isupper() or word in common for word in words)
        if titled or is_shouted(line[0], small):
            spans.append(line.span())
    return spans


def is_shouted(words: str, small: Set[str]) -> bool:
    """Whether words stand in capitals that are no abbreviation: BEGIN VIDEO CLIP, MEMO."""
    if not words.isupper() or not LONG_WORD.search(words):
        return False
    return " " in words or len(words) > 6 or words.lower() in small


def in_capitals(
    text: str, spans: Iterable[tuple[int, int]], pieces: list[Found], known: Mapping[str, Entry], small: Set[str]
) -> list[Found]:
    """Names in headlines and capitals: speakers, whom the gazetteer knows, whom the text names elsewhere (`pieces`)."""
    here = {}
    for piece in pieces:
        if not piece.form:
            here |= {family_name(piece.name): piece.name.split()[-1], piece.name.lower(): piece.name}
    speakers = _speakers(text, here, known)
    found = list(speakers.values())
    for start, end in spans:
        if start not in speakers:
            found += _looked_up(text, words_of(text, start, end, WORD), here, known, small)
    return found


def _speakers(text, here, known):
    """{where a label of a transcript begins, MAYOR BO SMITH: …: who it is}; the name may return without the title."""
    found, matches = {}, list(SPEAKER.finditer(text))
    times = Counter(match[0] for match in matches)
    for match in matches:
        words, title = words_of(text, *match.span(), WORD), []
        while words and words[0].small.rstrip(".") in NAMING.titles:
            title.append(words.pop(0).text.capitalize())
        name = " ".join([word.small for word in words])
        if (
            not 0 < len(words) < 4
            or set(name.split()) & (NAMING.voices | word_list("function_words.txt"))
            or entry_at(words, 0, known)[0]
        ):
            continue
        full = len(words) > 1 and (words[0].small in GIVEN or times[match[0]] > 1)
        if full or title or name in here:
            spelt = here.get(name) or name.title()
            here |= {name: spelt, words[-1].small: spelt.split()[-1]}
            found[match.start()] = Found(words[0].start, words[-1].end, spelt, "", "person", " ".join(title))
    return found


def _looked_up(text, words, here, known, small):
    i, common = 0, small | word_list("function_words.txt")
    while i < len(words):
        size, entry = entry_at(words, i, known)
        names = [bare(" ".join([word.small for word in words[i : i + k]])) for k in range(LONGEST + 1)]
        own = next((k for k in range(min(LONGEST, len(words) - i), size, -1) if names[k] in here), 0)
        longest = max(size, own)
        if longest > 1 or (longest and words[i].small not in common):
            if own:
                end = end_of(words[i : i + own])
                yield Found(words[i].start, end, here[names[own]], "", "", "")
            else:
                yield from_gazetteer(text, words[i : i + size], entry)
        i += longest or 1
