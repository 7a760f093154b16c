"""How far a run is, for whoever shows it: steps done, steps in all, the name of what is done."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int, str], None]
# A run over aligned text has so many steps. Reading takes this share of them; behind it come cutting and tagging,
# learning, mining, counting with these shares of the rest.
SCALE = 1000
READING = 0.06
SHARES = (0.3, 0.15, 0.2, 0.35)


def while_reading(progress: Progress | None) -> Progress | None:
    """The progress of reading as the first part of that of a run over aligned text."""
    if progress is None:
        return None
    return lambda done, total, name: progress(round(READING * SCALE * done / max(1, total)), SCALE, name)


def while_mining(progress: Progress, stage: int, share: float, name: str) -> None:
    """Say that ``share``, 0..1, of a stage of `SHARES` is done."""
    done = READING + (1 - READING) * (sum(SHARES[:stage]) + SHARES[stage] * share)
    progress(round(done * SCALE), SCALE, name)
