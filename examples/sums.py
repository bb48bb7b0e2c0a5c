#!/usr/bin/env python3
"""sums.py PORT [ADDRESS]: adds up numbers, one a line, and answers each with a ticket, drawn when a session begins, and the sum."""
import json, os, secrets, socketserver, sys, urllib.request

SIDECAR = os.environ.get("SIDECAR", "http://127.0.0.1:9091")


class Session(socketserver.StreamRequestHandler):
    def cookie(self, method, position="", state=None):
        url = f"{SIDECAR}/sessions/{self.client_address[1]}/cookie{position}"
        with urllib.request.urlopen(urllib.request.Request(url, state, method=method), timeout=10) as answer:
            return answer.read()

    def leave(self, state, received, sent):
        self.cookie("PUT", f"?received={received}&sent={sent}", json.dumps(state).encode())

    def handle(self):
        left = self.cookie("GET")  # what another server left of this session; nothing: it is new
        state = json.loads(left) if left else {"ticket": secrets.token_hex(4), "sum": 0}
        received = sent = 0
        self.leave(state, received, sent)  # the draw is part of the state: before it is told to anybody
        for line in self.rfile:
            state["sum"] += int(line)
            answer = f"{state['ticket']} {state['sum']}\n".encode()
            received, sent = received + len(line), sent + len(answer)
            self.wfile.write(answer)
            self.leave(state, received, sent)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


Server((sys.argv[2] if len(sys.argv) > 2 else "", int(sys.argv[1])), Session).serve_forever()
