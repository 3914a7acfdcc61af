# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What the server says of itself: a line for each request and event, and no secret in any."""

import base64
import json
import os
import re
import socket
import urllib.error
import urllib.request

from harness import Simulator, line, main, wait_until
from receiver import Receiver
from serving import Serving, form

HOOK = "whsec_" + base64.b64encode(bytes(range(32))).decode()
SERVER_KEY = "sk-server-0123456789abcdef"
PROMPT = "a prompt that is nobody's business"
GUESS = "sk-guess-0123456789abcdef"

os.environ["HOOK_SECRET"] = HOOK
os.environ["SERVER_KEY"] = SERVER_KEY


def ask(serving, path, body=None, key=None, kind="application/json", method=None):
    wanted = urllib.request.Request(serving.url.removesuffix("/v1") + path, body, method=method)
    wanted.add_header("Content-Type", kind)
    wanted.add_header("Authorization", f"Bearer {key or serving.token}")
    try:
        with urllib.request.urlopen(wanted, timeout=300) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def upload(serving, content):
    status, answer = ask(serving, "/v1/files", form(content.encode()),
                         kind="multipart/form-data; boundary=b")
    assert status == 200, answer
    return json.loads(answer)["id"]


def order(serving, file, **more):
    body = {"input_file_id": file, "endpoint": "/v1/chat/completions", "completion_window": "24h",
            **more}
    status, answer = ask(serving, "/v1/batches", json.dumps(body).encode())
    assert status == 200, answer
    return json.loads(answer)["id"]


def entries(serving, kind=None):
    """Those of a log in JSON."""
    found = [json.loads(text) for text in serving.read_log().splitlines()
             if text.startswith("{")]
    return [entry for entry in found if kind is None or entry["log"] == kind]


def run_a_batch(place, serving, receiver):
    place.run("webhook", "add", receiver.url + "/all", "--allow-private")
    file = upload(serving, line(0) + line(1, prompt="[[fail 400]]"))
    batch = order(serving, file, webhook_url=receiver.url + "/own")
    wait_until(lambda: f'"{batch}' in serving.read_log()
               and any(entry["state"] == "delivered" and entry["event"] == "batch.completed"
                       for entry in entries(serving, "webhook")), 30)
    return batch


def each_event_is_a_line_with_fields(place):
    with Simulator("--models", "a:30") as server, Receiver() as receiver, \
            Serving(place, "--backend", server.url, "--log", "json") as serving:
        batch = run_a_batch(place, serving, receiver)
        status, _ = ask(serving, f"/v1/batches/{batch}")
        wait_until(lambda: any(entry.get("job") == batch for entry in entries(serving, "request")))
        asked = next(entry for entry in entries(serving, "request") if entry.get("job") == batch)
        assert status == asked["status"] == 200 and asked["method"] == "GET", asked
        assert asked["route"] == "/v1/batches/*" and asked["duration_ms"] >= 0, asked
        assert asked["request"].startswith("req_") and asked["key"], asked
        states = [entry["state"] for entry in entries(serving, "job") if entry["job"] == batch]
        assert states[-3:] == ["running", "finalizing", "completed_with_errors"], states
        assert len(set(states)) == len(states), states
        loads = entries(serving, "load")
        assert [(load["model"], load["job"]) for load in loads] == [("a", batch)], loads
        assert loads[0]["backend"] == server.url.removesuffix("/v1"), loads
        told = [entry for entry in entries(serving, "webhook") if entry["state"] == "delivered"]
        assert {entry["target"] for entry in told} == {receiver.url}, told
        refused = order(serving, upload(serving, "no request"))
        wait_until(lambda: any(entry["job"] == refused for entry in entries(serving, "job")))
        states = [entry["state"] for entry in entries(serving, "job") if entry["job"] == refused]
        assert states == ["failed"], states


def who_is_refused_is_told_of_once(place):
    with Serving(place, "--log", "json") as serving:
        def lines(kind):
            return [entry for entry in entries(serving, kind)]

        for path, key, code in (("/v1/batches", GUESS, "invalid_api_key"),
                                (f"/v1/files/{GUESS}", None, "not_found"),
                                (f"/{GUESS}", None, "unknown_url")):
            before = len(lines("request"))
            ask(serving, path, key=key)
            wait_until(lambda: len(lines("request")) > before)
            assert len(lines("request")) == before + 1, lines("request")
            assert lines("request")[-1]["code"] == code, lines("request")[-1]
        host, port = serving.url.split("/")[2].split(":")
        for text in (b"", b"\x16\x03\x01 no HTTP at all\r\n\r\n"):
            before = len(lines("silence"))
            with socket.create_connection((host, int(port))) as client:
                client.sendall(text)
                client.shutdown(socket.SHUT_WR)
                while client.recv(1000):
                    pass
            wait_until(lambda: len(lines("silence")) > before)
            assert len(lines("silence")) == before + 1, lines("silence")


def nothing_secret_is_told(place):
    for options, everything in ((["--log", "json"], ""), (["--log", "text"], ""), ([], "all")):
        os.environ["G_MESSAGES_DEBUG"] = everything
        try:
            look_for_secrets(place, *options)
        finally:
            del os.environ["G_MESSAGES_DEBUG"]
            place.run("webhook", "remove", place.told)


def look_for_secrets(place, *options):
    with Simulator("--models", "a:30") as server, Receiver() as receiver:
        place.told = receiver.url + "/all?token=tokeninurl"
        place.run("webhook", "secret", "env:HOOK_SECRET")
        if not place.run("backend", "list").stdout:
            place.run("backend", "add", "home", server.url, "--key-from-env", "SERVER_KEY")
        with Serving(place, "--backend", server.url, *options) as serving:
            token = serving.add_key("another")
            place.run("webhook", "add", place.told, "--allow-private")
            file = upload(serving,
                          line(0, prompt=PROMPT) + line(1, prompt=f"{PROMPT} [[fail 400]]"))
            own = receiver.url + "/own?token=tokeninurl"
            order(serving, file, metadata={"note": PROMPT}, webhook_url=own)
            refused = {"input_file_id": file, "endpoint": "/v1/chat/completions",
                       "completion_window": "24h",
                       "webhook_url": own.replace("//", "//me:wordofpass@")}
            status, answer = ask(serving, "/v1/batches", json.dumps(refused).encode())
            assert status == 400, answer
            wait_until(lambda: b"batch.completed" in b"".join(
                body for path, _, body in receiver.requests if path.startswith("/all")), 30)
            for key in (token, GUESS):
                ask(serving, f"/v1/files?after={key}", key=key)
                ask(serving, f"/v1/batches/{key}", key=key, method="POST")
                ask(serving, "/v1/batches", json.dumps({"input_file_id": key}).encode(), key=key)
            wait_until(lambda: serving.read_log().count("/v1/batches") >= 3)
            log = serving.read_log()
        secrets = (HOOK, HOOK[6:], SERVER_KEY, PROMPT, GUESS, token, serving.token, "wordofpass",
                   "tokeninurl")
        assert log and not [secret for secret in secrets if secret in log], \
            [text for text in log.splitlines() if any(secret in text for secret in secrets)]


def it_can_be_quiet(place):
    for options in (["--log", "none"], ["--quiet"]):
        with Serving(place, *options) as serving:
            assert ask(serving, "/v1/batches")[0] == 200
        assert not re.search("GET|request", serving.read_log()), serving.read_log()


main([
    each_event_is_a_line_with_fields,
    who_is_refused_is_told_of_once,
    nothing_secret_is_told,
    it_can_be_quiet,
])
