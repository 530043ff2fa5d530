"""Word files of before 2007 (.doc): read where antiword or catdoc is installed, else refused with the way out."""

import shutil
import subprocess

from utils.errors import CorpusError, event
from utils.loading.exports import split
from utils.loading.readers.bounds import SECONDS
from utils.loading.wrapped import paragraphs_of

TOOLS = {"antiword": ["-w", "0", "-m", "UTF-8.txt"], "catdoc": ["-w", "-d", "utf-8"]}  # neither wraps lines then


def read(path):
    """The articles of an export; else one document."""
    tool = next((found for name in TOOLS if (found := shutil.which(name))), None)
    if not tool:
        raise CorpusError(
            f"{path.name} is a Word file of before 2007 or protected by a password; open it in Word or LibreOffice and "
            "save it as .docx without a password. Where antiword is installed, such files are read as they are."
        )
    name = next(name for name in TOOLS if tool.endswith(name))
    try:
        done = subprocess.run([tool, *TOOLS[name], str(path)], capture_output=True, timeout=SECONDS // 2)
    except (subprocess.TimeoutExpired, OSError):
        done = None
    text = done.stdout.decode("utf-8", "replace") if done and done.returncode == 0 else ""
    if done and b"ncrypted" in done.stderr + done.stdout[:200]:
        raise CorpusError(f"{path.name} is protected by a password; open it, remove the password and save it as .docx.")
    if not text.strip():
        raise CorpusError(f"{path.name} could not be read by {name}; open it in Word and save it as .docx.")
    lines = [line.strip() for line in text.split("\n")]
    if export := split(lines, path.name):
        return export
    why = f"is a Word file of before 2007; its text was taken by {name}"
    return [{"text": "\n\n".join(paragraphs_of(lines))}], [event(path.name, "repaired", why)]
