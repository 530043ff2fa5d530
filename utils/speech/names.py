"""The names in a run of capitalised words: gazetteer entries, titles cut off, bodies, people one by one."""

import re
from collections.abc import Mapping, Set
from functools import lru_cache

from utils.speech.attribution import base_form, reporting_verbs
from utils.speech.gazetteer import Entry, known_names, straight
from utils.speech.kinds import HEADS, is_role, kind_by_head, kind_by_role, kind_of, word_before
from utils.speech.people import GIVEN, NAMING
from utils.speech.tokens import Found, Token, words_of
from utils.text import word_list

__all__ = ["RUN", "UPPER", "WORD", "bare", "end_of", "entry_at", "from_gazetteer", "is_a_place", "names_of"]

UPPER = "A-ZÀ-ÖØ-ÞĆČĐĞİŁŃŐŘŚŞŠŤŮŰŹŻŽ"
ABBREVIATED = r"(?:Mr|Mrs|Ms|Dr|Prof|Pres|Sens?|Reps?|Govs?|Gen|Lt|Col|Maj|Sgt|Capt|Cmdr|Adm|Rev|St|Jr|Sr)\.(?=\s)"
STATE = (
    r"(?:Ala|Ariz|Calif|Colo|Conn|Fla|Ky|Md|Mich|Minn|Mont|Neb|Nev|Okla|Tenn|Tex|Va|Vt|Wis|Wyo"
    r"|(?<=, )(?:Ark|Del|Ill|Ind|Kan|La|Mass|Miss|Mo|Ore|Pa))\."
)
INITIALS = rf"(?:[{UPPER}]\.)+(?:[{UPPER}](?![^\W_]))?"
NO_NAME = r"(?:\w+ed|born|built|led|made|run|style|area|wide|era|level|worthy|like|free|friendly)\b"  # New York-based
JOINT = rf"(?:[’']|(?<!\b[DRI])[‑-](?!{NO_NAME}|[{UPPER}]\.))"  # not in R-Texas
PLAIN = rf"[{UPPER}][^\W_]*(?:{JOINT}[^\W_]+)*(?:(?<=s)[’'](?![\w’']))?"
ONE = rf"(?:(?=\w{{1,6}}\.)(?:{INITIALS}|{ABBREVIATED}|{STATE})|{PLAIN})"
PARTICLE = r"(?:de|del|da|van|von|der|den|bin|al|el|la)"
LINK = rf"(?: (?:(?:of|for)(?: the)?|&|(?:{PARTICLE} ){{0,2}}{PARTICLE}) (?=[{UPPER}])| [ae]l-(?=[{UPPER}]))"
BRACKETS = r"(?:\]? |, (?=[JS]r\b))"  # [President Barack] Obama; Ann Lee, Jr.
LONGEST = 7  # words of a name in the gazetteer
MOST = 99  # further words of a run: what is done with one may take its square
# Food and Drug Administration: names of the gazetteer that no run of capitalised words holds
OF_TWO = "|".join(name for name in known_names() if re.search(" (?:and|on|in) ", name))
RUN = re.compile(
    rf"(?<![^\W_])(?!(?<=\b[DRI]-)[A-Z]{{2}}\b)(?:{OF_TWO}|{ONE})(?:(?:{LINK}|{BRACKETS})(?:{OF_TWO}|{ONE})){{0,{MOST}}}"
)
WORD = re.compile(rf"{ONE}|\w+|&")
OPENS = re.compile(r"(?:^|[.!?:;…\n•][\"“”‘’'»)\]]*\s*|[–—]\s?|, (?=[\"“„«‘']))[\"“„«‘'(\[]*$")
NEXT = re.compile(r"\s([a-z]+)")
OWNER = re.compile(r"(?:[’'][sS]|(?<=s)[’'])$")
APPOSITION = re.compile(r", (a|an|the|its|his|her|their) ([a-z][^,.;:()“”\n]{2,60})[,.]")
FIELD = rf"(?:{'|'.join(sorted(map(str.capitalize, NAMING.fields)))})\b"
FIELDS = re.compile(rf"(?:(?:,|,? and) (?:{ONE} )?{FIELD})*")
SUBJECT = re.compile(rf" on(?: the)? ({ONE})(?: ({ONE}))?")
RACE = re.compile(r" (?:primar|race|seat|bid|candidat|contest|nominee|hopeful|campaign)")
PRIMARY = re.compile(r" (?:primary|primaries|caucus|caucuses)\b(?! (?:voter|elector|date|ballot))")
CAMPAIGN = re.compile(r" (?:campaign|camp)\b(?! (?:trail|rall|stop|event|ad|finance|song|slogan|promise))")
UNITS = "to|day|hour|year|month|week|minute|percent|million|billion|point|people|time"
NUMBERED = re.compile(rf" [1-9]\d?(?![\w:%.,-]?\d|[\w:%-]| (?:{UNITS}))")  # Power of Siberia 2
TOWN_OF = re.compile(r"\b(?:city|town|village|suburb|state|province|region|county|port|island|district) of $")
SMALL_WORD = re.compile(r"(?<![\w’'-])([a-z][a-z-]+) $")
LINKS = ("of", "for", "the", "&")
CALLED = NAMING.titles | NAMING.roles
FIRST = GIVEN | {"will", "april", "june", "jan"}


def names_of(text: str, run: re.Match, known: Mapping[str, Entry], small: Set[str], inner: Set[str]) -> list[Found]:
    """The names within a run of capitalised words, gazetteer entries first.

    `small` are the words that the text writes in small letters, `inner` those that have a capital inside a sentence.
    """
    if (run[0] == "The" or (" " not in run[0] and _names_nobody(run[0]))) and run[0] not in known:
        return []  # most runs are the first word of a sentence
    words = words_of(text, run.start(), run.end(), WORD)
    if OPENS.search(text, max(run.start() - 6, 0), run.start()):
        words = _without_opener(words, known, small, inner)
    words = [
        word
        for i, word in enumerate(words)
        if word.text[0].islower() or not (_names_nobody(word.text) and _nobody_here(words, i, known))
    ]
    while words and (words[0].text[0].islower() or words[0].text == "&"):
        del words[0]
    while words and words[-1].text[0].islower():
        del words[-1]
    found = []
    while words:
        size = next((k + 1 for k, word in enumerate(words) if OWNER.search(word.text)), len(words))
        if size < len(words):
            size = max(size, entry_at(words, 0, known)[0])  # National People's Congress
        found += _names_in(text, words[:size], known)
        words = words[size:]
    return [piece for piece in found if piece.kind != "institution" or not _is_race(text, piece)]


def _is_race(text, piece):
    """The Senate primary, a House seat: nobody is named."""
    body = text[piece.start : piece.end]
    return (body in ("House", "U.S. House") or body.endswith("Senate")) and RACE.match(text, piece.end)


def _nobody_here(words, i, known):
    """Whether a word that names nobody is no part of a name either: Theresa May, Will Smith, Super Tuesday."""
    after = words[i + 1].text if i + 1 < len(words) else "a"
    first = words[i].small in FIRST and not _names_nobody(after)
    if after[0].isupper() and (first or re.fullmatch(r"\w\.", words[i].text)):
        return False
    if i > 0 and words[i - 1].small in GIVEN:
        return False
    return not any(entry_at(words, k, known)[0] > i - k for k in (i - 1, i) if k >= 0)


@lru_cache(maxsize=100_000)
def _names_nobody(word):
    """Dates, the first person (I’m), and abbreviations of things (TV)."""
    small = OWNER.sub("", word).lower().rstrip(".")
    first = re.split("[’']", small)[0]
    return (
        (len(first) < 2 and first != "&")
        or small in NAMING.calendar
        or (word.isupper() and small in NAMING.nobody)
        or (first in word_list("function_words.txt") and small != "the" and not word.isupper())
    )


def _is_common(small):
    common = small in word_list("function_words.txt") or small in word_list("sentence_openers.txt")
    return common or small.endswith("ly")


def _without_opener(words, known, small_words, inner_names):
    """A sentence opens with a capital: its first word is a name only if it is no common word."""
    first = words[0].text
    small = bare(first).lower()
    if entry_at(words, 0, known)[0] or small.rstrip(".") in NAMING.titles:
        return words
    if _is_common(small) or small in small_words or re.search(r"-[a-z]", first):  # Forty-six, Half-way
        return words[1:]
    named = len(words) > 1 and words[1].text[0].isupper() and bare(words[1].small) in GIVEN
    if len(words) > 2 and small not in GIVEN and (named or is_role(small)):
        return words[1:]  # Deckhand Rufus Amel, Old Anders Quist
    of_them = small.endswith("s") and small not in HEADS and len(words) > 1 and words[1].small in LINKS  # Members of X
    if of_them or ((len(words) == 1 or small.endswith("ing")) and bare(first) not in inner_names):
        return words[1:]
    return words


@lru_cache(maxsize=100_000)
def bare(word: str) -> str:
    """A word without the ’s of an owner."""
    return OWNER.sub("", word)


@lru_cache(maxsize=100_000)
def _plain(name):
    """A name as the gazetteer has it."""
    return straight(OWNER.sub("", name))


def entry_at(words: list[Token], at: int, known: Mapping[str, Entry]) -> tuple[int, Entry | None]:
    """The longest gazetteer entry that begins at a word: (number of words, entry); (0, None) if none does."""
    for size in range(min(len(words) - at, LONGEST), 0, -1):
        name = _plain(" ".join([word.text for word in words[at : at + size]]) if size > 1 else words[at].text)
        entry = known.get(name)
        if not entry and len(name) > 2 and name.isupper():
            entry = known.get(name.title()) or known.get(name.replace(".", ""))
        if entry:
            return size, entry
    return 0, None


def _names_in(text, words, known):
    """The names in a part of a run that ends with an owner (Xi’s) or with the run itself."""
    if words[0].text == "The" and len(words) > 1 and entry_at(words, 0, known)[0] < 2:
        words = words[1:]
    lower = [bare(word.small).rstrip(".") for word in words]
    begins = entry_at(words, 0, known)[0]
    whole = len(words) > 1 and begins < len(words)
    if part := _parted(lower, bool(begins)):
        yield from _names_in(text, words[:part], known)
        yield from _names_in(text, words[part + 1 + (lower[part + 1] == "the") :], known)
    elif office := _office(lower) if whole else 0:
        yield from _before_an_office(text, words[:office], lower[office:], known)
        yield from _names_in(text, words[office:], known)
    elif whole and (kind := kind_by_head(lower, bool(begins))):
        if "&" in lower and "of" in lower:
            words = words[: lower.index("of")]
        yield _found(text, words, kind, "")
    else:
        yield from _one_by_one(text, words, lower, known)


def _parted(lower, begins_known):
    """Where "of" or "for" stands between two names: Ann Lee of the Sillen Times; 0 within a name, Bank of Sillen."""
    somebody = lower[0] in GIVEN or (HEADS.get(lower[-1]) == "institution" and not begins_known)
    kind = kind_by_head(lower, begins_known) if {"of", "for"} & set(lower) else "institution"
    if somebody and "of" in lower[1:] and not kind:
        return lower.index("of")
    return lower.index("for") if "for" in lower[1:] and kind != "institution" else 0


def _office(lower):
    """Where a person's title begins behind the name of a body, Harbour Council Chairman Bo Li; 0 if it does not."""
    at = next((k for k in range(1, len(lower) - 1) if lower[k] in NAMING.personal and lower[k + 1] not in LINKS), 0)
    if not at or lower[0] in GIVEN or HEADS.get(lower[-1]) == "institution" or lower[at + 1] in ("jr", "sr"):
        return 0
    while at and lower[at - 1] in NAMING.titles:
        at -= 1
    return 0 if at and lower[at - 1] in LINKS else at


def _before_an_office(text, words, office, known):
    """Who has the office: a place where it is a mayor or senator, else an institution, unless known otherwise."""
    kind = "place" if set(office) & NAMING.seats else "institution"
    for piece in _names_in(text, words, known):
        yield piece._replace(kind=kind, role="") if piece.kind in ("", "person") else piece


def _one_by_one(text, words, lower, known):
    i, title, stops = 0, [], [k for k in range(1, len(words)) if _stops(words, k, known)]
    while i < len(words):
        size, entry = entry_at(words, i, known)
        part = size and _part_of_a_name(words, lower, i, size, entry, title, known)
        if size and not part:
            yield from_gazetteer(text, words[i : i + size], entry)
            i += size
        elif lower[i] in NAMING.titles and i + 1 < len(words):
            title.append(words[i].text)
            i += 1
        elif lower[i] in LINKS:
            title = [*title, lower[i]] if title and lower[i + 1] in NAMING.titles else []  # Secretary of State
            i += 1
        else:
            stop = next((k for k in stops if k > i), len(words))
            stop = next((k for k in range(i + 2, stop) if lower[k] == "of"), stop)  # Ann Lee of Sillen
            if lower[i] not in NAMING.titles:
                piece = _found(text, words[i:stop], kind_of(lower[i:stop], title), " ".join(title))
                if part and not piece.kind:  # Texas Harvesters, but Israel Katz
                    kind = "institution" if entry.kind == "place" else "person" if stop - i == 2 else ""
                    piece = piece._replace(kind=kind)
                yield piece
            title, i = [], stop


def _stops(words, at, known):
    """Whether another name begins at a word: one of several words, or a state (Tex.)."""
    size, entry = entry_at(words, at, known)
    return size > 1 or (entry and entry.kind == "place" and words[at].text.endswith("."))


def _part_of_a_name(words, lower, i, size, entry, title, known):
    """Whether a country or town is part of a name here: Israel Katz, Paris Hilton, President Washington."""
    if entry.kind not in ("country", "place") or entry.form not in ("name", "capital") or words[i].text.isupper():
        return False
    if title and title[-1].lower().rstrip(".") in NAMING.personal and entry.form == "capital":
        return True
    after = i + size
    if after >= len(words) or words[after].text[0].islower():
        return False
    return lower[after] not in CALLED and not entry_at(words, after, known)[0]


def from_gazetteer(text: str, words: list[Token], entry: Entry) -> Found:
    """The piece that words of the gazetteer name; a capital is the government unless it is a place here."""
    start, end = words[0].start, end_of(words)
    if entry.form == "capital" and is_a_place(text, start, words[-1].end):
        return Found(start, end, text[start:end], "name", "place", "")
    if entry.form == "name" and entry.kind in ("place", "country") and (match := PRIMARY.match(text, end)):
        return Found(start, match.end(), text[start : match.end()], "name", "event", "")
    return Found(start, end, entry.actor, "metonym" if entry.form == "capital" else entry.form, entry.kind, "")


def is_a_place(text: str, start: int, end: int) -> bool:
    """Whether the words around a name make it a place: in Beijing, the Beijing railway station."""
    if word_before(text, start) in NAMING.placed or (
        OWNER.search(text, start, end) and text[end + 1 : end + 2].isupper()
    ):
        return True
    after = NEXT.match(text, end)
    return bool(after and after[1] in NAMING.places_after)


def _found(text, words, kind, title):
    start, end = words[0].start, end_of(words)
    before, after = _role_before(text, start - len(title) - (1 if title else 0)), _role_after(text, end)
    if kind == "" and TOWN_OF.search(text, max(start - 20, 0), start):
        kind = "place"
    if kind == "" and (before or (after and len(words) > 1)):
        kind = kind_by_role((before or after).split()[-1])
    if kind in ("", "person") and not title and (campaign := CAMPAIGN.match(text, end)):
        kind, end = "institution", campaign.end()
    elif kind == "institution" or words[-1].small in NAMING.bodies:
        kind, end = "institution", _end_of_a_body(text, words, end)
    elif kind in ("event", "other") and len(words) > 1 and (number := NUMBERED.match(text, end)):
        end = number.end()
    role = " ".join(filter(None, (before, title))) or after
    return Found(start, end, re.sub(r"[\[\]]", "", text[start:end]), "", kind, role)


def end_of(words: list[Token]) -> int:
    """Where a name of these words ends, without the ’s of an owner."""
    return words[-1].start + len(bare(words[-1].text))


def _end_of_a_body(text, words, end):
    """With what it is for: the Committee on Science, Space and Technology, a Ministry of Trade and Industry."""
    if end < words[-1].end:
        return end
    subject = SUBJECT.match(text, end) if words[-1].small in NAMING.bodies else None
    if subject and not _names_nobody(subject[1]):
        end = subject.end(1 if subject[2] and _names_nobody(subject[2]) else 0)
    elif "of" not in [word.small for word in words]:
        return end
    return FIELDS.match(text, end).end()


def _role_before(text, start):
    """Small words right before a name whose last is a role: the ministry spokesperson, a dairy farmer."""
    words, place = [], start
    while len(words) < 4 and (match := SMALL_WORD.search(text, max(place - 25, 0), place)):
        word = match[1]
        no_part = word in NAMING.not_roles or word in word_list("function_words.txt")
        if no_part or base_form(word) in reporting_verbs():
            break
        words.insert(0, word)
        place -= len(word) + 1
    if not words or words[-1] in NAMING.never_alone or not is_role(words[-1]):
        return ""
    while len(words) > 1 and words[0].endswith(("ed", "ing", "ly")):
        del words[0]
    return " ".join(words)


def _role_after(text, end):
    """What an apposition calls a name: Ann Lee, the mayor of a town, said; Rising Tide, a committee, said."""
    match = APPOSITION.match(text, end)
    if not match:
        return ""
    head = re.split(r" (?:of|for|at|in|from|who|that|which|with|to|and|on) ", match[2])[0].split()
    if len(head) <= 4 and (is_role(head[-1]) or (match[1] in ("a", "an") and head[-1] in HEADS)):
        return re.split(r" (?:and|who|with|that|which) ", match[2])[0].strip()
    return ""
