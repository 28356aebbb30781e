"""Words of one's own: what counts as prose, in which language it is, what a badge, a placeholder or a command looks like."""

import re
from collections import Counter
from collections.abc import Iterable

from evaluator.model.regex import regex

_CJK = "[぀-ヿ㐀-䶿一-鿿豈-﫿ｦ-ﾟ]"  # a set of this size takes milliseconds to compile: only where such letters stand
_URL = regex(r"(?:https?://|www\.)\S{1,2000}")
_INVISIBLE = regex(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ALPHANUMERIC = regex(r"[^\W_]")

_PLACEHOLDER = regex(
    r"(?-i:\b(?:TODO|TBD|FIXME|WIP)\b)|\btodo:|coming soon|work in progress|lorem ipsum|to be (?:added|written|filled|announced)"
    r"|<\s?(?:your|insert|my|add|name|project)\b[^<>]{0,60}>|\[(?:your|insert|add)\b[^\]]{0,60}\](?!\()|\byour[_-][\w-]{1,60}"
    r"|\{\{[^{}]{0,80}\}\}|por hacer|a completar|à compléter|em breve|待补充|準備中|작성 예정",
    re.IGNORECASE,
)
_PLACEHOLDER_SIGNS = (
    *("todo", "tbd", "fixme", "wip", "coming soon", "work in progress", "lorem ipsum", "to be ", "<", "[your", "[insert", "[add"),
    *("your_", "your-", "{{", "por hacer", "a completar", "em breve"),
)
# Sentences that templates leave behind (cookiecutter-data-science, Hugging Face cards, course READMEs).
_TEMPLATE = regex(
    r"\A(?:a short description of the project\.?|project based on the cookiecutter data science project template.{0,60}"
    r"|\[?more information needed\]?|project organization|answer:|your project name.{0,20}|describe your .{0,80}"
    r"|add (?:a |your )?.{0,60}here\.?|one paragraph of project description.{0,40}"
    r"|(?:created|generated) (?:using|with|from|by) .{0,40}(?:template|cookiecutter).{0,120})\Z",
    re.IGNORECASE | re.DOTALL,
)
_BADGE = regex(
    r"shields\.io|badge|badgen\.net|travis-ci|circleci\.com/gh|codecov\.io|coveralls\.io|open-in-colab|mybinder\.org"
    r"|readthedocs\.org/projects|github-readme-stats|visitor|deepsource\.io|snyk\.io|star-history|contrib\.rocks|skillicons|img\.icons8",
    re.IGNORECASE,
)
_PROGRAMS = (
    "python3? python3\\.\\d+ py pip3? pipx pipenv poetry uv uvx conda mamba docker docker-compose podman make just task git "
    "uvicorn gunicorn flask streamlit gradio jupyter papermill dvc mlflow pytest tox nox bash sh zsh source cd curl wget kubectl "
    "helm minikube terraform aws az gcloud gsutil heroku fly prefect airflow kedro bentoml snakemake dagster zenml torchrun "
    "accelerate deepspeed huggingface-cli kaggle Rscript julia npm npx yarn pnpm node hatch pdm rye invoke inv pre-commit nix "
    "cargo go mvn java sudo apt apt-get brew mkdir cp mv unzip tar export wandb ollama locust modal serverless sam "
)
_COMMAND = regex(
    rf"(?:[$>#%]\s{{1,3}})?(?:\w{{1,40}}=\S{{1,80}}\s{{1,3}}){{0,4}}(?:(?:{'|'.join(_PROGRAMS.split())})\s{{1,4}}\S"
    r"|\./[\w./-]{1,200}|(?:make|tox|nox|pytest)\Z)"
)

_STOP_WORDS = {
    "en": "the and of to is in for with this that are was from by on be as it we model you can have which an has not or at",
    "es": "el los las que y en del una por con para se es un como más sobre modelo este esta datos su al lo son fue entre",
    "pt": "o os as que e em do da uma por com para se é um como mais sobre modelo este esta dados não no na dos das foi são ao pelo",
    "fr": "le les des et est une pour dans sur avec ce cette que qui par plus du au aux nous modèle données sont été pas ou",
    "de": "der die das und ist ein eine für mit auf den von zu im nicht werden wurde sich dem des wird sind als auch daten modell wir",
    "it": "il lo gli che e di una per con del della è un come più sono nel alla dei delle questo dati modello si da al stato",
}
_STOP_SETS = {language: frozenset(words.split()) for language, words in _STOP_WORDS.items()}
_TOKEN = regex(r"[^\W\d_]+")
_KANA, _HANGUL, _HAN, _CYRILLIC = ("぀", "ヿ"), ("가", "힯"), ("一", "鿿"), ("Ѐ", "ӿ")
LANGUAGE_SAMPLE = 20_000
MIN_TOKENS = 8


def visible(text: str) -> str:
    """The text without control and zero-width characters, blanks run together."""
    clean = text if text.isprintable() else _INVISIBLE.sub("", text)
    return " ".join(clean.split())


def words(text: str) -> int:
    """Prose words: two Chinese or Japanese characters count as one; addresses and bare symbols count for nothing."""
    rest, characters = re.subn(_CJK, " ", text) if _may_be_eastern(text) else (text, 0)
    if "http" in rest or "www." in rest:
        rest = _URL.sub(" ", rest)
    return (characters + 1) // 2 + sum(1 for token in rest.split() if token[0].isalnum() or _ALPHANUMERIC.search(token))


def _may_be_eastern(text: str) -> bool:
    """Whether there may be letters of Chinese or Japanese; Korean puts blanks between its words."""
    return not text.isascii() and any("\u3040" <= letter <= "\uff9f" and not "\uac00" <= letter <= "\ud7af" for letter in set(text))


def is_placeholder(text: str) -> bool:
    """Whether a paragraph stands where something was to be written: TODO, `<your name>`, lorem ipsum, a template's sentence."""
    short = text[:400]
    if _TEMPLATE.match(short.strip()):
        return True
    if not _may_hold_place(short) or not _PLACEHOLDER.search(short):
        return False
    return "lorem ipsum" in short.lower() or words(_PLACEHOLDER.sub(" ", short)) < 12


def _may_hold_place(short: str) -> bool:
    """Whether there is any of what the pattern begins with: to search for the pattern itself costs twenty times as much."""
    lower = short.lower()
    return not short.isascii() or any(sign in lower for sign in _PLACEHOLDER_SIGNS)


def is_badge(target: str) -> bool:
    """Whether an image's address is that of a badge or counter."""
    return _BADGE.search(target[:500]) is not None


def is_command(text: str) -> bool:
    """Whether a piece of code reads like a command line that somebody could type."""
    return len(text) <= 400 and "\n" not in text and _COMMAND.match(text.strip()) is not None


def language(texts: Iterable[str]) -> str:
    """ISO 639-1 code of the language of prose (en, es, pt, fr, de, it, ru, zh, ja, ko), "" when there is too little to tell."""
    sample = ""
    for text in texts:
        sample += text + "\n"
        if len(sample) > LANGUAGE_SAMPLE:
            break
    by_script = _script(sample)
    if by_script:
        return by_script
    tokens = _TOKEN.findall(sample.casefold())
    if len(tokens) < MIN_TOKENS:
        return ""
    counts = Counter(tokens)
    scores = {code: sum(counts[word] for word in stop) for code, stop in _STOP_SETS.items()}
    best = max(sorted(scores), key=lambda code: scores[code])
    return best if scores[best] >= max(2, len(tokens) // 25) else ""


def _script(sample: str) -> str:
    """The language told by its letters: they weigh more than Latin ones, since English terms stand in every such text."""
    if sample.isascii() or max(sample) < min(first for first, _ in (_KANA, _HANGUL, _HAN, _CYRILLIC)):
        return ""
    latin = len(_TOKEN.findall(re.sub(r"[^\x00-\x7f]+", " ", sample)))
    letters = Counter(sample).items()
    kana, hangul, han, cyrillic = (
        sum(count for letter, count in letters if first <= letter <= last) for first, last in (_KANA, _HANGUL, _HAN, _CYRILLIC)
    )
    if hangul > latin and hangul >= 8:
        return "ko"
    if kana + han > latin and kana + han >= 8:
        return "ja" if 10 * kana > han else "zh"
    return "ru" if cyrillic > 3 * latin and cyrillic >= 16 else ""
