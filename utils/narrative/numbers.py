"""Numbers as news writes them: 2,000, two thousand, 1.5 million, half, 50 per cent, a dozen; more than, at least."""

import re
from typing import NamedTuple

from utils.speech.attribution import Tree

__all__ = ["Quantity", "agree", "quantities", "value_of"]

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
VALUES = {word: float(k) for k, word in enumerate(SMALL.split())}
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
VALUES |= {word: 10.0 * k for k, word in enumerate(TENS.split(), start=2)}
VALUES |= {"dozen": 12.0, "half": 0.5, "third": 1 / 3, "quarter": 0.25, "double": 2.0, "triple": 3.0}
SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
}
DIGITS = re.compile(r"[$£€]?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(m|bn)?")
CURRENCIES = {"$", "£", "€", "us$"}
PER_CENT = {"%", "percent", "per cent", "percentage", "pct"}
AT_LEAST = {"over", "more", "least", "above", "exceed", "upward", "upwards", "beyond"}
AT_MOST = {"under", "less", "fewer", "below", "most", "nearly", "almost", "up"}
ABOUT = {"about", "around", "roughly", "some", "approximately", "estimated"}


class Quantity(NamedTuple):
    """A number with what it counts: words `first` to `last`, its value, its bound, the number of the unit's word."""

    begin: int  # of the words with its bound: more than 2,000
    first: int
    last: int
    value: float
    bound: str  # exactly, more, less, about
    unit: int
    name: str  # of the unit: a lemma, %, $


def value_of(words: str) -> float | None:
    """The value of a number in figures or words; None where it is none.

    >>> value_of("2,000"), value_of("twenty-five"), value_of("1.5 million"), value_of("two hundred thousand")
    (2000.0, 25.0, 1500000.0, 200000.0)
    """
    total, part, seen = 0.0, 0.0, False
    for word in re.split(r"[\s-]+", words.lower().strip()):
        if number := DIGITS.fullmatch(word):
            part += float(number[1].replace(",", "")) * SCALES.get(number[2] or "", 1.0)
        elif word in SCALES and (seen or word not in VALUES):
            total, part = (
                (total + (part or 1.0) * SCALES[word], 0.0)
                if SCALES[word] >= 1e3
                else (total, (part or 1.0) * SCALES[word])
            )
        elif word in VALUES:
            part += VALUES[word]
        elif word in ("and", "a"):
            continue
        else:
            return None
        seen = True
    return total + part if seen else None


def agree(one: tuple[str, float], other: tuple[str, float]) -> bool:
    """Whether two figures, with their words, may be one: a bound that the other keeps, or the other one rounded.

    >>> agree(("more than 5,000", 5000), ("5,200", 5200)), agree(("$1.4bn", 1.4e9), ("$1.375bn", 1.375e9))
    (True, True)
    >>> agree(("2,000", 2000), ("1,500", 1500))
    False
    """
    for (words, value), (_, beside) in ((one, other), (other, one)):
        first = words.lower().split()[:2]
        if value == float(f"{beside:.2g}"):
            return True
        if (AT_LEAST.intersection(first) and beside >= value) or (AT_MOST.intersection(first) and beside <= value):
            return True
        if ABOUT.intersection(first) and abs(beside - value) <= 0.1 * value:
            return True
    return False


def quantities(of: Tree) -> list[Quantity]:
    """The numbers of a text that count something, in order, with dates and numbers in names."""
    found, done = [], -1
    for i, tag in enumerate(of.words.tag):
        if i <= done or not (tag == "CD" or _is_part(of, i)):
            continue
        last = i
        while last + 1 < len(of.below) and (
            of.words.tag[last + 1] == "CD"
            or (of.small(last + 1) == "-" and of.words.tag[min(last + 2, len(of.below) - 1)] == "CD")
        ):
            last += 1
        done = last
        value = value_of(of.text[of.words.start[i] : of.words.end[last]])
        if value is None:
            continue
        unit, name = _unit(of, i, last)
        if unit >= 0 or name:
            bound, begin = _bound(of, i - (name in CURRENCIES))
            found.append(Quantity(begin, i, last, value, bound, unit, name))
    return found


def _is_part(of, i):
    """Whether a word is a fraction of something: half of the voters, a third of them."""
    small, before = of.small(i), of.small(i - 1) if i else ""
    named = small == "half" or (small in ("third", "quarter") and before in ("a", "one"))
    return named and any(of.small(by) == "of" for by in of.of(i, "prep"))


def _unit(of, first, last):
    after = of.small(last + 1) if last + 1 < len(of.below) else ""
    if after in PER_CENT or (after == "per" and of.small(last + 2) == "cent"):
        return -1, "%"
    before = of.text[max(of.words.start[first] - 1, 0) : of.words.start[first]]
    if before in CURRENCIES or (first and of.small(first - 1) in CURRENCIES):
        return -1, before.strip() or of.small(first - 1)
    head = of.words.head[last]
    while of.words.tag[head] == "CD" and of.words.head[head] != head:
        head = of.words.head[head]
    if of.words.relation[last] in ("nummod", "compound", "quantmod", "amod", "npadvmod") or of.words.relation[
        first
    ] in ("nummod", "quantmod"):
        return (head, of.words.lemma[head].lower()) if of.words.pos[head] in ("NOUN", "PROPN") else (-1, "")
    for by in of.of(last, "prep"):  # 2,000 of the troops
        for j in of.of(by, "pobj"):
            if of.small(by) == "of" and of.words.pos[j] == "NOUN":
                return j, of.words.lemma[j].lower()
    return -1, ""


def _bound(of, first):
    """Whether a number is a bound, and where the words begin that say so: more than, at least."""
    for begin in range(first - 1, max(first - 4, -1), -1):
        word = of.small(begin)
        for bound, words in (("more", AT_LEAST), ("less", AT_MOST), ("about", ABOUT)):
            if word in words:
                return bound, begin
        if word not in ("than", "at", "to", "of", "a", "the", "an"):
            break
    return "exactly", first
