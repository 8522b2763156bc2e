"""Run one command line. The one place that prints errors, and the one that turns them into an exit status."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import Any

import click

from ..errors import ApiError, ConfigError, FirectlError, LocalIOError, PartialFailureError, ReplyError, UsageError
from ..exits import ExitCode, code_for
from ..output.console import Console, mute
from ..output.result import Details, TextResult
from ..suggestions import did_you_mean
from .app import App
from .signals import SignalReceived, StopSignals

_UNHEARD = frozenset(
    {
        ExitCode.FAILED,
        ExitCode.UNAVAILABLE,
        ExitCode.IO,
        ExitCode.SIGHUP,
        ExitCode.SIGINT,
        ExitCode.SIGPIPE,
        ExitCode.SIGTERM,
    }
)
"""After these a user runs the same command again, and it has to find what this one made."""


def main(argv: list[str] | None = None) -> int:
    """Run `argv` (the process's own by default) and return the exit status."""
    signals, app = StopSignals(), App(Console.standard(), os.environ)
    app.words = list(sys.argv[1:] if argv is None else argv)
    try:
        signals.catch()
        with app.held, app.warnings_shown():
            code = _last_words(app, _guarded(app))
        signals.release()
    except (SignalReceived, KeyboardInterrupt) as stop:
        signals.release()
        code = _stopped(app, stop)
    return code


def _stopped(app: App, stop: BaseException) -> int:
    """Say what goes on without this run; the exit status of a signal."""
    with suppress(Exception):  # whatever keeps the sentence from being made, the run ends as the signal asks
        if app.continues is not None and (sentence := app.continues()):
            app.console.note(f"{sentence}.")
    return 128 + (stop.number if isinstance(stop, SignalReceived) else signal.SIGINT)


def _guarded(app: App) -> int:
    """The exit status of a run, whatever comes out of it but a signal."""
    try:
        return _run(app)
    except click.Abort:  # what click makes of the end of standard input, and of Ctrl-C at its prompts
        raise SignalReceived(signal.SIGINT) from None
    except (BrokenPipeError, SystemExit):  # click raises SystemExit when its help meets a closed pipe
        return _silenced()
    except FirectlError as error:
        return _fail(app, error)
    except click.UsageError as error:
        return _fail(app, _usage(error))
    except RecursionError:
        return _fail(app, ReplyError("the reply is nested too deeply to be shown"))
    except OSError as error:
        return _fail(app, _io_error(error))
    except ModuleNotFoundError as error:
        return _fail(app, _missing(error))
    except Exception as error:
        return _bug(app, error)


def _last_words(app: App, code: int) -> int:
    """Push out what is left of the answer, and keep the interpreter from complaining about it at exit."""
    try:
        app.console.flush()
    except BrokenPipeError:
        return code or _silenced()
    except LocalIOError:
        _silenced()
    else:
        if code not in _UNHEARD:
            app.answered()
    return code


def _run(app: App) -> int:
    """The exit status of a run that ended well. Raises the error that its answer carries."""
    from .root import Root

    result = Root().main(app.words, prog_name="firectl", standalone_mode=False, obj=app, max_content_width=100)
    if isinstance(result, int) or result is None:
        app.console.flush()
        return int(result or 0)
    from ..output.render import show

    show(result, app.console, app.output_options())
    if isinstance(result, Details | TextResult) and result.failures:
        raise PartialFailureError(f"{len(result.failures)} failed", list(result.failures))
    if not isinstance(result, TextResult):
        return ExitCode.OK
    if result.error is not None:
        raise result.error
    return result.exit_code


def _fail(app: App, error: FirectlError) -> int:
    code = code_for(error)
    if not app.prepared:
        app.console.json_notes = _asks_for_json(app)
    if app.console.json_notes:
        app.console.error_object(_as_object(error, code))
        return int(code)
    if isinstance(error, PartialFailureError):
        for name, failure in error.failures:
            app.console.error(f"{name}: {_message(failure)}", failure.hint)
    app.console.error(_message(error), error.hint)
    return int(code)


def _asks_for_json(app: App) -> bool:
    """The output format of a command line that was not understood: from its words, without opening any file."""
    output = app.environ.get("FIRECTL_OUTPUT", "")
    for word, following in zip(app.words, [*app.words[1:], ""], strict=True):
        if word in ("-o", "--output"):
            output = following
        elif word.startswith(("-o", "--output=")):
            output = word.removeprefix("--output").removeprefix("-o").removeprefix("=")
    return output in ("json", "jsonl")


def _io_error(error: OSError) -> LocalIOError:
    """An error of the operating system, with the file it is about where it has one."""
    about = f"{error.filename}: " if error.filename else ""
    return LocalIOError(f"{about}{error.strerror or error}")


def _missing(error: ModuleNotFoundError) -> ConfigError:
    return ConfigError(f"the Python package {error.name} is missing", hint="Install firectl-py once more.")


def _message(error: FirectlError) -> str:
    """The sentence, and for an error of the API what support asks for."""
    if not isinstance(error, ApiError):
        return error.message
    request = f", request {error.request_id}" if error.request_id else ""
    return f"{error.message} ({error.code}, HTTP {error.status}{request})"


def _as_object(error: FirectlError, code: ExitCode) -> dict[str, Any]:
    out: dict[str, Any] = {
        "code": getattr(error, "code", type(error).__name__.removesuffix("Error")),
        "message": error.message,
    }
    if error.hint:
        out["hint"] = error.hint
    out["exitCode"] = int(code)
    if isinstance(error, ApiError):
        out["httpStatus"] = error.status
        if error.request_id:
            out["requestId"] = error.request_id
    if isinstance(error, PartialFailureError):
        out["failures"] = [{"name": n, "message": f.message, "exitCode": int(code_for(f))} for n, f in error.failures]
    return out


def _usage(error: click.UsageError) -> UsageError:
    """click's usage errors as ours; the hint names what was meant, else the help of the command."""
    context = error.ctx
    help = f"{context.command_path} --help" if context is not None else "firectl --help"
    if isinstance(error, click.NoSuchOption) and context is not None:
        shown = [p for p in context.command.params if isinstance(p, click.Option) and not p.hidden]
        known = [name for p in shown for name in (*p.opts, *p.secondary_opts)]
        return UsageError(
            f"there is no option {error.option_name!r}", hint=did_you_mean(error.option_name, known, help)
        )
    return UsageError(error.format_message().replace("\n", " "), hint=help)


def _bug(app: App, error: Exception) -> int:
    """A traceback without values, and what to do with it."""
    message = f"unexpected {type(error).__name__}: this is a bug in firectl-py"
    hint = "Please report it with the lines that begin with `at` and the output of `firectl version --long`."
    import traceback

    for frame in traceback.extract_tb(error.__traceback__)[-8:]:
        app.console.warn(f"at {os.path.basename(frame.filename)}:{frame.lineno} in {frame.name}")
    if app.console.json_notes:
        app.console.error_object({"code": "BUG", "message": message, "hint": hint, "exitCode": int(ExitCode.FAILED)})
    else:
        app.console.error(message, hint)
    return int(ExitCode.FAILED)


def _silenced() -> int:
    """Nobody reads stdout any more: stop quietly, and keep the interpreter from saying so at exit."""
    mute(sys.stdout)
    return int(ExitCode.SIGPIPE)
