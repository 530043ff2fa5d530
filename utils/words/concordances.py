"""Words in their places: a concordance, and where in an article a word stands.

Counting says how often; only reading says what is meant. Every line can be traced: its offsets are characters in
the article as loaded.
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import regex

from utils.corpus import whole_characters
from utils.errors import brief
from utils.text import small_letters, split_sentences, word_spans
from utils.words.counting import as_corpus, lemma

__all__ = ["concordance", "finder", "positions"]

SECONDS = 5  # a pattern of the user's may take on one article; some patterns would take for ever
MOST_CHARACTERS = 10_000  # of a query
MOST_REPEATS = 100_000  # that a pattern demands; they are written out one by one
BATCH = 500  # articles of a file that are in memory at a time
LINE = ["doc_id", "source", "start", "end", "left", "match", "right"]
NEIGHBOURS = tuple(f"{side}{k}" for side in "LR" for k in (1, 2, 3))


def concordance(
    corpus: pd.DataFrame,
    query: str,
    window: int = 8,
    *,
    kind: str = "words",
    near: str | None = None,
    reading: int | None = None,
    within: str = "article",
    sort: Sequence[str] = (),
) -> pd.DataFrame:
    """Every place where `query` occurs, with `window` words to either side.

    Columns `doc_id, source, start, end, left, match, right`.

    `query` is a word, a phrase, or either with `*` for any letters: `"secur*"`, `"north korea*"`; with
    `kind="lemma"` every form of a word (`"say"` finds *said*); with `kind="regex"` a regular expression, taken as it is
    but for capitals. Else neither capitals nor the shape of apostrophes matter, only white space may stand between the
    words of a phrase, and overlapping matches all come. `near`, a second word or phrase, keeps places that have it
    within `window` words; `reading` then shows that many words in place of `window`. `within="sentence"` ends every
    line, and the search for `near`, at the sentence. `sort` names what lines are sorted by, in turn: L1 L2 L3 (first to
    third word to the left), R1 R2 R3, source, date; without it they come as they stand.

    `start` and `end` are offsets of the match, and the three text columns pieces of the article as it stands. A line
    never leaves its article. `corpus` may also be the path of a Parquet file with a column `text`, which is then read
    piece by piece and never held in memory whole.

    Raises ValueError for an empty or invalid query, an unknown word in `sort`, a window below 1, or a pattern that
    takes longer than five seconds on one article.

    >>> concordance(["In war, in peace, in doubt."], "in", window=1)[["left", "match", "right"]].values.tolist()
    [['', 'In', 'war'], ['war, ', 'in', 'peace'], ['peace, ', 'in', 'doubt']]
    """
    shown = window if reading is None else reading
    if min(window, shown) < 1:
        asked = min(window, shown)
        raise ValueError(f"A concordance line shows one word or more to either side; {asked} was asked for.")
    if within not in ("article", "sentence"):
        raise ValueError(f"within= is 'article' or 'sentence'; it was '{within}'.")
    keys = [sort] if isinstance(sort, str) else list(sort)
    if unknown := [key for key in keys if key not in (*NEIGHBOURS, "source", "date")]:
        known = ", ".join([*NEIGHBOURS, "source", "date"])
        raise ValueError(f"Lines are sorted by {known}; '{unknown[0]}' is none of them.")
    find, find_near = finder(query, kind), None if near is None else finder(near, "words")
    rows = []
    for articles in _batches(corpus, _literal(query, kind)):
        if "date" in keys and "date" not in articles:
            raise ValueError("Lines cannot be sorted by date: the articles have no column 'date'.")
        for row in articles.itertuples(index=False):
            found = find(row.text)
            if found:
                about = (row.doc_id, row.source, getattr(row, "date", None))
                rows += _lines(row.text, found, about, window, shown, find_near, within)
    lines = pd.DataFrame(rows, columns=[*LINE, *NEIGHBOURS, "date"])
    if keys and len(lines):
        lines = lines.sort_values(keys, kind="stable", ignore_index=True)
    return lines[LINE]


def positions(corpus: pd.DataFrame, terms: Sequence[str]) -> pd.DataFrame:
    """Every occurrence of single words: `doc_id, source, term, start, end, share`.

    `share` is where in the article it stands, 0 the first word and 1 the last. A term may end in `*`.

    >>> positions(["war and peace"], ["peac*"])[["term", "start", "share"]].values.tolist()
    [['peac*', 8, 1.0]]
    """
    finders, rows = {term: finder(term, "words") for term in terms}, []
    for row in as_corpus(corpus).itertuples(index=False):
        found = [(start, end, term) for term, find in finders.items() for start, end in find(row.text)]
        starts = [start for start, _ in word_spans(row.text)] if found else []
        for start, end, term in sorted(found):
            share = bisect_left(starts, start) / max(len(starts) - 1, 1)
            rows.append((row.doc_id, row.source, term, start, end, share))
    return pd.DataFrame(rows, columns=["doc_id", "source", "term", "start", "end", "share"])


def finder(query: str, kind: str) -> Any:
    """A function from a text to the places [(start, end), …] where `query` occurs; see `concordance`."""
    if not isinstance(query, str) or not query.strip():
        raise ValueError("A concordance needs a word or a phrase to look for; it was given nothing.")
    if len(query) > MOST_CHARACTERS:
        raise ValueError(f"'{brief(query)}' has {len(query):,} characters; at most {MOST_CHARACTERS:,} are looked for.")
    query = whole_characters(query)  # as texts have them
    if kind == "regex":
        return _pattern_finder(query)
    if kind not in ("words", "lemma"):
        raise ValueError(f"kind= is 'words', 'lemma' or 'regex'; it was '{kind}'.")
    wanted = small_letters(query).split()
    if kind == "lemma":
        wanted = [lemma(word) for word in wanted]
        tests, literal = [lambda form, word=word: lemma(form) == word for word in wanted], ""
    else:
        tests, literal = [_word_test(word) for word in wanted], max(wanted[0].split("*"), key=len)
    return lambda text: _find_words(text, tests, literal)


def _word_test(word):
    if not word.strip("*"):
        raise ValueError(f"'{brief(word)}' would find every word; write some letters beside the *.")
    if "*" not in word:
        return word.__eq__
    first, *inner, last = word.split("*")

    def fits(form):  # a regular expression with many .* takes for ever on a long word
        at, end = len(first), len(form) - len(last)
        if at > end or not (form.startswith(first) and form.endswith(last)):
            return False
        for piece in inner:
            at = form.find(piece, at, end) + len(piece)
            if at < len(piece):
                return False
        return True

    return fits


def _find_words(text, tests, literal):
    small = small_letters(text)
    if literal.isalnum() and literal not in small:  # most articles lack most words, and telling so is quick
        return []
    if len(tests) == 1 and literal.isalnum():
        return _find_one(text, small, tests[0], literal)
    spans, first = word_spans(text), tests[0]
    places = [i for i, (a, b) in enumerate(spans) if first(small[a:b])]
    found = []
    for i in places:
        some = spans[i : i + len(tests)]
        fits = len(some) == len(tests) and all(test(small[a:b]) for test, (a, b) in zip(tests, some, strict=True))
        if fits and all(text[one[1] : two[0]].isspace() for one, two in pairwise(some)):
            found.append((some[0][0], some[-1][1]))
    return found


def _find_one(text, small, test, literal):
    """A single word: only chunks between blanks that hold its letters are taken apart."""
    found, at = [], small.find(literal)
    while at >= 0:
        begin, end = _chunk_around(text, at, at + len(literal))
        spans = [(begin + a, begin + b) for a, b in word_spans(text[begin:end])]
        found += [(a, b) for a, b in spans if test(small[a:b])]
        at = small.find(literal, end)
    return found


def _chunk_around(text, start, end):
    """The stretch without blanks in which something stands; no word reaches over a blank."""
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _spans_around(text, start, end, many):
    """Offsets of the words around a place, at least `many` to either side or all there are."""
    reach, enough = 8 * many, False
    while not enough:
        begin, stop = _chunk_around(text, max(0, start - reach), min(len(text), end + reach))
        spans = [(begin + a, begin + b) for a, b in word_spans(text[begin:stop])]
        left, right = sum(b <= start for _, b in spans), sum(a >= end for a, _ in spans)
        enough = (left >= many or not begin) and (right >= many or stop == len(text))
        reach *= 3
    return spans


def _pattern_finder(query):
    if math.prod(max(int(least), 1) for least in re.findall(r"\{(\d{1,9})", query)) > MOST_REPEATS:
        raise _too_much(query)
    try:
        pattern = regex.compile(query, regex.IGNORECASE)
    except regex.error as error:
        raise ValueError(f"'{brief(query)}' is not a valid regular expression: {error}.") from None
    except (MemoryError, OverflowError, RecursionError):
        raise _too_much(query) from None

    def find(text):
        try:
            return [match.span() for match in pattern.finditer(text, timeout=SECONDS) if match.group()]
        except (MemoryError, RecursionError):
            raise _too_much(query) from None
        except TimeoutError:
            raise ValueError(
                f"The pattern '{brief(query)}' takes longer than {SECONDS} seconds on one article; make it simpler, "
                "above all where a repetition stands inside a repetition."
            ) from None

    return find


def _too_much(query):
    return ValueError(
        f"The pattern '{brief(query)}' needs too much memory; make it simpler, above all where it calls itself, has "
        "brackets within brackets, or repeats something thousands of times."
    )


def _literal(query, kind):
    """Letters that every match has, to leave out articles without them before they are looked at; "" if unknown."""
    longest = max(re.split(r"[*\s]", small_letters(query)), key=len) if kind == "words" else ""
    return longest if longest.isascii() and longest.isalnum() else ""


def _batches(corpus, literal=""):
    if not isinstance(corpus, str | Path):
        yield as_corpus(corpus)
        return
    from pyarrow import array, compute, string, types
    from pyarrow.parquet import ParquetFile

    with ParquetFile(corpus) as file:
        known = file.schema_arrow.names
        columns = [name for name in ("doc_id", "source", "date", "text") if name in known]
        if "text" not in columns:
            raise ValueError(f"'{corpus}' has no column 'text'; it has {', '.join(known)}.")
        done = 0
        for batch in file.iter_batches(BATCH, columns=columns):
            if "doc_id" not in known:
                batch = batch.append_column("doc_id", array(range(done, done + batch.num_rows)))
            done += batch.num_rows
            text = batch["text"].cast(string()) if types.is_dictionary(batch["text"].type) else batch["text"]
            if not (types.is_string(text.type) or types.is_large_string(text.type)):
                raise ValueError(f"The column 'text' of '{corpus}' holds no text but {text.type}.")
            if literal:
                batch = batch.filter(compute.match_substring(text, literal, ignore_case=True))
            table = batch.to_pandas().dropna(subset="text")
            yield as_corpus(table)


def _lines(text, found, about, window, shown, find_near, within):
    doc_id, source, date = about
    longest = max(map(len, text.split()), default=0)  # stretch without a blank, which is never cut
    often = len(found) * (80 * max(shown, 3) + longest) > len(text)  # then one look at the whole text is quicker
    whole = find_near is not None or within == "sentence" or often
    spans = word_spans(text) if whole else []
    starts, ends = [a for a, _ in spans], [b for _, b in spans]
    near = [] if find_near is None else find_near(text)
    near_starts, near_ends = [a for a, _ in near], [b for _, b in near]
    sentences = (split_sentences(text) if within == "sentence" else []) or [(0, len(text))]
    begins = [a for a, _ in sentences]
    for start, end in found:
        if not whole:
            spans = _spans_around(text, start, end, max(shown, 3))
            starts, ends = [a for a, _ in spans], [b for _, b in spans]
        floor, ceiling = sentences[max(bisect_right(begins, start) - 1, 0)]
        first, last = bisect_right(ends, start), bisect_left(starts, end)  # words before `first`, from `last` on
        low, high = bisect_left(starts, floor), bisect_right(ends, ceiling)
        if find_near is not None:
            left, right = max(first - window, low), min(last + window, high)
            reach = (starts[left] if left < first else start, ends[right - 1] if right > last else end)
            inside = near[bisect_left(near_starts, reach[0]) : bisect_right(near_ends, reach[1])]
            if not any(b <= start or a >= end for a, b in inside):
                continue
        left, right = max(first - shown, low), min(last + shown, high)
        begin = starts[left] if left < first else start
        stop = ends[right - 1] if right > last else end
        before = [small_letters(text[a:b]) for a, b in spans[max(first - 3, low) : first]][::-1]
        after = [small_letters(text[a:b]) for a, b in spans[last : min(last + 3, high)]]
        beside = [*before, *[""] * (3 - len(before)), *after, *[""] * (3 - len(after))]
        pieces = (text[begin:start], text[start:end], text[end:stop].lstrip(" "))
        yield (doc_id, source, start, end, *pieces, *beside, date)
