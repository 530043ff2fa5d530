"""TextBlob's polarity and subjectivity, the very same floats, many times faster.

TextBlob splits punctuation off each chunk between blanks, puts emoticons together again, and walks over the tokens with
two things in mind: a modifier and a negation that wait for the next known word. A chunk's tokens depend on nothing but
the chunk, so each different one is split once. Most chunks only end the waiting, or not even that; the walk stops at
the others alone. Where neighbouring chunks form an emoticon, as in ": (", the text goes to TextBlob.
"""

import re
from functools import cache, partial, reduce
from operator import add
from types import SimpleNamespace

import numpy as np

from utils.engine.chunks import Rows
from utils.engine.versions import as_tested

__all__ = ["TESTED", "bounded", "scores_of_rows"]

TESTED = "0.20.1"
KEEP, SHORT, LONG = 0, 1, 2  # chunks without a stop: they end no waiting; that of a negation; all
KNOWN, NEGATION, MARK, ADDED, JOINS, ENDS = range(6)  # what happens at a stop
ENDS_NOTHING = (ENDS, False, False)
QUOTES = ("“", "”", "‘", "’", "'", '"')
VOWELS = frozenset("aeiouy")  # a capital with small consonants and a full stop is an abbreviation
MARK_OF_ITS_OWN = "END-OF-SENTENCE"  # TextBlob writes it between paragraphs and takes it out again
LONGEST = 2_000  # characters of a chunk that are read
TOO_LONG = re.compile(rf"(\S{{{LONGEST}}})\S+")
NEARBY = 5  # chunks to either side that an emoticon can reach

ADDS, WAITS, NEGATES, OTHER = range(3, 7)  # chunks with a stop: a known word, a known modifier, a negation, all else


def scores_of_rows(rows: Rows) -> np.ndarray:
    """TextBlob's scores of many texts (see chunks.py), an array with a row a text.

    Its columns are polarity, subjectivity, and sums of the polarities of assessments above 0 and below.

    Where no modifier or negation reaches the next stop each known word counts as it is, and arrays do the sums. All
    other texts are walked through.

    >>> from utils.engine.chunks import read
    >>> scores_of_rows(read(["A great day."])).tolist()
    [[0.8, 0.75, 0.8, 0.0]]
    """
    if not as_tested("textblob", TESTED):
        return np.array([_with_sums(by_library(text)) for text in rows.texts]).reshape(-1, 4)
    table = rows.table(_alone, chunk=object, verdict=object, does="i1", polarity=float, subjectivity=float)
    does = table["does"][rows.codes]
    stops = np.flatnonzero(does > LONG)
    text, kind = rows.text[stops], does[stops]
    ended = np.where(_new(does == LONG, stops), LONG, np.where(_new(does == SHORT, stops), SHORT, KEEP))
    waits = (kind[:-1] == WAITS) & (ended[1:] < LONG) | (kind[:-1] == NEGATES) & (ended[1:] == KEEP)
    walked = np.zeros(len(rows.texts), bool)
    walked[text[1:][waits & (text[1:] == text[:-1])]] = True
    walked[text[kind == OTHER]] = True
    words = stops[(kind == ADDS) | (kind == WAITS)]
    polarity, subjectivity = (table[name][rows.codes[words]] for name in ("polarity", "subjectivity"))
    n = np.maximum(np.bincount(rows.text[words], minlength=len(rows.texts)), 1)
    scores = np.empty((len(rows.texts), 4))
    scores[:, 0], scores[:, 1] = rows.total(polarity, words) / n, rows.total(subjectivity, words) / n
    scores[:, 2] = rows.total(polarity * (polarity > 0), words)
    scores[:, 3] = rows.total(polarity * (polarity < 0), words)
    chunks, first = rows.by_text(table["chunk"]), np.append(0, rows.ends[:-1])
    every = list(zip((stops - first[text]).tolist(), ended.tolist(), table["verdict"][rows.codes[stops]], strict=True))
    ends = np.cumsum(np.bincount(text, minlength=len(rows.texts)))
    for i in np.flatnonzero(walked).tolist():
        begin, end = ends[i - 1] if i else 0, ends[i]
        scores[i] = _with_sums(_walked(rows.texts[i], every[begin:end], cache(partial(chunks, i))))
    return scores


def _new(flags, places):
    """Whether a flag was up anywhere since the place before."""
    return np.diff(np.cumsum(flags)[places], prepend=0) > 0


def _with_sums(scores):
    *means, assessed = scores
    up, down = ([polarity for polarity in assessed if sign * polarity > 0] for sign in (1, -1))
    return *means, reduce(add, up, 0.0), reduce(add, down, 0.0)  # `sum` would round otherwise from Python 3.12 on


def _alone(chunk):
    """A chunk, its verdict, what it does where nothing waits for it, and its values."""
    verdict = _verdict(chunk)
    if MARK_OF_ITS_OWN in chunk:
        return chunk, verdict, OTHER, 0.0, 0.0
    if verdict.__class__ is int:
        return chunk, verdict, verdict, 0.0, 0.0
    first = verdict[0]
    if len(verdict) == 1 and first[0] == NEGATION:
        return chunk, verdict, NEGATES, 0.0, 0.0
    if len(verdict) > 1 or first[0] != KNOWN or first[5]:
        return chunk, verdict, OTHER, 0.0, 0.0
    return chunk, verdict, WAITS if first[4] else ADDS, first[1], first[2]


def bounded(text: str) -> str:
    """A text whose unbroken chunks are no longer than `LONGEST`: TextBlob's time grows with the square of a chunk's.

    No word is that long; what is cut off are lines of one mark, pictures written as letters, and the like.
    """
    return TOO_LONG.sub(r"\1", text)


def by_library(text: str) -> tuple:
    """(polarity, subjectivity, polarity of each assessment in order) from TextBlob itself."""
    from textblob.en import sentiment

    score = sentiment(bounded(text))
    return *score, tuple(polarity for _, polarity, *_ in score.assessments)


def _walked(text, stops, chunks):
    found = None if MARK_OF_ITS_OWN in text else _walk(stops, chunks)
    return by_library(text) if found is None else _means(found)


def _walk(stops, chunks):  # noqa: C901 - TextBlob's own loop, case by case in its order, to be read beside it
    """[[polarity, subjectivity, intensity, negated], …], one an assessment; None if an emoticon reaches over a blank.

    `stops` are (place, what ended since the one before, verdict), `chunks()` all chunks of the text. A modifier in mind
    is 1, one in -ly is 2, none is 0. A negation and a modifier in -ly never wait together: one is spent on the other at
    once.
    """
    found, modifier, negation = [], 0, False
    for at, ended, verdict in stops:
        if ended:
            negation = False
            if ended == LONG:
                modifier = 0
        for step in verdict:
            kind = step[0]
            if kind == KNOWN:
                _, polarity, subjectivity, intensity, becomes_modifier, becomes_negation = step
                if modifier:
                    last = found[-1]
                    last[0] = max(-1.0, min(polarity * last[2], +1.0))
                    last[1] = max(-1.0, min(subjectivity * last[2], +1.0))
                    last[2] = intensity
                else:
                    found.append([polarity, subjectivity, intensity, False])
                if negation:
                    found[-1][2:] = 1.0 / found[-1][2], True
                modifier, negation = becomes_modifier, becomes_negation
            elif kind == ENDS:
                negation = negation and not step[1]
                modifier = 0 if step[2] else modifier
            elif kind == JOINS:
                nearby = chunks()[max(0, at - NEARBY) : at + NEARBY]
                if at and nearby[min(at, NEARBY) - 1][-1] in step[1] and _joined(nearby):
                    return None
            elif kind == NEGATION:
                if modifier == 2:
                    found[-1][3], negation = True, False
                else:
                    modifier, negation = 0 if step[1] else modifier, True
            elif kind == ADDED:
                found.append([step[1], 1.0, 1.0, False])
            elif found:  # an exclamation mark
                found[-1][0] = max(-1.0, min(found[-1][0] * 1.25, +1.0))
    return found


def _means(found):
    """Means as TextBlob adds them up, one after the other; `sum` would round otherwise from Python 3.12 on."""
    polarities = tuple(polarity * -0.5 if negated else polarity for polarity, _, _, negated in found)
    subjectivities = [subjectivity for _, subjectivity, *_ in found]
    n = float(len(found) or 1)
    return reduce(add, polarities, 0) / n, reduce(add, subjectivities, 0) / n, polarities


def _joined(chunks):
    """Whether TextBlob makes other tokens of neighbouring chunks than of each alone."""
    return _tokens(" ".join(chunks)) != [token for chunk in chunks for token in _tokens(chunk)]


def _verdict(chunk):
    tables, chunk = _tables(), chunk[:LONGEST]
    if len(chunk) > 2 and chunk.isalpha() and chunk.lower() not in tables.stops:
        return LONG
    pieces = [chunk] if chunk.isalnum() else _apart(chunk)
    steps = []
    if before := tables.joins.get(_first_token(pieces[0], tables)):
        steps.append((JOINS, before))
    for token in _plain_tokens(pieces, tables) or _tokens(chunk):
        steps += _steps(token.lower(), tables)
    steps = [step for step in steps if step != ENDS_NOTHING]
    if any(step[0] != ENDS for step in steps):
        return tuple(steps)
    ends = any(step[1] for step in steps), any(step[2] for step in steps)
    return tuple(steps) if ends == (False, True) else {(True, True): LONG, (True, False): SHORT}.get(ends, KEEP)


def _tokens(text):
    return " ".join(_tables().split(bounded(text))).split()


def _plain_tokens(pieces, tables):
    """The tokens of a chunk with nothing about it but quotation marks, commas and a full stop; else None.

    What TextBlob's splitter makes of any chunk, several times faster for nine chunks in ten.
    """
    tokens = []
    for piece in pieces:
        if piece.isalnum() or piece in QUOTES:
            tokens.append(piece)
            continue
        piece = piece.rstrip(",") or ","
        word = piece[:-1]
        full_stop = piece[-1] == "." and word.isalnum() and piece not in tables.abbreviations
        if full_stop and (word.isdigit() or not VOWELS.isdisjoint(word[1:])):
            piece = word
        if piece[0] in tables.leading or piece[-1] in tables.trailing:
            return None
        tokens.append(piece)
    return tokens


def _apart(chunk):
    """A chunk cut at quotation marks, which are pieces of their own, and before n't."""
    chunk = chunk.replace("n't", " n't")
    for mark in QUOTES:
        if mark in chunk:
            chunk = chunk.replace(mark, f" {mark} ")
    return chunk.split()


def _first_token(piece, tables):
    """The first token, before emoticons are put together."""
    if piece[0] in tables.leading:
        return piece[0]
    return piece.rstrip(tables.trailing) or piece


def _steps(token, tables):
    """What a token in small letters does to the walk: what it adds, what it ends."""
    if known := tables.known.get(token):
        return [(KNOWN, *known, token in tables.negations)]
    if token in tables.negations:
        return [(NEGATION, len(token) > 2)]
    steps = [(ENDS, len(token.strip("'")) > 1, len(token) > 2)]
    if token == "!":
        steps.append((MARK,))
    elif token == "(!)":
        steps.append((ADDED, 0.0))
    elif not token.isalpha() and len(token) <= 5 and token not in tables.punctuation and token in tables.emoticons:
        steps.append((ADDED, tables.emoticons[token]))
    return steps


@cache
def _tables():
    """TextBlob's own lists, in the shapes that the walk needs."""
    from textblob import _text
    from textblob.en import sentiment

    sentiment.load()
    known = {}
    for word, senses in dict.items(sentiment):
        becomes = (2 if word.endswith("ly") else 1) if "RB" in senses else 0
        known[word] = (*senses[None], becomes)
    emoticons = {}
    for (_, polarity), faces in _text.EMOTICONS.items():
        for face in faces:
            emoticons.setdefault(face.lower(), polarity)
    joins = {"!": {"("}, ")": {"!"}}
    for face in (face for faces in _text.EMOTICONS.values() for face in faces):
        for start in range(1, len(face)):
            for end in range(start + 1, len(face) + 1):
                joins.setdefault(face[start:end], set()).add(face[start - 1])
    negations = frozenset(sentiment.negations)
    return SimpleNamespace(
        stops=frozenset(known) | negations | {piece.lower() for piece in joins},
        known=known,
        emoticons=emoticons,
        joins={piece: frozenset(before) for piece, before in joins.items()},
        negations=negations,
        punctuation=_text.PUNCTUATION,
        leading=_text.PUNCTUATION.replace(".", ""),
        trailing=_text.PUNCTUATION,
        abbreviations=_text.ABBREVIATIONS,
        split=_text.find_tokens,
    )
