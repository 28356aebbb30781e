"""CI files: what starts them, which jobs they have, what each step runs. GitHub, GitLab, CircleCI, Azure, Jenkins, Travis."""

from evaluator.facts.secret import mask
from evaluator.facts.text import decode
from evaluator.facts.workflow_github import read_github
from evaluator.facts.workflow_jenkins import read_jenkins
from evaluator.facts.workflow_others import read_azure, read_bitbucket, read_circleci, read_gitlab, read_travis
from evaluator.facts.yaml_nodes import document
from evaluator.model.documents import WorkflowSource
from evaluator.model.regex import regex

KIND = "workflow"
EDITION = 3
NEEDS_NAME = True
MAX_BYTES = 256 * 1024

_GITHUB = regex(r"(?:.{0,400}/)?\.?github/workflows/[^/]{1,200}\.ya?ml")
_AZURE = regex(
    r"(?:.{0,400}/)?(?:azure[-_]pipelines?[^/]{0,80}\.ya?ml|\.?azure[-_]?pipelines/[^/]{1,100}\.ya?ml|\.pipelines/[^/]{1,100}\.ya?ml)"
)
_OTHERS = {
    ".gitlab-ci.yml": read_gitlab,
    ".gitlab-ci.yaml": read_gitlab,
    ".travis.yml": read_travis,
    "bitbucket-pipelines.yml": read_bitbucket,
    ".woodpecker.yml": read_bitbucket,
    ".drone.yml": read_bitbucket,
}


def matches(path: str) -> bool:
    """Whether a path is a CI file, also where its service does not read it."""
    lower = path.lower()[-800:]
    name = lower.rsplit("/", 1)[-1]
    return name in _OTHERS or _is_jenkins(name) or bool(_GITHUB.fullmatch(lower) or _AZURE.fullmatch(lower)) or _is_circleci(lower)


def is_active(path: str) -> bool:
    """Whether a path is where its service reads it: at the root of the repository."""
    if path.startswith(".github/workflows/"):
        return path.count("/") == 2 and path.endswith((".yml", ".yaml"))
    if path in _OTHERS or path in (".circleci/config.yml", "Jenkinsfile"):
        return True
    # Azure is told the path of its file; the root and folders of that name are the custom.
    lower = path.lower()
    return bool(_AZURE.fullmatch(lower)) and (path.count("/") == 0 or lower.startswith((".pipelines/", ".azure", "azure")))


def read(data: bytes, name: str) -> WorkflowSource:
    """The triggers and jobs of a CI file.

    Raises:
        ValueError: when it is no CI file of its service.
    """
    if len(data) > MAX_BYTES:
        raise ValueError("a CI file too large to be one")
    text = mask(decode(data)).replace("\x00", "")
    lower = name.lower()
    if _is_jenkins(lower):
        return read_jenkins(text)
    root = document(text)
    if root.kind != "map":
        raise ValueError("no CI file: it is no mapping")
    if lower in _OTHERS:
        return _OTHERS[lower](root)
    # Caches know a file by its last name alone, so the rest is told by what only that service writes.
    if root.get("jobs").kind == "map" and root.get("on"):
        return read_github(root)
    if root.get("jobs").kind == "map" and (root.get("version") or root.get("workflows")):
        return read_circleci(root)
    if any(root.get(key) for key in ("steps", "stages", "jobs", "trigger", "pool")):
        return read_azure(root)
    raise ValueError("no CI file of a service we know")


def _is_jenkins(name: str) -> bool:
    return name == "jenkinsfile" or name.startswith("jenkinsfile.") or name.endswith(".jenkinsfile")


def _is_circleci(path: str) -> bool:
    return path == ".circleci/config.yml" or path.endswith("/.circleci/config.yml")
