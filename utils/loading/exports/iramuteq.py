"""Corpora of Iramuteq and Alceste: a line "**** *source_Courier *date_2019", then the text it describes."""

import re

from utils.loading.readers.columns import own_names, standard_names
from utils.loading.wrapped import paragraphs_of

HEADER = re.compile(r"\*{4,5}((?:\s+\*\S+)*)|\d{4,5}((?:\s+\*\S+)+)")
THEME = re.compile(r"-\*\S+\s*")


def is_export(lines):
    """Whether the first filled line describes a text; stars alone may part anything."""
    first = HEADER.fullmatch(next((line for line in map(str.strip, lines) if line), ""))
    return bool(first and (first[1] or first[2]))


def articles(lines):
    """One document a text, a column a starred variable; the marks of themes are left out."""
    documents, body = [], []
    for line in map(str.strip, lines):
        if match := HEADER.fullmatch(line):
            body = []
            documents.append((_variables(match[1] or match[2] or ""), body))
        elif not THEME.fullmatch(line):
            body.append(line)
    return [{**about, "text": "\n\n".join(paragraphs_of(body))} for about, body in documents], [], None


def _variables(header):
    """*source_Le_Monde is source: Le Monde; names as tables have them are recognised."""
    pairs = dict(one.lstrip("*").split("_", 1) if "_" in one else (one.lstrip("*"), "yes") for one in header.split())
    names, _ = standard_names(list(pairs), "Iramuteq")
    names = {**own_names(pairs, names), **names}
    return {
        names.get(name, name): value.replace("_", " ") for name, value in pairs.items() if names.get(name) != "text"
    }
