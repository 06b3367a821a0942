"""`python -m vultrcrawl`, the same as the console script."""

from vultrcrawl.cli import main

if __name__ == "__main__":
    main()
