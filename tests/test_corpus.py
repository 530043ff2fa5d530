"""Loading: what people really have, what goes wrong with it, and that everything is accounted for."""

import hashlib
import json
import os

import pandas as pd
import pytest

from utils.corpus import READ_CLOSELY, SEEDS, corpus_hash, for_reading, load_corpus, load_report
from utils.errors import CorpusError
from utils.loading.dates import parse_dates
from utils.loading.files import KINDS
from utils.summary import describe_sources


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return folder


def whys(corpus, outcome):
    report = load_report(corpus)
    return report.loc[report["outcome"] == outcome, ["item", "why"]].values.tolist()


def test_the_seeds_are_the_articles_as_they_came():
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in SEEDS.glob("*.txt")}
    assert digests == {
        "000_ccfff45a009af0f0.txt": "611bd110e0072e3003fde28932d2a4a4568b6a85bee556f706f13eb6a4548028",
        "001_01a596b34eb9c361.txt": "1f983c615c1ab9f65b8ce825902c7dce5a9383eab7218abc156d9e1bc77d78a7",
    }


def test_the_seeds_load_with_paragraphs_and_without_invented_facts():
    corpus = load_corpus()
    assert corpus["source"].tolist() == ["Article A", "Article B"]
    assert [text.count("\n\n") + 1 for text in corpus["text"]] == [8, 25]
    assert corpus["date"].isna().all()
    assert (corpus["title"] == "").all()


def test_a_mixed_folder_with_every_file_accounted_for(tmp_path):
    folder = write(
        tmp_path,
        {
            "one.txt": "First paragraph of it.\n\nSecond paragraph.",
            "two.txt": "It said “no”.".encode("cp1252"),
            "empty.txt": " \n ",
            "picture.txt": b"\x89PNG\0\0",
            "notes.odd": "x",
            "README.md": "not an article",
            "_draft.txt": "not an article",
            "sub/three.txt": "below",
            ".trash/old.txt": "hidden",
        },
    )
    corpus = load_corpus(folder)
    assert corpus["doc_id"].tolist() == ["one", "two"]
    assert corpus["text"].iloc[1] == "It said “no”."
    assert whys(corpus, "repaired") == [
        ["two.txt", "is not UTF-8; read as Windows text (cp1252). Check its quotation marks."]
    ]
    assert whys(corpus, "skipped") == [
        [
            "notes.odd",
            f"is of a kind that is not read (.odd; known: {' '.join(KINDS)}); if it is plain text, name it .txt",
        ],
        ["picture.txt", "is not text (it contains NUL bytes); leave it out or save it as UTF-8 text."],
        ["empty.txt", "is empty"],
    ]
    assert load_corpus(folder, recursive=True)["path"].tolist() == ["one.txt", "sub/three.txt", "two.txt"]

    assert whys(corpus, "noted")[:3] == [
        ["sub", "is a sub-folder; recursive=True reads it as well"],
        ["README.md", "is left out: its name says that it is no article"],
        ["_draft.txt", "is left out: its name says that it is no article"],
    ]


def test_metadata_is_joined_by_file_name_and_its_gaps_are_told(tmp_path):
    folder = write(
        tmp_path,
        {
            "a.txt": "Text of a.",
            "b.txt": "Text of b.",
            "metadata.csv": "file,outlet,headline,published,pages\n"
            "a.txt,Daily,Hello,3 September 2025,4\n"
            "gone.txt,Daily,,,\n",
        },
    )
    corpus = load_corpus(folder)
    row = corpus.set_index("doc_id").loc["a"]
    assert (row["source"], row["title"], row["pages"]) == ("Daily", "Hello", "4")
    assert row["date"] == pd.Timestamp(2025, 9, 3)
    assert corpus["source"].iloc[1] == "source not given"
    assert whys(corpus, "noted") == [
        ["gone.txt", "stands in metadata.csv, but no such text file was read"],
        ["b.txt", "has no row in metadata.csv"],
        [
            "source",
            "1 of 2 articles have no source; a column 'source' (in metadata.csv: file, source) tells them apart",
        ],
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_tables_with_any_usual_separator(tmp_path, separator):
    lines = [separator.join(row) for row in (["text", "source", "id"], ["One. Two", "A", "x"], ["Three", "B", "y"])]
    corpus = load_corpus(write(tmp_path, {"t.csv": "\r\n".join(lines)}) / "t.csv")
    assert corpus[["doc_id", "source", "text"]].values.tolist() == [["x", "A", "One. Two"], ["y", "B", "Three"]]
    assert len(whys(corpus, "repaired")) == (separator != ",")


def test_json_lines_and_parquet_keep_the_users_columns(tmp_path):
    rows = [{"body": "One.", "source": "A", "shares": 3}, {"body": "Two.", "source": "B", "shares": 4}]
    lines = "\n".join([json.dumps(rows[0]), "{broken", json.dumps(rows[1])])
    corpus = load_corpus(write(tmp_path, {"t.jsonl": lines}) / "t.jsonl")
    assert corpus[["doc_id", "text", "shares"]].values.tolist() == [["t-1", "One.", 3], ["t-3", "Two.", 4]]
    assert whys(corpus, "skipped") == [["t.jsonl, line 2", "is not a JSON object"]]
    pd.DataFrame(rows).to_parquet(tmp_path / "t.parquet")
    assert load_corpus(tmp_path / "t.parquet")["shares"].tolist() == [3, 4]


def test_one_paragraph_a_line_becomes_paragraphs_but_wrapped_lines_do_not(tmp_path):
    sentence = "The council met on Monday and decided nothing. "
    folder = write(
        tmp_path,
        {
            "lines.txt": f"{sentence * 4}\n{sentence * 3}\n{sentence * 5}",
            "wrapped.txt": "The council met on Monday and\ndecided nothing, as it had done\n"
            "the week before. Nobody\nminded much.",
        },
    )
    texts = load_corpus(folder).set_index("doc_id")["text"]
    assert texts["lines"].count("\n\n") == 2
    assert texts["wrapped"].count("\n") == 3
    assert "\n\n" not in texts["wrapped"]


def test_blank_lines_of_any_kind_become_one(tmp_path):
    corpus = load_corpus(write(tmp_path, {"a.txt": "One.\r\n \t\r\n\r\nTwo.\r\n\r\nThree\nfour."}))
    assert corpus["text"].iloc[0] == "One.\n\nTwo.\n\nThree\nfour."


def test_duplicate_texts_are_kept_and_told(tmp_path):
    corpus = load_corpus(write(tmp_path, {"a.txt": "The same  text.", "b.txt": "The same text.\n"}))
    assert len(corpus) == 2
    assert ["b", "has the same text as a; both are kept"] in whys(corpus, "noted")


def test_unreadable_and_ambiguous_dates_are_kept_as_given(tmp_path):
    table = "text,date\nOne,2025-09-03\nTwo,soon\nThree,03/04/2025\n"
    corpus = load_corpus(write(tmp_path, {"t.csv": table}) / "t.csv")
    assert corpus["date"].notna().tolist() == [True, False, False]
    assert corpus["date_as_given"].tolist()[1:] == ["soon", "03/04/2025"]
    assert any("Write them as 2025-09-03" in why for _, why in whys(corpus, "noted"))


def test_numeric_dates_are_read_when_the_column_shows_which_number_is_the_day():
    days = parse_dates(pd.Series(["03/04/2025", "17/04/2025", "2025-05-01T23:30:00+08:00", "Sept. 3, 2025"]))
    assert [str(day)[:10] for day in days] == ["2025-04-03", "2025-04-17", "2025-05-01", "2025-09-03"]
    assert str(parse_dates(pd.Series(["04/17/2025", "03/04/2025"])).iloc[1])[:10] == "2025-03-04"


def test_empty_rows_at_the_end_of_metadata_are_no_files(tmp_path):
    corpus = load_corpus(write(tmp_path, {"metadata.csv": "file,source\na.txt,A\n,\n , \n", "a.txt": "x"}))
    assert corpus["source"].tolist() == ["A"]
    assert "" not in load_report(corpus)["item"].tolist()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "holds no article. Put .txt files or a .csv with a 'text' column into it; sub-folders are read only"),
        ({"a.txt": ""}, "No article could be loaded from"),
        (
            {"metadata.csv": "name,source\n", "a.txt": "x"},
            "metadata.csv has no column 'file' that names the text files; found 'name', 'source'.",
        ),
        (
            {"metadata.csv": "file,source\na.txt,A\na.txt,B\n", "a.txt": "x"},
            "metadata.csv names the file 'a.txt' twice",
        ),
        ({"t.csv": "sep=;\n"}, "is empty; it needs a header line"),
    ],
)
def test_folders_that_cannot_be_loaded(tmp_path, files, message):
    with pytest.raises(CorpusError) as error:
        load_corpus(write(tmp_path, files))
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.csv", "headline,words\na,b\n", "t.csv has no text column: found 'headline', 'words'. Rename the column"),
        (
            "t.csv",
            "body,content\na,b\n",
            "the columns 'body', 'content' could each be the text; rename the one you mean",
        ),
        ("t.csv", "text,text\na,b\n", "the column 'text' stands in the header twice"),
        ("t.csv", "", "t.csv is empty; it needs a header line"),
        ("t.csv", 'text,a\n"never closed,1\n', "cannot be read as a table"),
        ("t.csv", "text,source\nhello, world,A\n", "t.csv, line 2, has 3 cells under 2 columns. A text that contains"),
        ("t.jsonl", '{"text": ' + "9" * 5000 + "}\n", "t.jsonl holds no JSON object"),
        (
            "t.csv",
            "text,id\none,x\ntwo,x\n",
            "The doc_id 'x' is used 2 times (t.csv, row 2; t.csv, row 3). Give each article",
        ),
        ("t.jsonl", "[1, 2]\n", "t.jsonl holds no JSON object; each line should look like"),
        ("t.parquet", "no", "t.parquet is not a Parquet file that can be read"),
        ("t.odd", "no", "t.odd is of a kind that is not read"),
        ("t.pages", "no", "t.pages is a document of Apple's Pages, which is not read; open it in Pages and export it"),
        ("t.jpg", "no", "t.jpg is a picture, which is not read; run text recognition"),
        ("t.txt", b"\x81\x8d\xff", "t.txt is neither UTF-8 nor Windows text (byte 0 is 0x81)"),
    ],
)
def test_files_that_cannot_be_loaded(tmp_path, name, content, message):
    with pytest.raises(CorpusError) as error:
        load_corpus(write(tmp_path, {name: content}) / name)
    assert message in str(error.value)


def test_a_path_that_is_not_there_says_where_it_looked(tmp_path):
    with pytest.raises(CorpusError, match="There is no file or folder"):
        load_corpus(tmp_path / "gone")


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_that_leave_the_folder_are_not_followed(tmp_path):
    outside = write(tmp_path / "outside", {"secret.txt": "secret"})
    inside = write(tmp_path / "inside", {"a.txt": "open"})
    (inside / "b.txt").symlink_to(outside / "secret.txt")
    corpus = load_corpus(inside)
    assert corpus["doc_id"].tolist() == ["a"]
    assert whys(corpus, "skipped") == [["b.txt", "is a link that leaves the folder"]]


def test_the_environment_names_the_corpus(tmp_path, monkeypatch):
    monkeypatch.setenv("CORPUS", str(write(tmp_path, {"mine.txt": "My own text."})))
    assert load_corpus()["doc_id"].tolist() == ["mine"]


def test_the_hash_follows_texts_and_sources_only(corpus_of):
    one = corpus_of(["a", "b"])
    assert corpus_hash(one) == corpus_hash(one.assign(title="new"))
    assert corpus_hash(one) != corpus_hash(one.assign(source="new"))


def test_reading_starts_with_one_article_of_each_source(corpus_of):
    corpus = corpus_of({"A": ["1", "2", "3"], "B": ["4"]})
    assert for_reading(corpus, most=3)["text"].tolist() == ["1", "2", "4"]


def test_metadata_never_replace_the_article_or_where_it_came_from(tmp_path):
    table = "File,source,text,path,sha256,row\nA.TXT ,Daily,summary,/home/x,0,7\n"
    corpus = load_corpus(write(tmp_path, {"a.txt": "The article.", "Metadata.csv": table}))
    row = corpus.iloc[0]
    assert (row["doc_id"], row["text"], row["path"], row["source"]) == ("a", "The article.", "a.txt", "Daily")
    assert (row["text_original"], row["sha256_original"], row["row_original"]) == ("summary", "0", "7")


def test_columns_of_the_users_that_carry_our_names_are_kept(tmp_path):
    corpus = load_corpus(write(tmp_path, {"t.csv": "text,path,row,body\nOne.,p,9,two\n"}) / "t.csv")
    assert corpus[["path_original", "row_original", "body"]].values.tolist() == [["p", "9", "two"]]
    assert corpus["path"].tolist() == ["t.csv"]


def test_old_line_ends_quoted_line_breaks_and_long_cells(tmp_path):
    article = "word " * 40_000
    table = f'text,source\r"One\rtwo.",A\r\r"{article}",B\r'
    corpus = load_corpus(write(tmp_path, {"t.csv": table}) / "t.csv")
    assert corpus["text"].iloc[0] == "One\ntwo."
    assert len(corpus["text"].iloc[1]) > 190_000
    assert corpus["doc_id"].tolist() == ["t-3", "t-5"]  # the line of the file where the row ends


def test_texts_without_words_lists_of_paragraphs_and_broken_characters(tmp_path):
    rows = [["One.", "Two."], 5, " — !! ", "\ud800 lone", None]
    lines = "\n".join(json.dumps({"text": text}) for text in rows)
    corpus = load_corpus(write(tmp_path, {"t.jsonl": lines}) / "t.jsonl")
    assert corpus["text"].tolist() == ["One.\n\nTwo.", "\ufffd lone"]
    assert whys(corpus, "skipped") == [
        ["t.jsonl", "has an empty row at row 5"],
        ["t.jsonl, row 2", "has a text that is no text but a int"],
        ["t.jsonl, row 3", "contains no word"],
    ]


def test_numbers_as_ids_and_titles_stay_whole(tmp_path):
    table = pd.DataFrame({"text": ["One.", "Two."], "id": [1.0, None], "title": [7.0, None]})
    table.to_parquet(tmp_path / "t.parquet")
    corpus = load_corpus(tmp_path / "t.parquet")
    assert corpus["doc_id"].tolist() == ["1", "t-2"]
    assert corpus["title"].tolist() == ["7", ""]


@pytest.mark.parametrize("date", ["Sept 3", "3 September", "1/2", "12:30", "Tuesday"])
def test_a_date_without_a_year_gets_none(date):
    assert parse_dates(pd.Series([date])).isna().all()


def test_another_language_is_noted(tmp_path):
    german = "Der Rat der Stadt trat am Montag zusammen und beschloss nach langer Aussprache, die Brücke zu schließen. "
    corpus = load_corpus(
        write(tmp_path, {"a.txt": german * 3, "b.txt": "The council of the city met in the hall. " * 5})
    )
    assert ["a.txt", "is not in English but in German; it is left out of tone and frames"] in whys(corpus, "noted")
    assert corpus["language"].tolist() == ["de", "en"]


def test_with_saved_scores_a_large_parquet_corpus_is_read_in_a_sample(tmp_path, monkeypatch):
    folder = tmp_path / "articles"
    folder.mkdir()
    for part, size in (("a", 700), ("b", READ_CLOSELY)):
        rows = [(f"{part}{i}", "A", f"It rained for {i} days.") for i in range(size)]
        table = pd.DataFrame(rows, columns=["doc_id", "source", "text"])
        table.to_parquet(folder / f"{part}.parquet", row_group_size=300)
    everything = load_corpus(folder)
    assert len(everything) == 700 + READ_CLOSELY
    assert "drawn_from" not in everything.attrs
    monkeypatch.setenv("SCORES", "somewhere")
    drawn = load_corpus(folder)
    assert len(drawn) == READ_CLOSELY
    assert drawn["doc_id"].is_unique
    assert 350 < drawn["doc_id"].str.startswith("a").sum() < 700
    whole = everything.set_index("doc_id")["text"]
    assert (drawn["text"] == drawn["doc_id"].map(whole)).all()
    assert drawn.equals(load_corpus(folder))
    assert ["articles", "2,000 of 2,700 articles, drawn by chance, are read"] in [
        [item, why.split(";")[0]] for item, why in whys(drawn, "noted")
    ]
    assert describe_sources(drawn) == "2,000 articles, drawn by chance from 2,700, from 1 source (A)"
    small = load_corpus(folder / "a.parquet")
    assert len(small) == 700
    assert "drawn_from" not in small.attrs
