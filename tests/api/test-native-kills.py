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
     + [killed_while_answers_are_taken])
