"""What --dry-run prints: the request that would be sent, secrets hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...cli.app import App
from ...cli.options import SAFETY, Option
from ...contract import Field, Resource
from ...output.result import TextResult

if TYPE_CHECKING:
    from ...api import ApiRequest
    from ...api.pricing.estimate import Estimate

HIDDEN = "HIDDEN"
_NO_PRICE = " No cost of it is known beforehand."


def option() -> Option:
    """`--dry-run`."""
    return Option(
        ["--dry-run"],
        is_flag=True,
        section=SAFETY,
        help="Print the request that would be sent, and what it would cost; change nothing.",
    )


def preview(
    app: App, resource: Resource, calls: list[ApiRequest], cost: Estimate | None = None, *, creates: bool = False
) -> TextResult:
    """The requests as text, and as data for -o json; with them what it would cost, where a price is known."""
    import json

    secrets = frozenset(_secret_names(resource.fields))
    shown = [_as_data(app, call, secrets) for call in calls]
    lines: list[str] = []
    for item in shown:
        lines.append(f"{item['method']} {item['url']}")
        if "body" in item:
            lines += json.dumps(item["body"], indent=2, ensure_ascii=False).splitlines()
    app.console.note("dry run: nothing was sent." + (_NO_PRICE if creates and cost is None else ""))
    if cost is None:
        return TextResult(lines, shown[0] if len(shown) == 1 else shown, verbatim=True)
    data = {**shown[0], "cost": cost.data} if len(shown) == 1 else {"requests": shown, "cost": cost.data}
    return TextResult([*lines, *cost.lines], data, error=cost.refusal, verbatim=True)


def _as_data(app: App, call: ApiRequest, secrets: frozenset[str]) -> dict[str, Any]:
    from urllib.parse import urlencode

    query = f"?{urlencode(call.params)}" if call.params else ""
    data: dict[str, Any] = {"method": call.method, "url": f"{app.client().sender.base_url}{call.url}{query}"}
    if call.json is not None:
        data["body"] = _hide(call.json, secrets)
    return data


def _hide(value: Any, secrets: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [_hide(item, secrets) for item in value]
    if isinstance(value, dict):
        return {k: HIDDEN if k in secrets and v else _hide(v, secrets) for k, v in value.items()}
    return value


def _secret_names(fields: tuple[Field, ...]) -> list[str]:
    own = [field.name for field in fields if field.secret]
    return own + [name for field in fields for name in _secret_names(field.fields)]
