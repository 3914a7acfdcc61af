# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Clients that mean well, and speak HTTP in ways of their own."""

import gzip
import http.client
import json
import socket
import time
import urllib.parse

from harness import Simulator, line, main, wait_until
from serving import Serving, form

FORM = "multipart/form-data; boundary=b"
JSON = "application/json"


def address_of(serving):
    address = urllib.parse.urlsplit(serving.url)
    return address.hostname, address.port


def ask(serving, method, path, body=None, **headers):
    """Status, headers and body of the answer. A body that is a list goes in chunks."""
    wire = http.client.HTTPConnection(*address_of(serving), timeout=300)
    given = {"Authorization": f"Bearer {serving.token}",
             **{name.replace("_", "-"): value for name, value in headers.items()}}
    wire.request(method, "/v1" + path, body, given, encode_chunked=isinstance(body, list))
    answer = wire.getresponse()
    found = answer.status, answer.headers, answer.read()
    wire.close()
    return found


def get(serving, path, **headers):
    status, _, body = ask(serving, "GET", path, **headers)
    assert status == 200, (status, body)
    return json.loads(body)


def put(serving, body, content_type=FORM, **headers):
    status, _, answer = ask(serving, "POST", "/files", body, Content_Type=content_type, **headers)
    assert status == 200, (status, answer)
    return json.loads(answer)


def order(serving, file_id, **more):
    body = {"input_file_id": file_id, "endpoint": "/v1/chat/completions",
            "completion_window": "24h", **more}
    status, _, answer = ask(serving, "POST", "/batches", json.dumps(body), Content_Type=JSON)
    assert status == 200, (status, answer)
    return json.loads(answer)


def refused(answer, status, parameter, code):
    error = json.loads(answer[2])["error"]
    assert (answer[0], error["param"], error["code"]) == (status, parameter, code), answer
    return error["message"]


def finish(serving, batch):
    found = {}

    def ended():
        found.update(get(serving, f"/batches/{batch['id']}"))
        return found["status"] in ("completed", "failed", "cancelled", "expired")

    wait_until(ended)
    return found


def field(name, value, boundary="b"):
    return (f"--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n"
            f"{value}\r\n").encode()


def forms_of_many_kinds(place):
    """What was sent is what is kept, in whatever way it came."""
    content = line(0).encode()
    with Serving(place) as serving:
        body = form(content)
        head = (f"POST /v1/files HTTP/1.1\r\nHost: localhost.\r\nContent-Type: {FORM}\r\n"
                f"authorization: bearer  {serving.token}\r\nContent-Length: {len(body)}\r\n"
                "Expect: 100-continue\r\nConnection: close\r\n\r\n").encode()
        with socket.create_connection(address_of(serving), 60) as wire:
            wire.sendall(head)
            assert b" 100 " in wire.recv(1000)
            wire.sendall(body)
            with wire.makefile("rb") as answers:
                kept = [json.loads(answers.read().partition(b"\r\n\r\n")[2])]
        with socket.create_connection(address_of(serving), 60) as wire:
            wire.sendall(head.replace(b"HTTP/1.1", b"HTTP/1.0").replace(b"Expect", b"X") + body)
            with wire.makefile("rb") as answers:
                kept.append(json.loads(answers.read().partition(b"\r\n\r\n")[2]))
        kept.append(put(serving, [body[at:at + 7] for at in range(0, len(body), 7)]))
        named = body.replace(b'filename="in.jsonl"', b"filename*=UTF-8''na%C3%AFve.jsonl")
        kept.append(put(serving, named, Accept="text/html", Accept_Encoding="br, gzip"))
        kept.append(put(serving, b"hello\r\n" + field("user", "me") + body,
                        'Multipart/Form-Data; charset="a;boundary=x"; boundary="b"'))
        for file in kept:
            assert (file["bytes"], file["purpose"]) == (len(content), "batch"), file
            path = f"/files/{file['id']}/content"
            assert ask(serving, "GET", path.replace("-", "%2D"))[2] == content, file
        assert kept[3]["filename"] == "naïve.jsonl", kept[3]


def who_asks_first_sends_nothing(place):
    """The refusal comes in place of the 100 that a client waits for, so that nothing of the file
    goes out, and it is read as any other."""
    with Serving(place) as serving:
        for key, length, status, code in (
                (serving.token, 600 << 20, 413, "request_too_large"),
                ("bq-wrong", 1000, 401, "invalid_api_key")):
            head = (f"POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\n"
                    f"Authorization: Bearer {key}\r\nContent-Length: {length}\r\n"
                    "Expect: 100-continue\r\n\r\n").encode()
            with socket.create_connection(address_of(serving), 60) as wire:
                wire.sendall(head)
                with wire.makefile("rb") as answer:
                    first, said = answer.readline(), answer.read()
            assert first.split()[1] == str(status).encode(), (first, said)
            assert json.loads(said.partition(b"\r\n\r\n")[2])["error"]["code"] == code, said
            assert serving.read_log().count(f": {status} {code}") == 1, serving.read_log()
        assert put(serving, form(line(0).encode()))["purpose"] == "batch"


def expiries_of_many_kinds(place):
    with Serving(place) as serving:
        body = form(line(0).encode())

        def upload(**fields):
            extra = b"".join(field(f"expires_after[{name}]" if name != "whole" else "expires_after",
                                   value) for name, value in fields.items())
            return ask(serving, "POST", "/files", extra + body, Content_Type=FORM)

        file = json.loads(upload(anchor="created_at", seconds="3600")[2])
        assert file["expires_at"] == file["created_at"] + 3600, file
        for fields in ({"seconds": "3600"}, {"anchor": "now", "seconds": "3600"}):
            refused(upload(**fields), 400, "expires_after[anchor]", "invalid_value")
        for fields in ({}, {"seconds": "3599"}, {"seconds": "2592001"}, {"seconds": "soon"},
                       {"seconds": "1e4"}, {"seconds": ""}):
            refused(upload(anchor="created_at", **fields), 400, "expires_after[seconds]",
                    "invalid_value")
        refused(upload(whole='{"anchor":"created_at","seconds":3600}'), 400, "expires_after",
                "invalid_type")
        assert len(get(serving, "/files")["data"]) == 1


def what_is_not_understood_is_said(place):
    with Serving(place) as serving:
        packed = gzip.compress(b'{"model":"a","messages":[]}')
        for path in ("/chat/completions", "/batches", "/files"):
            answer = ask(serving, "POST", path, packed, Content_Type=JSON, Content_Encoding="gzip")
            assert "gzip" in refused(answer, 415, None, "unsupported_content_encoding"), answer
        refused(ask(serving, "POST", "/files", b"{}", Content_Type=JSON), 415, None,
                "unsupported_content_type")
        refused(ask(serving, "POST", "/files", field("file", "x") + b"--b--", Content_Type=FORM),
                400, "purpose", "missing_required_parameter")
        refused(ask(serving, "POST", "/files", field("purpose", "batch") + b"--b--",
                    Content_Type=FORM), 400, "file", "missing_required_parameter")
        for purpose in ("assistants", "fine-tune", "user_data", "vision", "evals", "Batch", ""):
            body = form(b"x").replace(b"batch\r\n", purpose.encode() + b"\r\n")
            refused(ask(serving, "POST", "/files", body, Content_Type=FORM), 400, "purpose",
                    "invalid_value")
        # A body is what it is, whatever it is called.
        refused(ask(serving, "POST", "/batches", b"{}", Content_Type="text/plain"), 400,
                "input_file_id", "missing_required_parameter")
        status, headers, _ = ask(serving, "OPTIONS", "/batches")
        assert (status, headers["Allow"]) == (405, "POST, GET, HEAD"), headers


def pages_to_the_brim(place):
    with Serving(place) as serving:
        made = [put(serving, form(line(i).encode()))["id"] for i in range(4)]

        def page(query):
            found = get(serving, f"/files?{query}")
            ids = [file["id"] for file in found["data"]]
            assert [found["first_id"], found["last_id"]] == \
                ([ids[0], ids[-1]] if ids else [None, None]), found
            return ids, found["has_more"]

        assert page("limit=4&order=asc") == (made, False)
        assert page("limit=3&order=asc") == (made[:3], True)
        assert page(f"limit=3&order=asc&after={made[2]}") == (made[3:], False)
        assert page(f"limit=3&order=asc&after={made[3]}") == ([], False)
        assert page(f"after={made[1]}") == (made[:1], False)
        assert page("purpose=batch_output") == ([], False)
        for limit in ("0", "-1", "10001", "many", "", "1.0"):
            refused(ask(serving, "GET", f"/files?limit={limit}"), 400, "limit", "invalid_value")
        refused(ask(serving, "GET", "/files?order=up"), 400, "order", "invalid_value")
        refused(ask(serving, "GET", "/files?after=file-none"), 404, "after", "not_found")


def batches_of_little(place):
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        for text, code, where in (("", "empty_file", None), ("\n \r\n\n", "empty_file", None),
                                  ("nonsense\n", "invalid_json", 1)):
            batch = finish(serving, order(serving, put(serving, form(text.encode()))["id"]))
            assert batch["status"] == "failed" and batch["failed_at"], batch
            found = [(issue["code"], issue["line"]) for issue in batch["errors"]["data"]]
            assert found == [(code, where)], batch
        text = "\ufeff" + line(0).replace("\n", "\r\n") + "\r\n" + line(1).rstrip()
        file = put(serving, form(text.encode()))
        batch = finish(serving, order(serving, file["id"], unknown=[1, {}], metadata=None))
        assert (batch["status"], batch["request_counts"]["completed"]) == ("completed", 2), batch


def what_is_cancelled_or_removed_twice(place):
    with Simulator("--any-model", "--delay", "100", "--slots", "2") as server, \
            Serving(place, "--backend", server.url) as serving:
        file = put(serving, form("".join(line(i) for i in range(200)).encode()))
        batch = order(serving, file["id"])
        wait_until(lambda: server.get("/__log?summary=1")["requests"] > 5)
        assert ask(serving, "DELETE", f"/files/{file['id']}")[0] == 200
        refused(ask(serving, "DELETE", f"/files/{file['id']}"), 404, "id", "not_found")
        path = f"/batches/{batch['id']}/cancel"
        first = json.loads(ask(serving, "POST", path)[2])
        assert first["status"] == "cancelling", first
        status, _, body = ask(serving, "POST", path, b"{}", Content_Type=JSON)
        again = json.loads(body)
        assert status == 409 or again["cancelling_at"] == first["cancelling_at"], again
        batch = finish(serving, batch)
        assert batch["status"] == "cancelled", batch
        refused(ask(serving, "POST", path), 409, None, "batch_ended")
        assert batch["cancelling_at"] == first["cancelling_at"], batch


def a_key_that_is_revoked_in_mid_download(place):
    """What is under way comes to its end; the next request does not."""
    with Serving(place) as serving:
        token = serving.add_key("ada")
        content = b"x" * (48 * 1024 * 1024)
        file = put(serving, form(content), Authorization=f"Bearer {token}")
        wire = http.client.HTTPConnection(*address_of(serving), timeout=300)
        wire.request("GET", f"/v1/files/{file['id']}/content", headers={"x-api-key": token})
        answer = wire.getresponse()
        begun = answer.read(1000)
        place.run("key", "revoke", "ada")
        assert begun + answer.read() == content
        wire.request("GET", f"/v1/files/{file['id']}", headers={"x-api-key": token})
        answer = wire.getresponse()
        assert answer.status == 401, answer.status
        answer.read()
        wire.close()
        # Nor is it another one's: files go with the key that they were put in with.
        assert ask(serving, "GET", f"/files/{file['id']}")[0] == 404


def slow_downloads_are_whole(place):
    """A client that takes its time gets every byte, and others are served meanwhile."""
    with Serving(place) as serving:
        content = bytes(range(256)) * (64 * 1024)
        file = put(serving, form(content))
        wires = []
        for _ in range(8):
            wires.append(http.client.HTTPConnection(*address_of(serving), timeout=300))
            wires[-1].request("GET", f"/v1/files/{file['id']}/content",
                              headers={"x-api-key": serving.token})
        answers = [wire.getresponse() for wire in wires]
        taken = [b""] * len(wires)
        while any(len(part) < len(content) for part in taken):
            for number, answer in enumerate(answers):
                taken[number] += answer.read(300000)
            began = time.monotonic()
            get(serving, "/files")
            assert time.monotonic() - began < 120
        assert all(part == content for part in taken)
        for wire in wires:
            wire.close()


main([
    forms_of_many_kinds,
    who_asks_first_sends_nothing,
    expiries_of_many_kinds,
    what_is_not_understood_is_said,
    pages_to_the_brim,
    batches_of_little,
    what_is_cancelled_or_removed_twice,
    a_key_that_is_revoked_in_mid_download,
    slow_downloads_are_whole,
])
