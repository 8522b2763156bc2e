"""Run one command line. The one place that prints errors, and the one that turns them into an exit status."""

from __future__ import annotations

import os
import re
import signal
import sys
from typing import Any

import click

from ..errors import ApiError, ConfigError, FirectlError, LocalIOError, PartialFailureError, ReplyError, UsageError
from ..exits import ExitCode, code_for
from ..output.console import Console, mute
from ..suggestions import did_you_mean
from .app import App
from .hints import hint_for


class _Signalled(BaseException):
    """A signal that asks us to stop; raised where the work is, so that everything is put away."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def main(argv: list[str] | None = None) -> int:
    """Run `argv` (the process's own by default) and return the exit status."""
    words = sys.argv[1:] if argv is None else argv
    console = Console.standard()
    app = App(console, os.environ)
    app.words = list(words)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _stop)
    try:
        with app.held, app.warnings_shown():
            return _last_words(app, _guarded(app, words))
    except _Signalled as error:
        return 128 + error.number


def _guarded(app: App, words: list[str]) -> int:
    """The exit status of a run, whatever comes out of it."""
    try:
        return _run(app, words)
    except (_Signalled, KeyboardInterrupt, click.Abort) as error:
        return 128 + getattr(error, "number", signal.SIGINT)
    except (BrokenPipeError, SystemExit):  # click leaves by SystemExit when nobody reads its help
        return _silenced()
    except FirectlError as error:
        return _fail(app, error, words)
    except click.UsageError as error:
        return _fail(app, _usage(error), words)
    except RecursionError:
        return _fail(app, ReplyError("the reply is nested too deeply to be shown"), words)
    except OSError as error:
        return _fail(app, LocalIOError(f"{error.filename or 'standard output'}: {error.strerror or error}"), words)
    except ModuleNotFoundError as error:
        missing = ConfigError(f"the Python package {error.name} is missing", hint="Install firectl-py once more.")
        return _fail(app, missing, words)
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
    return code


def _run(app: App, words: list[str]) -> int:
    from .root import Root

    result = Root().main(words, prog_name="firectl", standalone_mode=False, obj=app, max_content_width=100)
    if isinstance(result, int) or result is None:
        app.console.flush()
        return int(result or 0)
    from ..output.render import show

    show(result, app.console, app.look())
    failures = getattr(result, "failures", [])
    if failures:
        raise PartialFailureError(f"{len(failures)} failed", failures)
    if (error := getattr(result, "error", None)) is not None:
        raise error
    verdict = getattr(result, "verdict", None)
    return ExitCode.OK if verdict is None else int(code_for(verdict))


def _fail(app: App, error: FirectlError, words: list[str]) -> int:
    code = code_for(error)
    hint = hint_for(error, words)
    if not app.prepared:
        app.console.json_notes = _asks_for_json(words, app)
    if isinstance(error, PartialFailureError) and not app.console.json_notes:
        for name, failure in error.failures:
            app.console.error(f"{name}: {_message(failure)}", hint_for(failure, words))
    if app.console.json_notes:
        app.console.error_object(_as_object(error, hint, code))
    else:
        app.console.error(_message(error), hint)
    return int(code)


def _asks_for_json(words: list[str], app: App) -> bool:
    """The output format of a command line that was not understood: from its words, without opening any file."""
    typed = re.findall(r"(?:^|\n)(?:-o|--output)[=\n]?(\w+)", "\n".join(words))
    return (typed[-1] if typed else app.environ.get("FIRECTL_OUTPUT")) in ("json", "jsonl")


def _message(error: FirectlError) -> str:
    """The sentence, and for an error of the API what support asks for."""
    if not isinstance(error, ApiError):
        return error.message
    request = f", request {error.request_id}" if error.request_id else ""
    return f"{error.message} ({error.code}, HTTP {error.status}{request})"


def _as_object(error: FirectlError, hint: str | None, code: ExitCode) -> dict[str, Any]:
    out: dict[str, Any] = {"code": getattr(error, "code", type(error).__name__), "message": error.message}
    if hint:
        out["hint"] = hint
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
    param = error.param if isinstance(error, click.BadParameter) else None
    typed = re.match(r"'(.*)' is not one of", error.message)
    if param is not None and isinstance(param.type, click.Choice) and typed:
        known = [str(choice) for choice in param.type.choices]
        message = f"{typed[1]!r} is not a value of {param.opts[0]}; allowed: {', '.join(known)}"
        return UsageError(message, hint=did_you_mean(typed[1], known, help))
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


def _stop(number: int, frame: object) -> None:
    signal.signal(number, signal.SIG_DFL)  # a second one does not wait for us to put things away
    raise _Signalled(number)
