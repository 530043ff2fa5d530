"""The site in a real browser, opened from disk as a reader would: nothing foreign or broken, and fit for a phone."""

import re
from pathlib import Path
from types import SimpleNamespace

import axe_playwright_python
import pytest
from conftest import keep

pytestmark = [pytest.mark.slow, pytest.mark.browser]
WINDOW = {"width": 1280, "height": 900}


@pytest.fixture
def page(browser, request):
    page = browser.new_page(**{"viewport": WINDOW, **getattr(request, "param", {})})
    watch(page)
    yield page
    page.close()


def watch(page):
    """Note what a page complains of, and whom it asks but the disk."""
    page.problems, page.foreign = [], []
    page.on("console", lambda message: message.type in ("error", "warning") and page.problems.append(message.text))
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("request", lambda asked: asked.url.startswith(("file:", "data:")) or page.foreign.append(asked.url))


def pages(site):
    return sorted(path for path in site.rglob("*.html") if "downloads" not in path.parts)


@pytest.fixture(scope="module")
def opened(browser, seed_site):
    """Every page, opened and left alone for a second: {file: its problems, foreign, pictures and links}."""
    seen, files, at_once = {}, pages(seed_site), 8  # the second is the same for eight
    for first in range(0, len(files), at_once):
        tabs = {path: browser.new_page(viewport=WINDOW) for path in files[first : first + at_once]}
        for path, tab in tabs.items():
            watch(tab)
            tab.goto(path.as_uri())
        tab.wait_for_timeout(1000)
        for path, tab in tabs.items():
            pictures = tab.eval_on_selector_all("img", "all => all.map(i => [i.alt, i.naturalWidth])")
            links = tab.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
            seen[path] = SimpleNamespace(problems=tab.problems, foreign=tab.foreign, pictures=pictures, links=links)
            tab.close()
    return seen


def test_no_page_asks_another_host_or_complains(opened):
    assert {path.name: page.foreign for path, page in opened.items() if page.foreign} == {}
    assert {path.name: page.problems for path, page in opened.items() if page.problems} == {}


def test_every_image_has_an_alternative_text_of_a_real_sentence(opened):
    seen = 0
    for path, page in opened.items():
        for alt, width in page.pictures:
            seen += 1
            assert len(alt.split()) >= 5, (path.name, alt)
            assert "_images/" not in alt
            assert width > 0, (path.name, alt)  # the picture is really there
    assert seen >= 20


def test_every_internal_link_leads_somewhere(opened, seed_site):
    for path, page in opened.items():
        for link in page.links:
            if link.startswith("file:"):
                target = re.sub(r"[?#].*", "", link).removeprefix("file://")
                assert (seed_site / target).exists(), (path.name, link)


def lessons(site):
    return [site / "index.html", site / "gallery.html", *sorted((site / "notebooks").glob("*.html"))]


PICTURES = """all => all.map(i => ({
    file: i.currentSrc.split("/").pop(), drawn: i.offsetWidth, own: i.naturalWidth,
    column: i.closest("figure").clientWidth,
    lost: i.closest("figure").scrollWidth - i.closest("figure").clientWidth }))"""
TOO_WIDE = """all => all.filter(t => t.checkVisibility() && t.offsetWidth > t.parentElement.clientWidth + 1).map(t =>
    [(t.caption || t).textContent.slice(0, 40), t.offsetWidth])"""


@pytest.mark.parametrize(
    "page", [{"viewport": {"width": width, "height": 800}} for width in (1280, 768, 400)], indirect=True
)
def test_figures_fit_their_column_with_text_that_can_be_read(page, seed_site):
    """The smallest text of a figure has nine points, which are twelve pixels where it has its own size."""
    width = page.viewport_size["width"]
    for path in lessons(seed_site):
        page.goto(path.as_uri())
        for one in page.eval_on_selector_all("figure.chart img", PICTURES):
            assert one["file"].endswith(".narrow.svg") == (width < 600), (path.name, one)
            assert one["drawn"] <= one["column"], (path.name, one)
            assert one["lost"] <= 0, (path.name, one)
            assert 12 * one["drawn"] / one["own"] >= 9, (path.name, one)


@pytest.mark.parametrize("page", [{"viewport": {"width": 400, "height": 800}}], indirect=True)
def test_no_page_is_wider_than_a_phone(page, seed_site):
    for path in pages(seed_site):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 400, path.name


@pytest.mark.parametrize(
    "page", [{"viewport": {"width": width, "height": 900}} for width in (1280, 768)], indirect=True
)
def test_tables_fit_a_page_that_is_no_phone(page, seed_site):
    for path in lessons(seed_site):
        page.goto(path.as_uri())
        assert page.eval_on_selector_all(".table-scroll table", TOO_WIDE) == [], path.name


@pytest.mark.parametrize("page", [{"viewport": {"width": 400, "height": 900}}], indirect=True)
def test_tables_with_long_texts_are_cards_on_a_phone(page, seed_site):
    for path in lessons(seed_site):
        page.goto(path.as_uri())
        assert page.eval_on_selector_all(".table-scroll table.told", TOO_WIDE) == [], path.name


@pytest.mark.parametrize("page", [{"viewport": {"width": 703, "height": 900}}], indirect=True)  # A4 without margins
def test_on_paper_tables_fit_and_no_box_is_folded_or_scrolls(page, seed_site):
    for path in lessons(seed_site):
        page.goto(path.as_uri())
        page.emulate_media(media="print")
        assert page.eval_on_selector_all(".table-scroll table", TOO_WIDE) == [], path.name
        assert page.evaluate("document.documentElement.scrollWidth") <= 703, path.name
        for box in page.locator(".bd-article summary").all():
            assert not box.is_visible(), path.name
        scrolls = "all => all.filter(e => ['auto', 'scroll'].includes(getComputedStyle(e).overflowX)).length"
        assert page.eval_on_selector_all(".bd-article *", scrolls) == 0, path.name


def test_search_from_disk_finds_parade(page, seed_site):
    page.goto((seed_site / "search.html").as_uri() + "?q=parade")
    page.wait_for_selector("#search-results li a")
    links = page.eval_on_selector_all("#search-results li a", "all => all.map(a => a.getAttribute('href'))")
    assert any("notebooks/" in link for link in links)
    assert page.foreign == []


def test_formulas_are_mathml_and_solutions_are_folded(page, seed_site):
    page.goto((seed_site / "notebooks" / "03_compare_sources.html").as_uri())
    assert page.locator("math").count() >= 2
    box = page.locator("math[display=block]").first.bounding_box()
    assert box["height"] > 30  # a fraction, drawn
    assert page.get_by_text("Show a solution").count() == 3
    assert not page.get_by_text("### BEGIN SOLUTION").first.is_visible()


@pytest.mark.parametrize("page", [{"viewport": {"width": 1366, "height": 768}}], indirect=True)
def test_the_landing_page_fits_one_screen(page, seed_site):
    page.goto((seed_site / "index.html").as_uri())
    assert page.locator(".landing figure.chart img").bounding_box()["y"] > 0
    last = page.locator("ul.about").bounding_box()
    assert last["y"] + last["height"] <= 768
    for said in (
        "teachers",
        "Lessons, with minutes",
        "Practice with known answers",
        "Teach it on Monday",
        "MIT licence",
    ):
        assert page.get_by_text(said).first.is_visible(), said


def test_the_theme_switches_to_dark(page, seed_site):
    page.goto((seed_site / "index.html").as_uri())
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.theme == 'dark'")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_printing_leaves_out_the_navigation(page, seed_site):
    page.goto((seed_site / "notebooks" / "04_measure_tone.html").as_uri())
    page.emulate_media(media="print")
    assert not page.locator(".bd-sidebar-primary").is_visible()
    assert page.locator("figure.chart img").first.is_visible()


def test_the_data_of_a_figure_are_a_table_with_headers_and_a_caption(page, seed_site):
    page.goto((seed_site / "notebooks" / "04_measure_tone.html").as_uri())
    page.get_by_role("link", name="data (table)").first.click()
    page.wait_for_load_state()
    assert page.locator("caption").inner_text().startswith("Share of sentences without tone")
    assert page.locator("th[scope=col]").count() >= 4
    assert page.locator("tbody tr").count() == 55
    assert page.problems == []


def test_the_glossary_is_one_click_away(page, seed_site):
    page.goto((seed_site / "notebooks" / "03_compare_sources.html").as_uri())
    page.get_by_role("main").get_by_role("link", name="Glossary").click()
    page.wait_for_url("**/glossary.html")
    assert page.get_by_text("Keyness", exact=True).first.is_visible()


def test_pictures_of_the_pages_are_kept(page, seed_site):
    for name in ("index", "gallery", "notebooks/04_measure_tone", "notebooks/06_hear_the_voices"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto((seed_site / f"{name}.html").as_uri())
            keep(page, f"site_{Path(name).name}_{scheme}")


def test_downloads_are_there(page, seed_site):
    page.goto((seed_site / "gallery.html").as_uri())
    links = page.eval_on_selector_all("figcaption a", "all => all.map(a => a.getAttribute('href'))")
    assert {link.rsplit(".", 1)[1] for link in links} == {"svg", "png", "csv", "html"}
    assert all((seed_site / link).exists() for link in links)
    page.goto((seed_site / "notebooks" / "09_write_the_report.html").as_uri())
    tables = page.eval_on_selector_all("p.download a", "all => all.map(a => a.getAttribute('href'))")
    ends = sorted(link.rsplit(".", 1)[1] for link in tables)
    assert ends == ["bib", *["csv"] * 5, "docx", "html", "md"]


# One page of data has a table that fits a phone, the other one that scrolls; all are made from one template.
EXAMINED = ("06_standing.html", "08_practice_agreement.html")
OWN = ("01_reading_sheet.html", "09_to_hand_in.html")  # pages that are no data
AXE = next(Path(axe_playwright_python.__file__).parent.glob("axe.min.js"))


def tags_of(path):
    """The different tags of a page with their attributes, but for addresses, names and how a table is laid out."""
    plain = re.sub(r' ?(?:href|data-name)="[^"]*"| told| wider?(?=">)', "", path.read_text(encoding="utf-8"))
    return set(re.findall(r"<[a-z][^>]*>", plain))


def test_every_page_of_data_is_built_of_the_tags_of_the_two_that_are_examined(seed_site):
    known = set().union(*(tags_of(seed_site / "figures" / name) for name in EXAMINED))
    others = [path for path in (seed_site / "figures").glob("*.html") if path.name not in OWN]
    assert len(others) > 20
    assert {path.name: tags_of(path) - known for path in others if tags_of(path) - known} == {}


WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


# All rules once; then again what colours could break in the dark scheme, and what room could break on a phone.
@pytest.mark.parametrize(
    ("page", "rules"),
    [
        ({"color_scheme": "light"}, {"runOnly": WCAG}),
        ({"color_scheme": "dark"}, {"runOnly": {"type": "rule", "values": ["color-contrast"]}}),
        (
            {"viewport": {"width": 400, "height": 900}},
            {"runOnly": WCAG, "rules": {"color-contrast": {"enabled": False}}},
        ),
    ],
    indirect=["page"],
    ids=["light", "dark", "phone"],
)
def test_no_page_breaks_a_rule_of_accessibility(page, rules, seed_site):
    examined = [path for path in pages(seed_site) if path.parent.name != "figures" or path.name in (*EXAMINED, *OWN)]
    for path in examined:
        page.goto(path.as_uri())
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("rules => axe.run(rules)", {**rules, "resultTypes": ["violations"]})["violations"]
        assert [(path.name, one["id"], one["nodes"][0]["html"][:120]) for one in found] == []


def test_the_marks_of_the_annotated_article_are_switched_by_keyboard(page, seed_site):
    page.goto((seed_site / "notebooks" / "04_measure_tone.html").as_uri())
    tinted = "getComputedStyle(document.querySelector('.reading .down2, .reading .up2')).backgroundColor"
    assert page.evaluate(tinted) != "rgba(0, 0, 0, 0)"
    box = page.locator(".reading .show-tone").first
    box.focus()
    page.keyboard.press("Space")
    assert not box.is_checked()
    assert page.evaluate(tinted) == "rgba(0, 0, 0, 0)"
    assert page.locator(".reading .arrow").first.is_hidden()
