"""Query parameters of a call: which there are, their types, both spellings of their names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from firectl_py.contract import Field, Param, Resource
from firectl_py.contract.case import snake
from firectl_py.contract.json_types import JsonObject

from ..resources.checks import check_message
from .errors import invalid
from .routes import Route

_LIST = (
    Param("pageSize", "Resources on a page.", "int32"),
    Param("pageToken", "Where the page before ended."),
    Param("filter", "Which resources."),
    Param("orderBy", "In which order."),
)
_READ_MASK = Param("readMask", "Fields to return.")
_UPDATE_MASK = Param("updateMask", "Fields to change.")


def declared(route: Route, method: str) -> tuple[Param, ...]:
    """The query parameters a call may have."""
    resource = route.resource
    if route.action is not None:
        return (*route.action.params, _READ_MASK) if method == "GET" else route.action.params
    if route.id is None:
        return (*_LIST, _READ_MASK, *resource.list_params) if method == "GET" else _create(resource)
    return {
        "GET": (_READ_MASK,),
        "PATCH": (_UPDATE_MASK, *resource.update_params),
        "DELETE": resource.delete_params,
    }.get(method, ())


def parse(known: tuple[Param, ...], given: Iterable[tuple[str, str]]) -> JsonObject:
    """The parameters that are set, by their lowerCamelCase name. Raises INVALID_ARGUMENT for a malformed one."""
    by_name = {spelling: param for param in known for spelling in (param.name, snake(param.name))}
    result: JsonObject = {}
    seen: set[str] = set()
    for name, text in given:
        param = by_name.get(name)
        if param is None:
            raise invalid(name[:80], "unknown query parameter")
        if param.name in seen:
            raise invalid(name, "is given twice")
        seen.add(param.name)
        value = _value(param, text)
        if value is not None:
            result[param.name] = value
    return result


def _create(resource: Resource) -> tuple[Param, ...]:
    own_id = (Param(resource.id_param, "Id of the new resource."),)
    by_query = own_id if resource.id_param and not resource.wrapper else ()
    return (*by_query, *resource.create_params)


def _value(param: Param, text: str) -> Any:
    if param.type == "bool":
        if text not in ("true", "false", "1", "0"):
            raise invalid(param.name, "true or false is expected")
        return text in ("true", "1")
    return check_message((Field(param.name, "", param.type),), {param.name: text})[param.name]
