"""Which language a text is in, and why it matters: tone and frames are read by English word lists.

English is told by its commonest words, which is quick and sure on whole articles; whatever lacks them goes to a
detector (py3langid, Lui & Baldwin 2012; no network). A text of a line or two is too short for either and counts as
English if it is written in Latin letters.
"""

import re

import pandas as pd

from utils.errors import CorpusError

__all__ = ["LANGUAGES", "by_language", "in_english", "in_language", "language"]

COMMON = {"the", "of", "and", "that", "for", "with", "was", "on"}
# In 2,000 English news articles these words were .06 to .22 of all, and five or more of the eight occurred.
COMMON_SHARE, DIFFERENT, LONG_ENOUGH = 0.06, 3, 25
SURE = 1.0  # by which, per letter, another language must beat English: prose does by 2 or more, lists of names by 0.3
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
ENOUGH = 3000  # characters looked at; more does not change the answer
LANGUAGES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "tr": "Turkish",
    "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def language(text):
    """The two-letter code of the language (ISO 639-1) `text` is in.

    >>> language("Der Rat der Stadt trat am Montag zusammen und beschloss nach langer Aussprache, die Brücke bis zum "
    ...     "Ende des Jahres zu schließen, weil das Geld für die nötigen Arbeiten fehlt.")
    'de'
    """
    beginning = text[:ENOUGH]
    if _plainly_english(beginning):
        return "en"
    words = re.findall(r"[^\W\d_]+", beginning.lower())
    if not beginning.isascii() and 2 * len(LATIN.findall(beginning)) < sum(map(len, words)):
        return _detected(beginning)
    common = [word for word in words if word in COMMON]
    if len(words) < LONG_ENOUGH or (len(common) >= COMMON_SHARE * len(words) and len(set(common)) >= DIFFERENT):
        return "en"
    return _detected(beginning)


def _plainly_english(beginning):
    """Whether common words stand so thick, in Latin letters, that a closer look would find the same."""
    chunks = beginning.lower().split()
    common = [chunk for chunk in chunks if chunk in COMMON]
    thick = len(common) >= 2 * COMMON_SHARE * len(chunks) and len(set(common)) >= DIFFERENT
    return thick and len(chunks) >= LONG_ENOUGH and len(beginning.encode(errors="replace")) < 1.1 * len(beginning)


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


def _detected(text):
    """The likeliest of the languages in the table; English unless another is clearly likelier."""
    import py3langid  # half a second, and most corpora never need it

    py3langid.set_languages(sorted(LANGUAGES))
    ranks = dict(py3langid.rank(text))
    best = max(ranks, key=ranks.get)
    letters = sum(character.isalpha() for character in text)
    return best if ranks[best] - ranks["en"] > SURE * letters else "en"
