"""The names that are known beforehand: countries, institutions, places and events.

`data/gazetteer.toml` lists them with their adjectives, capitals and metonyms. A reader's own has the same shape.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from utils.errors import CorpusError, brief, reason
from utils.notebook.settings import DATA
from utils.notebook.toml_text import read_toml

__all__ = ["KINDS", "Entry", "known_names"]

MOST_CHARACTERS = 5_000_000  # of a file; ours has 50,000
KINDS = ["person", "institution", "country", "place", "event", "other"]
FORMS = {"forms": "name", "adjectives": "adjective", "metonyms": "metonym", "capitals": "capital"}


class Entry(NamedTuple):
    """Whom words of the gazetteer name."""

    actor: str
    kind: str
    form: str  # name, adjective, metonym, capital


def known_names(gazetteer: str | Path | dict | None = None) -> dict:
    """{words: Entry} of the gazetteer, and of the reader's own where one is given."""
    known = dict(_shipped())
    if gazetteer is None:
        return known
    if isinstance(gazetteer, dict):
        own = _entries(gazetteer)
    else:
        own = _entries(_read(Path(gazetteer)), f"The gazetteer {gazetteer}")
    replaced = {entry.actor for entry in own.values()}
    return {words: entry for words, entry in known.items() if entry.actor not in replaced} | own


@cache
def _shipped():
    return _entries(_read(DATA / "gazetteer.toml"))


def _read(path):
    try:
        if path.stat().st_size > MOST_CHARACTERS:
            raise CorpusError(f"The gazetteer {path} is larger than {MOST_CHARACTERS // 10**6} MB; leave names out.")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CorpusError(f"The gazetteer {path} is not there; give the path of a TOML file.") from None
    except OSError as error:
        raise CorpusError(f"The gazetteer {path} cannot be read: {reason(error)}. Give the path of a file.") from None
    except UnicodeDecodeError as error:
        raise CorpusError(f"The gazetteer {path} is not valid TOML: {error}. Save it as UTF-8 text.") from None
    return read_toml(text, f"The gazetteer {path}", CorpusError)


def _entries(sections, where="The gazetteer"):
    known = {}
    for kind, entries in sections.items():
        if kind not in KINDS:
            raise CorpusError(f'{where} has a section "{brief(kind)}"; use {", ".join(KINDS)}.')
        if not isinstance(entries, dict):
            raise CorpusError(f"{where}: sections are written as [{kind}], with a line for each name below.")
        for name, fields in entries.items():
            entry = f'{where}: the entry "{brief(name)}"'
            if not isinstance(fields, dict):
                raise CorpusError(f'{entry} is no table; write forms = ["…"] under it.')
            known[straight(name)] = Entry(name, kind, "name")
            for field, words in fields.items():
                if field not in FORMS or not isinstance(words, list):
                    raise CorpusError(f'{entry} has "{brief(field)}"; use lists named {", ".join(FORMS)}.')
                for word in words:
                    if not isinstance(word, str) or not word.strip():
                        raise CorpusError(f"{entry}: each of its {field} must be text between quotation marks.")
                    known.setdefault(straight(word), Entry(name, kind, FORMS[field]))
    return known


def straight(name: str) -> str:
    return name.replace("’", "'").replace("‑", "-")
