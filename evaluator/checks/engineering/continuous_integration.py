"""Does every push get checked?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.commands import runs_tool
from evaluator.checks.selectors.pipelines import Ran, runs
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

TESTERS = ("pytest", "py.test", "unittest", "tox", "nox", "nosetests", "absltest", "coverage", "manage.py test")
LINTERS = ("ruff", "flake8", "black", "pylint", "mypy", "isort", "pre-commit", "pyright", "pycodestyle")
CHECKED = frozenset({"push", "pull-request", "schedule", "merge-request"})


def ci_configured(facts: Facts) -> Iterator[Evidence]:
    """A service does work on every push.

    Why: Checks that nobody must remember are the ones that are made.
    Fix: Add one workflow under `.github/workflows/`: install from the lock file, `ruff check`, `pytest`.
    Ask: What did CI catch that you had missed?
    """
    found = [ran for ran in runs(facts) if ran.triggers & CHECKED and not ran.is_echo]
    for path in dict.fromkeys(ran.at.path for ran in found):
        first = next(ran for ran in found if ran.at.path == path)
        yield supports(first.at, f"runs on {', '.join(sorted(first.triggers & CHECKED))}")
    if not found:
        yield against(REPOSITORY, "no CI file that does work on push, pull request or schedule was found")


def tests_run_in_ci(facts: Facts) -> Iterator[Evidence]:
    """CI runs the tests.

    Why: Tests that are not run decay; tests run on every push keep the promise.
    Fix: Add a step `pytest` to the workflow, and make it fail once on purpose to see that it can.
    Ask: How long after a push do you know that it broke something?
    """
    found = [ran for ran in runs(facts) if ran.triggers & CHECKED and _tests(ran)]
    tests = any(file.role == "test" and file.path.endswith((".py", ".ipynb")) for file in facts.paths)
    firm = [ran for ran in found if not ran.ignores_failure]
    for ran in firm if tests else ():
        yield supports(ran.at, "runs the tests")
    if not firm or not tests:
        words = "a step runs tests and ignores their failure" if found and not firm else "no CI step that runs the project's tests was found"
        yield against(found[0].at if found and not firm else REPOSITORY, words)


def lint_runs_in_ci(facts: Facts) -> Iterator[Evidence]:
    """CI runs a linter or type checker.

    Why: Style and types are checked by a machine, so that reviewers can look at what matters.
    Fix: Add a step `ruff check .` to the workflow.
    Ask: Which rule of your linter do you disagree with?
    """
    found = [ran for ran in runs(facts) if any(runs_tool(ran.text, tool) for tool in LINTERS) or any(tool in ran.uses for tool in LINTERS)]
    for ran in found:
        yield supports(ran.at, "runs a linter")
    if not found:
        yield against(REPOSITORY, "no CI step that runs a linter or type checker was found")


def image_built_in_ci(facts: Facts) -> Iterator[Evidence]:
    """CI builds the container image.

    Why: An image that is built on every push starts when it is needed.
    Fix: Add a job that runs `docker build .` after the tests.
    Ask: How do you know that the image in use holds this commit?
    """
    found = [ran for ran in runs(facts) if _builds(ran)]
    for ran in found:
        yield supports(ran.at, "builds an image")
    if not found:
        yield against(REPOSITORY, "no CI step that builds an image was found")


def _tests(ran: Ran) -> bool:
    return any(runs_tool(ran.text, tool) for tool in TESTERS) or "test" in ran.targets


def _builds(ran: Ran) -> bool:
    text = " ".join(ran.text.split())
    built = any(words in text for words in ("docker build", "docker buildx build", "docker compose build", "docker-compose build", "bentoml containerize"))
    return built or any(action in ran.uses for action in ("docker/build-push-action", "kaniko", "ecr-push")) or "gcloud builds submit" in text
