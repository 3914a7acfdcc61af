# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""batchq backend against servers of all kinds: found, recognised, tested, with keys."""

import csv
import http.client
import http.server
import json
import os
import pathlib
import subprocess
import threading

from harness import Simulator, assert_answers, line, main

SECRET = "sk-test-1"


class Server:
    """A model server with the answers of one kind."""

    def __init__(self, personality):
        self.process = subprocess.Popen([os.environ["MODEL_SERVER"], personality],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        self.port = self.url.rpartition(":")[2]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def is_in_files(place, text):
    return any(text.encode() in path.read_bytes()
               for path in pathlib.Path(place.folder).rglob("*") if path.is_file())


def kinds_are_found_out(place):
    for kind in ("ollama", "llama-server", "llama-router", "llama-swap", "lm-studio", "vllm",
                 "localai"):
        with Server(kind) as server:
            place.run("backend", "add", "here", server.url)
            shown = json.loads(place.run("backend", "show", "here", "--json").stdout)
            assert shown["kind"] == kind, shown
            assert "reports-loaded" in shown["can"], shown
    with Server("web") as server:
        place.run("backend", "add", "here", server.url)
        shown = json.loads(place.run("backend", "show", "here", "--json").stdout)
        assert shown["kind"] == "openai-compatible", shown


def settings_are_kept_and_changed(place):
    with Server("ollama") as server:
        place.run("backend", "add", "here", server.url, "--parallel", "3")
        place.run("backend", "add", "here", server.url)
        shown = json.loads(place.run("backend", "show", "here", "--json").stdout)
        assert shown["parallel"] == 3 and shown["kind"] == "ollama"
        place.run("backend", "add", "here", server.url, "--parallel", "0", "--kind", "vllm")
        shown = json.loads(place.run("backend", "show", "here", "--json").stdout)
        assert shown["parallel"] == 0 and shown["kind"] == "vllm"


def what_was_found_to_be_best_is_shown(place):
    """With the job and with the server, and not where somebody has said a number."""
    with Simulator("--models", "a:0", "--slots", "16", "--delay", "150") as server:
        place.run("backend", "add", "here", server.url)
        place.run("run", place.write_batch("in.jsonl", 400, "a"), "--backend", "here")
        place.run("run", place.write_batch("few.jsonl", 4, "a"), "--backend", "here",
                  "--parallel", "2")
        shown = json.loads(place.run("backend", "show", "here", "--json").stdout)
        found = shown["found_parallel"]
        assert shown["limits"]["slots"] == {"value": found["a"], "source": "learned"}, shown
        text = place.run("backend", "show", "here").stdout
        assert f"requests at a time {found['a']} (seen in earlier runs)" in text, text
        said = {job["title"]: place.run("show", job["id"]).stdout
                for job in map(json.loads, place.run("list", "--json").stdout.splitlines())}
        assert f"{found['a']} for a, found to be best" in said["in.jsonl"], said
        assert "found to be best" not in said["few.jsonl"], said


def an_estimate_counts_on_what_was_found(place):
    """Also in a process that has not sent anything yet."""
    with Simulator("--models", "a:0", "--slots", "16", "--delay", "150") as server:
        place.run("backend", "add", "here", server.url)
        place.run("run", place.write_batch("in.jsonl", 400, "a"), "--backend", "here")
        shown = json.loads(place.run("backend", "show", "here", "--json").stdout)
        takes = {}
        for parallel in ("auto", "1"):
            waits = place.run("submit", place.write_batch("wait.jsonl", 400, "a"), "--backend",
                              "here", "--new", "--parallel", parallel).stdout.strip()
            plan = json.loads(place.run("plan", "--json").stdout)
            listed = [json.loads(text) for text in place.run("list", "--json").stdout.splitlines()]
            job, = [job for job in listed if job["id"] == waits]
            takes[parallel] = plan["eta"]["expected_ms"], job["eta"]["expected_ms"]
            place.run("cancel", waits)
        found = shown["found_parallel"]["a"]
        for auto, one in zip(takes["auto"], takes["1"]):
            assert auto * found / 2 < one, (found, takes)


def a_plan_says_the_same_number_as_the_server(place):
    """Before anything was sent: what is usual for the kind, or what somebody has said."""
    with Simulator("--personality", "ollama", "--models", "a") as server:
        place.run("backend", "add", "here", server.url)
        place.run("submit", place.write_batch("in.jsonl", 4, "a"), "--backend", "here")
        for parallel, expected in ((0, (1, "default")), (3, (3, "user"))):
            place.run("backend", "add", "here", server.url, "--parallel", str(parallel))
            slots = json.loads(place.run("backend", "show", "here", "--json")
                               .stdout)["limits"]["slots"]
            group, = json.loads(place.run("plan", "--json").stdout)["groups"]
            assert (slots["value"], slots["source"]) == expected, slots
            assert (group["parallel"], group["parallel_source"]) == expected, group


def a_plan_says_what_the_server_has_said(place):
    """From the moment that it has a name, also when it is not there any more."""
    with Simulator("--personality", "llama-server", "--models", "a", "--slots", "7") as server:
        place.run("backend", "add", "told", server.url)
        place.run("submit", place.write_batch("in.jsonl", 4, "a"), "--backend", "told")
    with Simulator("--personality", "vllm", "--models", "b") as server:
        place.run("backend", "add", "usual", server.url)
        place.run("submit", place.write_batch("more.jsonl", 4, "b"), "--backend", "usual")
    groups = {group["model"]: (group["parallel"], group["parallel_source"])
              for group in json.loads(place.run("plan", "--json").stdout)["groups"]}
    assert groups == {"a": (7, "server"), "b": (32, "default")}, groups


def a_plan_knows_for_how_many_models_there_is_room(place):
    """As the server has said when it got its name: such a one usually has room for four."""
    for name, room, loads in (("narrow", 1, 12), ("wide", 2, 2)):
        with Simulator("--personality", "llama-router", "--models", "a,b", "--capacity",
                       str(room)) as server:
            place.run("backend", "add", name, server.url)
        job = place.run("submit", place.write_batch(f"{name}.jsonl", 12, ("a", "b")), "--backend",
                        name).stdout.strip()
        plan = json.loads(place.run("plan", "--json").stdout)
        assert plan["arrival_loads"] == loads, plan
        place.run("cancel", job)


def a_kind_is_found_out_later(place):
    """Of a server that was not there when it was added."""
    with Simulator() as server:
        url = server.url
    said = place.run("backend", "add", "later", url)
    assert "asked again" in said.stdout + said.stderr, said
    shown = json.loads(place.run("backend", "show", "later", "--json").stdout)
    assert shown["kind"] == "openai-compatible", shown
    address = url.removeprefix("http://").removesuffix("/v1")
    with Simulator("--listen", address, "--personality", "ollama", "--models", "a:10"):
        place.run("run", place.write_batch("in.jsonl", 4, "a"), "--backend", "later")
    shown = json.loads(place.run("backend", "list", "--json").stdout)
    assert shown["kind"] == "ollama" and "can-pin" in shown["can"], shown


def a_graphics_card_is_named(place):
    with Server("ollama") as server:
        place.run("backend", "add", "here", server.url, "--gpu", "the big one")
        place.run("backend", "add", "here", server.url)
        shown = json.loads(place.run("backend", "show", "here", "--json").stdout)
        assert shown["gpu"] == "the big one", shown
        assert "graphics card      the big one" in place.run("backend", "show", "here").stdout
        place.run("backend", "add", "here", server.url, "--gpu", "")
        shown = json.loads(place.run("backend", "show", "here", "--json").stdout)
        assert shown["gpu"] is None, shown


def servers_are_discovered(place):
    with Server("ollama") as ollama, Server("generic-key") as key, Server("web") as web:
        ports = [word for server in (ollama, key, web) for word in ("--port", server.port)]
        said = place.run("backend", "discover", *ports).stdout.splitlines()
        assert len(said) == 2, said
        assert ollama.url in said[0] and "Ollama 0.12.6" in said[0]
        assert key.url in said[1] and "wants a key" in said[1]
        told = place.run("backend", "discover", *ports, "--json").stdout.splitlines()
        assert [json.loads(text)["kind"] for text in told] == ["ollama", "openai-compatible"]
    said = place.run("backend", "discover", "--port", "1")
    assert "http:" not in said.stdout and "ollama serve" in said.stdout
    place.run("backend", "discover", "--port", "99999", expect=2)


def models_tell_what_is_loaded(place):
    with Server("ollama") as server:
        place.run("backend", "add", "here", server.url)
        said = place.run("backend", "models", "here").stdout.splitlines()
        assert [text.split()[0] for text in said] == ["qwen3:8b", "gemma3:4b", "nomic:latest",
                                                      "big:cloud"]
        assert [text.split()[0] for text in said if "loaded" in text] == ["gemma3:4b"]
        told = json.loads(place.run("backend", "models", "here", "--json").stdout)
        assert told["models"][1] == "gemma3:4b"
        assert told["details"][1] == {"id": "gemma3:4b", "state": "loaded",
                                      "uses": ["chat", "vision"], "refused": [],
                                      "size": 3300000000, "context_length": 8192, "slots": 0,
                                      "remote": False}


def what_a_model_has_refused_is_known(place):
    """In the next process, too, and not of the other model."""
    refusal = {"kind": "body", "status": 400, "model": "a",
               "body": json.dumps({"error": '"a" does not support thinking'})}
    with Simulator("--personality", "ollama", "--models", "a,b") as server:
        server.post("/__fail", json.dumps(refusal).encode())
        place.run("backend", "add", "here", server.url)
        place.run("run", place.write_batch("in.jsonl", 2, "a"), "--backend", "here", expect=1)
        told = json.loads(place.run("backend", "models", "here", "--json").stdout)
        assert {model["id"].split(":")[0]: model["refused"] for model in told["details"]} == {
            "a": ["thinking"], "b": []}, told
        said = place.run("backend", "models", "here").stdout.splitlines()
        refused = [text for text in said if text.endswith("has refused: thinking")]
        assert len(refused) == 1 and refused[0].startswith("a"), said


def a_server_is_shown_with_its_limits(place):
    with Server("ollama") as server:
        place.run("backend", "add", "here", server.url, "--parallel", "2")
        said = place.run("backend", "show", "here").stdout
        for line in ("kind               Ollama", "version            0.12.6",
                     "requests at a time 2 (set by you)",
                     "tokens of each     8192 (says the server)",
                     "requests waiting   512 (the usual number)"):
            assert line in said.splitlines(), said
        assert "gemma3:4b     loaded   3.3" in said, said
        place.run("backend", "add", "other", server.url, "--kind", "vllm")
        said = place.run("backend", "show", "other").stdout
        assert "answers as         Ollama" in said.splitlines(), said
    said = place.run("backend", "show", "here").stdout
    assert "kind               Ollama" in said and "Nothing answers at" in said, said


def a_test_says_what_to_do(place):
    for personality, expect, says in (
            ("ollama", 0, "4 models, 1 of them in memory"),
            ("ollama-empty", 4, "ollama pull MODEL"),
            ("generic-key", 4, "enter the one that it was started with"),
            ("web", 4, "check the address and the port"),
            ("llama-server-loading", 4, "test again in a moment")):
        with Server(personality) as server:
            place.run("backend", "add", "here", server.url)
            said = place.run("backend", "test", "here", expect=expect)
            assert says in said.stdout + said.stderr, said
    assert "is the model server running?" in place.run("backend", "test", "here", expect=4).stderr
    with Server("generic") as server:
        place.run("backend", "add", "here", server.url)
        assert "“plain” has answered" in place.run("backend", "test", "here", "--ask").stdout


def a_server_needs_no_name_to_be_asked(place):
    with Server("ollama") as server:
        url = server.url.removesuffix("/v1")
        shown = json.loads(place.run("backend", "show", url, "--json").stdout)
        assert shown["kind"] == "ollama" and shown["name"] == url.removeprefix("http://"), shown
        assert "gemma3:4b" in place.run("backend", "models", url).stdout
        assert "4 models, 1 of them in memory" in place.run("backend", "test", url).stdout
        place.run("backend", "unload", url, "gemma3:4b")
    assert url in place.run("backend", "models", url, expect=4).stderr
    assert "is the model server running?" in place.run("backend", "test", url, expect=4).stderr
    with Server("generic-key") as server:
        os.environ["BATCHQ_API_KEY"] = SECRET
        assert "plain" in place.run("backend", "models", server.url).stdout
        del os.environ["BATCHQ_API_KEY"]
        place.run("backend", "models", server.url, expect=4)
    for wrong in "http://", "ftp://host/", "/v1":
        assert wrong in place.run("backend", "show", wrong, expect=2).stderr, wrong
    long = f"http://{'a' * 63}.{'b' * 63}.invalid:8080"
    assert long in place.run("backend", "models", long, expect=4).stderr
    assert place.run("backend", "list").stdout.strip().count("http") == 0


def models_are_unloaded_where_that_can_be(place):
    with Server("ollama") as server:
        place.run("backend", "add", "here", server.url)
        place.run("backend", "unload", "here", "gemma3:4b")
    with Server("vllm") as server:
        place.run("backend", "add", "here", server.url)
        assert "cannot be told to unload" in place.run("backend", "unload", "here", "x",
                                                       expect=4).stderr
    place.run("backend", "unload", "here", "x", expect=4)
    place.run("backend", "unload", "nobody", "x", expect=2)
    place.run("backend", "add", "here", "http://127.0.0.1:9", "--kind", "nonsense", expect=2)


def a_name_may_be_a_host_and_a_port(place):
    """As the window names them. It is no address, for which no server would have to be known."""
    batch = place.write_batch("in.jsonl", 1, models=["plain"])
    with Server("generic") as server:
        name = server.url.removeprefix("http://").removesuffix("/v1")
        place.run("run", batch, "--backend", name, expect=2)
        place.run("backend", "add", name, server.url)
        place.run("run", batch, "--backend", name)
        assert len(place.read_lines("in.output.jsonl")) == 1


def keys_are_read_and_kept_elsewhere(place):
    """No keyring here: a file. In the queue, and in what is said, there is no key."""
    os.environ["XDG_CONFIG_HOME"] = place.path("config")
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent/bus"
    os.environ["G_MESSAGES_DEBUG"] = "Batch"
    with Server("generic-key") as server:
        place.run("backend", "add", "here", server.url)
        said = place.run("backend", "key", "here", stdin=SECRET + "\n")
        assert "There is no keyring here" in said.stdout and SECRET not in said.stderr + said.stdout
        said = place.run("backend", "test", "here", "--ask")
        assert "has answered" in said.stdout and SECRET not in said.stderr + said.stdout
        batch = place.write_batch("in.jsonl", 3, models=["plain"])
        said = place.run("run", batch, "--backend", "here")
        assert SECRET not in said.stderr + said.stdout
        assert len(place.read_lines("in.output.jsonl")) == 3

        keys = pathlib.Path(place.path("config")) / "batch-queue" / "keys"
        assert (keys / "here").stat().st_mode & 0o777 == 0o600
        (keys / "here").rename(place.path("../moved-key"))
        found = is_in_files(place, SECRET)
        pathlib.Path(place.path("../moved-key")).rename(keys / "here")
        assert not found

        for nothing, says in (("", "There is no key on standard input"),
                              ("sk-\u00e9\n", "a character that no key can have"),
                              ("\ufeffsk-1\n", "a character that no key can have"),
                              ("s\0k\0-\0\n", "NUL byte")):
            said = place.run("backend", "key", "here", stdin=nothing, expect=2)
            assert says in said.stderr and "forgotten" not in said.stdout, (nothing, said)
            assert (keys / "here").read_text().strip() == SECRET

        place.run("backend", "key", "here", stdin="\n")
        assert not (keys / "here").exists()
        assert "wants a key" in place.run("backend", "test", "here", expect=4).stderr

        place.run("backend", "key", "here", stdin=SECRET + "\n")
        assert (keys / "here").exists()
        place.run("backend", "remove", "here")
        assert not (keys / "here").exists()


def addresses_are_read_as_people_write_them(place):
    """With an endpoint behind them, as in many docs. To this machine no proxy is on the way."""
    os.environ["http_proxy"] = "http://127.0.0.1:9"
    batch = place.write_batch("in.jsonl", 3, models=["plain"])
    with Server("generic") as server:
        for ending in "/v1/", "/v1/chat/completions", "/v1/models":
            place.run("run", batch, "--force", "--new", "--backend", server.url + ending)
            assert len(place.read_lines("in.output.jsonl")) == 3
    del os.environ["http_proxy"]
    for address, says in (("http://127.0.0.1:9/v1?key=1", "must end before “?”"),
                          ("127.0.0.1:9/v1", "http://HOST:PORT/v1"),
                          ("http://me:secret@127.0.0.1:9", "give the key by name")):
        said = place.run("run", batch, "--backend", address, expect=2).stderr
        assert says in said and "secret" not in said, said


def make_forwarder(port):
    """A proxy that passes requests to @port on, whatever their host, and opens no tunnels."""
    class Forwarder(http.server.BaseHTTPRequestHandler):
        def forward(self):
            connection = http.client.HTTPConnection("127.0.0.1", port)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            path = "/" + self.path.split("/", 3)[3]
            connection.request(self.command, path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_):
            pass

        do_GET = do_POST = forward

    return http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forwarder)


def a_proxy_that_is_not_there_is_named(place):
    """And not the server, nor the password that is in the address of the proxy."""
    batch = place.write("in.jsonl", line(0))
    for scheme in "http", "https":
        os.environ[f"{scheme}_proxy"] = "http://me:secret@127.0.0.1:9"
        try:
            said = place.run("run", batch, "--patience", "0", "--backend",
                             f"{scheme}://models.example/v1", expect=4).stderr
        finally:
            del os.environ[f"{scheme}_proxy"]
        assert "the proxy http://127.0.0.1:9 " in said and "no_proxy" in said, said
        assert "models.example" in said and "secret" not in said, said
        assert "start it" not in said, said


def a_proxy_on_the_way_needs_no_tunnels(place):
    batch = place.write_batch("in.jsonl", 3, models=["plain"])
    with Server("generic") as server, make_forwarder(int(server.port)) as proxy:
        threading.Thread(target=proxy.serve_forever).start()
        os.environ["http_proxy"] = f"http://127.0.0.1:{proxy.server_port}"
        try:
            place.run("run", batch, "--backend", "http://model.example:8080")
        finally:
            del os.environ["http_proxy"]
            proxy.shutdown()
    assert len(place.read_lines("in.output.jsonl")) == 3


def two_names_of_a_model_are_one_load(place):
    with Simulator("--personality", "ollama", "--models", "a:latest:100,b:100", "--capacity",
                   "1") as server:
        place.run("backend", "add", "here", server.url)
        for names, keys in ((("a", "a:latest"), ["a"]), (("a", "a:latest", "b"), ["a", "b"])):
            before = server.get("/__log?summary=1")["loads"]
            place.run("run", place.write_batch("in.jsonl", 12, names), "--new", "--force",
                      "--backend", "here")
            answers = place.read_lines("in.output.jsonl")
            assert_answers(answers, 12)
            told = [entry["response"]["body"]["model"] for entry in answers]
            assert told == [names[i % len(names)] for i in range(12)], told
            assert server.get("/__log?summary=1")["loads"] - before <= len(keys)
            jobs = map(json.loads, place.run("list", "--json").stdout.splitlines())
            job = max(jobs, key=lambda job: job["created_at"])
            assert sorted(job["models"]) == keys and job["loads"] <= len(keys), job
            table = place.run("results", job["id"], "--format", "csv").stdout.splitlines()
            assert [row["model"] for row in csv.DictReader(table)] == told, table


def two_names_of_a_model_are_one_load_when_tried_again(place):
    with Simulator("--personality", "ollama", "--models", "a:latest:100,b:100", "--capacity",
                   "1") as server:
        place.run("backend", "add", "here", server.url)
        batch = place.write_batch("in.jsonl", 12, ("a", "b", "gone"))
        place.run("run", batch, "--backend", "here", expect=1)
        job = json.loads(place.run("list", "--json").stdout)
        assert sorted(job["models"]) == ["a", "b", "gone"], job
        place.run("retry", job["id"], "--model", "a:latest")
        place.run("run", batch, "--backend", "here")
        job = json.loads(place.run("list", "--json").stdout)
        assert job["succeeded"] == 12 and sorted(job["models"]) == ["a", "b", "gone"], job


main([
    kinds_are_found_out,
    addresses_are_read_as_people_write_them,
    settings_are_kept_and_changed,
    what_was_found_to_be_best_is_shown,
    an_estimate_counts_on_what_was_found,
    a_plan_says_the_same_number_as_the_server,
    a_plan_says_what_the_server_has_said,
    a_plan_knows_for_how_many_models_there_is_room,
    a_kind_is_found_out_later,
    a_graphics_card_is_named,
    servers_are_discovered,
    models_tell_what_is_loaded,
    what_a_model_has_refused_is_known,
    a_server_is_shown_with_its_limits,
    a_test_says_what_to_do,
    a_server_needs_no_name_to_be_asked,
    models_are_unloaded_where_that_can_be,
    a_name_may_be_a_host_and_a_port,
    a_proxy_that_is_not_there_is_named,
    a_proxy_on_the_way_needs_no_tunnels,
    keys_are_read_and_kept_elsewhere,
    two_names_of_a_model_are_one_load,
    two_names_of_a_model_are_one_load_when_tried_again,
])
