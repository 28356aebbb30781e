"""Is there a real place where it runs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.deploying import deployments
from evaluator.checks.selectors.page_commands import shell_lines
from evaluator.checks.selectors.prose import OWN_WORDS, front, pages
from evaluator.checks.selectors.shell import word_set
from evaluator.checks.selectors.words import said
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Section
    from evaluator.model.facts import Document, Facts

MOST = 3
DEPLOYERS = word_set(
    """
    gcloud aws az heroku kubectl helm terraform flyctl fly serverless sls sam cdk eb railway vercel netlify pulumi eksctl bentoml
    bentocloud modal minikube databricks oc doctl tofu
    """
)
SHOWS_ONLY = word_set("configure login version --version s3 s3api iam sts list describe get install auth config init")


def deployment_explained(facts: Facts) -> Iterator[Evidence]:
    """The text says, step by step, how it is deployed on a named platform.

    Why: A model that only its author can start is not yet of use to anybody else.
    Fix: Write the steps with their commands for one platform, from a fresh clone to an answered request.
    Ask: What happens between a push and a prediction on this platform?
    Not for: library
    """
    found = [supports(place, f"a command deploys ({words[0]} {words[1]})") for place, words in shell_lines(facts) if _deploys(words)]
    found += [] if found else [evidence for document in pages(facts) for evidence in _steps(document)]
    yield from found[:MOST]
    if not found:
        page = front(facts)
        where = "no README was found" if page is None else "no steps of a deployment to a named platform were found"
        yield against(REPOSITORY, where)


def deployment_coded(facts: Facts) -> Iterator[Evidence]:
    """Files of the project say where and how it runs.

    Why: A deployment that is written down can be repeated by a colleague, and reviewed.
    Fix: Deploy to one free or cheap platform, and commit the manifest or script that does it.
    Ask: What would change in these files for a second environment?
    Not for: library
    """
    found = [supports(each.at, each.note, "high" if each.firm else "low") for each in deployments(facts)]
    yield from found
    if not found:
        yield against(REPOSITORY, "no manifest, infrastructure code or command that deploys the project found")


def _deploys(words: tuple[str, ...]) -> bool:
    if words[:2] in (("docker", "push"), ("git", "push")):
        return words[0] == "docker" or (len(words) > 2 and words[2] in ("heroku", "space", "hf", "dokku"))
    return len(words) > 1 and words[0] in DEPLOYERS and words[1] not in SHOWS_ONLY


def _steps(document: Document) -> Iterator[Evidence]:
    """Sections on deployment that name a platform: firm with steps or commands of their own, doubtful with words alone."""
    for number, section in enumerate(document.text.sections):
        platform = said("platform", f"{section.heading} {section.text}")
        if "deployment" not in section.topics or not platform:
            continue
        steps = sum(1 for each in document.text.paragraphs if each.section == number and each.item)
        yield from _judged(document, section, platform, steps)


def _judged(document: Document, section: Section, platform: str, steps: int) -> Iterator[Evidence]:
    place = document.at(section.line, section.cell)
    if section.fences and (steps >= 2 or section.fences >= 2):
        yield supports(place, f"steps with commands for {platform}")
    elif section.words >= OWN_WORDS or section.fences or steps >= 2:
        yield supports(place, f"the section speaks of {platform}", "low")
