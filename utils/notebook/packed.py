"""The files in a folder, in a zip archive of a learning platform, and in the archives that students packed themselves.

An archive is unpacked into files that have numbers for names, so that what a system makes of a name (two that differ by
a capital, one with a slash or a colon) plays no part.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zipfile import ZipFile

from utils.errors import CorpusError, brief, need_scratch, reason

__all__ = ["MOST_BYTES", "File", "files_in", "in_order"]

MOST_BYTES = 50_000_000  # of all that is unpacked; a sheet of a thousand answers has less than one million
DEEPEST = 3  # archives in archives
RESTS = re.compile(r"[.].*|~\$.*|__MACOSX|_unfinished-.*|desktop\.ini|thumbs\.db", re.I)  # what systems leave behind
UTF_8 = 0x800  # the mark of a name in an archive; a Mac writes such names without it


class File(NamedTuple):
    """A file to read: how it is called with its folders, where it lies, and why it cannot be read, else ""."""

    shown: PurePosixPath
    path: Path
    why: str = ""


@contextmanager
def files_in(place: Path, endings: tuple[str, ...]) -> Iterator[list[File]]:
    """All files at a place, archives searched through; of these, files with other `endings` are listed, not unpacked.

    What is unpacked is gone afterwards. Raises CorpusError where nothing is there, or an archive that cannot be read.
    """
    if not place.exists():
        raise CorpusError(f"There is no folder or file '{place}'; give the path of what was handed in.")
    with ExitStack() as stack:
        files = list(_Walk(stack, endings).files(place, PurePosixPath(_shown(place))))
        if len(files) == 1 and files[0].path == place and files[0].why:
            raise CorpusError(f"{place.name} {files[0].why}")
        yield sorted(files, key=lambda file: in_order(file.shown))


def in_order(name: object) -> list:
    """A key that sorts names as people count: version 10 after version 9.

    >>> sorted(["me (10)", "me", "me (9)"], key=in_order)
    ['me', 'me (9)', 'me (10)']
    """
    return [(int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d{1,18})", str(name))]


def _shown(place):
    whole = place.resolve()
    return whole.name if place.is_dir() else whole.with_suffix("").name if _packed(place) else whole.as_posix()


def _packed(path):
    return path.suffix.lower() == ".zip"


class _Walk:
    """Goes through folders and archives; knows how much it may still unpack, and where to."""

    def __init__(self, stack, endings):
        self.stack, self.endings = stack, endings
        self.room, self.count, self.folder = MOST_BYTES, 0, None

    def files(self, place, shown, depth=0):
        try:
            if place.is_dir():
                for path in place.iterdir():
                    if not RESTS.fullmatch(path.name) and not (path.is_symlink() and path.is_dir()):
                        inner = shown / path.name
                        yield from self.files(path, inner.with_suffix("") if _is_archive(path) else inner, depth)
            elif _packed(place):
                yield from self.members(place, shown, depth)
            else:
                yield File(shown, place)
        except CorpusError as error:
            yield File(shown, place, str(error))
        except OSError as error:
            yield File(shown, place, f"cannot be read: {reason(error)}.")

    def members(self, place, shown, depth):
        if depth == DEEPEST:
            raise CorpusError("is packed into too many archives, one in the other. Pack it again.")
        try:
            archive = ZipFile(place)
        except Exception as error:  # whatever the library throws at a broken archive
            raise CorpusError(f"cannot be read: {brief(error)}. Pack it again, without a password.") from None
        with archive:
            for member in archive.infolist():
                parts = [part for part in re.split(r"[\\/]+", _name(member)) if part not in ("", ".", "..")]
                if member.is_dir() or not parts or any(map(RESTS.fullmatch, parts)):
                    continue
                inner = shown.joinpath(*parts)
                path, why = self.unpacked(archive, member, inner.suffix.lower())
                if why or not _packed(inner):
                    yield File(inner, path, why)
                else:
                    yield from self.files(path, inner.with_suffix(""), depth + 1)

    def unpacked(self, archive, member, ending):
        """Where a member now lies, and why it cannot be read, else ""."""
        wanted = ending in (*self.endings, ".zip")
        path = self.place(ending if wanted else "")
        if wanted and member.file_size > self.room:
            return path, f"unpacks to more than {MOST_BYTES // 10**6} MB, with all others, which no answers do."
        self.room -= member.file_size if wanted else 0
        try:
            path.write_bytes(archive.read(member) if wanted else b"")
        except OSError:
            raise
        except Exception as error:  # whatever the library throws at a broken member
            return path, f"cannot be read: {brief(error)}. Pack it again, without a password."
        return path, ""

    def place(self, ending):
        if self.folder is None:
            need_scratch("The archive cannot be unpacked", CorpusError)
            self.folder = Path(self.stack.enter_context(TemporaryDirectory()))
        self.count += 1
        return self.folder / f"{self.count}{ending}"


def _is_archive(path):
    return _packed(path) and path.is_file()


def _name(member):
    if member.flag_bits & UTF_8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename
