"""GitHub Actions."""

from collections.abc import Iterator

from evaluator.facts.shell_lines import runs
from evaluator.facts.yaml_nodes import NOTHING, Node
from evaluator.model.documents import Job, Step, WorkflowSource

MAX_JOBS = 200
MAX_STEPS = 500
MAX_GIVEN = 20
LONGEST_GIVEN = 200

TRIGGERS = {
    "push": "push",
    "create": "push",
    "merge_group": "pull-request",
    "pull_request": "pull-request",
    "pull_request_target": "pull-request",
    "schedule": "schedule",
    "workflow_dispatch": "manual",
    "repository_dispatch": "manual",
    "release": "release",
}


def read_github(root: Node) -> WorkflowSource:
    """A workflow. A push of tags only is a release; `paths` has ignored paths with a leading "!"."""
    events = root.get("on")
    names = events.keys if events.kind == "map" else events.texts
    triggers = [_trigger(name, events.get(name)) for name in names]
    paths: list[str] = []
    for name in ("push", "pull_request"):
        paths += events.get(name, "paths").texts
        paths += [f"!{path}" for path in events.get(name, "paths-ignore").texts]
    folder = root.get("defaults", "run", "working-directory").text
    return WorkflowSource(
        service="github",
        name=root.get("name").text,
        triggers=tuple(dict.fromkeys(triggers)),
        jobs=tuple(_job(name, line, job, folder) for name, line, job in root.get("jobs").entries[:MAX_JOBS]),
        paths=tuple(dict.fromkeys(paths)),
        line_of_triggers=next((line for name, line, _ in root.entries if name == "on"), 1),
    )


def script(node: Node, name: str, *, ignored: bool, condition: str, folder: str) -> Iterator[Step]:
    """A shell text as steps, cut where failures begin to be swallowed or cease to be."""
    for text, line, swallowed in runs(node.text, node.line + node.block):
        yield Step(name, text, "", line, ignored or swallowed, condition, folder)


def is_true(node: Node) -> bool:
    """Whether a setting is switched on; an expression is not known to be."""
    return node.text.strip().lower() in ("true", "yes", "on")


def _trigger(name: str, filters: Node) -> str:
    if name == "push" and filters.get("tags") and not filters.get("branches"):
        return "release"
    return TRIGGERS.get(name, "other")


def _job(name: str, line: int, job: Node, folder: str) -> Job:
    here = job.get("defaults", "run", "working-directory").text or folder
    steps: list[Step] = []
    if job.get("uses"):
        steps.append(Step("", "", job.get("uses").text, job.get("uses").line))
    for item in job.get("steps").items[:MAX_STEPS]:
        steps += _steps(item, here)
    container = job.get("container")
    image = container.text or container.get("image").text
    return Job(job.get("name").text or name, line, tuple(steps), is_true(job.get("continue-on-error")), job.get("if").text, image)


def _steps(item: Node, folder: str) -> Iterator[Step]:
    name, condition = item.get("name").text, item.get("if").text
    ignored = is_true(item.get("continue-on-error"))
    here = item.get("working-directory").text or folder
    if uses := item.get("uses"):
        # What an action is told to run (`with: run: pytest`) is run as well.
        inner = item.get("with", "run") or item.get("with", "script") or item.get("with", "command") or NOTHING
        given = tuple((key, each.text[:LONGEST_GIVEN]) for key, _, each in item.get("with").entries[:MAX_GIVEN] if each.text)
        yield Step(name, inner.text, uses.text, item.line, ignored, condition, here, given)
    if run := item.get("run"):
        yield from script(run, name, ignored=ignored, condition=condition, folder=here)
