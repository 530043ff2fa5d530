"""Texts that are no articles, and beginnings of articles that a service, a paywall or a program cut off.

`no_article` says why a text is to be skipped, `beginning` takes off the mark of a cut and says what is missing,
`without_notice` takes a notice on cookies off the lines of a print, `same_length` finds tables whose longest texts were
all cut at one length. The words are in `data/stubs.toml`.
"""

import re
import tomllib
from collections import defaultdict

from utils.errors import event
from utils.notebook.settings import DATA

__all__ = ["beginning", "no_article", "note_many", "same_length", "without_notice"]

WORDS = tomllib.loads((DATA / "stubs.toml").read_text(encoding="utf-8"))
GET_IT = "get the article from its page, or take the row out"
OPEN_IT = "save the page again when you can read the article on it"
FULL_TEXT = "get the full text from its page, or leave it out"
WAYS_OUT = (GET_IT, OPEN_IT, FULL_TEXT)
PLACEHOLDERS = frozenset(WORDS["placeholders"])
AT_START, AT_END = (
    frozenset(max(words.strip("#. ").split(), key=len) for group in groups for words in WORDS[group])
    for groups in (("consent", "machine"), ("paywall", "more"))
)  # the longest word of each sentence
SHORT = 2_000  # characters; notices, and what a paywall leaves of an article, are shorter
MOSTLY = 0.5  # of the characters of a text
NOTICES = {  # the lists of sentences, and what to say of a text that holds hardly anything else
    "consent": "a notice on cookies",
    "machine": "a message of the server (JavaScript, captcha, page not found)",
}
EXCEL = 32_767  # characters in a cell; what is longer is cut without a word
ALIKE = 5  # different texts of one table that all have its greatest length: chance does not do that
SHORTEST_CUT = 100  # characters
MANY = 0.2  # of the articles
CHARACTERS = "chars?|characters|zeichen|caractères|caracteres|caratteri|tekens"
CUT = re.compile(rf"\s*(?:…|\.\.\.)?\s*\[\+?\s*(\d[\d,.]*)\s*(?:{CHARACTERS})\]\s*$", re.I)
LEFT_OUT = re.compile(r"\s*(?:\[(?:…|\.\.\.)\]|\((?:…|\.\.\.)\))\s*$")
MORE = re.compile(
    rf"(?:^|(?<=[\n.!?…\]])|(?<=\.\.\.))[ \t]*[^\w\n]{{0,3}}\b({'|'.join(map(re.escape, WORDS['more']))})\b"
    r"(?:[ \t]*[.…»>→\])]+|[ \t]+[^\n.!?]{1,120}→)?\s*$",
    re.I,
)
TRAILING = re.compile(r"\w\s?(?:…|\.{3})\s*$")
TRAILING_UNDER = 400  # characters: a whole article may end in three points, too
PIECE = re.compile(r"[^\n.!?]+[.!?]*")
PAYWALL = 800  # characters: the lines of a paywall alone are fewer
LEAST = 60  # characters in front of a paywall that may be the beginning of an article
BUTTON = 30  # characters: "Log in." between the lines of a paywall
NOTICE_LINES, GAP = 15, 3  # lines: where the notice may stand, and how many inside it may say nothing of it
TAIL = 250  # characters at an end of a text that are looked at first: hardly any text is a stub


def no_article(text):
    """Why there is no article in a text; empty if there may be one.

    >>> no_article("[Removed]")
    "holds only '[Removed]' in place of an article; get the article from its page, or take the row out"
    """
    bare = text.strip()
    if not bare:
        return "contains no word"
    if len(bare) < 40 and bare.casefold().rstrip(".") in PLACEHOLDERS:
        return f"holds only '{bare}' in place of an article; {GET_IT}"
    if len(bare) > SHORT:
        return ""
    if len(bare) < PAYWALL and _has_any(bare[-TAIL:], AT_END):
        before, paywall = _before_paywall(bare)
        if paywall and len(before) < LEAST:
            return f"holds only the lines of a paywall; {OPEN_IT}"
    for group, name in NOTICES.items() if _has_any(bare[:TAIL], AT_START) else ():
        if not _says(bare[:TAIL].casefold(), group):
            continue
        pieces = PIECE.findall(bare.casefold())
        held = sum(len(piece) for piece in pieces if _says(piece, group))
        if held >= MOSTLY * sum(map(len, pieces)):
            return f"holds hardly more than {name}; {OPEN_IT}"
    return ""


def beginning(text):
    """The text without the mark that cut it off, and what to say of it; empty where it seems whole.

    >>> beginning("It was a dis… [+1234 chars]")[0]
    'It was a dis'
    """
    tail = text[-TAIL:].rstrip()
    hinted = len(text) < SHORT and _has_any(tail, AT_END)
    cut = MORE.search(tail) if hinted else None
    if tail.endswith(("]", ")")) and (match := CUT.search(tail)):
        why = f"is cut by the service, which left out {match[1]} characters"
    elif tail.endswith(("]", ")")) and (match := LEFT_OUT.search(tail)):
        why = f"ends in '{match[0].strip()}'"
    elif match := cut:
        why = f"ends in '{match[1]}'"
    elif len(text) < TRAILING_UNDER and tail.endswith(("…", "...")) and TRAILING.search(tail):
        return text, _only_beginning("stops in mid-sentence")
    else:
        return _before_paywall(text) if hinted else (text, "")
    return (text[:-TAIL] + tail[: match.start()]).rstrip(), _only_beginning(why)


def same_length(documents):
    """Events for the texts of `documents`, read but not yet cleaned, that were cut at a fixed number of characters."""
    by_table = defaultdict(list)
    for document in documents:
        if isinstance(document["text"], str) and "row" in document:
            by_table[document["path"]].append(document["text"])
    said = []
    for path, texts in by_table.items():
        longest = max(map(len, texts))
        cut = {text for text in texts if len(text) == longest}
        if longest == EXCEL or (longest >= SHORTEST_CUT and len(cut) >= ALIKE):
            program = "the most that a cell of Excel holds" if longest == EXCEL else "the longest there are"
            one = len(cut) == 1
            texts, are = ("1 text has", "it is") if one else (f"{len(cut):,} texts have", "they are")
            way_out = f"export {'it' if one else 'them'} in another format"
            why = f"{texts} exactly {longest:,} characters, {program}; {are} cut: {way_out}"
            said.append(event(path, "noted", why))
    return said


def note_many(events, articles):
    """The line that leads the report where many of the texts are no articles or only their beginnings."""
    cut = sum(entry["why"].endswith(WAYS_OUT) for entry in events)
    if articles < ALIKE or cut <= MANY * articles:
        return []
    why = f"{cut:,} of {articles:,} texts are no articles or only beginnings; get the full texts before you compare"
    return [event("texts", "noted", why)]


def without_notice(lines):
    """The lines without a notice on cookies at their top, as a browser prints it, and how many lines it had."""
    says = [_says(line.casefold(), "consent") for line in lines[:NOTICE_LINES]]
    if sum(says) < 3 or not says[0]:
        return lines, 0
    length = next((at for at in range(1, len(says)) if not any(says[at : at + GAP])), len(says))
    return lines[length:], length


def _has_any(text, words):
    """Whether any of the words stands in a short text: the quick look."""
    small = text.casefold()
    for mark in ".,;:!?…»":
        small = small.replace(mark, " ")
    return not words.isdisjoint(small.split())


def _only_beginning(why):
    return f"{why}: only its beginning is here; {FULL_TEXT}"


def _says(piece, group):
    return any(words in piece for words in WORDS[group])


def _before_paywall(text):
    """A short text up to the lines of a paywall at its end, where it has any."""
    at = None
    if not _says(text[-TAIL:].casefold(), "paywall"):
        return text, ""
    for piece in reversed(list(PIECE.finditer(text))):
        if _says(piece[0].casefold(), "paywall"):
            at = piece.start()
        elif len(piece[0].strip()) > BUTTON:
            break
    return (text, "") if at is None else (text[:at].rstrip(), _only_beginning("ends at a paywall, taken off here"))
