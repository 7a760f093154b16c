"""A client of a termbase server: `Client("http://127.0.0.1:8001", token="tb_…")`, typed, on httpx.

Every failure is a `ClientError` with the problem that the server told (RFC 9457).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypedDict

import httpx

from termbase.errors import TermbaseError
from termbase.model import DEFAULT_SOURCE, DEFAULT_TARGET

BASE = "/-/termbase/api/v1"
MOST_SEGMENTS = 100


class Translation(TypedDict):
    """A term of the other language."""

    text: str
    status: str
    do_not_translate: bool


class TermFound(TypedDict):
    """A term in a text; start and end count code points."""

    start: int
    end: int
    surface: str
    term: str
    status: str
    concept_id: int
    match: str
    similarity: float
    translations: list[Translation]


class Finding(TypedDict):
    """Something wrong with a pair of segments; ``segment`` counts from 1, offsets are code points or None."""

    code: str
    severity: str
    segment: int
    source_term: str
    source_start: int | None
    source_end: int | None
    target_start: int | None
    target_end: int | None
    expected: list[str]
    found: str
    message: str
    concept_id: int | None


class ClientError(TermbaseError):
    """The server refused, or cannot be reached (``status`` 0)."""

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        super().__init__(f"{status} {reason}" if status else reason)


class Concept(dict[str, Any]):
    """A concept as the server sent it, with the ``etag`` that a later change of it needs."""

    etag: str = ""


class Client:
    """A connection to one server; use it in a ``with``, or `close` it. ``timeout`` is in seconds."""

    def __init__(
        self,
        url: str,
        token: str | None = None,
        timeout: float = 20.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(
            base_url=url.rstrip("/") + BASE, headers=headers, timeout=timeout, transport=transport
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def lookup(
        self,
        texts: Sequence[str],
        source: str = DEFAULT_SOURCE,
        target: str = DEFAULT_TARGET,
        min_similarity: float = 100,
    ) -> list[list[TermFound]]:
        """The terms that each text uses; any number of texts, a hundred go into a request."""
        found: list[list[TermFound]] = []
        for part in _parts(list(texts)):
            body = {"segments": part, "source": source, "target": target, "min_similarity": min_similarity}
            found += [segment["terms"] for segment in self._call("POST", "/lookup", body).json()["segments"]]
        return found

    def check(
        self, segments: Sequence[tuple[str, str]], source: str = DEFAULT_SOURCE, target: str = DEFAULT_TARGET
    ) -> list[list[Finding]]:
        """The findings of each (source, target)."""
        found: list[list[Finding]] = []
        for part in _parts([{"source": one, "target": other} for one, other in segments]):
            body = {"segments": part, "source": source, "target": target}
            for segment in self._call("POST", "/check", body).json()["segments"]:
                first = len(found)
                for one in segment["findings"]:
                    one["segment"] = first + 1
                found.append(segment["findings"])
        return found

    def concepts(self, words: str = "") -> Iterator[Concept]:
        """Concepts whose terms have the words, page after page; all without words."""
        yield from map(Concept, self._pages("/concepts", "concepts", {"q": words}))

    def concept(self, number: int) -> Concept:
        """One concept."""
        return _concept(self._call("GET", f"/concepts/{number}"))

    def create(self, terms: Sequence[Mapping[str, Any]], **fields: str | None) -> Concept:
        """A new concept; a term is ``{"text": …, "language": …}`` with any other member of a term."""
        return _concept(self._call("POST", "/concepts", {"terms": [dict(term) for term in terms], **fields}))

    def change(self, concept: Concept, **members: Any) -> Concept:
        """Change members of a concept as it was read. Raises `ClientError` 412 where somebody was faster."""
        return _concept(self._call("PATCH", f"/concepts/{concept['id']}", members, etag=self._etag(concept)))

    def delete(self, concept: Concept) -> None:
        """Delete a concept as it was read. Raises `ClientError` 412 where somebody was faster."""
        self._call("DELETE", f"/concepts/{concept['id']}", etag=self._etag(concept))

    def merge(self, concept: Concept, other: Concept) -> Concept:
        """Let a concept take in another, which goes; both as they were read. Raises `ClientError` 412 otherwise."""
        body = {"concept": other["id"], "etag": self._etag(other)}
        return _concept(self._call("POST", f"/concepts/{concept['id']}/merge", body, etag=self._etag(concept)))

    def _etag(self, concept: Concept) -> str:
        """The ETag of a concept; one from a list has none, and must still be as it was there."""
        if concept.etag:
            return concept.etag
        fresh = self.concept(concept["id"])
        if dict(fresh) != dict(concept):
            raise ClientError(412, f"concept {concept['id']} has changed meanwhile; read it again")
        return fresh.etag

    def suggest(
        self,
        term: str,
        translation: str,
        source: str = DEFAULT_SOURCE,
        target: str = DEFAULT_TARGET,
        note: str | None = None,
    ) -> dict[str, Any]:
        """Put a pair of terms before the reviewers."""
        body = {"source": term, "target": translation, "source_language": source, "target_language": target}
        answer: dict[str, Any] = self._call("POST", "/suggestions", body | ({"note": note} if note else {})).json()
        return answer

    def decide(self, number: int, *, accept: bool) -> dict[str, Any]:
        """Accept or reject a suggestion."""
        verb = "accept" if accept else "reject"
        answer: dict[str, Any] = self._call("POST", f"/suggestions/{number}/{verb}").json()
        return answer

    def pairs(self, status: str | None = None, min_score: float = 0, words: str = "") -> Iterator[dict[str, Any]]:
        """Mined pairs, by id. ``status``: new, known, variant, conflict, accepted or rejected; ``min_score`` 0..1.

        ``words``: only those that have these words in either term.
        """
        asked = {"min_score": str(min_score), "q": words} | ({"status": status} if status else {})
        yield from self._pages("/pairs", "pairs", asked)

    def decide_pair(
        self, number: int, *, accept: bool, status: str | None = None, former: str | None = None
    ) -> dict[str, Any]:
        """Accept or reject a mined pair.

        ``status`` is how its target is ruled (preferred, admitted, deprecated, superseded, forbidden); where that is
        *preferred*, terms that were so until then become ``former`` (admitted unless given).
        """
        ruled = {name: value for name, value in (("status", status), ("former", former)) if value}
        path = f"/pairs/{number}/{'accept' if accept else 'reject'}"
        answer: dict[str, Any] = self._call("POST", path, ruled or None).json()
        return answer

    def undo(self, number: int) -> dict[str, Any]:
        """Take a change back exactly, by its id in the history."""
        answer: dict[str, Any] = self._call("POST", f"/changes/{number}/undo").json()
        return answer

    def export(
        self, path: Path, form: str, source: str = DEFAULT_SOURCE, target: str = DEFAULT_TARGET
    ) -> list[dict[str, Any]]:
        """Write the terminology to a file in a format (docs/formats.md). Returns what the format cannot carry."""
        asked = {"source": source, "target": target}
        temporary = path.with_name(path.name + ".part")
        try:
            with self._http.stream("GET", f"/exports/{form}", params=asked) as response, temporary.open("wb") as file:
                if not response.is_success:
                    response.read()
                    raise _refusal(response)
                for piece in response.iter_bytes():
                    file.write(piece)
            temporary.replace(path)
        except httpx.HTTPError as error:
            raise self._silent(error) from error
        finally:
            temporary.unlink(missing_ok=True)
        losses: list[dict[str, Any]] = self._call("GET", f"/exports/{form}/losses", params=asked).json()["losses"]
        return losses

    def _pages(self, path: str, name: str, asked: Mapping[str, str]) -> Iterator[Any]:
        cursor: str | None = None
        while True:
            page = self._call("GET", path, params={**asked, **({"cursor": cursor} if cursor else {})}).json()
            yield from page[name]
            cursor = page["next"]
            if cursor is None:
                return

    def _silent(self, error: httpx.HTTPError) -> ClientError:
        return ClientError(0, f"the server at {self._http.base_url} does not answer: {error}")

    def _call(
        self, method: str, path: str, body: Any = None, *, params: Mapping[str, str] | None = None, etag: str = ""
    ) -> httpx.Response:
        headers = {"If-Match": etag} if etag else {}
        try:
            response = self._http.request(method, path, json=body, params=params, headers=headers)
        except httpx.HTTPError as error:
            raise self._silent(error) from error
        if response.is_success:
            return response
        raise _refusal(response)


def _refusal(response: httpx.Response) -> ClientError:
    try:
        reason = str(response.json()["detail"])
    except (ValueError, KeyError, TypeError):
        reason = response.reason_phrase
    return ClientError(response.status_code, reason)


def _concept(response: httpx.Response) -> Concept:
    concept = Concept(response.json())
    concept.etag = response.headers.get("ETag", "")
    return concept


def _parts(items: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(items), MOST_SEGMENTS):
        yield items[start : start + MOST_SEGMENTS]
