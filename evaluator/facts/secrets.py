"""Credentials in any text file but notebooks, which are searched cell by cell by their own reader."""

import re

from evaluator.facts import secret
from evaluator.facts.text import decode
from evaluator.model.documents import Secrets

KIND = "secrets"
EDITION = 1
MAX_BYTES = 1024 * 1024

_ENDINGS = (
    ".py .pyw .r .jl .scala .java .js .jsx .ts .tsx .mjs .go .rb .php .cs .sh .bash .zsh .ps1 .bat .cmd .sql .md .rst .org .txt .yml .yaml .json .toml "
    ".ini .cfg .conf .config .properties .env .tf .tfvars .tfstate .pem .key .html .xml .gradle .j2 .jinja .template .dist .local"
).split()
_NAMES = re.compile(
    r"\.env(?:[._-][\w.-]+)?|[\w.-]{0,60}\.env|dockerfile[\w.-]{0,60}|[\w.-]{0,60}\.dockerfile|makefile|procfile|jenkinsfile|config|credentials?|secrets?"
    r"|id_rsa|id_dsa|id_ed25519|\.netrc|\.pypirc|\.npmrc|\.pgpass|\.htpasswd|readme|[\w.-]{0,40}env[\w.-]{0,10}"
)
_GENERATED = re.compile(r"(?:package-lock|npm-shrinkwrap|composer|poetry|pnpm-lock|yarn|uv|pipfile|conda-lock)\b[\w.-]{0,20}(?:lock|json|yaml|yml)\Z|\.min\.(?:js|css)\Z")


def matches(path: str) -> bool:
    """Text files in which somebody might write a credential; lock files and packed scripts hold hashes only."""
    name = path.rsplit("/", 1)[-1].lower()
    return not _GENERATED.search(name) and (name.endswith(tuple(_ENDINGS)) or _NAMES.fullmatch(name) is not None)


def read(data: bytes) -> Secrets:
    """The credentials of a file, by line.

    Raises:
        ValueError: the bytes are no text.
    """
    return Secrets(secret.find(decode(data[:MAX_BYTES])))
