"""Checks the names of the knowledge tables against published wheels and source archives, without building or importing anything.

    python -m tools.check_names scikit-learn pandas     # downloads the newest releases, without dependencies
    python -m tools.check_names --wheels FOLDER pandas  # takes the archives that lie in a folder
    python -m tools.check_names --index                 # writes evaluator/knowledge/tables/index.json anew

A name is `resolved` when its module, function, class or member is found in the source or the stubs (re-exports, star imports,
lazy-import tables, bases followed), `unverified` when it leads into a native module, an instance or another distribution, or
when its module binds such names as it runs, and else `unresolved`: then the exit status is 1.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from evaluator.knowledge.tables import Table, folder, read_table
from tools.released import archives, download, folded, standard, unpack
from tools.wheel_names import NO, UNVERIFIED, YES, Wheels

NOT_TABLES = {"index", "imports", "concepts", "protocols", "known_datasets", "files", "technologies"}


def current_names(table: Table) -> list[str]:
    """The names of a table that its library should have today."""
    every = {name for group in (table.concepts, table.types, table.returns) for names in group.values() for name in names}
    return sorted(every.difference(table.legacy, table.stand_ins))


def tables() -> list[str]:
    """The ids of all library tables."""
    return sorted(path.stem for path in folder().glob("*.json") if path.stem not in NOT_TABLES)


def index_text() -> str:
    """The index of import names, one a line, as the file should be."""
    others = json.loads((folder() / "imports.json").read_bytes())
    rows = {name: ["", given[0], given] for name, given in others.items()}
    for table in map(read_table, tables()):
        for name, given in table.imports.items():
            rows[name] = [table.library, table.libraries.get(name) or (given or (name,))[0], list(given)]
    lines = (f" {json.dumps(name)}: {json.dumps(rows[name], ensure_ascii=False)}" for name in sorted(rows))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def import_of(table: Table, name: str) -> str:
    """The longest import name of the table that a dotted name begins with."""
    return max((each for each in table.imports if f"{name}.".startswith(f"{each}.")), key=len, default="")


def wanted(table: Table) -> list[str]:
    """The distributions that hold the table's names: the usual one of each import, and its companions."""
    return sorted({*(given[0] for given in table.imports.values() if given), *table.companions})


def unpacked(table: Table, wheels: Path | None, into: Path) -> list[Path]:
    """The folders of the table's distributions, taken from a folder or downloaded; one that cannot be had is left out."""
    roots = [standard((name for name, given in table.imports.items() if not given), into)]
    for distribution in wanted(table):
        place = wheels or into / "archives" / folded(distribution)
        if wheels is None:
            download(distribution, place)
        for archive in archives(distribution, place):
            roots += unpack(archive, into)
            print(f"  {archive.name}")
    return roots


def report(library: str, wheels: Path | None) -> bool:
    """Checks one table, prints what is wrong with it, and says whether all is well."""
    table = read_table(library)
    with tempfile.TemporaryDirectory() as into:
        print(library)
        roots = unpacked(table, wheels, Path(into))
        found = Wheels(roots)
        answers = {name: found.check(name, import_of(table, name)) for name in current_names(table)}
    counts = Counter(answers.values())
    print(f"  {len(answers)} names: " + ", ".join(f"{counts[answer]} {answer}" for answer in (YES, UNVERIFIED, NO)))
    for name, answer in answers.items():
        if answer == NO:
            print(f"  unresolved: {name}")
    return not counts[NO]


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("libraries", nargs="*", metavar="LIBRARY", choices=[*tables(), []])
    parser.add_argument("--wheels", type=Path, help="a folder of wheels and source archives, instead of downloading")
    parser.add_argument("--index", action="store_true", help="write the index of import names anew")
    options = parser.parse_args()
    if options.index:
        (folder() / "index.json").write_text(index_text(), encoding="utf-8")
    answers = [report(library, options.wheels) for library in options.libraries]
    return 0 if all(answers) else 1


if __name__ == "__main__":
    sys.exit(main())
