"""VADER's scores, the very same floats, many times faster.

VADER visits every word, and for each word with a valence makes small letters of the whole text again, so its time grows
with the square of the length. Here each different chunk between blanks is looked at once: small letters, valence,
whether it negates, boosts, shouts. Only words with a valence are visited, and only their neighbours are asked. Sums run
in VADER's order; words without valence add nothing to them.
"""

import math
import re
import string
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from heapq import heappop, heappush
from itertools import groupby
from operator import itemgetter
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from utils.engine.chunks import Rows, read
from utils.engine.versions import as_tested

__all__ = ["TESTED", "analyzer", "by_library", "scores_of_rows", "words_of"]

TESTED = "3.3.2"
# Whether a text can hold an emoji at all; curly quotation marks and dashes lie below.
PERHAPS_EMOJI = re.compile("[\u00a9\u00ae\u203c-\U0010ffff]")
NO_WORD, NOTHING = (0.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0)  # scores of no word, and of none with a valence
CHANGE_OTHERS = frozenset(["no", "so", "this", "least"])  # beside those that negate or boost
LOOKED_FOR = CHANGE_OTHERS | frozenset(["at", "but", "doubt", "kind", "never", "nor", "of", "or", "very", "without"])


class Word(NamedTuple):
    """What VADER has to know of a chunk."""

    small: str
    stops: bool  # has a valence that counts
    valence: float
    listed: bool  # in the lexicon, whatever comes of it
    boost: float
    negates: bool
    shouts: bool
    idiomatic: bool  # a word of an idiom
    alone: bool  # changes nothing beside it, and is changed by nothing but what is beside it


def scores_of_rows(rows: Rows) -> np.ndarray:
    """VADER's (negative, neutral, positive, compound) of many texts (see chunks.py), an array with a row a text.

    >>> scores_of_rows(read(["VADER is smart, handsome, and funny!"])).tolist()
    [[0.0, 0.248, 0.752, 0.8439]]
    """
    if not as_tested("vaderSentiment", TESTED):
        return np.array([by_library(text) for text in rows.texts]).reshape(-1, 4)
    scores = _scored(rows)
    emoji = np.unique(rows.text[rows.table(_perhaps_emoji, found=bool)["found"][rows.codes]])
    if len(emoji):
        scores[emoji] = _scored(read([spell_out_emoji(rows.texts[i]) for i in emoji], rows.vocabulary))
    return scores


def _scored(rows):
    """The same, as if no text had an emoji.

    A word with nothing beside it that would change it has its valence; all others are asked about one by one.
    """
    known, places = _known(rows)
    values, buts = _values(rows, known, places), _first_of_each(rows, known["but"])
    bangs, asks = (rows.total(known[mark][rows.codes]).astype(int).tolist() for mark in ("bangs", "asks"))
    ends = np.cumsum(np.bincount(rows.text[places], minlength=len(rows.texts))).tolist()
    table = []
    for i, (begin, end, size) in enumerate(zip([0, *ends], ends, np.diff(rows.ends, prepend=0).tolist(), strict=False)):
        found = values[begin:end]
        if i in buts or 0.0 in found:
            found = _in_effect(places[begin:end].tolist(), found, buts.get(i))
        table.append(_summed(found, size, bangs[i], asks[i]) if found else NOTHING if size else NO_WORD)
    return np.array(table).reshape(-1, 4)


def _known(rows):
    """What is known of the chunks, and the places of those with a valence."""
    kinds = {"word": object, "valence": float, "alone": bool, "but": bool, "shouts": bool, "bangs": int, "asks": int}
    known = rows.table(_in_rows, **kinds)
    return known, np.flatnonzero(known["valence"][rows.codes])


def words_of(text: str) -> Iterator[tuple[int, int, str, float]]:
    """The words of a text as VADER sees them, each with where it stands and what it adds to the sum.

    >>> [(word, value) for _, _, word, value in words_of("a good day") if value]
    [('good', 1.9)]
    """
    plain, origin = _spelled_out(text)
    rows = read([plain])
    known, places = _known(rows)
    values, but = _values(rows, known, places), _first_of_each(rows, known["but"]).get(0)
    places = [place for place, value in zip(places.tolist(), values, strict=True) if value]
    values = [value for value in values if value]
    added = dict(zip(places, values if but is None else _after_but(places, values, but), strict=True))
    for at, chunk in enumerate(re.finditer(r"\S+", plain)):
        token = _token(chunk[0])
        start = chunk.start() + chunk[0].index(token)
        yield int(origin[start]), int(origin[start + len(token) - 1]) + 1, token, added.get(at, 0.0)


def _values(rows, known, places):
    """The valences of the words at some places, those that have neighbours who may change it asked about one by one."""
    text, first = rows.text[places], np.append(0, rows.ends[:-1])
    values, words = known["valence"][rows.codes[places]].tolist(), rows.by_text(known["word"])
    others = np.append(0, np.cumsum(~known["alone"][rows.codes]))  # before each place: chunks that change others
    beside = others[np.minimum(places + 3, rows.ends[text])] > others[np.maximum(places - 3, first[text])]
    many = rows.total(known["shouts"][rows.codes])
    differs = (many > 0) & (many < np.diff(rows.ends, prepend=0))  # whether some words shout and others do not
    asked = np.flatnonzero(beside)
    some = zip(asked.tolist(), text[asked].tolist(), (places - first[text])[asked].tolist(), strict=True)
    for i, of_text in groupby(some, itemgetter(1)):
        around = words(i)
        for k, _, at in of_text:
            values[k] = _valence(around, at, differs[i])
    return values


def _in_effect(places, values, but):
    """The values other than 0, changed by a "but" at a place."""
    places = [place for place, value in zip(places, values, strict=True) if value]
    values = [value for value in values if value]
    return values if but is None else _after_but(places, values, but)


def _first_of_each(rows, flag):
    """{text: place of the first chunk with a flag}."""
    places = np.flatnonzero(flag[rows.codes])
    return dict(zip(rows.text[places][::-1].tolist(), places[::-1].tolist(), strict=True))


def _in_rows(chunk):
    """What `_scored` has to know of a chunk."""
    word = _word(chunk)
    valence = word.valence if word.stops else 0.0
    return word, valence, word.alone, word.small == "but", word.shouts, chunk.count("!"), chunk.count("?")


def _perhaps_emoji(chunk):
    return (PERHAPS_EMOJI.search(chunk) is not None,)


def by_library(text: str) -> tuple[float, float, float, float]:
    """(negative, neutral, positive, compound) of a text from vaderSentiment itself."""
    found = analyzer().polarity_scores(text)
    return found["neg"], found["neu"], found["pos"], found["compound"]


def _valence(words, at, differs):  # noqa: C901 - VADER's own rules in its order, to be read beside it
    """The valence of the word at a place among its neighbours: VADER's rules, in its order.

    `differs`: some words shout and others do not.
    """
    rules = _rules()
    word = words[at]
    if word.small == "kind" and at + 1 < len(words) and words[at + 1].small == "of":
        return 0.0
    valence = word.valence
    one = words[at - 1] if at > 0 else None  # the words one, two and three before it
    two = words[at - 2] if at > 1 else None
    three = words[at - 3] if at > 2 else None
    if word.small == "no" and at + 1 < len(words) and words[at + 1].listed:
        valence = 0.0
    if (
        (one and one.small == "no")
        or (two and two.small == "no")
        or (three and three.small == "no" and one.small in ("or", "nor"))
    ):
        valence = word.valence * rules.negation
    if word.shouts and differs:
        valence = valence + rules.shout if valence > 0 else valence - rules.shout
    for step, before in enumerate((one, two, three)):
        if before is None:
            break
        if before.listed:
            continue
        if before.boost:
            boost = -before.boost if valence < 0 else before.boost
            if before.shouts and differs:
                boost = boost + rules.shout if valence > 0 else boost - rules.shout
            valence += boost * rules.fading[step] if step else boost
        valence = _negated(valence, step, one, two, three, rules)
        if step == 2 and _near_idiom(words, at):
            valence = _idiom(valence, words, at, rules)
    if one and not one.listed and one.small == "least" and not (two and two.small in ("at", "very")):
        valence *= rules.negation
    return valence


def _negated(valence, step, one, two, three, rules):
    if step == 0:
        return valence * rules.negation if one.negates else valence
    if step == 1:
        if two.small == "never" and one.small in ("so", "this"):
            return valence * 1.25
        if two.small == "without" and one.small == "doubt":
            return valence
        return valence * rules.negation if two.negates else valence
    if (three.small == "never" and two.small in ("so", "this")) or one.small in ("so", "this"):
        return valence * 1.25
    if three.small == "without" and "doubt" in (one.small, two.small):
        return valence
    return valence * rules.negation if three.negates else valence


def _near_idiom(words, at):
    return any(word.idiomatic for word in words[at - 3 : at + 3])


def _idiom(valence, words, at, rules):
    three, two, one, here = (word.small for word in words[at - 3 : at + 1])
    after = [word.small for word in words[at + 1 : at + 3]]
    backward = ((one, here), (two, one, here), (two, one), (three, two, one), (three, two))
    valence = next((rules.idioms[piece] for piece in backward if piece in rules.idioms), valence)
    for piece in ((here, *after[:1]), (here, *after)):
        if len(piece) > 1 and piece in rules.idioms:
            valence = rules.idioms[piece]
    for piece in ((three, two, one), (three, two), (two, one)):
        valence += rules.boosting_phrases.get(piece, 0)
    return valence


def _after_but(places, values, but):
    """Halve what stands before the first "but", raise what stands after.

    VADER finds a value's place by looking for the first equal value, so equal values on both sides change each other.
    """
    where = defaultdict(list)  # the places of each value, the first of them on top of a heap
    for k, value in enumerate(values):
        where[value].append(k)
    for turn in range(len(values)):
        same = where[values[turn]]
        first = same[0]
        if places[first] == but:
            continue
        values[first] *= 0.5 if places[first] < but else 1.5
        heappop(same)
        heappush(where[values[first]], first)
    return values


def _summed(values, n, bangs, questions):
    emphasis = min(bangs, 4) * 0.292
    if questions > 1:
        emphasis += questions * 0.18 if questions <= 3 else 0.96
    total = float(sum(values))
    if total > 0:
        total += emphasis
    elif total < 0:
        total -= emphasis
    compound = max(-1.0, min(total / math.sqrt(total * total + 15), 1.0))
    positive = negative = 0.0
    for value in values:
        if value > 0:
            positive += value + 1
        else:
            negative += value - 1
    if positive > -negative:
        positive += emphasis
    elif positive < -negative:
        negative -= emphasis
    negative, neutral = abs(negative), n - len(values)
    everything = positive + negative + neutral
    shares = round(negative / everything, 3), round(neutral / everything, 3), round(abs(positive / everything), 3)
    return *shares, round(compound, 4)


def spell_out_emoji(text: str) -> str:
    """Emoji replaced by their description, set off by a blank on the left."""
    return _spelled_out(text)[0]


def _spelled_out(text):
    """The same, and for each of its characters the place in `text` that it comes from."""
    emojis, plain, after_space = analyzer().emojis, [], True
    for character in text:
        known = character in emojis
        plain.append(("" if after_space else " ") + emojis[character] if known else character)
        after_space = not known and character == " "
    return "".join(plain), np.repeat(np.arange(len(text)), list(map(len, plain)))


def _token(chunk):
    token = chunk.strip(string.punctuation)
    return token if len(token) > 2 else chunk


def _word(chunk):
    rules = _rules()
    token = _token(chunk)
    small, shouts = token.lower(), token.isupper()
    listed, boost = small in rules.lexicon, rules.boosters.get(small, 0.0)
    negates, idiomatic = small in rules.negations or "n't" in small, small in rules.idiomatic
    if not (listed or boost or negates or small in rules.looked_for):
        return PLAIN[shouts]  # nine words in ten are this one or that, which takes little memory
    alone = not (negates or boost or idiomatic or (shouts and listed) or small in CHANGE_OTHERS)
    valence = rules.lexicon.get(small, 0.0)
    return Word(small, listed and not boost, valence, listed, boost, negates, shouts, idiomatic, alone)


PLAIN = [Word("", False, 0.0, False, 0.0, False, shouts, False, True) for shouts in (False, True)]


@cache
def _rules():
    """vaderSentiment's own lists, in the shapes needed here."""
    from vaderSentiment import vaderSentiment as own

    idioms = {tuple(phrase.split()): value for phrase, value in own.SPECIAL_CASES.items() if " " in phrase}
    boosting = {tuple(phrase.split()): value for phrase, value in own.BOOSTER_DICT.items() if " " in phrase}
    return SimpleNamespace(
        lexicon=analyzer().lexicon,
        boosters=own.BOOSTER_DICT,
        negations=frozenset(own.NEGATE),
        negation=own.N_SCALAR,
        shout=own.C_INCR,
        fading=(1.0, 0.95, 0.9),
        idioms=idioms,
        boosting_phrases=boosting,
        looked_for=LOOKED_FOR.union(*idioms, *boosting),
        idiomatic=frozenset(max(phrase, key=len) for phrase in (*idioms, *boosting)),  # one word that gives it away
    )


@cache
def analyzer() -> Any:
    """vaderSentiment's own."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()
