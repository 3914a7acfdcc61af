# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""The local Batch API as the official client for Python uses it, unmodified."""

from clients import wait_for

# pylint: disable=wrong-import-position
import concurrent.futures
import contextlib
import hashlib
import json
import sqlite3
import threading
import time

import openai

from answering import Answering, Handler
from harness import Simulator, assert_answers, line, main, wait_until
from holding import HELD, Holding
from serving import Serving

ENDPOINT = "/v1/chat/completions"
WINDOW = "24h"


def client(serving, key=None):
    return openai.OpenAI(base_url=serving.url, api_key=key or serving.token, max_retries=0)


def put(api, text, name="in.jsonl"):
    return api.files.create(file=(name, text.encode()), purpose="batch")


def order(api, text, **more):
    return api.batches.create(input_file_id=put(api, text).id, endpoint=ENDPOINT,
                              completion_window=WINDOW, **more)


def finish(api, batch):
    return wait_for(lambda: api.batches.retrieve(batch.id))


def refused(error, call):
    """What the server says."""
    try:
        call()
    except error as reason:
        assert reason.body["message"], reason.body
        return reason.body
    raise AssertionError(f"this was not refused with {error.__name__}")


def lines(api, file_id):
    return [json.loads(text) for text in api.files.content(file_id).text.splitlines()]


def the_whole_journey(place):
    text = "".join(line(i, "ab"[i % 2]) for i in range(40))
    with Simulator("--models", "a:50,b:50", "--capacity", "1") as server, \
            Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        file = put(api, text)
        assert (file.filename, file.purpose, file.bytes) == ("in.jsonl", "batch", len(text))
        assert api.files.content(file.id).text == text
        assert api.files.wait_for_processing(file.id).status == "processed"
        batch = api.batches.create(input_file_id=file.id, endpoint=ENDPOINT,
                                   completion_window=WINDOW, metadata={"for": "a test"})
        assert batch.status in ("validating", "in_progress"), batch
        batch = finish(api, batch)
        assert batch.status == "completed", batch
        counts = batch.request_counts
        assert (counts.total, counts.completed, counts.failed) == (40, 40, 0), batch
        usage = batch.usage
        assert usage.total_tokens == usage.input_tokens + usage.output_tokens > 40, usage
        assert 0 <= usage.input_tokens_details.cached_tokens <= usage.input_tokens, usage
        assert batch.model is None, batch               # there are two
        assert batch.metadata == {"for": "a test"} and batch.error_file_id is None, batch
        assert batch.created_at <= batch.in_progress_at <= batch.completed_at, batch
        assert batch.expires_at == batch.created_at + 86400, batch
        answers = lines(api, batch.output_file_id)
        assert_answers(answers, 40)
        assert len({found["response"]["request_id"] for found in answers}) == 40, answers
        output = api.files.retrieve(batch.output_file_id)
        assert output.purpose == "batch_output", output
        assert output.bytes == len(api.files.content(output.id).content), output
        with api.files.with_streaming_response.content(output.id) as reply:
            assert [json.loads(text) for text in reply.iter_lines()] == answers
        assert server.get("/__log?summary=1")["loads"] == 2


def what_fails_is_in_the_error_file(place):
    text = line(0) + line(1, prompt="[[fail 400]]") + line(2)
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        batch = finish(api, order(api, text))
        assert batch.status == "completed", batch
        assert (batch.request_counts.completed, batch.request_counts.failed) == (2, 1), batch
        assert [found["custom_id"] for found in lines(api, batch.output_file_id)] == ["r0", "r2"]
        assert batch.model == "a" and batch.usage.total_tokens > 0, batch
        failed, = lines(api, batch.error_file_id)
        assert failed["custom_id"] == "r1" and failed["error"]["message"], failed
        assert failed["response"]["status_code"] == 400, failed


def a_bad_file_fails_by_line(place):
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        other = line(4).replace("/v1/chat/completions", "/v1/embeddings")
        batch = finish(api, order(api, line(0) + "nonsense\n" + line(0) + "\n" + other))
        assert batch.status == "failed" and batch.failed_at, batch
        found = [(issue.code, issue.line) for issue in batch.errors.data]
        assert found == [("invalid_json", 2), ("duplicate_custom_id", 3), ("invalid_url", 5)], found
        assert all(issue.message for issue in batch.errors.data)
        assert batch.output_file_id is None and batch.error_file_id is None, batch
        shown = place.run("show", batch.id, expect=3).stderr
        assert batch.id in shown and batch.errors.data[0].message in shown, shown
        assert server.get("/__log?summary=1")["requests"] == 0


def pages_are_turned(place):
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        file = put(api, line(0))
        made = [api.batches.create(input_file_id=file.id, endpoint=ENDPOINT,
                                   completion_window=WINDOW).id for _ in range(250)]
        assert [batch.id for batch in api.batches.list()] == made[::-1]
        page = api.batches.list(limit=100, after=made[100])
        assert [batch.id for batch in page.data] == made[99::-1] and not page.has_more, page
        for lists in (api.batches, api.files):
            lost = refused(openai.NotFoundError, lambda: lists.list(after="batch_unknown"))
            assert lost["param"] == "after" and "'batch_unknown'" in lost["message"], lost
        refused(openai.BadRequestError, lambda: api.batches.list(limit=101))
        for number in range(4):
            put(api, line(number), f"{number}.jsonl")
        names = [found.filename for found in api.files.list(limit=2, order="asc",
                                                            purpose="batch")]
        assert names == ["in.jsonl", "0.jsonl", "1.jsonl", "2.jsonl", "3.jsonl"], names


def what_cannot_be_is_refused(place):
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        file = put(api, line(0))

        def create(**changes):
            wanted = {"input_file_id": file.id, "endpoint": ENDPOINT, "completion_window": WINDOW}
            return lambda: api.batches.create(**{**wanted, **changes})

        assert refused(openai.NotFoundError, create(input_file_id="file-unknown"))["param"] == \
            "input_file_id"
        assert refused(openai.BadRequestError, create(endpoint="/v1/audio"))["param"] == "endpoint"
        assert refused(openai.BadRequestError,
                       create(completion_window="soon"))["param"] == "completion_window"
        refused(openai.BadRequestError, create(metadata={"a": "x" * 513}))
        refused(openai.BadRequestError,
                lambda: api.files.create(file=b"x", purpose="fine-tune"))
        refused(openai.NotFoundError, lambda: api.files.retrieve("file-unknown"))
        refused(openai.NotFoundError, lambda: api.files.content("file-unknown"))
        refused(openai.NotFoundError, lambda: api.batches.retrieve("batch_unknown"))
        refused(openai.NotFoundError, lambda: api.batches.cancel("batch_unknown"))
        done = finish(api, create()())
        said = refused(openai.BadRequestError, create(input_file_id=done.output_file_id))
        assert said["param"] == "input_file_id" and "another batch" in said["message"], said
        refused(openai.ConflictError,
                lambda: api.with_options(max_retries=2).batches.cancel(done.id))
        api.batches.retrieve(done.id)
        wait_until(lambda: "GET /v1/batches/*: 200"
                   in serving.read_log().rpartition("/cancel: 409")[2])
        assert serving.read_log().count("/cancel: 409") == 1, serving.read_log()
        refused(openai.AuthenticationError, client(serving, "bq-wrong").batches.list)
        refused(openai.NotFoundError, lambda: api.post("/batches/x/y", cast_to=object))


def a_cancel_ends_it_in_mid_run(place):
    text = "".join(line(i) for i in range(200))
    with Simulator("--any-model", "--delay", "50", "--slots", "2") as server, \
            Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        batch = order(api, text)
        wait_until(lambda: server.get("/__log?summary=1")["requests"] > 5)
        assert api.batches.cancel(batch.id).status == "cancelling"
        batch = finish(api, batch)
        assert batch.status == "cancelled" and batch.cancelled_at >= batch.cancelling_at, batch
        counts = batch.request_counts
        assert counts.completed + counts.failed == 200 and 0 < counts.completed < 200, batch
        done = lines(api, batch.output_file_id)
        left = lines(api, batch.error_file_id)
        assert len(done) == counts.completed and len(left) == counts.failed
        assert {found["error"]["code"] for found in left} == {"batch_cancelled"}


def a_window_that_has_passed_expires_it(place):
    text = "".join(line(i) for i in range(100))
    with Simulator("--any-model", "--delay", "200", "--slots", "1") as server, \
            Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        batch = api.batches.create(input_file_id=put(api, text).id, endpoint=ENDPOINT,
                                   completion_window="2s")
        batch = finish(api, batch)
        assert batch.status == "expired" and batch.expired_at, batch
        assert batch.expires_at == batch.created_at + 2, batch
        left = lines(api, batch.error_file_id)
        assert {found["error"]["code"] for found in left} == {"batch_expired"}
        assert len(left) == batch.request_counts.failed
        # Who retries it gives it as much time again, from then on.
        place.run("retry", batch.id)
        wait_until(lambda: api.batches.retrieve(batch.id).expired_at != batch.expired_at)
        again = api.batches.retrieve(batch.id)
        assert again.status == "expired" and again.created_at == batch.created_at, again
        assert batch.expired_at + 2 <= again.expires_at + 1, (batch, again)
        assert again.expires_at <= again.expired_at, again


class Thinking(Handler):
    """Says how many of its tokens were thoughts, and how many of the prompt it knew."""

    def do_POST(self):  # pylint: disable=invalid-name
        self.read_body()
        self.reply(json.dumps({
            "id": "x", "object": "chat.completion", "created": 1, "model": "a", "choices": [
                {"index": 0, "message": {"role": "assistant", "content": "so"},
                 "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 10, "completion_tokens": 8, "total_tokens": 18,
                      "prompt_tokens_details": {"cached_tokens": 4},
                      "completion_tokens_details": {"reasoning_tokens": 5}}}).encode())


def thoughts_are_counted(place):
    with Answering(Thinking) as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        usage = finish(api, order(api, line(0) + line(1) + line(2))).usage.to_dict()
        assert usage == {"input_tokens": 30, "input_tokens_details": {"cached_tokens": 12},
                         "output_tokens": 24, "output_tokens_details": {"reasoning_tokens": 15},
                         "total_tokens": 54}, usage


def an_answer_that_comes_too_late_does_not_count(place):
    text = line(0) + line(1, prompt=HELD) + line(2, prompt=HELD)
    with Holding() as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        file = put(api, text)
        for window in ("5s", "30s"):                # on a busy machine one may come to nothing
            batch = finish(api, api.batches.create(input_file_id=file.id, endpoint=ENDPOINT,
                                                   completion_window=window))
            assert batch.status == "expired", batch
            if server.came and batch.request_counts.completed:
                break
        before = [batch.to_dict(), lines(api, batch.output_file_id),
                  lines(api, batch.error_file_id)]
        assert batch.request_counts.to_dict() == {"total": 3, "completed": 1, "failed": 2}, batch
        assert [entry["custom_id"] for entry in before[1]] == ["r0"], before
        assert [entry["custom_id"] for entry in before[2]] == ["r1", "r2"], before
        for entry in before[2]:
            assert entry["response"] is None, entry
            assert entry["error"]["code"] == "batch_expired" and entry["error"]["message"], entry
        server.released.set()
        wait_until(lambda: server.answered == server.came)
        # What is asked later is answered later.
        assert finish(api, order(api, line(3))).status == "completed"
        batch = api.batches.retrieve(batch.id)
        assert before == [batch.to_dict(), lines(api, batch.output_file_id),
                          lines(api, batch.error_file_id)], batch


def each_key_sees_its_own(place):
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        ada, bob = (client(serving, serving.add_key(name)) for name in ("ada", "bob"))
        file = put(ada, line(0))
        batch = finish(ada, ada.batches.create(input_file_id=file.id, endpoint=ENDPOINT,
                                               completion_window=WINDOW))
        assert [found.id for found in ada.batches.list()] == [batch.id]
        assert not list(bob.batches.list()) and not list(bob.files.list())
        for call in (lambda: bob.files.retrieve(file.id), lambda: bob.files.delete(file.id),
                     lambda: bob.files.content(batch.output_file_id),
                     lambda: bob.batches.retrieve(batch.id),
                     lambda: bob.batches.cancel(batch.id),
                     lambda: bob.batches.list(after=batch.id),
                     lambda: bob.files.list(after=file.id),
                     lambda: bob.batches.create(input_file_id=file.id, endpoint=ENDPOINT,
                                                completion_window=WINDOW)):
            refused(openai.NotFoundError, call)
        place.run("key", "revoke", "ada")
        refused(openai.AuthenticationError, ada.batches.list)
        assert not list(bob.batches.list())
        # Whoever has the next key of her name need not be her. Whose queue it is has it all.
        made = place.run("key", "add", "ada")
        assert "batchq results JOB" in made.stderr, made.stderr
        assert not list(client(serving, made.stdout.strip()).batches.list())
        assert batch.id in place.run("list", "--json").stdout
        place.run("results", batch.id, "-o", place.path("out.jsonl"))
        assert [found["custom_id"] for found in place.read_lines("out.jsonl")] == ["r0"]


def who_has_a_key_owns_what_it_puts_in_without_need_of_one(place):
    with Simulator("--any-model") as server:
        with Serving(place, "--backend", server.url, "--no-auth") as serving:
            key = serving.add_key("ada")
            ada, anybody = client(serving, key), client(serving, "anything")
            own = finish(ada, order(ada, line(0)))
            other = finish(anybody, order(anybody, line(1)))
            # There all see all.
            for api in (ada, anybody):
                assert {found.id for found in api.batches.list()} == {own.id, other.id}
        with Serving(place, "--backend", server.url) as serving:
            ada, bob = client(serving, key), client(serving, serving.add_key("bob"))
            assert [found.id for found in ada.batches.list()] == [own.id]
            assert {found.id for found in ada.files.list()} \
                == {own.input_file_id, own.output_file_id}
            assert [found["custom_id"] for found in lines(ada, own.output_file_id)] == ["r0"]
            assert not list(bob.batches.list()) and not list(bob.files.list())


def strangers_are_warned_of(place):
    for address, warned in (("0.0.0.0:0", True), ("127.0.0.1:0", False)):
        with Serving(place, "--no-auth", "--listen", address, warnings=warned) as serving:
            assert ("leave out --no-auth" in serving.read_log()) == warned, serving.read_log()
    with Serving(place, "--listen", "0.0.0.0:0") as serving:
        assert "--no-auth" not in serving.read_log(), serving.read_log()


def what_is_deleted_is_gone(place):
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        batch = order(api, line(0))
        batch = finish(api, batch)
        for file_id in (batch.input_file_id, batch.output_file_id):
            assert api.files.delete(file_id).deleted
            refused(openai.NotFoundError, lambda: api.files.content(file_id))
        assert not list(api.files.list())
        assert api.batches.retrieve(batch.id).status == "completed"


def a_download_is_taken_up_again(place):
    """What breaks off goes on from there, unless it is another file by now."""
    with Serving(place) as serving:
        api = client(serving)
        text = "".join(line(i, "a") for i in range(2000)).encode()
        file = api.files.create(file=("in.jsonl", text), purpose="batch")

        def read(**headers):
            return api.files.with_raw_response.content(
                file.id, extra_headers={name.replace("_", "-"): value
                                        for name, value in headers.items()})

        whole = read()
        tag = whole.headers["etag"]
        assert whole.headers["accept-ranges"] == "bytes" and whole.content == text, whole.headers
        for asked, first, last in (("1000-", 1000, len(text) - 1), ("0-0", 0, 0),
                                   ("-7", len(text) - 7, len(text) - 1),
                                   ("70000-150000", 70000, 150000)):
            for more in ({}, {"If_Range": tag}):
                part = read(Range=f"bytes={asked}", **more)
                assert part.http_response.status_code == 206, part
                assert part.content == text[first:last + 1], asked
                assert part.headers["content-range"] == f"bytes {first}-{last}/{len(text)}"
        for headers in ({"Range": "bytes=5-", "If_Range": '"other"'}, {"Range": "bytes=0-1,4-5"},
                        {"Range": "bytes=x"}):
            again = read(**headers)
            assert again.http_response.status_code == 200 and again.content == text, headers
        try:
            read(Range=f"bytes={len(text)}-")
            assert False, "It has nothing there"
        except openai.APIStatusError as reason:
            assert reason.status_code == 416 and reason.code == "range_not_satisfiable", reason
            assert reason.response.headers["content-range"] == f"bytes */{len(text)}", reason


def what_was_kept_for_a_time_goes(place):
    with Simulator("--any-model") as server:
        with Serving(place, "--backend", server.url) as serving:
            api = client(serving)
            ids = [api.files.create(file=("in.jsonl", line(i).encode()), purpose="batch", **more).id
                   for i, more in enumerate(
                       [{"expires_after": {"anchor": "created_at", "seconds": 3600}}, {}])]
            assert [bool(file.expires_at) for file in api.files.list(order="asc")] == [True, False]
            database = sqlite3.connect(place.path("data/queue.db"))
            database.execute("UPDATE file SET expires_at = 1 WHERE expires_at > 0")
            database.commit()
            database.close()
            assert [file.id for file in api.files.list()] == ids[1:]
        with Serving(place, "--backend", server.url) as serving:
            api = client(serving)
            refused(openai.NotFoundError, lambda: api.files.retrieve(ids[0]))
            wait_until(lambda: [file.id for file in api.files.list()] == ids[1:])


def what_a_batch_came_to_goes_when_it_was_said(place):
    """Its files do, and the batch stays; what nothing was said of stays, too."""
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        text = line(0) + line(1, prompt="[[fail 400]]")
        kept = finish(api, order(api, text))
        gone = finish(api, order(api, text, extra_body={
            "output_expires_after": {"anchor": "created_at", "seconds": 3600}}))
        for file_id in (gone.output_file_id, gone.error_file_id):
            file = api.files.retrieve(file_id)
            assert 3600 <= file.expires_at - file.created_at <= 3601, file
        assert not api.files.retrieve(kept.output_file_id).expires_at
        with contextlib.closing(sqlite3.connect(place.path("data/queue.db"))) as database:
            database.execute("UPDATE file SET expires_at = 1 WHERE expires_at > 0")
            database.commit()
        for file_id in (gone.output_file_id, gone.error_file_id):
            refused(openai.NotFoundError, lambda: api.files.content(file_id))
        assert api.batches.retrieve(gone.id).to_dict() == gone.to_dict()
        assert [found["custom_id"] for found in lines(api, kept.output_file_id)] == ["r0"]
        assert [found["custom_id"] for found in lines(api, kept.error_file_id)] == ["r1"]
        assert {file.id for file in api.files.list()} == {
            kept.input_file_id, gone.input_file_id, kept.output_file_id, kept.error_file_id}


def the_same_key_gives_the_same_batch(place):
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        once = {"extra_headers": {"Idempotency-Key": "abc"}}
        first = order(api, line(0), **once)
        assert order(api, line(0), **once).id == first.id
        assert order(api, line(0)).id != first.id
        for text, more in ((line(1), {}), (line(0), {"metadata": {"a": "b"}})):
            reason = refused(openai.BadRequestError, lambda: order(api, text, **once, **more))
            assert (reason["code"], reason["param"]) == \
                ("idempotency_key_reused", "Idempotency-Key"), reason
        for bad in ("", "x" * 256):
            refused(openai.BadRequestError, lambda: order(
                api, line(0), extra_headers={"Idempotency-Key": bad}))
        assert len(list(api.batches.list())) == 2


def takes_up(api, file_id, tag=None):
    """A download of which all but the last byte has come."""
    headers = {"Range": f"bytes={len(api.files.content(file_id).content) - 1}-"}
    if tag is not None:
        headers["If-Range"] = tag
    return api.files.with_raw_response.content(file_id, extra_headers=headers).http_response


def what_is_tried_again_is_in_its_files(place):
    """By whoever has the queue, while this serves and while it does not; nobody sees a batch that
    has ended go back."""
    text = line(0) + "".join(line(i, prompt=f"[[fail 400:{i}]]") for i in (1, 2))
    with Simulator("--any-model") as server:
        with Serving(place, "--backend", server.url) as serving:
            api = client(serving)
            first = finish(api, order(api, text))
            counts = first.request_counts
            assert (counts.total, counts.completed, counts.failed) == (3, 1, 2), first
            assert takes_up(api, first.output_file_id).status_code == 206
            seen = []

            def names(file_id):
                return [entry["custom_id"] for entry in lines(api, file_id)]

            def done(count):
                seen.append(api.batches.retrieve(first.id))
                return seen[-1].request_counts.completed == count

            place.run("retry", first.id)
            wait_until(lambda: done(2))
            assert {batch.status for batch in seen} == {"completed"}, seen
            assert seen[-1].output_file_id == first.output_file_id, seen[-1]
            assert names(first.output_file_id) == ["r0", "r1"]
            assert names(first.error_file_id) == ["r2"]
            whole = api.files.content(first.output_file_id).content
            part = takes_up(api, first.output_file_id)
            assert (part.status_code, part.content) == (200, whole), part
            part = takes_up(api, first.output_file_id, part.headers["etag"])
            assert part.status_code == 206 and len(part.content) == 1, part
        place.run("retry", first.id)
        place.run("run")
        with Serving(place, "--backend", server.url) as serving:
            api = client(serving)
            wait_until(lambda: done(3))
            assert seen[-1].error_file_id is None and seen[-1].completed_at, seen[-1]
            assert names(first.output_file_id) == ["r0", "r1", "r2"]
            wait_until(lambda: len(list(api.files.list())) == 2)
            refused(openai.NotFoundError, lambda: api.files.content(first.error_file_id))


def the_old_and_the_new_are_never_mixed(place):
    """What is read while a file is made anew is one of the two as a whole, and is called by its
    name, whatever the reader knows already."""
    rounds = 6
    text = line(0) + "".join(line(i, prompt=f"[[fail 400:{i}]]") for i in range(1, rounds + 1))
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        batch = finish(api, order(api, text))
        ended, tags, contents = threading.Event(), set(), {}

        def read(**headers):
            answer = api.files.with_raw_response.content(
                batch.output_file_id, extra_headers=headers).http_response
            tag = answer.headers["etag"].strip('"')
            if answer.status_code == 200:
                assert hashlib.sha256(answer.content).hexdigest() == tag, answer.headers
                contents[tag] = answer.content
            else:
                first = int(answer.headers["content-range"].split()[1].split("-")[0])
                assert answer.status_code == 206 and answer.content == contents[tag][first:]
            tags.add(f'"{tag}"')

        def read_unless(tag):
            try:
                read(**{"If-None-Match": tag})
            except openai.APIStatusError as reason:
                assert reason.status_code == 304, reason
                assert reason.response.headers["etag"] == tag, reason.response.headers

        def read_on():
            while not ended.is_set():
                read()
                for tag in list(tags):
                    read(**{"Range": "bytes=9-", "If-Range": tag})
                    read_unless(tag)
                    read(**{"Range": "bytes=9-", "If-Match": tag})

        with concurrent.futures.ThreadPoolExecutor() as pool:
            readers = [pool.submit(read_on) for _ in range(3)]
            try:
                for number in range(1, rounds + 1):
                    place.run("retry", batch.id)
                    wait_until(lambda done=number + 1: api.batches.retrieve(
                        batch.id).request_counts.completed == done)
            finally:
                ended.set()
            for reader in readers:
                reader.result()
        read()
        assert len(lines(api, batch.output_file_id)) == rounds + 1
        assert len(tags) > 1, tags


def a_file_makes_many_batches(place):
    """Each has all of it, also when the file is gone before they have ended."""
    with Simulator("--models", "a:0", "--delay", "5") as server, \
            Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        file = put(api, "".join(line(i) for i in range(20)))
        batches = [api.batches.create(input_file_id=file.id, endpoint=ENDPOINT,
                                      completion_window=WINDOW) for _ in range(3)]
        wait_until(lambda: api.batches.retrieve(batches[2].id).status != "validating")
        api.files.delete(file.id)
        batches = [finish(api, batch) for batch in batches]
        assert len({batch.output_file_id for batch in batches}) == 3, batches
        for batch in batches:
            assert_answers(lines(api, batch.output_file_id), 20)
        assert server.get("/__log?summary=1")["requests"] == 60


def what_is_urgent_goes_first(place):
    """By its priority, and by its window where it would not be kept otherwise."""
    with Simulator("--models", "a:0", "--delay", "50", "--slots", "1") as server, \
            Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        first = order(api, "".join(line(i) for i in range(600)))
        wait_until(lambda: api.batches.retrieve(first.id).status == "in_progress")
        file = put(api, "".join(line(i) for i in range(10)))
        for more in ({"completion_window": "15s"},
                     {"completion_window": WINDOW, "extra_body": {"priority": 5}}):
            batch = finish(api, api.batches.create(input_file_id=file.id, endpoint=ENDPOINT,
                                                   **more))
            assert (batch.status, batch.request_counts.completed) == ("completed", 10), batch
            assert api.batches.retrieve(first.id).status == "in_progress"
        api.batches.cancel(first.id)
        assert finish(api, first).status == "cancelled"


def a_server_that_died_goes_on(place):
    text = "".join(line(i) for i in range(60))
    with Simulator("--any-model", "--delay", "20", "--slots", "2") as server:
        dead = Serving(place, "--backend", server.url)
        batch = order(client(dead), text)
        dead.kill()
        with Serving(place, "--backend", server.url) as serving:
            api = client(serving)
            batch = finish(api, batch)
            assert batch.status == "completed", batch
            assert_answers(lines(api, batch.output_file_id), 60)


def models_of_all_servers_are_listed(place):
    with Simulator("--models", "a:0,b:0") as one, Simulator("--models", "c:0") as other:
        place.run("backend", "add", "one", one.url)
        place.run("backend", "add", "other", other.url)
        with Serving(place) as serving:
            found = {model.id: model.owned_by for model in client(serving).models.list()}
            assert found == {"a": "one", "b": "one", "c": "other"}, found
            assert all(abs(model.created - time.time()) < 3600
                       for model in client(serving).models.list())


def a_model_is_as_old_as_its_server_says(place):
    with Simulator("--models", "d:0", "--personality", "ollama") as server:
        place.run("backend", "add", "ollama", server.url.removesuffix("/v1"), "--kind", "ollama")
        with Serving(place) as serving:
            model, = client(serving).models.list()
            assert model.created == 1767225600, model               # 2026-01-01T00:00:00Z
            told = client(serving).models.with_raw_response.list(
                extra_headers={"anthropic-version": "2023-06-01"})
            assert '"created_at":"2026-01-01T00:00:00Z"' in told.text, told.text


def the_server_with_the_model_gets_the_batch(place):
    with Simulator("--models", "a:0,both:0") as one, Simulator("--models", "c:0,both:0") as other:
        # By name, the first of them is away.
        place.run("backend", "add", "away", "http://127.0.0.1:9/v1", "--kind", "openai-compatible")
        place.run("backend", "add", "one", one.url)
        place.run("backend", "add", "other", other.url)
        with Serving(place) as serving:
            api = client(serving)
            for models, server in (("c", other), (("both", "c"), other), ("a", one)):
                before = server.get("/__log?summary=1")["requests"]
                batch = finish(api, order(api, "".join(
                    line(i, model) for i, model in enumerate(models if isinstance(models, tuple)
                                                             else [models]))))
                assert batch.status == "completed" and not batch.error_file_id, batch
                assert server.get("/__log?summary=1")["requests"] > before, models
            place.run("backend", "remove", "away")
            batch = finish(api, order(api, line(0, "a") + line(1, "c")))
            problem, = batch.errors.data
            assert (batch.status, problem.code) == ("failed", "models_apart"), batch
            assert "'a', 'c'" in problem.message, problem
            batch = finish(api, order(api, line(0, "a") + "\n" + line(1, "none") + line(2, "none")
                                      + line(3, "no")))
            assert batch.status == "failed", batch
            assert [(problem.code, problem.line, problem.param) for problem in batch.errors.data] \
                == [("model_not_found", 3, "body.model"), ("model_not_found", 5, "body.model")]
            assert "'none'" in batch.errors.data[0].message, batch
            # Whoever names one means it.
            batch = finish(api, order(api, line(0, "none"), extra_body={"backend": "one"}))
            assert batch.status == "completed" and batch.request_counts.failed == 1, batch
            for unknown in ("two", other.url):
                batch = finish(api, order(api, line(0, "a"), extra_body={"backend": unknown}))
                problem, = batch.errors.data
                assert (batch.status, problem.code) == ("failed", "backend_not_found"), batch
                assert f"'{unknown}'" in problem.message, problem
            place.run("backend", "add", "local", one.url, "--kind", "llama-server")
            batch = finish(api, order(api, line(0, "a"), extra_body={
                "backend": "local", "execution_mode": "native"}))
            problem, = batch.errors.data
            assert (batch.status, problem.code) == ("failed", "unsupported_execution_mode"), batch


main([
    the_whole_journey,
    what_fails_is_in_the_error_file,
    a_bad_file_fails_by_line,
    pages_are_turned,
    what_cannot_be_is_refused,
    a_cancel_ends_it_in_mid_run,
    a_window_that_has_passed_expires_it,
    thoughts_are_counted,
    an_answer_that_comes_too_late_does_not_count,
    each_key_sees_its_own,
    who_has_a_key_owns_what_it_puts_in_without_need_of_one,
    strangers_are_warned_of,
    what_is_deleted_is_gone,
    a_download_is_taken_up_again,
    what_was_kept_for_a_time_goes,
    what_a_batch_came_to_goes_when_it_was_said,
    the_same_key_gives_the_same_batch,
    what_is_tried_again_is_in_its_files,
    the_old_and_the_new_are_never_mixed,
    a_file_makes_many_batches,
    what_is_urgent_goes_first,
    a_server_that_died_goes_on,
    models_of_all_servers_are_listed,
    a_model_is_as_old_as_its_server_says,
    the_server_with_the_model_gets_the_batch,
])
