"""Near copies: found where they are, counted exactly, and nothing else called a copy."""

import random
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.corpus import load_corpus, load_report, load_truth
from utils.loading.copies import RUN, near_duplicates

VOCABULARY = [f"{a}{b}{c}" for a in "bdfglm" for b in "aeiou" for c in "nrst"]


def written(seed, n):
    source = random.Random(seed)
    return [source.choice(VOCABULARY) for _ in range(n)]


def corpus_of_words(texts):
    rows = [(f"d{i}", f"S{i % 3}", " ".join(words)) for i, words in enumerate(texts)]
    return pd.DataFrame(rows, columns=["doc_id", "source", "text"])


def jaccard(one, other):
    """The definition, by sets of runs."""
    runs = [{tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)} for words in (one, other)]
    return len(runs[0] & runs[1]) / len(runs[0] | runs[1])


def test_a_copy_with_another_beginning_is_found_with_its_exact_similarity():
    original, other = written(1, 300), written(2, 300)
    copy = written(3, 40) + original[40:]
    found = near_duplicates(corpus_of_words([original, other, copy]))
    assert found["doc_id"].tolist() == ["d0", "d2"]
    assert found["first"].tolist() == ["d0", "d0"]
    assert found["similarity"].tolist() == pytest.approx([jaccard(original, copy)] * 2, abs=1e-4)


@pytest.mark.parametrize("kept", [300, 280, 250])
def test_what_is_found_agrees_with_comparing_every_pair(kept):
    texts = [written(i, 300) for i in range(12)]
    texts += [text[:kept] + written(99 + i, 300 - kept) for i, text in enumerate(texts[:6])]
    expected = {i for i, j in combinations(range(18), 2) if jaccard(texts[i], texts[j]) >= 0.5}
    expected |= {j for i, j in combinations(range(18), 2) if jaccard(texts[i], texts[j]) >= 0.5}
    found = near_duplicates(corpus_of_words(texts))
    assert set(found["doc_id"]) == {f"d{i}" for i in expected}
    assert found["cluster"].nunique() == 6


def test_a_large_cluster_stays_one():
    text = written(1, 200)
    found = near_duplicates(corpus_of_words([*[text] * 60, written(2, 200)]))
    assert len(found) == 60
    assert set(found["first"]) == {"d0"}


@given(st.lists(st.text(max_size=80), max_size=8))
def test_any_texts_and_the_first_of_a_cluster_is_in_it(texts):
    corpus = pd.DataFrame({"doc_id": list(map(str, range(len(texts)))), "source": "A", "text": texts})
    found = near_duplicates(corpus)
    assert set(found["first"]) <= set(found["doc_id"])
    assert found["similarity"].between(0.5, 1).all()


def test_the_planted_copies_of_the_practice_corpus_are_found():
    found = near_duplicates(load_corpus("practice"))
    clusters = found.groupby("cluster")["doc_id"].agg(set).tolist()
    for kind in ("near_duplicate", "duplicate"):
        try:
            planted = load_truth(kind)
        except ValueError:
            continue
        for row in planted.itertuples():
            assert any({row.doc_id, row.value} <= cluster for cluster in clusters), (kind, row.doc_id)


def test_load_corpus_keeps_flags_or_takes_the_first():
    kept, flagged, first = (load_corpus("practice", duplicates=how) for how in ("keep", "flag", "first"))
    assert len(kept) == len(flagged) == 36
    assert "copy_of" not in kept
    marked = flagged[flagged["copy_of"] != ""]
    assert len(first) == 36 - len(marked) < 36
    assert (marked["similarity"] >= 0.5).all()
    assert flagged.loc[flagged["copy_of"] == "", "similarity"].isna().all()
    report = load_report(first)
    assert len(report[(report["outcome"] == "skipped") & report["why"].str.contains("which is kept")]) == len(marked)
    with pytest.raises(ValueError, match="takes duplicates='keep', 'flag' or 'first'; it was given 'drop'"):
        load_corpus(duplicates="drop")
    with pytest.raises(ValueError, match="needs a threshold above 0"):
        near_duplicates(kept, threshold=0)
