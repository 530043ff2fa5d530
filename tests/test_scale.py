"""Scores in pieces: the numbers of the notebooks, bad articles and files, and what a run refuses."""

import os
import shutil
import subprocess

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT
from scored_runs import command, contents, parts

from utils import grammar, load_corpus, scale
from utils.__main__ import main
from utils.errors import CorpusError
from utils.framing import load_codebook, profile
from utils.keywords import frequencies
from utils.loading.readers.bounds import MOST_ARTICLE
from utils.scaling import score_tables
from utils.scaling.invented import draw_articles
from utils.sentiment import score_sentences
from utils.voices import quote_table

GERMAN = (
    "Der Rat der Stadt trat am Montag zusammen und beschloss nach langer Aussprache, die Brücke bis zum Ende des "
    "Jahres zu schließen, weil das Geld für die nötigen Arbeiten fehlt. "
)
CODEBOOK = load_codebook("generic")


def test_the_scores_are_those_of_the_notebooks(articles, tmp_path):
    done = scale.score_corpus(articles, tmp_path / "out", workers=1)
    assert (done["articles"], len(done["skipped"])) == (60, 0)
    table = pd.read_parquet(tmp_path / "out")
    assert list(table.columns) == [
        *("doc_id", "source", "date", "words", "sentences", "textblob_polarity", "textblob_subjectivity"),
        *("vader_compound", "tone", "coverage", *CODEBOOK.labels()),
    ]
    corpus = load_corpus(articles)
    assert table["doc_id"].tolist() == corpus["doc_id"].tolist()
    scored = score_sentences(corpus).groupby("doc_id", sort=False).mean(numeric_only=True)
    for column in ("textblob_polarity", "textblob_subjectivity", "vader_compound", "tone", "coverage"):
        assert table[column].tolist() == pytest.approx(scored[column].tolist(), abs=1e-12), column
    shares = profile(corpus, CODEBOOK).query("frame == 'conflict'").set_index("group")["share"]
    assert table.groupby("source")["conflict"].mean().to_dict() == pytest.approx(shares.to_dict())
    counts = pd.read_parquet(tmp_path / "out" / "_counts.parquet").groupby("term")["count"].sum()
    assert counts.to_dict() == frequencies(corpus).set_index("term")["count"].to_dict()


def test_a_folder_of_files_scores_like_the_table_of_its_articles(tmp_path):
    scale.score_corpus(ROOT / "seeds", tmp_path / "folder", workers=1)
    load_corpus().drop(columns=["path", "sha256"]).to_parquet(tmp_path / "seeds.parquet", index=False)
    scale.score_corpus(tmp_path / "seeds.parquet", tmp_path / "table", workers=1)
    one, two = pd.read_parquet(tmp_path / "folder"), pd.read_parquet(tmp_path / "table")
    pd.testing.assert_frame_equal(one, two)
    assert one["tone"].notna().all()


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_outlets_are_named_like_in_the_notebooks(articles, tmp_path, kind):
    folder = tmp_path / "articles"
    folder.mkdir()
    table = load_corpus(articles).head(6)[["doc_id", "text"]].assign(source=["a", "b", "c"] * 2)
    if kind == "parquet":
        table.to_parquet(folder / "articles.parquet", index=False)
    else:
        table.to_csv(folder / "articles.csv", index=False)
    (folder / "outlets.csv").write_text("spelling,outlet\na,b\nb,The Lantern\n")
    scale.score_corpus(folder, tmp_path / "out", workers=1)
    expected = ["b", "The Lantern", "c"] * 2
    assert load_corpus(folder)["source"].tolist() == expected
    assert pd.read_parquet(tmp_path / "out")["source"].tolist() == expected
    (folder / "outlets.csv").write_text("spelling,outlet\na,d\n")
    with pytest.raises(CorpusError, match="outlets changed since"):
        scale.score_corpus(folder, tmp_path / "out", workers=1)


def test_a_finished_run_does_nothing_again(articles, tmp_path, monkeypatch):
    scale.score_corpus(articles, tmp_path / "out", workers=1)
    monkeypatch.setattr(scale, "score_piece", lambda *_: pytest.fail("computed twice"))
    done = scale.score_corpus(articles, tmp_path / "out", workers=1)
    assert (done["articles"], done["pieces"], done["before"]) == (60, 6, 6)
    assert "60 articles scored in 0 s (6 of 6 pieces were there already)" in next(scale.report(done, "out"))


def test_a_saved_table_is_found_or_said_to_be_none(tmp_path, monkeypatch):
    monkeypatch.delenv("SCORES", raising=False)
    assert score_tables.saved_scores() is None
    scale.score_corpus(ROOT / "seeds", tmp_path / "out", workers=1)
    monkeypatch.setenv("SCORES", str(tmp_path / "out"))
    assert len(score_tables.saved_scores()) == 2
    monkeypatch.setenv("SCORES", str(tmp_path))
    with pytest.raises(CorpusError, match="holds no scores"):
        score_tables.saved_scores()


def test_paths_in_the_environment_are_those_of_the_folder_the_command_was_given_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCORES", "scores")
    monkeypatch.setenv("CORPUS", "articles.parquet")
    assert main(["check", "nothing here"]) == 1
    assert os.environ["SCORES"] == str(tmp_path / "scores")
    assert os.environ["CORPUS"] == str(tmp_path / "articles.parquet")


def test_months_have_means_and_from_ten_articles_an_interval():
    dates = [pd.Timestamp(2025, 1, day) for day in range(1, 11)] + [pd.NaT]
    scores = pd.DataFrame({"source": "A", "date": dates, "tone": [0.0, 1.0] * 5 + [0.5]})
    january, undated = score_tables.by_month(scores, "tone").to_dict("records")
    assert (january["month"], january["mean"], january["articles"]) == ("2025-01", 0.5, 10)
    assert january["high"] - january["mean"] == pytest.approx(2.2622 * 0.52705 / 10**0.5, abs=1e-4)  # t, 9 degrees
    assert undated["month"] == "undated"
    assert pd.isna(undated["low"])


def test_the_change_planted_in_a_drawn_corpus_is_found():
    drawn = draw_articles(load_corpus("practice"), n=240)
    scores = score_tables.score_articles(drawn.assign(language="en"), CODEBOOK)
    scores["turned"] = scores["date"].dt.month >= 7
    shares = scores.groupby(["source", "turned"])["conflict"].mean().unstack()
    assert shares[True].iloc[0] > shares[False].iloc[0] + 0.1
    assert (shares[True] - shares[False]).iloc[1:].abs().max() < 0.06


def test_a_piece_is_computed_once_however_often_a_run_is_stopped(articles, undisturbed, tmp_path, monkeypatch):
    done, real = [], scale.score_piece

    def failing(piece, *task):
        if len(done) in (2, 4) and (not done or done[-1] != -1):
            done.append(-1)
            raise KeyboardInterrupt
        done.append(piece["number"])
        return real(piece, *task)

    monkeypatch.setattr(scale, "score_piece", failing)
    for _ in range(3):
        try:
            scale.score_corpus(articles, tmp_path / "out", workers=1)
        except KeyboardInterrupt:
            continue
    assert sorted(number for number in done if number >= 0) == [0, 1, 2, 3, 4, 5]
    assert contents(tmp_path / "out") == undisturbed


def test_another_corpus_or_codebook_is_refused(articles, tmp_path):
    out = tmp_path / "out"
    scale.score_corpus(articles, out, workers=1)
    before = contents(out)
    with pytest.raises(CorpusError, match="scores of another run: codebook"):
        scale.score_corpus(articles, out, workers=1, codebook="policy")
    shutil.copy(articles, tmp_path / "b.parquet")
    with pytest.raises(CorpusError, match="scores of another run: corpus"):
        scale.score_corpus(tmp_path / "b.parquet", out, workers=1)
    assert contents(out) == before


def test_a_strangers_folder_is_not_touched(articles, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"thesis\.txt"):
        scale.score_corpus(articles, tmp_path, workers=1)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(CorpusError, match="no file or folder"):
        scale.score_corpus(tmp_path / "nowhere", tmp_path / "new", workers=1)


def test_bad_articles_are_skipped_with_the_reason_and_stop_nothing(tmp_path, monkeypatch):
    good = "The talks failed. Both sides were angry."
    texts = [
        good,
        "",
        None,
        "…",
        "x" * (MOST_ARTICLE + 1),
        good + " POISON",
        GERMAN,
    ]
    pd.DataFrame({"id": list("abcdefg"), "text": texts}).to_parquet(tmp_path / "a.parquet")
    real = score_tables.score_texts

    def poisoned(some):
        if any("POISON" in text for text in some):
            raise RuntimeError("it is bad")
        return real(some)

    monkeypatch.setattr(score_tables, "score_texts", poisoned)
    done = scale.score_corpus(tmp_path / "a.parquet", tmp_path / "out", workers=1)
    table = pd.read_parquet(tmp_path / "out").set_index("doc_id")
    assert (done["articles"], len(done["skipped"]), list(table.index)) == (2, 5, ["a", "g"])
    assert table.loc["a", "tone"] < 0
    assert table.loc["g", ["tone", "conflict"]].isna().all()
    assert table.loc["g", "words"] == 30
    why = pd.read_csv(tmp_path / "out" / "_skipped.csv")["why"].tolist()
    assert sum("cannot be scored (RuntimeError: it is bad)" in one for one in why) == 1
    assert sum("is empty" in one for one in why) == 2


def test_what_was_skipped_is_safe_in_a_spreadsheet_and_reads_back_the_same(tmp_path):
    long = "word " * (MOST_ARTICLE // 5 + 1)
    folder = tmp_path / "articles"
    folder.mkdir()
    pd.DataFrame({"text": ["They clashed over prices.", long]}).to_csv(folder / "=cmd()\r.csv", index=False)
    for _ in range(2):  # the second time it is read from the file
        done = scale.score_corpus(folder, tmp_path / "out", workers=1)
        assert done["skipped"]["item"].tolist() == ["=cmd()\r.csv, row 3"]
    assert "\n\"'=cmd()" in (tmp_path / "out" / "_skipped.csv").read_text(encoding="utf-8")


def test_a_broken_row_group_is_reported_and_the_rest_is_scored(articles, undisturbed, tmp_path):
    broken = tmp_path / "broken.parquet"
    content = bytearray(articles.read_bytes())
    column = pq.read_metadata(articles).row_group(2).column(2)
    assert column.path_in_schema == "text"
    start_of_text = column.dictionary_page_offset or column.data_page_offset
    content[start_of_text : start_of_text + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    broken.write_bytes(content)
    done = scale.score_corpus(broken, tmp_path / "out", workers=1)
    assert (done["articles"], len(done["skipped"])) == (50, 1)
    assert "broken.parquet, 10 rows from 21" in (tmp_path / "out" / "_skipped.csv").read_text(encoding="utf-8")
    whole = {name: data for name, data in undisturbed.items() if name.startswith("part-") and "2" not in name}
    assert {name: data for name, data in contents(tmp_path / "out").items() if name in whole} == whole
    (tmp_path / "no.parquet").write_bytes(b"hello")
    with pytest.raises(CorpusError, match="not a Parquet file that can be read"):
        scale.score_corpus(tmp_path / "no.parquet", tmp_path / "other", workers=1)


def test_counts_add_up_in_any_order():
    tables = [pd.DataFrame([(s, t, 1, 1)], columns=score_tables.COUNTS) for s in "BA" for t in ("war", "peace")] * 3
    forward, backward = score_tables.merge_counts(tables), score_tables.merge_counts(tables[::-1])
    pd.testing.assert_frame_equal(forward, backward)
    assert forward.values.tolist() == [[s, t, 3, 3] for s in "AB" for t in ("peace", "war")]


def test_empty_tables_have_the_same_columns(articles, undisturbed, tmp_path):
    texts = pd.DataFrame({"id": ["a"], "text": [""]})
    texts.to_parquet(tmp_path / "none.parquet")
    done = scale.score_corpus(tmp_path / "none.parquet", tmp_path / "out", workers=1)
    assert (done["articles"], len(done["skipped"])) == (0, 1)
    assert pq.read_schema(tmp_path / "out" / "part-00000.parquet").names[:3] == ["doc_id", "source", "date"]
    assert isinstance(pq.read_table(tmp_path / "out" / "part-00000.parquet"), pa.Table)


def odd(tmp_path, **columns):
    pd.DataFrame({"text": ["The talks failed.", "A good day."], **columns}).to_parquet(tmp_path / "odd.parquet")
    return tmp_path / "odd.parquet"


def test_old_and_unreadable_dates_stop_nothing_and_are_noted(tmp_path):
    path = odd(tmp_path, date=["1500-01-01", "not a date"])
    done = scale.score_corpus(path, tmp_path / "out", workers=1)
    dates = pd.read_parquet(tmp_path / "out")["date"]
    assert str(dates[0])[:10] == "1500-01-01"
    assert pd.isna(dates[1])
    assert any("1 date could not be read" in why for why in done["noted"]["why"])
    assert any("could not be read" in line for line in scale.report(done, "out"))


def test_a_file_without_texts_is_refused_before_anything_is_written(tmp_path):
    for name, table, message in (
        ("none", {"leib": ["a"]}, "has no text column: found 'leib'"),
        ("numbers", {"text": [1, 2]}, "holds no text but int64"),
        ("empty", {"text": pd.Series([], dtype=str)}, "has no rows"),
    ):
        pd.DataFrame(table).to_parquet(tmp_path / f"{name}.parquet")
        with pytest.raises(CorpusError, match=message):
            scale.score_corpus(tmp_path / f"{name}.parquet", tmp_path / f"out-{name}", workers=1)
        assert not (tmp_path / f"out-{name}" / "_manifest.json").exists()
    scale.score_corpus(tmp_path / "none.parquet", tmp_path / "out-none", workers=1, columns={"text": "leib"})


def test_trouble_that_may_pass_leaves_the_piece_undone(tmp_path, monkeypatch):
    path, real = odd(tmp_path), scale._articles
    for trouble in (OSError(5, "Input/output error"), pa.ArrowMemoryError("malloc failed")):
        monkeypatch.setattr(scale, "_articles", lambda *_, trouble=trouble: (_ for _ in ()).throw(trouble))
        with pytest.raises(type(trouble)):
            scale.score_corpus(path, tmp_path / "out", workers=1)
        assert parts(tmp_path / "out") == []
    monkeypatch.setattr(scale, "_articles", real)
    assert scale.score_corpus(path, tmp_path / "out", workers=1)["articles"] == 2


def test_sub_folders_are_read_if_asked_and_repeated_ids_are_said(tmp_path):
    for place in ("corpus/one.parquet", "corpus/deeper/two.parquet"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        pd.DataFrame({"id": ["a", "b"], "text": ["Good.", "Bad."]}).to_parquet(tmp_path / place)
    done = scale.score_corpus(tmp_path / "corpus", tmp_path / "out", workers=1, recursive=True)
    assert (done["articles"], done["repeated"]) == (4, 2)
    with pytest.raises(CorpusError, match="lies in the corpus"):
        scale.score_corpus(tmp_path / "corpus", tmp_path / "corpus" / "out", workers=1, recursive=True)


@pytest.mark.parametrize("recursive", [False, True])
def test_folders_of_a_dataset_name_the_sources(tmp_path, monkeypatch, recursive):
    table = pd.DataFrame({"text": ["Good news today.", "Bad news today."], "outlet": ["The Guardian", "A"]})
    table.to_parquet(tmp_path / "set", partition_cols=["outlet"])
    done = scale.score_corpus(tmp_path / "set", tmp_path / "out", workers=1, recursive=recursive)
    assert done["articles"] == 2
    assert sorted(pd.read_parquet(tmp_path / "out")["source"]) == ["A", "The Guardian"]
    monkeypatch.setenv("SCORES", str(tmp_path / "out"))
    assert sorted(load_corpus(tmp_path / "set")["source"]) == ["A", "The Guardian"]
    file = next((tmp_path / "set").glob("outlet=A/*.parquet"))
    pd.DataFrame({"text": ["Worse news today."]}).to_parquet(file)
    with pytest.raises(CorpusError, match="corpus changed since"):
        scale.score_corpus(tmp_path / "set", tmp_path / "out", workers=1, recursive=recursive)


def test_an_id_that_comes_twice_in_a_file_costs_no_article(tmp_path):
    pd.DataFrame({"id": ["a", "a", "b"], "text": ["Good.", "Bad.", "Fine."]}).to_parquet(tmp_path / "a.parquet")
    done = scale.score_corpus(tmp_path / "a.parquet", tmp_path / "out", workers=1)
    assert (done["articles"], done["repeated"], len(done["skipped"])) == (3, 1, 0)


def test_what_is_doubtful_in_files_of_their_own_is_told(tmp_path):
    (tmp_path / "a.csv").write_text("text,source,date\nGood news.,A,03/09/2025\n", encoding="utf-8")
    done = scale.score_corpus(tmp_path / "a.csv", tmp_path / "out", workers=1)
    assert "1 date may be day or month first" in done["noted"]["why"].item()


def test_an_unfinished_table_is_not_read_as_if_it_were_whole(articles, tmp_path, monkeypatch):
    scale.score_corpus(articles, tmp_path / "out", workers=1)
    monkeypatch.setenv("SCORES", str(tmp_path / "out"))
    (tmp_path / "out" / "_counts.parquet").unlink()
    with pytest.raises(CorpusError, match="are not finished; give the same command again"):
        score_tables.saved_scores()


@pytest.mark.parametrize("content", ["", "{}", "[]"])
def test_a_manifest_that_is_none_is_named(articles, tmp_path, content):
    (tmp_path / "_manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match="no manifest of ours"):
        scale.score_corpus(articles, tmp_path, workers=1)


# ---- who speaks ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def spoken(tmp_path_factory):
    """A folder of the practice articles, and what an undisturbed run with grammar leaves: (path, {file: bytes})."""
    place = tmp_path_factory.mktemp("spoken")
    load_corpus("practice").drop(columns=["path", "sha256"]).to_parquet(
        place / "articles.parquet", row_group_size=12, index=False
    )
    scale.score_corpus(place / "articles.parquet", place / "out", workers=1, grammar=True)
    return place / "articles.parquet", contents(place / "out")


def test_speakers_stand_beside_the_scores_which_stay_one_row_an_article(spoken, tmp_path):
    path, _ = spoken
    scale.score_corpus(path, tmp_path / "out", workers=1, grammar=True)
    scale.score_corpus(path, tmp_path / "plain", workers=1)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "out"), pd.read_parquet(tmp_path / "plain"))
    table = pd.read_parquet(tmp_path / "out" / "_speakers.parquet")
    assert list(table) == score_tables.SPEAKERS_SCHEMA.names
    corpus = load_corpus(path)
    meant = pd.concat([quote_table(corpus.iloc[i : i + 12]) for i in (0, 12, 24)], ignore_index=True)
    for column in ("doc_id", "source", "start", "end", "kind", "speaker", "speaker_name", "standing", "act", "words"):
        assert table[column].fillna("").tolist() == meant[column].fillna("").tolist(), column
    assert [*map(list, table["speaker_names"])] == [*map(list, meant["speaker_names"])]
    assert [file.name for file in (tmp_path / "out").glob("_speakers*")] == ["_speakers.parquet"]
    assert not list((tmp_path / "plain").glob("_speakers*"))


def test_a_run_with_grammar_that_ended_early_goes_on_and_is_no_other_run(spoken, tmp_path, monkeypatch):
    path, whole = spoken
    real = scale.score_piece

    def stopped(piece, *task):
        if piece["number"] == 2:
            raise KeyboardInterrupt
        return real(piece, *task)

    monkeypatch.setattr(scale, "score_piece", stopped)
    with pytest.raises(KeyboardInterrupt):
        scale.score_corpus(path, tmp_path / "out", workers=1, grammar=True)
    monkeypatch.undo()
    with pytest.raises(CorpusError, match="scores of another run: grammar changed since"):
        scale.score_corpus(path, tmp_path / "out", workers=1)
    assert scale.score_corpus(path, tmp_path / "out", workers=1, grammar=True)["before"] == 2
    assert contents(tmp_path / "out") == whole


@pytest.mark.slow
def test_two_workers_find_the_speakers_that_one_finds(spoken, tmp_path):
    path, whole = spoken
    done = subprocess.run(
        command(path, tmp_path / "out", "--grammar", "--workers", "2"), cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert contents(tmp_path / "out") == whole


def test_without_the_parser_a_run_with_grammar_is_refused_at_once(articles, tmp_path, monkeypatch):
    monkeypatch.setattr(grammar, "installed", lambda: False)
    with pytest.raises(CorpusError, match="pip install"):
        scale.score_corpus(articles, tmp_path / "out", workers=1, grammar=True)
    assert not (tmp_path / "out").exists()
    with pytest.raises(CorpusError, match="pip install"):  # a worker elsewhere may lack it
        scale.score_piece({}, CODEBOOK, None, grammar=True)
    assert scale.score_corpus(articles, tmp_path / "out", workers=1)["articles"] == 60


def test_articles_in_other_languages_and_empty_pieces_have_no_speakers(tmp_path):
    texts = [
        "",
        GERMAN + "„Das ist gut für die ganze Stadt“, sagte der Bürgermeister Hans Meyer am Abend.",
        "Rain fell.",
    ]
    pd.DataFrame({"id": list("abc"), "text": texts}).to_parquet(tmp_path / "a.parquet", row_group_size=1)
    scale.score_corpus(tmp_path / "a.parquet", tmp_path / "out", workers=1, grammar=True)
    table = pq.read_table(tmp_path / "out" / "_speakers.parquet")
    assert (table.num_rows, table.schema.equals(score_tables.SPEAKERS_SCHEMA)) == (0, True)


def test_one_article_that_cannot_be_parsed_costs_no_other(tmp_path, monkeypatch):
    texts = ["“We won,” said Ann Lee.", "POISON", "“We lost,” said Bo Hill."]
    pd.DataFrame({"id": list("abc"), "text": texts}).to_parquet(tmp_path / "a.parquet")
    real = grammar.parse_text

    def poisoned(text):
        if "POISON" in text:
            raise RuntimeError("it is bad")
        return real(text)

    monkeypatch.setattr(grammar, "parse_text", poisoned)
    done = scale.score_corpus(tmp_path / "a.parquet", tmp_path / "out", workers=1, grammar=True)
    assert (done["articles"], len(done["skipped"])) == (2, 1)
    table = pd.read_parquet(tmp_path / "out" / "_speakers.parquet")
    assert table[["doc_id", "speaker_name"]].values.tolist() == [["a", "Ann Lee"], ["c", "Bo Hill"]]
