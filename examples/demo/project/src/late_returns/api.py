"""The desk's question, answered over HTTP: uvicorn late_returns.api:app"""

import os
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Literal

import joblib
import pandas as pd
from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator

from late_returns.features import FEATURES, add_dates

DEFAULT_MODEL = "models/late_returns.joblib"


class Loan(BaseModel):
    """What the desk knows when it hands out a tool."""

    model_config = ConfigDict(extra="forbid")

    borrowed_on: date
    due_on: date
    joined_on: date
    reminder: Literal["email", "sms", "none"]
    category: Literal["drilling", "sanding", "garden", "cleaning", "ladders", "measuring"]
    purchase_price: float = Field(gt=0, lt=10_000)
    weight_kg: float | None = Field(default=None, gt=0, lt=200)
    distance_km: float | None = Field(default=None, ge=0, lt=200)
    earlier_loans: int = Field(ge=0)
    earlier_late: int = Field(ge=0)

    @model_validator(mode="after")
    def dates_and_counts_agree(self):
        if self.due_on <= self.borrowed_on:
            raise ValueError("due_on must be after borrowed_on")
        if self.earlier_late > self.earlier_loans:
            raise ValueError("earlier_late cannot exceed earlier_loans")
        return self


class Answer(BaseModel):
    chance_of_late: float
    call: bool


@asynccontextmanager
async def lifespan(app: FastAPI):
    path = Path(os.environ.get("LATE_RETURNS_MODEL", DEFAULT_MODEL))
    app.state.saved = joblib.load(path) if path.exists() else None
    yield


app = FastAPI(title="Late returns", lifespan=lifespan)


@app.get("/health")
def health(request: Request) -> dict[str, bool]:
    return {"model_loaded": request.app.state.saved is not None}


@app.post("/predict")
def predict(loan: Loan, request: Request) -> Answer:
    saved = request.app.state.saved
    if saved is None:
        raise HTTPException(503, "no model: run python -m late_returns.train first")
    row = pd.DataFrame([loan.model_dump()])
    for column in ("borrowed_on", "due_on", "joined_on"):
        row[column] = pd.to_datetime(row[column])
    row = row.astype({"weight_kg": float, "distance_km": float})
    chance = float(saved["model"].predict_proba(add_dates(row)[FEATURES])[0, 1])
    return Answer(chance_of_late=round(chance, 3), call=chance >= saved["threshold"])
