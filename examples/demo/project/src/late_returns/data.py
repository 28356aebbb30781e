"""From the two registers to one clean table of finished loans."""

from pathlib import Path

import pandas as pd

REMINDERS = {"email", "sms", "none"}
LOAN_COLUMNS = {
    "loan_id", "member_id", "joined_on", "distance_km", "reminder", "tool_id", "borrowed_on", "due_on", "returned_on",
}
TOOL_COLUMNS = {"tool_id", "category", "purchase_price", "weight_kg"}


def load_raw(loans_path: str | Path, tools_path: str | Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read both registers; dates are parsed, nothing else is changed."""
    dates = ["joined_on", "borrowed_on", "due_on", "returned_on"]
    # "None" is a kind of reminder here; by default pandas would read it as a gap
    loans = pd.read_csv(loans_path, parse_dates=dates, keep_default_na=False, na_values=[""])
    tools = pd.read_csv(tools_path)
    return loans, tools


def check_registers(loans: pd.DataFrame, tools: pd.DataFrame) -> None:
    """Refuse files that would give a silent wrong answer; raises ValueError."""
    for name, frame, columns in (("loans", loans, LOAN_COLUMNS), ("tools", tools, TOOL_COLUMNS)):
        if missing := columns - set(frame.columns):
            raise ValueError(f"{name}: missing columns {sorted(missing)}")
    if not tools["tool_id"].is_unique:
        raise ValueError("tools: tool_id is not unique, the join would multiply loans")
    if unknown := set(loans["tool_id"]) - set(tools["tool_id"]):
        raise ValueError(f"loans: unknown tools {sorted(unknown)}")
    if (loans["due_on"] <= loans["borrowed_on"]).any():
        raise ValueError("loans: due before borrowed")


def clean_loans(loans: pd.DataFrame) -> pd.DataFrame:
    """Repair what the desk mistypes.

    Double scans are dropped: they would put one loan into both parts of the split.
    A negative distance is a typing slip (the same members have the positive value elsewhere), so the sign is dropped.
    Loans without a return date are still out or lost: their label is unknown, so they cannot be used.
    Gaps in distance and weight stay: they are imputed in the pipeline, from training rows only.
    """
    loans = loans.drop_duplicates(subset="loan_id").copy()
    loans["distance_km"] = loans["distance_km"].abs()
    loans["reminder"] = loans["reminder"].str.strip().str.lower()
    if unknown := set(loans["reminder"]) - REMINDERS:
        raise ValueError(f"loans: unknown reminders {sorted(unknown)}")
    return loans.dropna(subset=["returned_on"]).reset_index(drop=True)


def load_clean(loans_path: str | Path, tools_path: str | Path) -> pd.DataFrame:
    """One row a finished loan, in order of borrowing, with its tool and the label `late`."""
    loans, tools = load_raw(loans_path, tools_path)
    check_registers(loans, tools)
    table = clean_loans(loans).merge(tools, on="tool_id", how="left", validate="many_to_one")
    table["late"] = (table["returned_on"] > table["due_on"]).astype(int)
    return table.sort_values(["borrowed_on", "loan_id"]).reset_index(drop=True)
