"""Subtitles (.srt, .vtt): the spoken words without time codes, speakers kept as "NAME: " where the file names them."""

import html
import re

from utils.errors import CorpusError, event
from utils.loading.readers.decoding import decode

TIMES = re.compile(r"\s*\d[\d:]*:\d{1,2}(?:[,.]\d{1,3})?\s*-->\s*\d[\d:]*:\d{1,2}(?:[,.]\d{1,3})?(?:\s.*)?")
NOT_SPOKEN = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)\b")
VOICE, TAG = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]{1,100})>"), re.compile(r"<[^>]{0,100}>|\{\\[^}]{0,100}\}")
SOUND = re.compile(r"\[[^\[\]]{0,80}\]|^[-–>\s]*\([^()]{0,80}\)$|[♪♫]+")  # [APPLAUSE], (music)
CHANGE = re.compile(r"\s*>>+\s*")  # which captions of broadcasts write where another begins to speak
DASH = re.compile(r"[-–—]\s*(?=\w)")
WORD = r"[^\W\d_a-z][\w.’'-]*"
NAME = re.compile(rf"({WORD}(?:,? {WORD}){{0,5}}(?: \([^)]{{1,30}}\))?): ")
PIECE_END = re.compile(r"(?<!\b[A-Z]\.)(?<!\b[A-Z][a-z]\.)(?<!\b[A-Z][a-z]{2}\.)(?<=[^.][.!?…])\s+(?=\W?[^\W_a-z])")


def read(path):
    """One document. A new speaker opens a paragraph; lines that rolling captions show again are taken once."""
    text, events = decode(path.read_bytes(), path.name)
    cues = _cues(text.replace("\r\n", "\n").replace("\r", "\n"))
    lines, sounds = _spoken([line for cue in cues for line in cue])
    paragraphs, again = _paragraphs(lines)
    if not paragraphs:
        raise CorpusError(f"{path.name} holds no spoken words, only time codes; is it the right file?")
    done = f"is a file of subtitles: {len(cues):,} time codes were taken out"
    done += f", {sounds:,} descriptions of sounds" if sounds else ""
    events.append(event(path.name, "repaired", done + (f", {again:,} repeated lines once" if again else "")))
    return [{"text": "\n\n".join(_in_pieces(paragraphs))}], events


def _cues(text):
    """The lines of each cue, without numbers and times; some programs leave no blank line between two."""
    cues, spoken, begins = [], False, True
    for line in text.split("\n"):
        if TIMES.fullmatch(line):
            last = cues[-1] if cues else []
            if last and last[-1].strip() and (last[-1].strip().isdigit() or not "".join(last[-2:-1]).strip()):
                last.pop()  # the number or name of this cue
            cues.append([])
            spoken = True
        elif begins and NOT_SPOKEN.match(line):
            spoken = False
        elif spoken:
            cues[-1].append(line)
        begins = not line.strip()
    return cues


def _spoken(lines):
    """The lines without marks, each of one speaker, and how many descriptions of sounds were taken out."""
    spoken, sounds = [], 0
    for line in lines:
        line = " ".join(html.unescape(TAG.sub("", VOICE.sub(r"\1: ", line))).split())
        line, times = SOUND.subn("", line)
        sounds += times
        first, *others = CHANGE.split(line)
        spoken += [one for one in (first.strip(), *(f">> {other.strip()}" for other in others)) if one.strip("> ")]
    return spoken, sounds


def _paragraphs(lines):
    """One paragraph a turn, and how many lines were shown again."""
    paragraphs, speaker, last, again = [], "", "", 0
    for line in lines:
        if line == last:
            again += 1
            continue
        grows = len(last.split()) > 1 and line.startswith(f"{last} ")  # words that appear one after the other
        again += grows
        said, last = (line[len(last) :].strip() if grows else line), line
        changes = not grows and line.startswith(">>")
        said = said.removeprefix(">>").strip()
        dash = DASH.match(said)
        said = said[dash.end() :] if dash else said
        name = NAME.match(said)
        if name and name[1] == speaker and paragraphs and not (changes or dash):
            paragraphs[-1] += f" {said[name.end() :]}"
        elif name or dash or changes or not paragraphs:
            paragraphs.append(f"– {said}" if dash and not name else said)
            speaker = name[1] if name else ""
        else:
            paragraphs[-1] += f" {said}"
    return paragraphs, again


def _in_pieces(paragraphs, most=5):
    """Paragraphs of at most some sentences: a film has none of its own."""
    for paragraph in paragraphs:
        sentences = PIECE_END.split(paragraph)
        for start in range(0, len(sentences), most):
            yield " ".join(sentences[start : start + most])
