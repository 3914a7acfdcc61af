# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Records runs for bench-eta-recorded: record-eta.py BATCHQ DIRECTORY [KIND…]

Real batches, run by batchq against the simulator with real delays, or against a real llama-server
(kinds that begin with llama). What was sent and answered when goes to DIRECTORY/KIND.runs; the
form of these files is in data/README.md. A run takes half a minute and next to no processor time,
so many are recorded at once.
"""

import concurrent.futures
import math
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
import typing
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "cli"))
os.environ["BATCHQ"] = os.path.abspath(sys.argv[1])

import harness  # noqa: E402
import llama    # noqa: E402

AT_ONCE = 24
PAIRS = 3                       # for each kind: two runs of the same shape, on two days
BUCKETS = "smlu"
TICK = 0.5                      # seconds between changes of the weather


class Kind(typing.NamedTuple):
    name: str
    models: int = 1
    parallel: int = 1
    slots: int = 1              # that the server works on at once
    scatter: float = 0.3        # of the log of an item's time
    sizes: str = "one"          # or mixed, sorted
    weather: str = "steady"
    failing: float = 0
    restart: int = 0            # the signal that ends batchq on the way


KINDS = [
    Kind("steady"),
    Kind("steady-alike", scatter=0.05),
    Kind("steady-4", parallel=4, slots=4, scatter=0.5),
    Kind("steady-8", parallel=8, slots=8, scatter=0.4),
    Kind("sent-8-worked-on-1", parallel=8, scatter=0.4),
    Kind("mixed-sizes", parallel=2, slots=2, sizes="mixed"),
    Kind("sorted-sizes", sizes="sorted"),
    Kind("two-models", models=2, parallel=4, slots=4),
    Kind("three-models", models=3),
    Kind("throttled", weather="throttled"),
    Kind("throttled-4", parallel=4, slots=4, weather="throttled"),
    Kind("half-way-slower", parallel=2, slots=2, weather="half-way"),
    Kind("wandering", weather="wandering"),
    Kind("noisy-4", parallel=4, slots=4, weather="noisy"),
    Kind("busy-neighbour", parallel=2, slots=2, weather="busy"),
    Kind("failing", parallel=4, slots=4, failing=0.06),
    Kind("interrupted", parallel=4, slots=4, weather="noisy", restart=signal.SIGINT),
    Kind("killed-two-models", models=2, parallel=2, slots=2, restart=signal.SIGKILL),
    Kind("llama", models=3, parallel=1),
    Kind("llama-8", models=3, parallel=8),
    Kind("llama-killed", models=3, parallel=4, restart=signal.SIGKILL),
]
LLAMA_MODELS = ["alpha", "beta", "gamma"]


class Shape(typing.NamedTuple):
    """What the runs of a pair have in common."""
    count: int
    seconds: float
    loads_ms: list
    slowness: list              # of each model


def draw_shape(kind, lot):
    seconds = lot.uniform(20, 45)
    count = int(math.exp(lot.uniform(math.log(60), math.log(240))))
    loads = [int(math.exp(lot.uniform(math.log(500), math.log(6000)))) for _ in range(kind.models)]
    slowness = [math.exp(0.4 * lot.gauss(0, 1)) for _ in range(kind.models)]
    return Shape(count, seconds, loads, slowness)


# --- Weather ---

def weather(kind, lot, seconds):
    """The pace of the server, tick by tick: how many times as long answers take."""
    day = math.exp(lot.gauss(0, 0.1))
    changes_at = 0.5 if kind.weather == "half-way" else lot.random()
    slower = lot.uniform(1.1, 1.4)
    level, busy, elapsed = 0.0, False, 0.0
    while True:
        if kind.weather in ("throttled", "half-way"):
            level = math.log(slower) if elapsed > changes_at * seconds else 0
        elif kind.weather == "wandering":
            level += 0.15 * math.sqrt(TICK / seconds) * lot.gauss(0, 1)
        elif kind.weather == "noisy":
            level = 0.8 * level + 0.15 * lot.gauss(0, 1)
        elif kind.weather == "busy":
            busy ^= lot.random() < 12 * TICK / seconds
            level = 0.4 if busy else 0
        yield day * math.exp(level)
        elapsed += TICK


class Weather(threading.Thread):
    def __init__(self, server, paces):
        super().__init__(daemon=True)
        self.url = server.url.removesuffix("/v1")
        self.paces = paces
        self.over = threading.Event()

    def run(self):
        last = None
        while not self.over.is_set():
            pace = next(self.paces)
            if pace != last:
                path = f"/__pace?times={pace:.4f}"
                request = urllib.request.Request(self.url + path, method="POST")
                urllib.request.urlopen(request).close()
            last = pace
            self.over.wait(TICK)

    def __exit__(self, *_):
        self.over.set()
        self.join()

    def __enter__(self):
        self.start()
        return self


# --- Requests ---

def draw_bytes(kind, lot, progress, slowness):
    """Of a prompt: the simulator's time is in proportion."""
    if kind.sizes == "one":
        size = 400 * slowness * math.exp(kind.scatter * lot.gauss(0, 1))
        return int(min(1700, max(20, size)))
    size = lot.randrange(3) if kind.sizes == "mixed" else 2 - min(2, int(progress * 3))
    return int((600, 5000, 20000)[size] * math.exp(0.25 * lot.gauss(0, 1)))


def write_batch(kind, lot, shape, names):
    sizes = [draw_bytes(kind, lot, i / shape.count, shape.slowness[i % kind.models])
             for i in range(shape.count)]
    lines = []
    for number, size in enumerate(sizes):
        prompt = f"{number:08} ".ljust(size, "x")
        lines.append(harness.line(number, names[number % len(names)], prompt))
    return "".join(lines), sum(sizes) / len(sizes)


# --- What happened ---

class Ended(typing.NamedTuple):
    outcome: str
    key: str
    bucket: str
    sent: float                 # ms
    ended: float


def read_answers(place):
    """From the queue itself."""
    base = sqlite3.connect(f"file:{place.path('data/queue.db')}?mode=ro", uri=True)
    rows = base.execute("SELECT word.text, item.bucket, item.status, completed_at, duration_ms,"
                        " item.custom_id FROM item JOIN result USING (id)"
                        " JOIN word ON word.id = item.key").fetchall()
    base.close()
    answers = {}
    for key, bucket, status, completed_at, duration, custom_id in rows:
        ended = completed_at / 1000
        outcome = {"succeeded": "i", "failed": "f"}[status]
        answers[custom_id] = Ended(outcome, key, BUCKETS[bucket], ended - duration, ended)
    return answers


def read_failures(server, answers):
    """Of attempts that others followed: from the simulator's log, whose clock is its own."""
    requests = [entry for entry in server.log()
                if entry["event"] == "request" and "end_ms" in entry]
    ids = [f"r{int(entry['prompt'].split()[0])}" for entry in requests]
    shift = statistics.median(answers[i].ended - entry["end_ms"] for i, entry in zip(ids, requests)
                              if entry["status"] == 200)
    return [answers[i]._replace(outcome="r", sent=entry["time_ms"] + shift,
                                ended=entry["end_ms"] + shift)
            for i, entry in zip(ids, requests) if entry["status"] == 500]


class LoggedSimulator(harness.Simulator):
    def log(self):
        with urllib.request.urlopen(self.url.removesuffix("/v1") + "/__log") as answer:
            return [harness.json.loads(text) for text in answer]


def run_batchq(kind, lot, place, server, batch, seconds):
    """Gives the pauses."""
    pauses = []
    options = {"stdout": harness.subprocess.DEVNULL, "stderr": harness.subprocess.DEVNULL}
    command = ("run", batch, "--backend", server.url, "--parallel", str(kind.parallel), "--force")
    process = place.start(*command, **options)
    if kind.restart:
        try:
            process.wait(lot.uniform(0.15, 0.8) * seconds)
        except harness.subprocess.TimeoutExpired:
            process.send_signal(kind.restart)
            process.wait()
            began = time.time() * 1000
            time.sleep(lot.uniform(1, 4))
            pauses.append((began, time.time() * 1000))
            process = place.start(*command, **options)
    process.wait()
    return pauses


def text_of(kind, keys, ended, pauses):
    """Times are since the line before, so that the numbers are small."""
    events = [(round(entry.ended), f"{entry.outcome}{keys.index(entry.key)}{entry.bucket}",
               round(entry.ended) - round(entry.sent)) for entry in ended]
    events += [(round(begin), "p", round(end) - round(begin)) for begin, end in pauses]
    last = round(min(entry.sent for entry in ended))
    lines = [f"run {kind.parallel} {' '.join(keys)}\n"]
    for at, what, length in sorted(events):
        lines.append(f"{what} {at - last} {length}\n")
        last = at
    return "".join(lines)


def record_simulated(kind, lot, shape):
    names = [f"m{i}" for i in range(kind.models)]
    models = ",".join(f"{name}:{ms}" for name, ms in zip(names, shape.loads_ms))
    text, mean_bytes = write_batch(kind, lot, shape, names)
    rate = mean_bytes / 4 * shape.count / shape.seconds / kind.slots
    faults = ["--fail", f"500:{kind.failing}"] if kind.failing else []
    folder = tempfile.mkdtemp(prefix="batchq-record-")
    try:
        place = harness.Place(folder)
        batch = place.write("in.jsonl", text)
        with LoggedSimulator("--models", models, "--capacity", "1", "--slots", str(kind.slots),
                             "--prompt-rate", str(rate), "--jitter", "0.05",
                             "--seed", str(lot.randrange(1 << 30)), *faults) as server, \
                Weather(server, weather(kind, lot, shape.seconds)):
            pauses = run_batchq(kind, lot, place, server, batch, shape.seconds)
            answers = read_answers(place)
            failures = read_failures(server, answers) if kind.failing else []
        assert len(answers) == shape.count, f"{kind.name}: {len(answers)} of {shape.count}"
        return text_of(kind, names, list(answers.values()) + failures, pauses)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def record_llama(kind, lot, shape, server):
    lines = []
    for number in range(shape.count * 2):
        tokens = int(min(1500, max(8, 300 * math.exp(0.5 * lot.gauss(0, 1)))))
        lines.append(llama.line(number, LLAMA_MODELS[number % 3], tokens))
    folder = tempfile.mkdtemp(prefix="batchq-record-")
    try:
        place = harness.Place(folder)
        batch = place.write("in.jsonl", "".join(lines))
        pauses = run_batchq(kind, lot, place, server, batch, shape.count / 15)
        answers = read_answers(place)
        assert len(answers) == len(lines), f"{kind.name}: {len(answers)} of {len(lines)}"
        return text_of(kind, LLAMA_MODELS, list(answers.values()), pauses)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def record_pair(kind, number, server=None):
    lot = random.Random(f"{kind.name}, pair {number}")
    shape = draw_shape(kind, lot)
    begin = time.monotonic()
    if server is not None:
        texts = [record_llama(kind, lot, shape, server) for _ in range(2)]
    else:
        texts = [record_simulated(kind, lot, shape) for _ in range(2)]
    print(f"{kind.name} {number}: {time.monotonic() - begin:.0f} s", flush=True)
    return "".join(texts)


def write(directory, kind, pairs):
    header = ("# SPDX-FileCopyrightText: 2026 The Batch Queue authors\n"
              "# SPDX-License-Identifier: CC0-1.0\n")
    (directory / f"{kind.name}.runs").write_text(header + "".join(pairs))


def main(directory, wanted):
    kinds = [kind for kind in KINDS if not wanted or kind.name in wanted]
    simulated = [kind for kind in kinds if not kind.name.startswith("llama")]
    real = [kind for kind in kinds if kind.name.startswith("llama")]
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = {kind: [pool.submit(record_pair, kind, i) for i in range(PAIRS)]
                for kind in simulated}
        for kind, pairs in jobs.items():
            write(directory, kind, [pair.result() for pair in pairs])
    if real:
        with llama.Server() as server:
            for kind in real:
                write(directory, kind, [record_pair(kind, i, server) for i in range(PAIRS)])


main(pathlib.Path(sys.argv[2]), sys.argv[3:])
