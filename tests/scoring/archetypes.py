"""Four invented projects of the rubric, each by the levels it reaches in every criterion where it reaches any."""

TITANIC = {
    "originality": 1, "training-code": 1, "cleaning": 1, "features": 1, "exploration": 2, "held-out": 2, "metrics": 1, "secrets": 2,
    "currency": 2, "portable-paths": 2, "notebook-state": 2, "framework-depth": 1, "seeds": 1, "data-access": 2, "real-data": 1,
    "model-comparison": 1, "training-soundness": 1, "imbalance": 1, "lifecycle": 1, "adaptability": 1, "leakage": 1, "tuning": 1,
}  # fmt: skip
NOTEBOOK = {
    "problem-statement": 3, "real-data": 3, "originality": 2, "lifecycle": 1, "data-access": 3, "exploration": 3, "cleaning": 2,
    "features": 3, "leakage": 3, "data-pipeline": 1, "imbalance": 2, "training-code": 1, "model-comparison": 3, "tuning": 3,
    "training-soundness": 3, "overfitting-control": 2, "framework-depth": 2, "held-out": 3, "validation-scheme": 3, "metrics": 3,
    "reported-results": 3, "error-analysis": 2, "interpretation": 3, "uncertainty": 1, "dependencies": 2, "run-path": 1, "seeds": 2,
    "configuration": 1, "notebook-state": 2, "portable-paths": 2, "readability": 1, "hygiene": 2, "secrets": 2, "readme": 2,
    "decisions": 2, "limitations": 1, "cards": 1, "licence-credit": 2, "history": 1, "currency": 2, "adaptability": 1,
}  # fmt: skip
ZOOMCAMP = {
    "problem-statement": 2, "real-data": 2, "originality": 2, "lifecycle": 3, "data-access": 2, "exploration": 3, "cleaning": 2,
    "features": 2, "leakage": 3, "data-pipeline": 1, "imbalance": 1, "training-code": 3, "model-comparison": 2, "tuning": 2,
    "training-soundness": 2, "overfitting-control": 1, "framework-depth": 1, "held-out": 3, "validation-scheme": 2, "metrics": 2,
    "reported-results": 2, "error-analysis": 1, "dependencies": 3, "run-path": 2, "seeds": 2, "configuration": 1,
    "portable-paths": 2, "notebook-state": 2, "modularity": 2, "readability": 1, "hygiene": 2, "secrets": 2, "model-persistence": 3,
    "inference-service": 2, "request-contract": 1, "container": 2, "deployment-target": 2, "serving-format": 1,
    "train-serve-parity": 2, "readme": 3, "decisions": 1, "architecture": 1, "licence-credit": 1, "history": 1, "currency": 2,
    "adaptability": 1,
}  # fmt: skip
MLOPS = {
    "problem-statement": 2, "real-data": 2, "originality": 2, "lifecycle": 3, "data-access": 3, "cleaning": 2, "features": 2,
    "leakage": 3, "data-pipeline": 3, "data-validation": 2, "imbalance": 1, "training-code": 3, "model-comparison": 1, "tuning": 3,
    "training-soundness": 2, "overfitting-control": 1, "framework-depth": 2, "held-out": 2, "validation-scheme": 2, "metrics": 2,
    "reported-results": 2, "error-analysis": 1, "dependencies": 3, "run-path": 3, "seeds": 2, "configuration": 2,
    "experiment-tracking": 3, "portable-paths": 3, "notebook-state": 2, "modularity": 3, "tests": 3, "continuous-integration": 3,
    "readability": 2, "failure-handling": 2, "hygiene": 3, "secrets": 2, "model-persistence": 3, "inference-service": 3,
    "request-contract": 2, "container": 2, "deployment-target": 2, "serving-format": 1, "train-serve-parity": 2, "monitoring": 2,
    "drift": 2, "retraining": 2, "efficiency": 1, "scalability": 1, "readme": 3, "decisions": 1, "architecture": 2,
    "licence-credit": 2, "history": 2, "currency": 2, "adaptability": 2,
}  # fmt: skip
