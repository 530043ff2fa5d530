"""Which language a text is in, and why it matters: tone and frames are read by English word lists.

English is told by its commonest words, which is quick and sure on whole articles; whatever lacks them goes to a
detector (py3langid, Lui & Baldwin 2012; no network). A text of a line or two is too short for either and counts as
English if it is written in Latin letters.
"""

import re

from utils.errors import CorpusError

__all__ = ["LANGUAGES", "by_language", "in_english", "language"]

COMMON = {"the", "of", "and", "to", "in", "a", "that", "is"}
COMMON_SHARE, LONG_ENOUGH = 0.1, 25  # these words are .2 of English news and under .06 of German, French, Spanish
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
    words = re.findall(r"[^\W\d_]+", beginning.lower())
    if not beginning.isascii() and 2 * len(LATIN.findall(beginning)) < sum(map(len, words)):
        return _detected(beginning)
    if len(words) < LONG_ENOUGH or sum(word in COMMON for word in words) >= COMMON_SHARE * len(words):
        return "en"
    return _detected(beginning)


def in_english(corpus):
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


def by_language(corpus):
    """How many articles there are in each language: "German 3, Spanish 1"."""
    counts = corpus["language"].value_counts(sort=False).sort_index()
    return ", ".join(f"{LANGUAGES.get(code, code)} {n:,}" for code, n in counts.items())


def _detected(text):
    from py3langid import classify  # half a second, and most corpora never need it

    return classify(text)[0]
