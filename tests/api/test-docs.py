# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Does what the pages of docs/ tell those to do who have a client."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import urllib.error
import urllib.request

from harness import BATCHQ, Simulator, Skip, main
from serving import Serving

SOURCES = pathlib.Path(os.environ["G_TEST_SRCDIR"]).parent
PYTHON = pathlib.Path(os.environ["CLIENTS"])
NODE_MODULES = PYTHON.parents[1] / "node_modules"


def blocks(page):
    """The language and the text of each."""
    text = (SOURCES / "docs" / page).read_text("utf-8")
    return re.findall(r"^```([a-z]+)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def run(place, command, **settings):
    done = subprocess.run(command, cwd=place.folder, text=True, capture_output=True, timeout=300,
                          check=False, **settings)
    assert done.returncode == 0, done
    return done.stdout


def environment_of(place, serving, scripts):
    """What the page says of it, for this server; the home is one of a test."""
    share = pathlib.Path(place.path(".local/share"))
    share.mkdir(parents=True, exist_ok=True)
    if not (share / "batch-queue").exists():
        (share / "batch-queue").symlink_to(place.path("data"))
    exports = "".join(found for script in scripts for found in script.splitlines(True)
                      if found.startswith("export "))
    assert ":8787" in exports and "api-token" in exports, exports
    port = serving.url.split(":")[2].split("/")[0]
    told = run(place, ["bash", "-e", "-c", exports.replace(":8787", f":{port}") + "env -0"],
               env={**os.environ, "HOME": place.path("."),
                    "PATH": f"{pathlib.Path(BATCHQ).parent}:{os.environ['PATH']}"})
    return dict(pair.split("=", 1) for pair in told.split("\0") if pair)


def check_answers(said, *words):
    for word in words:
        assert re.search(rf"^{word}:? .*Praise {word}\.", said, re.MULTILINE), (word, said)


def with_curl(place):
    for tool in ("curl", "jq"):
        if shutil.which(tool) is None:
            raise Skip(f"{tool} is not installed")
    scripts = [text for _, text in blocks("curl.md")]
    with Simulator("--models", "small:20") as server, \
            Serving(place, "--backend", server.url) as serving:
        environment = environment_of(place, serving, scripts)
        rest = "".join(found for script in scripts for found in script.splitlines(True)
                       if not found.startswith("export "))
        said = run(place, ["bash", "-e", "-o", "pipefail", "-c", rest], env=environment)
    check_answers(said, "soap", "tea")
    assert '"completed": 2' in said and '"deleted":true' in said, said


def programs_of(place, page, language):
    """Runs each block as a program of its own. What they have printed."""
    found = blocks(page)
    command, suffix = {"python": ([PYTHON], ".py"), "js": (["node"], ".mjs")}[language]
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        environment = environment_of(place, serving,
                                     [text for kind, text in found if kind == "sh"])
        return [run(place, [*command, place.write(f"program{suffix}", text)], env=environment)
                for kind, text in found if kind == language]


def with_python(place):
    if not PYTHON.exists():
        raise Skip("the official clients are not installed; ./dev test installs them")
    openai, hooks, anthropic = programs_of(place, "python.md", "python")
    check_answers(openai, "soap", "tea", "candles")
    assert hooks == "", hooks
    check_answers(anthropic, "soap", "tea")


def with_node(place):
    if shutil.which("node") is None:
        raise Skip("Node.js is not installed")
    if not NODE_MODULES.exists():
        raise Skip("the official clients for Node.js are not installed; ./dev test installs them")
    os.symlink(NODE_MODULES, place.path("node_modules"))
    openai, anthropic = programs_of(place, "node.md", "js")
    check_answers(openai, "soap", "tea", "candles")
    check_answers(anthropic, "soap", "tea")


def ask(serving, method, path):
    """The status of the answer to an empty request, and the code of the error."""
    url = serving.url.removesuffix("/v1") + path.replace("{id}", "nobody")
    request = urllib.request.Request(url, method=method, data=b"" if method == "POST" else None,
                                     headers={"Authorization": f"Bearer {serving.token}"})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, None
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)["error"].get("code")


def what_works_and_what_is_refused(place):
    """The table has all that there is, and nothing else."""
    text = (SOURCES / "docs" / "api.md").read_text("utf-8")
    works, _, rest = text.partition("## What is more")
    there = re.findall(r"^\| `([A-Z]+) (/\S+)` \|", works, re.MULTILINE)
    routes = (SOURCES / "src/libbatch/api/batch-api-route.c").read_text("utf-8")
    known = {(method, re.sub(r"\*+", "{id}", path))
             for method, path in re.findall(r'^  \{ "([A-Z]+)", "(/[^"]+)"', routes, re.MULTILINE)}
    assert set(there) == known, set(there) ^ known
    with Simulator("--any-model"), Serving(place) as serving:
        for method, path in there:
            status, code = ask(serving, method, path)
            assert status != 405 and code != "unknown_url", (method, path, status, code)
        refused = re.findall(r"^\| `([A-Z]+) (/\S+)` \| (\d+) `(\w+)`", rest, re.MULTILINE)
        assert len(refused) >= 2, refused
        for method, path, status, code in refused:
            assert ask(serving, method, path) == (int(status), code), (method, path)


TRANSLATIONS = {
    ("chats", "messages"): ("chat-to-messages", "chat-to-messages-turns"),
    ("messages", "chats"): ("messages-to-chat", "messages-to-chat-turns", "chat-turns"),
    ("responses", "chats"): ("responses-to-chat", "responses-to-chat-turns"),
    ("chats", "Ollama"): ("ollama-request",),
}


def what_is_left_out_where_it_is_translated(_place):
    """The table has every member that changes no answer, and no other one."""
    text = (SOURCES / "docs" / "api.md").read_text("utf-8")
    told = {(asked, server): set(re.findall(r"`(\w+)`", members)) for asked, server, members
            in re.findall(r"^\| (\w+) \| (\w+) \| (`[^|]*) \|$", text, re.MULTILINE)}
    folder = SOURCES / "src/libbatch/translation"
    known = {}
    for pair, files in TRANSLATIONS.items():
        code = "".join((folder / f"batch-{name}.c").read_text("utf-8") for name in files)
        known[pair] = set(re.findall(r'\{ "(\w+)", (?:BATCH_IS_HARMLESS, 0|leave_out) \}', code))
    assert told == known, (told, known)
    read = {f"batch-{name}.c" for files in TRANSLATIONS.values() for name in files}
    for path in folder.glob("*.c"):
        assert path.name in read | {"batch-translator.c"} \
            or "BATCH_IS_HARMLESS" not in path.read_text("utf-8"), path


main([
    what_works_and_what_is_refused,
    what_is_left_out_where_it_is_translated,
    with_curl,
    with_python,
    with_node,
])
