"""Tone towards somebody a sentence names: three classes with probabilities, from words and where they stand.

What is said before the mention and after it counts apart, near more than far, turned round by a negation; so do a few
plain facts: a possessive (*Lee's plan*), *by* or *against* before it, a passive, a reporting verb, quotation marks.
A logistic model (`data/towards_model.json`) weighs them, fitted by `benchmarks/fit_towards.py`. It knows no names.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice
from math import exp, log, log1p

import numpy as np
import pandas as pd

from utils.engine.chunks import read
from utils.notebook.progress import progress
from utils.notebook.settings import DATA
from utils.speech.attribution import base_form, reporting_verbs
from utils.text import split_sentences, straight
from utils.tone.calibration import listed_tone, negates
from utils.tone.instruments import library_table

__all__ = ["LABELS", "mention_features", "score_mentions", "towards_card"]

LABELS = ["negative", "neutral", "positive"]
TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|[,;:()\"–—.!?-]")
CLAUSE_WORDS = "and but while as after because that who which when if"
CLAUSE_ENDS = frozenset([*CLAUSE_WORDS.split(" "), *',;:()"–—'])
NEAR, MIDDLE, LONGEST = 4, 10, 12  # words beside a mention: near, then middle; word features reach as far as LONGEST
FADING = 4  # words after which a word's tone counts a third
BATCH = 500  # mentions whose sentences are scored at once
WINDOW = 1000  # characters on either side that are looked at
SCORES = {  # of the libraries, and what they are called among the features
    "polarity": "TextBlob polarity",
    "subjectivity": "TextBlob subjectivity",
    "compound": "VADER compound",
    "favourable": "VADER favourable",
    "unfavourable": "VADER unfavourable",
}
ZONES = {"before, near": -1, "before, far": -2, "after, near": 1, "after, far": 2, "anywhere": 0}


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
    places = (_around(text, int(start), int(end)) for text, start, end in rows)
    while some := list(islice(places, BATCH)):
        sentences = list(dict.fromkeys(sentence for sentence, _, _ in some))
        scores = library_table(read(sentences))[[*SCORES]].rename(columns=SCORES).to_dict("records")
        whole = dict(zip(sentences, scores, strict=True))
        for sentence, start, end in some:
            yield _features(sentence, start, end, whole[sentence])


def _features(sentence, start, end, whole):
    """What the model sees of one mention; `whole` are the libraries' scores of its sentence."""
    tokens = [(m.start(), m.end(), m[0]) for m in TOKEN.finditer(sentence)]
    before = [word for _, stop, word in tokens if stop <= start]
    after = [word for begin, _, word in tokens if begin >= end]
    features = _sides(before, after) | whole | _facts(sentence, start, end, before, after)
    stems = {("anywhere", _stem(word)) for word in (*before, *after)}
    for sign, words in ((-1, before[::-1]), (1, after)):
        for i, word in enumerate(words[:LONGEST]):
            zone = next(name for name, code in ZONES.items() if code == sign * (1 if i < NEAR else 2))
            stems.add((zone, _stem(word)))
    return features, stems


@cache
def towards_card() -> dict:
    """The weights, relative to neutral, and what is known of them, from `data/towards_model.json`."""
    return json.loads((DATA / "towards_model.json").read_text(encoding="utf-8"))


def _probabilities(features, stems):
    card = towards_card()
    negative, positive = card["intercepts"]
    for name, value in features.items():
        down, up = card["features"][name]
        negative, positive = negative + down * value, positive + up * value
    for zone, stem in sorted(stems):  # sums of floats depend on their order
        down, up = card["words"].get(zone, {}).get(stem, (0, 0))
        negative, positive = negative + down, positive + up
    odds = np.exp(np.array([negative, 0.0, positive]) - max(negative, 0.0, positive))
    return odds / odds.sum()


def _around(text, start, end):
    """The sentence around a mention, in small letters with straight marks, and where the mention stands in it."""
    begin, stop = max(0, start - WINDOW), min(len(text), end + WINDOW)
    for first, last in split_sentences(text[begin:stop]):
        if begin + first <= start < begin + last:
            begin, stop = begin + first, max(begin + last, end)
            break
    piece = straight(text[begin:stop])
    small = "".join(c.lower() if len(c.lower()) == 1 else c for c in piece)
    return small, start - begin, end - begin


def _sides(before, after):
    """Tone of the listed words before and after the mention, by distance, favourable and unfavourable apart."""
    features = {}
    for side, words, values in (
        ("before", before[::-1], listed_tone(before)[::-1]),
        ("after", after, listed_tone(after)),
    ):
        clause = next((i for i, word in enumerate(words) if word in CLAUSE_ENDS), len(words))
        zones = {
            "near": values[:NEAR],
            "middle": values[NEAR:MIDDLE],
            "far": values[MIDDLE:],
            "fading": [value * exp(-i / FADING) for i, value in enumerate(values)],
        }
        for zone, tones in zones.items():
            features[f"favourable {side}, {zone}"] = sum(tone for tone in tones if tone > 0)
            features[f"unfavourable {side}, {zone}"] = sum(tone for tone in tones if tone < 0)
        features[f"tone of the clause {side}"] = sum(values[:clause])
        features[f"length of the clause {side}"] = min(clause, 15)
        features[f"negations {side}"] = sum(map(negates, words[:6]))
        features[f"length {side}"] = log1p(len(words))
    return features


def _facts(sentence, start, end, before, after):
    near = after[:NEAR]
    facts = {
        "possessive": sentence[end : end + 2] in ("'s", "s'"),
        "opens the sentence": start == 0,
        "inside quotation marks": sentence[:start].count('"') % 2 == 1,
        "quotation in the sentence": '"' in sentence,
        "reporting verb after it": any(base_form(word) in reporting_verbs() for word in near[:3]),
        "by before it": before[-1:] == ["by"],
        "against before it": "against" in before[-3:],
        "passive after it": any(word in ("was", "were", "been", "is", "are", "be") for word in near[:3])
        and any(word.endswith("ed") for word in near),
        "pronoun": sentence[start:end] in ("he", "she", "his", "her", "him", "they", "their"),
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
