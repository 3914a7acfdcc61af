# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Connections that end where one does not look for it, and too many of them."""

import json
import os
import pathlib
import resource
import socket
import struct
import time

from harness import line, main, wait_until
from plain import connect, count_open, head, is_well, read_all, read_answer, say, upload
from serving import Serving, form
from streaming import Streaming

AT_ONCE = struct.pack("ii", 1, 0)


def begin(serving, text):
    """A client that stays, and the answer to its first request."""
    wire = connect(serving)
    wire.sendall(text.replace("\n", "\r\n").encode() + b"\r\n")
    with wire.makefile("rb") as answers:
        return wire, read_answer(answers)[0]


def end(wire, reset):
    if reset:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    wire.close()


def those_that_go_before_their_next_request_is_there(place):
    """However they go, and whatever they have said of it, nothing is left of them."""
    with Serving(place) as serving:
        good = head(serving, Connection=None)
        wire, answer = begin(serving, good)
        end(wire, False)
        opened = count_open(serving)
        for reset in (False, True):
            for beginning in (b"", b"G", b"GET /v1/batches HTTP/1.1\r\n", b"\0\r\n\r\n", b"\r\n"):
                for _ in range(20):
                    wire, answer = begin(serving, good)
                    assert "\nKeep-Alive:" in answer, (reset, beginning, answer)
                    wire.sendall(beginning)
                    end(wire, reset)
                wait_until(lambda: count_open(serving) <= opened)
        is_well(serving)


def one_that_stops_within_its_next_request(place):
    with Serving(place, patience=2) as serving:
        good = head(serving, Connection=None)
        for beginning in (b"G", b"GET /v1/batches HTTP/1.1\r\n"):
            wire, _ = begin(serving, good)
            with wire:
                wire.sendall(beginning)
                assert b" 200 " not in read_all(wire), beginning
        is_well(serving)


def count_complaints(serving):
    return serving.read_log().count("could not be accepted")


def get_processor_time(serving):
    fields = pathlib.Path(f"/proc/{serving.process.pid}/stat").read_text("ascii").split(")")[1]
    return sum(int(ticks) for ticks in fields.split()[11:13]) / os.sysconf("SC_CLK_TCK")


def when_descriptors_run_out(place):
    """It says so once, and waits for some; then it goes on with those that wait for it."""
    with Serving(place, "--no-auth", warnings=True, patience=600) as serving:
        good = head(serving, Authorization=None)
        assert say(serving, good) == 200
        limit = count_open(serving) + 8
        resource.prlimit(serving.process.pid, resource.RLIMIT_NOFILE, (limit, limit))
        wires = [connect(serving) for _ in range(20)]
        wait_until(lambda: count_complaints(serving) > 0)
        spent = get_processor_time(serving)
        time.sleep(4)
        spent = get_processor_time(serving) - spent
        assert count_complaints(serving) == 1, count_complaints(serving)
        assert spent < 0.2, spent
        with connect(serving, 60) as wire:
            wire.sendall(good.replace("\n", "\r\n").encode() + b"\r\n")
            for silent in wires:
                silent.close()
            assert b" 200 " in read_all(wire)


def fill(serving, count=256):
    """Each place is taken by an upload that has begun, and is not gone on with."""
    body = form(line(0).encode() * 300)
    text = (upload(serving, body, Authorization=None) + "\n").replace("\n", "\r\n").encode()
    wires = []
    for _ in range(count):
        wires.append(connect(serving, 60))
        wires[-1].sendall(text + body[:1000])
    return wires


def comes_before_two_seconds(serving):
    """Whether one of the uploads that went is soon followed by a second client, when the first one
    that got its place says nothing."""
    good = head(serving, Authorization=None).replace("\n", "\r\n").encode() + b"\r\n"
    began = time.monotonic()
    wires = fill(serving)
    # By now it is known when the first of the uploads has to go.
    time.sleep(0.7)
    with connect(serving), connect(serving, 60) as wire:
        wire.sendall(good)
        wires.pop().close()
        assert b" 200 " in read_all(wire)
        took = time.monotonic() - began
    for wire in wires:
        wire.close()
    print(f"# answered after {took:.2f} s", flush=True)
    return took < 2


def who_can_go_soon_is_not_kept_by_who_cannot(place):
    """Silence has a place for half a second, an upload that stands still for two. It may take as
    many tries on a computer that is busy: sooner than those two comes nobody by chance."""
    with Serving(place, "--no-auth", patience=600) as serving:
        wait_until(lambda: comes_before_two_seconds(serving))


def who_waits_for_the_first_piece_of_a_stream_keeps_its_place(place):
    """It is there for longest, and takes nothing, because there is nothing yet."""
    body = json.dumps({"model": "a", "stream": True,
                       "messages": [{"role": "user", "content": "hello"}]}).encode()
    asked = {"Authorization": None, "Content_Length": len(body)}
    with Streaming(2, 0, held=True) as server, \
            Serving(place, "--no-auth", "--backend", server.url, patience=600) as serving, \
            connect(serving) as stream:
        text = head(serving, "POST", "/v1/chat/completions", **asked) + "\n"
        stream.sendall(text.replace("\n", "\r\n").encode() + body)
        assert b"text/event-stream" in stream.recv(65536)
        wires = fill(serving, 255)
        assert say(serving, head(serving, Authorization=None)) == 200
        server.released.set()
        assert b"data: [DONE]" in read_all(stream)
        for wire in wires:
            wire.close()


main([
    those_that_go_before_their_next_request_is_there,
    one_that_stops_within_its_next_request,
    when_descriptors_run_out,
    who_can_go_soon_is_not_kept_by_who_cannot,
    who_waits_for_the_first_piece_of_a_stream_keeps_its_place,
])
