"""The JSON API on Datasette: which operation a request means, and its way there and back."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import Any

from datasette.utils.asgi import Request
from pydantic import BaseModel, ValidationError

from termbase.api import openapi
from termbase.api.exchange import ETAGS, Context, Reply, revision_tag
from termbase.api.operations import Operation, by_path
from termbase.api.problems import validation_detail
from termbase.api.rights import Actor, Role
from termbase.api.shapes import LookupBody, LookupQuery
from termbase.errors import ConditionMissing, Refused, UsageError
from termbase.pipeline.states import State
from termbase.publish.answering import WrongMediaType, answered, body_of, client_of, parameters
from termbase.publish.service import service_of

# Texts up to this many characters are looked up without a thread: changing threads costs more than the work.
AT_ONCE = 4_000
JSON_TYPE = re.compile(r"application/([\w.+-]+\+)?json\s*(;.*)?", re.IGNORECASE)
NUMBER, NAME = "(?P<number>[0-9]{1,15})", "(?P<name>[a-z0-9-]{1,30})"
# An export counts as so many requests.
COST_OF_EXPORT = 20
ACTIONS = {Role.SUGGESTER: "termbase-suggest", Role.REVIEWER: "termbase-review", Role.ADMIN: "termbase-admin"}


@cache
def _patterns() -> list[tuple[re.Pattern[str], dict[str, Operation]]]:
    return [
        (re.compile(re.escape(path).replace(r"\{id\}", NUMBER).replace(r"\{format\}", NAME) + r"\Z"), methods)
        for path, methods in by_path().items()
    ]


def _find(path: str) -> tuple[dict[str, Operation], dict[str, Any]]:
    """The operations of a path, by method, and what its variable parts are."""
    for pattern, methods in _patterns():
        match = pattern.match(path)
        if match:
            return methods, {k: int(v) if k == "number" else v for k, v in match.groupdict().items()}
    return {}, {}


def _methods(request: Request) -> list[str]:
    return list(_find(request.url_vars["rest"])[0])


async def _operate(datasette: Any, request: Request) -> Reply:
    methods, parts = _find(request.url_vars["rest"])
    operation = methods["GET" if request.method == "HEAD" else request.method]
    service, headers = service_of(datasette), request.headers
    cost = COST_OF_EXPORT if operation.exports else 1
    service.limit.take(client_of(request), cost)
    actor = service.actor(headers)
    if actor.token:
        service.limit.take(f"token {actor.token}", cost)
    actor.require(operation.role)
    if operation.role in ACTIONS:
        await _permitted(datasette, actor, ACTIONS[operation.role])
    query = _read(operation.query, parameters(request.scope.get("query_string") or b""))
    body = await _body(operation, request)
    if operation.conditional:
        _conditional(headers.get("if-match"))
    call = partial(operation.function, query=query, body=body, **parts)

    def work(connection: Any, state: State | None = None) -> Reply:
        conditions = {"if_match": headers.get("if-match"), "if_none_match": headers.get("if-none-match")}
        return call(Context(connection, state, actor, **conditions))

    if operation.writes:
        return await service.write(work)
    if operation.exports:
        return await service.export(work)
    return await service.read(work, at_once=_quick(query, body))


def _conditional(header: str | None) -> None:
    if header is None:
        raise ConditionMissing("send If-Match with the ETag of the concept as you read it")
    if re.match(ETAGS, header) is None:
        raise UsageError("If-Match is an ETag in quotes, as the answer to a GET has it, or *")


async def _permitted(datasette: Any, actor: Actor, action: str) -> None:
    """Let Datasette's permission hooks refuse what the role would allow."""
    who = {"id": actor.name, "termbase_role": actor.role.label}
    if not await datasette.permission_allowed(who, action, default=False):
        raise Refused(f"the permission {action} is not granted to {actor.name}")


def _quick(query: BaseModel, body: BaseModel | None) -> bool:
    asked = body or query
    if isinstance(asked, LookupQuery):
        return asked.min_similarity == 100 and len(asked.text) <= AT_ONCE
    return isinstance(asked, LookupBody) and asked.min_similarity == 100 and sum(map(len, asked.texts)) <= 2 * AT_ONCE


def _read(shape: type[BaseModel], values: dict[str, str]) -> BaseModel:
    try:
        return shape.model_validate_strings(values)
    except ValidationError as error:
        raise UsageError(validation_detail(error)) from None


async def _body(operation: Operation, request: Request) -> BaseModel | None:
    if operation.body is None:
        return None
    text = None if operation.body_required else await body_of(request)
    if text == b"":
        return operation.body()
    if JSON_TYPE.fullmatch(request.headers.get("content-type", "")) is None:
        raise WrongMediaType("send the body as application/json")
    try:
        return operation.body.model_validate_json(await body_of(request) if text is None else text)
    except ValidationError as error:
        raise UsageError(validation_detail(error)) from None


async def _describe(datasette: Any, request: Request) -> Reply:
    service = service_of(datasette)
    service.limit.take(client_of(request))
    service.actor(request.headers).require(Role.READER)
    return Reply(openapi.document(), etag=revision_tag(0, "openapi"))


def _only_get(request: Request) -> list[str]:
    return ["GET"]


operate = answered(_methods, _operate)
describe = answered(_only_get, _describe)
