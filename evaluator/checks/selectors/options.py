"""Options of the command line: how many a file defines, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.reach import decorators
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location

NO_SETTING = frozenset({"port", "host", "help", "version", "debug", "verbose", "reload", "quiet"})
# What makes options of the parameters of a function, or of the fields of a class, that is given or decorated.
FROM_PARAMETERS = frozenset(
    {
        "typer.run", "fire.Fire", "tyro.cli", "jsonargparse.CLI", "jsonargparse.auto_cli", "defopt.run", "cyclopts.run",
        "typer.Typer.command", "typer.Typer.callback",
    }
)  # fmt: skip
# Frameworks by which any setting can be given on the command line.
WHOLE = (
    "hydra.main", "HfArgumentParser", "LightningCLI", "simple_parsing.ArgumentParser", "simple_parsing.ArgumentParser.add_arguments",
    "simple_parsing.parse", "OmegaConf.from_cli", "fire.Fire", "tyro.cli", "jsonargparse.CLI", "DEFINE_config_file", "DEFINE_config_dict",
)  # fmt: skip
MAKERS = frozenset({"add_argument", "add_option", "option", "argument"})
# `docopt` reads the options out of the text that tells how the program is used.
_USAGE = regex(r"--([a-z][\w-]{1,40})|<([\w-]{1,40})>")
LONGEST = 10_000
FEWEST = 2
MANY = 99
BY_HAND = frozenset({("split", "="), ("partition", "="), ("startswith", "--")})


def options_of(code: Code) -> tuple[int, Call | None]:
    """(how many settings can be given on the command line of a file, the first place); `MANY` where a framework lets through all."""
    found = list(_options(code))
    whole = next((call for call in code.calls_to("cli.define", "cli.read") if call.kind == "call" and call.name.endswith(WHOLE)), None)
    if whole is not None and len(found) < 2:
        return MANY, whole
    return len({name for name, _ in found}), found[0][1] if found else whole


def _options(code: Code) -> Iterator[tuple[str, Call]]:
    for call in code.calls_to("cli.define", "cli.read"):
        if call.kind != "call":
            continue
        if call.method in MAKERS or call.method.startswith("DEFINE_"):
            names = [each.constant for each in call.arguments if each.name == "" and isinstance(each.constant, str)]
            longest = max(names[:1] if call.method.startswith("DEFINE_") else names, key=len, default="").lstrip("-").replace("-", "_")
            if longest and longest not in NO_SETTING:
                yield longest, call
        elif call.name == "docopt.docopt":
            told = (code.source.docstring, *(text for _, text in code.source.strings if "sage:" in text))
            names = ["".join(found) for text in told for found in _USAGE.findall(text[:LONGEST])]
            yield from ((name, call) for name in names if name not in NO_SETTING)
        elif call.name in FROM_PARAMETERS or call.method == "add_arguments":
            given = {each.text for each in call.arguments if each.text}
            yield from ((name, call) for index, name in _parameters(code, given, call) if name not in NO_SETTING and index >= 0)


def _parameters(code: Code, given: set[str], call: Call) -> Iterator[tuple[int, str]]:
    """Parameters of the function that a call is given or decorates, and fields of the class it is given."""
    for index, function in enumerate(code.functions):
        named = function.name in given and function.owner < 0  # a method of the same name is not what is given
        if named or any(node.number == call.number for node in decorators(code, index)):
            yield from ((index, name) for name in function.parameters)
    for each in code.classes:
        if each.name in given:
            yield from ((0, name) for name in each.fields)


def without_parser(facts: Facts, code: Code) -> tuple[Location, str] | None:
    """Where a file takes settings from the command line without a parser of options, and how."""
    count, place = _by_place(facts, code)
    if place is not None and count >= FEWEST:
        return place.at, f"{count} settings are read from the command line by their place"
    place = _one_by_one(facts, code)
    return None if place is None else (place.at, "words of the command line are taken apart by hand here")


def _by_place(facts: Facts, code: Code) -> tuple[int, Call | None]:
    """(how many words of the command line are read by their place, the last of them): `sys.argv[2]`."""
    found = {}
    for call in code.calls:
        place = call.arguments[0].constant if call.kind == "item" and call.arguments else None
        if isinstance(place, int) and place > 0 and any(facts.graph.calls[number].name == "sys.argv" for number in call.receiver):
            found[place] = call
    return len(found), found[max(found)] if found else None


def _one_by_one(facts: Facts, code: Code) -> Call | None:
    """Where a word of the command line is taken apart by hand, so that any may be given: `key, value = argument.split("=")`."""
    for call in code.calls:
        sign = call.arguments[0].constant if call.kind == "call" and call.arguments else None
        if (call.method, sign) in BY_HAND and any(each.name == "sys.argv" for each in facts.graph.upstream(call)):
            return call
    return None
