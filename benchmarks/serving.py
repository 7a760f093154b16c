"""What a request costs the server: CPU of its process a request, next to a Datasette route that does nothing.

    python benchmarks/serving.py [TERMS]      # 100,000 terms unless said otherwise

Then lookups go on while another process imports as many terms again: how many fail, and how long they take.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

PORT = 8471
API = "/-/termbase/api/v1"
ROUNDS = 60


def glossary(path: Path, terms: int, seed: int) -> list[str]:
    """A table of two-word terms made of syllables; returns sentences that use some."""
    chance = random.Random(seed)
    parts = ["ra", "mi", "to", "len", "sor", "ka", "bin", "del", "fo", "gus", "hin", "jal", "pem", "qua", "vix", "zon"]
    word = lambda: "".join(chance.choice(parts) for _ in range(3))  # noqa: E731
    arabic = "بتثجحخدذرزسشصضطظعغفقكلمنهوي"
    names = list({f"{word()} {word()}" for _ in range(terms // 2)})
    rows = [f"{name}\t{''.join(chance.choice(arabic) for _ in range(6))}" for name in names]
    path.write_text("source\ttarget\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return [f"The {chance.choice(names)} depends on a {chance.choice(names)} in every case." for _ in range(2000)]


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used; the kernel counts them in nanoseconds here, in ticks elsewhere."""
    return sum(int(file.read_text().split()[0]) for file in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


def cost(pid: int, call, first: int, requests: int = 10) -> float:  # type: ignore[no-untyped-def]
    """Milliseconds of the server's CPU a request."""
    before = cpu(pid)
    for number in range(first, first + requests):
        assert call(number).status_code == 200
    return (cpu(pid) - before) / requests * 1000


def main(terms: int) -> None:
    """Print the table."""
    program = [sys.executable, "-m", "termbase.cli"]
    with tempfile.TemporaryDirectory() as folder:
        db, table, more = (Path(folder) / name for name in ("b.db", "a.tsv", "more.tsv"))
        sentences = glossary(table, terms, 1)
        glossary(more, terms, 2)
        subprocess.run([*program, "--db", str(db), "import", str(table)], check=True, stderr=subprocess.DEVNULL)
        serve = [*program, "--db", str(db), "serve", "--port", str(PORT), "--rate", "0"]
        server = subprocess.Popen(serve, stderr=subprocess.DEVNULL)
        try:
            measure(server.pid, sentences, [*program, "--db", str(db), "import", str(more)])
        finally:
            server.terminate()
            server.wait()


def measure(pid: int, sentences: list[str], importing: list[str]) -> None:
    """Ask, and print what it cost."""
    with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=60) as client:
        for _ in range(100):
            try:
                client.get("/-/actor.json")
                break
            except httpx.HTTPError:
                time.sleep(0.2)
        segments = [sentences[n : n + 50] for n in range(0, len(sentences) - 50)]
        one = lambda n: client.get(f"{API}/lookup", params={"text": sentences[n]})  # noqa: E731
        fifty = lambda n: client.post(f"{API}/lookup", json={"segments": segments[n]})  # noqa: E731
        nothing = lambda n: client.get("/-/actor.json")  # noqa: E731
        ping = lambda n: client.get("/-/termbase/languagetool/v2/healthcheck")  # noqa: E731
        # Tables of keys are made behind the first hundred texts.
        for number in range(300):
            one(number)
        time.sleep(3)
        calls = {"actor": nothing, "ping": ping, "one sentence": one, "50 segments": fifty}
        spent: dict[str, list[float]] = {name: [] for name in calls}
        # In turns, so that what else the machine does meets all of them.
        for number in range(ROUNDS):
            for name, call in calls.items():
                spent[name].append(cost(pid, call, number * 20))
        median = {name: statistics.median(found) for name, found in spent.items()}
        print(
            f"Datasette's /-/actor.json: {median['actor']:.2f} ms of CPU; a route without work: {median['ping']:.2f} ms"
        )
        for name in ("one sentence", "50 segments"):
            of_actor, of_ping = median[name] / median["actor"], median[name] / median["ping"]
            print(f"lookup, {name}: {median[name]:.2f} ms, {of_actor:.2f} of the first, {of_ping:.2f} of the second")
        process = subprocess.Popen(importing, stderr=subprocess.DEVNULL)
        times: dict[str, list[float]] = {"lookups": [], "requests for nothing": []}
        failed, number = 0, 0
        while process.poll() is None:
            for name, call in (("lookups", one), ("requests for nothing", nothing)):
                started = time.perf_counter()
                failed += call(number % 2000).status_code != 200
                times[name].append(time.perf_counter() - started)
            number += 1
            time.sleep(0.005)
        for name, taken in times.items():
            p50, p99, longest = (sorted(taken)[int((len(taken) - 1) * share)] * 1000 for share in (0.5, 0.99, 1))
            print(f"importing: {len(taken)} {name}, half in {p50:.0f} ms, p99 {p99:.0f} ms, longest {longest:.0f} ms")
        print(f"failed: {failed}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
