"""Does every push get checked?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evaluator.checks.selectors.model_in_ci import CHECKED, TESTERS, checked, covers, reported, scoring_test, tested, training_test
from evaluator.checks.selectors.pipelines import Done, runs
from evaluator.checks.selectors.stages_tested import of_model
from evaluator.checks.selectors.standing import own
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeVar

    from evaluator.checks.selectors.pipelines import Ran
    from evaluator.model.facts import Facts

    Shown = TypeVar("Shown")

LINTERS = ("ruff", "flake8", "black", "pylint", "mypy", "isort", "pre-commit run", "prek run", "pyright", "pycodestyle", "ty", "nbqa")
# Actions that lint or format what is in the repository; of some only when they are told to look at Python.
LINTING = {
    "pre-commit/action": "the hooks of pre-commit",
    "super-linter/super-linter": "super-linter",
    "github/super-linter": "super-linter",
    "oxsecurity/megalinter": "MegaLinter",
    "wearerequired/lint-action": "lint-action",
    "trunk-io/trunk-action": "Trunk",
}
ASKED = {"ultralytics/actions": ("python", "a formatter of Python")}
NAMED = regex(r"(?:^|[/_. -])(?:lint(?:er|ers|ing)?|format(?:ter|ting)?|code-?style|style-?check)(?:$|[_. /-])")
BUILDS = (
    "docker build", "docker buildx build", "docker image build", "docker compose build", "docker-compose build",
    "docker compose up --build", "docker-compose up --build", "bentoml containerize", "gcloud builds submit",
    "podman build", "az acr build", "cog build",
)  # fmt: skip
BUILDERS = ("docker/build-push-action", "kaniko", "ecr-push", "docker/bake-action", "build-push-to-", "publish-docker")
PUSHED = CHECKED - {"schedule"}


class Built(NamedTuple):
    """Where an image is built, and by what of the project's own ("" when directly)."""

    at: Location
    through: str = ""

    def __str__(self) -> str:
        return f"starts `{self.through}`, which builds an image" if self.through else "builds an image"


def ci_configured(facts: Facts) -> Iterator[Evidence]:
    """Continuous integration does work on every push.

    Why: Checks that nobody must remember are the ones that are made.
    Fix: Add one workflow under `.github/workflows/`: install from the lock file, `ruff check`, `pytest`.
    Ask: What did CI catch that you had missed?
    """
    every = [ran for ran in runs(facts) if ran.triggers & PUSHED and ran.works]
    found = [ran for ran in every if not _tests_nothing(facts, ran)]
    checked = [(ran, place) for ran in found if (place := _checks(ran))]
    shown = checked or [(ran, place) for ran in found if (place := ran.work)]
    for ran, place in _first_of_each(shown):
        yield supports(place, f"a step of a workflow that starts on {' and '.join(sorted(ran.triggers & PUSHED))}")
    if found and not shown:
        yield supports(found[0].at, "a step of a workflow that starts on a push or pull request; what it does could not be told", "low")
    if not found and (done := next((done for ran in every if (done := ran.doing(*TESTERS))), None)):
        yield against(done.at, "tests are all that is run on a push or pull request, and no test file was found")
    elif not found:
        yield against(REPOSITORY, "no CI file that does work on a push or pull request was found")


def _checks(ran: Ran) -> Location | None:
    """Where a step tests, lints or builds."""
    done = ran.doing(*TESTERS) or _linted(ran) or _builds(ran)
    return done.at if done else None


def _tests_nothing(facts: Facts, ran: Ran) -> bool:
    """Whether a step runs tests where none are, and does nothing else."""
    return not _has_tests(facts) and ran.doing(*TESTERS) is not None and not (_linted(ran) or _builds(ran))


def _has_tests(facts: Facts) -> bool:
    return any((file.role == "test" and file.path.endswith((".py", ".ipynb"))) or file.path.endswith(".feature") for file in facts.paths)


def _first_of_each(found: list[tuple[Ran, Shown]]) -> Iterator[tuple[Ran, Shown]]:
    """The first of each CI file."""
    seen: set[str] = set()
    for ran, each in found:
        if ran.at.path not in seen:
            seen.add(ran.at.path)
            yield ran, each


def tests_run_in_ci(facts: Facts) -> Iterator[Evidence]:
    """CI runs the tests.

    Why: Tests that are not run decay; tests run on every push keep the promise.
    Fix: Add a step `pytest` to the workflow, and make it fail once on purpose to see that it can.
    Ask: How long after a push do you know that it broke something?
    """
    told = [(ran, done) for ran in runs(facts) if ran.triggers & CHECKED and (done := ran.doing(*TESTERS))]
    found = [done for _, done in told]
    tests = _has_tests(facts)
    starting = list(_first_of_each([(ran, done) for ran, done in told if done.firm]))
    firm = [done for _, done in starting]
    for ran, done in starting if tests else ():
        yield supports(done.at, f"{done}{_without_push(ran)}")
    if not found:
        yield against(REPOSITORY, "no CI step that runs tests on a push, a pull request or a schedule was found")
    elif not firm:
        yield against(found[0].at, f"{found[0]}, and its failure is ignored")
    elif not tests:
        yield against(firm[0].at, f"{firm[0]}, and no test file was found")


def lint_runs_in_ci(facts: Facts) -> Iterator[Evidence]:
    """CI runs a linter, formatter or type checker.

    Why: Style and types are checked by a machine, so that reviewers can look at what matters.
    Fix: Add a step `ruff check .` to the workflow.
    Ask: Which rule of your linter do you disagree with?
    """
    found = [(ran, done) for ran in runs(facts) if (done := _linted(ran))]
    firm = [(ran, done) for ran, done in found if done.firm]
    for ran, done in _first_of_each(firm or found):
        aside = "" if done.firm else ", and its failure is ignored"
        yield supports(done.at, f"{done}{aside}{_seldom(ran)}", "high" if done.firm else "low")
    served = [] if found else list(_served_hooks(facts))
    named = [] if found or served else list(_named_so(facts))[:1]
    for place in named:
        yield supports(place, "an action in a workflow that is named for linting or formatting; what it looks at could not be told", "low")
    for place in served:
        yield supports(place, "hooks are set up for the service pre-commit.ci; whether it is switched on is not to be seen", "low")
    if not found and not served and not named:
        yield against(REPOSITORY, "no CI step that runs a linter, formatter or type checker was found")


def image_built_in_ci(facts: Facts) -> Iterator[Evidence]:
    """CI builds the container image.

    Why: An image that is built on every push starts when it is needed.
    Fix: Add a job that runs `docker build .` after the tests.
    Ask: How do you know that the image in use holds this commit?
    """
    built = [(ran, built) for ran in runs(facts) if (built := _builds(ran))]
    found = [(each.at, f"{each}{_seldom(ran)}") for ran, each in _first_of_each(built)]
    found += [(place, "builds an image") for place in _cloud_builds(facts)]
    for place, note in found:
        yield supports(place, note)
    if not found:
        yield against(REPOSITORY, "no CI step that builds an image was found")


def model_checked_in_ci(facts: Facts) -> Iterator[Evidence]:
    """CI trains, scores or tests the model.

    Why: Code can be right and the model wrong; only a run on some data shows what a change did to it.
    Fix: Let a step train on a small sample and fail below a score, or run `dvc repro` and post the metrics in the pull request.
    Ask: By how much may a change lower the score before somebody is told?
    Not for: llm-app, library
    """
    found = [(ran, each) for ran, each in checked(facts) if ran.triggers & CHECKED or not ran.triggers]
    for _, (at, note, sure) in _first_of_each(found):
        yield supports(at, note, sure)
    told = None if found else _by_tests(facts)
    if told is not None:
        yield told
    elif not found:
        yield from _reports(facts)


def _by_tests(facts: Facts) -> Evidence | None:
    """What the tests that CI runs say of the model: one looks at a score, lets the project train, or is about the model."""
    steps = list(tested(facts))
    for tests, does in ((scoring_test, "looks at the score of a model"), (training_test, "trains a model")):
        for done, paths in steps:
            for at, name in tests(facts):
                if covers(paths, at.path):
                    return supports(done.at, f"{done}; `{name}` ({at.path}) {does}")
    of_models = of_model(facts) if steps else []
    near = next(((done, stage.at) for stage in of_models for done, paths in steps if covers(paths, stage.at.path)), None)
    if near is None:
        return None
    done, at = near
    return supports(done.at, f"{done}; {at.path}:{at.line} may be about the model: would it tell that the model got worse?", "low")


def _reports(facts: Facts) -> Iterator[Evidence]:
    """A report that is posted may be of the model."""
    posted = next(reported(facts), None)
    if posted is not None:
        yield supports(posted, "posts a report in the pull request; is it one of the model?", "low")
    else:
        yield against(REPOSITORY, "no CI step that trains, scores or tests a model on a push, a pull request or a schedule was found")


def _linted(ran: Ran) -> Done | None:
    action = ran.uses.partition("@")[0]
    tool = next((tool for name, tool in LINTING.items() if action == name or action.startswith(f"{name}/")), "")
    setting, does = ASKED.get(action, ("", ""))
    tool = tool or (does if (setting, "true") in ((key, value.lower()) for key, value in ran.given) else "")
    return ran.doing(*LINTERS) or (Done(ran.at, tool, "", firm=not ran.ignores_failure) if tool else None)


def _named_so(facts: Facts) -> Iterator[Location]:
    """Actions of others that do work, and are named for linting or formatting by themselves or by their workflow's file."""
    for ran in runs(facts):
        action = ran.uses.partition("@")[0]
        others = "/" in action and not action.startswith((".", "actions/", "docker://")) and ran.work is not None
        if others and (NAMED.search(action) or NAMED.search(ran.at.path.rpartition("/")[2].lower())):
            yield ran.at


def _served_hooks(facts: Facts) -> Iterator[Location]:
    """Where a configuration of hooks speaks to pre-commit.ci, which runs them on each pull request."""
    for manifest in own(facts.manifests):
        line = next((line for key, _, line in manifest.source.values if key.startswith("ci.")), 0)
        if manifest.source.kind == "pre-commit" and line:
            yield Location(manifest.path, line)


def _seldom(ran: Ran) -> str:
    """What to add where nobody's push starts it."""
    return "" if ran.triggers & CHECKED or not ran.triggers else f" (started by: {', '.join(sorted(ran.triggers))})"


def _without_push(ran: Ran) -> str:
    """What to add where a push does not start it."""
    return "" if "push" in ran.triggers else f" (started by: {', '.join(sorted(ran.triggers))})"


def _builds(ran: Ran) -> Built | None:
    """Where a step builds an image: `docker build`, an action, BentoML, a build service."""
    for line, said, inner in ran.lines:
        for through, text in (("", said), *((each.name, each.text) for each in inner)):
            words = " ".join(text.split())
            if any(build in words for build in BUILDS):
                return Built(Location(ran.at.path, line), through)
    return Built(ran.at) if any(action in ran.uses for action in BUILDERS) else None


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
