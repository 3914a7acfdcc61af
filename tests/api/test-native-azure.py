# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Native mode in the words of Azure, where a file takes its time until it can be used: killed at
every step, and held where nobody can know whether there is a batch."""

import json
import os

from harness import communicate, line, main, wait_until
from providing import COUNT, Provider, check, check_unsure, job_of, parts_of, write
from upstream import MOMENTS, Upstream

os.environ["AZURE_KEY"] = "secret"


def pend(body):
    return body.replace(b'"processed"', b'"pending"')


def name_azure(place, upstream):
    write(place)
    place.run("backend", "add", "azure", upstream.url, "--kind", "azure-openai",
              "--key-from-env", "AZURE_KEY")
    upstream.edited = {"upload": pend}
    return ("run", place.path("in.jsonl"), "--backend", "azure", "--mode", "native")


def kill(place, upstream, command, step, moment):
    upstream.when = (step, moment)
    upstream.victim = place.start(*command)
    communicate(upstream.victim)
    assert upstream.victim.returncode == -9, upstream.steps
    upstream.victim = None


def from_end_to_end(place):
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        place.run(*name_azure(place, upstream))
        check(place, provider)
        begun = upstream.steps[:upstream.steps.index("poll")]
        assert begun == ["upload", "file", "create"], upstream.steps
        assert upstream.steps.count("answers") == 1, upstream.steps
        assert upstream.keys == {"secret"}, upstream.keys


def leave_empty(upstream, **end):
    """Files that are not there have empty names; and the batch ends so, in place of well."""
    def change(body):
        upstream.edited["poll"] = change
        batch = json.loads(body)
        if batch["status"] == "completed":
            batch.update(end)
        for name in ("output_file_id", "error_file_id"):
            batch[name] = batch[name] or ""
        return json.dumps(batch).encode()
    upstream.edited["poll"] = change


def assert_fetched(upstream, count):
    """So many files were, and nothing was asked for that has no name."""
    assert upstream.steps.count("answers") == count, upstream.steps
    assert not any("//" in step for step in upstream.steps), upstream.steps


def without_an_error_file(place):
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        command = name_azure(place, upstream)
        leave_empty(upstream)
        place.run(*command)
        check(place, provider)
        assert_fetched(upstream, 1)


def without_an_output_file(place):
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        command = name_azure(place, upstream)
        place.write("in.jsonl", "".join(line(i, prompt="[[fail 400]]") for i in range(COUNT)))
        leave_empty(upstream)
        place.run(*command, expect=1)
        errors = place.read_lines("in.errors.jsonl")
        assert [error["response"]["status_code"] for error in errors] == COUNT * [400], errors
        assert_fetched(upstream, 1)


def make_end(status, outcome, **more):
    """A test in which a batch ends so, without any file."""
    def test(place):
        with Provider(place) as provider, Upstream(provider.url) as upstream:
            command = name_azure(place, upstream)
            leave_empty(upstream, status=status, output_file_id=None, error_file_id=None,
                        request_counts={"total": COUNT, "completed": 0, "failed": 0}, **more)
            place.run(*command, expect=1)
            assert job_of(place)[outcome] == COUNT, job_of(place)
            assert_fetched(upstream, 0)
            if "errors" in more:
                message = place.read_lines("in.errors.jsonl")[0]["error"]["message"]
                assert more["errors"]["data"][0]["message"] in message, message
    test.__name__ = f"{status}_without_any_file"
    return test


def make_kill(step, moment):
    """A test that kills the client over that step, and runs the same command again."""
    def test(place):
        with Provider(place) as provider, Upstream(provider.url) as upstream:
            command = name_azure(place, upstream)
            kill(place, upstream, command, step, moment)
            if step == "create" and moment in ("half sent", "sent"):
                check_unsure(place, upstream, command)
                place.run("native", "resend", job_of(place)["id"])
            place.run(*command)
            check(place, provider)
            if step == "create":
                assert "list" in upstream.steps, upstream.steps
    test.__name__ = f"killed_over_{step}_{moment}".replace(" ", "_")
    return test


def killed_over_the_search(place):
    """Which is what follows a death over the creation."""
    for moment in MOMENTS:
        folder = place.folder / moment.replace(" ", "-")
        folder.mkdir()
        inner = type(place)(folder)
        with Provider(inner) as provider, Upstream(provider.url) as upstream:
            command = name_azure(inner, upstream)
            kill(inner, upstream, command, "create", "done")
            kill(inner, upstream, command, "list", moment)
            inner.run(*command)
            check(inner, provider)
            assert upstream.steps.count("create") == 1, upstream.steps


def make_held(moment):
    """Killed while the batch was created, where no list is to be had: it is held, shown, and never
    sent by itself."""
    def test(place):
        with Provider(place) as provider, Upstream(provider.url) as upstream:
            command = name_azure(place, upstream)
            kill(place, upstream, command, "create", moment)
            upstream.scripted = {"list": 20 * [(404, [], b"{}")]}
            for _ in range(2):
                place.run(*command, "--patience", "1", expect=4)
                assert upstream.steps.count("create") == 1, upstream.steps
            job_id = job_of(place)["id"]
            part, = parts_of(place)
            assert part["state"] == "held", part
            shown = place.run("show", job_id).stdout
            assert f"batchq native adopt {job_id} ID" in shown, shown
            batches = provider.list_batches()
            assert len(batches) == (moment in ("done", "half answered")), batches
            if batches:
                place.run("native", "adopt", job_id, batches[0]["id"])
            else:
                place.run("native", "resend", job_id)
            place.run("native", "resend", job_id, expect=2)
            place.run(*command)
            check(place, provider)
    test.__name__ = f"held_after_a_death_over_create_{moment}".replace(" ", "_")
    return test


def killed_while_it_is_held(place):
    """It stays as it is."""
    with Provider(place) as provider, Upstream(provider.url) as upstream:
        command = name_azure(place, upstream)
        kill(place, upstream, command, "create", "done")
        upstream.scripted = {"list": 20 * [(404, [], b"{}")]}
        runner = place.start(*command)
        wait_until(lambda: parts_of(place)[0]["state"] == "held")
        runner.kill()
        runner.communicate()
        assert parts_of(place)[0]["state"] == "held"
        place.run("native", "adopt", job_of(place)["id"], provider.list_batches()[0]["id"])
        place.run(*command)
        check(place, provider)
        assert upstream.steps.count("create") == 1, upstream.steps


main([
    from_end_to_end,
    without_an_error_file,
    without_an_output_file,
    make_end("failed", "failed", errors={"object": "list",
                                         "data": [{"code": "x", "message": "no such model"}]}),
    make_end("expired", "expired"),
    make_end("cancelled", "failed"),
    *[make_kill(step, moment) for step in ("upload", "file", "create", "poll", "answers")
      for moment in MOMENTS],
    killed_over_the_search,
    *[make_held(moment) for moment in MOMENTS],
    killed_while_it_is_held,
])
