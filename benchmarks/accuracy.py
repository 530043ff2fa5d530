"""How far the instruments agree with people, on human-coded data: `python -m utils accuracy --gold GOLD`.

Writes docs/accuracy.md, a line a method and data set, with the interval and, where it is known, how well people do.
What was fitted to a data set is measured on the parts it was not fitted to. A data set that is not in GOLD is left out.
"""

import json
import re
import sys
from itertools import combinations
from pathlib import Path

import fit_tone
import numpy as np
import pandas as pd

from utils.framing import load_codebook, measured
from utils.framing import score_sentences as score_frame_sentences
from utils.framing import score_texts as score_frames
from utils.sentiment import INSTRUMENTS, towards_card
from utils.sentiment import score_texts as score_tone
from utils.text import quoted_stretches, split_sentences
from utils.uncertainty import wilson
from utils.voices import find_quotes, quote_table

DRAWS = 1000
MERGED = {
    "political_and_policies": ["political", "policy_prescription_and_evaluation"],
    "economic": ["economic"],
    "legality_and_crime": ["legality_constitutionality_and_jurisprudence", "crime_and_punishment"],
    "health_and_safety": ["health_and_safety"],
    "fairness_and_equality": ["fairness_and_equality"],
    "cultural_identity": ["cultural_identity"],
    "security_and_defense": ["security_and_defense"],
    "public_opinion": ["public_opinion"],
    "morality": ["morality"],
}
RESULTS = Path(__file__).with_name("results")
DOCS = Path(__file__).resolve().parent.parent / "docs"
COLUMNS = ["what", "method", "measure", "n", "value", "low", "high", "people"]
GENERIC = {
    "RE": "responsibility",
    "HI": "human_interest",
    "CO": "conflict",
    "MO": "morality",
    "EC": "economic_consequences",
}


def main(gold, docs=DOCS):
    """Measure all that GOLD has data for, and write the page."""
    sets = {name: measure for name, measure in MEASURES.items() if (gold / name).is_file()}
    if not sets:
        sys.exit(f"{gold} has none of {', '.join(MEASURES)}.")
    rows = [row for name, measure in sets.items() for row in measure(gold / name)]
    table = pd.DataFrame([*rows, *single_hits()], columns=COLUMNS)
    (docs / "accuracy.md").write_text(page(table), encoding="utf-8")
    print(table.round(3).to_string(index=False))


def single_hits():
    """What readers who opened single hits said of them: counts that were taken by hand, with Wilson's interval."""
    for row in pd.read_csv(RESULTS / "hits_read.csv", keep_default_na=False).itertuples():
        yield (row.what, row.method, row.measure, row.read, *wilson(row.right, row.read), row.people)


def tone(path):
    """Correlation with the mean of twenty raters, sentences and means of articles."""
    snippets = pd.read_csv(path, dtype={"id": str})
    scores = score_tone(snippets["text"])
    features, people, articles, seen = fit_tone.rated(snippets)
    scores["tone"] = 0.0
    scores.loc[seen, "tone"] = fit_tone.out_of_fold(features, people, articles)
    table = scores.assign(people=snippets["mean_rating"], article=snippets["id"].str.split("_").str[0])
    for column, method in INSTRUMENTS.items():
        measure = lambda part, column=column: part[column].corr(part["people"])  # noqa: E731
        yield ("tone of editorial sentences", method, "correlation", len(table), *interval(table, measure), ".72")
    means = table.groupby("article").mean().reset_index()
    for column, method in INSTRUMENTS.items():
        measure = lambda part, column=column: part[column].corr(part["people"])  # noqa: E731
        yield ("tone of editorials (means)", method, "correlation", len(means), *interval(means, measure), "")


def towards(path):
    """Macro-F1 over negative, neutral and positive towards one marked person."""
    data, what = pd.read_csv(path), "tone towards a person"
    compound = score_tone(data["text"])["vader_compound"]
    guess = np.where(compound > 0.05, 1, np.where(compound < -0.05, -1, 0))
    table = pd.DataFrame({"people": data["label"], "guess": guess, "article": data["text"]})
    yield (what, "VADER of the sentence", "macro-F1", len(table), *interval(table, macro_f1), "")
    for row in towards_card()["measured"]["scores"]:  # out of fold, when the model was fitted
        method = f"tone towards the mention{row['where']}"
        yield (what, method, "macro-F1", row["mentions"], row["macro_f1"], row["low"], row["high"], "")


def sentences(path):
    """F1 of sentence ends inside paragraphs."""
    rows = []
    for article in _lines(path):
        last = [*article["opens_paragraph"][1:], True]
        ends = [end for _, end in article["sentences"]]
        inner = {end for end, closes in zip(ends, last, strict=True) if not closes}
        ours = {end for _, end in split_sentences(article["text"])} - (set(ends) - inner)
        rows.append((article["id"], len(inner & ours), len(inner - ours), len(ours - inner)))
    table = pd.DataFrame(rows, columns=["article", "found", "missed", "wrong"])
    n = int((table["found"] + table["missed"]).sum())
    yield ("sentence ends, news", "Punkt and our abbreviations", "F1", n, *interval(table, _f1), "")


def quotations(path):
    """F1 of quoted stretches, share of right speakers, words of indirect speech."""
    rows = []
    for article in _lines(path):
        text, found = article["text"], find_quotes(article["text"])
        wanted = _stretches(article)
        ours = [(r.start, r.end, r) for r in found.itertuples() if r.kind in ("direct", "mixed")]
        pairs = [(span, r) for a, b, r in ours for span in wanted if _overlap((a, b), span) >= 0.75]
        judged = [_same_speaker(text, r, wanted[span]) for span, r in pairs if wanted[span]]
        counts = (len({s for s, _ in pairs}), len(wanted) - len({s for s, _ in pairs}), len(ours) - len(pairs))
        rows.append((article["id"], *counts, sum(judged), len(judged), *_indirect(article, found)))
    names = ["article", "found", "missed", "wrong", "right", "judged", "shared", "coded", "ours"]
    table = pd.DataFrame(rows, columns=names)
    n = int((table["found"] + table["missed"]).sum())
    yield ("quoted stretches, political news", "marks and rules", "F1", n, *interval(table, _f1), "")
    share = lambda part: part["right"].sum() / part["judged"].sum()  # noqa: E731
    n, what = int(table["judged"].sum()), "words that name the speaker of a quotation"
    yield (what, "grammar and rules", "share right", n, *interval(table, share), "")
    for name, of in (("precision", "ours"), ("recall", "coded")):
        share = lambda part, of=of: part["shared"].sum() / part[of].sum()  # noqa: E731
        n = int(table["coded"].sum())
        yield ("words of indirect speech", "grammar and rules", name, n, *interval(table, share), "")


def names(path):
    """Of the persons and institutions who speak, how many get the right name, and how many a wrong one."""
    texts = {article["id"]: article for article in _lines(path.parent / "quotes.jsonl")}
    rows = []
    for coded in _lines(path):
        article = texts[coded["id"]]
        corpus = pd.DataFrame({"doc_id": [coded["id"]], "source": "", "text": [article["text"]]})
        found = [row for row in quote_table(corpus).itertuples() if row.kind in ("direct", "mixed", "indirect")]
        actors = {actor["name"]: [actor["name"], *actor["forms"]] for actor in coded["actors"]}
        forms = {name: set(map(_plain, all_forms)) for name, all_forms in actors.items()}
        for speaker in coded["speakers"]:
            who = speaker["who"] if isinstance(speaker["who"], list) else [speaker["who"]]
            spans = article["attributions"][speaker["n"]]["content"]
            shared = {row: sum(max(min(row.end, b) - max(row.start, a), 0) for a, b in spans) for row in found}
            best = max(shared, key=shared.get, default=None)
            enough = best and 2 * shared[best] >= min(sum(b - a for a, b in spans), best.end - best.start) > 0
            if speaker["kind"] not in ("person", "institution") or not who[0] or not enough:
                continue
            wanted = set().union(*(forms.get(name, {_plain(name)}) for name in who))
            ours = {_plain(name) for name in best.speaker_names}
            right = any(name in wanted or {name.split()[-1]} & {form.split()[-1] for form in wanted} for name in ours)
            rows.append((coded["id"], right, bool(ours) and not right))
    table = pd.DataFrame(rows, columns=["article", "right", "wrong"])
    for column, measure in (("right", "share right"), ("wrong", "share wrong")):
        share = lambda part, column=column: part[column].mean()  # noqa: E731
        yield ("name of a speaker found", "grammar and rules", measure, len(table), *interval(table, share), "")


def _plain(name):
    return re.sub(r"\W+", " ", re.sub(r"[’']s\b", "", name)).strip().lower() or name


def generic(path):
    """Area under the curve for each generic frame of an article."""
    articles = pd.read_csv(path)
    scores = score_frames(articles["text"], load_codebook("generic"))
    for code, frame in GENERIC.items():
        table = pd.DataFrame({"score": scores[frame], "coded": articles[code].astype(bool), "article": articles.index})
        label = frame.replace("_", " ") + (" (coded as resolution)" if code == "RE" else "")
        yield (f"generic frame {label}", "codebook", "AUC", len(table), *interval(table, _area), "")


def leanings(path):
    """Differences between outlets by leaning: the codebook's shares beside the shares of articles coded yes."""
    articles, codebook = pd.read_csv(path), load_codebook("generic")
    corpus = articles.assign(doc_id=articles["id"].astype(str))[["doc_id", "source", "text"]]
    shares = measured(score_frame_sentences(corpus, codebook), codebook).set_index("doc_id").loc[corpus["doc_id"]]
    table = articles[["leaning", *GENERIC]].assign(article=articles.index)
    table[list(GENERIC.values())] = shares[list(GENERIC.values())].to_numpy()

    def gaps(part, columns):
        means = part.groupby("leaning")[list(columns)].mean()
        pairs = combinations(means.index, 2)
        return np.concatenate([means.loc[one].to_numpy() - means.loc[two].to_numpy() for one, two in pairs])

    def together(part):
        return np.corrcoef(gaps(part, GENERIC), gaps(part, GENERIC.values()))[0, 1]

    what, method, n = "differences between four leanings", "codebook", len(articles)
    yield (f"{what}, five frames", method, "correlation", n, *interval(table, together), "")
    for code, frame in GENERIC.items():
        sign = lambda part, code=code: np.mean(gaps(part, [code]) * gaps(part, [GENERIC[code]]) > 0)  # noqa: E731
        yield (f"{what}, {frame.replace('_', ' ')}", method, "same sign", n, *interval(table, sign), "")


def policy_articles(path):
    """Area under the curve for each policy frame of an article, and their mean."""
    articles, codebook = list(_lines(path)), load_codebook("policy")
    scores = score_frames([article["text"] for article in articles], codebook)
    for frame, label in codebook.labels().items():
        coded = [frame in article["frames"] for article in articles]
        table = pd.DataFrame({"score": scores[frame], "coded": coded, "article": range(len(articles))})
        yield (f"policy frame {label.lower()}", "codebook", "AUC", len(table), *interval(table, _area), "")


def policy_sentences(path):
    """Macro-F1 over the nine classes into which the coders merged the policy frames; the strongest one is the guess."""
    data = pd.read_csv(path).query("frame != 'other'")
    scores = score_frames(data["text"], load_codebook("policy"))
    merged = pd.DataFrame({name: scores[members].max(axis="columns") for name, members in MERGED.items()})
    guess = merged.idxmax(axis="columns").where(merged.max(axis="columns") > 0, next(iter(MERGED)))
    table = pd.DataFrame({"people": data["frame"].to_numpy(), "guess": guess, "article": data["id"].to_numpy()})
    measure = lambda part: macro_f1(part, list(MERGED))  # noqa: E731
    row = ("policy frame of a sentence, nine classes", "codebook", "macro-F1", len(table), *interval(table, measure))
    yield (*row, "alpha .76")


MEASURES = {
    "tone_snippets.csv": tone,
    "target_tone.csv": towards,
    "sentences_news.jsonl": sentences,
    "quotes.jsonl": quotations,
    "speakers_by_name.jsonl": names,
    "frames_articles_generic.csv": lambda path: [*generic(path), *leanings(path)],
    "frames_articles_policy.jsonl": policy_articles,
    "frames_sentences.csv": policy_sentences,
}
PAGE = """# Accuracy

How far the instruments agree with people. Made by `make accuracy GOLD=folder`; do not edit. 95 % intervals redraw
articles. What was fitted to a data set (tone, and tone towards a mention) is measured on articles or sentences
that it was not fitted to; nothing else was fitted. Which groups of words were added to the word list by
hand was decided with the rated editorials in view, so its numbers may be a little too high.

{table}

A comparison of groups needs less than a score of one article: the row "differences between four leanings" holds the
codebook's shares of outlets of four political leanings against the shares of articles that coders said yes to. Where
*same sign* is below .5, do not compare sources by that frame.

*People* is how well one person does against the others, or how well coders agree. It is a yardstick, not a ceiling. For
tone towards a person a neural model fitted to the set, RoBERTa with a recurrent network on top, reaches .83 on
other sentences of the same set (Hamborg & Donnay 2021). Trained coders of generic frames disagree often, too, which
no area under a curve shows.

Rows with *a reader said yes* open single hits: what a machine marked in a sentence, drawn by chance from articles that
nobody had looked at while the indicators were written. Under *people* stands how often a second reader said the same as
the first (152 hits; kappa .68). Frames were drawn twice; what readers refused in the first draw was mended before the
second, and both count: in the second alone .81 of the generic and .84 of the policy hits were confirmed. From which
probability on tone towards tells a side was decided after its hits were read. Agreement over many articles and truth of
single hits are two things: the first may be high where the second is low. One reader's yes is a reading, not a truth;
texts are American political news of 2010 to 2019.

An area of .5 is chance, 1 a perfect ranking. The scores hold for texts like these: American editorials and political
news, English, and, for frames, articles on climate. They say nothing of other kinds of text.

## Whether intervals and tests hold

Simulated on real articles by `benchmarks/coverage.py`: two sources are drawn at random from one set of articles, so
that every difference is false, and the mean of all articles is the truth. In per cent; nominal is 5. Frames: the
lowest and the highest of five. *Error* is that of the simulation. Of words twice as frequent on one side the table says
how many are found.

{coverage}

## Where the data can be had

| data | from | cite |
|---|---|---|
| ratings of editorial sentences | github.com/cjhutto/vaderSentiment, additional_resources | Hutto & Gilbert 2014 |
| tone towards persons: NewsMTSC | github.com/fhamborg/NewsMTSC | Hamborg & Donnay 2021 |
| sentence ends: GUM, news | universaldependencies.org, English-GUM | Zeldes 2017 |
| quotations: PolNeAR | github.com/networkdynamics/PolNeAR | Newell, Margolin & Ruths 2018 |
| generic frames: Narrative Frames Corpus | github.com/phenixace/narrative-framing | Frermann et al. 2023 |
| policy frames of articles: SemEval-2023 task 3 | from its organisers | Piskorski et al. 2023 |
| policy frames of sentences: FrAC | github.com/mattguida/FrAC | Guida et al. 2025 |
"""


def page(table):
    """The table as Markdown within the page."""
    shown = table.assign(
        value=table["value"].map(_short),
        interval=[f"{_short(low)} to {_short(high)}" for low, high in zip(table["low"], table["high"], strict=True)],
        n=table["n"].map("{:,}".format),
    )
    names = ["what", "method", "measure", "n", "value", "interval", "people"]
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in shown[names].itertuples(index=False)]
    return PAGE.format(coverage=_coverage(), table="\n".join(lines))


def _coverage():
    """The table of `coverage.py`: a row a design, tone beside the frames."""
    table = pd.read_csv(RESULTS / "coverage.csv")
    kind, name = table["what"].str.rsplit(", ", n=1).str[0], table["what"].str.rsplit(", ", n=1).str[-1]
    lines = ["| what | design | tone, or all | frames | error | runs |", "|---|---|---|---|---|---|"]
    for (what, design), part in table.groupby([kind, "design"], sort=False):
        frames = part.loc[~name[part.index].isin(["tone", what]), "per cent"]
        alone = part.loc[name[part.index].isin(["tone", what]), "per cent"]
        cells = [f"{alone.item():.1f}" if len(alone) else "", f"{frames.min():.1f} to {frames.max():.1f}"]
        cells[1] = cells[1] if len(frames) > 1 else f"{frames.item():.1f}" if len(frames) else ""
        lines.append(
            f"| {what} | {design} | {' | '.join(cells)} | {part['error'].max():.1f} | {part['runs'].max():,} |"
        )
    return "\n".join(lines)


def _short(value):
    return f"{value:.2f}".replace("0.", ".", 1)


def _lines(path):
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _stretches(article):
    """{what stands in quotation marks inside an attribution's content: its speaker's spans}."""
    wanted = {}
    marks = quoted_stretches(article["text"])
    for one in article["attributions"]:
        for begin, end in one["content"]:
            for start, stop in marks:
                first, last = max(start, begin), min(stop, end)
                if last - first > 2:
                    wanted[first, last] = one["source"]
    return wanted


def _overlap(one, two):
    shared = min(one[1], two[1]) - max(one[0], two[0])
    return shared / (max(one[1], two[1]) - min(one[0], two[0]))


def _same_speaker(text, row, spans):
    """Whether our speaker covers the last word of the coded one, or ends in the same word."""
    if not isinstance(row.speaker, str):
        return False
    first, last = spans[0][0], spans[-1][1]
    head = re.findall(r"\w+", text[first : spans[0][1]])[-1:]
    return head == re.findall(r"\w+", row.speaker)[-1:] or (row.speaker_start < last and first < row.speaker_end)


def _indirect(article, found):
    """Words outside quotation marks: in both, coded, ours."""
    text = article["text"]
    inside = {i for a, b in quoted_stretches(text) for i in range(a, b)}
    starts = [m.start() for m in re.finditer(r"\w+", text) if m.start() not in inside]
    coded = {i for i in starts for one in article["attributions"] for a, b in one["content"] if a <= i < b}
    spans = [(r.start, r.end) for r in found.itertuples() if r.kind == "indirect"]
    ours = {i for i in starts for a, b in spans if a <= i < b}
    return len(coded & ours), len(coded), len(ours)


def _f1(part):
    return 2 * part["found"].sum() / (2 * part["found"] + part["missed"] + part["wrong"]).sum()


def macro_f1(part, labels=(-1, 0, 1)):
    scores = []
    for label in labels:
        people, guess = part["people"] == label, part["guess"] == label
        scores.append(2 * (people & guess).sum() / max(people.sum() + guess.sum(), 1))
    return np.mean(scores)


def _area(table):
    ranks, ones = table["score"].rank(), table["coded"].sum()
    return (ranks[table["coded"]].sum() - ones * (ones + 1) / 2) / (ones * (len(table) - ones))


def interval(table, measure, seed=0):
    """The measure, and its 95 % interval from redrawing articles."""
    rows = list(table.reset_index(drop=True).groupby("article", sort=True).indices.values())
    rng = np.random.default_rng(seed)
    draws = [
        measure(table.iloc[np.concatenate([rows[i] for i in rng.integers(len(rows), size=len(rows))])])
        for _ in range(DRAWS)
    ]
    return measure(table), *np.quantile(draws, [0.025, 0.975])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
