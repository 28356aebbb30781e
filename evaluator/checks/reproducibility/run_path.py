"""Would I get from clone to result with the commands given?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.at_work import firm_pages, named_notebook, once_each, said, starts_work, there_words, works
from evaluator.checks.selectors.chains import alone, chained
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.page_commands import given, lines_of, readmes, shell_lines
from evaluator.checks.selectors.prose import OWN_WORDS, front, pages, presented
from evaluator.checks.selectors.scripts import relative_starts
from evaluator.checks.selectors.setting_up import is_on_variables, says_what_is_needed, setups
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.page_commands import Given
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Told = tuple[Location, str, Confidence]

MOST = 4
SEVERAL = 2  # folders with a file of one name: a page may speak of each of them
NO_COMMAND = "no command that starts training, an app or a notebook was found"
NO_SETUP = "no words or command that set the project up were found"


def setup_explained(facts: Facts) -> Iterator[Evidence]:
    """The README says how to set the project up.

    Why: Reviewers give a repository a few minutes; guessing versions and tools uses them up.
    Fix: Add a "Setup" section with the three lines that make an environment and install the dependencies.
    """
    others = presented(facts)
    firm = firm_pages(facts) - others
    lines = (each for each in shell_lines(facts) if each[0].path not in others)
    told: list[Told] = [(place, how, "high") for place, how in setups(facts, lines)] or list(_sections(facts, others))
    if not told:
        aside = setups(facts, (each for document in readmes(facts) if document.path not in firm for each in lines_of(document)))
        told = [(place, how, "low") for place, how in aside]
    yield from having(told[:MOST], _missing(facts, NO_SETUP))


def commands_given(facts: Facts) -> Iterator[Evidence]:
    """The README gives the commands that start the work.

    Why: A result that needs a guess to be run again is taken for one that cannot be.
    Fix: Write down, line by line, what you type from a fresh clone to a trained model or a running app.
    """
    found = tuple(works(facts, given(facts), firm_pages(facts)))
    notebook = None if any(sure == "high" for _, _, sure in found) else named_notebook(facts)
    beside = (notebook,) if notebook and (not found or notebook[2] == "high") else ()
    yield from having((*found[:MOST], *beside), _missing(facts, NO_COMMAND))


def commands_resolve(facts: Facts) -> Iterator[Evidence]:
    """Every command in the README starts something that exists.

    Why: The first command that fails is often the last one a reviewer tries.
    Fix: Clone into an empty folder, follow your README word for word, and mend the first line that fails.
    Ask: Which of the README's commands did you last run from a fresh clone?
    """
    found, firm = given(facts), firm_pages(facts)
    yield from (_lost(each, found, facts) for each in found if each.starts.exists is False)
    there = sorted((each for each in found if each.starts.exists and each.starts.kind != "tests"), key=lambda each: not starts_work(each))
    fails = {each.starts.path for each in there if each.starts.kind == "script"} & set(relative_starts(facts))
    there.sort(key=lambda each: each.starts.path in fails)
    yield from (
        supports(each.at, f"this names {said(each)}, which is there but fails at its relative import", "low")
        if each.starts.path in fails and each.starts.kind == "script"
        else supports(each.at, f"this starts {said(each)}, {there_words(each)}", "high" if each.at.path in firm else "low")
        for each in list(once_each(there))[:MOST]
    )
    unknown = [each for each in found if each.starts.exists is None and not there and each.starts.kind != "tests"]
    yield from (supports(each.at, f"this starts {said(each)}; whether it is there the tree does not tell", "low") for each in unknown)
    if not any(each.starts.kind != "tests" for each in found):
        notebook = named_notebook(facts)
        told = (notebook,) if notebook else ()
        yield from having(told, _missing(facts, NO_COMMAND))


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
        ways = sorted(alone(facts), key=lambda each: not each[2])
        whole: list[Told] = [(place, words, "high" if sure else "low") for place, words, sure in ways][:1]
        yield from having(
            whole, "no target, pipeline or shell script was found that runs two or more of the project's programs up to a result"
        )


def _missing(facts: Facts, words: str) -> str:
    return f"{words} on the front page" if front(facts) is not None else f"{words}: the project has no README of its own"


def _sections(facts: Facts, others: frozenset[str]) -> Iterator[Told]:
    """Sections of the pages that say what is needed; a short one without a list of its own is doubtful."""
    for document in (each for each in pages(facts) if each.path not in others):
        for section in document.text.sections:
            if {"install", "requirements"} & set(section.topics) and says_what_is_needed(section):
                words = f"the section says in {section.words} words what is needed" if section.words else "the section lists what is needed"
                whole = (section.words >= OWN_WORDS or section.fences) and not is_on_variables(section)
                yield document.at(section.line, section.cell), words, "high" if whole else "low"


def _lost(each: Given, found: tuple[Given, ...], facts: Facts) -> Evidence:
    """Firm unless the page may speak of another folder or another repository."""
    page = front(facts)
    elsewhere = [file.path for file in facts.paths if file.name == each.starts.name.rsplit("/", 1)[-1]]
    place = f", only `{elsewhere[0]}`" if len(elsewhere) == 1 else f", though {len(elsewhere)} folders hold one" if elsewhere else ""
    sure = page is not None and each.at.path == page.path
    cloned = page is not None and any("git clone" in fence.text for fence in page.text.fences)
    alone = cloned and not any(other.starts.exists for other in found) and len(found) > 1
    what = f"tests `{each.starts.name[:80]}` are" if each.starts.kind == "tests" else f"{said(each)} is"
    return against(each.at, f"{what} not there{place}", "high" if sure and not alone and len(elsewhere) < SEVERAL else "low")
