"""Of what kind a name is: by its own words, by the role it is given, by the labels of a parser."""

import re
from collections import Counter
from collections.abc import Sequence

from utils.speech.people import GIVEN, NAMING, family_name, spelling_key
from utils.speech.tokens import Found

__all__ = ["HEADS", "LABELS", "by_vote", "is_role", "kind_by_head", "kind_by_role", "kind_of", "word_before"]

HEADS = (
    dict.fromkeys(NAMING.places, "place")
    | dict.fromkeys(NAMING.events, "event")
    | dict.fromkeys(NAMING.institutions | NAMING.mastheads, "institution")
)
LABELS = {  # kinds of spaCy's labels; the others, such as DATE, are of no use here
    **{"PERSON": "person", "ORG": "institution", "GPE": "place", "LOC": "place", "FAC": "place", "EVENT": "event"},
    **dict.fromkeys(["NORP", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"], "other"),
}
TITLES = NAMING.titles - {"saint", "st", "state", "house", "first"}  # without those that places and events begin with
OFFICES = NAMING.personal - {"general", "attorney"}
PEOPLES = re.compile(r"(?:ans|ites|ers|ese)$")
NUMBER = re.compile(r"[ivx]+|\d+")
BEFORE = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)\W{0,3}$")
SAYS = re.compile(r" (?:said|says|told|added|wrote|tweeted|argued|insisted)\b")
ROLE_ENDING = re.compile(r"[a-z](?:er|or|ist|ian|man|men|woman|person|keeper|hand)$")
NONE: Counter = Counter()


def kind_by_head(lower: list[str], begins_known: bool) -> str:
    """Kind of a whole name by its last word, or by the last one before "of" or "for"; "" where these do not tell.

    `lower` are its words in small letters, `begins_known` says whether the gazetteer knows how it begins.

    >>> [kind_by_head(name.split(), False) for name in ("battle of sillen", "harbour street", "ann lee")]
    ['event', 'place', '']
    """
    link = next((k for k, word in enumerate(lower) if word in ("of", "for") and k), len(lower))
    head = lower[:link]
    while len(head) > 1 and NUMBER.fullmatch(head[-1]):
        del head[-1]
    kind = HEADS.get(" ".join(head[-2:]), "") or HEADS.get(head[-1], "")
    if lower[0] in OFFICES:
        return ""
    given = lower[0] in GIVEN
    last = HEADS.get(lower[-1]) == "institution" and (link == len(lower) or begins_known)  # not Lee of the Sillen Times
    if kind == "institution" or "&" in lower or last:
        return kind if kind == "place" else "institution"
    surname = len(lower) == 2 and (not kind or lower[1] in NAMING.surnames)
    if lower[0] in TITLES or (given and (surname or len(lower[1]) < 2)):  # John F. Hall
        return ""
    if lower[0] in NAMING.event_openers:
        return "event"
    if kind or NAMING.others & ({lower[-1]} if given or begins_known else set(lower)):
        return kind or "other"
    opens = lower[0] in NAMING.place_openers and len(lower) < 4 and not begins_known
    return "place" if opens and not PEOPLES.search(lower[-1]) else ""


def kind_of(lower: list[str], title: list[str]) -> str:
    """Kind of a name that may be a person's by its own words and its title; "" where the text has to tell."""
    if len(lower) == 1:
        if title and title[-1].lower().rstrip(".") in NAMING.personal:
            return "person"
        return "other" if lower[0] in NAMING.others else HEADS.get(lower[0], "") if lower[0].endswith("s") else ""
    if {"of", "for"} & set(lower):
        return "other"
    initial = any(len(word) == 1 and word.isalpha() for word in lower[:-1])  # R. Clarke Dunn
    return "person" if len(lower) <= 4 and (title or initial or lower[0] in GIVEN) else ""


def kind_by_role(role: str) -> str:
    """Kind of whom a text calls so: a farmer, a committee, a town; "" where it may be anybody, as an ally.

    >>> [kind_by_role(role) for role in ("reporter", "committee", "ally")]
    ['person', 'institution', '']
    """
    if role in NAMING.roles_of_institutions or (role in HEADS and role not in NAMING.roles | NAMING.mastheads):
        return HEADS.get(role, "institution")
    return "" if role in NAMING.roles_of_things else "person"


def is_role(word: str) -> bool:
    """Whether a small word may be a person's role."""
    return word in NAMING.roles or bool(ROLE_ENDING.search(word))


def word_before(text: str, at: int) -> str:
    """The word right before a place of a text, in small letters."""
    before = BEFORE.search(text, max(at - 30, 0), at)
    return before[1].lower() if before else ""


def by_vote(text: str, pieces: list[Found], labels: Sequence[tuple[int, int, str]]) -> list[Found]:
    """The pieces with the kind of their name: by a rule that applies anywhere in the text, else by most labels."""
    sure: dict[str, Counter] = {}
    unknown = [not piece.form and _is_open(piece) for piece in pieces]
    for piece, is_open in zip(pieces, unknown, strict=True):
        if not (piece.form or is_open):
            sure.setdefault(spelling_key(piece.name), Counter())[piece.kind] += 1
    votes = _votes(text, pieces, labels)
    speakers = {piece.name for piece in pieces if labels and not piece.form and SAYS.match(text, piece.end)}
    return [
        piece._replace(kind=_decided(piece, sure, votes, speakers, bool(labels))) if is_open else piece
        for piece, is_open in zip(pieces, unknown, strict=True)
    ]


def _is_open(piece):
    """Whether the kind is not told yet, or by a word only that names of other kinds have as well."""
    if piece.role or piece.kind in ("", "person"):
        return not (piece.kind and piece.role)
    words = piece.name.split()
    return len(words) == 2 and words[1].istitle() and words[1].lower() in NAMING.surnames  # Ada Hill


def _votes(text, pieces, labels):
    """{key of a name: how many labels call it a kind}; without labels "in" before a name calls it a place."""
    votes, i = {}, 0
    for piece in pieces:
        while i < len(labels) and labels[i][1] <= piece.start:
            i += 1
        if piece.form or (piece.kind and not labels):
            continue
        if not labels:
            kind = "place" if word_before(text, piece.start) in ("in", "near", "outside", "downtown") else ""
        else:
            kind = LABELS.get(labels[i][2]) if i < len(labels) and labels[i][0] < piece.end else None
        if kind is not None:
            votes.setdefault(spelling_key(piece.name), Counter())[kind] += 1
    return votes


def _decided(piece, sure, votes, speakers, labelled):
    """The kind of a piece. Two words that no label calls a name are "other"; what speaks is no place and no event."""
    key = spelling_key(piece.name)
    if key in sure:
        return max(sure[key], key=sure[key].__getitem__)
    cast = votes.get(key, NONE)
    if " " in piece.name:
        family = family_name(piece.name)
        cast = cast + Counter(person=sure.get(family, NONE)["person"]) + (votes.get(family, NONE) if labelled else NONE)
    if piece.name in speakers:
        cast = Counter(person=cast["person"], institution=cast["institution"])
        cast = cast if cast.total() else Counter(person=1)
    best = max(cast, key=lambda kind: (cast[kind], kind != ""), default="")
    if piece.kind == "person":
        return best if best == "institution" and cast.total() > 1 and not cast["person"] else "person"
    if piece.kind:
        return "person" if best == "person" else piece.kind
    return best or ("other" if labelled and " " in piece.name else "")
