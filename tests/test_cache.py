"""The cache answers as the extractor does, whatever state its file is in."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from evaluator import pipeline
from evaluator.cache import finishing, prepare, remembering
from evaluator.model.documents import Plain
from evaluator.model.extract import Source, Wanted
from evaluator.model.place import Unread
from evaluator.model.request import Request
from evaluator.model.review import Readiness, Review, RubricUsed, Settings, Tool
from evaluator.model.snapshot import Blob, History, Snapshot
from evaluator.pipeline import identity
from evaluator.worker import Job, review_in_child, reviewing
from tests.snapshot.making import repository
from tests.whole.projects import PROJECTS

HIRING = Path(__file__).parents[1] / "rubrics" / "hiring.yaml"


def wanted(*names: str, edition: int = 1) -> list[Wanted]:
    return [Wanted(Blob(f"{name}.txt", name.ljust(40, "0"), 10), "plain", "", edition) for name in names]


class Extractor:
    """Counts what it is asked; answers in reverse order, and not at all for "u"."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, asked: Sequence[Wanted]) -> Iterator[tuple[Wanted, Source | Unread]]:
        for each in reversed(asked):
            self.asked.append(each.blob.path)
            yield each, Unread(each.blob.path, "no") if each.blob.path.startswith("u") else Plain((each.blob.path,), 1)


def asked_twice(folder: Path, first: list[Wanted], second: list[Wanted]) -> tuple[list[str], list[tuple[Wanted, Source | Unread]]]:
    list(remembering(Extractor(), folder)(first))
    again = Extractor()
    answers = list(remembering(again, folder)(second))
    return again.asked, answers


def test_what_was_said_is_not_asked_again(tmp_path: Path) -> None:
    asked, answers = asked_twice(tmp_path, wanted("a", "b"), wanted("b", "c", "a"))
    assert asked == ["c.txt"]
    assert answers == [(each, Plain((each.blob.path,), 1)) for each in wanted("b", "c", "a")]


def test_what_was_not_read_and_what_has_no_name_is_asked_again(tmp_path: Path) -> None:
    nameless = Wanted(Blob("x.txt", "", 10), "plain", "", 1)
    asked, _ = asked_twice(tmp_path, [*wanted("u"), nameless], [*wanted("u"), nameless])
    assert sorted(asked) == ["u.txt", "x.txt"]


def test_a_new_edition_forgets(tmp_path: Path) -> None:
    assert asked_twice(tmp_path, wanted("a"), wanted("a", edition=2))[0] == ["a.txt"]


@pytest.mark.parametrize("damage", ["truncated row", "changed row", "wrong kind", "no database", "truncated file", "other table"])
def test_a_damaged_store_is_a_miss(tmp_path: Path, damage: str) -> None:
    list(remembering(Extractor(), tmp_path)(wanted("a")))
    file = tmp_path / "said.sqlite"
    store = sqlite3.connect(file)
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if damage == "truncated row":
        store.execute("UPDATE said SET words = substr(words, 1, 6)")
    elif damage == "changed row":
        store.execute("UPDATE said SET words = CAST(replace(words, 'a', 'b') AS BLOB)")
    elif damage == "wrong kind":
        store.execute("UPDATE said SET words = 7")
    elif damage == "other table":
        store.execute("DROP TABLE said")
        store.execute("CREATE TABLE said (other TEXT)")
    store.commit()
    store.close()
    if damage == "no database":
        file.write_bytes(b"not a database at all" * 100)
    elif damage == "truncated file":
        file.write_bytes(file.read_bytes()[:5_000])
    again = Extractor()
    assert list(remembering(again, tmp_path)(wanted("a"))) == [(wanted("a")[0], Plain(("a.txt",), 1))]
    assert again.asked == ["a.txt"]


def test_a_folder_that_cannot_be_made_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert prepare(tmp_path / "file" / "below") is None
    assert len(list(remembering(Extractor(), tmp_path / "file" / "below")(wanted("a")))) == 1


def test_a_locked_store_costs_time_but_no_answer(tmp_path: Path) -> None:
    prepare(tmp_path)
    store = sqlite3.connect(tmp_path / "said.sqlite", isolation_level=None)
    store.execute("BEGIN EXCLUSIVE")
    try:
        assert len(list(remembering(Extractor(), tmp_path)(wanted("a")))) == 1
    finally:
        store.close()


def test_many_writers_at_once(tmp_path: Path) -> None:
    prepare(tmp_path)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            list(remembering(Extractor(), tmp_path)(wanted(*(f"{number}{index:02}" for index in range(60)))))
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    again = Extractor()
    list(remembering(again, tmp_path)(wanted("100", "359")))
    assert again.asked == []


def reviewed(folder: Path, name: str, review: Review, *, lasts: bool = True) -> tuple[Review, int]:
    made: list[Review] = []

    def make() -> tuple[Review, bool]:
        made.append(review)
        return review, lasts

    return finishing(folder)(name, make), len(made)


def named(title: str) -> Review:
    return Review(
        *(Tool("mlreview", "0"), None, "c0ffee", None, "", RubricUsed("r", "1", "", None, title), (), (), None, None, 0.5),
        *(Readiness("none", "none", None, ()), (), (), (), (), (), Settings("3.11", {}, (), 0)),
    )


def test_a_whole_review_is_made_once(tmp_path: Path) -> None:
    prepare(tmp_path)
    first, second = named("first"), named("second")
    assert reviewed(tmp_path, "a", first) == (first, 1)
    assert reviewed(tmp_path, "a", second) == (first, 0)
    assert reviewed(tmp_path, "b", second) == (second, 1)


def test_what_has_no_name_or_does_not_last_is_made_again(tmp_path: Path) -> None:
    prepare(tmp_path)
    for name, lasts in (("", True), ("a", False)):
        assert [reviewed(tmp_path, name, named("r"), lasts=lasts)[1] for _ in range(2)] == [1, 1]


def test_without_a_store_a_review_is_made(tmp_path: Path) -> None:
    assert reviewed(tmp_path / "nowhere", "a", named("r")) == (named("r"), 1)


def test_a_review_is_named_by_all_that_decides_it() -> None:
    asked, taken = Request("here", "rubric", "hiring.yaml"), Snapshot(None, "c0ffee", None, blobs=(Blob("a.py", "1" * 40, 3),))
    others = [
        identity(msgspec.structs.replace(asked, rubric="other"), taken),
        identity(msgspec.structs.replace(asked, profile="research"), taken),
        identity(asked, msgspec.structs.replace(taken, blobs=(Blob("a.py", "2" * 40, 3),))),
        identity(asked, msgspec.structs.replace(taken, history=History(tags=1))),
        identity(asked, msgspec.structs.replace(taken, reviewed_path="part")),
    ]
    assert len({identity(asked, taken), *others}) == 6
    assert identity(msgspec.structs.replace(asked, source="elsewhere", rubric_name="mine"), taken) == identity(asked, taken)
    assert identity(msgspec.structs.replace(asked, rubric="\ud800"), taken) == ""


def test_a_remembered_review_is_the_same_review(tmp_path: Path) -> None:
    prepare(tmp_path / "cache")
    source = repository(tmp_path / "ferries", PROJECTS["a regression script"])
    job = Job(Request(str(source), HIRING.read_text(encoding="utf-8"), HIRING.name), str(tmp_path / "cache"))
    first, again = (review_in_child(reviewing, job) for _ in range(2))
    assert first == again
    assert msgspec.msgpack.decode(first, type=Review) == pipeline.review(job.request)  # type: ignore[arg-type]
