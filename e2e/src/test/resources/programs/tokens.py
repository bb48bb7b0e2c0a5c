"""A generator of text as language models are served: tokens.py ADDRESS PORT. POST /chat with a prompt: an event stream of tokens that
depend on nothing but the prompt, each with the answer's ID and the time, which differ each time; /exact: without these.
?pause=SECONDS between two of them (0.01)."""

import hashlib
import http.server
import json
import sys
import time
import urllib.parse
import uuid

COUNT = 300
WORDS = "the a server pool session stream goes dies on in of mid sentence and never is not seen".split()


class Tokens(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        url = urllib.parse.urlsplit(self.path)
        pause = float(urllib.parse.parse_qs(url.query).get("pause", ["0.01"])[0])
        prompt = self.rfile.read(int(self.headers["Content-Length"]))
        answer = "chat-" + str(uuid.uuid4())
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("X-Request-Id", answer)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        state = hashlib.sha256(prompt).digest()
        for index in range(COUNT):
            state = hashlib.sha256(state).digest()
            event = {"choices": [{"index": index, "delta": {"content": " " + WORDS[state[0] % len(WORDS)]}}]}
            if url.path == "/chat":
                event |= {"id": answer, "created": time.time()}
            self.chunk(f"data: {json.dumps(event)}\n\n")
            time.sleep(pause)
        self.chunk("data: [DONE]\n\n")
        self.chunk("")

    def chunk(self, text):
        data = text.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Tokens).serve_forever()
