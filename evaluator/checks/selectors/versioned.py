"""How what runs leave is kept in versions: pointers to large files, artefacts of a tracker, a hub, dated files."""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import asleep
from evaluator.checks.selectors.keeping import savings
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.registered import ENTERS
from evaluator.checks.selectors.settings import texts_behind
from evaluator.checks.selectors.standing import FOREIGN
from evaluator.checks.selectors.switched import OFF, is_switched_off
from evaluator.checks.selectors.tracking import WRITTEN_DOWN, parameters
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

    Told = tuple[Location, str, Confidence]

LARGE = (
    ".pkl", ".pickle", ".joblib", ".pt", ".pth", ".h5", ".hdf5", ".keras", ".onnx", ".bin", ".safetensors", ".ckpt", ".model", ".npy",
    ".npz",
    ".csv", ".parquet", ".feather", ".zip", ".tar", ".gz", ".pb", ".tflite", ".jsonl", ".cbm", ".txt.gz", ".arrow", ".db", ".7z",
)  # fmt: skip
_LOGS = frozenset({"log_model", "log_artifact", "log_artifacts", "upload_artifact", "log_asset", "update_weights", "save_model"})
_PICTURE = regex(
    r"(?:^|[^a-z])cm(?:[^a-z]|$)|\.(?:png|jpe?g|svg|pdf|html?|md|txt|json|ya?ml|log)$|plot|figure|chart|report|metric|result|summary|shap|confusion|curve"
)
_MODEL = regex(
    r"(?:^|[^a-z])(?:models?|weights?|checkpoints?|ckpt|pipeline|vectori[sz]er|transformer|preprocessors?|tokenizer|encoder|scaler|data|dataset)(?:[^a-z]|$)"
)
_HEX = regex(r"v?\d[\w.]{0,20}|[0-9a-f]{7,40}")
_DATED = frozenset({"now", "today", "strftime", "uuid4", "isoformat", "gmtime", "localtime"})
_MAKES = frozenset({"mkdir", "makedirs", "ensure_dir"})
_HUB = frozenset({"push_to_hub", "upload_folder", "push_to_hub_keras", "save_pretrained_keras"})
_TAKES = ("model.pretrained", "data.download", "data.read", "data.builtin", "tokenizer")
MOST_FEEDS = 60


def versioned(facts: Facts) -> Iterator[Told]:
    """Every place that says how artefacts are kept apart."""
    yield from _pointers(facts)
    yield from _large(facts)
    for code in facts.product:
        for call in code.those(
            ("track.artefact", "track.autolog", "model-registry", "model.register"), (*_LOGS, *_HUB), ("push_to_hub", "revision")
        ):
            found = _by_call(facts, call)
            if found is not None:
                words, sure = found
                why = OFF if is_switched_off(facts, call) else f"; {asleep(facts, call)}" if asleep(facts, call) else ""
                yield call.at, f"{words}{why}", "low" if why else sure
    yield from _dated(facts) if (dates := next(facts.those((), _DATED), None)) is not None else ()
    yield from _run_folders(facts) if dates is not None else ()


def _pointers(facts: Facts) -> Iterator[Told]:
    """Pointers of DVC: the version of a file is in Git, its bytes are in a remote."""
    configs = [each for each in facts.manifests if each.path.endswith(".dvc/config") and each.role not in FOREIGN]
    remote = any(key.endswith("url") and "://" in value for each in configs for key, value, _ in each.source.values)
    found = [file for file in facts.paths if file.role not in FOREIGN and (file.name.endswith(".dvc") or file.name == "dvc.lock")]
    for file in [file for file in found if file.name != ".dvc"][:1]:
        many = f", and {len(found) - 1} more" if len(found) > 1 else ""
        words = f"a pointer of DVC keeps the version of what it stands for{many}"
        yield (
            Location(file.path, 1),
            words if remote else f"{words}; no remote is named that others could reach",
            "high" if remote else "low",
        )


def _large(facts: Facts) -> Iterator[Told]:
    """Patterns of Git LFS that a model or data file of the tree fits."""
    for each in facts.lines:
        folder, _, name = each.path.rpartition("/")
        if name != ".gitattributes" or each.role in FOREIGN:
            continue
        under = [
            file.path[len(folder) + 1 if folder else 0 :]
            for file in facts.paths
            if file.path.startswith(folder) and file.role not in FOREIGN
        ]
        large = [path for path in under if path.lower().endswith(LARGE)]
        for number, line in enumerate(each.source.lines, 1):
            pattern = line.partition(" ")[0] if "filter=lfs" in line and not line.startswith("#") else ""
            held = next((path for path in large if pattern and _fits(path, pattern)), "")
            if held:
                yield Location(each.path, number), f"Git LFS keeps `{pattern[:40]}`, `{held.rpartition('/')[2][:60]}` among them", "high"
                break


def _fits(path: str, pattern: str) -> bool:
    return fnmatch.fnmatchcase(path if "/" in pattern else path.rpartition("/")[2], pattern.lstrip("/").replace("**/", "*"))


def _by_call(facts: Facts, call: Call) -> tuple[str, Confidence] | None:
    """What a call says of versions, and how sure that is; None when it says nothing."""
    if call.method in _LOGS and call.means("track.artefact", "model-registry"):
        return _logged(facts, call)
    if call.own:
        return None
    if call.means("track.autolog"):
        return f"{call.method} may keep the model of each run beside its metrics", "low"
    if call.method in ENTERS and call.means("model-registry"):
        return f"{call.method} gives the model a version in a registry", "high"
    return _by_hub(call)


def _by_hub(call: Call) -> tuple[str, Confidence] | None:
    """A push to a hub or a store that gives versions, or one version that is asked for."""
    if call.method in _HUB:
        return f"{call.method} pushes to a hub that keeps every version", "high"
    pushes, revision = call.argument("push_to_hub"), call.constant("revision")
    if pushes is not None and pushes.constant is True and call.means("training.settings", "training.trainer", "fine-tuning"):
        return f"{call.method} is told to push to a hub that keeps every version", "high"
    if isinstance(revision, str) and _HEX.fullmatch(revision) and call.means(*_TAKES):
        return f"{call.method} takes revision `{revision[:12]}` and no other", "high"
    if call.method == "save_model" and call.means("model-serving") and call.means("model.save"):
        return f"{call.method} puts the model into a store that gives each a version", "high"
    return None


def _logged(facts: Facts, call: Call) -> tuple[str, Confidence]:
    """What goes to a tracker: a model or data, or a picture or table of a run."""
    if call.method in ("log_model", "update_weights", "save_model"):
        return f"{call.method} keeps the model with its run", "high"
    made = next(
        (each for each in facts.graph.upstream(call, most=MOST_FEEDS) if each.method == "Artifact" and each.means("track.artefact")), None
    )
    kind = made.constant("type", 1) if made is not None else call.constant("type")
    if isinstance(kind, str):
        telling = _MODEL.search(kind.lower()) is not None
        return f"{call.method} keeps versions of a `{kind[:30]}`", "high" if telling else "low"
    texts = {text.lower() for text in (*texts_behind(facts, call), *(each.text for each in call.arguments[:1])) if 0 < len(text) < 200}
    models = [text for text in texts if (_MODEL.search(text) or text.endswith(LARGE)) and not _PICTURE.search(text)]
    plain = made is None and (not models or any(_PICTURE.search(text) for text in texts))
    return (
        f"{call.method} keeps a file with its run{'; that it is a model or data was not seen' if plain else ''}",
        "low" if plain else "high",
    )


@kept
def _beside(facts: Facts) -> frozenset[str]:
    """The files in which the settings of a run are recorded."""
    return frozenset(place.path for place, _, sure in parameters(facts) if sure == "high")


def _dated(facts: Facts) -> Iterator[Told]:
    """Models that are saved under the date or number of their run."""
    for call, what in savings(facts):
        if call.means("experiment-tracking", "model-registry", "track.artefact", "callback") or not call.means("model.save"):
            continue
        given = [number for argument in call.arguments for number in argument.inputs] if what == "model" else []
        dated = next((each for each in facts.graph.upstream(given, most=MOST_FEEDS) if each.kind == "call" and each.method in _DATED), None)
        if dated is not None:
            with_settings = call.path in _beside(facts)
            told = (
                "and the run's settings are recorded in the same file"
                if with_settings
                else "what it was made of was not seen to be kept beside it"
            )
            yield call.at, f"{call.method} names the model by `{dated.method}`; {told}", "low"


def _run_folders(facts: Facts) -> Iterator[Told]:
    """Folders that a run makes under its date or number, where its settings are written down in the same function."""
    for place, words, _ in parameters(facts):
        code = facts.code_at(place.path) if words.endswith(WRITTEN_DOWN) else None
        scope = next((call.scope for call in code.called if call.at == place), -1) if code is not None else -1
        calls = [call for call in code.within(scope) if call.kind == "call"] if code is not None and scope >= 0 else []
        dated = next((call for call in calls if call.method in _DATED), None)
        if dated is not None and any(call.method in _MAKES for call in calls):
            where = f"where `{dated.method}` names the folder of a run; that the model is kept there could not be told"
            yield place, f"{words}, {where}", "low"
            return
