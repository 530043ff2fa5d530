"""RTF files: one article, or a database's export with many. striprtf takes the marks off."""

import re

from striprtf.striprtf import rtf_to_text

from utils.errors import CorpusError, event
from utils.loading.exports import split

PAGE_SET = re.compile(rb"\\ansicpg(\d+)")
MAC = re.compile(rb"\\mac(?![a-z])|\\ansicpg10000(?!\d)")
PICTURE_DATA = re.compile(rb"(?:[0-9A-Fa-f]{2}[\r\n]*){100,}")
LINK = re.compile(rb'(\\fldinst[^"]{0,80}?)HYPERLINK')  # striprtf would write its address into the text
CELL = re.compile(rb"\\(?:nest)?(?:cell|row)(?![a-z])")  # a cell is a paragraph, as in Word files
HIDDEN = re.compile(rb"\{((?:\\[a-z]+-?\d* ?)*?\\(?:v|deleted)(?![a-z0-9]))")  # a group with hidden or deleted text
HIDDEN_RUN = re.compile(rb"\\(?:v|deleted)(?![a-z0-9])[^{}]*?\\(?:v|deleted)0 ?")
LEFT_OUT = {
    rb"\\pict(?![a-z])": "picture",
    rb"\\footnote": "note",
    rb"\\annotation": "comment",
    rb"\\shptxt": "text box",
}


def read(path):
    """The articles of an export; else one document. Pictures, headers and footers are left out."""
    data = path.read_bytes()
    left_out = [(len(re.findall(mark, data)), name) for mark, name in LEFT_OUT.items()]
    data, encoding, hidden = _plainer(data)
    try:
        text = rtf_to_text(data.decode(encoding, errors="replace"), encoding=encoding, errors="replace")
    except (LookupError, ValueError, IndexError, RecursionError, KeyError) as error:
        raise CorpusError(f"{path.name} is damaged or no RTF file ({error}); open it and save it as .docx.") from None
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # RTF writes emoji as two halves
    lines = [" ".join(line.replace("\xa0", " ").split()) for line in text.split("\n")]
    if export := split(lines, path.name):
        return export
    if not any(lines):
        raise CorpusError(f"{path.name} contains no text; if it holds pictures of pages, it needs text recognition.")
    left_out.append((hidden, "hidden or deleted passage"))
    named = ", ".join(f"{many} {name}{'s' * (many > 1)}" for many, name in left_out if many)
    why = "is an RTF file: its text was taken" + (f"; left out: {named}" if named else "")
    events = [event(path.name, "repaired", why)]
    if b"\\bin" not in data and _open(data) > 0:
        events.append(event(path.name, "noted", "breaks off: the end of the file is missing"))
    return [{"text": "\n\n".join(filter(None, lines))}], events


def _open(data):
    """How many groups are still open at the end."""
    bare = data.replace(b"\\\\", b"").replace(b"\\{", b"").replace(b"\\}", b"")
    return bare.count(b"{") - bare.count(b"}")


def _plainer(data):
    """The file without what striprtf would take for text, its encoding, and how many passages were hidden."""
    data = data[max(data.find(b"{\\rtf"), 0) :]
    code_page = PAGE_SET.search(data[:2000])
    encoding = f"cp{code_page[1].decode()}" if code_page and code_page[1] != b"0" else "cp1252"
    if MAC.search(data[:200]):
        data, encoding = PAGE_SET.sub(b"", data, count=1), "mac_roman"
    data = PICTURE_DATA.sub(b"", data)
    data = CELL.sub(rb"\\par", LINK.sub(rb"\1", data))
    data, runs = HIDDEN_RUN.subn(b"", data)
    data, groups = HIDDEN.subn(rb"{\\*\1", data)
    return data, encoding, runs + groups
