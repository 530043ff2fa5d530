"""What stands in the elements of an XML file: the value at a path, the paragraphs, the text without notes."""

import re

from lxml import etree

LEFT_OUT = {
    *("note", "bibl", "listBibl", "fw", "del", "figure", "figDesc"),  # TEI; fw are running headers
    *("table", "table-wrap", "fig", "fn", "ref-list", "caption", "disp-formula", "inline-formula"),  # JATS
    *("media", "script", "style", "body.end", "tagline"),
}
ONE_OF_TWO = {"sic", "orig", "abbr"}  # which TEI sets beside the right, regular or full form
BREAKS = {"lb", "br", "pb", "cb"}
QUOTED, MARKS = {"q", "said", "quote"}, set("\"“„«»‘'‚")
DIGITS = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T\d.*)?$")
JOINED = "\0"  # a word that goes on in the next line; no XML holds this character


def name_of(element):
    """The name of an element without its namespace; empty for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def found(element, path):
    """The elements at a path, whatever their namespace."""
    return element.findall(re.sub(r"(^|/)(?=[A-Za-z])", r"\1{*}", path))


def first(element, paths):
    """The value of the first path that holds one; a path may end in /@attribute."""
    return next((values[0] for path in paths if (values := _values(element, path))), "")


def together(element, paths):
    """All values of the first path that holds one: authors, sections."""
    return next(("; ".join(dict.fromkeys(values)) for path in paths if (values := _values(element, path))), "")


def paragraphs(body, wanted):
    """The texts of the elements `wanted`, the outermost of each; who speaks stands before what is said."""
    texts, speaker = [], ""
    for block in _blocks(body, wanted):
        if name_of(block) == "speaker":
            speaker = text_of(block).rstrip(".:") + ": "
        elif text := text_of(block):
            texts.append(speaker + text)
            speaker = ""
    return texts


def text_of(element):
    """The text of an element in one line, without that of what is left out in it."""
    return " ".join(raw_text(element).split())


def raw_text(element):
    """The same with the line ends of the file."""
    return re.sub(rf"[-¬\xad]?\s*{JOINED}\s*", "", "".join(_pieces(element)))


def _blocks(element, wanted):
    for child in element:
        if name_of(child) in wanted:
            yield child
        elif name_of(child) and not _is_left_out(child):
            yield from _blocks(child, wanted)


def _pieces(element):
    pieces = [element.text or ""]
    for child in element:
        name = name_of(child)
        if name in BREAKS:
            pieces.append(JOINED if child.get("break") == "no" else "\n")
        elif name and not _is_left_out(child):
            inner = "".join(_pieces(child))
            around = {inner.strip()[:1], pieces[-1].rstrip()[-1:]}
            unmarked = name in QUOTED and inner.strip() and not around & MARKS
            pieces.append(f"“{inner.strip()}”" if unmarked else inner)
        pieces.append(child.tail or "")
    return pieces


def _is_left_out(element):
    name = name_of(element)
    reference = name == "xref" and element.get("ref-type") in ("bibr", "fn", "table-fn")
    return name in LEFT_OUT or reference or (name in ONE_OF_TWO and name_of(element.getparent()) == "choice")


def _values(element, path):
    """What stands at a path; an attribute, a date in parts or the text."""
    path, _, attribute = path.rpartition("/") if "/@" in path else ("", "", path) if path[0] == "@" else (path, "", "")
    ends = found(element, path) if path else [element]
    values = [one.get(attribute[1:]) if attribute else _date_or_text(one) for one in ends]
    return [DIGITS.sub(r"\1-\2-\3", " ".join(value.split())) for value in values if value and value.strip()]


def _date_or_text(element):
    parts = {name_of(part): (part.text or "").strip() for part in element}
    if "year" in parts:
        return "-".join(parts[name].zfill(2) for name in ("year", "month", "day") if parts.get(name))
    if {"surname", "given-names"} <= parts.keys():
        return f"{parts['given-names']} {parts['surname']}"
    dated = (element.get(name) for name in ("when", "norm", "iso-8601-date") if element.get(name))
    return next(dated, None) or text_of(element)
