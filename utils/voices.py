"""Who gets to speak: quotations, what is reported of somebody's words, and the speaker each belongs to.

Rules on the text, no parser. A quotation is looked for its speaker in the words right after it, right before it, then
in its sentence, then in the quotation before: *“…,” said the mayor*; *the mayor said: “…”*; *“…,” she said. “…”*. What
the rules cannot tell stays without a speaker: unattributed is an answer. `find_quotes` says what it found in offsets.
"""

import re
from bisect import bisect_right

import pandas as pd

from utils.attribution import (
    PRONOUNS,
    WORD,
    base_of,
    indirect_speech,
    reporting_verbs,
    speaker_after,
    speaker_anywhere,
    speaker_before,
    words_of,
)
from utils.quotations import quoted_stretches
from utils.text import split_paragraphs, split_sentences

__all__ = ["find_quotes", "quote_table", "reporting_verbs"]

COLUMNS = ["start", "end", "quote", "kind", "speaker", "speaker_start", "speaker_end", "speaker_name", "cue"]
SMALL_WORDS = {"of", "the", "a", "an", "and", "in", "on", "for", "to", "with", "at", "from", "by", "vs", "is"}
WORKS = {
    *("titled", "called", "play", "show", "film", "movie", "book", "song", "album", "series", "program", "podcast"),
    *("named", "entitled", "magazine", "column", "documentary", "episode", "article", "essay", "memoir", "hit", "poem"),
    *("novel", "report", "headline"),
}
SHORT = 2  # words of a stretch that may be a scare quote


def find_quotes(text):
    """Quotations and reported statements of a text, in order, as a table.

    Columns: `start, end` (offsets; quotation marks included) and `quote`, the piece between them; `kind`: direct (a
    statement in marks), mixed (quoted words inside reported speech), indirect (reported without marks), scare (a short
    phrase in marks that nobody is said to have said), title (of a work); `speaker`, the words at the attribution, with
    `speaker_start, speaker_end`, missing where nobody is named; `speaker_name`, the fullest name in the text that a
    short form or a safe pronoun stands for; `cue`, the reporting verb or "according to".

    >>> table = find_quotes("The mayor, Ann Lee, spoke. “We won,” Lee said.")
    >>> table[["quote", "kind", "speaker", "speaker_name", "cue"]].values.tolist()
    [['“We won,”', 'direct', 'Lee', 'Ann Lee', 'said']]
    """
    stretches, rows, last = quoted_stretches(text), [], None
    outside = _mask(text, stretches)
    sentences = split_sentences(outside)
    begins = [a for a, _ in sentences]
    paragraphs = split_paragraphs(text)
    heads = [a for a, _ in paragraphs]
    for start, end in stretches:
        first = sentences[max(bisect_right(begins, start) - 1, 0)] if sentences else (start, end)
        stop = sentences[max(bisect_right(begins, end - 1) - 1, 0)][1] if sentences else end
        paragraph = bisect_right(heads, start) - 1
        lead = first[0]
        if paragraph > 0 and start == heads[paragraph] and outside[: paragraphs[paragraph - 1][1]].endswith(":"):
            lead = begins[max(bisect_right(begins, paragraphs[paragraph - 1][1] - 1) - 1, 0)]
        found = speaker_after(outside, end, max(stop, end)) or speaker_before(outside, lead, start)
        alone = not WORD.search(outside[first[0] : start]) and not WORD.search(outside[end : max(stop, end)])
        carries_on = alone or (last and last["paragraph"] == paragraph and not _fragment(text, start, end))
        if not found and last and carries_on and lead == first[0] and last["paragraph"] >= paragraph - 1:
            found = (last["speaker"], None)
        kind = _kind(text, outside, start, end, first[0], found)
        if not found and kind in ("direct", "mixed"):
            found = speaker_anywhere(outside, lead, start, end, max(stop, end))
        speaker, cue = found or (None, None)
        if kind in ("scare", "title"):
            speaker, cue = None, None
        elif speaker:
            last = {"speaker": speaker, "paragraph": bisect_right(heads, end - 1) - 1}
        rows.append((start, end, kind, speaker, cue))
    taken = [(lead, end) for lead, end in _spoken(sentences, stretches)]
    rows += [row for row in indirect_speech(outside, sentences) if not any(a < row[1] and row[0] < b for a, b in taken)]
    rows.sort(key=lambda row: row[:2])
    names = _names(text)
    return pd.DataFrame([_row(text, names, row) for row in rows], columns=COLUMNS).astype(
        {"speaker_start": "Int64", "speaker_end": "Int64"}
    )


def quote_table(corpus):
    """`find_quotes` of every article: `doc_id, source`, its columns, `words` quoted and `colour` of the cue."""
    tables = []
    for row in corpus.itertuples(index=False):
        found = find_quotes(row.text)
        found.insert(0, "source", row.source)
        found.insert(0, "doc_id", row.doc_id)
        tables.append(found)
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["doc_id", "source", *COLUMNS])
    colours = reporting_verbs()
    table["words"] = [len(WORD.findall(quote)) for quote in table["quote"]]
    table["colour"] = [colours.get(base_of(cue), "") if isinstance(cue, str) else "" for cue in table["cue"]]
    return table


def _mask(text, stretches):
    """The text with the inside of quotations blotted out, letter for letter, so that only the outlet speaks."""
    pieces, done = [], 0
    for start, end in stretches:
        inside = re.sub(r"[^\n]", "\u00b7", text[start + 1 : end - 1])
        pieces += [text[done : start + 1], inside]
        done = max(end - 1, start + 1)
    return "".join([*pieces, text[done:]])


def _spoken(sentences, stretches):
    """The sentences that hold a quotation: what they report besides it is not told apart from it."""
    return [(a, b) for a, b in sentences if any(start < b and a < end for start, end in stretches)]


def _fragment(text, start, end):
    """Whether a stretch is a piece of somebody else's sentence and no sentence of its own."""
    inside = text[start + 1 : end - 1].strip()
    return bool(inside) and (inside[0].islower() or not re.search(r"[.,!?…—–-]$", inside))


def _kind(text, outside, start, end, begin, found):
    inside = text[start + 1 : end - 1].strip()
    words = WORD.findall(inside)
    sentence_like = bool(re.search(r"[,.!?…—–]$", inside))
    capitals = [word for word in words if word.lower() not in SMALL_WORDS]
    titled = words and words[0][0].isupper() and all(word[0].isupper() or word[0].isdigit() for word in capitals)
    said = found and found[1]
    before = words_of(outside, begin, start)
    announced = bool(before) and before[-1][2].lower() in WORKS
    if titled and not said and len(words) <= 8 and (announced or (len(words) > 1 and inside[-1:] not in "!")):
        return "title"
    if announced and words and words[0][0].isupper() and not sentence_like and len(words) <= 8:
        return "title"
    if not said and not sentence_like and len(words) <= SHORT and _fragment(text, start, end):
        return "scare"
    lead = outside[begin:start].rstrip()
    inside_sentence = bool(WORD.search(lead)) and lead[-1:] not in ",:.!?" and not lead.endswith("\u00b7”")
    return "mixed" if inside_sentence and (not inside or inside[0].islower()) else "direct"


def _names(text):
    """Full names in order of appearance: two or more capitalised words in a row."""
    return [
        (match.start(), match[0]) for match in re.finditer(r"[A-Z][\w’'-]+(?: [A-Z][\w’'.-]*){0,3} [A-Z][\w’'-]+", text)
    ]


def _row(text, names, row):
    start, end, kind, speaker, cue = row
    words = text[speaker[0] : speaker[1]] if speaker else None
    name = _full_name(words, names, speaker[0]) if speaker else None
    return (start, end, text[start:end], kind, words, *(speaker or (None, None)), name, cue)


def _full_name(words, names, place):
    """The fullest earlier name that a speaker's last word belongs to; the words themselves if there is none."""
    if words.lower() in PRONOUNS:
        before = [name for at, name in names if at < place]
        return before[-1] if before and words.lower() in ("he", "she") and len(set(before[-2:])) == 1 else None
    last = re.sub(r"[’']s$", "", words.split()[-1])
    fitting = [name for _, name in names if name.split()[-1] == last]
    return max(fitting, key=len) if fitting and last[0].isupper() else words
