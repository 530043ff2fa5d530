"""The errors a user meets: articles cannot be loaded, a codebook cannot be read, a file cannot be written.

Its text is a sentence a teacher can act on: which file, which row or column, what was found, what to do.
"""

import errno
import os
import re
import shutil
import tempfile
from contextlib import contextmanager, suppress


class CorpusError(ValueError):
    """Nothing could be loaded; the message says why and what to do."""


class CodebookError(ValueError):
    """A codebook cannot be used; the message names the file, the frame and what to change."""


class PublishError(RuntimeError):
    """A site could not be made; the message says at what and what to do. Nothing half-made is left in its place."""


class SaveError(OSError):
    """A file cannot be written; the message says which, why and what to do. What was there before is unharmed."""


def event(item, outcome, why):
    """What became of a file, or of a row in it, as a row of the load report: skipped, repaired or noted, and why."""
    return {"item": item, "outcome": outcome, "why": why}


@contextmanager
def saving(path):
    """Say in a sentence that the system refuses to write `path`: a disk that is full, a folder of somebody else's."""
    try:
        yield
    except SaveError:
        raise
    except OSError as error:
        raise SaveError(f"'{path}' cannot be written: {reason(error)}. {advice(error)}") from None


def in_a_sentence(error):
    """What a user is told of an error that stops a command; None of a fault of ours, which keeps its traceback.

    >>> in_a_sentence(CorpusError("The folder is empty."))
    'The folder is empty.'
    """
    if isinstance(error, CorpusError | CodebookError | PublishError | SaveError):
        return str(error)
    if isinstance(error, MemoryError):
        return (
            "There is not enough memory for this. Close other programs, work with fewer or shorter articles, or score "
            "them in pieces: python -m utils score."
        )
    if isinstance(error, RecursionError):
        return "A file is nested too deeply to be read. Open it, and save it anew in a simpler format."
    if isinstance(error, OSError):
        many = isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list)
        name = error.args[0][0][1] if many else error.filename
        where = f"'{name}' cannot be used" if name else "The system refused something"
        return f"{where}: {reason(error)}. {advice(error)}"
    return None


def brief(words, most=200):
    """Words from somebody's file for a message, cut where they are long: nobody reads a page of them.

    >>> brief("war" * 100, most=6)
    'warwar…'
    """
    return str(words) if len(str(words)) <= most else f"{str(words)[:most]}…"


def reason(error):
    """What the system says was wrong, in small letters; of an error for many files at once, the first.

    >>> reason(OSError(28, "No space left on device"))
    'no space left on device'
    """
    if isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list):
        return re.sub(r"^\[errno \d+\] |: '.*", "", str(error.args[0][0][-1]).lower(), flags=re.DOTALL)
    return (error.strerror or str(error)).lower()


def disk_is_full(error):
    """Whether that is why the system refuses to write."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT) or "no space left" in reason(error)


def advice(error):
    """What to do where the system refuses to write; a full disk is not mended by another folder on it."""
    if disk_is_full(error):
        return "Make room on that disk, then give the same command again."
    return (
        "Copy the whole project into a folder of your own, such as your home folder, and work there; or name another "
        "place."
    )


def need_scratch(what, error):
    """Raise `error`, saying that `what` cannot be done, where no temporary file can be written anywhere."""
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        raise error(
            f"{what}: no temporary file can be written. Make room on the disk of the system's temporary folder (/tmp), "
            "or let the variable TMPDIR name a folder of your own with room in it."
        ) from None


def write_whole(path, write):
    """Have `write` write a file beside `path` and put it there whole: after a crash the old one is there, or none."""
    beside = path.with_name(f"_unfinished-{path.name}.part")
    try:
        with saving(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write(beside)
            with beside.open("rb+") as file:
                os.fsync(file.fileno())  # else a power cut may leave an empty file under the new name
            os.replace(beside, path)
    finally:
        with suppress(OSError):
            beside.unlink()
