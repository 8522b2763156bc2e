"""The entry point, and the only place that exits. `--version` and Tab are answered before all else."""

import sys


def main() -> int:
    """Run firectl with the process's arguments and return the exit status."""
    try:
        if sys.argv[1:] in (["--version"], ["-V"]):
            from .version import __version__

            return _say(f"firectl-py {__version__}\n")
        if sys.argv[1:2] == ["__ids"]:
            from .completion import offer

            return _say(offer.answer(sys.argv[2:]))
        _handle_signals()
    except KeyboardInterrupt:
        return 130
    if sys.argv[1:2] == ["__refresh"]:
        from .cli.refresh import refresh

        return refresh(sys.argv[2:])
    from .cli import main as run

    return run()


def _handle_signals() -> None:
    """End at once, and without a traceback, by a signal that comes before the command runs or after it has ended.

    A signal that was ignored from the start, as under nohup, stays ignored.
    """
    import atexit
    import os
    import signal

    def exit_at_once(number: int, frame: object) -> None:
        os._exit(128 + number)

    def ignore() -> None:  # the exit status is known: nothing may stop the interpreter while it clears up
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    atexit.register(ignore)
    for number in numbers:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, exit_at_once)


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
