"""Dockerfiles and Containerfiles, by the parser of Docker's own build tool."""

from evaluator.facts.secret import mask
from evaluator.facts.text import decode
from evaluator.model.documents import ContainerSource, Instruction
from evaluator.model.regex import regex

KIND = "container"
EDITION = 1
MAX_BYTES = 256 * 1024
MAX_LINES = 5_000
MAX_INSTRUCTIONS = 1_000

_NAME = regex(r"(?i)(?:dockerfile|containerfile)(?:[._-].{1,80})?|.{1,80}[._-](?:dockerfile|containerfile)")
_DOCUMENT = regex(r"(?i)\.(?:md|rst|txt|html?|pdf|png|jpe?g|svg|py|sh|ya?ml|json|lock|dockerignore|ipynb)$")


def matches(path: str) -> bool:
    """Whether a path is a Dockerfile of any name (`Dockerfile-api`, `train.dockerfile`, `Containerfile`), and no text about one."""
    name = path.rsplit("/", 1)[-1]
    return _NAME.fullmatch(name) is not None and _DOCUMENT.search(name) is None


def read(data: bytes) -> ContainerSource:
    """The instructions of a Dockerfile; a heredoc's content follows the values of its instruction.

    Raises:
        ValueError: when Docker could not parse it either.
    """
    import dockerfile

    # The parser is Go behind C: it takes its text up to a NUL, and a lone surrogate ends the whole process.
    text = mask(decode(data)).replace("\x00", "").encode("utf-8", "replace").decode()
    # The parser's time grows with the square of continued lines.
    if len(data) > MAX_BYTES or text.count("\n") > MAX_LINES:
        raise ValueError("a Dockerfile too long to be one")
    try:
        commands = dockerfile.parse_string(text)
    except Exception as error:  # noqa: BLE001 - a foreign parser in Go; its words quote the file
        raise ValueError(f"Docker cannot parse this file ({type(error).__name__})") from None
    stage, instructions = -1, []
    for command in commands[:MAX_INSTRUCTIONS]:
        if not command.cmd:
            continue
        stage += command.cmd.upper() == "FROM"
        instructions.append(_instruction(command, stage))
    if not any(instruction.keyword == "FROM" for instruction in instructions):
        raise ValueError("no Dockerfile: nothing is built FROM an image")
    return ContainerSource(tuple(instructions))


def _instruction(command: object, stage: int) -> Instruction:
    values = [*getattr(command, "value", ()), *(heredoc.content for heredoc in getattr(command, "heredocs", ()))]
    if inner := getattr(command, "sub_cmd", None):
        values.insert(0, inner)
    return Instruction(
        keyword=str(getattr(command, "cmd", "")).upper(),
        values=tuple(values),
        flags=tuple(getattr(command, "flags", ())),
        line=int(getattr(command, "start_line", 1)),
        stage=max(stage, 0),
        json=bool(getattr(command, "json", False)),
    )
