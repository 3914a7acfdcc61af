# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Each model is loaded once, however they alternate: test-loads.py ITEMS LOAD_MS"""

import sys
import time

from harness import Simulator, assert_answers, main

ITEMS = int(sys.argv[1])
LOAD_MS = int(sys.argv[2])


def three_models_that_alternate_take_three_loads(place):
    models = ",".join(f"{name}:{LOAD_MS}" for name in "abc")
    with Simulator("--models", models, "--capacity", "1", "--fail", "503:0.02") as server:
        batch = place.write_batch("in.jsonl", ITEMS)
        begin = time.monotonic()
        place.run("run", batch, "--parallel", "8", "--backend", server.url,
                  timeout=30 + ITEMS / 100)
        seconds = time.monotonic() - begin
        assert_answers(place.read_lines("in.output.jsonl"), ITEMS)

        log = server.get_lines("/__log")
        counts = server.get("/__log?summary=1")
    loads = [entry["model"] for entry in log if entry["event"] == "load"]
    failed = counts["statuses"]["503"]
    print(f"# {ITEMS} items, {LOAD_MS} ms a load: {len(loads)} loads, {failed} answers 503, "
          f"{seconds:.1f} s", flush=True)
    assert sorted(loads) == ["a", "b", "c"], loads
    assert 0.01 * ITEMS < failed < 0.04 * ITEMS, failed
    assert counts["requests"] == ITEMS + failed and counts["answered_again"] == 0, counts


main([three_models_that_alternate_take_three_loads])
