# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""As many lines as a batch may have go up, run and come down: none is lost or there twice, and the
memory of the server does not grow with them. How many MB they are can be given."""

import contextlib
import http.client
import itertools
import json
import os
import sys
import urllib.parse

from harness import Simulator, line, main, wait_until
from serving import Serving, assert_bounded, forget_peak, form, get_memory

SIZE = (int(sys.argv[1]) if len(sys.argv) > 1 else 20) * 1000 * 1000
COUNT = 50000
# Some fail everywhere, so that there are two files.
FAILS_EVERY = 100
PIECE = 1024 * 1024


def text_of(number):
    """Lines of very different lengths, which come to the size together. The end of a prompt is in
    its answer."""
    prompt = f"{' [[fail 400]]' if number % FAILS_EVERY == 0 else ''} number {number}."
    length = SIZE // COUNT * (number % 5 + 1) // 3
    missing = length - len(line(number, prompt=prompt))
    return line(number, prompt="x" * missing + prompt)


def write_input(path):
    with open(path, "w", encoding="ascii") as file:
        file.writelines(text_of(number) for number in range(COUNT))
    assert abs(os.path.getsize(path) - SIZE) < SIZE / 10, os.path.getsize(path)


@contextlib.contextmanager
def asked(serving, method, path, body=None, **headers):
    """An answer, to be read piece by piece."""
    address = urllib.parse.urlsplit(serving.url)
    wire = http.client.HTTPConnection(address.netloc, timeout=120)
    try:
        wire.request(method, address.path + path, body,
                     {"Authorization": f"Bearer {serving.token}",
                      **{name.replace("_", "-"): value for name, value in headers.items()}})
        answer = wire.getresponse()
        assert answer.status == 200, (answer.status, answer.read(1000))
        yield answer
    finally:
        wire.close()


def read_pieces(file):
    return iter(lambda: file.read(PIECE), b"")


def upload(serving, path):
    head, tail = form(b"|").split(b"|")
    size = len(head) + os.path.getsize(path) + len(tail)
    with open(path, "rb") as file, \
            asked(serving, "POST", "/files", itertools.chain([head], read_pieces(file), [tail]),
                  Content_Type="multipart/form-data; boundary=b",
                  Content_Length=str(size)) as answer:
        return json.load(answer)["id"]


def run(serving, file_id):
    wanted = {"input_file_id": file_id, "endpoint": "/v1/chat/completions",
              "completion_window": "24h"}
    with asked(serving, "POST", "/batches", json.dumps(wanted)) as answer:
        found = [json.load(answer)]

    def ended():
        with asked(serving, "GET", f"/batches/{found[0]['id']}") as answer:
            found[0] = json.load(answer)
        return found[0]["status"] not in ("validating", "in_progress", "finalizing")

    wait_until(ended, 800, pause=0.2)
    return found[0]


def check_input(serving, file_id, path):
    """It comes back as it went up."""
    with open(path, "rb") as file, asked(serving, "GET", f"/files/{file_id}/content") as answer:
        for piece in read_pieces(answer):
            assert file.read(len(piece)) == piece, "it is another file"
        assert file.read(1) == b"", "there is less of it"


def check_answers(serving, file_id, numbers, status):
    """There is one for each of @numbers, in order."""
    with asked(serving, "GET", f"/files/{file_id}/content") as answer:
        for number, text in itertools.zip_longest(numbers, answer):
            entry = json.loads(text)
            assert entry["custom_id"] == f"r{number}", (number, entry)
            assert entry["response"]["status_code"] == status, entry
            assert status != 200 or f"number {number}." in json.dumps(entry), entry


@contextlib.contextmanager
def memory_is_flat(serving, growth):
    """While what is inside is done, it takes so many MiB more at most."""
    before = get_memory(serving)
    forget_peak(serving)
    yield
    print(f"# {before:.0f} MiB, at most {get_memory(serving, 'VmHWM'):.0f} MiB")
    assert_bounded(serving, before, growth, "VmHWM")


def none_is_lost_or_there_twice(place):
    path = place.path("in.jsonl")
    write_input(path)
    failing = set(range(0, COUNT, FAILS_EVERY))
    with Simulator("--any-model", "--slots", "64") as server, \
            Serving(place, "--backend", server.url) as serving:
        with memory_is_flat(serving, 8):
            file_id = upload(serving, path)
        # That an id comes twice is only known with all of them at hand.
        with memory_is_flat(serving, 48):
            batch = run(serving, file_id)
        assert batch["status"] == "completed", batch
        assert batch["request_counts"] == {"total": COUNT, "completed": COUNT - len(failing),
                                           "failed": len(failing)}, batch
        assert server.get("/__log?summary=1")["requests"] == COUNT
        with memory_is_flat(serving, 8):
            check_input(serving, file_id, path)
            check_answers(serving, batch["output_file_id"],
                          (number for number in range(COUNT) if number not in failing), 200)
            check_answers(serving, batch["error_file_id"], sorted(failing), 400)


main([none_is_lost_or_there_twice])
