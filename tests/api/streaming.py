# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""A model server that streams its answers as slowly as one wants them."""

import threading
import time

from answering import Answering, Handler


class Streaming(Answering):
    """So many events, with a pause before each, the first of them not before it is let go. The
    head of the answer comes at once."""

    EVENT = b'data: {"choices":[{"index":0,"delta":{"content":"' + b"a" * 1000 + b'"}}]}\n\n'

    def __init__(self, events, pause, held=False):
        super().__init__(Streamer)
        self.events, self.pause, self.broken, self.sent = events, pause, 0, 0
        self.released = threading.Event()
        if not held:
            self.released.set()

    def __exit__(self, *failure):
        self.released.set()
        super().__exit__(*failure)


class Streamer(Handler):
    """Has one model, for chats."""

    def do_GET(self):  # pylint: disable=invalid-name
        self.reply(b'{"object":"list","data":[{"id":"a","object":"model"}]}',
                   status=200 if self.path == "/v1/models" else 404)

    def do_POST(self):  # pylint: disable=invalid-name
        self.read_body()
        if self.path != "/v1/chat/completions":
            self.reply(b'{"detail":"Not Found"}', status=404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.server.released.wait(300)
        try:
            for _ in range(self.server.events):
                time.sleep(self.server.pause)
                self.wfile.write(self.server.EVENT)
                self.server.sent += 1
            self.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            self.server.broken += 1
