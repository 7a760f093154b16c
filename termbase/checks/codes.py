"""Every code that a finding may have: what it means, how much it weighs, what to do. docs/codes.md is made from this.

The codes are part of the public interface; a new one is added here, and nowhere else is a list of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from termbase.model import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """A code with its usual severity (a finding may weigh less), what it says, and what to do about it."""

    name: str
    severity: Severity
    meaning: str
    remedy: str


ERROR, WARNING, INFORMATION = Severity.ERROR, Severity.WARNING, Severity.INFORMATION

CODES: dict[str, Code] = {
    code.name: code
    for code in (
        Code("term-missing", WARNING, "the source uses a term, the target none of its translations",
             "use an accepted translation, or accept the one used with `termbase review`"),
        Code("term-forbidden", ERROR, "the target uses a forbidden, deprecated or superseded term",
             "replace it by what the finding expects"),
        Code("term-untranslated", WARNING, "a term is left in the source language and is not marked do-not-translate",
             "translate it, or mark the term do-not-translate"),
        Code("term-inconsistent", WARNING, "a term is rendered otherwise than accepted and elsewhere",
             "use the accepted translation, or admit this one with `termbase review`"),
        Code("term-ambiguous", INFORMATION, "one target word stands for several concepts of the segment",
             "use translations that keep them apart"),
        Code("number-mismatch", ERROR, "a number of one side is missing on the other, in whichever digits or words",
             "write the same figure on both sides"),
        Code("unit-mismatch", WARNING, "a figure stands on both sides with another unit",
             "write the same unit, as a sign or as a word"),
        Code("citation-mismatch", ERROR, "a citation, [4] or (Author, 1999), of one side is missing on the other",
             "cite the same works on both sides"),
        Code("formula-mismatch", WARNING, "a formula between dollars is missing or changed in the target",
             "copy the formula as it is"),
        Code("code-mismatch", WARNING, "a code span or block is missing or changed in the target",
             "copy the code as it is"),
        Code("text-missing", INFORMATION, "a block has no counterpart, or one that is far too short",
             "translate it, or remove what was added"),
        Code("claim-unused", WARNING, "a term that the document claims to use occurs in neither text",
             "use the term, or remove the claim"),
        Code("claim-score", WARNING, "a claimed figure is not what was measured, or does not add up",
             "correct the figure"),
    )
}  # fmt: skip
