# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What is between a client and a provider, and knows what went by: it can kill the client at
any step of what they have to say to each other."""

import copy
import http.client
import http.server
import re
import threading
import urllib.parse

# Where a client dies: when its request is half there, when it is whole but goes no further,
# when the provider has done what was asked, and when half of the answer is back.
MOMENTS = ("half sent", "sent", "done", "half answered")

AZURE_VERSION = "api-version=2024-10-21"

STEPS = (
    ("models", re.compile(r"GET /v1/models")),
    ("upload", re.compile(r"POST /v1/files$")),
    ("file", re.compile(r"GET /v1/files/[^/]+$")),
    ("create", re.compile(r"POST /v1/(messages/)?batches$")),
    ("list", re.compile(r"GET /v1/(messages/)?batches\?")),
    ("cancel", re.compile(r"POST /v1/(messages/)?batches/[^/]+/cancel$")),
    ("answers", re.compile(r"GET /v1/(files/[^/]+/content|messages/batches/[^/]+/results)$")),
    ("poll", re.compile(r"GET /v1/(messages/)?batches/[^/?]+$")),
)


def find_step(method, path):
    for step, pattern in STEPS:
        if pattern.match(f"{method} {path}"):
            return step
    return f"{method} {path}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def read(self, length):
        return self.rfile.read(length) if length else b""

    def forward(self, body):
        owner = self.server.owner
        path, body = owner.translate(self.path, body)
        wire = http.client.HTTPConnection(owner.target, timeout=300)
        # What only some providers understand is not to be relied on.
        headers = {name: value for name, value in self.headers.items()
                   if name.lower() not in ("host", "idempotency-key", "connection",
                                           "content-length")}
        try:
            wire.request(self.command, path, body, {**headers, "Host": owner.target})
            answer = wire.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        except OSError:
            return 503, [], b'{"error":{"message":"the provider is away"}}'
        finally:
            wire.close()

    def reply_cut(self, body):
        """In chunks, of which the last one, that ends them all, never comes."""
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for line in body.splitlines(keepends=True):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
        self.close_connection = True

    def reply(self, status, headers, body, half, cut):
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in ("transfer-encoding", "content-length", "connection", "date",
                                    "server"):
                self.send_header(name, value)
        if cut is not None:
            self.reply_cut(cut(body))
            return
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:len(body) // 2] if half else body)
        self.wfile.flush()

    def handle_one(self):
        owner = self.server.owner
        owner.keys.add(self.headers.get("api-key"))
        step = find_step(self.command, owner.translate(self.path, b"")[0])
        length = int(self.headers.get("Content-Length", 0))
        moment = owner.note(step)
        half = self.read(length // 2)
        if moment == "half sent":
            owner.strike()
            self.close_connection = True
            return
        body = half + self.read(length - len(half))
        if moment == "sent":
            owner.strike()
            self.close_connection = True
            return
        answer = (owner.script(step) or owner.give_up(step, copy.copy(self), body)
                  or owner.edit(step, self.forward(body)))
        owner.let_through()
        if moment == "done":
            owner.strike()
            self.close_connection = True
            return
        try:
            self.reply(*answer, moment == "half answered", owner.find_cut(step))
        except OSError:
            self.close_connection = True
        if moment == "half answered":
            owner.strike()
            self.close_connection = True

    do_GET = do_POST = do_DELETE = handle_one


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """Whoever was killed hangs up."""


class Upstream:
    """Between a client and the provider at @url."""

    def __init__(self, url):
        self.turn_to(url)
        self.steps = []            # what was asked, in its order
        self.victim = None         # a process
        self.when = None           # a step, and a moment
        self.scripted = {}         # step to answers in place of the provider's
        self.edited = {}           # step to what becomes of the body of the provider's, once
        self.cut = {}              # step to what comes of the bodies of the provider's, each once
        self.given_up = {}         # step to after how many looks at the list the provider gets it
        self.late = None           # what it gets, and when
        self.keys = set()          # those that came in the header of Azure
        self.lock = threading.Lock()
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.owner = self
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def turn_to(self, url):
        self.target = urllib.parse.urlsplit(url).netloc

    def note(self, step):
        """The moment at which the client is to die over this request, if it is."""
        with self.lock:
            self.steps.append(step)
            if self.when is None or self.when[0] != step:
                return None
            moment, self.when = self.when[1], None
            return moment

    def script(self, step):
        with self.lock:
            answers = self.scripted.get(step)
            return answers.pop(0) if answers else None

    def give_up(self, step, handler, body):
        """What a gateway says in place of the provider, which does late what was asked."""
        with self.lock:
            if step not in self.given_up:
                return None
            looks = self.steps.count("list") + self.given_up.pop(step)
            self.late = (looks, handler, body)
        return 504, [], b"<html>gateway timeout</html>"

    def let_through(self):
        """What is late by now, after the answer to the last look and before that is sent."""
        with self.lock:
            if self.late is None or self.steps.count("list") < self.late[0]:
                return
            (_, handler, body), self.late = self.late, None
        handler.forward(body)

    def translate(self, path, body):
        """What the API of Azure calls by other names."""
        if not path.startswith("/openai/"):
            return path, body
        assert AZURE_VERSION in path, path
        path = re.sub(r"[?&]$", "", path.replace(AZURE_VERSION, "").replace("?&", "?"))
        return path.replace("/openai/", "/v1/", 1), body.replace(b'"/chat/', b'"/v1/chat/')

    def edit(self, step, answer):
        with self.lock:
            change = self.edited.pop(step, None)
        return (answer[0], answer[1], change(answer[2])) if change else answer

    def find_cut(self, step):
        with self.lock:
            cuts = self.cut.get(step)
            return cuts.pop(0) if cuts else None

    def strike(self):
        if self.victim is not None:
            self.victim.kill()
            self.victim.wait()
