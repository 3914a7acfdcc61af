# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Native mode in the words of Azure, where a file takes its time until it can be used: killed at
every step, and held where nobody can know whether there is a batch."""

import os

from harness import communicate, main, wait_until
from providing import Provider, check, check_unsure, job_of, parts_of, write
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
    *[make_kill(step, moment) for step in ("upload", "file", "create", "poll", "answers")
      for moment in MOMENTS],
    killed_over_the_search,
    *[make_held(moment) for moment in MOMENTS],
    killed_while_it_is_held,
])
