"""Is it safe to publish?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.credentials import from_outside
from evaluator.checks.selectors.unsafe import looked_at, unsafe
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts, FoundSecret
    from evaluator.model.result import Confidence

NOT_THEIRS = frozenset({"vendored", "generated"})
OF_WORDS = "password-of-words"
# Files that give values to a program that runs; what shows how to write one does not.
SETTINGS = regex(r"(?:[\w.-]{0,80}\.)?(?:tfvars|tf|hcl|properties|ini|cfg|conf|toml|env(?:\.\w{1,40})?)")
SHOWS = regex(r"example|sample|template|dist\b|test|dev-?container")
MOST = 4
PROSE = (".md", ".rst", ".txt", ".org", ".html")


def no_secret_committed(facts: Facts) -> Iterator[Evidence]:
    """No password or key is committed.

    Why: A published key is found by robots within minutes, and whoever reviews you will not give you another.
    Fix: Revoke the key today, remove it from history (`git filter-repo`), and read it from the environment.
    """
    found = list(_counted(facts))
    for each, confidence in found:
        where = "in the output of this cell" if each.secret.where == "output" else "here"
        place = Location(each.path, each.secret.line, each.secret.cell)
        yield against(place, f"what looks like {_named(each.secret.kind)} stands {where}", confidence)
    if not found:
        texts = sum(1 for file in facts.paths if file.kind)
        yield supports(REPOSITORY, f"looked through {texts} text files, no credential was found")


def secrets_from_environment(facts: Facts) -> Iterator[Evidence]:
    """Credentials are read from the environment.

    Why: What is read from outside is never committed by accident, and each machine can have its own.
    Fix: Read it with `os.environ["..."]` or a secret store, and commit a `.env.example` with empty values.
    """
    for each, confidence in _counted(facts):
        if each.secret.where == "source":
            place = Location(each.path, each.secret.line, each.secret.cell)
            yield against(place, "a credential seems to be written here instead of read from outside", confidence)
    for where, note in from_outside(facts):
        yield supports(where, note)


def inputs_loaded_safely(facts: Facts) -> Iterator[Evidence]:
    """What comes from outside is never run as code.

    Why: An uploaded pickle, a text that is evaluated or a query made of words lets a stranger run what they like on your machine.
    Fix: Read uploads as data (CSV, JSON, an image), pass values to a query as parameters, and start the service without `debug=True`.
    Ask: What could somebody send to this service that you did not mean them to?
    """
    found = list(unsafe(facts))
    firm = [each for each in found if each[2] == "high"]
    for at, note, sure in (firm or found)[:MOST]:
        yield against(at, note, sure)
    count = looked_at(facts) if not found else 0
    if count:
        many = "the function or page that answers" if count == 1 else f"{count} functions and pages that answer"
        open_by = "`debug` or by CORS with credentials"
        nothing = f"none was seen that loads an upload as objects, evaluates it, writes it into a query, or stands open by {open_by}"
        yield supports(REPOSITORY, f"looked at {many} others: {nothing}")


def _counted(facts: Facts) -> Iterator[tuple[FoundSecret, Confidence]]:
    """What looks like a credential, and how surely.

    In a test a firm shape is doubtful and a doubtful one a value for the test; the prose below a test folder holds made-up cases.
    """
    for each in facts.secrets:
        if each.role in NOT_THEIRS or (each.secret.kind == OF_WORDS and not _gives_values(each.path)):
            continue
        if each.role != "test":
            yield each, each.secret.confidence
        elif each.secret.confidence == "high" and not each.path.lower().endswith(PROSE):
            yield each, "low"


def _gives_values(path: str) -> bool:
    name = path.rsplit("/", 1)[-1].lower()
    return SETTINGS.fullmatch(name) is not None and SHOWS.search(name) is None


def _named(kind: str) -> str:
    if kind == OF_WORDS:
        return "a password made of words and a number, if it is no placeholder,"
    if kind == "assigned-literal":
        return "a password or key written as a literal"
    words = kind.replace("-", " ")
    return f"{'an' if words[0] in 'aeio' else 'a'} {words}"
