# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Native mode, killed at every step of what a client and its provider have to say to each other,
and before, in and after each: the provider has one batch, and every answer is there once."""

from harness import communicate, main
from providing import Provider, check, run, write
from upstream import MOMENTS, Upstream


def make_kill(step, moment):
    """A test that kills the client over that step, and runs the same command again."""
    def test(place):
        write(place)
        with Provider(place) as provider, Upstream(provider.url) as upstream:
            upstream.when = (step, moment)
            upstream.victim = place.start(*run(place, upstream))
            communicate(upstream.victim)
            assert upstream.victim.returncode == -9, upstream.steps
            place.run(*run(place, upstream))
            check(place, provider)
    test.__name__ = f"killed_over_{step}_{moment}".replace(" ", "_")
    return test


main([make_kill(step, moment) for step in ("models", "upload", "create", "poll", "answers")
      for moment in MOMENTS if (step, moment) != ("models", "half sent")])
