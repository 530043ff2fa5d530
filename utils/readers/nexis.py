"""Nexis Uni exports: many articles in one Word file, each between a header and the line "End of Document".

The header is title, source and date, then labelled lines (section, length, byline); "Body" opens the article.
What comes before the first header (the cover list) and after the body (index terms, load date) is left out.
"""

import re

END, BODY = "End of Document", "Body"
MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = re.compile(rf"(?:\d{{1,2}} )?(?:{MONTH})\b.{{0,40}}\b(?:1[89]|20)\d\d\b.*")
STAMP = re.compile(rf"(?:{MONTH}) \d{{1,2}}, \d{{4}}|\d{{1,2}} (?:{MONTH}) \d{{4}}")
LABEL = re.compile(r"(Section|Length|Byline|Dateline|Highlight|Series|Edition):[\s\xa0]*(.+)", re.DOTALL)
AFTER_BODY = re.compile(
    r"(?:Classification|Graphic|Notes|Correction-Date|Load-Date:.*|Language:.*|Publication-Type:.*|Copyright \d{4}.*)",
    re.DOTALL,
)
COVER_COUNT = re.compile(r"Documents \((\d+)\)")


def is_export(lines):
    """Whether the paragraphs are those of a Nexis Uni export."""
    return BODY in lines and END in lines


def articles(lines, item):
    """One document an article: `title, source, date, section, length, byline, text`; and what was left out."""
    documents, events, header = [], [], []
    body, row, after = None, 0, False
    for line in lines:
        if line == END:
            row += 1
            if body is None:
                events.append(_event(f"{item}, row {row}", "skipped", f'has no "{BODY}" line'))
            else:
                documents.append({**_header(header), "text": "\n\n".join(body), "row": row})
            header, body, after = [], None, False
        elif body is None and line == BODY:
            body = []
        elif body is None:
            header += [line] if line else []
        elif AFTER_BODY.fullmatch(line):
            after = True
        elif line and not after:
            body.append(line)
    if body:
        row += 1
        documents.append({**_header(header), "text": "\n\n".join(body), "row": row})
        events.append(_event(f"{item}, row {row}", "noted", f'breaks off without "{END}"'))
    why = f"is a Nexis Uni export with {len(documents)} articles; cover list and index terms were left out"
    events.insert(0, _event(item, "noted", why))
    promised = next((int(found[1]) for line in lines if (found := COVER_COUNT.fullmatch(line))), None)
    if promised is not None and promised != row:
        events.append(_event(item, "noted", f"lists {promised} documents on its cover; {row} were found"))
    return documents, events


def _header(lines):
    """Fields from the lines above the body. In the first article the cover stands before them, so look upwards."""
    fields = {}
    for line in reversed(lines):
        if label := LABEL.fullmatch(line):
            fields.setdefault(label[1].lower(), label[2].strip())
    dated = [i for i, line in enumerate(lines) if DATE.fullmatch(line)]
    place = dated[-1] if dated else len(lines)
    stamp = STAMP.search(lines[place]) if dated else None
    title, source = (["", "", *lines[:place]])[-2:]
    length = re.match(r"[\d,]+", fields.get("length", ""))
    return {
        **fields,
        "title": title,
        "source": source,
        "date": stamp[0] if stamp else (lines[place] if dated else ""),
        "length": int(length[0].replace(",", "")) if length else None,
    }


def _event(item, outcome, why):
    return {"item": item, "outcome": outcome, "why": why}
