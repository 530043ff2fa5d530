"""Plain text files: one article a file, or a database's export with many."""

from utils.errors import event
from utils.loading.exports import signed, split
from utils.loading.readers.decoding import decode
from utils.loading.scans import mended


def read(path):
    """The articles of an export; else one document, the whole file."""
    text, events = decode(path.read_bytes(), path.name)
    if signed(text) and (export := split(text.splitlines(), path.name)):
        return export[0], events + export[1]
    text, done = mended(text)
    if done:
        events.append(event(path.name, "repaired", ", ".join(done)))
    return [{"text": text}], events
