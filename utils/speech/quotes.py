"""Quotations and reported speech of one text, each with its speaker.

What stands in quotation marks is sorted (a statement, quoted words within one, a scare quote, a title) and given to the
speaker of the verb that governs it, else of the nearest one in its sentence, else to the speaker before. What is
reported without marks is read off the grammar (`attribution`). What nobody is said to have said stays without a
speaker: unattributed is an answer.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from utils.corpus import whole_characters
from utils.grammar import Parse, names_in, outside_quotations, parses
from utils.speech.attribution import GRAMMAR, Cue, Tree, cues, phrase, reported, reporting_verbs, spoken_by, tree
from utils.speech.gazetteer import known_names
from utils.speech.naming import mentions
from utils.speech.resolution import Speakers, named_speakers
from utils.text import between_marks, quoted_stretches, split_paragraphs, split_sentences, spoken_turns

__all__ = ["COLUMNS", "find_quotes", "quote_rows", "quotes_as_table"]

COLUMNS = [
    *("start", "end", "quote", "kind", "speaker", "speaker_start", "speaker_end", "speaker_name", "speaker_names"),
    *("standing", "speaks_for", "via", "cue", "act", "colour"),
]
WORD = re.compile(r"(?:[A-Z]\.)+|[^\W_]+(?:[.'’-][^\W_]+)*")
SHORT = 2  # words of a stretch that may be a scare quote
FEWEST = 3  # words of a piece of reported speech beside a longer one


def find_quotes(text: str, gazetteer: str | Path | dict | None = None) -> pd.DataFrame:
    """Quotations and reported statements of a text, in order, as a table.

    Columns: `start, end` (offsets; quotation marks included) and `quote`, the piece between them; `kind`: direct (a
    statement in marks), mixed (quoted words inside reported speech), indirect (reported without marks), scare (a short
    phrase in marks that nobody is said to have said), title (of a work); `speaker`, the words at the attribution, with
    `speaker_start, speaker_end`, missing where there is none; `speaker_name`, the fullest name in the text that
    these words stand for, missing where it cannot be told, and `speaker_names`, all of them where several speak;
    `standing` of the speaker: person, institution, country, text (a report, a poll), nameless (*experts*), not
    resolved (a *she* who may be two), no speaker; `via`, the text that hands the words on (*according to a readout*);
    `cue`, the reporting word; `act`: statement (said that), or speech act (promised to, blamed).

    >>> table = find_quotes("The mayor, Ann Lee, spoke. “We won,” Lee said.")
    >>> table[["quote", "kind", "speaker", "speaker_name", "cue"]].values.tolist()
    [['“We won,”', 'direct', 'Lee', 'Ann Lee', 'said']]
    """
    text = whole_characters(text)
    words = next(parses([text]))
    return quotes_as_table(quote_rows(text, mentions(text, known_names(gazetteer), names_in(words)), words))


class _Article(NamedTuple):
    """A text with what the rules ask of it."""

    text: str
    outside: str  # the text with the inside of quotations blotted out
    tree: Tree
    cues: dict[int, Cue]  # by their word, in the outlet's own words
    sentences: list  # of `outside`
    begins: list
    paragraphs: list
    heads: list  # beginnings of the paragraphs

    def sentence(self, at):
        """The sentence around a place."""
        return self.sentences[max(bisect_right(self.begins, at) - 1, 0)] if self.sentences else (at, at)

    def paragraph(self, at):
        """The number of the paragraph around a place."""
        return max(bisect_right(self.heads, at) - 1, 0)

    def words(self, start, end):
        """The numbers of the words between two places."""
        return range(bisect_left(self.tree.words.start, start), bisect_left(self.tree.words.start, end))


class Statement(NamedTuple):
    """What somebody says: where it stands, what kind it is, who says it, by which cue."""

    start: int
    end: int
    kind: str
    speaker: tuple | None  # offsets of the words that name who does
    heads: tuple  # the heads of these words in the grammar
    cue: Cue | None
    act: str


def quotes_as_table(rows: Sequence[tuple], before: Sequence[str] = ()) -> pd.DataFrame:
    """Rows of `quote_rows` as a table; `before` names columns that stand before those of `find_quotes`."""
    table = pd.DataFrame(rows, columns=[*before, *COLUMNS], dtype=None if rows else object)
    return table.astype({"speaker_start": "Int64", "speaker_end": "Int64"})


def quote_rows(text: str, named: list, words: Parse) -> list[tuple]:
    """The rows of `find_quotes` as tuples."""
    turns = spoken_turns(text)
    article = _article(text, words, turns)
    said, last = [_turn(article, *turn) for turn in turns], None
    for start, end in quoted_stretches(text):
        if any(a <= start < b for a, b, *_ in turns):
            continue  # part of what its speaker says
        said.append(_quoted(article, start, end, last))
        last = said[-1] if said[-1].speaker else last
    said += [one for one in _reported(article) if not any(a <= one.start < b for a, b, *_ in turns)]
    said.sort(key=lambda statement: statement[:2])
    via = _handed_on(article)
    who = named_speakers(article.tree, named, said, via)
    rows = zip(said, who, strict=True)
    return [_row(article, one, speakers, via) for one, speakers in rows if not _metaphor(one, speakers)]


def _metaphor(said, who):
    """Whether a thing does it, where only persons do so in words: the display underscores a claim."""
    by_a_thing = said.kind == "indirect" and who.standing == "thing"
    return by_a_thing and (said.act == "speech act" or said.cue.weak or said.cue.base in GRAMMAR.with_object)


def _article(text, words, turns):
    outside, grammar = outside_quotations(text), tree(text, words)
    sentences, paragraphs = split_sentences(outside), split_paragraphs(text)
    begins, heads = [a for a, _ in sentences], [a for a, _ in paragraphs]
    spoken = [(a, b) for a, b, named, _ in turns if named >= 0]
    own = {
        cue.word: cue
        for cue in cues(grammar)
        if text[cue.start] == outside[cue.start] and not any(a <= cue.start < b for a, b in spoken)
    }
    return _Article(text, outside, grammar, own, sentences, begins, paragraphs, heads)


def _turn(article, start, end, named, named_end):
    """A turn of a transcript, or of a dialogue opened by a dash, whose speaker may stand within it."""
    if named >= 0:
        return Statement(start, end, "direct", (named, named_end), (), None, "statement")
    inside = (article.cues.get(i) for i in article.words(start, end))
    cue = next((cue for cue in inside if cue and cue.speakers), None)
    heads, words = (cue.speakers, cue.words) if cue else ((), ())
    return Statement(start, end, "direct", _phrases(article.tree, words), heads, cue, "statement" if cue else "")


# ---- in quotation marks --------------------------------------------------------------------------------------------


def _quoted(article, start, end, last):
    """A stretch in quotation marks with its kind and speaker; `last` is the last one that has a speaker."""
    begin, stop = article.sentence(start)[0], max(article.sentence(end - 1)[1], end)
    lead = _lead(article, start, begin)
    inside, around = article.words(start, end), article.words(lead, stop)
    speaker, cue = _after_a_dash(article.outside, end), None
    if not speaker and inside:
        cue = spoken_by(article.tree, article.cues, inside, around)
    heads, named = (cue.speakers, cue.words) if cue else ((), ())
    carried = not speaker and not cue and last and _carries_on(article, start, end, begin, stop, last)
    kind = _kind(article, start, end, begin, speaker or cue)
    if kind in ("scare", "title"):
        return Statement(start, end, kind, None, (), None, "")
    if carried:
        return Statement(start, end, kind, last.speaker, last.heads, None, "statement")
    if not speaker and not cue:
        heads = named = _subject(article.tree, inside, around)
    speaker = speaker or _phrases(article.tree, named)
    act = "statement" if speaker else ""
    return Statement(start, end, kind, speaker, heads, cue, act)


def _after_a_dash(text, end):
    """What alone stands behind a dash after a quotation, if it is short: “We won.” – Ann Lee."""
    dash = re.match(r"\s*(?:[–—]|--|(?<=\s)-)\s*(?=[A-Z])", text[end : end + 200])
    if not dash:
        return None
    begin = end + dash.end()
    spans = [match.span() for match in islice(WORD.finditer(text, begin), 9)]
    line_end = text.find("\n", begin, spans[-1][1]) if spans else -1
    spans = [span for span in spans if line_end < 0 or span[1] <= line_end]
    return (spans[0][0], spans[-1][1]) if 0 < len(spans) <= 8 else None


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
    alone = not WORD.search(article.outside, begin, start) and not WORD.search(article.outside, end, stop)
    same = spoken == paragraph and not _fragment(article.text, start, end)
    return (alone and spoken >= paragraph - 1) or same


def _subject(of, inside, around):
    """Head of the subject with which the sentence opens, where no reporting verb names a speaker."""
    outside = [i for i in around if i not in inside]
    subjects = [i for i in outside if of.words.relation[i] == "nsubj"]
    main = [i for i in subjects if of.words.head[of.words.head[i]] == of.words.head[i]]
    return tuple((main or subjects)[:1])


def _phrases(of, heads):
    """Offsets of the words that name the speakers, from the first to the last."""
    spans = [phrase(of, head) for head in heads]
    return (min(a for a, _ in spans), max(b for _, b in spans)) if spans else None


def _fragment(text, start, end):
    """Whether a stretch is a piece of somebody else's sentence and no sentence of its own."""
    inside = text[slice(*between_marks(text, start, end))].strip()
    return bool(inside) and (inside[0].islower() or not re.search(r"[.,!?…—–-]$", inside))


def _kind(article, start, end, begin, said):
    """Direct, mixed, scare or title; `said` tells whether a word that reports belongs to it."""
    text, before = article.text, WORD.findall(article.outside[begin:start])
    inside = text[slice(*between_marks(text, start, end))].strip()
    words = WORD.findall(inside)
    sentence_like = bool(re.search(r"[,.!?…—–]$", inside))
    capitals = [word for word in words if word.lower() not in GRAMMAR.small_in_titles]
    titled = words and words[0][0].isupper() and all(word[0].isupper() or word[0].isdigit() for word in capitals)
    announced = bool(before) and before[-1].lower() in GRAMMAR.works
    if titled and 1 < len(words) <= 6 and before and re.search(r"[’']s$|^[io]n$", before[-1]):
        return "title"  # on NBC’s “Meet the Press”
    if titled and not said and len(words) <= 8 and (announced or (len(words) > 1 and inside[-1:] not in "!")):
        return "title"
    if announced and words and words[0][0].isupper() and not sentence_like and len(words) <= 8:
        return "title"
    if not said and not sentence_like and len(words) <= SHORT and _fragment(text, start, end):
        return "scare"
    lead = article.outside[begin:start].rstrip()
    inside_sentence = bool(before) and lead[-1:] not in ",:.!?" and not re.search(r"[·Жж]\W{1,2}$", lead)
    return "mixed" if inside_sentence and (not inside or inside[0].islower()) else "direct"


# ---- reported --------------------------------------------------------------------------------------------------------


def _reported(article):
    """What is reported without marks, as statements, a row for each stretch of it outside quotation marks."""
    of, taken = article.tree, set()
    contents = [(cue, *reported(of, cue)) for cue in article.cues.values() if not _hands_on(article, cue)]
    for cue, content, act in sorted(contents, key=lambda one: -len(one[1])):
        if not content or not taken.isdisjoint(content):
            continue
        taken.update(content)
        speaker = _phrases(of, cue.words)
        own = _own_words(article, content, cue, speaker)
        for start, end in _runs(of, own):
            yield Statement(start, end, "indirect", speaker, cue.speakers, cue, act)


def _own_words(article, content, cue, speaker):
    """What is reported less the cue and its speaker, which may stand inserted, and less what stands in marks."""
    starts = article.tree.words.start
    spoken = range(*speaker) if speaker else range(0)
    return [
        i
        for i in content
        if starts[i] not in spoken
        and not cue.start <= starts[i] < cue.end
        and article.text[starts[i]] == article.outside[starts[i]]
    ]


def _runs(of, content):
    """Offsets of the stretches of words that stand together, without marks and *that* at their ends."""
    runs = []
    for i in content:
        if runs and i - runs[-1][-1] == 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    for run in runs:
        while run and of.words.pos[run[-1]] == "PUNCT":
            run.pop()
        while run and (of.words.pos[run[0]] == "PUNCT" or of.small(run[0]) == "that"):
            del run[0]
    words = [sum(of.words.pos[i] != "PUNCT" for i in run) for run in runs]
    for run, size in zip(runs, words, strict=True):
        if size >= FEWEST or size == max(words) > 1:
            yield of.words.start[run[0]], of.words.end[run[-1]]


def _hands_on(article, cue):
    """The cue of the words that an *according to* hands on: Putin said, according to a readout."""
    if cue.base != "according to":
        return None
    above = article.tree.words.head[cue.word]
    found = article.cues.get(above)
    return found if found and found.speakers and found.heard else None


def _handed_on(article):
    """{word of a cue: heads of the words for the text that hands on what it reports}."""
    handing = ((cue, _hands_on(article, cue)) for cue in article.cues.values())
    return {found.word: cue.speakers for cue, found in handing if found and cue.speakers}


def _row(article, said, who: Speakers, via):
    text, cue = article.text, said.cue
    words = text[slice(*said.speaker)] if said.speaker else None
    quote, place = text[said.start : said.end], said.speaker or (None, None)
    name = who.names[0] if who.names else None
    handed = _phrases(article.tree, via[cue.word]) if cue and cue.word in via else None
    told = (handed and text[slice(*handed)], cue and text[cue.start : cue.end])
    colour = reporting_verbs().get(cue.base, "") if cue else ""
    standing = "not resolved" if who.standing == "thing" else who.standing
    speaking = (words, *place, name, who.names, standing, who.country)
    return (said.start, said.end, quote, said.kind, *speaking, *told, said.act, colour)
