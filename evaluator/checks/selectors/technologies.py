"""Libraries, tools and platforms in use, with how deeply (rubric.md 5.4) and where."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from evaluator.model.place import Location
from evaluator.model.result import Evidence, supports
from evaluator.model.review import Technology

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Dependencies, Facts

MOST_EVIDENCE = 3
# Manifests that tell of a tool or platform by being there and saying something.
BY_MANIFEST = {
    "pre-commit": "pre-commit", "dvc": "dvc", "dvc-file": "dvc", "dvc-config": "dvc", "compose": "docker-compose", "kubernetes": "kubernetes",
    "helm": "helm", "terraform": "terraform", "bentofile": "bentoml", "cloudbuild": "google-cloud-build", "fly": "fly-io", "render": "render",
    "procfile": "heroku", "serverless": "serverless-framework", "sam": "aws-sam", "prometheus": "prometheus", "mlproject": "mlflow",
    "conda": "conda", "prefect": "prefect", "vercel": "vercel", "app-engine": "google-app-engine", "great-expectations": "great-expectations",
    "feast": "feast", "cog": "cog", "mkdocs": "mkdocs", "ruff": "ruff",
}  # fmt: skip
BY_WORKFLOW = {"github": "github-actions", "gitlab": "gitlab-ci", "circleci": "circleci", "azure": "azure-pipelines", "jenkins": "jenkins"}
COMPOSED = frozenset({"nn.module", "dataset.class", "callback", "pipeline.fit", "data-pipeline", "transformer.class"})
COMMANDED = frozenset({"mixed-precision", "compilation", "distributed-training", "memory-saving", "pruning", "quantisation"})


def seen(facts: Facts) -> tuple[Technology, ...]:
    """Every technology of which a trace was found, in alphabetical order."""
    places: defaultdict[str, list[Evidence]] = defaultdict(list)
    concepts: defaultdict[str, set[str]] = defaultdict(set)
    for name, evidence, means in _traces(facts):
        places[name].append(evidence)
        concepts[name].update(means)
    named = _only_named(facts) - set(places)
    used = [
        Technology(name, used=True, depth=_depth(concepts[name]), concepts=tuple(sorted(concepts[name])), evidence=tuple(found[:MOST_EVIDENCE]))
        for name, found in places.items()
    ]
    return tuple(sorted([*used, *(Technology(name, used=False, depth=0) for name in named)], key=lambda each: each.id))


def _traces(facts: Facts) -> Iterator[tuple[str, Evidence, tuple[str, ...]]]:
    for code in facts.product:
        for use in code.uses:
            if use.library in facts.standard_library:
                continue
            place = Location(code.path, use.line, use.cell)
            yield use.library, supports(place, f"{use.calls} call{'s' if use.calls != 1 else ''} in this file"), use.concepts
    for container in facts.containers:
        if container.role not in ("vendored", "template", "archive"):
            yield "docker", supports(Location(container.path, 1), "an image is defined"), ("containerisation",)
    for manifest in facts.manifests:
        if manifest.source.kind in BY_MANIFEST and manifest.role not in ("vendored", "template", "archive"):
            yield BY_MANIFEST[manifest.source.kind], supports(Location(manifest.path, 1), "configured here"), ()
    for workflow in facts.workflows:
        if workflow.active and workflow.source.service in BY_WORKFLOW:
            yield BY_WORKFLOW[workflow.source.service], supports(Location(workflow.path, 1), "a workflow is defined"), ()


def _only_named(facts: Facts) -> set[str]:
    """Known libraries that are declared or imported, while no call of them was found."""
    return {facts.technologies[name] for each in facts.dependencies if not each.source.lock for name in _names(each) if name in facts.technologies}


def _names(found: Dependencies) -> Iterator[str]:
    return (requirement.name for requirement in found.source.requirements)


def _depth(concepts: set[str]) -> int:
    """3 commanded, 2 composed, 1 used."""
    if concepts & COMPOSED:
        return 3 if concepts & COMMANDED else 2
    return 1
