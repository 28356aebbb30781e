"""Which manifest a file is: by its name, else by what stands in it."""

import re

from evaluator.model.regex import regex

Leaf = tuple[str, str, int]

_NAMES = {
    "pyproject.toml": "pyproject",
    "setup.cfg": "setup",
    "setup.py": "setup",
    "pipfile": "pipfile",
    "package.json": "package-json",
    "procfile": "procfile",
    "fly.toml": "fly",
    "render.yaml": "render",
    "render.yml": "render",
    "app.yaml": "app-engine",
    "app.yml": "app-engine",
    "app.json": "heroku",
    "heroku.yml": "heroku",
    "railway.json": "railway",
    "railway.toml": "railway",
    "vercel.json": "vercel",
    "now.json": "vercel",
    "netlify.toml": "netlify",
    "serverless.yml": "serverless",
    "serverless.yaml": "serverless",
    "samconfig.toml": "sam",
    "zappa_settings.json": "serverless",
    "cloudbuild.yaml": "cloudbuild",
    "cloudbuild.yml": "cloudbuild",
    "cloudbuild.json": "cloudbuild",
    "buildspec.yml": "codebuild",
    "buildspec.yaml": "codebuild",
    "dockerrun.aws.json": "beanstalk",
    "bentofile.yaml": "bentofile",
    "bentofile.yml": "bentofile",
    "cog.yaml": "cog",
    "dvc.yaml": "dvc",
    "dvc.yml": "dvc",
    "params.yaml": "params",
    "params.yml": "params",
    "mlproject": "mlproject",
    "mlmodel": "mlmodel",
    "meta.yaml": "meta",
    ".pre-commit-config.yaml": "pre-commit",
    ".pre-commit-config.yml": "pre-commit",
    ".pre-commit-hooks.yaml": "pre-commit-hooks",
    "mkdocs.yml": "mkdocs",
    "mkdocs.yaml": "mkdocs",
    ".readthedocs.yml": "readthedocs",
    ".readthedocs.yaml": "readthedocs",
    "_config.yml": "jekyll",
    "_toc.yml": "jupyter-book",
    "chart.yaml": "helm",
    "kustomization.yaml": "kubernetes",
    "kustomization.yml": "kubernetes",
    "prefect.yaml": "prefect",
    "skaffold.yaml": "kubernetes",
    "tox.ini": "tox",
    "pytest.ini": "pytest",
    ".coveragerc": "linter-ini",
    ".flake8": "linter-ini",
    ".pylintrc": "linter-ini",
    "pylintrc": "linter-ini",
    ".isort.cfg": "linter-ini",
    ".style.yapf": "linter-ini",
    ".bandit": "linter-ini",
    "mypy.ini": "linter-ini",
    ".mypy.ini": "linter-ini",
    "ruff.toml": "ruff",
    ".ruff.toml": "ruff",
    "prometheus.yml": "prometheus",
    "prometheus.yaml": "prometheus",
    "feature_store.yaml": "feast",
    "great_expectations.yml": "great-expectations",
    "environment.yml": "conda",
    "environment.yaml": "conda",
    "conda.yaml": "conda",
    "conda.yml": "conda",
    "devcontainer.json": "devcontainer",
    "dependabot.yml": "dependabot",
    "dependabot.yaml": "dependabot",
    "codecov.yml": "codecov",
    "taskfile.yml": "taskfile",
    "taskfile.yaml": "taskfile",
}
_COMPOSE = regex(r"(?:docker-)?compose(?:[._-][\w.\-]{1,60})?\.ya?ml|[\w.\-]{1,60}[._-](?:docker-)?compose\.ya?ml")
_SERVICE = regex(r"services\.[\w.\-]{1,80}\.(?:image|build|build\.(?:context|dockerfile))")
_DOTENV = regex(r"(?:[\w.\-]{0,60}\.)?env(?:[._-][\w.\-]{1,60})?|\.envrc|[\w\-]{1,40}\.env")


def kind_by_name(name: str) -> str:
    """The kind of a file by the last part of its path, "" when its name says nothing."""
    lower = name.lower()
    if lower in _NAMES:
        return _NAMES[lower]
    if _COMPOSE.fullmatch(lower):
        return "compose"
    if lower.endswith(".dvc"):
        return "dvc-file"
    if lower.endswith((".tf", ".tfvars")):
        return "terraform"
    if lower == "config":
        return "dvc-config"
    dotenv = lower.startswith(".env") or lower.endswith(".env") or lower in ("env.example", "env.sample", "env.template")
    return "dotenv" if dotenv and _DOTENV.fullmatch(lower) else ""


def kind_by_content(values: tuple[Leaf, ...]) -> str:
    """The kind of a YAML file by its leaves; "settings" when nothing gives it away."""
    keys = {key for key, _, _ in values}
    first = {key.split(".", 1)[0] for key in keys}
    plain = {re.sub(r"^\d{1,3}\.", "", key) for key in keys}
    signs = {
        "kubernetes": {"apiVersion", "kind"} <= plain,
        "sam": any(text.startswith("AWS::Serverless") for _, text, _ in values),
        "cloudformation": "AWSTemplateFormatVersion" in first,
        "compose": any(_SERVICE.fullmatch(key) for key in keys),
        "prometheus": "scrape_configs" in first,
        "conda": {"dependencies", "channels"} <= first,
        "prefect": "entrypoint" in keys and bool(first & {"flow_name", "infra_overrides", "work_queue_name"}),
        "sweep": "parameters" in first and bool(first & {"method", "program"}),
    }
    return next((kind for kind, holds in signs.items() if holds), "settings")
