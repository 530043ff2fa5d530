"""Who and what a text names: persons, countries, institutions, with their short forms, adjectives and metonyms.

No model. A run of capitalised words is looked up in a gazetteer (which a reader can extend), freed of titles and of the
word that opens a sentence, and sorted by what stands in and around it. A short form is joined to the full name that it
ends or begins: *Trump* to *Donald Trump*, *Kim* to *Kim Jong Un*. Where that is not sure, `sure` is False: the reader
decides.
"""

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from utils.speech.attribution import base_form, reporting_verbs
from utils.speech.gazetteer import known_names, straight
from utils.speech.tokens import words_of
from utils.text import lies_inside, word_list, word_lists

__all__ = ["NAMING", "Mention", "find_actors", "mentions", "spelling_key"]

NAMING = word_lists("naming.toml")
UPPER = "A-ZÀ-ÖØ-ÞĆČĐĞİŁŃŐŘŚŞŠŤŮŰŹŻŽ"
ABBREVIATED = r"(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Maj|Sgt|Capt|Cmdr|Adm|Rev|St|Jr|Sr)\."
INITIALS = rf"(?:[{UPPER}]\.)+(?:[{UPPER}](?![^\W_]))?"
ONE = rf"(?:{INITIALS}|{ABBREVIATED}(?=\s)|[{UPPER}][^\W_]*(?:[’'‑-][^\W_]+)*(?:[’'](?!\w))?)"
PARTICLE = r"(?:de|del|da|van|von|der|den|bin|al|el|la)"
LINK = rf"(?: (?:(?:of|for)(?: the)?|&|(?:{PARTICLE} ){{0,2}}{PARTICLE}) (?=[{UPPER}]))"
MOST = 99  # further words of a run: a page in capitals is no name, and what is done with a run may take its square
RUN = re.compile(rf"(?<![^\W_]){ONE}(?:(?:{LINK}| ){ONE}){{0,{MOST}}}")
WORD = re.compile(rf"{ONE}|\w+|&")
BEFORE = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)\W{0,3}$")
OPENS = re.compile(r"(?:^|[.!?:…\n•][\"“”‘’'»)\]]*\s*|[–—]\s?)[\"“„«‘'(\[]*$")
DATELINE = re.compile(r"^[A-Z][\w .,’'-]{1,40}(?: ?\([^)\n]{2,30}\))? ?[–—] ?(?=\S)", re.MULTILINE)
SMALL = re.compile(r"(?<![\w’'-])[a-z]+(?![\w’'-])")
INNER = re.compile(rf"(?<=[a-z,] )[{UPPER}][^\W_]*(?:[’'‑-](?!s\b)[^\W_]+)*")
OWNER = re.compile(r"(?:[’']s|(?<=s)[’'])$")
APPOSITION = re.compile(r",? (?:(?:a|an|the|its|his|her|their) )([a-z][^,.;:()“”\n]{2,60})[,.]")
ROLE_ENDING = re.compile(r"[a-z](?:er|or|ist|ian|man|men|woman|person|keeper|hand)$")


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


def find_actors(text: str, gazetteer: str | Path | dict | None = None) -> pd.DataFrame:
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


def mentions(text: str, known: Mapping) -> list:
    """The rows of `find_actors`; `known` is that of `known_names`."""
    runs = list(RUN.finditer(text))
    in_longer = (word for run in runs if " " in run[0] for word in run[0].split())
    seen = frozenset(SMALL.findall(text)), frozenset([*INNER.findall(text), *in_longer])
    bylines = [match.span() for match in DATELINE.finditer(text) if match[0].split()[0].isupper() or "(" in match[0]]
    names = (run for run in runs if not lies_inside(bylines, run.start()))
    pieces = [piece for run in names for piece in _pieces(text, run, known, seen)]
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
    words = words_of(text, run.start(), run.end(), WORD)
    if OPENS.search(text, max(run.start() - 6, 0), run.start()):
        words = _without_opener(words, known, *seen)
    words = [word for i, word in enumerate(words) if word.text[0].islower() or not _nobody_here(words, i)]
    while words and words[0].text[0].islower():
        del words[0]
    while words:
        size = next((k + 1 for k, word in enumerate(words) if OWNER.search(word.text)), len(words))
        size = max(size, _entry(words, 0, known)[0])  # National People's Congress
        yield from _names_in(text, words[:size], known)
        words = words[size:]


def _nobody_here(words, i):
    """Whether a word names nobody, and is no part of a person's name either: Theresa May, Will Smith."""
    family = i > 0 and words[i - 1].small in NAMING.given
    first = words[i].small in NAMING.given | {"will", "april", "june", "jan"} and i + 1 < len(words)
    first = first and words[i + 1].text[0].isupper() and not _names_nobody(words[i + 1].text)
    return not family and not first and _names_nobody(words[i].text)


@lru_cache(maxsize=100_000)
def _names_nobody(word):
    """Dates, the first person (I’m), and a member's party and state (D-Calif)."""
    small = OWNER.sub("", word).lower().rstrip(".")
    first = re.split("[’']", small)[0]
    return (
        (len(first) < 2 and first != "&")
        or small in NAMING.calendar
        or bool(re.match(r"[DRI]-[A-Z]", word))
        or (first in word_list("function_words.txt") and small != "the" and not word.isupper())
    )


def _without_opener(words, known, small_words, inner_names):
    """A sentence opens with a capital: its first word is a name only if it is no common word."""
    first = words[0].text
    small = OWNER.sub("", first).lower()
    if _entry(words, 0, known)[0]:
        return words
    if re.search(r"-[a-z]", first):  # Forty-six, Half-way
        return words[1:]
    if small.rstrip(".") in NAMING.titles:
        return words
    common = small in word_list("function_words.txt") or small in word_list("sentence_openers.txt")
    if common or small.endswith("ly") or small in small_words:
        return words[1:]
    if len(words) > 2 and (_is_role(small) or OWNER.sub("", words[1].text).lower() in NAMING.given):
        return words[1:]  # Deckhand Rufus Amel, Old Anders Quist
    if len(words) == 1 and OWNER.sub("", first) not in inner_names:
        return []
    return words


def _entry(words, at, known):
    """The longest gazetteer entry that begins at a word: (number of words, entry); (0, None) if none does."""
    for size in range(min(len(words) - at, 6), 0, -1):
        joined = " ".join([word.text for word in words[at : at + size]])
        if entry := known.get(_plain(joined)):
            return size, entry
    compound = re.match(r"(\w+)-[a-z]", words[at].text)  # Japanese-occupied
    entry = known.get(compound[1]) if compound else None
    return (1, entry) if entry and entry.form == "adjective" else (0, None)


def _names_in(text, words, known):
    lower = [OWNER.sub("", word.text).lower().rstrip(".") for word in words]
    if words[0].text == "The" and len(words) > 1 and _entry(words, 0, known)[0] < 2:
        words, lower = words[1:], lower[1:]
    if len(words) > 1 and _entry(words, 0, known)[0] < len(words) and _is_institution(lower):
        if "&" in lower and "of" in lower:
            words = words[: lower.index("of")]
        yield _found(text, words, "institution", "")
        return
    i, title, stops = 0, [], [k for k in range(1, len(words)) if _entry(words, k, known)[0] > 1]
    while i < len(words):
        size, entry = _entry(words, i, known)
        thing = i + size < len(words) and lower[i + size] in NAMING.others and not (entry and entry.form == "adjective")
        if size and not thing and not _part_of_a_name(words, lower, i, size, entry, title, known):
            yield _from_gazetteer(text, words[i : i + size], entry)
            i += size
        elif lower[i] in NAMING.titles and i + 1 < len(words):
            title.append(words[i].text)
            i += 1
        elif lower[i] in ("of", "for", "the"):
            title, i = [], i + 1
        else:
            stop = next((k for k in stops if k > i), len(words))
            rest = words[i:stop]
            if "of" in lower[i + 2 : stop] and not {lower[i], lower[i + 1]} & (NAMING.others | NAMING.institutions):
                stop = i + lower[i:stop].index("of")  # Ann Lee of Sillen
                rest = words[i:stop]
            if lower[i] not in NAMING.titles:
                yield _found(text, rest, _kind_of(lower[i:stop], title), " ".join(title))
            title, i = [], stop


def _part_of_a_name(words, lower, i, size, entry, title, known):
    """Whether a country or town is somebody's name here: Israel Katz, Paris Hilton, President Washington."""
    if size > 1 or entry.kind != "country" or entry.form not in ("name", "capital") or words[i].text.isupper():
        return False
    if title and title[-1].lower().rstrip(".") in NAMING.personal and entry.form == "capital":
        return True
    if i + 1 >= len(words) or OWNER.search(words[i].text) or words[i + 1].text[0].islower():
        return False
    known_word = lower[i + 1] in NAMING.titles | NAMING.institutions | NAMING.others | NAMING.roles
    return not known_word and not _entry(words, i + 1, known)[0]


def _is_institution(lower):
    """Whether a name is an institution's by its last word, or by the last one before "of" or "for"."""
    link = next((word for word in ("of", "for") if word in lower[1:]), None)
    head = lower[: lower.index(link)] if link else lower
    return "&" in lower or (bool(head) and head[-1] in NAMING.institutions - NAMING.never_last)


def _from_gazetteer(text, words, entry):
    start, end = words[0].start, _end_of(words)
    if entry.form == "capital" and _is_place(text, start, words[-1].end):
        return _Found(start, end, text[start:end], "name", "other", "")
    if entry.form == "adjective" and re.match(r"\w+-[a-z]", words[0].text):
        end = start + words[0].text.index("-")
    return _Found(start, end, entry.actor, "metonym" if entry.form == "capital" else entry.form, entry.kind, "")


def _is_place(text, start, end):
    before = BEFORE.search(text, max(start - 30, 0), start)
    after = re.match(r"\s([a-z]+)", text[end : end + 30])
    placed = before and before[1].lower() in NAMING.placed
    owner_of_a_place = re.search(r"[’']s$", text[start:end]) and text[end + 1 : end + 2].isupper()
    return bool(placed or owner_of_a_place or (after and after[1] in NAMING.places_after))


def _kind_of(lower, title):
    """Kind of a name by its own words and its title; "" where the text has to tell."""
    if len(lower) == 1:
        if title and title[-1].lower().rstrip(".") in NAMING.personal:
            return "person"
        return "other" if lower[0] in NAMING.others else ""
    if len(lower) <= 4 and title:
        return "person"
    if {"of", "for"} & set(lower) or (NAMING.others & set(lower) and lower[0] not in NAMING.given):
        return "other"
    return "person" if len(lower) <= 4 and lower[0] in NAMING.given and lower[-1] not in NAMING.others else ""


def _found(text, words, kind, title):
    start, end = words[0].start, _end_of(words)
    before, after = _role_before(text, start - len(title) - (1 if title else 0)), _role_after(text, end)
    role = " ".join(filter(None, (before, title))) or after
    if kind == "" and (before or (after and len(words) > 1)):
        kind = _kind_by_role((before or after).split()[-1])
    return _Found(start, end, text[start:end], "", kind, role)


def _kind_by_role(role):
    if role in NAMING.roles_of_institutions:
        return "institution"
    return "" if role in NAMING.roles_of_things else "person"


def _end_of(words):
    return words[-1].start + len(OWNER.sub("", words[-1].text))


def _role_before(text, start):
    """Small words right before a name whose last is a role: the ministry spokesperson, a dairy farmer."""
    words, place = [], start
    while len(words) < 4 and (match := re.search(r"(?<![\w’'-])([a-z][a-z-]+) $", text[max(place - 25, 0) : place])):
        word = match[1]
        no_part = word in NAMING.not_roles or word in word_list("function_words.txt")
        if no_part or base_form(word) in reporting_verbs():
            break
        words.insert(0, word)
        place -= len(word) + 1
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
    return word in NAMING.roles or bool(ROLE_ENDING.search(word))


@lru_cache(maxsize=100_000)
def spelling_key(name: str) -> str:
    """One key for the spellings of a full name: Kim Jong-un and Kim Jong Un, Donald J. Trump and Donald Trump."""
    words = re.sub(r"[-‑]", " ", name).lower().split()
    return " ".join(word for word in words if not re.fullmatch(r"[a-z]\.", word)) or name.lower()


def _joined(text, found):
    """Rows with short forms joined to the full names of the same text."""
    display = _spellings(found)
    persons = _persons(text, found)
    titles = {}
    for piece in found:
        titles.setdefault(spelling_key(piece.name), set()).update(piece.role.lower().split())
    namesakes, rows, latest = _namesakes(persons), [], {}
    titled = _titled(namesakes, titles)
    for piece in found:
        mention = text[piece.start : piece.end]
        if piece.form:
            rows.append(Mention(piece.start, piece.end, mention, piece.form, piece.name, piece.kind, piece.role, True))
            continue
        key, actor, form, kind, sure = spelling_key(piece.name), piece.name, "name", piece.kind, True
        if " " in piece.name:
            actor = display[key]
            kind = "person" if key in persons and piece.kind != "institution" else piece.kind
        elif fitting := namesakes.get(piece.name.lower()):
            key, sure = _fitting(piece, fitting, titled, latest.get(piece.name.lower()))
            actor, form, kind = display.get(key, piece.name), "short", "person"
        elif not kind and len(piece.name) > 1 and piece.name.isupper():
            kind = "institution"
        if kind == "person" and key in persons and sure:
            latest |= {word: key for word in _words_alone(key) if key in namesakes[word]}
        rows.append(Mention(piece.start, piece.end, mention, form, actor, kind or "other", piece.role, sure))
    return rows


def _spellings(found):
    """{key of a full name: its most frequent spelling in this text}."""
    spellings = {}
    for piece in found:
        if not piece.form and " " in piece.name:
            spellings.setdefault(spelling_key(piece.name), Counter())[piece.name] += 1
    return {key: max(names, key=names.get) for key, names in spellings.items()}


def _persons(text, found):
    """Keys, in order, of the full names that are persons: by title, role, given name or short form."""
    singles = {piece.name for piece in found if not piece.form and " " not in piece.name}
    persons = {}
    for piece in found:
        words = piece.name.split()
        if piece.form or len(words) < 2 or piece.kind in ("institution", "other"):
            continue
        known = piece.kind == "person" or ({words[-1], words[0]} & singles and len(words) <= 4)
        before = BEFORE.search(text, max(piece.start - 30, 0), piece.start)
        placed = before and before[1].lower() in NAMING.placed | {"the", "of", "this", "a"}
        if known or (len(words) <= 4 and not placed and "&" not in piece.name):
            persons.setdefault(spelling_key(piece.name))
    return persons


JUNIOR = re.compile(r" [js]r\.?$")


def _words_alone(key):
    """What a person may be called by one word: the first name, the family name."""
    return {key.split()[0], JUNIOR.sub("", key).split()[-1]}


def _namesakes(persons):
    """{family or first name: the keys of the people who have it}; a junior only where there is nobody else."""
    everybody = {}
    for key in persons:
        for word in _words_alone(key):
            everybody.setdefault(word, []).append(key)
    return {
        word: dict.fromkeys([key for key in keys if not JUNIOR.search(key)] or keys) for word, keys in everybody.items()
    }


def _titled(namesakes, titles):
    """{(a name that several people have, word of a title): keys of those with both}."""
    titled = {}
    for word, keys in namesakes.items():
        for key in keys if len(keys) > 1 else ():
            for title in titles.get(key, ()):
                titled.setdefault((word, title), set()).add(key)
    return titled


def _fitting(piece, fitting, titled, latest):
    """Which of several people a short form means: (key, sure); nobody where the text gives no hint.

    `latest` is the one of them who was surely named last.
    """
    name = piece.name.lower()
    if len(fitting) == 1:
        (key,) = fitting
        return key, name not in NAMING.given - {"kim", "lee"} and key == latest
    by_title = [titled.get((name, title), ()) for title in piece.role.lower().split()]
    if any(map(len, by_title)) and all(len(keys) < 2 for keys in by_title) and len(only := set().union(*by_title)) == 1:
        return only.pop(), True
    return latest, False
