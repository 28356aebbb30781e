"""Folders by what their names tell, what lies in them, and those that hold nothing but a placeholder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.standing import FOREIGN
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from evaluator.model.facts import Facts, File

CODE = frozenset({"python", "notebook"})
# What a folder's name tells of what lies in it; a name may be the first or last word of a longer one (`model_training`).
KINDS = {
    "code": "src source sources lib core package modules module engine code codigo python backend workspace",
    "data": "data dataset datasets dados datos donnees raw processed interim external input inputs features schema schemas preprocessing"
    " ingestion etl loaders loader dataloader dataloaders data_loader cleaning",
    "notebooks": "notebook notebooks nb nbs eda exploration experiments experiment experimentation research analysis analyses",
    "models": "model models modeling modelling network networks nets nn training train trainer trainers checkpoints weights saved_models"
    " artifacts artefacts losses layers architectures agents agent estimator estimators",
    "evaluation": "evaluation eval metrics metric validation results outputs output figures plots visualization visualisation"
    " visualizations reports report images image img imgs assets media screenshots",
    "tests": "test tests testing unit_tests integration_tests unittests integrationtests e2e",
    "settings": "config configs conf configuration configurations settings params hydra",
    "service": "api app apps web webapp service services server serving serve inference predict prediction deployment deploy deployments"
    " frontend backend ui dashboard streamlit gradio demo templates static routers routes endpoints lambda handlers client bot gateways"
    " web_service webservice",
    "running": "docker dockerfiles infra infrastructure terraform k8s kubernetes helm monitoring grafana prometheus pipelines pipeline"
    " monitor retraining orchestration orchestrate workflows workflow flows dags airflow prefect mlflow steps jobs tasks scheduler"
    " components iac cloud",
    "documents": "docs doc documentation references paper papers slides presentation",
    "tools": "scripts script tools tool bin utils util utilities helpers helper common shared benchmarks benchmark examples example logger"
    " logs logging logger database db sql storage",
}
TOLD = {name: kind for kind, names in KINDS.items() for name in names.split()}
PLACEHOLDERS = frozenset({".gitkeep", ".keep", ".gitignore", "__init__.py", ".placeholder", "placeholder.txt", ".empty"})
EMPTY = PLACEHOLDERS - {".gitignore"}
# Folders that are empty in a clone because git ignores what a run puts there.
FILLED_LATER = regex(
    r"(?:^|/)(?:data|datasets?|dados|datos|raw|interim|processed|external|models?|saved_models|checkpoints|weights|outputs?|results?|logs?|runs"
    r"|figures|plots|reports?|artifacts|artefacts|images?|tmp|temp|cache|uploads?|mlruns|volumes?|input|secrets?|credentials|plugins)(?:/|$)",
)
# What lies below these is of the same kind, whatever it is called.
WHOLE = frozenset({"data", "documents", "settings", "tests", "evaluation", "notebooks"})
WORDS = regex(r"[_\-. ]+")
HIDDEN = regex(r"(?:^|/)\.")


def kind_of(folder: str) -> str:
    """What a folder's own name tells of what lies in it, "" where it is no everyday name."""
    name = folder.rpartition("/")[2].lower()
    if name in TOLD:
        return TOLD[name]
    parts = [each for each in WORDS.split(name.lstrip("0123456789_-. ")) if each]
    return next((TOLD[each] for each in (*parts[-1:], *parts[:1]) if each in TOLD), "")


@kept
def laid_out(facts: Facts) -> dict[str, str]:
    """For each kind of folder that holds something, the topmost of its folders; a package of another name counts as code."""
    found: dict[str, str] = {}
    packages = {file.folder for file in facts.paths if file.path.endswith("__init__.py") and file.name == "__init__.py"}
    held: set[str] = set()
    for file in _own(facts):
        place, _, name = file.path.rpartition("/")
        if place not in held and file.size != 0 and name.lower() not in PLACEHOLDERS:
            held.add(place)
    for folder in sorted({above for each in held for above in _above(each)}, key=lambda each: (each.count("/"), each)):
        if not any(kind_of(above) in WHOLE for above in _above(folder)[:-1]):
            kind = kind_of(folder) or ("code" if folder in packages else "")
            if kind:
                found.setdefault(kind, folder)
    return found


@kept
def loose(facts: Facts) -> list[str]:
    """The scripts and notebooks at the root of the tree that count."""
    return [file.path for file in _scripts(facts) if not file.folder and file.role != "test"]


@kept
def sorted_in(facts: Facts) -> list[str]:
    """The scripts and notebooks in folders."""
    return [file.path for file in _scripts(facts) if file.folder and file.name != "__init__.py"]


@kept
def untouched(facts: Facts) -> list[str]:
    """The files that stand in folders where, and below which, there is nothing else: a placeholder, or an empty module.

    Folders that a run fills are left out, and those whose ignore file says that something is to come.
    """
    held: set[str] = set()
    marks: dict[str, str] = {}
    for file in facts.paths:
        folder, _, name = file.path.rpartition("/")
        if name.lower() in EMPTY and (file.size <= 0 or name.startswith(".")):
            marks.setdefault(folder, file.path)
        else:
            held.add(folder)
    full = {above for folder in held for above in _above(folder)} if marks else set()
    return [mark for folder, mark in sorted(marks.items()) if folder and folder not in full and not _is_to_be_filled(folder)]


def _is_to_be_filled(folder: str) -> bool:
    return bool(FILLED_LATER.search(folder.lower()) or HIDDEN.search(folder)) or "{{" in folder


def _above(folder: str) -> list[str]:
    """A folder and those it lies in."""
    parts = folder.split("/") if folder else []
    return ["/".join(parts[: depth + 1]) for depth in range(len(parts))]


@kept
def _scripts(facts: Facts) -> list[File]:
    return [file for file in _own(facts) if file.kind in CODE and file.size != 0]


@kept
def _own(facts: Facts) -> list[File]:
    return [file for file in facts.paths if file.role not in FOREIGN and file.path[:1] != "." and "/." not in file.path]
