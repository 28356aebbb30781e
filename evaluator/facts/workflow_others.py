"""GitLab, CircleCI, Azure Pipelines, Travis and Bitbucket: less closely than GitHub, by the same nouns."""

from collections.abc import Callable, Iterator

from evaluator.facts.shell_lines import MAX_LINE
from evaluator.facts.words import words
from evaluator.facts.workflow_github import MAX_JOBS, MAX_STEPS, is_true, script
from evaluator.facts.yaml_nodes import NOTHING, Node
from evaluator.model.documents import Job, Step, WorkflowSource

_GITLAB_WORDS = words("default include stages variables workflow image services cache before_script after_script types spec")


def _scripts(node: Node, name: str = "", *, ignored: bool = False, condition: str = "", folder: str = "") -> Iterator[Step]:
    """The steps of a script: a text, or a list of texts."""
    items = node.items if node.kind == "list" else (node,)
    for item in items[:MAX_STEPS]:
        if item.kind == "list":
            yield from _scripts(item, name, ignored=ignored, condition=condition, folder=folder)
        elif item.kind == "scalar":
            yield from script(item, name, ignored=ignored, condition=condition, folder=folder)


def read_gitlab(root: Node) -> WorkflowSource:
    """GitLab CI. Jobs start on a push unless their rules say else."""
    jobs: list[Job] = []
    triggers: list[str] = []
    paths: list[str] = []
    for name, line, body in root.entries[:MAX_JOBS]:
        if name in _GITLAB_WORDS or name.startswith(".") or body.kind != "map":
            continue
        job = _extended(root, body)
        if not (job("script") or job("trigger")):
            continue
        condition = "manual" if job("when").text == "manual" else ""
        ignored = is_true(job("allow_failure"))
        before = job("before_script") or root.get("default", "before_script") or root.get("before_script")
        steps = [*_scripts(before), *_scripts(job("script"))]
        image = job("image").text or job("image").get("name").text or root.get("image").text or root.get("default", "image").text
        jobs.append(Job(name, line, tuple(steps), ignored, condition, image))
        triggers += _gitlab_triggers(job("only"), job("rules"))
        paths += [path for rule in job("rules").items for path in rule.get("changes").texts]
    triggers += _gitlab_triggers(NOTHING, root.get("workflow", "rules"))
    return WorkflowSource(
        "gitlab", triggers=tuple(dict.fromkeys(triggers or ["push"])), jobs=tuple(jobs), paths=tuple(dict.fromkeys(paths))
    )


def _extended(root: Node, body: Node) -> Callable[[str], Node]:
    """Looks a key up in a job, then in what it extends."""
    parents = [root.get(parent) for parent in body.get("extends").texts]

    def look(key: str) -> Node:
        return next((node.get(key) for node in (body, *reversed(parents)) if node.get(key)), NOTHING)

    return look


def _gitlab_triggers(only: Node, rules: Node) -> list[str]:
    texts = [*only.texts, *only.get("refs").texts, *(rule.get("if").text for rule in rules.items)]
    joined = " ".join(text[:MAX_LINE] for text in texts)
    found = []
    if "merge_request" in joined:
        found.append("pull-request")
    if "schedule" in joined:
        found.append("schedule")
    if "tags" in texts or "CI_COMMIT_TAG" in joined:
        found.append("release")
    if not found or any(word in joined for word in ("branches", "pushes", "main", "master", "CI_COMMIT_BRANCH", "push")):
        found.append("push")
    return found


def read_circleci(root: Node) -> WorkflowSource:
    """CircleCI: every push starts it; steps of the file's own commands are put in place."""
    jobs = [_circle_job(name, line, body, root) for name, line, body in root.get("jobs").entries[:MAX_JOBS]]
    triggers = ["push"]
    for _, _, flow in root.get("workflows").entries:
        triggers += ["schedule" for trigger in flow.get("triggers").items if trigger.get("schedule")]
    return WorkflowSource("circleci", triggers=tuple(dict.fromkeys(triggers)), jobs=tuple(jobs))


def _circle_job(name: str, line: int, body: Node, root: Node) -> Job:
    folder = body.get("working_directory").text
    folder = "" if folder.startswith("~") else folder
    steps = [step for item in body.get("steps").items[:MAX_STEPS] for step in _circle_steps(item, root, folder, 0)]
    image = next((item.get("image").text for item in body.get("docker").items), "")
    return Job(name, line, tuple(steps), container=image)


def _circle_steps(item: Node, root: Node, folder: str, depth: int) -> Iterator[Step]:
    key = item.text or next(iter(item.keys), "")
    if key == "run":
        run = item.get("run")
        command = run if run.kind == "scalar" else run.get("command")
        here = run.get("working_directory").text or folder
        yield from _scripts(command, run.get("name").text, folder=here)
    elif depth < 3 and root.get("commands", key):
        for inner in root.get("commands", key, "steps").items[:MAX_STEPS]:
            yield from _circle_steps(inner, root, folder, depth + 1)
    elif key:
        yield Step("", "", key, item.line)


def read_azure(root: Node) -> WorkflowSource:
    """Azure Pipelines. Without a word a push and a pull request start it; `trigger: none` switches the push off."""
    triggers = []
    if root.get("trigger").text != "none":
        triggers.append("push")
    if root.get("pr").text != "none":
        triggers.append("pull-request")
    if root.get("schedules"):
        triggers.append("schedule")
    if root.get("resources", "pipelines"):
        triggers.append("other")
    included = (*root.get("trigger", "paths", "include").texts, *root.get("pr", "paths", "include").texts)
    excluded = (*root.get("trigger", "paths", "exclude").texts, *root.get("pr", "paths", "exclude").texts)
    paths = (*included, *(f"!{path}" for path in excluded))
    return WorkflowSource(
        "azure",
        name=root.get("name").text,
        triggers=tuple(triggers or ["manual"]),
        jobs=tuple(_azure_jobs(root))[:MAX_JOBS],
        paths=tuple(dict.fromkeys(paths)),
        line_of_triggers=root.get("trigger").line or 1,
    )


def _azure_jobs(node: Node) -> Iterator[Job]:
    for stage in node.get("stages").items:
        yield from _azure_jobs(stage)
    for job in node.get("jobs").items:
        phases = (job.get("strategy", kind, "deploy", "steps") for kind in ("runOnce", "rolling", "canary"))
        steps = job.get("steps") or next((phase for phase in phases if phase), NOTHING)
        yield _azure_job(job.get("job").text or job.get("deployment").text or job.get("displayName").text, job, steps)
    if node.get("steps"):
        yield _azure_job(node.get("displayName").text, node, node.get("steps"))


def _azure_job(name: str, job: Node, items: Node) -> Job:
    steps: list[Step] = []
    for item in items.items[:MAX_STEPS]:
        title, condition, ignored = item.get("displayName").text, item.get("condition").text, is_true(item.get("continueOnError"))
        folder = item.get("workingDirectory").text or item.get("inputs", "workingDirectory").text
        run = next((item.get(key) for key in ("script", "bash", "powershell", "pwsh") if item.get(key)), NOTHING)
        run = run or item.get("inputs", "script") or item.get("inputs", "inlineScript")
        uses = item.get("task").text or item.get("template").text
        if uses:
            steps.append(Step(title, "" if run.kind != "scalar" else run.text, uses, item.line, ignored, condition, folder))
        else:
            steps += _scripts(run, title, ignored=ignored, condition=condition, folder=folder)
    container = job.get("container").text or job.get("container", "image").text
    return Job(name, job.line, tuple(steps), is_true(job.get("continueOnError")), job.get("condition").text, container)


def read_travis(root: Node) -> WorkflowSource:
    """Travis: pushes and pull requests start it; its phases are the steps of one job, `jobs: include:` adds more."""
    phases = ("before_install", "install", "before_script", "script", "after_success", "deploy")
    shared = [step for phase in phases[:5] for step in _scripts(root.get(phase), phase, ignored=phase == "after_success")]
    jobs = [Job("travis", 1, tuple(shared))] if shared or root.get("language") else []
    for item in (*root.get("jobs", "include").items, *root.get("matrix", "include").items)[:MAX_JOBS]:
        own = [step for phase in phases[:5] for step in _scripts(item.get(phase), phase, ignored=phase == "after_success")]
        if own:
            jobs.append(Job(item.get("name").text or item.get("stage").text, item.line, tuple(own), condition=item.get("if").text))
    return WorkflowSource("travis", triggers=("push", "pull-request"), jobs=tuple(jobs))


def read_bitbucket(root: Node) -> WorkflowSource:
    """Bitbucket, Drone and Woodpecker: whatever list of scripts or commands stands in the file, each as a job."""
    jobs: list[Job] = []
    stack: list[tuple[str, Node]] = [("", root)]
    while stack and len(jobs) < MAX_JOBS:
        name, node = stack.pop()
        title = node.get("name").text or name
        scripts = node.get("script") or node.get("commands")
        if scripts:
            image = node.get("image").text or root.get("image").text
            jobs.append(Job(title, node.line, tuple(_scripts(scripts)), node.get("failure").text == "ignore", container=image))
        stack.extend((key, value) for key, _, value in reversed(node.entries) if key not in ("script", "commands"))
        stack.extend((name, item) for item in reversed(node.items))
    triggers = ["push"]
    if root.get("pipelines", "pull-requests"):
        triggers.append("pull-request")
    return WorkflowSource("other", triggers=tuple(triggers), jobs=tuple(jobs))
