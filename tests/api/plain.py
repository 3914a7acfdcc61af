# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Requests on plain sockets, as wrong as one wants them."""

import pathlib
import socket
import urllib.parse

from harness import wait_until

HOST = "127.0.0.1"


def connect(serving, timeout=300):
    address = urllib.parse.urlsplit(serving.url)
    return socket.create_connection((address.hostname, address.port), timeout)


def read_all(wire):
    """What comes until the server ends it."""
    data = b""
    try:
        while piece := wire.recv(65536):
            data += piece
    except ConnectionError:
        pass
    return data


def ask(serving, text, body=b"", timeout=300):
    """The answer to a head and a body; empty: it was hung up on."""
    with connect(serving, timeout) as wire:
        try:
            wire.sendall(text.replace("\n", "\r\n").encode("latin-1") + b"\r\n" + body)
        except ConnectionError:
            pass
        return read_all(wire)


def say(serving, text, body=b""):
    """The status of the answer; 0: it was hung up on."""
    answer = ask(serving, text, body)
    return int(answer.split()[1]) if answer else 0


def head(serving, method="GET", path="/v1/batches", **headers):
    """A request as a good client would begin it, but for @headers; None leaves one out."""
    wanted = {"Host": HOST, "Connection": "close"}
    if "Authorization" not in headers:
        wanted["Authorization"] = f"Bearer {serving.token}"
    wanted.update({name.replace("_", "-"): value for name, value in headers.items()})
    lines = "".join(f"{name}: {value}\n" for name, value in wanted.items() if value is not None)
    return f"{method} {path} HTTP/1.1\n{lines}"


def is_well(serving):
    assert say(serving, head(serving)) == 200


def count_open(serving):
    return len(list(pathlib.Path(f"/proc/{serving.process.pid}/fd").iterdir()))


def count_at_rest(serving):
    """What it keeps open itself it may open for the first one who comes."""
    is_well(serving)
    counts = []
    wait_until(lambda: counts.append(count_open(serving)) or counts[-20:].count(counts[-1]) == 20,
               pause=0.05)
    return counts[-1]


def upload(serving, body, **headers):
    return head(serving, "POST", "/v1/files",
                **{"Content_Type": "multipart/form-data; boundary=b",
                   "Content_Length": len(body), **headers})


def read_answer(answers):
    """One of several that come one after the other: its head, and its body."""
    lines = []
    while (text := answers.readline().decode("latin-1")) not in ("\r\n", ""):
        lines.append(text)
    length = next(int(text.split(":")[1]) for text in lines
                  if text.lower().startswith("content-length:"))
    return "".join(lines), answers.read(length)
