"""What a request costs the server: CPU of its process a request, next to a Datasette route that does nothing.

    python benchmarks/serving.py [TERMS]      # 100,000 terms unless said otherwise

Then lookups go on while another process imports as many terms again: how many fail, and how long they take.
"""

from __future__ import annotations

import os
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
REQUESTS = 400
ROUNDS = 5


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
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cost(pid: int, call, requests: int = REQUESTS) -> float:  # type: ignore[no-untyped-def]
    """Milliseconds of the server's CPU a request."""
    for number in range(requests // 2):
        call(number)
    before = cpu(pid)
    for number in range(requests):
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
        # Tables of keys are made behind the first hundred texts.
        for number in range(300):
            one(number)
        time.sleep(3)
        rounds = [(cost(pid, nothing), cost(pid, one), cost(pid, fifty, 100)) for _ in range(ROUNDS)]
        for name, place in (("lookup, one sentence", 1), ("lookup, 50 segments", 2)):
            ratio = statistics.median(spent[place] / spent[0] for spent in rounds)
            spent = statistics.median(spent[place] for spent in rounds)
            print(
                f"{name}: {spent:.2f} ms of CPU, {ratio:.2f} of a route that does nothing (median of {ROUNDS} rounds)"
            )
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
