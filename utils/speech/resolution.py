"""Whom a speaker's words mean: *Lee*, *she*, *the Russian leader*, *the agency*, *a Reuters poll*.

A name stands for itself. A pronoun or a description is given a name where one candidate fits in kind, number, gender
and nearness: a subject before anybody else, and not past a person without a name. Where two fit it stays open, which
is a standing of its own and never mixed with *nameless*, the experts and officials whom the article names nowhere.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import NamedTuple

from utils.speech.attribution import GRAMMAR, Tree, phrase
from utils.speech.gazetteer import known_names
from utils.speech.naming import NAMING
from utils.text import word_lists

__all__ = ["Speakers", "named_speakers", "who_is_meant"]

GIVEN = word_lists("given_names.toml")
MODIFIERS = ("poss", "amod", "compound", "nmod")
SPEAKING = ("person", "institution", "country")
NEAR = (2, 8)  # sentences back in which a sole name may be meant: in all, where there is none nearby
FAR = 3  # sentences with a subject, back to which a pronoun may reach
TITLES = {"women": {"mrs", "ms", "miss", "queen", "princess", "lady", "dame", "madam", "congresswoman", "spokeswoman"}}
TITLES["men"] = {"mr", "king", "prince", "lord", "sir", "congressman", "spokesman"}
ARTICLE = re.compile(r"^(?:the|an?) ", re.IGNORECASE)
OWNER = re.compile(r"^(?:the|his|her|its|their|\w+[’']s) ", re.IGNORECASE)
ROLE = re.compile(r"(?:er|or|ist|ian|man|woman|person|keeper|hand|ant|ee)$")


NOT_PERSONS = NAMING.others | NAMING.places | NAMING.events | GRAMMAR.no_persons


class Speakers(NamedTuple):
    """Who says something, by name where that can be told, of what standing, and for which country."""

    names: tuple[str, ...]
    standing: str  # person, institution, country, text, nameless, not resolved, no speaker; thing: what cannot speak
    country: str | None


def named_speakers(of: Tree, named: list, said: list, via: dict[int, tuple[int, ...]]) -> list[Speakers]:
    """The speakers of each statement; `named` are the mentions of the text, `said` has its words as `heads`.

    `via` has, by the word of a cue, the heads of the words for a text that hands on what is said.
    """
    article = _Article(of, named, said)
    return [article.speakers(statement, via) for statement in said]


def who_is_meant(of: Tree, named: list) -> Callable[[int], Speakers]:
    """A function from a word of a text, the head of a noun phrase, to whom it means; `named` as above."""
    return _Article(of, named, [])._who


class _Article:
    """Names and subjects of an article, and what was found out about its pronouns so far."""

    def __init__(self, of, named, said):
        self.of, self.named, self.known = of, named, {}
        self.begins = [one.start for one in named]
        inside = [statement[:2] for statement in said if statement.kind != "indirect"]
        marked = {i for span in inside for i in range(*(bisect_left(of.words.start, at) for at in span))}
        self.subjects = [
            i for i, relation in enumerate(of.words.relation) if relation in ("nsubj", "nsubjpass") and i not in marked
        ]
        self.homes = self._homes()
        self.roles = self._roles()
        self.before = None  # the last person who spoke

    # ---- what stands at a word

    def mention(self, i):
        """The name of which a word is part."""
        at = self.of.words.start[i]
        number = bisect_right(self.begins, at) - 1
        return self.named[number] if number >= 0 and at < self.named[number].end else None

    def _homes(self):
        """{person: countries and places that hang on the name}: Russia's Vladimir Putin, Florida Senator Ann Lee."""
        homes = {}
        for i, relation in enumerate(self.of.words.relation):
            if relation in MODIFIERS and (home := self.mention(i)) and home.kind in ("country", "place"):
                head = self.of.words.head[i]
                in_role = self.of.words.relation[head] in MODIFIERS and not self.mention(head)
                person = self.mention(self.of.words.head[head] if in_role else head)
                if person and person.kind == "person":
                    homes.setdefault(person.actor, set()).add(home.actor)
        return homes

    def _roles(self):
        """{the last words of a role: the persons who have such a role}, so that the coach means the team's coach."""
        roles = {}
        for one in self.named:
            role = f" {one.role}".lower() if one.kind == "person" else ""
            for blank in re.finditer(" ", role):
                roles.setdefault(role[blank.end() :], set()).add(one.actor)
        return roles

    # ---- the speakers of a statement

    def speakers(self, said, via):
        if not said.speaker:
            return Speakers((), "no speaker", None)
        heads = said.heads or self._heads(*said.speaker)
        found = [self._who(head) for head in heads]
        names = tuple(dict.fromkeys(name for who in found for name in who.names))
        best = next((who for who in found if who.names), found[0] if found else Speakers((), "not resolved", None))
        if best.standing == "person" and names:
            self.before = names[0]
        handing = via.get(said.cue.word, ()) if said.cue else ()  # according to a Kremlin readout
        countries = [who.country for who in (*found, *map(self._who, handing)) if who.country]
        return Speakers(names, best.standing, next(iter(countries), None))

    def _heads(self, start, end):
        """The heads among the words between two places."""
        starts = self.of.words.start
        inside = range(bisect_left(starts, start), bisect_left(starts, end))
        named = [i for i in inside if (one := self.mention(i)) and one.form != "adjective" and one.end >= end - 2]
        return (
            named[-1:] or [i for i in inside if self.of.words.head[i] not in inside or self.of.words.head[i] == i][:1]
        )

    def _who(self, head):
        of, small = self.of, self.of.small(head)
        if small in ("he", "she"):
            name = self.antecedent(head)
            return Speakers((name,) if name else (), "person" if name else "not resolved", None)
        one = self._named(head)
        lemma = of.words.lemma[head].lower()
        if one is None or (one.kind not in SPEAKING and lemma in GRAMMAR.texts):
            return self._described(head, lemma)
        if one.kind not in SPEAKING:
            plural = of.words.tag[head] in ("NNS", "NNPS")
            return Speakers((), "nameless", None) if plural else Speakers((one.actor,), "institution", None)
        name = one.actor if one.sure or one.form == "surname" else one.mention
        return Speakers((name,), one.kind, self._country(head, one))

    def _named(self, head):
        """The mention that a noun phrase is about: its head, or what stands beside it between commas."""
        of, one = self.of, self.mention(head)
        if one and one.form != "adjective":
            return one
        behind = [self.mention(beside) for beside in of.of(head, "appos")] if self._person(head) else []
        return next((one._replace(kind="person") for one in behind if one), None)  # his counsel, Ann Lee

    def _described(self, head, lemma):
        of = self.of
        if lemma in GRAMMAR.texts:
            owner = self._owner(head)
            country = owner.actor if owner and owner.kind == "country" else None
            return Speakers((owner.actor,) if owner else (), "text", country)
        if of.words.pos[head] == "PRON" or of.words.tag[head] in ("DT", "CD"):
            nameless = of.small(head) in GRAMMAR.nobodies
            return Speakers((), "nameless" if nameless else "not resolved", None)
        body = of.small(head) in NAMING.institutions | NAMING.roles_of_institutions
        if not (body or self._person(head)):
            return Speakers((), "thing", None)
        if of.words.tag[head] in ("NNS", "NNPS"):
            counted = any(of.words.tag[i] == "CD" or of.small(i) in ("both", "these") for i in of.below[head])
            definite = counted and any(of.small(i) in ("the", "both", "these") for i in of.below[head])
            return Speakers((), "not resolved" if definite else "nameless", None)  # the two leaders
        words = of.text[slice(*phrase(of, head))]
        first = words.split()[0].lower() if words.split() else ""
        if first in GRAMMAR.indefinite:
            return Speakers((), "nameless", None)
        if name := self._by_description(head, words):
            return Speakers((name,), "person", None)
        if body:
            return self._institution(head, words)
        return Speakers((), "not resolved", None)

    def _owner(self, head):
        """Whose text it is, where the noun phrase says so: a Reuters poll, a Chinese description."""
        of = self.of
        inside = of.of(head, *MODIFIERS)
        inside += [
            j for by in of.of(head, "prep", "agent") if of.small(by) in ("by", "from", "of") for j in of.of(by, "pobj")
        ]
        inside += [j for verb in of.of(head, "acl") for by in of.of(verb, "agent") for j in of.of(by, "pobj")]
        owners = [one for i in inside for one in [self.mention(i)] if one]
        return next((one for one in owners if one.kind in SPEAKING), None)

    def _by_description(self, head, words):
        """The one person whom a role or a country with a role fits: the coach, the Russian leader."""
        role, noun = OWNER.sub("", words).lower(), self.of.small(head)
        if fitting := self.roles.get(role, set()):
            return next(iter(fitting)) if len(fitting) == 1 else None
        around = [self.mention(i) for i in self.of.of(head, *MODIFIERS)]
        homes = {one.actor for one in around if one and one.kind in ("country", "place")}
        fitting = {name for name, known in self.homes.items() if known & homes}
        if noun not in GRAMMAR.leaders:
            fitting &= self.roles.get(noun, set())
        return next(iter(fitting)) if len(fitting) == 1 else None

    def _institution(self, head, words):
        """An institution without a name of its own: the transport ministry; the ministry, where one was called so."""
        of, noun = self.of, self.of.small(head)
        bare = ARTICLE.sub("", words)
        if bare.split()[0].lower() in ("her", "his", "its", "their", "our", "my"):
            return Speakers((), "not resolved", None)
        if bare.lower() != noun:
            return Speakers((f"the {bare}" if ARTICLE.match(words) else words,), "institution", None)
        phrases = {of.text[slice(*phrase(of, i))].lower() for i in range(head) if of.small(i) == noun}
        fuller = {words for words in phrases - {f"the {noun}"} if words.startswith("the ")}
        if len(fuller) == 1:
            return Speakers((fuller.pop(),), "institution", None)
        if noun in GRAMMAR.generic and (i := next(self._subjects_before(head), None)) is not None:
            one = self.mention(i)
            if one and one.kind == "institution":
                return Speakers((one.actor,), "institution", self._country(i, one))
        return Speakers((), "not resolved", None)

    def _country(self, head, one):
        """The country for which a name speaks, where the text says so: the Chinese Foreign Ministry, its spokesman."""
        if one.kind == "country":
            return one.actor
        if one.kind == "institution":
            around = [self.mention(i) for i in self.of.of(head, *MODIFIERS)]
            own = known_names().get(one.mention.split()[0])
            near = [other.actor for other in (*around, own) if other and other.kind == "country"]
            return next(iter(near), None)
        bodies = set(one.role.lower().split()) & NAMING.institutions
        if not bodies:
            return None
        named = [other for other in self.named if other.kind == "institution" and other.start < one.start]
        fitting = [other for other in named if bodies & set(other.mention.lower().split())]
        return self._country(self._last_word(fitting[-1]), fitting[-1]) if fitting else None

    def _last_word(self, one):
        return bisect_left(self.of.words.start, one.end) - 1

    # ---- pronouns

    def _subjects_before(self, i):
        """Subjects before a word, sentence by sentence backwards; in each but the first the main one comes first."""
        words, sentences = self.of.words, []
        for j in reversed(self.subjects[: bisect_left(self.subjects, i)]):
            if not sentences or words.sentence[j] != words.sentence[sentences[-1][-1]]:
                if len(sentences) == FAR:
                    break
                sentences.append([])
            sentences[-1].append(j)
        for sentence in sentences:
            here = words.sentence[sentence[0]] == words.sentence[i]
            main = lambda j: words.head[words.head[j]] != words.head[j]  # noqa: E731
            yield from sentence if here else sorted(sentence, key=main)

    def antecedent(self, i):
        """The person a he or she means; None where that cannot be told."""
        if i not in self.known:
            self.known[i] = None  # a pronoun that leads back to itself
            self.known[i] = self._antecedent(i, "women" if self.of.small(i) == "she" else "men")
        return self.known[i]

    def _antecedent(self, i, gender):
        of = self.of
        for j in self._subjects_before(i):
            one, small = self.mention(j), of.small(j)
            if one and one.kind == "person":
                if self._fits(one.actor, gender):
                    return one.actor
            elif small in ("he", "she"):
                if (small == "she") == (gender == "women"):
                    return self.antecedent(j)
            elif self._person_without_a_name(j):
                name = self._by_description(j, of.text[slice(*phrase(of, j))])
                if name is None or self._fits(name, gender):
                    return name
        for far in NEAR:
            fitting = {
                one.actor for one in self._near(i, far) if one.kind == "person" and self._fits(one.actor, gender)
            }
            if fitting:
                return fitting.pop() if len(fitting) == 1 else None
        return self.before if self.before and self._fits(self.before, gender) else None

    def _person_without_a_name(self, j):
        return self.of.words.tag[j] == "NN" and not self.mention(j) and self._person(j)

    def _person(self, j):
        """Whether a noun is one for persons, by a list or its ending."""
        word = self.of.words.lemma[j].lower()
        listed = word in NAMING.roles | NAMING.titles | GRAMMAR.people
        return listed or bool(ROLE.search(word) and len(word) > 4 and word not in NOT_PERSONS)

    def _near(self, i, far):
        """The names in the sentence of a word before it, and in some sentences before."""
        words = self.of.words
        first = bisect_left(words.sentence, words.sentence[i] - far)
        start = words.start[first]
        return self.named[bisect_left(self.begins, start) : bisect_left(self.begins, words.start[i])]

    def _fits(self, name, gender):
        """Whether a name may be a woman's, or a man's."""
        other = "men" if gender == "women" else "women"
        if name.split()[0].lower() in getattr(GIVEN, other):
            return False
        titles = {word.strip(".").lower() for one in self.named if one.actor == name for word in one.role.split()}
        return not titles & TITLES[other]
