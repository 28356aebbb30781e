"""The HTML report says what the review says, in the order of the contract, and carries nothing that could run."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise

import msgspec
import pytest

from evaluator import report
from evaluator.model.place import Location
from evaluator.model.result import Evidence, Result, against
from evaluator.model.review import Claim, Technology
from evaluator.report.findings import Reading
from tests.report import sample

ELEMENTS = {
    *("html", "head", "meta", "link", "title", "style", "body", "a", "header", "div", "p", "h1", "h2", "h3", "h4", "span", "code", "main"),
    *(
        "section",
        "strong",
        "svg",
        "rect",
        "ol",
        "ul",
        "li",
        "details",
        "summary",
        "nav",
        "article",
        "pre",
        "i",
        "desc",
        "path",
        "g",
        "circle",
    ),
    *(
        "text",
        "label",
        "input",
        "button",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "q",
        "footer",
        "script",
        "line",
        "br",
        "mark",
    ),
}


class Reader(HTMLParser):
    """Collects what a browser would build: elements, attributes, ids, headings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.attributes if key == name]


def pages(word: str = "") -> list[str]:
    review = sample.hostile(word) if word else sample.review()
    return [
        report.page(review, checks=sample.CHECKS),
        report.page(review, no_score=True),
        report.page(
            msgspec.structs.replace(sample.unscored(), no_score_because=word or "x", path_candidates=(word,), unread=review.unread)
        ),
        report.cohort_page(sample.cohort(3, word), title=word or "Cohort"),
        report.candidate_page(sample.candidate(word)),
    ]


def test_the_first_screen_has_what_matters_in_order() -> None:
    text = report.page(sample.review())
    order = (
        ">57<",
        "Practitioner",
        "Do next",
        "What stands between this and job-ready",
        "Not read, not decided",
        'id="well"',
        'id="missing"',
    )
    found = [text.index(words) for words in order]
    assert found == sorted(found)


def test_gains_are_whole_points_and_a_fault_stands_beside_its_place() -> None:
    first = sample.review().actions[0]
    fault = Evidence(False, "high", "hpo.py", 41, None, "log_loss(y, model.predict(X))", "`log_loss` is given classes")
    actions = tuple(msgspec.structs.replace(first, gain=gain, at=(fault,)) for gain in (2.4, 0.6, 0.3))
    text = report.page(msgspec.structs.replace(sample.review(), actions=actions))
    assert [text.count(f"<strong>{words}</strong>, ") for words in ("+2 points", "+1 point", "under 1 point")] == [1, 1, 1]
    assert "<code>log_loss</code> is given classes" in text


def test_a_page_is_named_by_its_origin_or_else_by_its_front_page() -> None:
    nowhere = msgspec.structs.replace(sample.review(), origin=None, heading="Bike <b>demand</b>")
    assert "<title>Bike &lt;b&gt;demand&lt;/b&gt;: 57" in report.page(nowhere)
    assert "<title>This repository: 57" in report.page(msgspec.structs.replace(nowhere, heading=""))


def test_lines_for_a_cv_speak_of_the_work_and_not_to_its_readers() -> None:
    texts = ("You can easily use your own server", "The forest reaches an F1 of 0.9076136428670714 on held-out rides")
    claims = tuple(Claim(text, "README.md", number, "supported") for number, text in enumerate(texts, 1))
    lines = report.page(msgspec.structs.replace(sample.review(), claims=claims)).split('id="cv"')[1].split("</section>")[0]
    assert "an F1 of 0.908 on held-out rides" in lines
    assert "own server" not in lines


def test_technologies_that_are_only_named_are_told_apart() -> None:
    used = Technology("fastapi", True, 1, ("route", "rest-api", "response.make"))
    text = report.page(msgspec.structs.replace(sample.review(), technologies=(used, Technology("boto3", False, 0))))
    assert "not seen in use: boto3." in text
    assert "response.make" not in text


def test_every_line_is_cited_and_linked() -> None:
    text = report.page(sample.review())
    assert "notebooks/02_train.ipynb cell 4 line 3</a>" in text
    assert "<pre><code>mae = mean_absolute_error(y, yhat)</code></pre>" in text
    assert 'href="https://github.com/ana-example/bike-demand/blob/3f2a91c07be44d1e9a5c8d20f6b7e1134a90cc52/src/bikes/api.py#L19"' in text


def test_a_line_opens_to_what_stands_around_it() -> None:
    text = report.page(sample.review())
    fold = text[text.index("<summary><code>X = scaler.fit_transform(df[features])</code></summary>") :].split("</details>")[0]
    assert "2  scaler = StandardScaler()\n<mark>3  X = scaler.fit_transform(df[features])</mark>\n4  y = " in fold
    assert "20  def predict(rides: list[Ride]) -&gt; Demand:\n21      return Demand(model(rides))</code></pre>" in text


def test_a_review_of_before_has_the_lines_alone() -> None:
    text = report.page(msgspec.structs.replace(sample.review(), passages=()))
    assert "<mark>" not in text
    assert "<pre><code>X = scaler.fit_transform(df[features])</code></pre>" in text


def test_an_unknown_host_is_not_linked() -> None:
    text = report.page(msgspec.structs.replace(sample.review(), origin="https://git.example.org/a/b"))
    assert 'href="https' not in text


def test_without_score_no_number_of_points_is_said() -> None:
    text = report.page(sample.review(), no_score=True)
    assert "of 100" not in text
    assert 'class="num"' not in text
    assert "points</p>" not in text


def test_no_score_says_why_and_where_to_look() -> None:
    text = report.page(sample.unscored())
    assert "each is to be reviewed by itself" in text
    assert "--path projects/bikes" in text


def test_what_does_not_apply_is_neither_missing_nor_done() -> None:
    text = report.page(sample.review())
    well, missing = text.index('id="well"'), text.index('id="decide"')
    assert "Imbalance" not in text[well:missing]
    assert "it leaves the sum" in text


def test_a_fault_is_to_fix_and_an_absence_to_improve() -> None:
    text = report.page(sample.review())
    fix, improve, judge = (text.index(words) for words in ("<h3>To fix", "<h3>To improve", 'id="decide"'))
    assert fix < text.index("Nothing is fitted before the split.", fix) < improve
    assert improve < text.index("Errors are broken down by at least one group.", improve) < judge


def test_what_a_person_judges_and_what_does_not_apply_is_folded() -> None:
    text = report.page(sample.review())
    judge, unread, cycle = (text.index(f'id="{name}"') for name in ("decide", "unread", "cycle"))
    assert text[judge:unread].index("<details") < text[judge:unread].index('class="finding')
    assert text[judge:unread].count('class="fold"') == 1
    assert text[unread:cycle].index('<details class="more" id="outside">') < text[unread:cycle].index("imbalance")
    assert 'href="#outside"' in text


def test_what_a_fault_broke_is_not_said_to_be_missing() -> None:
    first, *rest = sample.review().dimensions
    fault = against(Location("conf/base.yaml", 3), "a password stands here")
    gone = msgspec.structs.replace(first.criteria[0], level=0, points=0.0, checks=("password",), missing=("password",), judge="tool")
    result = Result("password", gone.id, "fail", evidence=(fault,))
    dimensions = (msgspec.structs.replace(first, criteria=(gone, *first.criteria[1:])), *rest)
    review = msgspec.structs.replace(sample.review(), dimensions=dimensions, results=(*sample.review().results, result))
    found = next(finding for finding in Reading(review).gaps() if finding.criterion.id == gone.id)
    assert found.is_fault
    text = report.page(review)
    assert "not found" not in text[text.index("<h3>To fix") : text.index("a password stands here")]


def test_an_interview_question_stands_beside_the_line() -> None:
    text = report.page(sample.review(), checks=sample.CHECKS)
    interview = text[text.index('id="interview"') :]
    assert interview.index("What happens to the test error") < interview.index("scaler.fit_transform(df[features])")


def test_five_places_to_read_are_in_five_files() -> None:
    text = report.page(sample.review())
    chapter = text[text.index('id="read-first"') : text.index('id="how"')]
    assert chapter.count("<pre>") == 5


def test_the_same_review_gives_the_same_page() -> None:
    assert report.page(sample.review()) == report.page(sample.review())


@pytest.mark.parametrize("number", range(5))
def test_headings_and_ids_are_in_order(number: int) -> None:
    read = Reader(pages()[number])
    levels = [int(tag[1]) for tag in read.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(following - level <= 1 for level, following in pairwise(levels))
    ids = read.values("id")
    assert len(ids) == len(set(ids))
    assert {value[1:] for value in read.values("href") if value.startswith("#")} <= set(ids)


@pytest.mark.parametrize("number", range(5))
def test_the_policy_allows_our_own_text_and_nothing_else(number: int) -> None:
    text = pages()[number]
    policy = next(value for value in Reader(text).values("content") if value.startswith("default-src 'none'"))
    inlined = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", text, re.DOTALL)
    hashes = {f"sha256-{base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()}" for part in inlined}
    assert set(re.findall(r"sha256-[^']+", policy)) == hashes
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("payload", sample.PAYLOADS)
def test_hostile_words_add_no_element_and_no_attribute(payload: str) -> None:
    for text, plain in zip(pages(payload), pages("x" * 30), strict=True):
        read, expected = Reader(text), Reader(plain)
        assert set(read.elements) <= ELEMENTS
        assert {name for name, _ in read.attributes} <= {name for name, _ in expected.attributes} | {"data-sort", "rel"}
        assert all(value.startswith(("https://github.com/", "#", "data:,", "page-")) for value in read.values("href"))
        assert read.elements.count("script") == expected.elements.count("script")
        assert "49{" not in text
        assert "{{ 7 * 7 }}" in text or "7 * 7" not in payload
        text.encode()
