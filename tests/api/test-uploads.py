# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Files that come in parts, as the official client for Python sends them, unmodified."""

from clients import wait_for

# pylint: disable=wrong-import-position
import concurrent.futures
import hashlib
import os
import pathlib
import struct

import openai

from harness import Simulator, Skip, line, main
from serving import Serving, assert_bounded, forget_peak, get_memory, list_data

KIND = "application/jsonl"
MIB = 1024 * 1024


def client(serving, key=None):
    return openai.OpenAI(base_url=serving.url, api_key=key or serving.token, max_retries=0)


def begin(api, size, **more):
    return api.uploads.create(bytes=size, filename="in.jsonl", mime_type=KIND, purpose="batch",
                              **more)


def add(api, upload, data):
    part = api.uploads.parts.create(upload.id, data=data)
    assert (part.object, part.upload_id) == ("upload.part", upload.id), part
    assert part.id.startswith("part_") and part.created_at >= upload.created_at, part
    return part.id


def refused(error, parameter, code, call):
    try:
        call()
    except error as reason:
        assert reason.body["message"], reason.body
        assert reason.body["type"] in ("invalid_request_error", "rate_limit_error"), reason.body
        assert (reason.body["param"], reason.body["code"]) == (parameter, code), reason.body
        return reason.body["message"]
    raise AssertionError(f"this was not refused with {error.__name__}")


def not_pending(call):
    return refused(openai.BadRequestError, "upload_id", "upload_not_pending", call)


def count_open(serving):
    """Files of the server that have no name."""
    found = 0
    for descriptor in pathlib.Path(f"/proc/{serving.process.pid}/fd").iterdir():
        try:
            target = os.readlink(descriptor)
        except FileNotFoundError:
            continue
        found += target.startswith("/") and "(deleted)" in target and "memfd" not in target
    return found


def a_batch_of_a_file_in_parts(place):
    text = "".join(line(i) for i in range(300))
    with Simulator("--any-model") as server, Serving(place, "--backend", server.url) as serving:
        api = client(serving)
        path = place.write("goods.jsonl", text)
        upload = api.uploads.upload_file_chunked(file=pathlib.Path(path), mime_type=KIND,
                                                 purpose="batch", part_size=10000)
        assert (upload.status, upload.bytes, upload.object) == ("completed", len(text), "upload")
        assert upload.filename == "goods.jsonl" and upload.purpose == "batch", upload
        assert upload.expires_at == upload.created_at + 3600, upload
        file = upload.file
        assert (file.filename, file.bytes, file.purpose) == ("goods.jsonl", len(text), "batch")
        assert file == api.files.retrieve(file.id), file
        assert api.files.content(file.id).text == text
        batch = api.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions",
                                   completion_window="24h")
        batch = wait_for(lambda: api.batches.retrieve(batch.id))
        assert batch.status == "completed", batch
        answers = api.files.content(batch.output_file_id).text
        assert answers.count("\n") == 300, answers


def the_order_is_said_in_the_end(place):
    pieces = [bytes([65 + i]) * (100000 + i) for i in range(8)]
    whole = b"".join(pieces)
    with Serving(place) as serving:
        api = client(serving)
        before = count_open(serving)
        upload = begin(api, len(whole), expires_after={"anchor": "created_at", "seconds": 3600})
        assert (upload.status, upload.file) == ("pending", None), upload
        # At once, and so in any order.
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            ids = list(pool.map(lambda piece: add(api, upload, piece), pieces))
        lost = add(api, upload, pieces[0])          # its answer may not have come
        complete = api.uploads.complete
        for wrong in (ids[1:], [*ids, lost], [*ids[1:], "part_x"], [*ids[1:], ids[1]], []):
            refused(openai.BadRequestError, "part_ids", "invalid_value",
                    lambda wrong=wrong: complete(upload.id, part_ids=wrong))
        assert "MD5" in refused(openai.BadRequestError, "md5", "invalid_value",
                                lambda: complete(upload.id, part_ids=ids, md5="0" * 32))
        refused(openai.BadRequestError, "md5", "invalid_value",
                lambda: complete(upload.id, part_ids=ids, md5="nonsense"))
        md5 = hashlib.md5(whole).hexdigest().upper()
        done = complete(upload.id, part_ids=ids, md5=md5)
        assert done.status == "completed" and done.id == upload.id, done
        assert api.files.content(done.file.id).content == whole
        assert done.file.expires_at == done.file.created_at + 3600, done
        # Asked again for the same it says the same; else there is nothing more to do.
        assert complete(upload.id, part_ids=ids) == done
        not_pending(lambda: complete(upload.id, part_ids=ids[::-1]))
        not_pending(lambda: add(api, upload, b"more"))
        not_pending(lambda: api.uploads.cancel(upload.id))
        assert [file.id for file in api.files.list()] == [done.file.id]
        # The same parts the other way round are another file.
        upload = begin(api, len(whole))
        ids = [add(api, upload, piece) for piece in pieces]
        done = complete(upload.id, part_ids=ids[::-1])
        assert api.files.content(done.file.id).content == b"".join(pieces[::-1])
        assert count_open(serving) == before, "parts are kept that nobody needs"


def a_cancelled_one_takes_no_more(place):
    with Serving(place) as serving:
        api = client(serving)
        before = count_open(serving)
        upload = begin(api, 100)
        part = add(api, upload, b"x" * 100)
        assert count_open(serving) == before + 1
        cancelled = api.uploads.cancel(upload.id)
        assert (cancelled.status, cancelled.file) == ("cancelled", None), cancelled
        assert count_open(serving) == before
        assert "cancelled" in not_pending(lambda: add(api, upload, b"x"))
        not_pending(lambda: api.uploads.complete(upload.id, part_ids=[part]))
        not_pending(lambda: api.uploads.cancel(upload.id))
        assert not list(api.files.list())


def what_cannot_be_is_refused(place):
    with Serving(place) as serving:
        api = client(serving)
        for size, code in ((0, "integer_below_min_value"), (513 * MIB, "integer_above_max_value"),
                           ("many", "invalid_type")):
            refused(openai.BadRequestError, "bytes", code, lambda size=size: begin(api, size))
        refused(openai.BadRequestError, "purpose", "invalid_value",
                lambda: api.uploads.create(bytes=1, filename="a", mime_type=KIND,
                                           purpose="assistants"))
        for call in (lambda: api.uploads.parts.create("upload_x", data=b"x"),
                     lambda: api.uploads.complete("upload_x", part_ids=[]),
                     lambda: api.uploads.cancel("upload_x")):
            refused(openai.NotFoundError, "upload_id", "not_found", call)
        upload = begin(api, 10)
        refused(openai.BadRequestError, "data", "invalid_value", lambda: add(api, upload, b""))
        refused(openai.APIStatusError, None, "request_too_large",
                lambda: add(api, upload, b"x" * (65 * MIB)))
        refused(openai.BadRequestError, "data", "missing_required_parameter",
                lambda: api.post(f"/uploads/{upload.id}/parts", cast_to=object,
                                 files={"file": b"x"},
                                 options={"headers": {"Content-Type": "multipart/form-data"}}))
        # It goes on all the same.
        part = add(api, upload, b"y" * 10)
        assert api.uploads.complete(upload.id, part_ids=[part]).file.bytes == 10


def each_key_has_its_own(place):
    with Serving(place) as serving:
        ada, bob = (client(serving, serving.add_key(name)) for name in ("ada", "bob"))
        upload = begin(ada, 4)
        part = add(ada, upload, b"text")
        for call in (lambda: add(bob, upload, b"x"), lambda: bob.uploads.cancel(upload.id),
                     lambda: bob.uploads.complete(upload.id, part_ids=[part])):
            refused(openai.NotFoundError, "upload_id", "not_found", call)
        many = [begin(ada, 1) for _ in range(31)]
        refused(openai.RateLimitError, None, "rate_limit_exceeded", lambda: begin(ada, 1))
        begin(bob, 1)
        file = ada.uploads.complete(upload.id, part_ids=[part]).file
        begin(ada, 1)
        assert ada.files.content(file.id).text == "text" and len(many) == 31
        refused(openai.NotFoundError, "id", "not_found", lambda: bob.files.content(file.id))


def nothing_is_left_of_it(place):
    """However the server ends."""
    with Serving(place) as serving:
        api = client(serving)
        kept = list_data(place)
        add(api, begin(api, 10 * MIB), b"x" * MIB)
        assert list_data(place) == kept
    for _ in range(5):
        serving = Serving(place)
        api = client(serving)
        upload = begin(api, 10 * MIB)
        part = add(api, upload, b"x" * MIB)
        serving.kill()
        assert list_data(place) == kept, list_data(place)
    with Serving(place) as serving:
        api = client(serving)
        refused(openai.NotFoundError, "upload_id", "not_found",
                lambda: api.uploads.complete(upload.id, part_ids=[part]))
        assert not list(api.files.list())


def it_takes_an_hour_at_most(place):
    if "CLOCK_JUMP" not in os.environ:
        raise Skip("the clock of this build cannot be put forward")
    clock = place.clock()
    place.write("clock", struct.pack("=q", -7200))
    with Serving(place, environment=clock) as serving:
        api = client(serving)
        upload = begin(api, 4)
        part = add(api, upload, b"text")
        # In place: the server has it mapped.
        with open(place.path("clock"), "r+b") as ahead:
            ahead.write(struct.pack("=q", -3500))
        assert "expired" in not_pending(lambda: add(api, upload, b"more"))
        not_pending(lambda: api.uploads.complete(upload.id, part_ids=[part]))
        not_pending(lambda: api.uploads.cancel(upload.id))
        upload = begin(api, 4)
        assert api.uploads.complete(upload.id, part_ids=[add(api, upload, b"text")]).file


def memory_does_not_grow_with_it(place):
    piece = os.urandom(32 * MIB)
    with Serving(place) as serving:
        api = client(serving)
        add(api, begin(api, 1000), b"x" * 1000)
        forget_peak(serving)
        before = get_memory(serving, "VmHWM")
        upload = begin(api, 4 * len(piece))
        ids = [add(api, upload, piece) for _ in range(4)]
        file = api.uploads.complete(upload.id, part_ids=ids[::-1],
                                    md5=hashlib.md5(piece * 4).hexdigest()).file
        assert file.bytes == 4 * len(piece)
        assert_bounded(serving, before, 16, "VmHWM")


main([
    a_batch_of_a_file_in_parts,
    the_order_is_said_in_the_end,
    a_cancelled_one_takes_no_more,
    what_cannot_be_is_refused,
    each_key_has_its_own,
    nothing_is_left_of_it,
    it_takes_an_hour_at_most,
    memory_does_not_grow_with_it,
])
