"""An ordinary server over HTTP/1.1: ADDRESS PORT LEDGER.

GET /numbered/NAME/COUNT  events with IDs from 1 on; goes on after Last-Event-ID
GET /tokens/NAME/COUNT    events without IDs, always the same
POST /orders/NAME         its line is added to the ledger once per request; answers with the digest of the body
"""
import hashlib
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        _, kind, name, count = self.path.split("/")
        numbered = kind == "numbered"
        after = int(self.headers.get("Last-Event-ID", 0)) if numbered else 0
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for number in range(after + 1, int(count) + 1):
            text = hashlib.sha256(f"{name}/{number}".encode()).hexdigest()
            self.chunk((f"id: {number}\n" if numbered else "") + f"data: {text}\n\n")
            time.sleep(0.01)
        self.chunk("")

    def chunk(self, text):
        self.wfile.write(f"{len(text):x}\r\n{text}\r\n".encode())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with open(sys.argv[3], "a") as ledger:
            ledger.write(self.path.rpartition("/")[2] + "\n")
        answer = hashlib.sha256(body).hexdigest().encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_request(self, *_):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128


Server((sys.argv[1], int(sys.argv[2])), Handler).serve_forever()
