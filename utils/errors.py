"""The errors a user meets: articles cannot be loaded, a codebook cannot be read, a file cannot be written.

Its text is a sentence a teacher can act on: which file, which row or column, what was found, what to do.
"""

import os
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
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise SaveError(
            f"'{path}' cannot be written: {why}. Copy the whole project into a folder of your own, such as your home "
            "folder, and open the notebook there; or name another place."
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
