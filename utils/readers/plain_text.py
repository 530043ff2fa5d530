"""Plain text files: one article a file."""

from utils.readers.decoding import decode


def read(path):
    """One document, the whole file."""
    text, events = decode(path.read_bytes(), path.name)
    return [{"text": text}], events
