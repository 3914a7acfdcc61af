# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""A receiver of webhooks that keeps what it was told, and answers as it is told to."""

import http.server
import json
import threading


class Receiver:
    """answer (path, number): a status, and headers; number: how often the path was asked."""

    def __init__(self, answer=lambda path, number: (204, {})):
        outer = self
        self.requests = []
        self.lock = threading.Lock()
        self.released = threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with outer.lock:
                    number = sum(path == self.path for path, _, _ in outer.requests)
                    outer.requests.append((self.path, dict(self.headers), body))
                status, headers = answer(self.path, number)
                if status is None:
                    outer.released.wait(60)
                    return
                self.send_response(status)
                for name, value in {"Content-Length": "0", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.released.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def events(self, path):
        """What a path was told: a pair of the id and the type each time."""
        with self.lock:
            told = [body for where, _, body in self.requests if where == path]
        return [(event["id"], event["type"]) for event in map(json.loads, told)]

    def kinds(self, path):
        return [kind for _, kind in self.events(path)]
