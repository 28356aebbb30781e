import pandas as pd

from late_returns.features import FEATURES, add_history, make_features


def test_history_counts_only_loans_that_were_back_before(table):
    rows = pd.DataFrame({
        "member_id": ["a", "a", "a", "b"],
        "borrowed_on": pd.to_datetime(["2026-01-01", "2026-01-05", "2026-01-20", "2026-01-20"]),
        "returned_on": pd.to_datetime(["2026-01-09", "2026-01-07", "2026-01-22", "2026-01-21"]),
        "late": [1, 0, 0, 0],
    })
    history = add_history(rows)
    assert list(history["earlier_loans"]) == [0, 0, 2, 0]
    assert list(history["earlier_late"]) == [0, 0, 1, 0]


def test_nothing_known_only_after_the_return_is_a_feature(table):
    features = make_features(table)
    assert list(features.columns) == FEATURES
    assert not {"returned_on", "late"} & set(features.columns)
    assert len(features) == len(table)
