"""Manifests and settings: leaves with lines."""

import pytest

from evaluator.facts import manifest
from evaluator.model.documents import Manifest


def read(text: str, name: str) -> Manifest:
    return manifest.read(text.encode(), name)


def test_compose() -> None:
    source = read(
        "services:\n  web:\n    build:\n      context: .\n    ports: ['80:80']\n  db:\n    image: postgres:16\n", "docker-compose.yml"
    )
    assert source.kind == "compose"
    assert source.values == (
        ("services.web.build.context", ".", 4),
        ("services.web.ports.0", "80:80", 5),
        ("services.db.image", "postgres:16", 7),
    )


def test_merge_keys_of_compose_reach_their_services() -> None:
    source = read("x-app: &app\n  build: .\nservices:\n  web:\n    <<: *app\n    command: serve\n", "compose.yaml")
    assert ("services.web.build", ".", 2) in source.values


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("apiVersion: apps/v1\nkind: Deployment\n", "deployment.yaml", "kubernetes"),
        ("apiVersion: v1\nkind: Service\n---\napiVersion: v1\nkind: Pod\n", "all.yml", "kubernetes"),
        ("Resources:\n  F:\n    Type: AWS::Serverless::Function\n", "template.yaml", "sam"),
        ("services:\n  api:\n    image: x\n", "stack.yml", "compose"),
        ("lr: 0.1\n", "config.yaml", "settings"),
        ("lr: 0.1\n", "params.yaml", "params"),
        ("method: bayes\nparameters:\n  lr: {min: 0}\n", "sweep.yaml", "sweep"),
        ("site_name: x\n", "mkdocs.yml", "mkdocs"),
        ("steps: []\n", "cloudbuild.yaml", "cloudbuild"),
        ("service: 'a.py:svc'\n", "bentofile.yaml", "bentofile"),
        ("outs:\n- md5: a\n  path: x.csv\n", "x.csv.dvc", "dvc-file"),
        ("apiVersion: v1\nname: {{ .Values.x }}\n", "deploy.yaml", "helm"),
        ("name: {{ cookiecutter.x }}\n", "config.yml", "template"),
        ("web: gunicorn app:app\n", "Procfile", "procfile"),
    ],
)
def test_kinds(text: str, name: str, kind: str) -> None:
    assert read(text, name).kind == kind


def test_several_documents_are_numbered() -> None:
    assert read("kind: A\napiVersion: v1\n---\nkind: B\napiVersion: v1\n", "k.yaml").values[2] == ("1.kind", "B", 4)


def test_pyproject() -> None:
    source = read(
        (
            '[project]\nname = "x"\nlicense = {text = "MIT"}\n[project.scripts]\nrun = "x.cli:main"\n'
            '[tool.ruff.lint]\nselect = [\n  "E",\n  "F",\n]\n[tool.mypy]\nstrict = true\n'
        ),
        "pyproject.toml",
    )
    assert source.kind == "pyproject"
    assert source.scripts == {"run": "x.cli:main"}
    assert source.tools == ("mypy", "ruff")
    assert ("project.license.text", "MIT", 3) in source.values
    assert ("tool.ruff.lint.select.1", "F", 9) in source.values
    assert ("tool.mypy.strict", "true", 12) in source.values


def test_setup_cfg_and_setup_py() -> None:
    source = read(
        "[metadata]\nlicense = MIT\n[options.entry_points]\nconsole_scripts =\n    run = x.cli:main\n[flake8]\nmax-line-length = 100\n",
        "setup.cfg",
    )
    assert source.scripts == {"run": "x.cli:main"}
    assert "flake8" in source.tools
    assert ("metadata.license", "MIT", 2) in source.values
    source = read(
        "from setuptools import setup\nsetup(\n  name='x',\n  license='MIT',\n  entry_points={'console_scripts': ['run=x:main']},\n)\n",
        "setup.py",
    )
    assert source.scripts == {"run": "x:main"}
    assert ("license", "MIT", 4) in source.values


def test_dvc_remotes() -> None:
    source = read("[core]\n    remote = storage\n['remote \"storage\"']\n    url = s3://bucket/x\n", "config")
    assert source.kind == "dvc-config"
    assert source.values == (("core.remote", "storage", 2), ("remote.storage.url", "s3://bucket/x", 4))


def test_json_has_lines_and_may_have_comments() -> None:
    assert read('{\n  "a": {"b": [1,\n    "x"]}\n}\n', "config.json").values == (("a.b.0", "1", 2), ("a.b.1", "x", 3))
    assert read('{\n  // why\n  "image": "x", // that\n  "a": [1,],\n}\n', "devcontainer.json").values[0][:2] == ("image", "x")


def test_data_is_no_settings() -> None:
    assert read("[{}, {}]", "annotations.json").kind == "data"
    assert read('{"a": 1}\n{"a": 2}\n', "log.json").kind == "data"
    assert read('{"a": "' + "x" * 5_000 + '"}', "min.json").kind == "data"
    assert read("a: 1\n" * 100_000, "big.yaml").kind == "data"


def test_a_dotenv_file_gives_names_and_no_values() -> None:
    source = read("# c\nexport API_KEY=hunter2hunter2\nHOST = x\n", ".env")
    assert source.values == (("API_KEY", "", 2), ("HOST", "", 3))
    assert manifest.matches("app/.env.example")
    assert manifest.matches("prod.env")


def test_terraform_blocks() -> None:
    text = (
        'provider "aws" {\n  region = "eu"\n}\nresource "aws_s3_bucket" "data" {\n  bucket = "x"\n'
        '  tags = {\n    a = "b"\n  }\n}\nresource "aws_lambda_function" "f" {}\nlocals {\n  y = 1\n}\n'
    )
    keys = [(key, line) for key, _, line in read(text, "main.tf").values]
    assert ("resource.aws_s3_bucket.data", 4) in keys
    assert ("resource.aws_s3_bucket.data.tags.a", 7) in keys
    assert ("resource.aws_lambda_function.f", 10) in keys
    assert ("locals.y", 12) in keys


def test_pre_commit_hooks_are_tools() -> None:
    assert read("repos:\n- repo: x\n  hooks:\n  - id: ruff\n  - id: mypy\n", ".pre-commit-config.yaml").tools == ("ruff", "mypy")


def test_values_are_capped() -> None:
    assert len(read("".join(f"k{number}: 1\n" for number in range(5_000)), "c.yaml").values) == 2_000


def test_secrets_are_masked() -> None:
    token = "gh" + "p_" + "a8K2mP9xQ4vB7nL1cT6yR3wZ5dF0gH2jS4uE"
    assert token not in str(read(f"token: {token}\n", "config.yaml"))


def test_names() -> None:
    assert manifest.matches(".dvc/config")
    assert manifest.matches("conf/train.yaml")
    assert not manifest.matches(".github/workflows/ci.yml")
    assert not manifest.matches("data/labels/1.json")
    assert not manifest.matches("package-lock.json")
    assert not manifest.matches("src/train.py")
