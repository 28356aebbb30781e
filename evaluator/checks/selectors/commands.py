"""Shell lines: which tools they run."""

from __future__ import annotations

import re
from functools import cache

IGNORED = re.compile(r"\|\|\s*(true|:|exit 0|echo)\b")


@cache
def _runs(tool: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[;&|(\s])(?:(?:python[\d.]*|py)\s+-m\s+|[\w./-]*/)?{re.escape(tool)}(?=$|[\s;&|)])")


def lines_of(text: str) -> list[str]:
    """The commands of a shell text, continuation lines joined, comments left out."""
    joined = text.replace("\\\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip() and not line.strip().startswith("#")]


def runs_tool(text: str, tool: str) -> bool:
    """Whether a shell text runs a tool, and does not merely install it; what follows `|| true` does not count."""
    for line in lines_of(text):
        if re.search(r"\b(pip3?|conda|poetry|uv|pipx|apt(-get)?|npm)\s+(-\S+\s+)*(install|add|update)\b", line) and not re.search(r"&&|;", line):
            continue
        cleaned = re.sub(r"\b(pip3?|conda|poetry|uv|pipx|apt(-get)?)\s+(-\S+\s+)*(install|add)\b[^;&|]*", "", line)
        if _runs(tool).search(cleaned) and not IGNORED.search(cleaned):
            return True
    return False
