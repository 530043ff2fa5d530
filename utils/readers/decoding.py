"""Bytes to text, without guessing in silence.

UTF-8 is tried first. Windows editors still save as cp1252, so that is the one fall-back, and it is
reported: in a wrong guess the curly quotes would be the first to break, and quotations hang on them.
"""

import codecs

from utils.errors import CorpusError

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MOST_CONTROL = 0.01  # share of control characters above which a file is no text; real articles have none


def decode(data, item):
    """Text of `data` and the events of decoding it; raises CorpusError if it is not text."""
    if data.startswith(UTF16_MARKS):
        try:
            return data.decode("utf-16"), [_repaired(item, "was saved as UTF-16; read as such")]
        except UnicodeDecodeError:
            raise CorpusError(f"{item} starts like UTF-16 text but is damaged; save it again as UTF-8.") from None
    if b"\0" in data:
        raise CorpusError(f"{item} is not text (it contains NUL bytes); leave it out or save it as UTF-8 text.")
    try:
        text, events = data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            raise CorpusError(
                f"{item} is neither UTF-8 nor Windows text (byte {error.start} is 0x{data[error.start]:02X}); "
                "open it in a text editor and save it as UTF-8."
            ) from None
        events = [_repaired(item, "is not UTF-8; read as Windows text (cp1252). Check its quotation marks.")]
    control = sum(character < " " and character not in "\t\n\r\f" for character in text)
    if control > MOST_CONTROL * len(text):
        raise CorpusError(f"{item} is not text ({control} control characters); leave it out.")
    return text, events


def _repaired(item, why):
    return {"item": item, "outcome": "repaired", "why": why}
