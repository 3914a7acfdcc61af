# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Does what README.md tells a newcomer to do, and follows the links of all pages."""

import json
import os
import pathlib
import re
import subprocess
import sys

from harness import BATCHQ, Simulator, main, steady_port

SOURCES = pathlib.Path(os.environ["G_TEST_SRCDIR"]).parent
README = SOURCES / "README.md"
ASK = """
import json, os, urllib.request
request = urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/models",
    headers={"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]})
with urllib.request.urlopen(request) as answer:
    print([model["id"] for model in json.load(answer)["data"]])
"""


def blocks(title, language):
    section = README.read_text("utf-8").split(f"\n## {title}\n")[1].split("\n## ")[0]
    return re.findall(rf"^```{language}\n(.*?)^```", section, re.MULTILINE | re.DOTALL)


def type_it(place, script, port):
    """What is printed, in a home of its own, by the program that was built. Who types is slower
    than a shell: what was begun listens by then."""
    listens = f"(: </dev/tcp/127.0.0.1/{port}) 2>/dev/null"
    script = script.replace("&\n", f"&\nuntil {listens}; do sleep 0.05; done\n", 1)
    done = subprocess.run(["bash", "-m", "-e", "-c", script], cwd=place.folder, text=True,
                          env={**os.environ, "HOME": place.path("."),
                               "PATH": f"{pathlib.Path(BATCHQ).parent}:{os.environ['PATH']}"},
                          capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done
    return done.stdout


def missing(place):
    """What is not where the page says that it is."""
    places = re.findall(r"^\|.*\| `~/(\S+)` \|$", README.read_text("utf-8"), re.MULTILINE)
    assert len(places) == 3, places
    return [name for name in places if not os.path.exists(place.path(name))]


def what_a_newcomer_types(place):
    port = steady_port()
    script = "".join(blocks("Running a batch", "sh")).replace(":8080", f":{port}")
    # It is told not to be elsewhere.
    for there in ("PATH=$PWD/_build/src/cli:$PATH\n", 'cd "$(mktemp -d)"\n'):
        assert there in script, script
        script = script.replace(there, "")
    said = type_it(place, script, port)
    for word in ("Listening on", "goods.jsonl is fine: 6 requests for small, large",
                 "Done: 6 of 6 answered in ", ", 2 loads)", "Added home"):
        assert word in said, (word, said)
    assert missing(place) == [".local/share/batch-queue/api-token"], missing(place)

    first, second = (place.read_lines(name) for name in ("goods.output.jsonl", "answers.jsonl"))
    assert len(first) == 6 and "Praise soap in one sentence." in json.dumps(first[0]), first
    assert [entry["custom_id"] for entry in first] == [entry["custom_id"] for entry in second]


def the_example_of_a_line(place):
    (example,) = blocks("Running a batch", "json")
    assert "is fine" in place.run("validate", "-", stdin=example).stdout


def the_local_api(place):
    """Programs find what is exported, and are let in."""
    port = steady_port()
    with Simulator("--models", "small:1") as server:
        script = "".join(blocks("The local Batch API", "sh"))
        for there, here in (("http://127.0.0.1:8080", server.url), (":8787", f":{port}"),
                            ("batchq serve", f"batchq serve --listen 127.0.0.1:{port}")):
            assert there in script, script
            script = script.replace(there, here)
        said = type_it(place, f"{script}{sys.executable} -c '{ASK}'\nkill %1\nwait %1\n", port)
    assert "['small']" in said, said

    assert missing(place) == [], missing(place)


def anchors(page):
    titles = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


def where_links_lead(_place):
    pages = [page for folder in (".", "docs", "examples", "src", "tests")
             for page in (SOURCES / folder).glob("*.md")]
    assert len(pages) > 6, pages
    for page in pages:
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
            if ":" in link:
                continue
            path, _, anchor = link.partition("#")
            target = page.parent / path if path else page
            assert target.exists(), (page, link)
            assert not anchor or anchor in anchors(target), (page, link)


main([
    what_a_newcomer_types,
    the_example_of_a_line,
    the_local_api,
    where_links_lead,
])
