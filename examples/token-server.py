"""A token generator that speaks like an OpenAI-compatible server, for demos and tests: the same question has the same answer, each time with another
id and other times. python3 token-server.py ADDRESS PORT TOKENS-PER-SECOND CACHE

What was generated before, by any server that shares the folder CACHE, is not generated again but comes at once, as with prefix caches of real servers.
"""

import hashlib, http.server, json, os, sys, time, uuid

ADDRESS, PORT, RATE, CACHE = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
ANSWER = """You are reading an answer that a server makes up word by word, as a language model does. Between your client and that
server stand two small programs, and neither client nor server knows of them. While you read this, somebody kills the server, with SIGKILL and in the
middle of a sentence. An ordinary connection would now be gone, and half an answer with it. Here, another server is asked the same question. It begins at
the beginning and says everything again; what you have already is compared with it, word for word, and left out. Then the sentence goes on exactly where
it stopped. Your client, which is plain curl, sees one answer over one connection, and at most a short pause. Each answer has an identifier and a time of
its own, and these may differ, because the pool was told to ignore them. Any other difference would end the answer as a broken one: rather no end than a
wrong one. Now this answer is complete. Compare it with that of a server that nobody killed: not a single word was lost, doubled, or made up on the way."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        question = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        answer = "chatcmpl-" + uuid.uuid4().hex
        for token in generate(question):
            delta = {"index": 0, "delta": {"content": token}}
            event = {"id": answer, "object": "chat.completion.chunk", "created": time.time_ns(), "choices": [delta]}
            self.chunk(f"data: {json.dumps(event)}\n\n")
        self.chunk("data: [DONE]\n\n")
        self.chunk("")

    def chunk(self, text):
        self.wfile.write(f"{len(text):x}\r\n{text}\r\n".encode())


def generate(question):
    """One token after the other. A byte of the question's file stands for one that is known."""
    with open(os.path.join(CACHE, hashlib.sha256(question).hexdigest()), "ab", buffering=0) as cache:
        known = cache.tell()
        for number, word in enumerate(ANSWER.split()):
            if number >= known:
                time.sleep(1 / RATE)
                cache.write(b".")
            yield word if number == 0 else " " + word


http.server.ThreadingHTTPServer((ADDRESS, PORT), Handler).serve_forever()
