"""Notebooks: cells, outputs, prose, and the code as one script whose lines lead back to the cells."""

import ast
from collections.abc import Iterator
from typing import Any

import msgspec

from evaluator.facts import markdown, secret
from evaluator.facts.magics import Plain, plain_cells
from evaluator.facts.nbjson import RawCell, RawNotebook, RawOutput, joined, load, plain_text
from evaluator.facts.page import Page
from evaluator.model.documents import Cell, NotebookSource, Output, Secret
from evaluator.model.regex import regex
from evaluator.model.source import PythonSource

KIND = "notebook"
EDITION = 14
MAX_CELLS = 3_000
MAX_CELL_SOURCE = 200_000
MAX_SCRIPT = 1_000_000
MAX_OUTPUTS = 50
MAX_OUTPUT_TEXT = 600
MAX_OUTPUT_SEARCHED = 100_000
MAX_METADATA = 60

# Lines for the shell, requests for help, and magics after which no name is there that was not there before.
_DEFINES_NOTHING = regex(
    r"!|\?|[\w.]+\?|(?:%{0,2}(?:matplotlib|time|timeit|load_ext|reload_ext|autoreload|config|pip3?|conda|mamba|cd|ls|ll|pwd|mkdir|rm|cp|mv|cat|env"
    r"|git|wget|curl|unzip|tar|apt|apt-get|kaggle|writefile|bash|sh|shell|script|cmd|html|javascript|latex|markdown|md|prun|memit|mprun"
    r"|lprun|tensorboard|who|whos|reset|precision|warnings|notify|set_env)\b)"
)
_OLD_KINDS = {"pyout": "execute_result", "pyerr": "error"}
_OTHER_LANGUAGES = (
    "ir",
    "r",
    "julia",
    "scala",
    "spark",
    "java",
    "javascript",
    "ijavascript",
    "bash",
    "octave",
    "matlab",
    "sql",
    "sas",
    "go",
    "rust",
)


def matches(path: str) -> bool:
    """Jupyter notebooks."""
    return path.lower().endswith(".ipynb")


def read(data: bytes) -> NotebookSource:
    """A notebook of nbformat 1 to 4.

    Raises:
        ValueError: the bytes are no JSON, or their JSON is no notebook.
    """
    notebook = load(data)
    del notebook.cells[MAX_CELLS:]
    language = _language(notebook)
    found = _mask(notebook)
    cells, code = _cells(notebook, language)
    return NotebookSource(
        cells=cells,
        code=code,
        prose=_prose(notebook).finish(),
        format=f"{notebook.nbformat}.{notebook.nbformat_minor}",
        language=language,
        kernel=_text(_at(notebook.metadata, "kernelspec", "name")),
        metadata=_metadata(notebook),
        secrets=found,
    )


def _mask(notebook: RawNotebook) -> tuple[Secret, ...]:
    """Cuts every credential out of sources and outputs, and says where it stood; in outputs lines count within the output."""
    found: list[Secret] = []
    # Nearly every notebook is clean: one search through all of it says so.
    if not secret.find("\n".join(_texts(notebook))):
        return ()

    def masked(text: str, number: int, where: str) -> str:
        secrets, rest = secret.scan(text)
        found.extend(msgspec.structs.replace(one, cell=number, where=where) for one in secrets)
        return rest

    for number, cell in enumerate(notebook.cells, 1):
        cell.source = masked(joined(cell.source)[:MAX_CELL_SOURCE], number, "source")
        for output in cell.outputs[:MAX_OUTPUTS]:
            output.text = masked(plain_text(output)[:MAX_OUTPUT_SEARCHED], number, "output")
            if output.traceback:
                masked("\n".join(line[:2_000] for line in output.traceback[:100]), number, "output")
    return tuple(found[: secret.MAX_SECRETS])


def _texts(notebook: RawNotebook) -> Iterator[str]:
    for cell in notebook.cells:
        yield joined(cell.source)[:MAX_CELL_SOURCE]
        for output in cell.outputs[:MAX_OUTPUTS]:
            yield plain_text(output)[:MAX_OUTPUT_SEARCHED]
            yield from (line[:2_000] for line in output.traceback[:100])


def _cells(notebook: RawNotebook, language: str) -> tuple[tuple[Cell, ...], PythonSource]:
    """The cells, and the script that the code cells make together."""
    sources = {number: joined(raw.source)[:MAX_CELL_SOURCE] for number, raw in enumerate(notebook.cells, 1) if raw.cell_type == "code"}
    python, tree = _plain(sources) if language == "python" else (dict.fromkeys(sources, Plain(())), None)
    cells: list[Cell] = []
    script: list[str] = []
    for number, raw in enumerate(notebook.cells, 1):
        if raw.cell_type != "code":
            cells.append(Cell(number, "markdown" if _is_prose(raw) else "raw"))
            continue
        cells.append(_code_cell(number, raw, python[number], len(script) + 1, sources[number]))
        script += python[number].lines
    return tuple(cells), _code("\n".join(script), tree, names=all(map(_says_its_names, python.values())))


def _plain(sources: dict[int, str]) -> tuple[dict[int, Plain], ast.Module | None]:
    """Each code cell as Python, and their one tree where there is one; what is too large is blank lines."""
    length = 0
    read: dict[int, str] = {}
    found: dict[int, Plain] = {}
    for number, source in sources.items():
        if len(source) >= MAX_CELL_SOURCE or length + len(source) > MAX_SCRIPT:
            found[number] = Plain(("",) * (source.count("\n") + 1), (), "too large")
        else:
            read[number] = source
        length += len(source) + 1
    cells, tree = plain_cells(list(read.values()))
    return found | dict(zip(read, cells, strict=True)), tree if not found else None


def _code_cell(number: int, raw: RawCell, code: Plain, first_line: int, source: str) -> Cell:
    return Cell(
        number=number,
        kind="code",
        execution_count=raw.execution_count,
        outputs=tuple(_output(output) for output in raw.outputs[:MAX_OUTPUTS]),
        first_line=first_line if code.lines else 0,
        lines=source.count("\n") + 1 if source.strip() else 0,
        shell=code.shell,
        problem=code.problem,
    )


def _output(output: RawOutput) -> Output:
    kind = _OLD_KINDS.get(output.output_type, output.output_type)[:40]
    text = plain_text(output)[:MAX_OUTPUT_TEXT]
    mimes = tuple(sorted(mime[:80] for mime in output.data)[:20])
    return Output(kind, mimes, text, output.ename[:100])


def _code(script: str, tree: ast.Module | None, *, names: bool) -> PythonSource:
    from evaluator.facts import python

    return python.read_text(script, tree=tree, names=names, ordered=False)


def _says_its_names(cell: Plain) -> bool:
    """Whether what a cell defines is in its Python: it could be read, and holds no magic but those known to define nothing."""
    return not cell.problem and all(_DEFINES_NOTHING.match(text) for _, text in cell.shell)


def _is_prose(cell: RawCell) -> bool:
    return cell.cell_type in ("markdown", "heading", "html")


def _prose(notebook: RawNotebook) -> Page:
    page = Page("markdown")
    for number, raw in enumerate(notebook.cells, 1):
        if not _is_prose(raw):
            continue
        page.cell = number
        text = joined(raw.source)[:MAX_CELL_SOURCE]
        markdown.read(f"{'#' * max(1, min(raw.level, 6))} {text}" if raw.cell_type == "heading" else text, page)
    return page


def _language(notebook: RawNotebook) -> str:
    """The language of the code cells, lower case; "python" where nothing says otherwise."""
    metadata = notebook.metadata
    named = (
        _text(_at(metadata, "language_info", "name"))
        or _text(_at(metadata, "kernelspec", "language"))
        or _text(_at(metadata, "application/vnd.databricks.v1+notebook", "language"))
        or next((cell.language for cell in notebook.cells if cell.language), "")
        or _text(_at(metadata, "kernelspec", "name"))
    ).lower()
    if not named or "python" in named or named.startswith("pyspark") or named in ("pyolite", "conda-root-py"):
        return "python"
    first = named.split("-")[0].rstrip("0123456789. ")
    return (
        {"ir": "r", "spark": "scala"}.get(first, first) if first in _OTHER_LANGUAGES or _at(metadata, "language_info", "name") else "python"
    )


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    return value[:200] if isinstance(value, str) else ""


def _metadata(notebook: RawNotebook) -> dict[str, str]:
    """The scalars of the notebook's metadata by dotted key, two levels deep; `invalid` where its structure is not nbformat's."""
    found: dict[str, str] = {"invalid": notebook.problem} if notebook.problem else {}
    for key, value in sorted(notebook.metadata.items()):
        leaves = sorted(value.items()) if isinstance(value, dict) else [("", value)]
        for name, leaf in leaves:
            if isinstance(leaf, str | int | float | bool) and len(found) < MAX_METADATA:
                found[f"{key}.{name}".rstrip(".")[:100]] = secret.mask(str(leaf)[:200])
    if any(cell.nbgrader for cell in notebook.cells):
        found["nbgrader"] = "True"
    return found
