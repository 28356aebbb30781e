"""Shapes of credentials, as data.

The token expressions are those of gitleaks' default configuration (config/gitleaks.toml, Copyright (c) 2019 Zachary
Rice, MIT licence), a subset that machine-learning projects meet. Changed: each is looked for only where its literal
prefix stands, and what follows the token is a look-ahead. Rules marked "own" have no counterpart there.
"""

import re
from typing import Literal, NamedTuple

from evaluator.model.regex import regex

_END = r"(?=[\x60'\"\s;,)\]}<&]|\\[nr'\"]|$)"


class Shape(NamedTuple):
    """A token's kind, the literal that announces it, its expression (group 1 is the value) and least entropy.

    `before` and `after` bound the window around the literal, in characters; `near` must stand in the window too.
    """

    kind: str
    literal: str
    pattern: re.Pattern[str]
    entropy: float = 0.0
    before: int = 0
    after: int = 260
    near: str = ""
    confidence: Literal["high", "low"] = "high"


def _shape(
    kind: str, literals: str, pattern: str, entropy: float, before: int = 0, near: str = "", confidence: Literal["high", "low"] = "high"
) -> list[Shape]:
    late = regex(pattern + _END)
    return [Shape(kind, literal, late, entropy, before, near=near, confidence=confidence) for literal in literals.split()]


SHAPES: tuple[Shape, ...] = tuple(
    shape
    for shapes in (
        _shape("aws-access-token", "AKIA ASIA ABIA ACCA", r"\b((?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16})\b", 3),
        _shape("gcp-api-key", "AIza", r"\b(AIza[\w-]{35})", 4),
        _shape("github-pat", "ghp_", r"(ghp_[0-9a-zA-Z]{36})", 3),
        _shape("github-fine-grained-pat", "github_pat_", r"(github_pat_\w{82})", 3),
        _shape("github-oauth", "gho_", r"(gho_[0-9a-zA-Z]{36})", 3),
        _shape("github-app-token", "ghu_ ghs_", r"((?:ghu|ghs)_[0-9a-zA-Z]{36})", 3),
        _shape("gitlab-pat", "glpat-", r"(glpat-[\w-]{20})", 3),
        _shape("huggingface-access-token", "hf_", r"\b(hf_[a-zA-Z]{34})", 2),
        _shape("huggingface-organization-api-token", "api_org_", r"\b(api_org_[a-zA-Z]{34})", 2),
        _shape(
            "openai-api-key",
            "sk-",
            r"\b(sk-(?:proj|svcacct|admin)-(?:[A-Za-z0-9_-]{74}|[A-Za-z0-9_-]{58})T3BlbkFJ(?:[A-Za-z0-9_-]{74}|[A-Za-z0-9_-]{58})"
            r"|sk-[a-zA-Z0-9]{20}T3BlbkFJ[a-zA-Z0-9]{20})",
            3,
        ),
        _shape("anthropic-api-key", "sk-ant-", r"\b(sk-ant-(?:api|admin)\d\d-[a-zA-Z0-9_\-]{93}AA)", 0),
        _shape("perplexity-api-key", "pplx-", r"\b(pplx-[a-zA-Z0-9]{48})", 4),
        _shape("slack-bot-token", "xoxb-", r"(xoxb-[0-9]{10,13}-[0-9]{10,13}[a-zA-Z0-9-]{0,60})", 3),
        _shape("slack-user-token", "xoxp- xoxe-", r"(xox[pe](?:-[0-9]{10,13}){3}-[a-zA-Z0-9-]{28,34})", 2),
        _shape("slack-webhook-url", "hooks.slack.com/", r"(hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{43,56})", 0),
        _shape("stripe-access-token", "sk_live_ sk_prod_ rk_live_ rk_prod_", r"\b((?:sk|rk)_(?:live|prod)_[a-zA-Z0-9]{10,99})", 2),
        _shape("sendgrid-api-token", "SG.", r"\b(SG\.[a-zA-Z0-9=_\-\.]{66})", 2),
        _shape("telegram-bot-api-token", ":AA", r"\b([0-9]{5,16}:A[a-zA-Z0-9_\-]{34})", 0, before=16, near="telegr|bot"),
        _shape("azure-ad-client-secret", "Q~", r"(?<![\w.~-])([a-zA-Z0-9_~.]{3}\dQ~[a-zA-Z0-9_~.-]{31,34})", 3, before=4),
        _shape("pypi-upload-token", "pypi-AgEIcHlwaS5vcmc", r"(pypi-AgEIcHlwaS5vcmc[\w-]{50,200})", 3),
        _shape("npm-access-token", "npm_", r"\b(npm_[a-zA-Z0-9]{36})", 2),
        _shape("databricks-api-token", "dapi", r"\b(dapi[a-f0-9]{32}(?:-\d)?)", 3),
        _shape("digitalocean-pat", "dop_v1_", r"\b(dop_v1_[a-f0-9]{64})", 3),
        _shape("grafana-service-account-token", "glsa_", r"\b(glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8})", 3),
        # A JWT may be a public anonymous key (Supabase), so it is only a question.
        _shape("jwt", "eyJ", r"\b(ey[a-zA-Z0-9]{17,}\.ey[a-zA-Z0-9/\\_-]{17,}\.[a-zA-Z0-9/\\_-]{10,200}={0,2})", 3, confidence="low"),
        # own: the two that notebooks of learners leak most; neither key has a prefix.
        _shape("kaggle-api-key", '"key"', r"\"key\\?\"\s{0,3}:\s{0,3}\\?\"([a-f0-9]{32})", 3, near="username"),
        _shape("kaggle-api-key", '\\"key\\"', r"\\\"key\\?\"\s{0,3}:\s{0,3}\\?\"([a-f0-9]{32})", 3, near="username"),
        _shape("wandb-api-key", "wandb", r"wandb(?:\.login|\s+login|\.ai/authorize)[^\n/@]{0,40}?(?<![\w/@])([a-f0-9]{40})", 3),
    )
    for shape in shapes
)
