"""Load on the review desk: confirm and next case at 1 and 20 users, start time, import, in a store of many narratives.

    python -m bench.review_load --edition FOLDER [--narratives 50000] [--imported 10000] [--writes 600]

The service runs in a process of its own, as shipped: SQLite on the disk with synchronous=FULL. The store is filled with
codings of a few hundred texts, given again under new ids, because coding 50,000 texts measures the coder and not the
desk; the import that is measured codes every one of its narratives for real. Times are those of a client on the same
machine, so the client's own work is in them. Ratios are against GET /health in the same run: what the framework, the
connection and this machine cost when nothing is done.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.review_desk import bring, now, people, share
from coder.records import Narrative
from coder.review import Settings, open_store
from coder.review.accounts import add_token
from service.editions import load_edition
from service.secrecy import hash_token, new_token

_DISTINCT = 300
_USERS = 20
_PORT = 8397


class Repeating:
    """Codes each distinct text once and gives the answer again for its copies."""

    def __init__(self, suggester):
        self._suggester = suggester
        self._known = {}
        self.edition, self.scheme = suggester.edition, suggester.scheme

    def suggest_many(self, narratives, *, min_confidence):
        """The coding of the first narrative with each text."""
        for narrative in narratives:
            if narrative.text not in self._known:
                self._known[narrative.text] = self._suggester.suggest(narrative, min_confidence=min_confidence)
            yield self._known[narrative.text]


def texts(folder: Path, count: int) -> list[str]:
    """Training narratives of the shipped scheme: what they say does not matter here, their length does."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        found += [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    return list(itertools.islice(itertools.cycle(found), count))


class Client:
    """One person at a connection that is kept open."""

    def __init__(self, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", _PORT, timeout=120)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def ask(self, method: str, path: str, body: object = None) -> tuple[float, dict]:
        """Seconds and answer. Raises RuntimeError unless it was answered well."""
        start = time.perf_counter()
        self._connection.request(method, path, None if body is None else json.dumps(body), self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        seconds = time.perf_counter() - start
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status}")
        return seconds, json.loads(content)


def work(client: Client, project: int, writes: int, confirms: list[float], nexts: list[float]) -> None:
    """Cases one after the other: each of a few suggestions confirmed, then handed in."""
    done = 0
    while done < writes:
        seconds, case = client.ask("POST", f"/projects/{project}/next")
        nexts.append(seconds)
        version = case["version"]
        for offer in case["offers"][:5]:
            said = {"kind": "confirm", "code": offer["code"], "version": version}
            seconds, state = client.ask("POST", f"/cases/{case['id']}/decisions", said)
            confirms.append(seconds)
            version, done = state["version"], done + 1
        done += not case["offers"]
        handed = {"version": version, "seconds": 1, "undecided_ok": True}
        client.ask("POST", f"/cases/{case['id']}/submission", handed)


def told(name: str, times: list[float], base: float) -> None:
    """Print the quantiles of some times."""
    p50, p95 = 1000 * share(times, 0.5), 1000 * share(times, 0.95)
    print(f"{name:34} n={len(times):6}  p50 {p50:7.1f} ms  p95 {p95:7.1f} ms  p95/health {p95 / base:5.1f}")


def fill(path: Path, edition: Path, count: int, imported: int) -> list[str]:
    """A store with a project and people; prints how long the import took. Gives their tokens."""
    store = open_store(path, now)
    opened = load_edition(edition)
    root, project, coders = people(store, _USERS, Settings())
    tokens = [new_token() for _ in coders]
    for user, token in zip(coders, tokens, strict=True):
        add_token(store, user, "load", hash_token(token), None)
    source = Path("training_data/ictip-working-1/narratives")
    real = (Narrative(f"i{at}", text) for at, text in enumerate(texts(source, imported)))
    took = bring(store, root, project, real, opened.coder(), opened.manifest)
    print(f"import of {imported} narratives, all coded: {took:.1f} s")
    rest = max(count - imported, 0)
    copies = itertools.islice(itertools.cycle(texts(source, _DISTINCT)), rest)
    items = (Narrative(f"c{at}", text) for at, text in enumerate(copies))
    took = bring(store, root, project, items, Repeating(opened.suggester), opened.manifest)
    print(f"import of {rest} more, {_DISTINCT} of them coded: {took:.1f} s")
    store.close()
    return tokens


def started(path: Path, edition: Path) -> tuple[subprocess.Popen, float, float]:
    """The service; seconds to its first answer, and until the edition was open."""
    command = [sys.executable, "-m", "coder.cli", "serve", "--store", str(path), "--edition", str(edition)]
    start = time.perf_counter()
    process = subprocess.Popen([*command, "--port", str(_PORT)], stderr=subprocess.DEVNULL)
    moments = []
    for asked in ("/health", "/ready"):
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", _PORT, timeout=60)
                connection.request("GET", asked)
                if connection.getresponse().status == 200:
                    break
            except OSError:
                pass
            time.sleep(0.01)
        moments.append(time.perf_counter() - start)
    return process, moments[0], moments[1]


def main() -> None:
    """Fill a store, start the service, measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--edition", type=Path, required=True)
    parser.add_argument("--narratives", type=int, default=50_000)
    parser.add_argument("--imported", type=int, default=10_000)
    parser.add_argument("--writes", type=int, default=600)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "load.sqlite"
        tokens = fill(path, asked.edition, asked.narratives, asked.imported)
        print(f"store: {path.stat().st_size / 1e6:.0f} MB; load average {os.getloadavg()[0]:.1f}")
        process, first, ready = started(path, asked.edition)
        try:
            print(f"start: first answer after {first:.2f} s, edition open after {ready:.2f} s")
            measure(process, tokens, asked.writes)
        finally:
            process.terminate()
            process.wait(30)


def processor_seconds(process: subprocess.Popen) -> float:
    """Processor time of the service so far; 0 where the system does not tell. A busy machine sways it less."""
    stat = Path(f"/proc/{process.pid}/stat")
    if not stat.is_file():
        return 0.0
    fields = stat.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(process: subprocess.Popen, tokens: list[str], writes: int) -> None:
    """Confirm and next case, with one user and with twenty."""
    alone = Client(tokens[0])
    base = 1000 * share([alone.ask("GET", "/health")[0] for _ in range(500)], 0.95)
    print(f"GET /health p95 {base:.1f} ms")
    for users in (1, _USERS):
        confirms: list[float] = []
        nexts: list[float] = []
        threads = [
            threading.Thread(target=work, args=(Client(token), 1, writes // users, confirms, nexts))
            for token in tokens[:users]
        ]
        start, spent = time.perf_counter(), processor_seconds(process)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took, spent = time.perf_counter() - start, processor_seconds(process) - spent
        told(f"confirm, {users} at once", confirms, base)
        told(f"next case, {users} at once", nexts, base)
        each = 1000 * spent / (len(confirms) + 2 * len(nexts))
        print(f"{'':34} {len(confirms) / took:.0f} decisions a second, {each:.1f} ms of processor time a request")


if __name__ == "__main__":
    main()
