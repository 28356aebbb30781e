"""Links to pages on which the runs of a project can be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.prose import notebook_introductions, pages
from evaluator.checks.selectors.standing import own
from evaluator.model.code import PRODUCT
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from evaluator.model.facts import Document, Facts
    from evaluator.model.result import Confidence

    Told = tuple[Location, str, Confidence]

# A service, whose runs they are, and the project; pages of the services themselves are in the second expression.
_RUNS = regex(
    r"https?://(?:www\.)?(?P<service>(?:app\.)?wandb\.ai|api\.wandb\.ai/links|(?:app|ui)\.neptune\.ai|(?:www\.)?comet\.(?:com|ml)"
    r"|dagshub\.com|app\.clear\.ml|tensorboard\.dev/experiment|aimhub\.io)/(?:o/)?(?P<owner>[\w.-]{2,60})"
    r"(?:/(?P<project>[\w.%-]{1,100}))?(?P<rest>(?:/[^\s\"'<>)\]]{0,200})?)",
)
_OF_SERVICE = frozenset(
    {
        "site", "authorize", "settings", "home", "login", "signup", "docs", "wandb", "quickstart", "fully-connected", "wandb_fc",
        "examples", "blog",
        "pricing", "integrations", "product", "about", "account-settings", "public", "showcase", "gallery", "neptune-ai", "common",
        "register", "your-username",
        "your_username", "username", "user", "your-entity", "your-team", "<username>", "dashboard", "api", "datasets", "images", "profile",
    }
)  # fmt: skip
_ENDED = "tensorboard.dev"
_RUN_PAGES = regex(r"/(?:reports?|runs?|workspace|sweeps?|table|experiments?|e/|leaderboard|groups?)|\.mlflow|#/experiments|VmlldzO")


def published(facts: Facts) -> Iterator[Told]:
    """Links on the project's pages, then those in what notebooks printed."""
    told = [each for document in (*pages(facts), *_reports(facts), *notebook_introductions(facts)) for each in _linked(facts, document)]
    yield from told
    if not told:
        yield from (*_printed(facts), *_in_code(facts))


def _reports(facts: Facts) -> Iterator[Document]:
    """Reports and pages of documentation that the front page does not link."""
    seen = {document.path for document in pages(facts)}
    return (each for each in own(facts.documents) if each.kind in ("report", "docs", "readme") and each.path not in seen)


def _linked(facts: Facts, document: Document) -> Iterator[Told]:
    for link in document.text.links:
        found = _RUNS.match(link.target)
        if found is None or not _is_owned(found):
            continue
        yield document.at(link.line, link.cell), *_judged(facts, found)


def _judged(facts: Facts, found: Match[str]) -> tuple[str, Confidence]:
    """What is said of a link, and how sure it is that the runs of this project are behind it."""
    if _ENDED in found["service"]:
        return "the link leads to runs on tensorboard.dev, which was shut down in January 2024", "low"
    runs = _RUN_PAGES.search(f"{found['project'] or ''}{found['rest']}") is not None
    whole = found["service"] != "dagshub.com" or runs
    short = "links" in found["service"]
    tracks = any(True for _ in facts.calls_to("track.start", "track.metric", "track.autolog")) or bool(_told_where(facts))
    words = f"the link leads to runs of `{found['project'] or found['owner']}` on {found['service'].partition('/')[0]}"
    if not tracks:
        return f"{words}, though no code was seen that records runs", "low"
    if not whole and not short:
        return f"the link leads to `{found['project']}` on {found['service']}, where runs may be shown", "low"
    return words, "high"


def _told_where(facts: Facts) -> list[str]:
    return [each.name for each in facts.those((), (), ("report_to", "tensorboard_log"))]


def _is_owned(found: Match[str]) -> bool:
    """Whether a link leads to somebody's project and not to a page of the service."""
    owner = found["owner"].lower()
    if owner in _OF_SERVICE or owner.startswith(("your", "<", "{", "my-")):
        return False
    return bool(found["project"]) or "links" in found["service"] or _ENDED in found["service"]


def _printed(facts: Facts) -> Iterator[Told]:
    """A page of runs that a tracker printed below a cell."""
    for notebook in facts.notebooks:
        if notebook.role not in PRODUCT:
            continue
        for cell in notebook.source.cells:
            for output in cell.outputs:
                found = _RUNS.search(output.text) if "://" in output.text else None
                if found is not None and _is_owned(found) and _ENDED not in found["service"]:
                    words = f"the output below names runs of `{found['project'] or found['owner']}` on {found['service']}"
                    yield Location(notebook.path, 1, cell.number), f"{words}; whether others may see them is not said", "low"
                    return


def _in_code(facts: Facts) -> Iterator[Told]:
    """A server that the code records its runs at, and that may be open to readers."""
    for code in facts.product:
        for line, text in code.source.strings:
            found = _RUNS.match(text) if text.startswith("http") else None
            if found is not None and _is_owned(found) and _ENDED not in found["service"]:
                yield (
                    code.at(line),
                    f"the code names `{found['project'] or found['owner']}` on {found['service']}; no page of the project links it",
                    "low",
                )
                return
    for call in facts.those((), (), ("repo_owner",)):
        if not call.own and call.argument("repo_name") is not None:
            yield call.at, f"{call.method} names a project on a host of runs; no page of the project links it", "low"
            return
