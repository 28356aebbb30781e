"""The life cycle as a ring: where each stage stands in the picture. Only arithmetic; the template draws."""

import math
from collections.abc import Sequence

import msgspec

from evaluator.model.review import Stage

WIDTH, CENTRE_X, CENTRE_Y, RADIUS = 400, 200.0, 165.0, 112.0
LABEL = 26.0
SIGNS = {"found": "\u2713", "undecided": "?", "not-found": "", "not-applicable": "\u2013"}
WORDS = {"found": "found", "undecided": "for a person to decide", "not-found": "not found", "not-applicable": "does not apply"}


class Spoke(msgspec.Struct, frozen=True):
    """A stage with its place: centre, label and the arc that leads to the next; `onward` when both ends are lit."""

    stage: Stage
    x: str
    y: str
    sign: str
    sign_y: str
    label_x: str
    label_y: str
    anchor: str
    arc: str
    onward: bool
    words: str


def ring(stages: Sequence[Stage]) -> tuple[Spoke, ...]:
    """The stages around a circle, clockwise from the top; the last leads back to the first."""
    return tuple(_spoke(stages, number) for number in range(len(stages)))


def _spoke(stages: Sequence[Stage], number: int) -> Spoke:
    stage, following = stages[number], stages[(number + 1) % len(stages)]
    turn = 2 * math.pi / len(stages)
    angle = number * turn - math.pi / 2
    x, y = _point(angle, RADIUS)
    label_x, label_y = _point(angle, RADIUS + LABEL)
    sideways = math.cos(angle)
    return Spoke(
        stage=stage,
        x=_short(x),
        y=_short(y),
        sign=SIGNS[stage.state],
        sign_y=_short(y + 5),
        label_x=_short(label_x),
        label_y=_short(label_y + 5),
        anchor="middle" if abs(sideways) < 0.1 else "start" if sideways > 0 else "end",
        arc=_arc(angle, angle + turn),
        onward=stage.state == following.state == "found",
        words=WORDS[stage.state],
    )


def _point(angle: float, radius: float) -> tuple[float, float]:
    return CENTRE_X + radius * math.cos(angle), CENTRE_Y + radius * math.sin(angle)


def _arc(start: float, end: float) -> str:
    (x, y), (to_x, to_y) = _point(start, RADIUS), _point(end, RADIUS)
    return f"M{_short(x)} {_short(y)}A{_short(RADIUS)} {_short(RADIUS)} 0 0 1 {_short(to_x)} {_short(to_y)}"


def _short(number: float) -> str:
    return f"{number + 0.0:.1f}"
