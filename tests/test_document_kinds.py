"""XML, mails, subtitles, books, feeds, lists of references and archives of pages, as programs really write them."""

import io
import plistlib
from email.message import EmailMessage

import pytest
from article_files import (
    ADDRESS,
    MARKED,
    PARAGRAPHS,
    RIS,
    SOURCE,
    TEXT,
    TITLE,
    epub_of,
    events,
    page_of,
    put,
    rewritten,
    warc_of,
    zip_of,
)

from utils.corpus import load_corpus
from utils.errors import CorpusError
from utils.loading.readers import read

HEADER = (
    "<teiHeader><fileDesc><titleStmt><title>Bridge</title><author>Ann</author></titleStmt><publicationStmt><publisher>"
    "Uni</publisher><date>2020</date></publicationStmt><sourceDesc><bibl><title level='j'>Courier</title>"
    "<date when='1914-08-01'>1 Aug</date></bibl></sourceDesc></fileDesc></teiHeader>"
)


def texts(folder, name, content):
    documents, _ = read(put(folder, name, content))
    return [document["text"] for document in documents]


def said(folder, name, content):
    return [entry["why"] for entry in read(put(folder, name, content))[1]]


def tei(body, root="TEI"):
    return f"<?xml version='1.0'?><{root} xmlns='http://www.tei-c.org/ns/1.0'>{HEADER}<text>{body}</text></{root}>"


def srt(*cues, blank="\n"):
    times = "00:00:01,000 --> 00:00:02,000"
    return "".join(f"{number}\n{times}\n{cue}\n{blank}" for number, cue in enumerate(cues, 1))


# ---- XML ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>The <hi>old </hi>bridge<lb/>was<note>No.</note> opened.</p>", "The old bridge was opened."),
        ("<p>The har-<lb break='no'/>\nbour was quiet.</p>", "The harbour was quiet."),
        ("<p>She said <q>it is done</q>.</p><p>“<q>Yes</q>”</p>", "She said “it is done”.\n\n“Yes”"),
        ("<p>The <choice><sic>brigde</sic><corr>bridge</corr></choice> stands.</p>", "The bridge stands."),
        ("<sp><speaker>MAYOR.</speaker><p>I think so.</p><p>Or not.</p></sp>", "MAYOR: I think so.\n\nOr not."),
        (
            "<head>Bridge</head><fw>Page 1</fw><p>It stands.</p><!-- no --><list><item>A</item></list>",
            "It stands.\n\nA",
        ),
        ("<u who='#x'><note>Lee:</note><seg>We did.</seg><seg>Really.</seg></u>", "We did.\n\nReally."),
        ("<div>It stands.</div>", "It stands."),
    ],
)
def test_tei_keeps_what_stands_in_the_paper(tmp_path, body, text):
    assert texts(tmp_path, "a.xml", tei(f"<body>{body}</body>")) == [text]


def test_tei_says_what_it_knows_whatever_its_root(tmp_path):
    known = {"title": "Bridge", "date": "1914-08-01", "source": "Courier", "author": "Ann"}
    for root in ("TEI", "TEI.2"):
        documents, _ = read(put(tmp_path, "a.xml", tei("<body><p>It stands.</p></body>", root)))
        assert documents == [{**known, "text": "It stands."}]
    one, empty = tei("<body><p>One.</p></body>"), tei("<body/>")
    several = "<teiCorpus>" + "".join(text.split("?>")[1] for text in (one, empty, one)) + "</teiCorpus>"
    documents, entries = read(put(tmp_path, "b.xml", several))
    assert [document["row"] for document in documents] == [1, 3]
    assert [(one["item"], one["outcome"]) for one in entries] == [("b.xml", "noted"), ("b.xml, row 2", "skipped")]
    group = "<group><text><body><p>One.</p></body></text><text><body><p>Two.</p></body></text></group>"
    assert texts(tmp_path, "c.xml", tei(group)) == ["One.\n\nTwo."]


NITF = (
    "<!DOCTYPE nitf SYSTEM 'http://www.nitf.org/nitf-3-3.dtd'><nitf><head><title>x</title><pubdata date.publication="
    f"'20070101T000000' name='The Times'/></head><body><body.head><hedline><hl1>{TITLE}</hl1></hedline></body.head>"
    "<body.content><block class='lead_paragraph'><p>LEAD: One.</p></block><block class='full_text'><p>LEAD: One.</p>"
    "<p>One.</p><p>Two.</p></block></body.content></body></nitf>"
)
G2 = (
    "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet><newsItem><itemMeta><provider literal='dpa'/>"
    f"</itemMeta><contentMeta><headline>{TITLE}</headline></contentMeta><contentSet>{{}}</contentSet></newsItem>"
    "<newsItem><contentSet><remoteContent href='x.jpg'/></contentSet></newsItem></itemSet></newsMessage>"
)
JATS = (
    "<!DOCTYPE article PUBLIC '-//NLM//DTD JATS//EN' 'JATS.dtd'><article><front><journal-meta><journal-title>J"
    "</journal-title></journal-meta><article-meta><title-group><article-title>T</article-title></title-group>"
    "<contrib-group><contrib><name><surname>Lee</surname><given-names>Ann</given-names></name></contrib><contrib><name>"
    "<surname>Bo</surname><given-names>Cy</given-names></name></contrib></contrib-group><pub-date><day>3</day><month>9"
    "</month><year>2025</year></pub-date></article-meta></front><body><sec><p>It stands<xref ref-type='bibr'>1</xref>."
    "</p><table-wrap><p>no</p></table-wrap></sec></body><back><ref-list><p>no</p></ref-list></back></article>"
)
FACTIVA = (
    "<ppsArticleResponse><article><headline><paragraph>Bridge</paragraph></headline><leadParagraph><paragraph>The "
    "<hlt>bridge</hlt>.</paragraph></leadParagraph><tailParagraphs><paragraph>Two.</paragraph></tailParagraphs>"
    "<publicationDate><date>20250903</date></publicationDate><sourceName>C</sourceName><copyright><paragraph>(c)"
    "</paragraph></copyright></article></ppsArticleResponse>"
)
PROQUEST = (
    "<RECORD><Obj><TitleAtt><Title>Bridge</Title></TitleAtt><NumericDate>2014-08-01</NumericDate></Obj><DFS><PubFrosting>"
    "<Title>C</Title></PubFrosting></DFS><TextInfo><Text>&lt;p>One.&lt;/p>&lt;p>Two &amp;amp; three.&lt;/p></Text>"
    "</TextInfo></RECORD>"
)


@pytest.mark.parametrize(
    ("content", "title", "source", "date", "text"),
    [
        (NITF, TITLE, "The Times", "2007-01-01", "One.\n\nTwo."),
        (G2.format("<inlineXML><html><body><p>One.</p></body></html></inlineXML>"), TITLE, "dpa", "", "One."),
        (G2.format("<inlineData>One.\n\nTwo.</inlineData>"), TITLE, "dpa", "", "One.\n\nTwo."),
        (JATS, "T", "J", "2025-09-03", "It stands."),
        (FACTIVA, "Bridge", "C", "2025-09-03", "The bridge.\n\nTwo."),
        (PROQUEST, "Bridge", "C", "2014-08-01", "One.\n\nTwo & three."),
    ],
)
def test_xml_of_agencies_journals_and_databases(tmp_path, content, title, source, date, text):
    document = read(put(tmp_path, "a.xml", content))[0][0]
    assert [document[name] for name in ("title", "source", "date", "text")] == [title, source, date, text]


def test_authors_of_an_article_stand_together(tmp_path):
    assert read(put(tmp_path, "a.xml", JATS))[0][0]["author"] == "Ann Lee; Cy Bo"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_xml_of_any_encoding_with_names_of_letters_and_bare_ampersands(tmp_path, encoding):
    text = "<p>Café&nbsp;Zürich &mdash; R&D &amp; more.\x0b</p>"
    declared = f"<?xml version='1.0' encoding='{encoding.removesuffix('-sig')}'?>"
    content = declared + tei(f"<body>{text}</body>").split("?>")[1]
    assert texts(tmp_path, "a.xml", content.encode(encoding)) == ["Café Zürich — R&D & more."]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<cars><car/></cars>", "is XML whose first element is <cars>; feeds"),
        ("<!DOCTYPE a [<!ENTITY a 'aa'>]><rss>&a;</rss>", "declares XML entities of its own"),
        ("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a 'aa'>]><rss/>".encode("utf-16"), "declares XML entities"),
        (tei("<body><p>It")[:-20], "is no valid XML"),
        ("", "is no valid XML (Document is empty"),
        ("<TEI>" + "<div>" * 3000, "is no valid XML (Excessive depth"),
        ("<rss><channel><title>x</title></channel></rss>", "is a feed without items"),
    ],
)
def test_xml_that_is_not_read_has_its_sentence(tmp_path, content, message):
    with pytest.raises(CorpusError, match=r"a\.xml") as error:
        read(put(tmp_path, "a.xml", content))
    assert message in str(error.value)


# ---- feeds --------------------------------------------------------------------------------------------------------


def rss(*items, spaces=""):
    inside = "".join(f"<item>{item}</item>" for item in items)
    known = "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:media='http://search.yahoo.com/mrss/'"
    return f"<rss {known} {spaces}><channel><title>Café</title>{inside}</channel></rss>"


def test_an_item_has_its_full_text_before_its_teaser_and_no_captions(tmp_path):
    full = (
        "<title>A &amp;amp; B</title><link>https://c.example/1</link><category>News</category><category>Town</category>"
        "<media:content url='x'><media:title>No</media:title><media:description>A caption.</media:description>"
        f"</media:content><description>Short.</description><content:encoded><![CDATA[{MARKED}<p>The post <a>A</a> "
        "appeared first on <a>Café</a>.</p>]]></content:encoded><source>The Wire</source>"
    )
    teaser = (
        "<title>T</title><guid>https://c.example/2</guid><description>A &lt;b&gt;short&lt;/b&gt; one.</description>"
    )
    documents, entries = read(put(tmp_path, "a.rss", rss(full, teaser)))
    assert documents[0] == {
        **{"title": "A & B", "date": "", "author": "", "section": "News; Town", "url": "https://c.example/1"},
        **{"source": "The Wire", "text": TEXT, "row": 1},
    }
    assert [documents[1][name] for name in ("text", "url", "source")] == ["A short one.", "https://c.example/2", "Café"]
    why = "1 of 2 items hold a teaser, not the article; it stands at the address (url)"
    assert [entry["why"] for entry in entries] == ["is a feed of 2 items", why]


def test_items_of_atom_and_wordpress_keep_their_paragraphs(tmp_path):
    entry = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>B</title><entry><link rel='self' href='https://b/feed'/>"
        "<link rel='alternate' href='https://b/1'/><content type='{}'>{}</content></entry></feed>"
    )
    xhtml = f"<div xmlns='http://www.w3.org/1999/xhtml'>{MARKED}</div>"
    document = read(put(tmp_path, "a.atom", entry.format("xhtml", xhtml)))[0][0]
    assert (document["text"], document["url"]) == (TEXT, "https://b/1")
    assert texts(tmp_path, "b.atom", entry.format("text", "If a &lt; b, go.\n\nStop.")) == ["If a < b, go.\n\nStop."]
    post = rss("<content:encoded><![CDATA[One &amp; two.\n\nThree.]]></content:encoded>")
    assert texts(tmp_path, "wordpress.xml", post) == ["One & two.\n\nThree."]


# ---- mails and saved pages ----------------------------------------------------------------------------------------


def mail(plain="", page="", attached=(), **headers):
    message = EmailMessage()
    for name, value in headers.items():
        message[name] = value
    message.set_content(plain)
    if page:
        message.add_alternative(page, subtype="html")
    for one in attached:
        message.add_attachment(one)
    return message


def test_a_mail_gives_its_whole_text_and_the_mails_in_it(tmp_path):
    page = page_of(PARAGRAPHS).decode()
    assert texts(tmp_path, "a.eml", mail(TEXT, page).as_bytes()) == [TEXT]
    assert texts(tmp_path, "b.eml", mail("View this mail in your browser.", page).as_bytes()) == [TEXT]
    inner = mail(TEXT, From=f"{SOURCE} <n@example.org>", Subject=TITLE)
    documents, _ = read(put(tmp_path, "c.eml", mail("See below.", attached=[inner]).as_bytes()))
    assert [document["text"] for document in documents] == ["See below.", TEXT]
    assert (documents[1]["title"], documents[1]["source"], documents[1]["row"]) == (TITLE, SOURCE, 2)


def test_a_mail_is_read_whatever_it_says_of_its_letters(tmp_path):
    start = b"From: a@example.org\r\nSubject: Caf\xe9\r\nContent-Type: text/plain; charset="
    latin = (
        start + b"iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nLe pont a =E9t=E9 rou=\r\nvert.\r\n"
    )
    documents, _ = read(put(tmp_path, "a.eml", latin))
    assert (documents[0]["text"], documents[0]["title"]) == ("Le pont a été rouvert.", "Café")
    assert texts(tmp_path, "b.eml", start + b"nobody\r\n\r\nLe pont a \xc3\xa9t\xc3\xa9 rouvert.\r\n") == [
        "Le pont a été rouvert."
    ]


@pytest.mark.parametrize("content", [b"", b"Content-Type: application/pdf\n\nJVBERi0x\n"])
def test_a_mail_without_text_is_refused(tmp_path, content):
    with pytest.raises(CorpusError, match=r"a\.eml is a mail without text"):
        read(put(tmp_path, "a.eml", content))


def saved_page(before="", declared="text/html; charset=utf-8", head="<Saved by Blink>", end="--x--\r\n"):
    lines = [f"From: {head}", f"Snapshot-Content-Location: {ADDRESS}", "MIME-Version: 1.0"]
    lines += ['Content-Type: multipart/related; boundary="x"', "", before + "--x", f"Content-Type: {declared}"]
    lines += [f"Content-Location: {ADDRESS}", "Content-Transfer-Encoding: 8bit", "", page_of(PARAGRAPHS).decode(), end]
    return "\r\n".join(lines).encode()


def test_the_page_itself_is_taken_out_of_a_saved_page(tmp_path):
    frame = "--x\r\nContent-Type: text/html\r\nContent-Location: cid:ad\r\n\r\n<p>Buy now.</p>\r\n"
    for content in (
        saved_page(frame),
        saved_page(declared="text/html"),
        saved_page(declared="text/html; charset=us-ascii"),
    ):
        document = read(put(tmp_path, "a.mhtml", content))[0][0]
        assert (document["text"], document["url"], document["source"]) == (TEXT, ADDRESS, SOURCE)
    assert "breaks off in the middle: save it again, or its end is missing" in said(
        tmp_path, "b.mht", saved_page(end="")
    )


@pytest.mark.parametrize("form", [plistlib.FMT_XML, plistlib.FMT_BINARY])
def test_safari_saves_in_two_forms(tmp_path, form):
    resource = {
        "WebResourceData": page_of(PARAGRAPHS),
        "WebResourceURL": ADDRESS,
        "WebResourceTextEncodingName": "UTF-8",
    }
    content = plistlib.dumps({"WebMainResource": resource}, fmt=form)
    assert texts(tmp_path, "a.webarchive", content) == [TEXT]
    with pytest.raises(CorpusError, match="is damaged or no web archive"):
        read(put(tmp_path, "b.webarchive", content[:-100]))


# ---- subtitles ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (srt("<i>It</i> was", "{\\an8}opened."), "It was opened."),
        (srt("It was", "opened.", blank="").replace("\n", "\r\n"), "It was opened."),
        ("\ufeff" + srt("It was in", "2019."), "It was in 2019."),
        (srt("The bridge", "The bridge\nwas opened", "was opened\nagain."), "The bridge was opened again."),
        (srt("It was", "It was opened", "It was opened again."), "It was opened again."),
        (srt("ANCHOR: Good evening.", "ANCHOR: It rains.", ">> MAYOR BO SMITH: I know."),
         "ANCHOR: Good evening. It rains.\n\nMAYOR BO SMITH: I know."),
        (srt("It is done. >> Really?", ">>> Now sports."), "It is done.\n\nReally?\n\nNow sports."),
        (srt("- Did you win?\n- We did."), "– Did you win?\n\n– We did."),
        (srt("It rained.\n[APPLAUSE]", "(music)", "♪ La la ♪", "And the time: noon."),
         "It rained. La la And the time: noon."),
        (srt("Mr. Smith came. Dr. Lee left. It rained. It snowed.", "Three. Four."),
         "Mr. Smith came. Dr. Lee left. It rained. It snowed. Three.\n\nFour."),
        ("1\n0:00:01.5 --> 0:00:02.25 X1:1 Y1:2\nIt was opened.", "It was opened."),
    ],
)  # fmt: skip
def test_subtitles_become_what_was_said(tmp_path, content, text):
    assert texts(tmp_path, "a.srt", content) == [text]


def test_captions_of_the_web(tmp_path):
    notes = "WEBVTT - News\nKind: captions\n\nNOTE by\nus\n\nSTYLE\n::cue { color: red }\n\nintro\n"
    voices = "01:01.000 --> 01:04.000 align:start\n<v.loud Mary Lee>Good &amp; bad.</v>\n\n01:04.000 --> 01:05.000\n"
    more = "<v Mary Lee>It rains.\n\n01:05.000 --> 01:06.000\n<v Bo Smith>Really?\n"
    assert texts(tmp_path, "a.vtt", notes + voices + more) == ["Mary Lee: Good & bad. It rains.\n\nBo Smith: Really?"]
    rolling = [
        " \nthe<00:00:00.500><c> bridge</c>",
        "the bridge\n ",
        "the bridge\nwas<00:00:01.000><c> opened</c>",
        "was opened\n ",
    ]
    rolled = "WEBVTT\n\n" + "".join(
        f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\n{cue}\n\n" for n, cue in enumerate(rolling)
    )
    assert texts(tmp_path, "b.vtt", rolled) == ["the bridge was opened"]
    assert said(tmp_path, "b.vtt", rolled) == [
        "is a file of subtitles: 4 time codes were taken out, 3 repeated lines once"
    ]


@pytest.mark.parametrize("content", ["", srt("", "[MUSIC]")])
def test_subtitles_without_words_are_refused(tmp_path, content):
    with pytest.raises(CorpusError, match=r"a\.srt holds no spoken words"):
        read(put(tmp_path, "a.srt", content))


# ---- books --------------------------------------------------------------------------------------------------------


def chapter(title, paragraphs=PARAGRAPHS):
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    doctype = '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "xhtml11.dtd">'
    return f"{doctype}<html xmlns='http://www.w3.org/1999/xhtml'><head><title>{title}</title></head><body>{body}</body></html>"


def test_a_book_gives_its_chapters(tmp_path):
    contents = chapter("Contents", [f"<a href='c{n}.xhtml'>A chapter with a long name {n}</a>" for n in range(20)])
    about = "<dc:title>Book</dc:title><dc:creator>Ann</dc:creator>"
    pages = [chapter("Cover", ["Cover"]), contents, chapter("One"), chapter("x", ["<h2>Two</h2>", *PARAGRAPHS])]
    documents, entries = read(put(tmp_path, "a.epub", epub_of(pages, about)))
    assert [(one["title"], one["text"], one["row"]) for one in documents] == [("One", TEXT, 1), ("Two", TEXT, 2)]
    assert {(one["source"], one["author"]) for one in documents} == {("Book", "Ann")}
    why = "is an e-book: 2 chapters are articles, 2 parts (cover, contents, under 50 words) were left out"
    assert [entry["why"] for entry in entries] == [why]


def test_short_books_are_read_and_locked_ones_are_not(tmp_path):
    short = epub_of([chapter("One", ["It rained."])])
    assert texts(tmp_path, "a.epub", short) == ["It rained."]
    lock = "<e><CipherReference URI='a/{}'/></e>"
    assert texts(tmp_path, "b.epub", rewritten(short, "META-INF/encryption.xml", lock.format("f.otf"))) == [
        "It rained."
    ]
    for content, message in (
        (rewritten(short, "META-INF/encryption.xml", lock.format("c0.xhtml")), "is locked by its seller"),
        (epub_of([chapter("", [])]), "holds no text"),
        (zip_of({"mimetype": "application/epub+zip"}), "is damaged or no e-book"),
        (short[:200], "is damaged"),
    ):
        with pytest.raises(CorpusError, match=message):
            read(put(tmp_path, "c.epub", content))


# ---- references ---------------------------------------------------------------------------------------------------


def ris(**tags):
    lines = [f"{name}  - {value}" for name, values in tags.items() for value in values.split("|")]
    return "\r\n".join(["TY  - NEWS", *lines, "ER  - ", "", ""])


def test_a_list_of_references_and_its_files_are_counted_once(tmp_path):
    put(tmp_path, "files/1/a.txt", TEXT)
    put(tmp_path, "files/2/a.txt", "It rained all day in the harbour and nobody minded it.")
    first = ris(TI=f"{TITLE},\r\nat last", AU="Lee, Ann|Bo, Cy", T2=SOURCE, DA="2025/09/03/", L1="files/1/a.txt")
    other = ris(TI="Rain", DA="Sep 4", PY="2025", L1="internal-pdf://0/none.pdf|file:///C:/Zotero/files/2/a.txt")
    put(tmp_path, "list.ris", first + other + ris(TI="Nothing", AB="An abstract."))
    corpus = load_corpus(tmp_path, recursive=True)
    assert corpus["title"].tolist() == [f"{TITLE}, at last", "Rain"]
    assert corpus["date"].dt.strftime("%Y-%m-%d").tolist() == ["2025-09-03", "2025-09-04"]
    assert corpus["author"].fillna("").tolist() == ["Lee, Ann; Bo, Cy", ""]
    why = "is a reference without its article: no attached file lies beside the list; export it with its files"
    assert events(corpus, "skipped") == [["list.ris, row 3", why]]
    counted = [f"files/{n}/a.txt" for n in (1, 2)]
    assert [item for item, why in events(corpus, "noted") if "is the file of a reference" in why] == counted


def test_zotero_names_the_files_in_a_column_and_one_file_is_one_article(tmp_path):
    put(tmp_path, "storage/X4/a.txt", TEXT)
    rows = ['"Title","Publication Title","Date","Author","Url","Abstract Note","File Attachments"']
    for key in ("X4", "X5"):
        place = f"/home/me/Zotero/storage/{key}/b.html; /home/me/Zotero/storage/{key}/a.txt"
        rows.append(f'"{TITLE}","{SOURCE}","2025-09-03","Lee, Ann","","Abstract.","{place}"')
    documents, entries = read(put(tmp_path, "a.csv", "\n".join(rows)), None)
    assert [(one["text"], one["source"], one["attached"]) for one in documents] == [(TEXT, SOURCE, "storage/X4/a.txt")]
    assert [(entry["item"], entry["outcome"]) for entry in entries] == [("a.csv, row 2", "skipped")]


def test_a_list_never_leads_out_of_its_folder(tmp_path):
    put(tmp_path, "secret.txt", TEXT)
    inside = tmp_path / "in"
    for name in ("../secret.txt", f"{tmp_path}/secret.txt", "list.ris"):
        assert texts(inside, "list.ris", RIS.replace("file:///C:/mine/_bridge.txt", name)) == []


# ---- archives of pages --------------------------------------------------------------------------------------------


def test_an_archive_gives_each_page_once_with_address_and_day(tmp_path):
    pytest.importorskip("warcio", reason="needs warcio")
    other = page_of(PARAGRAPHS[::-1], "Other")
    content = warc_of(
        {ADDRESS: page_of(PARAGRAPHS), "https://x.example/b--c": other, "https://x.example/n": b"<p>No</p>"}
    )
    for name, data in (
        ("a.warc.gz", content),
        ("a.wacz", zip_of({"archive/a.warc.gz": content, "pages/p.jsonl": "{}"})),
    ):
        documents, entries = read(put(tmp_path, name, data))
        assert [(one["url"], one["row"]) for one in documents][:2] == [(ADDRESS, 1), ("https://x.example/b--c", 2)]
        assert documents[0]["text"] == TEXT
        assert len(documents[0]["captured"]) == len("2025-09-03")
        assert "1 second captures" in entries[0]["why"]


def test_an_archive_that_breaks_off_keeps_its_pages_and_other_files_are_refused(tmp_path):
    pytest.importorskip("warcio", reason="needs warcio")
    content = warc_of({ADDRESS: page_of(PARAGRAPHS)})
    documents, _ = read(put(tmp_path, "a.warc.gz", content[:-200]))
    assert [document["text"] for document in documents] == [TEXT]
    for name, data in (
        ("b.warc", b""),
        ("b.warc", b"no archive"),
        ("b.gz", content[:40]),
        ("b.wacz", zip_of({"x": "y"})),
    ):
        with pytest.raises(CorpusError, match="is damaged or no web archive"):
            read(put(tmp_path, name, data))


def test_letters_of_a_page_are_as_the_server_said(tmp_path):
    writing = pytest.importorskip("warcio.warcwriter", reason="needs warcio")
    from warcio.statusandheaders import StatusAndHeaders

    page = page_of(PARAGRAPHS).decode().replace('<meta charset="utf-8">', "").encode("cp1252")
    file = io.BytesIO()
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=windows-1252")], protocol="HTTP/1.1")
    writer = writing.WARCWriter(file, gzip=True)
    record = writer.create_warc_record(ADDRESS, "response", payload=io.BytesIO(page), http_headers=headers)
    writer.write_record(record)
    record.raw_stream.close()
    assert texts(tmp_path, "a.warc.gz", file.getvalue()) == [TEXT]
