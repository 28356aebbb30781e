"""Signs of well-known tutorial data sets: what code loads, what files and columns are called, where documents lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator import knowledge
from evaluator.model.facts import KnownData

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import DataTable, Document

# Files called by an everyday word: they name a set only beside another sign of it.
EVERYDAY = frozenset(
    f"{word}.csv"
    for word in (
        "bank", "census", "diabetes", "fake", "heart", "insurance", "loan_data", "loan_prediction", "movies", "news", "ratings", "spam",
        "tips", "true", "wine",
    )
)  # fmt: skip
MOST_LETTERS = 40
BY_DEFAULT = "the default name"
_BY_NAME = ("datasets.load_dataset", "tensorflow_datasets.load", "sklearn.datasets.fetch_openml", "seaborn.load_dataset")
FOREIGN = frozenset({"vendored", "generated", "template", "archive", "tutorial", "test"})


def known_data(code: Sequence[Code], tables: Sequence[DataTable], documents: Sequence[Document]) -> tuple[KnownData, ...]:
    """Every sign, the firmest kind first."""
    product = [one for one in code if one.is_product]
    said = [*(each for one in product for each in (*_loaded(one), *_named(one))), *_chosen(product), *_linked(documents)]
    files = {**dict(each for one in product for each in _read(one)), **dict(_tables(tables))}
    said += _by_default(product)
    found = [*said, *_confirmed(files, {each.id for each in said})]
    order = ("loader", "columns", "file", "names", "address", BY_DEFAULT)
    known = {dataset.id: dataset for dataset in knowledge.datasets()}
    rated = (msgspec.structs.replace(each, strength=known[each.id].toy, parted=known[each.id].parted) for each in dict.fromkeys(found))
    return tuple(sorted(rated, key=lambda each: (order.index(each.how), each)))


def _confirmed(files: Mapping[KnownData, str], known: set[str]) -> Iterator[KnownData]:
    """The signs without files of one everyday name that nothing else confirms."""
    words: dict[str, set[str]] = {}
    for sign, word in files.items():
        words.setdefault(sign.id, set()).add(word)
    for sign, word in files.items():
        if not word or sign.id in known or len(words[sign.id]) > 1:
            yield sign


def _everyday(path: str, known: str) -> str:
    """The everyday word by which alone a path names a set, "" when it says more."""
    folder, _, name = path.lower().replace("\\", "/").rpartition("/")
    return name if name in EVERYDAY and knowledge.toy_dataset_by_file(folder) != known else ""


def _loaded(code: Code) -> Iterator[KnownData]:
    for call in code.calls:
        if call.kind == "call" and "." in call.name and not call.own:
            first = next((argument.constant for argument in call.arguments if isinstance(argument.constant, str)), "")
            known = knowledge.toy_dataset_by_loader(call.name, first)
            if known:
                yield KnownData(known, "loader", call.path, call.line, call.cell)


def _chosen(product: Sequence[Code]) -> Iterator[KnownData]:
    """Names of sets in the code of a project whose loader is given the name elsewhere: `load_dataset(name)`, `default="imdb"`."""
    loaders = {
        call.name.replace(".builder", ".load")
        for code in product
        for call in code.calls
        if call.kind == "call" and call.name.startswith(("tensorflow_datasets.", "datasets.load_dataset"))
        if not any(isinstance(argument.constant, str) for argument in call.arguments[:1])
    }
    for code in product if loaders else ():
        for call in code.calls:
            for text in (argument.constant for argument in call.arguments):
                known = _by_loaders(loaders, text) if isinstance(text, str) and len(text) < MOST_LETTERS else ""
                if known:
                    yield KnownData(known, "names", call.path, call.line, call.cell)


def _by_default(product: Sequence[Code]) -> Iterator[KnownData]:
    """Sets whose name reaches a loader through a default: `load_dataset(config.name)`, and a field or an option `name` that is "imdb"."""
    for code in product:
        for call in code.calls:
            if call.kind == "call" and call.name in _BY_NAME and call.arguments and not call.arguments[0].is_constant:
                name = call.arguments[0].text.rpartition(".")[2]
                known = {knowledge.toy_dataset_by_loader(call.name, text) for text in _defaults(product, name)} if name else set()
                if len(known) == 1 and (one := known.pop()):
                    yield KnownData(one, BY_DEFAULT, call.path, call.line, call.cell)


def _defaults(product: Sequence[Code], name: str) -> Iterator[str]:
    """The texts that a name stands for when nothing is said: a constant, a field, an option of the command line."""
    option = {f"--{name}", f"--{name.replace('_', '-')}"}
    for code in product:
        bound = code.source.bindings.get(name)
        options = (
            call.constant("default") for call in code.those(methods={"add_argument", "option", "Option"}) if option & set(_literals(call))
        )
        for text in (bound.constant if bound else None, *(klass.texts.get(name) for klass in code.classes), *options):
            if isinstance(text, str) and text:
                yield text


def _literals(call: Call) -> Iterator[object]:
    return (argument.constant for argument in call.arguments if argument.name == "" and argument.is_constant)


def _by_loaders(loaders: set[str], text: str) -> str:
    """The set that one of some loaders gives for a name."""
    return next((known for loader in sorted(loaders) if (known := knowledge.toy_dataset_by_loader(loader, text))), "")


def _read(code: Code) -> Iterator[tuple[KnownData, str]]:
    for line, text in code.source.strings:
        known = knowledge.toy_dataset_by_address(text) if "://" in text else knowledge.toy_dataset_by_file(text)
        if known:
            place = code.at(line)
            how = "address" if "://" in text else "file"
            yield KnownData(known, how, place.path, place.line, place.cell), _everyday(text, known) if how == "file" else ""


def _named(code: Code) -> Iterator[KnownData]:
    """Columns that the code reads from its frames."""
    first: dict[str, tuple[int, int | None]] = {}
    for call in code.calls:
        if call.kind not in ("item", "set-item", "call") or not call.arguments:
            continue
        for argument in call.arguments:
            for text in (argument.constant, *argument.items):
                if isinstance(text, str) and len(text) < 60:
                    first.setdefault(text, (call.line, call.cell))
    known = knowledge.toy_dataset_by_columns(first) if len(first) > 2 else ""
    if known:
        line, cell = min(first.values(), key=lambda place: (place[1] or 0, place[0]))
        yield KnownData(known, "names", code.path, line, cell)


def _tables(tables: Sequence[DataTable]) -> Iterator[tuple[KnownData, str]]:
    for table in tables:
        if table.role in FOREIGN:
            continue
        by_columns = knowledge.toy_dataset_by_columns(table.source.columns)
        by_file = knowledge.toy_dataset_by_file(table.path)
        if by_columns:
            yield KnownData(by_columns, "columns", table.path, 1), ""
        elif by_file:
            yield KnownData(by_file, "file", table.path, 1), _everyday(table.path, by_file)


def _linked(documents: Sequence[Document]) -> Iterator[KnownData]:
    for document in documents:
        if document.role in FOREIGN:
            continue
        for link in document.text.links:
            known = knowledge.toy_dataset_by_address(link.target)
            if known:
                yield KnownData(known, "address", document.path, link.line, link.cell)
