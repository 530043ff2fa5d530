"""A codebook: a TOML file with the definition, the questions and the indicators of each frame, read and checked.

Whatever is wrong in it is said with the file, the frame and what to change.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from utils.coding.dictionary import ENDINGS, read_dictionary
from utils.engine.conditions import ASIDE, read_indicator
from utils.errors import CodebookError, brief, reason
from utils.loading.languages import LANGUAGES
from utils.notebook.settings import DATA
from utils.notebook.toml_text import read_toml

__all__ = ["CODEBOOKS", "Codebook", "codebook_names", "codebook_path", "load_codebook", "read_codebook"]

CODEBOOKS = DATA / "codebooks"
FRAME_KEYS = {"name", "label", "definition", "questions", "indicators", "exclude", "examples", "off"}
LONGEST = 400  # characters of an indicator with what it asks, or of a name; our longest has some 250
MOST_INDICATORS = 20_000  # of a codebook; ours have some hundreds
MOST_CHARACTERS = 5_000_000  # of a codebook's file, which holds as many at their longest
OF_ONES_OWN = "a dictionary of your own, whose agreement with coders is not known here"
NOT_KNOWN = (
    "How well {} agrees with coders is not known here: code some sentences by hand (notebook 08) before you trust it."
)
PLAIN = re.compile(r"[^(){}|]*\w[^(){}|]*")  # a word of a list
LIST = re.compile(r"\{(\w+)\}")  # stands for each word of the list of that name
NOT_FRAMES = {  # columns of the tables that frames are put beside
    *("doc_id", "source", "date", "words", "sentences", "sentence", "paragraph", "start", "end", "text", "quoted"),
    *("textblob_polarity", "textblob_subjectivity", "vader_compound", "tone", "coverage"),
    *("unit", "coder", "frame", "value", "actor", "event", "group", "sentence_words"),
}


class Entries(NamedTuple):
    """The indicators of a frame with its lists written out, and which of `frame["indicators"]` each comes from."""

    indicators: tuple
    written: tuple
    exceptions: tuple


@dataclass(frozen=True)
class Codebook:
    """A codebook as read: its `frames` are dictionaries with the keys of the TOML file."""

    name: str
    title: str
    source: str
    frames: tuple
    wider: dict  # {frame: {word: weight}}, words that were found by machine and count less
    lists: dict = field(default_factory=dict)  # {name: words}, for which {name} stands in an indicator
    read: dict = field(default_factory=dict)  # {(frame, indicator): (hits confirmed, hits read)}; "" is the whole frame
    on: tuple = ()  # frames that are shown although they are off
    language: str | None = "en"  # of its indicators, and so of the articles that are looked at; None: of all of them
    weights: dict | None = None  # of a dictionary, {frame: {indicator: weight}}; its indicators are whole words
    note: str = ""  # what is said wherever its results are

    def table(self):
        """What a coder reads: `frame, label, definition, questions, indicators` (their number)."""
        rows = [
            (f["name"], f["label"], f["definition"], " ".join(f["questions"]), len(f["indicators"]))
            for f in self.frames
        ]
        return pd.DataFrame(rows, columns=["frame", "label", "definition", "questions", "indicators"])

    def labels(self):
        """{name of a frame: label for readers}."""
        return {frame["name"]: frame["label"] for frame in self.frames}

    def shown(self):
        """The same without the frames that are off: those that words cannot measure."""
        return {f["name"]: f["label"] for f in self.frames if not f.get("off") or f["name"] in self.on}

    def off(self):
        """{name of a frame that is off: why}."""
        return {frame["name"]: frame["off"] for frame in self.frames if frame.get("off")}

    def switched_on(self, *frames):
        """The same codebook, with frames shown that are off."""
        return replace(self, on=(*self.on, *(self.frame(name)["name"] for name in frames)))

    @cached_property
    def entries(self):
        """{name of a frame: its `Entries`}."""
        return {frame["name"]: _written_out(frame, self.lists) for frame in self.frames}

    def frame(self, name):
        """The frame of that name, a dictionary with the keys of the TOML file. CodebookError if there is none."""
        for frame in self.frames:
            if frame["name"] == name:
                return frame
        raise CodebookError(f"Codebook '{self.name}' has no frame '{name}'; it has {', '.join(self.labels())}.")

    def with_indicators(self, frame, *indicators):
        """The same codebook with more indicators for one frame: for trying an idea out."""
        self.frame(frame)  # refuses one that is not there
        frames = [
            {**one, "indicators": [*one["indicators"], *indicators]} if one["name"] == frame else one
            for one in self.frames
        ]
        if self.weights is not None:
            old = self.weights[frame]
            weights = {**self.weights, frame: {**old, **dict.fromkeys(indicators, 1.0), **old}}
            frames = [{**one, "indicators": list(weights[one["name"]])} for one in frames]
            return replace(self, frames=tuple(frames), weights=weights)
        content = {"name": self.name, "title": self.title, "source": self.source, "frame": frames, "lists": self.lists}
        _checked(content, self.name, self.wider)
        return replace(self, frames=tuple(frames))


def load_codebook(name_or_path: str | Path) -> Codebook:
    """The codebook of that name, or the one in a file of your own: TOML, or a dictionary in one of the usual forms.

    A dictionary (LIWC's .dic, quanteda's .yml, a table .csv with categories or weights: docs/formats.md) becomes a
    codebook whose frames are its categories; its words may be of any language, and articles of all languages count.
    Raises CodebookError that names the file, the frame or line, and what to change.

    >>> list(load_codebook("generic").labels())
    ['responsibility', 'human_interest', 'conflict', 'morality', 'economic_consequences']
    """
    path = codebook_path(name_or_path)
    if path.suffix.lower() in ENDINGS:
        return _from_dictionary(path)
    wider = path.with_name(f"{path.stem}_wider.toml")
    book = read_codebook(_text_of(path), path.name, _read(_text_of(wider), wider.name) if wider.is_file() else {})
    return replace(book, read=_confirmed(path.with_name(f"{path.stem}_read.csv")))


def codebook_path(name_or_path: str | Path) -> Path:
    """The file of a codebook. Raises CodebookError where there is none."""
    path = Path(name_or_path)
    if path.suffix.lower() not in (".toml", *ENDINGS):
        path = CODEBOOKS / f"{name_or_path}.toml"
    try:
        folder, there = path.is_dir(), path.is_file()
    except OSError as error:
        raise CodebookError(f"'{brief(path)}' cannot be read: {reason(error)}. Check the path.") from None
    if folder:
        raise CodebookError(f"'{path}' is a folder; give the path of a {path.suffix} file.")
    if not there:
        known = ", ".join(codebook_names())
        raise CodebookError(
            f"There is no codebook '{name_or_path}'; known are {known}, or give the path of a file "
            f"that ends in .toml, or a dictionary's in {', '.join(ENDINGS)} (save a sheet of a spreadsheet as .csv)."
        )
    return path


def codebook_names() -> list[str]:
    """The codebooks that come along.

    >>> codebook_names()
    ['generic', 'parade', 'policy']
    """
    return sorted(file.stem for file in CODEBOOKS.glob("*.toml") if not file.stem.endswith("_wider"))


def _confirmed(path):
    """{(frame, indicator): (hits a reader confirmed, hits read)} from the table beside a codebook, if there is one.

    A row without an indicator has the hits of the whole frame that others read when the codebook was done.
    """
    if not path.is_file():
        return {}
    table = pd.read_csv(path, comment="#", keep_default_na=False)
    counts = zip(table["confirmed"], table["read"], strict=True)
    return dict(zip(zip(table["frame"], table["indicator"], strict=True), counts, strict=True))


def read_codebook(text: str, item: str = "This codebook", wider: Mapping | None = None) -> Codebook:
    """The codebook that stands in a text; `item` is what an error calls it, `wider` its second list of words."""
    return _checked(_read(text, item), item, wider or {})


def _from_dictionary(path):
    categories, notes = read_dictionary(path)
    frames, weights = [], {}
    for label, entries in categories.items():
        name = re.sub(r"\W+", "_", label.split(" (")[0].lower()).strip("_") or "category"
        name = f"{name}_words" if name in NOT_FRAMES else name
        if name in weights:
            raise CodebookError(f"{path.name}: two categories would be called '{name}'; rename '{brief(label, 40)}'.")
        weights[name] = entries
        about = f"What {path.name} lists under “{label}”; the file does not say what that means."
        asked = {"definition": about, "questions": [f"Does the sentence express “{label}”?"]}
        frames.append({"name": name, "label": label, **asked, "indicators": list(entries), "exclude": []})
    note = " ".join([*notes, NOT_KNOWN.format(path.name)])
    about = {"language": None, "weights": weights, "note": note}
    return Codebook(path.stem, path.name, OF_ONES_OWN, tuple(frames), {}, **about)


def _text_of(path):
    try:
        if path.stat().st_size > MOST_CHARACTERS:
            raise _too_large(path.name)
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CodebookError(f"{path.name} is not valid TOML: {error}. Save it as UTF-8 text.") from None
    except OSError as error:
        raise CodebookError(f"{path.name} cannot be read: {reason(error)}. Check that you may open it.") from None


def _read(text, item):
    if len(text) > MOST_CHARACTERS:
        raise _too_large(item)
    return read_toml(text, item, CodebookError)


def _too_large(item):
    most = MOST_CHARACTERS // 10**6
    return CodebookError(f"{item} is larger than {most} MB, which no codebook needs to be; is it another file?")


def _checked(content, item, wider):
    _check_head(content, item)
    names = set()
    for number, frame in enumerate(content["frame"], start=1):
        where = f"{item}, frame {number}"
        _check_name(frame.get("name"), names, where)
        names.add(frame["name"])
        _check_frame(frame, f"{where} '{frame['name']}'")
    lists = _checked_lists(content.get("lists", {}), item)
    for number, frame in enumerate(content["frame"], start=1):
        for indicator in [*frame["indicators"], *frame.get("exclude", [])]:
            _check_indicator(indicator, lists, f"{item}, frame {number} '{frame['name']}'")
    ways = sum(
        len(_all_ways(one, lists))
        for frame in content["frame"]
        for one in [*frame["indicators"], *frame.get("exclude", ())]
    )
    if ways > MOST_INDICATORS:
        raise CodebookError(f"{item} has {ways:,} indicators; at most {MOST_INDICATORS:,} are read. Leave some out.")
    for name, weights in wider.items():
        if name not in names or not isinstance(weights, dict) or not all(map(_is_weight, weights.values())):
            raise CodebookError(
                f"{item}: the wider list '{brief(name)}' needs a frame of that name and words with weights above 0 "
                "and at most 1."
            )
    language = None if content.get("language") == "any" else content.get("language", "en")
    frames = tuple(content["frame"])
    return Codebook(content["name"], content["title"], content["source"], frames, wider, lists, language=language)


def _is_weight(value):
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1


def _check_head(content, item):
    for key in ("name", "title", "source"):
        if not isinstance(content.get(key, ""), str):
            raise CodebookError(f"{item}: '{key}' must be text between quotation marks.")
    language = content.get("language", "en")
    if language != "any" and str(language) not in LANGUAGES:
        raise CodebookError(
            f"{item}: 'language' is \"any\" or a code of two letters (ISO 639) such as de, es, fr; it was "
            f"{brief(language)!r}."
        )
    frames = content.get("frame", [])
    if not isinstance(frames, list) or not all(isinstance(frame, dict) for frame in frames):
        raise CodebookError(f"{item}: frames are written as [[frame]], each with its own lines below.")
    for key in ("name", "title", "source", "frame"):
        if not content.get(key):
            raise CodebookError(
                f"{item} has no '{key}'; a codebook needs name, title, source and at least one [[frame]]."
            )


def _check_name(name, others, where):
    if isinstance(name, str) and name:
        where = f"{where} '{brief(name)}'"
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise CodebookError(f"{where}: 'name' must be small letters, digits and _, such as human_interest.")
    if len(name) > LONGEST:
        raise CodebookError(f"{where}: 'name' has {len(name):,} characters; at most {LONGEST} are read.")
    if name in NOT_FRAMES:
        raise CodebookError(f"{where}: this name is needed for a column of the sentence table; choose another.")
    if name in others:
        raise CodebookError(f"{where}: this name is used twice; frames need different names.")


def _check_frame(frame, where):
    unknown = sorted(set(frame) - FRAME_KEYS)
    if unknown:
        raise CodebookError(f"{where}: '{brief(unknown[0])}' is not known; known are {', '.join(sorted(FRAME_KEYS))}.")
    for key in ("label", "definition", "questions", "indicators"):
        if not frame.get(key):
            raise CodebookError(f"{where}: '{key}' is missing or empty.")
    for key in ("label", "definition"):
        if not isinstance(frame[key], str):
            raise CodebookError(f"{where}: '{key}' must be text between quotation marks.")
    for key in ("questions", "indicators", "exclude", "examples"):
        if not isinstance(frame.get(key, []), list):
            raise CodebookError(f'{where}: \'{key}\' must be a list: ["one", "two"].')
        if not all(isinstance(one, str) for one in frame.get(key, [])):
            raise CodebookError(f'{where}: each of \'{key}\' must be text between quotation marks: ["one", "two"].')
    if not isinstance(frame.get("off", ""), str):
        raise CodebookError(f"{where}: 'off' says in words why the frame is left out of profiles.")


def _checked_lists(lists, item):
    if not isinstance(lists, dict) or not all(
        isinstance(words, list) and words and all(isinstance(word, str) and PLAIN.fullmatch(word) for word in words)
        for words in lists.values()
    ):
        raise CodebookError(f'{item}: under [lists] each line is a name and its words: people = ["woman", "man"].')
    return lists


def _written_out(frame, lists):
    indicators, written = [], []
    for number, indicator in enumerate(frame["indicators"]):
        ways = _all_ways(indicator, lists)
        indicators += ways
        written += [number] * len(ways)
    exceptions = [one for indicator in frame.get("exclude", ()) for one in _all_ways(indicator, lists)]
    return Entries(tuple(indicators), tuple(written), tuple(exceptions))


def _all_ways(indicator, lists):
    """An indicator with its lists written out: a way for each word that it may begin with, other lists as a choice."""
    phrase, bracket, asked = indicator.partition(" (")
    asked = LIST.sub(lambda name: ", ".join(lists[name[1]]), asked)
    first = LIST.match(phrase)
    rest = phrase[first.end() :] if first else phrase
    rest = LIST.sub(lambda name: "{" + "|".join(lists[name[1]]) + "}", rest)
    return [f"{word}{rest}{bracket}{asked}" for word in (lists[first[1]] if first else [""])]


def _check_indicator(indicator, lists, where):
    for name in LIST.findall(indicator):
        if name not in lists:
            known = ", ".join(lists) or "none"
            raise CodebookError(
                f"{where}: in '{brief(indicator)}' the list {{{name}}} is not under [lists]; known: {known}."
            )
    if not re.search(r"[^\s*.]", indicator):
        raise CodebookError(f"{where}: the indicator {brief(indicator)!r} is empty; write a word or a phrase.")
    if len(indicator) > LONGEST:
        raise CodebookError(
            f"{where}: the indicator '{indicator[:20]}…' has {len(indicator):,} characters; at most {LONGEST} are read."
        )
    if "\0" in indicator:
        raise CodebookError(
            f"{where}: the indicator {indicator!r} has the character NUL, which is no letter; take it out."
        )
    if re.search(r"(?:^|\s)\*|\*\w", indicator):
        raise CodebookError(f"{where}: in the indicator '{indicator}' a * stands elsewhere than at the end of a word.")
    if re.search(r"^\s*\.\.(\s|$)|(^|\s)\.\.\s*$", indicator):
        raise CodebookError(f"{where}: in the indicator '{indicator}' the gap .. needs a word on either side.")
    _check_what_it_asks(indicator, where)


def _check_what_it_asks(indicator, where):
    if re.search(r"[{}|]", LIST.sub("", indicator)):
        raise CodebookError(
            f"{where}: in '{brief(indicator)}' a list stands as {{name}}; other braces and | are not read."
        )
    if re.search(r"[()]", indicator) and not ASIDE.fullmatch(indicator.strip()):
        raise CodebookError(
            f"{where}: in '{brief(indicator)}' what is asked stands in brackets once, at the end: block (verb)."
        )
    try:
        read_indicator(indicator.lower())
    except ValueError as error:
        raise CodebookError(f"{where}: in the indicator '{brief(indicator)}' {error}.") from None
