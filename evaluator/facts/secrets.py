"""Credentials in any text file but notebooks, which are searched cell by cell by their own reader."""

from evaluator.facts import secret
from evaluator.facts.text import decode
from evaluator.model.documents import Secrets
from evaluator.model.regex import regex

KIND = "secrets"
EDITION = 2
MAX_BYTES = 1024 * 1024

_ENDINGS = regex(
    r"\.(?:pyw?|r|jl|scala|java|[mc]?js|[jt]sx?|go|rb|php|cs|c?sh|bash|zsh|ps1|bat|cmd|sql|md|rst|org|txt|ya?ml|json|toml|ini|cfg|conf|config|properties"
    r"|env|tf|tfvars|tfstate|hcl|pem|key|html?|xml|gradle|j2|jinja|template|dist)"
)
_NAMES = regex(
    r"(?:[\w-]{0,20}\.)?env(?:[._-][\w.-]{1,40})?|[\w-]{0,20}[_-]env|(?:base|dev|prod|test)env[\w.-]{0,20}|dockerfile[\w.-]{0,60}|[\w.-]{0,60}\.dockerfile"
    r"|makefile|procfile|jenkinsfile|config|credentials?|secrets?|id_rsa|id_dsa|id_ed25519|\.netrc|\.pypirc|\.npmrc|\.pgpass|readme"
)
_GENERATED = regex(
    r"(?:package-lock|npm-shrinkwrap|composer|poetry|pnpm-lock|yarn|uv|pipfile|conda-lock)\b[\w.-]{0,20}(?:lock|json|ya?ml)|[\w.-]{1,80}\.min\.(?:js|css)"
)


def matches(path: str) -> bool:
    """Text files in which somebody might write a credential; lock files and packed scripts hold hashes only."""
    name = path.rsplit("/", 1)[-1].lower()
    return _GENERATED.fullmatch(name) is None and (_ENDINGS.fullmatch(name, max(0, name.rfind("."))) or _NAMES.fullmatch(name)) is not None


def read(data: bytes) -> Secrets:
    """The credentials of a file, by line; a binary file holds none that a person could have typed. Raises nothing."""
    try:
        return Secrets(secret.find(decode(data[:MAX_BYTES])))
    except ValueError:
        return Secrets()
