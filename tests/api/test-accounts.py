# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Several names of one model server: its requests leave by one lane, and each has the key and the
words of the name that it was given for."""

import json
import os

from answering import Answering, Handler
from harness import communicate, line, main, wait_until
from providing import Provider
from serving import Serving, ask, form
from upstream import Upstream

NAMES = ("home", "work")
KEYS = {name: f"sk-{name}" for name in NAMES}

os.environ.update({f"KEY_{name}": key for name, key in KEYS.items()}, KEY_new="sk-new")


class Gateway(Handler):
    """Has a model for each key, and speaks two APIs."""

    def owner(self):
        key = self.headers.get("Authorization", "Bearer " + self.headers.get("x-api-key", "none"))
        return key.removeprefix("Bearer ")

    def do_GET(self):
        if self.path.partition("?")[0] != "/v1/models":
            self.send_error(404)
            return
        models = [{"id": self.owner(), "object": "model", "type": "model"}]
        self.reply(json.dumps({"object": "list", "data": models}).encode())

    def do_POST(self):  # pylint: disable=invalid-name
        self.read_body()
        self.server.seen.append((self.path, self.owner()))
        if self.path == "/v1/messages":
            answer = {"id": "m", "type": "message", "role": "assistant", "model": "a",
                      "stop_reason": "end_turn", "usage": {"input_tokens": 1, "output_tokens": 1},
                      "content": [{"type": "text", "text": "hi"}]}
        else:
            answer = {"id": "c", "object": "chat.completion", "created": 1, "model": "a",
                      "choices": [{"index": 0, "finish_reason": "stop",
                                   "message": {"role": "assistant", "content": "hi"}}]}
        self.reply(json.dumps(answer).encode())


class Seeing(Answering):
    def __init__(self):
        super().__init__(Gateway)
        self.seen = []             # paths and keys of requests, in their order

    def take(self):
        """Since it was asked last."""
        seen, self.seen = self.seen, []
        return seen


def add(place, name, url, kind, key=None):
    place.run("backend", "add", name, url, "--kind", kind, "--key-from-env", f"KEY_{key or name}")


def add_accounts(place, url, kind="openai"):
    for name in NAMES:
        add(place, name, url, kind)


def order(serving, name, count=1, **more):
    content = "".join(line(i) for i in range(count)).encode()
    file_id = json.loads(ask(serving, "/files", form(content),
                             "multipart/form-data; boundary=b"))["id"]
    wanted = {"input_file_id": file_id, "endpoint": "/v1/chat/completions",
              "completion_window": "24h", "backend": name, **more}
    return json.loads(ask(serving, "/batches", json.dumps(wanted).encode()))["id"]


def finish(serving, batch_id):
    def look():
        return json.loads(ask(serving, f"/batches/{batch_id}"))
    wait_until(lambda: look()["status"] in ("completed", "failed"))
    counts = look()["request_counts"]
    assert look()["status"] == "completed" and counts["completed"] == counts["total"], look()


def send(serving, *names, count=1):
    """At once."""
    for batch_id in [order(serving, name, count) for name in names]:
        finish(serving, batch_id)


def chat(serving, model):
    body = {"model": model, "messages": [{"role": "user", "content": "hello"}]}
    return ask(serving, "/chat/completions", json.dumps(body).encode())


def keys(seen):
    return [key for _, key in seen]


def a_run_has_the_key_of_the_name(place):
    with Seeing() as server:
        add_accounts(place, server.url)
        for name in NAMES:
            place.run("run", place.write_batch(f"{name}.jsonl", 2, "a"), "--backend", name)
            assert keys(server.take()) == [KEYS[name]] * 2
        for name in NAMES:
            place.run("submit", place.write_batch(f"{name}2.jsonl", 2, "b"), "--backend", name)
        place.run("run")
        assert sorted(keys(server.take())) == ["sk-home"] * 2 + ["sk-work"] * 2


def what_has_the_address_alone_has_the_key_of_the_first(place):
    with Seeing() as server:
        add_accounts(place, server.url)
        place.run("run", place.write_batch("one.jsonl", 2, "a"), "--backend", server.url)
        assert keys(server.take()) == ["sk-home"] * 2


def a_key_that_came_with_the_address_is_that_of_all(place):
    with Seeing() as server:
        add_accounts(place, server.url)
        for number, name in enumerate((*NAMES, server.url)):
            place.run("submit", place.write_batch(f"{number}.jsonl", 2, "a"), "--backend", name)
        process = place.start("run", env=dict(os.environ, BATCHQ_API_KEY="sk-given"))
        _, err = communicate(process)
        assert process.returncode == 0, err
        assert keys(server.take()) == ["sk-given"] * 6


def batches_have_the_key_of_their_name(place):
    with Seeing() as server:
        add_accounts(place, server.url)
        with Serving(place) as serving:
            for name in NAMES:
                send(serving, name)
                assert keys(server.take()) == [KEYS[name]]
            send(serving, *NAMES, count=5)
            assert sorted(keys(server.take())) == ["sk-home"] * 5 + ["sk-work"] * 5


def a_chat_has_the_key_of_the_name_that_has_its_model(place):
    with Seeing() as server:
        add_accounts(place, server.url)
        with Serving(place) as serving:
            for name in reversed(NAMES):
                chat(serving, KEYS[name])
                assert keys(server.take()) == [KEYS[name]]


def a_key_is_changed_for_its_name_alone(place):
    with Seeing() as server:
        add_accounts(place, server.url)
        with Serving(place) as serving:
            send(serving, *NAMES)
            server.take()
            add(place, "work", server.url, "openai", "new")
            send(serving, "work")
            send(serving, "home")
            assert keys(server.take()) == ["sk-new", "sk-home"]


def each_name_has_its_words(place):
    with Seeing() as server:
        add(place, "home", server.url, "anthropic")
        add(place, "work", server.url, "openai")
        for name, path in (("work", "/v1/chat/completions"), ("home", "/v1/messages")):
            place.run("run", place.write_batch(f"{name}.jsonl", 1, "a"), "--backend", name)
            assert server.take() == [(path, KEYS[name])]


def a_name_that_comes_later_takes_no_words_away(place):
    """The first of the names is another one then."""
    with Seeing() as server:
        add(place, "work", server.url, "openai")
        with Serving(place) as serving:
            send(serving, "work")
            add(place, "home", server.url, "anthropic")
            send(serving, "home")
            send(serving, "work")
        assert server.take() == [("/v1/chat/completions", "sk-work"), ("/v1/messages", "sk-home"),
                                 ("/v1/chat/completions", "sk-work")]


def a_provider_sees_the_key_of_the_name(place):
    for name in NAMES:
        with Provider(place.below(name)) as provider, Upstream(provider.url) as upstream:
            add_accounts(place, upstream.url, "azure-openai")
            with Serving(place) as serving:
                finish(serving, order(serving, name, execution_mode="native"))
            assert upstream.keys == {KEYS[name]}, upstream.keys


def a_provider_is_spoken_to_in_the_words_of_the_name(place):
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        add(place, "home", upstream.url, "anthropic")
        add(place, "work", upstream.url, "openai")
        with Serving(place) as serving:
            finish(serving, order(serving, "work", execution_mode="native"))
        assert "upload" in upstream.steps, upstream.steps


main([
    a_run_has_the_key_of_the_name,
    what_has_the_address_alone_has_the_key_of_the_first,
    a_key_that_came_with_the_address_is_that_of_all,
    batches_have_the_key_of_their_name,
    a_chat_has_the_key_of_the_name_that_has_its_model,
    a_key_is_changed_for_its_name_alone,
    each_name_has_its_words,
    a_name_that_comes_later_takes_no_words_away,
    a_provider_sees_the_key_of_the_name,
    a_provider_is_spoken_to_in_the_words_of_the_name,
])
