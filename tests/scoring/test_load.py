"""A rubric is taken whole and right, or refused with file, line and the nearest name for each error."""

import hashlib
import time

import jsonschema
import pytest

from evaluator.model.errors import RubricError
from evaluator.scoring import load_rubric, schema
from evaluator.scoring.tree import MAX_DEPTH, MAX_EVENTS, TreeError, read
from tests.scoring.given import CHECKS, SHIPPED, TEXT, hiring

FIRST = '- {level: 1, descriptor: "The README names what goes in and what is predicted.", all: [problem-described], effort: S}'


def refused(text: str) -> list[str]:
    with pytest.raises(RubricError) as caught:
        load_rubric(text, "mine.yaml", CHECKS)
    return str(caught.value).splitlines()


def line_of(fragment: str, text: str = TEXT) -> int:
    """The line a fragment begins on, its leading line breaks left out."""
    at = text.index(fragment) + len(fragment) - len(fragment.lstrip("\n"))
    return text[:at].count("\n") + 1


def replaced(old: str, new: str) -> str:
    assert old in TEXT, old
    return TEXT.replace(old, new, 1)


def test_shipped_rubric_is_whole() -> None:
    rubric = hiring()
    assert len(rubric.dimensions) == 10
    assert len(rubric.criteria) == 60
    assert sum(dimension.weight for dimension in rubric.dimensions) == 100
    assert rubric.digest == hashlib.sha256(TEXT.encode()).hexdigest()
    named = {check for one in rubric.criteria for level in one.levels for check in level.checks}
    assert len(CHECKS) == 230
    assert CHECKS - named == {"entry-path-sound", "training-can-start", "score-can-be-taken", "service-can-answer"}


def test_every_level_is_told_in_one_sentence() -> None:
    for criterion in hiring().criteria:
        levels = [*criterion.levels, *(level for variant in criterion.instead for level in variant.levels)]
        for level in levels:
            assert level.descriptor.endswith(".")
            assert 15 <= len(level.descriptor) <= 140, level.descriptor
        assert criterion.advice.endswith("."), criterion.id


def test_schema_accepts_the_shipped_rubric() -> None:
    yaml = pytest.importorskip("yaml")
    validator = jsonschema.Draft202012Validator(schema())
    validator.check_schema(schema())
    for text in (TEXT, SHIPPED):
        assert list(validator.iter_errors(yaml.safe_load(text))) == []


def test_schema_refuses_what_the_loader_refuses() -> None:
    yaml = pytest.importorskip("yaml")
    validator = jsonschema.Draft202012Validator(schema())
    for old, new in [("title: Hiring", "titel: Hiring"), ("effort: S}", "effort: XL}"), ("weight: 10\n", "weight: 1000\n")]:
        assert list(validator.iter_errors(yaml.safe_load(replaced(old, new)))), new


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("all: [problem-described], effort", "all: [problem-descibed], effort",
         "unknown check `problem-descibed`; did you mean `problem-described`?"),
        ("any: [{criterion: metrics, level: 1}]", "any: [{criterion: metric, level: 1}]",
         "unknown criterion `metric`; did you mean `metrics`?"),
        ("dimensions: {problem: 10,", "dimensions: {problems: 10,", "unknown dimension `problems`; did you mean `problem`?"),
        ("criteria: {uncertainty: 3,", "criteria: {uncertaintly: 3,", "unknown criterion `uncertaintly`; did you mean `uncertainty`?"),
        ("weight: 14", "weight: 140", "`weight` is 140, out of range: 0 to 100"),
        ("weight: 14", "weight: -1", "`weight` is -1, out of range: 0 to 100"),
        ("weight: 14", "weight: many", "`weight` must be a number, not `many`"),
        ("not_for: [library]", "not_for: [libary]", "unknown kind `libary`; did you mean `library`?"),
        ("not_for: [library]", "not_for: library", "`not_for` must be a list (`[a, b]`)"),
        ("includes: job-ready", "includes: jobready", "unknown lower readiness level `jobready`; did you mean `job-ready`?"),
        ("includes: job-ready", "includes: production-minded", "unknown lower readiness level `production-minded`"),
        ("score_profile: research", "score_profile: reserch", "unknown profile `reserch`; did you mean `research`?"),
        ("at_most: practitioner", "at_most: practicioner", "unknown readiness level `practicioner`; did you mean `practitioner`?"),
        ("criterion: secrets\n", "criterion: secret\n", "unknown criterion `secret`; did you mean `secrets`?"),
        ("outcome: [fail]}]", "outcome: [failed]}]",
         "`outcome` must be one of `fail`, `needs-review`, `not-applicable`, `open`, `pass`, not `failed`"),
        ("criteria: [held-out]", "criteria: [heldout]", "unknown criterion `heldout`; did you mean `held-out`?"),
        ("checks: [model-is-trained]", "checks: [model-trained]", "unknown check `model-trained`; did you mean `model-is-trained`?"),
        ("needs: service-predicts", "needs: service-predict", "unknown check `service-predict`; did you mean `service-predicts`?"),
        ("opens_after: inference-service", "opens_after: inference-servce",
         "unknown criterion `inference-servce`; did you mean `inference-service`?"),
        ("urgent: true", "urgent: yes", "`urgent` must be `true` or `false`, not `yes`"),
        ("version: ", "versoin: ", "unknown key `versoin` in the rubric; did you mean `version`?"),
        ("minimum: 50", "minimum: 50\nminimum: 60", "key `minimum` is given twice"),
        ("minimum: 50", "minimum: 50\ndigest: abc", "unknown key `digest` in the rubric"),
        ("id: adaptability", "id: history", "criterion `history` is defined twice"),
        ("  - id: practice\n", "  - id: problem\n", "dimension `problem` is defined twice"),
        ("points: [0, 0.4, 0.75, 1]", "points: [0, 0.4, 1]", "`points` must have exactly 4 entries, not 3"),
        ("points: [0, 0.4, 0.75, 1]", "points: [0, 0.8, 0.75, 1]", "`points` must not fall from level to level"),
        ("id: hiring\n", "id: Hi Ring\n", "`id` `Hi Ring` must look like `^[a-z0-9]+(-[a-z0-9]+)*$`"),
        ("Start at {place}.", 'Start at {place}."\n  more: "x', "unknown key `more` in `words`"),
        ("any: [{score: 35}]", "any: [{}]", "a demand names a `criterion`, a `check` or a `score`"),
        ("any: [{criterion: metrics, level: 1}]", "any: [{criterion: metrics}]", "`criterion` and `level` (1 to 3) stand together"),
        ("at_most: 8\n", "at_most: [8]\n", "`at_most` must be one value, not a list"),
        ('advice: "Add a', 'advice: "{filename} Add a', "unknown placeholder `filename`"),
    ],
)  # fmt: skip
def test_each_error_names_its_line(old: str, new: str, message: str) -> None:
    text = replaced(old, new)
    errors = refused(text)
    wanted = [error for error in errors if message in error]
    assert wanted, errors
    start, end = line_of(old), line_of(old) + new.count("\n")
    assert start <= int(wanted[0].split(":")[1]) <= end
    assert wanted[0].startswith("mine.yaml:")


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("", "criterion `problem-statement` has no level 1"),
        ('- {level: 2, descriptor: "x", all: [problem-described]}', "levels of `problem-statement` must rise, each once"),
        ('- {level: 1, descriptor: "x"}', "level 1 of `problem-statement` names no check; write `judge: person` and a `question`"),
        ('- {level: 1, descriptor: "x", judge: person}', "level 1 of `problem-statement` is judged by a person and has no `question`"),
        (
            '- {level: 1, descriptor: "x", judge: person, question: "y", all: [problem-described]}',
            "level 1 of `problem-statement` is judged by a person and names checks as well",
        ),
        ('- {level: 0, descriptor: "x", all: [problem-described]}', "`level` is 0, out of range: 1 to 3"),
        ("- {level: 1, all: [problem-described]}", "`levels` has no `descriptor`"),
        ('- {level: 1, descriptor: "", all: [problem-described]}', "`descriptor` is empty"),
        ('- {level: 1, descriptor: "x", every: [problem-described]}', "unknown key `every` in `levels`"),
    ],
)
def test_levels_are_written_in_full(new: str, message: str) -> None:
    assert any(message in error for error in refused(replaced(FIRST, new)))


def test_all_errors_are_reported_in_order_of_lines() -> None:
    text = replaced("weight: 14", "weight: 140").replace("effort: S}", "effort: XL}")
    lines = [int(error.split(":")[1]) for error in refused(text)]
    assert len(lines) > 30
    assert lines == sorted(lines)


def test_dimension_weights_make_a_hundred() -> None:
    assert any("add up to 101, not 100" in error for error in refused(replaced("    weight: 14", "    weight: 15")))
    errors = refused(replaced("dimensions: {problem: 10,", "dimensions: {problem: 20,"))
    assert any("dimension weights of profile `research` add up to 110, not 100" in error for error in errors)


def test_a_level_may_not_name_a_check_that_is_only_planned() -> None:
    text = TEXT.replace("planned: []", "planned: [problem-described]")
    with pytest.raises(RubricError, match="unknown check `problem-described`"):
        load_rubric(text, "mine.yaml", CHECKS - {"problem-described"})
    text = TEXT.replace("planned: []", "planned: [entry-path-sound]")
    assert load_rubric(text, "mine.yaml", CHECKS - {"entry-path-sound"}).planned == ("entry-path-sound",)


HOSTILE = {
    "nothing": "",
    "a list": "- a\n- b\n",
    "a word": "hello",
    "not YAML": "a: [b\nc: }",
    "a tab": "a:\n\t- b",
    "two documents": "a: 1\n---\nb: 2\n",
    "deep flow": "[" * 100_000,
    "deep blocks": "- " * 100_000,
    "deep mappings": "{a: " * 100_000,
    "an alias": "a: &x [1]\nb: *x\n",
    "billion laughs": "a: &a [x,x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)},*{chr(97 + n)}]\n" for n in range(20)),
    "an object": "!!python/object/apply:os.system ['true']",
    "a control character": "id: \x00hiring",
    "a lone surrogate": "id: \ud800",
    "a list for a key": "[a, b]: c",
    "an unfinished anchor": "&",
    "too many nodes": "- a\n" * (MAX_EVENTS + 10),
    "too big": "#" + "x" * 2_000_000,
    "a long number": "minimum: " + "9" * 5_000,
    "a merge bomb": "a: &a {x: 1}\nb: {<<: [*a, *a]}\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_are_refused_in_one_line_each(text: str) -> None:
    start = time.process_time()
    errors = refused(text)
    assert time.process_time() - start < 2
    assert errors
    for error in errors:
        assert error.startswith("mine.yaml:")
        assert int(error.split(":")[1]) >= 1
        assert len(error) < 300


def test_depth_is_limited_at_a_named_constant() -> None:
    assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH).kind == "list"
    with pytest.raises(TreeError, match="nested deeper"):
        read("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))


def test_messages_hold_no_control_characters() -> None:
    errors = refused(replaced("weight: 14", '"\\e[31mred\\nline": 1\n    weight: 14'))
    assert not any("\x1b" in error for error in errors)
    assert any("unknown key `?[31mred?line`" in error for error in errors)
