from pathlib import Path

import pytest

from late_returns.data import check_registers, clean_loans, load_raw

DATA = Path(__file__).resolve().parents[1] / "data"


@pytest.fixture
def registers():
    return load_raw(DATA / "loans.csv", DATA / "tools.csv")


def test_cleaning_drops_double_scans_and_open_loans(registers):
    loans, _ = registers
    clean = clean_loans(loans)
    assert loans["loan_id"].duplicated().sum() == 14
    assert clean["loan_id"].is_unique
    assert clean["returned_on"].notna().all()


def test_cleaning_repairs_signs_and_spelling(registers):
    clean = clean_loans(registers[0])
    assert clean["distance_km"].min() >= 0
    assert set(clean["reminder"]) == {"email", "sms", "none"}


def test_gaps_are_left_for_the_pipeline(registers):
    assert clean_loans(registers[0])["distance_km"].isna().any()


def test_a_missing_column_is_refused(registers):
    loans, tools = registers
    with pytest.raises(ValueError, match="due_on"):
        check_registers(loans.drop(columns="due_on"), tools)


def test_a_tool_listed_twice_is_refused(registers):
    loans, tools = registers
    tools.loc[1, "tool_id"] = tools.loc[0, "tool_id"]
    with pytest.raises(ValueError, match="not unique"):
        check_registers(loans, tools)


def test_due_before_borrowed_is_refused(registers):
    loans, tools = registers
    loans.loc[0, "due_on"] = loans.loc[0, "borrowed_on"]
    with pytest.raises(ValueError, match="due before borrowed"):
        check_registers(loans, tools)
