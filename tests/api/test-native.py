# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Native mode, with a server of our own as the provider, and all that can go wrong between the
two: the provider has one batch for each part of a job, and every answer is there once."""

import json
import os
import struct
import urllib.request

from harness import Simulator, Skip, assert_answers, communicate, line, main, wait_until
from providing import (COUNT, NO_BATCHES, Provider, check, check_unsure, events_of, job_of,
                       parts_of, run, write)
from serving import Serving
from upstream import Upstream


def from_end_to_end(place):
    write(place)
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        done = place.run(*run(place, upstream, "--json"))
        check(place, provider)
        for step in ("upload", "create", "answers"):
            assert upstream.steps.count(step) == 1, upstream.steps
        assert "poll" in upstream.steps
        job = json.loads(done.stdout)
        assert (job["execution_mode"], job["state"]) == ("native", "completed"), job
        part, = parts_of(place)
        assert part["state"] == "ended" and part["upstream_id"] == provider.list_batches()[0]["id"]
        assert (part["total"], part["completed"], part["missing"], part["unknown"]) \
            == (COUNT, COUNT, 0, 0), part
        assert [event for event in events_of(place) if event["kind"] == "handover"]
        # What was answered is not handed over again.
        place.run(*run(place, upstream, "--new", "--force", "--reuse"))
        assert len(provider.list_batches()) == 1


def one_is_no_several(place):
    write(place, count=1)
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        place.run(*run(place, upstream))
        said = [event["detail"] for event in events_of(place) if event["kind"] == "handover"]
        assert any(text.startswith("1 item is with the provider") for text in said), said
        assert not any("1 items" in text for text in said), said


def with_a_key(place):
    write(place)
    with Provider(place, auth=True) as provider, Upstream(provider.url) as upstream:
        place.run(*run(place, upstream, "--patience", "1"), expect=4)
        os.environ["BATCHQ_API_KEY"] = provider.serving.token
        try:
            place.run(*run(place, upstream))
        finally:
            del os.environ["BATCHQ_API_KEY"]
        assert_answers(place.read_lines("in.output.jsonl"), COUNT)


def in_the_words_of_azure(place):
    """Where a file takes its time until it can be used."""
    write(place)

    def pend(body):
        return body.replace(b'"processed"', b'"pending"')

    with Provider(place) as provider, Upstream(provider.url) as upstream:
        os.environ["AZURE_KEY"] = "secret"
        place.run("backend", "add", "azure", upstream.url, "--kind", "azure-openai",
                  "--key-from-env", "AZURE_KEY")
        upstream.edited = {"upload": pend, "file": pend}
        place.run("run", place.path("in.jsonl"), "--backend", "azure", "--mode", "native")
        check(place, provider)
        assert upstream.steps.count("file") == 2, upstream.steps
        assert "secret" in upstream.keys


def the_answer_to_the_creation_is_lost(place):
    """Without anybody's death: it is looked for, and found."""
    write(place)
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        upstream.when = ("create", "done")
        place.run(*run(place, upstream))
        check(place, provider)
        assert upstream.steps.count("create") == 1 and "list" in upstream.steps, upstream.steps


def the_provider_keeps_no_metadata(place):
    """Then it is found by its input."""
    write(place)

    def forget(body):
        listed = json.loads(body)
        return json.dumps({**listed, "data": [{**batch, "metadata": None}
                                              for batch in listed["data"]]}).encode()

    with Provider(place) as provider, Upstream(provider.url) as upstream:
        upstream.when = ("create", "done")
        upstream.edited = {"list": forget}
        place.run(*run(place, upstream))
        check(place, provider)
        assert upstream.steps.count("create") == upstream.steps.count("list") == 1, upstream.steps


def the_provider_gives_no_list(place):
    """Then it is left to a person."""
    write(place)
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        upstream.when = ("create", "done")
        upstream.scripted = {"list": [(404, [], b"{}")]}
        place.run(*run(place, upstream, "--patience", "1"), expect=4)
        assert parts_of(place)[0]["state"] == "held"
        place.run("native", "adopt", job_of(place)["id"], provider.list_batches()[0]["id"])
        place.run(*run(place, upstream))
        check(place, provider)


def the_list_lags_behind(place):
    """After a death: what the provider has is not yet in its list, and comes."""
    write(place)
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        upstream.when = ("create", "done")
        upstream.victim = place.start(*run(place, upstream))
        communicate(upstream.victim)
        assert upstream.victim.returncode == -9, upstream.steps
        upstream.scripted = {"list": 3 * [NO_BATCHES]}
        place.run(*run(place, upstream))
        check(place, provider)
        assert (upstream.steps.count("create"), upstream.steps.count("list")) == (1, 4)
        part, = parts_of(place)
        assert (part["state"], part["note"]) == ("ended", None), part


def a_gateway_gives_up(place):
    """Nobody dies, and the provider begins when it was looked for three times."""
    write(place)
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        upstream.given_up = {"create": 3}
        place.run(*run(place, upstream))
        check(place, provider)
        assert (upstream.steps.count("create"), upstream.steps.count("list")) == (1, 4)
        assert any("504" in event["detail"] for event in events_of(place)), events_of(place)


def a_gateway_gives_up_and_nothing_comes_of_it(place):
    write(place)
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        upstream.scripted = {"create": [(504, [], b"oops")]}
        check_unsure(place, upstream, run(place, upstream))
        place.run("native", "resend", job_of(place)["id"])
        place.run(*run(place, upstream))
        check(place, provider)


def cancelled_while_it_is_looked_for(place):
    """What the provider has begun after all is found, and cancelled there."""
    write(place, 200)
    with Provider(place, "--delay", "100", parallel=1) as provider, \
            Upstream(provider.url) as upstream:
        upstream.when = ("create", "done")
        upstream.scripted = {"list": 4 * [NO_BATCHES]}
        runner = place.start(*run(place, upstream))
        wait_until(lambda: upstream.steps.count("list") == 3)
        place.run("cancel", job_of(place)["id"])
        communicate(runner)
        job = job_of(place)
        assert job["state"] == "cancelled" and job["failed"] == 0, job
        assert "cancel" in upstream.steps, upstream.steps
        assert provider.list_batches()[0]["status"] in ("cancelling", "cancelled")


def looked_for_until_it_is_time(place):
    """By one that goes on all the while, and then waits for a person."""
    if "CLOCK_JUMP" not in os.environ:
        raise Skip("the clock cannot be set here")
    write(place)
    place.write("clock", struct.pack("=q", 0))
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        upstream.scripted = {"create": [(504, [], b"oops")]}
        runner = place.start(*run(place, upstream), env={**os.environ, **place.clock()})
        wait_until(lambda: upstream.steps.count("list") == 2)
        assert parts_of(place)[0]["state"] == "creating", parts_of(place)
        with open(place.path("clock"), "r+b") as clock:
            clock.write(struct.pack("=q", 15 * 60))
        wait_until(lambda: parts_of(place)[0]["state"] == "held")
        place.run("native", "resend", job_of(place)["id"])
        out, err = communicate(runner)
        assert runner.returncode == 0, (out, err)
        check(place, provider)
        assert upstream.steps.count("create") == 2, upstream.steps


def cancelled_and_nobody_can_tell(place):
    """Whoever has cancelled it is told where it may be worked on all the same."""
    write(place)
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        upstream.scripted = {"create": [(504, [], b"oops")]}
        runner = place.start(*run(place, upstream))
        wait_until(lambda: upstream.steps.count("list") == 1)
        place.run("cancel", job_of(place)["id"])
        communicate(runner)
        assert job_of(place)["state"] == "cancelled", job_of(place)
        assert any("cancel it there" in event["detail"] for event in events_of(place))
        part, = parts_of(place)
        assert part["state"] == "ended" and "obody can tell" in part["note"], part
        assert (upstream.steps.count("create"), provider.list_batches()) == (1, [])


def the_provider_is_busy(place):
    write(place)
    later = (429, [("Retry-After", "1")], b'{"error":{"message":"not now"}}')
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        upstream.scripted = {step: [later] for step in ("upload", "create", "poll", "answers")}
        place.run(*run(place, upstream))
        check(place, provider)
        assert upstream.steps.count("create") == 2 and "list" not in upstream.steps


def the_provider_breaks_down(place):
    write(place)
    broken = (500, [], b"oops")
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        upstream.scripted = {step: [broken] for step in ("upload", "poll", "answers")}
        place.run(*run(place, upstream))
        check(place, provider)
        assert upstream.steps.count("upload") == 2, upstream.steps


def the_provider_dies(place):
    write(place, 40)
    with Provider(place, "--delay", "50", parallel=1) as provider, \
            Upstream(provider.url) as upstream:
        runner = place.start(*run(place, upstream))
        wait_until(lambda: provider.count_requests() > 5)
        provider.die_and_come_back()
        upstream.turn_to(provider.url)
        out, err = communicate(runner)
        assert runner.returncode == 0, (out, err)
        assert_answers(place.read_lines("in.output.jsonl"), 40)
        assert len(provider.list_batches()) == 1


def the_provider_refuses(place):
    write(place)
    refusal = (400, [], b'{"error":{"message":"no credit"}}')
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        upstream.scripted = {"create": [refusal]}
        place.run(*run(place, upstream), expect=1)
        errors = place.read_lines("in.errors.jsonl")
        assert len(errors) == COUNT and "no credit" in errors[0]["error"]["message"], errors[0]
        assert "no credit" in place.run("show", job_of(place)["id"]).stdout
        # Tried again by hand, it is another batch.
        place.run("retry", job_of(place)["id"])
        place.run(*run(place, upstream))
        check(place, provider)


def lines_are_missing_and_unknown(place):
    """Counts are reconciled: nothing is lost, and nothing is made up."""
    write(place)

    def change(body):
        upstream.edited["answers"] = change
        lines = body.splitlines()
        return b"\n".join([*lines[:-2], lines[0], b'{"custom_id":"stranger","response":null}',
                           b"garbage", b""])

    with Provider(place) as provider, Upstream(provider.url) as upstream:
        upstream.edited = {"answers": change}
        place.run(*run(place, upstream), expect=1)
        assert_answers(place.read_lines("in.output.jsonl"), COUNT - 2)
        errors = place.read_lines("in.errors.jsonl")
        assert [entry["custom_id"] for entry in errors] == ["r10", "r11"]
        assert "no line" in errors[0]["error"]["message"], errors[0]
        part, = parts_of(place)
        assert (part["missing"], part["unknown"]) == (2, 2), part
        assert "2 lines" in part["note"], part
        assert len(provider.list_batches()) == 1


def cut_between_two_chunks(place):
    """Which looks whole to old versions of libsoup: what is missing is fetched once more, and what
    is there stays."""
    place.write("in.jsonl", "".join(line(i, prompt="[[fail 400]]" if i == 3 else None)
                                    for i in range(COUNT)))

    def first(count):
        return lambda body: b"".join(body.splitlines(keepends=True)[:count])

    with Provider(place) as provider, Upstream(provider.url) as upstream:
        # Of two files each, one after the other.
        upstream.cut = {"answers": [first(5), first(0), first(COUNT), first(0)]}
        place.run(*run(place, upstream), expect=1)
        answers = place.read_lines("in.output.jsonl")
        assert [entry["custom_id"] for entry in answers] \
            == [f"r{i}" for i in range(COUNT) if i != 3], answers
        error, = place.read_lines("in.errors.jsonl")
        assert (error["custom_id"], error["response"]["status_code"]) == ("r3", 400), error
        assert upstream.steps.count("answers") == 6, upstream.steps
        part, = parts_of(place)
        assert (part["missing"], part["unknown"]) == (0, 0), part
        assert provider.count_requests() == COUNT
        assert len(provider.list_batches()) == 1


def answers_of_other_systems(place):
    """They begin with a byte order mark, their lines end in CR and LF, and some are blank."""
    write(place)

    def change(body):
        return b"\xef\xbb\xbf" + body.replace(b"\n", b"\r\n\r\n")

    with Provider(place) as provider, Upstream(provider.url) as upstream:
        upstream.edited = {"answers": change}
        place.run(*run(place, upstream))
        check(place, provider)


def expired_at_the_provider(place):
    """With what it has answered by then."""
    write(place)

    def expire(body):
        batch = json.loads(body)
        if batch["status"] != "completed":
            upstream.edited["poll"] = expire
            return body
        counts = {"total": COUNT, "completed": 5, "failed": 0}
        return json.dumps({**batch, "status": "expired", "request_counts": counts}).encode()

    with Provider(place) as provider, Upstream(provider.url) as upstream:
        upstream.edited = {"poll": expire,
                           "answers": lambda body: b"\n".join(body.splitlines()[:5])}
        place.run(*run(place, upstream), expect=1)
        job = job_of(place)
        assert (job["state"], job["succeeded"], job["expired"]) == ("expired", 5, COUNT - 5), job


def refused_by_its_validation(place):
    """As a whole, after it was created."""
    write(place)
    failed = {"status": "failed", "output_file_id": None, "error_file_id": None,
              "errors": {"object": "list", "data": [{"code": "x", "message": "no such model"}]}}

    with Provider(place) as provider, Upstream(provider.url) as upstream:
        upstream.edited = {"poll": lambda body: json.dumps({**json.loads(body), **failed}).encode()}
        place.run(*run(place, upstream), expect=1)
        errors = place.read_lines("in.errors.jsonl")
        assert len(errors) == COUNT and "no such model" in errors[0]["error"]["message"], errors[0]


def to_a_server_without_batches(place):
    """Known before anything is taken in, when its kind says so."""
    write(place)
    with Simulator("--any-model", "--personality", "ollama") as server:
        place.run("backend", "add", "local", server.url, "--kind", "ollama")
        done = place.run("run", place.path("in.jsonl"), "--backend", "local", "--mode", "native",
                         expect=2)
        assert "has no batch API" in done.stderr, done.stderr
        assert place.run("list", "--json").stdout == ""


def to_an_address_without_batches(place):
    """Known only once the server is asked what it is."""
    write(place)
    with Simulator("--any-model", "--personality", "ollama") as server:
        place.run("run", place.path("in.jsonl"), "--backend", server.url, "--mode", "native",
                  expect=1)
        errors = place.read_lines("in.errors.jsonl")
        assert len(errors) == COUNT, errors
        assert all("has no batch API" in error["error"]["message"] for error in errors), errors


def a_model_has_a_batch_of_its_own(place):
    write(place, COUNT, ("a", "b", "c"))
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        place.run(*run(place, upstream))
        assert_answers(place.read_lines("in.output.jsonl"), COUNT)
        counts = [batch["request_counts"] for batch in provider.list_batches()]
        assert counts == 3 * [{"total": 4, "completed": 4, "failed": 0}], counts
        assert [part["model"] for part in parts_of(place)] == ["a", "b", "c"]


def two_run_it_together(place):
    write(place, 30)
    with Provider(place, "--delay", "30", parallel=1) as provider, \
            Upstream(provider.url) as upstream:
        first = place.start(*run(place, upstream))
        second = place.start(*run(place, upstream))
        for runner in (first, second):
            out, err = communicate(runner)
            assert runner.returncode == 0, (out, err)
        check(place, provider, 30)


def one_dies_and_the_other_goes_on(place):
    write(place, 30)
    with Provider(place, "--delay", "50", parallel=1) as provider, \
            Upstream(provider.url) as upstream:
        first = place.start(*run(place, upstream))
        wait_until(lambda: provider.count_requests() > 2)
        second = place.start(*run(place, upstream))
        wait_until(lambda: provider.count_requests() > 6)
        first.kill()
        first.communicate()
        out, err = communicate(second)
        assert second.returncode == 0, (out, err)
        check(place, provider, 30)


def cancelled_in_mid_run(place):
    """What was answered by then is kept."""
    write(place, 60)
    with Provider(place, "--delay", "100", parallel=1) as provider, \
            Upstream(provider.url) as upstream:
        runner = place.start(*run(place, upstream))
        wait_until(lambda: provider.count_requests() > 5)
        place.run("cancel", job_of(place)["id"])
        communicate(runner)
        batch, = provider.list_batches()
        assert batch["status"] == "cancelled", batch
        job = job_of(place)
        assert job["state"] == "cancelled", job
        assert 0 < job["succeeded"] < 60 and job["failed"] == 0, job
        assert job["succeeded"] + job["cancelled"] == 60, job
        assert job["succeeded"] == batch["request_counts"]["completed"]


def past_its_deadline(place):
    write(place, 100)
    with Provider(place, "--delay", "100", parallel=1) as provider, \
            Upstream(provider.url) as upstream:
        place.run(*run(place, upstream, "--within", "3s"), expect=1)
        job = job_of(place)
        assert job["state"] == "expired", job
        assert job["succeeded"] > 0 and job["succeeded"] + job["expired"] == 100, job
        assert provider.list_batches()[0]["status"] == "cancelled"


def stopped_and_taken_up(place):
    """What is stopped leaves its part where it is."""
    write(place, 40)
    with Provider(place, "--delay", "50", parallel=1) as provider, \
            Upstream(provider.url) as upstream:
        runner = place.start(*run(place, upstream))
        wait_until(lambda: provider.count_requests() > 3)
        runner.terminate()
        communicate(runner)
        assert runner.returncode == 130
        assert job_of(place)["running"] == 40, job_of(place)
        place.run(*run(place, upstream))
        check(place, provider, 40)


def what_is_in_the_way_is_in_the_log(place):
    with Provider(place, auth=True) as provider:
        place.run("backend", "add", "provider", provider.url, "--kind", "openai",
                  "--key-from-env", "NO_KEY_AT_ALL")
        write(place)
        place.run("submit", place.path("in.jsonl"), "--backend", "provider", "--mode", "native")
        with Serving(place, "--log", "json") as serving:
            def told():
                found = [json.loads(text) for text in serving.read_log().splitlines()
                         if text.startswith("{")]
                return [entry for entry in found if entry["log"] == "server"]

            wait_until(told, 30)
            assert told()[0]["backend"] == provider.url.removesuffix("/v1"), told()
            assert told()[0]["job"] == job_of(place)["id"], told()


def for_a_client_of_the_batch_api(place):
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        place.run("backend", "add", "up", upstream.url, "--kind", "openai")
        with Serving(place, "--no-auth") as serving:
            body = (b'--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--b\r\n'
                    b'Content-Disposition: form-data; name="file"; filename="in"\r\n\r\n'
                    + "".join(line(i) for i in range(COUNT)).encode() + b"\r\n--b--\r\n")

            def ask(path, data=None, kind="application/json"):
                wanted = urllib.request.Request(serving.url + path, data, {"Content-Type": kind})
                with urllib.request.urlopen(wanted, timeout=300) as answer:
                    return json.load(answer)

            file_id = ask("/files", body, "multipart/form-data; boundary=b")["id"]
            batch = ask("/batches", json.dumps({
                "input_file_id": file_id, "endpoint": "/v1/chat/completions",
                "completion_window": "24h", "execution_mode": "native"}).encode())
            wait_until(lambda: ask(f"/batches/{batch['id']}")["status"] == "completed")
            assert ask(f"/batches/{batch['id']}")["request_counts"]["completed"] == COUNT
        assert len(provider.list_batches()) == 1


main([
    from_end_to_end,
    one_is_no_several,
    with_a_key,
    in_the_words_of_azure,
    the_answer_to_the_creation_is_lost,
    the_provider_keeps_no_metadata,
    the_provider_gives_no_list,
    the_list_lags_behind,
    a_gateway_gives_up,
    a_gateway_gives_up_and_nothing_comes_of_it,
    cancelled_while_it_is_looked_for,
    looked_for_until_it_is_time,
    cancelled_and_nobody_can_tell,
    the_provider_is_busy,
    the_provider_breaks_down,
    the_provider_dies,
    the_provider_refuses,
    lines_are_missing_and_unknown,
    cut_between_two_chunks,
    answers_of_other_systems,
    expired_at_the_provider,
    refused_by_its_validation,
    to_a_server_without_batches,
    to_an_address_without_batches,
    a_model_has_a_batch_of_its_own,
    two_run_it_together,
    one_dies_and_the_other_goes_on,
    cancelled_in_mid_run,
    past_its_deadline,
    stopped_and_taken_up,
    what_is_in_the_way_is_in_the_log,
    for_a_client_of_the_batch_api,
])
