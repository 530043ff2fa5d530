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
from utils.narrative.happening import told_as
from utils.narrative.numbers import agree, quantities
from utils.narrative.traces import Reading, aliases, plain
from utils.speech.attribution import Tree
from utils.speech.naming import NAMING
from utils.text import word_lists

__all__ = ["Item", "aligned", "items"]

RARE = 4.35  # Zipf frequency in general English under which a noun tells something
FEW = 4  # smaller bare numbers (two leaders) tell nothing by themselves
RARER = 4.2  # the same for a noun that only one text has
ROOT = 5  # letters of a stem from which words of one family are taken for one noun
LONG = 6  # letters of a stem from which a verb or an adjective is a trace of a noun: apologise, apology
SAME_WORDS = 0.5  # of a quotation's words that another quotation covers already
WORDS = word_lists("narrative.toml")
MONTH = re.compile(r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec")
WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day")
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
FRACTIONS = {"half", "third", "quarter"}
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
        bare = one.mention.lower() in NAMING.institutions  # Department
        if (places := _between(of, one.start, one.end)) and not bare:
            taken.update(places)
            yield item("adjective" if one.form == "adjective" else "name", one.actor, places[0], places[-1])
    yield from _dates(of, entities, taken, item)
    yield from _counts(of, taken, item)
    for i, pos in enumerate(words.pos):
        if pos == "NOUN" and words.lemma[i].lower() in WORDS.happenings:
            yield item("matter", words.lemma[i].lower(), i, i)._replace(time=told_as(of, i, verbs))
        if i not in taken and (pos == "NOUN" or (pos == "VERB" and len(stem(words.lemma[i])) >= LONG)):
            yield item("word", root(words.lemma[i]), i, i)
        if pos == "NOUN" and i not in taken and len(of.small(i)) > 2 and of.small(i).isalpha():
            yield from _noun(of, i, taken, item)


def _dates(of, entities, taken, item):
    for start, end, label in entities:
        places = _between(of, start, end) if label in ("DATE", "TIME") else []
        key = _date(of.text[of.words.start[places[0]] : of.words.end[places[-1]]]) if places else ""
        if key:
            taken.update(places)
            yield item("date", key, places[0], places[-1])


def _date(words):
    """A date as it is compared, by its finest part that lasts: dec 27, dec, tuesday, 2014; else nothing."""
    words = plain(words)
    day = [word for word in words if word.isdigit() and len(word) < 3]
    for month in filter(MONTH.fullmatch, words):
        return f"{month} {day[0]}" if day else month
    years = [word for word in words if word.isdigit() and len(word) == 4]
    return next((word for word in (*filter(WEEKDAY.fullmatch, words), *years)), "")


def _counts(of, taken, item):
    for one in quantities(of):
        part = of.small(one.last) in FRACTIONS  # half of the voters, 50 % of the voters
        few = one.value < FEW and one.unit >= 0 and one.bound == "exactly"
        if one.first in taken or (few and not part):
            continue
        name, value = ("%", 100 * one.value) if part else (one.name, one.value)
        near = 0 <= one.unit <= one.last + 6
        last = one.unit if near else min(one.last + (one.name == "%"), len(of.words.start) - 1)
        yield item("number", name, one.begin, max(last, one.last), value, one.unit if near else one.last)


def _noun(of, i, taken, item):
    if of.text[of.words.start[i] - 1 : of.words.start[i]] == "-":
        return  # the rest of a word: fund-raiser
    lemma = of.words.lemma[i].lower()
    for j in of.of(i, "amod", "nummod"):
        tells = lemma not in WORDS.times and lemma not in WORDS.counted and of.words.start[j + 1] > of.words.end[j]
        if (of.small(j) in WORDS.ordinals and tells) or ORDINAL.fullmatch(of.small(j)):
            yield item("first", f"{of.small(j)} {stem(lemma)}", j, i, word=i)
    before = [j for j in of.of(i, "compound") if j == i - 1 and j not in taken and of.small(j).isalpha()]
    if lemma not in WORDS.hollow and lemma not in WORDS.routine and _rarity(lemma) < RARE:
        yield item("noun", root(lemma), *(before or [i])[:1], i, word=i)


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
    under = above[1 : above.index(clause.verb) + 1] if clause else above[1:]
    if (clause and clause.hedged) or any(of.words.lemma[j].lower() in WORDS.doubting_nouns for j in under):
        return "hedged", time
    if any(a <= of.words.start[i] < b for a, b in said):
        return "reported", time
    return (clause.certainty if clause else "asserted"), time


def aligned(table: pd.DataFrame, columns: Sequence[str], quotes: pd.DataFrame, texts: Sequence[tuple]) -> pd.DataFrame:
    """The items of some texts side by side: `item, kind, status`, the number of a sentence for each text, `places`.

    `places`: {text: (sentence, start, end)} of the first place in each. `table` has the items with a column `telling`,
    which says of which text they are, `quotes` has quotations likewise, `texts` is (doc_id, telling, text) of each.
    What stands in one text only, but of which another has a trace, is left out.
    """
    readings = {doc_id: Reading(telling, text) for doc_id, telling, text in texts}
    known = aliases(table.loc[table["kind"] == "name", "key"])
    beside, shown, numbers = defaultdict(dict), defaultdict(list), defaultdict(set)
    for one in table.itertuples(index=False):
        one = one._replace(key=known.get(one.key, one.key)) if one.kind in ("name", "adjective") else one
        for key in _traces(one):
            beside[key].setdefault(one.telling, _place(one))
        if one.kind in SHOWN:
            shown[one.kind, one.key].append(one)
        if one.kind == "number":
            numbers[one.telling].add(one.value)
    found = []
    for (kind, key), part in shown.items():
        rows = _numbers(part) if kind == "number" else [_shared(kind, key, part, beside)]
        for row in rows:
            others = [one for one in readings.values() if one.telling not in row[3]]
            if row[2] != "only" or _is_only(kind, row[0], part, others, numbers):
                found.append(row)
    rows = []
    for *head, where in (*found, *_quotations(quotes, readings)):
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
    elif one.kind in ("noun", "word"):
        yield "noun", one.key
    elif one.kind not in ("number", "word"):
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
        how = defaultdict(set)
        for one in part:
            how[one.telling].add(one.certainty)
        doubted = any(ways <= {"hedged", "denied"} for ways in how.values())
        status = "differs" if doubted and any("asserted" in ways for ways in how.values()) else "both"
    return key if kind == "name" else part[0].text, kind, status, where


def _is_only(kind, text, part, others, numbers):
    """Whether what one text alone has an item for has no trace in the others."""
    if kind == "name":
        return not any(one.hints_at_name(name) for one in others for name in {text, *(one.text for one in part)})
    if kind == "noun":
        rare = _rarity(part[0].text.split()[-1].lower()) < RARER
        return rare and not any(one.hints_at_noun(part[0].text) for one in others)
    if kind == "number":
        value = next(one.value for one in part if one.text == text)
        figures = [word for word in re.findall(r"[\d.,]*\d", text) if len(word) > 1]
        return not any(value in numbers[one.telling] or one.single.intersection(figures) for one in others)
    return not any(one.has(plain(part[0].key if kind == "date" else text)) for one in others)


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
        if id(one) in done or id(other) in done or other.telling == one.telling or not _same_thing(one, other):
            continue
        done |= {id(one), id(other)}
        both = {one.telling: _place(one), other.telling: _place(other)}
        alike = agree((one.text, one.value), (other.text, other.value))
        yield f"{one.text} / {other.text}", "number", "both" if alike else "differs", both
    yield from ((one.text, "number", "only", {one.telling: _place(one)}) for one in part if id(one) not in done)


def _same_thing(one, other):
    """Whether two figures are for the same thing: not far apart, in sentences that share several rare words.

    Money and shares have no noun of their own to go by, so that their sentences must share more.
    """
    low, high = sorted((one.value, other.value))
    fewest, share = (3, 0.35) if one.key[:1].isalpha() else (6, 0.5)
    shared = len(one.around & other.around)
    return high <= 2 * low and shared >= fewest and shared >= share * min(len(one.around), len(other.around))


def _quotations(quotes, readings):
    """Quotations that one text has or several have, in the words of the first."""
    done = defaultdict(set)
    for row in quotes.itertuples():
        own = readings[row.doc_id]
        inside = own.between(row.start, row.end)
        if len(inside) < 2 or len(done[row.doc_id].intersection(inside)) > SAME_WORDS * len(inside):
            continue
        done[row.doc_id].update(inside)
        said = own.words[inside[0] : inside[-1] + 1]
        names = {k - inside[0] for k in inside if own.text[own.starts[k]].isupper()}
        where, traced = {own.telling: own.place(inside[0], inside[-1])}, False
        for doc_id, other in readings.items():
            if other.telling not in where:
                found, some = other.says(said, names)
                traced = traced or some
                if found:
                    where[other.telling] = other.place(*found)
                    done[doc_id].update(range(found[0], found[1] + 1))
        if len(where) > 1 or not traced:
            yield row.quote, "quotation", "both" if len(where) > 1 else "only", where


def root(word: str) -> str:
    """What words of one family share: their stem, where that is long enough to tell.

    >>> root("withdrawals"), root("handful"), root("hand")
    ('withdraw', 'handful', 'hand')
    """
    found = stem(word)
    return found if len(found) >= ROOT else word.lower()


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
