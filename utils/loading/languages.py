"""Which language a text is in, and why it matters: tone and frames are read by English word lists.

English is told by its commonest words, which is quick and sure on whole articles, or by the share of words that English
has. Whatever lacks both goes to a detector (py3langid, Lui & Baldwin 2012; no network). A text of which no language is
sure, or too short to say, is "und" (unknown), which is not English either.
"""

import csv
import re
from collections import Counter

import pandas as pd

from utils.errors import CorpusError
from utils.notebook.settings import DATA

__all__ = ["LANGUAGES", "by_language", "in_english", "in_language", "language"]

COMMON = {"the", "of", "and", "that", "for", "with", "was", "on"}
# In 2,000 English news articles these words were .06 to .22 of all, and five or more of the eight occurred.
COMMON_SHARE, DIFFERENT, LONG_ENOUGH = 0.06, 3, 25
KNOWN = 3.0  # zipf frequency: English has the word at least once in a million
# Shares of known words. In 2,100 English sentences of about 25 words 99 % had .80 or more, in texts of 527 other
# languages 99 % had under .60; in ten words .70 and .71 (Universal Declaration of Human Rights).
ENGLISH, ENGLISH_SHORT, SOME, FEW = 0.75, 0.68, 0.55, 0.4
SURE = 0.3  # by which, per letter, a language must beat English, and on a line or two the next likeliest
SHORT = 8  # words
NAMES = 0.7  # of the words begin with a capital: a list of names is in no language
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")
ENOUGH, PIECE = 3000, 1000  # characters looked at: all, or pieces of the beginning, the middle and the end

with (DATA / "languages.csv").open(encoding="utf-8", newline="") as file:
    file.readline()  # where the list comes from
    LANGUAGES = {row["code"]: row["name"] for row in csv.DictReader(file)}


def language(text: str) -> str:
    """The code of the language (ISO 639) `text` is in; "und" where none is sure.

    Of a long text the beginning, the middle and the end are looked at; two of them must agree.

    >>> language("Der Rat der Stadt trat am Montag zusammen und beschloss nach langer Aussprache, die Brücke bis zum "
    ...     "Ende des Jahres zu schließen, weil das Geld für die nötigen Arbeiten fehlt.")
    'de'
    """
    pieces = _pieces(text)
    if all(map(_plainly_english, pieces)):
        return "en"
    codes = Counter(map(_language_of, pieces))
    code, times = codes.most_common(1)[0]
    return code if 2 * times > len(pieces) else "und"


def _language_of(part):
    if _plainly_english(part):
        return "en"
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", part)
    if not words:
        return "und"
    if not part.isascii() and 2 * len(LATIN.findall(part)) < sum(map(len, words)):
        return _detected(part, words, latin=False)
    known = _known(words)
    if known >= (ENGLISH if len(words) >= LONG_ENOUGH else ENGLISH_SHORT):
        return "en"
    lower = [word.lower() for word in words]
    common = [word for word in lower if word in COMMON]
    if known >= SOME and len(common) >= COMMON_SHARE * len(words) and len(set(common)) >= DIFFERENT:
        return "en"
    return _detected(part, words, latin=True, known=known)


def _pieces(text):
    """What is looked at: all of a short text, else its beginning, middle and end."""
    if len(text) <= ENOUGH:
        return [text]
    middle = (len(text) - PIECE) // 2
    return [text[:PIECE], text[middle : middle + PIECE], text[-PIECE:]]


def _plainly_english(part):
    """Whether common words stand so thick, in Latin letters, that a closer look would find the same."""
    chunks = part.lower().split()
    common = [chunk for chunk in chunks if chunk in COMMON]
    thick = len(common) >= 2 * COMMON_SHARE * len(chunks) and len(set(common)) >= DIFFERENT
    return thick and len(chunks) >= LONG_ENOUGH and len(part.encode(errors="replace")) < 1.1 * len(part)


def _known(words):
    """The share of words that English has; names are left out, unless all words begin like them."""
    from wordfreq import zipf_frequency  # a third of a second, and most corpora never need it

    longer = [word for word in words if len(word) > 1] or words
    small = [word for word in longer if word[0].islower()]
    looked_at = small if 2 * len(small) >= len(longer) else longer
    return sum(zipf_frequency(word.lower(), "en") >= KNOWN for word in looked_at) / len(looked_at)


def _detected(part, words, latin, known=0.0):
    """The likeliest language; "und" where it is English without English words, or a line or two could be several."""
    import py3langid  # half a second, and most corpora never need it

    ranks = sorted(py3langid.rank(part), key=lambda pair: -pair[1])
    (best, rank), (_, next_rank) = ranks[:2]
    close = SURE * sum(map(len, words))
    if best == "en" or rank - dict(ranks)["en"] < close:
        return "en" if latin and known >= (FEW if best == "en" and len(words) >= LONG_ENOUGH else SOME) else "und"
    names = sum(word[0].isupper() for word in words) >= NAMES * len(words)
    return "und" if names or (len(words) < SHORT and rank - next_rank < close) else best


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
