"""Would I get from clone to result with the commands given?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.chains import chained
from evaluator.checks.selectors.page_commands import given
from evaluator.checks.selectors.prose import OWN_WORDS, front, linked, pages
from evaluator.checks.selectors.setting_up import says_what_is_needed, setups
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.page_commands import Given
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

MOST = 5
MAX_TEXT = 1_000
OPENS = regex(r"\b(?:jupyter|ipython) (?:notebook|lab|nbconvert)\b")


def setup_explained(facts: Facts) -> Iterator[Evidence]:
    """The README says how to set the project up.

    Why: Reviewers give a repository a few minutes; guessing versions and tools uses them up.
    Fix: Add a "Setup" section with the three lines that make an environment and install the dependencies.
    """
    told = list(setups(facts))
    found = [place for place, _ in told]
    yield from (supports(place, how) for place, how in told[:MOST])
    for document in pages(facts):
        for section in document.text.sections:
            if {"install", "requirements"} & set(section.topics) and not found and (section.words >= OWN_WORDS or section.fences):
                found.append(document.at(section.line, section.cell))
                words = f"the section says in {section.words} words what is needed" if section.words else "the section lists what is needed"
                yield supports(found[-1], words, "high" if says_what_is_needed(section) else "low")
    if not found:
        yield against(REPOSITORY, "no words or command that set the project up were found on the front page")


def commands_given(facts: Facts) -> Iterator[Evidence]:
    """The README gives the commands that start the work.

    Why: A result that needs a guess to be run again is taken for one that cannot be.
    Fix: Write down, line by line, what you type from a fresh clone to a trained model or a running app.
    """
    found = [each for each in given(facts) if each.starts.kind != "tests"]
    yield from (supports(each.at, f"this starts {_words(each)}", _sure(each, facts)) for each in found[:MOST])
    if not found:
        notebook = _named_notebook(facts)
        if notebook is not None:
            yield notebook
        else:
            yield against(REPOSITORY, "no command that starts training, an app or a notebook was found on the front page")


def commands_resolve(facts: Facts) -> Iterator[Evidence]:
    """Every command in the README starts something that exists.

    Why: The first command that fails is often the last one a reviewer tries.
    Fix: Clone into an empty folder, follow your README word for word, and mend the first line that fails.
    Ask: Which of the README's commands did you last run from a fresh clone?
    """
    found = given(facts)
    yield from (_lost(each, found, facts) for each in found if each.starts.exists is False)
    there = [each for each in found if each.starts.exists and each.starts.kind != "tests"]
    yield from (supports(each.at, f"this starts {_words(each)}, which is there", _sure(each, facts)) for each in there[:MOST])
    yield from (
        supports(each.at, f"this starts {_words(each)}", "low")
        for each in found
        if each.starts.exists is None and not there and each.starts.kind != "tests"
    )
    if not any(each.starts.kind != "tests" for each in found):
        notebook = _named_notebook(facts)
        if notebook is not None:
            yield notebook
        else:
            yield against(REPOSITORY, "no command that starts training, an app or a notebook was found on the front page")


def _sure(each: Given, facts: Facts) -> Confidence:
    """Firm on the front page and what it links; another README may be about something else."""
    page = front(facts)
    return "high" if each.at.path in {document.path for document in (*((page,) if page else ()), *linked(facts))} else "low"


def one_command_run(facts: Facts) -> Iterator[Evidence]:
    """One command leads from the data to the result.

    Why: What one command runs, a colleague, a scheduler and a reviewer can run as well.
    Fix: Put your README's lines into a `Makefile` target `all` (or `dvc.yaml` stages): data, then training, then evaluation.
    Ask: What do I type to get your table of results again?
    """
    found = list(chained(facts))
    for place, words, trains in found:
        yield supports(place, words if trains else f"{words}; none of them was seen to train", "high" if trains else "low")
    if not found:
        yield against(REPOSITORY, "no target, pipeline or shell script that starts two or more programs of the project was found")


def _words(each: Given) -> str:
    kinds = {"image": "an image build", "compose": "the compose services", "pipeline": "the pipeline", "tests": "the tests"}
    return kinds.get(each.starts.kind, f"{each.starts.kind} `{each.starts.name[:80]}`")


def _lost(each: Given, found: tuple[Given, ...], facts: Facts) -> Evidence:
    """Firm unless the page may speak of another folder or another repository."""
    page = front(facts)
    elsewhere = [file.path for file in facts.paths if file.name == each.starts.name.rsplit("/", 1)[-1]]
    place = f", only `{elsewhere[0]}`" if len(elsewhere) == 1 else ""
    sure = page is not None and each.at.path == page.path
    cloned = page is not None and any("git clone" in fence.text for fence in page.text.fences)
    alone = cloned and not any(other.starts.exists for other in found) and len(found) > 1
    return against(each.at, f"{_words(each)} is not there{place}", "high" if sure and not alone else "low")


def _named_notebook(facts: Facts) -> Evidence | None:
    """The front page names a notebook of the tree; firm where it also says with what to open it."""
    page = front(facts)
    names = {file.name for file in facts.paths if file.name.endswith(".ipynb")}
    if page is None:
        return None
    text = page.text
    said = [(paragraph.line, paragraph.text) for paragraph in text.paragraphs]
    said += [(each.line, each.text) for each in text.fences] + [(link.line, link.target.replace("%20", " ")) for link in text.links]
    line = next((line for line, words in said if any(name in words for name in names)), 0)
    opener = next((number for number, words in said if OPENS.search(words[:MAX_TEXT])), 0)
    if not line:
        return None
    return supports(page.at(opener or line), "a notebook that is there is named as what to open", "high" if opener else "low")
