"""`deployments smoke-test`: one small real completion by the address clients use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from ...cli.app import App
from ...cli.command import Command
from ...cli.options import WAITING, Option
from ...cli.types import Duration
from ...contract import Resource, load
from ...contract.json_types import JsonObject
from ...contract.names import last_segment
from ...exits import ExitCode
from ...output.result import TextResult
from ..shared import dry_run as dry_run_module
from ..shared import max_cost

if TYPE_CHECKING:
    from ...api.inference.smoke_test import SmokeTest

_PROMPT, _MAX_TOKENS = "Reply with one short sentence.", 32
"""As in the library, which help must not load; a test holds them equal."""


@dataclass(frozen=True)
class SmokeTestOptions:
    """What was typed."""

    deployment: str
    model: str | None
    prompt: str
    max_tokens: int
    timeout: float
    """Seconds."""
    dry_run: bool


def run(app: App, options: SmokeTestOptions) -> TextResult:
    """Ask the question, or show it."""
    from ...api.inference import smoke_test

    client = app.client()
    deployment = client.get("deployments", options.deployment)
    model = client.name("models", options.model) if options.model else str(deployment.get("baseModel") or "")
    question = smoke_test.request(deployment, model, options.prompt, options.max_tokens)
    if options.dry_run:
        cost = smoke_test.estimate(max_cost.prices(app), deployment, options.max_tokens)
        return dry_run_module.preview(app, load("deployments"), [question], cost)
    return result(smoke_test.ask(client, deployment, question, options.timeout, app.console))


def proof(app: App, deployment: JsonObject, timeout: float) -> TextResult:
    """What `deployments create --smoke-test` shows of a deployment that is READY."""
    from ...api.inference import smoke_test

    question = smoke_test.request(deployment, str(deployment["baseModel"]))
    tested = result(smoke_test.ask(app.client(), deployment, question, timeout, app.console))
    return TextResult([f"Created {deployment['name']}", *tested.lines], {**deployment, "smokeTest": tested.data})


def result(tested: SmokeTest) -> TextResult:
    """An answer with its figures."""
    rate = f", {tested.tokens_per_second:.1f} tokens a second" if tested.tokens_per_second is not None else ""
    read = "unknown" if tested.prompt_tokens is None else tested.prompt_tokens
    lines = [
        f"{last_segment(tested.deployment)} answers: {tested.seconds:.3f} s, first token after "
        f"{tested.seconds_to_first_token:.3f} s, {read} tokens in, {tested.completion_tokens} out{rate}.",
        f"Answer: {tested.answer}",
    ]
    if tested.simulated:
        lines.append(
            "Simulated: the stand-in of the local control plane answered, not a model. The times mean nothing."
        )
    return TextResult(lines, tested.as_json())


def command(resource: Resource) -> Command:
    """`deployments smoke-test ID`."""
    return Command(
        "smoke-test",
        run,
        [
            click.Argument(["deployment"]),
            Option(["--model"], help="Model to ask, such as a loaded adapter; its base model by default."),
            Option(["--prompt"], default=_PROMPT, show_default=True, help="What is asked."),
            Option(
                ["--max-tokens"],
                type=click.IntRange(1),
                default=_MAX_TOKENS,
                show_default=True,
                help="Longest answer.",
            ),
            Option(
                ["--timeout"],
                type=Duration(),
                default="10m",
                show_default=True,
                section=WAITING,
                help="Time for all of it, waiting for the first replica included.",
            ),
            dry_run_module.option(),
        ],
        options=SmokeTestOptions,
        help=(
            "Ask a deployment one small question: READY alone does not prove that it answers. It costs tokens and "
            "wakes a replica where there is none."
        ),
        calls=(
            "GET /v1/accounts/{account}/deployments/{id}",
            "POST /inference/v1/chat/completions",
        ),
        exits=(ExitCode.WAIT_FAILED,),
        examples=[
            "firectl -p local deployments smoke-test my-deployment",
            "firectl -p local deployments smoke-test my-deployment --prompt 'What is 2 + 2?' -o json",
        ],
    )


VERBS: dict[str, Callable[[Resource], click.Command]] = {"smoke-test": command}
