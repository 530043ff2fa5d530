"""The main job, run as a user runs it: offline, on the articles that come with it and on a user's own."""

import hashlib
import json
import os
import platform
import re
from importlib.metadata import version

import pandas as pd
import pytest
from conftest import ROOT, run_utils

from utils.__main__ import main
from utils.corpus import SEEDS
from utils.errors import PublishError
from utils.notebook.output import made_whole
from utils.publishing.site import corpus_path, notebooks

FIGURES = ROOT / "figures"


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_folder_that_is_not_ours_is_refused(tmp_path, capsys):
    (tmp_path / "thesis.docx").write_text("years of work")
    assert main(["html", "--out", str(tmp_path)]) == 1
    assert "Name a new or empty folder" in capsys.readouterr().err
    assert main(["html", "--out", str(tmp_path / "thesis.docx")]) == 1
    assert "is a file" in capsys.readouterr().err
    assert (tmp_path / "thesis.docx").read_text() == "years of work"


def test_bad_usage_has_status_two_and_a_bad_corpus_one(tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["make-coffee"])
    assert stopped.value.code == 2
    assert main(["html", "--corpus", str(tmp_path / "gone"), "--out", str(tmp_path / "site")]) == 1
    assert main(["html", "--only", "77", "--out", str(tmp_path / "site")]) == 1
    assert "There is no notebook 77" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()
    assert [path.name[:2] for path in notebooks(["04", "01"])] == ["01", "04"]


def test_the_corpus_of_a_site_may_be_named_as_in_a_notebook(monkeypatch):
    assert corpus_path(None) == corpus_path("seeds") == SEEDS
    assert corpus_path("practice") == SEEDS / "practice"
    monkeypatch.setenv("CORPUS", "practice")
    assert corpus_path(None) == SEEDS / "practice"


def test_check_reports_as_text_and_json(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("Text.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("", encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 0
    assert "skipped   b.txt  is empty" in capsys.readouterr().out
    assert main(["check", str(tmp_path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["articles"] == 1
    assert {"item": "b.txt", "outcome": "skipped", "why": "is empty"} in found["events"]
    (tmp_path / "a.txt").unlink()
    assert main(["check", str(tmp_path), "--json"]) == 1
    assert "No article could be loaded" in json.loads(capsys.readouterr().out)["error"]


def test_columns_are_named_on_the_command_line(tmp_path, capsys):
    (tmp_path / "t.csv").write_text("Inhalt,Blatt\nEin Text.,Tagblatt\n", encoding="utf-8")
    assert main(["check", str(tmp_path / "t.csv"), "--columns", "text=Inhalt", "source=Blatt"]) == 0
    assert "Tagblatt        1    1" in capsys.readouterr().out
    assert main(["check", str(tmp_path / "t.csv"), "--columns", "Inhalt"]) == 1
    assert "--columns takes pairs such as text=Inhalt; 'Inhalt' is none." in capsys.readouterr().err


def test_the_manifest_names_every_figure_and_its_bytes():
    manifest = json.loads((FIGURES / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["figures"]) >= 11
    for entry in manifest["figures"]:
        assert len(entry["alt"].split()) >= 5
        for kind, digest in entry["sha256"].items():
            path = FIGURES / f"{entry['figure']}.{kind}"
            assert hashlib.sha256(path.read_bytes()).hexdigest() == digest, path.name
    gallery = (FIGURES / "README.md").read_text(encoding="utf-8")
    assert all(f"({entry['figure']}.svg)" in gallery for entry in manifest["figures"])


@pytest.mark.slow
def test_figures_of_the_seeds_are_the_committed_ones(seed_site):
    """Plotted data everywhere; bytes of the pictures under the pinned versions on Linux."""
    made, committed = tree(seed_site / "figures"), tree(FIGURES)
    made = {name: content for name, content in made.items() if not name.endswith(".html")}  # pages of the data
    made = {name: content for name, content in made.items() if "_to_hand_in." not in name}  # made of the figures
    assert made.keys() == committed.keys()
    manifest = json.loads((FIGURES / "manifest.json").read_text(encoding="utf-8"))
    pinned = all(
        version(name) == number for name, number in manifest["figures"][0]["versions"].items() if name != "numpy"
    )
    same_bytes = pinned and platform.system() == "Linux"
    for name in made:
        if name.endswith(".csv") or same_bytes:
            assert made[name] == committed[name], name


@pytest.mark.slow
def test_a_second_build_elsewhere_gives_the_same_site(seed_site, tmp_path):
    out = tmp_path / "again"
    result = run_utils("html", "--corpus", "seeds", "--out", out, TZ="Asia/Shanghai", LC_ALL="C", PYTHONHASHSEED="7")
    assert result.returncode == 0, result.stderr
    ours, theirs = tree(seed_site), tree(out)
    assert ours.keys() == theirs.keys()
    for name in (name for name in ours if ours[name] != theirs[name]):
        assert (out / name).read_text(encoding="utf-8").split() == (seed_site / name).read_text(
            encoding="utf-8"
        ).split()
        raise AssertionError(f"{name} differs in white space")


@pytest.mark.slow
def test_a_users_folder_with_an_empty_and_a_windows_file(tmp_path):
    folder = tmp_path / "my articles ä"
    folder.mkdir()
    (folder / "one.txt").write_text(
        "The mayor opened a bridge.\n\n“It is a great day,” she said. Critics attacked the cost."
    )
    (folder / "two.txt").write_bytes(
        "“No,” said the council’s speaker. It was a bad plan, and it failed.".encode("cp1252")
    )
    (folder / "three.txt").write_text("")
    (folder / "four.txt").write_text(
        '<script>alert("x")</script> {include} /etc/passwd\n\n```{raw} html\n<b>bold</b>\n``` It cost $5.'
    )
    before = tree(FIGURES)
    out = tmp_path / "site"
    result = run_utils("html", "--corpus", folder, "--out", out)
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stderr == ""
    assert "3 articles from 1 sources; 1 files or rows skipped" in result.stdout
    assert len(re.findall(r"^  \d+/\d+  \d\d_\w+ +\d+\.\d s$", result.stdout, re.MULTILINE)) == len(notebooks())
    assert tree(FIGURES) == before
    pages = "".join(path.read_text(encoding="utf-8") for path in out.rglob("*.html"))
    assert "root:" not in pages
    assert '<script>alert("x")' not in pages
    assert "<b>bold</b>" not in pages
    assert "is not UTF-8; read as Windows text" in pages
    assert str(tmp_path) not in pages
    assert "(invented)" not in pages  # the practice corpus stays out of a user's own site
    again = run_utils("html", "--corpus", folder, "--out", out, "--only", "00")  # a marked folder is replaced
    assert again.returncode == 0, again.stderr
    assert sorted(path.name for path in (out / "notebooks").glob("*.html")) == ["00_start_here.html"]


@pytest.mark.slow
@pytest.mark.parametrize("articles", ["one", "two sources of eleven"])
def test_any_number_of_articles(tmp_path, articles):
    rows = [("A short note.", "", "", "")]
    if articles != "one":
        rows = [(f"The council met. A great success for {i} people.", "Daily", f"Meeting {i}", i) for i in range(11)]
        rows += [
            (f"“A terrible war of words,” they said. It failed {i} times.", "Weekly", f"Row {i}", i) for i in range(11)
        ]
    table = tmp_path / "articles.csv"
    pd.DataFrame(rows, columns=["text", "source", "title", "event"]).to_csv(table, index=False)
    result = run_utils("html", "--corpus", table, "--out", tmp_path / "site")
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stderr == ""
    report = (tmp_path / "site" / "notebooks" / "09_write_the_report.html").read_text(encoding="utf-8")
    assert ("is more than chance explains" in report) == (articles != "one")


GERMAN = "Der Rat der Stadt trat am Montag zusammen und beschloss nach langer Aussprache, die Brücke zu schließen. " * 3
STORY = (
    "The council of the city met on Monday to talk about the bridge {i}. “It is a great success,” said the mayor. "
    "Critics attacked the cost, and the opposition called it a disaster for the people who pay. "
    "Nobody in the hall could say when the repairs of the old pillars would begin, or what they would cost."
)


@pytest.mark.slow
def test_many_sources_other_languages_hostile_titles_and_few_quotations(tmp_path):
    rows = [(STORY.format(i=i), f"Paper {i % 12:02d}", f"50% of $_{{$ x {i}", f"e{i // 4}") for i in range(24)]
    rows += [(GERMAN, "Blatt", "<script>alert(1)</script>", "e0"), (STORY.format(i=0), None, "A copy", "e0")]
    table = tmp_path / "articles.csv"
    pd.DataFrame(rows, columns=["Inhalt", "source", "title", "event"]).to_csv(table, index=False)
    out = tmp_path / "site"
    result = run_utils("html", "--corpus", table, "--out", out, "--columns", "text=Inhalt", "--excerpts")
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stderr == ""
    pages = {path.stem: path.read_text(encoding="utf-8") for path in out.rglob("*.html")}
    tone = pages["04_measure_tone"]
    assert "Left out because not in English: 1 of 26 articles (German 1)." in tone
    assert "Compared are the 10 sources with the most articles, of 14." in tone
    assert "on the same event" in tone
    assert "are copies of each other" in pages["01_read_the_corpus"]
    everything = "".join(
        path.read_text(encoding="utf-8", errors="replace") for path in out.rglob("*.*") if path.is_file()
    )
    assert "<script>alert(1)" not in everything
    flat = " ".join(re.sub(r"<[^>]+>", " ", everything).split())
    assert STORY.format(i=0)[:250] not in flat  # no two sentences in a row


@pytest.mark.slow
def test_a_corpus_without_english_gets_the_notebooks_that_count_words(tmp_path):
    (tmp_path / "a.txt").write_text(GERMAN, encoding="utf-8")
    result = run_utils("html", "--corpus", tmp_path / "a.txt", "--out", tmp_path / "site")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "None of the articles is in English (German 1)." in result.stdout
    assert "Left out: notebooks 04, 05, 06, 07, 08, 09 and 10." in result.stdout
    assert (tmp_path / "site" / "notebooks" / "03_compare_sources.html").exists()


@pytest.mark.slow
def test_a_notebook_that_fails_leaves_the_old_site_and_says_where(tmp_path, monkeypatch):
    from utils.publishing import site as publish

    broken = tmp_path / "notebooks"
    broken.mkdir()
    path = broken / "00_start_here.ipynb"
    content = json.loads((ROOT / "notebooks" / path.name).read_text(encoding="utf-8"))
    code = next(cell for cell in content["cells"] if cell["cell_type"] == "code")
    code["source"] = ["1 / 0"]
    path.write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setattr(publish, "notebooks", lambda only: [path])
    out = tmp_path / "site"
    with made_whole(out, "html") as made:
        (made / "index.html").write_text("old")
    with pytest.raises(PublishError, match=r"Notebook 00_start_here\.ipynb stopped at a cell:(.|\n)*ZeroDivisionError"):
        publish.make_site(ROOT / "seeds", out)
    assert (out / "index.html").read_text() == "old"
    assert os.listdir(tmp_path) == ["notebooks", "site"] or set(os.listdir(tmp_path)) == {
        "notebooks",
        "site",
        "figures",
    }
