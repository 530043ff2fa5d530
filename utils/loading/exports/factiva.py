"""Factiva exports, with field codes (HD, WC, PD, …) or as displayed; every article ends with "Document CODE000…".

The search summary, page headings and codes are left out; the text is lead paragraph and full text.
"""

import re

from utils.errors import event
from utils.loading.dates import first_date
from utils.loading.wrapped import paragraphs_of

END = re.compile(r"(?:AN\s+)?[^\W\d_]{2,12}\s+([A-Z][A-Z0-9]{1,12}0{2,}(?:19|20)\d{6}[a-z0-9]*)")  # in any language
HEADER_CODES = {"SE", "HD", "CR", "BY", "WC", "PD", "ET", "SN", "SC", "NGC", "GC", "ED", "PG", "VOL", "LA", "CY", "LP"}
HEADER_CODES |= {"CLM", "TI"}
CLOSING_CODES = {"TD", "ART", "CT", "CX", "RF", "CO", "IN", "NS", "RE", "IPD", "IPC", "PUB", "AN"}
NO_WORDS = {"TD", "CX", "RF", "IPD", "IPC", "PUB", "AN"}  # nor the beginning of a sentence
FIELDS = {"SE": "section", "HD": "title", "BY": "byline", "PD": "date", "SN": "source", "ED": "edition", "WC": "length"}
CODED = re.compile(rf"({'|'.join(sorted(HEADER_CODES | CLOSING_CODES))})(?:(\t| +)(\S.*))?")
FIRST = re.compile(r"HD(?:[\t ].*)?")
WORDS = re.compile(
    r"(\d[\d,.\s]*?)\s*(?:words?|Wörter|mots|palabras|parole|palavras|woorden|ord|słów|слова?|字|語|文字|단어|kelime|kata)"
)
RIGHTS = re.compile(r"(?:\(c\)|©|Copyright|Alle Rechte).*", re.IGNORECASE)
OWNER = re.compile(r".{0,80}?(?:[Rr]ights [Rr]eserved.*|\b(?:Limited|Ltd|Inc|LLC|GmbH|AG|plc|S\.?A)\b\.?,?(?: \d{4})?)")
LANGUAGES = re.compile(
    r"English|Deutsch|German|French|Français|Spanish|Español|Italian[oe]?|Dutch|Nederlands|Portugu\w+|Engli\w+|Anglais|"
    r"Ingl[eéê]se?|Английский|英語|英文|英语|Russian|Русский|Chinese.*|中文.*|Japanese|日本語|Arabic|Polish|Turkish|"
    r"Swedish|Danish|Norwegian|Finnish|Czech|Hungarian|Bulgarian|Catalan|Korean|Indonesian|Malay|Allemand|Italien"
)
PAGE = re.compile(r"Page \d+(?: of \d+)?(?: ©.*)?|© \d{4} Factiva.*|Dow Jones Factiva|\f", re.IGNORECASE)
BELOW = re.compile(r"License this article from .*|Click here for related .*|\(END\).*|\(MORE TO FOLLOW\).*|")
FOUND = re.compile(r"(?:Results Found|Gefundene Ergebnisse|Résultats trouvés|Resultados encontrados)\s+(\d[\d,.]*)")
HEADER = 16  # lines; longer is no header
BYLINE = re.compile(r"(?:by|von|par|por|di|door)\b.*", re.IGNORECASE)
NAME = 6  # words; a byline without "by" is no longer
CODE = re.compile(r"[A-Z][A-Z0-9]{2,12}")  # of a source
LINE = 12  # words; a line of a header is no longer, a paragraph mostly


def is_export(lines):
    """Whether an article ends as Factiva ends it, and one has the number of its words or a code in its header."""
    lines = [_line(line) for line in lines]
    return any(map(END.fullmatch, lines)) and any(WORDS.fullmatch(line) or FIRST.fullmatch(line) for line in lines)


def articles(lines):
    """One document an article: `title, source, date, byline, section, length, text`."""
    documents, events = [], []
    lines = [_line(line) for line in lines]
    for row, block in enumerate(_blocks(lines), 1):
        document = _coded(block) if any(map(FIRST.fullmatch, block)) else _displayed(block)
        if not document["text"]:
            events.append(event(f"row {row}", "skipped", f"has a header and no text: {document['title'][:60]}"))
            continue
        if words := re.match(r"[\d,.\s]+", str(document.get("length") or "")):
            document["length"] = int(re.sub(r"\D", "", words[0]) or 0)
        documents.append({**document, "row": row})
    found = (match for line in lines if (match := FOUND.match(line)))
    return documents, events, next((int(re.sub(r"\D", "", match[1])) for match in found), None)


def _line(line):
    return line.replace("\u00a0", " ").strip(" \r\n\t")


def _blocks(lines):
    """The lines of each article; what follows the last is the search summary."""
    blocks, block = [], []
    for line in lines:
        if END.fullmatch(line):
            blocks.append(block)
            block = []
        elif not PAGE.fullmatch(line):
            block.append(line)
    return blocks


def _coded(block):
    """An article whose fields begin with codes, alone on their line or before the value.

    In the text a line such as "IN THE HARBOUR" is none: there a code stands alone, apart, or before codes of its own.
    """
    fields, code = {}, ""
    for line in block:
        match = CODED.fullmatch(line)
        in_text = code in ("LP", "TD")
        if match and match[1] not in fields and (not in_text or _closes(*match.groups())):
            code = match[1]
            fields[code] = [match[3] or ""]
        elif code:
            fields[code].append(line)
    known = {name: " ".join(" ".join(fields[code]).split()) for code, name in FIELDS.items() if code in fields}
    text = _text([*fields.get("LP", []), "", *fields.get("TD", [])])
    return {"title": "", "source": "", "date": "", **known, "text": text}


def _closes(code, gap, value):
    """Whether a line in the text ends it: a code alone or apart, the full text after the lead, subjects with codes."""
    apart = not value or gap == "\t" or len(gap) > 1
    return code in CLOSING_CODES and (apart or code in NO_WORDS or " : " in value)


def _displayed(block):
    """An article as it is shown: headline and byline, words, date, source and its code, language, rights, then text."""
    filled = [i for i, line in enumerate(block) if line]
    at = next((i for i in filled[:HEADER] if WORDS.fullmatch(block[i])), None)
    if at is None:
        return {"title": block[filled[0]] if filled else "", "source": "", "date": "", "text": ""}
    above = [block[i] for i in filled if i < at]
    below = [i for i in filled if i > at][:HEADER]
    dated = next((i for i in below[:2] if first_date(block[i]) or re.search(r"\b(?:19|20)\d\d\b", block[i])), None)
    source = next(
        (block[i] for i in below if (dated is None or i > dated) and not re.fullmatch(r"[\d:. ]+", block[i])), ""
    )
    return {
        **_headline(above),
        "source": source,
        "date": (first_date(block[dated]) or [block[dated]])[0] if dated is not None else "",
        "length": WORDS.fullmatch(block[at])[1],
        "text": _text(block[_last_of_header(block, below, at) + 1 :]),
    }


def _last_of_header(block, below, at):
    """The line of the rights, which stands below that of the language; either may be missing."""
    short = next((n for n, i in enumerate(below) if len(block[i].split()) > LINE), len(below))
    language = next((n for n, i in enumerate(below[:short]) if LANGUAGES.fullmatch(block[i])), None)
    if language is None:
        rights = next((i for i in below[: short + 1] if RIGHTS.fullmatch(block[i])), None)
        code = next((i for i in reversed(below[:short]) if CODE.fullmatch(block[i])), below[0] if below else at)
        return code if rights is None else rights
    after = below[language + 1] if language + 1 < len(below) else None
    is_rights = after is not None and (RIGHTS.fullmatch(block[after]) or OWNER.fullmatch(block[after]))
    return after if is_rights else below[language]


def _text(lines):
    """The paragraphs, without what the agency adds below them."""
    while lines and BELOW.fullmatch(lines[-1]):
        lines = lines[:-1]
    return "\n\n".join(paragraphs_of(lines))


def _headline(above):
    """Section, title and byline from the lines above the number of words; a section and a byline may be missing."""
    byline = above[-1] if len(above) > 1 and (BYLINE.fullmatch(above[-1]) or len(above[-1].split()) <= NAME) else ""
    rest = above[:-1] if byline else above
    section = rest[0] if len(rest) > 1 and len(rest[0].split()) <= NAME else ""
    return {"section": section, "title": " ".join(rest[1:] if section else rest), "byline": byline}
