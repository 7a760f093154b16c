"""A translation loop that keeps to the terms: the glossary before, a check after, and again with what was found.

    python docs/tools/translation_loop.py http://127.0.0.1:8001

`model` stands for a language model: a prompt goes in, a translation comes out. Here it is a stub that writes what it
would have written without a termbase, and heeds what it is told afterwards. The calls to the server are real.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from termbase.client import Client, Finding

TEXT = "The server answers after a full backup."


def model(prompt: str) -> str:
    """Put a real model here."""
    told = "Mistakes of the last attempt:" in prompt
    return "يجيب الخادم بعد نسخة احتياطية كاملة." if told else "يجيب السيرفر بعد باك أب كامل."


def glossary(client: Client, text: str) -> list[str]:
    """A line for each term that the text uses: what to write, what never to write."""
    (terms,) = client.lookup([text])
    lines = []
    for term in terms:
        write = [t["text"] for t in term["translations"] if t["status"] in ("preferred", "admitted")]
        never = [t["text"] for t in term["translations"] if t["status"] not in ("preferred", "admitted")]
        lines.append(f"{term['term']} = {' / '.join(write)}" + (f" (never: {', '.join(never)})" if never else ""))
    return list(dict.fromkeys(lines))


def prompt(text: str, terms: list[str], found: list[Finding]) -> str:
    """What the model is asked."""
    asked = ["Translate into Arabic. Use these terms, and no others for them:", *terms]
    if found:
        asked += ["Mistakes of the last attempt:", *[one["message"] for one in found]]
    return "\n".join([*asked, "Text:", text])


def translate(client: Client, text: str, ask: Callable[[str], str], attempts: int = 3) -> tuple[str, list[Finding]]:
    """The translation, and the findings that are left; none means that it keeps to the terms."""
    terms, target, found = glossary(client, text), "", list[Finding]()
    for _ in range(attempts):
        target = ask(prompt(text, terms, found))
        (found,) = client.check([(text, target)])
        print(f"{target}   {', '.join(one['code'] for one in found) or 'no findings'}")
        if not found:
            break
    return target, found


if __name__ == "__main__":
    with Client(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8001") as connection:
        print("\n".join(glossary(connection, TEXT)))
        _, left = translate(connection, TEXT, model)
    sys.exit(1 if left else 0)
