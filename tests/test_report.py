"""What differs most, over all measures, and the report to hand in: true of its articles, escaped, the same twice."""

import zipfile

import numpy as np
import pandas as pd
import pytest

from utils import charts, load_corpus, load_report, report, show, summary
from utils.corpus import comparable, genres_apart
from utils.figures import folder
from utils.framing import load_codebook


@pytest.fixture(scope="module")
def codebook():
    return load_codebook("generic")


@pytest.fixture(scope="module")
def seeds(codebook):
    corpus = load_corpus()
    results = summary.results(corpus, codebook)
    return corpus, results, summary.findings(corpus, codebook, results)


def test_findings_go_over_all_measures_and_end_with_what_comes_to_nothing(seeds):
    found = seeds[-1].set_index("measure")
    assert found["rank"].tolist() == list(range(1, len(found) + 1))
    assert list(found.index[:2]) == ["timing", "sourcing"]
    assert list(found.index[-2:]) == ["frames", "tone"]
    assert found.loc["hedged", "sentence"].endswith("hardly a difference.")
    assert found.loc["hedged", "holds"] == "hardly any difference"
    assert found.loc["frames", "holds"] == "unread"
    tones = seeds[1]["tones"].query("instrument == 'tone'").set_index("source")
    gap, half = tones["mean"].diff().abs().iloc[-1], (tones["high"] - tones["low"]) / 2
    assert gap < (half["Article A"] ** 2 + half["Article B"] ** 2) ** 0.5
    assert found.loc["tone", "holds"] == "hardly any difference"
    assert f"is Article A +{tones['mean']['Article A']:.2f} and Article B −" in found.loc["tone", "sentence"]
    pieces = [seeds[0].set_index("doc_id")["text"][doc_id][a:b] for doc_id, a, b in found.loc["disputed", "evidence"]]
    assert len(pieces) == 2
    assert all("first" in piece for piece in pieces)
    assert {doc_id for doc_id, _, _ in found.loc["names", "evidence"]} == {"article-a", "article-b"}
    words, texts = found.loc["words"], seeds[0].set_index("doc_id")["text"]
    assert "alliance (3 : 0)" in words["sentence"]
    pieces = {texts[doc_id][start:end].lower() for doc_id, start, end in words["evidence"]}
    assert pieces <= {"alliance", "alliances", "say", "said"}
    assert len({doc_id for doc_id, _, _ in words["evidence"]}) == 2


def test_tone_is_a_finding_only_beyond_what_single_sentences_make(codebook, seeds):
    corpus, results, _ = seeds
    tones = results["tones"].assign(mean=lambda table: table["mean"].where(table["source"] == "Article B", 0.3))
    found = summary.findings(corpus, codebook, results | {"tones": tones}).set_index("measure")
    assert found.loc["tone", "sentence"].startswith("In tone Article A is the more favourable: ")
    assert found.loc["tone", "holds"] == "these articles only"


def test_frames_count_once_they_are_read(codebook, seeds):
    corpus, results, _ = seeds
    rows = [("Article A", "conflict", 0.1, 0.9), ("Article B", "conflict", 0.4, 0.9)]
    kept = pd.DataFrame(rows, columns=["group", "frame", "share", "precision"])
    found = summary.findings(corpus, codebook, results | {"frames": kept}).set_index("measure")
    assert found.loc["frames", "sentence"] == (
        "Of its sentences, 40 % in Article B have an indicator of conflict that readers kept; in Article A 10 %."
    )
    near = kept.assign(share=[0.1, 0.12])
    found = summary.findings(corpus, codebook, results | {"frames": near}).set_index("measure")
    assert found.loc["frames", "holds"] == "hardly any difference"


def test_with_articles_enough_each_row_says_whether_it_holds(codebook):
    practice = load_corpus("practice")
    results = summary.results(practice, codebook, min_count=5)
    found = summary.findings(practice, codebook, results).set_index("measure")
    assert set(found["holds"]) <= {"holds", "cannot be told from chance"}
    assert found.loc["words", "sentence"].startswith("Words do not tell them apart. ")
    shares = summary.compared_shares(found.reset_index(), results["told"])
    assert shares["low"].notna().all()
    assert set(shares["about"]) == {""}
    assert summary.compared_shares(found.reset_index()[:0], results["told"]).empty


def test_without_a_parser_words_frames_and_tone_are_left(codebook, seeds):
    corpus, results, _ = seeds
    found = summary.findings(corpus, codebook, results | {"told": None})
    assert found["measure"].tolist() == ["words", "frames", "tone"]
    assert summary.compared_shares(found, None).empty
    assert charts.findings(found, summary.compared_shares(found, None), charts.looks(corpus)).alt


def test_one_source_has_nothing_to_compare(codebook, corpus_of):
    corpus = corpus_of(["They clashed. It was good."])
    results = summary.results(corpus, codebook)
    found = summary.findings(corpus, codebook, results)
    assert found.empty
    assert summary.describe_findings(found) == ["With one source there is nothing to compare."]
    figure = charts.findings(found, summary.compared_shares(found, results["told"]), charts.looks(corpus))
    assert figure.alt.startswith("What differs most. Does anything tell the sources apart?")


def test_the_figure_has_the_counts_of_the_findings(seeds):
    corpus, results, found = seeds
    shares = summary.compared_shares(found, results["told"]).set_index(["measure", "source"])
    for name in ("reported", "abstraction", "ahead"):
        for source in ("Article A", "Article B"):
            count, of = shares.loc[(name, source), ["count", "of"]]
            assert f"{count} of {of}" in found.set_index("measure").loc[name, "sentence"]
    assert shares.loc[("names", "Article A"), "about"] == "analysis, told after the event"
    assert charts.findings(found, shares.reset_index(), charts.looks(corpus)).alt.startswith("What differs most. ")


def test_genre_and_time_stand_beside_what_is_compared():
    corpus = load_corpus()
    said = summary.describe_compared(corpus, comparable(corpus))
    assert said.startswith(
        "Compared: Article A (analysis, told after the event) and Article B (news report, told before the event). "
    )
    assert said.endswith(genres_apart(corpus))
    practice = load_corpus("practice")
    assert "Halvern Wire (invented): 12 news report;" in summary.describe_compared(practice, practice)


def test_different_genres_are_noted_once():
    chosen = comparable(comparable(load_corpus()))
    assert load_report(chosen)["item"].tolist().count("genre") == 1
    same = chosen.assign(genre="report")
    same.attrs = {}
    assert "genre" not in load_report(comparable(same))["item"].tolist()
    shares = pd.DataFrame({"source": ["A"] * 10 + ["B"] * 10, "genre": ["news"] * 9 + ["comment"] + ["news"] * 10})
    assert genres_apart(shares) == ""  # a tenth apart
    assert genres_apart(shares.assign(genre=["news"] * 8 + ["comment"] * 2 + ["news"] * 10)) != ""


def test_the_report_is_the_same_twice_and_names_what_it_used(seeds, codebook):
    corpus, results, found = seeds
    show(charts.findings(found, summary.compared_shares(found, results["told"]), charts.looks(corpus)), "09_findings")
    written = []
    for _ in range(2):
        report.write(corpus, codebook, found, results, ["09_findings"])
        written.append(
            {kind: (folder() / f"09_to_hand_in.{kind}").read_bytes() for kind in ("html", "md", "docx", "bib")}
        )
    assert written[0] == written[1]
    page = written[0]["md"].decode()
    for piece in (
        "## Findings",
        "## Method",
        "## Limits",
        "Semetko, Holli A.",
        "Article A, sentence 1\n",
        "| VADER | 0.51",
    ):
        assert piece in page
    assert "](09_findings.png)" in page
    assert "@article{semetkovalkenburg2000," in written[0]["bib"].decode()
    assert "cited" not in written[0]["bib"].decode()
    assert "McCaffrey" not in page  # no regression, no citation
    with zipfile.ZipFile(folder() / "09_to_hand_in.docx") as packed:
        assert "Kim Jong-un" in packed.read("word/document.xml").decode()
        assert any(name.startswith("word/media/") for name in packed.namelist())


def test_what_articles_say_is_no_command_to_a_page(codebook, corpus_of):
    text = "A <script>alert(1)</script> *bold* [link](x) | $5 \x0c said no.\x01 They left."
    corpus = corpus_of({"<b>A</b>": [text], "B": ["All calm."]})
    row = {"rank": 1, "measure": "names", "sentence": "<i>A</i> says *it*", "holds": "these articles only"}
    found = pd.DataFrame([row | {"evidence": (("d0", 2, 27),)}])
    report.write(corpus, codebook, found, {"reading": ""})
    page = (folder() / "09_to_hand_in.html").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "<i>" not in page
    assert "<b>A" not in page
    plain = (folder() / "09_to_hand_in.md").read_text(encoding="utf-8")
    assert "\\*bold\\*" in plain
    assert "\\<script\\>" in plain
    with zipfile.ZipFile(folder() / "09_to_hand_in.docx") as packed:
        assert "&lt;script&gt;" in packed.read("word/document.xml").decode()


def test_a_long_sentence_is_cut_and_pieces_stay_in_their_sentence():
    text = "Word " * 300 + "ends. Next one."
    corpus = pd.DataFrame({"doc_id": ["a"], "source": ["A"], "title": [""], "text": [text]})
    (before, piece, after, whence), second = report.quoted(corpus, [("a", 0, 4), ("a", text.index("Next"), 9_999)])
    assert (before, piece, whence) == ("", "Word", "A, sentence 1")
    assert len(after) == 500 - 4 + 2
    assert after.endswith(" …")
    assert second[1] == "Next one."
    assert np.array_equal(report.quoted(corpus, [("a", 0, 4)] * 5), [(before, piece, after, whence)])
