"""ProQuest exports: articles between rulers or "Document 1 of 3"; the text stands under the label "Full text:".

The abstract is no text where there is one (it would be counted twice); an article without full text is skipped.
"""

import re

from utils.errors import event
from utils.loading.wrapped import paragraphs_of

MARK = re.compile(r"Document (\d+) of (\d[\d,]*)", re.IGNORECASE)
RULER = re.compile(r"_{20,}|-{40,}|={40,}")
LABELS = {
    "authors": "byline",
    "author": "byline",
    "title": "title",
    "publication title": "source",
    "publication date": "date",
    "section": "section",
    "document url": "url",
    "full text": "text",
}
LABEL = re.compile(
    r"(Abstract(?: \(\w+\))?|Alternate (?:author|title)|Author(?:s| affiliation)?|Business indexing term|"
    r"Classification|Column|Company ?/ ?organization|Copyright|Country of publication|Credit|Database(?: copyright)?|"
    r"Dateline|DOI|Document (?:feature|type|URL)|Edition|Full text|Identifier ?/ ?keyword|Illustration|ISSN|Issue|"
    r"Last updated|Language of publication|Links|Location|(?:Narrow|Broad) subject|Number of references|Pages?|People|"
    r"Place of publication|ProQuest document (?:ID|link)|Publication (?:date|info|subject|title|year|history)|"
    r"Publisher(?: logo)?|Section|Source(?: attribution| type)?|Subject|Supplement|Title|Volume|Word count|Year|"
    r"First page|URL|Contact us at|Terms and Conditions) ?:\s*(.*)",
    re.IGNORECASE,
)
HEADING = re.compile(r"(ABSTRACT(?: \(\w+\))?|FULL TEXT|DETAILS|LINKS|ProQuest document link|Bibliography)")
IDENTIFIER = re.compile(
    r"ProQuest document (?:ID|link)\b|(?=.{0,40}\bID\b)(?=.{0,40}ProQuest).{1,60}: ?\d{5,}$", re.IGNORECASE
)
SURE = re.compile(r"Publication title ?:|ProQuest document ID\b", re.IGNORECASE)
TEXT = re.compile(r"Full text(?: ?:.*)?$", re.IGNORECASE)
NONE = re.compile(r"(?:full text )?(?:not|none|un) ?available\W*", re.IGNORECASE)
VALUE = 200  # characters; a further line of a label is no longer
FURTHER = 4  # lines
OTHER_LANGUAGE = (
    "is an export of ProQuest with labels in another language; set the language of the site to English "
    "and export it again"
)


def is_export(lines):
    """Whether an article has an identifier of the database, under its label in English or another language."""
    return any(IDENTIFIER.match(line.strip()) for line in lines)


def articles(lines):
    """One document an article with its full text: `title, source, date, byline, section, url, text`."""
    documents, events = [], []
    lines = [" ".join(line.split()) for line in lines]
    promised = next((int(match[2].replace(",", "")) for line in lines if (match := MARK.fullmatch(line))), None)
    blocks = _blocks(lines)
    if not blocks:
        return [], [event("", "skipped", OTHER_LANGUAGE)], None
    for row, block in enumerate(blocks, 1):
        fields = _fields(block)
        text = paragraphs_of(fields.get("full text", []))
        title = " ".join(filter(None, fields.get("title") or fields[""][:1])).strip()
        if not text or NONE.fullmatch(" ".join(text)):
            why = f"holds the abstract only, no full text: {title[:60]}; export it as 'Full text'"
            events.append(event(f"row {row}", "skipped", why))
            continue
        known = {
            ours: " ".join(fields[label]).strip()
            for label, ours in LABELS.items()
            if label in fields and ours != "text"
        }
        known["source"] = known.get("source", "").split(";")[0].strip()
        documents.append({**known, "title": title, "text": "\n\n".join(text), "row": row})
    return documents, events, promised


def _blocks(lines):
    """The lines of each article: those between marks or rulers that have an identifier."""
    blocks, block = [], []
    for line in lines:
        if MARK.fullmatch(line) or RULER.fullmatch(line):
            blocks.append(block)
            block = []
        else:
            block.append(line)
    return [one for one in [*blocks, block] if any(line.lower().startswith("proquest document") for line in one)]


def _fields(block):
    """The lines under each label; those before the first are the title."""
    fields, name = {"": []}, ""
    below = _below_text(block)
    for at, line in enumerate(block):
        inside = name == "full text" and at < below  # a line of the article that looks like a label
        match, heading = (None, None) if inside else (LABEL.fullmatch(line), HEADING.fullmatch(line))
        if heading:
            name = heading[1].lower()
            fields.setdefault(name, [])
        elif match:
            name = match[1].lower().replace(" / ", "/")
            fields.setdefault(name, []).append(match[2])
        elif line or name == "full text":
            fields[name].append(line)
    return fields


def _below_text(block):
    """Where the labels below the text begin: upwards from the last that none but the database writes."""
    filled = [at for at, line in enumerate(block) if line]
    last = max((n for n, at in enumerate(filled) if SURE.match(block[at])), default=0)
    top = last
    for n in range(last - 1, -1, -1):
        line = block[filled[n]]
        if TEXT.match(line):
            break
        if LABEL.fullmatch(line) or HEADING.fullmatch(line):
            top = n
        elif not _goes_on(line, [block[at] for at in reversed(filled[max(0, n - FURTHER) : n])]):
            break
    return filled[top] if filled else 0


def _goes_on(line, above):
    """Whether a line is the value of the label right above it, or a further line of a label a little above."""
    if above and (label := LABEL.fullmatch(above[0])) and not label[2]:
        return True
    labels = (one for one in above if LABEL.fullmatch(one) or HEADING.fullmatch(one))
    return len(line) < VALUE and not line.endswith(".") and not TEXT.match(next(labels, "Full text"))
