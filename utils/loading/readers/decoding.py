"""Bytes to text, without guessing in silence.

UTF-8 is tried first. Windows editors still save as cp1252, so that is the one fall-back, line by line, since
files pieced together from two sources mix the two. It is reported: in a wrong guess the curly quotes would be the
first to break, and quotations hang on them.
"""

import codecs

from utils.errors import CorpusError, event

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MOST_CONTROL = 0.01  # share of control characters above which a file is no text; real articles have none
CONTROL = [chr(code) for code in range(32) if chr(code) not in "\t\n\r\f"]


def decode(data, item):
    """Text of `data` and the events of decoding it; raises CorpusError if it is not text."""
    if data.startswith(UTF16_MARKS):
        try:
            return data.decode("utf-16"), [event(item, "repaired", "was saved as UTF-16; read as such")]
        except UnicodeDecodeError:
            raise CorpusError(f"{item} starts like UTF-16 text but is damaged; save it again as UTF-8.") from None
    if b"\0" in data:
        raise CorpusError(f"{item} is not text (it contains NUL bytes); leave it out or save it as UTF-8 text.")
    try:
        text, events = data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        text, events = _line_by_line(data, item, error.start)
    control = sum(map(text.count, CONTROL))
    if control > MOST_CONTROL * len(text):
        raise CorpusError(f"{item} is not text ({control} control characters); leave it out.")
    return text, events


def _line_by_line(data, item, first):
    lines, windows, unicode = [], 0, 0
    for line in data.removeprefix(codecs.BOM_UTF8).split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
            unicode += not line.isascii()
        except UnicodeDecodeError:
            try:
                lines.append(line.decode("cp1252"))
                windows += 1
            except UnicodeDecodeError:
                raise CorpusError(
                    f"{item} is neither UTF-8 nor Windows text (byte {first} is 0x{data[first]:02X}); "
                    "open it in a text editor and save it as UTF-8."
                ) from None
    why = "is not UTF-8; read as Windows text (cp1252). Check its quotation marks."
    if unicode:
        why = f"mixes encodings: {windows} of its lines are not UTF-8; those were read as Windows text (cp1252)."
    return "\n".join(lines), [event(item, "repaired", why)]
