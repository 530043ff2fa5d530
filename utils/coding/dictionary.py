"""Dictionaries in the forms people have: LIWC's .dic, Lexicoder's .lc3, quanteda's YAML, tables of words.

Each becomes {category: {entry: weight}}, entries in small letters. What cannot be meant is refused with the file and
the line; what is left out is named. Nothing in a file is run: of YAML only the marks of lists, keys and words are read.
"""

import math
import re
from pathlib import Path
from unicodedata import normalize

import yaml

from utils.coding.whole_words import LONGEST
from utils.errors import CodebookError, CorpusError, brief, reason
from utils.loading.readers.decoding import decode
from utils.loading.readers.delimited import read_table
from utils.text import small_letters

__all__ = ["ENDINGS", "SIGNS", "read_dictionary"]

ENDINGS = (".dic", ".yml", ".yaml", ".csv", ".tsv", ".txt", ".dicx", ".lc3")
MOST_BYTES = 20_000_000  # SentiWordNet, of 117,000 entries, has 13 million
MOST_YAML = 5_000_000  # which take ten seconds
MOST_CATEGORIES = 500  # LIWC has about a hundred
MOST_WEIGHT = 1e6
DEEPEST = 10  # lists and keys within each other; dictionaries have two or three
SIGNS = {"positive": 1.0, "negative": -1.0, "neg_positive": -1.0, "neg_negative": 1.0}
WORD = {"word", "words", "term", "terms", "entry", "token", "ngram", "phrase", "dicterm"}
CATEGORY = {"category", "categories", "frame", "class", "emotion", "sentiment", "key"}
WEIGHT = {"weight", "value", "score", "polarity"}
CONDITION = re.compile(r"\([^()]*\)|<\w+>")  # of LIWC: like (02 134)125/464, kind <of>131/125
NO_BLANKS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
SHOWN = 5  # entries in a note


def read_dictionary(path: str | Path) -> tuple[dict, list]:
    """The categories of a dictionary, {category: {entry: weight}}, and sentences about what was left out or doubtful.

    Raises CodebookError that names the file, the line and what to change.
    """
    path = Path(path)
    text, notes = _text_of(path)
    if path.suffix.lower() in (".yml", ".yaml"):
        rows = _yaml(text, path.name)
    elif text.lstrip().startswith("%") or path.suffix.lower() == ".dic":
        rows = _liwc(text, path.name, notes)
    elif path.suffix.lower() == ".lc3":
        rows = _lexicoder(text, path.name)
    else:
        rows = _table(text, path, notes)
    return _gathered(rows, path.name, notes), notes


def _text_of(path):
    try:
        most = MOST_YAML if path.suffix.lower() in (".yml", ".yaml") else MOST_BYTES
        if path.stat().st_size > most:
            raise CodebookError(f"{path.name} is larger than {most // 10**6} MB; keep the words and their values.")
        text, events = decode(path.read_bytes(), path.name)
    except OSError as error:
        raise CodebookError(f"{path.name} cannot be read: {reason(error)}. Give the path of a file.") from None
    except CorpusError as error:
        raise CodebookError(str(error)) from None
    if not text.strip():
        raise CodebookError(f"{path.name} has no entry; it is empty.")
    return text, [f"{path.name} {one['why'].rstrip('.')}." for one in events]


def _gathered(rows, item, notes):
    """{category: {entry: weight}} of (line, category, entry, weight); an entry is None where a category begins."""
    categories, signs, unspaced = {}, [], []
    for line, category, written, weight in rows:
        entries = categories.setdefault(normalize("NFC", " ".join(category.split())), {})
        if len(category) > LONGEST or not category.strip() or len(categories) > MOST_CATEGORIES:
            raise CodebookError(
                f"{item}, line {line}: {brief(category, 40)!r} is no name for a category, or one of more than "
                f"{MOST_CATEGORIES}; is this another file?"
            )
        if written is None:
            continue
        entry = normalize("NFC", small_letters(" ".join(written.split())))
        if not entry or len(entry) > LONGEST:
            found = f"{brief(entry, 20)!r} has {len(entry):,} characters; an entry has 1 to {LONGEST}"
            raise CodebookError(f"{item}, line {line}: {found}. Write a word or a phrase.")
        if entries.get(entry, weight) != weight:
            found = f"{entry!r} has two values, {entries[entry]:g} and {weight:g}"
            raise CodebookError(f"{item}, line {line}: {found}; keep one.")
        if not re.search(r"[^\W_]", entry):
            signs.append(entry)
            continue
        entries[entry] = weight
        unspaced += [entry] if NO_BLANKS.search(entry) else []
    notes += _named(signs, "without a letter or digit {are} left out, since words are counted")
    notes += _named(unspaced, "{are} in a script without blanks between words, and {are} found only between blanks")
    empty = [category for category, entries in categories.items() if not entries]
    if len(empty) == len(categories):
        raise CodebookError(f"{item} has no entry that can be found.")
    if empty:
        notes.append(f"Without an entry and left out: {brief(', '.join(empty))}.")
    return {category: entries for category, entries in categories.items() if entries}


def _named(entries, what):
    different = list(dict.fromkeys(entries))
    if not different:
        return []
    many = f"{len(different):,} entries" if len(different) > 1 else "1 entry"
    shown = ", ".join(different[:SHOWN]) + (", …" if len(different) > SHOWN else "")
    return [f"{many} ({shown}) {what.format(are='are' if len(different) > 1 else 'is')}."]


# ---- LIWC and Lexicoder -------------------------------------------------------------------------------------------


def _liwc(text, item, notes):
    lines = enumerate(text.splitlines(), 1)
    lines = [(number, line.strip()) for number, line in lines if line.strip()]
    marks = [place for place, (_, line) in enumerate(lines) if line == "%"]
    if not marks or marks[0] or len(marks) < 2:
        raise CodebookError(
            f"{item}, line {lines[0][0]}: a LIWC dictionary begins with a line %, then numbers and names of its "
            "categories, a line %, and the words with their numbers."
        )
    names, conditional = {}, []
    for number, line in lines[1 : marks[1]]:
        found = re.fullmatch(r"(\d{1,9})\s+(.*)", line)
        if not found or int(found[1]) in names:
            why = "its number is used twice" if found else "found no number and name"
            raise CodebookError(f"{item}, line {number}: {brief(line)!r} is no category; {why}.")
        names[int(found[1])] = found[2]
        yield number, found[2], None, 0.0
    for number, line in lines[marks[1] + 1 :]:
        if CONDITION.search(line):
            conditional.append(" ".join(line.split()))
            continue
        entry, codes = _entry_and_codes(line)
        if not codes:
            raise CodebookError(f"{item}, line {number}: {brief(line)!r} has no number of a category after the word.")
        for code in dict.fromkeys(codes):
            if not code.isdecimal() or len(code) > 9 or int(code) not in names:
                raise CodebookError(
                    f"{item}, line {number}: there is no category {brief(code, 20)}; add it at the top."
                )
            yield number, names[int(code)], entry, 1.0
    notes += _named(conditional, "with a condition in brackets {are} left out")


def _entry_and_codes(line):
    """What stands before the first tab and the codes after it; without a tab, the numbers at the end are the codes."""
    entry, tab, codes = line.partition("\t")
    if tab:
        return entry, codes.split()
    parts = line.split()
    many = next((k for k, part in enumerate(reversed(parts[1:])) if not part.isdecimal()), len(parts) - 1)
    return " ".join(parts[: len(parts) - many]), parts[len(parts) - many :]


def _lexicoder(text, item):
    category = None
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if line.startswith("+"):
            category = re.sub("#[0-9A-Fa-f]{6}$", "", line[1:])  # the colour it has in Lexicoder
            yield number, category, None, 0.0
        elif line and category is None:
            raise CodebookError(f"{item}, line {number}: a category, such as +negative, stands above its words.")
        elif line:
            yield number, category, line, 1.0


# ---- YAML ---------------------------------------------------------------------------------------------------------


def _yaml(text, item):
    """Events of the parser, never objects: *no*, *yes* and *on* stay words, and nothing can be run or multiplied."""
    events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    try:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                yield from _entries_of(events, next(events), (), item, 0)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{item}, line {mark.line + 1}" if mark else item
        why = getattr(error, "problem", None) or getattr(error, "reason", None)
        raise CodebookError(f"{where}: not valid YAML: {brief(why)}.") from None


def _entries_of(events, event, names, item, depth):
    where, line = f"{item}, line {event.start_mark.line + 1}", event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent):
        raise CodebookError(f'{where}: write a word that begins with * between quotation marks: "*{event.anchor}".')
    if event.anchor or event.tag:
        raise CodebookError(
            f"{where}: {brief(event.anchor or event.tag)!r} (a mark & or !) has no place in a word list."
        )
    if depth > DEEPEST:
        raise CodebookError(f"{where}: more than {DEEPEST} lists within each other; a category holds words.")
    if isinstance(event, yaml.MappingStartEvent):
        while not isinstance(key := next(events), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent) or key.anchor or key.tag:
                raise CodebookError(f"{where}: the name of a category is one word or line of text.")
            yield from _entries_of(events, next(events), (*names, key.value), item, depth + 1)
    elif not names:
        raise CodebookError(f"{where}: words stand under the name of their category, as in  negative: [abus*, a lie]")
    elif isinstance(event, yaml.SequenceStartEvent):
        yield line, "_".join(names), None, 0.0
        while not isinstance(one := next(events), yaml.SequenceEndEvent):
            yield from _entries_of(events, one, names, item, depth + 1)
    else:
        yield line, "_".join(names), event.value if event.value or event.style else None, 1.0


# ---- tables -------------------------------------------------------------------------------------------------------


def _table(text, path, notes):
    """A table with a column of words, and of categories, of values, of both, or a column a category."""
    try:
        table, _, lines = read_table(text, path.name)
    except CorpusError as error:
        raise CodebookError(str(error)) from None
    rows, names = list(zip(lines, table.to_numpy().tolist(), strict=True)), list(table.columns)
    heads = [name.strip().lower() for name in names]
    if without := _without_header(heads):
        rows, heads = [(1, names), *rows], without
        names = [f"column {place}" for place in range(1, len(heads) + 1)]
    first = next((place for place, name in enumerate(heads) if name in WORD), 0)
    kind = next((place for place, name in enumerate(heads) if name in CATEGORY and place != first), None)
    values = [place for place in range(len(heads)) if place not in (first, kind)]
    named = [place for place in values if heads[place] in WEIGHT or (kind is not None and heads[place] == "valence")]
    if kind is None and not named and (len(values) > 1 or path.suffix.lower() == ".dicx"):
        yield from _by_column(rows, names, first, path.name)
        return
    value = (named or (values if len(values) == 1 else [None]))[0]
    if unused := [names[place] for place in values if place != value]:
        notes.append(f"Not used: {brief(', '.join(unused))} of {path.name}.")
    for line, row in rows:
        if any(cell.strip() for cell in row):
            weight = 1.0 if value is None else _value(row[value], path.name, line)
            if kind is None:
                yield line, path.stem, row[first], weight
            else:  # 0 says that the word is not in the category, as in the NRC lists
                yield line, row[kind], row[first] if weight else None, weight


def _without_header(heads):
    """Names of columns where the first line is an entry: a word, its value as in AFINN, between them its category."""
    values = [place for place in (1, 2) if place < len(heads) and not math.isnan(_number(heads[place]))]
    if len(heads) == 2 and heads[1] in SIGNS:
        values = [1]
    if heads[0] in WORD or not (values or len(heads) == 1):
        return []
    named = [["word"], ["word", "value"], ["word", "category", "value"]][min(values, default=0)]
    return named + heads[len(named) :]


def _by_column(rows, names, first, item):
    """A column a category: a number, x, or nothing; 0 is nothing, too."""
    for line, row in rows:
        for name, cell in zip(names, row, strict=True):
            if name != names[first] and cell.strip():
                weight = 1.0 if cell.strip().lower() == "x" else _value(cell, f"{item}, column {brief(name, 40)}", line)
                yield line, name, *((row[first], weight) if weight else (None, 0.0))


def _value(cell, item, line):
    if not _is_value(cell):
        raise CodebookError(
            f"{item}, line {line}: {brief(cell)!r} is no value; use a number or one of {', '.join(SIGNS)}. Call a "
            "column of categories 'category', one of values 'weight'."
        )
    return SIGNS[cell.strip().lower()] if cell.strip().lower() in SIGNS else _number(cell)


def _is_value(cell):
    return cell.strip().lower() in SIGNS or abs(_number(cell)) <= MOST_WEIGHT


def _number(cell):
    """A number, with a decimal point or comma; nan where it is none."""
    cell = cell.strip().replace("−", "-")
    try:
        return float(cell.replace(",", ".") if re.fullmatch(r"[+-]?\d*,\d+", cell) else cell)
    except ValueError:
        return math.nan
