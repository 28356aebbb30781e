"""The rubric's sentences, filled with the repository's own places."""

import re

import msgspec

from evaluator.model.result import Evidence
from evaluator.model.review import Action
from evaluator.model.rubric import Words


def fill(text: str, **values: str) -> str:
    """The text with {names} replaced in one pass, so that a value which looks like a name stays as it is."""
    return re.sub(r"\{([a-z_]{1,30})\}", lambda found: values.get(found[1], found[0]), text)


def place(item: Evidence, words: Words) -> str:
    """Where a piece of evidence stands, in words; empty for the repository as a whole."""
    if not item.path:
        return ""
    cell = fill(words.at_cell, cell=str(item.cell)) if item.cell else ""
    line = fill(words.at_line, line=str(item.line)) if item.line else ""
    return f"`{item.path}`{cell}{line}"


def with_place(text: str, item: Evidence | None, words: Words) -> str:
    """An advice with its place: in its placeholders if it has any, else as a last sentence where there is a place."""
    where = place(item, words) if item else ""
    if re.search(r"\{(file|line|cell|place)\}", text):
        path, line, cell = (item.path, str(item.line), str(item.cell or "")) if item and where else (words.repository, "", "")
        return fill(text, file=path, line=line, cell=cell, place=where or words.repository)
    return f"{text} {fill(words.start_at, place=where)}" if where else text


def begun_at(action: Action, places: tuple[Evidence, ...], new: str, words: Words) -> Action:
    """The action with the places it begins at, told as its last sentence; with a new file where there is none yet."""
    where = place(places[0], words) if places else f"`{new}`{words.at_new}" if new else ""
    text = f"{action.text} {fill(words.start_at, place=where)}" if where else action.text
    return msgspec.structs.replace(action, text=text, at=places)
