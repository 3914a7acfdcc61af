# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Bad days of a model server: what is said, the exit code, and that nothing is lost."""

import http.server
import json
import os
import pathlib
import socket
import sqlite3
import ssl
import threading
import time

from harness import Simulator, assert_answers, communicate, interrupt, line, main, wait_until

# What a server does with one request of three; why it then has no answer, the sentence, and the
# status that is kept with it.
ONE_FAILS = {
    "400": ("non_retriable_http_status", "refuses the request", 400),
    "404": ("non_retriable_http_status", "does not know", 404),
    "html": ("invalid_response", "web page", 200),
    "huge": ("invalid_response", "larger than the limit of 16 MiB", None),
    "endless": ("invalid_response", "larger than the limit of 16 MiB", None),
}

# What passes when it is asked again.
PASSES = ["500:1", "503:1", "429:1", "garbage:1", "cut:1", "disconnect:1", "reset:1",
          "wrong-length:1"]

# What may pass, but does not for as often as it is asked again.
NEVER_PASSES = {
    "500": ("retriable_http_status", "The model server failed", 500),
    "503": ("retriable_http_status", "The model server is not available", 503),
    "garbage": ("invalid_response", "not JSON", 200),
    "cut": ("network_error", "in the middle of its answer", None),
    "disconnect": ("network_error", "without an answer", None),
}

# What keeps everybody out: the work stops, and goes on when it is over.
SHUTS_OUT = {
    "401": "does not accept the key",
    "403": "does not allow this",
}


def write_three(place, fault, name="in.jsonl"):
    return place.write(name, line(0) + line(1, prompt=f"[[fail {fault}]] number 1") + line(2))


def requests(server):
    return server.get("/__log?summary=1")["requests"]


def what_does_not_pass_is_one_item(place):
    for fault, (code, sentence, status) in ONE_FAILS.items():
        with Simulator("--any-model") as server:
            batch = write_three(place, fault)
            said = place.run("run", batch, "--force", "--backend", server.url, expect=1).stdout
            assert "2 of 3 answered, 1 not" in said and "in.errors.jsonl" in said, (fault, said)
            assert [entry["custom_id"] for entry in place.read_lines("in.output.jsonl")] \
                == ["r0", "r2"], fault
            (failed,) = place.read_lines("in.errors.jsonl")
            assert failed["custom_id"] == "r1" and failed["error"]["code"] == code, (fault, failed)
            assert sentence in failed["error"]["message"], (fault, failed)
            assert (failed["response"] or {}).get("status_code") == status, (fault, failed)


def why_items_failed_is_told_once(place):
    faults = {1: "400", 4: "400", 7: "html", 9: "400", 12: "404", 15: "html"}
    with Simulator("--any-model") as server:
        batch = place.write("in.jsonl", "".join(
            line(i, prompt=f"[[fail {faults[i]}]] number {i}" if i in faults else None)
            for i in range(20)))
        said = place.run("run", batch, "--backend", server.url, expect=1).stdout
        job = json.loads(place.run("list", "--json").stdout)["id"]
        failures = json.loads(place.run("show", job, "--json").stdout)["failures"]
        shown = place.run("show", job).stdout
    assert [(entry["code"], entry["status_code"], entry["count"]) for entry in failures] == [
        ("non_retriable_http_status", 400, 3), ("invalid_response", 200, 2),
        ("non_retriable_http_status", 404, 1)], failures
    assert all(entry["message"] in text for entry in failures for text in (said, shown)), said
    assert "3 × The model server refuses the request" in said, said
    assert said.count("×") == shown.count("×") == 3, (said, shown)


def reasons_that_are_not_told_are_counted(place):
    faults = ("400", "404", "html", "huge", "422")
    with Simulator("--any-model") as server:
        batch = place.write("in.jsonl", "".join(
            line(i, prompt=f"[[fail {fault}]] number {i}") for i, fault in enumerate(faults)))
        said = place.run("run", batch, "--backend", server.url, expect=1).stdout
        job = json.loads(place.run("list", "--json").stdout)["id"]
        shown = place.run("show", job).stdout
    assert said.count("×") == 3 and shown.count("×") == len(faults), (said, shown)
    assert f"and {len(faults) - 3} other reasons: batchq show {job}" in said, said


def what_passes_is_waited_out(place):
    with Simulator("--any-model") as server:
        text = "".join(line(i, prompt=f"[[fail {fault}]] number {i}")
                       for i, fault in enumerate(PASSES))
        batch = place.write("in.jsonl", text)
        place.run("run", batch, "--backend", server.url)
        assert_answers(place.read_lines("in.output.jsonl"), len(PASSES))
        assert requests(server) == 2 * len(PASSES)


def a_server_that_asks_for_patience_gets_it(place):
    """Which costs no attempt, so that nothing fails for it."""
    with Simulator("--any-model") as server:
        server.post("/__fail", b'{"status": 429, "retry_after": 1, "count": 6}')
        batch = place.write_batch("in.jsonl", 1, models=["a"])
        begin = time.monotonic()
        place.run("run", batch, "--backend", server.url)
        assert time.monotonic() - begin >= 6
        assert_answers(place.read_lines("in.output.jsonl"), 1)
        assert requests(server) == 6 + 1


def what_stands_still_says_why(place):
    """To whoever looks, and for as long as it lasts: it is no trouble that ends a run."""
    with Simulator("--any-model", "--fail", "429:1:3") as server:
        batch = place.write_batch("in.jsonl", 2, models=["a"])
        run = place.start("run", batch, "--patience", "0", "--backend", server.url)
        wait_until(lambda: standstill(place) is not None)
        found = standstill(place)
        assert "is busy" in found["reason"] and found["since"], found
        assert " · waiting since " in place.run("list").stdout
        said = place.run("show", place.run("list", "--json").stdout.split('"')[3]).stdout
        assert "\nStandstill   waiting since " in said and "is busy" in said, said
        # From the fourth try of one on it is told while there is one under way, too.
        wait_until(lambda: requests(server) >= 7)
        assert run.poll() is None
        _, err = interrupt(run)
        assert run.returncode == 130, err
        last = [text for text in err.splitlines() if " left · " in text][-1]
        assert last.startswith("0 done · 0 failed · 2 left · waiting since "), err
        says_the_day_of_what_is_old(place)


def what_is_left_for_later_says_until_when(place):
    """Though the others were answered, and nothing else is to be done."""
    with Simulator("--any-model") as server:
        server.post("/__fail", b'{"status": 429, "retry_after": 3600, "count": 1}')
        batch = place.write_batch("in.jsonl", 30, models=["a"])
        run = place.start("run", batch, "--backend", server.url)
        wait_until(lambda: requests(server) == 30 and standstill(place) is not None)
        found = standstill(place)
        assert "is busy" in found["reason"] and found["since"] < found["next_try_at"], found
        said = next(text for text in run.stderr if "1 left" in text and "next try at" in text)
        assert "waiting since " in said and "is busy" in said and "ready" not in said, said
        interrupt(run)


def what_a_server_asks_for_is_held_against_what_it_does(place):
    """It asks for an hour, and lets others in at once: who was turned away waits less."""
    with Simulator("--any-model") as server:
        server.post("/__fail", b'{"status": 429, "retry_after": 3600, "count": 24}')
        batch = place.write_batch("many.jsonl", 300, models=["a"])
        run = place.start("run", batch, "--backend", server.url)
        wait_until(lambda: requests(server) >= 48 and last_wait(place) is not None)
        assert last_wait(place) < 10 * 60
        interrupt(run)


def last_wait(place):
    """In how many seconds the last of those who wait is tried again; None: nobody waits."""
    with sqlite3.connect(place.path("data/queue.db")) as database:
        last, = database.execute("SELECT max(not_before) FROM item").fetchone()
    return last / 1e6 - time.time() if last else None


def says_the_day_of_what_is_old(place):
    begun = int(time.time()) - 8 * 86400
    with sqlite3.connect(place.path("data/queue.db")) as database:
        database.execute("UPDATE tally SET setback_since = ?", (begun * 1000000,))
    said = place.run("show", place.run("list", "--json").stdout.split('"')[3]).stdout
    day = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(begun))
    assert f"\nStandstill   waiting since {day}" in said, said


def standstill(place):
    jobs = place.run("list", "--json").stdout
    return json.loads(jobs)["standstill"] if jobs else None


def who_waits_for_an_answer_sees_how_long(place):
    with Simulator("--any-model") as server:
        batch = place.write("in.jsonl", line(0) + line(1, prompt="[[fail stall-body]] number 1"))
        run = place.start("run", batch, "--parallel", "1", "--backend", server.url)
        said = next((text for text in run.stderr if " s for an answer" in text), None)
        assert said is not None and said.startswith("1 done · 0 failed · 1 left"), said
        interrupt(run)
        assert run.returncode == 130


def what_never_passes_fails_in_the_end(place):
    count = len(NEVER_PASSES)
    with Simulator("--any-model") as server:
        batch = place.write("in.jsonl", "".join(
            line(i, prompt=f"[[fail {fault}]] number {i}")
            for i, fault in enumerate(NEVER_PASSES)) + line(count))
        said = place.run("run", batch, "--backend", server.url, expect=1).stdout
        assert f"1 of {count + 1} answered, {count} not" in said, said
        (answered,) = place.read_lines("in.output.jsonl")
        assert answered["custom_id"] == f"r{count}", answered
        errors = place.read_lines("in.errors.jsonl")
        assert [entry["custom_id"] for entry in errors] == [f"r{i}" for i in range(count)], errors
        for failed, (code, sentence, status) in zip(errors, NEVER_PASSES.values()):
            assert failed["error"]["code"] == code, failed
            assert sentence in failed["error"]["message"], failed
            assert (failed["response"] or {}).get("status_code") == status, failed
        # A used connection that ends without an answer may have been closed before it was asked,
        # so that each try for the one that is disconnected may take two.
        assert 0 <= requests(server) - (1 + 5 * count) <= 5, requests(server)


def who_is_shut_out_stops_at_once(place):
    for fault, sentence in SHUTS_OUT.items():
        with Simulator("--any-model", "--fail", f"{fault}:1") as server:
            batch = place.write_batch(f"in{fault}.jsonl", 3, models=["a"])
            begin = time.monotonic()
            said = place.run("run", batch, "--backend", server.url, expect=4).stderr
            assert sentence in said and "To go on:" in said, said
            assert "No key was given: set BATCHQ_API_KEY" in said, said
            assert time.monotonic() - begin < 30
            os.environ["BATCHQ_API_KEY"] = "wrong"
            said = place.run("run", batch, "--backend", server.url, expect=4).stderr
            del os.environ["BATCHQ_API_KEY"]
            assert "The key is what BATCHQ_API_KEY says." in said, said
        job = place.run("show", place.run("list", "--json").stdout.split('"')[3]).stdout
        assert "3 waiting" in job and "0 failed" in job, job


def one_model_that_is_not_allowed_is_not_in_the_way(place):
    for forbidden, others in ([0, 2, 4], [1, 3, 5]), ([1, 3, 5], [0, 2, 4]):
        with Simulator("--any-model") as server:
            batch = place.write(f"in{forbidden[0]}.jsonl", "".join(
                line(i, model="ab"[i % 2],
                     prompt=f"[[fail 403]] number {i}" if i in forbidden else None)
                for i in range(6)))
            said = place.run("run", batch, "--backend", server.url, expect=1).stdout
            assert "3 of 6 answered, 3 not" in said, said
            stem = batch.removesuffix(".jsonl")
            assert [entry["custom_id"] for entry in place.read_lines(f"{stem}.output.jsonl")] \
                == [f"r{i}" for i in others]
            for entry in place.read_lines(f"{stem}.errors.jsonl"):
                assert entry["error"]["code"] == "auth", entry
                assert "does not allow this" in entry["error"]["message"], entry


def a_wrong_key_can_be_put_right(place):
    os.environ["SECRET_OF_TEST"] = "right"
    os.environ["BATCHQ_API_KEY"] = "wrong"
    with Simulator("--any-model", "--api-key-from-env", "SECRET_OF_TEST") as server:
        batch = place.write_batch("in.jsonl", 3, models=["a"])
        said = place.run("run", batch, "--backend", server.url, expect=4).stderr
        assert "key" in said and "To go on" in said, said
        os.environ["BATCHQ_API_KEY"] = "right"
        place.run("run", batch, "--backend", server.url)
        assert_answers(place.read_lines("in.output.jsonl"), 3)
        for path in (place.folder / "data").rglob("*"):
            assert not path.is_file() or b"right" not in path.read_bytes(), path
    del os.environ["BATCHQ_API_KEY"]


class Refusing(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass


class WebServer:
    """Something else that listens, as at a mistyped port: it knows no path and takes no POST."""

    def __init__(self, handler=Refusing, kind=http.server.ThreadingHTTPServer):
        self.handler = handler
        self.kind = kind

    def __enter__(self):
        self.server = self.kind(("127.0.0.1", 0), self.handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class Keyless(Refusing):
    """Lets nobody in, whatever the key."""

    status, body = 402, b'{"error":{"message":"Insufficient credits","code":402}}'

    def do_GET(self):
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()


class Budget(Keyless):
    status, body = 400, b'{"error":{"message":"All is spent","type":"budget_exceeded"}}'


class Challenge(Keyless):
    status, body = 403, b"<!DOCTYPE html><html><head><title>Just a moment</title></head></html>"


def no_key_is_asked_for_where_none_would_help(place):
    for handler, sentence in (
            (Keyless, "The account at the model server has no credit left: Insufficient credits"),
            (Budget, "The account at the model server has no credit left: All is spent"),
            (Challenge, "lets nobody through, and shows a page: Just a moment"),
            (LoadingKeyless, "has no credit left: Insufficient credits"),
            (LoadingChallenge, "lets nobody through, and shows a page: Just a moment")):
        with WebServer(handler) as server:
            batch = place.write_batch(f"{handler.__name__}.jsonl", 3, models=["a"])
            said = place.run("run", batch, "--patience", "2", "--backend", server.url,
                             expect=4).stderr
            assert sentence in said and "To go on:" in said, said
            assert "BATCHQ_API_KEY" not in said, said
        job = place.run("show", place.run("list", "--json").stdout.split('"')[3]).stdout
        assert "3 waiting" in job and "0 failed" in job, job


class LoadingKeyless(Keyless):
    """An Ollama whose list and version everybody may see, and who loads nothing for anybody."""

    says = {"/": b"Ollama is running", "/api/version": b'{"version":"0.9.0"}',
            "/v1/models": b'{"object":"list","data":[{"id":"a","object":"model"}]}',
            "/api/tags": b'{"models":[{"name":"a:latest","model":"a:latest"}]}',
            "/api/ps": b'{"models":[]}'}

    def do_GET(self):
        if self.command == "POST" or self.path not in self.says:
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.says[self.path])))
        self.end_headers()
        self.wfile.write(self.says[self.path])


class LoadingChallenge(LoadingKeyless):
    status, body = Challenge.status, Challenge.body


def who_takes_connections_and_says_nothing_is_given_up(place):
    """When it has said nothing at all for as long as one is waited for; else it is only slow."""
    batch = place.write_batch("in.jsonl", 3, models=["a"])
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}"
        begin = time.monotonic()
        said = place.run("run", batch, "--patience", "2", "--backend", url, expect=4).stderr
    assert f"{url} takes connections, but does not answer" in said and "To go on:" in said, said
    assert time.monotonic() - begin < 60
    job = json.loads(place.run("list", "--json").stdout)
    assert job["pending"] == 3 and job["failed"] == 0, job

    with Simulator("--any-model", "--delay", "4000") as slow:
        batch = place.write_batch("slow.jsonl", 1, models=["a"])
        place.run("run", batch, "--patience", "1", "--backend", slow.url)


class Slow(Refusing):
    """A model server, and a slow one."""

    def answer(self, answer):
        text = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self):
        if self.path == "/v1/models":
            self.answer({"object": "list", "data": [{"id": "a", "object": "model"}]})
        else:
            self.send_error(404)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(6)
        self.answer({"object": "chat.completion", "model": "a", "choices": [
            {"index": 0, "message": {"role": "assistant", "content": "yes"},
             "finish_reason": "stop"}]})


def who_does_one_thing_at_a_time_is_only_slow(place):
    """It says nothing while it works, nor while anybody holds a connection to it."""
    with WebServer(Slow, http.server.HTTPServer) as server:
        batch = place.write_batch("in.jsonl", 1, models=["a"])
        place.run("run", batch, "--patience", "2", "--backend", server.url)


def a_model_that_is_not_there_is_one_reason(place):
    """Though it is asked for once only, and nothing waits at the end."""
    with Simulator("--models", "a", "--personality", "openai") as server:
        batch = place.write_batch("in.jsonl", 20, models=["a", "b"])
        said = place.run("run", batch, "--backend", server.url, expect=1)
        (reason,) = [text for text in said.stdout.splitlines() if "model_not_found" in text]
        assert reason.startswith("10 × ") and reason.endswith("(model_not_found, 404)"), reason
        assert "0 left" in said.stderr.splitlines()[-1], said
        assert "Waiting" not in said.stderr.splitlines()[-1], said


class Verbose(Refusing):
    """Answers every question, with more headers than anybody reads."""

    def do_POST(self):
        self.send_response(200)
        for number in range(600):
            self.send_header(f"X-{number}", "y" * 1000)
        self.end_headers()


def too_many_headers_are_called_that(place):
    with WebServer(Verbose) as server:
        batch = place.write_batch("in.jsonl", 1, models=["a"])
        said = place.run("run", batch, "--backend", server.url, expect=1).stdout
        assert "1 × What " in said and "too many headers" in said, said


class SecureServer(WebServer):
    """With a certificate that nobody has signed but itself."""

    def __enter__(self):
        super().__enter__()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pathlib.Path(os.environ["G_TEST_SRCDIR"], "http/localhost.pem"))
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://localhost:{self.server.server_port}"
        return self


def a_certificate_that_is_not_trusted_is_not_waited_for(place):
    """And the sentence says what to do about it."""
    batch = place.write_batch("in.jsonl", 3, models=["a"])
    begin = time.monotonic()
    with SecureServer() as server:
        said = place.run("run", batch, "--patience", "3600", "--backend", server.url,
                         expect=4).stderr
    assert "SSL_CERT_FILE names a file of others" in said and "To go on:" in said, said
    assert time.monotonic() - begin < 60
    job = json.loads(place.run("list", "--json").stdout)
    assert job["pending"] == 3 and job["failed"] == 0, job


def a_wrong_address_can_be_put_right(place):
    for way in ("remove", "--force"):
        batch = place.write_batch(f"in{way}.jsonl", 50, models=["a"])
        with WebServer() as wrong, Simulator("--any-model") as server:
            said = place.run("run", batch, "--backend", wrong.url, expect=4).stderr
            assert f"{wrong.url} answers, but is not a model server: check" in said, said
            assert "To go on:" in said and "BATCHQ_API_KEY" not in said, said

            said = place.run("run", batch, "--backend", server.url, expect=2).stderr
            assert "--force" in said, said
            job = said.partition("batchq remove ")[2].partition(" ")[0]
            shown = place.run("show", job).stdout
            assert "50 waiting" in shown and "0 failed" in shown, shown
            if way == "remove":
                place.run("remove", job)
                place.run("run", batch, "--backend", server.url)
            else:
                place.run("run", batch, "--force", "--backend", server.url)
            assert_answers(place.read_lines(f"in{way}.output.jsonl"), 50)


def the_server_of_another_job_is_not_in_the_way(place):
    """Whatever is wrong there, and however long: who asked for one job waits for its server."""
    os.environ["SECRET_OF_TEST"] = "right"
    with Simulator("--any-model", "--api-key-from-env", "SECRET_OF_TEST") as keyed, \
            WebServer() as wrong, Simulator("--any-model", "--delay", "200") as good:
        for name, url in (("keyed", keyed.url), ("wrong", wrong.url),
                          ("away", "http://127.0.0.1:9"), ("good", good.url)):
            place.run("backend", "add", name, url, "--kind", "openai-compatible",
                      "--parallel", "1")
        for name in ("keyed", "wrong", "away"):
            place.run("submit", place.write_batch(f"{name}.jsonl", 2), "--backend", name)

        batch = place.write_batch("good.jsonl", 30)
        begin = time.monotonic()
        said = place.run("run", batch, "--backend", "good", "--patience", "1").stderr
        assert time.monotonic() - begin > 4
        assert "Waiting" not in said and "batchq backend key" not in said, said
        assert_answers(place.read_lines("good.output.jsonl"), 30)
        assert requests(keyed) > 0


def what_can_be_done_is_done_before_a_queue_is_given_up(place):
    os.environ["SECRET_OF_TEST"] = "right"
    with Simulator("--any-model", "--api-key-from-env", "SECRET_OF_TEST") as keyed, \
            Simulator("--any-model", "--delay", "100") as good:
        place.run("backend", "add", "keyed", keyed.url, "--kind", "openai-compatible")
        place.run("backend", "add", "good", good.url, "--kind", "openai-compatible")
        place.run("submit", place.write_batch("keyed.jsonl", 2), "--backend", "keyed")
        place.run("submit", place.write_batch("good.jsonl", 20), "--backend", "good")
        said = place.run("run", expect=4).stderr
        assert "does not accept the key" in said and "batchq backend key keyed" in said, said
        assert_answers(place.read_lines("good.output.jsonl"), 20)


def a_key_that_cannot_be_one_is_named(place):
    batch = place.write_batch("in.jsonl", 3, models=["a"])
    with Simulator("--any-model") as server:
        for key in ("two words", "two\nlines", "schlüssel"):
            os.environ["BATCHQ_API_KEY"] = key
            said = place.run("run", batch, "--backend", server.url, expect=4).stderr
            assert "that no key can have" in said and "BATCHQ_API_KEY" in said, said
        del os.environ["BATCHQ_API_KEY"]
        assert "Going on" in place.run("run", batch, "--backend", server.url).stderr
        assert_answers(place.read_lines("in.output.jsonl"), 3)
        assert requests(server) == 3


def an_address_is_the_server_that_has_it(place):
    """Its settings hold for whoever gives the address; a key that comes with that is kept when
    servers are named in mid-run."""
    os.environ["SECRET_OF_TEST"] = "right"
    os.environ["BATCHQ_API_KEY"] = "right"
    with Simulator("--any-model", "--api-key-from-env", "SECRET_OF_TEST", "--delay",
                   "50") as server:
        place.run("backend", "add", "sim", server.url, "--parallel", "2", "--kind",
                  "openai-compatible")
        batch = place.write_batch("in.jsonl", 60, models=["a"])
        running = place.start("run", batch, "--backend", server.url)
        wait_until(lambda: server.get("/__log?summary=1")["requests"] > 10)
        place.run("backend", "add", "other", "http://127.0.0.1:9", "--kind", "openai-compatible")
        out, err = communicate(running)
        assert running.returncode == 0, (out, err)
        requests = [event for event in server.get_lines("/__log") if event["event"] == "request"]
        assert len(requests) == 60 and max(event["in_flight"] for event in requests) == 2, requests
    del os.environ["BATCHQ_API_KEY"]


def a_key_that_is_not_there_is_named(place):
    with Simulator("--any-model") as server:
        place.run("backend", "add", "sim", server.url, "--key-from-env", "NO_SUCH_VARIABLE")
        batch = place.write_batch("in.jsonl", 2, models=["a"])
        said = place.run("run", batch, "--backend", "sim", expect=4).stderr
        assert "NO_SUCH_VARIABLE" in said, said
        assert "NO_SUCH_VARIABLE" in place.run("backend", "models", "sim", expect=4).stderr


def a_server_that_is_not_there_is_named(place):
    batch = place.write_batch("in.jsonl", 3)
    for url, remedy in (("http://127.0.0.1:9", "start it, and give the same command again"),
                        ("http://nobody.invalid:8080", "whether its name is right")):
        said = place.run("run", batch, "--backend", url, expect=4).stderr
        assert url in said and remedy in said, said
    assert place.run("list", "--json").stdout == ""
    place.run("backend", "add", "away", "http://127.0.0.1:9")
    assert "127.0.0.1:9" in place.run("backend", "models", "away", expect=4).stderr
    assert "127.0.0.1:9" in place.run("run", batch, "--backend", "away", expect=4).stderr


def a_queue_whose_server_is_away_is_not_lost(place):
    batch = place.write_batch("in.jsonl", 3, models=["a"])
    with Simulator("--any-model") as server:
        url, port = server.url, server.url.split(":")[2].split("/")[0]
        place.run("submit", batch, "--backend", url)
    said = place.run("run", "--patience", "1", expect=4).stderr
    assert port in said, said
    with Simulator("--any-model", "--listen", f"127.0.0.1:{port}"):
        place.run("run")
        assert_answers(place.read_lines("in.output.jsonl"), 3)


main([
    what_does_not_pass_is_one_item,
    why_items_failed_is_told_once,
    reasons_that_are_not_told_are_counted,
    what_passes_is_waited_out,
    a_server_that_asks_for_patience_gets_it,
    what_stands_still_says_why,
    what_is_left_for_later_says_until_when,
    what_a_server_asks_for_is_held_against_what_it_does,
    who_waits_for_an_answer_sees_how_long,
    what_never_passes_fails_in_the_end,
    who_is_shut_out_stops_at_once,
    no_key_is_asked_for_where_none_would_help,
    one_model_that_is_not_allowed_is_not_in_the_way,
    a_wrong_key_can_be_put_right,
    a_model_that_is_not_there_is_one_reason,
    too_many_headers_are_called_that,
    who_takes_connections_and_says_nothing_is_given_up,
    who_does_one_thing_at_a_time_is_only_slow,
    a_certificate_that_is_not_trusted_is_not_waited_for,
    a_wrong_address_can_be_put_right,
    the_server_of_another_job_is_not_in_the_way,
    what_can_be_done_is_done_before_a_queue_is_given_up,
    a_key_that_cannot_be_one_is_named,
    an_address_is_the_server_that_has_it,
    a_key_that_is_not_there_is_named,
    a_server_that_is_not_there_is_named,
    a_queue_whose_server_is_away_is_not_lost,
])
