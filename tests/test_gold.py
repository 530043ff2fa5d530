"""Against people: sentence ends and frames that humans marked, where the data are at hand (`GOLD=folder make test`)."""

import json
import os
from pathlib import Path

import pandas as pd
import pytest

from utils.framing import load_codebook, score_texts
from utils.text import split_sentences

GOLD = Path(os.environ.get("GOLD", ""))
needs_gold = pytest.mark.skipif(
    not (GOLD / "sentences_news.jsonl").is_file(), reason="GOLD does not name the human-coded data"
)


@needs_gold
def test_sentence_ends_inside_paragraphs():
    found = missed = wrong = 0
    for line in (GOLD / "sentences_news.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        opens = [*article["opens_paragraph"][1:], True]
        inner = {end for (_, end), last in zip(article["sentences"], opens, strict=True) if not last}
        outer = {end for (_, end), last in zip(article["sentences"], opens, strict=True) if last}
        ours = {end for _, end in split_sentences(article["text"])} - outer
        found, missed, wrong = found + len(inner & ours), missed + len(inner - ours), wrong + len(ours - inner)
    assert 2 * found / (2 * found + missed + wrong) >= 0.95


@needs_gold
def test_the_generic_codebook_ranks_articles_better_than_chance():
    articles = pd.read_csv(GOLD / "frames_articles_generic.csv")
    scores = score_texts(articles["text"], load_codebook("generic"))
    pairs = {"HI": "human_interest", "CO": "conflict", "MO": "morality", "EC": "economic_consequences"}
    for code, frame in pairs.items():
        ranks, coded = scores[frame].rank(), articles[code].astype(bool)
        ones, zeros = coded.sum(), (~coded).sum()
        area = (ranks[coded].sum() - ones * (ones + 1) / 2) / (ones * zeros)
        assert area >= 0.62, (frame, area)
