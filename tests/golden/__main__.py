"""`python -m tests.golden` writes the golden reviews anew; read the diff before you commit it."""

from tests.golden import GOLDEN, HERE

for name, make in GOLDEN.items():
    (HERE / name).write_text(make(), encoding="utf-8")
