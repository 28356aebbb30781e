"""What every HTML page shares: the escaping environment, the filters and the policy that lets nothing in.

Jinja escapes everything; templates may use no `safe`; the policy allows our one style sheet and our own scripts by hash,
and no request to anywhere (tests/report/test_templates.py holds the templates to it).
"""

import base64
import functools
import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from evaluator import resources
from evaluator.model.cohort import CohortRow
from evaluator.model.place import Location
from evaluator.model.result import Evidence
from evaluator.model.review import Claim
from evaluator.report import display, findings, links

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context

STYLE = "style.css"


@functools.cache
def environment() -> "Environment":
    """Jinja over our own templates, which are compiled once."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context

    from evaluator.report.compiled import compiled

    made = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FileSystemLoader(resources.templates()),
        bytecode_cache=compiled(__file__),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "prose": display.prose,
        "spans": display.spans,
        "code": lambda value: display.display(value, display.PATH_LIMIT),
        "snippet": display.snippet,
        "example": display.example,
        "words": display.in_words,
        "towards": findings.towards,
        "points": display.points,
        "gained": display.gained,
        "rounded": display.rounded,
        "used_for": findings.used_for,
        "weight": lambda value: f"{value:.1f}".removesuffix(".0"),
        "percent": lambda value: f"{100 * value:.0f} %",
        "share": lambda value, top: f"{min(max(100 * value / top, 0), 100) if top else 0:.1f}",
        "level": lambda value: max(0, min(3, value)),
        "https": links.https,
        "page_name": links.page_name,
        "place": _place,
        "address": pass_context(_address),
        "around": pass_context(_around),
        "title_of": pass_context(_title),
    }
    return made


def _place(item: Evidence | Claim) -> str:
    return display.place(Location(item.path, item.line, getattr(item, "cell", None)))


def _address(page: "Context", item: Evidence, source: CohortRow | None = None) -> str:
    """Of a page over several repositories `source` says in which of them the evidence stands."""
    of = source or page["review"]
    return links.line_link(of.origin, of.commit, item.at)


def _title(page: "Context", check: str) -> str:
    reading: findings.Reading = page["reading"]
    return reading.title(check)


def _around(page: "Context", item: Evidence) -> tuple[tuple[int, str, bool], ...]:
    """A page over several repositories has no lines around a place."""
    reading: findings.Reading | None = page.get("reading")
    return reading.around(item) if reading else ()


def policy(made: "Environment", scripts: Iterable[str]) -> str:
    """The Content-Security-Policy of a page that carries the style sheet and these scripts, each in an element of its own."""
    allowed = " ".join(_hash(made, script) for script in scripts)
    return f"default-src 'none'; style-src {_hash(made, STYLE)}; script-src {allowed}; img-src data:; base-uri 'none'; form-action 'none'"


def _hash(made: "Environment", template: str) -> str:
    content = made.get_template(template).render().encode()
    return f"'sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}'"


def written(made: "Environment", template: str, **content: Any) -> str:
    """The page as text that UTF-8 can hold."""
    return made.get_template(template).render(**content).encode("utf-8", "backslashreplace").decode() + "\n"
