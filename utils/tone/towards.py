"""Tone towards somebody a sentence names: three classes with probabilities, from words and where they stand.

What is said before the mention and after it counts apart, near more than far, and apart from what is said beyond the
next one who is named; it is turned round by a negation. So do a few plain facts: a possessive (*Lee's plan*), *by* or
*against* before it, a passive, a reporting verb, quotation marks. What is done to somebody by force or by decree (*war
against Ukraine*, *tariffs on India*) says nothing against them. A logistic model (`data/towards_model.json`) weighs all
that, with a list of words that take sides (`data/towards_words.txt`), both fitted by `benchmarks/fit_towards.py`. It
knows no names.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice, pairwise
from math import exp, log, log1p, sqrt

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

__all__ = ["LABELS", "mention_features", "score_mentions", "towards_card"]

LABELS = ["negative", "neutral", "positive"]
TOKEN = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|[,;:()\"–—.!?-]")
CLAUSE_WORDS = "and but while as after because that who which when if"
CLAUSE_ENDS = frozenset([*CLAUSE_WORDS.split(" "), *',;:()"–—'])
NEAR, LONGEST = 4, 12  # words beside a mention; word features reach as far as LONGEST
BATCH = 500  # mentions whose sentences are scored at once
SCORES = {  # of the libraries, and what they are called among the features
    "polarity": "TextBlob polarity",
    "compound": "VADER compound",
    "favourable": "VADER favourable",
    "unfavourable": "VADER unfavourable",
}
FADED = [exp(-i / 8) for i in range(40)]  # what a word counts, by its distance from the mention
BEFORE_ENDS, AFTER_ENDS, AIMS = frozenset(["which", ";"]), frozenset([";"]), True
GRAMMAR = word_lists("towards_grammar.toml")
PASSIVE = frozenset("is are was were be been being has have had".split())
REACH_OF_HARM = 6  # words between a harm and whom it falls on
REACH, TURNED = 3, -0.5  # words over which a negation reaches, and what it makes of theirs
PERSONS = frozenset("he she him her his".split())
WINDOW = 1000  # characters on either side that are looked at
ZONES = {"before, near": -1, "before, far": -2, "after, near": 1, "after, far": 2, "anywhere": 0, "just before": -3, "just after": 3}


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
    probabilities = [_probabilities(features, stems) for features, stems in mention_features(rows)]
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


def _probabilities(features, stems):
    card = towards_card()
    negative, positive = card["intercepts"]
    for name, value in features.items():
        if value:
            down, up = card["features"][name]
            negative, positive = negative + down * value, positive + up * value
    for zone, stem in sorted(stems):  # sums of floats depend on their order
        if found := card["words"][zone].get(stem):
            negative, positive = negative + found[0], positive + found[1]
    odds = np.exp(np.array([negative, 0.0, positive]) - max(negative, 0.0, positive))
    return odds / odds.sum()


def _around(text, start, end):
    """The sentence around a mention with straight marks, where the mention stands in it, and whether it is quoted."""
    begin, stop = max(0, start - WINDOW), min(len(text), end + WINDOW)
    for first, last in split_sentences(text[begin:stop]):
        if begin + first <= start < begin + last:
            begin, stop = begin + first, max(begin + last, end)
            break
    quoted = _quoted(text)
    among = any(first < stop and begin < last for first, last in quoted)
    return straight(text[begin:stop]), start - begin, end - begin, among + lies_inside(quoted, start)


@lru_cache(maxsize=1)  # the mentions of a text come one after the other
def _quoted(text):
    return quoted_stretches(text)


@cache
def _bodies():
    """Names of countries and institutions."""
    return frozenset(words for words, entry in known_names().items() if entry.kind in ("country", "institution"))


def _features(sentence, start, end, quoted, body, whole):
    """What the model sees of one mention; `quoted`: 1 beside a quotation, 2 inside; `whole`: the libraries' scores."""
    tokens = [(m.start(), m.end(), m[0]) for m in TOKEN.finditer(sentence)]
    words, named = [word.lower() for *_, word in tokens], _named([word for *_, word in tokens])
    values = list(zip(words, named, *_leaning(words, named), _unmeant(words, named), strict=True))
    before = values[: sum(stop <= start for _, stop, _ in tokens)][::-1]
    after = [value for (begin, *_), value in zip(tokens, values, strict=True) if begin >= end]
    before, after = _cut(before, BEFORE_ENDS), _cut(after, AFTER_ENDS)
    if _is_done_to(before, after, body):  # only what is then said of them is left
        before, after = [], after if after and after[0][0] in CLAUSE_ENDS else []
        whole = dict.fromkeys(whole, 0)
    if any(_worsens(x) for x in before[:NEAR]):  # what is good is what does it: the popular bill weakens her
        before = [x for x in before if x[2] <= 0 and x[3] <= 0]
    if any(x[5] for x in (*before, *after)):
        whole = {name: min(value, 0) if name != "VADER unfavourable" else value for name, value in whole.items()}
    mockery = quoted and _is_mockery(words)
    if mockery:
        whole = {name: min(value, 0) if name != "VADER unfavourable" else value for name, value in whole.items()}
    before, after = (
        [x for x in side if not (x[5]==2 or (mockery or x[5]) and (x[2] > 0 or x[3] > 0))] for side in (before, after)
    )
    features, stems = {}, set()
    for side, some in (("before", before), ("after", after)):
        features |= _side(side, some)
        stems |= _stems(side, some)
    root = sqrt(len(before) + len(after) + 1)
    for what, place in (("leaning", 3), ("taking sides", 4)):
        features[f"{what}, anywhere"] = (sum(x[place] for x in before) + sum(x[place] for x in after)) / root
    facts = _facts(sentence, start, end, [x[0] for x in before], [x[0] for x in after], quoted)
    return features | facts | whole, stems


def _cut(words, ends):
    return words[: next((i for i, x in enumerate(words) if x[0] in ends), len(words))]


def _unmeant(words, named):
    """What of each word is not said of anybody: 0 nothing, 1 its praise, 2 the whole word.

    Praise is none of what somebody only seeks, or of what is made worse; an effort aimed at voters is neither praise nor
    blame, nor is it to overshadow a concert.
    """
    until, found = -1, [0] * len(words)
    for i, (word, after, later) in enumerate(zip(words, [*words[1:], ""], [*words[2:], "", ""], strict=False)):
        if word in CLAUSE_ENDS:
            until = -1
        found[i] = int(i <= until)
        if named[i] or not word.isalpha():
            continue
        if word in GRAMMAR.outshining or (later in GRAMMAR.outshining and _is_of("threatening", word)):
            found[i] = 2
        elif _is_of("worsening", word):
            until = i + NEAR
        elif after in GRAMMAR.towards_an_end and word in GRAMMAR.meant:
            found[i] = 2
            if i and words[i - 1] in GRAMMAR.efforts:
                found[i - 1] = 2
        elif AIMS and after == "to" and _is_of("aims", word):
            found[i], until = 2, i + LONGEST
    return found


@lru_cache(maxsize=100_000)
def _is_of(kind, word):
    return base_form(word) in getattr(GRAMMAR, kind)


def _worsens(word):
    return word[0].isalpha() and not word[1] and _is_of("worsening", word[0])


def _clause(words):
    """How many words belong to the clause of the mention."""
    return next((i for i, (word, *_) in enumerate(words) if word in CLAUSE_ENDS), len(words))


def _is_done_to(before, after, body):
    """Whether force or a decree falls on whom the sentence names: war against Ukraine, Japan was bombed."""
    return _is_struck(before, body) or _is_suffering(after, body)


def _is_struck(before, body):
    """Whether a harm and the word that aims it stand right before a mention, or a verb of harming: tariffs on India."""
    aimed = None
    for i, (word, named, *_) in enumerate(before[:LONGEST]):
        if word == "and" and before[i + 1 : i + 2] and before[i + 1][1]:  # war against Ukraine and Georgia
            continue
        if word in CLAUSE_ENDS or word in GRAMMAR.elsewhere:
            return False
        if word in GRAMMAR.upon and aimed is None:
            aimed = i
        elif not named and aimed is None and i < REACH_OF_HARM:
            if _harms(word, "harming", body):
                return True
        elif not named and aimed is not None and i - aimed <= 2 and _harms(word, "harms", body):
            return True
    return False


def _is_suffering(after, body):
    """Whether a passive verb of harming follows a mention, or what befell it: Japan was bombed, Japan's surrender."""
    words = [word for word, *_ in after[:6] if not word.endswith("ly") and word not in (",", "which", "who", "s")]
    if body and words[:1] and words[0] in GRAMMAR.fates:
        return True
    be = next((i for i, word in enumerate(words[:3]) if word in PASSIVE), None)
    if be is None:
        return words[1:2] == ["by"] and _harms(words[0], "harming", body)
    verb = next((word for word in words[be:] if word not in PASSIVE), "")
    return verb[:1].isalpha() and verb != base_form(verb) and not verb.endswith("ing") and _harms(verb, "harming", body)


def _harms(word, kind, body):
    return len(word) > 2 and word.isalpha() and _is_of(kind, word) and (body or not _is_of(f"{kind}_of_bodies_only", word))


def _is_mockery(words):
    """Whether "you" are accused, so that the friendly words around it are not meant."""
    return any(
        word == "you" and any(base_form(other) in GRAMMAR.accusing for other in words[i + 1 : i + 3])
        for i, word in enumerate(words)
    )


def _named(words):
    """Whether each word is part of a name: a capital that the sentence, a quotation or a title does not explain."""
    capital = [word[0].isupper() and word != "I" for word in words]
    if 2 * sum(capital) > sum(word[0].isalpha() for word in words):  # a headline
        return [False] * len(words)
    opens = [i == 0 or words[i - 1] in '".!?:' for i in range(len(words))]
    return [
        (capital[i] and (not opens[i] or capital[i + 1 : i + 2] == [True])) or words[i].lower() in PERSONS
        for i in range(len(words))
    ]


def _leaning(words, named):
    """Of each word: its tone by the list, how far it speaks for somebody, how far it takes a side; names have none."""
    tones, leans, takes = listed_tone(words), [], []
    last = -LONGEST
    for i, word in enumerate(words):
        lean, taken = (0.0, 0.0) if named[i] else side_words().get(word, (0.0, 0.0))
        if 0 < i - last <= REACH:
            lean *= TURNED
        if negates(word):
            last = i
        leans.append(lean)
        takes.append(taken)
    return tones, leans, takes


def _side(side, words):
    """Numbers of one side of the mention, whose words are given from the mention outwards."""
    own = next((i for i, x in enumerate(words) if not x[1]), len(words))
    other = next((i for i in range(own, len(words)) if words[i][1]), len(words))
    clause = _clause(words)
    tones = [x[2] for x in words]
    features = {}
    for zone, some in {"near": tones[:NEAR], "within": tones[:other], "beyond": tones[other:]}.items():
        features[f"favourable {side}, {zone}"] = sum(tone for tone in some if tone > 0)
        features[f"unfavourable {side}, {zone}"] = sum(tone for tone in some if tone < 0)
    root = sqrt(len(words) + 1)
    for what, place in (("leaning", 3), ("taking sides", 4)):
        features[f"{what} {side}, within"] = sum(x[place] * f for x, f in zip(words[:other], FADED, strict=False))
        features[f"{what} {side}, beyond"] = sum(x[place] for x in words[other:]) / root
    features[f"tone of the clause {side}"] = sum(tones[:clause])
    features[f"length of the clause {side}"] = min(clause, 15)
    features[f"negations {side}"] = sum(negates(x[0]) for x in words[:6])
    features[f"length {side}"] = log1p(len(words))
    features[f"others named {side}"] = min(sum(x[1] > y[1] for x, y in pairwise(words[max(own - 1, 0) :])), 4)
    features[f"words to the next one named {side}"] = min(other, 15)
    return features


def _stems(side, words):
    stems = {("anywhere", _stem(x[0])) for x in words}
    stems |= {(f"{side}, near", _stem(x[0])) for x in words[:NEAR]}
    stems |= {(f"{side}, far", _stem(x[0])) for x in words[NEAR:LONGEST]}
    neighbour = "nothing" if not words else "a name" if words[0][1] else words[0][0]
    return stems | {(f"just {side}", neighbour)}


def _facts(sentence, start, end, before, after, quoted):
    near = after[:NEAR]
    facts = {
        "possessive": sentence[end : end + 2] in ("'s", "s'"),
        "opens the sentence": start == 0,
        "inside quotation marks": quoted == 2,
        "quotation in the sentence": quoted > 0,
        "reporting verb after it": any(base_form(word) in reporting_verbs() for word in near[:3]),
        "by before it": before[:1] == ["by"],
        "against before it": "against" in before[:3],
        "passive after it": any(word in ("was", "were", "been", "is", "are", "be") for word in near[:3])
        and any(word.endswith("ed") for word in near),
        "pronoun": sentence[start:end].lower() in ("he", "she", "his", "her", "him", "they", "their"),
        "goes on without a break": bool(after) and after[0] not in CLAUSE_ENDS and after[0] not in ",.;",
    }
    place = start / max(len(sentence), 1)
    length = log(len(before) + len(after) + 1)
    return {name: int(fact) for name, fact in facts.items()} | {"place in the sentence": place, "length": length}


@lru_cache(maxsize=100_000)
def _stem(word):
    return _stemmer().stem(word) if len(word) > 3 and word.isalpha() else word


@cache
def _stemmer():
    from nltk.stem import PorterStemmer

    return PorterStemmer()
