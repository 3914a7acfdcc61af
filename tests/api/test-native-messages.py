# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Native mode in the words of Anthropic, where no batch carries a mark of ours: an answer that was
lost when the batch was created is held, shown, and settled by a person."""

import json

from harness import communicate, main, wait_until
from providing import COUNT, Provider, job_of, parts_of, run
from serving import Serving, ask
from upstream import MOMENTS, Upstream


def message(number):
    return json.dumps({"custom_id": f"r{number}", "method": "POST", "url": "/v1/messages", "body": {
        "model": "a", "max_tokens": 50,
        "messages": [{"role": "user", "content": f"number {number}"}]}}) + "\n"


def write_messages(place):
    place.write("in.jsonl", "".join(message(i) for i in range(COUNT)))


def name_anthropic(place, upstream):
    write_messages(place)
    place.run("backend", "add", "up", upstream.url, "--kind", "anthropic")
    return ("run", place.path("in.jsonl"), "--backend", "up", "--mode", "native")


def check_messages(place, provider):
    lines = place.read_lines("in.output.jsonl")
    assert [entry["custom_id"] for entry in lines] == [f"r{i}" for i in range(COUNT)]
    for number, entry in enumerate(lines):
        assert f"number {number}" in entry["response"]["body"]["content"][0]["text"], entry
    batches = provider.list_batches("/messages/batches")
    assert len(batches) == 1, batches
    assert batches[0]["request_counts"]["succeeded"] == COUNT
    assert provider.count_requests() == COUNT


def messages_from_end_to_end(place):
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        place.run(*name_anthropic(place, upstream))
        check_messages(place, provider)


def make_messages_kill(step, moment):
    def test(place):
        with Provider(place) as provider, Upstream(provider.url) as upstream:
            command = name_anthropic(place, upstream)
            upstream.when = (step, moment)
            upstream.victim = place.start(*command)
            communicate(upstream.victim)
            assert upstream.victim.returncode == -9, upstream.steps
            place.run(*command)
            check_messages(place, provider)
    test.__name__ = f"messages_killed_over_{step}_{moment}".replace(" ", "_")
    return test


def make_held(moment):
    """Killed while the batch was created: it is held, shown, and never sent by itself."""
    def test(place):
        with Provider(place) as provider, Upstream(provider.url) as upstream:
            command = name_anthropic(place, upstream)
            upstream.when = ("create", moment)
            upstream.victim = place.start(*command)
            communicate(upstream.victim)
            for _ in range(2):
                place.run(*command, "--patience", "1", expect=4)
                assert upstream.steps.count("create") == 1, upstream.steps
            job_id = job_of(place)["id"]
            assert parts_of(place)[0]["state"] == "held"
            shown = place.run("show", job_id).stdout
            assert f"batchq native adopt {job_id} ID" in shown, shown
            batches = provider.list_batches("/messages/batches")
            if batches:
                place.run("native", "adopt", job_id, batches[0]["id"])
            else:
                place.run("native", "resend", job_id)
            place.run("native", "resend", job_id, expect=2)
            place.run(*command)
            check_messages(place, provider)
    test.__name__ = f"messages_held_{moment}".replace(" ", "_")
    return test


def held_and_cancelled(place):
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        command = name_anthropic(place, upstream)
        upstream.when = ("create", "sent")
        upstream.victim = place.start(*command)
        communicate(upstream.victim)
        place.run(*command, "--patience", "1", expect=4)
        place.run("cancel", job_of(place)["id"])
        place.run("run", expect=1)
        assert job_of(place)["cancelled"] == COUNT, job_of(place)
        assert not provider.list_batches("/messages/batches")


def resolved_while_somebody_runs_it(place):
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        command = name_anthropic(place, upstream)
        upstream.when = ("create", "done")
        upstream.victim = place.start(*command)
        communicate(upstream.victim)
        runner = place.start(*command)
        wait_until(lambda: parts_of(place)[0]["state"] == "held")
        place.run("native", "adopt", job_of(place)["id"],
                  provider.list_batches("/messages/batches")[0]["id"])
        out, err = communicate(runner)
        assert runner.returncode == 0, (out, err)
        check_messages(place, provider)


def messages_to_a_provider_that_takes_none(place):
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        write_messages(place)
        place.run(*run(place, upstream), expect=1)
        errors = place.read_lines("in.errors.jsonl")
        assert "takes no requests to /v1/messages" in errors[0]["error"]["message"], errors[0]
        assert not provider.list_batches()


def messages_to_a_provider_of_a_known_kind(place):
    """What it does not take is told before there is a job, and of which line."""
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        place.run("backend", "add", "up", upstream.url, "--kind", "openai")
        chat = json.dumps({"custom_id": "first", "method": "POST", "url": "/v1/chat/completions",
                           "body": {"model": "a", "messages": []}}) + "\n"
        place.write("in.jsonl", chat + message(1))
        for command in (("run", "--backend", "up"), ("submit", "--backend", "up")):
            told = place.run(*command, place.path("in.jsonl"), "--mode", "native", expect=3).stderr
            assert "Line 2: the batch API of OpenAI takes no requests to /v1/messages" in told, told
            assert "submit the batch without native mode" in told, told
        assert not place.run("list", "--json").stdout
        with Serving(place, "--backend", "up") as serving:
            batch = put_in(serving, message(1))
            assert batch["status"] == "failed", batch
            assert "Line 1: the batch API of OpenAI" in batch["errors"]["data"][0]["message"], batch
        assert not provider.list_batches()
        assert not upstream.steps


def put_in(serving, lines):
    """What becomes of a batch in native mode that comes in by the API."""
    form = (b'--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n'
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
            + lines.encode() + b"\r\n--b--\r\n")
    file_id = json.loads(ask(serving, "/files", form, "multipart/form-data; boundary=b"))["id"]
    batch = json.loads(ask(serving, "/batches", json.dumps({
        "input_file_id": file_id, "endpoint": "/v1/messages", "completion_window": "24h",
        "execution_mode": "native"}).encode()))

    def look():
        return json.loads(ask(serving, f"/batches/{batch['id']}"))

    wait_until(lambda: look()["status"] in ("failed", "completed"))
    return look()


main([
    messages_from_end_to_end,
    *[make_messages_kill(step, moment) for step in ("poll", "answers") for moment in MOMENTS],
    *[make_held(moment) for moment in MOMENTS],
    held_and_cancelled,
    resolved_while_somebody_runs_it,
    messages_to_a_provider_that_takes_none,
    messages_to_a_provider_of_a_known_kind,
])
