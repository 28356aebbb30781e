"""The author's own explanations: a YAML file of `check or criterion: why it is so`. They stand beside the findings and change no point."""

from collections.abc import Collection

from evaluator.model.errors import RubricError
from evaluator.scoring.tree import TreeError, read

LONGEST = 1_000


def explanations(text: str, name: str, known: Collection[str]) -> dict[str, str]:
    """By each id the author's words; `name` stands for the file in messages, `known` are the ids that there are.

    Raises RubricError with one line an error: `file:line: what is wrong; did you mean ...?`.
    """
    from evaluator.scoring.convert import nearest, quoted  # only who explains needs them

    try:
        tree = read(text)
    except TreeError as error:
        raise RubricError(f"{name}:{error.line}: {error}") from error
    if tree.kind != "mapping":
        raise RubricError(f"{name}:{tree.line}: a line must be `check or criterion: your reason`")
    found: dict[str, str] = {}
    for key, value in tree.pairs:
        if key.text not in known:
            raise RubricError(f"{name}:{key.line}: there is no check or criterion {quoted(key.text)}{nearest(key.text, known)}")
        if value.kind != "text" or not value.text.strip():
            raise RubricError(f"{name}:{value.line}: the reason for {quoted(key.text)} must be a text")
        if key.text in found:
            raise RubricError(f"{name}:{key.line}: {quoted(key.text)} is explained twice")
        found[key.text] = value.text.strip()[:LONGEST]
    return found
