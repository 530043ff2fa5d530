"""Whom *he* and *she* cannot mean, so that no *she* becomes a man and no speaker is *he* in words of his own.

`speech/resolution.py` gives a pronoun a name. Here a name is taken away again that stands beside *his* elsewhere in the
text, where *she* is asked for, or that is the speaker of the quotation in which the pronoun stands.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable

from utils.speech.attribution import Tree
from utils.speech.resolution import Speakers, who_is_meant

__all__ = ["meant_by"]

GENDERS = {"he": "men", "his": "men", "him": "men", "himself": "men", "she": "women", "her": "women", "hers": "women"}


def meant_by(of: Tree, named: list, spoken: list[tuple]) -> Callable[[int], Speakers]:
    """Whom a word means; `spoken` are (start, end, name of the speaker) of direct quotations."""
    who, beside = who_is_meant(of, named), _beside(of, named)

    def meant(i):
        found = who(i)
        if of.small(i) not in ("he", "she") or not found.names:
            return found
        name, own = found.names[0], GENDERS[of.small(i)]
        other = "women" if own == "men" else "men"
        itself = any(start <= of.words.start[i] < end and name == speaker for start, end, speaker in spoken)
        if itself or beside[name, other] > beside[name, own]:
            return Speakers((), "not resolved", None)
        return found

    return meant


def _beside(of, named):
    """How often a *his* or *her* follows a person in a sentence that names nobody else before it."""
    counts, persons = Counter(), [one for one in named if one.kind == "person"]
    begins = [one.start for one in persons]
    for i in range(len(of.below)):
        if gender := GENDERS.get(of.small(i)):
            first = of.words.start[bisect_left(of.words.sentence, of.words.sentence[i])]
            here = persons[bisect_left(begins, first) : bisect_right(begins, of.words.start[i])]
            if len({one.actor for one in here}) == 1:
                counts[here[0].actor, gender] += 1
    return counts
