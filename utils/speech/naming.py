"""Who and what a text names: persons, institutions, countries, places and events, with their short forms.

A run of capitalised words is looked up in a gazetteer (which a reader can extend), freed of titles and of the word that
opens a sentence, and sorted by the words in it and around it. What these do not tell is decided by the labels of a
parser, where there are any: by the vote of all labels of that name in the text, since a single one is often wrong. A
short form is joined to the full name that it ends or begins: *Trump* to *Donald Trump*, *Kim* to *Kim Jong Un*. Where
that is not sure, `sure` is False: the reader decides.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from utils import grammar
from utils.speech.capitals import headlines, in_capitals, is_shouted
from utils.speech.gazetteer import Entry, known_names
from utils.speech.kinds import HEADS, LABELS, by_vote, word_before
from utils.speech.names import RUN, UPPER, is_a_place, names_of
from utils.speech.people import GIVEN, NAMING, People, family_name, spelling_key
from utils.speech.tokens import Found
from utils.text import lies_inside

__all__ = ["NAMING", "Mention", "find_actors", "mentions"]

DATELINE = re.compile(  # WASHINGTON, May 2 (Reuters) –
    r"^(?:[A-Z][A-Z .’'-]{2,30}(?:, ?[A-Z][\w., ]{1,25})?|[A-Z][\w .,’'-]{1,40}(?= ?\())(?: ?\([^)\n]{2,30}\))?"
    r" ?(?:[–—]|--?(?= ))",
    re.MULTILINE,
)
NO_PERSON = re.compile(r"[\d&]|\b[A-Z]{3}")  # F-35 Lightning, Page FISA
NO_PERSON_AFTER = NAMING.placed | {"the", "of", "this", "a"}
OWNED = re.compile(r"(?:[’']s?)?(?: [a-z]+)? ")
LETTERS = re.compile(r"(?:[^\W\d_]\.?){2,}")
SMALL = re.compile(r"(?<![\w’'-])[a-z]+(?![\w’'-])")
INNER = re.compile(rf"(?<=[a-z,] )[{UPPER}][^\W_]*(?:[’'‑-](?!s\b)[^\W_]+)*")


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


def find_actors(text: str, gazetteer: str | Path | dict | None = None) -> pd.DataFrame:
    """Whom and what a text names, in order, one row a mention.

    Columns: `start, end` (offsets) and `mention`, the words there; `form`: name, short, adjective (*Chinese* for
    China), metonym (*the Kremlin* for Russia); `actor`, the fullest name in the text or the gazetteer's; `kind`:
    person, institution, country, place, event, other (things, peoples; whatever cannot be told); `role`, titles and
    roles read off the text (*ministry spokesperson*); `sure`, False where the rules guess to whom a short form
    belongs. `gazetteer`: a path to a TOML file or a dictionary of its shape, added to `data/gazetteer.toml`.

    >>> found = find_actors("President Xi Jinping spoke. Beijing hopes so, Xi said.")
    >>> found[["mention", "actor", "kind"]].values.tolist()
    [['Xi Jinping', 'Xi Jinping', 'person'], ['Beijing', 'China', 'country'], ['Xi', 'Xi Jinping', 'person']]
    """
    labels = grammar.labels(pd.DataFrame({"doc_id": [0], "text": [text]})).get(0, ())
    return pd.DataFrame(mentions(text, known_names(gazetteer), labels), columns=Mention._fields)


def mentions(text: str, known: Mapping[str, Entry], labels: Sequence[tuple[int, int, str]] = ()) -> list[Mention]:
    """The rows of `find_actors`; `known` is that of `known_names`, `labels` are those of `grammar.labels`.

    >>> [found.kind for found in mentions("The Velt campaign left Harbour Street.", known_names())]
    ['institution', 'place']
    """
    small = frozenset(SMALL.findall(text))
    bylines, titles = [match.span() for match in DATELINE.finditer(text)], headlines(text, small)
    runs, shouted = [], []
    for run in RUN.finditer(text):
        at = run.start()
        if not (bylines and lies_inside(bylines, at)) and not (titles and lies_inside(titles, at)):
            (shouted if is_shouted(run[0], small) else runs).append(run)
    inner = _inside_sentences(text, runs, labels)
    pieces: list[Found] = []
    for run in runs:
        if not pieces or run.start() >= pieces[-1].end:
            pieces += names_of(text, run, known, small, inner)
    pieces = _towns(text, _bodies_of_their_own_country(text, pieces))
    spans = sorted([*titles, *(run.span() for run in shouted)])
    pieces = sorted([*pieces, *in_capitals(text, spans, pieces, known, small)])
    return _joined(text, by_vote(text, pieces, labels))


def _inside_sentences(text, runs, labels):
    """Words that have a capital where no sentence begins, or that a label calls a name."""
    longer = (run[0].replace(" al-", " ").split() for run in runs if " " in run[0])
    in_longer = (word for words in longer for word in words[words[0].endswith("ing") :])  # not Entering Halvern
    named = (text[start:end] for start, end, label in labels if label in LABELS)
    labelled = (word for name in named for word in name.split() if word.lower() not in HEADS)
    return frozenset([*INNER.findall(text), *in_longer, *labelled])


def _towns(text, pieces):
    """Sillen, Tex.: what a comma parts from its state, or from its country after a word such as "in", is a town."""
    mended = list(pieces)
    for k, (town, state) in enumerate(pairwise(pieces)):
        if town.kind or state.form != "name" or state.kind not in ("place", "country"):
            continue
        if text[town.end : state.start] == ", " and (
            text[state.end - 1] == "." or is_a_place(text, town.start, town.end)
        ):
            mended[k] = town._replace(kind="place")
    return mended


def _bodies_of_their_own_country(text, pieces):
    """Pakistan's Supreme Court is not that of the United States, for which the gazetteer takes a bare one."""
    mended = list(pieces)
    for k, (land, body) in enumerate(pairwise(pieces), 1):
        if land.kind != "country" or land.name == "United States" or not body.name.startswith("US "):
            continue
        words = text[body.start : body.end]
        if not words.startswith(("U", "The U")) and OWNED.fullmatch(text, land.end, body.start):
            mended[k] = body._replace(name=f"{words} ({land.name})")
    return mended


def _joined(text, found):
    """Rows with short forms joined to the full names of the same text."""
    display, persons = _spellings(found), _persons(text, found)
    people = People(
        (piece.name, set(piece.role.lower().split())) for piece in found if spelling_key(piece.name) in persons
    )
    families = {family_name(piece.name) for piece in found if piece.kind == "person" and " " in piece.name}
    rows = []
    for piece in found:
        start, end, name, form, kind, role = piece
        key, short, sure = spelling_key(name), name.lower().rstrip("."), True
        somebody = form == "name" and kind in ("place", "institution") and short in families  # Ann Boston; Boston
        if not form or somebody:
            form = "name"
            if short in people.bearers:
                key, sure = people.meant(short, role.lower().split())
                name, form, kind = display.get(key, name), "short", "person"
            elif " " in name:
                name = display[key]
                kind = "person" if key in persons and kind != "institution" else kind
            else:
                kind = _kind_of_one_word(piece)
            if kind == "person" and key in persons and sure:
                people.named(key)
        rows.append(Mention(start, end, text[start:end], form, name, kind or "other", role, sure))
    return rows


def _kind_of_one_word(piece):
    """Letters are an institution (the ABC), whatever a label says; a given name alone is a person."""
    if piece.name.isupper() and not piece.role and piece.kind in ("", "person"):
        return "institution" if LETTERS.fullmatch(piece.name) else "other"
    return piece.kind or ("person" if piece.name.lower() in GIVEN else "")


def _spellings(found):
    """{key of a full name: its most frequent spelling in this text}."""
    spellings = {}
    for piece in found:
        if not piece.form and " " in piece.name:
            spellings.setdefault(spelling_key(piece.name), Counter())[piece.name] += 1
    return {key: max(names, key=names.get) for key, names in spellings.items()}


def _persons(text, found):
    """Keys of the full names that are persons: by title, role, given name or label, or for want of anything else."""
    singles = {piece.name for piece in found if not piece.form and " " not in piece.name}
    persons = set()
    for piece in found:
        words = piece.name.split()
        if piece.form or len(words) < 2 or piece.kind not in ("", "person"):
            continue
        placed = word_before(text, piece.start) in NO_PERSON_AFTER
        alone = {words[-1], words[0]} & singles
        maybe = len(words) <= 4 and (alone or not placed) and not NO_PERSON.search(piece.name)
        if piece.kind or maybe:
            persons.add(spelling_key(piece.name))
    return persons
