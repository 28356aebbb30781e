"""CI files by service."""

import pytest

from evaluator.facts import workflow
from evaluator.facts.shell_lines import commands, swallows
from evaluator.model.documents import WorkflowSource


def read(text: str, name: str = "ci.yml") -> WorkflowSource:
    return workflow.read(text.encode(), name)


def ran(source: WorkflowSource) -> list[tuple[str, int, bool]]:
    return [(step.run, step.line, step.ignores_failure) for job in source.jobs for step in job.steps]


GITHUB = """name: CI
on:
  push:
    branches: [main]
    paths-ignore: ['docs/**']
  pull_request:
    paths: ['src/**']
  workflow_dispatch:
defaults:
  run:
    working-directory: app
jobs:
  test:
    name: Tests
    runs-on: ubuntu-latest
    container: python:3.11
    if: github.event_name == 'push'
    steps:
      - uses: actions/checkout@v4
      - name: Install
        run: pip install -r requirements.txt
      - run: |
          # a comment
          ruff check . || true
          pytest \\
            tests
        working-directory: lib
      - run: mypy .
        continue-on-error: true
"""


def test_github() -> None:
    source = read(GITHUB)
    assert (source.service, source.name, source.line_of_triggers) == ("github", "CI", 2)
    assert source.triggers == ("push", "pull-request", "manual")
    assert source.paths == ("!docs/**", "src/**")
    (job,) = source.jobs
    assert (job.name, job.line, job.container, job.condition) == ("Tests", 13, "python:3.11", "github.event_name == 'push'")
    assert ran(source) == [
        ("", 19, False),
        ("pip install -r requirements.txt", 21, False),
        ("ruff check . || true", 24, True),
        ("pytest tests", 25, False),
        ("mypy .", 28, True),
    ]
    assert [step.folder for step in job.steps] == ["app", "app", "lib", "lib", "app"]


@pytest.mark.parametrize(
    ("on", "triggers"),
    [
        ("push", ("push",)),
        ("[push, pull_request]", ("push", "pull-request")),
        ("{schedule: [{cron: '0 0 * * *'}]}", ("schedule",)),
        ("{push: {tags: ['v*']}}", ("release",)),
        ("{issues: }", ("other",)),
    ],
)
def test_triggers(on: str, triggers: tuple[str, ...]) -> None:
    assert read(f"on: {on}\njobs: {{a: {{steps: []}}}}\n").triggers == triggers


def test_gitlab() -> None:
    source = read(
        "image: python:3.11\nstages: [test]\n.shared:\n  before_script: [pip install .]\ntest:\n"
        "  extends: .shared\n  script:\n    - pytest\n    - ruff check . || true\n"
        "  rules:\n    - if: $CI_PIPELINE_SOURCE == 'merge_request_event'\nlint:\n  allow_failure: true\n  script: ruff check .\n",
        ".gitlab-ci.yml",
    )
    assert [(job.name, job.ignores_failure) for job in source.jobs] == [("test", False), ("lint", True)]
    assert ran(source)[:3] == [("pip install .", 4, False), ("pytest", 8, False), ("ruff check . || true", 9, True)]
    assert source.triggers == ("pull-request", "push")


def test_circleci_puts_its_own_commands_in_place() -> None:
    source = read(
        "version: 2.1\ncommands:\n  check:\n    steps:\n      - run: pytest\njobs:\n  build:\n"
        "    docker: [{image: cimg/python:3.11}]\n    steps:\n      - checkout\n      - check\n"
        "      - run: {name: Lint, command: ruff check .}\n",
        "config.yml",
    )
    assert source.service == "circleci"
    assert [(step.uses, step.run) for step in source.jobs[0].steps] == [("checkout", ""), ("", "pytest"), ("", "ruff check .")]
    assert source.jobs[0].container == "cimg/python:3.11"


def test_azure() -> None:
    source = read(
        "trigger: none\npr:\n  paths: {include: [src]}\nstages:\n- stage: a\n  jobs:\n  - job: t\n"
        "    steps:\n    - script: pytest\n      displayName: Test\n      continueOnError: true\n"
        "    - task: UsePython@0\n",
        "azure-pipelines.yml",
    )
    assert (source.triggers, source.paths) == (("pull-request",), ("src",))
    assert ran(source) == [("pytest", 9, True), ("", 12, False)]


def test_travis_and_bitbucket() -> None:
    assert ran(read("language: python\ninstall: pip install .\nscript:\n  - pytest\n", ".travis.yml")) == [
        ("pip install .", 2, False),
        ("pytest", 4, False),
    ]
    source = read("pipelines:\n  default:\n    - step:\n        name: T\n        script: [pytest]\n", "bitbucket-pipelines.yml")
    assert [(job.name, job.steps[0].run) for job in source.jobs] == [("T", "pytest")]


def test_jenkins() -> None:
    source = read(
        "pipeline {\n  stages {\n    stage('Test') {\n      steps {\n        // sh 'no'\n"
        "        sh 'pytest'\n        sh '''\n          ruff check .\n          mypy . || true\n        '''\n"
        "      }\n    }\n  }\n}\n",
        "Jenkinsfile",
    )
    assert source.jobs[0].name == "Test"
    assert ran(source) == [("pytest", 6, False), ("ruff check .", 8, False), ("mypy . || true", 9, True)]


@pytest.mark.parametrize(
    ("path", "active"),
    [
        (".github/workflows/ci.yml", True),
        ("app/.github/workflows/ci.yml", False),
        (".github/workflows/old/ci.yml", False),
        (".gitlab-ci.yml", True),
        ("sub/.gitlab-ci.yml", False),
        (".circleci/config.yml", True),
        ("Jenkinsfile", True),
        ("azure-pipelines.yml", True),
    ],
)
def test_where_a_service_reads_its_file(path: str, active: bool) -> None:
    assert workflow.is_active(path) is active


def test_names() -> None:
    assert workflow.matches(".github/workflows/ci.yaml")
    assert workflow.matches("ci/Jenkinsfile")
    assert not workflow.matches("workflows/prefect.py")
    assert not workflow.matches(".github/dependabot.yml")


@pytest.mark.parametrize(
    "command",
    [
        "pytest || true",
        "pytest || :",
        "pytest || exit 0",
        "pytest || echo failed",
        "pytest ; exit 0",
        "pytest || (exit 0)",
        "pytest || true  # later",
    ],
)
def test_swallowed_failures(command: str) -> None:
    assert swallows(command)


@pytest.mark.parametrize(
    "command",
    [
        "pytest",
        "pytest && echo done",
        "pytest || exit 1",
        'pytest || (echo "failed" && exit 1)',
        "test -f x || python make.py",
        "echo true",
    ],
)
def test_failures_that_count(command: str) -> None:
    assert not swallows(command)


def test_shell_lines() -> None:
    text = "#!/bin/sh\n# no\na \\\n  b\ncat <<EOF > x\nnot a command\nEOF\nc\n"
    assert list(commands(text)) == [(3, "a b"), (5, "cat <<EOF > x"), (8, "c")]
