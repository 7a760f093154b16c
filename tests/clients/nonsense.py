"""Requests made by chance that no client should send; the same seed makes the same ones."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from serving import API, LANGUAGETOOL

from termbase.api.openapi import EXAMPLES
from termbase.api.operations import OPERATIONS

PAGES = ("/", "/search", "/concept/1", "/documents", "/document/2", "/consistency", "/consistency.md", "/pairs", "/history", "/concept/new", "/suggestions", "/pair/1",
         "/-/termbase/static/site.css", "/termbase", "/termbase/term", "/termbase/term.json", "/termbase/term/1",
         "/termbase/term.csv", "/termbase/token", "/-/actor.json", "/-/databases.json", "/-/settings.json")  # fmt: skip
FORMS = ("/sign-in", "/pair/1/decide", "/history/1/undo", "/-/logout", "/pair/1", "/search", "/-/actor", "/concept/new",
         "/concept/1/change", "/concept/1/delete", "/concept/1/comment", "/suggestions", "/suggestions/1/decide")  # fmt: skip
FORM_TYPES = (
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "text/plain",
)
PARAMETERS = ("q", "queue", "cursor", "offset", "line", "status", "text", "source", "target", "min_similarity", "limit", "_sort",
              "_size", "_next", "_facet", "_search", "_where", "_col", "_shape", "_extra", "sql", "delimiter")  # fmt: skip
ODD = ("", " ", "\0", "\x1b[2J", "😀" * 3, "a" * 5000, "أ" * 700, "' OR 1=1 --", '"', "%", "../../etc/passwd", "-1", "0", "9" * 30,
       "1e999", "NaN", "null", "true", "[]", "{}", "*", "NEAR(", "a AND", "<script>", "\u202e", "\ud7ff", "\uffff", "en-", "xx",
       "zz-Zzzz-ZZ", "en_US", "auto", "e", "packet", "الباكيت", "حزمة")  # fmt: skip
MCP = ({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "glossary_for_text", "arguments": {"text": "a packet"}}},
       {"jsonrpc": "2.0", "id": 1, "method": "tools/list"})  # fmt: skip


@dataclass
class Sent:
    """One request as bytes; ``half``: the connection is closed behind it."""

    head: str
    body: bytes = b""
    half: bool = False


class Rough:
    """Makes requests by chance; the same seed gives the same ones."""

    def __init__(self, seed: int, tokens: dict[str, str]) -> None:
        self.chance = random.Random(seed)
        self.tokens = [*tokens.values(), *[tokens[role] for role in ("suggester", "reviewer", "admin", "admin")]]

    def value(self, depth: int = 0) -> Any:
        """Some JSON value that is probably wrong."""
        pick = self.chance.random()
        if pick < 0.5 or depth > 3:
            return self.chance.choice([*ODD, None, True, 0, -1, 1.5, 10**30, [], {}, "\ud800"])
        if pick < 0.75:
            return [self.value(depth + 1) for _ in range(self.chance.randrange(4))]
        return {self.chance.choice(ODD): self.value(depth + 1) for _ in range(self.chance.randrange(3))}

    def spoilt(self, value: Any) -> Any:
        """A right body with something wrong in it."""
        if self.chance.random() < 0.25:
            return self.value()
        if isinstance(value, dict):
            changed = {key: self.spoilt(one) if self.chance.random() < 0.4 else one for key, one in value.items()}
            if self.chance.random() < 0.2:
                changed[self.chance.choice([*changed, *ODD])] = self.value()
            return changed
        return [self.spoilt(one) for one in value] if isinstance(value, list) else value

    def json(self, value: Any) -> bytes:
        """A body, perhaps broken as JSON too."""
        value = value if self.chance.random() < 0.3 else self.spoilt(value)
        body = json.dumps(value, ensure_ascii=self.chance.random() < 0.5).encode("utf-8", "surrogatepass")
        pick = self.chance.random()
        if pick < 0.05:
            cut = self.chance.randrange(len(body) + 1)
            return body[:cut] + bytes(self.chance.randrange(256) for _ in range(self.chance.randrange(4))) + body[cut:]
        if pick < 0.07:
            return body[: len(body) // 2]
        if pick < 0.075:
            return b"[" * 20_000
        return b'{"text": "' + b"a" * 1_100_000 + b'"}' if pick < 0.077 else body

    def form(self) -> bytes:
        """A form for LanguageTool."""
        form = {"text": "😀 الباكيت", "language": "ar", "srctext": "a packet", "motherTongue": "en"}
        if self.chance.random() < 0.4:
            del form["text"]
            form["data"] = self.json({"annotation": [{"text": "a"}, {"markup": "<b>"}]}).decode(
                "utf-8", "surrogateescape"
            )
        for _ in range(self.chance.randrange(3)):
            form[self.chance.choice([*form, "level", "enabledOnly", "apiKey", "sourceText"])] = self.chance.choice(ODD)
        return urlencode(form, errors="surrogateescape").encode() + self.chance.choice(
            [b"", b"", b"", b"&%ff=%ff", b"&\xff", b"&&=;%"]
        )

    def query(self) -> str:
        """A query string."""
        chosen = [(self.chance.choice(PARAMETERS), self.chance.choice(ODD)) for _ in range(self.chance.randrange(4))]
        text = urlencode(chosen) + self.chance.choice(["", "", "", "&%ff", "&a=%zz", "&%00=%00"])
        return f"?{text}" if text else ""

    def segment(self) -> str:
        """A part of a path."""
        if self.chance.random() < 0.05:
            return self.chance.choice(["%ff", "%", "%2e%2e", "%00", "..", "a" * 9000])
        return quote(self.chance.choice(ODD), safe="")

    def request(self) -> Sent:
        """The next request."""
        chance, headers, body = self.chance, {"Host": "localhost"}, b""
        method, kind = "GET", chance.random()
        if kind < 0.55:
            operation = chance.choice(OPERATIONS)
            method = operation.method
            path = API + operation.path.replace("{id}", str(chance.choice([1, 2, 3, 0, 10**14, 9**40, "x"])))
            path = path.replace("{format}", chance.choice(["csv", "tbx3", "po", "x", "%ff"])) + self.query()
            if method in ("POST", "PATCH"):
                body, headers["Content-Type"] = self.json(EXAMPLES.get(operation.name, {})), "application/json"
            if operation.conditional:
                headers["If-Match"] = chance.choice(["*", '"x"', "x", '"', "W/", "é"])
        elif kind < 0.75:
            method, path, body = "POST", f"{LANGUAGETOOL}/v2/check", self.form()
            headers["Content-Type"] = chance.choice(
                ["application/x-www-form-urlencoded", "application/json", "text/plain"]
            )
        elif kind < 0.83:
            pair = f"{self.segment()}/{self.segment()}" if chance.random() < 0.2 else "en/ar"
            path = f"/-/termbase/tmserver/{pair}/unit/{self.segment()}{self.query()}"
        elif kind < 0.9:
            method, path, body = "POST", "/-/termbase/mcp", self.json(chance.choice(MCP))
            headers |= {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
        elif kind < 0.94:
            path = chance.choice(PAGES) + self.query()
        elif kind < 0.97:
            method, path, body = "POST", chance.choice(FORMS) + self.query(), self.form()
            headers["Content-Type"] = chance.choice(FORM_TYPES)
            headers["Cookie"] = f"termbase_token={chance.choice(self.tokens)}; ds_csrftoken={self.segment()}"
            headers[chance.choice(["X-CSRFToken", "Origin", "Sec-Fetch-Site", "X"])] = chance.choice(["x", "é", "null"])
        else:
            path = chance.choice([*PAGES, API, LANGUAGETOOL, "/-/termbase"]) + "/" + self.segment() + self.query()
        return self.dressed(method, path, headers, body)

    def dressed(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Sent:
        """The request with odd headers, or cut short."""
        chance = self.chance
        if chance.random() < 0.5:
            headers["Authorization"] = f"Bearer {chance.choice(self.tokens)}"
        if chance.random() < 0.05:
            headers["Authorization"] = chance.choice(
                ["Bearer", "Basic !", "Basic eDp5", "Bearer é", "Bearer tb_1_" + "A" * 43, "\x7f"]
            )
        if chance.random() < 0.05:
            name = chance.choice(
                ["If-None-Match", "Accept-Encoding", "Content-Type", "Content-Encoding", "Cookie", "Origin", "X"]
            )
            headers[name] = chance.choice(
                ["", "*", "gzip", "gzip;q=x", "ds_actor=x", "é", "a" * 3000, "text/html; charset=x"]
            )
        if chance.random() < 0.03:
            method = chance.choice(["OPTIONS", "HEAD", "PUT", "DELETE", "PATCH", "POST", "TRACE", "BREW"])
        length, half = len(body), chance.random() < 0.01
        if half:
            length += 10
        if body or half or method in ("POST", "PATCH", "PUT"):
            headers["Content-Length"] = str(length) if chance.random() < 0.995 else chance.choice(["x", "-1", "9" * 30])
        head = (
            f"{method} {path} HTTP/1.1\r\n"
            + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            + "\r\n"
        )
        return Sent(head, body, half)
