# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What is told of batches, as the official client for Python takes it in, unmodified."""

from clients import wait_for

# pylint: disable=wrong-import-position
import base64
import os

import openai

from harness import Simulator, line, main, wait_until
from receiver import Receiver
from serving import Serving

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
ENDPOINT = "/v1/chat/completions"

os.environ["HOOK_SECRET"] = SECRET


def order(api, text, **more):
    file = api.files.create(file=("in.jsonl", text.encode()), purpose="batch")
    return api.batches.create(input_file_id=file.id, endpoint=ENDPOINT, completion_window="24h",
                              **more)


def events(api, receiver, path="/hook"):
    return [api.webhooks.unwrap(body, headers, secret=SECRET)
            for where, headers, body in list(receiver.requests) if where == path]


def told(api, receiver, path="/hook"):
    return [event.type for event in events(api, receiver, path)]


def client(serving):
    return openai.OpenAI(base_url=serving.url, api_key=serving.token, max_retries=0)


def the_client_takes_in_what_is_told(place):
    with Simulator("--any-model") as server, Receiver() as receiver:
        place.run("webhook", "secret", "env:HOOK_SECRET")
        place.run("webhook", "add", receiver.url + "/hook", "--allow-private")
        with Serving(place, "--backend", server.url) as serving:
            api = client(serving)
            batch = order(api, line(0) + line(1))
            wait_until(lambda: "batch.completed" in told(api, receiver))
            assert told(api, receiver) == ["batch.queued", "batch.started", "batch.completed"]
            last = events(api, receiver)[-1]
            assert type(last).__name__ == "BatchCompletedWebhookEvent", last
            assert last.data.id == batch.id and last.object == "event", last
            _, headers, body = receiver.requests[-1]
            for changed, secret in ((body + b" ", SECRET), (body, "whsec_AAAA")):
                try:
                    api.webhooks.unwrap(changed, headers, secret=secret)
                except openai.InvalidWebhookSignatureError:
                    continue
                raise AssertionError("a wrong signature was taken for a good one")


def a_batch_has_a_webhook_of_its_own(place):
    with Simulator("--any-model", "--delay", "20000") as server, Receiver() as receiver:
        place.run("webhook", "secret", "env:HOOK_SECRET")
        place.run("webhook", "add", receiver.url + "/all", "--allow-private")
        with Serving(place, "--backend", server.url) as serving:
            api = client(serving)
            batch = order(api, line(0), extra_body={"webhook_url": receiver.url + "/own"})
            wait_until(lambda: "batch.started" in told(api, receiver, "/own"))
            api.batches.cancel(batch.id)
            wait_until(lambda: "batch.cancelled" in told(api, receiver, "/own"))
            wait_until(lambda: "batch.cancelled" in told(api, receiver, "/all"))
            last = events(api, receiver, "/own")[-1]
            assert type(last).__name__ == "BatchCancelledWebhookEvent", last
            assert last.data.id == batch.id, last


def a_client_cannot_have_private_addresses_asked(place):
    with Simulator("--any-model") as server, Receiver() as receiver, \
            Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        batch = order(api, line(0),
                      extra_body={"webhook_url": f"http://localhost.:{receiver.port}/own"})
        assert wait_for(lambda: api.batches.retrieve(batch.id)).status == "completed"
        wait_until(lambda: place.run("webhook", "log").stdout.count("given_up") == 3)
        assert receiver.requests == []


main([
    the_client_takes_in_what_is_told,
    a_batch_has_a_webhook_of_its_own,
    a_client_cannot_have_private_addresses_asked,
])
