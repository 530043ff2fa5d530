"""Which language a text is in, and why it matters: tone and frames are read by English word lists.

English is told by its commonest words, which is quick and sure on whole articles, or by the share of words that English
has. Whatever lacks both goes to a detector (py3langid, Lui & Baldwin 2012; no network). A text of which no language is
sure, or too short to say, is "und" (unknown), which is not English either.
"""

import csv
import re
from collections import Counter
from functools import cache

import pandas as pd

from utils.errors import CorpusError
from utils.notebook.settings import DATA

__all__ = ["LANGUAGES", "by_language", "in_english", "in_language", "language"]

COMMON = {"the", "of", "and", "that", "for", "with", "was", "on"}
# In 2,000 English news articles these words were .06 to .22 of all, and five or more of the eight occurred.
COMMON_SHARE, DIFFERENT, LONG_ENOUGH = 0.06, 3, 25
SOME_COMMON = 0.03  # in the beginning, the middle and the end alike
KNOWN = 3.0  # zipf frequency: English has the word at least once in a million
# Shares of known words. In 2,100 English sentences of about 25 words 99 % had .80 or more, in texts of 527 other
# languages 99 % had under .60; in ten words .70 and .71 (Universal Declaration of Human Rights).
ENGLISH, ENGLISH_SHORT, SOME, FEW = 0.9, 0.68, 0.55, 0.4
# By which, per letter, a language must beat English, and in a few words the next likeliest. Of 6,000 English lines
# without many common words two lost so, of 170 lines in other languages with ENGLISH_SHORT known words 142.
SURE = 0.3
LIKELY = 0.1  # by which the next likeliest must be beaten otherwise, unless it is of the same kin
FEW_WORDS, SHORT = 4, 8
NAMES = 0.7  # of the words begin with a capital: a list of names is in no language
ADDRESS = re.compile(r"https?://\S+|\S*@\S+")
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")
SEVERAL, PIECE = 400, 1000  # characters from which on pieces are looked at, and the most of one

with (DATA / "languages.csv").open(encoding="utf-8", newline="") as file:
    file.readline()  # where the list comes from
    KNOWN_CODES = list(csv.DictReader(file))
LANGUAGES = {row["code"]: row["name"] for row in KNOWN_CODES}
COUNTED_AS = {row["code"]: row["counted_as"] or row["code"] for row in KNOWN_CODES}
KIN = {row["code"]: row["kin"] or row["code"] for row in KNOWN_CODES}


def language(text: str) -> str:
    """The code of the language (ISO 639) `text` is in; "und" where none is sure.

    The beginning, the middle and the end are looked at, unless the text is a line or two; two of them must agree. So a
    text in two languages is in the one that most of it is in.

    >>> language("Der Rat der Stadt trat am Montag zusammen und beschloss nach langer Aussprache, die Brücke bis zum "
    ...     "Ende des Jahres zu schließen, weil das Geld für die nötigen Arbeiten fehlt.")
    'de'
    """
    pieces = _pieces(text)
    if _plainly_english(" ".join(pieces)) and (len(pieces) == 1 or min(map(_common, pieces)) >= SOME_COMMON):
        return "en"
    codes = Counter(map(_language_of, pieces))
    code, times = codes.most_common(1)[0]
    return code if 2 * times > len(pieces) else "und"


def _language_of(part):
    if _plainly_english(part):
        return "en"
    part = ADDRESS.sub(" ", part) if "@" in part or "//" in part else part
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", part)
    if not words:
        return "und"
    if not part.isascii() and 2 * len(LATIN.findall(part)) < sum(map(len, words)):
        return _detected(part, words, latin=False)
    known = _known(words)
    if known >= (ENGLISH_SHORT if len(words) < FEW_WORDS else ENGLISH):
        return "en"
    return _detected(part, words, latin=True, known=known)


def _pieces(text):
    """What is looked at: all of a short text, else its beginning, middle and end."""
    if len(text) < SEVERAL:
        return [text]
    size = min(len(text) // 3, PIECE)
    middle = (len(text) - size) // 2
    return [text[:size], text[middle : middle + size], text[-size:]]


def _plainly_english(part):
    """Whether common words stand so thick, in Latin letters, that a closer look would find the same."""
    chunks = part.lower().split()
    common = [chunk for chunk in chunks if chunk in COMMON]
    thick = len(common) >= COMMON_SHARE * len(chunks) and len(set(common)) >= DIFFERENT
    return thick and len(chunks) >= LONG_ENOUGH and len(part.encode(errors="replace")) < 1.1 * len(part)


def _common(part):
    """The share of the commonest words."""
    chunks = part.lower().split()
    return sum(map(COMMON.__contains__, chunks)) / max(len(chunks), 1)


@cache
def _english_words():
    from wordfreq import get_frequency_dict  # a third of a second, and most corpora never need it

    least = 10 ** (KNOWN - 9)
    return frozenset(word for word, frequency in get_frequency_dict("en").items() if frequency >= least)


def _known(words):
    """The share of words that English has; names are left out, unless all words begin like them."""
    longer = [word for word in words if len(word) > 1] or words
    small = [word for word in longer if word[0].islower()]
    looked_at = small if 2 * len(small) >= len(longer) else longer
    return sum(word.lower() in _english_words() for word in looked_at) / len(looked_at)


def _detected(part, words, latin, known=0.0):
    """The likeliest language; "und" where it is English without English words, or a line or two could be several."""
    import py3langid  # half a second, and most corpora never need it

    if known >= ENGLISH_SHORT and py3langid.classify(part)[0] == "en":  # half the time of the next line
        return "en"
    ranks = {}
    for code, rank in sorted(py3langid.rank(part), key=lambda pair: -pair[1]):
        ranks.setdefault(COUNTED_AS[code], rank)
    (best, rank), letters = next(iter(ranks.items())), sum(map(len, words))
    if best == "en" or rank - ranks["en"] < SURE * letters:
        return "en" if latin and known >= (FEW if best == "en" and len(words) >= LONG_ENOUGH else SOME) else "und"
    names = sum(word[0].isupper() for word in words) >= NAMES * len(words)
    next_rank = next(rank for code, rank in ranks.items() if KIN[code] != KIN[best])
    return "und" if names or rank - next_rank < (SURE if len(words) < SHORT else LIKELY) * letters else best


def in_english(corpus: pd.DataFrame) -> pd.DataFrame:
    """The articles of `corpus` that are in English; all of them if it has no column `language`.

    Raises CorpusError if there is none.
    """
    if "language" not in corpus or not len(corpus):
        return corpus
    english = corpus[corpus["language"] == "en"]
    if english.empty:
        raise CorpusError(
            f"None of the articles is in English ({by_language(corpus)}). Tone and frames are read by English word "
            "lists; words and keywords can be counted in any language."
        )
    return english


def in_language(corpus: pd.DataFrame, code: str | None) -> pd.DataFrame:
    """The articles of `corpus` in the language of that code; all of them where it is None or no language is known.

    Raises CorpusError if there is none.
    """
    if code == "en":
        return in_english(corpus)
    if code is None or "language" not in corpus or not len(corpus):
        return corpus
    there = corpus[corpus["language"] == code]
    if there.empty:
        raise CorpusError(
            f"None of the articles is in {LANGUAGES.get(code, code)} ({by_language(corpus)}), the language of the "
            'codebook. Where it holds words of any language, let it say language = "any".'
        )
    return there


def by_language(corpus: pd.DataFrame) -> str:
    """How many articles there are in each language: "German 3, Spanish 1"."""
    counts = corpus["language"].value_counts(sort=False).sort_index()
    return ", ".join(f"{LANGUAGES.get(code, code)} {n:,}" for code, n in counts.items())
