"""Who does what to whom: the clauses of a text, each with its subject, verb and object, read off the grammar.

A clause is a verb that says something of somebody: that of a sentence, of a subordinate clause, or a participle that
hangs on a noun (*countries isolated by the West*). A subject that is left out is that of the verb above (*sought to
challenge*), a *who* or *which* the noun before it.
"""

from typing import NamedTuple

from utils.speech.attribution import Tree
from utils.text import word_lists

__all__ = ["Clause", "base", "clauses", "noun_phrase", "together"]

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
OBJECTS = ("dobj", "attr", "oprd")
BE = {"'s", "’s", "'re", "’re", "'m", "’m", "’", "'"}  # forms of be that the parser leaves as they are
MODIFIERS = ("det", "amod", "compound", "poss", "nummod", "quantmod", "nmod", "case", "predet")
APART = ("relcl", "acl", "appos", "conj", "cc", "punct", "advcl")
FUTURE = {"will", "shall", "'ll", "’ll", "wo"}
MODALS = {"may", "might", "could", "can", "would", "should", "must", "ca"}
HYPHENS = ("-", "‐", "‑")
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
    if words.tag[i] == "VBG" and words.lemma[i].lower() in WORDS.prepositions and not of.of(i, *SUBJECTS, "aux"):
        return False  # following the act
    return words.tag[i].startswith("V") or words.relation[i] == "ROOT"


def _clause(of, i, found):
    """The clause of a verb; those above it are read first, since it may share their subject."""
    if i in found:
        return found[i]
    above, helpers = of.words.head[i], [of.small(j) for j in of.of(i, "aux", "auxpass")]
    found[i] = Clause(i, _own_subject(of, i), -1, "active", "open", "asserted", False)  # against circles
    upper = _clause(of, above, found) if above != i and _is_verb(of, above) else None
    own, agent = _subject(of, i, upper, helpers), _agent(of, i)
    passive = _is_passive(of, i, upper, helpers)
    thing = own if passive else _object(of, i)
    named = any(of.below[by] for by in of.of(i, "agent"))  # also by what they saw
    voice = "active" if not passive else "passive" if named else "agentless"
    hedged = _is_hedged(of, i, helpers, upper)
    certainty = "denied" if of.of(i, "neg") else "hedged" if hedged else "asserted"
    found[i] = Clause(i, agent if passive else own, thing, voice, _time(of, i, helpers, upper), certainty, hedged)
    return found[i]


def _own_subject(of, i):
    """The subject that stands with a verb: the nearest before it, after a dateline that was read as one, too."""
    subjects = [j for j in of.of(i, *SUBJECTS, *PASSIVE) if of.small(j) not in BE]
    return next((j for j in reversed(subjects) if j < i), subjects[0] if subjects else -1)


def _subject(of, i, upper, helpers):
    """The subject of a verb: its own, the noun that *who* stands for, or that of the verb above."""
    words, relation, own = of.words, of.words.relation[i], _own_subject(of, i)
    if own >= 0 and not (relation == "relcl" and words.tag[own] in ("WDT", "WP")):  # who, which
        return own
    if relation in ("relcl", "acl"):
        return -1 if "to" in helpers else words.head[i]  # a way to talk
    if not upper or relation not in SHARED:
        return -1
    if relation == "xcomp" and "to" in helpers and words.lemma[upper.verb] == "be" and upper.object >= 0:
        return -1  # her aim is to win
    controlled = relation == "xcomp" and upper.object >= 0 and words.relation[upper.object] == "dobj"
    there = upper.subject >= 0 and words.relation[upper.subject] == "expl"
    return upper.object if controlled or there or upper.voice != "active" else upper.subject


def _is_passive(of, i, upper, helpers):
    """Whether something is done to the subject: was killed; not was concerned, which is a state."""
    words, relation = of.words, of.words.relation[i]
    if words.lemma[i].lower() in ("be", "have") or words.tag[i] not in ("VBN", "VBD"):
        return False
    helping, thing = of.of(i, "auxpass"), of.of(i, "dobj", "attr")
    if of.small(i) in WORDS.resting and _agent(of, i) < 0:
        return False
    if helping and set(helpers) <= BE and (thing or of.of(i, "prt")):
        return False  # he's done a good job, he's dropped out
    if thing:
        return bool(helping)
    if helping or of.of(i, "nsubjpass", "csubjpass") or (relation == "acl" and words.tag[i] == "VBN"):
        return True
    joined = relation == "conj" and upper and upper.voice != "active" and words.tag[i] == "VBN" and not helpers
    return bool(joined) and not any(of.small(j) == "of" for j in of.of(i, "prep"))  # was told of it and approved of it


def _agent(of, i):
    return next((j for by in of.of(i, "agent") for j in of.of(by, "pobj")), -1)


def _object(of, i):
    """What a verb acts on: its object, whom it makes do something, or what the preposition right after it governs."""
    words = of.words
    for relation in OBJECTS:
        if found := of.of(i, relation):
            return found[0]
    for below in of.of(i, "ccomp"):  # make prisoners eligible, get them to pay
        finite = words.tag[below] in ("VBD", "VBZ", "VBP", "MD") or of.of(below, "mark")
        subject = next(iter(of.of(below, "nsubj", "nsubjpass")), -1)
        if (
            words.lemma[i].lower() in WORDS.making
            and not finite
            and i < subject < below
            and of.small(subject) not in BE
        ):
            return subject
    after = max([i, *(j for j in of.of(i, "prt") if j == i + 1)]) + 1
    for by in of.of(i, "prep", "dative"):
        if by == after and of.small(by) in WORDS.completing and words.lemma[i].lower() != "be":
            return next((j for j in of.of(by, "pobj") if not _is_time(of, j)), -1)
    return -1


def _is_time(of, i):
    small = of.small(i)
    return of.words.lemma[i].lower() in WORDS.times or small.endswith("day") or small.isdigit()


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
    below = of.all_below(i)
    inside, apart = {i}, frozenset(k for k in below if of.words.relation[k] in APART or of.small(k) == "as")
    for j in of.below[i]:
        belongs = of.words.relation[j] in MODIFIERS and (j < i or of.words.relation[j] != "amod")
        if belongs or (of.words.relation[j] == "prep" and of.small(j) == "of"):
            inside |= set(of.all_below(j, apart))
    start, end = of.words.start[min(inside)], of.words.end[max(inside)]
    while start and of.text[start - 1] in HYPHENS:  # e-mails, read as three words
        start = next((k for k in range(start - 2, -1, -1) if not of.text[k].isalnum()), -1) + 1
    while of.text[end : end + 1] in HYPHENS and of.text[end + 1 : end + 2].isalnum():  # his re-election
        end = next((k for k in range(end + 1, len(of.text)) if not of.text[k].isalnum()), len(of.text))
    return start, end


def base(of: Tree, i: int) -> str:
    """The base form of a verb: be for what is shortened, too."""
    return "be" if of.small(i) in BE else of.words.lemma[i]


def together(of: Tree, i: int) -> list[int]:
    """The heads of noun phrases that stand together: Lee, Hill and Orr, however the commas are read."""
    found = [i]
    for j in of.of(i, "conj", "appos"):
        if of.words.relation[j] == "conj" or of.words.pos[j] == "PROPN":
            found += together(of, j)
    return found
