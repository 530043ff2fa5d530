"""Quotations and reported speech of one text, each with its speaker.

A quotation is looked for its speaker in the words right after it, right before it, then in its sentence, then in the
quotation before: *“…,” said the mayor*; *the mayor said: “…”*; *“…,” she said. “…”*. What the rules cannot tell stays
without a speaker: unattributed is an answer.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from utils.corpus import whole_characters
from utils.speech.attribution import (
    GRAMMAR,
    Statement,
    indirect_speech,
    speaker_after,
    speaker_anywhere,
    speaker_before,
)
from utils.speech.gazetteer import known_names
from utils.speech.naming import NAMING, mentions
from utils.speech.tokens import WORD, words_of
from utils.text import quoted_stretches, split_paragraphs, split_sentences

__all__ = ["COLUMNS", "find_quotes", "quote_rows", "quotes_as_table"]

COLUMNS = [
    *("start", "end", "quote", "kind", "speaker", "speaker_start", "speaker_end", "speaker_name", "cue", "standing"),
]
RELATIVES = re.compile(rf"\b(?:his|her|their) (?:{'|'.join(sorted(GRAMMAR.relatives))})\b", re.IGNORECASE)
NEAR = 400  # characters back in which a "she" may have been named
SHORT = 2  # words of a stretch that may be a scare quote


def find_quotes(text: str, gazetteer: str | Path | dict | None = None) -> pd.DataFrame:
    """Quotations and reported statements of a text, in order, as a table.

    Columns: `start, end` (offsets; quotation marks included) and `quote`, the piece between them; `kind`: direct (a
    statement in marks), mixed (quoted words inside reported speech), indirect (reported without marks), scare (a short
    phrase in marks that nobody is said to have said), title (of a work); `speaker`, the words at the attribution, with
    `speaker_start, speaker_end`, missing where nobody is named; `speaker_name`, the fullest name in the text that a
    short form or a safe pronoun stands for (`naming.find_actors`, with the same `gazetteer`); `cue`, the reporting verb
    or "according to"; `standing` of the speaker: a person, institution or country with a name, unnamed (*experts*, or a
    *she* who cannot be told), nobody.

    >>> table = find_quotes("The mayor, Ann Lee, spoke. “We won,” Lee said.")
    >>> table[["quote", "kind", "speaker", "speaker_name", "cue"]].values.tolist()
    [['“We won,”', 'direct', 'Lee', 'Ann Lee', 'said']]
    """
    text = whole_characters(text)
    return quotes_as_table(quote_rows(text, mentions(text, known_names(gazetteer))))


class _Article(NamedTuple):
    """A text with what the rules ask of it: the outlet's own words, sentences, paragraphs."""

    text: str
    outside: str  # the text with the inside of quotations blotted out
    sentences: list
    begins: list  # of the sentences
    paragraphs: list
    heads: list  # beginnings of the paragraphs
    words: list  # of `outside`
    places: list  # of the words

    def sentence(self, at):
        """The sentence around a place."""
        return self.sentences[max(bisect_right(self.begins, at) - 1, 0)] if self.sentences else (at, at)

    def paragraph(self, at):
        """The number of the paragraph around a place."""
        return max(bisect_right(self.heads, at) - 1, 0)

    def between(self, start, end):
        """The outlet's own words between two places."""
        return self.words[bisect_left(self.places, start) : bisect_left(self.places, end)]


class _Named(NamedTuple):
    """Who is named in an article."""

    mentions: list
    starts: list  # of the mentions
    by_role: dict  # {what a role ends with: the persons of such roles}

    def between(self, start, end):
        """The mentions that begin between two places."""
        return self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def quotes_as_table(rows: Sequence[tuple], before: Sequence[str] = ()) -> pd.DataFrame:
    """Rows of `quote_rows` as a table; `before` names columns that stand before those of `find_quotes`."""
    table = pd.DataFrame(rows, columns=[*before, *COLUMNS], dtype=None if rows else object)
    return table.astype({"speaker_start": "Int64", "speaker_end": "Int64"})


def quote_rows(text: str, named: list) -> list[tuple]:
    """The rows of `find_quotes` as tuples."""
    stretches = quoted_stretches(text)
    outside = _mask(text, stretches)
    sentences, paragraphs, words = split_sentences(outside), split_paragraphs(text), words_of(outside, 0, len(outside))
    begins, heads, places = [a for a, _ in sentences], [a for a, _ in paragraphs], [word.start for word in words]
    article = _Article(text, outside, sentences, begins, paragraphs, heads, words, places)
    quoted, last = [], None
    for start, end in stretches:
        quoted.append(_attributed(article, start, end, last))
        last = quoted[-1] if quoted[-1].speaker else last
    spoken = {article.sentence(at) for start, end in stretches for at in (start, end - 1)}
    reported = indirect_speech(outside, [sentence for sentence in sentences if sentence not in spoken])
    known = _Named(named, [mention.start for mention in named], _by_role(named))
    return [_row(article, known, statement) for statement in sorted([*quoted, *reported], key=lambda said: said[:2])]


def _attributed(article, start, end, last):
    """A stretch in quotation marks with its kind, speaker and cue; `last` is the last one that has a speaker."""
    begin, stop = article.sentence(start)[0], max(article.sentence(end - 1)[1], end)
    lead, outside = _lead(article, start, begin), article.outside
    led_up = article.between(lead, start)
    before_first = _closed_and_announced(article.text, outside, lead, start, end)
    found = speaker_before(outside, led_up) if before_first else None
    found = found or speaker_after(outside, end, stop) or speaker_before(outside, led_up)
    if not found and last and lead == begin and _carries_on(article, start, end, begin, stop, last):
        found = (last.speaker, None)
    kind = _kind(article, start, end, begin, found)
    if kind in ("scare", "title"):
        return Statement(start, end, kind, None, None)
    found = found or speaker_anywhere(outside, led_up, article.between(end, stop)) or (None, None)
    return Statement(start, end, kind, *found)


def _closed_and_announced(text, outside, lead, start, end):
    """Whether a quotation ends its sentence and was led up to: Lee said: “We won.” What follows speaks of others."""
    ends = re.search(r"[.!?…][’']?[”»\"“]$", text[start:end])
    return bool(ends) and outside[lead:start].rstrip()[-1:] in (":", ",")


def _lead(article, start, begin):
    """Where the words that lead up to a quotation begin: its sentence, or the line before that ends in a colon."""
    paragraph = article.paragraph(start)
    if paragraph and start == article.heads[paragraph]:
        before = article.paragraphs[paragraph - 1][1]
        if article.outside[before - 1] == ":":
            return article.sentence(before - 1)[0]
    return begin


def _carries_on(article, start, end, begin, stop, last):
    """Whether a quotation without a speaker is the next one of the speaker before."""
    paragraph, spoken = article.paragraph(start), article.paragraph(last.end - 1)
    alone = not article.between(begin, start) and not article.between(end, stop)
    same = spoken == paragraph and not _fragment(article.text, start, end)
    return (alone and spoken >= paragraph - 1) or same


def _mask(text, stretches):
    """The text with the inside of quotations blotted out, letter for letter, so that only the outlet speaks."""
    pieces, done = [], 0
    for start, end in stretches:
        inside = re.sub(r"[^\n]", "\u00b7", text[start + 1 : end - 1])
        pieces += [text[done : start + 1], inside]
        done = max(end - 1, start + 1)
    return "".join([*pieces, text[done:]])


def _fragment(text, start, end):
    """Whether a stretch is a piece of somebody else's sentence and no sentence of its own."""
    inside = text[start + 1 : end - 1].strip()
    return bool(inside) and (inside[0].islower() or not re.search(r"[.,!?…—–-]$", inside))


def _kind(article, start, end, begin, found):
    text, before = article.text, article.between(begin, start)
    inside = text[start + 1 : end - 1].strip()
    words = WORD.findall(inside)
    sentence_like = bool(re.search(r"[,.!?…—–]$", inside))
    capitals = [word for word in words if word.lower() not in GRAMMAR.small_in_titles]
    titled = words and words[0][0].isupper() and all(word[0].isupper() or word[0].isdigit() for word in capitals)
    said = found and found[1]
    announced = bool(before) and before[-1].small in GRAMMAR.works
    if titled and 1 < len(words) <= 6 and before and re.search(r"[’']s$|^[io]n$", before[-1].text):
        return "title"  # on NBC’s “Meet the Press”
    if titled and not said and len(words) <= 8 and (announced or (len(words) > 1 and inside[-1:] not in "!")):
        return "title"
    if announced and words and words[0][0].isupper() and not sentence_like and len(words) <= 8:
        return "title"
    if not said and not sentence_like and len(words) <= SHORT and _fragment(text, start, end):
        return "scare"
    lead = article.outside[begin:start].rstrip()
    inside_sentence = bool(before) and lead[-1:] not in ",:.!?" and not lead.endswith("\u00b7”")
    return "mixed" if inside_sentence and (not inside or inside[0].islower()) else "direct"


def _row(article, named, statement):
    (start, end, kind, speaker, cue), text = statement, article.text
    words = text[speaker[0] : speaker[1]] if speaker else None
    name, standing = _who(article, words, named, *speaker) if speaker else (None, "nobody")
    return (start, end, text[start:end], kind, words, *(speaker or (None, None)), name, cue, standing)


def _who(article, words, named, start, end):
    """Whom a speaker's words mean, and of what standing."""
    if words.lower() in GRAMMAR.pronouns:
        name = _antecedent(article, words.lower(), named, start)
        return name, "person" if name else "unnamed"
    if head := _head(words, named, start, end):
        return _name(head, words), head.kind
    for person in named.between(end + 2, end + 3):
        if person.kind == "person" and article.text[end : end + 2] == ", ":  # his counsel, Ann Lee
            return _name(person, words), "person"
    if definite := re.match(r"(?:the|his|her|its|their) (?=[a-z])", words, re.IGNORECASE):
        role = words[definite.end() :].lower()
        if len(fitting := named.by_role.get(role, ())) == 1:
            return next(iter(fitting)), "person"
    body = re.split(r" (?:of|for|in|at) ", words.lower())[0].split()
    if body[-1] in NAMING.institutions and body[0] not in ("a", "an"):
        return words, "institution"
    return words, "unnamed"


def _head(words, named, start, end):
    """The mention that a speaker's words are about: a person named among them, or what they end with."""
    for mention in named.between(start, end):
        if mention.end > end or mention.form == "adjective":
            continue
        inner, owner = words[: mention.start - start].split(), re.match(r"[’']", words[mention.end - start :])
        if inner and inner[-1].lower() in GRAMMAR.prepositions:  # the mayor of Paris
            return None
        if mention.kind == "person" and not owner:
            return mention
        if mention.kind in ("institution", "country") and end - len("’s") <= mention.end:
            return mention
    return None


def _name(mention, words):
    """The actor of a mention; only the words of the text where it is not sure whom a short form means."""
    return mention.actor if mention.sure or mention.form == "surname" else words


def _by_role(named):
    """{the last words of a role: the persons who have such a role}, so that the coach means the team's coach."""
    by_role = {}
    for person in named:
        role = f" {person.role}".lower() if person.kind == "person" else ""
        for blank in re.finditer(" ", role):
            by_role.setdefault(role[blank.end() :], set()).add(person.actor)
    return by_role


def _antecedent(article, pronoun, named, start):
    """The person a he or she means where nobody else has been named for a while; nothing where it could be another."""
    persons = [person for person in named.between(start - NEAR + 1, start) if person.kind == "person"]
    if pronoun not in ("he", "she") or not persons or RELATIVES.search(article.outside, persons[-1].end, start):
        return None
    titles = {"he": r"\b(?:Mrs|Ms|Miss|Queen|Princess|Lady)\b", "she": r"\b(?:Mr|King|Prince|Lord|Sir)\b"}
    another = any(re.search(titles[pronoun], person.role) for person in persons)
    return persons[-1].actor if len({person.actor for person in persons}) == 1 and not another else None
