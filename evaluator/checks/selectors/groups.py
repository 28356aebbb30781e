"""Groups of people: measures that compare them, attributes that name them, and what a text says of fairness, privacy and misuse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.prose import place, speaking, topics_of, unlinked
from evaluator.model.place import Location
from evaluator.model.regex import regex
from evaluator.model.result import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Document, Facts

FEWEST_WORDS = 15
SHORTEST, LONGEST = 30, 1_000
_ATTRIBUTE = regex(
    r"(?:^|[_ .-])(?:sex|gender|race|ethnicity|ethnic|age|age_?(?:group|band|bucket)|religion|nationality|citizenship"
    r"|marital(?:_?status)?"
    r"|skin_?tone|senior_?citizen|disability|pregnan\w*|is_?(?:male|female)|genero|género|sexo|idade|edad|raça|raza"
    r"|estado_?civil|geschlecht"
    r"|sexe)(?:$|[_ .-])",
    re.IGNORECASE,
)
_OF_THINGS = regex(r"hous|build|vehicle|car_|account|property|device|median|page|stage|image|tenure|customer_age_days", re.IGNORECASE)
_NAMES = frozenset(
    {
        "sex",
        "gender",
        "race",
        "ethnicity",
        "age",
        "religion",
        "nationality",
        "marital_status",
        "maritalstatus",
        "seniorcitizen",
        "senior_citizen",
    }
    | {"sexo", "genero", "edad", "idade"}
)
_HEADED = regex(
    r"\b(?:fairness\b|ethic|privacy\b|misuse\b|responsible (?:ai|use)|bias(?:es)?\b(?!.{0,3}varianc)|societal"
    r"|discriminatory|viés|vieses|sesgos?\b|étic|éthi|privaci|datenschutz)|этик|公平|伦理|隐私|倫理|プライバシー|윤리|공정",
    re.IGNORECASE,
)
_SIGNS = (
    "fair", "dispar", "parity", "odds", "opportunity", "protected", "discrimin", "bias", "stereotyp", "misuse", "ethic", "gdpr", "lgpd",
    "hipaa",
    "privac", "personal", "pii", "anonym", "sensitive", "equidad", "sensib", "sensív", "pessoa", "diskrimin", "datenschutz", "vie privée",
    "дискримин", "приватн", "персональн", "公平", "隐私", "歧视", "個人", "プライバシー", "差別", "차별", "개인정보", "공정",
)  # fmt: skip
# What a sentence says of people's fair treatment.
_FAIR = regex(
    r"\b(?:fairness\b|unfair(?:ly|ness)?\b|disparit|disparate (?:impact|treatment)|demographic parity|equal(?:ized"
    r"|ised) odds|equal opportunity|protected (?:attributes?|groups?|class)|discriminat(?:e|es|ed|ion"
    r"|ory) (?:against|based on|by (?:gender|sex|race|age))|(?:gender|racial|demographic|societal|social|age) bias"
    r"|bias(?:ed)? (?:against|by (?:gender|race|age|sex))|stereotyp|misused?\b(?! detect)|ethic(?:al|s|ally)\b"
    r"|gdpr\b|lgpd\b|hipaa\b|privacy|personal(?:ly identifiable)? (?:data|information)|pii\b|anonymi[sz]ed?\b"
    r"|sensitive (?:attributes?|features?|variables?)|discrimina(?:ción|ção|r) (?:por|contra|racial|de género)"
    r"|privaci(?:dad|dade)|equidad|equidade|datos (?:personales|sensibles)|dados (?:pessoais|sensíveis)"
    r"|vari[aá]ve(?:l|is) sensíve|variables sensibles|diskriminier|datenschutz|vie privée)|дискримин|приватност"
    r"|персональн\w+ данн|公平性|隐私|歧视|個人情報|プライバシー|差別|차별|개인정보|공정성",
    re.IGNORECASE,
)
_PEOPLE_GROUP = regex(
    r"\b(?:gender|sex|race|racial|ethnic\w*|age(?:s| groups?)?|women|men|female|male|minorit(?:y groups?|ies)|demographic\w*"
    r"|subgroups?|skin"
    r"|income|nationality|religion|users?|patients?|customers?|applicants?|people|individuals?|reviewers?|género|gênero|mujeres"
    r"|mulheres|frauen"
    r"|femmes)\b|женщин|女性|性别|성별|個人|用户|개인",
    re.IGNORECASE,
)
_STEPS = frozenset({"install", "licence", "contents", "requirements", "credits", "usage"})
_OF_RULES = regex(r"\b(?:code of conduct|cookie|terms of (?:use|service)|our privacy policy|academic)\b", re.IGNORECASE)


class Considered(msgspec.Struct, frozen=True):
    """A place where people's groups, privacy or misuse are considered, how, and whether for certain."""

    at: Location
    note: str
    sure: Confidence


def compared(facts: Facts) -> Iterator[Considered]:
    """Calls that measure or mitigate differences between groups, and scores taken apart by an attribute of people."""
    for call in facts.calls_to("fairness"):
        if call.kind == "call":
            yield Considered(call.at, f"{call.method} compares groups or treats their differences", "high" if call.used else "low")
    scores = {call.number for call in facts.those(concepts=("metric", "model.score", "model.predict", "confusion-matrix"))}
    for call in facts.those(methods=("groupby", "group_by", "crosstab", "pivot_table")):
        if (name := _attribute(call)) and scores and any(each.number in scores for each in facts.upstream(call)):
            yield Considered(call.at, f"predictions are taken apart by `{name}`", "high")


def _attribute(call: Call) -> str:
    """The attribute of people by which a call groups, "" for none."""
    texts = (value for argument in call.arguments for value in _texts(argument.constant))
    return next((text for text in texts if len(text) < 40 and _ATTRIBUTE.search(text)), "")


def _texts(constant: object) -> Iterator[str]:
    if isinstance(constant, str):
        yield constant
    elif isinstance(constant, list | tuple):
        yield from (each for each in constant if isinstance(each, str))


def attributes(facts: Facts) -> str:
    """A column of the project's data that names a group of people, by a table's head or as code reads it; "" where none is known."""
    columns = (column for table in facts.tables for column in table.source.columns)
    found = next((column for column in columns if len(column) < 40 and _ATTRIBUTE.search(column) and not _OF_THINGS.search(column)), "")
    read = (each.arguments[0].constant for code in facts.product for each in code.calls if each.kind == "item" and each.arguments)
    return found or next((each for each in read if isinstance(each, str) and each.lower() in _NAMES), "")


def told(document: Document) -> Iterator[Considered]:
    """What a text says: sections of their own, and sentences on how groups of people are treated."""
    for section in document.text.sections:
        if (
            section.heading != document.text.title
            and _HEADED.search(section.heading)
            and section.words >= FEWEST_WORDS
            and _FAIR.search(f"{section.heading} {section.text}")
        ):
            spoken = _PEOPLE_GROUP.search(section.text) is not None and not _OF_RULES.search(section.text)
            note = f'{section.words} words under "{section.heading[:50]}"'
            yield Considered(document.at(section.line, section.cell), note, "high" if spoken else "low")
    for paragraph, sentence in speaking(document.text, _SIGNS, SHORTEST, LONGEST):
        if set(topics_of(document.text, paragraph)) & _STEPS:
            continue
        found = _FAIR.search(unlinked(sentence))
        if found is not None and not _OF_RULES.search(sentence):
            firm = _PEOPLE_GROUP.search(sentence.replace(found.group(), "")) is not None
            yield Considered(
                place(document, paragraph, sentence, found.group()), f'a sentence with "{found.group()}"', "high" if firm else "low"
            )
