"""The published JSON Schemas: today's, and true of everything that is written."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from evaluator import report
from evaluator.cli.schema import KINDS, written
from evaluator.scoring import plan
from tests import golden
from tests.report import sample
from tests.scoring.given import hiring
from tests.scoring.test_rescore import saved

ROOT = Path(__file__).parents[1]


@cache
def validator(kind: str) -> jsonschema.Draft202012Validator:
    """The published schema, strict: a key that it does not name is refused, so that none is written and forgotten."""
    schema = json.loads((ROOT / "docs" / "schemas" / f"{kind}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for definition in schema["$defs"].values():
        definition["additionalProperties"] = False
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("kind", KINDS)
def test_the_published_schema_is_todays(kind: str) -> None:
    assert (ROOT / "docs" / "schemas" / f"{kind}.json").read_text(encoding="utf-8") == written(kind), "run: python -m tools.schemas"


def reviews() -> dict[str, bytes]:
    """Real and invented reviews as they are written."""
    hostile = {f"payload {number}": report.json(sample.hostile(word)) for number, word in enumerate(sample.PAYLOADS)}
    return {"demo": golden.of_the_demo().encode(), "sample": report.json(sample.review()), "none": report.json(sample.unscored())} | hostile


def test_every_review_is_as_the_schema_says() -> None:
    for name, content in reviews().items():
        found = [error.message for error in validator("review").iter_errors(json.loads(content))]
        assert not found, f"{name}: {found[:3]}"


@pytest.mark.parametrize("word", ["", sample.PAYLOADS[0]])
def test_a_comparison_is_as_the_schema_says(word: str) -> None:
    validator("comparison").validate(json.loads(report.comparison_json(sample.since(word))))


def test_a_plan_is_as_the_schema_says() -> None:
    validator("plan").validate(json.loads(report.plan_json(plan(saved(), hiring(), None, 600))))


@pytest.mark.parametrize("path", sorted((ROOT / "rubrics").glob("*.yaml")), ids=lambda path: str(path.name))
def test_a_shipped_rubric_is_as_the_schema_says(path: Path) -> None:
    validator("rubric").validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("key", "wrong"), [("score", 101), ("score", "64"), ("decided", 1.5), ("schema_version", 2), ("results", [{}]), ("kind", None)]
)
def test_a_document_that_breaks_the_contract_is_refused(key: str, wrong: Any) -> None:
    document = json.loads(report.json(sample.review()))
    assert not validator("review").is_valid(document | {key: wrong})
    assert not validator("review").is_valid({name: value for name, value in document.items() if name != key})
