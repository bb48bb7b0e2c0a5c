"""A mail server: ADDRESS PORT LEDGER. The recipient of each mail is added to the ledger when its data is complete; the answer has the digest of the data."""
import hashlib
import socketserver
import sys


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 pool ESMTP")
        recipient = ""
        while line := self.rfile.readline():
            verb, _, rest = line.decode().strip().partition(" ")
            if verb == "EHLO":
                self.say("250-pool", "250 8BITMIME")
            elif verb == "DATA":
                self.say("354 go on")
                digest = self.data()
                if digest is None:
                    return
                with open(sys.argv[3], "a") as ledger:
                    ledger.write(recipient + "\n")
                self.say(f"250 {digest}")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                if verb == "RCPT":
                    recipient = rest.partition("<")[2].rstrip(">")
                self.say("250 ok")

    def data(self):
        digest = hashlib.sha256()
        while line := self.rfile.readline():
            if line == b".\r\n":
                return digest.hexdigest()
            digest.update(line)
        return None

    def say(self, *lines):
        self.wfile.write("".join(line + "\r\n" for line in lines).encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


Server((sys.argv[1], int(sys.argv[2])), Handler).serve_forever()
