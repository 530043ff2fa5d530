"""Who and what a text names: persons, countries, institutions, with their short forms, adjectives and metonyms.

No model. A run of capitalised words is looked up in a gazetteer (which a reader can extend), freed of titles and of the
word that opens a sentence, and sorted by what stands in and around it. A short form is joined to the full name that it
ends or begins: *Trump* to *Donald Trump*, *Kim* to *Kim Jong Un*. Where that is not sure, `sure` is False: the reader
decides.
"""

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from utils.speech.attribution import base_form, reporting_verbs
from utils.speech.gazetteer import known_names, naming_words, straight
from utils.text import word_list

__all__ = ["Mention", "find_actors", "mentions", "spelling_key"]


UPPER = "A-ZÀ-ÖØ-ÞĆČĐĞİŁŃŐŘŚŞŠŤŮŰŹŻŽ"
ABBREVIATED = r"(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Maj|Sgt|Capt|Cmdr|Adm|Rev|St|Jr|Sr)\."
INITIALS = rf"(?:[{UPPER}]\.)+(?:[{UPPER}](?![^\W_]))?"
ONE = rf"(?:{INITIALS}|{ABBREVIATED}(?=\s)|[{UPPER}][^\W_]*(?:[’'‑-][^\W_]+)*(?:[’'](?!\w))?)"
PARTICLE = r"(?:de|del|da|van|von|der|den|bin|al|el|la)"
LINK = rf"(?: (?:(?:of|for)(?: the)?|&|(?:{PARTICLE} ){{0,2}}{PARTICLE}) (?=[{UPPER}]))"
RUN = re.compile(rf"(?<![^\W_]){ONE}(?:(?:{LINK}| ){ONE})*")
WORD = re.compile(rf"{ONE}|\w+|&")
BEFORE = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)\W{0,3}$")
OPENS = re.compile(r"(?:^|[.!?:…\n•][\"“”‘’'»)\]]*\s*|[–—]\s?)[\"“„«‘'(\[]*$")
DATELINE = re.compile(r"^[A-Z][\w .,’'-]{1,40}(?: ?\([^)\n]{2,30}\))? ?[–—] ?(?=\S)", re.MULTILINE)
SMALL = re.compile(r"(?<![\w’'-])[a-z]+(?![\w’'-])")
INNER = re.compile(rf"(?<=[a-z,] )[{UPPER}][^\W_]*(?:[’'‑-](?!s\b)[^\W_]+)*")
OWNER = re.compile(r"(?:[’']s|(?<=s)[’'])$")
APPOSITION = re.compile(r",? (?:(?:a|an|the|its|his|her|their) )([a-z][^,.;:()“”\n]{2,60})[,.]")
ROLE_ENDING = re.compile(r"[a-z](?:er|or|ist|ian|man|men|woman|person|keeper|hand)$")
PLACED = {"in", "at", "to", "from", "near", "outside", "around", "through", "across", "into", "towards", "toward"}
PLACED |= {"visit", "visited", "visiting", "visits", "leave", "left", "leaving", "central", "downtown", "via", "inside"}
PLACES_AFTER = {
    "railway",
    "airport",
    "station",
    "street",
    "streets",
    "suburb",
    "suburbs",
    "skyline",
    "hotel",
    "hospital",
}
PLACES_AFTER |= {"zoo", "metro", "subway", "residents", "marathon", "university"}
ROLE_OF_A_THING = {
    **dict.fromkeys(
        ["giant", "agency", "company", "group", "firm", "bank", "newspaper", "broadcaster", "maker"], "institution"
    ),
    **dict.fromkeys(["neighbour", "neighbor", "ally", "partner", "rival", "power", "river", "member"], ""),
}
NEVER_LAST = {
    "house",
    "crown",
    "energy",
    "cross",
}  # White House, a Ministry of Energy: the gazetteer or "of" knows them
NOT_A_ROLE = {
    "the",
    "a",
    "an",
    "of",
    "to",
    "and",
    "or",
    "by",
    "with",
    "for",
    "in",
    "on",
    "at",
    "from",
    "as",
    "that",
    "than",
}
NOT_A_ROLE |= {
    "over",
    "under",
    "after",
    "never",
    "ever",
    "other",
    "another",
    "whether",
    "either",
    "however",
    "rather",
    "per",
}


class Mention(NamedTuple):
    """A row of `find_actors`."""

    start: int
    end: int
    mention: str
    form: str  # name, short, adjective, metonym; surname where only other articles have the full name
    actor: str
    kind: str
    role: str
    sure: bool


class _Found(NamedTuple):
    """A stretch of the text that names somebody, before short forms are joined."""

    start: int
    end: int
    name: str
    form: str  # name, adjective, metonym; "" until joined
    kind: str  # "" until the whole text has been seen
    role: str


def find_actors(text, gazetteer=None):
    """Whom and what a text names, in order, one row a mention.

    Columns: `start, end` (offsets) and `mention`, the words there; `form`: name, short, adjective (*Chinese* for
    China), metonym (*the Kremlin* for Russia); `actor`, the fullest name in the text or the gazetteer's; `kind`:
    person, country, institution, other (places, events, things; whatever cannot be told); `role`, titles and roles
    read off the text (*ministry spokesperson*); `sure`, False where the rules guess to whom a short form belongs.
    `gazetteer`: a path to a TOML file or a dictionary of its shape, added to `data/gazetteer.toml`.

    >>> found = find_actors("President Xi Jinping spoke. Beijing hopes so, Xi said.")
    >>> found[["mention", "actor", "kind"]].values.tolist()
    [['Xi Jinping', 'Xi Jinping', 'person'], ['Beijing', 'China', 'country'], ['Xi', 'Xi Jinping', 'person']]
    """
    return pd.DataFrame(mentions(text, known_names(gazetteer)), columns=Mention._fields)


def mentions(text, known):
    """The rows of `find_actors`; `known` is that of `known_names`."""
    runs = list(RUN.finditer(text))
    in_longer = (word for run in runs if " " in run[0] for word in run[0].split())
    seen = frozenset(SMALL.findall(text)), frozenset([*INNER.findall(text), *in_longer])
    bylines = [match.span() for match in DATELINE.finditer(text) if match[0].split()[0].isupper() or "(" in match[0]]
    told = (run for run in runs if not any(start <= run.start() < end for start, end in bylines))
    pieces = [piece for run in told for piece in _pieces(text, run, known, seen)]
    return _joined(text, _bodies_of_their_own_country(text, pieces))


@lru_cache(maxsize=100_000)
def _plain(name):
    """A name as the gazetteer has it, without the ’s of an owner."""
    return straight(OWNER.sub("", name))


def _bodies_of_their_own_country(text, pieces):
    """Pakistan's Supreme Court is not that of the United States, for which the gazetteer takes a bare one."""
    mended = []
    for piece in pieces:
        before = mended[-1] if mended else None
        words = text[piece.start : piece.end]
        foreign = before and before.kind == "country" and before.name != "United States"
        bare = piece.name.startswith("US ") and not words.startswith(("U", "The U"))
        if foreign and bare and re.fullmatch(r"(?:[’']s?)?(?: [a-z]+)? ", text[before.end : piece.start]):
            piece = piece._replace(name=f"{words} ({before.name})")
        mended.append(piece)
    return mended


def _pieces(text, run, known, seen):
    """The names within a run of capitalised words, gazetteer entries first."""
    words = [(run.start() + m.start(), run.start() + m.end(), m[0]) for m in WORD.finditer(run[0])]
    if OPENS.search(text, max(run.start() - 6, 0), run.start()):
        words = _without_opener(words, known, *seen)
    words = [word for i, word in enumerate(words) if word[2][0].islower() or not _nobody_here(words, i)]
    while words and words[0][2][0].islower():
        del words[0]
    while words:
        size = next((k + 1 for k, word in enumerate(words) if OWNER.search(word[2])), len(words))
        size = max(size, _entry(words, 0, known)[0])  # National People's Congress
        yield from _names_in(text, words[:size], known)
        words = words[size:]


def _nobody_here(words, i):
    """Whether a word names nobody, and is no part of a person's name either: Theresa May, Will Smith."""
    given = naming_words()["given"]
    family = i > 0 and words[i - 1][2].lower() in given
    first = words[i][2].lower() in given | {"will", "april", "june", "jan"} and i + 1 < len(words)
    first = first and words[i + 1][2][0].isupper() and not _names_nobody(words[i + 1][2])
    return not family and not first and _names_nobody(words[i][2])


@lru_cache(maxsize=100_000)
def _names_nobody(word):
    """Dates, the first person (I’m), and a member's party and state (D-Calif)."""
    small = OWNER.sub("", word).lower().rstrip(".")
    first = re.split("[’']", small)[0]
    return (
        (len(first) < 2 and first != "&")
        or small in naming_words()["calendar"]
        or bool(re.match(r"[DRI]-[A-Z]", word))
        or (first in word_list("function_words.txt") and small != "the" and not word.isupper())
    )


def _without_opener(words, known, small_words, inner_names):
    """A sentence opens with a capital: its first word is a name only if it is no common word."""
    first = words[0][2]
    small = OWNER.sub("", first).lower()
    if _entry(words, 0, known)[0]:
        return words
    if re.search(r"-[a-z]", first):  # Forty-six, Half-way
        return words[1:]
    if small.rstrip(".") in naming_words()["titles"]:
        return words
    common = small in word_list("function_words.txt") or small in word_list("sentence_openers.txt")
    if common or small.endswith("ly") or small in small_words:
        return words[1:]
    if len(words) > 2 and (_is_role(small) or OWNER.sub("", words[1][2]).lower() in naming_words()["given"]):
        return words[1:]  # Deckhand Rufus Amel, Old Anders Quist
    if len(words) == 1 and OWNER.sub("", first) not in inner_names:
        return []
    return words


def _entry(words, at, known):
    """The longest gazetteer entry that begins at a word: (number of words, entry)."""
    for size in range(min(len(words) - at, 6), 0, -1):
        joined = " ".join([word[2] for word in words[at : at + size]])
        if entry := known.get(_plain(joined)):
            return size, entry
    compound = re.match(r"(\w+)-[a-z]", words[at][2])  # Japanese-occupied
    entry = known.get(compound[1]) if compound else None
    return (1, entry) if entry and entry[2] == "adjective" else (0, None)


def _names_in(text, words, known):
    kinds = naming_words()
    lower = [OWNER.sub("", word[2]).lower().rstrip(".") for word in words]
    if words[0][2] == "The" and len(words) > 1 and _entry(words, 0, known)[0] < 2:
        words, lower = words[1:], lower[1:]
    if len(words) > 1 and _entry(words, 0, known)[0] < len(words) and _is_institution(lower, kinds):
        if "&" in lower and "of" in lower:
            words = words[: lower.index("of")]
        yield _found(text, words, "institution", "")
        return
    i, title = 0, []
    while i < len(words):
        size, entry = _entry(words, i, known)
        thing = i + size < len(words) and lower[i + size] in kinds["others"] and (not entry or entry[2] != "adjective")
        if size and not thing and not _part_of_a_name(words, lower, i, size, entry, title, known):
            yield _from_gazetteer(text, words[i : i + size], entry)
            i += size
        elif lower[i] in kinds["titles"] and i + 1 < len(words):
            title.append(words[i][2])
            i += 1
        elif lower[i] in ("of", "for", "the"):
            title, i = [], i + 1
        else:
            stop = next((k for k in range(i + 1, len(words)) if _entry(words, k, known)[0] > 1), len(words))
            rest = words[i:stop]
            if "of" in lower[i + 2 : stop] and not {lower[i], lower[i + 1]} & (kinds["others"] | kinds["institutions"]):
                stop = i + lower[i:stop].index("of")  # Ann Lee of Sillen
                rest = words[i:stop]
            if lower[i] not in kinds["titles"]:
                yield _found(text, rest, _kind_of(lower[i:stop], title, kinds), " ".join(title))
            title, i = [], stop


def _part_of_a_name(words, lower, i, size, entry, title, known):
    """Whether a country or town is somebody's name here: Israel Katz, Paris Hilton, President Washington."""
    if size > 1 or entry[1] != "country" or entry[2] not in ("name", "capital") or words[i][2].isupper():
        return False
    kinds = naming_words()
    if title and title[-1].lower().rstrip(".") in kinds["personal"] and entry[2] == "capital":
        return True
    if i + 1 >= len(words) or OWNER.search(words[i][2]) or words[i + 1][2][0].islower():
        return False
    follows = lower[i + 1]
    known_word = follows in kinds["titles"] | kinds["institutions"] | kinds["others"] | kinds["roles"]
    return not known_word and not _entry(words, i + 1, known)[0]


def _is_institution(lower, kinds):
    head = (
        lower[: lower.index("of")]
        if "of" in lower[1:]
        else lower[: lower.index("for")]
        if "for" in lower[1:]
        else lower
    )
    return "&" in lower or (bool(head) and head[-1] in kinds["institutions"] - NEVER_LAST)


def _from_gazetteer(text, words, entry):
    name, kind, form = entry
    start, end = words[0][0], _end_of(words)
    if form == "capital" and _is_place(text, start, words[-1][1]):
        return _Found(start, end, text[start:end], "name", "other", "")
    if form == "adjective" and re.match(r"\w+-[a-z]", words[0][2]):
        end = start + words[0][2].index("-")
    return _Found(start, end, name, "metonym" if form == "capital" else form, kind, "")


def _is_place(text, start, end):
    before = BEFORE.search(text, max(start - 30, 0), start)
    after = re.match(r"\s([a-z]+)", text[end : end + 30])
    placed = before and before[1].lower() in PLACED
    owner_of_a_place = re.search(r"[’']s$", text[start:end]) and text[end + 1 : end + 2].isupper()
    return bool(placed or owner_of_a_place or (after and after[1] in PLACES_AFTER))


def _kind_of(lower, title, kinds):
    """Kind of a name by its own words and its title; "" where the text has to tell."""
    if len(lower) == 1:
        if title and title[-1].lower().rstrip(".") in kinds["personal"]:
            return "person"
        return "other" if lower[0] in kinds["others"] else ""
    if len(lower) <= 4 and title:
        return "person"
    if {"of", "for"} & set(lower) or (kinds["others"] & set(lower) and lower[0] not in kinds["given"]):
        return "other"
    return "person" if len(lower) <= 4 and lower[0] in kinds["given"] and lower[-1] not in kinds["others"] else ""


def _found(text, words, kind, title):
    start, end = words[0][0], _end_of(words)
    before, after = _role_before(text, start - len(title) - (1 if title else 0)), _role_after(text, end)
    role = " ".join(filter(None, (before, title))) or after
    if kind == "" and (before or (after and len(words) > 1)):
        kind = ROLE_OF_A_THING.get((before or after).split()[-1], "person")
    return _Found(start, end, text[start:end], "", kind, role)


def _end_of(words):
    return words[-1][0] + len(OWNER.sub("", words[-1][2]))


def _role_before(text, start):
    """Small words right before a name whose last is a role: the ministry spokesperson, a dairy farmer."""
    words, place = [], start
    while len(words) < 4 and (match := re.search(r"(?<![\w’'-])([a-z][a-z-]+) $", text[max(place - 25, 0) : place])):
        if (
            match[1] in NOT_A_ROLE
            or match[1] in word_list("function_words.txt")
            or base_form(match[1]) in reporting_verbs()
        ):
            break
        words.insert(0, match[1])
        place -= len(match[1]) + 1
    if not words or not _is_role(words[-1]):
        return ""
    while len(words) > 1 and words[0].endswith(("ed", "ing", "ly")):
        del words[0]
    return " ".join(words)


def _role_after(text, end):
    """What an apposition calls a name: Ann Lee, the mayor of a town, said."""
    match = APPOSITION.match(text, end)
    if not match or text[end : end + 1] != ",":
        return ""
    head = re.split(r" (?:of|for|at|in|from|who|with|to|and|on) ", match[1])[0].split()
    if len(head) <= 4 and _is_role(head[-1]):
        return re.split(r" (?:and|who|with) ", match[1])[0].strip()
    return ""


def _is_role(word):
    return word in naming_words()["roles"] or bool(ROLE_ENDING.search(word))


@lru_cache(maxsize=100_000)
def spelling_key(name):
    """One key for the spellings of a full name: Kim Jong-un and Kim Jong Un, Donald J. Trump and Donald Trump."""
    words = re.sub(r"[-‑]", " ", name).lower().split()
    return " ".join(word for word in words if not re.fullmatch(r"[a-z]\.", word)) or name.lower()


def _joined(text, found):
    """Rows with short forms joined to the full names of the same text."""
    display = _spellings(found)
    persons = _persons(text, found)
    titles = {}
    for one in found:
        titles.setdefault(spelling_key(one.name), set()).update(one.role.lower().split())
    rows, seen = [], []
    for one in found:
        mention = text[one.start : one.end]
        if one.form:
            rows.append(Mention(one.start, one.end, mention, one.form, one.name, one.kind, one.role, True))
            continue
        key, actor, form, kind, sure = spelling_key(one.name), one.name, "name", one.kind, True
        if " " in one.name:
            actor = display[key]
            kind = "person" if key in persons and one.kind != "institution" else one.kind
        elif fitting := _namesakes(one.name.lower(), persons):
            key, sure = _fitting(one, fitting, titles, seen)
            actor, form, kind = display.get(key, one.name), "short", "person"
        elif not kind and len(one.name) > 1 and one.name.isupper():
            kind = "institution"
        if kind == "person" and key in persons and sure:
            seen.append(key)
        rows.append(Mention(one.start, one.end, mention, form, actor, kind or "other", one.role, sure))
    return rows


def _spellings(found):
    """{key of a full name: its most frequent spelling in this text}."""
    spellings = {}
    for one in found:
        if not one.form and " " in one.name:
            spellings.setdefault(spelling_key(one.name), Counter())[one.name] += 1
    return {key: max(names, key=names.get) for key, names in spellings.items()}


def _persons(text, found):
    """Keys, in order, of the full names that are persons: by title, role, given name or short form."""
    singles = {one.name for one in found if not one.form and " " not in one.name}
    persons = {}
    for one in found:
        words = one.name.split()
        if one.form or len(words) < 2 or one.kind in ("institution", "other"):
            continue
        known = one.kind == "person" or ({words[-1], words[0]} & singles and len(words) <= 4)
        before = BEFORE.search(text, max(one.start - 30, 0), one.start)
        placed = before and before[1].lower() in PLACED | {"the", "of", "this", "a"}
        if known or (len(words) <= 4 and not placed and "&" not in one.name):
            persons.setdefault(spelling_key(one.name))
    return persons


def _namesakes(word, persons):
    """Keys of the people whose family or first name a word is; a junior only where there is nobody else."""
    keys = [key for key in persons if word in (key.split()[0], re.sub(r" [js]r\.?$", "", key).split()[-1])]
    return [key for key in keys if not re.search(r" [js]r\.?$", key)] or keys


def _fitting(one, fitting, titles, seen):
    """Which of several people a short form means: (key, sure); nobody where the text gives no hint."""
    if len(fitting) == 1:
        family_name = one.name.lower() not in naming_words()["given"] - {"kim", "lee"}
        return fitting[0], family_name and fitting[0] in seen
    title = set(one.role.lower().split())
    by_title = [key for key in fitting if title & titles.get(key, set())]
    if len(by_title) == 1:
        return by_title[0], True
    before = [key for key in seen if key in fitting]
    return (before[-1], False) if before else (None, False)
