"""Writes data/tools.csv and data/loans.csv: a simulated season of a tool library's loan desk.

The real register holds names and addresses and cannot be published. The simulation keeps its columns, its size,
its gaps and its typing errors. Same seed, same bytes: python scripts/simulate_loans.py
"""

import csv
import random
from datetime import date, timedelta
from math import exp
from pathlib import Path

SEED = 20260105
MEMBERS, LOANS = 170, 640
DATA = Path(__file__).resolve().parents[1] / "data"

#            category     price        weight     late
CATEGORIES = {
    "drilling": ((60, 240), (1.2, 4.5), 0.10),
    "sanding": ((45, 190), (1.1, 6.0), 0.25),
    "garden": ((30, 420), (2.0, 28.0), 0.55),
    "cleaning": ((90, 380), (5.0, 22.0), -0.55),
    "ladders": ((70, 260), (8.0, 19.0), -0.20),
    "measuring": ((15, 160), (0.2, 1.8), 0.00),
}


def simulate_tools(rng: random.Random) -> list[dict]:
    tools = []
    for number in range(1, 43):
        category = rng.choice(sorted(CATEGORIES))
        price, weight, _ = CATEGORIES[category]
        tools.append({
            "tool_id": f"T{number:03d}",
            "category": category,
            "purchase_price": round(rng.uniform(*price)),
            "weight_kg": "" if rng.random() < 0.12 else round(rng.uniform(*weight), 1),
        })
    return tools


def simulate_members(rng: random.Random) -> list[dict]:
    return [
        {
            "member_id": f"M{number:04d}",
            "joined_on": date(2022, 1, 1) + timedelta(days=rng.randrange(1300)),
            "distance_km": round(rng.lognormvariate(0.9, 0.7), 1),
            "reminder": rng.choices(["email", "sms", "none"], [55, 20, 25])[0],
            "habit": rng.gauss(0, 1.0),
            "eagerness": rng.gammavariate(1.3, 1.0),
        }
        for number in range(1, MEMBERS + 1)
    ]


def chance_of_late(member: dict, tool: dict, days: int, weekend: bool, earlier_late: int) -> float:
    reminder = {"email": -0.2, "sms": -0.8, "none": 0.5}[member["reminder"]]
    distance = 0.28 * min(member["distance_km"], 9) - 0.7
    short = {2: 0.75, 4: 0.2, 7: -0.2, 14: -0.1}[days]
    habit = 0.8 * member["habit"] + 0.35 * min(earlier_late, 3)
    score = -1.75 + reminder + distance + short + habit + CATEGORIES[tool["category"]][2] + (0.45 if weekend else 0)
    return 1 / (1 + exp(-score))


def simulate_loans(rng: random.Random, tools: list[dict], members: list[dict]) -> list[dict]:
    late_so_far = dict.fromkeys((member["member_id"] for member in members), 0)
    eagerness = [member["eagerness"] for member in members]
    loans = []
    days_of_loans = sorted(rng.randrange(270) for _ in range(LOANS))
    for number, day in enumerate(days_of_loans, start=1):
        member, tool = rng.choices(members, eagerness)[0], rng.choice(tools)
        borrowed = date(2026, 1, 5) + timedelta(days=day)
        days = rng.choices([2, 4, 7, 14], [30, 25, 35, 10])[0]
        due = borrowed + timedelta(days=days)
        late = rng.random() < chance_of_late(member, tool, days, due.weekday() >= 5, late_so_far[member["member_id"]])
        shift = 1 + int(rng.expovariate(0.35)) if late else -(rng.choice([0, 0, 0, 1, 1, 2]) % days)
        returned = due + timedelta(days=shift)
        late_so_far[member["member_id"]] += late
        loans.append({
            "loan_id": f"L{number:04d}",
            "member_id": member["member_id"],
            "joined_on": member["joined_on"].isoformat(),
            "distance_km": "" if rng.random() < 0.09 else member["distance_km"],
            "reminder": member["reminder"],
            "tool_id": tool["tool_id"],
            "borrowed_on": borrowed.isoformat(),
            "due_on": due.isoformat(),
            "returned_on": "" if rng.random() < 0.025 else returned.isoformat(),
        })
    return loans


def spoil(rng: random.Random, loans: list[dict]) -> list[dict]:
    """The register as it is typed: double scans, a minus before a distance, capital letters."""
    for loan in rng.sample(loans, 6):
        if loan["distance_km"] != "":
            loan["distance_km"] = -loan["distance_km"]
    for loan in rng.sample(loans, 40):
        loan["reminder"] = rng.choice([loan["reminder"].upper(), loan["reminder"].title(), loan["reminder"] + " "])
    doubled = {id(loan) for loan in rng.sample(loans, 14)}
    return [row for loan in loans for row in ([loan, loan] if id(loan) in doubled else [loan])]


def write(path: Path, rows: list[dict]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    generator = random.Random(SEED)
    all_tools = simulate_tools(generator)
    all_loans = simulate_loans(generator, all_tools, simulate_members(generator))
    write(DATA / "tools.csv", all_tools)
    write(DATA / "loans.csv", spoil(generator, all_loans))
