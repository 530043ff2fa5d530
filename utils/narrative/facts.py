"""What a text says, piece by piece, and what two texts on one event share: names, numbers, dates, firsts, rare nouns.

Texts are aligned by what is rare: the same name, the same number of the same unit, the same rare noun. What one has and
no other has is *only* there. That is a matter of words: where one text says *car* and the other *automobile*, each has
a noun of its own.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations
from typing import NamedTuple

import pandas as pd

from utils.narrative.clauses import Clause
from utils.narrative.numbers import quantities
from utils.speech.attribution import Tree
from utils.text import word_lists

__all__ = ["Item", "aligned", "items"]

RARE = 4.35  # Zipf frequency in general English under which a noun tells something
FEW = 4  # smaller bare numbers (two leaders) tell nothing by themselves
SAME_WORDS = 0.5  # shared words of two quotations, over those of the shorter one, from which they are one
WORDS = word_lists("narrative.toml")
FIXED_DATE = re.compile(
    r"\d{4}|\d[/.:]\d|january|february|march|april|june|july|august|september|october|november|december|\b(?:jan|feb|aug|sept?|oct|nov|dec)\b|day$"
)
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
SHOWN = ("name", "number", "date", "first", "noun")
RANKS = {"differs": 0, "only": 1, "both": 2}


class Item(NamedTuple):
    """A piece of what a text says."""

    kind: str  # name, number, date, first, noun; adjective (of a name), word (by its stem), matter (war, vote)
    key: str  # what it is held against
    text: str
    start: int
    end: int
    sentence: int
    value: float  # of a number
    certainty: str
    time: str  # of the clause that it stands in
    around: frozenset  # stems of the rarer words of its sentence


def items(of: Tree, named: list, said: list, entities: list, told: Sequence[Clause]) -> Iterator[Item]:
    """The items of a text; `named` its mentions, `said` stretches that are somebody's words, `told` its clauses."""
    words, verbs = of.words, {one.verb: one for one in told}
    around = _company(of)

    def item(kind, key, first, last, value=float("nan"), word=None):
        start, end, at = words.start[first], words.end[last], last if word is None else word
        sentence = words.sentence[first]
        certainty, time = _told_how(of, at, said, verbs)
        return Item(kind, key, of.text[start:end], start, end, sentence, value, certainty, time, around[sentence])

    taken = set()
    for one in named:
        if places := _between(of, one.start, one.end):
            taken.update(places)
            yield item("adjective" if one.form == "adjective" else "name", one.actor, places[0], places[-1])
    yield from _dates(of, entities, taken, item)
    yield from _counts(of, taken, item)
    for i, pos in enumerate(words.pos):
        if pos == "NOUN" and words.lemma[i].lower() in WORDS.matters:
            yield item("matter", words.lemma[i].lower(), i, i)
        if pos in ("NOUN", "VERB", "ADJ") and i not in taken:
            yield item("word", stem(words.lemma[i]), i, i)
        if pos == "NOUN" and i not in taken and len(of.small(i)) > 2:
            yield from _noun(of, i, taken, item)


def _dates(of, entities, taken, item):
    words = of.words
    for start, end, label in entities:
        places = _between(of, start, end) if label in ("DATE", "TIME") else []
        text = of.text[words.start[places[0]] : words.end[places[-1]]].lower().removeprefix("the ") if places else ""
        if FIXED_DATE.search(text) and not {words.lemma[i].lower() for i in places} & WORDS.times:
            taken.update(places)
            yield item("date", " ".join(text.split()), places[0], places[-1])


def _counts(of, taken, item):
    for one in quantities(of):
        if one.first in taken or (one.value < FEW and one.unit >= 0 and one.bound == "exactly"):
            continue
        near = 0 <= one.unit <= one.last + 6
        last = one.unit if near else min(one.last + (one.name == "%"), len(of.words.start) - 1)
        yield item("number", one.name, one.begin, max(last, one.last), one.value, one.unit if near else one.last)


def _noun(of, i, taken, item):
    lemma = of.words.lemma[i].lower()
    for j in of.of(i, "amod", "nummod"):
        if (of.small(j) in WORDS.ordinals and lemma not in WORDS.times) or ORDINAL.fullmatch(of.small(j)):
            yield item("first", f"{of.small(j)} {stem(lemma)}", j, i, word=i)
    before = [j for j in of.of(i, "compound") if j == i - 1 and j not in taken and of.small(j).isalpha()]
    if lemma not in WORDS.hollow and _rarity(lemma) < RARE:
        yield item("noun", stem(lemma), *(before or [i])[:1], i, word=i)


def _between(of, start, end):
    return list(range(bisect_left(of.words.start, start), bisect_left(of.words.start, end)))


def _company(of):
    """{sentence: stems of its rarer nouns, names and verbs}."""
    found = {sentence: set() for sentence in of.words.sentence}
    for sentence, lemma, pos in zip(of.words.sentence, of.words.lemma, of.words.pos, strict=True):
        if pos in ("NOUN", "PROPN", "VERB") and len(lemma) > 2 and _rarity(lemma.lower()) < RARE + 1:
            found[sentence].add(stem(lemma))
    return {sentence: frozenset(stems) for sentence, stems in found.items()}


def _told_how(of, i, said, verbs):
    """The certainty and the time of the clause that a word stands in."""
    above = list(dict.fromkeys((i, *of.above(i))))
    clause = next((verbs[j] for j in above if j in verbs), None)
    time = clause.time if clause else ""
    if any(a <= of.words.start[i] < b for a, b in said):
        return "reported", time
    under = above[1 : above.index(clause.verb) + 1] if clause else above[1:]
    if any(of.words.lemma[j].lower() in WORDS.doubting_nouns for j in under):
        return "hedged", time
    return (clause.certainty if clause else "asserted"), time


def aligned(table: pd.DataFrame, columns: Sequence[str], quotes: pd.DataFrame) -> pd.DataFrame:
    """The items of some texts side by side: `item, kind, status`, the number of a sentence for each text, `places`.

    `places`: {text: (sentence, start, end)} of the first place in each. `table` has the items with a column `telling`,
    which says of which text they are, `quotes` has quotations likewise.
    """
    found, beside, shown = [], defaultdict(dict), defaultdict(list)
    for one in table.itertuples(index=False):
        for key in _traces(one):
            beside[key].setdefault(one.telling, _place(one))
        if one.kind in SHOWN:
            shown[one.kind, one.key].append(one)
    for (kind, key), part in shown.items():
        if kind == "number":
            found += _numbers(part)
        else:
            found.append(_shared(kind, key, part, beside))
    rows = []
    for *head, where in (*found, *_quotations(quotes)):
        rows.append((*head, *(where[name][0] if name in where else None for name in columns), where))
    names = ["item", "kind", "status", *columns, "places"]
    found = pd.DataFrame(rows, columns=names).astype(dict.fromkeys(columns, "Int64"))
    order = found.assign(rank=found["status"].map(RANKS), at=found[list(columns)].min(axis=1))
    return found.loc[order.sort_values(["rank", "at", "item"], kind="stable").index].reset_index(drop=True)


def _place(one):
    return one.sentence, one.start, one.end


def _traces(one):
    """Under what an item is found where another text has it: a name by its adjective, or by how a word begins."""
    if one.kind in ("name", "adjective"):
        yield "name", one.key
    elif one.kind in ("word", "noun"):
        yield "noun", one.key
    elif one.kind != "number":
        yield one.kind, one.key
    for word in re.findall(r"[^\W\d_]{4,}", one.text):
        if word[0].isupper():
            yield from (("begins", word[:n].lower()) for n in range(4, len(word) + 1))


def _shared(kind, key, part, beside):
    """(item, kind, status, {text: sentence}) of an item that is not a number."""
    where = dict(beside[kind, key])
    if kind == "name" and " " not in key and len(key) > 3:
        where = dict(beside["begins", key.lower()]) | where  # Iranian, the Western allies
    status = "both" if len(where) > 1 else "only"
    if kind == "first" and status == "both":
        sure = {}
        for one in part:
            sure[one.telling] = sure.get(one.telling, False) or one.certainty == "asserted"
        status = "both" if len(set(sure.values())) == 1 else "differs"
    return key if kind == "name" else part[0].text, kind, status, where


def _numbers(part):
    """Numbers of one unit: the same figure in several texts, another figure for the same thing, or in one text only."""
    by_value, done = defaultdict(list), set()
    for one in part:
        by_value[one.value].append(one)
    for same in by_value.values():
        where = {one.telling: _place(one) for one in reversed(same)}
        if len(where) > 1:
            done |= set(map(id, same))
            yield same[0].text, "number", "both", where
    for one, other in combinations(part, 2):
        if id(one) in done or id(other) in done or other.telling == one.telling:
            continue
        if _same_thing(one, other):
            done |= {id(one), id(other)}
            both = {one.telling: _place(one), other.telling: _place(other)}
            yield f"{one.text} / {other.text}", "number", "differs", both
    yield from ((one.text, "number", "only", {one.telling: _place(one)}) for one in part if id(one) not in done)


def _same_thing(one, other):
    """Whether two sentences are on the same thing: they share several rare words, and most of the shorter one's."""
    shared = len(one.around & other.around)
    return shared >= 3 and shared >= 0.4 * min(len(one.around), len(other.around))


def _quotations(quotes):
    """Quotations that one text has or several have, in the words of the first."""
    left = [(row.telling, _place(row), row.quote, _said(row.quote)) for row in quotes.itertuples()]
    while left:
        telling, place, quote, said = left.pop(0)
        alike = [one for one in left if one[0] != telling and _overlap(said, one[3]) >= SAME_WORDS]
        left = [one for one in left if one not in alike]
        where = {one[0]: one[1] for one in alike} | {telling: place}
        if len(said) > 1 or alike:
            status = "both" if len(where) > 1 else "only"
            yield quote, "quotation", status, where


def _said(quote):
    return set(re.findall(r"[^\W_]{3,}", quote.lower()))


def _overlap(one, other):
    return len(one & other) / max(min(len(one), len(other)), 3)


@cache
def stem(word: str) -> str:
    """A word without its ending (Porter 1980).

    >>> stem("invasions"), stem("Invaded")
    ('invas', 'invad')
    """
    return _stemmer().stem(word.lower())


@cache
def _stemmer():
    from nltk.stem import PorterStemmer

    return PorterStemmer()


@cache
def _rarity(word):
    from wordfreq import zipf_frequency

    return zipf_frequency(word, "en")
