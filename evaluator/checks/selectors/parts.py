"""The parts that a drawn diagram or a listed tree names, and which of them the repository holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.standing import own
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Fence
    from evaluator.model.facts import Facts

# Products that leave a trace where they are used: by which words the trace is known.
_PRODUCTS = {
    "mlflow": (), "fastapi": (), "flask": (), "streamlit": (), "gradio": (), "airflow": (), "prefect": (), "dagster": (), "kafka": (),
    "redis": (), "postgres": ("postgres", "psycopg"), "postgresql": ("postgres", "psycopg"), "mongodb": ("mongo",), "mysql": (),
    "elasticsearch": ("elastic",), "qdrant": (), "chromadb": ("chroma",), "faiss": (), "pinecone": (), "weaviate": (), "milvus": (),
    "grafana": (), "prometheus": (), "evidently": (), "docker": ("docker",), "kubernetes": ("kube", "k8s", "kind: deployment", "helm"),
    "sagemaker": (), "bigquery": (), "snowflake": (), "pyspark": (), "dvc": (), "wandb": (), "tensorboard": (), "triton": (), "bentoml": (),
    "nginx": (), "celery": (), "rabbitmq": ("rabbit", "pika", "amqp"), "terraform": (), "jenkins": (), "langchain": (), "ollama": (),
    "feast": (), "minio": (), "localstack": (), "django": (), "uvicorn": (), "gunicorn": (), "react": (), "optuna": (), "hydra": (),
    "great expectations": ("great_expectations", "great-expectations"), "weights & biases": ("wandb",), "xgboost": (), "lightgbm": (),
    "pytorch": ("torch",), "tensorflow": (), "vercel": (), "lambda": ("lambda",),
    "cloud run": ("cloud run", "gcloud", "cloudrun", "run.app"),
    "s3": ("s3", "boto3", "minio"),
}  # fmt: skip
_PRODUCT = regex(
    r"(?<![\w.-])(?:" + "|".join(re.escape(each) for each in sorted(_PRODUCTS, key=len, reverse=True)) + r")(?![\w-])", re.IGNORECASE
)
_FILE = regex(r"(?<![\w./*{<-])(?:[\w.-]{1,60}/){0,6}[\w-]{1,60}\.(?:py|ipynb|sh|sql|ya?ml|toml|tf|R)\b|\bDockerfile[\w.-]*")
_IDENTIFIER = regex(r"(?<![\w./-])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?:/)?(?![\w.-])")
_ENTRY = regex(r"[├└][─—-]{1,4}\s?([\w./-]{1,80})")
_KEYWORDS = regex(r"%%\{.*?\}%%|\b(?:classDef|style|linkStyle|click)\b[^\n]*", re.DOTALL)
_SOURCE = (".py", ".ipynb", ".sh", ".sql", ".tf", ".R")
_MOST_TEXT = 400_000


class Parts(msgspec.Struct, frozen=True):
    """The parts of one diagram or tree that are there, and that were not found."""

    there: tuple[str, ...]
    missing: tuple[str, ...]


def of_diagram(facts: Facts, fence: Fence) -> Parts:
    """Files, names and products that a diagram in letters names."""
    text = _KEYWORDS.sub(" ", fence.text[:20_000])
    names, ground = _names(facts), _ground(facts)
    there: dict[str, None] = {}
    missing: dict[str, None] = {}
    for found in _FILE.findall(text):
        (there if found.rsplit("/", 1)[-1].lower() in names or found.lower() in ground else missing)[found] = None
    for found in _IDENTIFIER.findall(_FILE.sub(" ", text)):
        name = found.rstrip("/").lower()
        if name in names or name.replace("_", "-") in names or name in ground:
            there[name] = None
    for found in _PRODUCT.findall(text):
        traces = _PRODUCTS[found.lower()] or (found.lower(),)
        (there if any(trace in ground for trace in traces) else missing)[found] = None
    alone = {each.lower(): each for each in reversed(there)}
    return Parts(tuple(each for each in there if alone[each.lower()] == each), tuple(missing))


def of_tree(facts: Facts, fence: Fence) -> Parts | None:
    """Programs that a listed tree names; None where the block is no tree of this project."""
    entries = [entry.rstrip("/").rsplit("/", 1)[-1] for entry in _ENTRY.findall(fence.text[:20_000])]
    programs = [entry for entry in dict.fromkeys(entries) if entry.endswith(_SOURCE)]
    names = _names(facts) if programs else frozenset()
    there = tuple(each for each in programs if each.lower() in names)
    return Parts(there, tuple(each for each in programs if each.lower() not in names)) if there else None


@kept
def _names(facts: Facts) -> frozenset[str]:
    """What the repository calls its own, in small letters: files, folders, stems, functions, classes, stages, jobs."""
    found: set[str] = set()
    for file in facts.paths:
        words = file.path.lower().split("/")
        found.update(words)
        found.add(words[-1].partition(".")[0])
    found.update(each.name.lower() for code in facts.product for each in code.functions)
    found.update(each.name.lower() for code in facts.product for each in code.classes)
    found.update(target.name.lower() for work in facts.stages for target in work.source.targets)
    found.update(job.name.lower() for each in facts.workflows for job in each.source.jobs)
    return frozenset(found)


@kept
def _ground(facts: Facts) -> str:
    """All small words by which a product may be known, outside the prose."""
    return "\n".join(_words(facts)).lower()[:_MOST_TEXT]


def _words(facts: Facts) -> Iterator[str]:
    yield from (name for code in facts.code for name, _ in code.packages)
    yield from (each.name for found in own(facts.dependencies) for each in found.source.requirements)
    yield from (" ".join(step.values) for each in facts.containers for step in each.source.instructions)
    yield from (file.path for file in facts.paths)
    yield from (f"{step.uses} {step.run}" for each in facts.workflows for job in each.source.jobs for step in job.steps)
    yield from (f"{each.source.kind} {key} {value[:200]}" for each in facts.manifests for key, value, _ in each.source.values)
    yield from (command for work in facts.stages for target in work.source.targets for command in target.commands)
    yield from (
        each.constant for call in facts.called for each in call.arguments if isinstance(each.constant, str) and len(each.constant) < 200
    )
