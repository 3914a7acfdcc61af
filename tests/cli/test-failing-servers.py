# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Servers that can be reached, and fail whatever is asked: they are waited for."""

import http.server
import json
import threading
import urllib.request

from harness import Simulator, assert_answers, communicate, interrupt, line, main, wait_until


def requests(server):
    return server.get("/__log?summary=1")["requests"]


def jobs_of(place):
    return [json.loads(job) for job in place.run("list", "--json").stdout.splitlines()]


def counts_of(place):
    return jobs_of(place)[-1]


def states_of(place):
    return [job["state"] for job in jobs_of(place)]


def who_fails_whatever_is_asked_is_only_waited_for(place):
    """Nothing ends for it, and the same command goes on when it is well."""
    batch = place.write_batch("in.jsonl", 300, models=["a"])
    with Simulator("--any-model", "--fail", "500:1") as broken:
        port = broken.url.split(":")[2].split("/")[0]
        for _ in range(2):
            before = requests(broken)
            said = place.run("run", batch, "--patience", "3", "--backend", broken.url, expect=4)
            assert "The server fails, whatever is asked: 25 requests in a row. The last: The " \
                "model server failed" in said.stderr and "To go on:" in said.stderr, said.stderr
            assert 25 <= requests(broken) - before < 150, requests(broken)
            assert counts_of(place)["pending"] == 300 and counts_of(place)["failed"] == 0
    with Simulator("--any-model", "--listen", f"127.0.0.1:{port}") as mended:
        place.run("run", batch, "--backend", mended.url)
        assert requests(mended) == 300
    assert_answers(place.read_lines("in.output.jsonl"), 300)


def who_is_gone_is_said_to_be(place):
    """Though it has failed before, whatever was asked."""
    batch = place.write_batch("in.jsonl", 300, models=["a"])
    with Simulator("--any-model", "--fail", "500:1") as broken:
        run = place.start("run", batch, "--patience", "6", "--backend", broken.url)
        wait_until(lambda: requests(broken) > 25)
    _, err = communicate(run)
    assert run.returncode == 4, err
    assert "Waiting: Nothing answers at " in err.splitlines()[0], err


def who_fails_for_a_while_is_gone_on_with(place):
    """In mid-run, by a run and by what serves."""
    with Simulator("--any-model", "--delay", "100") as server:
        batch = place.write_batch("in.jsonl", 400, models=["a"])
        run = place.start("run", batch, "--parallel", "4", "--backend", server.url)
        wait_until(lambda: requests(server) > 50)
        server.post("/__fail", b'{"status": 503, "count": 32}')
        server.post("/__pace?times=0.1")
        _, err = communicate(run)
        assert run.returncode == 0, err
        assert requests(server) == 432, requests(server)
        assert_answers(place.read_lines("in.output.jsonl"), 400)

    with Simulator("--any-model") as server:
        server.post("/__fail", b'{"status": 500, "count": 32}')
        place.run("backend", "add", "sim", server.url, "--kind", "openai-compatible")
        place.run("submit", place.write_batch("served.jsonl", 200, models=["a"]),
                  "--parallel", "4", "--backend", "sim")
        serve = place.start("serve", "--listen", "127.0.0.1:0", "--no-auth")
        wait_until(lambda: counts_of(place)["state"] == "completed")
        interrupt(serve)
        assert counts_of(place)["succeeded"] == 200 and requests(server) == 232, requests(server)


def what_is_wrong_with_requests_is_not_the_servers(place):
    """However many there are: refused in a row, or failing whenever they are tried again."""
    for name, fault, bad in (("refused", "400", set(range(5, 105))),
                             ("poison", "500", set(range(0, 110, 2)))):
        with Simulator("--any-model") as server:
            batch = place.write(f"{name}.jsonl", "".join(
                line(i, prompt=f"[[fail {fault}]] number {i}" if i in bad else None)
                for i in range(110)))
            said = place.run("run", batch, "--parallel", "4", "--patience", "0", "--backend",
                             server.url, expect=1).stdout
            assert f"{110 - len(bad)} of 110 answered, {len(bad)} not" in said, said


def those_at_fault_in_a_row_keep_nobody_waiting(place):
    """What stands together does not only come back, so that others show that the server is well."""
    with Simulator("--any-model") as server:
        batch = place.write("row.jsonl", "".join(
            line(i, prompt=f"[[fail 500]] number {i}" if i in range(5, 65) else None)
            for i in range(400)))
        run = place.start("run", batch, "--parallel", "4", "--backend", server.url)
        wait_until(lambda: requests(server) > 0)
        wait_until(lambda: counts_of(place)["succeeded"] == 340)
        interrupt(run)

    with Simulator("--any-model") as server:
        place.run("backend", "add", "sim", server.url, "--kind", "openai-compatible")
        for i in range(6):
            batch = place.write(f"{i}.jsonl", "".join(
                line(j, prompt=None if i > 0 else "[[fail 500]]") for j in range(50)))
            place.run("submit", batch, "--parallel", "4", "--backend", "sim")
        serve = place.start("serve", "--listen", "127.0.0.1:0", "--no-auth")
        wait_until(lambda: states_of(place)[-5:] == 5 * ["completed"])
        interrupt(serve)


def who_chats_shows_that_it_is_well(place):
    """So that a batch that is at fault itself comes to its end."""
    chat = {"model": "a", "messages": [{"role": "user", "content": "hello"}]}
    with Simulator("--any-model") as server:
        place.run("backend", "add", "sim", server.url, "--kind", "openai-compatible")
        batch = place.write("bad.jsonl", "".join(line(i, prompt="[[fail 500]]") for i in range(40)))
        place.run("submit", batch, "--parallel", "4", "--backend", "sim")
        serve = place.start("serve", "--listen", "127.0.0.1:0", "--no-auth", "--backend", "sim")
        request = urllib.request.Request(
            serve.stdout.readline().split()[-1] + "/chat/completions", json.dumps(chat).encode(),
            {"Content-Type": "application/json"})

        def ends_after_a_chat():
            with urllib.request.urlopen(request) as answer:
                assert "prompt: hello" in answer.read().decode()
            return counts_of(place)["failed"] == 40

        wait_until(lambda: requests(server) > 25)
        wait_until(ends_after_a_chat, pause=0.5)
        interrupt(serve)


def how_many_failures_are_too_many_is_told(place):
    place.run("run", "x.jsonl", "--max-failures", "-1", expect=2)
    place.run("serve", "--max-failures", "-1", expect=2)
    with Simulator("--any-model", "--fail", "500:1") as server:
        batch = place.write_batch("in.jsonl", 40, models=["a"])
        said = place.run("run", batch, "--patience", "0", "--max-failures", "7", "--backend",
                         server.url, expect=4).stderr
        assert "whatever is asked: 7 requests in a row" in said, said
        said = place.run("run", batch, "--patience", "0", "--max-failures", "1", "--backend",
                         server.url, expect=4).stderr
        assert "The server has failed for 1 request: The model server failed" in said, said
        said = place.run("run", batch, "--patience", "0", "--max-failures", "0", "--backend",
                         server.url, expect=1).stdout
        assert "0 of 40 answered, 40 not" in said, said


def a_model_that_only_fails_is_not_in_the_way(place):
    for broken in "ab":
        with Simulator("--any-model") as server:
            batch = place.write(f"{broken}.jsonl", "".join(
                line(i, model="ab"[i % 2],
                     prompt=f"[[fail 500]] number {i}" if "ab"[i % 2] == broken else None)
                for i in range(120)))
            said = place.run("run", batch, "--parallel", "2", "--patience", "2", "--backend",
                             server.url, expect=4).stderr
            assert "The server fails, whatever is asked" in said, said
            counts = counts_of(place)
            assert counts["succeeded"] == 60 and counts["failed"] + counts["pending"] == 60, counts
            assert counts["pending"] > 20, counts


def a_model_that_is_not_there_any_more_is_waited_for(place):
    """As of a server that was started again with others: nothing fails for it."""
    batch = place.write_batch("in.jsonl", 60, models=["a", "b"])
    with Simulator("--models", "a,b", "--delay", "300", "--personality", "openai") as server:
        port = server.url.split(":")[2].split("/")[0]
        run = place.start("run", batch, "--parallel", "2", "--patience", "3", "--backend",
                          server.url)
        wait_until(lambda: requests(server) > 10)
    with Simulator("--models", "c", "--listen", f"127.0.0.1:{port}") as other:
        _, err = communicate(run)
        assert run.returncode == 4, err
        assert "is not there any more: The model server does not have this model" in err, err
        assert counts_of(place)["failed"] == 0 and requests(other) < 30, err
    with Simulator("--models", "a,b", "--listen", f"127.0.0.1:{port}") as server:
        place.run("run", batch, "--backend", server.url)
    assert_answers(place.read_lines("in.output.jsonl"), 60)


class Fickle(http.server.BaseHTTPRequestHandler):
    """Lists its only model, and has it for requests whose prompt does not say “never”."""

    protocol_version = "HTTP/1.1"

    def say(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        if self.path.endswith("/models"):
            self.say(200, {"object": "list", "data": [{"id": "a", "object": "model"}]})
        else:
            self.say(404, {"error": {"message": "There is no such place"}})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if "never" in body:
            self.say(404, {"error": {"message": "The model `a` does not exist",
                                     "code": "model_not_found"}})
        else:
            message = {"role": "assistant", "content": "yes"}
            self.say(200, {"id": "x", "object": "chat.completion", "model": "a",
                           "choices": [{"index": 0, "message": message,
                                        "finish_reason": "stop"}]})

    def log_message(self, *_):
        pass


def items_that_do_not_find_a_listed_model_fail(place):
    """Also the last ones, after which nobody is answered who would tell."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Fickle)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    batch = place.write("in.jsonl", "".join(
        line(i, model="a", prompt="never" if i >= 10 else f"number {i}") for i in range(12)))
    said = place.run("run", batch, "--parallel", "1", "--backend",
                     f"http://127.0.0.1:{server.server_port}/v1", expect=1).stderr
    counts = counts_of(place)
    assert (counts["succeeded"], counts["failed"]) == (10, 2), (counts, said)
    errors = place.read_lines("in.errors.jsonl")
    assert [entry["custom_id"] for entry in errors] == [json.loads(line(i))["custom_id"]
                                                        for i in (10, 11)], errors
    assert all("does not have this model" in json.dumps(entry) or
               "The model `a` does not exist" in json.dumps(entry) for entry in errors), errors
    server.shutdown()
    server.server_close()


class Listing(Fickle):
    """An Ollama that lists its only model, and has lost it after some answers."""

    n_left = 4
    says = {"/api/version": {"version": "0.9.0"}, "/api/ps": {"models": []},
            "/api/tags": {"models": [{"name": "a:latest", "model": "a:latest"}]}}

    def do_GET(self):
        if self.path == "/":
            self.send_response(200)
            self.send_header("Content-Length", "17")
            self.end_headers()
            self.wfile.write(b"Ollama is running")
        elif self.path in self.says:
            self.say(200, self.says[self.path])
        else:
            super().do_GET()

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        Listing.n_left -= self.path == "/api/chat"
        if Listing.n_left < 0:
            self.say(404, {"error": "model 'a' not found"})
        else:
            self.say(200, {"model": "a", "message": {"role": "assistant", "content": "yes"},
                           "done": True, "done_reason": "stop", "load_duration": 1000000,
                           "prompt_eval_count": 1, "eval_count": 1})


def a_model_that_is_only_listed_fails_as_a_whole(place):
    """However many items it has: after some time it is neither loaded nor asked any more."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    batch = place.write("in.jsonl", "".join(line(i, model="a") for i in range(3000)))
    said = place.run("run", batch, "--parallel", "2", "--patience", "60", "--backend",
                     f"http://127.0.0.1:{server.server_port}", expect=1, timeout=600).stderr
    counts = counts_of(place)
    assert (counts["succeeded"], counts["failed"]) == (4, 2996), (counts, said)
    server.shutdown()
    server.server_close()


def refuse(server, count):
    """So many times the model is not found, though it is on the list."""
    server.post("/__fail", json.dumps({
        "kind": "body", "status": 404, "count": count,
        "body": json.dumps({"error": {"message": "model 'a' not found"}})}).encode())


def a_listed_model_is_asked_for_again(place):
    """Also when it has never answered, as that of a router that is being started."""
    for number, personality in enumerate(("openai", "ollama", "llama-swap")):
        with Simulator("--models", "a", "--personality", personality) as server:
            refuse(server, 2)
            batch = place.write_batch(f"{number}.jsonl", 40, models=["a"])
            said = place.run("run", batch, "--parallel", "2", "--backend", server.url)
            counts = counts_of(place)
            assert (counts["succeeded"], counts["failed"]) == (40, 0), (counts, said)


def what_a_listed_model_is_waited_for_is_told(place):
    with Simulator("--models", "a", "--personality", "openai") as server:
        refuse(server, 1000)
        batch = place.write_batch("in.jsonl", 40, models=["a"])
        said = place.run("run", batch, "--parallel", "2", "--patience", "5", "--backend",
                         server.url, expect=4).stderr
        assert "The model “a” is on the list of its server, but is not there yet: The model " \
            "server does not have this model" in said, said
        assert counts_of(place)["pending"] == 40 and requests(server) < 20, said
        said = place.run("run", batch, "--parallel", "2", "--backend", server.url, expect=1)
        assert counts_of(place)["failed"] == 40 and requests(server) < 80, said


def a_name_that_is_on_no_list_costs_little(place):
    """It is looked for once, and asked for once more."""
    with Simulator("--models", "a", "--personality", "openai") as server:
        batch = place.write_batch("in.jsonl", 200, models=["b"])
        place.run("run", batch, "--parallel", "1", "--backend", server.url, expect=1)
        assert counts_of(place)["failed"] == 200 and requests(server) == 2, requests(server)


class Unloaded(Fickle):
    """Has no model in memory until somebody loads one."""

    paths = []

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.paths.append(self.path)
        self.say(404, {"error": {"message": "No models loaded. Please load one."}})


def who_has_loaded_no_model_is_said_to_be_waited_for(place):
    """It knows what is asked of it, and is not asked otherwise."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Unloaded)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    batch = place.write_batch("in.jsonl", 4, models=["a"])
    run = place.start("run", batch, "--parallel", "1", "--backend",
                      f"http://127.0.0.1:{server.server_port}/v1")
    wait_until(lambda: [job["standstill"]["reason"] for job in jobs_of(place)
                        if job["standstill"]] == ["The model server has loaded no model yet: "
                                                  "No models loaded. Please load one"])
    wait_until(lambda: len(Unloaded.paths) > 3)
    assert set(Unloaded.paths) == {"/v1/chat/completions"}, Unloaded.paths
    interrupt(run)
    communicate(run)
    server.shutdown()
    server.server_close()


def a_model_that_comes_back_is_gone_on_with(place):
    """By the same command, also when another one never was there: that one only fails."""
    batch = place.write_batch("in.jsonl", 90, models=["a", "b", "never"])
    served = ["--models", "a,b", "--personality", "openai"]
    with Simulator(*served, "--delay", "300") as server:
        port = server.url.split(":")[2].split("/")[0]
        run = place.start("run", batch, "--parallel", "2", "--backend", server.url)
        wait_until(lambda: requests(server) > 10)
    with Simulator("--models", "c", "--listen", f"127.0.0.1:{port}") as other:
        wait_until(lambda: requests(other) > 5)
        assert run.poll() is None
    with Simulator(*served, "--listen", f"127.0.0.1:{port}") as server:
        out, err = communicate(run)
        assert run.returncode == 1 and "60 of 90 answered, 30 not" in out, out + err
        assert "30 × The model server does not have this model" in out, out


main([
    items_that_do_not_find_a_listed_model_fail,
    a_model_that_is_only_listed_fails_as_a_whole,
    a_model_that_is_not_there_any_more_is_waited_for,
    a_listed_model_is_asked_for_again,
    what_a_listed_model_is_waited_for_is_told,
    a_name_that_is_on_no_list_costs_little,
    who_has_loaded_no_model_is_said_to_be_waited_for,
    a_model_that_comes_back_is_gone_on_with,
    who_fails_whatever_is_asked_is_only_waited_for,
    who_is_gone_is_said_to_be,
    who_fails_for_a_while_is_gone_on_with,
    what_is_wrong_with_requests_is_not_the_servers,
    those_at_fault_in_a_row_keep_nobody_waiting,
    who_chats_shows_that_it_is_well,
    how_many_failures_are_too_many_is_told,
    a_model_that_only_fails_is_not_in_the_way,
])
