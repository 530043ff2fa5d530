"""Nexis Uni exports: many articles in one Word file, each between a header and the line "End of Document".

The header is title, source and date, then labelled lines (section, length, byline); "Body" opens the article.
What comes before the first header (the cover list) and after the body (index terms, load date) is left out.
"""

import re

from utils.errors import event

END, BODY, GRAPHIC = "End of Document", "Body", "Graphic"
MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
DAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
STAMP = re.compile(rf"(?:{MONTH}) \d{{1,2}},? \d{{4}}|\d{{1,2}} (?:{MONTH}),? \d{{4}}|(?:{MONTH}),? \d{{4}}")
DATE = re.compile(rf"(?:{DAY},? )?(?:{STAMP.pattern})(?:,? {DAY})?(?:,? \d[\d:. ]*(?:[AP]M)?(?: [A-Z]{{2,5}})?)?")
LABEL = re.compile(r"(Section|Length|Byline|Dateline|Highlight|Series|Edition):[\s\xa0]*(.+)", re.DOTALL)
COVER = re.compile(
    r"(?:Date and Time|Job Number|Client/Matter|Search Terms|Search Type|Narrowed by|Content Type)\b.*|"
    r"Documents \(\d+\)",
    re.DOTALL,
)
INDEX = re.compile(
    r"(?:Classification|(?:Language|Publication-Type|Journal Code|Subject|Company|Organization|Person|Geographic|"
    r"Industry|Ticker|Country|State|City|Document-Type|Correction-Date|Load-Date|Pub-Type|Acc-No):.*|"
    r"Copyright \d{4}.*|All Rights Reserved.*)",
    re.DOTALL,
)
COVER_COUNT = re.compile(r"Documents \((\d+)\)")


def is_export(lines):
    """Whether the paragraphs are those of a Nexis Uni export."""
    return BODY in lines and (END in lines or any(line.startswith("Load-Date:") for line in lines))


def articles(lines):
    """One document an article: `title, source, date, section, length, byline, text`; what was left out; the promise."""
    documents, events = [], []
    for row, (block, ended) in enumerate(_blocks(lines), 1):
        start = _body_starts(block)
        if start is None:
            events.append(event(f"row {row}", "skipped", f'has no "{BODY}" line'))
            continue
        body, graphic = _body(block[start + 1 :])
        if graphic:
            events.append(event(f"row {row}", "noted", f"ends with captions, left out: {graphic[:60]}"))
        if not ended:
            events.append(event(f"row {row}", "noted", f'breaks off without "{END}"'))
        documents.append({**_header(block[:start]), "text": "\n\n".join(body), "row": row})
    promised = next((int(found[1]) for line in lines if (found := COVER_COUNT.fullmatch(line))), None)
    return documents, events, promised


def _blocks(lines):
    """The lines of each article without the empty ones, and whether its end was marked."""
    blocks, block = [], []
    for line in lines:
        if line == END:
            blocks.append((block, True))
            block = []
        elif line:
            block.append(line)
    return [*blocks, (block, False)] if BODY in block else blocks


def _body_starts(block):
    """Where "Body" stands: after the header, so that an article may be called Body."""
    labels = [i for i, line in enumerate(block) if LABEL.fullmatch(line)]
    after = labels[0] if labels else 2
    return next((i for i, line in enumerate(block) if line == BODY and i >= after), None)


def _body(lines):
    """The paragraphs of the article, and the captions after it: index terms count as such only at the very end."""
    last = len(lines)
    while last and INDEX.fullmatch(lines[last - 1]):
        last -= 1
    body = lines[:last]
    if GRAPHIC in body[1:] and last < len(lines):
        place = len(body) - 1 - body[::-1].index(GRAPHIC)
        return body[:place], " ".join(body[place + 1 :])
    return body, ""


def _header(lines):
    """Fields from the lines above the body. In the first article the cover stands before them."""
    cover = [i for i, line in enumerate(lines) if COVER.fullmatch(line)]
    lines = lines[cover[-1] + 1 :] if cover else lines
    fields = {label[1].lower(): label[2].strip() for line in lines if (label := LABEL.fullmatch(line))}
    upper = []
    for line in lines:
        if LABEL.fullmatch(line) or line.startswith("Copyright "):
            break
        upper.append(line)
    place = next((i for i, line in enumerate(upper) if i > 1 and DATE.fullmatch(line)), None)
    if place is None:
        title, source, date = [*upper[:3], "", "", ""][:3]
    else:
        begin = place - 2 if cover else 0  # after a cover list only the line next to the source is surely the title
        title, source, date = " ".join(upper[begin : place - 1]), upper[place - 1], STAMP.search(upper[place])[0]
    length = re.match(r"[\d,]+", fields.get("length", ""))
    return {
        **fields,
        "title": title,
        "source": source,
        "date": date,
        "length": int(length[0].replace(",", "")) if length else None,
    }
