"""`python -m benchmarks REPO...`."""

from benchmarks.run import main

main()
