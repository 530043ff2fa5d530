"""Tone on the scale of human raters: a weighted sum of what three word lists see in a sentence.

TextBlob, VADER and a list of our own (`data/tone_words.txt`) each give a few plain numbers; `data/tone_model.json` has
one weight for each, fitted by `benchmarks/fit_tone.py` to the ratings that twenty people gave to sentences of newspaper
editorials, and a model card. Curly apostrophes are made straight first. -1 is the worst rating people could give, +1
the best. Names such as the Cold War say nothing (`toneless.py`). A sentence has no tone where no list knows
a word of what is left. A text's tone is the mean of its sentences'.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice
from math import log, log1p

import numpy as np
import pandas as pd

from utils.engine.chunks import Rows, batches, read
from utils.notebook.settings import DATA
from utils.text import small_letters, split_sentences, straight, word_lists
from utils.tone.instruments import library_table
from utils.tone.toneless import hidden, without_names

__all__ = [
    "RATED_TO",
    "calibrated",
    "explain_tone",
    "listed_tone",
    "means_of_texts",
    "model_card",
    "negates",
    "plain_sentences",
    "tone_features",
    "tone_words",
    "tones",
]

WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
GRAMMAR = word_lists("tone_grammar.toml")
RATED_TO = 4  # raters put sentences between -4 and 4, which is -1 to 1 here
REACH = 3  # words over which a negation reaches
TURNED = -0.5  # what a negation makes of a word's tone
COPIES = 200_000  # characters of copies of sentences, each without one word, that are scored at once
LONGEST = 100  # words; a longer sentence weighs no more than that, and no more of its words are explained


def calibrated(texts: Sequence[str]) -> pd.DataFrame:
    """Tone of each text and the ends of its prediction interval: `tone, low, high`; NaN where none has a word to go by.

    For nine in ten texts of one to ten sentences the raters' mean lay inside: the more sentences, the nearer the ends.
    Of the sentences that raters put lowest or highest only six in ten do, since the tone errs towards the middle.

    >>> calibrated(["The talks failed and people died."]).round(2).values.tolist()
    [[-0.4, -0.73, -0.06]]
    """
    text, sentences = plain_sentences(texts)
    return means_of_texts(text, tones(read(sentences)), len(texts))


def plain_sentences(texts: Iterable[str]) -> tuple[np.ndarray, list[str]]:
    """The sentences of all texts with their quotation marks made straight, and the number of the text of each."""
    numbers, sentences = [], []
    for number, text in enumerate(texts):
        for start, end in split_sentences(text):
            numbers.append(number)
            sentences.append(straight(text[start:end]))
    return np.array(numbers, int), sentences


def means_of_texts(text: np.ndarray, tone: np.ndarray, n: int) -> pd.DataFrame:
    """The table of `calibrated` from the tone of each sentence and the number of its text, of which there are `n`."""
    there = ~np.isnan(tone)
    sums, counts = np.bincount(text[there], tone[there], n), np.bincount(text[there], minlength=n)
    mean = np.where(counts, (sums / np.maximum(counts, 1)).clip(-1, 1), np.nan)
    within = model_card()["within"]
    spread = within["sentence"] ** 2 + (within["extreme"] * (mean - within["middle"])) ** 2
    margin = np.sqrt(within["text"] ** 2 + spread / np.maximum(counts, 1))
    return pd.DataFrame({"tone": mean, "low": (mean - margin).clip(-1), "high": (mean + margin).clip(max=1)})


def tones(rows: Rows, scores: pd.DataFrame | None = None) -> np.ndarray:
    """Tone of sentences with straight quotation marks; `rows` as of `read`, `scores` their `library_table` if known."""
    features, card = _features(rows, scores), model_card()
    return card["intercept"] + sum(card["weights"][name] * values for name, values in features.items())


def tone_features(sentences: Iterable[str]) -> pd.DataFrame:
    """The numbers that are weighted, a row a sentence; missing where no list knows a word of it, names and
    expressions without a tone left out.

    >>> tone_features(["The talks failed."])[["negations", "ought", "list_unfavourable"]].round(2).values.tolist()
    [[0.0, 0.0, -0.58]]
    """
    return _features(read(map(straight, sentences)))


def _features(rows, scores=None):
    table = _plain_features(rows, library_table(rows) if scores is None else scores)
    if changed := hidden(rows):
        again = read(changed.values(), rows.vocabulary)
        table.iloc[list(changed)] = _plain_features(again, library_table(again)).to_numpy()
    return table


def _plain_features(rows, scores):
    listed = _listed_in(rows)
    known = (listed["up"] > 0) | (listed["down"] > 0)
    known |= (scores[["textblob_up", "textblob_down", "favourable", "unfavourable"]] != 0).any(axis=1).to_numpy()
    n = np.clip(listed["words"], 1, LONGEST)
    root = np.sqrt(n)  # but logarithms by `math`: numpy's differ in the last bit from one processor to the next
    features = {
        "vader": scores["compound"],
        "vader_favourable": scores["favourable"],
        "vader_unfavourable": scores["unfavourable"],
        "textblob_favourable": scores["textblob_up"] / root,
        "textblob_unfavourable": scores["textblob_down"] / root,
        "list_favourable": listed["up"] / root,
        "list_unfavourable": -listed["down"] / root,
        "list_unfavourable_words": list(map(log1p, listed["down_words"].tolist())),
        "negations": np.minimum(listed["negations"], LONGEST),
        "length": list(map(log, n.tolist())),
        "question": ["?" in text for text in rows.texts],
        "ought": listed["oughts"] > 0,
    }
    table = pd.DataFrame(features, dtype=float)
    table[~known] = np.nan
    return table


def explain_tone(text: str) -> Iterator[tuple]:
    """What words of the list do to the tone: ("tone", start, end, word, what the sentence's tone gains by it).

    Of one sentence the first `LONGEST` words are asked about; none that was written to be read has more.
    """
    sentences = []
    for start, end in split_sentences(text):
        sentence = without_names(straight(text[start:end]))
        known = (match for match in WORD.finditer(small_letters(sentence)) if match[0] in tone_words())
        if found := [*islice(known, LONGEST)]:
            sentences.append((start, sentence, found))
    copies = batches(chain.from_iterable(_each_without(*one) for _, *one in sentences), COPIES)
    toned = chain.from_iterable(tones(read(some)) for some in copies)
    for start, _, found in sentences:
        whole = next(toned)
        for match, other in zip(found, islice(toned, len(found)), strict=True):
            effect = whole - (model_card()["intercept"] if np.isnan(other) else other)
            yield "tone", start + match.start(), start + match.end(), match[0], effect


def _each_without(sentence, found):
    """A sentence as it is, then once for each word found, with "it" in the word's place."""
    yield sentence
    for match in found:
        yield sentence[: match.start()] + "it" + sentence[match.end() :]


def _listed_in(rows):
    """What the list says of each text: arrays `words, up, down, down_words, negations, oughts`.

    `up` and `down` are sums of squares, so that one strong word outweighs two weak ones. Where a negation may turn a
    word round, the words are read one by one.
    """
    table = rows.table(_listed, found=object, words=int, up=float, down=float, oughts=int, many=bool, negates=bool)
    sums = {name: rows.total(table[name][rows.codes]) for name in ("words", "up", "down", "oughts")}
    sums["down_words"] = rows.total(table["down"][rows.codes] > 0)
    sums["negations"] = np.zeros(len(rows.texts))
    found = rows.by_text(table["found"])
    for i in np.unique(rows.text[(table["negates"] | table["many"])[rows.codes]]).tolist():
        values, sums["negations"][i] = _turned(found(i))
        sums["up"][i] = sum([value * value for value in values if value > 0])
        sums["down"][i] = sum([value * value for value in values if value < 0])
        sums["down_words"][i] = sum(value < 0 for value in values)
    return sums


def _listed(chunk):
    """Words of a chunk between blanks as (tone, negates, affirms), or how many if nothing is known of any; sums."""
    words = WORD.findall(chunk.lower())
    found = [(tone_words().get(word, 0.0), negates(word), word in GRAMMAR.affirming) for word in words]
    oughts = sum(word in GRAMMAR.ought for word in words)
    if not any(map(any, found)):
        return len(words), len(words), 0.0, 0.0, oughts, False, False
    values = [value for value, *_ in found if value]
    up, down = (sum(value * value for value in values if sign * value > 0) for sign in (1, -1))
    return found, len(words), up, down, oughts, len(values) > 1, any(negates for _, negates, _ in found)


def _turned(chunks):
    """Tones other than 0, turned round shortly after a negation, and the number of negations."""
    values, words, last, negations = [], 0, -REACH - 1, 0
    for found in chunks:
        if found.__class__ is int:
            words += found
            continue
        for tone, is_negation, affirms in found:
            if affirms and words - last == 1:
                last = -REACH - 1
                negations -= 1
            elif is_negation:
                last = words
                negations += 1
            if tone:
                values.append(tone * TURNED if 0 < words - last <= REACH else tone)
            words += 1
    return values, negations


@cache
def tone_words() -> dict[str, float]:
    """{word: tone from -4 to 4}, from `data/tone_words.txt`."""
    lines = (DATA / "tone_words.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {word: float(value) for word, value, _ in rows}


@cache
def model_card() -> dict:
    """The weights and what is known of them, from `data/tone_model.json`."""
    return json.loads((DATA / "tone_model.json").read_text(encoding="utf-8"))


def listed_tone(words: Sequence[str]) -> list[float]:
    """Tone of each word by the list, 0 where it is not listed, turned round and halved shortly after a negation.

    >>> listed_tone(["not", "good", "very", "far", "good"])[1] < 0 < listed_tone(["good"])[0]
    True
    """
    values, last = [], -REACH - 1
    for i, word in enumerate(words):
        if word in GRAMMAR.affirming and i - last == 1:
            last = -REACH - 1
        elif negates(word):
            last = i
        values.append(tone_words().get(word, 0.0) * (TURNED if 0 < i - last <= REACH else 1))
    return values


def negates(word: str) -> bool:
    """Whether a word turns round what follows it."""
    return word in GRAMMAR.negations or word.endswith("n't")
