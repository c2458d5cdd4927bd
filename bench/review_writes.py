"""Writes at once with random kills: no decision that was answered with success may be lost, none may be doubled.

    python -m bench.review_writes [--writes N] [--workers N] [--store URL] [--folder DIR]

Worker processes code cases as fast as they can. Each notes down, in a file of its own, what it is about to send and
what was answered. A killer ends a random one with SIGKILL after about each hundredth of the writes; a new one takes
its place and sends the last request again, under the same idempotency key, as a browser would. At the end every
answered decision has to be in the store once, no key may have made two, and `check` has to find nothing. Without
--store: SQLite in --folder.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import tempfile
import time
from collections import Counter
from pathlib import Path

import sqlalchemy as sa

from bench.review_desk import bring, now, people, store_url
from coder.errors import Conflict, StoreError
from coder.records import Narrative
from coder.review import Judgement, Settings, Store, User, decide, next_case, open_store, submit
from coder.review.schema import decisions
from coder.review.soundness import check

CODES = ("A1", "A2", "A3", "B1", "B2")


def prepare(store: Store, workers: int, cases: int) -> tuple[int, list[User]]:
    """A project with a coder for each worker, and narratives enough for all."""
    root, project, coders = people(store, workers, Settings(coders=2))
    bring(store, root, project, (Narrative(f"n{at}", "A1 A2 B1") for at in range(cases)))
    return project.id, coders


def work(url: str, project: int, person: User, log: Path, seed: int) -> None:
    """Code until killed: five decisions a case, each noted before it is sent and after it was answered."""
    store, draw = open_store(url, now), random.Random(seed)
    with log.open("a", buffering=1) as notes:
        note = lambda entry: (notes.write(json.dumps(entry) + "\n"), notes.flush())  # noqa: E731
        resend(store, person, log, note)
        while True:
            try:
                if not code_one(store, project, person, f"{person.id}-{seed}", draw, note):
                    return
            except (Conflict, StoreError) as error:  # a killed worker came further; the database was too busy
                note(["refused", str(error)])


def code_one(store: Store, project: int, person: User, name: str, draw: random.Random, note: object) -> bool:
    """Take a case, decide on what is left of it, hand it in; False when there is none."""
    view = next_case(store, person, project)
    if view is None:
        return False
    version = view.version
    said = {state.code for state in view.codes}  # by a worker that was killed
    for code in (code for code in CODES if code not in said):
        kind = draw.choice(("confirm", "reject")) if code in {"A1", "A2", "B1"} else "add"
        judgement = {"kind": kind, "new_code" if kind == "add" else "code": code}
        request = [view.id, judgement, version, f"{name}-{view.id}-{code}"]
        note(["sent", request])  # type: ignore[operator]
        version = send(store, person, request, note)
    submit(store, person, view.id, version=version, seconds=1, undecided_ok=True)
    return True


def send(store: Store, person: User, request: list, note: object) -> int:
    """One decision; the answer is noted down as soon as it is there."""
    case, judgement, version, key = request
    receipt = decide(store, person, case, Judgement(**judgement), version=version, key=key)
    note(["answered", key, receipt.decision_id])  # type: ignore[operator]
    return receipt.version


def resend(store: Store, person: User, log: Path, note: object) -> None:
    """Send the request again that a killed worker had no answer to."""
    entries = [json.loads(line) for line in log.read_text().splitlines() if line.endswith("]")]
    if entries and entries[-1][0] == "sent":
        try:
            send(store, person, entries[-1][1], note)
        except (Conflict, StoreError):
            note(["refused", entries[-1][1][3]])  # type: ignore[operator]


def run(url: str, folder: Path, writes: int, workers: int, seed: int) -> dict[str, object]:
    """All of it; gives the figures."""
    store, draw = open_store(url, now), random.Random(seed)
    project, coders = prepare(store, workers, writes)
    store.engine.dispose()  # the workers are forked; no connection may be shared with them
    context = multiprocessing.get_context("fork")
    logs = [folder / f"worker{at}.jsonl" for at in range(workers)]
    for log in logs:
        log.touch()
    starts = iter(range(10**6))

    def start(at: int) -> multiprocessing.Process:
        process = context.Process(target=work, args=(url, project, coders[at], logs[at], next(starts)))
        process.start()
        return process

    begun, kills, mark = time.monotonic(), 0, 0.0
    processes = [start(at) for at in range(workers)]
    count = sa.select(sa.func.count()).select_from(decisions)
    try:
        while True:
            time.sleep(draw.uniform(0.05, 0.15))
            with store.read() as connection:
                done = connection.execute(count).scalar_one()
            if done >= writes:
                break
            dead = [at for at in range(workers) if not processes[at].is_alive()]
            if done >= mark:
                mark = done + writes / 100 * draw.uniform(0.5, 1.5)
                at = draw.randrange(workers)
                if at not in dead and processes[at].pid is not None:
                    os.kill(processes[at].pid, signal.SIGKILL)
                    kills += 1
                    dead.append(at)
            for at in dead:
                processes[at].join()
                store.engine.dispose()
                processes[at] = start(at)
    finally:
        for process in processes:
            process.kill()
            process.join()
    seconds = time.monotonic() - begun
    return {**judged(store, logs), "kills": kills, "workers": workers, "seconds": round(seconds, 1)}


def judged(store: Store, logs: list[Path]) -> dict[str, object]:
    """Hold the notes of the workers against the store."""
    entries = [json.loads(line) for log in logs for line in log.read_text().splitlines() if line.endswith("]")]
    answered = {entry[2] for entry in entries if entry[0] == "answered"}
    keys = Counter((entry[1], entry[2]) for entry in entries if entry[0] == "answered")
    several = [key for key, times in Counter(key for key, _ in keys).items() if times > 1]
    with store.read() as connection:
        rows = connection.execute(sa.select(decisions.c.id, decisions.c.case_id, decisions.c.user_id)).all()
        keyed = connection.execute(sa.text("SELECT COUNT(*) FROM answers WHERE key LIKE '%-%-%-%'")).scalar_one()
    there = {row.id for row in rows}
    faults = check(store)
    store.close()
    return {
        "decisions": len(rows),
        "answered": len(answered),
        "lost": len(answered - there),
        "doubled": len(several) + len(rows) - int(keyed),
        "faults": len(faults),
        "first_fault": faults[0] if faults else "",
    }


def main() -> None:
    """Run and print the figures as JSON; exit code 1 when something was lost, doubled or is unsound."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writes", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--store")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp())
    url = store_url(options.store, folder)
    found = run(url, folder, options.writes, options.workers, options.seed)
    found["writes_per_second"] = round(int(str(found["decisions"])) / float(str(found["seconds"])), 1)
    print(json.dumps({"store": url.split(":")[0], **found}, indent=1))
    raise SystemExit(any(found[name] for name in ("lost", "doubled", "faults")))


if __name__ == "__main__":
    main()
