# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Processes whose model servers share a graphics card: one server at a time is at work, and no
model is in the memory of both."""

import json
import signal
import threading

from harness import Simulator, ask, assert_answers, communicate, main, shares, wait_until


def server(models="a:100,b:100"):
    return Simulator("--personality", "ollama", "--models", models, "--slots", "2",
                     "--delay", "20")


def summary(one):
    return one.get("/__log?summary=1")


def loaded(one):
    return len(one.get("/api/ps")["models"])


def finished_loads(one):
    """A load that is given up, as by a process that has nothing left to do, is none."""
    return sum(line["event"] == "load" and "fault" not in line for line in one.get_lines("/__log"))


class Watch:
    """Looks whether both are at work, or both hold a model, until it is left."""

    def __init__(self, servers):
        self.servers = servers
        self.both_work = self.both_hold = self.looks = 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look)

    def look(self):
        while not self.over.wait(0.005):
            # A second look at the first: else what was seen at two times is taken for one.
            for what, found in (("both_work", self.works), ("both_hold", loaded)):
                together = found(self.servers[0]) and found(self.servers[1]) \
                    and found(self.servers[0])
                setattr(self, what, getattr(self, what) + bool(together))
            self.looks += 1

    @staticmethod
    def works(one):
        return summary(one)["in_flight"]

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def add_both(place, servers, gpu="card"):
    for name, one in zip(("one", "two"), servers):
        place.run("backend", "add", name, one.url, "--kind", "ollama", *(["--gpu", gpu] if gpu
                                                                           else []))


def start(place, name, count, models):
    batch = place.write_batch(f"{name}.jsonl", count, models)
    return place.start("run", batch, "--backend", name)


def finish(process):
    out, err = communicate(process)
    assert process.returncode == 0, (out, err)
    assert "CRITICAL" not in err, err


def processes_take_turns(place):
    with server() as one, server() as two:
        add_both(place, (one, two))
        with Watch((one, two)) as watch:
            runs = [start(place, "one", 120, "ab"), start(place, "two", 120, "ab")]
            for run in runs:
                finish(run)
        for name in ("one", "two"):
            assert_answers(place.read_lines(f"{name}.output.jsonl"), 120)
        for each in (one, two):
            assert summary(each)["loads"] <= 3, summary(each)
        jobs = [json.loads(text) for text in place.run("list", "--json").stdout.splitlines()]
        counted = {job["backend"]: job["loads"] for job in jobs}
        seen = {"one": finished_loads(one), "two": finished_loads(two)}
        print(f"# loads: {seen}, counted: {counted}", flush=True)
        assert counted == seen, (counted, seen)
    print(f"# {watch.looks} looks", flush=True)
    assert watch.looks > 20 and watch.both_work == 0 and watch.both_hold == 0, vars(watch)


def a_chat_gets_the_card_that_both_have(place):
    """Both processes work on the batch; each gives the card up, and neither takes it back. What
    had to be unloaded for it is loaded again, and counted."""
    with server() as one, server("c:100") as two:
        add_both(place, (one, two))
        batch = place.write_batch("one.jsonl", 6000, "a")
        run = place.start("run", batch, "--backend", "one", "--parallel", "2")
        serve = place.start("serve", "--listen", "127.0.0.1:0")
        url = serve.stdout.readline().split()[-1]
        wait_until(lambda: [n for n in shares(place) if n > 0] == [1, 1])
        wait_until(lambda: summary(one)["in_flight"] == 2)
        ask(place, url, "c")
        before = summary(one)["requests"]
        assert run.poll() is None and before < 6000, before
        wait_until(lambda: summary(one)["requests"] > before + 20)
        serve.terminate()
        communicate(serve)
        run.send_signal(signal.SIGINT)
        communicate(run)
        job = json.loads(place.run("list", "--json").stdout)
        # Each of the two may have asked for it first, as far as it knows.
        assert summary(one)["loads"] == 2 and 2 <= job["loads"] <= 3, (job, summary(one))


def without_a_card_both_work_at_once(place):
    """What is counted above can be seen."""
    with server() as one, server() as two:
        add_both(place, (one, two), None)
        for each in (one, two):
            each.post("/__pace?times=1000")
        with Watch((one, two)) as watch:
            runs = [start(place, "one", 120, "a"), start(place, "two", 120, "a")]
            wait_until(lambda: watch.both_work > 0 and watch.both_hold > 0)
        for each in (one, two):
            each.post("/__pace?times=1")
            each.post("/__clock?advance=1000")
        for run in runs:
            finish(run)


def when_one_dies_the_other_gets_the_card(place):
    with server() as one, server() as two:
        add_both(place, (one, two))
        first = start(place, "one", 600, "a")
        wait_until(lambda: summary(one)["in_flight"] > 0)
        second = start(place, "two", 20, "a")
        first.kill()
        communicate(first)
        with Watch((one, two)) as watch:
            finish(second)
        assert_answers(place.read_lines("two.output.jsonl"), 20)
    assert watch.both_hold == 0, vars(watch)


main([
    processes_take_turns,
    a_chat_gets_the_card_that_both_have,
    without_a_card_both_work_at_once,
    when_one_dies_the_other_gets_the_card,
])
