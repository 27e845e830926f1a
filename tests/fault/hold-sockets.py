"""Hold listening sockets while servers on them come and go, as an init system does.

hold-sockets.py COUNT COMMAND… prints a JSON list of ports; then, for each line of standard input, starts
the command on the sockets ("start": prints its process id once it listens) or ends one ("end PID": prints
its exit status and what else it said). What is left at the end of input is killed.
"""

import json
import os
import socket
import subprocess
import sys

FIRST = 3
ACTIVATED = 'export LISTEN_PID=$$; exec "$@"'


def hold(number):
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    held.listen(1024)
    os.dup2(held.fileno(), FIRST + number)
    port = held.getsockname()[1]
    if held.fileno() == FIRST + number:
        held.detach()
    return port


def start(command, count):
    sockets = range(FIRST, FIRST + count)
    server = subprocess.Popen(
        ["bash", "-c", ACTIVATED, "server", *command],
        pass_fds=sockets,
        env={**os.environ, "LISTEN_FDS": str(count)},
        stderr=subprocess.PIPE,
        text=True,
    )
    for line in server.stderr:
        if line.startswith("listening on "):
            return server, line.strip()
    return server, f"it ended with {server.wait()}"


def main():
    count, command = int(sys.argv[1]), sys.argv[2:]
    print(json.dumps([hold(number) for number in range(count)]), flush=True)
    servers = {}
    try:
        for line in sys.stdin:
            word, *rest = line.split()
            if word == "start":
                server, said = start(command, count)
                servers[server.pid] = server
                print(json.dumps({"pid": server.pid, "said": said}), flush=True)
            else:
                server = servers.pop(int(rest[0]))
                server.terminate()
                status = server.wait(40)
                print(json.dumps({"status": status, "said": server.stderr.read()}), flush=True)
    finally:
        for server in servers.values():
            server.kill()


main()
