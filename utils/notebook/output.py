"""A folder that a command makes: built beside its place, put there whole, never over anybody else's files.

`made_whole` gives a folder to build in and moves it into place at the end, so that a run that fails or is killed leaves
what was there before. Whoever writes holds a lock, which dies with its process. A marker, written first, says by which
command a folder was made and which files are its own; a folder that holds any other file is refused.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from utils.errors import PublishError, SaveError, advice, disk_is_full, need_scratch, reason, saving
from utils.notebook.settings import IN_BROWSER

__all__ = ["MARKER", "foreign_files", "locked", "made_whole", "refuse_overlap"]

MARKER = ".how-the-news-tells-it"
NAMED = 3  # foreign files that a refusal names


@contextmanager
def made_whole(out: Path, command: str, reads: Path | None = None, own: re.Pattern | None = None) -> Iterator[Path]:
    """A new folder to fill; when the block ends well it takes the place of `out`. Beside it is room for scratch work.

    `command` is what makes it (*html*, *handouts*), `reads` where the articles lie. A folder that is kept with the
    project has no marker; there `own` says which file names are ours. Raises PublishError with a sentence where `out`
    is somebody else's, another run is at work, or articles and output lie in each other.
    """
    need_scratch(f"'{out}' cannot be made", PublishError)  # the kernels and the browser write such files
    out = Path(out).resolve()
    build = out.with_name(f".{out.name}-in-the-making")
    if out.exists() and not out.is_dir():
        raise PublishError(f"'{out}' is a file; name a folder.")
    if reads is not None:
        refuse_overlap(out, reads)
    with saving(out):
        out.parent.mkdir(parents=True, exist_ok=True)
    with locked(out.with_name(f".{out.name}-lock"), out):
        _tidy_up(out, build)
        _refuse_foreign(out, command, own)
        made = build / "made"
        try:
            with saving(out):
                made.mkdir(parents=True)
                if own is None:
                    _write_marker(made, command)
            try:
                yield made
            except OSError as error:
                if isinstance(error, SaveError) or not disk_is_full(error):
                    raise
                raise SaveError(f"'{out}' cannot be written: {reason(error)}. {advice(error)}") from None
            with saving(out):
                if own is None:
                    _write_marker(made, command)
                _move_into_place(made, out)
        finally:
            shutil.rmtree(build, ignore_errors=True)


def refuse_overlap(out: Path, reads: Path) -> None:
    """Raise PublishError where articles and output lie in each other: one would be taken for the other."""
    out, reads = Path(out).resolve(), Path(reads).resolve()
    if out == reads or out in reads.parents:
        raise PublishError(f"The articles in '{reads}' lie in '{out}', which would be replaced. Name another folder.")
    if reads in out.parents:
        raise PublishError(
            f"'{out}' lies in the folder of the articles, '{reads}', and would be read as one of them. Name another."
        )


def foreign_files(out: Path) -> list[str]:
    """The files in a folder that its marker does not list, as paths from there; all where it has no marker."""
    marker = out / MARKER
    try:
        own = set(json.loads(marker.read_text(encoding="utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        own = set()
    return [name for name in _files(out) if name not in own and name != MARKER]


@contextmanager
def locked(path: Path, out: Path) -> Iterator[None]:
    """Nobody else writes into `out`: the file `path` is locked, and the lock dies with the process that holds it."""
    with saving(out):
        file = _open_and_lock(path, out)
    try:
        file.write(f"process {os.getpid()}, since {datetime.now():%H:%M}")
        file.flush()
        yield
    finally:
        if os.name == "posix":
            path.unlink(missing_ok=True)  # while it is still ours
        file.close()
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _open_and_lock(path, out):
    """The locked file; opened anew where its last owner deleted it between our opening and our locking."""
    while True:
        file = path.open("a+", encoding="utf-8")
        try:
            _lock(file)
        except OSError:
            file.seek(0)
            who = file.read().strip()
            file.close()
            raise PublishError(
                f"Another run is writing into '{out}'{f' ({who})' if who else ''}. Wait until it is done, or name "
                "another folder."
            ) from None
        with suppress(OSError):
            if os.name != "posix" or os.path.samestat(os.fstat(file.fileno()), path.stat()):
                file.truncate(0)
                return file
        file.close()


def _lock(file):
    if IN_BROWSER:  # where no other run can see the file
        return
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        file.seek(1_000_000)  # a locked byte cannot be read by others, who want to know who is at work
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _refuse_foreign(out, command, own):
    """Raise PublishError if `out` holds anything that this command did not make."""
    if not out.exists() or not any(out.iterdir()):
        return
    foreign = foreign_files(out) if own is None else [name for name in _files(out) if not own.fullmatch(name)]
    made_by = _made_by(out)
    if made_by is None and (out / MARKER).exists() and len(_files(out)) > 1:
        raise PublishError(
            f"'{out}' was made by an earlier version, which kept no list of its files. Delete it if nothing of yours "
            "is in it, or name another folder."
        )
    if made_by and made_by != command:
        raise PublishError(f"'{out}' was made by `python -m utils {made_by}`. Name another folder.")
    if foreign:
        shown = ", ".join(f"'{name}'" for name in foreign[:NAMED])
        more = f" and {len(foreign) - NAMED:,} more" if len(foreign) > NAMED else ""
        raise PublishError(
            f"'{out}' holds files that were not made by this command ({shown}{more}), and making it anew would delete "
            "them. Name a new or empty folder, or move them elsewhere."
        )


def _made_by(out):
    with suppress(OSError, ValueError, KeyError, TypeError):
        return json.loads((out / MARKER).read_text(encoding="utf-8"))["command"]
    return None


def _write_marker(folder, command):
    about = f"Made by `python -m utils {command}`; the files listed here may be replaced by it."
    marker = {"about": about, "command": command, "files": [name for name in _files(folder) if name != MARKER]}
    (folder / MARKER).write_text(json.dumps(marker, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


def _tidy_up(out, build):
    """Undo what a killed run left: put back what stood aside, or remove it where the new one is in its place."""
    aside = _aside(out)
    if aside.exists() and not out.exists():
        os.replace(aside, out)
    shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(build, ignore_errors=True)


def _move_into_place(new, out):
    """Put the folder `new` where `out` is; whoever is killed between the two moves leaves `out` whole, but aside."""
    aside = _aside(out)
    if out.exists():
        os.replace(out, aside)
    os.replace(new, out)
    shutil.rmtree(aside, ignore_errors=True)


def _aside(out):
    return out.with_name(f".{out.name}-before")


def _files(folder):
    paths = (os.path.join(root, name) for root, _, names in os.walk(folder) for name in names)
    return sorted(Path(path).relative_to(folder).as_posix() for path in paths)
