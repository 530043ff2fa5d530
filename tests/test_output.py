"""A folder that a command makes never costs anybody a file, and a run that is killed leaves the old or the new one."""

import os
import re
import subprocess
import sys
import tempfile

import pytest

from utils.errors import PublishError, SaveError, advice, reason
from utils.notebook import output
from utils.notebook.output import MARKER, foreign_files, locked, made_whole


def make(out, text="new", command="html", **options):
    with made_whole(out, command, **options) as made:
        (made / "pages").mkdir()
        (made / "pages" / "index.html").write_text(text)
        (made.parent / "scratch").write_text("thrown away")


def page(out):
    return (out / "pages" / "index.html").read_text()


def test_a_folder_is_made_and_made_again_and_nothing_is_left_beside_it(tmp_path):
    out = tmp_path / "deep" / "site"
    for text in ("old", "new"):
        make(out, text)
        assert page(out) == text
        assert foreign_files(out) == []
        assert os.listdir(out.parent) == ["site"]
    (tmp_path / "empty").mkdir()
    make(tmp_path / "empty")
    (tmp_path / "link").symlink_to(out)
    make(tmp_path / "link", "through a link")
    assert page(out) == "through a link"


def test_files_that_are_not_ours_are_named_and_kept(tmp_path):
    out = tmp_path / "site"
    make(out, "old")
    for name in ("notes.md", "articles/a.txt", "articles/b.txt", "pages/mine.html"):
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text("years of work")
    with pytest.raises(PublishError, match=r"\('articles/a\.txt', 'articles/b\.txt', 'notes\.md' and 1 more\)"):
        make(out)
    assert (out / "articles" / "a.txt").exists()
    assert page(out) == "old"
    foreign = tmp_path / "thesis"
    foreign.mkdir()
    (foreign / "thesis.docx").touch()
    with pytest.raises(PublishError, match="holds files that were not made by this command"):
        make(foreign)
    with pytest.raises(PublishError, match="is a file; name a folder"):
        make(foreign / "thesis.docx")


def test_each_command_replaces_only_what_it_made_itself(tmp_path):
    make(tmp_path / "out", command="handouts")
    with pytest.raises(PublishError, match=r"was made by `python -m utils handouts`"):
        make(tmp_path / "out", command="html")
    (tmp_path / "out" / MARKER).write_text("Made by `python -m utils html`; may be replaced by it.\n")
    with pytest.raises(PublishError, match="an earlier version, which kept no list"):
        make(tmp_path / "out")


def test_articles_and_output_never_lie_in_each_other(tmp_path):
    articles = tmp_path / "site" / "articles"
    articles.mkdir(parents=True)
    with pytest.raises(PublishError, match="which would be replaced"):
        make(tmp_path / "site", reads=articles)
    with pytest.raises(PublishError, match="would be read as one of them"):
        make(articles / "out", reads=articles)
    with pytest.raises(PublishError, match="which would be replaced"):
        make(articles, reads=articles)
    make(tmp_path / "other", reads=articles)


def test_a_folder_kept_with_the_project_is_known_by_its_names(tmp_path):
    figures, own = tmp_path / "figures", re.compile(r"\d\d_\w+\.svg")
    figures.mkdir()
    (figures / "00_old.svg").touch()
    with made_whole(figures, "html", own=own) as made:
        (made / "01_new.svg").touch()
    assert os.listdir(figures) == ["01_new.svg"]
    (figures / "my notes.txt").touch()
    with pytest.raises(PublishError, match="my notes"), made_whole(figures, "html", own=own):
        pass


def test_a_run_that_fails_leaves_the_old_one(tmp_path):
    make(tmp_path / "site", "old")
    with pytest.raises(FileNotFoundError), made_whole(tmp_path / "site", "html") as made:
        (made / "no such folder" / "half").touch()
    assert page(tmp_path / "site") == "old"
    assert os.listdir(tmp_path) == ["site"]


KILLED = """
import os, sys
from pathlib import Path
from utils.notebook import output
calls = 0
def dying(call):
    def step(*args, **kwargs):
        global calls
        calls += 1
        if calls == int(sys.argv[2]):
            os._exit(9)
        return call(*args, **kwargs)
    return step
for name in ("replace", "mkdir", "unlink"):
    setattr(os, name, dying(getattr(os, name)))
output.shutil.rmtree = dying(output.shutil.rmtree)
with output.made_whole(Path(sys.argv[1]), "html") as made:
    (made / "pages").mkdir()
    (made / "pages" / "index.html").write_text("new")
print("done")
"""


def test_a_kill_at_any_step_leaves_the_old_or_the_new_one_and_the_next_run_tidies_up(tmp_path):
    steps = 0
    while True:
        steps += 1
        out = tmp_path / f"{steps}" / "site"
        make(out, "old")
        run = [sys.executable, "-c", KILLED, str(out), str(steps)]
        result = subprocess.run(run, capture_output=True, text=True, check=False)
        with made_whole(out, "html") as made:  # whatever stood aside is back before anything new is made
            assert page(out) in ("old", "new")
            (made / "pages").mkdir()
            (made / "pages" / "index.html").write_text("last")
        assert page(out) == "last"
        assert os.listdir(out.parent) == ["site"]
        if "done" in result.stdout:
            break
    assert steps >= 8


def test_the_second_of_two_runs_says_who_is_at_work_and_stops(tmp_path):
    out = tmp_path / "site"
    with made_whole(out, "html") as made:
        code = "from utils.notebook.output import made_whole\nwith made_whole(__import__('sys').argv[1], 'html'): pass"
        other = subprocess.run([sys.executable, "-c", code, str(out)], capture_output=True, text=True, check=False)
        who = rf"\(process {os.getpid()}, since \d\d:\d\d\)"
        assert re.search(rf"Another run is writing into '.*site' {who}", other.stderr)
        assert made.exists()
    (tmp_path / ".site-lock").write_text("process 1, since 00:00")  # left by a process that was killed
    make(out)
    assert os.listdir(tmp_path) == ["site"]


def test_a_lock_given_up_while_somebody_waits_for_it_is_taken_anew(tmp_path, monkeypatch):
    lock, tries = output._lock, []

    def given_up_meanwhile(file):
        lock(file)
        tries.append(file)
        if len(tries) == 1:
            (tmp_path / "lock").unlink()

    monkeypatch.setattr(output, "_lock", given_up_meanwhile)
    with locked(tmp_path / "lock", tmp_path):
        assert len(tries) == 2
        assert (tmp_path / "lock").exists()


def test_advice_fits_the_cause(tmp_path):
    import errno
    import shutil

    full = OSError(errno.ENOSPC, "No space left on device")
    assert advice(full).startswith("Make room on that disk")
    copies = shutil.Error([("a", "b", "[Errno 28] No space left on device: 'b'")])
    assert reason(copies) == "no space left on device"
    assert advice(copies).startswith("Make room on that disk")
    for error in (full, copies):
        said = r"site' cannot be written: no space left on device\. Make room on that disk"
        with pytest.raises(SaveError, match=said), made_whole(tmp_path / "site", "html"):
            raise error
    assert "a folder of your own" in advice(PermissionError(errno.EACCES, "Permission denied"))
    (tmp_path / "file").touch()
    with pytest.raises(SaveError, match=r"cannot be written: (not a directory|file exists)"):
        make(tmp_path / "file" / "site")


def test_without_room_for_temporary_files_nothing_is_begun(tmp_path, monkeypatch):
    def no_folder():
        raise FileNotFoundError("No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr(tempfile, "gettempdir", no_folder)
    with pytest.raises(PublishError, match=r"no temporary file can be written\. Make room .* TMPDIR"):
        make(tmp_path / "site")
    assert os.listdir(tmp_path) == []
