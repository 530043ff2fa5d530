"""Keep or drop: hits drawn alike, read blind, joined from a class, and a profile that is exact where all are read."""

import shutil
import zipfile

import numpy as np
import pandas as pd
import pytest

from utils import load_corpus
from utils.coding.form import _hits_form
from utils.coding.sheets import add_coding
from utils.errors import CorpusError
from utils.framing import (
    Codebook,
    draw_hits,
    evidence,
    frame_differences,
    hit_answers,
    kept_differences,
    kept_hits,
    kept_profile,
    load_codebook,
    profile,
    readers_agree,
    score_sentences,
)
from utils.summary import describe_frames, describe_handed_in, describe_reading, results
from utils.uncertainty import wilson

BOOK = load_codebook("generic")
MINE = Codebook("mine", "Mine", "me", ({"name": "war", "label": "War", "questions": ["Is there <b>war</b>?"]},), {})


def hits_of(rows):
    """Hits at offsets 0, 10, … of a sentence: rows of (article, sentence)."""
    table = pd.DataFrame(rows, columns=["doc_id", "sentence"])
    start = 100 * table["sentence"] + 10 * table.groupby(["doc_id", "sentence"]).cumcount()
    text = "It is war & <i>war</i> here."
    begin = 100 * table["sentence"]
    return table.assign(frame="war", start=start, end=start + 3, match="war", sentence_start=begin, text=text)


def answers_of(hits, values, coder="me"):
    units = [f"{row.doc_id}:{row.start}-{row.end}" for row in hits.itertuples()]
    return pd.DataFrame({"coder": coder, "unit": units, "frame": hits["frame"], "value": values}).dropna()


def scored_of(sizes, hits, source=None):
    """A table of score_sentences: articles with so many sentences, True where there is a hit."""
    rows = [(doc, (source or {}).get(doc, "A"), number, 20) for doc, n in sizes.items() for number in range(n)]
    table = pd.DataFrame(rows, columns=["doc_id", "source", "sentence", "words"])
    there = set(zip(hits["doc_id"], hits["sentence"], strict=True))
    return table.assign(war=[(row.doc_id, row.sentence) in there for row in table.itertuples()])


def only_kept(scored, kept):
    """The scored sentences, True only where one of their hits is kept."""
    yes = set(
        kept.loc[kept["kept"].fillna(False).astype(bool), ["doc_id", "sentence", "frame"]].itertuples(index=False)
    )
    rows = list(scored[["doc_id", "sentence"]].itertuples(index=False, name=None))
    return scored.assign(**{frame: [(*row, frame) in yes for row in rows] for frame in kept["frame"].unique()})


def test_hits_are_drawn_of_each_source_and_frame_alike_and_again_the_same():
    corpus = load_corpus("practice")
    found = evidence(corpus, BOOK)
    drawn = draw_hits(found, corpus, n=60)
    again = draw_hits(found.sample(frac=1, random_state=3), corpus.sample(frac=1, random_state=5), n=60)
    assert drawn["unit"].tolist() == again["unit"].tolist()
    assert draw_hits(found, corpus, n=61)["unit"].tolist()[:60] == drawn["unit"].tolist()[:60]
    assert draw_hits(found, corpus, n=60, seed=1)["unit"].tolist() != drawn["unit"].tolist()
    assert "source" not in drawn
    place = ["doc_id", "sentence", "frame"]
    whole = found.groupby(place).size().reindex(pd.MultiIndex.from_frame(drawn[place].drop_duplicates()))
    assert whole.sum() == len(drawn)  # all hits of a sentence come together
    assert 60 <= len(drawn) < 66
    source = corpus.set_index("doc_id")["source"]
    sentences = drawn.drop_duplicates(place)
    counts = sentences.groupby([sentences["doc_id"].map(source), "frame"]).size()
    there = found.drop_duplicates(place)
    there = there.groupby([there["doc_id"].map(source), "frame"]).size()
    assert counts[counts < there].max() - counts[counts < there].min() <= 1


def test_few_hits_are_all_drawn():
    corpus = load_corpus()
    found = evidence(corpus, BOOK)
    drawn = draw_hits(found, corpus, n=10_000)
    assert len(drawn) == len(found)
    assert draw_hits(found.head(0), corpus).empty


def test_the_form_asks_blind_saves_each_answer_and_goes_on(tmp_path):
    hits = hits_of([("article-x", 0), ("article-x", 0)])
    hits = hits.assign(unit=answers_of(hits, 1)["unit"], start=[6, 15], end=[9, 18])
    path = tmp_path / "my_hits.csv"
    form = _hits_form(hits, MINE, "me", path)
    _, status, page = form.children[:3]
    back, yes, no = form.children[-1].children
    assert "It is <mark>war</mark> &amp; &lt;i&gt;war" in page.value
    assert "Is there &lt;b&gt;war&lt;/b&gt;?" in page.value
    assert "article-x" not in page.value + status.value
    yes.click()
    assert "&lt;i&gt;<mark>war</mark>&lt;/i&gt;" in page.value
    assert pd.read_csv(path).values.tolist() == [["me", "article-x:0-3", "war", 1]]
    back.click()
    assert "so far: yes" in status.value
    no.click()
    assert "2 of 2" in _hits_form(hits, MINE, "me", path).children[1].value  # whoever comes back goes on
    no.click()
    assert "Thank you" in page.value
    assert yes.disabled
    assert hit_answers(path)["value"].tolist() == [0, 0]
    assert {"answers-by-key"} <= set(form.children[-1]._dom_classes)  # a y in the box for the name answers nothing
    assert not form._dom_classes
    assert "<code>me: 0 0</code>" in page.value
    assert [button._dom_classes[0] for button in (yes, no)] == ["key-y", "key-n"]


def test_a_class_hands_in_thirty_files_of_one_name(tmp_path):
    hits = hits_of([("a", 0), ("a", 1)])
    for number in range(30):
        folder = tmp_path / "class" / f"Student {number}_assignsubmission_file_"
        for unit in answers_of(hits, 1)["unit"]:
            add_coding(folder / "my_hits.csv", "me", unit, "war", int(number < 20))
    (tmp_path / "class" / "__MACOSX").mkdir()
    (tmp_path / "class" / "__MACOSX" / "._my_hits.csv").write_bytes(b"\0")
    (tmp_path / "class" / "notes.txt").write_text("hello")
    archive = shutil.make_archive(str(tmp_path / "class"), "zip", tmp_path / "class")
    for place in (tmp_path / "class", archive):
        answers = hit_answers(place)
        assert answers["coder"].nunique() == 30
        assert answers["coder"][0] == "Student 0"
        assert "notes.txt: has no column 'unit'" in describe_handed_in(answers)
        kept = kept_hits(hits, answers)
        assert kept[["readers", "yes", "kept"]].values.tolist() == [[30, 20, True]] * 2
    agreed = readers_agree(answers)
    assert agreed["frame"].tolist() == ["all frames", "war"]
    assert agreed["percent"].tolist() == pytest.approx([(20 * 19 + 10 * 9) / (30 * 29)] * 2)
    alone = tmp_path / "class" / "Student 7_assignsubmission_file_" / "my_hits.csv"
    assert set(hit_answers([alone])["coder"]) == {"Student 7"}


def test_what_is_no_reading_is_said(tmp_path, monkeypatch):
    assert hit_answers(tmp_path / "my_hits.csv").empty
    with pytest.raises(CorpusError, match=r"There is no folder or file .*class"):
        hit_answers(tmp_path / "class")
    (tmp_path / "odd.csv").write_text("hello\n")
    with pytest.raises(CorpusError, match=r"no coding sheet in .* \(odd\.csv: has no column 'unit'"):
        hit_answers(tmp_path)
    (tmp_path / "broken.zip").write_bytes(b"PK")
    with pytest.raises(CorpusError, match=r"broken\.zip cannot be read"):
        hit_answers(tmp_path / "broken.zip")
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../ann.csv", b"0" * 60_000_000)
    with pytest.raises(CorpusError, match=r"bomb\.zip \(ann\.csv: unpacks to more than 50 MB"):
        hit_answers(tmp_path / "bomb.zip")
    with zipfile.ZipFile(tmp_path / "out.zip", "w") as archive:
        archive.writestr("../../ann.csv", "coder,unit,frame,value\nme,a:0-3,war,1\n")
    assert hit_answers(tmp_path / "out.zip")["coder"].tolist() == ["ann"]
    assert not (tmp_path.parent / "ann.csv").exists()
    monkeypatch.setenv("STATIC", "1")
    assert hit_answers(tmp_path / "out.zip").empty


def test_the_majority_decides_and_a_tie_is_no_answer():
    hits = hits_of([("a", 0), ("a", 1), ("a", 2), ("a", 3)])
    said = {"ann": [1, 1, 0, None], "bo": [1, 0, 0, None], "cy": [0, None, 1, None]}
    answers = pd.concat([answers_of(hits, values, coder) for coder, values in said.items()])
    other = answers_of(hits.assign(doc_id="gone"), [1, 1, 1, 1])
    kept = kept_hits(hits, pd.concat([answers, other]))
    assert kept["kept"].astype(object).where(kept["kept"].notna(), "?").tolist() == [True, "?", False, "?"]
    assert kept["readers"].tolist() == [3, 2, 3, 0]
    sentence = describe_reading(kept, MINE, pd.concat([answers, other]))
    assert sentence.startswith("Frame indicators read: 2 of 4, by up to 3 readers. Kept: 1 (50 %); war 1 of 2.")
    assert "Not agreed, as many yes as no: 1 hit." in sentence
    assert sentence.endswith("Left out: 4 answers on hits that are not found here.")
    unread = describe_reading(kept_hits(hits, other), MINE, other)
    assert unread.startswith("Frame indicators are unread: no reader has kept or dropped any of 4,")


def test_a_sentence_is_kept_by_one_hit_and_all_read_is_exact():
    hits = hits_of([("a", 0), ("a", 0), ("a", 1), ("b", 2)])
    scored = scored_of({"a": 4, "b": 5}, hits)
    row = kept_profile(kept_hits(hits, answers_of(hits, [0, 1, 0, 1])), scored, MINE).iloc[0]
    assert row["found"] == pytest.approx((2 / 4 + 1 / 5) / 2)
    assert row["share"] == pytest.approx((1 / 4 + 1 / 5) / 2)
    assert row["precision"] == pytest.approx(0.45 / 0.7)
    assert (row["sentences"], row["read"]) == (3, 3)
    assert np.isnan(row["low"])  # two articles
    half = kept_profile(kept_hits(hits, answers_of(hits, [0, None, 0, 1])), scored, MINE).iloc[0]
    assert half["read"] == 2  # a hit dropped and one unread: nothing is known of the sentence
    none = kept_profile(kept_hits(hits, answers_of(hits, [None] * 4)), scored, MINE).iloc[0]
    assert np.isnan(none["share"])
    assert none["note"] == "unread"
    nothing = kept_profile(kept_hits(hits.head(0), answers_of(hits, 1)), scored_of({"a": 4}, hits.head(0)), MINE)
    assert nothing[["share", "found", "sentences"]].values.tolist() == [[0, 0, 0]]


def test_of_few_articles_the_interval_is_what_the_unread_may_change():
    hits = hits_of([("a", number) for number in range(40)])
    scored, values = scored_of({"a": 100}, hits), [1] * 12 + [0] * 4 + [None] * 24
    row = kept_profile(kept_hits(hits, answers_of(hits, values)), scored, MINE).iloc[0]
    ends, left = wilson(12, 16), np.sqrt(1 - 16 / 40)
    assert row["share"] == pytest.approx(0.4 * 0.75)
    assert row["low"] == pytest.approx(0.4 * (0.75 - left * (0.75 - ends["low"])))
    assert row["high"] == pytest.approx(0.4 * (0.75 + left * (ends["high"] - 0.75)))
    assert row["note"] == "16 of 40 sentences read: few"
    most = kept_profile(kept_hits(hits, answers_of(hits, [1] * 38 + [0, None])), scored, MINE).iloc[0]
    assert most["low"] >= 0.38  # what was kept stays kept
    assert most["high"] <= 0.39


def test_of_many_articles_it_joins_articles_and_reading():
    names = [f"a{number:02}" for number in range(20)]
    hits = hits_of([(name, place) for i, name in enumerate(names) for place in range(2 + i % 4)])
    scored = scored_of(dict.fromkeys(names, 10), hits)
    values = [None if number % 2 else int(number % 3 > 0) for number in range(len(hits))]
    row = kept_profile(kept_hits(hits, answers_of(hits, values)), scored, MINE).iloc[0]
    found = profile(scored, MINE).iloc[0]
    p = np.mean([value for value in values if value is not None])
    assert row["share"] == pytest.approx(found["share"] * p)
    by_articles = p * (found["share"] - found["low"])
    by_reading = found["share"] * (p - row["precision_low"])
    assert row["share"] - row["low"] == pytest.approx(np.hypot(by_articles, by_reading))
    assert row["precision_low"] < wilson(20, 30)["low"] + 0.1
    all_read = kept_hits(hits, answers_of(hits, [1, 0] * (len(hits) // 2)))
    whole, exact = kept_profile(all_read, scored, MINE), profile(only_kept(scored, all_read), MINE)
    pd.testing.assert_frame_equal(whole[["share", "low", "high", "note"]], exact[["share", "low", "high", "note"]])


def test_differences_by_the_reading_are_those_of_the_kept_shares():
    names = [f"{group}{number:02}" for group in "AB" for number in range(15)]
    hits = hits_of([(name, place) for i, name in enumerate(names) for place in range(2 + i % 4)])
    scored = scored_of(dict.fromkeys(names, 8), hits, source={name: name[0] for name in names})
    values = [int(number % 3 > 0) for number in range(len(hits))]
    whole = kept_hits(hits, answers_of(hits, values))
    pd.testing.assert_frame_equal(
        kept_differences(whole, scored, MINE), frame_differences(only_kept(scored, whole), MINE)
    )
    part = kept_hits(hits, answers_of(hits, [value if number % 2 else None for number, value in enumerate(values)]))
    shares = kept_profile(part, scored, MINE).set_index("group")
    row = kept_differences(part, scored, MINE).iloc[0]
    assert row["difference"] == pytest.approx(shares.loc["A", "share"] - shares.loc["B", "share"])
    exact = kept_differences(whole, scored, MINE).iloc[0]
    assert row["high"] - row["low"] > exact["high"] - exact["low"]  # what is unread costs
    few = kept_hits(hits, answers_of(hits, [value if number < 60 else None for number, value in enumerate(values)]))
    assert kept_differences(few, scored, MINE).empty  # B has hits, and none of them is read


def test_the_report_goes_by_the_reading_where_there_is_one():
    corpus = load_corpus()
    found, scored = evidence(corpus, BOOK), score_sentences(corpus, BOOK)
    frame = found["frame"].value_counts().idxmax()
    values = (found["frame"] == frame).astype(int)
    told = results(corpus, BOOK, answers=answers_of(found, values))
    kept = kept_hits(found, answers_of(found, values))
    flags = only_kept(scored, kept)
    assert flags[frame].equals(scored[frame])
    assert not flags.drop(columns=[frame])[[name for name in BOOK.labels() if name != frame]].any(axis=None)
    pd.testing.assert_frame_equal(told["gaps"], frame_differences(flags, BOOK))
    shares = told["frames"].set_index("frame")["share"]
    assert shares.drop(frame).eq(0).all()
    assert told["sentences"][2].startswith("The frame with a kept indicator in most sentences: ")
    assert told["reading"].startswith(
        f"Frame indicators read: {len(found)} of {len(found)}, by 1 reader. Kept: {values.sum()} "
    )
    part = results(corpus, BOOK, answers=answers_of(found, values).head(3))
    assert "no difference is tested" in part["reading"]
    assert part["frames"].set_index("frame").loc[frame, "note"].str.contains("read").all()
    other = results(corpus, BOOK, answers=answers_of(found.assign(doc_id="gone"), values))
    assert other["sentences"][2].startswith(describe_frames(profile(scored, BOOK), BOOK))
    assert "unread" in other["reading"]
