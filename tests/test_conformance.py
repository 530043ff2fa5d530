"""Numbers that other tools publish for small inputs, where the files with them are at hand (`CONFORMANCE=folder`).

The decisive ones are typed into the other tests, with their source; here every case of a measure we have is run.
"""

import json
import os
from pathlib import Path

import pandas as pd
import pytest

from utils.words.concordances import concordance
from utils.words.keyness import keyness
from utils.words.measures import chi2, diff_percent, dispersion, g2_dunning, g2_rayson, log_ratio, simple_maths
from utils.words.readability import lexical_diversity, readability_scores

CONFORMANCE = Path(os.environ.get("CONFORMANCE", ""))
pytestmark = pytest.mark.skipif(
    not (CONFORMANCE / "keyness_published.json").is_file(), reason="CONFORMANCE does not name the published numbers"
)


def cases(name):
    return json.loads((CONFORMANCE / f"{name}_published.json").read_text(encoding="utf-8"))["cases"]


FROM_COUNTS = {
    "G2_two_cell(Rayson)": g2_rayson,
    "G2_two_cell(Rayson) signed": g2_rayson,
    "G2_four_cell(Dunning) signed": g2_dunning,
    "log_ratio": log_ratio,
    "log_ratio zero cell replaced by 0.5": log_ratio,
    "percent_diff": diff_percent,
    "chi2_pearson_2x2_no_yates": chi2,
    "simple_maths k=100 per million": lambda *counts: simple_maths(*counts, k=100),
    "simple_maths N=1 per million": simple_maths,
}


def test_keyness():
    done = 0
    for case in cases("keyness"):
        if formula := FROM_COUNTS.get(case["measure"]):
            counts = [case["input"][name] for name in ("a", "b", "n1", "n2")]
            assert float(formula(*counts)) == pytest.approx(case["expected"], abs=case["abs_tol"]), case["id"]
            done += 1
    assert done >= 12


def test_order_of_words_by_g2():
    done = 0
    for case in cases("keyness"):
        if case["id"].startswith("qt_rank_lr"):
            lists = [pd.Series(case["input"][name].split()).value_counts() for name in ("d1", "d2")]
            one, two = lists if case["id"].endswith("t1") else lists[::-1]
            table = keyness(one, two).sort_values(["g2", "term"], ascending=[False, True])
            assert table["term"].tolist() == case["expected"], case["id"]
            done += 1
    assert done == 2


def test_dispersion():
    ours = {"juilland_d": "juilland_d", "rosengren_s": "rosengren_s", "dp": "dp", "dp_norm": "dp_norm", "kl": "kl"}
    ours |= {"range": "range", "Rrel": "range_share", "D": "juilland_d", "D2": "carroll_d2", "S": "rosengren_s"}
    done = 0
    for case in cases("dispersion"):
        given, expected = case["input"], case["expected"]
        if "gries_direction" in case["id"] or not isinstance(expected, dict):
            continue
        if "parts" in given:
            parts = [part.split() for part in given["parts"]]
            counts, sizes = [part.count(given["item"]) for part in parts], [len(part) for part in parts]
        else:
            counts, sizes = given["subfreq"], given["partsize"]
        found = dispersion(counts, sizes)
        for name, value in expected.items():
            if name in ours:
                assert found[ours[name]] == pytest.approx(value, abs=case["abs_tol"]), (case["id"], name)
                done += 1
        if "DP" in expected:
            assert 1 - found["dp"] == pytest.approx(expected["DP"], abs=case["abs_tol"]), case["id"]
    assert done >= 20


def test_lexical_diversity():
    ours = {"TTR": "ttr", "MATTR": "mattr", "MTLD": "mtld", "HD-D": "hdd", "Yule's K": "yule_k"}
    done = 0
    for case in cases("lexdiv"):
        given = case["input"]
        if case["measure"] in ours and "tokens" in given and "DISPUTED" not in case["notes"]:
            options = {name: given[name] for name in ("window", "threshold", "draws") if name in given}
            found = lexical_diversity(given["tokens"], **options)[ours[case["measure"]]]
            assert found == pytest.approx(case["expected"], abs=max(case["abs_tol"], 1e-9)), case["id"]
            done += 1
    assert done >= 12


def test_readability_from_the_counts_given():
    # Flesch-Kincaid is left out: that tool multiplies by 0.38 where Kincaid et al. (1975) have 0.39.
    counts = {"sentences": 7, "words": 117, "letters": 562, "characters": 562}
    formulas = {"ARI": "ari", "Flesch": "flesch", "FOG": "gunning_fog"}
    flesch = next(case["expected"] for case in cases("readability") if case["id"] == "pyread_Flesch")
    syllables = round((206.835 - 1.015 * 117 / 7 - flesch) / 84.6 * 117)
    found = readability_scores(**counts, syllables=syllables, hard_words=17)
    for case in cases("readability"):
        if case["id"].startswith("pyread") and case["measure"] in formulas:
            assert found[formulas[case["measure"]]] == pytest.approx(case["expected"], abs=1e-6), case["id"]


def test_concordance():
    for case in cases("kwic"):
        given, pattern = case["input"], case["input"]["pattern"]
        if not isinstance(pattern, str) or "regex" in pattern or "separator" in given:
            continue
        lines = concordance(given["docs"], pattern.removesuffix(" (phrase)"), given["window"])
        found = [(line.left.strip(), line.match, line.right.strip()) for line in lines.itertuples()]
        assert found == [(line["pre"], line["keyword"], line["post"]) for line in case["expected"]], case["id"]
