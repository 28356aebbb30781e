"""The tables agree with each other: every concept defined and used, every name under its library, the index fresh."""

import re
import subprocess
import sys
import tarfile
import time
from functools import cache
from pathlib import Path

import pytest

from evaluator.knowledge import tables
from evaluator.knowledge.names import canonical, concepts_of
from tools.check_names import import_of, index_text, wanted
from tools.released import archives, folded, standard, unpack
from tools.wheel_names import Wheels

ROOT = Path(__file__).parents[2]
APART = {"index", "imports", "concepts", "protocols", "known_datasets", "files", "technologies"}
LIBRARIES = sorted(path.stem for path in tables.folder().glob("*.json") if path.stem not in APART)
NAME = re.compile(r"[A-Za-z_]\w*(\.\w+)*(\.\*)?")
CONCEPT = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")


@cache
def read(library: str) -> tables.Table:
    return tables.read_table(library)


def names_of(table: tables.Table) -> set[str]:
    groups = (table.concepts, table.families, table.types, table.returns)
    return {name for group in groups for names in group.values() for name in names}


def test_every_concept_is_defined_and_every_defined_concept_is_used() -> None:
    used = {concept for library in LIBRARIES for concept in read(library).concepts}
    used |= {concept for protocol in tables.protocols().values() for meant in protocol.methods.values() for concept in meant}
    assert used == set(tables.concepts())
    assert all(CONCEPT.fullmatch(concept) for concept in used)
    assert all(sentence.endswith(".") for sentence in tables.concepts().values())


def test_every_protocol_exists_and_is_used() -> None:
    used = {protocol for library in LIBRARIES for protocol in read(library).types}
    parents = {protocol.extends for protocol in tables.protocols().values()} - {""}
    assert used | parents | {"unknown"} == set(tables.protocols())


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_table_speaks_only_of_its_own_imports(library: str) -> None:
    table = read(library)
    assert table.library == library
    for name in names_of(table) | set(table.aliases):
        assert NAME.fullmatch(name), name
        assert any(name == prefix or name.startswith(f"{prefix}.") for prefix in table.imports), name


@pytest.mark.parametrize("library", LIBRARIES)
def test_names_are_listed_once_and_in_their_canonical_form(library: str) -> None:
    table = read(library)
    for group in (table.concepts, table.families, table.types, table.returns):
        for key, names in group.items():
            assert len(set(names)) == len(names), key
            assert all(canonical(name) == name for name in names if not name.endswith("*")), key
    for group in (table.types, table.returns, table.families):
        every = [name for names in group.values() for name in names]
        assert len(set(every)) == len(every)


@pytest.mark.parametrize("library", LIBRARIES)
def test_types_are_classes_and_not_their_methods(library: str) -> None:
    for names in read(library).types.values():
        for owner, _, last in (name.rpartition(".") for name in names):
            assert last[:1].isupper() or not owner.rpartition(".")[2][:1].isupper(), f"{owner}.{last}"


def test_what_is_returned_has_methods_somewhere() -> None:
    known = {name for library in LIBRARIES for names in read(library).types.values() for name in names}
    given = {kind for library in LIBRARIES for kind in read(library).returns}
    wild = {name.removesuffix(".*") for name in known if name.endswith(".*")}
    assert {kind for kind in given if kind not in known and kind.rpartition(".")[0] not in wild} == set()


def test_aliases_end() -> None:
    for library in LIBRARIES:
        for old in read(library).aliases:
            assert canonical(canonical(old)) == canonical(old)


def test_the_index_is_fresh() -> None:
    assert index_text() == (tables.folder() / "index.json").read_text(encoding="utf-8")


def test_a_table_is_read_only_when_it_is_asked_for() -> None:
    command = (
        "from evaluator.knowledge import concepts_of, tables; concepts_of('joblib.dump'); print(tables.meanings.cache_info().currsize)"
    )
    run = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    assert int(run.stdout) <= 2


def test_a_known_name_costs_next_to_nothing() -> None:
    concepts_of("sklearn.svm.SVC.fit")
    start = time.process_time()
    for _ in range(10_000):
        concepts_of("sklearn.svm.SVC.fit")
    assert time.process_time() - start < 1


def test_the_checker_of_names_reads_source_without_importing(tmp_path: Path) -> None:
    package = tmp_path / "wheel" / "shop"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("from .goods import *\nfrom .goods import Tea as Leaf\nraise SystemExit\n", encoding="utf-8")
    (package / "goods.py").write_text("class Drink:\n    def pour(self): ...\n\nclass Tea(Drink):\n    pass\n", encoding="utf-8")
    found = Wheels([tmp_path / "wheel"])
    assert found.check("shop.Tea.pour") == "resolved"
    assert found.check("shop.Leaf") == "resolved"
    assert found.check("shop.goods.*") == "resolved"
    assert found.check("shop.Coffee") == "unresolved"
    assert found.check("market.Tea") == "unverified"


def test_the_checker_of_names_knows_what_is_bound_as_a_module_runs(tmp_path: Path) -> None:
    package = tmp_path / "shop"
    (package / "lazy").mkdir(parents=True)
    source = (
        "from shop import parts\n\ndef _open():\n    global till\n    till = 1\n\nfor name in parts.NAMES:\n    globals()[name] = name\n"
    )
    (package / "__init__.py").write_text(source + "from shop._api import lazy\n", encoding="utf-8")
    (package / "parts.py").write_text('NAMES = ["tea", "cake"]\n', encoding="utf-8")
    (package / "_api.py").write_text("class lazy:\n    class Waiter: ...\n", encoding="utf-8")
    (package / "lazy" / "__init__.py").write_text("", encoding="utf-8")
    (package / "quick.so").write_bytes(b"\0|OO:brew\0steep(leaf) -> cup\0")
    found = Wheels([tmp_path])
    assert found.check("shop.till") == "resolved"
    assert found.check("shop.lazy.Waiter") == "resolved"
    assert found.check("shop.tea") == "unverified"
    assert found.check("shop.brew") == "unverified"
    assert found.check("shop.steep") == "unresolved"
    assert found.check("shop.coffee") == "unresolved"
    assert found.check("shop.abroad.Coffee", "shop.abroad") == "unverified"


def test_the_checker_of_names_is_not_led_in_circles(tmp_path: Path) -> None:
    verbs = ("brew", "pour", "rinse", "steep", "stir", "sweeten", "weigh")
    methods = "".join(f"    def {verb}(self): ...\n" for verb in verbs)
    grafted = "".join(f"Tea.{verb} = fast(Tea.{verb}, Tea.{other})\n" for verb in verbs for other in verbs)
    circles = "".join(f"till = till.{verb}\n" for verb in verbs)
    source = f"def fast(*given): ...\nclass Tea:\n{methods}tea = Tea()\n{grafted}Tea.cool = fast\n{circles}"
    (tmp_path / "shop.py").write_text(source, encoding="utf-8")
    found = Wheels([tmp_path])
    assert found.check("shop.tea.pour") == "resolved"
    assert found.check("shop.Tea.cool") == "resolved"
    assert found.check("shop.Tea.warm") == "unresolved"
    assert found.check("shop.till.pour") == "unverified"


def test_wheels_are_known_by_their_folded_names() -> None:
    table = tables.Table("shop", {"shop": ("shop", "shop-fork"), "shop.abroad": ()}, companions=("shop-tea",))
    assert wanted(table) == ["shop", "shop-tea"]
    assert folded("Shop.Tea-Leaves") == folded("shop_tea_leaves")
    assert import_of(table, "shop.abroad.Coffee") == "shop.abroad"
    assert import_of(table, "shop.abroader") == "shop"


def test_a_source_archive_is_read_where_a_release_has_no_wheel(tmp_path: Path) -> None:
    package = tmp_path / "made" / "shop_tea-1.2" / "src" / "shop"
    (package / "engine").mkdir(parents=True)
    (package / "__init__.py").write_text("class Tea: ...\n", encoding="utf-8")
    (package / "engine" / "boil.cpp").write_text("int boil();\n", encoding="utf-8")
    place = tmp_path / "archives"
    place.mkdir()
    with tarfile.open(place / "shop_tea-1.2.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "made" / "shop_tea-1.2", "shop_tea-1.2")
    (archived,) = archives("shop-tea", place)
    found = Wheels(unpack(archived, tmp_path / "out"))
    assert found.check("shop.Tea") == "resolved"
    assert found.check("shop.Coffee") == "unresolved"
    assert found.check("engine.boil") == "unverified"  # C++ alone makes no module
    (place / "shop_tea-1.2-py3-none-any.whl").write_bytes(b"")
    assert [path.name for path in archives("shop.tea", place)] == ["shop_tea-1.2-py3-none-any.whl"]


def test_names_of_the_standard_library_are_sought_in_it(tmp_path: Path) -> None:
    found = Wheels([standard(["json", "csv", "builtins", "shop"], tmp_path)])
    assert found.check("json.dumps") == "resolved"
    assert found.check("csv.DictReader.fieldnames") == "resolved"
    assert found.check("json.brew") == "unresolved"
    assert found.check("shop.Tea") == "unverified"
