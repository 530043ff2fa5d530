"""Tone towards somebody a sentence names: three classes with probabilities, from words and where they stand.

What is said before the mention and after it counts apart, near more than far, and apart from what is said beyond the
next one who is named; it is turned round by a negation. So do a few plain facts: a possessive (*Lee's plan*), *by* or
*against* before it, a passive, a reporting verb, quotation marks. What is done to somebody by force or by decree (*war
against Ukraine*, *tariffs on India*) says nothing against them; praise of what is only sought or is made worse
(*complicates her leadership*) and friendly words to those who are accused are no praise (`data/towards_grammar.toml`).
A logistic model (`data/towards_model.json`) weighs all that, with a list of words that take sides
(`data/towards_words.txt`), both fitted by `benchmarks/fit_towards.py`. It knows no names.
"""

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice
from math import exp, log, log1p, sqrt
from operator import gt, mul
from typing import NamedTuple

import pandas as pd

from utils.engine.as_vader import scores_of_rows
from utils.engine.chunks import read
from utils.notebook.progress import progress
from utils.notebook.settings import DATA
from utils.speech.attribution import base_form, reporting_verbs
from utils.speech.gazetteer import known_names
from utils.text import lies_inside, quoted_stretches, split_sentences, straight, word_lists
from utils.tone.calibration import listed_tone, negates

__all__ = ["LABELS", "mention_features", "score_mentions", "side_words", "towards_card", "words_around"]

LABELS = ["negative", "neutral", "positive"]
GRAMMAR = word_lists("towards_grammar.toml")
GROUPS = ("harms", "harming", "worsening", "accusing", "aims", "threatening", "outshining", "meant", "ending")
FORMS = ("outshining", "meant")  # groups listed form by form
TOKEN = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|[,;:()\"–—.!?-]")
CLAUSE_WORDS = "and but while as after because that who which when if"
CLAUSE_ENDS = frozenset([*CLAUSE_WORDS.split(" "), *',;:()"–—'])
BEFORE_ENDS, AFTER_ENDS = frozenset(["which", ";"]), frozenset([";"])  # words beyond are not about the mention
PERSONS = frozenset(["he", "she", "him", "her", "his"])
PASSIVE = frozenset(["is", "are", "was", "were", "be", "been", "being", "has", "have", "had"])
NEAR, LONGEST = 4, 12  # words beside a mention; word features reach as far as LONGEST
REACH_OF_HARM = 6  # words between a harm and whom it falls on
REACH, TURNED = 3, -0.5  # words over which a negation reaches, and what it makes of theirs
FADED = [exp(-i / 8) for i in range(40)]  # what a word counts, by its distance from the mention
WINDOW = 1000  # characters on either side that are looked at
BATCH = 500  # mentions whose sentences are scored at once
VADER = ["VADER unfavourable", "VADER favourable", "VADER compound"]  # of the whole sentence
ZONES = ["just before", "before, near", "before, far", "just after", "after, near", "after, far", "anywhere"]


class Word(NamedTuple):
    """A word of a sentence, and what it says of whom is named beside it."""

    small: str
    stem: str
    tone: float  # by the list of tones
    lean: float  # how far it speaks for somebody; names have none
    takes: float  # how far it takes a side
    negates: bool
    groups: frozenset  # of GRAMMAR
    named: bool  # part of a name
    unmeant: int = 0  # see `_unmeant`

    @property
    def favourable(self) -> bool:
        """Whether it praises."""
        return self.tone > 0 or self.lean > 0


def score_mentions(texts: Iterable[str], starts: Iterable[int], ends: Iterable[int]) -> pd.DataFrame:
    """Tone of each sentence towards the mention at `start:end`: `negative, neutral, positive` (probabilities), `label`.

    One row a mention. Only the sentence around it is looked at. A mention outside its text is refused. How often the
    label is right stands in docs/accuracy.md; two people agree far oftener. Data: Hamborg & Donnay 2021.

    >>> text = "Critics accused Ann Lee of lying."
    >>> score_mentions([text], [16], [23])["label"].tolist()
    ['negative']
    """
    rows = list(zip(texts, starts, ends, strict=True))
    for number, (text, start, end) in enumerate(rows):
        if not 0 <= start < end <= len(text):
            raise ValueError(
                f"Mention {number} ({start} to {end}) does not lie inside its text of {len(text)} characters."
            )
    probabilities = [_probabilities(*seen) for seen in mention_features(rows)]
    table = pd.DataFrame(probabilities, columns=LABELS, dtype=float)
    table["label"] = [LABELS[i] for i in table[LABELS].to_numpy().argmax(1)] if len(table) else []
    return table


def mention_features(rows: Iterable[tuple[str, int, int]]) -> Iterator[tuple[dict, set]]:
    """What the model sees of each mention, given as (text, start, end): ({name: number}, {(zone, stem), …}).

    >>> ((features, stems),) = mention_features([("Critics accused Ann Lee of lying.", 16, 23)])
    >>> features["opens the sentence"], ("before, near", "accus") in stems
    (0, True)
    """
    rows = progress(rows, "tone towards actors", "mentions")
    places = ((*_around(text, int(start), int(end)), text[start:end] in _bodies()) for text, start, end in rows)
    while some := list(islice(places, BATCH)):
        sentences = list(dict.fromkeys(sentence.lower() for sentence, *_ in some))
        scores = scores_of_rows(read(sentences))[:, [0, 2, 3]].tolist()
        whole = {key: dict(zip(VADER, row, strict=True)) for key, row in zip(sentences, scores, strict=True)}
        for sentence, start, end, quoted, body in some:
            yield _features(sentence, start, end, quoted, body, whole[sentence.lower()])


def words_around(text: str, start: int, end: int) -> list[str]:
    """The words of the sentence around a mention, in small letters, but not the mention's own.

    >>> words_around("They met. Ann Lee won.", 10, 17)
    ['won', '.']
    """
    sentence, start, end, _ = _around(text, start, end)
    begins, stops, words, _ = _sentence(sentence)
    return [word.small for word in words[: bisect_right(stops, start)] + words[bisect_left(begins, end) :]]


@cache
def towards_card() -> dict:
    """The weights, relative to neutral, and what is known of them, from `data/towards_model.json`."""
    return json.loads((DATA / "towards_model.json").read_text(encoding="utf-8"))


@cache
def side_words() -> dict[str, tuple[float, float]]:
    """{word: (how far it speaks for somebody near it, how far it takes a side)}, from `data/towards_words.txt`."""
    lines = (DATA / "towards_words.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {word: (float(lean), float(takes)) for word, lean, takes in rows}


@cache
def _word_weights():
    return {(zone, stem): pair for zone, stems in towards_card()["words"].items() for stem, pair in stems.items()}


def _probabilities(features, stems):
    card, weights = towards_card(), _word_weights()
    known, (negative, positive) = card["features"], card["intercepts"]
    pairs = [(known[name], value) for name, value in features.items() if value]
    pairs += [(weights[key], 1) for key in sorted([key for key in stems if key in weights])]  # sums depend on order
    for (down, up), value in pairs:
        negative += down * value
        positive += up * value
    highest = max(negative, 0.0, positive)
    odds = exp(negative - highest), exp(-highest), exp(positive - highest)
    total = sum(odds)
    return [value / total for value in odds]


def _around(text, start, end):
    """The sentence around a mention with straight marks, where the mention stands in it, and whether words are quoted:
    1 beside the mention, 2 where it stands inside."""
    begin, stop = max(0, start - WINDOW), min(len(text), end + WINDOW)
    for first, last in split_sentences(text[begin:stop]):
        if begin + first <= start < begin + last:
            begin, stop = begin + first, max(begin + last, end)
            break
    quoted = _quoted(text)
    among = lies_inside(quoted, start) + any(first < stop and begin < last for first, last in quoted)
    return straight(text[begin:stop]), start - begin, end - begin, among


@lru_cache(maxsize=1)  # the mentions of a text come one after the other
def _quoted(text):
    return quoted_stretches(text)


@cache
def _bodies():
    """Names of countries and institutions."""
    return frozenset(words for words, entry in known_names().items() if entry.kind in ("country", "institution"))


def _features(sentence, start, end, quoted, body, whole):
    """What the model sees of one mention; `whole`: VADER's scores of its sentence."""
    begins, stops, words, groups = _sentence(sentence)
    before, after = words[: bisect_right(stops, start)][::-1], words[bisect_left(begins, end) :]
    if "end" in groups:
        before, after = _until(before, BEFORE_ENDS), _until(after, AFTER_ENDS)
    if (groups or body) and (_is_struck(before, body) or _is_suffering(after, body)):
        before, after = [], after if after and after[0].small in CLAUSE_ENDS else []  # only what is then said of them
        whole = dict.fromkeys(whole, 0)
    if groups:
        before, after, whole = _meant(words, before, after, whole, quoted)
    features, stems = {}, set()
    for side, some in (("before", before), ("after", after)):
        features |= _side(side, some)
        stems |= _stems(side, some)
    both = before + after
    root = sqrt(len(both) + 1)
    features["leaning, anywhere"] = sum([word.lean for word in both]) / root
    features["taking sides, anywhere"] = sum([word.takes for word in both]) / root
    return features | _facts(sentence, start, end, before, after, quoted) | whole, stems


def _meant(words, before, after, whole, quoted):
    """What is left of both sides and of the scores without praise that is none."""
    if _has("worsening", before[:NEAR]):  # a popular bill weakens her
        before = [word for word in before if not word.favourable]
    mockery = quoted and _is_mockery(words)
    if not (mockery or any(word.unmeant for word in before + after)):
        return before, after, whole
    before, after = (
        [word for word in side if word.unmeant < 2 and not (word.favourable and (mockery or word.unmeant))]
        for side in (before, after)
    )
    return before, after, whole | {"VADER favourable": 0, "VADER compound": min(whole["VADER compound"], 0)}


@lru_cache(maxsize=BATCH)  # several are often named in one sentence
def _sentence(sentence):
    """Where the words and marks of a sentence begin and end; these; and the groups of GRAMMAR they are in."""
    found = list(TOKEN.finditer(sentence))
    forms = [match[0] for match in found]
    smalls = [form.lower() for form in forms]
    words = list(map(_known, smalls, _named(forms, smalls)))
    groups = frozenset().union(*{word.groups for word in words}) - {"reporting"}
    if any(word.negates for word in words):
        words = _turned(words, smalls)
    for i, unmeant in _unmeant(words).items() if groups else ():
        words[i] = words[i]._replace(unmeant=unmeant)
    return [match.start() for match in found], [match.end() for match in found], words, groups


def _turned(words, smalls):
    """The words with those turned round that a negation stands before; one of an end is none: not closing the door."""
    words = [
        word._replace(negates=False) if word.negates and _has("ending", words[i + 1 : i + 3]) else word
        for i, word in enumerate(words)
    ]
    turned, last = [], -LONGEST
    for i, (word, tone) in enumerate(zip(words, listed_tone(smalls), strict=True)):
        lean = word.lean * TURNED if i - last <= REACH else word.lean
        turned.append(word if (tone, lean) == (word.tone, word.lean) else word._replace(tone=tone, lean=lean))
        if word.negates:
            last = i
    return turned


def _named(forms, smalls):
    """Whether each word is part of a name: a capital that the sentence, a quotation or a title does not explain."""
    capital = ["A" <= form < "[" and form != "I" for form in forms]
    if 2 * sum(capital) > sum(["A" <= form < "{" for form in forms]):  # a headline
        return [False] * len(forms)
    opening, following = [True, *[form in '".!?:' for form in forms]], [*capital[1:], False]
    rows = zip(capital, opening, following, smalls, strict=False)
    return [(big and (not opens or more)) or small in PERSONS for big, opens, more, small in rows]


def _unmeant(words):
    """{number of a word: what of it is not said of anybody: 1 its praise, 2 the whole word}.

    Praise is none of what somebody only seeks, or of what is made worse; an effort aimed at voters is neither praise
    nor blame, nor is it to overshadow a concert.
    """
    found = {}
    for i, word in enumerate(words):
        if not word.groups:
            continue
        after, later = [*(other.small for other in words[i + 1 : i + 3]), "", ""][:2]
        reach = 0
        if "outshining" in word.groups or ("threatening" in word.groups and later in GRAMMAR.outshining):
            found[i] = 2
        elif "worsening" in word.groups:
            reach = NEAR
        elif "meant" in word.groups and after in GRAMMAR.towards_an_end:
            found[i] = 2
            if i and words[i - 1].small in GRAMMAR.efforts:
                found[i - 1] = 2
        elif "aims" in word.groups and after == "to":
            found[i], reach = 2, LONGEST
        for j in range(i + 1, min(i + reach + 1, len(words))):
            if words[j].small in CLAUSE_ENDS:
                break
            found[j] = 1
    return found


@lru_cache(maxsize=100_000)
def _known(small, named):
    """A word in small letters, as it is when no other turns it round."""
    tone = listed_tone([small])[0]
    if not small.isalpha() or named:
        stem = _stemmer().stem(small) if small.isalpha() and len(small) > 3 else small
        groups = frozenset(["end"] if small in AFTER_ENDS else [])
        return Word(small, stem, tone, 0.0, 0.0, negates(small), groups, named)
    base = base_form(small)
    groups = {name for name in GROUPS if (small if name in FORMS else base) in getattr(GRAMMAR, name)}
    groups |= {"reporting"} if base in reporting_verbs() else set()
    groups |= {"end"} if small in BEFORE_ENDS else set()
    stem = _stemmer().stem(small) if len(small) > 3 else small
    return Word(small, stem, tone, *side_words().get(small, (0.0, 0.0)), negates(small), frozenset(groups), False)


@cache
def _stemmer():
    from nltk.stem import PorterStemmer

    return PorterStemmer()


def _has(group, words):
    return any(group in word.groups for word in words)


def _until(words, ends):
    end = next((i for i, word in enumerate(words) if word.small in ends), None)
    return words if end is None else words[:end]


def _is_struck(before, body):
    """Whether a harm and the word that aims it stand right before a mention, or a verb of harming: tariffs on India."""
    aimed = None
    for i, word in enumerate(before[:LONGEST]):
        if word.small == "and" and before[i + 1 : i + 2] and before[i + 1].named:  # war against Ukraine and Georgia
            continue
        if word.small in CLAUSE_ENDS or word.small in GRAMMAR.elsewhere:
            return False
        if word.small in GRAMMAR.upon and aimed is None:
            aimed = i
            continue
        group, near = ("harming", i < REACH_OF_HARM) if aimed is None else ("harms", i - aimed <= 2)
        if near and _harms(group, word, body):
            return True
    return False


def _is_suffering(after, body):
    """Whether a passive verb of harming follows a mention, or what befell it: Japan was bombed, Japan's surrender."""
    words = [x for x in after[:6] if not x.small.endswith("ly") and x.small not in (",", "which", "who")]
    if body and words and words[0].small in GRAMMAR.fates:
        return True
    helped = [word.small in PASSIVE for word in words]
    if not any(helped[:3]):
        return [word.small for word in words[1:2]] == ["by"] and _harms("harming", words[0], body)
    verb = next((words[i] for i in range(helped.index(True), len(words)) if not helped[i]), None)
    return verb is not None and not verb.small.endswith("ing") and _harms("harming", verb, body)


def _harms(group, word, body):
    """Whether a word harms; a person attacked is mostly attacked in words, and those take a side."""
    return group in word.groups and (body or base_form(word.small) not in GRAMMAR.only_bodies)


def _is_mockery(words):
    """Whether "you" are accused, so that the friendly words around it are not meant."""
    return any(word.small == "you" and _has("accusing", words[i + 1 : i + 3]) for i, word in enumerate(words))


SIDE = [  # numbers of one side of a mention, in the order of `_side`
    *(f"{what} {{}}, {zone}" for zone in ("near", "within", "beyond") for what in ("favourable", "unfavourable")),
    *(f"{what} {{}}, {zone}" for what in ("leaning", "taking sides") for zone in ("within", "beyond")),
    *("tone of the clause {}", "length of the clause {}", "negations {}", "length {}"),
    *("others named {}", "words to the next one named {}"),
]
SIDES = {side: [name.format(side) for name in SIDE] for side in ("before", "after")}


def _side(side, words):
    """Numbers of one side of the mention, whose words are given from the mention outwards."""
    tones, named = [word.tone for word in words], [word.named for word in words]
    leans, takes = [word.lean for word in words], [word.takes for word in words]
    n, root = len(words), sqrt(len(words) + 1)
    own = named.index(False) if False in named else n
    other = named.index(True, own) if True in named[own:] else n
    clause = next((i for i, word in enumerate(words) if word.small in CLAUSE_ENDS), n)
    up = [(i, tone) for i, tone in enumerate(tones) if tone > 0]
    down = [(i, tone) for i, tone in enumerate(tones) if tone < 0]
    values = [
        sum([tone for i, tone in some if first <= i < last]) if some else 0
        for first, last in ((0, NEAR), (0, other), (other, n))
        for some in (up, down)
    ]
    for some in (leans, takes):
        values += [sum(map(mul, some[:other], FADED)), sum(some[other:]) / root]
    others = sum(map(gt, named[max(own, 1) :], named[max(own - 1, 0) :]))
    negations = sum([word.negates for word in words[:6]])
    values += [sum(tones[:clause]), min(clause, 15), negations, log1p(n), min(others, 4), min(other, 15)]
    return dict(zip(SIDES[side], values, strict=True))


def _stems(side, words):
    stems = {("anywhere", word.stem) for word in words}
    stems.update([(f"{side}, near", word.stem) for word in words[:NEAR]])
    stems.update([(f"{side}, far", word.stem) for word in words[NEAR:LONGEST]])
    stems.add((f"just {side}", "nothing" if not words else "a name" if words[0].named else words[0].small))
    return stems


def _facts(sentence, start, end, before, after, quoted):
    near = [word.small for word in after[:NEAR]]
    facts = {
        "possessive": sentence[end : end + 2] in ("'s", "s'"),
        "opens the sentence": start == 0,
        "inside quotation marks": quoted == 2,
        "quotation in the sentence": quoted > 0,
        "reporting verb after it": any("reporting" in word.groups for word in after[:3]),
        "by before it": bool(before) and before[0].small == "by",
        "against before it": any(word.small == "against" for word in before[:3]),
        "passive after it": any(word in ("was", "were", "been", "is", "are", "be") for word in near[:3])
        and any(word.endswith("ed") for word in near),
        "pronoun": sentence[start:end].lower() in ("he", "she", "his", "her", "him", "they", "their"),
        "goes on without a break": bool(after) and near[0] not in CLAUSE_ENDS and near[0] not in ",.;",
    }
    place = start / max(len(sentence), 1)
    length = log(len(before) + len(after) + 1)
    return {name: int(fact) for name, fact in facts.items()} | {"place in the sentence": place, "length": length}
