"""From facts to results: a folder a dimension, a file a concern, each check a public function of its module.

A check's name is its id and a claim that is true of a good repository; its docstring is its documentation. There is no
register: the public functions are found, in sorted order.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from typing import TYPE_CHECKING

from evaluator.model.result import Check, Evidence, Result, outcome_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import ModuleType

    from evaluator.model.facts import Facts

    Function = Callable[[Facts], Iterable[Evidence]]

DIMENSIONS = (
    "problem", "data", "modelling", "evaluation", "reproducibility", "engineering", "serving", "operations", "communication", "practice",
)  # fmt: skip
MOST_EVIDENCE = 8
MOST_BESIDE = 2


def modules() -> Iterator[tuple[str, str, ModuleType]]:
    """(dimension, criterion of first use, module) of every concern."""
    for dimension in DIMENSIONS:
        package = importlib.import_module(f"evaluator.checks.{dimension}")
        for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
            yield dimension, found.name.replace("_", "-"), importlib.import_module(f"{package.__name__}.{found.name}")


@functools.cache
def functions() -> dict[str, tuple[Check, Function]]:
    """Every check with its words, by id."""
    found: dict[str, tuple[Check, Function]] = {}
    for dimension, concern, module in modules():
        for name, function in sorted(vars(module).items()):
            if name.startswith("_") or not inspect.isfunction(function) or function.__module__ != module.__name__:
                continue
            identity = name.replace("_", "-")
            found[identity] = (described(identity, dimension, concern, inspect.getdoc(function) or ""), function)
    return dict(sorted(found.items()))


def fixes() -> dict[str, str]:
    """What every check says to do, by its id."""
    return {check.id: check.fix for check in catalogue()}


def catalogue() -> tuple[Check, ...]:
    """What every check says of itself."""
    return tuple(check for check, _ in functions().values())


def described(identity: str, dimension: str, concern: str, text: str) -> Check:
    """A check's docstring as data: a title line, then paragraphs `Why:`, `Fix:`, `Ask:` and `Not for:`."""
    title, _, rest = text.partition("\n")
    parts: dict[str, list[str]] = {}
    current = ""
    for line in rest.splitlines():
        head, colon, tail = line.partition(":")
        if colon and head in ("Why", "Fix", "Ask", "Not for"):
            current = head
            parts[current] = [tail.strip()]
        elif current and line.strip():
            parts[current].append(line.strip())
        elif not line.strip():
            current = ""
    said = {head: " ".join(lines) for head, lines in parts.items()}
    kinds = tuple(kind.strip(" .") for kind in said.get("Not for", "").split(",") if kind.strip(" ."))
    return Check(identity, dimension, concern, title.rstrip("."), said.get("Why", ""), said.get("Fix", ""), said.get("Ask", ""), kinds)


def run(facts: Facts, kinds: tuple[str, ...], outside: tuple[str, ...] = (), unseen: tuple[str, ...] = ()) -> tuple[Result, ...]:
    """The result of every check. A check that breaks is an outcome (open), never the end of a review.

    What is `outside` (dimensions, criteria, checks) does not apply; in the dimensions `unseen`, what was only not found does not either.
    """
    results = []
    for check, function in functions().values():
        if {check.dimension, check.concern, check.id} & set(outside):
            results.append(_dropped(check))
            continue
        result = judged(check, function, facts, kinds)
        results.append(_dropped(check) if check.dimension in unseen and _is_absence(result) else result)
    return tuple(results)


def _dropped(check: Check) -> Result:
    return Result(check.id, check.concern, "not-applicable", applies=False)


def _is_absence(result: Result) -> bool:
    """Whether all that speaks against is that nothing was found in the repository as a whole."""
    said = [item for item in result.evidence if not item.supports]
    return result.outcome in ("fail", "needs-review") and bool(said) and all(not item.path for item in said)


def judged(check: Check, function: Function, facts: Facts, kinds: tuple[str, ...]) -> Result:
    """One check's result; a repository of several kinds drops a check only when all its kinds do."""
    if kinds and all(kind in check.not_for for kind in kinds):
        return _dropped(check)
    try:
        evidence = list(function(facts))
    except Exception as error:  # noqa: BLE001  whatever breaks in a check must not cost the review
        from evaluator.model.place import REPOSITORY
        from evaluator.model.result import against

        return Result(check.id, check.concern, "open", evidence=(against(REPOSITORY, f"the check broke ({type(error).__name__})", "low"),))
    return Result(check.id, check.concern, outcome_of(evidence), evidence=strongest(evidence))


def strongest(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """What decided the outcome, firm before doubtful and places before the whole; of what stands against it, a little.

    Where firm evidence decided, doubtful evidence of the same kind says nothing more.
    """
    unique = list(dict.fromkeys(evidence))
    failed = any(not item.supports for item in unique)
    ordered = sorted(unique, key=lambda item: (item.confidence == "low", item.path == ""))
    deciding = [item for item in ordered if item.supports is not failed]
    firm = [item for item in deciding if item.confidence == "high"]
    beside = [item for item in ordered if item.supports is failed and item.confidence == "high"]
    return (*(firm or deciding)[:MOST_EVIDENCE], *beside[:MOST_BESIDE])
