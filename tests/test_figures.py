"""Figures: the same bytes anywhere, data beside them, nothing cut off or overlapping on any corpus."""

import json
import os
import subprocess
import sys

import pandas as pd
import pytest
from matplotlib.text import Annotation, Text

from utils import charts, figures
from utils.actors import co_mentions, mention_table
from utils.framing import frame_differences, load_codebook, profile
from utils.framing import score_sentences as score_frames
from utils.keywords import collocates, content_terms, frequencies, keyness, positions, rates, sides, trend
from utils.reliability import agreement_by_frame, practice_codings
from utils.scaling.score_tables import by_month, score_articles
from utils.sentiment import article_tone, middle_half, score_sentences, tone_towards, towards_by_actor, widest_gaps
from utils.summary import results
from utils.text import sentence_lengths, words
from utils.voices import colours_of_verbs, quote_table, share_of_voice, standing_of_speakers

ALT = "A figure that shows something in five words."
DRAW = """
import pandas as pd
from utils import charts, load_corpus
from utils.figures import looks, save
from utils.keywords import positions
corpus = load_corpus()
places = positions(corpus, ["war", "xi*"])
fig = charts.barcode(places, corpus, ["war", "xi*"], looks(corpus["source"]))
save(fig, "02_where", data=places, alt="A figure that shows where two words occur.")
"""


def test_the_same_bytes_in_another_process_time_zone_locale_and_hash_seed(tmp_path):
    read = []
    for name, zone, seed, locale in (("one", "UTC", "0", "C"), ("two", "Asia/Shanghai", "77", "C.UTF-8")):
        folder = tmp_path / name
        environment = {**os.environ, "FIGURES": str(folder), "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": locale}
        environment["MPLCONFIGDIR"] = str(tmp_path / f"mpl-{name}")
        subprocess.run([sys.executable, "-c", DRAW], check=True, env=environment, capture_output=True)
        read.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    assert sorted(read[0]) == [f"02_where.{kind}" for kind in ("csv", "json", "narrow.svg", "png", "svg")]
    assert read[0] == read[1]


def test_saving_writes_data_and_an_entry(tmp_path, monkeypatch):
    monkeypatch.setenv("FIGURES", str(tmp_path))
    figure, _ = figures.framed("What is it?", "Read it so.", 1)
    figures.save(figure, "01_test", data=pd.DataFrame({"x": [1 / 3], "t": ["=SUM(A1)"]}), alt=ALT)
    assert (tmp_path / "01_test.csv").read_bytes() == b"x,t\n0.333333,'=SUM(A1)\n"
    entry = json.loads((tmp_path / "01_test.json").read_text())
    assert (entry["figure"], entry["notebook"], entry["alt"]) == ("01_test", "01", ALT)
    assert set(entry["sha256"]) == {"svg", "png", "csv"}
    assert "matplotlib" in entry["versions"]
    page = figures._figure_html(figure)
    assert f'<img alt="{ALT}" src="data:image/svg+xml;base64,' in page


def test_whoever_hears_a_figure_of_the_practice_corpus_hears_first_that_it_is_invented(tmp_path, monkeypatch):
    monkeypatch.setenv("FIGURES", str(tmp_path))
    figure, _ = figures.framed("What is it?", "Read it so.", 1)
    for name in ("01_practice_test", "01_test"):
        figures.show(figure, name, data=pd.DataFrame({"x": [1]}), alt=ALT)
    alts = [json.loads((tmp_path / f"{name}.json").read_text())["alt"] for name in ("01_practice_test", "01_test")]
    assert alts == [f"Invented articles. {ALT}", ALT]


def test_a_figure_needs_a_name_and_a_sentence():
    figure, _ = figures.framed("What?", "So.", 1)
    with pytest.raises(ValueError, match="named like 04_tone_by_sentence"):
        figures.save(figure, "tone", data=pd.DataFrame(), alt=ALT)
    with pytest.raises(ValueError, match="alternative text of a whole sentence"):
        figures.save(figure, "04_tone", data=pd.DataFrame(), alt="tone")
    with pytest.raises(ValueError, match="Give the figure a name"):
        figures.show(figure)


def test_money_is_no_mathematics_and_missing_glyphs_are_question_marks():
    figure, axes = figures.framed("50% of $_{$ x", "About $5 and $6.", 1)
    with figures.house_style():
        axes.set_yticks([0], [figures.drawable("北京 $x$")])
        figure.draw_without_rendering()
    assert figures.drawable("北京é") == "??é"


def test_colours_and_markers_are_fixed_and_told_apart():
    many = figures.looks(f"source {i:02}" for i in range(60))
    assert len(set(many.values())) == 60
    assert figures.looks(["b", "a"]) == figures.looks(["a", "b", "a"])


def test_tables_escape_everything_and_say_how_much_they_show():
    table = pd.DataFrame({"a<b": ["<script>alert(1)</script>", None], "n": [1.5, float("nan")]})
    page = figures.table_html(table, "x & y", rows=1)
    assert "<script>" not in page
    assert "a&lt;b" in page
    assert "x &amp; y (first 1 of 2 rows)" in page
    assert figures.table_html(table).count("–") == 2
    small = figures.table_html(pd.DataFrame({"p": [0.001, -0.001, 0.0, 1234.5]}))
    assert [small.count(text) for text in ("&lt; 0.01", "&gt; −0.01", ">0.00<", "1,234.50")] == [1, 1, 1, 1]


HOSTILE = "A title of $_{$ <b> & 50% that is far too long for any label in any figure 北京"


def corpora(corpus_of):
    long = "The government announced a great plan. Critics attacked it as a terrible war on farmers. It rained. " * 12
    yield "one article", corpus_of(["The parade was great. War is bad."])
    yield "one word", corpus_of({"A": ["Parade."], "B": ["War."]})
    yield "ten sources", corpus_of({f"{HOSTILE[:40]} {i}": [long, "It rained. A great parade."] for i in range(10)})
    yield (
        "two sources of twelve",
        corpus_of({"Daily": [long] * 12, "Evening News of the North": ["A great parade."] * 12}),
    )
    yield "long titles", corpus_of({"A": [long, long]}).assign(title=HOSTILE)


def drawn(corpus):
    """Every chart that a corpus changes, as the notebooks make it."""
    looks, few = figures.looks(corpus["source"]), corpus.head(4)
    sentences = sentence_lengths(corpus)
    yield charts.article_strips(sentences, few, looks)
    yield charts.sentence_lengths(sentences, looks)
    content = content_terms(frequencies(corpus)).head(18)
    yield charts.top_words(rates(corpus, content["term"]), looks)
    terms = list(content["term"].head(3))
    yield charts.barcode(positions(few, terms), few, terms, looks)
    target, ours, reference, theirs = sides(corpus)
    table = keyness(ours, theirs)
    yield charts.keyness_plot(table, target, reference, looks)
    yield charts.keyness_plot(table.head(0), target, reference, looks)
    yield charts.keyness_map(content_terms(table), target, reference, looks)
    yield charts.keyness_map(table.head(0), target, reference, looks)
    if len(content) > 2:
        company = collocates(corpus, content["term"].iloc[0])
        yield charts.collocation_network(company, content["term"].iloc[0])
    dated = corpus.assign(date=pd.date_range("2025-01-01", periods=len(corpus), freq="9D"))
    yield charts.word_trend(trend(dated, content["term"].iloc[0]), content["term"].iloc[0], looks)
    scores = score_articles(dated.assign(language="en"), load_codebook("generic"))
    yield charts.through_months(by_month(scores, "conflict"), HOSTILE, looks)
    scored = score_sentences(corpus)
    yield charts.tone_through_articles(scored, few, looks)
    yield charts.instruments_compared(scored, widest_gaps(scored), looks)
    tones = article_tone(scored, corpus)
    yield charts.without_tone(scored, looks)
    towards = towards_by_actor(tone_towards(few.assign(text="Ann Lee met Bo Holt. " + few["text"])), least=1)
    yield charts.tone_towards_actors(towards, looks)
    yield charts.article_tones(tones, scored, looks)
    codebook = load_codebook("generic")
    shares = profile(corpus, codebook)
    yield charts.frame_profile(shares, codebook, looks)
    if shares["group"].nunique() > 1:
        yield charts.differences(frame_differences(corpus, codebook), codebook)
    yield charts.frame_strips(score_frames(few, codebook), few, codebook, looks)
    told = corpus.assign(text="“A great parade it was,” claimed Ann Lee of China to Bo Hill. " + corpus["text"])
    named = mention_table(told)
    quotes = quote_table(told, named)
    yield charts.actor_network(co_mentions(named), named)
    yield charts.standings(standing_of_speakers(quotes), looks)
    yield charts.voices(share_of_voice(quotes), looks)
    yield charts.verb_colours(colours_of_verbs(quotes), looks)
    yield charts.report(results(corpus, codebook, min_count=1), codebook, looks)


def drawn_of_nothing(corpus):
    """The charts that look the same on any corpus: of the practice codings, and of no rows."""
    looks, codebook = figures.looks(corpus["source"]), load_codebook("generic")
    nobody, no_quotes = mention_table(corpus).head(0), quote_table(corpus).head(0)
    no_scores = score_articles(corpus.assign(language="en"), codebook).head(0)
    yield charts.coders_agree(agreement_by_frame(practice_codings()), codebook)
    yield charts.collocation_network(collocates(corpus, "parade").head(0), HOSTILE)
    yield charts.through_months(by_month(no_scores, "conflict"), "A score", looks)
    yield charts.tone_towards_actors(towards_by_actor(tone_towards(corpus)).head(0), looks)
    yield charts.actor_network(co_mentions(nobody), nobody)
    yield charts.standings(standing_of_speakers(no_quotes), looks)
    yield charts.voices(share_of_voice(no_quotes), looks)
    yield charts.verb_colours(colours_of_verbs(no_quotes), looks)


def test_tone_is_drawn_on_the_range_of_the_data_with_that_of_the_raters(corpus_of):
    corpus = corpus_of(["The war was terrible. It was a good day. They met.", "A fine plan. A great loss. They met."])
    scored = score_sentences(corpus)
    looks = figures.looks(corpus["source"])
    tones = article_tone(scored, corpus)
    panels = charts.article_tones(tones, scored, looks).axes
    ((low, high),) = {axes.get_xlim() for axes in panels}
    lowest, highest = tones["low"].min(), tones["high"].max()
    assert 0 < lowest - low < 0.1 * (highest - lowest) > high - highest > 0
    band = panels[2].patches[0]
    assert (band.get_x(), band.get_x() + band.get_width()) == pytest.approx(middle_half("articles"))
    *_, tone, _ = charts.report(
        results(corpus, load_codebook("generic"), min_count=1), load_codebook("generic"), looks
    ).axes
    assert sum(len(line.get_xdata()) for line in tone.lines[1:]) == scored["tone"].notna().sum()


def test_charts_of_voices_go_by_any_column_and_say_so(corpus_of):
    corpus = corpus_of(["“We won the war,” claimed Ann Lee.", "“No,” said experts."]).assign(genre=["news", "letter"])
    quotes, looks = quote_table(corpus), figures.looks(corpus, by="genre")
    for chart, table in (
        (charts.voices, share_of_voice(quotes, "genre")),
        (charts.standings, standing_of_speakers(quotes, "genre")),
        (charts.verb_colours, colours_of_verbs(quotes, "genre")),
    ):
        figure = chart(table, looks)
        assert figure.data is table
        assert {text.get_text() for text in figure.axes[0].get_legend().get_texts()} == {"letter", "news"}
    assert figure.alt == "Share of reporting verbs by colour and genre."


def test_many_sentences_become_bands_and_fields(corpus_of):
    corpus = corpus_of({"A": ["It rained a lot. A great and good day for all, he said. No. " * 170] * 2})
    scored = score_sentences(corpus)
    scored["words"] = [len(words(text)) for text in scored["text"]]
    assert len(scored) > 800
    looks = figures.looks(["A"])
    lengths = charts.sentence_lengths(scored, looks)
    assert not any(len(line.get_xdata()) > 10 for line in lengths.axes[0].lines)
    fields = charts.instruments_compared(scored, scored.head(1).assign(letter="A"), looks)
    assert not any(len(line.get_xdata()) > 10 for line in fields.axes[0].lines)
    assert fields.axes[0].collections


def boxes(figure):
    """Extent of every text that is drawn: `(text, box, may it move)`; annotations sit on data and may touch."""
    with figures.house_style():
        figure.draw_without_rendering()
        renderer = figure._get_renderer()
    texts = list(figure.texts)
    for axes in figure.axes:
        ticks = [tick.label1 for axis in (axes.xaxis, axes.yaxis) for tick in axis._update_ticks()]
        legend = axes.get_legend().get_texts() if axes.get_legend() else []
        texts += [axes._left_title, axes.xaxis.label, axes.yaxis.label, *ticks, *legend, *axes.texts]
    return [
        (text.get_text(), text.get_window_extent(renderer), isinstance(text, Annotation))
        for text in texts
        if text.get_visible() and text.get_text().strip()
    ]


def assert_nothing_is_cut_off_or_overlaps(case, drawings):
    for number, figure in enumerate(drawings):
        width, height = figure.get_size_inches() * figure.dpi
        texts = boxes(figure)
        for text, box, _ in texts:
            where = (case, number, text)
            assert box.x0 >= -1, where
            assert box.x1 <= width + 1, where
            assert box.y0 >= -1, where
            assert box.y1 <= height + 1, where
        fixed = [(text, box) for text, box, moves in texts if not moves]
        for i, (text, box) in enumerate(fixed):
            for other, its_box in fixed[i + 1 :]:
                apart = (
                    box.x1 <= its_box.x0 + 1
                    or its_box.x1 <= box.x0 + 1
                    or box.y1 <= its_box.y0 + 2
                    or its_box.y1 <= box.y0 + 2
                )
                assert apart, (case, number, text, other)
        sizes = [text.get_fontsize() for text in figure.findobj(Text) if text.get_text().strip()]
        assert min(sizes) >= 9


@pytest.mark.parametrize("case", ["one article", "one word", "ten sources", "two sources of twelve", "long titles"])
def test_nothing_is_cut_off_or_overlaps_on_a_page_and_on_a_phone(corpus_of, case):
    made = list(drawn(dict(corpora(corpus_of))[case]))
    assert_nothing_is_cut_off_or_overlaps(case, made)
    assert_nothing_is_cut_off_or_overlaps(f"{case}, narrow", map(figures.narrow, made))


def test_nothing_is_cut_off_or_overlaps_where_nothing_is_to_be_drawn(corpus_of):
    made = list(drawn_of_nothing(corpus_of(["The parade was great. War is bad."])))
    assert_nothing_is_cut_off_or_overlaps("nothing", made)
    assert_nothing_is_cut_off_or_overlaps("nothing, narrow", map(figures.narrow, made))


def test_a_project_that_may_not_be_written_to_keeps_its_figures_elsewhere(tmp_path, monkeypatch):
    monkeypatch.delenv("FIGURES")
    (tmp_path / "_build").write_text("a file where a folder should be", encoding="utf-8")
    found = figures._own_folder(tmp_path / "_build" / "figures")
    assert found.is_dir()
    assert tmp_path not in found.parents
    assert figures._own_folder(tmp_path / "more") == tmp_path / "more"


def test_a_note_that_all_rows_share_stands_in_the_caption():
    table = pd.DataFrame({"difference": [0.5, 0.2], "note": ["12 <events>"] * 2})
    page = figures.table_html(table, "Tone")
    assert "<caption>Tone; 12 &lt;events&gt;</caption>" in page
    assert "note" not in page
    assert "note</th>" in figures.table_html(table.assign(note=["few", "many"]))
