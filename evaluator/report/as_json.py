"""The published JSON: the contract that scripts, `rescore` and `compare` read (schema_version 1)."""

import math
import re
from typing import Any

import msgspec

from evaluator.model.regex import regex
from evaluator.model.review import Review
from evaluator.model.schema import json_schema

DECIMALS = 2
_UNPRINTED = regex(r"[^\x20-\x7e\n\u00a1-\ud7ff\uf900-\ufffd]|[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|(?<=##)\[")


def json(review: Review) -> bytes:
    r"""A review as JSON in UTF-8: keys in the order of the contract, two spaces of indent, a newline at the end.

    Numbers have at most two decimals. What a terminal or a build server might obey is written as `\uXXXX`, which every
    reader of JSON turns back.

    Raises:
        ValueError: a number of the review is not finite; that is a fault of scoring.
    """
    content = msgspec.to_builtins(review, order="deterministic")
    ordered = {"schema_version": content.pop("schema_version"), **content}
    return as_json(ordered)


def as_json(content: Any) -> bytes:
    """Plain content as JSON, written the same way for every format that is JSON.

    Raises:
        ValueError: a number is not finite.
    """
    text = msgspec.json.format(msgspec.json.encode(_plain(content)), indent=2).decode()
    return _UNPRINTED.sub(_escaped, text).encode() + b"\n"


def read_json(content: bytes) -> Review:
    """The review that `json` wrote; a key that is missing takes its default, one that is unknown is passed over.

    Raises:
        ValueError: this is not a review, with the place in the JSON.
    """
    try:
        review = msgspec.json.decode(content, type=Review)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"not a review of mlreview: {error}") from None
    if review.schema_version != 1:
        raise ValueError(f"not a review that this version reads: schema_version {review.schema_version}")
    return review


def schema(kind: type[msgspec.Struct], title: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of a document that this version writes; descriptions are the docstrings of the nouns."""
    made = json_schema(kind, title)
    described = made["$defs"][kind.__name__]
    described["properties"] = {"schema_version": {}} | described["properties"] | {"schema_version": {"const": 1}}
    described["required"] = ["schema_version", *described["required"]]
    return made


def _plain(value: Any) -> Any:
    """The same content with rounded numbers and without half characters, which UTF-8 cannot hold."""
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, float):
        return _rounded(value)
    return value


def _rounded(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("a number of the review is not finite")
    return round(value, DECIMALS) + 0.0


def _escaped(found: re.Match[str]) -> str:
    """As JSON escapes it: two halves for what lies beyond the first plane."""
    units = found.group().encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
