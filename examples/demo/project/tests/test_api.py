import pytest
from fastapi.testclient import TestClient

from late_returns.api import app

LOAN = {
    "borrowed_on": "2026-05-04", "due_on": "2026-05-06", "joined_on": "2024-01-01", "reminder": "none", "category": "garden",
    "purchase_price": 210, "weight_kg": 14.5, "distance_km": 6.0, "earlier_loans": 5, "earlier_late": 3,
}


@pytest.fixture
def client(trained, monkeypatch):
    config, _ = trained
    monkeypatch.setenv("LATE_RETURNS_MODEL", config["output"]["model"])
    with TestClient(app) as running:
        yield running


def test_a_loan_gets_a_chance_and_a_decision(client):
    answer = client.post("/predict", json=LOAN)
    assert answer.status_code == 200
    assert 0 <= answer.json()["chance_of_late"] <= 1
    assert isinstance(answer.json()["call"], bool)


def test_a_worse_record_is_a_higher_chance(client):
    good = client.post("/predict", json=LOAN | {"earlier_late": 0, "reminder": "sms"}).json()
    bad = client.post("/predict", json=LOAN).json()
    assert bad["chance_of_late"] > good["chance_of_late"]


def test_gaps_are_allowed(client):
    assert client.post("/predict", json=LOAN | {"weight_kg": None, "distance_km": None}).status_code == 200


@pytest.mark.parametrize("wrong", [
    {"due_on": "2026-05-04"}, {"reminder": "pigeon"}, {"purchase_price": -1}, {"earlier_late": 9}, {"unheard_of": 1},
])
def test_nonsense_is_refused(client, wrong):
    assert client.post("/predict", json=LOAN | wrong).status_code == 422


def test_without_a_model_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("LATE_RETURNS_MODEL", str(tmp_path / "none.joblib"))
    with TestClient(app) as running:
        assert running.get("/health").json() == {"model_loaded": False}
        assert running.post("/predict", json=LOAN).status_code == 503
