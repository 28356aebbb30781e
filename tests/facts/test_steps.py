"""Steps of learning written out in arithmetic."""

import pytest

from evaluator.facts.python import read


def steps(source: str) -> list[str]:
    """What is moved, step by step."""
    return [each.text for each in read(source.encode()).statements if each.kind == "step"]


@pytest.mark.parametrize(
    ("source", "moved"),
    [
        ("weights -= lr * grad", "weights"),
        ("self.W1 = self.W1 - self.learning_rate * dW1 / rows", "self.W1"),
        ("b -= settings['lr'] * np.sum(gap)", "b"),
        ("theta = theta - eta * X.T.dot(X.dot(theta) - y)", "theta"),
        ("self.weights += eta * (target - told) * value", "self.weights"),
        ("velocity = mu * velocity - lr * dW", "velocity"),
        ("Q[s, a] += alpha * (reward + gamma * Q[t].max() - Q[s, a])", "Q[s, a]"),
        ("q_table[s, a] = q_table[s, a] + alpha * (goal - q_table[s, a])", "q_table[s, a]"),
        ("w -= alpha * gradient", "w"),
        ("self.weights += alpha * error * row", "self.weights"),
    ],
)
def test_a_step_names_what_it_moves(source: str, moved: str) -> None:
    assert steps(source) == [moved]


@pytest.mark.parametrize(
    "source",
    [
        "loss += alpha * penalty(weights)",
        "x = x + step_size * grad.sign()",
        "image -= lr * image_grad",
        "place += dt * speed",
        "weights += 1",
        "weights = other - lr * grad",
        "weights -= lr * 2",
        "total += rate * price",
        "cam += alpha * targets[i]",
        "lr *= 0.9",
        "w -= alpha * other",
        "theta += alpha * delta",
        "self.velocity = self.velocity - rate * err",
    ],
)
def test_what_is_no_step(source: str) -> None:
    assert steps(source) == []
