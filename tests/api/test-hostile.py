# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Clients that mean no good, on plain sockets."""

import json
import resource
import socket
import threading
import time
import urllib.parse

from harness import Simulator, line, main, wait_until
from plain import (HOST, ask, connect, count_at_rest, count_open, head, is_well, read_all,
                   read_answer, say, upload)
from serving import Serving, assert_bounded, form, get_memory, list_data

MIB = 1024 * 1024


def who_is_not_let_in(place):
    with Serving(place) as serving:
        for wrong in ("Bearer bq-wrong", "Bearer ", "Basic YTpi", "Bearer " + "x" * 4000, ""):
            assert say(serving, head(serving, Authorization=wrong)) == 401, wrong
        assert say(serving, head(serving, Authorization=None)) == 401
        assert say(serving, head(serving, Authorization=None, x_api_key="no")) == 401
        assert say(serving, head(serving, Authorization=None, x_api_key=serving.token)) == 200
        for host in ("evil", "evil.example:80", "127.0.0.1.evil.example", "", None):
            assert say(serving, head(serving, Host=host)) in (400, 403), host
        for origin in ("https://evil.example", "null", "http://127.0.0.1.evil.example"):
            assert say(serving, head(serving, Origin=origin)) == 403, origin
        assert say(serving, head(serving, Origin="http://localhost:3000")) == 200
        for origin in ("http://localhost:3000", "https://evil.example"):
            assert say(serving, head(serving, "OPTIONS", Origin=origin, Authorization=None,
                                     Access_Control_Request_Method="POST")) == 403, origin
        is_well(serving)


def targets_that_are_named_as_a_whole(place):
    """As clients do that take the server for a proxy: what counts is the host in the target."""
    with Serving(place) as serving:
        for own in (HOST, "localhost:80", "[::1]:8080"):
            answer = ask(serving, head(serving, path=f"http://{own}/v1/batches?limit=1"))
            assert json.loads(answer.partition(b"\r\n\r\n")[2])["object"] == "list", answer
            assert say(serving, head(serving, path=f"http://{own}/v1/nowhere")) == 404
            assert say(serving, head(serving, path=f"http://{own}")) == 404
            assert say(serving, head(serving, path=f"http://{own}/v1/batches", Host="evil")) == 403
        for evil in ("evil", "evil.example:80", "127.0.0.1.evil.example"):
            assert say(serving, head(serving, path=f"http://{evil}/v1/batches")) == 403, evil
        for wrong in ("https://127.0.0.1/v1/batches", "ftp://127.0.0.1/v1/batches", "http://",
                      "http:///v1/batches", "http://[::1/v1/batches", "v1/batches"):
            assert say(serving, head(serving, path=wrong)) in (400, 403, 404), wrong
        is_well(serving)


def names_that_it_is_told(place):
    """No other name leads here, also where a page may have one."""
    with Serving(place, "--host", "nas.local", "--host", "Köln.example.") as serving:
        for good in ("nas.local", "NAS.local:8787", "xn--kln-sna.example", HOST, "localhost"):
            assert say(serving, head(serving, Host=good)) == 200, good
            assert say(serving, head(serving, path=f"http://{good}/v1/batches")) == 200, good
        for evil in ("evil", "evil.nas.local", "nas.local.evil.example", "nas", "192.168.1.5"):
            answer = ask(serving, head(serving, Host=evil))
            assert b" 403 " in answer and b"--host NAME" in answer, answer
            assert say(serving, head(serving, path=f"http://{evil}/v1/batches")) == 403, evil
        assert say(serving, head(serving, Origin="http://nas.local:8787")) == 200
        assert say(serving, head(serving, Origin="http://evil.nas.local")) == 403
    for wrong in ("*", "nas:8787", "http://nas", ""):
        told = place.run("serve", "--listen", "127.0.0.1:0", "--host", wrong, expect=2).stderr
        assert "is not the name of a computer" in told, told


def pages_where_nobody_needs_a_key(place):
    """A page of this computer cannot read what it gets; neither is done what it asks for."""
    body = json.dumps({"input_file_id": "file-none", "endpoint": "/v1/embeddings",
                       "completion_window": "24h"}).encode()
    with Serving(place, "--no-auth") as serving:
        own = f"http://{HOST}:{urllib.parse.urlsplit(serving.url).port}"

        def get(path="/v1/batches", **headers):
            return say(serving, head(serving, path=path, Host=own.removeprefix("http://"),
                                     **{"Authorization": None, **headers}))

        def post(**headers):
            return say(serving, head(serving, "POST", Host=own.removeprefix("http://"),
                                     Content_Type="text/plain", Content_Length=len(body),
                                     **{"Authorization": None, **headers}), body)

        for page in ({"Origin": "http://localhost:3000"}, {"Origin": "tauri://localhost"},
                     {"Origin": f"http://{HOST}"}, {"Sec_Fetch_Site": "same-site"},
                     {"Sec_Fetch_Site": "cross-site"},
                     {"Origin": own, "Sec_Fetch_Site": "cross-site"}):
            assert post(**page) == get(**page) == 403, page
            assert post(**page, Authorization="Basic YTpi") == 403, page
            assert post(**page, Authorization="Bearer any") == 404, page
            assert get(**page, x_api_key="any") == 200, page
            assert get("/healthz", **page) == 200, page
        for program in ({}, {"Origin": own}, {"Sec_Fetch_Site": "none"}, {"Sec_Fetch_Mode": "cors"},
                        {"Origin": own, "Sec_Fetch_Site": "same-origin"}):
            assert (post(**program), get(**program)) == (404, 200), program


def paths_that_lead_elsewhere(place):
    with Serving(place) as serving:
        for path in ("/v1/files/../../etc/passwd", "/v1/files/%2e%2e%2fqueue.db/content",
                     "/v1/files/..%2f..%2fapi-token/content", "/v1/files/file-1%00/content",
                     "/v1/files//content", "/v1//files", "/v1/files/" + "x" * 65,
                     "/v1/batches/batch_%27%20OR%201=1", "/", "/v1",
                     "/v1/messages/batches/..%2f", "*"):
            assert say(serving, head(serving, path=path)) in (400, 404), path
        for method in ("PUT", "PATCH", "TRACE", "OPTIONS", "CONNECT", "BREW"):
            assert say(serving, head(serving, method)) in (400, 404, 405), method
        for path, methods in (("/v1/batches", "POST, GET, HEAD"), ("/v1/models", "GET, HEAD"),
                              ("/v1/messages", "POST"), ("/v1/files/f", "GET, HEAD, DELETE")):
            answer = ask(serving, head(serving, "PATCH", path))
            assert b" 405 " in answer and f"\nAllow: {methods}\r".encode() in answer, answer
        before = list_data(place)
        for name in ("../../evil", "/etc/passwd", "..\\\\evil", "a" * 5000, "%2e%2e", "\u202eevil"):
            body = form(line(0).encode(), name)
            assert say(serving, upload(serving, body), body) in (200, 400), name
        stored = [name for name in list_data(place) if name not in before]
        assert stored and all(name.startswith("files/") and "evil" not in name
                              for name in stored), stored
        is_well(serving)


def what_can_be_read_has_a_head(place):
    """HEAD is GET without the body, and says how long that would be."""
    with Serving(place) as serving:
        body = form(line(0).encode())
        answer = ask(serving, upload(serving, body), body)
        file_id = json.loads(answer.partition(b"\r\n\r\n")[2])["id"]
        for path in ("/healthz", "/metrics", "/v1/models", "/v1/batches", "/v1/files",
                     f"/v1/files/{file_id}", f"/v1/files/{file_id}/content"):
            got, asked = (ask(serving, head(serving, method, path)).partition(b"\r\n\r\n")
                          for method in ("GET", "HEAD"))
            assert b" 200 " in asked[0] and asked[2] == b"", asked
            if path != "/metrics":
                assert f"Content-Length: {len(got[2])}".encode() in asked[0], (path, asked)
        assert say(serving, head(serving, "HEAD", "/v1/files/file-none")) == 404
        assert say(serving, head(serving, "HEAD", "/v1/chat/completions")) == 405


def what_is_there_already_is_not_sent(place):
    """Of a file whose tag the client knows it gets the head alone."""
    with Serving(place) as serving:
        body = form(line(0).encode())
        answer = ask(serving, upload(serving, body), body).partition(b"\r\n\r\n")[2]
        path = f"/v1/files/{json.loads(answer)['id']}/content"
        got, _, content = ask(serving, head(serving, path=path)).partition(b"\r\n\r\n")
        tag = next(text for text in got.decode().splitlines() if text.startswith("ETag: "))[6:]
        for method in ("GET", "HEAD"):
            for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
                answer = ask(serving, head(serving, method, path, If_None_Match=known,
                                           Range="bytes=1-"))
                assert answer.split()[1] == b"304" and answer.endswith(b"\r\n\r\n"), answer
                assert f"\nETag: {tag}\r".encode() in answer, answer
        for other in ('"other"', tag.strip('"'), ""):
            answer = ask(serving, head(serving, path=path, If_None_Match=other))
            assert answer.split()[1] == b"200" and answer.endswith(content), answer
        stays = head(serving, path=path, If_None_Match=tag, Connection=None)
        with connect(serving) as wire:
            wire.sendall(stays.replace("\n", "\r\n").encode() + b"\r\n")
            wire.sendall(head(serving, path=path).replace("\n", "\r\n").encode() + b"\r\n")
            answers = read_all(wire)
            assert answers.count(b"HTTP/1.1 304") == answers.count(b"HTTP/1.1 200") == 1, answers


def heads_that_are_wrong(place):
    with Serving(place) as serving:
        memory = get_memory(serving)
        big = "x" * MIB
        for _ in range(10):
            assert say(serving, head(serving, X_Big=big)) in (0, 400, 413, 431)
            assert say(serving, head(serving, path="/v1/" + big)) in (0, 400, 404, 414)
            many = {f"X_{number}": "y" * 90 for number in range(20000)}
            assert say(serving, head(serving, **many)) in (0, 200, 400, 413, 431)
        for text in ("nonsense\n", "GET\n", "GET /v1/batches HTTP/9.9\nHost: 127.0.0.1\n",
                     "\0\0\0\0\n", "GET /v1/batches\n", ": \n", "\n\n\n\n"):
            assert say(serving, text) in (0, 400, 401, 403, 404, 405, 505), text
        assert_bounded(serving, memory, 64)
        is_well(serving)


def lengths_that_are_wrong(place):
    with Serving(place, patience=1) as serving:
        body = form(line(0).encode())
        for length in ("-1", "x", "1e9", "99999999999999999999", f"{len(body)}, 7"):
            assert say(serving, upload(serving, body, Content_Length=length), body) \
                in (0, 400, 411, 413), length
        assert say(serving, upload(serving, body, Content_Length=10 ** 12)) in (0, 413)
        assert say(serving, upload(serving, body, Content_Length=len(body) - 8), body) in (0, 400)
        begun = head(serving, "POST", "/v1/batches", Content_Length=2 * MIB)
        assert say(serving, begun) in (0, 413)
        for junk in (b"x\r\n", b"-5\r\nhello\r\n", b"ffffffffffffffff\r\nhello\r\n", b"5\r\nhi"):
            with connect(serving) as wire:
                wire.sendall(upload(serving, b"", Content_Length=None, Transfer_Encoding="chunked")
                             .replace("\n", "\r\n").encode() + b"\r\n" + junk)
                wire.shutdown(socket.SHUT_WR)
                read_all(wire)
        is_well(serving)


def lengths_that_nobody_sends(place):
    """They are refused at the head: who waits for the answer first need not send anything, and who
    sends at once gets it, too."""
    with Serving(place) as serving:
        for more, status, code in (
                ({"Content_Length": 10 ** 15}, 413, "request_too_large"),
                ({"Content_Length": 10 ** 20}, 400, "invalid_length"),
                ({"Content_Length": "7", "content_length": "8"}, 400, "invalid_length"),
                ({"Content_Length": 7, "Transfer_Encoding": "chunked"}, 400, "invalid_length"),
                ({"Content_Length": 10 ** 15, "Host": "evil"}, 403, "invalid_host")):
            for path in ("/v1/chat/completions", "/v1/files", "/v1/messages"):
                for body in (b"", b" " * 8 * MIB):
                    asked = head(serving, "POST", path, **{"Connection": None, **more})
                    answer, _, text = ask(serving, asked, body).partition(b"\r\n\r\n")
                    case = (path, more, len(body), answer, text)
                    assert int(answer.split()[1]) == status, case
                    assert b"\r\nConnection: close" in answer, case
                    assert f"\r\nContent-Length: {len(text)}".encode() in answer, case
                    error = json.loads(text)["error"]
                    assert error.get("code", code) == code, case
        assert say(serving, head(serving, "POST", Content_Length="seven")) == 400
        asked = head(serving, "HEAD", Content_Length=10 ** 15)
        assert ask(serving, asked).endswith(b"\r\n\r\n")
        is_well(serving)


def lengths_that_are_no_numbers(place):
    """Nothing is waited for, nothing is set aside for it, and what follows is no other request."""
    with Serving(place) as serving:
        memory = get_memory(serving)
        next_one = head(serving).replace("\n", "\r\n").encode() + b"\r\n"
        for length in ("-1", "+7", "0x10", "1e3", "7.0", "seven", "7 8",
                       "18446744073709551615", "9" * 4000):
            for path in ("/v1/chat/completions", "/v1/files", "/v1/batches"):
                asked = head(serving, "POST", path, Connection=None, Content_Length=length)
                answer = ask(serving, asked, next_one)
                case = (path, length[:30], answer)
                assert int(answer.split()[1]) == 400, case
                # It was hung up on as well, as nothing came after this.
                assert answer.count(b"HTTP/1.1") == 1, case
                said = answer.partition(b"\r\n\r\n")[2]
                assert not said or json.loads(said)["error"], case
        assert_bounded(serving, memory, 16)
        is_well(serving)


def a_body_without_end(place):
    """More comes than may come, and no length says so."""
    with Serving(place) as serving:
        memory = get_memory(serving)
        piece = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        with connect(serving) as wire:
            wire.sendall(head(serving, "POST", "/v1/batches", Transfer_Encoding="chunked")
                         .replace("\n", "\r\n").encode() + b"\r\n")
            sent = 0
            try:
                while sent < 64 * MIB:
                    wire.sendall(piece)
                    sent += len(piece)
            except ConnectionError:
                pass
        assert sent < 64 * MIB, "it was never hung up on"
        assert_bounded(serving, memory, 32)
        is_well(serving)


def bodies_that_are_refused(place):
    """They come as a whole all the same, also without a length, and then the answer is read."""
    with Serving(place) as serving:
        memory = get_memory(serving)
        piece = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        for path, size, status in (
                ("/v1/files", 64 * MIB, b"415"), ("/v1/chat/completions", 24 * MIB, b"401"),
                ("/v1/batches", 12 * MIB, b"401"), ("/v1/nowhere", 12 * MIB, b"404")):
            with connect(serving) as wire:
                wire.sendall(head(serving, "POST", path, Authorization="Bearer no",
                                  Transfer_Encoding="chunked")
                             .replace("\n", "\r\n").encode() + b"\r\n")
                for _ in range(size // 0x10000):
                    wire.sendall(piece)
                wire.sendall(b"0\r\n\r\n")
                assert read_all(wire).split()[1] == status, path
        assert_bounded(serving, memory, 16)
        is_well(serving)


def an_upload_that_is_cut(place):
    with Serving(place) as serving:
        before = list_data(place)
        opened = count_at_rest(serving)
        body = form(line(0).encode() * 100000)
        for _ in range(5):
            with connect(serving) as wire:
                wire.sendall(upload(serving, body).replace("\n", "\r\n").encode() + b"\r\n"
                             + body[:len(body) // 2])
        is_well(serving)
        wait_until(lambda: count_open(serving) <= opened)
        assert list_data(place) == before, list_data(place)


def stay_while_they_come_along(serving, **headers):
    body = form(line(0).encode() * 300)
    begun = upload(serving, body, **headers).replace("\n", "\r\n").encode() + b"\r\n"
    with connect(serving) as wire:
        wire.sendall(begun)
        begin = time.monotonic()
        try:
            while time.monotonic() - begin < 60:
                wire.sendall(b"-")
                time.sleep(0.1)
        except ConnectionError:
            pass
    assert time.monotonic() - begin < 60, "it was never hung up on"
    with connect(serving) as wire:
        wire.sendall(begun)
        for at in range(0, len(body), len(body) // 8):
            wire.sendall(body[at:at + len(body) // 8])
            time.sleep(0.5)
        assert read_all(wire).split()[1] == b"200"


def bodies_that_trickle(place):
    """A byte now and then holds no connection for ever; an honest one that pauses is served."""
    with Serving(place, patience=3) as serving:
        stay_while_they_come_along(serving)
        is_well(serving)


def bodies_that_trickle_with_any_key(place):
    """Likewise where nobody needs one, but it is looked whose it is."""
    with Serving(place, "--no-auth", patience=3) as serving:
        stay_while_they_come_along(serving, Authorization="Bearer any")


def answers_that_nobody_takes(place):
    with Serving(place, patience=1) as serving:
        body = form(b"x" * (24 * MIB))
        with connect(serving, 60) as wire:
            wire.sendall(upload(serving, body).replace("\n", "\r\n").encode() + b"\r\n" + body)
            file_id = json.loads(read_all(wire).partition(b"\r\n\r\n")[2])["id"]
        opened = count_at_rest(serving)
        memory = get_memory(serving)
        path = f"/v1/files/{file_id}/content"
        wires = [connect(serving) for _ in range(50)]
        for wire in wires:
            wire.sendall(head(serving, path=path).replace("\n", "\r\n").encode() + b"\r\n")
        wait_until(lambda: count_open(serving) > opened)
        wait_until(lambda: count_open(serving) <= opened)
        assert_bounded(serving, memory, 64)
        for wire in wires:
            wire.close()
        is_well(serving)


def one_that_says_nothing(place):
    """All connections are taken by who never says what it wants: they are ended, and the
    others come in."""
    with Serving(place, patience=1) as serving:
        opened = count_at_rest(serving)
        lines = [connect(serving, 30) for _ in range(300)]
        for number, wire in enumerate(lines):
            if number % 2:
                wire.sendall(b"GET /v1/batches HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
        is_well(serving)
        for wire in lines[:200]:
            assert read_all(wire) == b""
        for wire in lines:
            wire.close()
        wait_until(lambda: count_open(serving) <= opened)


def wires_that_hold(serving, text):
    """More than there may be, and none of them goes on."""
    wires = []
    for _ in range(300):
        wires.append(connect(serving, 60))
        wires[-1].sendall(text.replace("\n", "\r\n").encode())
    return wires


def those_that_hold_places_lose_them(place):
    """Nobody needs a key for that. Others come in all the same, without waiting until the patience
    with those is over; and who has a key stays, at work or between two requests."""
    body = form(line(0).encode() * 300)
    with Serving(place, patience=600) as serving, connect(serving) as upload_wire, \
            connect(serving) as kept_wire, kept_wire.makefile("rb") as answers:
        good = head(serving, Connection=None).replace("\n", "\r\n").encode() + b"\r\n"
        kept_wire.sendall(good)
        assert read_answer(answers)[0].startswith("HTTP/1.1 200")
        upload_wire.sendall(upload(serving, body).replace("\n", "\r\n").encode() + b"\r\n"
                            + body[:1000])
        for text in ("", "GET /v1/batches HTTP/1.1\nHost: 127.0.0.1\nX: ",
                     head(serving, path="/healthz", Authorization=None, Connection=None) + "\n",
                     head(serving, path="/healthz", Authorization=None, Content_Length=5) + "\n",
                     head(serving, "POST", Authorization="Bearer no", Content_Length=5) + "\n"):
            wires = wires_that_hold(serving, text)
            is_well(serving)
            for wire in wires:
                wire.close()
        upload_wire.sendall(body[1000:])
        assert read_all(upload_wire).split()[1] == b"200"
        kept_wire.sendall(good)
        assert read_answer(answers)[0].startswith("HTTP/1.1 200")


def is_open(wire):
    """Nothing is there to be read, nor the end."""
    wire.setblocking(False)
    try:
        return wire.recv(1) is None
    except BlockingIOError:
        return True


def ask_until_it_is_stuck(wire, text):
    """One request after the other, until the server does not read them any more."""
    wire.settimeout(2)
    try:
        while True:
            wire.sendall(text * 1000)
    except TimeoutError:
        pass


def one_that_takes_no_answer_makes_room(place):
    """It has no key, and asks for more than it takes. All others have one, and are let in: who
    comes gets the place of that one, and of no other."""
    with Serving(place, patience=600) as serving, connect(serving) as greedy_wire:
        asked = head(serving, path="/healthz", Authorization=None, Connection=None)
        ask_until_it_is_stuck(greedy_wire, (asked + "\n").replace("\n", "\r\n").encode())
        begun = upload(serving, b"x" * 1000, Expect="100-continue").replace("\n", "\r\n")
        wires = []
        for _ in range(255):
            wires.append(connect(serving))
            wires[-1].sendall(begun.encode() + b"\r\n")
            assert wires[-1].recv(4096).startswith(b"HTTP/1.1 100 ")
        is_well(serving)
        assert all(is_open(wire) for wire in wires)
        for wire in wires:
            wire.close()


def send_slowly(wire, body, over):
    """As a client on a slow line does, until the others are @over."""
    while body:
        wire.sendall(body[:4096])
        body = body[4096:]
        over.wait(0.2)


def those_that_are_let_in_and_do_nothing(place):
    """Nobody needs a key, and all places are taken by who begins a request and does not end it, or
    does not take its answer: others come in before the patience with those is over, and one that
    is slow but goes on stays."""
    large = form(b"x" * (24 * MIB))
    body = form(line(0).encode() * 20000)
    over = threading.Event()
    with Serving(place, "--no-auth", patience=600) as serving, connect(serving, 60) as slow_wire:
        nobody = {"Authorization": None}
        answer = ask(serving, upload(serving, large, **nobody), large).partition(b"\r\n\r\n")[2]
        content = f"/v1/files/{json.loads(answer)['id']}/content"
        begun = upload(serving, body, **nobody) + "\n"
        slow_wire.sendall(begun.replace("\n", "\r\n").encode())
        slow = threading.Thread(target=send_slowly, args=(slow_wire, body, over))
        slow.start()
        for text in (begun, head(serving, path=content, **nobody) + "\n", begun + "--b"):
            wires = wires_that_hold(serving, text)
            begin = time.monotonic()
            assert say(serving, head(serving, **nobody)) == 200, text
            assert time.monotonic() - begin < 120
            for wire in wires:
                wire.close()
        over.set()
        slow.join()
        assert read_all(slow_wire).split()[1] == b"200"


def count_silent(log):
    """How many lines there are of clients that have said nothing, and how many these were."""
    lines = [text for text in log.splitlines() if "without a request" in text]
    return len(lines), sum(int(text.split()[-2]) if text.endswith(" more") else 1 for text in lines)


def those_that_stay(place):
    """A connection serves one request after the other, for as long as its client goes on."""
    with Serving(place) as serving:
        good = head(serving, Connection=None).replace("\n", "\r\n").encode() + b"\r\n"
        bad = head(serving, Connection=None, Authorization="Bearer no")
        with connect(serving) as wire, wire.makefile("rb") as answers:
            for _ in range(5):
                wire.sendall(good)
                answer, _ = read_answer(answers)
                assert answer.startswith("HTTP/1.1 200") and "\nKeep-Alive: timeout=30" in answer
            wire.sendall(good * 3)                      # without waiting for an answer
            for _ in range(3):
                assert json.loads(read_answer(answers)[1])["object"] == "list"
        with connect(serving) as wire, wire.makefile("rb") as answers:
            for path in ("/healthz", "/v1/batches?limit=0", "/v1/batches/batch_none"):
                wire.sendall(good.replace(b"/v1/batches", path.encode()))
                assert "Connection: close" not in read_answer(answers)[0], path
        with connect(serving) as wire:
            wire.sendall(bad.replace("\n", "\r\n").encode() + b"\r\n")
            assert b"Connection: close" in read_all(wire)
        with connect(serving) as wire:
            wire.sendall(good.replace(b"HTTP/1.1", b"HTTP/1.0"))
            answer = read_all(wire)
            assert answer.split()[1] == b"200" and b"Keep-Alive" not in answer, answer
        is_well(serving)


def old(text):
    return text.replace("HTTP/1.1", "HTTP/1.0")


def clients_that_do_not_say_whom_they_call(place):
    """Those of HTTP/1.0 need not. What they bring is looked at all the same."""
    with Serving(place) as serving:
        assert say(serving, old(head(serving, Host=None))) == 200
        assert say(serving, old(head(serving, Host=None, Authorization=None))) == 401
        assert say(serving, old(head(serving, Host="evil"))) == 403
        assert say(serving, old(head(serving, Host=""))) == 403
        assert say(serving, old(head(serving, Host=None, Origin="https://evil.example"))) == 403
        assert say(serving, old(head(serving, path="http://evil/v1/batches", Host=None))) == 403
        assert say(serving, head(serving, Host=None)) == 400
        is_well(serving)
    with Serving(place, "--no-auth") as serving:
        assert say(serving, old(head(serving, Host=None, Authorization=None))) == 200
        assert say(serving, old(head(serving, Host=None, Authorization=None,
                                     Origin=f"http://{HOST}"))) == 403


def addresses_for_those_who_do_not_say_whom_they_call(place):
    body = json.dumps({"requests": [{"custom_id": "r", "params": {
        "model": "a", "max_tokens": 9,
        "messages": [{"role": "user", "content": "hi"}]}}]}).encode()
    with Simulator("--models", "a:50") as server, \
            Serving(place, "--backend", server.url) as serving:
        assert say(serving, head(serving, "POST", "/v1/messages/batches",
                                 Content_Length=len(body)), body) == 200

        def find_url():
            answer = ask(serving, old(head(serving, path="/v1/messages/batches", Host=None)))
            batch, = json.loads(answer.partition(b"\r\n\r\n")[2])["data"]
            return batch["results_url"]

        wait_until(find_url)
        own = "http://" + urllib.parse.urlsplit(serving.url).netloc
        path = find_url().removeprefix(own)
        assert path.startswith("/v1/messages/batches/msgbatch_"), find_url()
        assert say(serving, old(head(serving, path=path, Host=None))) == 200


def stay_until_the_end(serving):
    with connect(serving) as wire, wire.makefile("rb") as answers:
        wire.sendall(head(serving, Connection=None).replace("\n", "\r\n").encode() + b"\r\n")
        assert "\nKeep-Alive: timeout=3" in read_answer(answers)[0]
        assert answers.read() == b""
    is_well(serving)


def those_that_want_nothing_more_are_ended(place):
    """And leave nothing behind: the first one has the server open what it keeps open itself."""
    with Serving(place, patience=3) as serving:
        stay_until_the_end(serving)
        opened = count_at_rest(serving)
        for _ in range(2):
            stay_until_the_end(serving)
        wait_until(lambda: count_open(serving) <= opened)


def those_that_stay_leave_room(place):
    """Clients that keep their connections, and want nothing, take no place from others."""
    with Serving(place) as serving:
        opened = count_at_rest(serving)
        good = head(serving, Connection=None).replace("\n", "\r\n").encode() + b"\r\n"
        wires = []
        for _ in range(300):
            wires.append(connect(serving))
            wires[-1].sendall(good)
            with wires[-1].makefile("rb") as answers:
                assert read_answer(answers)[0].startswith("HTTP/1.1 200")
        is_well(serving)
        wait_until(lambda: count_open(serving) - opened < 200)
        for wire in wires:
            wire.close()


def ten_thousand_connections(place):
    """All of them at once, as far as this process may have so many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 10000 if hard == resource.RLIM_INFINITY else min(10000, hard - 100)
    if soft < wanted + 100:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted + 100, hard))
    begin = time.monotonic()
    with Serving(place) as serving:
        memory = get_memory(serving)
        wires = []
        for _ in range(wanted):
            wire = socket.socket()
            wire.setblocking(False)
            wire.connect_ex((HOST, urllib.parse.urlsplit(serving.url).port))
            wires.append(wire)
        wait_until(lambda: count_open(serving) > 200)
        assert count_open(serving) < 350, count_open(serving)
        assert_bounded(serving, memory, 48)
        assert b" 200 " in ask(serving, head(serving), timeout=300)
        assert count_open(serving) < 350, count_open(serving)
        assert_bounded(serving, memory, 48)
        for wire in wires:
            wire.close()
        assert b" 200 " in ask(serving, head(serving), timeout=300)
        wait_until(lambda: count_open(serving) < 150)
    # Those that came as far as to be let in are told, but not one by one.
    n_lines, n_clients = count_silent(serving.read_log())
    minutes = (time.monotonic() - begin) // 60 + 1
    assert 10 < n_lines <= 11 * minutes < n_clients, (n_lines, n_clients)


def json_that_bites(place):
    with Serving(place) as serving:
        for text in ("[" * 100000, '{"a":' * 100000, '"' + "\\u" * 1000, "{" + '"a":1,' * 10000,
                     "\0" * 1000, "\ud7ff" * 100, "{}", "null", "1e999999",
                     json.dumps({"input_file_id": "x" * 100000, "endpoint": "/v1/embeddings",
                                 "completion_window": "24h"})):
            body = text.encode()
            for path in ("/v1/batches", "/v1/messages/batches"):
                assert say(serving, head(serving, "POST", path, Content_Length=len(body)),
                           body) in (400, 404), (path, text[:20])
        is_well(serving)


main([
    who_is_not_let_in,
    targets_that_are_named_as_a_whole,
    names_that_it_is_told,
    pages_where_nobody_needs_a_key,
    clients_that_do_not_say_whom_they_call,
    addresses_for_those_who_do_not_say_whom_they_call,
    paths_that_lead_elsewhere,
    what_can_be_read_has_a_head,
    what_is_there_already_is_not_sent,
    heads_that_are_wrong,
    lengths_that_are_wrong,
    a_body_without_end,
    lengths_that_nobody_sends,
    lengths_that_are_no_numbers,
    bodies_that_are_refused,
    an_upload_that_is_cut,
    bodies_that_trickle,
    bodies_that_trickle_with_any_key,
    answers_that_nobody_takes,
    one_that_says_nothing,
    those_that_hold_places_lose_them,
    one_that_takes_no_answer_makes_room,
    those_that_are_let_in_and_do_nothing,
    those_that_stay,
    those_that_want_nothing_more_are_ended,
    those_that_stay_leave_room,
    ten_thousand_connections,
    json_that_bites,
])
