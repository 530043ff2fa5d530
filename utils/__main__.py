"""The command line behind the Makefile: `python -m utils html`, lab, check, score, bench, handouts and so on."""

import argparse
import json
import os
import sys

from utils.errors import CorpusError, in_a_sentence
from utils.notebook import settings

MOST_SOURCES = 20  # in the table of `check`
COLUMNS = {"metavar": "OURS=YOURS", "nargs": "+", "default": (), "help": "names of your columns: text=Inhalt"}


def main(arguments=None):
    """Run one command; returns the exit status: 0 done, 1 with a sentence on what went wrong, 2 bad usage."""
    parser = argparse.ArgumentParser(prog="python -m utils", description="How the News Tells It")
    commands = parser.add_subparsers(dest="command", required=True)
    html = commands.add_parser("html", help="run the notebooks and build the site")
    html.add_argument("--corpus", metavar="PATH", help="your own folder or table of articles (default: seeds/)")
    html.add_argument("--out", metavar="DIR", default="_site", help="folder for the site (default: _site)")
    html.add_argument("--only", metavar="NN", nargs="+", default=(), help="only these notebooks, by number")
    html.add_argument("--columns", **COLUMNS)
    html.add_argument("--recursive", action="store_true", help="read sub-folders as well")
    html.add_argument("--excerpts", action="store_true", help="quote single sentences only: for sites you publish")
    html.set_defaults(run=_html)
    check = commands.add_parser("check", help="say what would be loaded from a folder or table, and what not")
    check.add_argument("path", metavar="PATH")
    check.add_argument("--columns", **COLUMNS)
    check.add_argument("--recursive", action="store_true", help="read sub-folders as well")
    check.add_argument("--json", action="store_true", help="for programs")
    check.set_defaults(run=_check)
    accuracy = commands.add_parser("accuracy", help="measure the instruments against people, for docs/accuracy.md")
    accuracy.add_argument("--gold", metavar="DIR", required=True, help="folder with the human-coded data sets")
    accuracy.set_defaults(run=_accuracy)
    bench = commands.add_parser("bench", help="measure speed beside the tools people use, into benchmarks/results/")
    bench.add_argument("--corpus", metavar="PATH", help="articles to measure on (default: the invented ones)")
    bench.add_argument("--articles", metavar="N", type=int, nargs="+", help="sizes of the growing corpora")
    bench.set_defaults(run=_bench)
    handouts = commands.add_parser(
        "handouts", help="notebooks for students and for instructors, as zips, and PDF files"
    )
    handouts.add_argument("--out", metavar="DIR", help="folder for them (default: _build/handouts)")
    handouts.set_defaults(run=_handouts)
    browser = commands.add_parser("browser", help="a folder that runs the notebooks in a browser, without installation")
    browser.add_argument("--out", metavar="DIR", help="folder for it (default: _build/browser)")
    browser.add_argument("--parts", metavar="DIR", help="folder with files that cannot be fetched from here")
    browser.set_defaults(run=_browser)
    score = commands.add_parser("score", help="score a corpus of any size into a folder of Parquet files")
    score.add_argument("path", metavar="CORPUS", help="a Parquet file, a folder of them, or any folder of articles")
    score.add_argument("--out", metavar="DIR", required=True, help="folder for the scores; an unfinished run goes on")
    many = score.add_mutually_exclusive_group()
    many.add_argument("--workers", metavar="N", type=int, help="processes on this machine (default: one for each core)")
    many.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler, such as tcp://host:8786")
    score.add_argument("--codebook", metavar="NAME", default="generic", help="a codebook's name, or a file of your own")
    score.add_argument("--columns", **COLUMNS)
    score.add_argument("--recursive", action="store_true", help="read sub-folders as well")
    score.add_argument("--grammar", action="store_true", help="say who speaks as well; parsing takes long")
    score.set_defaults(run=_score)
    lab = commands.add_parser("lab", help="open JupyterLab on the first notebook; further options are passed on to it")
    lab.set_defaults(run=_lab)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a console that lacks a letter must not stop a command
    chosen, chosen.options = parser.parse_known_args(arguments)
    if chosen.options and chosen.command != "lab":
        parser.error(f"unrecognized arguments: {' '.join(chosen.options)}")
    settings.make_paths_absolute()
    try:
        if chosen.command not in ("check", "score"):
            settings.need_checkout(f"python -m utils {chosen.command}")
        done = chosen.run(chosen)
        sys.stdout.flush()
        return done
    except BrokenPipeError:  # whoever read us, `head` say, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    except Exception as error:
        if (sentence := in_a_sentence(error)) is None:
            raise
        print(sentence, file=sys.stderr)
        return 1


def _html(chosen):
    from utils.publishing.site import make_site

    how = {"columns": _columns(chosen), "recursive": chosen.recursive}
    make_site(chosen.corpus or None, chosen.out, chosen.only, how, chosen.excerpts)
    return 0


def _accuracy(chosen):
    from pathlib import Path

    _benchmark("accuracy.py")(Path(chosen.gold))
    return 0


def _bench(chosen):
    _benchmark("speed.py")(chosen.corpus, *([chosen.articles] if chosen.articles else []))
    return 0


def _benchmark(name):
    """The `main` of a script in benchmarks/, which only a checkout of the whole project has."""
    from importlib import import_module

    script = settings.ROOT / "benchmarks" / name
    sys.path.insert(0, str(script.parent))
    return import_module(script.stem).main


def _score(chosen):
    from utils.framing import load_codebook
    from utils.scale import report, score_corpus

    if chosen.workers is not None and chosen.workers < 1:
        raise CorpusError(f"--workers takes 1 or more; {chosen.workers} was given.")
    how = {"codebook": chosen.codebook, "columns": _columns(chosen), "recursive": chosen.recursive}
    how["grammar"] = chosen.grammar
    try:
        done = score_corpus(chosen.path, chosen.out, chosen.workers, chosen.scheduler, **how)
    except KeyboardInterrupt:
        print("Stopped. What was scored is kept; give the same command again to go on.", file=sys.stderr)
        return 130
    print("\n".join(report(done, chosen.out)))
    if note := load_codebook(chosen.codebook).note:
        print(note)
    return 0


def _handouts(chosen):
    from utils.publishing.handouts import make_handouts

    make_handouts(chosen.out)
    return 0


def _browser(chosen):
    from utils.publishing.browser import make_browser

    make_browser(chosen.out, chosen.parts)
    return 0


def _columns(chosen):
    """`text=Inhalt source=Zeitung` as a dictionary."""
    pairs = [pair.partition("=") for pair in chosen.columns]
    if wrong := [ours for ours, sign, theirs in pairs if not (sign and ours and theirs)]:
        raise CorpusError(f"--columns takes pairs such as text=Inhalt; '{wrong[0]}' is none.")
    return {ours: theirs for ours, _, theirs in pairs}


def _lab(chosen):
    """Become JupyterLab without its news pop-up, which would ask a class for consent before anything else."""
    from pathlib import Path

    page = Path(sys.prefix) / "etc" / "jupyter" / "labconfig" / "page_config.json"
    page.parent.mkdir(parents=True, exist_ok=True)
    known = json.loads(page.read_text(encoding="utf-8")) if page.exists() else {}
    known.setdefault("disabledExtensions", {})["@jupyterlab/apputils-extension:announcements"] = True
    page.write_text(json.dumps(known, indent=1), encoding="utf-8")
    os.environ.update(settings.our_utils_first())
    first = "/lab/tree/notebooks/00_start_here.ipynb"
    places = [f"--ServerApp.root_dir={settings.ROOT}", f"--LabApp.default_url={first}"]
    command = [sys.executable, "-m", "jupyterlab", *places, *chosen.options]
    if sys.platform == "win32":
        return _beside(command)
    sys.stdout.flush()
    os.execv(sys.executable, command)  # the same process from here on, so whoever ends it ends the server


def _beside(command):
    """Run a command to its end where a process cannot become another, and end it when this one is told to end."""
    import signal
    import subprocess
    import time

    with subprocess.Popen(command) as child:
        for number in (signal.SIGTERM, getattr(signal, "SIGBREAK", signal.SIGTERM)):
            signal.signal(number, lambda *_: child.terminate())
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a console reaches the server too, and it asks back
        while child.poll() is None:  # a plain wait on Windows would not let a signal through
            time.sleep(0.2)
    return child.returncode


def _printable(text):
    """A text without what could steer a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "?" for c in text)


def _check(chosen):
    from utils.corpus import by_language, load_corpus, load_report
    from utils.summary import articles_by_year, describe_sources

    try:
        corpus = load_corpus(chosen.path, chosen.recursive, _columns(chosen), duplicates="flag")
    except CorpusError as error:
        if chosen.json:
            print(json.dumps({"articles": 0, "error": str(error)}, ensure_ascii=False))
        raise
    report = load_report(corpus)
    sources = corpus["source"].value_counts().sort_index()
    years = articles_by_year(corpus)
    if chosen.json:
        events = report[report["outcome"] != "loaded"][["item", "outcome", "why"]].to_dict("records")
        languages = corpus["language"].value_counts().sort_index().to_dict()
        summary = {"articles": len(corpus), "sources": sources.to_dict(), "languages": languages}
        summary |= {"years": years.to_dict("index"), "events": events}
        print(json.dumps(summary, ensure_ascii=False, indent=1))
        return 0
    for row in report.itertuples(index=False):
        line = f"{row.outcome:<9} {row.item}" + (f"  {row.why}" if row.why else f"  {row.articles} article(s)")
        print(_printable(line))
    print(f"\n{_printable(years.head(MOST_SOURCES).to_string())}")
    if len(years) > MOST_SOURCES:
        print(f"and {len(years) - MOST_SOURCES:,} sources more")
    print(f"\n{describe_sources(corpus)}: {by_language(corpus)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
