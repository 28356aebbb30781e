"""Credentials by shape in any text file of a repository; only their place and kind are kept."""

from __future__ import annotations

from evaluator.facts.secret import find
from evaluator.facts.text import decode
from evaluator.model.documents import Secrets

KIND = "secrets"
EDITION = 1
ENDINGS = (
    ".py", ".md", ".txt", ".rst", ".yml", ".yaml", ".json", ".toml", ".ini", ".cfg", ".conf", ".env", ".sh", ".bash", ".bat", ".ps1", ".tf",
    ".tfvars", ".js", ".ts", ".jsx", ".tsx", ".html", ".java", ".r", ".jl", ".go", ".rb", ".properties", ".pem", ".key", ".xml", ".sql", ".org",
)  # fmt: skip
NAMES = frozenset({"dockerfile", "containerfile", "makefile", "jenkinsfile", "procfile", "id_rsa", "credentials", ".netrc", ".pypirc", ".npmrc"})


def matches(path: str) -> bool:
    """Text files in which somebody may have left a key; notebooks are searched cell by cell by their own reader."""
    name = path.rsplit("/", 1)[-1].lower()
    return name.endswith(ENDINGS) or name in NAMES or name.startswith((".env", "dockerfile"))


def read(data: bytes) -> Secrets:
    """The credentials of one file; ValueError when it is no text."""
    return Secrets(find(decode(data)))
