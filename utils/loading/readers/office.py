"""What Word files and spreadsheets have in common: both are zip archives of XML, and both can be bombs."""

import zipfile
import zlib

from utils.errors import CorpusError
from utils.loading.readers.bounds import MOST_EXPANSION, MOST_UNPACKED, SMALL

LEGACY = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old Office files, and of encrypted new ones


def is_old(path):
    """Whether `path` is a file of old Office, or a new one in the envelope of a locked one."""
    with path.open("rb") as file:
        return file.read(8) == LEGACY


def refuse_unsafe(path):
    """Raise CorpusError unless `path` is an Office file that can be unpacked without harm."""
    if is_old(path):
        raise CorpusError(
            f"{path.name} is protected by a password, or was saved in the format of before 2007; open it, remove "
            f"the password and save it as {path.suffix.lower()}."
        )
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            unpacked = sum(member.file_size for member in members)
            if unpacked > max(SMALL, min(MOST_UNPACKED, MOST_EXPANSION * path.stat().st_size)):
                raise CorpusError(f"{path.name} unpacks to {unpacked // 1024**2:,} MB, which no such file needs.")
            for member in members:
                if member.filename.endswith((".xml", ".rels")) and _declares_entities(archive, member):
                    raise CorpusError(f"{path.name} contains XML entities, which Office never writes; it is not safe.")
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, CorpusError):
            raise
        raise CorpusError(f"{path.name} is damaged or no {path.suffix.lower()} file; save it again.") from None


def _declares_entities(archive, member):
    with archive.open(member) as file:
        beginning = file.read(4096).replace(b"\0", b"")  # UTF-16 has a NUL beside each letter
    return b"<!DOCTYPE" in beginning or b"<!ENTITY" in beginning
