"""An ordinary server of events: events.py ADDRESS PORT. GET /ids: events with IDs, from after Last-Event-ID; /plain: without;
/own: with a word that differs from server to server. ?pause=SECONDS between two of them (0.01)."""

import http.server
import os
import sys
import time
import urllib.parse

COUNT = 300


class Events(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        pause = float(urllib.parse.parse_qs(url.query).get("pause", ["0.01"])[0])
        last = int(self.headers.get("Last-Event-ID", "0")) if url.path == "/ids" else 0
        print("events from after", last, flush=True)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for number in range(last + 1, COUNT + 1):
            self.chunk(self.event(url.path, number))
            time.sleep(pause)
        self.chunk("")

    def event(self, path, number):
        begin = f"id: {number}\n" if path == "/ids" else ""
        word = f" of process {os.getpid()}" if path == "/own" else ""
        return f"{begin}event: tick\ndata: the square of {number}{word}\ndata: is {number * number}\n\n"

    def chunk(self, text):
        data = text.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Events).serve_forever()
