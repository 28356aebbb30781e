"""Does every push get checked?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.pipelines import runs
from evaluator.checks.selectors.standing import own
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.pipelines import Ran
    from evaluator.model.facts import Facts

TESTERS = ("pytest", "py.test", "unittest", "tox", "nox", "nosetests", "absltest", "coverage", "behave", "manage.py test")
LINTERS = ("ruff", "flake8", "black", "pylint", "mypy", "isort", "pre-commit run", "prek run", "pyright", "pycodestyle", "ty", "nbqa")
BUILDS = (
    "docker build", "docker buildx build", "docker image build", "docker compose build", "docker-compose build",
    "docker compose up --build", "docker-compose up --build", "bentoml containerize", "gcloud builds submit",
    "podman build", "az acr build", "cog build",
)  # fmt: skip
BUILDERS = ("docker/build-push-action", "kaniko", "ecr-push", "docker/bake-action", "build-push-to-", "publish-docker")
PUSHED = frozenset({"push", "pull-request", "merge-request"})
CHECKED = PUSHED | {"schedule"}


def ci_configured(facts: Facts) -> Iterator[Evidence]:
    """A service does work on every push.

    Why: Checks that nobody must remember are the ones that are made.
    Fix: Add one workflow under `.github/workflows/`: install from the lock file, `ruff check`, `pytest`.
    Ask: What did CI catch that you had missed?
    """
    found = [ran for ran in runs(facts) if ran.triggers & PUSHED and ran.works]
    for path in dict.fromkeys(ran.at.path for ran in found):
        first = next(ran for ran in found if ran.at.path == path)
        yield supports(first.at, f"runs on {' and '.join(sorted(first.triggers & PUSHED))}")
    if not found:
        yield against(REPOSITORY, "no CI file that does work on a push or pull request was found")


def tests_run_in_ci(facts: Facts) -> Iterator[Evidence]:
    """CI runs the tests.

    Why: Tests that are not run decay; tests run on every push keep the promise.
    Fix: Add a step `pytest` to the workflow, and make it fail once on purpose to see that it can.
    Ask: How long after a push do you know that it broke something?
    """
    found = [(ran, place) for ran in runs(facts) if ran.triggers & CHECKED and (place := ran.running(*TESTERS))]
    tests = any((file.role == "test" and file.path.endswith((".py", ".ipynb"))) or file.path.endswith(".feature") for file in facts.paths)
    firm = [place for ran, place in found if not ran.ignores_failure]
    for place in firm if tests else ():
        yield supports(place, "runs the tests")
    if found and not firm:
        yield against(found[0][1], "a step runs tests and ignores their failure")
    elif not firm or not tests:
        yield against(
            found[0][1] if found else REPOSITORY,
            "a step runs tests, no test file was found" if found else "no CI step that runs tests was found",
        )


def lint_runs_in_ci(facts: Facts) -> Iterator[Evidence]:
    """CI runs a linter or type checker.

    Why: Style and types are checked by a machine, so that reviewers can look at what matters.
    Fix: Add a step `ruff check .` to the workflow.
    Ask: Which rule of your linter do you disagree with?
    """
    found = [place for ran in runs(facts) if (place := ran.running(*LINTERS) or (ran.at if "pre-commit/action" in ran.uses else None))]
    for place in found:
        yield supports(place, "runs a linter")
    if not found:
        yield against(REPOSITORY, "no CI step that runs a linter or type checker was found")


def image_built_in_ci(facts: Facts) -> Iterator[Evidence]:
    """CI builds the container image.

    Why: An image that is built on every push starts when it is needed.
    Fix: Add a job that runs `docker build .` after the tests.
    Ask: How do you know that the image in use holds this commit?
    """
    found = [place for ran in runs(facts) if (place := _builds(ran))] + list(_cloud_builds(facts))
    for place in found:
        yield supports(place, "builds an image")
    if not found:
        yield against(REPOSITORY, "no CI step that builds an image was found")


def _builds(ran: Ran) -> Location | None:
    """Where a step builds an image: `docker build`, an action, BentoML, a build service."""
    for line, text in ran.lines:
        words = " ".join(text.split())
        if any(build in words for build in BUILDS):
            return Location(ran.at.path, line)
    return ran.at if any(action in ran.uses for action in BUILDERS) else None


def _cloud_builds(facts: Facts) -> Iterator[Location]:
    """Google Cloud Build: a step of the Docker or Kaniko builder whose first argument is `build`."""
    for manifest in own(facts.manifests):
        if manifest.source.kind == "cloudbuild":
            values = {key: (value, line) for key, value, line in manifest.source.values}
            for key, (value, line) in values.items():
                arguments = f"{key.removesuffix('name')}args.0"
                if (
                    key.endswith(".name")
                    and ("kaniko" in value or ("docker" in value and values.get(arguments, ("",))[0] in ("build", "buildx")))
                ) or (".args." in key and any(build in value for build in BUILDS)):
                    yield Location(manifest.path, line)
