# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Does what README.md tells a newcomer to do."""

import json
import os
import pathlib
import re
import socket
import subprocess

from harness import BATCHQ, main

README = pathlib.Path(os.environ["G_TEST_SRCDIR"]).parent / "README.md"


def blocks(language):
    section = README.read_text().split("## Running a batch")[1].split("\n## ")[0]
    return re.findall(rf"^```{language}\n(.*?)^```", section, re.MULTILINE | re.DOTALL)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def what_a_newcomer_types(place):
    """In a home of its own, with the program that was built, which is told not to be elsewhere."""
    port = free_port()
    script = "".join(blocks("sh")).replace(":8080", f":{port}")
    for there in ("PATH=$PWD/_build/src/cli:$PATH\n", 'cd "$(mktemp -d)"\n'):
        assert there in script, script
        script = script.replace(there, "")
    # Who types it is slower than a shell.
    listens = f"(: </dev/tcp/127.0.0.1/{port}) 2>/dev/null"
    script = script.replace("&\n", f"&\nuntil {listens}; do sleep 0.05; done\n", 1)

    environment = {**os.environ, "XDG_DATA_HOME": place.path("share"), "HOME": place.path("."),
                   "PATH": f"{pathlib.Path(BATCHQ).parent}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-m", "-e", "-c", script], cwd=place.folder, text=True,
                          env=environment, capture_output=True, timeout=100)
    assert done.returncode == 0, done
    for word in ("Listening on", "goods.jsonl is fine: 6 requests for small, large",
                 "6 of 6 answered", "2 loads", "Added home"):
        assert word in done.stdout, (word, done)

    first, second = (place.read_lines(name) for name in ("goods.output.jsonl", "answers.jsonl"))
    assert len(first) == 6 and "Praise soap in one sentence." in json.dumps(first[0]), first
    assert [entry["custom_id"] for entry in first] == [entry["custom_id"] for entry in second]


def the_example_of_a_line(place):
    (example,) = blocks("json")
    assert "is fine" in place.run("validate", "-", stdin=example).stdout


main([
    what_a_newcomer_types,
    the_example_of_a_line,
])
