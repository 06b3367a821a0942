"""The console script, and `python -m vultrcrawl`.

What it is made of takes a second to import: who stops it meanwhile sees no traceback.
"""

from vultrcrawl.lifecycle.early import leave_quietly


def main() -> None:
    """Run the command line."""
    leave_quietly()
    from vultrcrawl.cli import main as run  # noqa: PLC0415 (slow)

    run()


if __name__ == "__main__":
    main()
