# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What a monitor reads of the server."""

import http.client
import json
import re
import urllib.error
import urllib.parse
import urllib.request

from harness import Simulator, line, main, say, wait_until
from serving import Serving, form

FORM = "multipart/form-data; boundary=b"
LABEL = r'[a-z_]+="(?:[^"\\\n]|\\.)*"'
SAMPLE = re.compile(rf"^([a-z_]+)(?:\{{({LABEL}(?:,{LABEL})*)\}})? (-?[0-9]+)$")


def get(serving, path, key=True):
    wanted = urllib.request.Request(serving.url.removesuffix("/v1") + path)
    if key:
        wanted.add_header("Authorization", f"Bearer {serving.token}")
    with urllib.request.urlopen(wanted, timeout=300) as answer:
        return answer.headers["Content-Type"], answer.read().decode()


def post(serving, path, body, kind):
    wanted = urllib.request.Request(serving.url + path, body, {
        "Authorization": f"Bearer {serving.token}", "Content-Type": kind})
    with urllib.request.urlopen(wanted, timeout=300) as answer:
        return json.load(answer)


def fails_with(serving, path, **more):
    try:
        get(serving, path, **more)
    except urllib.error.HTTPError as error:
        return error.code
    raise AssertionError(f"{path} was answered")


def read(serving):
    """The samples, as name and labels; each name is declared before, and once."""
    kind, text = get(serving, "/metrics")
    assert kind.startswith("text/plain; version=0.0.4"), kind
    assert text.endswith("\n"), text
    declared, found = [], {}
    for text_line in text.splitlines():
        if text_line.startswith("# TYPE "):
            declared.append(text_line.split()[2])
        elif not text_line.startswith("# HELP "):
            name, labels, number = SAMPLE.match(text_line).groups()
            assert name == declared[-1] and (name, labels) not in found, text_line
            found[name, labels] = int(number)
    assert len(set(declared)) == len(declared), declared
    return found


def jobs_and_items_are_counted(place):
    place.write_batch("in.jsonl", 30)
    with Simulator("--any-model", "--capacity", "1") as server, \
            Serving(place, "--backend", server.url) as serving:
        assert read(serving)["batchq_jobs", 'state="completed"'] == 0
        place.run("submit", "--backend", server.url, "in.jsonl")
        wait_until(lambda: read(serving)["batchq_jobs", 'state="completed"'] == 1)
        found = read(serving)
        assert found["batchq_items", 'status="succeeded"'] == 30, found
        assert found["batchq_items", 'status="pending"'] == 0, found
        assert found["batchq_model_loads", None] == 3, found
        assert found["batchq_http_connections", None] >= 1, found
        version = say("--version").split()[-1]
        assert found["batchq_build_info", f'version="{version}"'] == 1, found


def batches_are_counted(place):
    """Also one that is refused, of which there is no job."""
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        def make(text):
            file = post(serving, "/files", form(text.encode()), FORM)
            post(serving, "/batches", json.dumps({
                "input_file_id": file["id"], "endpoint": "/v1/chat/completions",
                "completion_window": "24h"}).encode(), "application/json")

        make(line(0))
        make("nonsense\n")
        make("")
        wait_until(lambda: read(serving)["batchq_batches", 'state="refused"'] == 2)
        wait_until(lambda: read(serving)["batchq_batches", 'state="ended"'] == 1)
        found = read(serving)
        assert found["batchq_batches", 'state="validating"'] == 0, found
        assert found["batchq_jobs", 'state="completed"'] == 1, found
        assert sum(number for (name, _), number in found.items() if name == "batchq_jobs") == 1


def requests_are_counted(place):
    with Serving(place) as serving:
        get(serving, "/healthz", key=False)
        for name in ("batch_one", "batch_other"):
            assert fails_with(serving, f"/v1/batches/{name}") == 404
        for path in ("/a", "/b", "/c%22%0a"):
            assert fails_with(serving, path) == 404
        assert fails_with(serving, "/metrics", key=False) == 401
        found = {labels: number for (name, labels), number in read(serving).items()
                 if name == "batchq_http_requests_total"}
        assert found == {
            'method="GET",route="/healthz",status="200"': 1,
            'method="GET",route="/v1/batches/*",status="404"': 2,
            'method="GET",route="/metrics",status="401"': 1,
            'method="other",route="other",status="404"': 3,
        }, found


def who_has_gone_is_not_connected(place):
    """Also not one that could have asked again."""
    with Serving(place, patience=600) as serving:
        for _ in range(11):
            client = http.client.HTTPConnection(urllib.parse.urlsplit(serving.url).netloc)
            for _ in range(2):
                client.request("GET", "/healthz")
                client.getresponse().read()
            client.close()
        wait_until(lambda: read(serving)["batchq_http_connections", None] == 1)


main([
    jobs_and_items_are_counted,
    batches_are_counted,
    requests_are_counted,
    who_has_gone_is_not_connected,
])
