"""What can go wrong, as a tree; each error knows its exit code and its HTTP status.

TermbaseError                 2  400   the base: one line that says what, where and what to do
  UsageError                  2  400   options or arguments that do not fit together
    FuzzyQueryError           2  400   a question that the fuzzy index cannot answer
  NotFound                    2  404   a concept, pair or revision that is not there
  InputError                  2  422   a document or terminology file that cannot be read
  Refused                     2  403   a request that the termbase does not grant
    Unauthorized              2  401   a token that is missing, unknown, expired or revoked
    Conflict                  2  409   what was decided or is there already
    ChangedMeanwhile          2  412   the entry is no longer what the request takes it for
    ConditionMissing          2  428   a write that does not say which state of the entry it changes
    OnlyRead                  2  405   a write where there is nothing to write
    Misdirected               2  421   a request to a name that is not one of this site's
    TooLarge                  2  413   a request beyond its limits
    TooMany                   2  429   more requests than one client may send
    TooBusy                   2  503   more work of one kind than is kept waiting
    TooSlow                   2  408   a request that did not arrive, or was not answered, in its time
  StoreError                  3  503   the termbase itself cannot be used
    NotATermbase              3  503   a file that is no termbase
    TermbaseLocked            3  503   another process is writing
    MadeMeanwhile             3  503   another process has made a termbase where this one was about to
    TermbaseDamaged           3  503   SQLite says that the file is malformed
    TermbaseTooNew            3  503   made by a later version
    TermbaseFull              3  507   no space left
      TermbaseReadOnly        3  507   the file, or its folder, may not be written
  IndexFileError              3  503   an index beside the termbase that is not to be trusted; it is made anew
"""

from __future__ import annotations

from pathlib import Path


class TermbaseError(Exception):
    """The base of all errors that termbase raises on purpose.

    The message is one line. ``place`` is the file it speaks of, ``line`` the line in it (from 1).
    """

    exit_code = 2
    http_status = 400

    def __init__(self, reason: str, place: str | Path | None = None, line: int | None = None) -> None:
        self.reason = " ".join(reason.split())
        self.place = None if place is None else str(place)
        self.line = line
        super().__init__(str(self))

    def __str__(self) -> str:
        if self.place is None:
            return self.reason
        return f"{self.place}:{self.line}: {self.reason}" if self.line else f"{self.place}: {self.reason}"


class UsageError(TermbaseError):
    """Options or arguments that do not fit together."""


class FuzzyQueryError(UsageError, ValueError):
    """A question the fuzzy index cannot answer: cutoff out of range, unknown scorer, too many spans."""


class NotFound(TermbaseError):
    """A concept, pair or revision that is not in the termbase."""

    http_status = 404


class InputError(TermbaseError):
    """A document or a terminology file that cannot be read."""

    http_status = 422


class Refused(TermbaseError):
    """A request that the termbase does not grant to whoever asks."""

    http_status = 403


class Unauthorized(Refused):
    """A token that is missing, unknown, expired or revoked."""

    http_status = 401


class Conflict(Refused):
    """What is asked for was decided, or is there, already."""

    http_status = 409


class ChangedMeanwhile(Refused):
    """The entry is no longer what the request takes it for."""

    http_status = 412


class ConditionMissing(Refused):
    """A write that does not say which state of the entry it changes."""

    http_status = 428


class OnlyRead(Refused):
    """A write where there is nothing to write."""

    http_status = 405


class Misdirected(Refused):
    """A request to a name that is not one of this site's."""

    http_status = 421


class TooLarge(Refused):
    """A request beyond its limits."""

    http_status = 413


class TooMany(Refused):
    """More requests than one client may send in a minute."""

    http_status = 429


class TooBusy(Refused):
    """More work of one kind than is kept waiting."""

    http_status = 503


class TooSlow(Refused):
    """A request that did not arrive in its time."""

    http_status = 408


class StoreError(TermbaseError):
    """The termbase itself cannot be used."""

    exit_code = 3
    http_status = 503


class NotATermbase(StoreError):
    """The file is not SQLite, or is SQLite but no termbase."""


class TermbaseLocked(StoreError):
    """Another process holds the write lock for longer than the timeout."""


class MadeMeanwhile(StoreError):
    """Another process has made a termbase where this one was about to."""


class TermbaseDamaged(StoreError):
    """SQLite reports a malformed file."""


class TermbaseTooNew(StoreError):
    """The file was written by a later version of termbase."""


class TermbaseFull(StoreError):
    """The disk is full."""

    http_status = 507


class TermbaseReadOnly(TermbaseFull):
    """The file, or the folder in which SQLite writes beside it, may not be written."""


class IndexFileError(StoreError):
    """A file that holds no index to trust. The remedy is always to make it anew from the termbase.

    ``kind`` is missing, unreadable, foreign, version, damaged or stale.
    """

    def __init__(self, path: str, kind: str, detail: str) -> None:
        super().__init__(f"the index is {kind}: {detail}; remove the file, it is made anew", path)
        self.kind = kind
