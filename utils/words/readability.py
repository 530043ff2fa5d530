"""How rich the vocabulary of an article is, and how hard its sentences are to read.

**Lexical diversity** counts different words. The plain ratio of types to tokens falls with length, so articles of
different lengths are compared by measures that correct for it. **Readability** formulas were fitted on school books
and count word and sentence lengths; they say nothing about whether a text is clear. Both describe form.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy.special import gammaln

from utils.text import split_sentences, words
from utils.words.counting import as_corpus

__all__ = ["diversity", "lexical_diversity", "readability", "readability_scores", "syllables"]

WINDOW, THRESHOLD, DRAWS = 50, 0.72, 42  # the usual settings of MATTR, MTLD and HD-D


def diversity(corpus: pd.DataFrame) -> pd.DataFrame:
    """Lexical diversity of each article: `doc_id, source, words`, then the measures of `lexical_diversity`."""
    corpus = as_corpus(corpus)
    tokens = [words(text) for text in corpus["text"]]
    table = corpus[["doc_id", "source"]].reset_index(drop=True)
    table["words"] = list(map(len, tokens))
    return pd.concat([table, pd.DataFrame(list(map(lexical_diversity, tokens)))], axis=1)


def lexical_diversity(
    tokens: Sequence[str], window: int = WINDOW, threshold: float = THRESHOLD, draws: int = DRAWS
) -> dict:
    """Five measures of a list of words, by name; missing where the list is too short for one.

    With n tokens and v types: `ttr` v/n, 0 to 1, falls with length; `mattr` its mean over all windows of `window`
    words (Covington & McFall 2010), missing below that length; `mtld` words until the ratio of types falls to
    `threshold`, mean of reading forwards and backwards, a rest counted as a part (McCarthy & Jarvis 2010), and the
    number of words where none is repeated; `hdd` the
    ratio of types to be expected among `draws` words drawn at random (McCarthy & Jarvis 2007), missing below that
    length; `yule_k` 10,000 (Σ i² v_i − n)/n², v_i types that occur i times (Yule 1944): higher is *less* diverse.

    >>> lexical_diversity("a b a b a b a b".split(), window=2).round(2).to_dict()
    {'ttr': 0.25, 'mattr': 1.0, 'mtld': 4.0, 'hdd': nan, 'yule_k': 3750.0}
    """
    n, counts = len(tokens), Counter(tokens)
    if not n:
        return pd.Series(np.nan, index=["ttr", "mattr", "mtld", "hdd", "yule_k"])
    frequencies = np.array(list(counts.values()), float)
    return pd.Series(
        {
            "ttr": len(counts) / n,
            "mattr": _mattr(tokens, window) if n >= window else np.nan,
            "mtld": (_mtld(tokens, threshold) + _mtld(tokens[::-1], threshold)) / 2,
            "hdd": _hdd(frequencies, n, draws) if n >= draws else np.nan,
            "yule_k": 1e4 * ((frequencies**2).sum() - n) / n**2,
        }
    )


def readability(corpus: pd.DataFrame) -> pd.DataFrame:
    """Readability of each article: `doc_id, source`, then the columns of `readability_scores` and what they count."""
    corpus = as_corpus(corpus)
    rows = [{**_counted(text), **readability_scores(**_counted(text))} for text in corpus["text"]]
    return pd.concat([corpus[["doc_id", "source"]].reset_index(drop=True), pd.DataFrame(rows)], axis=1)


def readability_scores(
    sentences: float, words: float, letters: float, characters: float, syllables: float, hard_words: float
) -> dict:
    """Six formulas from counts; missing where there is no word or no sentence.

    `flesch` 206.835 − 1.015 w/s − 84.6 syl/w (Flesch 1948): 100 is very easy, 0 very hard. The others are school
    grades, higher is harder: `flesch_kincaid` 0.39 w/s + 11.8 syl/w − 15.59 (Kincaid et al. 1975), `gunning_fog`
    0.4 (w/s + 100 hard/w) (Gunning 1952), `smog` 1.0430 √(30 hard/s) + 3.1291 (McLaughlin 1969), `coleman_liau`
    0.0588 L − 0.296 S − 15.8 with L letters and S sentences per hundred words (Coleman & Liau 1975), `ari` 4.71
    characters/w + 0.5 w/s − 21.43 (Smith & Senter 1967). Hard words have three syllables or more; letters are
    letters only, characters letters and digits.

    >>> counts = {"sentences": 7, "words": 117, "letters": 562, "characters": 562, "syllables": 194, "hard_words": 17}
    >>> round(readability_scores(**counts)["gunning_fog"], 4)
    12.4977
    """
    if not sentences or not words:
        return dict.fromkeys(("flesch", "flesch_kincaid", "gunning_fog", "smog", "coleman_liau", "ari"), np.nan)
    per_sentence, per_word = words / sentences, syllables / words
    return {
        "flesch": 206.835 - 1.015 * per_sentence - 84.6 * per_word,
        "flesch_kincaid": 0.39 * per_sentence + 11.8 * per_word - 15.59,
        "gunning_fog": 0.4 * (per_sentence + 100 * hard_words / words),
        "smog": 1.0430 * (30 * hard_words / sentences) ** 0.5 + 3.1291,
        "coleman_liau": 0.0588 * 100 * letters / words - 0.296 * 100 * sentences / words - 15.8,
        "ari": 4.71 * characters / words + 0.5 * per_sentence - 21.43,
    }


SILENT_ENDING = re.compile(r"(?:[^laeiouy]|[aeiouy]l)es?$|[^aeiouydt]ed$")  # made, whole, used; not little, wanted
SPOKEN_ENDING = re.compile(r"(?:[cgsxz]|[sc]h)es$")  # prices, wishes
TWO_VOWELS = re.compile(r"i(?:a|o(?!u)|u)|[aeo]ing|u[ao](?!y)|ea(?:te|to|ti)|eo|ya")  # me-dia, be-ing, cre-ate
ONE_AFTER_ALL = re.compile(r"[cgst]i(?:a|o)|que?|gu[aeio]|e[ou]s\b|people|heart|beaut")  # na-tion, so-cial


@lru_cache(maxsize=100_000)  # a text has few different words
def syllables(word: str) -> int:
    """How many syllables an English word has, by rules on its vowels; 1 for what has no vowel.

    Groups of vowels are counted, a silent ending taken off, and vowels that are spoken apart (*me-di-a*) added. How
    often that agrees with a pronouncing dictionary stands in docs/methods.md.

    >>> [syllables(word) for word in ("parade", "military", "created", "prices")]
    [2, 4, 3, 2]
    """
    word = re.sub(r"[^a-z]", "", word.lower())
    count = len(re.findall(r"[aeiouy]+", word))
    count += len(TWO_VOWELS.findall(word)) - len(ONE_AFTER_ALL.findall(word)) * bool(TWO_VOWELS.search(word))
    if SILENT_ENDING.search(word) and not SPOKEN_ENDING.search(word):
        count -= 1
    return max(count, 1)


def _counted(text):
    tokens = words(text)
    heard = [syllables(token) for token in tokens]
    return {
        "sentences": len(split_sentences(text)),
        "words": len(tokens),
        "letters": sum(c.isalpha() for token in tokens for c in token),
        "characters": sum(c.isalnum() for token in tokens for c in token),
        "syllables": sum(heard),
        "hard_words": sum(count >= 3 for count in heard),
    }


def _mattr(tokens, window):
    counts, ratios = Counter(tokens[:window]), [len(set(tokens[:window]))]
    for gone, come in zip(tokens, tokens[window:], strict=False):
        counts[gone] -= 1
        if not counts[gone]:
            del counts[gone]
        counts[come] += 1
        ratios.append(len(counts))
    return float(np.mean(ratios)) / window


def _mtld(tokens, threshold):
    factors, types, length = 0.0, set(), 0
    for token in tokens:
        types.add(token)
        length += 1
        if len(types) / length <= threshold:
            factors, types, length = factors + 1, set(), 0
    if length:
        factors += (1 - len(types) / length) / (1 - threshold)
    return len(tokens) / factors if factors else float(len(tokens))


def _hdd(frequencies, n, draws):
    """Mean chance of a type to be among the words drawn: 1 − C(n − f, draws) / C(n, draws) (hypergeometric)."""
    rest = n - frequencies
    can_miss = rest >= draws
    safe = np.where(can_miss, rest, draws)
    log_missed = gammaln(safe + 1) - gammaln(safe - draws + 1) - gammaln(n + 1) + gammaln(n - draws + 1)
    return float(np.where(can_miss, 1 - np.exp(log_missed), 1).sum() / draws)
