"""server.py ADDRESS PORT: answers every line with its number and $ANSWER; leaves a cookie with $COOKIE in it at $SIDECAR after each."""
import json, os, socketserver, sys, urllib.request


class Session(socketserver.StreamRequestHandler):
    def cookie(self, method, position="", state=None):
        url = f"{os.environ['SIDECAR']}/sessions/{self.client_address[1]}/cookie{position}"
        with urllib.request.urlopen(urllib.request.Request(url, state, method=method), timeout=10) as answer:
            return answer.read()

    def leave(self, state, received, sent):
        self.cookie("PUT", f"?received={received}&sent={sent}", json.dumps(state).encode())

    def handle(self):
        left = self.cookie("GET")
        state = json.loads(left) if left else {"cookie": os.environ["COOKIE"], "lines": 0}
        received = sent = 0
        self.leave(state, received, sent)
        for line in self.rfile:
            state["lines"] += 1
            answer = f"{state['lines']} {os.environ['ANSWER']}\n".encode()
            received, sent = received + len(line), sent + len(answer)
            self.wfile.write(answer)
            self.leave(state, received, sent)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


Server((sys.argv[1], int(sys.argv[2])), Session).serve_forever()
