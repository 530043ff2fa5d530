"""One outlet under several names is proposed, never merged, and merged where somebody says so."""

import pandas as pd
import pytest
from article_files import TEXT, events, put

from utils.corpus import load_corpus
from utils.errors import CorpusError
from utils.loading.outlets import alike
from utils.summary import articles_by_year, describe_loading


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["The Guardian (London)", "The Guardian(London)", "theguardian.com", "The Times (London)"], 3),
        (["www.bbc.co.uk", "BBC", "bbc.com"], 3),
        (["THE NEW YORK TIMES", "New York Times, The", "The New York Times"], 3),
        (["The Times (London)", "The Times (Trenton)"], 0),
        (["The Times (London)", "The Times(London)", "The Times (Trenton)", "Times"], 2),
        (["Die Welt", "DIE WELT (Deutschland)", "welt.de", "Welt am Sonntag"], 3),
        (["El País", "El Pais", "elpais.com/internacional"], 3),
        (["Le Monde", "Monde, Le", "lemonde.fr", "Le Monde.fr"], 4),
        (["The Lantern", "The Lantern - International Edition", "The Lantern (Online Edition)"], 3),
        (["The Sun", "thesun.co.uk", "The Sunday Sun"], 2),
        (["The Sun", "The Star"], 0),
        (["a.example", "b.example"], 0),
        (["Article A", "Article B"], 0),
    ],
)
def test_names_that_look_like_one_outlet(names, expected):
    assert sum(map(len, alike(names))) == expected


def table(sources):
    return pd.DataFrame({"text": [f"{TEXT} {i}." for i in range(len(sources))], "source": sources}).to_csv(index=False)


def test_alike_names_are_told_and_joined_only_by_a_file(tmp_path):
    put(tmp_path, "a.csv", table(["The Guardian (London)", "theguardian.com", "theguardian.com", "The Lantern"]))
    corpus = load_corpus(tmp_path)
    assert corpus["source"].nunique() == 3
    assert any(
        "'The Guardian (London)' (1), 'theguardian.com' (2) may be one" in why for _, why in events(corpus, "noted")
    )
    put(tmp_path, "outlets.csv", "spelling,outlet\nThe Guardian (London),Guardian\ntheguardian.com,Guardian\nx,y\n")
    corpus = load_corpus(tmp_path)
    assert corpus["source"].value_counts().to_dict() == {"Guardian": 3, "The Lantern": 1}
    assert ["outlets.csv", "names the outlets of 3 articles anew"] in events(corpus, "repaired")
    assert ["outlets.csv", "has names that no article carries: x"] in events(corpus, "noted")
    put(tmp_path, "outlets.csv", "spelling,outlet\nThe Lantern,A\nThe Lantern,B\n")
    with pytest.raises(CorpusError, match="two outlets for 'The Lantern'"):
        load_corpus(tmp_path)
    put(tmp_path, "outlets.csv", "name\nx\n")
    with pytest.raises(CorpusError, match="needs the columns 'spelling' and 'outlet'"):
        load_corpus(tmp_path)


def test_addresses_and_a_source_for_each_article_are_told(tmp_path):
    addresses = [f"https://www.x.example/{i}" for i in range(6)] + ["https://y.example/a"]
    corpus = load_corpus(put(tmp_path, "a.csv", table(addresses)))
    told = "7 articles have an address for their source, of 2 sites: x.example (6), y.example (1); name the column"
    assert any(why.startswith(told) for _, why in events(corpus, "noted"))
    put(tmp_path, "Outlets.CSV", "Spelling;Outlet\nx.example;The Lantern\nhttps://y.example/a;Courier\n")
    corpus = load_corpus(tmp_path)
    assert corpus["source"].value_counts().to_dict() == {"The Lantern": 6, "Courier": 1}
    assert not any(item == "source" for item, _ in events(corpus, "noted"))
    corpus = load_corpus(put(tmp_path, "b.csv", table([f"writer {i}" for i in range(6)])))
    assert any(why.startswith("each of the 6 articles has a source of its own") for _, why in events(corpus, "noted"))


def test_what_was_read_in_five_lines(tmp_path):
    german = "Der Rat trat am Montag zusammen und beschloss nach langer Aussprache, die Brücke zu schließen. " * 3
    rows = [(f"{TEXT} a.", "A", "2024-05-01"), (f"{TEXT} b.", "B", ""), (german, "B", "2025-05-01"), ("nan", "B", "")]
    put(tmp_path, "a.csv", pd.DataFrame(rows, columns=["text", "source", "date"]).to_csv(index=False))
    put(tmp_path, "b.pages", "x")
    corpus = load_corpus(tmp_path)
    told = describe_loading(corpus)
    assert told[:3] == [
        "3 articles from 2 sources were read from 1 file.",
        "2 date from 1 May 2024 to 1 May 2025; 1 has no date.",
        "Not in English, and left out of tone, frames and voices: 1 (German 1).",
    ]
    assert told[3].startswith("2 files or rows were left out; the first: b.pages is a document of Apple's Pages")
    assert len(told) == 5
    assert articles_by_year(corpus).loc["B"].to_dict() == {"2024": 0, "2025": 1, "undated": 1, "all": 2}
