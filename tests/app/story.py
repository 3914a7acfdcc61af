# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A model server for pictures: it takes the time that the simulated one takes, and answers as a
model would. It knows what examples/sample/product-texts.jsonl asks, and photographs of a town."""

import http.client
import http.server
import json
import re
import socketserver
import threading
import urllib.parse

# What is in the review: its summary, its tags, its translation.
REVIEWS = {
    "kettle": ("Fast and handy, but the lid is stiff and the cord short.",
               "kettle, fast, stiff lid, short cord",
               "Dieser Wasserkocher bringt einen Liter in weniger als zwei Minuten zum Kochen, "
               "aber der Deckel klemmt, und das Kabel ist zu kurz für unsere Arbeitsplatte."),
    "soles": ("Hard-wearing winter boots that lack half sizes.",
              "boots, durable, winter, sizing",
              "Nach drei Wintern mit täglichen Spaziergängen sind die Sohlen kaum abgenutzt. Ich "
              "wünschte nur, es gäbe halbe Größen."),
    "cushions": ("Warm sound and soft cushions, let down by a weak connection.",
                 "headphones, warm sound, comfort, drops out",
                 "Der Klang ist warm und die Polster sind weich, doch die Verbindung reißt ab, "
                 "sobald ich in die Küche gehe."),
    "dimmer": ("A pleasant reading lamp whose dimmer hums a little.",
               "lamp, reading, dimmer, humming",
               "Ein schönes Licht zum Lesen. Auf der niedrigsten Stufe summt der Dimmer "
               "ein wenig."),
    "lunch box": ("Roomy, but the zip of the front pocket breaks early.",
                  "backpack, roomy, broken zip",
                  "Er schluckt einen Laptop, eine Brotdose und eine Regenjacke. Der Reißverschluss "
                  "der Vordertasche ging im ersten Monat kaputt."),
    "balanced": ("A sharp, well-balanced knife that must be kept dry.",
                 "knife, sharp, balanced, rust",
                 "Scharf ab Werk und gut ausgewogen. Es rostet, wenn man es über Nacht in der "
                 "Spüle lässt."),
    "seams": ("Quick to put up even in wind, but not quite tight in heavy rain.",
              "tent, quick setup, windproof, leaks",
              "Zwei Personen bauen es im Wind in fünf Minuten auf. Bei starkem Regen lassen die "
              "Nähte ein paar Tropfen durch."),
    "open office": ("A quiet keyboard with a good feel and poor software.",
                    "keyboard, quiet, tactile, bad software",
                    "Leise genug für ein Großraumbüro, und die Tasten haben einen klaren "
                    "Druckpunkt. Die Software ist ein Ärgernis."),
    "two days to dry": ("A heavy blanket that improves sleep and dries slowly.",
                        "blanket, heavy, sleep, slow drying",
                        "Schwerer als erwartet, und ich schlafe besser darunter. Sie braucht zwei "
                        "Tage zum Trocknen."),
    "rear rack": ("Smooth gears and strong brakes; the rear rack is a fight to mount.",
                  "bicycle, smooth gears, brakes, hard assembly",
                  "Die Schaltung läuft weich, und die Bremsen packen zu. Die Montage des "
                  "Gepäckträgers kostete einen Abend und einige Flüche."),
    "dishwasher": ("Keeps tea hot for hours, but the coating does not last.",
                   "mug, keeps hot, coating",
                   "Hält Tee vier Stunden heiß. Die Beschichtung löste sich nach ein paar Runden "
                   "in der Spülmaschine."),
    "attic": ("Easy to set up and far-reaching, with weekly restarts.",
              "router, easy setup, range, unstable",
              "In zehn Minuten eingerichtet, und der Dachboden hat endlich Empfang. Etwa einmal "
              "in der Woche startet er von selbst neu."),
    "whole shelf": ("A strong little drill whose case is too small.",
                    "drill, compact, battery life, small case",
                    "Stark für seine Größe, der Akku hält ein ganzes Regal durch. Der Koffer ist "
                    "zu klein für das Ladegerät."),
    "fountain pen": ("Excellent paper for fountain pens; the elastic wears out first.",
                     "notebook, thick paper, fountain pen, elastic",
                     "Dickes Papier, auf dem Füllertinte nicht verläuft. Das Gummiband gibt vor "
                     "den Seiten auf."),
    "grainy": ("Splendid by day, grainy by night, and slow to learn.",
               "camera, daylight, grainy, complex menus",
               "Bei Tageslicht sind die Bilder großartig, nachts körnig. Für die Menüs braucht man "
               "eine Woche."),
    "arm rests": ("Good for the back, but the arm rests keep coming loose.",
                  "chair, back support, wobbly",
                  "Mein Rücken ist dankbar. Die Armlehnen wackeln; die Schrauben nachzuziehen "
                  "hilft für einen Monat."),
    "three others": ("Survives storms, but is too long for a bag.",
                     "umbrella, stormproof, too long",
                     "Er hat einen Sturm überstanden, der drei andere zerbrach. Für meine Tasche "
                     "ist er zu lang."),
    "in the pool": ("Loud and waterproof, with buttons that cannot be felt in the dark.",
                    "speaker, loud, waterproof, buttons",
                    "Füllt den Garten mit Klang und schwimmt im Pool. Die Lautstärketasten sind im "
                    "Dunkeln nicht zu unterscheiden."),
    "espresso": ("Grinds evenly for every brew, but is tedious to clean.",
                 "coffee mill, even grind, hard to clean",
                 "Ein gleichmäßiger Mahlgrad von Espresso bis Pressstempelkanne. Die Reinigung ist "
                 "lästig."),
    "two weeks": ("Two weeks of battery and a clear screen; the strap itches.",
                  "watch, battery life, clear screen, itchy strap",
                  "Der Akku hält zwei Wochen, und der Bildschirm ist in der Sonne gut lesbar. Vom "
                  "Armband juckte mein Handgelenk."),
}
TASKS = ("Summarise", "tags", "German")

CAPTIONS = (
    "Market women in front of the town hall, about 1912.",
    "The tram depot on the morning of its opening, 3 May 1926.",
    "Skaters on the frozen mill pond; in the background, the brewery.",
    "A class of the girls' school on an excursion to the lime kilns.",
    "The baker Ahlgren and his family before their shop in Bridge Street.",
    "Workers of the rope factory during the midday break.",
    "Flood in the lower town: a boat lands at the chemist's door.",
    "The volunteer fire brigade with its first motor engine.",
)

TOO_LONG = ("This model's maximum context length is 8192 tokens, but the request has 11480 tokens. "
            "Please shorten the messages")


def answer(prompt, model):
    """What a model would say; the second of two models is wordier."""
    for word, answers in REVIEWS.items():
        if word in prompt:
            task = next((number for number, name in enumerate(TASKS) if name in prompt), 0)
            text = answers[task]
            is_wordy = task == 0 and "gemma" in model
            return f"In short: {text[0].lower()}{text[1:]}" if is_wordy else text
    number = re.search(r"\d+", prompt)
    return CAPTIONS[int(number[0]) % len(CAPTIONS) if number else 0]


def read_prompt(body):
    parts = []
    for message in body.get("messages", []):
        content = message["content"]
        parts += [content] if isinstance(content, str) else [
            part.get("text", "") for part in content]
    return "\n".join(parts)


class Teller:
    """Puts an answer in the place of another one, as it streams or at once."""

    def __init__(self, text, cut_off):
        self.words = re.findall(r"\S+\s*", text)
        self.cut_off = cut_off
        if cut_off:
            self.words = self.words[: len(self.words) // 2]

    def retell(self, choice):
        ended = choice.get("finish_reason") is not None
        piece = choice.get("delta") or choice.get("message") or {}
        if "message" in choice or ended:
            text, self.words = "".join(self.words), []
        else:
            text = self.words.pop(0) if self.words else ""
        if "content" in piece or text:
            piece["content"] = text
        if ended and self.cut_off:
            choice["finish_reason"] = "length"

    def retell_line(self, line):
        if not line.startswith(b"data: {"):
            return line
        event = json.loads(line[6:])
        for choice in event.get("choices", []):
            self.retell(choice)
        return b"data: " + json.dumps(event).encode() + b"\n"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.pass_on(b"", None)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        teller = None
        if self.path.endswith("/chat/completions"):
            asked = json.loads(body)
            prompt = read_prompt(asked)
            if any(word in prompt for word in self.server.too_long):
                self.refuse()
                return
            cut_off = any(word in prompt for word in self.server.cut_off)
            teller = Teller(answer(prompt, asked["model"]), cut_off)
        self.pass_on(body, teller)

    def refuse(self):
        self.reply(400, "application/json", json.dumps({"error": {
            "message": TOO_LONG, "type": "invalid_request_error",
            "code": "context_length_exceeded"}}).encode())

    def reply(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def pass_on(self, body, teller):
        upstream = http.client.HTTPConnection(self.server.upstream, timeout=600)
        headers = {"Content-Type": self.headers.get("Content-Type") or "application/json"}
        try:
            upstream.request(self.command, self.path, body or None, headers)
            response = upstream.getresponse()
            kind = response.headers.get("Content-Type", "application/json")
            if teller and "event-stream" in kind:
                self.stream(response, teller)
                return
            text = response.read()
            if teller and response.status == 200:
                event = json.loads(text)
                for choice in event["choices"]:
                    teller.retell(choice)
                text = json.dumps(event).encode()
            self.reply(response.status, kind, text)
        except OSError:
            self.close_connection = True
        finally:
            upstream.close()

    def stream(self, response, teller):
        self.send_response(response.status)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for line in response:
            line = teller.retell_line(line)
            self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")


class StoryServer(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """In front of a simulated server, until it is stopped. Prompts with such words in them are too
    long, or their answers are cut off."""

    daemon_threads = True

    def __init__(self, simulator, too_long=(), cut_off=()):
        super().__init__(("127.0.0.1", 0), Handler)
        self.upstream = urllib.parse.urlsplit(simulator.url).netloc
        self.too_long, self.cut_off = too_long, cut_off
        self.url = f"http://127.0.0.1:{self.server_port}/v1"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        """Who asked has gone meanwhile, as when the window is killed."""

    def stop(self):
        self.shutdown()
        self.server_close()
