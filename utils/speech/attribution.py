"""Who says what, read off the grammar: the verb that reports, its subject, and the words it governs.

A tree of each sentence comes from `grammar`. In it a reporting verb (`data/reporting_verbs.toml`) is looked for; the
speaker is its subject, in a passive the one after *by*, in *Lee, who said* the noun before *who*, in *went on,
claiming* the subject of *went*. What it reports is the clause that hangs on it; for verbs of wanting, promising and
blaming also an infinitive or an object. *Did not say* and *rather than say* report nothing.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from simplemma import lemmatize

from utils.grammar import Parse
from utils.notebook.settings import DATA
from utils.text import word_lists

__all__ = ["GRAMMAR", "Cue", "Tree", "base_form", "cues", "phrase", "reported", "reporting_verbs", "spoken_by", "tree"]

GRAMMAR = word_lists("speech_grammar.toml")
HIGHEST = 40  # words up the tree to the verb that governs a quotation
INSIDE = {"det", "amod", "compound", "poss", "nummod", "nmod", "case", "quantmod", "predet", "neg", "advmod"}
OF = {"of", "for", "at", "in", "from", "with", "on", "to"}


class Tree(NamedTuple):
    """The grammar of a text, with the words that depend on each word."""

    text: str
    words: Parse
    below: list[list[int]]

    def small(self, i: int) -> str:
        """A word in small letters."""
        return self.text[self.words.start[i] : self.words.end[i]].lower()

    def of(self, i: int, *relations: str) -> list[int]:
        """The words that depend on a word in one of these relations."""
        return [child for child in self.below[i] if self.words.relation[child] in relations]

    def all_below(self, i: int, without: frozenset[int] = frozenset()) -> list[int]:
        """A word and all that hangs on it, in order."""
        found, left = [], [i]
        while left:
            found.append(left.pop())
            left += [child for child in self.below[found[-1]] if child not in without]
        return sorted(found)

    def above(self, i: int) -> Iterator[int]:
        """The word on which a word depends, the one on which that depends, and so on."""
        while self.words.head[i] != i:
            i = self.words.head[i]
            yield i


class Cue(NamedTuple):
    """A word that says that somebody says something."""

    word: int
    base: str  # of the verb
    start: int
    end: int
    speakers: tuple[int, ...]  # heads of the noun phrases that name who does
    words: tuple[int, ...]  # the same, but who and which as they stand
    heard: bool  # not so in did not say, refused to say
    weak: bool  # show, plan, make: verbs that report only where no other does


def tree(text: str, words: Parse) -> Tree:
    """The tree of a text from its parse."""
    below = [[] for _ in words.head]
    for i, head in enumerate(words.head):
        if head != i:
            below[head].append(i)
    return Tree(text, words, below)


def cues(of: Tree) -> list[Cue]:
    """The words that report, in order."""
    return [found for i in range(len(of.below)) if (found := _cue(of, i))]


@cache
def reporting_verbs() -> dict[str, str]:
    """{base form of a reporting verb: its colour}, from `data/reporting_verbs.toml`.

    >>> reporting_verbs()["claim"]
    'distancing'
    """
    groups = tomllib.loads((DATA / "reporting_verbs.toml").read_text(encoding="utf-8"))
    return {verb: colour for colour, verbs in groups.items() for verb in verbs}


@cache
def base_form(word: str) -> str:
    """The base form of a word without its sentence: said, says and saying are say.

    >>> base_form("claimed")
    'claim'
    """
    return lemmatize(word, "en")


def _cue(of, i):
    words = of.words
    lemma, start, end = words.lemma[i].lower(), words.start[i], words.end[i]
    if lemma in GRAMMAR.nouns and words.pos[i] == "NOUN":
        return _found(of, i, lemma, (start, end), _owners(of, i), weak=True)
    if lemma == "reportedly":
        return _found(of, i, lemma, (start, end), [], weak=True)
    if lemma in ("accord", "according") and (to := next((j for j in of.of(i, "prep") if of.small(j) == "to"), None)):
        return _found(of, i, "according to", (start, words.end[to]), _joint(of, of.of(to, "pobj")))
    if words.pos[i] != "VERB":
        return None
    base = lemma if lemma in reporting_verbs() else re.sub("is(e|ing|ed)$", r"iz\1", lemma)
    for j in dict.fromkeys([i + 1, *of.of(i, "prt", "advmod", "acomp", "oprd", "prep")]):
        if i < j < len(of.below) and f"{base} {of.small(j)}" in reporting_verbs():
            base, end = f"{base} {of.small(j)}", max(end, words.end[j])
            break
    if base not in reporting_verbs():
        return None
    return _found(of, i, base, (start, end), _speakers(of, i), not _unheard(of, i), base in GRAMMAR.weak)


def _found(of, i, base, place, words, heard=True, weak=False):
    """A cue, whose *who* and *which* are given the noun they stand for."""
    meant = dict.fromkeys(j for word in words for j in _meant(of, word))
    return Cue(i, base, *place, tuple(meant), tuple(words), heard, weak)


def _speakers(of, verb):
    """Heads of the subject of a verb: its own, that of the verb it is joined to, or the noun it hangs on."""
    own = verb
    for _ in range(6):  # verbs up the tree
        if agents := [j for by in of.of(verb, "agent") for j in of.of(by, "pobj")]:
            return _joint(of, agents)
        passive = of.of(verb, "nsubjpass", "csubjpass", "auxpass") or _participle(of, verb)
        if passive and verb == own:
            return []
        if subjects := of.of(verb, "nsubj", "nsubjpass"):  # was elected and said
            return _joint(of, subjects[:1])
        relation, above = of.words.relation[verb], of.words.head[verb]
        if relation == "pcomp" and of.words.lemma[of.words.head[above]] in ("quote", "cite"):
            return of.of(of.words.head[above], "nsubjpass")  # is quoted as saying
        if relation == "advcl" and of.words.relation[above] == "ccomp" and above < verb:
            above = of.words.head[above]  # said it was over, adding
        if relation in ("acl", "relcl") and of.words.pos[above] in ("NOUN", "PROPN", "PRON"):
            return [] if of.words.tag[verb] == "VB" else _joint(of, [above])
        if relation == "ROOT" or above == verb:
            return []
        verb = above
    return []


def _participle(of, verb):
    """Whether a verb is a passive without its auxiliary, of which the subject is no speaker: asked by reporters, he."""
    bare = of.words.tag[verb] == "VBN" and not of.of(verb, "aux", "auxpass", "nsubj")
    return bare and of.words.relation[verb] in ("acl", "advcl", "amod", "relcl")


def _owners(of, noun):
    """Heads of those whose claim it is: her claim, a claim by Lee, Lee made the claim."""
    if owners := of.of(noun, "poss"):
        return owners
    if owners := [j for by in of.of(noun, "prep") if of.small(by) in ("of", "by", "from") for j in of.of(by, "pobj")]:
        return _joint(of, owners)
    above = of.words.head[noun]
    return _speakers(of, above) if of.words.relation[noun] == "dobj" and of.words.pos[above] == "VERB" else []


def _meant(of, word):
    """The nouns that *who* or *which* stands for; any other word stands for itself."""
    verb = of.words.head[word]
    if of.small(word) in ("who", "which", "that") and of.words.relation[verb] == "relcl":
        return _joint(of, [of.words.head[verb]], reach=verb)
    return [word]


def _joint(of, heads, reach=None):
    """Heads with those that *and* joins to them before a place: Xi and Putin."""
    found = []
    for head in heads:
        found.append(head)
        for other in of.of(head, "conj"):
            between = range(head + 1, other)
            noun = of.words.pos[other] in ("PROPN", "NOUN", "PRON") and (reach is None or other < reach)
            if noun and of.of(head, "cc") and not any(of.words.pos[i] in ("VERB", "AUX") for i in between):
                found += _joint(of, [other], reach)
    return found


def _unheard(of, verb):
    """Whether what is said was not: did not say, nobody said, declined to say, if he says."""
    if of.of(verb, "neg") or any(of.small(j) in ("if", "unless", "whether") for j in of.of(verb, "mark")):
        return True
    if any(of.small(j) in ("nobody", "none") for j in of.of(verb, "nsubj")):
        return True
    before = [of.small(j) for j in range(max(verb - 4, 0), verb)]
    if "rather" in before and "than" in before:
        return True
    if of.words.relation[verb] == "conj" and of.words.tag[verb] == "VB":  # rather than go and say
        first = of.words.head[verb]
        if [of.small(j) for j in range(max(first - 2, 0), first)] == ["rather", "than"]:
            return True
    if "without" in before[-2:]:
        return True
    above = of.words.head[verb]
    return of.words.relation[verb] == "xcomp" and (of.words.lemma[above] in GRAMMAR.unsaid or bool(of.of(above, "neg")))


def reported(of: Tree, cue: Cue) -> tuple[list[int], str]:
    """The words of what is reported without marks, and its act: "statement" (said that) or "speech act" (promised to).

    No words where nothing is.
    """
    act = "speech act" if cue.base in GRAMMAR.acts else "statement"
    if cue.base == "according to":
        return _around(of, cue.word), act
    if not cue.heard:
        return [], act
    if cue.base == "reportedly":
        return of.all_below(of.words.head[cue.word], frozenset([cue.word])), act
    if of.words.pos[cue.word] == "NOUN":
        clause = [j for j in of.of(cue.word, "acl", "ccomp") if any(of.small(k) == "that" for k in of.of(j, "mark"))]
        return _all_below(of, clause), act
    if of.of(cue.word, "nsubjpass", "auxpass") and not cue.speakers:  # is expected to; but: it was said that
        return _all_below(of, of.of(cue.word, "ccomp")), act
    if clause := of.of(cue.word, "ccomp"):
        return _all_below(of, [j for j in clause if _reports(of, cue, j)]), act
    if of.words.relation[cue.word] == "parataxis" and not _apart(of, of.words.head[cue.word], cue.word):
        return of.all_below(of.words.head[cue.word], frozenset([cue.word])), act
    if infinitive := [j for j in of.of(cue.word, "xcomp") if of.words.tag[j] == "VB" and j > cue.word]:
        return _all_below(of, [*of.of(cue.word, "dobj", "dative"), *infinitive]), "speech act"
    return _objects(of, cue), act


def _objects(of, cue):
    """What is blamed, declared, called for: the objects of a verb and all up to the end of the last one."""
    relations = ("dobj", "oprd", "dative", "prep", "pcomp", "xcomp", *(("advcl",) if " " in cue.base else ()))
    objects = [j for j in of.of(cue.word, *relations) if j > cue.word]
    by_text = cue.base in GRAMMAR.by_texts and any(of.words.lemma[j] in GRAMMAR.texts for j in cue.speakers)
    if not objects or not (of.of(cue.word, "dobj", "oprd") or " " in cue.base):
        return []
    if not (by_text or cue.base in GRAMMAR.with_object):
        return []
    if any(of.words.lemma[j] in GRAMMAR.deeds.get(cue.base, ()) for j in objects):
        return []  # declared war
    if cue.base in GRAMMAR.with_as and not any(of.small(j) == "as" for j in objects):
        return []  # greeted the guests; but: greeted it as a sign
    inside = _all_below(of, objects)
    return list(range(inside[0], inside[-1] + 1))


def _reports(of, cue, clause):
    """Whether a clause is what a verb reports: with that, with a subject of its own, or before the verb."""
    if clause < cue.word:
        return not _apart(of, clause, cue.word)
    return bool(of.of(clause, "nsubj", "nsubjpass", "expl", "csubj", "mark", "attr"))


def _apart(of, first, last):
    """Whether a semicolon parts two words: It rained; Ann Lee said nothing."""
    return any(of.small(i) == ";" for i in range(first, last))


def _around(of, according):
    """The clause on which *according to* hangs, without it."""
    above = next((j for j in of.above(according) if of.words.pos[j] in ("VERB", "AUX")), of.words.head[according])
    return of.all_below(above, frozenset([according]))


def _all_below(of, heads):
    return sorted({i for head in heads for i in of.all_below(head)})


def phrase(of: Tree, head: int) -> tuple[int, int]:
    """Offsets of the noun phrase around its head: the mayor of Paris; no clause, no apposition."""
    first = last = head
    while first > 0 and _inside(of, first - 1, head):
        first -= 1
    first += of.small(first) in ("'", "’")  # of the quotation before
    while last + 1 in of.below[head] and _close_behind(of, last + 1):
        last += 1
    for child in of.below[head]:
        if child == last + 1 and of.small(child) in OF and of.words.relation[child] == "prep":
            below = [j for j in of.all_below(child) if j > last]
            clause = next(
                (j for j in below if of.words.relation[j] in ("relcl", "acl", "punct", "appos")), below[-1] + 1
            )
            last = max(j for j in below if j < clause)
            break
    return of.words.start[first], of.words.end[last]


def _close_behind(of, i):
    """Whether a word right behind its noun belongs to it: those surveyed, the newspaper Haaretz."""
    relation, pos = of.words.relation[i], of.words.pos[i]
    return (relation == "appos" and pos == "PROPN") or (relation in ("acl", "amod") and not of.of(i, "dobj", "prep"))


def _inside(of, i, head):
    """Whether a word before the head of a noun phrase is part of it."""
    while i != head:
        if of.words.relation[i] not in INSIDE and of.words.pos[i] not in ("PUNCT", "CCONJ", "ADJ", "PART", "ADP"):
            return False
        if of.words.relation[i] == "punct" and of.small(i) in (",", ";", ":", "(", ")", "—", "–"):
            return False
        if of.words.head[i] == i:
            return False
        i = of.words.head[i]
    return True


def spoken_by(of: Tree, known: dict[int, Cue], inside: range, around: range) -> Cue | None:
    """The cue of a quotation, of which `inside` are the words and `around` those of the sentence it stands in.

    `known` are the cues by their word. The verb that governs the quotation comes first; of two one within the other the
    outer one where the inner has a pronoun for its subject; then the nearest; weak verbs come last.
    """
    links = [i for i in inside if of.words.head[i] not in inside or of.words.head[i] == i]
    above = (known[j] for i in links for j in islice(of.above(i), HIGHEST) if j in known and j not in inside)
    governing = _with_speakers(dict.fromkeys(above), inside)
    governing = [cue for cue in governing if cue.heard] or governing
    if strong := [cue for cue in governing if not cue.weak]:
        return next((cue for cue in strong if not _pronoun(of, cue)), strong[0])
    near = _with_speakers((known[i] for i in around if i in known and i not in inside), inside)
    near.sort(key=lambda cue: (cue.weak, not cue.heard, min(abs(cue.word - inside[0]), abs(cue.word - inside[-1]))))
    return near[0] if near and not near[0].weak else next(iter([*governing, *near]), None)


def _with_speakers(cues, inside):
    """The cues that have a speaker, who is no part of the quotation: the “great day” began."""
    return [cue for cue in cues if cue.speakers and not any(i in inside for i in cue.speakers)]


def _pronoun(of, cue):
    return all(of.words.pos[i] == "PRON" for i in cue.speakers)
