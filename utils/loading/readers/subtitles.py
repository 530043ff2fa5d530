"""Subtitles (.srt, .vtt): the spoken words without time codes, speakers kept as "NAME: " where the file names them."""

import html
import re

from utils.errors import CorpusError, event
from utils.loading.readers.decoding import decode

TIMES = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d{2}[,.]\d{3}\s+-->\s+(?:\d{1,2}:)?\d{1,2}:\d{2}[,.]\d{3}.*")
NOT_SPOKEN = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)\b")
VOICE, TAG = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]+)>"), re.compile(r"<[^>]{0,100}>|\{\\[^}]{0,100}\}")
NEW_SPEAKER = re.compile(r"(?:>>+|[-–]\s)\s*|(?=[A-Z][\w.’' -]{1,40}:\s)")
ENDS = re.compile(r"[.!?…][\"'”’)\]]*$")


def read(path):
    """One document. A new speaker opens a paragraph; lines that rolling captions show again are taken once."""
    text, events = decode(path.read_bytes(), path.name)
    cues = _cues(text.replace("\r", ""))
    paragraphs, last, again = [], "", 0
    for line in (line for cue in cues for line in cue):
        if line == last:
            again += 1
            continue
        last = line
        opens = NEW_SPEAKER.match(line)
        line = re.sub(r"^(?:>>+|[-–]\s)\s*", "", line)
        if paragraphs and not opens:
            paragraphs[-1] += f" {line}"
        else:
            paragraphs.append(line)
    if not paragraphs:
        raise CorpusError(f"{path.name} holds no spoken words, only time codes; is it the right file?")
    done = f"is a file of subtitles: {len(cues):,} time codes were taken out"
    events.append(event(path.name, "repaired", done + (f", {again:,} repeated lines once" if again else "")))
    return [{"text": "\n\n".join(_in_pieces(paragraphs))}], events


def _cues(text):
    """The lines of each cue, without numbers, times and marks."""
    cues = []
    for block in re.split(r"\n\s*\n", text):
        lines = block.strip("\n").split("\n")
        at = next((i for i, line in enumerate(lines) if TIMES.fullmatch(line.strip())), None)
        if at is not None and not NOT_SPOKEN.match(block):
            spoken = [html.unescape(TAG.sub("", VOICE.sub(r"\1: ", line))).strip() for line in lines[at + 1 :]]
            cues.append([" ".join(line.split()) for line in spoken if line])
    return cues


def _in_pieces(paragraphs, most=5):
    """Paragraphs of at most some sentences: a film has none of its own."""
    for paragraph in paragraphs:
        sentences = re.split(r"(?<=[.!?…])\s+", paragraph)
        for start in range(0, len(sentences), most):
            yield " ".join(sentences[start : start + most])
