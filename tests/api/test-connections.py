# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Connections that end where one does not look for it."""

import socket
import struct

from harness import main, wait_until
from plain import connect, count_open, head, is_well, read_all, read_answer
from serving import Serving

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


main([
    those_that_go_before_their_next_request_is_there,
    one_that_stops_within_its_next_request,
])
