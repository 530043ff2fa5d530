"""Rests of markup in a text that should be plain: tags, entities, a Python list, line ends written as two characters.

Tables, feeds and services hand such texts on. A text is only touched where it is surely marked up: a known tag is
closed, or an entity is complete. One that speaks of "a < b", R&D, C:\\new, or of `<p>` between marks is left alone.
"""

import ast
import json
import re
from html.entities import html5

__all__ = ["without_markup"]

BLOCKS = (
    "p div section article header footer main aside figure figcaption blockquote ul ol li dl dt dd table thead tbody "
    "tr html head title body h1 h2 h3 h4 h5 h6 pre hr address center"
)
INLINE = (
    "a abbr b big cite code del dfn em font i iframe img ins mark noscript q s script small source span strike strong "
    "style sub sup time tt u video audio picture svg path button input form label nobr td th br wbr o:p"
)
ALONE = {"br", "img", "hr"}  # never closed
UNREAD = {"script", "style", "noscript", "iframe", "svg"}  # nor is what stands in them
BLOCK_NAMES = frozenset(BLOCKS.split())
NAMES = "|".join(sorted((BLOCKS + " " + INLINE).split(), key=len, reverse=True))
TAG = re.compile(rf"<(/?)({NAMES})(?=[\s/>])[^<>]*>|<!--[^<>]*-->|<!\[CDATA\[|\]\]>", re.I)
SPOKEN_OF = re.compile(r"`[^`<>\n]{0,80}<|[\"“‘'«]\s?</?\w+[^<>\n]{0,40}>\s?[\"”’'»]")
ENTITY = re.compile(r"&(?:amp;)*(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
STRING = r"""(?:'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+")"""
LIST = re.compile(rf"\s*\[\s*{STRING}(?:\s*,\s*{STRING})*+\s*\]\s*", re.S)
# A line end of two characters is surely one after the end of a sentence or beside another; else before a capital.
SURE_BREAK = re.compile(r"(?:(?<=[.!?…\"'”’)\]]) ?(?:\\r)?\\n(?![a-z])|(?:(?:\\r)?\\n){2,})")
BREAKS = re.compile(r" ?(?:(?:(?:\\r)?\\n){2,}+|(?:\\r)?\\n(?![a-z])) ?")
SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|audio|video|playlist|vc_\w+|et_pb_\w+)\b[^\[\]=]*=[^\[\]]*\]|\[/(?:caption|embed|audio|"
    r"video|vc_\w+|et_pb_\w+)\]|\[embed\]",
)


def without_markup(text):
    """`text` without rests of markup, and a list of what was done.

    >>> without_markup("<p>Rain &amp; wind.</p><p>Nobody minded.</p>")
    ('Rain & wind.\\n\\nNobody minded.', ['HTML taken out: 4 tags, 1 entity'])
    """
    if not any(mark in text for mark in "<&[\\"):  # most texts
        return text, []
    done = []
    if "[" in text[:3]:
        text, done = _from_list(text)
    if "\\" in text and "`" not in text and SURE_BREAK.search(text):
        text, times = BREAKS.subn(lambda found: "\n" * max(1, found[0].count("\\n")), text)
        text = text.replace("\\t", " ").replace('\\"', '"')
        done.append(f"{_many(times, 'written-out line end')} made real")
    tags = entities = 0
    if "<" in text:
        text, tags = _without_tags(text)
    if "&" in text:
        text, entities = _without_entities(text)
        if entities and not tags and "<" in text:  # they were escaped
            text, tags = _without_tags(text)
    if tags or entities:
        counts = [_many(tags, "tag")] * bool(tags) + [_many(entities, "entity", "entities")] * bool(entities)
        done.append(f"HTML taken out: {', '.join(counts)}")
    if "[" in text:
        text, times = SHORTCODE.subn("", text)
        done += [f"{_many(times, 'WordPress code')} taken out"] if times else []
    return text, done


def _many(times, one, more=""):
    return f"{times:,} {one if times == 1 else more or one + 's'}"


def _without_tags(text):
    found = list(TAG.finditer(text))
    names = [(match[1], (match[2] or "").lower()) for match in found]
    closed = {name for slash, name in names if slash} & {name for slash, name in names if not slash}
    if not (closed or any(name in ALONE for _, name in names)) or SPOKEN_OF.search(text):
        return text, 0
    pieces, at, inside = [], 0, ""
    for match, (slash, name) in zip(found, names, strict=True):
        if not inside:
            pieces.append(text[at : match.start()])
        at = match.end()
        if inside:
            inside = "" if slash and name == inside else inside
        elif name in UNREAD & closed and not slash and not match[0].endswith("/>"):
            inside = name
        pieces.append(_instead(name))
    plain = "".join([*pieces, "" if inside else text[at:]])
    lines = [line.strip() for line in plain.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), len(found)


def _instead(name):
    """What stands in the place of a tag."""
    if name in BLOCK_NAMES:
        return "\n\n"
    return {"br": "\n", "td": " ", "th": " "}.get(name, "")


def _without_entities(text):
    times = 0

    def plain(match):
        nonlocal times
        character = _character(match[1])
        times += character != ""
        return character or match[0]

    return ENTITY.sub(plain, text), times


def _character(name):
    """The character an entity stands for; empty where there is none, or one that no text has."""
    if name.startswith("#"):
        number = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
        if 0x80 <= number < 0xA0:  # meant as Windows has them
            return bytes([number]).decode("cp1252", "ignore")
        is_one = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0x110000
        return " " if number == 0xA0 else chr(number) if is_one else ""
    return " " if name == "nbsp" else html5.get(name + ";", "")


def _from_list(text):
    """The paragraphs of a list that a program wrote as Python or JSON writes one."""
    if not LIST.fullmatch(text):
        return text, []
    try:
        parts = json.loads(text)
    except ValueError:
        try:
            parts = ast.literal_eval(text.strip())
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return text, []
    return "\n\n".join(part.strip() for part in parts if part.strip()), [
        f"a list of {_many(len(parts), 'text')} joined"
    ]
