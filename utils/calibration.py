"""Tone on the scale of human raters: a weighted sum of what three word lists see in a sentence.

TextBlob, VADER and a list of our own (`data/tone_words.txt`) each give a few plain numbers; `data/tone_model.json` has
one weight for each, fitted by `benchmarks/fit_tone.py` to the ratings that twenty people gave to sentences of newspaper
editorials, and a model card. Curly apostrophes are made straight first. -1 is the worst rating people could give, +1
the best. A sentence in which no list knows a word has no tone. A text's tone is the mean of its sentences'.
"""

import json
import re
from functools import cache
from math import log, log1p, sqrt

import numpy as np

from utils.engine.memory import Memory
from utils.instruments import library_scores
from utils.text import DATA, small_letters, split_sentences

__all__ = ["calibrated", "explain_tone", "listed_tone", "model_card", "negates", "tone_features", "tone_words"]

STRAIGHT = str.maketrans("“”„«»‘’", '"""""\'\'')
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
NEGATIONS = frozenset(
    [
        "not",
        "no",
        "never",
        "nor",
        "without",
        "hardly",
        "neither",
        "nobody",
        "nothing",
        "none",
        "cannot",
        "lack",
        "lacks",
        "lacked",
        "lacking",
    ]
)
OUGHT = frozenset(["should", "must", "need", "needs", "ought"])
REACH = 3  # words over which a negation reaches
TURNED = -0.5  # what a negation makes of a word's tone
LONGEST = 100  # words; a longer sentence weighs no more than that


def calibrated(text):
    """Tone of a text and the ends of its prediction interval: (tone, low, high); NaN where no list knows a word.

    For nine in ten sentences (or articles, where the text has several sentences) the raters' mean lay inside.

    >>> [round(x, 2) for x in calibrated("The talks failed and people died.")]
    [-0.4, -0.7, -0.1]
    """
    tones = [_tone(text[start:end]) for start, end in split_sentences(text)]
    tones = [tone for tone in tones if tone is not None]
    if not tones:
        return np.nan, np.nan, np.nan
    tone = max(-1.0, min(tones[0] if len(tones) == 1 else float(np.mean(tones)), 1.0))
    margin = model_card()["within"]["sentence" if len(tones) == 1 else "article"]
    return tone, max(tone - margin, -1.0), min(tone + margin, 1.0)


def tone_features(sentence):
    """The numbers that are weighted, by name; None where no list knows a word of the sentence.

    >>> features = tone_features("The talks failed.")
    >>> features["negations"], features["ought"], round(features["list_unfavourable"], 2)
    (0, 0, -0.58)
    """
    plain = sentence if sentence.isascii() else sentence.translate(STRAIGHT)
    scores = library_scores(plain)
    words, known, negations, ought = _turned(plain)
    if not known and not any(scores.assessed) and not scores.favourable and not scores.unfavourable:
        return None
    n = min(max(words, 1), LONGEST)
    root = sqrt(n)
    up, down = [value for value in known if value > 0], [value for value in known if value < 0]
    return {
        "vader": scores.compound,
        "vader_favourable": scores.favourable,
        "vader_unfavourable": scores.unfavourable,
        "textblob_favourable": sum([value for value in scores.assessed if value > 0]) / root,
        "textblob_unfavourable": sum([value for value in scores.assessed if value < 0]) / root,
        "list_favourable": sum([value * value for value in up]) / root,  # one strong word outweighs two
        "list_unfavourable": -sum([value * value for value in down]) / root,
        "list_unfavourable_words": log1p(len(down)),
        "negations": min(negations, LONGEST),
        "length": log(n),
        "question": int("?" in plain),
        "ought": int(ought),
    }


def explain_tone(text):
    """What each word of the list does to the tone: ("tone", start, end, word, what the sentence's tone gains by it)."""
    for start, end in split_sentences(text):
        sentence = text[start:end].translate(STRAIGHT)
        whole = _tone(sentence)
        for match in WORD.finditer(small_letters(sentence)):
            if match[0] in tone_words():
                without = _tone(sentence[: match.start()] + "it" + sentence[match.end() :])
                effect = whole - (without if without is not None else model_card()["intercept"])
                yield "tone", start + match.start(), start + match.end(), match[0], effect


def _listed(chunk):
    """The words of a chunk between blanks as (tone, negates, ought); their number where nothing is known of any."""
    found = [(tone_words().get(word, 0.0), negates(word), word in OUGHT) for word in WORD.findall(chunk.lower())]
    return found if any(map(any, found)) else len(found)


LISTED = Memory(_listed)  # what the list says of each chunk, looked up when it is first met


def _turned(text):
    """Words; their tones other than 0, turned round shortly after a negation; negations; whether one ought."""
    values, words, last, negations, oughts = [], 0, -REACH - 1, 0, False
    for found in map(LISTED.__getitem__, text.split()):
        if found.__class__ is int:
            words += found
            continue
        for tone, is_negation, is_ought in found:
            if is_negation:
                last = words
                negations += 1
            if tone:
                values.append(tone * TURNED if 0 < words - last <= REACH else tone)
            oughts = oughts or is_ought
            words += 1
    return words, values, negations, oughts


@cache
def tone_words():
    """{word: tone from -4 to 4}, from `data/tone_words.txt`."""
    lines = (DATA / "tone_words.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {word: float(value) for word, value in pairs}


@cache
def model_card():
    """The weights and what is known of them, from `data/tone_model.json`."""
    return json.loads((DATA / "tone_model.json").read_text(encoding="utf-8"))


def _tone(sentence):
    features = tone_features(sentence)
    if features is None:
        return None
    card = model_card()
    return card["intercept"] + sum(card["weights"][name] * value for name, value in features.items())


def listed_tone(words):
    """Tone of each word by the list, 0 where it is not listed, turned round and halved shortly after a negation.

    >>> listed_tone(["not", "good", "very", "far", "good"])[1] < 0 < listed_tone(["good"])[0]
    True
    """
    values, last = [], -REACH - 1
    for i, word in enumerate(words):
        if negates(word):
            last = i
        values.append(tone_words().get(word, 0.0) * (TURNED if 0 < i - last <= REACH else 1))
    return values


def negates(word):
    """Whether a word turns round what follows it."""
    return word in NEGATIONS or word.endswith("n't")
