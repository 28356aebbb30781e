import pytest

from late_returns.evaluate import cheapest_threshold, minutes_per_loan

COSTS = {"reminder_call": 4, "late_return": 20, "call_prevents": 0.5}


def test_minutes_are_calls_plus_what_they_did_not_prevent():
    assert minutes_per_loan([1, 0], [0.9, 0.1], 0.5, COSTS) == pytest.approx((4 + 10) / 2)
    assert minutes_per_loan([1, 0], [0.9, 0.1], 0.95, COSTS) == pytest.approx(20 / 2)


def test_threshold_separates_when_it_can():
    threshold = cheapest_threshold([0, 0, 1, 1], [0.1, 0.2, 0.7, 0.8], COSTS)
    assert 0.2 < threshold <= 0.7
