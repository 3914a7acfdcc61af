# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Native mode, killed at every step of what a client and its provider have to say to each other,
and before, in and after each: the provider has one batch, and every answer is there once.
Whether it was asked for a batch that it does not have is left to a person."""

from harness import communicate, main, wait_until
from providing import Provider, check, check_unsure, job_of, run, write
from upstream import MOMENTS, Upstream


# When the provider was not asked, which nobody else knows.
UNSEEN = ("half sent", "sent")


def resend(place, provider, upstream):
    check_unsure(place, upstream, run(place, upstream))
    assert not provider.list_batches()
    place.run("native", "resend", job_of(place)["id"])


def make_kill(step, moment):
    """A test that kills the client over that step, and runs the same command again."""
    def test(place):
        write(place)
        with Provider(place) as provider, Upstream(provider.url) as upstream:
            upstream.when = (step, moment)
            upstream.victim = place.start(*run(place, upstream))
            communicate(upstream.victim)
            assert upstream.victim.returncode == -9, upstream.steps
            upstream.victim = None
            if step == "create" and moment in UNSEEN:
                resend(place, provider, upstream)
            place.run(*run(place, upstream))
            check(place, provider)
    test.__name__ = f"killed_over_{step}_{moment}".replace(" ", "_")
    return test


def make_cut(step, moment):
    """A test that cuts the connection over that step, and nobody dies."""
    def test(place):
        write(place)
        with Provider(place) as provider, Upstream(provider.url) as upstream:
            upstream.when = (step, moment)
            if step == "create" and moment in UNSEEN:
                resend(place, provider, upstream)
            place.run(*run(place, upstream))
            check(place, provider)
            assert upstream.when is None
    test.__name__ = f"cut_over_{step}_{moment}".replace(" ", "_")
    return test


def make_cancel_kill(moment):
    """A test that kills the client while it cancels at the provider what it was told to."""
    def test(place):
        write(place, 200)
        with Provider(place, "--delay", "100", parallel=1) as provider, \
                Upstream(provider.url) as upstream:
            upstream.when = ("cancel", moment)
            upstream.victim = place.start(*run(place, upstream))
            wait_until(lambda: provider.count_requests() > 2)
            place.run("cancel", job_of(place)["id"])
            communicate(upstream.victim)
            assert upstream.victim.returncode == -9, upstream.steps
            assert job_of(place)["state"] == "cancelling", job_of(place)
            place.run("run", expect=1)
            batch, = provider.list_batches()
            job = job_of(place)
            assert (batch["status"], job["state"]) == ("cancelled", "cancelled"), (batch, job)
            assert job["failed"] == 0 and job["succeeded"] + job["cancelled"] == 200, job
            assert job["succeeded"] == batch["request_counts"]["completed"] < 200, (batch, job)
            assert upstream.steps.count("create") == 1, upstream.steps
    test.__name__ = f"killed_over_cancel_{moment}".replace(" ", "_")
    return test


def killed_while_answers_are_taken(place):
    """Some are in the store, and the others come from a second look at the same lines."""
    count = 12000
    write(place, count)
    with Provider(place, parallel=16) as provider, Upstream(provider.url) as upstream:
        runner = place.start(*run(place, upstream))
        wait_until(lambda: job_of(place)["succeeded"] > 0 if "answers" in upstream.steps
                   else False, 60)
        runner.kill()
        runner.communicate()
        place.run(*run(place, upstream))
        check(place, provider, count)


main([make_kill(step, moment) for step in ("models", "upload", "create", "poll", "answers")
      for moment in MOMENTS if (step, moment) != ("models", "half sent")]
     + [make_cut(step, moment) for step in ("upload", "create", "poll", "answers")
        for moment in ("half sent", "half answered")]
     + [make_cancel_kill(moment) for moment in MOMENTS]
     + [killed_while_answers_are_taken])
