"""`python -m evaluator.cli`."""

from evaluator.cli import main

if __name__ == "__main__":
    main()
