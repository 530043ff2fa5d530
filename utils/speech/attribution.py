"""Who says it: rules that find the speaker of a quotation in the words around it, and reported speech without marks.

No parser. A reporting verb is looked for (`data/reporting_verbs.toml`), then the noun phrase that is its subject: right
after the verb, right before it past what is inserted between commas, or where the sentence opens. The grammar words by
which a noun phrase ends stand in `data/speech_grammar.toml`.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from utils.notebook.settings import DATA
from utils.speech.tokens import WORD, Token, words_of
from utils.text import word_lists

__all__ = [
    *("GRAMMAR", "Statement", "base_form", "base_of", "indirect_speech", "reporting_verbs"),
    *("speaker_after", "speaker_anywhere", "speaker_before"),
]

GRAMMAR = word_lists("speech_grammar.toml")
REPORTED = GRAMMAR.without_that | GRAMMAR.with_that
NO_NOUN = (GRAMMAR.stops | GRAMMAR.beside_the_verb | GRAMMAR.no_subjects) - GRAMMAR.pronouns
NO_BEGINNING = NO_NOUN - {"the", "a", "an", "no"}  # which are no noun, but begin a noun phrase
LINKS = {"of", "for", "in", "at", "from"}  # join two parts of one noun phrase: the mayor of Paris
LEADS_IN = GRAMMAR.prepositions | {"as", "when", "while", "after", "before"}
ENDS_A_SUBJECT = (GRAMMAR.stops - LINKS - {"with"}) | GRAMMAR.pronouns
ENDS_AN_OPENING = (GRAMMAR.stops - LINKS) | GRAMMAR.beside_the_verb | GRAMMAR.pronouns
INSIDE_A_CLAUSE = {"who", "which", "that", "to", "be", "as", "than"}
CLAUSE_END = re.compile(r"[,;:()–—“”\"]|--|\s-\s")
NEXT_MARK = re.compile(r"[“„«\"]|\n\n")
CONTRACTED = re.compile(r"(?:he|she|they|it|i|we)(?=[’'])", re.IGNORECASE)  # the she of she’s


class Statement(NamedTuple):
    """What somebody says, and the offsets of the words that name who does."""

    start: int
    end: int
    kind: str
    speaker: tuple | None
    cue: str | None


def speaker_after(text: str, end: int, stop: int) -> tuple | None:
    """Speaker and cue in what follows a quotation up to the next one or the end of the sentence."""
    next_mark = NEXT_MARK.search(text, end, stop)
    stop = next_mark.start() if next_mark else stop
    if speaker := _after_a_dash(text, end):
        return speaker, "–"
    words = words_of(text, end, stop)
    for i in range(min(len(words), 14)):
        if not (found := _verb_at(words, i)):
            continue
        size, cue = found
        if cue == "according to" or all(word.small in GRAMMAR.beside_the_verb for word in words[:i]):
            speaker = _noun_after(text, words, i + size)
        else:
            speaker = _noun_before(text, words, i)
        if speaker:
            return speaker, cue
        if i:
            return None
    return None


def _after_a_dash(text, end):
    """What alone stands behind a dash after a quotation, if it is short: “We won.” – Ann Lee."""
    dash = re.match(r"[\s\n]*(?:[–—]|--|-)\s+(?=[A-Z])", text[end : end + 200])
    if not dash:
        return None
    begin = end + dash.end()
    spans = [match.span() for match in islice(WORD.finditer(text, begin), 9)]
    line_end = text.find("\n", begin, spans[-1][1]) if spans else -1
    spans = [span for span in spans if line_end < 0 or span[1] <= line_end]
    return (spans[0][0], spans[-1][1]) if 0 < len(spans) <= 8 else None


def speaker_before(text: str, words: list[Token]) -> tuple | None:
    """Speaker and cue in the words that lead up to a quotation within its sentence."""
    for i in range(len(words) - 1, max(len(words) - 16, -1), -1):
        if found := _verb_at(words, i):
            size, cue = found
            according = cue == "according to"
            speaker = _noun_after(text, words, i + size) if according else _noun_before(text, words, i)
            if speaker:
                return speaker, cue
    return None


def speaker_anywhere(text: str, before: list[Token], after: list[Token]) -> tuple | None:
    """The subject with which the sentence opens, where no reporting verb names a speaker."""
    found = _opening(text, before) or _opening(text, after)
    return (found, None) if found else None


def indirect_speech(text: str, sentences: Iterable[tuple[int, int]]) -> Iterator[tuple]:
    """What somebody is reported to have said without marks, as a `Statement` of each such sentence."""
    for begin, end in sentences:
        words = words_of(text, begin, end)
        statements = (_reported(text, words, i, begin, end) for i in range(len(words)))
        if first := next(filter(None, statements), None):
            yield first


@cache
def reporting_verbs() -> dict[str, str]:
    """{base form of a reporting verb: its colour}, from `data/reporting_verbs.toml`.

    >>> reporting_verbs()["claim"]
    'distancing'
    """
    groups = tomllib.loads((DATA / "reporting_verbs.toml").read_text(encoding="utf-8"))
    return {verb: colour for colour, verbs in groups.items() for verb in verbs}


def base_of(word: str) -> str:
    return base_form(word.lower())


def base_form(word: str) -> str:
    """The base form of a form of a reporting verb; a word that is none stays as it is."""
    first, space, rest = word.partition(" ")
    return f"{_forms().get(first, first)}{space}{rest}"


DOUBLED = re.compile(r"(?:[^aeiou]|^|qu)[aeiou][bdgmnprt]$")  # brag, bragging; but not threaten, threatening
UNSTRESSED = ("en", "er", "on", "om", "it", "et", "ain", "eal", "or", "an", "al")


@cache
def _forms():
    """{any form of a reporting verb: its base form}: says, said, saying; claims, claimed, claiming."""
    forms = {form: base for base, irregular in GRAMMAR.irregular.items() for form in irregular}
    for verb in reporting_verbs():
        base = verb.split()[0]
        stem = base[:-1] if base.endswith("e") and not base.endswith("ee") else base
        doubled = DOUBLED.search(base) and (
            len(base) < 5 or not base.endswith(UNSTRESSED) or base in ("admit", "refer")
        )
        stem += base[-1] if doubled else ""
        past = f"{base[:-1]}ied" if re.search(r"[^aeiou]y$", base) else f"{stem}ed".replace("eeed", "eed")
        present = re.sub(r"([^aeiou])y$", r"\1ies", base)
        if present == base:
            present = f"{base}es" if re.search(r"(?:s|sh|ch|x|z|o)$", base) else f"{base}s"
        for form in (base, past, present, f"{stem}ing"):
            forms.setdefault(form, base)
    return forms


@cache
def _cues():
    """Words with which a reporting verb may begin."""
    return {"according", *_forms(), *(verb.split()[0] for verb in reporting_verbs())}


def _verb_at(words, i):
    """The reporting verb that begins at word i, as (number of words, text), or nothing."""
    word = words[i]
    if word.small not in _cues():
        return None
    base, following = base_form(word.small), words[i + 1].small if i + 1 < len(words) else ""
    if word.small == "according" and following == "to":
        return 2, "according to"
    if f"{base} {following}" in reporting_verbs():
        return 2, f"{word.small} {following}"
    if base not in reporting_verbs() or word.text[0].isupper() or (i and _makes_a_noun(words[i - 1], word)):
        return None
    return 1, word.text


def _makes_a_noun(before, word):
    """Whether a form of a reporting verb is a noun after the word before it: her claims, state reports."""
    if before.small in GRAMMAR.owners:
        return True
    named = before.text[0].isupper() and not before.text.endswith(("’s", "'s"))
    return word.small in GRAMMAR.nouns_too and before.small not in GRAMMAR.pronouns and not named


def _reported(text, words, i, begin, end):
    """What the verb at word i reports, if it is one that does."""
    found = _verb_at(words, i)
    if not found:
        return None
    size, cue = found
    if cue == "according to":
        return _by_according_to(text, words, i, begin, end)
    if base_form(cue.lower()) not in REPORTED or not i:
        return None
    speaker = _noun_before(text, words, i)
    span = _reported_words(text, words, i, size, speaker, begin, end) if speaker else None
    return Statement(*span, "indirect", speaker, cue) if span else None


def _by_according_to(text, words, i, begin, end):
    speaker = _noun_after(text, words, i + 2)
    if not speaker:
        return None
    if i <= 1:  # According to the ministry, the bridge …
        rest = WORD.search(text, speaker[1], end)
        return Statement(rest.start(), end, "indirect", speaker, "according to") if rest else None
    comma = text.startswith(",", words[i - 1].end)  # The bridge …, according to the ministry
    return Statement(begin, words[i - 1].end + comma, "indirect", speaker, "according to")


def _reported_words(text, words, i, size, speaker, begin, end):
    """Offsets of what is reported, before the speaker or after the verb at word i, which has `size` words."""
    after, led_up = i + size, text[begin : speaker[0]]
    mark = text[words[after - 1].end : words[after - 1].end + 1]
    inserted = led_up.rstrip().endswith(",")
    closes = after >= len(words) or (words[after].small in {"on", "in", "at"} and len(words) - after <= 4)
    closes = closes and "," in led_up and "," not in text[words[i - 1].end : words[i].start]
    if closes or (inserted and mark == ";"):
        return begin, begin + led_up.rfind(",") + 1  # The bridge …, the ministry said
    if inserted and mark == "," and after < len(words):  # Earlier notes, it said, had concerned the paint
        return words[after].start, end
    if words[i - 1].small in GRAMMAR.be and not words[i].text.endswith("ing"):  # he is expected to appear
        return None
    first = _statement_begins(words, i, size)
    if first is None or len(words) - first < 3:
        return None
    broken = CLAUSE_END.match(text[words[first - 1].end : words[first].start].strip())
    return None if broken else (words[first].start, end)


def _statement_begins(words, i, size):
    """The number of the word with which a statement after its verb begins, or nothing if the verb reports none."""
    base = base_form(words[i].small)
    reach = 6 if base in GRAMMAR.with_hearer else 2
    after = [word.small for word in words[i + size : i + size + reach]]
    if "that" in after:
        return i + size + after.index("that") + 1
    if base == "tell":
        return i + size + 1
    return i + size if size == 1 and base in GRAMMAR.without_that else None


def _noun_after(text, words, i):
    """The noun phrase from word i on: up to a comma, a preposition or a clause."""
    j = i
    while j < len(words) and not _ends_noun(text, words, i, j):
        j += 1
    return _trimmed(words[i:j])


def _ends_noun(text, words, i, j):
    """Whether the noun phrase from word i on has ended before word j."""
    word, before = words[j], words[j - 1] if j > i else None
    if before and CLAUSE_END.search(text[before.end : word.start]):
        return True
    joins = word.small == "of" or (word.small in ("for", "and", "in") and before and before.text[0].isupper())
    if word.small in GRAMMAR.stops and not (joins and j + 1 < len(words) and words[j + 1].text[0].isupper()):
        return True
    another = word.small in GRAMMAR.owners and before and before.small not in GRAMMAR.stops | {"of"}
    return bool(before and (another or word.small in GRAMMAR.pronouns))


def _noun_before(text, words, i):
    """The subject of the verb at word i: the noun phrase before it, past what is inserted between commas."""
    if _shares_a_subject(words, i):
        return _opening(text, words[:i])
    last = i - 1
    while last >= 0 and (words[last].small in GRAMMAR.beside_the_verb or words[last].small.endswith("ly")):
        last -= 1
    if last < 0:
        return None
    if words[last].small in GRAMMAR.pronouns - {"who"}:
        return words[last].start, words[last].end
    gap = text[words[last].end : words[last + 1].start]
    if words[last].small == "who" and last > 0:  # Ann Lee, who said
        last, gap = last - 1, ""
    if "," in gap:  # Ann Lee, the mayor of a town, said
        return _opening(text, words[: last + 1])
    first = _noun_begins(text, words, last)
    inner = first > 0 and words[first - 1].small in INSIDE_A_CLAUSE
    if inner and words[first].text.islower() and words[first].text not in GRAMMAR.owners:
        return _opening(text, words[:i])  # a helmsman who did not want to be named told
    return _trimmed(words[first : last + 1])


def _shares_a_subject(words, i):
    """Whether the verb at word i is a second one of the same subject: said …, adding; praised … and said."""
    before = words[i - 1].small if i else ""
    participle = words[i].text.endswith("ing") and not any(w.small in GRAMMAR.be for w in words[max(i - 3, 0) : i])
    return participle or before in ("to", "and", "but", "or", "by", "then")


def _noun_begins(text, words, last):
    """The number of the word with which the noun phrase begins that ends with word `last`."""
    first = last
    while first > 0 and words[first - 1].small not in ENDS_A_SUBJECT:
        if CLAUSE_END.search(text[words[first - 1].end : words[first].start]):
            break
        first -= 1
    while first < last and words[first].small in GRAMMAR.prepositions:
        first += 1
    return first


def _opening(text, words):
    """The noun phrase with which a sentence opens, past a phrase such as "In a statement,"."""
    words = words[_past_a_lead(text, words) :]
    if not words:
        return None
    first = words[0]
    if first.small in GRAMMAR.pronouns:
        return first.start, first.end
    if contracted := CONTRACTED.match(first.text):
        return first.start, first.start + contracted.end()
    last = 0
    while last + 1 < len(words) and last < 9:
        if _two_names(words, last):
            last += 2
        elif _ends_opening(text, words, last):
            break
        else:
            last += 1
    return _trimmed(words[: last + 1])


def _past_a_lead(text, words):
    """How many words stand before the subject: "In a statement," and what cannot begin one."""
    i = 0
    while i < len(words) and words[i].small in LEADS_IN:
        gaps = (k for k in range(i, len(words) - 1) if "," in text[words[k].end : words[k + 1].start])
        comma = next(gaps, None)
        if comma is None:
            break
        i = comma + 1
    while i < len(words) and words[i].small in NO_BEGINNING:
        i += 1
    return i


def _two_names(words, last):
    """Whether "and" joins a further name to the one that ends with word `last`: Xi Jinping and Putin."""
    joined = last + 2 < len(words) and words[last + 1].text == "and"
    return joined and words[last].text[0].isupper() and words[last + 2].text[0].isupper()


def _ends_opening(text, words, last):
    """Whether the noun phrase that opens a sentence ends with word `last`: at a clause, a verb, or after a name."""
    word = words[last + 1]
    if CLAUSE_END.search(text[words[last].end : word.start]) or word.small in ENDS_AN_OPENING:
        return True
    if not word.text.islower():
        return False
    if word.text.endswith(("ed", "ing")) or base_form(word.text) in reporting_verbs():
        return True
    of_a_nation = words[0].small in GRAMMAR.owners and last == 1  # the Russian leader greeted
    named = last > 0 and words[last].text[0].isupper() and not of_a_nation
    return named and word.text not in LINKS


def _trimmed(words):
    """Offsets of a noun phrase, without what belongs to the verb; nothing if no noun is left."""
    words = list(words)
    while words and (words[-1].small in NO_NOUN or words[-1].small.endswith("ly")):
        words.pop()
    while words and words[0].small in NO_BEGINNING:
        del words[0]
    if not words or len(words) > 14 or all(word.small in NO_NOUN for word in words):
        return None
    if words[0].small == "it" and len(words) > 1:
        return None
    return words[0].start, words[-1].end
