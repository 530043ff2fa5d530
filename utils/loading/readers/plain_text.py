"""Plain text files: one article a file."""

from utils.errors import CorpusError
from utils.loading.readers.decoding import decode


def read(path):
    """One document, the whole file."""
    text, events = decode(path.read_bytes(), path.name)
    if text.startswith("{\\rtf"):
        raise CorpusError(
            f"{path.name} is an RTF file with another ending; open it and save it as plain text or .docx."
        )
    return [{"text": text}], events
