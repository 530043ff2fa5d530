"""From a path to documents: one file, a folder of any mix of files, or a zip archive of one.

Whatever is found is either read or named in an event with the reason why not. A file that cannot be read never
takes its neighbours with it.
"""

import hashlib
import os
import posixpath
import re
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from utils.errors import CorpusError, advice, disk_is_full, event, need_scratch, reason
from utils.loading.readers import READERS, can_be_read, not_read, read
from utils.loading.readers.bounds import MOST_EXPANSION, MOST_MEMBERS, MOST_UNPACKED, SMALL
from utils.loading.readers.columns import PARTITION, listed, own_names, said_by_folders, standard_names
from utils.loading.readers.decoding import decode
from utils.loading.readers.delimited import read_table
from utils.loading.readers.kinds import kind_of
from utils.notebook.progress import progress

try:
    import lzma
except ImportError:  # a browser's Python has none; zipfile then refuses what is packed so, with a RuntimeError
    LZMA_ERRORS: tuple = ()
else:
    LZMA_ERRORS = (lzma.LZMAError,)

__all__ = ["KINDS", "read_path"]

KINDS = (*READERS, ".zip")
NOT_ARTICLES = re.compile(r"readme.*|_.*|truth\.csv|outlets\.csv", re.IGNORECASE)
METADATA = "metadata.csv"


def read_path(path, recursive=False, columns=None):
    """Documents and events of a file, a folder or an archive.

    A document is a dictionary: `text`, `path` (relative to what was named), `sha256` of the file, `stem`, `row` if
    it comes from a table, and whatever else the file says of it.
    """
    try:
        if path.is_dir():
            return _read_folder(path, recursive, columns)
        return _read_zip(path, path.name, columns) if _is_zip(path) else _read_file(path, path.name, columns)
    except OSError as error:
        raise CorpusError(f"{path.name} cannot be opened ({error.strerror}); check that you may read it.") from None


def _read_folder(folder, recursive, columns, top=""):
    found, metadata, events = _files(folder, recursive)
    documents = []
    for path in progress(found, "reading", "files"):
        item = _printable(path.relative_to(folder).as_posix())
        try:
            reader = _read_zip if _is_zip(path) else _read_file
            more, said = reader(path, item, columns)
        except CorpusError as error:
            why = str(error).removeprefix(path.name).lstrip(" :,")
            more, said = [], [event(item, "skipped", why)]
        partition = said_by_folders(item)
        documents += [{**partition, **document} for document in more]
        events += said
    documents = _without_attached(documents, events)
    if not documents and all(entry["outcome"] != "skipped" for entry in events):
        raise CorpusError(
            f"The folder '{top or folder}' holds no article. Put .txt files or a .csv with a 'text' column into it"
            + ("." if recursive else "; sub-folders are read only with recursive=True.")
        )
    for path in metadata:
        documents = _join_metadata(documents, path, path.parent.relative_to(folder).as_posix(), events, columns)
    return documents, events


def _without_attached(documents, events):
    """A file that a list of references names is read for the list, and not once more for itself."""
    lists = {
        posixpath.normpath(posixpath.join(posixpath.dirname(one["path"]), one["attached"])): one["path"]
        for one in documents
        if isinstance(one.get("attached"), str) and one["path"].lower().endswith((".ris", ".csv", ".tsv"))
    }
    twice = sorted({one["path"] for one in documents if one["path"] in lists and "attached" not in one})
    events += [event(name, "noted", f"is the file of a reference in {lists[name]}, and counts there") for name in twice]
    return [one for one in documents if one["path"] not in twice]


def _printable(name):
    """A file name as text; bytes that are none (an old disk, a foreign zip) are shown as the replacement mark."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _files(folder, recursive):
    """The files to read, sorted, the metadata files, and events for everything else that lies in the folder."""
    root, found, metadata, events = folder.resolve(), [], [], []

    def refused(error):
        item = Path(error.filename).relative_to(folder).as_posix()
        if item == ".":
            raise CorpusError(f"The folder '{folder}' cannot be opened ({error.strerror}); check that you may read it.")
        events.append(event(item, "skipped", f"cannot be opened ({error.strerror}); check that you may read it"))

    for here, folders, files in os.walk(folder, onerror=refused):
        folders[:] = _folders(Path(here), folders, folder, recursive, events)
        for path in (Path(here, name) for name in sorted(files) if not name.startswith(".")):
            fate, why = _fate(path, root)
            if fate == "read":
                found.append(path)
            elif fate == "metadata":
                metadata.append(path)
            else:
                events.append(event(_printable(path.relative_to(folder).as_posix()), fate, why))
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix()), metadata, events


def _folders(at, names, top, recursive, events):
    """The folders in a folder that are read as well; why others are not is added to `events`."""
    names = [name for name in sorted(names) if not name.startswith(".") and name != "__MACOSX"]
    wanted = [name for name in names if recursive or PARTITION.fullmatch(name)]
    for name in names:
        item = (at / name).relative_to(top).as_posix()
        if (at / name).is_symlink():
            events.append(event(item, "skipped", "is a link to a folder; links are not followed"))
        elif name not in wanted:
            events.append(event(item, "noted", "is a sub-folder; recursive=True reads it as well"))
    return wanted


def _fate(path, root):
    """What becomes of a file, and why: "read", "metadata", "noted" or "skipped"."""
    why = _unreadable(path, root)
    if path.name.lower() == METADATA and not why:
        return "metadata", ""
    if NOT_ARTICLES.fullmatch(path.name):
        return "noted", "is left out: its name says that it is no article"
    return ("skipped", why) if why else ("read", "")


def _unreadable(path, root):
    """Why a directory entry is not read; empty if it is."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return "is a link that leads nowhere or to itself"
    if not target.is_relative_to(root):
        return "is a link that leaves the folder"
    if not stat.S_ISREG(target.stat().st_mode):
        return "is no ordinary file"
    try:
        return "" if _is_zip(path) or can_be_read(path) else not_read(path)
    except OSError as error:
        return f"cannot be opened ({error.strerror}); check that you may read it"


def _read_file(path, item, columns):
    with _opening(path):
        documents, events = read(path, columns)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    documents = [{**document, "path": item, "sha256": sha256, "stem": path.stem} for document in documents]
    return documents, [{**entry, "item": entry["item"].replace(path.name, item, 1)} for entry in events]


@contextmanager
def _opening(path):
    """Say of this very file that it cannot be opened; a folder may have changed since its files were listed."""
    if not path.is_file():
        raise CorpusError(f"{path.name} is {'no ordinary file' if path.exists() else 'not there any more'}.")
    try:
        with path.open("rb"):  # the libraries that read it have words of their own for a file that may not be opened
            yield
    except OSError as error:
        raise CorpusError(f"{path.name} cannot be opened ({error.strerror}); check that you may read it.") from None


def _is_zip(path):
    """A Word file named .zip is none; an archive without an ending is one."""
    ending = path.suffix.lower()
    if ending not in (".zip", "") or not path.is_file():
        return ending == ".zip"
    try:
        return kind_of(path) == ".zip"
    except OSError:  # who opens it will say so
        return ending == ".zip"


def _read_zip(path, item, columns):
    """A zip archive is unpacked, with bounds, into a folder that is gone afterwards, and read as that folder."""
    events = []
    need_scratch(f"{path.name} cannot be unpacked", CorpusError)
    with _opening(path), tempfile.TemporaryDirectory() as place:
        try:
            with zipfile.ZipFile(path) as archive:
                _refuse_bomb(archive, path)
                members = [member for member in archive.infolist() if member.filename and not member.is_dir()]
                fates = [(member.filename, _unpack(archive, member, Path(place))) for member in members]
                events += [event(name, "skipped", why) for name, why in fates if why]
        except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as error:
            if isinstance(error, CorpusError):
                raise
            raise CorpusError(f"{path.name} is damaged or no zip archive; pack it again.") from None
        if not any(Path(place).iterdir()):
            reason = f": {events[0]['item']} {events[0]['why']}" if events else ""
            raise CorpusError(f"{path.name} holds no file that can be read{reason}.")
        documents, said = _read_folder(Path(place), True, columns, top=path.name)
    documents = [{**document, "path": f"{item}/{document['path']}"} for document in documents]
    return documents, [{**entry, "item": f"{item}/{entry['item']}"} for entry in [*events, *said]]


def _refuse_bomb(archive, path):
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise CorpusError(f"{path.name} holds {len(members):,} files; at most {MOST_MEMBERS:,} are read. Split it.")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED or unpacked > max(SMALL, MOST_EXPANSION * path.stat().st_size):
        raise CorpusError(
            f"{path.name} unpacks to {unpacked // 1024**2:,} MB, too much for its size; it is not opened."
        )


def _member_name(member):
    """The name of a member; macOS packs UTF-8 names without saying so, which look like old DOS names."""
    name = member.filename.replace("\\", "/")
    if not member.flag_bits & 0x800:
        with suppress(UnicodeError):
            return name.encode("cp437").decode("utf-8")
    return name


def _unpack(archive, member, place):
    """Write one member below `place`; returns why it was not written, or nothing."""
    name = PurePosixPath(_member_name(member))
    if name.is_absolute() or ".." in name.parts or re.match(r"[A-Za-z]:", member.filename):
        return "names a place outside the archive; it was not unpacked"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "is a link; links are not followed"
    if name.suffix.lower() == ".zip":
        return "is an archive inside an archive; unpack it first"
    if member.flag_bits & 1:
        return "is protected by a password; pack the archive again without one"
    target = place.joinpath(*name.parts)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as packed, target.open("xb") as file:
            left = member.file_size
            while block := packed.read(min(left + 1, 1 << 20)):
                left -= len(block)
                if left < 0:  # the archive lied about its size
                    raise zipfile.BadZipFile
                file.write(block)
    except FileExistsError:
        return "stands in the archive twice; the first is read"
    except (OSError, zipfile.BadZipFile, zlib.error, *LZMA_ERRORS, RuntimeError, EOFError, ValueError) as error:
        with suppress(OSError):
            target.unlink(missing_ok=True)
        return _why_not_unpacked(error, Path(archive.filename).name)
    return ""


def _why_not_unpacked(error, archive):
    """Why a member is left out; a full disk leaves out the whole archive, else what had room would be taken for all."""
    if isinstance(error, RecursionError):
        return "lies in folders within folders, too many to unpack"
    if not isinstance(error, OSError):
        return "cannot be unpacked (it is damaged)"
    if disk_is_full(error):
        raise CorpusError(f"{archive} cannot be unpacked: {reason(error)}. {advice(error)}") from None
    return f"cannot be unpacked ({reason(error)})"


def _join_metadata(documents, path, base, events, columns):
    """The documents with their rows of the metadata file `path`, which names files from its folder `base` on."""
    with _opening(path):
        text, said = decode(path.read_bytes(), path.name)
    events += said
    table, _, _ = read_table(text, path.name)
    table = table[table.map(str.strip).ne("").any(axis=1)]  # a spreadsheet may end in empty rows
    key = next(
        (name for plain in ("file", "filename", "path") for name in table if name.strip().lower() == plain), None
    )
    if key is None:
        found = listed(table.columns)
        raise CorpusError(f"metadata.csv has no column 'file' that names the text files; found {found}.")
    others = [name for name in table.columns if name != key]
    chosen = {ours: theirs for ours, theirs in (columns or {}).items() if theirs in others}
    names, said = standard_names(others, path.name, chosen)
    events += said
    names = {column: ours for column, ours in names.items() if ours != "text"}  # the article is in its own file
    table = table.rename(columns={**own_names(others, {**names, "": "text"}), **names})
    if table[key].map(_plain).duplicated().any():
        twice = table[key][table[key].map(_plain).duplicated()].iloc[0]
        raise CorpusError(f"metadata.csv names the file '{twice}' twice; keep one of the two rows.")
    single = {document["path"] for document in documents if "row" not in document}
    named, alike = _by_name(single, base)
    all_files = {_plain(document["path"]) for document in documents}
    rows = {}
    for row in table.to_dict("records"):
        given = row.pop(key)
        matches = named.get(_plain(given)) or alike.get(_without_ending(given), [])
        if not matches:
            in_table = _plain(given) in all_files
            why = "is a table and needs no row in metadata.csv" if in_table else "stands in metadata.csv, but no such "
            events.append(event(given, "noted", why if in_table else why + "text file was read"))
        rows |= dict.fromkeys(matches, row)
    inside = {path for path in single if base == "." or path.startswith(f"{base}/")}
    for name in sorted(inside - rows.keys()):
        if base != "." or "/" not in name:
            events.append(event(name, "noted", "has no row in metadata.csv"))
    return [document if "row" in document else _enriched(document, rows) for document in documents]


def _by_name(paths, base):
    """The files by plain name, seen from the folder `base`; and by name without ending, where only one fits."""
    named, alike = defaultdict(list), defaultdict(list)
    for path in sorted(paths):
        name = path if base == "." else path.removeprefix(f"{base}/")
        named[_plain(name)].append(path)
        alike[_without_ending(name)].append(path)
    return named, {name: found for name, found in alike.items() if len(found) == 1}


def _enriched(document, rows):
    """A document with its row of metadata; an empty cell does not erase what the file itself says."""
    row = rows.get(document["path"], {})
    return {**document, **{name: value for name, value in row.items() if value != "" or name not in document}}


def _plain(name):
    """A file's name as people may write it in a table: any case, any slash, composed letters."""
    return unicodedata.normalize("NFC", name).strip().replace("\\", "/").casefold()


def _without_ending(name):
    return re.sub(r"\.(txt|md|x?html?|docx?|pdf|rtf|odt|mhtml|srt|vtt|eml)$", "", _plain(name))
