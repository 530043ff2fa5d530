"""Who does what to whom: the clauses of a text, each with its subject, verb and object, read off the grammar.

A clause is a verb that says something of somebody: that of a sentence, of a subordinate clause, or a participle that
hangs on a noun (*countries isolated by the West*). A subject that is left out is that of the verb above (*sought to
challenge*), a *who* or *which* the noun before it.
"""

from typing import NamedTuple

from utils.speech.attribution import Tree
from utils.text import word_lists

__all__ = ["Clause", "clauses", "noun_phrase", "together"]

WORDS = word_lists("narrative.toml")
CLAUSES = {
    "ROOT",
    "conj",
    "ccomp",
    "advcl",
    "relcl",
    "acl",
    "xcomp",
    "pcomp",
    "parataxis",
    "csubj",
    "dep",
    "pobj",
    "dobj",
}
SUBJECTS, PASSIVE = ("nsubj", "csubj", "expl"), ("nsubjpass", "csubjpass")
OBJECTS = ("dobj", "attr", "oprd", "dative")
MODIFIERS = ("det", "amod", "compound", "poss", "nummod", "quantmod", "nmod", "case", "predet")
APART = ("relcl", "acl", "appos", "conj", "cc", "punct", "advcl")
FUTURE = {"will", "shall", "'ll", "’ll", "wo"}
MODALS = {"may", "might", "could", "can", "would", "should", "must", "ca"}
SHARED = ("xcomp", "conj", "advcl", "pcomp")  # verbs whose subject may be that of the verb above


class Clause(NamedTuple):
    """Numbers of words: verb, subject, object, agent, -1 where there is none; and how it is told."""

    verb: int
    subject: int
    object: int
    voice: str  # active, passive (somebody is named who does it), agentless
    time: str  # past, present, future, open
    certainty: str  # asserted, denied, hedged
    hedged: bool  # also where it is denied


def clauses(of: Tree) -> list[Clause]:
    """The clauses of a text in order."""
    found = {}
    for i in range(len(of.below)):
        if _is_verb(of, i):
            _clause(of, i, found)
    return [found[i] for i in sorted(found) if found[i].subject >= 0 or found[i].voice != "active"]


def _is_verb(of, i):
    words = of.words
    if words.pos[i] not in ("VERB", "AUX") or words.relation[i] not in CLAUSES:
        return False
    return words.tag[i].startswith("V") or words.relation[i] == "ROOT"


def _clause(of, i, found):
    """The clause of a verb; those above it are read first, since it may share their subject."""
    if i in found:
        return found[i]
    words, relation, above = of.words, of.words.relation[i], of.words.head[i]
    helpers = [of.small(j) for j in of.of(i, "aux", "auxpass")]
    passive = bool(of.of(i, "auxpass") or of.of(i, *PASSIVE)) or (relation == "acl" and words.tag[i] == "VBN")
    own = next(iter(of.of(i, *SUBJECTS, *PASSIVE)), -1)
    found[i] = Clause(i, own, -1, "active", "open", "asserted", False)  # against circles
    upper = _clause(of, above, found) if above != i and _is_verb(of, above) else None
    stands_for_noun = relation == "relcl" and own >= 0 and words.tag[own] in ("WDT", "WP")  # who, which
    if stands_for_noun or (own < 0 and relation in ("relcl", "acl")):
        own = above
    elif own < 0 and upper and relation in SHARED:
        controlled = relation == "xcomp" and upper.object >= 0 and words.relation[upper.object] == "dobj"
        own = upper.object if controlled or upper.voice != "active" else upper.subject
        passive = passive or (relation == "conj" and upper.voice != "active" and words.tag[i] == "VBN" and not helpers)
    agent = next((j for by in of.of(i, "agent") for j in of.of(by, "pobj")), -1)
    thing = own if passive else next(iter(of.of(i, *OBJECTS)), -1)
    doer = agent if passive else own
    voice = "active" if not passive else "passive" if agent >= 0 else "agentless"
    if not passive and thing < 0:
        thing = next((j for by in of.of(i, "prep") for j in of.of(by, "pobj")), -1)
    hedged = _is_hedged(of, i, helpers, upper)
    certainty = "denied" if of.of(i, "neg") else "hedged" if hedged else "asserted"
    found[i] = Clause(i, doer, thing, voice, _time(of, i, helpers, upper), certainty, hedged)
    return found[i]


def _time(of, i, helpers, upper):
    tag = of.words.tag[i]
    above = of.words.lemma[of.words.head[i]].lower() if of.words.relation[i] == "xcomp" else ""
    if FUTURE & set(helpers) or above in WORDS.ahead:
        return "future"
    if MODALS & set(helpers) or (above in WORDS.wishing and "to" in helpers):
        return "open"
    if tag == "VBD" or {"had", "was", "were", "did"} & set(helpers):
        return "past"
    if tag == "VBN" and {"has", "have", "'ve", "’ve", "having"} & set(helpers):
        return "past"
    if tag in ("VBZ", "VBP") or {"is", "are", "am", "'s", "’s", "'re", "’re", "do", "does"} & set(helpers):
        return "present"
    return upper.time if upper else "past" if tag == "VBN" else "present"


def _is_hedged(of, i, helpers, upper):
    """Whether a clause has a hedge of its own, or hangs on a word that hedges it: is thought to, speculation that."""
    words, above = of.words, of.words.head[i]
    if WORDS.hedging_modals & set(helpers) or any(of.small(j) in WORDS.hedges for j in of.below[i]):
        return True
    if words.relation[i] not in ("ccomp", "xcomp", "acl") or above == i:
        return False
    hedging = WORDS.doubting_nouns if words.relation[i] == "acl" else WORDS.doubting
    return words.lemma[above].lower() in hedging or bool(upper and upper.hedged)


def noun_phrase(of: Tree, i: int) -> tuple[int, int]:
    """Where the noun phrase of a word begins and ends, without what is said of it: the display, thousands of troops."""
    inside, apart = {i}, frozenset(k for k in of.all_below(i) if of.words.relation[k] in APART)
    for j in of.below[i]:
        if of.words.relation[j] in MODIFIERS or (of.words.relation[j] == "prep" and of.small(j) == "of"):
            inside |= set(of.all_below(j, apart))
    first, last = min(inside), max(inside)
    return of.words.start[first], of.words.end[last]


def together(of: Tree, i: int) -> list[int]:
    """The heads of noun phrases that stand together: Lee, Hill and Orr, however the commas are read."""
    found = [i]
    for j in of.of(i, "conj", "appos"):
        if of.words.relation[j] == "conj" or of.words.pos[j] == "PROPN":
            found += together(of, j)
    return found
