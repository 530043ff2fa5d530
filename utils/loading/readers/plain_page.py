"""Saved web pages where the libraries behind `web_page` are missing, as in a browser: title, day, site and paragraphs.

The paragraphs of <article>, else of <main>, else of the page count, without menus, captions and lists of links. That is
less than the other reader does, and it says so.
"""

import re
from html.parser import HTMLParser

from utils.errors import CorpusError, event
from utils.loading.exports import split
from utils.loading.readers.decoding import decode
from utils.loading.readers.page_dates import META, STRUCTURED
from utils.loading.readers.services import site_of

UNSEEN = {
    *("script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "figure", "svg", "select"),
}
INLINE = {
    *("a", "abbr", "b", "cite", "code", "em", "font", "i", "mark", "q", "small", "span", "strong", "sub", "sup"),
    *("time", "u"),
}
CONDITION = re.compile(r"<!\[[^>]*>?")  # old Word's <![if …]>, on which the parser gives up
PARAGRAPHS = {"p", "blockquote", "h2", "h3"}
ENOUGH = 50  # words in paragraphs, below which all blocks are taken: old pages have no paragraphs
MOST_LINKED = 0.5  # of a block's letters, from which it is a list of links


def read(path):
    """One document, or the articles of a database's export."""
    page, events = decode(path.read_bytes(), path.name)
    parser = _Page()
    parser.feed(CONDITION.sub("", page))
    parser.close()
    parser.new_block("")
    if export := split([line for _, _, line, _ in parser.blocks for line in (line, "")], path.name):
        return export[0], events + export[1]
    lines = next((found for place in ("article", "main", "") if (found := _lines(parser.blocks, place))), [])
    if not lines:
        raise CorpusError(f"{path.name} holds no paragraphs; copy its text into a .txt file.")
    said, told = parser.said, STRUCTURED.search(page)
    url = said.get("og:url", "") or said.get("canonical", "")
    document = {
        "text": "\n\n".join(lines),
        "title": said.get("og:title") or parser.heading.strip() or parser.title.strip(),
        "date": next((said[name] for name in META if said.get(name)), told[2].strip('"') if told else ""),
        "source": said.get("og:site_name") or site_of(url) or "",
        **({"url": url} if url else {}),
    }
    why = "is a web page, of which the paragraphs were taken: look whether a menu or a caption is among them"
    return [document], [*events, event(path.name, "repaired", why)]


def _lines(blocks, place):
    """The texts of a place: its paragraphs, or all its blocks where those have few words."""
    here = [block for block in blocks if (not place or place in block[1]) and block[3] < MOST_LINKED]
    paragraphs = [text for tag, _, text, _ in here if tag in PARAGRAPHS]
    return paragraphs if len(" ".join(paragraphs).split()) >= ENOUGH else [text for _, _, text, _ in here]


class _Page(HTMLParser):
    """`blocks` of a page (tag, places that it stands in, text, share of linked letters), and what its head says."""

    def __init__(self):
        super().__init__()
        self.blocks, self.said, self.title, self.heading = [], {}, "", ""
        self.open = dict.fromkeys([*UNSEEN, "article", "main", "a", "title", "h1", "head"], 0)
        self.tag, self.pieces = "", []

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if tag == "meta":
            self.said.setdefault((values.get("property") or values.get("name", "")).lower(), values.get("content", ""))
        if tag == "link" and values.get("rel") == "canonical":
            self.said.setdefault("canonical", values.get("href", ""))
        if tag not in INLINE:
            self.new_block(tag)
        if tag in self.open:
            self.open[tag] += 1

    def handle_endtag(self, tag):
        if tag not in INLINE:
            self.new_block("")
        if self.open.get(tag):
            self.open[tag] -= 1

    def handle_data(self, data):
        if self.open["title"]:
            self.title += data
        elif self.open["h1"] and not self.blocks:
            self.heading += data
        elif not any(self.open[tag] for tag in UNSEEN | {"h1", "head"}):
            self.pieces.append((data, bool(self.open["a"])))

    def new_block(self, tag):
        """Close the block that is open; the next one is of this tag."""
        text = re.sub(r"\s+", " ", "".join(data for data, _ in self.pieces)).strip()
        if text:
            linked = sum(len(data.strip()) for data, is_link in self.pieces if is_link) / len(text)
            places = [place for place in ("article", "main") if self.open[place]]
            self.blocks.append((self.tag, places, text, linked))
        self.tag, self.pieces = tag, []
