# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""A model server that is connected to and says nothing holds up nobody who wants another one."""

import json
import threading
import time

from answering import Answering, Handler
from harness import Simulator, main, wait_until
from serving import Serving, ask

# It is waited for somewhat longer before it counts as one that does not tell.
QUICK = 2


class Silent(Answering):
    """It counts those that wait for it."""

    def __init__(self):
        super().__init__(Waiting)
        self.asked = 0
        self.released = threading.Event()

    def __exit__(self, *failure):
        self.released.set()
        super().__exit__(*failure)


class Waiting(Handler):
    def do_GET(self):  # pylint: disable=invalid-name
        self.server.asked += 1
        self.server.released.wait(300)

    do_POST = do_GET


def name(place, server, url):
    place.run("backend", "add", server, url, "--kind", "openai-compatible")


def chat(serving, model="a"):
    body = {"model": model, "messages": [{"role": "user", "content": "hello"}]}
    answer = json.loads(ask(serving, "/chat/completions", json.dumps(body).encode()))
    assert f"model: {model};" in answer["choices"][0]["message"]["content"], answer


def assert_quick(call):
    began = time.monotonic()
    answer = call()
    assert time.monotonic() - began < QUICK, time.monotonic() - began
    return answer


def chats_do_not_wait_for_it(place):
    """Neither the first ones, nor those that come when what is known has become old, which is after
    half a minute."""
    with Simulator("--models", "a:0") as server, Silent() as silent:
        name(place, "first", silent.url)
        name(place, "second", server.url)
        with Serving(place) as serving:
            for _ in range(3):
                assert_quick(lambda: chat(serving))
            assert json.loads(assert_quick(lambda: ask(serving, "/models/a")))["id"] == "a"
            found = json.loads(ask(serving, "/models"))["data"]
            assert [model["id"] for model in found] == ["a"], found
            asked = silent.asked
            wait_until(lambda: assert_quick(lambda: chat(serving)) or silent.asked > asked,
                       pause=0.2)
            for _ in range(3):
                assert_quick(lambda: chat(serving))


def who_is_named_meanwhile_is_found(place):
    """What is being asked for are the servers that there were."""
    with Simulator("--models", "a:0") as one, Simulator("--models", "b:0") as other, \
            Silent() as silent:
        name(place, "first", silent.url)
        name(place, "second", one.url)
        with Serving(place) as serving:
            listing = threading.Thread(target=ask, args=(serving, "/models"))
            listing.start()
            wait_until(lambda: silent.asked > 0)
            name(place, "third", other.url)
            chat(serving, "b")
            listing.join()


main([
    chats_do_not_wait_for_it,
    who_is_named_meanwhile_is_found,
])
