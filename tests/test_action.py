"""The GitHub Action: its file is valid, and its steps do what GitHub's runner would see, also on a hostile repository."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from evaluator.demo import lay_down

ROOT = Path(__file__).resolve().parents[1]
SCHEMAS = files("check_jsonschema") / "builtin_schemas" / "vendor"
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
WORKFLOWS = (ROOT / ".github" / "workflows" / "ci.yml", *sorted((ROOT / "examples" / "workflows").glob("*.yml")))

# names that a log, a shell or an output file might take for a command of its own
HOSTILE_NAMES = (
    "::error title=owned::owned",
    "##[error]owned.py",
    "::set-output name=score::100",
    "a\n::error::owned\n.py",
    "score=100\nreadiness<<EOF",
    "$(touch owned).py",
    "`touch owned`.py",
    "--output=owned.html",
    "<img src=x onerror=alert(1)>.md",
)
# all that the action may ask of the runner: a mark beside a line, with every word of it escaped
OURS = re.compile(r"::(?:warning|notice) (?:file=[^,:]+,(?:line=\d+,)?)?title=[^,:]*::[^\r\n]*")
OUTPUTS = {"score", "readiness", "change", "report", "summary", "sarif", "badge"}
# modules that Python would import, were it started in the repository's folder
IMPORT_TRAPS = ("venv.py", "pip.py", "json.py", "secrets.py", "click.py", "sitecustomize.py", "evaluator.py")


def test_the_action_satisfies_githubs_schema() -> None:
    jsonschema.validate(ACTION, json.loads((SCHEMAS / "github-actions.json").read_bytes()))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: str(path.name))
def test_a_workflow_satisfies_githubs_schema(path: Path) -> None:
    # PyYAML reads `on:` as YAML 1.1 does, as true
    workflow = {"on" if key is True else key: value for key, value in yaml.safe_load(path.read_bytes()).items()}
    jsonschema.validate(workflow, json.loads((SCHEMAS / "github-workflows.json").read_bytes()))


def test_an_auditor_of_actions_finds_nothing() -> None:
    command = (
        str(Path(sys.executable).parent / "zizmor"),
        "--offline",
        "--no-progress",
        "--persona=pedantic",
        "action.yml",
        *map(str, WORKFLOWS),
    )
    audit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert audit.returncode == 0, audit.stdout
    assert "failed to parse" not in audit.stderr


def test_the_hook_satisfies_pre_commits_manifest() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_bytes())
    assert hook["id"] == "mlreview"
    assert hook["stages"] == ["pre-push"]
    command = [sys.executable, "-m", "evaluator.cli", *hook["entry"].split()[1:], *hook["args"], "--help"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_no_workflow_gives_a_fork_a_secret_or_restores_a_shared_cache() -> None:
    for path in (ROOT / "action.yml", *WORKFLOWS):
        text = path.read_text(encoding="utf-8")
        assert "pull_request_target" not in text
        assert "actions/cache" not in text
        assert "workflow_run" not in text


def test_every_action_it_uses_is_pinned_to_a_commit() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "action.yml", *WORKFLOWS))
    used = [name for name in re.findall(r"uses: (\S+)", text) if name != "./"]
    assert used
    assert all(re.fullmatch(r"(actions/[a-z-]+|OWNER/mlreview)@[0-9a-f]{40}", name) for name in used)


def test_no_script_holds_an_expression_and_every_input_is_used() -> None:
    scripts = [step["run"] for step in STEPS if "run" in step]
    assert not [script for script in scripts if "${{" in script]
    settings = json.dumps([{**step.get("env", {}), **step.get("with", {}), "if": step.get("if", "")} for step in STEPS])
    assert not [name for name in ACTION["inputs"] if f"inputs.{name} " not in settings]


@dataclass
class Runner:
    """A machine of GitHub's as far as a composite action can tell: folders, variables and three files."""

    folder: Path
    workspace: Path
    inputs: Mapping[str, str]
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    target: str = ""
    log: str = ""

    @property
    def summary(self) -> str:
        path = self.folder / "summary"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def run(self, name: str) -> int:
        step = next(step for step in STEPS if step.get("id") == name)
        temp, output, script = self.folder / "temp", self.folder / f"output-{name}", self.folder / f"{name}.sh"
        temp.mkdir(exist_ok=True)
        output.touch()
        script.write_text(step["run"], encoding="utf-8")
        own = {"GITHUB_WORKSPACE": self.workspace, "GITHUB_ACTION_PATH": ROOT, "RUNNER_TEMP": temp}
        files = {"GITHUB_OUTPUT": output, "GITHUB_STEP_SUMMARY": self.folder / "summary"}
        variables = {key: self.evaluate(value) for key, value in step["env"].items()}
        done = subprocess.run(
            ("bash", "--noprofile", "--norc", "-eo", "pipefail", script),
            cwd=self.evaluate(step.get("working-directory", str(self.workspace))),
            env={**os.environ, **{key: str(value) for key, value in {**own, **files}.items()}, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        self.log += done.stdout
        self.outputs[name] = dict(file_commands(output.read_text(encoding="utf-8")))
        return done.returncode

    def evaluate(self, text: str) -> str:
        def value(match: re.Match[str]) -> str:
            parts = match[1].split(".")
            if match[1] == "github.event.pull_request.base.sha":
                return self.target
            if parts[0] == "inputs":
                return self.inputs.get(parts[1], ACTION["inputs"][parts[1]]["default"])
            return str(self.folder / "temp") if match[1] == "runner.temp" else self.outputs[parts[1]].get(parts[3], "")

        return re.sub(r"\$\{\{ ([\w.-]+) \}\}", value, text)


def file_commands(text: str) -> Iterator[tuple[str, str]]:
    """What the runner reads from GITHUB_OUTPUT: `name=value` lines and heredocs."""
    lines = iter(text.split("\n"))
    for line in lines:
        if "<<" in line and ("=" not in line or line.index("<<") < line.index("=")):
            name, mark = line.split("<<", 1)
            value = []
            while (inside := next(lines)) != mark:
                value.append(inside)
            yield name, "\n".join(value)
        elif line:
            name, _, content = line.partition("=")
            yield name, content


def obeyed(log: str) -> list[str]:
    """The workflow commands that the runner would carry out, in both of its spellings."""
    commands, token = [], None
    for line in log.splitlines():
        if token is not None:
            token = None if line.strip() == f"::{token}::" else token
        elif line.lstrip().startswith("::stop-commands::"):
            token = line.strip().removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::") or "##[" in line:
            commands.append(line)
    return commands


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of the step that installs, run once for real, beside a checkout that is full of import traps."""
    folder = tmp_path_factory.mktemp("install")
    workspace = hostile(folder / "workspace")
    runner = Runner(folder, workspace, {}, {"python": {"python-path": sys.executable}})
    assert runner.run("install") == 0, runner.log
    assert not list(folder.glob("**/owned"))
    return runner.outputs["install"]["folder"]


def review(folder: Path, workspace: Path, installed: str, target: str = "", **inputs: str) -> tuple[int, Runner]:
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    runner = Runner(folder, workspace, given, {"install": {"folder": installed}}, target)
    for name in ("mlreview-report.html", "review.json", "baseline.json"):
        Path(installed, name).unlink(missing_ok=True)
    return runner.run("review"), runner


def hostile(folder: Path) -> Path:
    """The demo with file names, contents and modules that try to speak for the runner."""
    repository = lay_down(folder)
    for name in HOSTILE_NAMES:
        (repository / name.replace("/", "_")).write_text("# ::error::owned\n::set-output name=score::100\n", encoding="utf-8")
    for name in IMPORT_TRAPS:
        (repository / name).write_text(f"open({str(folder / 'owned')!r}, 'w').close()\n", encoding="utf-8")
    author = ("-c", "user.name=::error::owned", "-c", "user.email=o@example.org")
    subprocess.run(("git", "-C", repository, "add", "--all"), check=True)
    subprocess.run(("git", "-C", repository, *author, "commit", "--quiet", "-m", "::error::owned"), check=True)
    return repository


def listing(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_demo_is_reviewed(tmp_path: Path, installed: str) -> None:
    status, runner = review(tmp_path, lay_down(tmp_path / "workspace"), installed)
    outputs = runner.outputs["review"]
    assert status == 0, runner.log
    assert 0 < int(outputs["score"]) <= 100
    assert re.fullmatch(r"[a-z-]+", outputs["readiness"])
    assert "<html" in Path(outputs["report"]).read_text(encoding="utf-8")
    assert outputs["score"] in runner.summary


def test_a_hostile_repository_neither_speaks_nor_runs_nor_is_changed(tmp_path: Path, installed: str) -> None:
    workspace = hostile(tmp_path / "workspace")
    before = listing(workspace)
    status, runner = review(tmp_path, workspace, installed)
    assert status == 0, runner.log
    assert [line for line in obeyed(runner.log) if not OURS.fullmatch(line)] == []
    assert set(runner.outputs["review"]) == OUTPUTS
    assert int(runner.outputs["review"]["score"]) < 100
    assert not list(tmp_path.rglob("owned"))
    assert listing(workspace) == before
    assert "<img" not in runner.summary


@pytest.mark.parametrize(("score", "expected"), [("0", 0), ("100", 1)])
def test_a_gate_decides_the_status_and_the_outputs_are_there_either_way(tmp_path: Path, installed: str, score: str, expected: int) -> None:
    status, runner = review(tmp_path, lay_down(tmp_path / "workspace"), installed, fail_under=score)
    assert status == expected, runner.log
    assert Path(runner.outputs["review"]["report"]).is_file()


def test_one_project_of_a_larger_checkout(tmp_path: Path, installed: str) -> None:
    lay_down(tmp_path / "workspace" / "checked-out")
    status, runner = review(tmp_path, tmp_path / "workspace", installed, path="checked-out")
    assert status == 0, runner.log


@pytest.mark.parametrize(
    "inputs", [{"rubric": "no-such-rubric"}, {"rubric": "$(touch owned)"}, {"fail_under": "; touch owned"}, {"profile": "--help"}]
)
def test_a_wrong_input_is_wrong_usage_and_never_a_command(tmp_path: Path, installed: str, inputs: dict[str, str]) -> None:
    status, runner = review(tmp_path, lay_down(tmp_path / "workspace"), installed, **inputs)
    assert status == 2, runner.log
    assert runner.outputs["review"] == {}
    assert not list(tmp_path.rglob("owned"))


def test_a_rubric_file_of_the_workspace_is_told_by_its_ending(tmp_path: Path, installed: str) -> None:
    workspace = lay_down(tmp_path / "workspace")
    (workspace / "hiring").write_text("not: a rubric\n")
    (workspace / "mine.yaml").write_text("not: a rubric\n")
    assert review(tmp_path, workspace, installed, rubric="hiring")[0] == 0
    assert review(tmp_path, workspace, installed, rubric="mine.yaml")[0] == 2


def test_a_folder_that_cannot_be_read_leaves_no_report(tmp_path: Path, installed: str) -> None:
    status, runner = review(tmp_path, tmp_path / "nowhere", installed)
    assert status == 3, runner.log
    assert runner.outputs["review"] == {}


def committed(repository: Path, message: str) -> str:
    """All that lies there, committed; the commit's name."""
    author = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(("git", "-C", repository, "add", "--all"), check=True)
    subprocess.run(("git", "-C", repository, *author, "commit", "--quiet", "--allow-empty", "-m", message), check=True)
    return subprocess.run(("git", "-C", repository, "rev-parse", "HEAD"), check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def worse(tmp_path: Path) -> tuple[Path, str]:
    """A pull request of a fork that drops the tests, and the commit of its target."""
    workspace = lay_down(tmp_path / "workspace")
    target = committed(workspace, "Where main stands")
    for path in sorted((workspace / "tests").glob("*.py")):
        path.unlink()
    (workspace / "src" / "late.py").write_text("import os\nimport undeclared_package_of_mine\n", encoding="utf-8")
    committed(workspace, "::error::owned")
    return workspace, target


def test_a_pull_request_is_held_against_its_target(tmp_path: Path, worse: tuple[Path, str], installed: str) -> None:
    status, runner = review(tmp_path, worse[0], installed, target=worse[1])
    assert status == 0, runner.log
    assert int(runner.outputs["review"]["change"]) < 0
    assert "### New (" in runner.summary
    assert "Since last time" in Path(runner.outputs["review"]["report"]).read_text(encoding="utf-8")
    assert [line for line in obeyed(runner.log) if not OURS.fullmatch(line)] == []


def test_a_regression_fails_the_job_when_that_is_asked(tmp_path: Path, worse: tuple[Path, str], installed: str) -> None:
    assert review(tmp_path, worse[0], installed, target=worse[1], fail_on_regression="true")[0] == 1
    assert review(tmp_path, worse[0], installed, target=worse[1], fail_on_regression="true", baseline="none")[0] == 0
    status, runner = review(tmp_path, worse[0], installed, fail_on_regression="true")
    assert status == 0
    assert runner.outputs["review"]["change"] == ""


def test_a_target_that_is_not_in_the_checkout_is_said_and_costs_nothing(tmp_path: Path, worse: tuple[Path, str], installed: str) -> None:
    status, runner = review(tmp_path, worse[0], installed, target="0" * 40, fail_on_regression="true")
    assert status == 0, runner.log
    assert any("fetch-depth 0" in line for line in obeyed(runner.log))


@pytest.mark.parametrize("baseline", ["--output=owned", "$(touch owned)", "; touch owned"])
def test_a_baseline_is_never_an_option_or_a_command(tmp_path: Path, worse: tuple[Path, str], installed: str, baseline: str) -> None:
    status, _ = review(tmp_path, worse[0], installed, baseline=baseline)
    assert status == 0
    assert not list(tmp_path.rglob("owned"))


def test_with_a_baseline_only_what_is_new_is_marked(tmp_path: Path, worse: tuple[Path, str], installed: str) -> None:
    _, alone = review(tmp_path, worse[0], installed, baseline="none")
    _, beside = review(tmp_path, worse[0], installed, target=worse[1])
    _, unmarked = review(tmp_path, worse[0], installed, target=worse[1], annotations="false")
    assert len(obeyed(beside.log)) < len(obeyed(alone.log))
    assert obeyed(unmarked.log) == []
