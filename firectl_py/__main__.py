"""The entry point, and the only place that exits. `--version` and Tab are answered before all else."""

import sys


def main() -> int:
    """Run firectl with the process's arguments and return the exit status."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from .version import __version__

        return _say(f"firectl-py {__version__}\n")
    if sys.argv[1:2] == ["__ids"]:
        from .completion import offer

        return _say(offer.answer(sys.argv[2:]))
    try:
        if sys.argv[1:2] == ["__refresh"]:
            from .cli.refresh import refresh

            return refresh(sys.argv[2:])
        from .cli import main as run
    except KeyboardInterrupt:  # so early that nothing else is there to handle it
        from .exits import ExitCode

        return ExitCode.SIGINT

    return run()


def _say(text: str) -> int:
    """Print `text`; the exit status."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
        return 0
    except (OSError, ValueError, AttributeError) as error:
        from .exits import ExitCode

        sys.stdout = None
        return ExitCode.SIGPIPE if isinstance(error, BrokenPipeError) else ExitCode.IO


if __name__ == "__main__":
    sys.exit(main())
