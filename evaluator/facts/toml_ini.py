"""TOML and INI texts as plain data, behind guards."""

import configparser
import tomllib
from typing import Any

from evaluator.model.regex import regex

MAX_CHARACTERS = 512 * 1024

# tomllib's time grows with the square of a dotted key's parts.
_LONG_KEY = regex(r"""(?:[\w"'\-]{1,80}[ \t]{0,3}\.[ \t]{0,3}){60}""")


def toml(text: str) -> dict[str, Any]:
    """A TOML text.

    Raises:
        ValueError: when it is too large or malformed; nothing of it is quoted.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"TOML longer than {MAX_CHARACTERS} characters")
    if _LONG_KEY.search(text):
        raise ValueError("TOML with a key of too many parts")
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError, OverflowError):
        raise ValueError("not well-formed TOML") from None


def ini(text: str) -> dict[str, dict[str, str]]:
    """An INI text: options by section, without interpolation (it can be made to grow without end).

    Raises:
        ValueError: when it is too large or malformed; nothing of it is quoted.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"INI longer than {MAX_CHARACTERS} characters")
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True, default_section="\0")
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(text)
    except (configparser.Error, ValueError, AttributeError, TypeError):
        raise ValueError("not a well-formed INI file") from None
    return {_plain(section): {name: value or "" for name, value in parser.items(section)} for section in parser.sections()}


def _plain(section: str) -> str:
    """A section's name; git's and DVC's `'remote "origin"'` is `remote.origin`."""
    return section.strip("'").replace(' "', ".").rstrip('"')
