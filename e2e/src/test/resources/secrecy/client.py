"""client.py ADDRESS PORT LINES: says $QUESTION so often, and wants each answered by its number and $ANSWER."""
import os, socket, sys, threading, time

peer = socket.create_connection((sys.argv[1], int(sys.argv[2])))
lines = int(sys.argv[3])


def say():
    for _ in range(lines):
        peer.sendall(os.environ["QUESTION"].encode() + b"\n")
        time.sleep(0.001)
    peer.shutdown(socket.SHUT_WR)


threading.Thread(target=say).start()
answers = peer.makefile("r")
for number in range(1, lines + 1):
    got = answers.readline().rstrip("\n")
    if got != f"{number} {os.environ['ANSWER']}":
        sys.exit(f"line {number}: {got}")
rest = answers.read()
print("complete" if not rest else f"too much: {rest}")
