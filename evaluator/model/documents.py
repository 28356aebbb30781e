"""What text, container, workflow and dependency files say by themselves."""

import bisect
from typing import Literal

import msgspec

from evaluator.model.source import PythonSource


class Section(msgspec.Struct, frozen=True, array_like=True):
    """A heading and what stands under it up to the next heading of any level.

    `topics` are the heading's meanings in any of ten languages ("problem", "data", "install", "usage", "results",
    "limitations", "licence", "contents", "deployment", "monitoring", "architecture", "credits", "future", "evaluation",
    "decisions", "model", "exploration", "requirements"). `words` counts prose words of its own (two CJK characters
    count as one), without badges, code, tables and placeholder text; `text` is that prose, at most 4,000 characters.
    """

    heading: str
    level: int
    line: int
    topics: tuple[str, ...]
    words: int
    text: str
    tables: int
    fences: int
    figures: int
    cell: int | None = None


class Fence(msgspec.Struct, frozen=True, array_like=True):
    """A code block (or an inline command span, when `inline`) with its language and first content line."""

    language: str
    line: int
    text: str
    inline: bool = False
    section: int = -1
    cell: int | None = None


class Link(msgspec.Struct, frozen=True, array_like=True):
    """A link or image; `target` as written."""

    target: str
    text: str
    line: int
    image: bool
    section: int = -1
    cell: int | None = None


class Table(msgspec.Struct, frozen=True, array_like=True):
    """A table: header and body cells as plain text (at most 50 rows kept of `rows`)."""

    line: int
    header: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    rows: int
    section: int = -1
    cell: int | None = None


class Paragraph(msgspec.Struct, frozen=True, array_like=True):
    """A paragraph or list item of visible prose, plain text, at most 1,000 characters.

    `breaks` are the places in `text` at which the second and every further line of the file begin.
    """

    line: int
    text: str
    words: int
    section: int
    item: bool = False
    cell: int | None = None
    breaks: tuple[int, ...] = ()

    def line_at(self, position: int) -> int:
        """The line of the file in which a place of the text stands."""
        return self.line + bisect.bisect_right(self.breaks, position)


class Text(msgspec.Struct, frozen=True):
    """A document (README, card, report, notebook prose). `language` is ISO 639-1, "" when unknown.

    `hidden` lists the lines of text that a reader of the rendered page does not see; it is no evidence.
    """

    format: Literal["markdown", "rst", "org", "text"] = "markdown"
    title: str = ""
    language: str = ""
    sections: tuple[Section, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    fences: tuple[Fence, ...] = ()
    links: tuple[Link, ...] = ()
    tables: tuple[Table, ...] = ()
    badges: int = 0
    words: int = 0
    front_matter: dict[str, str] = {}
    hidden: tuple[int, ...] = ()


class Output(msgspec.Struct, frozen=True, array_like=True):
    """An output of a cell: nbformat's output_type, its MIME types, the first 600 characters of its plain text."""

    kind: str
    mimes: tuple[str, ...]
    text: str
    error: str = ""


class Cell(msgspec.Struct, frozen=True, array_like=True):
    """A cell, counted from 1 over all cells; `first_line` of its source within the joined script (0 for no code);
    `lines` the number of its source lines; `shell` its magics and shell lines as (line in cell, text).
    """

    number: int
    kind: Literal["code", "markdown", "raw"]
    execution_count: int | None = None
    outputs: tuple[Output, ...] = ()
    first_line: int = 0
    lines: int = 0
    shell: tuple[tuple[int, str], ...] = ()
    problem: str = ""


class NotebookSource(msgspec.Struct, frozen=True):
    """A notebook: its cells, its code joined into one script (with a map from lines to cells), its prose as one text."""

    cells: tuple[Cell, ...]
    code: PythonSource
    prose: Text
    format: str = ""
    language: str = ""
    kernel: str = ""
    metadata: dict[str, str] = {}
    secrets: "tuple[Secret, ...]" = ()


class Requirement(msgspec.Struct, frozen=True, array_like=True):
    """A declared dependency: PEP 503 normalised name, specifier as written, where. `group` is the extra or section."""

    name: str
    specifier: str
    line: int
    pinned: bool
    group: str = ""
    url: str = ""


class Requirements(msgspec.Struct, frozen=True):
    """What a dependency file declares. `includes` are `-r` targets as written; `lock` when it is a lock file."""

    kind: str
    requirements: tuple[Requirement, ...] = ()
    includes: tuple[str, ...] = ()
    lock: bool = False
    python: str = ""
    encoding: str = "utf-8"
    installs_project: bool = False


class Manifest(msgspec.Struct, frozen=True):
    """A file that declares how something is built, configured or deployed.

    `kind` names the format ("pyproject", "setup", "compose", "kubernetes", "dvc", "pre-commit", "procfile", ...);
    `values` holds its scalar leaves by dotted key with their line, at most 2,000 of them.
    """

    kind: str
    values: tuple[tuple[str, str, int], ...] = ()
    scripts: dict[str, str] = {}
    tools: tuple[str, ...] = ()


class Instruction(msgspec.Struct, frozen=True, array_like=True):
    """An instruction of a Dockerfile; `values` as the parser splits them, `stage` counts FROM lines from 0."""

    keyword: str
    values: tuple[str, ...]
    flags: tuple[str, ...]
    line: int
    stage: int
    json: bool = False


class ContainerSource(msgspec.Struct, frozen=True):
    """A Dockerfile or Containerfile."""

    instructions: tuple[Instruction, ...] = ()


class Step(msgspec.Struct, frozen=True, array_like=True):
    """A step of a job: what it runs (a shell text) or uses (an action), whether its failure is ignored.

    `given` are the settings handed to the action that are single values.
    """

    name: str
    run: str
    uses: str
    line: int
    ignores_failure: bool = False
    condition: str = ""
    folder: str = ""
    given: tuple[tuple[str, str], ...] = ()


class Job(msgspec.Struct, frozen=True, array_like=True):
    """A job of a workflow."""

    name: str
    line: int
    steps: tuple[Step, ...]
    ignores_failure: bool = False
    condition: str = ""
    container: str = ""


class WorkflowSource(msgspec.Struct, frozen=True):
    """A CI file. `triggers` among push, pull-request, schedule, manual, release, other; `branches` and `paths` its filters."""

    service: Literal["github", "gitlab", "circleci", "azure", "jenkins", "travis", "other"]
    name: str = ""
    triggers: tuple[str, ...] = ()
    jobs: tuple[Job, ...] = ()
    paths: tuple[str, ...] = ()
    line_of_triggers: int = 1


class Target(msgspec.Struct, frozen=True, array_like=True):
    """A named piece of work somebody can start: a Make target, DVC stage, tox or nox session, script of a manifest.

    `commands` are its shell lines; `needs` the targets or files it depends on, `makes` the files it declares to write.
    `lines` says where each command stands, where that is known.
    """

    name: str
    line: int
    commands: tuple[str, ...]
    needs: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()

    def line_of(self, number: int) -> int:
        """The line of the command of that number, or else of the target."""
        return self.lines[number] if number < len(self.lines) else self.line


class Stages(msgspec.Struct, frozen=True):
    """The targets of a Makefile, justfile, dvc.yaml, tox.ini, noxfile, shell script, Snakefile, MLproject."""

    kind: str
    targets: tuple[Target, ...] = ()


class TableHeader(msgspec.Struct, frozen=True):
    """The header of a table file (CSV, TSV): column names, delimiter, whether a first row looks like a header."""

    columns: tuple[str, ...]
    delimiter: str


class Secret(msgspec.Struct, frozen=True, array_like=True):
    """A credential by shape: its kind and line, never its value. `cell` for notebooks; `where` source or output."""

    kind: str
    line: int
    cell: int | None = None
    where: str = "source"
    confidence: Literal["high", "low"] = "high"


class Secrets(msgspec.Struct, frozen=True):
    """The credentials found in one file."""

    found: tuple[Secret, ...] = ()


class Plain(msgspec.Struct, frozen=True):
    """A text file of which only its lines' shape is known: the first, stripped, in their places, for licences and ignore files."""

    lines: tuple[str, ...]
    total: int
