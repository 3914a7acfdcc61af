# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Several processes on one queue and one model server: what one does, the others see."""

import json
import os
import pathlib
import platform
import signal
import socket
import struct
import time

from harness import (Simulator, Skip, ask, assert_answers, communicate, line, main, shares,
                     stop_outside_the_store, wait_until)


def submit(place, server, name, count, models="abc", *options):
    batch = place.write_batch(name, count, models)
    place.run("submit", batch, "--backend", server.url, *options)
    return batch


def start_run(place, server, batch, parallel=4):
    return place.start("run", batch, "--parallel", str(parallel), "--backend", server.url)


def finish(process):
    out, err = communicate(process)
    assert process.returncode == 0, err
    assert "CRITICAL" not in err and "WARNING" not in err, err
    return err


def in_flight(server):
    return server.get("/__log?summary=1")["in_flight"]


def requests(server):
    return [entry for entry in server.get_lines("/__log") if entry["event"] == "request"]


def all_wait_to_run(place, count):
    """Whether the batches of so many processes have been taken in."""
    states = [json.loads(text)["state"] for text in place.run("list", "--json").stdout.splitlines()]
    return len(states) == count and set(states) <= {"queued", "running"}


def two_runs_load_each_model_once(place):
    """Started at once, with nothing there before. The server is slow until it has heard of both,
    so that it does not matter which of the two the machine runs first."""
    sizes = {"one": 300, "two": 240}
    put_on_s = 1000
    with Simulator("--models", "a:300,b:300,c:300", "--capacity", "1", "--delay", "5") as server:
        server.post("/__pace?times=1000")
        batches = [place.write_batch(f"{name}.jsonl", size) for name, size in sizes.items()]
        processes = [start_run(place, server, batch) for batch in batches]
        wait_until(lambda: all_wait_to_run(place, 2))
        server.post("/__pace?times=1")
        server.post(f"/__clock?advance={put_on_s}")
        for process in processes:
            finish(process)
        for name, size in sizes.items():
            assert_answers(place.read_lines(f"{name}.output.jsonl"), size)
        counts = server.get("/__log?summary=1")
    assert counts["loads"] == 3 and counts["max_in_flight"] == 4, counts
    # Whose own batch is done leaves, and gives back what it has of the other's.
    assert 540 <= counts["requests"] <= 540 + 4, counts


def other_spelling(server):
    """What people type, where the server says 127.0.0.1."""
    return server.url.replace("127.0.0.1", "localhost")


def loads_of_two_models(server):
    counts = server.get("/__log?summary=1")
    assert counts["requests"] == 120, counts
    return counts["loads"]


def two_spellings_are_one_server(place):
    """In one run, in which the one has a name."""
    with Simulator("--models", "a:100,b:100", "--capacity", "1", "--delay", "5") as server:
        place.run("backend", "add", "home", other_spelling(server), "--parallel", "2")
        first = place.write_batch("one.jsonl", 60, "ab")
        second = place.write_batch("two.jsonl", 60, "ba")
        place.run("submit", first, "--backend", "home")
        place.run("submit", second, "--backend", server.url, "--parallel", "2")
        plan = json.loads(place.run("plan", "--json").stdout)
        assert plan["loads"] == 2, plan
        place.run("run")
        assert_answers(place.read_lines("one.output.jsonl"), 60)
        assert_answers(place.read_lines("two.output.jsonl"), 60)
        assert loads_of_two_models(server) == 2


def the_plan_knows_two_spellings_as_one_server(place):
    with Simulator("--models", "a:100,b:100", "--capacity", "1") as server:
        submit(place, server, "one.jsonl", 10, "ab")
        batch = place.write_batch("two.jsonl", 10, "ba")
        place.run("submit", batch, "--backend", other_spelling(server))
        plan = json.loads(place.run("plan", "--json").stdout)
    assert plan["loads"] == 2, plan


def two_names_are_one_server(place):
    with Simulator("--models", "a:100,b:100", "--capacity", "1", "--delay", "5") as server:
        urls = {"home": other_spelling(server), "house": server.url, "hut": server.url}
        for name, url in urls.items():
            place.run("backend", "add", name, url, "--parallel", "2")
            place.run("submit", place.write_batch(f"{name}.jsonl", 40, "ab"), "--backend", name)
        place.run("run")
        assert loads_of_two_models(server) == 2


def two_runs_with_two_spellings_load_each_model_once(place):
    """Each asks the server by the address that it was told."""
    with Simulator("--models", "a:100,b:100", "--capacity", "1", "--delay", "5") as server:
        server.post("/__pace?times=1000")
        urls = {"one": server.url, "two": other_spelling(server)}
        processes = []
        for name, url in urls.items():
            batch = place.write_batch(f"{name}.jsonl", 60, "ab")
            processes.append(place.start("run", batch, "--parallel", "2", "--backend", url))
        wait_until(lambda: all_wait_to_run(place, 2))
        server.post("/__pace?times=1")
        server.post("/__clock?advance=1000")
        for process in processes:
            finish(process)
        for name in urls:
            assert_answers(place.read_lines(f"{name}.output.jsonl"), 60)
        counts = server.get("/__log?summary=1")
    assert counts["loads"] == 2, counts


def a_server_is_reached_at_another_address_once_somebody_gives_it(place):
    """Each address is connected to as it was written, though it may be of the same server."""
    with Simulator("--models", "a:0", "--delay", "1") as server:
        deaf = server.url.replace("127.0.0.1", "[::1]")
        place.run("backend", "add", "home", deaf, "--kind", "openai-compatible")
        place.run("submit", place.write_batch("one.jsonl", 5, "a"), "--backend", "home")
        process = place.start("run")
        wait_until(lambda: "Waiting" in place.run("list").stdout)
        assert not requests(server)
        place.run("backend", "add", "home", other_spelling(server))
        finish(process)
        assert_answers(place.read_lines("one.output.jsonl"), 5)


def start_at_other_family(port, *options):
    if not socket.has_ipv6:
        raise Skip("IPv6")
    try:
        with socket.create_server(("::1", port), family=socket.AF_INET6):
            pass
    except OSError as error:
        raise Skip("IPv6") from error
    return Simulator("--listen", f"[::1]:{port}", *options)


def a_server_of_the_other_family_is_reached(place):
    """Though another address of this machine is in the queue since long ago."""
    with start_at_other_family(0, "--models", "a:0", "--delay", "1") as server:
        old = server.url.replace("[::1]", "127.0.0.1")
        place.run("backend", "add", "old", old, "--kind", "openai-compatible")
        for name, host in {"number": "[::1]", "name": "localhost"}.items():
            batch = place.write_batch(f"{name}.jsonl", 5, "a")
            url = server.url.replace("[::1]", host)
            place.run("run", batch, "--backend", url, timeout=300)
            assert_answers(place.read_lines(f"{name}.output.jsonl"), 5)


def servers_at_one_port_of_both_families_are_two(place):
    with Simulator("--models", "a:0", "--delay", "1") as server:
        port = int(server.url.removesuffix("/v1").rsplit(":", 1)[1])
        with start_at_other_family(port, "--models", "b:0", "--delay", "1") as other:
            submit(place, server, "one.jsonl", 5, "a")
            submit(place, other, "two.jsonl", 7, "b")
            place.run("run", timeout=300)
            assert {entry["model"] for entry in requests(server)} == {"a"}
            assert {entry["model"] for entry in requests(other)} == {"b"}


def a_server_that_is_moved_while_busy_loads_each_model_once(place):
    with Simulator("--models", "a:100,b:100", "--capacity", "1", "--delay", "1000") as server:
        place.run("backend", "add", "home", server.url, "--parallel", "2")
        place.run("submit", place.write_batch("one.jsonl", 16, "ab"), "--backend", "home")
        process = place.start("run")
        wait_until(lambda: in_flight(server) == 2)
        place.run("backend", "add", "home", other_spelling(server), "--parallel", "2")
        finish(process)
        assert_answers(place.read_lines("one.output.jsonl"), 16)
        counts = server.get("/__log?summary=1")
    assert counts["loads"] == 2 and counts["max_in_flight"] == 2, counts


def two_spellings_of_one_server_have_one_key(place):
    os.environ["KEY_FOR_TEST"] = "sk-1"
    with Simulator("--models", "a:0", "--delay", "1",
                   "--api-key-from-env", "KEY_FOR_TEST") as server:
        submit(place, server, "one.jsonl", 5, "a")
        batch = place.write_batch("two.jsonl", 5, "a")
        place.run("submit", batch, "--backend", other_spelling(server))
        finish(place.start("run", env=dict(os.environ, BATCHQ_API_KEY="sk-1")))
        for name in "one", "two":
            assert_answers(place.read_lines(f"{name}.output.jsonl"), 5)


def who_watches_takes_no_retry_away(place):
    """Whichever process finds that a wait is over, the one that works goes on."""
    with Simulator("--any-model") as server:
        for number in range(5):
            name = f"{number}.jsonl"
            fails = line(1, prompt=f"[[fail 503:1]] number 1 of {name}")
            batch = place.write(name, line(0) + fails)
            job = place.run("submit", batch, "--backend", server.url).stdout.strip()
            with place.start("watch", job) as watcher:
                place.run("run", timeout=300)
                finish(watcher)


def longest_wait_after_the_kill(server):
    """From the end of each request that was cut off to its next attempt."""
    asked = requests(server)
    waits = []
    for number, entry in enumerate(asked):
        if entry["closed_by_client"]:
            again = [later for later in asked[number + 1:] if later["prompt"] == entry["prompt"]]
            assert len(again) == 1, again
            waits.append(again[0]["time_ms"] - entry["end_ms"])
    return len(waits), max(waits)


def count_cut_off(server):
    return sum(entry["closed_by_client"] for entry in requests(server))


def assert_quick(measure, place, limit):
    """A machine that has much to do may be late now and then, but not each time."""
    taken = []
    while len(taken) < 5 and min(taken, default=limit) >= limit:
        taken.append(measure(place.below(f"round{len(taken)}")))
    print(f"# {measure.__name__.replace('_', ' ')}: {min(taken):.3f} s", flush=True)
    assert min(taken) < limit, taken


def when_one_is_killed_the_other_goes_on_with_its_items(place):
    assert_quick(from_the_kill_of_one_to_the_others_requests, place, 2)


def from_the_kill_of_one_to_the_others_requests(place):
    """What is at the server stays there until the kill was noticed. Its clock is put on then."""
    with Simulator("--models", "a:100,b:100,c:100", "--capacity", "1", "--delay", "100") as server:
        server.post("/__pace?times=1000")
        batch = place.write_batch("in.jsonl", 240)
        first = start_run(place, server, batch)
        wait_until(lambda: in_flight(server) == 4)
        second = start_run(place, server, batch)
        wait_until(lambda: shares(place) == [0, 4])
        server.post("/__pace?times=1")
        first.send_signal(signal.SIGKILL)
        first.communicate()
        wait_until(lambda: count_cut_off(server) == 4 and in_flight(server) == 4)
        server.post("/__clock?advance=1000")
        finish(second)
        assert_answers(place.read_lines("in.output.jsonl"), 240)
        cut, wait_ms = longest_wait_after_the_kill(server)
        counts = server.get("/__log?summary=1")
    assert cut == 4, cut
    assert counts["loads"] == 3 and counts["requests"] == 240 + cut, counts
    return wait_ms / 1000


def most_in_flight(server):
    counts = server.get("/__log?summary=1")
    server.post("/__reset")
    return counts["max_in_flight"]


def a_server_gets_as_many_at_a_time_as_a_person_said(place):
    """However many work on it, and whoever of them ends."""
    with Simulator("--models", "a:0,b:0", "--delay", "20") as server:
        place.run("backend", "add", "home", server.url, "--parallel", "1")
        for name, models in {"one": "ab", "two": "ba"}.items():
            batch = place.write_batch(f"{name}.jsonl", 90, models)
            place.run("submit", batch, "--backend", "home", "-o", place.path(f"{name}.out"))
        server.post("/__pace?times=1000")
        processes = [place.start("run") for _ in range(3)]
        wait_until(lambda: shares(place) == [0, 0, 1])
        server.post("/__pace?times=1")
        server.post("/__clock?advance=1000")
        processes[0].send_signal(signal.SIGKILL)
        processes[0].communicate()
        for process in processes[1:]:
            finish(process)
        for name in "one", "two":
            assert_answers(place.read_lines(f"{name}.out"), 90)
        assert most_in_flight(server) == 1


def a_job_has_as_many_at_a_time_as_a_person_said(place):
    """The server may well take more, and each of them has work to do."""
    with Simulator("--models", "a:0", "--delay", "20") as server:
        # The same lines in another file would be the same job.
        batches = [place.write_batch(f"{number}.jsonl", 100 + number, "a") for number in range(3)]
        server.post("/__pace?times=1000")
        processes = [start_run(place, server, batch, 4) for batch in batches]
        wait_until(lambda: all_wait_to_run(place, 3) and len(shares(place)) == 3)
        wait_until(lambda: in_flight(server) == 4)
        server.post("/__clock?advance=1000")
        wait_until(lambda: shares(place) == [1, 1, 2] and in_flight(server) == 4)
        server.post("/__pace?times=1")
        server.post("/__clock?advance=1000")
        for process in processes:
            finish(process)
        for number in range(3):
            assert_answers(place.read_lines(f"{number}.output.jsonl"), 100 + number)
        assert most_in_flight(server) == 4


def the_next_one_works_when_the_first_is_stopped(place):
    with Simulator("--models", "a:0", "--delay", "20") as server:
        place.run("backend", "add", "home", server.url, "--parallel", "1")
        batch = place.write_batch("in.jsonl", 200, "a")
        place.run("submit", batch, "--backend", "home")
        server.post("/__pace?times=1000")
        first = place.start("run")
        wait_until(lambda: in_flight(server) == 1)
        second = place.start("run")
        wait_until(lambda: shares(place) == [0, 1])
        server.post("/__pace?times=1")
        server.post("/__clock?advance=1000")
        first.send_signal(signal.SIGINT)
        communicate(first)
        finish(second)
        assert_answers(place.read_lines("in.output.jsonl"), 200)
        assert most_in_flight(server) == 1


def one_that_waits_for_the_lane_goes_on_when_its_holder_is_killed(place):
    assert_quick(from_the_kill_of_the_holder_to_the_next_requests, place, 2)


def from_the_kill_of_the_holder_to_the_next_requests(place):
    """All of the first model is under way in one process, so that the other wants the next."""
    with Simulator("--models", "a:0,b:0", "--capacity", "1", "--delay", "5000") as server:
        batch = submit(place, server, "in.jsonl", 8, "ab")
        holder = start_run(place, server, batch)
        wait_until(lambda: in_flight(server) == 4)
        waiter = start_run(place, server, batch)
        wait_until(lambda: count_engines(place) == 2)
        assert wait_until_still(waiter, 0.3) == 0       # it has found that it may not come in
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
        finish(waiter)
        assert_answers(place.read_lines("in.output.jsonl"), 8)
        cut, wait_ms = longest_wait_after_the_kill(server)
        loads = server.get("/__log?summary=1")["loads"]
    assert cut == 4 and loads == 2, (cut, loads)
    return wait_ms / 1000


def ended(place):
    """How many requests of each job have an answer."""
    return [json.loads(text)["succeeded"]
            for text in place.run("list", "--json").stdout.splitlines()]


def a_job_with_fewer_slots_than_engines_is_left_to_those_that_have_one(place):
    """Who had claimed of it, or claims what comes first, keeps nothing from the others."""
    with Simulator("--models", "a:0", "--delay", "50") as server:
        submit(place, server, "wide.jsonl", 2000, "a", "--parallel", "4")
        processes = [place.start("run") for _ in range(2)]
        wait_until(lambda: shares(place) == [2, 2])
        submit(place, server, "narrow.jsonl", 30, "a", "--parallel", "1", "--priority", "1")
        wait_until(lambda: 30 in ended(place))
        assert 2000 not in ended(place)
        wait_until(lambda: shares(place) == [2, 2])
        for process in processes:
            process.kill()
            process.communicate()
        assert most_in_flight(server) == 4


def who_waits_for_the_lane_sleeps(place):
    """Though it has a number of its own, of which it gets nothing there."""
    with Simulator("--models", "a:0,b:0", "--capacity", "1", "--delay", "60000") as server:
        batch = submit(place, server, "in.jsonl", 8, "ab")
        processes = [start_run(place, server, batch)]
        wait_until(lambda: in_flight(server) == 4)
        processes.append(start_run(place, server, batch))
        wait_until(lambda: count_engines(place) == 2)
        assert wait_until_still(processes[1], 0.3) == 0
        for process in processes:
            process.kill()
            process.communicate()


def count_engines(place):
    return len(list(pathlib.Path(place.path("data/engines")).glob("*.lock")))


def a_cancel_from_elsewhere_closes_the_sockets(place):
    assert_quick(from_a_cancel_to_closed_sockets, place, 1)


def from_a_cancel_to_closed_sockets(place):
    with Simulator("--any-model", "--delay", "60000") as server:
        batch = submit(place, server, "in.jsonl", 20, "a")
        process = start_run(place, server, batch)
        wait_until(lambda: in_flight(server) == 4)
        job = json.loads(place.run("list", "--json").stdout)["id"]
        place.run("cancel", job)
        seconds = wait_until(lambda: in_flight(server) == 0)
        out, err = communicate(process)
        assert process.returncode == 1, (out, err)
        asked = requests(server)
    assert len(asked) == 4 and all(entry["closed_by_client"] for entry in asked), asked
    return seconds


def a_watch_for_programs_tells_each_change(place):
    """Whoever reads it along sees it run, with more and more done, and end."""
    with Simulator("--any-model", "--slots", "1", "--delay", "50") as server:
        batch = place.write_batch("in.jsonl", 2000)
        job = place.run("submit", batch, "--backend", server.url, "--parallel", "1").stdout.strip()
        watch = place.start("watch", job, "--json")
        told = [json.loads(watch.stdout.readline())]
        assert told[0]["state"] == "queued" and told[0]["succeeded"] == 0, told
        with start_run(place, server, batch) as process:
            while len({line["succeeded"] for line in told}) < 4:
                told.append(json.loads(watch.stdout.readline()))
            place.run("cancel", job)
            out, err = communicate(watch)
            told += [json.loads(line) for line in out.splitlines()]
            communicate(process)
        assert watch.returncode == 1, (watch.returncode, err)
        counts = [line["succeeded"] for line in told]
        assert counts == sorted(counts) and told[-2]["completed_at"] is None, told
        assert [line["state"] for line in told].count("cancelled") == 1, told
        assert told[-1]["state"] == "cancelled" and told[-1]["total"] == 2000, told


def a_watch_elsewhere_follows(place):
    assert_quick(from_a_cancel_to_the_end_of_a_watch, place, 0.5)


def from_a_cancel_to_the_end_of_a_watch(place):
    with Simulator("--any-model") as server:
        submit(place, server, "in.jsonl", 5, "a")
        job = json.loads(place.run("list", "--json").stdout)["id"]
        watch = place.start("watch", job)
        wait_until(lambda: count_engines(place) == 1)
        place.run("cancel", job)
        seconds = wait_until(lambda: watch.poll() is not None)
        out, err = communicate(watch)
    assert "ancelled" in out + err, (out, err)
    return seconds


def expected_ms(place, command):
    """Below 0: nobody knows; or there is nothing yet."""
    said = place.run(command, "--json").stdout
    return json.loads(said)["eta"]["expected_ms"] if said else -1


def a_look_from_elsewhere_counts_what_runs_at_once(place):
    """Though the server has no name there, and is asked by another."""
    with Simulator("--any-model", "--delay", "1000") as server:
        batch = place.write_batch("in.jsonl", 5000, "a")
        process = place.start("run", batch, "--backend", server.url)
        # What was measured is written down every few seconds.
        wait_until(lambda: expected_ms(place, "list") > 0)
        job, plan = expected_ms(place, "list"), expected_ms(place, "plan")
        place.run("cancel", json.loads(place.run("list", "--json").stdout)["id"])
        communicate(process)
    # All that the server takes at once; one by one it would be tens of times as long.
    assert 0 < job < 3 * plan, (job, plan)


def own_threads(process):
    """All but the one of ThreadSanitizer, which wakes ten times a second: ours all have names."""
    main_thread = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}")
    unnamed = main_thread.joinpath("comm").read_text()
    return [thread for thread in main_thread.parent.iterdir()
            if thread == main_thread or name_of(thread) not in (None, unnamed)]


def name_of(thread):
    try:
        return thread.joinpath("comm").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None


def count_switches(process):
    """How often threads of it went to sleep, so how often they were woken."""
    return sum(int(text.split(":")[1])
               for thread in own_threads(process)
               for text in thread.joinpath("status").read_text().splitlines()
               if text.startswith("voluntary_ctxt_switches"))


def wait_until_still(process, seconds):
    """How often it wakes in that time, once it has come to rest."""
    before = None
    for _ in range(20):
        before = count_switches(process)
        time.sleep(seconds)             # the time is what is measured
        woken = count_switches(process) - before
        if woken == 0:
            return 0
    return woken


# The calls in which threads wait, by their numbers on x86-64, and the argument that limits how
# long: a number, of which -1 is no limit, or where seconds stand, and 0 is none. What a futex has
# there may be a time of day.
WAITS_FOR_MS = {7: 2, 232: 3, 281: 3}                   # poll, epoll_wait, epoll_pwait
WAITS_FOR_SECONDS = {23: 4, 270: 4, 271: 2}             # select, pselect6, ppoll
WAITS_UNTIL = {202: 3}                                  # futex
CALLS_WITHOUT_LIMIT = {0, 45, 47, 61, 247}              # read, recvfrom, recvmsg, wait4, waitid
A_WHILE_MS = 60_000


def read_seconds(thread, address):
    with thread.joinpath("mem").open("rb", buffering=0) as memory:
        memory.seek(address)
        return struct.unpack("q", memory.read(8))[0]


def waits_briefly(thread):
    """Whether something wakes it before long, though nothing happens. That the connections it had
    are forgotten for good after minutes is libsoup's."""
    try:
        number, *arguments = thread.joinpath("syscall").read_text().split()
        if number == "running":
            return True
        number, arguments = int(number), [int(word, 16) for word in arguments]
        if number in WAITS_FOR_SECONDS:
            limit = arguments[WAITS_FOR_SECONDS[number]]
            return limit != 0 and read_seconds(thread, limit) * 1000 < A_WHILE_MS
    except (OSError, struct.error):
        return False            # it has ended, or nobody may look
    if number in WAITS_FOR_MS:
        limit = arguments[WAITS_FOR_MS[number]] & 0xffffffff
        return limit < A_WHILE_MS
    if number in WAITS_UNTIL:
        return arguments[WAITS_UNTIL[number]] != 0
    return number not in CALLS_WITHOUT_LIMIT


def comes_to_rest(process):
    """Whether no thread of it waits for a time that comes soon. What was to be done a little
    later, a line to be printed, a thread to end, a connection to be closed, is done within half
    a minute."""
    return not any(waits_briefly(thread) for thread in own_threads(process))


def a_chat_has_the_next_slot_wherever_it_comes_in(place):
    """Though another process has the only one."""
    with Simulator("--models", "a:0", "--delay", "100") as server:
        place.run("backend", "add", "home", server.url, "--parallel", "1")
        batch = place.write_batch("in.jsonl", 200, "a")
        place.run("submit", batch, "--backend", "home", "-o", place.path("out"))
        run = place.start("run")
        wait_until(lambda: in_flight(server) == 1)
        serve = place.start("serve", "--listen", "127.0.0.1:0")
        url = serve.stdout.readline().split()[-1]
        wait_until(lambda: shares(place) == [0, 1])
        ask(place, url, "a")
        assert run.poll() is None and len(requests(server)) < 200
        serve.terminate()
        communicate(serve)
        finish(run)
        assert_answers(place.read_lines("out"), 200)
        assert most_in_flight(server) == 1


def idle_processes_do_not_wake(place):
    with Simulator("--any-model", "--delay", "300") as server:
        batch = submit(place, server, "in.jsonl", 5, "a")
        job = json.loads(place.run("list", "--json").stdout)["id"]
        idle = {"watch": place.start("watch", job), "run": start_run(place, server, batch, 1)}
        wait_until(lambda: count_engines(place) == 2 and in_flight(server) == 1)
        place.run("pause", job)
        wait_until(lambda: in_flight(server) == 0)
        if platform.machine() == "x86_64":
            for process in idle.values():
                wait_until(lambda process=process: comes_to_rest(process), 120)
        for name, process in idle.items():
            woken = wait_until_still(process, 3)
            assert woken == 0, f"{name} wakes {woken} times though nothing happens"
        place.run("resume", job)
        said = finish(idle["run"])
        finish(idle["watch"])
        assert_answers(place.read_lines("in.output.jsonl"), 5)
    # Nobody knows when it is ready, then.
    paused = [text for text in said.splitlines() if " · Paused; " in text]
    assert paused and all(text.endswith("lets it go on") for text in paused), said


def who_is_stopped_is_named(place):
    """As by Ctrl+Z: it lives, so that who waits for its requests, or its server, waits."""
    with Simulator("--models", "a:10,b:10", "--capacity", "1", "--delay", "1000") as server:
        server.post("/__pace?times=1000")
        one = place.write_batch("one.jsonl", 2, "a")
        two = place.write_batch("two.jsonl", 2, "b")
        stopped = start_run(place, server, one, 2)
        wait_until(lambda: in_flight(server) == 2)
        assert "is stopped" not in place.run("list").stderr
        stop_outside_the_store(place, stopped)
        waits = start_run(place, server, two, 2)
        job = json.loads(place.run("list", "--json").stdout.splitlines()[0])["id"]
        watch = place.start("watch", job)
        named = f"Process {stopped.pid} (batchq) "
        for process in (waits, watch):
            told = ""
            while named not in told:
                line_of_it = process.stderr.readline()
                assert line_of_it, told
                told += line_of_it
            assert f"kill -CONT {stopped.pid}" in told, told
        for command in (["list"], ["show", job]):
            said = place.run(*command).stderr
            assert named in said and f"“kill -KILL {stopped.pid}”" in said, (command, said)
        assert "stopped" not in place.run("list", "--quiet").stderr
        server.post("/__pace?times=1")
        server.post("/__clock?advance=1000")
        os.kill(stopped.pid, signal.SIGCONT)
        finish(stopped)
        finish(waits)
        finish(watch)
        assert "is stopped" not in place.run("list").stderr
        assert_answers(place.read_lines("one.output.jsonl"), 2)
        assert_answers(place.read_lines("two.output.jsonl"), 2)


def who_comes_while_the_model_loads_joins(place):
    """None of the job is under way then, but it is in the hands of another process."""
    with Simulator("--models", "a:600000", "--capacity", "1") as server:
        batch = place.write_batch("in.jsonl", 6, models="a")
        first = start_run(place, server, batch)
        wait_until(lambda: in_flight(server) > 0)
        second = start_run(place, server, batch)
        said = second.stderr.readline()
        assert "Joining" in said and "0 of 6" in said, said
        server.post("/__clock?advance=600")
        finish(second)
        finish(first)
        assert_answers(place.read_lines("in.output.jsonl"), 6)


def many_may_submit_at_once(place):
    """Who opens the queue tidies up, and must not take for forsaken what is being taken in."""
    processes = [place.start("submit", place.write_batch(f"{i}.jsonl", 5), "--backend",
                             "http://127.0.0.1:9") for i in range(40)]
    for process in processes:
        finish(process)
    jobs = place.run("list", "--json").stdout.splitlines()
    assert len(jobs) == len(processes), len(jobs)


main([
    who_is_stopped_is_named,
    who_watches_takes_no_retry_away,
    two_runs_load_each_model_once,
    two_spellings_are_one_server,
    the_plan_knows_two_spellings_as_one_server,
    two_names_are_one_server,
    two_runs_with_two_spellings_load_each_model_once,
    a_server_is_reached_at_another_address_once_somebody_gives_it,
    a_server_of_the_other_family_is_reached,
    servers_at_one_port_of_both_families_are_two,
    a_server_that_is_moved_while_busy_loads_each_model_once,
    two_spellings_of_one_server_have_one_key,
    when_one_is_killed_the_other_goes_on_with_its_items,
    a_server_gets_as_many_at_a_time_as_a_person_said,
    a_job_has_as_many_at_a_time_as_a_person_said,
    a_job_with_fewer_slots_than_engines_is_left_to_those_that_have_one,
    the_next_one_works_when_the_first_is_stopped,
    a_chat_has_the_next_slot_wherever_it_comes_in,
    one_that_waits_for_the_lane_goes_on_when_its_holder_is_killed,
    who_waits_for_the_lane_sleeps,
    a_cancel_from_elsewhere_closes_the_sockets,
    a_watch_elsewhere_follows,
    a_watch_for_programs_tells_each_change,
    a_look_from_elsewhere_counts_what_runs_at_once,
    idle_processes_do_not_wake,
    who_comes_while_the_model_loads_joins,
    many_may_submit_at_once,
])
