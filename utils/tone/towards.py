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
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice, pairwise
from math import exp, log, log1p, sqrt
from typing import NamedTuple

import numpy as np
import pandas as pd

from utils.engine.chunks import read
from utils.notebook.progress import progress
from utils.notebook.settings import DATA
from utils.speech.attribution import base_form, reporting_verbs
from utils.speech.gazetteer import known_names
from utils.text import lies_inside, quoted_stretches, split_sentences, straight, word_lists
from utils.tone.calibration import listed_tone, negates
from utils.tone.instruments import library_table

__all__ = ["LABELS", "mention_features", "score_mentions", "side_words", "towards_card", "words_around"]

LABELS = ["negative", "neutral", "positive"]
GRAMMAR = word_lists("towards_grammar.toml")
GROUPS = ("harms", "harming", "worsening", "accusing", "aims", "threatening")  # in GRAMMAR, of dictionary forms
TOKEN = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|[,;:()\"–—.!?-]")
CLAUSE_WORDS = "and but while as after because that who which when if"
CLAUSE_ENDS = frozenset([*CLAUSE_WORDS.split(" "), *',;:()"–—'])
BEFORE_ENDS, AFTER_ENDS = frozenset(["which", ";"]), frozenset([";"])  # words beyond are not about the mention
PERSONS = frozenset("he she him her his".split())
PASSIVE = frozenset("is are was were be been being has have had".split())
NEAR, LONGEST = 4, 12  # words beside a mention; word features reach as far as LONGEST
REACH_OF_HARM = 6  # words between a harm and whom it falls on
REACH, TURNED = 3, -0.5  # words over which a negation reaches, and what it makes of theirs
FADED = [exp(-i / 8) for i in range(40)]  # what a word counts, by its distance from the mention
WINDOW = 1000  # characters on either side that are looked at
BATCH = 500  # mentions whose sentences are scored at once
SCORES = {  # of the libraries, and what they are called among the features
    "polarity": "TextBlob polarity",
    "compound": "VADER compound",
    "favourable": "VADER favourable",
    "unfavourable": "VADER unfavourable",
}
ZONES = ["just before", "before, near", "before, far", "just after", "after, near", "after, far", "anywhere"]


class Word(NamedTuple):
    """A word of a sentence, and what it says of whom is named beside it."""

    small: str
    stem: str
    named: bool  # part of a name
    tone: float  # by the list of tones
    lean: float  # how far it speaks for somebody; names have none
    takes: float  # how far it takes a side
    unmeant: int  # see `_unmeant`

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
        scores = library_table(read(sentences))[[*SCORES]].rename(columns=SCORES).to_dict("records")
        whole = dict(zip(sentences, scores, strict=True))
        for sentence, *place in some:
            yield _features(sentence, *place, whole[sentence.lower()])


def words_around(text: str, start: int, end: int) -> list[str]:
    """The words of the sentence around a mention, in small letters, but not the mention's own.

    >>> words_around("They met. Ann Lee won.", 10, 17)
    ['won', '.']
    """
    sentence, start, end, _ = _around(text, start, end)
    places, words = _sentence(sentence)
    return [word.small for (a, b), word in zip(places, words, strict=True) if b <= start or a >= end]


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
    negative, positive = card["intercepts"]
    for name, value in features.items():
        if value:
            down, up = card["features"][name]
            negative, positive = negative + down * value, positive + up * value
    for key in sorted([key for key in stems if key in weights]):  # sums of floats depend on their order
        down, up = weights[key]
        negative, positive = negative + down, positive + up
    highest = max(negative, 0.0, positive)
    odds = exp(negative - highest), exp(-highest), exp(positive - highest)
    return [value / sum(odds) for value in odds]


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
    """What the model sees of one mention; `whole`: the libraries' scores of its sentence."""
    places, words = _sentence(sentence)
    before = _until([word for (_, stop), word in zip(places, words, strict=True) if stop <= start][::-1], BEFORE_ENDS)
    after = _until([word for (begin, _), word in zip(places, words, strict=True) if begin >= end], AFTER_ENDS)
    if _is_struck(before, body) or _is_suffering(after, body):  # only what is then said of them is left
        before, after = [], after if after and after[0].small in CLAUSE_ENDS else []
        whole = dict.fromkeys(whole, 0)
    if any(_is_of("worsening", word) for word in before[:NEAR]):  # the good is what does it: a popular bill weakens her
        before = [word for word in before if not word.favourable]
    mockery = quoted and _is_mockery(words)
    if mockery or any(word.unmeant for word in (*before, *after)):
        whole = {name: value if "unfavourable" in name else min(value, 0) for name, value in whole.items()}
        before, after = (
            [word for word in side if word.unmeant < 2 and not (word.favourable and (mockery or word.unmeant))]
            for side in (before, after)
        )
    features, stems = {}, set()
    for side, some in (("before", before), ("after", after)):
        features |= _side(side, some)
        stems |= _stems(side, some)
    root = sqrt(len(before) + len(after) + 1)
    features["leaning, anywhere"] = sum([word.lean for word in before + after]) / root
    features["taking sides, anywhere"] = sum([word.takes for word in before + after]) / root
    return features | _facts(sentence, start, end, before, after, quoted) | whole, stems


@lru_cache(maxsize=BATCH)  # several are often named in one sentence
def _sentence(sentence):
    """Where the words of a sentence stand, marks among them, and the words."""
    found = list(TOKEN.finditer(sentence))
    forms = [match[0] for match in found]
    words, named = [form.lower() for form in forms], _named(forms)
    rows = zip(words, named, listed_tone(words), _unmeant(words, named), strict=True)
    made, last = [], -LONGEST
    for i, (word, name, tone, unmeant) in enumerate(rows):
        stem, negation, _ = _known(word)
        lean, takes = (0.0, 0.0) if name else side_words().get(word, (0.0, 0.0))
        made.append(Word(word, stem, name, tone, lean * TURNED if i - last <= REACH else lean, takes, unmeant))
        if negation:
            last = i
    return [match.span() for match in found], made


def _named(forms):
    """Whether each word is part of a name: a capital that the sentence, a quotation or a title does not explain."""
    capital = [form[0].isupper() and form != "I" for form in forms]
    if 2 * sum(capital) > sum([form[0].isalpha() for form in forms]):  # a headline
        return [False] * len(forms)
    opens = [True, *[form in '".!?:' for form in forms]]
    following = [*capital[1:], False]
    return [
        (capital[i] and (not opens[i] or following[i])) or form.lower() in PERSONS for i, form in enumerate(forms)
    ]


def _unmeant(words, named):
    """What of each word is not said of anybody: 0 nothing, 1 its praise, 2 the whole word.

    Praise is none of what somebody only seeks, or of what is made worse; an effort aimed at voters is neither praise nor
    blame, nor is it to overshadow a concert.
    """
    found = [0] * len(words)
    for i, word in enumerate(words):
        groups = _known(word)[2]
        if not groups or named[i]:
            continue
        after, later = [*words[i + 1 : i + 3], "", ""][:2]
        reach = 0
        if "outshining" in groups or ("threatening" in groups and later in GRAMMAR.outshining):
            found[i] = 2
        elif "worsening" in groups:
            reach = NEAR
        elif "meant" in groups and after in GRAMMAR.towards_an_end:
            found[i] = 2
            if i and words[i - 1] in GRAMMAR.efforts:
                found[i - 1] = 2
        elif "aims" in groups and after == "to":
            found[i], reach = 2, LONGEST
        for j in range(i + 1, min(i + reach + 1, len(words))):
            if words[j] in CLAUSE_ENDS:
                break
            found[j] = 1
    return found


@lru_cache(maxsize=100_000)
def _known(word):
    """Stem, whether it negates, and the groups of GRAMMAR it is in."""
    if not word.isalpha():
        return word, negates(word), frozenset()
    base = base_form(word)
    groups = {name for name in GROUPS if base in getattr(GRAMMAR, name)}
    groups |= {name for name in ("outshining", "meant") if word in getattr(GRAMMAR, name)}
    return _stemmer().stem(word) if len(word) > 3 else word, negates(word), frozenset(groups)


@cache
def _stemmer():
    from nltk.stem import PorterStemmer

    return PorterStemmer()


def _is_of(group, word):
    return not word.named and group in _known(word.small)[2]


def _until(words, ends):
    return words[: next((i for i, word in enumerate(words) if word.small in ends), len(words))]


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
        elif aimed is None and i < REACH_OF_HARM and _harms("harming", word, body):
            return True
        elif aimed is not None and i - aimed <= 2 and _harms("harms", word, body):
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
    return _is_of(group, word) and (body or base_form(word.small) not in GRAMMAR.only_bodies)


def _is_mockery(words):
    """Whether "you" are accused, so that the friendly words around it are not meant."""
    return any(
        word.small == "you" and any(_is_of("accusing", other) for other in words[i + 1 : i + 3])
        for i, word in enumerate(words)
    )


def _side(side, words):
    """Numbers of one side of the mention, whose words are given from the mention outwards."""
    own = next((i for i, word in enumerate(words) if not word.named), len(words))
    other = next((i for i in range(own, len(words)) if words[i].named), len(words))
    clause = next((i for i, word in enumerate(words) if word.small in CLAUSE_ENDS), len(words))
    tones, root = [word.tone for word in words], sqrt(len(words) + 1)
    features = {}
    for zone, some in (("near", tones[:NEAR]), ("within", tones[:other]), ("beyond", tones[other:])):
        features[f"favourable {side}, {zone}"] = sum([tone for tone in some if tone > 0])
        features[f"unfavourable {side}, {zone}"] = sum([tone for tone in some if tone < 0])
    near = [*zip(words[:other], FADED, strict=False)]
    features[f"leaning {side}, within"] = sum([word.lean * weight for word, weight in near])
    features[f"leaning {side}, beyond"] = sum([word.lean for word in words[other:]]) / root
    features[f"taking sides {side}, within"] = sum([word.takes * weight for word, weight in near])
    features[f"taking sides {side}, beyond"] = sum([word.takes for word in words[other:]]) / root
    others = sum([b.named and not a.named for a, b in pairwise(words[max(own - 1, 0) :])])
    return features | {
        f"tone of the clause {side}": sum(tones[:clause]),
        f"length of the clause {side}": min(clause, 15),
        f"negations {side}": sum([_known(word.small)[1] for word in words[:6]]),
        f"length {side}": log1p(len(words)),
        f"others named {side}": min(others, 4),
        f"words to the next one named {side}": min(other, 15),
    }


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
        "reporting verb after it": any(base_form(word) in reporting_verbs() for word in near[:3]),
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
