"""What a text calls whom: names, roles, descriptions, adjectives, what is theirs; and what it calls the matter."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import NamedTuple

from utils.speech.attribution import Tree, phrase
from utils.speech.naming import NAMING
from utils.text import word_lists

__all__ = ["Label", "labels"]

WORDS = word_lists("narrative.toml")
SPEAKING = ("person", "institution", "country")
DESCRIBING = ("amod", "compound", "nmod")


class Label(NamedTuple):
    """Words that a text has for an actor, or for an event."""

    actor: str  # of an event: the noun that it is called by
    kind: str
    what: str  # name, role, description, adjective, possession, event, event of somebody
    label: str
    start: int
    end: int
    sentence: int


def labels(of: Tree, named: list, who: Callable) -> Iterator[Label]:
    """The labels of a text in order of their kinds; `named` are its mentions, `who` tells whom a noun phrase means."""
    words, heads = of.words, {}
    for one in named:
        if one.form != "adjective" and (last := bisect_left(words.start, one.end) - 1) >= 0:
            heads[last] = one
            yield Label(one.actor, one.kind, "name", one.mention, one.start, one.end, words.sentence[last])
            if one.role:
                yield Label(one.actor, one.kind, "role", one.role, one.start, one.end, words.sentence[last])
    for i, one in heads.items():
        yield from _attached(of, i, one.actor, one.kind, heads)
    for i, pos in enumerate(words.pos):
        if pos == "NOUN" and words.lemma[i].lower() in WORDS.matters:
            start, end = phrase(of, i)
            before = [words.lemma[j].lower() for j in of.of(i, "compound") if words.pos[j] == "NOUN"]  # trade war
            owned = any(words.pos[j] == "PROPN" for j in of.of(i, "poss"))
            what, noun = "event of somebody" if owned else "event", " ".join([*before, words.lemma[i].lower()])
            yield Label(noun, "event", what, of.text[start:end], start, end, words.sentence[i])
        elif pos == "NOUN" and words.relation[i] in ("nsubj", "nsubjpass", "dobj", "pobj", "appos"):
            found = who(i)
            if len(found.names) == 1 and found.standing == "person":
                start, end = phrase(of, i)
                yield Label(found.names[0], "person", "description", of.text[start:end], start, end, words.sentence[i])
                yield from _adjectives(of, i, found.names[0], "person")


def _attached(of, i, actor, kind, heads):
    """What hangs on a name: appositions, adjectives, and what is called its own."""
    words = of.words
    yield from _adjectives(of, i, actor, kind)
    for j in of.of(i, "appos"):
        if j not in heads and words.pos[j] == "NOUN" and kind in SPEAKING:  # not: to Beijing, a move that may …
            start, end = phrase(of, j)
            yield Label(actor, kind, "description", of.text[start:end], start, end, words.sentence[j])
            yield from _adjectives(of, j, actor, kind)
    if words.relation[i] == "poss" and words.pos[head := words.head[i]] == "NOUN":
        start, end = words.start[i], words.end[head]
        yield Label(actor, kind, "possession", of.text[start:end], start, end, words.sentence[i])


def _adjectives(of, i, actor, kind):
    for j in of.of(i, *DESCRIBING):
        if of.words.pos[j] == "ADJ" and of.small(j) not in NAMING.not_roles:
            start, end = of.words.start[j], of.words.end[j]
            yield Label(actor, kind, "adjective", of.text[start:end].lower(), start, end, of.words.sentence[j])
