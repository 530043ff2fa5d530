"""The text of a page as lines, one a block (paragraph, heading, cell) or a piece between breaks; none is left out."""

import re

from lxml import etree, html

HEADLINE = "\ue000"  # stands before the headline where a class tells it: pages of Europresse, which put more above it
BREAKS = {"br", "hr"}
UNSEEN = {"head", "script", "style", "noscript", "template"}
INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "mark", "q", "s", "small"),
    *("span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
}


def lines_of(page):
    """The lines of `page`, without markup; an empty line stands between two blocks."""
    tree = html.fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    pieces, unseen, told = [], 0, "DocPublicationName" in page
    for happening, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        begins = happening == "start"
        if element.tag in UNSEEN:
            unseen += 1 if begins else -1
        if isinstance(element.tag, str) and element.tag not in INLINE:
            pieces.append("\n\n" if element.tag not in BREAKS else "\n" if begins else "")
        if told and begins and "titrearticlevisu" in (element.get("class") or "").lower():
            pieces.append(f"\n{HEADLINE}")
        said = element.text if begins else element.tail
        if said and not unseen:
            pieces.append(re.sub(r"\s+", " ", said))
    text = re.sub(r"\n{3,}", "\n\n", re.sub(r" *\n *", "\n", "".join(pieces)))
    return [line.strip() for line in text.strip().split("\n")]
