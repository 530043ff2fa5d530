"""Whether a noun for an event is told of as past or as still to come, by the words right around it.

*The parade ended*, *at the parade, she waved*: past. *The parade will begin*, *is set to attend the parade*, *ahead of
the upcoming parade*: still to come. What is called off, called for or asked about is neither.
"""

from utils.narrative.clauses import Clause
from utils.speech.attribution import Tree
from utils.text import word_lists

__all__ = ["told_as"]

WORDS = word_lists("narrative.toml")


def told_as(of: Tree, i: int, verbs: dict[int, Clause]) -> str:
    """Past, future, or nothing where the words do not tell; `verbs` are the clauses by their verb."""
    words = of.words
    above, relation = words.head[i], words.relation[i]
    if relation in ("compound", "nmod", "poss") or any(of.small(j) == "of" for j in of.of(i, "prep")):
        return ""  # a flood of calls
    if relation != "attr" and any(of.small(j) in WORDS.coming for j in of.of(i, "amod")):
        return "future"
    if relation == "pobj":
        by = of.small(above)
        if by == "of" and of.small(words.head[above]) == "ahead":
            return "" if any(of.small(j).isdigit() for j in of.below[i]) else "future"  # ahead of the 2016 election
        clause = next((verbs[j] for j in of.above(above) if j in verbs), None)
        if by not in WORDS.attending or words.head[above] != (clause.verb if clause else -1):
            return ""
        return _time(of, clause)
    clause = verbs.get(above)
    if clause is None:
        return ""
    if clause.time == "past" and words.tag[above] == "VBN" and clause.voice == "active":
        return ""  # the visit has strained the talks
    takes_part = relation in ("nsubj", "nsubjpass") or (
        relation == "dobj" and words.lemma[above].lower() in WORDS.holding
    )
    return _time(of, clause) if takes_part else ""


def _time(of, clause):
    lemma = of.words.lemma[clause.verb].lower()
    supposed = any(of.small(j) in ("if", "whether", "unless") for j in of.of(clause.verb, "mark"))
    if clause.certainty == "denied" or supposed or lemma in WORDS.arranging:
        return ""
    if lemma in WORDS.ahead and clause.voice != "active" and clause.time == "present":
        return "future"  # is expected
    return clause.time if clause.time == "future" or (clause.time == "past" and not clause.hedged) else ""
