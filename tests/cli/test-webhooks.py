# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What becomes of batches is told to receivers, in good order, and to nobody else."""

import base64
import contextlib
import datetime
import email.utils
import hashlib
import hmac
import json
import os
import sqlite3
import time

from harness import Simulator, communicate, main, wait_until
from receiver import Receiver

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
LIFE = ["batch.queued", "batch.started", "batch.completed"]

os.environ["HOOK_SECRET"] = SECRET


def run(place, server, count=3, name="in.jsonl"):
    place.run("run", place.write_batch(name, count, "a"), "--backend", server.url)


def log(place):
    """The latest first."""
    return [json.loads(text) for text in place.run("webhook", "log", "--json").stdout.splitlines()]


def add(place, url):
    place.run("webhook", "add", url, "--allow-private")


def assert_signed(headers, body):
    headers = {name.lower(): value for name, value in headers.items()}
    assert headers["content-type"] == "application/json", headers
    plain = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert headers["x-signature-256"] == "sha256=" + plain, headers
    assert abs(time.time() - int(headers["webhook-timestamp"])) < 60, headers
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.new(bytes(range(32)), signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(digest).decode(), headers
    assert headers["webhook-id"] == json.loads(body)["id"], headers


def a_run_is_told_from_its_beginning_to_its_end(place):
    with Simulator("--any-model") as server, Receiver() as receiver:
        place.run("webhook", "secret", "env:HOOK_SECRET")
        add(place, receiver.url + "/hook")
        add(place, receiver.url + "/other")
        run(place, server)
        assert receiver.kinds("/hook") == LIFE, receiver.kinds("/hook")
        assert receiver.events("/hook") == receiver.events("/other")
        for _, headers, body in receiver.requests:
            assert_signed(headers, body)
        event = json.loads(receiver.requests[-1][2])
        assert event["data"]["status"] == "completed", event
        assert event["data"]["request_counts"]["completed"] == 3, event
        assert [entry["state"] for entry in log(place)] == ["delivered"] * 6, log(place)
        place.run("webhook", "remove", receiver.url + "/hook")
        place.run("webhook", "remove", receiver.url + "/other")
        run(place, server, 4, "more.jsonl")
        assert len(receiver.requests) == 6


def a_job_has_one_of_its_own(place):
    with Simulator("--any-model") as server, Receiver() as receiver:
        hook = receiver.url + "/own"
        other, own = (place.write_batch(f"{name}.jsonl", 2, "a") for name in ("other", "own"))
        add(place, receiver.url + "/all")
        place.run("run", other, "--backend", server.url)
        place.run("run", own, "--backend", server.url, "--webhook", hook)
        assert receiver.kinds("/own") == LIFE, receiver.kinds("/own")
        assert receiver.kinds("/all") == LIFE * 2, receiver.kinds("/all")
        shown, = [job for job in map(json.loads, place.run("list", "--json").stdout.splitlines())
                  if job["webhook_url"]]
        assert shown["webhook_url"] == hook and shown["title"] == "own.jsonl", shown
        assert hook in place.run("show", shown["id"]).stdout
        more = place.write_batch("more.jsonl", 1, "a")
        wrong = place.run("submit", more, "--backend", server.url, "--webhook", "ftp://x", expect=2)
        assert "begins with http" in wrong.stderr, wrong
        wrong = place.run("submit", more, "--backend", server.url, "--webhook",
                          "http://127.0.0.2/hook", expect=3)
        assert "has to be allowed by name" in wrong.stderr, wrong


def what_was_allowed_need_not_be_again(place):
    with Receiver() as receiver:
        place.run("webhook", "test", receiver.url + "/hook", expect=3)
        add(place, receiver.url + "/hook")
        place.run("webhook", "test", receiver.url + "/hook")
        assert receiver.kinds("/hook") == ["batch.completed"], receiver.kinds("/hook")


def a_secret_is_not_replaced_without_a_word(place):
    assert "replaced" not in place.run("webhook", "secret").stderr
    assert "is replaced" in place.run("webhook", "secret").stderr
    assert "is replaced" in place.run("webhook", "secret", "env:HOOK_SECRET").stderr
    assert "replaced" not in place.run("webhook", "secret", "env:HOOK_SECRET").stderr


def who_fails_is_told_again_in_the_same_order(place):
    with Simulator("--any-model") as server, \
            Receiver(lambda path, number: (503 if number < 2 else 200, {})) as receiver:
        add(place, receiver.url + "/hook")
        batch = place.write_batch("in.jsonl", 3, "a")
        place.run("run", batch, "--backend", server.url)
        with place.start("serve", "--listen", "127.0.0.1:0") as process:
            wait_until(lambda: receiver.kinds("/hook")[2:] == LIFE)
            wait_until(lambda: {entry["state"] for entry in log(place)} == {"delivered"})
            process.terminate()
            communicate(process)
        told = receiver.events("/hook")
        assert told[0] == told[1] == told[2] and len(set(told)) == 3, told
        entries = log(place)[::-1]
        assert [entry["attempts"] for entry in entries] == [3, 1, 1], entries


def when_it_is_told_again(place, value):
    """To somebody who says when: how often it was told, and after how many seconds it is again, at
    the earliest and at the latest."""
    with Simulator("--any-model") as server, \
            Receiver(lambda path, number: (503, {"Retry-After": value})) as receiver:
        hook = receiver.url + "/hook"
        add(place, hook)
        before = time.time()
        run(place, server, name=f"{receiver.port}.jsonl")
        entry = next(entry for entry in log(place)[::-1] if entry["url"] == hook)
        after = time.time()
        assert set(receiver.kinds("/hook")) == {"batch.queued"}, receiver.kinds("/hook")
        place.run("webhook", "remove", hook)
        # One that is on its way again has no time.
        due = datetime.datetime.fromisoformat(entry["due_at"]).timestamp() \
            if entry["due_at"] else after
        return entry["attempts"], due - after, due - before


def who_says_when_is_left_alone_until_then(place):
    hour = 3600
    in_an_hour = email.utils.formatdate(time.time() + hour, usegmt=True)
    for value, wait in ((in_an_hour, hour), ("120", 120), (" 1.5e3 ", 1500),
                        (str(2 * hour), 2 * hour), (str(999 * hour), 6 * hour)):
        attempts, least, most = when_it_is_told_again(place, value)
        assert attempts == 1, (value, attempts)
        # A date stands still while the test goes on; there is jitter of up to 5 s on top.
        assert most >= wait - (60 if value == in_an_hour else 1), (value, most)
        assert least <= wait + 6, (value, least)
    for value in ("soon", "", "-7", "Thu, 01 Jan 2015 00:00:00 GMT"):
        # It may have been told more than once by then.
        attempts, least, _ = when_it_is_told_again(place, value)
        assert least <= 5 * 2 ** (attempts - 1) + 1, (value, attempts, least)


def who_is_gone_is_told_nothing_more(place):
    with Simulator("--any-model") as server, \
            Receiver(lambda path, number: (410, {})) as receiver:
        add(place, receiver.url + "/hook")
        run(place, server)
        assert receiver.kinds("/hook") == ["batch.queued"], receiver.kinds("/hook")
        shown = json.loads(place.run("webhook", "list", "--json").stdout)
        assert shown["gone_at"] is not None, shown
        run(place, server, 4, "more.jsonl")
        assert len(receiver.requests) == 1


def redirects_are_not_followed(place):
    with Receiver(lambda path, number: (302, {"Location": "http://169.254.169.254/"})) as bad, \
            Receiver() as inner, \
            Receiver(lambda path, number: (307, {"Location": inner.url + "/stolen"})) as worse:
        for receiver in (bad, worse):
            err = place.run("webhook", "test", receiver.url + "/hook", "--allow-private",
                            expect=4).stderr
            assert "redirects are not followed" in err, err
            assert len(receiver.requests) == 1
        assert inner.requests == []


def private_addresses_are_not_connected_to(place):
    with Receiver() as receiver:
        for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "169.254.169.254",
                     "2130706433", "0x7f.1", "127.1"):
            for command in ("add", "test"):
                err = place.run("webhook", command, f"http://{host}:{receiver.port}/",
                                expect=3).stderr
                assert "private" in err, err
        # This is a name to whoever only looks at it.
        err = place.run("webhook", "test", f"http://localhost.:{receiver.port}/", expect=4).stderr
        assert "private" in err, err
        assert receiver.requests == []


def who_says_nothing_is_not_waited_for(place):
    with Simulator("--any-model") as server, \
            Receiver(lambda path, number: (None, {})) as receiver:
        add(place, receiver.url + "/hook")
        begin = time.monotonic()
        run(place, server)
        assert time.monotonic() - begin < 60
        begin = time.monotonic()
        place.run("webhook", "test", receiver.url + "/test", "--allow-private", expect=4)
        assert time.monotonic() - begin < 60


def who_hangs_holds_up_nobody_else(place):
    def submit(count):
        for number in range(count):
            batch = place.write_batch(f"{number}.jsonl", 1, "a")
            place.run("submit", batch, "--backend", server.url)

    with Simulator("--any-model") as server, Receiver() as good, \
            Receiver(lambda path, number: (None, {})) as hanging:
        add(place, hanging.url + "/hook")
        submit(20)
        add(place, good.url + "/hook")
        with place.start("serve", "--listen", "127.0.0.1:0", "--quiet", "--backend",
                         server.url) as process:
            wait_until(lambda: good.kinds("/hook").count("batch.completed") == 20)
            assert 0 < len(hanging.requests) <= 4, len(hanging.requests)
            hanging.released.set()
            process.terminate()
            communicate(process)


def count_old(place):
    with contextlib.closing(sqlite3.connect(place.path("data/queue.db"))) as database:
        return database.execute("SELECT count(*) FROM delivery WHERE ended_at = 1").fetchone()[0]


def what_was_told_long_ago_goes_while_it_works(place):
    """Not only when a program begins: some work for years."""
    with Simulator("--any-model") as server, Receiver() as receiver:
        add(place, receiver.url + "/hook")
        for number in range(34):
            batch = place.write_batch(f"{number}.jsonl", 1, "a")
            place.run("submit", batch, "--backend", server.url)
        with contextlib.closing(sqlite3.connect(place.path("data/queue.db"))) as database:
            names = ("event_id, event, kind, job_id, job_state, url, total, succeeded, failed, "
                     "skipped, cancelled, expired, created_at, due_at, state, ended_at")
            database.executemany(f"INSERT INTO delivery ({names}) VALUES "
                                 "(?, 1, 'x', 'x', 'failed', 'x', 0, 0, 0, 0, 0, 0, 1, 1, 1, 1)",
                                 [(f"evt_{number}",) for number in range(1500)])
            database.commit()
        assert count_old(place) == 1500
        place.run("run")
        wait_until(lambda: receiver.kinds("/hook").count("batch.completed") == 34)
        assert count_old(place) == 0, count_old(place)


def what_a_dead_process_had_to_tell_is_told(place):
    held = []
    with Simulator("--any-model", "--delay", "200", "--slots", "1") as server, \
            Receiver(lambda path, number: (204 if held else None, {})) as receiver:
        add(place, receiver.url + "/hook")
        batch = place.write_batch("in.jsonl", 10, "a")
        with place.start("run", batch, "--backend", server.url) as process:
            wait_until(lambda: receiver.requests)
            process.kill()
            communicate(process)
        held.append(True)
        place.run("run", batch, "--backend", server.url)
        told = receiver.events("/hook")
        assert told[0] == told[1] and receiver.kinds("/hook")[1:] == LIFE, told


main([
    a_run_is_told_from_its_beginning_to_its_end,
    a_job_has_one_of_its_own,
    what_was_allowed_need_not_be_again,
    a_secret_is_not_replaced_without_a_word,
    who_fails_is_told_again_in_the_same_order,
    who_says_when_is_left_alone_until_then,
    who_is_gone_is_told_nothing_more,
    redirects_are_not_followed,
    private_addresses_are_not_connected_to,
    who_says_nothing_is_not_waited_for,
    who_hangs_holds_up_nobody_else,
    what_was_told_long_ago_goes_while_it_works,
    what_a_dead_process_had_to_tell_is_told,
])
