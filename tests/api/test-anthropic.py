# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Message batches as Anthropic's client for Python uses them, unmodified."""

import clients  # pylint: disable=unused-import

# pylint: disable=wrong-import-position
import concurrent.futures
import contextlib
import datetime
import json
import sqlite3
import time
import urllib.error
import urllib.request

import anthropic

from answering import Answering, Handler
from harness import Simulator, main, wait_until
from holding import HELD, Holding
from serving import Serving


def client(serving, key=None):
    return anthropic.Anthropic(base_url=serving.url.removesuffix("/v1"),
                               api_key=key or serving.token, max_retries=0)


def request(number, prompt=None, **more):
    return {"custom_id": f"r{number}",
            "params": {"model": "ab"[number % 2], "max_tokens": 64,
                       "messages": [{"role": "user", "content": prompt or f"number {number}"}],
                       **more}}


def finish(api, batch):
    found = []

    def ended():
        found[:] = [api.messages.batches.retrieve(batch.id)]
        if found[0].processing_status != "ended":
            time.sleep(0.05)
        return found[0].processing_status == "ended"

    wait_until(ended)
    return found[0]


def count(batch):
    counts = batch.request_counts
    return (counts.processing, counts.succeeded, counts.errored, counts.canceled, counts.expired)


def results(api, batch):
    return list(api.messages.batches.results(batch.id))


def refused(error, call, kind):
    """What the server says."""
    try:
        call()
    except error as reason:
        assert reason.body["type"] == "error", reason.body
        assert reason.body["error"]["type"] == kind, reason.body
        assert reason.body["request_id"] == reason.response.headers["request-id"], reason.body
        return reason.body["error"]["message"]
    raise AssertionError(f"this was not refused with {error.__name__}")


def the_whole_journey(place):
    with Simulator("--models", "a:50,b:50", "--capacity", "1") as server, \
            Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        batch = api.messages.batches.create(requests=[request(i) for i in range(40)])
        assert batch.id.startswith("msgbatch_") and batch.type == "message_batch", batch
        assert batch.processing_status == "in_progress" and batch.results_url is None, batch
        assert count(batch) == (40, 0, 0, 0, 0), batch
        assert batch.ended_at is None and batch.archived_at is None, batch
        assert batch.expires_at - batch.created_at == datetime.timedelta(days=1), batch
        batch = finish(api, batch)
        assert count(batch) == (0, 40, 0, 0, 0), batch
        assert batch.created_at < batch.ended_at and batch.cancel_initiated_at is None, batch
        found = results(api, batch)
        assert [entry.custom_id for entry in found] == [f"r{i}" for i in range(40)], found
        for number, entry in enumerate(found):
            message = entry.result.message
            assert f"number {number}" in message.content[0].text, entry
            assert message.model == "ab"[number % 2] and message.role == "assistant", entry
            assert message.stop_reason and message.usage.output_tokens > 0, entry
        assert server.get("/__log?summary=1")["loads"] == 2
        assert json.loads(place.run("show", batch.id, "--json").stdout)["total"] == 40


def what_fails_has_its_error(place):
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        batch = finish(api, api.messages.batches.create(
            requests=[request(0), request(1, "[[fail 400]]"), request(2)]))
        assert count(batch) == (0, 2, 1, 0, 0), batch
        found = results(api, batch)
        assert [entry.result.type for entry in found] == ["succeeded", "errored", "succeeded"]
        error = found[1].result.error
        assert error.type == "error" and error.error.type == "invalid_request_error", error
        assert error.error.message and error.request_id.startswith("req_"), error


class Recorder(Answering):
    """A server for messages that keeps what it is sent."""

    def __init__(self):
        super().__init__(Recording)
        self.seen = []


class Recording(Handler):
    def do_POST(self):  # pylint: disable=invalid-name
        self.server.seen.append((self.path, self.read_body().decode()))
        self.reply(json.dumps(MESSAGE, indent=1).encode())


MESSAGE = {"id": "msg_1", "type": "message", "role": "assistant", "model": "a",
           "content": [{"type": "tool_use", "id": "t1", "name": "look", "input": {"where": "up"}}],
           "stop_reason": "tool_use", "stop_sequence": None,
           "usage": {"input_tokens": 3, "output_tokens": 2}}


def both_sides_pass_as_they_are(place):
    asked = request(0, [{"type": "text", "text": "é\n\u2028\"{"}], system="short",
                    temperature=0.5,
                    tools=[{"name": "look", "input_schema": {"type": "object"}}])
    with Recorder() as server, \
            Serving(place, "--backend", f"http://127.0.0.1:{server.server_port}") as serving:
        api = client(serving)
        found, = results(api, finish(api, api.messages.batches.create(requests=[asked])))
        (path, body), = server.seen
        assert path == "/v1/messages", server.seen
        assert json.loads(body) == {**asked["params"], "stream": True}, server.seen
        assert found.result.message.to_dict() == MESSAGE, found


def what_cannot_be_is_refused(place):
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        batches = api.messages.batches

        def says(text, call, error=anthropic.BadRequestError, kind="invalid_request_error"):
            message = refused(error, call, kind)
            assert text in message, message

        def create(*requests, **more):
            return lambda: batches.create(requests=requests, **more)

        says("requests:", create())
        says("requests.1.custom_id", create(request(0), {**request(1), "custom_id": "a b"}))
        says("requests.0.custom_id", create({"params": request(0)["params"]}))
        says("requests.0.params", create({"custom_id": "a"}))
        says("requests.1.custom_id: Another", create(request(0), request(0)))
        says("model", create({"custom_id": "a", "params": {"max_tokens": 1}}))
        says("priority", create(request(0), extra_body={"priority": "high"}))
        says("completion_window", create(request(0), extra_body={"completion_window": "soon"}))
        says("not a JSON object", lambda: api.post("/v1/messages/batches", cast_to=object,
                                                   body=[1]))
        for call in (batches.retrieve, batches.cancel, batches.delete):
            for name in ("msgbatch_unknown", "unknown"):
                says(name, lambda: call(name), anthropic.NotFoundError, "not_found_error")
        says("limit", lambda: batches.list(limit=1001))
        says("before_id", lambda: batches.list(before_id="a", after_id="b"))
        for name in ("msgbatch_x", "x"):
            says(f"'after_id': there is nothing with the id '{name}'",
                 lambda: batches.list(after_id=name), anthropic.NotFoundError, "not_found_error")
        says("base64", api.beta.files.list, anthropic.NotFoundError, "not_found_error")
        says("base64", lambda: api.beta.files.upload(file=("a.txt", b"a")),
             anthropic.NotFoundError, "not_found_error")
        says("Unknown request URL", lambda: api.get("/v1/nowhere", cast_to=object),
             anthropic.NotFoundError, "not_found_error")
        says("Allowed: GET, HEAD", lambda: api.put("/v1/models", cast_to=object),
             anthropic.APIStatusError, "invalid_request_error")
        done = finish(api, create(request(0))())
        says("has ended", lambda: batches.cancel(done.id))
        says("API key", client(serving, "bq-wrong").messages.batches.list,
             anthropic.AuthenticationError, "authentication_error")
        assert [batch.id for batch in batches.list()] == [done.id]


def pages_are_turned_both_ways(place):
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        batches = client(serving).messages.batches
        made = [batches.create(requests=[request(0)]).id for _ in range(45)][::-1]
        assert [batch.id for batch in batches.list()] == made
        page = batches.list(limit=10, after_id=made[9])
        assert [batch.id for batch in page.data] == made[10:20] and page.has_more, page
        assert (page.first_id, page.last_id) == (made[10], made[19]), page
        page = batches.list(limit=10, before_id=made[20])
        assert [batch.id for batch in page.data] == made[10:20] and page.has_more, page
        assert (page.first_id, page.last_id) == (made[10], made[19]), page
        page = batches.list(before_id=made[5])
        assert [batch.id for batch in page.data] == made[:5] and not page.has_more, page
        ids = [batch.id for batch in batches.list(limit=10, before_id=made[30])]
        assert sorted(ids) == sorted(made[:30]), ids
        assert not batches.list(after_id=made[-1]).data


def pages_of_any_size_have_all(place):
    """Both ways, also where the last page is full, and in one."""
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        batches = client(serving).messages.batches
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: batches.create(requests=[request(0)]), range(260)))
        made = [batch.id for batch in batches.list(limit=1000)]
        assert len(set(made)) == 260, len(made)
        for size in (7, 20, 26, 130, 259, 260):
            assert [batch.id for batch in batches.list(limit=size)] == made, size
            pages = []
            page = batches.list(limit=size, before_id=made[-1])
            while page.data:
                pages.insert(0, [batch.id for batch in page.data])
                assert page.has_more == (len(sum(pages, [])) < 259), (size, page)
                page = batches.list(limit=size, before_id=page.first_id)
            assert sum(pages, []) == made[:-1], size


def what_the_original_does_not_take_fails_by_itself(place):
    """The model server would have taken it, and is not asked."""
    without, streamed = request(1), request(2, stream=True)
    del without["params"]["max_tokens"]
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        batch = finish(api, api.messages.batches.create(
            requests=[request(0), without, streamed, request(3, stream=False)]))
        assert count(batch) == (0, 2, 2, 0, 0), batch
        found = {entry.custom_id: entry.result for entry in results(api, batch)}
        assert [found[f"r{i}"].type for i in range(4)] \
            == ["succeeded", "errored", "errored", "succeeded"], found
        for name, words in (("r1", "max_tokens: Field required"), ("r2", "stream: Input should")):
            error = found[name].error.error
            assert error.type == "invalid_request_error" and words in error.message, error
        assert server.get("/__log?summary=1")["requests"] == 2
        # None of them can be sent.
        batch = finish(api, api.messages.batches.create(requests=[without]))
        assert count(batch) == (0, 0, 1, 0, 0), batch


def a_cancel_ends_it_in_mid_run(place):
    with Simulator("--any-model", "--delay", "50", "--slots", "2") as server, \
            Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        batch = api.messages.batches.create(requests=[request(i) for i in range(200)])
        wait_until(lambda: server.get("/__log?summary=1")["requests"] > 5)
        refused(anthropic.BadRequestError, lambda: api.messages.batches.delete(batch.id),
                "invalid_request_error")
        batch = api.messages.batches.cancel(batch.id)
        began = batch.cancel_initiated_at
        assert batch.processing_status == "canceling" and began, batch
        batch = finish(api, batch)
        assert batch.cancel_initiated_at == began, (began, batch)
        _, succeeded, errored, canceled, _ = count(batch)
        assert succeeded + canceled == 200 and succeeded > 0 and errored == 0, batch
        kinds = [entry.result.type for entry in results(api, batch)]
        assert (kinds.count("succeeded"), kinds.count("canceled")) == (succeeded, canceled)


def a_window_that_has_passed_expires_it(place):
    """What is answered later does not count."""
    asked = [request(0), request(1, HELD), request(2, HELD)]
    with Holding() as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        for window in (5, 30):                      # on a busy machine one may come to nothing
            batch = api.messages.batches.create(
                requests=asked, extra_body={"completion_window": f"{window}s"})
            assert batch.expires_at - batch.created_at == datetime.timedelta(seconds=window), batch
            batch = finish(api, batch)
            if server.came and batch.request_counts.succeeded:
                break
        assert count(batch) == (0, 1, 0, 0, 2), batch
        assert batch.ended_at >= batch.expires_at and batch.cancel_initiated_at is None, batch
        before = [entry.to_dict() for entry in results(api, batch)]
        assert [(entry["custom_id"], entry["result"]["type"]) for entry in before] == \
            [("r0", "succeeded"), ("r1", "expired"), ("r2", "expired")], before
        assert before[1]["result"] == {"type": "expired"}, before
        server.released.set()
        wait_until(lambda: server.answered == server.came)
        # What is asked later is answered later.
        assert count(finish(api, api.messages.batches.create(requests=asked[:1])))[1] == 1
        assert [entry.to_dict() for entry in results(api, batch)] == before
        assert count(api.messages.batches.retrieve(batch.id)) == (0, 1, 0, 0, 2)


def the_same_key_gives_the_same_batch(place):
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        once = {"extra_headers": {"Idempotency-Key": "abc"}}
        first = api.messages.batches.create(requests=[request(0)], **once)
        assert api.messages.batches.create(requests=[request(0)], **once).id == first.id
        assert "Idempotency-Key" in refused(
            anthropic.BadRequestError,
            lambda: api.messages.batches.create(requests=[request(1)], **once),
            "invalid_request_error")
        assert count(finish(api, first)) == (0, 1, 0, 0, 0)
        assert [batch.id for batch in api.messages.batches.list()] == [first.id]
        api.messages.batches.delete(first.id)
        wait_until(lambda: count_files(place) == 0)


def all_are_deleted_while_pages_are_turned(place):
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        batches = api.messages.batches
        made = [finish(api, batches.create(requests=[request(0)])).id for _ in range(7)]
        deleted = [batches.delete(batch.id).id for batch in batches.list(limit=2)]
        assert deleted == made[::-1], deleted
        assert not list(batches.list())


def what_is_deleted_is_gone(place):
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        batch = finish(api, api.messages.batches.create(requests=[request(0)]))
        gone = api.messages.batches.delete(batch.id)
        assert (gone.id, gone.type) == (batch.id, "message_batch_deleted"), gone
        for call in (api.messages.batches.retrieve, api.messages.batches.results,
                     api.messages.batches.delete):
            refused(anthropic.NotFoundError, lambda: call(batch.id), "not_found_error")
        assert not api.messages.batches.list().data


def count_files(place):
    with sqlite3.connect(f"file:{place.path('data')}/queue.db?mode=ro", uri=True) as database:
        return database.execute("SELECT count(*) FROM file").fetchone()[0]


def one_that_comes_to_nothing_has_results(place):
    with Serving(place) as serving:
        api = client(serving)
        batch = finish(api, api.messages.batches.create(requests=[request(0), request(1)]))
        assert count(batch) == (0, 0, 2, 0, 0), batch
        for found, name in zip(api.messages.batches.results(batch.id), ("r0", "r1")):
            assert (found.custom_id, found.result.type) == (name, "errored"), found
            assert found.result.error.error.type == "api_error", found
            assert found.result.error.request_id.startswith("req_"), found
            assert "batchq backend add" in found.result.error.error.message, found
        api.messages.batches.delete(batch.id)
        wait_until(lambda: count_files(place) == 0)
    with Simulator("--models", "a:0") as one, Simulator("--models", "b:0") as other:
        place.run("backend", "add", "one", one.url)
        place.run("backend", "add", "other", other.url)
        with Serving(place) as serving:
            api = client(serving)
            batch = finish(api, api.messages.batches.create(requests=[request(0, model="none")]))
            found, = api.messages.batches.results(batch.id)
            assert found.result.error.error.type == "not_found_error", found
            # Of several models, only the one that is not there.
            batch = finish(api, api.messages.batches.create(requests=[
                request(i, model=model) for i, model in enumerate(("a", "none", "a"))]))
            assert count(batch) == (0, 2, 1, 0, 0), batch
            for found in api.messages.batches.results(batch.id):
                kind = "errored" if found.custom_id == "r1" else "succeeded"
                assert found.result.type == kind, found
                if kind == "errored":
                    assert found.result.error.error.type == "not_found_error", found
                    assert "none" in found.result.error.error.message, found
            batch = finish(api, api.messages.batches.create(requests=[request(0, model="b")]))
            found, = api.messages.batches.results(batch.id)
            assert found.result.type == "succeeded", found


def each_key_sees_its_own(place):
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        ada, bob = (client(serving, serving.add_key(name)) for name in ("ada", "bob"))
        batch = finish(ada, ada.messages.batches.create(requests=[request(0)]))
        assert not bob.messages.batches.list().data
        for call in (bob.messages.batches.retrieve, bob.messages.batches.results,
                     bob.messages.batches.cancel, bob.messages.batches.delete):
            refused(anthropic.NotFoundError, lambda: call(batch.id), "not_found_error")
        assert len(results(ada, batch)) == 1


def nobody_sees_files_of_it(place):
    """Also where all see everything."""
    with Simulator("--any-model") as server, \
            Serving(place, "--backend", server.url, "--no-auth") as serving:
        def get(path):
            with urllib.request.urlopen(serving.url + path) as answer:
                return json.load(answer)

        api = client(serving, "any")
        batch = api.messages.batches.create(requests=[request(0)])
        finish(api, batch)
        for query in ("", "?purpose=message_batch"):
            assert get(f"/files{query}")["data"] == [], query
        with contextlib.closing(sqlite3.connect(place.path("data/queue.db"))) as database:
            files = [file_id for file_id, in database.execute("SELECT id FROM file")]
        assert files
        for file_id in files:
            for path in (f"/files/{file_id}", f"/files/{file_id}/content"):
                try:
                    get(path)
                    raise AssertionError(f"{path} is seen")
                except urllib.error.HTTPError as error:
                    assert error.code == 404, error
        assert [entry.custom_id for entry in results(api, batch)] == ["r0"]


def what_is_tried_again_is_in_its_results(place):
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        batch = api.messages.batches.create(
            requests=[request(0), request(1, "[[fail 400:1]]")])
        batch = finish(api, batch)
        assert count(batch) == (0, 1, 1, 0, 0), batch
        place.run("retry", batch.id)
        wait_until(lambda: count(api.messages.batches.retrieve(batch.id)) == (0, 2, 0, 0, 0))
        assert [entry.result.type for entry in results(api, batch)] == ["succeeded"] * 2


def a_server_that_died_goes_on(place):
    with Simulator("--any-model", "--delay", "20", "--slots", "2") as server:
        dead = Serving(place, "--backend", server.url)
        batch = client(dead).messages.batches.create(requests=[request(i) for i in range(60)])
        dead.kill()
        with Serving(place, "--backend", server.url) as serving:
            api = client(serving)
            batch = finish(api, batch)
            assert count(batch) == (0, 60, 0, 0, 0), batch
            assert [entry.custom_id for entry in results(api, batch)] == \
                [f"r{i}" for i in range(60)]


main([
    the_whole_journey,
    what_fails_has_its_error,
    both_sides_pass_as_they_are,
    what_cannot_be_is_refused,
    pages_are_turned_both_ways,
    pages_of_any_size_have_all,
    what_the_original_does_not_take_fails_by_itself,
    a_cancel_ends_it_in_mid_run,
    a_window_that_has_passed_expires_it,
    the_same_key_gives_the_same_batch,
    all_are_deleted_while_pages_are_turned,
    what_is_deleted_is_gone,
    one_that_comes_to_nothing_has_results,
    each_key_sees_its_own,
    nobody_sees_files_of_it,
    what_is_tried_again_is_in_its_results,
    a_server_that_died_goes_on,
])
