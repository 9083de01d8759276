"""`python -m pipeline` is `letters`."""

from pipeline.cli import main

if __name__ == "__main__":
    main(prog_name="letters")
