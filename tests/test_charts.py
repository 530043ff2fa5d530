"""What figures say: titles are findings only where a test says so, axes fit the data, marks have the side's colour."""

import ipywidgets as widgets
import numpy as np
import pandas as pd
import pytest

from utils import charts, explore, figures, keywords, sentiment
from utils.charts.periods import drawn_periods
from utils.charts.shared import SHARES, share_axis
from utils.framing import load_codebook, profile
from utils.scale import by_month
from utils.summary import results
from utils.uncertainty import regress

CODEBOOK = load_codebook("generic")
TONES = {"A": "great and good", "B": "awful and bad"}
LOOKS = {"A": ("#0072B2", "o"), "B": ("#D55E00", "s"), "C": ("#009E73", "^")}


def title(figure):
    return figure.texts[0].get_text().replace("\n", " ")


def reading(figure):
    return figure.texts[1].get_text().replace("\n", " ").replace("\u00a0", " ")


def gaps(*rows):
    """A table of differences from rows of frame, first, second, difference, half width and q."""
    columns = ["frame", "first", "second", "difference", "half", "q"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(
        low=table["difference"] - table["half"], high=table["difference"] + table["half"], detectable=0.1, n=24, note=""
    )


def test_a_difference_is_a_title_only_where_it_holds():
    held = charts.differences(gaps(("conflict", "A", "B", -0.1, 0.05, 0.01)), CODEBOOK, looks=LOOKS)
    assert title(held) == "Conflict: more sentences in B than in A"
    open_ = charts.differences(gaps(("conflict", "A", "B", -0.1, 0.2, 0.4)), CODEBOOK, looks=LOOKS)
    assert title(open_) == "In which frames do the sources differ?"
    tone = gaps((None, "A", "B", 0.1, 0.05, 0.01), (None, "A", "C", 0.1, 0.2, 0.3), (None, "B", "C", 0, 0.2, 0.9))
    figure = charts.differences(tone, looks=LOOKS)
    assert title(figure) == "1 of 3 differences in tone is more than chance"
    assert title(charts.differences(tone.tail(2), looks=LOOKS)) == "Do the sources differ in tone?"
    assert title(charts.differences(tone.head(1), looks=LOOKS)) == "A takes a more favourable tone than B"


def test_a_difference_has_the_colour_of_the_side_that_has_more_and_an_axis_that_fits():
    table = gaps(("conflict", "A", "B", -0.1, 0.02, 0.01), ("morality", "A", "B", 0.03, 0.02, 0.2))
    figure = charts.differences(table, CODEBOOK, looks=LOOKS)
    marks = [line for line in figure.axes[0].lines if line.get_marker() in "os" and len(line.get_xdata()) == 1]
    assert [(line.get_markeredgecolor(), line.get_marker()) for line in marks] == [LOOKS["B"], LOOKS["A"]]
    assert [line.get_markerfacecolor() for line in marks] == [LOOKS["B"][0], "white"]
    low, high = figure.axes[0].get_xlim()
    assert -0.16 < low < -0.12
    assert 0.05 < high < 0.09
    assert "the source that has more" in reading(figure)
    assert "the source that has more" not in reading(charts.differences(table, CODEBOOK))


def test_names_lose_what_all_of_them_end_in():
    names = [f"{name} (invented)" for name in ("Wire", "Lantern", "Courier")]
    rows = [(None, names[0], names[1], 0.1, 0.2, 0.5), (None, names[0], names[2], 0.1, 0.2, 0.5)]
    figure = charts.differences(gaps(*rows), looks={})
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == [
        "Wire\nand Lantern",
        "Wire\nand Courier",
    ]
    assert "All names end in “(invented)”." in reading(figure)


@pytest.mark.parametrize("high", [0.0, 0.04, 0.1, 0.24, 0.31, 0.46, 0.68, 0.9, 1.0])
def test_an_axis_of_shares_ends_at_a_round_value_that_holds_all(high):
    _, axes = figures.framed("What?", "So.", 1)
    share_axis(axes, [high, np.nan, None])
    end = axes.get_xlim()[1]
    assert end == pytest.approx(min(SHARES, key=lambda one: abs(one - end)))
    assert high <= end + 1e-9 <= max(0.1, 2.6 * high) + 1e-9
    assert axes.get_xticks()[-1] == pytest.approx(end) or end == 1


def test_a_stray_period_is_named_and_not_drawn_a_gap_is_drawn():
    months = [f"2025-{month:02}" for month in range(1, 10)]
    assert drawn_periods(months, [3] * 9) == (months, "")
    drawn, said = drawn_periods(["2024-01", *months], [1, *[3] * 9])
    assert drawn == months
    assert said == " Not drawn: 2024-01, far from all others (1 article). Is its date right?"
    assert drawn_periods([*months, "2031-02"], [*[3] * 9, 1])[0] == months
    assert len(drawn_periods(["2024-01", *months], [9, *[3] * 9])[0]) == 21  # too many articles to be a slip
    assert drawn_periods(["2025-01", "2025-04"], [20, 20])[0] == ["2025-01", "2025-02", "2025-03", "2025-04"]
    assert drawn_periods(["undated"], [2]) == ([], " Without a date, not drawn: 2 articles.")
    weeks = drawn_periods(["2024-W52", "2025-W02"], [1, 1])[0]
    assert weeks == ["2024-W52", "2025-W01", "2025-W02"]


def monthly(means, half=0.02, group="A"):
    months = [f"2025-{month:02}" for month in range(1, len(means) + 1)]
    table = pd.DataFrame({"group": group, "month": months, "mean": means, "articles": 20})
    return table.assign(low=table["mean"] - half, high=table["mean"] + half)


def test_a_change_is_a_title_only_where_intervals_keep_apart():
    label = "Share of sentences"
    rises = charts.through_months(monthly([0.1, 0.2, 0.3]), label, LOOKS)
    assert title(rises) == "A rises from 10 % in 2025-01 to 30 % in 2025-03"
    assert next(iter(rises.axes[0].get_yticklabels())).get_text() == "0 %"
    assert rises.axes[0].get_ylim()[1] > 0.32
    question = "How does it change over time?"
    assert title(charts.through_months(monthly([0.1, 0.2, 0.13]), label, LOOKS)) == question
    assert title(charts.through_months(monthly([0.1, 0.3]).assign(low=np.nan, high=np.nan), label, LOOKS)) == question
    tone = charts.through_months(monthly([0.1, -0.2]), "Mean tone", LOOKS)
    assert title(tone) == "A falls from 0.10 in 2025-01 to −0.20 in 2025-02"


def test_undated_articles_are_counted_and_not_drawn():
    dates = [pd.NaT, pd.Timestamp(2025, 1, 3), pd.Timestamp(2025, 3, 3)]
    table = by_month(pd.DataFrame({"source": "A", "date": dates, "tone": [0.1, 0.2, 0.3]}), "tone")
    figure = charts.through_months(table, "Mean tone", LOOKS)
    assert reading(figure).endswith("Without a date, not drawn: 1 article.")
    assert [text.get_text() for text in figure.axes[0].get_xticklabels()] == ["2025-01", "2025-02", "2025-03"]


def test_collocates_are_rows_sorted_by_attraction_with_their_counts(corpus_of):
    corpus = corpus_of(["The grand old war began. The grand war ended. A war in the north. Calm in the south."])
    table = keywords.collocates(corpus, "war")
    figure = charts.collocation_network(table, "war")
    (marks,) = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert list(marks.get_xdata()) == sorted(table.loc[table["g2"] > 0, "g2"], reverse=True)
    row = table.iloc[0]
    assert figure.axes[0].texts[0].get_text() == f"{row.observed} of {row.total}"


def keyness(words):
    """A tested table of keyness from rows of term, log ratio and q."""
    table = pd.DataFrame(words, columns=["term", "log_ratio", "q"]).assign(kind="word", target_count=9)
    more = table["log_ratio"] > 0
    return table.assign(
        reference_count=5,
        p=table["q"] / 2,
        log_ratio_low=table["log_ratio"] - 1,
        log_ratio_high=table["log_ratio"] + 1,
        target_per_million=np.where(more, 9.0, 1.0),
        reference_per_million=np.where(more, 1.0, 9.0),
    )


def test_key_words_are_a_title_only_where_they_can_be_told_from_chance():
    held = charts.keyness_plot(keyness([("war", 2, 0.01), ("aid", -2, 0.03), ("sea", 1, 0.6)]), "A", "B", LOOKS)
    assert title(held) == "“war” and “aid” set A apart from B"
    none = charts.keyness_plot(keyness([("war", 2, 0.2)]), "A", "B", LOOKS)
    assert title(none) == "Does any word set A apart from B?"
    untested = keyness([("war", 2, 0.2)]).assign(
        p=np.nan, q=np.nan, target_documents=3, reference_documents=3, target_articles=1, reference_articles=1
    )
    assert title(charts.keyness_plot(untested, "A", "B", LOOKS)) == "Which words set A apart from B?"


def test_a_regression_is_a_title_only_where_a_source_differs():
    noise = np.random.default_rng(3)
    table = pd.DataFrame({"doc_id": range(80), "source": np.repeat(["A", "B"], 40), "words": 400})
    table = table.assign(tone=noise.normal(0, 0.1, 80), date=pd.Timestamp(2025, 1, 1), genre="news")
    apart = table.assign(tone=table["tone"] + 0.5 * (table["source"] == "B"))
    figure = charts.coefficients(regress(apart, "tone"), "tone", LOOKS)
    assert title(figure) == "Tone is higher in B than in A"  # nothing is held constant here
    dated = apart.assign(date=pd.date_range("2025-01-01", periods=40).tolist() * 2)
    assert title(charts.coefficients(regress(dated, "tone"), "tone")).endswith("than in A, with date the same")
    assert LOOKS["B"][0] in {line.get_markeredgecolor() for line in figure.axes[0].lines}
    alike = regress(table.assign(tone=np.tile(table["tone"][:40], 2)), "tone")
    assert title(charts.coefficients(alike, "tone")) == "What differs between sources?"


def test_tone_by_source_says_which_is_more_favourable(corpus_of):
    good = [f"A good and {word} day for all." for word in ("great", "happy", "fine", "lovely", "nice", "superb")] * 2
    bad = [f"A bad and {word} war." for word in ("awful", "terrible", "cruel", "horrible", "evil", "sad")] * 2
    corpus = corpus_of({"A": good, "B": bad})
    scored = sentiment.score_sentences(corpus)
    figure = charts.article_tones(sentiment.article_tone(scored, corpus), scored, LOOKS)
    assert title(figure) == "A takes a more favourable tone than B"
    few = corpus_of({"A": good[:2], "B": bad[:2]})
    scored = sentiment.score_sentences(few)
    figure = charts.article_tones(sentiment.article_tone(scored, few), scored, LOOKS)
    assert title(figure) == "What tone do the words of the articles take?"


def test_marks_say_how_many_cases_they_rest_on(corpus_of):
    corpus = corpus_of({"A": ["The war was great. It stands. They met."], "B": ["It stands. War is bad."]})
    scored = sentiment.score_sentences(corpus)
    shares = charts.without_tone(scored, LOOKS)
    counts = shares.data  # sentences, as figures.show saves them
    assert len(counts) == 5
    drawn = [text.get_text() for text in shares.axes[0].texts]
    zero = scored.groupby("source")["textblob_polarity"].agg(lambda scores: (scores == 0).sum())
    assert [drawn[0], drawn[3]] == [str(zero["A"]), str(zero["B"])]
    top = charts.top_words(keywords.rates(corpus, ["war"]), LOOKS)
    assert [text.get_text() for text in top.axes[0].get_legend().get_texts()] == ["A, 8 words", "B, 5 words"]
    frames = charts.frame_profile(profile(corpus, CODEBOOK), CODEBOOK, LOOKS)
    assert [text.get_text() for text in frames.axes[0].get_legend().get_texts()] == ["A, 1 article", "B, 1 article"]


def test_what_is_asked_for_in_vain_gets_a_sentence_with_a_suggestion(corpus_of):
    corpus = corpus_of(["The parade was great. North Korea came."])
    page = explore.concordances(corpus, "(((").children[-1].value
    assert "has no letters" in page
    assert "<table" not in page
    page = explore.concordances(corpus, "parades").children[-1].value
    assert "“parades” stands in none of the articles. Spelt alike: parade." in page
    assert "Its words do" in explore.concordances(corpus, "korea north").children[-1].value
    assert "&lt;script&gt;" in explore.concordances(corpus, "<script>x").children[-1].value


def test_no_function_word_is_a_key_word_however_often_words_must_occur(corpus_of):
    corpus = corpus_of({"A": ["in the war in the war " * 30], "B": ["in the sea of the sea " * 3]})
    table = keywords.key_words(corpus[:1], corpus[1:], min_count=1000)
    assert table.empty
    form = explore.key_words(corpus, least=20)
    assert ">war<" in form.children[-1].value
    assert ">in<" not in form.children[-1].value
    few = corpus_of({"A": ["in the war"] * 20, "B": ["in the sea"]})
    assert "No word with content occurs 21 times" in explore._key_words(few, "A", 21)


def test_every_changed_frame_is_shown_and_changes_can_be_taken_back(corpus_of, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    form = explore.codebook(corpus_of({"A": ["They clashed. All calm."], "B": ["Calm seas."]}))
    _, box, page = form.children
    buttons = next(thing for thing in shown if isinstance(thing, widgets.HBox))
    undo, reset = buttons.children
    first, written = page.value, box.value
    assert undo.disabled
    box.value = written.replace('"clash*"', '"calm"', 1)  # conflict, while responsibility is chosen
    assert "Conflict: share of sentences" in page.value
    box.value = box.value.replace('"disagree*"', '"seas"', 1)
    once = written.replace('"clash*"', '"calm"', 1)
    undo.click()
    assert box.value == once
    assert not undo.disabled
    reset.click()
    assert (box.value, page.value) == (written, first)
    assert reset.disabled


def test_a_frequency_table_in_brief_is_per_thousand():
    table = keywords.brief(keywords.frequencies(["war and peace and war"]))
    assert table.columns.tolist() == ["term", "count", "per_thousand", "documents"]
    assert table["per_thousand"].tolist() == [400, 400, 200]


def test_a_map_is_as_high_as_its_countries_need_and_names_have_their_counts(corpus_of):
    corpus = corpus_of(["A.", "B."])
    rows = [("France", "A", 3), ("France", "B", 1), ("Japan", "A", 2), ("Spain", "B", 0)]
    table = pd.DataFrame(rows, columns=["country", "source", "mentions"])
    figure = charts.where_and_when(table, corpus, LOOKS)
    (axes,) = figure.axes
    assert {text.get_text() for text in axes.texts} == {"France 3 : 1", "Japan 2 : 0"}
    assert axes.get_ylim()[1] - axes.get_ylim()[0] < 60
    nowhere = charts.where_and_when(table.head(0), corpus.assign(date=pd.date_range("2025-01-01", periods=2)), LOOKS)
    assert [text.get_text() for text in nowhere.axes[0].texts] == ["No country is named."]


def test_a_report_has_no_empty_panel(corpus_of):
    words = ("trade", "rain", "school", "harvest", "bridge", "ferry", "press", "court", "match", "opera")
    corpus = corpus_of({name: [f"The {word} was {tone}. All calm." for word in words] for name, tone in TONES.items()})
    found = results(corpus, CODEBOOK, min_count=1)
    figure = charts.report(found, CODEBOOK, LOOKS)
    assert len(figure.axes) == (3 if len(found["ends"]) else 2)
    assert title(figure).startswith("The sources differ in ")
    assert "tone" in title(figure)
    alike = corpus_of({"A": ["It rained. All calm."], "B": ["It rained. All calm."]})
    figure = charts.report(results(alike, CODEBOOK, min_count=1), CODEBOOK, LOOKS)
    assert title(figure) == "How do the sources differ in words, tone and frames?"
    assert len(figure.axes) == 2


def test_tone_towards_somebody_says_how_often_and_what_is_quoted():
    row = {"actor": "Ann Lee", "kind": "person", "measured": True, "source": "A", "voice": "narration", "mentions": 3}
    row |= {"articles": 1, "balance": -0.2, "low": np.nan, "high": np.nan, "note": ""}
    own = charts.tone_towards_actors(pd.DataFrame([row]), LOOKS)
    assert [text.get_text() for text in own.axes[0].texts] == ["3"]
    assert "quotes" not in reading(own)
    assert own.axes[0].get_xlim() == pytest.approx((-0.23, 0.23))
    quoted = row | {"voice": "quotation", "mentions": 1, "balance": 1.0}
    both = charts.tone_towards_actors(pd.DataFrame([row, quoted]), LOOKS)
    assert sorted(text.get_text() for text in both.axes[0].texts) == ["1", "3"]
    assert "open marks what it quotes" in reading(both)
    assert both.axes[0].get_xlim()[1] > 1
    unknown = charts.tone_towards_actors(pd.DataFrame([row, row | {"actor": "China", "measured": False}]), LOOKS)
    assert "Grey: never measured" in reading(unknown)
