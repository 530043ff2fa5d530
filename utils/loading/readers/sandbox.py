"""Files in formats that can be bombs are read in a process of its own, with limits on time and memory.

Word files, spreadsheets, web pages and PDF files are parsed by large libraries that were not written for hostile
input. `read` hands the path to a second Python and waits; if that process takes too long, wants too much memory or
dies, the file is skipped with a sentence and the next one gets a new process.
"""

import atexit
import importlib
import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock, Timer

from utils.errors import CorpusError
from utils.loading.readers.bounds import MEMORY, SECONDS
from utils.notebook.settings import IN_BROWSER, ROOT

START = "from utils.loading.readers.sandbox import serve; serve()"
_turn = Lock()
_running = []  # the one process, kept from file to file because starting it takes most of a second


def read(path, module, columns=None):
    """What `utils.loading.readers.<module>.read` gives for `path`, read at arm's length; a browser's page is that."""
    request = json.dumps({"module": module, "path": str(Path(path).absolute()), "columns": columns})
    line = _answer(json.loads(request)) if IN_BROWSER else _asked(request, path)
    answer = json.loads(line)
    if "error" in answer:
        raise CorpusError(answer["error"])
    return answer["documents"], answer["events"]


def _asked(request, path):
    """The answer of the other process, a line of JSON."""
    with _turn:
        worker = _worker()
        alarm = Timer(SECONDS, worker.kill)
        alarm.start()
        try:
            worker.stdin.write(request + "\n")
            worker.stdin.flush()
            line = worker.stdout.readline()
        except OSError:
            line = ""
        except BaseException:  # interrupted: its answer would be taken for that to the next file
            stop()
            raise
        finally:
            late = not alarm.is_alive()
            alarm.cancel()
        if not line.endswith("\n"):
            stop()
    if not line.endswith("\n"):
        why = f"takes longer than {SECONDS} seconds to read" if late else "breaks the program that reads such files"
        raise CorpusError(f"{path.name} {why}; open it and save it again, or copy its text into a .txt file.")
    return line


def serve():
    """The other side: requests come as lines of JSON on standard input, answers go out the same way."""
    answers, sys.stdout = sys.stdout, sys.stderr  # a library that prints must not garble the answers
    _limit_memory()
    for line in sys.stdin:
        print(_answer(json.loads(line)), file=answers, flush=True)


def stop():
    """End the process; the next call of `read` starts a new one."""
    while _running:
        worker = _running.pop()
        worker.kill()
        worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            with suppress(OSError):  # what was not yet written cannot be
                pipe.close()


def _worker():
    """The process that is running; a new one if there is none, or it has died since."""
    if _running and _running[0].poll() is not None:
        stop()
    return _running[0] if _running else _start()


def _start():
    worker = subprocess.Popen(
        [sys.executable, "-c", START],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        start_new_session=True,  # who stops a cell, or a command, does not mean this one
    )
    _running.append(worker)
    return worker


def _answer(request):
    path = Path(request["path"])
    try:
        reader = importlib.import_module(f"utils.loading.readers.{request['module']}")
        further = (request["columns"],) if request["columns"] is not None else ()
        documents, events = reader.read(path, *further)
        return json.dumps({"documents": documents, "events": events}, default=str)
    except CorpusError as error:
        return json.dumps({"error": str(error)})
    except ModuleNotFoundError as error:
        where = "in a browser" if IN_BROWSER else "here"
        why = f"cannot be read {where}, where {error.name} is missing; copy its text into a .txt file"
    except MemoryError:
        why = f"needs more than {MEMORY // 1024**3} GB of memory to read; split it"
    except Exception as error:  # whatever a parser throws at a broken file, the load must go on
        why = f"cannot be read ({type(error).__name__}); open it and save it again, or copy its text into a .txt file"
    return json.dumps({"error": f"{path.name} {why}."})


def _limit_memory():
    try:
        import resource
    except ImportError:  # Windows has no such limit; time is bounded there all the same
        return
    for limit in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        try:
            resource.setrlimit(limit, (MEMORY, MEMORY))
        except (ValueError, OSError):  # macOS refuses some of them
            continue


atexit.register(stop)
