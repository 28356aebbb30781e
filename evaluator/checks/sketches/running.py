"""An image and a workflow that start what is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.plain_words import failed
from evaluator.checks.selectors.start_command import REQUIREMENTS, installs, started
from evaluator.model.review import Sketch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluator.model.facts import Facts
    from evaluator.model.result import Result


def container(facts: Facts, results: Mapping[str, Result]) -> Sketch | None:
    """A Dockerfile that starts the service, or else the training, from the requirements at the root."""
    if not failed(results, "container-defined") or facts.containers or not installs(facts):
        return None
    start = started(facts)
    if start is None:
        return None
    command = ", ".join(f'"{word}"' for word in start)
    lines = [
        "# docker build --build-arg PYTHON=... .   (the version that you use)",
        "ARG PYTHON",
        "FROM python:${PYTHON}-slim",
        "WORKDIR /app",
        f"COPY {REQUIREMENTS} .",
        f"RUN pip install --no-cache-dir -r {REQUIREMENTS}",
        "COPY . .",
        *(["EXPOSE 8000"] if start[0] != "python" else []),
        f"CMD [{command}]",
    ]
    return Sketch("\n".join(lines), "dockerfile")


def continuous_integration(facts: Facts, results: Mapping[str, Result]) -> Sketch | None:
    """A workflow that runs the tests that are here."""
    asserted = "tests-assert-project" in results and results["tests-assert-project"].outcome == "pass"
    if not failed(results, "ci-configured") or facts.workflows or not asserted or not installs(facts):
        return None
    lines = [
        "# .github/workflows/tests.yml",
        "on: [push]",
        "jobs:",
        "  tests:",
        "    runs-on: ubuntu-latest",
        "    steps:",
        "      - uses: actions/checkout@v4",
        f"      - run: pip install -r {REQUIREMENTS} pytest",
        "      - run: python -m pytest",
    ]
    return Sketch("\n".join(lines), "yaml")
