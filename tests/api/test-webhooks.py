# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What is told of batches, as the official client for Python takes it in, unmodified."""

from clients import wait_for

# pylint: disable=wrong-import-position
import base64
import datetime
import json
import os
import struct
import time

import anthropic
import openai

from harness import Simulator, Skip, line, main, wait_until
from receiver import Receiver
from serving import Serving

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
ENDPOINT = "/v1/chat/completions"

os.environ["HOOK_SECRET"] = SECRET


def order(api, text, completion_window="24h", **more):
    file = api.files.create(file=("in.jsonl", text.encode()), purpose="batch")
    return api.batches.create(input_file_id=file.id, endpoint=ENDPOINT,
                              completion_window=completion_window, **more)


def events(api, receiver, path="/hook", skip=0):
    return [api.webhooks.unwrap(body, headers, secret=SECRET)
            for where, headers, body in list(receiver.requests)[skip:] if where == path]


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


class Fetching:
    """A receiver that asks for a batch as soon as it is told of its end, before it says so."""

    def __init__(self):
        self.api = self.messages = None
        self.found = []
        self.receiver = Receiver(self.fetch)

    def fetch(self, _path, _number):
        event = json.loads(self.receiver.requests[-1][2])
        if event["type"] in ("batch.queued", "batch.started"):
            return 204, {}
        batch_id = event["data"]["id"]
        try:
            batch = (self.messages if batch_id.startswith("msg") else self.api.batches) \
                .retrieve(batch_id)
        except openai.APIConnectionError:
            return 503, {}
        self.found.append((event["id"], event["type"], batch))
        return 204, {}

    def wait_for_end(self, batch):
        """The event and the batch as it was then."""
        wait_until(lambda: any(found.id == batch.id for _, _, found in self.found))
        return next((kind, found) for _, kind, found in self.found if found.id == batch.id)


def serve_fetching(place, fetching, url):
    serving = Serving(place, "--backend", url)
    fetching.api = client(serving)
    fetching.messages = anthropic.Anthropic(base_url=serving.url.removesuffix("/v1"),
                                            api_key=serving.token, max_retries=0).messages.batches
    return serving


def an_end_can_be_fetched_at_once(place):
    fetching = Fetching()
    with Simulator("--any-model", "--delay", "50", "--slots", "1") as server, fetching.receiver:
        place.run("webhook", "secret", "env:HOOK_SECRET")
        place.run("webhook", "add", fetching.receiver.url + "/hook", "--allow-private")
        with serve_fetching(place, fetching, server.url):
            api = fetching.api
            many = "".join(line(i) for i in range(200))
            kind, batch = fetching.wait_for_end(order(api, line(0)))
            assert (kind, batch.status) == ("batch.completed", "completed"), (kind, batch)
            assert api.files.content(batch.output_file_id).text.count("\n") == 1

            wanted = order(api, many)
            wait_until(lambda: api.batches.retrieve(wanted.id).request_counts.completed > 0)
            api.batches.cancel(wanted.id)
            late = order(api, many, completion_window="2s")
            for wanted, how in ((wanted, "cancelled"), (late, "expired")):
                kind, batch = fetching.wait_for_end(wanted)
                assert (kind, batch.status) == (f"batch.{how}", how), (kind, batch)
                assert batch.error_file_id, batch

            kind, batch = fetching.wait_for_end(order(api, line(0) + line(0)))
            assert (kind, batch.status) == ("batch.failed", "failed"), (kind, batch)
            assert batch.errors.data, batch
            assert len(fetching.found) == 4, fetching.found


def an_end_is_told_when_it_can_be_fetched_whatever_is_killed(place):
    fetching = Fetching()
    batches = []
    with Simulator("--any-model") as server, fetching.receiver:
        place.run("webhook", "secret", "env:HOOK_SECRET")
        place.run("webhook", "add", fetching.receiver.url + "/hook", "--allow-private")
        serving = serve_fetching(place, fetching, server.url)
        for _ in range(6):
            batch = order(fetching.api, "".join(line(i) for i in range(300)))
            batches.append(batch)
            wait_until(lambda of=batch: fetching.api.batches.retrieve(of.id).status
                       in ("finalizing", "completed"))
            serving.kill()
            serving = serve_fetching(place, fetching, server.url)
        with serving:
            for batch in batches:
                kind, found = fetching.wait_for_end(batch)
                assert (kind, found.status) == ("batch.completed", "completed"), (kind, found)
                assert fetching.api.files.content(found.output_file_id).text.count("\n") == 300
            wait_until(lambda: place.run("webhook", "log").stdout.count("waiting") == 0)
        told = {(event, found.id) for event, _, found in fetching.found}
        assert len(told) == len(batches), fetching.found


def a_batch_of_messages_is_told_by_the_id_that_its_client_has(place):
    fetching = Fetching()
    with Simulator("--models", "a") as server, fetching.receiver:
        place.run("webhook", "secret", "env:HOOK_SECRET")
        place.run("webhook", "add", fetching.receiver.url + "/hook", "--allow-private")
        with serve_fetching(place, fetching, server.url):
            for model, result in (("a", "succeeded"), ("b", "errored")):
                wanted = fetching.messages.create(requests=[
                    {"custom_id": "one", "params": {
                        "model": model, "max_tokens": 8,
                        "messages": [{"role": "user", "content": "hello"}]}}])
                told, batch = fetching.wait_for_end(wanted)
                assert (told, batch.processing_status) == ("batch.completed", "ended"), \
                    (told, batch)
                results = list(fetching.messages.results(batch.id))
                assert [found.result.type for found in results] == [result], results
            log = place.run("webhook", "log").stdout
            assert "msgbatch_" not in log and wanted.id.removeprefix("msg") in log, log


def a_client_cannot_have_private_addresses_asked(place):
    with Simulator("--any-model") as server, Receiver() as receiver, \
            Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        batch = order(api, line(0),
                      extra_body={"webhook_url": f"http://localhost.:{receiver.port}/own"})
        assert wait_for(lambda: api.batches.retrieve(batch.id)).status == "completed"
        wait_until(lambda: place.run("webhook", "log").stdout.count("given_up") == 3)
        assert receiver.requests == []


def a_batch_that_is_refused_is_told_of(place):
    with Simulator("--any-model") as server, Receiver() as receiver:
        place.run("webhook", "secret", "env:HOOK_SECRET")
        place.run("webhook", "add", receiver.url + "/hook", "--allow-private")
        with Serving(place, "--backend", server.url) as serving:
            api = client(serving)
            batch = order(api, line(0) + line(0),
                          extra_body={"webhook_url": receiver.url + "/own"})
            assert wait_for(lambda: api.batches.retrieve(batch.id)).status == "failed"
            for path in ("/hook", "/own"):
                wait_until(lambda where=path: told(api, receiver, where) == ["batch.failed"])
                event = events(api, receiver, path)[0]
                assert type(event).__name__ == "BatchFailedWebhookEvent", event
                assert event.data.id == batch.id, event


def an_address_that_cannot_be_told_is_refused(place):
    with Receiver() as receiver, Serving(place) as serving:
        api = client(serving)
        file = api.files.create(file=("in.jsonl", line(0).encode()), purpose="batch")
        for url in ("ftp://example.com/", "https://me:secret@example.com/", "no address", "",
                    receiver.url, "http://169.254.169.254/latest", "http://[::1]/",
                    "http://localhost/"):
            try:
                api.batches.create(input_file_id=file.id, endpoint=ENDPOINT,
                                   completion_window="24h", extra_body={"webhook_url": url})
            except openai.BadRequestError as error:
                assert error.param == "webhook_url", (url, error)
                continue
            raise AssertionError(f"{url} was taken for a webhook")
        assert api.batches.list().data == []


def next_attempt(place):
    """When the first event that waits is told again, in seconds from now."""
    entries = map(json.loads, place.run("webhook", "log", "--json").stdout.splitlines())
    due = min(entry["due_at"] for entry in entries
              if entry["state"] == "waiting" and entry["due_at"] and entry["attempts"])
    return datetime.datetime.fromisoformat(due).timestamp() - time.time()


def who_was_down_for_an_hour_is_told_everything_once(place):
    """In the time of the wall clock, which is put forward from one attempt to the next."""
    if "CLOCK_JUMP" not in os.environ:
        raise Skip("the clock of this build cannot be put forward")
    begin = late = -3 * 3600
    up = []
    clock = place.clock()
    with Simulator("--any-model") as server, \
            Receiver(lambda path, number: (204 if up else 503, {})) as receiver:
        def serve():
            place.write("clock", struct.pack("=q", int(late)))
            return Serving(place, "--backend", server.url, environment=clock)

        place.run("webhook", "secret", "env:HOOK_SECRET")
        place.run("webhook", "add", receiver.url + "/hook", "--allow-private")
        with serve() as serving:
            api = client(serving)
            batch = order(api, line(0))
            assert wait_for(lambda: api.batches.retrieve(batch.id)).status == "completed"
            wait_until(lambda: receiver.requests)
        while late < begin + 3600:
            late = next_attempt(place) + 1
            failed = len(receiver.requests)
            with serve():
                wait_until(lambda seen=failed: len(receiver.requests) > seen)
        assert set(receiver.kinds("/hook")) == {"batch.queued"}, receiver.kinds("/hook")
        late = 0
        failed = len(receiver.requests)
        up.append(True)
        with serve():
            wait_until(lambda: receiver.kinds("/hook")[failed:]
                       == ["batch.queued", "batch.started", "batch.completed"])
        assert [event.type for event in events(api, receiver, skip=failed)] \
            == ["batch.queued", "batch.started", "batch.completed"]
        ids = [event for event, _ in receiver.events("/hook")]
        assert len(set(ids[:failed + 1])) == 1 and len(set(ids)) == 3, ids


main([
    a_batch_that_is_refused_is_told_of,
    an_address_that_cannot_be_told_is_refused,
    who_was_down_for_an_hour_is_told_everything_once,
    the_client_takes_in_what_is_told,
    a_batch_has_a_webhook_of_its_own,
    a_batch_of_messages_is_told_by_the_id_that_its_client_has,
    an_end_can_be_fetched_at_once,
    an_end_is_told_when_it_can_be_fetched_whatever_is_killed,
    a_client_cannot_have_private_addresses_asked,
])
