# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Chats, while another process on the same queue has the model server at work on a batch."""

from clients import wait_for  # pylint: disable=unused-import

# pylint: disable=wrong-import-position
import concurrent.futures
import signal
import time

import openai

from harness import Simulator, communicate, line, main, wait_until
from serving import Serving

ITEMS = 20000


def client(serving):
    return openai.OpenAI(base_url=serving.url, api_key=serving.token, max_retries=0, timeout=300)


def ask(api, model, text="hello"):
    answer = api.chat.completions.create(model=model, messages=[{"role": "user", "content": text}])
    assert f"model: {model};" in answer.choices[0].message.content, answer
    return answer


def requests(server):
    return [entry for entry in server.get_lines("/__log") if entry["event"] == "request"]


def loads(server):
    return server.get("/__log?summary=1")["loads"]


def last_model(server):
    return requests(server)[-1]["model"]


class Running:
    """batchq run in a process of its own, that has begun."""

    def __init__(self, place, server, *options):
        batch = place.write("in.jsonl", "".join(line(i) for i in range(ITEMS)))
        self.process = place.start("run", batch, "--backend", server.url, *options)
        wait_until(lambda: len(requests(server)) > 10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        _, err = communicate(self.process)
        assert "CRITICAL" not in err, err


def simulator(*options):
    return Simulator("--models", "a:0,b:100,c:100", "--capacity", "1", "--slots", "2", "--delay",
                     "150", *options)


def the_model_that_is_there_answers_within_an_item(place):
    with simulator() as server, Running(place, server, "--parallel", "2"), \
            Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        for i in range(6):
            before = len(requests(server))
            ask(api, "a", f"chat {i}")
            prompts = [entry["prompt"] for entry in requests(server)]
            assert prompts.index(f"chat {i}") - before <= 8, (prompts.index(f"chat {i}"), before)
        assert loads(server) == 1


def another_model_is_let_in(place):
    """At once the first time, as none has come for a minute; then batches go on."""
    with simulator() as server, Running(place, server, "--parallel", "2") as running, \
            Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            began = time.monotonic()
            list(pool.map(lambda i: ask(api, "b", f"chat {i}"), range(4)))
            print(f"# answered after {time.monotonic() - began:.1f} s", flush=True)
        assert loads(server) <= 3, loads(server)
        wait_until(lambda: last_model(server) == "a")
        n = len(requests(server))
        wait_until(lambda: len(requests(server)) > n + 10)
        assert running.process.poll() is None
        # Who comes right after that waits for its turn; one for the model there does not.
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            late = pool.submit(ask, api, "c", "late")
            ask(api, "a", "in between")
            assert not late.done()
            late.result(100)
        times = [entry["time_ms"] for entry in requests(server) if entry["model"] != "a"]
        assert times[4] - times[3] > 50000, times
        assert loads(server) <= 5, loads(server)
        models = [entry["model"] for entry in requests(server)]
        assert set(models[len(models) - 1 - models[::-1].index("b"):]) == {"a", "b", "c"}


def two_that_serve_have_one_visit_a_minute(place):
    """Clients of two processes want a model each, at once, while a third one is at work."""
    with simulator() as server, Running(place, server, "--parallel", "2"), \
            Serving(place, "--backend", server.url) as one, \
            Serving(place, "--backend", server.url) as other:
        apis = {"b": client(one), "c": client(other)}
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda model: ask(apis[model], model), apis))
        times = [entry["time_ms"] for entry in requests(server) if entry["model"] != "a"]
        assert times[1] - times[0] > 50000, times
        models = [entry["model"] for entry in requests(server)]
        between = models[min(models.index("b"), models.index("c")) + 1:
                         max(models.index("b"), models.index("c"))]
        assert len(between) > 20 and set(between) == {"a"}, between
        assert loads(server) <= 5, loads(server)


def one_that_leaves_keeps_nobody_out(place):
    """A client that goes before its turn, and a process that dies with chats that wait."""
    with simulator("--personality", "ollama") as server, \
            Running(place, server, "--parallel", "2"):
        with Serving(place, "--backend", server.url) as serving:
            api = client(serving)
            ask(api, "b")
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                late = pool.submit(ask, api, "c", "late")
                wait_until(lambda: last_model(server) == "a")
                serving.kill()
                try:
                    late.result(60)
                    raise AssertionError("nobody is there to answer")
                except openai.APIConnectionError:
                    pass
            serving.process.returncode = 0
        n = len(requests(server))
        wait_until(lambda: len(requests(server)) > n + 20)
        assert last_model(server) == "a"


def a_server_on_the_same_card_is_let_in(place):
    """Its chats get the card; the batch that had it goes on when they are answered."""
    with simulator() as server, Simulator("--models", "only:0", "--delay", "50") as other:
        place.run("backend", "add", "here", server.url, "--gpu", "card")
        place.run("backend", "add", "there", other.url, "--gpu", "card")
        with Running(place, server, "--parallel", "2"), Serving(place) as serving:
            api = client(serving)
            began = time.monotonic()
            ask(api, "only")
            print(f"# answered after {time.monotonic() - began:.1f} s", flush=True)
            n = len(requests(server))
            wait_until(lambda: len(requests(server)) > n + 10)
            assert other.get("/__log?summary=1")["in_flight"] == 0


main([
    the_model_that_is_there_answers_within_an_item,
    another_model_is_let_in,
    two_that_serve_have_one_visit_a_minute,
    one_that_leaves_keeps_nobody_out,
    a_server_on_the_same_card_is_let_in,
])
