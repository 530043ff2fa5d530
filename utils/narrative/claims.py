"""Claims taken over: what a speaker is reported to have said, and the text then carries on as its own.

*She declared high growth. This booming success has drawn guests*: the second sentence takes for granted what the first
one only reports. Found by *this, these, such* before a noun, outside of quotation marks, within two sentences after a
statement. The noun makes a thing of a verb or an adjective of the statement (*assaulted*, these assaults; *economic*,
this economy), or it judges it (*this booming success*). *These programs* after *programs* only points at things.
"""

from bisect import bisect_left
from itertools import takewhile
from typing import NamedTuple

from utils.speech.attribution import Tree, phrase
from utils.text import word_lists

__all__ = ["Taken", "taken_over"]

WORDS = word_lists("narrative.toml")
REACH = 2  # sentences after a statement
FAMILY = 0.6  # of the letters of the longer word, from which two words are of one family
THINGS, DEEDS = ("NOUN",), ("VERB", "ADJ")
POINTING = {"this", "these", "such"}


class Taken(NamedTuple):
    """A claim, and where the text takes it over: numbers of sentences, and the words that point back.

    `reported` where these stand in reported speech again: then they may be the speaker's, not the text's.
    """

    speaker: str
    claim: str
    claim_sentence: int
    start: int
    end: int
    sentence: int
    words: str
    reported: bool


def taken_over(of: Tree, statements: list, marked: list) -> list[Taken]:
    """The claims of a text that it carries on.

    `statements` are (speaker, words, start, end), `marked` the stretches in quotation marks.

    What points back may stand in the next statement: *he credited this success to exports* takes it for granted.
    """
    words, found, ours = of.words, [], []
    for speaker, claim, start, end in statements:
        if inside := range(bisect_left(words.start, start), bisect_left(words.start, end)):
            lemmas = {pos: {words.lemma[i].lower() for i in inside if words.pos[i] in pos} for pos in (THINGS, DEEDS)}
            ours.append((speaker, claim, inside, lemmas[THINGS], lemmas[DEEDS]))
    for i, pos in enumerate(words.pos):
        pointing = pos == "NOUN" and any(of.small(j) in POINTING for j in of.of(i, "det"))
        if not pointing or words.lemma[i].lower() in WORDS.times or any(a <= words.start[i] < b for a, b in marked):
            continue
        noun, judged = words.lemma[i].lower(), any(of.small(j) not in WORDS.timely for j in of.of(i, "amod"))
        for speaker, claim, inside, things, deeds in reversed(ours):
            apart = words.sentence[i] - words.sentence[inside[0]]
            summed = judged and noun in WORDS.summing_up and apart == 1
            made = noun not in things and any(_alike(noun, other) for other in deeds)
            if 0 < apart <= REACH and (summed or made) and (judged or not _by_the_same(i, speaker, ours)):
                reported = any(i in other for _, _, other, *_ in ours)
                start, end = phrase(of, i)
                place = words.sentence[inside[0]]
                found.append(Taken(speaker, claim, place, start, end, words.sentence[i], of.text[start:end], reported))
                break
    return found


def _by_the_same(i, speaker, statements):
    """Whether a word stands in what the same speaker goes on to say."""
    return any(i in inside and other == speaker for other, _, inside, *_ in statements)


def _alike(one, other):
    """Whether two words are of one family: economic, economy."""
    shared = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))
    return shared >= 5 and shared >= FAMILY * max(len(one), len(other))
