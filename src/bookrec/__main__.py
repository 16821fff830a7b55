"""`python -m bookrec`: the command, where its script is not on the path."""

from bookrec.cli import main

if __name__ == "__main__":
    main()
