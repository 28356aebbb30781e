"""Which commands of a page start the work of a project, and which only set up, tidy, check or ship it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.prose import front, linked
from evaluator.checks.selectors.shell import is_open, word_set
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.checks.selectors.page_commands import Given
    from evaluator.model.facts import Document, Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Told = tuple[Location, str, Confidence]

KINDS = {"image": "an image build", "compose": "the compose services", "pipeline": "the pipeline", "tests": "the tests"}
# A name with one of these words sets up or tidies; one made up of the others alone does as well (`clean_up`, not `clean_data`).
_NO_WORK = word_set(
    "setup install lint linter linting formatter formatting fmt pip venv requirements deps dependencies precommit bootstrap"
)
_ALONE = word_set(
    """
    clean up cleanup clear all test tests testing unit integration check checks quality format help docs init style black isort
    flake8 ruff mypy pylint pre commit code env environment dev update upgrade
    down stop logs log ps status restart shell cov coverage prune teardown destroy
    """
)
_SPLIT = regex(r"[^a-z0-9]+")
_ADMINISTERS = regex(r"manage\.py\s+(?:migrate|makemigrations|collectstatic|createsuperuser|check|shell|test)\b|\s--install\b")
_ONLY_BUILDS = regex(r"compose\b[^&;|]{0,200}\s(?:build|create|exec|down|stop|logs|ps|pull|rm)\b")
_RUNS_IMAGE = regex(r"\b(?:docker|podman)\s+(?:container\s+)?run\b")
_OPENS = regex(r"\b(?:jupyter|ipython) (?:notebook|lab|nbconvert)\b")
MAX_TEXT = 1_000


def said(each: Given) -> str:
    """The kind and name of what a command starts."""
    return KINDS.get(each.starts.kind, f"{each.starts.kind} `{each.starts.name[:80]}`")


def there_words(each: Given) -> str:
    """That what a command starts is in the tree."""
    return {"image": "whose file is there", "compose": "whose file is there"}.get(each.starts.kind, "which is there")


def starts_work(each: Given) -> bool:
    """Whether a command starts work of the project: training, prediction, an app, a step of its pipeline."""
    starts = each.starts
    if starts.kind == "tests" or _ADMINISTERS.search(each.command[:MAX_TEXT]):
        return False
    if starts.kind == "compose":
        return _ONLY_BUILDS.search(each.command[:MAX_TEXT]) is None
    if starts.kind not in ("script", "target", "module", "console"):
        return True
    name = starts.name.lower().rsplit("/", 1)[-1]
    stem, _, ending = name.rpartition(".") if starts.kind == "script" else (name, "", "")
    words = set(_SPLIT.split(stem or name)) - {""}
    return not (words & _NO_WORK or (ending != "py" and words <= _ALONE))


def once_each(found: Iterable[Given]) -> Iterator[Given]:
    """The first command of each thing that is started."""
    seen: set[tuple[str, str, str]] = set()
    for each in found:
        key = (each.starts.kind, each.starts.path, each.starts.name)
        if key not in seen:
            seen.add(key)
            yield each


def works(facts: Facts, found: tuple[Given, ...], firm: frozenset[str]) -> Iterator[Told]:
    """What the commands of pages start; firm where it is in the tree and the page is the front page or linked from it.

    An image that is only built starts nothing; beside `docker run` it does.
    """
    runs = {each.path for each in facts.documents if any(_RUNS_IMAGE.search(fence.text[:MAX_TEXT]) for fence in each.text.fences)}
    told = [each for each in found if starts_work(each) and each.starts.kind != "image"]
    images = [each for each in found if each.starts.kind == "image" and each.starts.exists and each.at.path in runs]
    for each in once_each(sorted(told, key=lambda each: each.starts.exists is not True) or images[:1]):
        sure = each.at.path in firm and each.starts.exists is True and not is_open(each.starts.name)
        if each.starts.exists is False:
            words = f"{said(each)} is to be started here, which was not found in the tree"
        elif each.starts.kind == "image":
            words = "an image is built here, and the page runs it"
        else:
            words = f"this starts {said(each)}"
        yield each.at, words, "high" if sure else "low"


def named_notebook(facts: Facts) -> Told | None:
    """The front page names a notebook of the tree; firm where it also says with what to open it."""
    page = front(facts)
    names = {file.name for file in facts.paths if file.name.endswith(".ipynb")}
    if page is None or not names:
        return None
    lines = list(_lines(page))
    line = next((line for line, words in lines if any(name in words for name in names)), 0)
    opener = next((number for number, words in lines if _OPENS.search(words[:MAX_TEXT])), 0)
    if line and opener:
        return page.at(opener), "this starts Jupyter, and the page names a notebook of the tree", "high"
    return (page.at(line), "a notebook that is there is named here, without a command that opens it", "low") if line else None


def _lines(page: Document) -> Iterator[tuple[int, str]]:
    """The lines of a page with what they say: paragraphs, each line of a block, the targets of links."""
    text = page.text
    yield from ((paragraph.line, paragraph.text) for paragraph in text.paragraphs)
    yield from ((fence.line + number, line) for fence in text.fences for number, line in enumerate(fence.text.splitlines()))
    yield from ((link.line, link.target.replace("%20", " ")) for link in text.links)


def firm_pages(facts: Facts) -> frozenset[str]:
    """The front page and what it links; another README may be about something else."""
    page = front(facts)
    return frozenset(document.path for document in (*((page,) if page else ()), *linked(facts)))
