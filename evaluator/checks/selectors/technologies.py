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
    "pre-commit": "pre-commit", "dvc": "dvc", "dvc-file": "dvc", "dvc-config": "dvc", "compose": "docker-compose",
    "kubernetes": "kubernetes",
    "helm": "helm", "terraform": "terraform", "bentofile": "bentoml", "cloudbuild": "google-cloud-build", "fly": "fly-io",
    "render": "render",
    "procfile": "heroku", "serverless": "serverless-framework", "sam": "aws-sam", "prometheus": "prometheus", "mlproject": "mlflow",
    "conda": "conda", "prefect": "prefect", "vercel": "vercel", "app-engine": "google-app-engine",
    "great-expectations": "great-expectations",
    "feast": "feast", "cog": "cog", "mkdocs": "mkdocs", "ruff": "ruff",
}  # fmt: skip
BY_WORKFLOW = {"github": "github-actions", "gitlab": "gitlab-ci", "circleci": "circleci", "azure": "azure-pipelines", "jenkins": "jenkins"}
# Put together by the author (depth 2), and what lies under the surface (depth 3), by rubric.md 5.4.
COMPOSED = frozenset({
    "nn.module", "dataset.class", "callback", "pipeline.fit", "data-pipeline", "transformer.class", "estimator.class", "loss.backward",
    "gradient.tape", "llm.chain", "llm.tool",
})  # fmt: skip
COMMANDED = frozenset({
    "mixed-precision", "compilation", "distributed-training", "memory-saving", "pruning", "quantisation", "gradient.tape", "llm.evaluate",
})  # fmt: skip
# In JAX everything is compiled; transformations of functions tell who commands it.
OF_JAX = frozenset({"jax", "flax", "equinox", "haiku", "optax"})
TRANSFORMS = ("jax.vmap", "jax.pmap", "jax.shard_map", "jax.lax.scan", "jax.custom_vjp", "jax.custom_jvp", "flax.nnx.vmap", "flax.nnx.scan")
# What other packages bring along, and what is no more than a convenience.
PLUMBING = frozenset({
    "six", "attrs", "urllib3", "packaging", "python-dateutil", "typing-extensions", "certifi", "setuptools", "pyyaml", "ipython", "rich",
    "click", "werkzeug", "absl", "absl-py", "cloudpickle", "h5py", "pytz", "jsonschema", "requests", "tqdm", "kaggle-secrets",
})  # fmt: skip


def seen(facts: Facts) -> tuple[Technology, ...]:
    """Every technology of which a trace was found, in alphabetical order."""
    places: defaultdict[str, list[Evidence]] = defaultdict(list)
    concepts: defaultdict[str, set[str]] = defaultdict(set)
    for name, evidence, means in _traces(facts):
        places[name].append(evidence)
        concepts[name].update(means)
    named = _only_named(facts) - set(places) - PLUMBING
    transforms = next(facts.calls_named(*TRANSFORMS), None) is not None
    used = [
        Technology(
            name,
            used=True,
            depth=_depth(name, concepts[name], transforms=transforms),
            concepts=tuple(sorted(concepts[name])),
            evidence=tuple(found[:MOST_EVIDENCE]),
        )
        for name, found in places.items()
        if name not in PLUMBING
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
    declared = (name for each in facts.dependencies if not each.source.lock for name in _names(each))
    return {facts.technologies[name] for name in declared if name in facts.technologies}


def _names(found: Dependencies) -> Iterator[str]:
    return (requirement.name for requirement in found.source.requirements)


def _depth(name: str, concepts: set[str], *, transforms: bool) -> int:
    """3 commanded, 2 composed, 1 used."""
    if not concepts & COMPOSED:
        return 1
    commanded = concepts & COMMANDED
    if name in OF_JAX:
        return 3 if transforms or commanded - {"compilation"} else 2
    return 3 if commanded else 2
