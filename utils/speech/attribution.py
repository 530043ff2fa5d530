"""Who says it: rules that find the speaker of a quotation in the words around it, and reported speech without marks.

No parser. A reporting verb is looked for (`data/reporting_verbs.toml`), then the noun phrase that is its subject: right
after the verb, right before it past what is inserted between commas, or where the sentence opens.
"""

import re
import tomllib
from functools import cache

from utils.notebook.settings import DATA

__all__ = ["indirect_speech", "reporting_verbs", "speaker_after", "speaker_anywhere", "speaker_before"]

WORD = re.compile(r"(?:[A-Z]\.)+|[^\W_]+(?:[.'’-][^\W_]+)*")
PRONOUNS = {"he", "she", "they", "it", "i", "we", "who"}
STOPS = {
    *("in", "on", "at", "during", "after", "before", "when", "while", "as", "to", "with", "about", "for", "by", "from"),
    *("because", "that", "which", "who", "whose", "where", "and", "but", "if", "though", "although", "than", "into"),
    *(
        "through",
        "following",
        "earlier",
        "last",
        "this",
        "via",
        "over",
        "under",
        "during",
        "yesterday",
        "today",
        "outside",
    ),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "later", "then", "so", "is", "was"),
}
BESIDE_THE_VERB = {
    *(
        "has",
        "have",
        "had",
        "is",
        "was",
        "were",
        "are",
        "be",
        "been",
        "also",
        "later",
        "then",
        "reportedly",
        "recently",
    ),
    *("would", "will", "could", "can", "may", "might", "should", "did", "does", "do", "once", "even", "still", "now"),
    *("often", "repeatedly", "not", "further", "simply", "previously", "famously", "never", "first", "just", "again"),
}
NOUNS_TOO = {  # a verb only where a name or a pronoun stands before it
    *("state", "states", "report", "reports", "plan", "plans", "promise", "promises", "support", "supports", "record"),
    *("records", "attack", "attacks", "show", "shows", "list", "lists", "post", "posts", "charge", "charges", "back"),
    *("label", "labels", "sign", "signs", "call", "calls", "talk", "talks", "hope", "hopes", "fear", "fears", "find"),
    *("read", "cry", "worry", "laugh", "object", "objects", "welcome", "estimate", "offer", "demand", "request"),
    *(
        "praise",
        "comment",
        "comments",
        "remark",
        "remarks",
        "answer",
        "answers",
        "address",
        "speak",
        "known",
        "thought",
    ),
}
OWNERS = {
    "the",
    "a",
    "an",
    "his",
    "her",
    "their",
    "its",
    "this",
    "that",
    "my",
    "our",
    "your",
    "these",
    "those",
    "no",
    "any",
}
WITHOUT_THAT = {
    *("say", "believe", "think", "hope", "claim", "warn", "argue", "insist", "suggest", "predict", "admit", "expect"),
}
WITH_HEARER = {"tell", "inform", "remind", "assure"}  # told reporters that
REPORTED = WITHOUT_THAT | {
    *("announce", "state", "add", "explain", "maintain", "contend", "allege", "acknowledge", "confirm", "report"),
    *("note", "assert", "deny", "concede", "reveal", "promise", "vow", "pledge", "estimate", "point out", "stress"),
    *("emphasize", "write", "declare", "fear", "complain", "conclude", "testify", "agree", "reiterate", "remind"),
    *("assure", "inform", "hint", "imply", "speculate", "recall", "find", "tell", "observe", "caution", "worry"),
    *("disclose", "boast", "show", "reply", "answer", "reckon", "feel"),
}
PREPOSITIONS = {
    "in",
    "on",
    "at",
    "during",
    "for",
    "from",
    "to",
    "with",
    "by",
    "of",
    "about",
    "under",
    "since",
    "despite",
}
BE = {"is", "are", "was", "were", "be", "been", "am"}
NO_SUBJECT = {*STOPS, *BESIDE_THE_VERB, "there", "what", "here", "yes", "no", "the", "a", "an", "of", "or"}
CLAUSE_END = re.compile(r"[,;:()–—“”\"]|--|\s-\s")


def speaker_after(text, end, stop):
    """Speaker and cue in what follows a quotation up to the next one or the end of the sentence."""
    next_mark = re.compile(r"[“„«\"]|\n\n").search(text, end, stop)
    stop = next_mark.start() if next_mark else stop
    if dash := re.match(r"[\s\n]*(?:[–—]|--|-)\s+(?=[A-Z])", text[end : end + 200]):
        line_end = text.find("\n", end + dash.end())
        words = words_of(text, end + dash.end(), line_end if line_end > 0 else len(text))
        if 0 < len(words) <= 8:
            return (words[0][0], words[-1][1]), "–"
    words = words_of(text, end, stop)
    for i in range(min(len(words), 14)):
        if found := _verb_at(words, i):
            size, cue = found
            if i == 0 or cue == "according to" or all(word[2].lower() in BESIDE_THE_VERB for word in words[:i]):
                speaker = _noun_after(text, words, i + size, stop)
            else:
                speaker = _noun_before(text, words, i, words[0][0])
            if speaker:
                return speaker, cue
            if i == 0:
                continue
            return None
    return None


def speaker_before(text, begin, start):
    """Speaker and cue in what leads up to a quotation within its sentence."""
    words = words_of(text, begin, start)
    for i in range(len(words) - 1, max(len(words) - 16, -1), -1):
        if found := _verb_at(words, i):
            _, cue = found
            if cue == "according to":
                if speaker := _noun_after(text, words, i + 2, start):
                    return speaker, cue
                continue
            if speaker := _noun_before(text, words, i, begin):
                return speaker, cue
    return None


def speaker_anywhere(text, begin, start, end, stop):
    """The subject with which the sentence opens, where no reporting verb names a speaker."""
    found = _opening(text, words_of(text, begin, start)) or _opening(text, words_of(text, end, stop))
    return (found, None) if found else None


def indirect_speech(text, sentences):
    """What somebody is reported to have said without marks: rows like those of quotations."""
    for begin, end in sentences:
        words = words_of(text, begin, end)
        for i in range(len(words)):
            found = _verb_at(words, i)
            if not found or (found[1] != "according to" and base_form(found[1].lower()) not in REPORTED):
                continue
            row = _reported(text, words, i, *found, begin, end)
            if row:
                yield row
                break


@cache
def reporting_verbs():
    """{base form of a reporting verb: its colour}, from `data/reporting_verbs.toml`.

    >>> reporting_verbs()["claim"]
    'distancing'
    """
    groups = tomllib.loads((DATA / "reporting_verbs.toml").read_text(encoding="utf-8"))
    return {verb: colour for colour, verbs in groups.items() for verb in verbs}


def words_of(text, start, end):
    return [(match.start(), match.end(), match[0]) for match in WORD.finditer(text, start, end)]


def base_of(word):
    return base_form(word.lower())


def base_form(word):
    """The base form of a form of a reporting verb; a word that is none stays as it is."""
    first, space, rest = word.partition(" ")
    return f"{_forms().get(first, first)}{space}{rest}"


IRREGULAR = {
    **{"said": "say", "told": "tell", "wrote": "write", "written": "write", "spoke": "speak", "spoken": "speak"},
    **{"thought": "think", "felt": "feel", "knew": "know", "known": "know", "found": "find", "swore": "swear"},
    **{
        "sworn": "swear",
        "made": "make",
        "began": "begin",
        "begun": "begin",
        "shown": "show",
        "hit": "hit",
        "shot": "shoot",
    },
}
DOUBLED = re.compile(r"(?:[^aeiou]|^|qu)[aeiou][bdgmnprt]$")  # brag, bragging; but not threaten, threatening
UNSTRESSED = ("en", "er", "on", "om", "it", "et", "ain", "eal", "or", "an", "al")


@cache
def _forms():
    """{any form of a reporting verb: its base form}: says, said, saying; claims, claimed, claiming."""
    forms = dict(IRREGULAR)
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
    word = words[i][2].lower()
    if word not in _cues():
        return None
    known = reporting_verbs()
    if word == "according" and i + 1 < len(words) and words[i + 1][2].lower() == "to":
        return 2, "according to"
    if i + 1 < len(words):
        two = f"{base_form(word)} {words[i + 1][2].lower()}"
        if two in known:
            return 2, f"{word} {words[i + 1][2].lower()}"
    if base_form(word) not in known or words[i][2][0].isupper():
        return None
    if i and words[i - 1][2].lower() in OWNERS:
        return None
    if word in NOUNS_TOO and i:
        before = words[i - 1][2]
        if before.lower() not in PRONOUNS and not (before[0].isupper() and not re.search(r"[’']s$", before)):
            return None
    return 1, words[i][2]


def _reported(text, words, i, size, cue, begin, end):
    last = len(words)
    if cue == "according to":
        speaker = _noun_after(text, words, i + 2, end)
        if not speaker:
            return None
        if i <= 1:  # According to the ministry, the bridge …
            rest = WORD.search(text, speaker[1], end)
            return (rest.start(), end, "indirect", speaker, cue) if rest else None
        comma = text.startswith(",", words[i - 1][1])
        return begin, words[i - 1][1] + comma, "indirect", speaker, cue  # The bridge …, according to the ministry
    closing = i + size >= last or (words[i + size][2].lower() in {"on", "in", "at"} and last - i - size <= 4)
    gap = text[words[i - 1][1] : words[i][0]] if i else ""
    speaker = _noun_before(text, words, i, begin) if i else None
    if not speaker:
        return None
    if closing and speaker[0] > begin and "," in text[begin : speaker[0]] and "," not in gap:
        comma = text.rfind(",", begin, speaker[0])
        return begin, comma + 1, "indirect", speaker, cue  # The bridge …, the ministry said
    stop = words[i + size - 1][1]
    inserted = speaker[0] > begin and text[begin : speaker[0]].rstrip().endswith(",")
    if inserted and text[stop : stop + 1] == ";":
        return begin, text.rfind(",", begin, speaker[0]) + 1, "indirect", speaker, cue
    if inserted and text[stop : stop + 1] == "," and i + size < last:  # Earlier notes, it said, had concerned the paint
        return words[i + size][0], end, "indirect", speaker, cue
    if i and words[i - 1][2].lower() in BE and not words[i][2].endswith("ing"):  # he is expected to appear
        return None
    reach = 6 if base_form(words[i][2].lower()) in WITH_HEARER else 2
    after = [word[2].lower() for word in words[i + size : i + size + reach]]
    if "that" in after:
        k = i + size + after.index("that") + 1
    elif base_form(words[i][2].lower()) == "tell":
        k = i + size + 1
    elif base_form(cue.lower()) in WITHOUT_THAT:
        k = i + size
    else:
        return None
    if last - k < 3 or CLAUSE_END.match(text[words[k - 1][1] : words[k][0]].strip()):
        return None
    return words[k][0], end, "indirect", speaker, cue


def _noun_after(text, words, i, stop):
    """The noun phrase from word i on: up to a comma, a preposition or a clause."""
    j = i
    while j < len(words):
        word = words[j][2]
        if j > i and CLAUSE_END.search(text[words[j - 1][1] : words[j][0]]):
            break
        joined = word.lower() == "of" or (
            word.lower() in ("for", "and", "in") and j > i and words[j - 1][2][0].isupper()
        )
        if word.lower() in STOPS and not (joined and j + 1 < len(words) and words[j + 1][2][0].isupper()):
            break
        if j > i and (
            word.lower() in PRONOUNS or (word.lower() in OWNERS and words[j - 1][2].lower() not in STOPS | {"of"})
        ):
            break
        j += 1
    return _trimmed(words[i:j])


def _noun_before(text, words, i, begin):
    """The subject of the verb at word i: the noun phrase before it, past what is inserted between commas."""
    before = words[i - 1][2].lower() if i else ""
    participle = words[i][2].endswith("ing") and not any(w[2].lower() in BE for w in words[max(i - 3, 0) : i])
    if participle or before in ("to", "and", "but", "or", "by", "then"):  # said …, adding; praised … and said
        return _opening(text, words[:i])
    j = i - 1
    while j >= 0 and (words[j][2].lower() in BESIDE_THE_VERB or words[j][2].lower().endswith("ly")):
        j -= 1
    if j < 0:
        return None
    if words[j][2].lower() in PRONOUNS - {"who"}:
        return words[j][0], words[j][1]
    gap = text[words[j][1] : words[j + 1][0]]
    if words[j][2].lower() == "who" and j > 0:  # Ann Lee, who said
        j, gap = j - 1, ""
    if "," in gap:  # Ann Lee, the mayor of a town, said
        return _opening(text, words[: j + 1])
    k = j
    while k > 0:
        word = words[k - 1][2].lower()
        joined = word in ("of", "for", "in", "at", "from", "with")
        if CLAUSE_END.search(text[words[k - 1][1] : words[k][0]]) or word in PRONOUNS or (word in STOPS and not joined):
            break
        k -= 1
    while k < j and words[k][2].lower() in PREPOSITIONS:
        k += 1
    inner = k > 0 and words[k - 1][2].lower() in {"who", "which", "that", "to", "be", "as", "than"}
    if inner and words[k][2].islower() and words[k][2] not in OWNERS:  # a helmsman who did not want to be named told
        return _opening(text, words[:i])
    return _trimmed(words[k : j + 1])


def _opening(text, words):
    """The noun phrase with which a sentence opens, past a phrase such as "In a statement,"."""
    i = 0
    while i < len(words) and words[i][2].lower() in PREPOSITIONS | {"as", "when", "while", "after", "before"}:
        comma = next((k for k in range(i, len(words) - 1) if "," in text[words[k][1] : words[k + 1][0]]), None)
        if comma is None:
            break
        i = comma + 1
    while i < len(words) and words[i][2].lower() in NO_SUBJECT - PRONOUNS - {"the", "a", "an", "no"}:
        i += 1
    if i >= len(words):
        return None
    if words[i][2].lower() in PRONOUNS:
        return words[i][0], words[i][1]
    contracted = re.match(r"(?:he|she|they|it|i|we)(?=[’'])", words[i][2], re.IGNORECASE)
    if contracted:
        return words[i][0], words[i][0] + contracted.end()
    j = i
    while j + 1 < len(words) and j - i < 9:
        word, gap = words[j + 1][2], text[words[j][1] : words[j + 1][0]]
        if word == "and" and j + 2 < len(words) and words[j][2][0].isupper() and words[j + 2][2][0].isupper():
            j += 2  # Xi Jinping and Putin
            continue
        if CLAUSE_END.search(gap) or word.lower() in STOPS - {"for", "in", "at", "from"} | BESIDE_THE_VERB | PRONOUNS:
            break
        if word.islower() and (word.endswith(("ed", "ing")) or base_form(word) in reporting_verbs()):
            break
        of_a_nation = words[i][2].lower() in OWNERS and j == i + 1  # the Russian leader greeted
        named = words[j][2][0].isupper() and j > i and not of_a_nation
        if word.islower() and named and word not in ("of", "for", "in", "at", "from"):
            break
        j += 1
    return _trimmed(words[i : j + 1])


def _trimmed(chunk):
    """Offsets of a noun phrase, without what belongs to the verb; nothing if no noun is left."""
    chunk = list(chunk)
    while chunk and (chunk[-1][2].lower() in NO_SUBJECT - PRONOUNS or chunk[-1][2].lower().endswith("ly")):
        chunk.pop()
    while chunk and chunk[0][2].lower() in NO_SUBJECT - PRONOUNS - {"the", "a", "an", "no"}:
        del chunk[0]
    if not chunk or len(chunk) > 14 or all(word[2].lower() in NO_SUBJECT - PRONOUNS for word in chunk):
        return None
    if chunk[0][2].lower() == "it" and len(chunk) > 1:
        return None
    return chunk[0][0], chunk[-1][1]
