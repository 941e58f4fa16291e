#!/usr/bin/env python3
"""One replica of an application that slows down under load.

Prints the port that it listens on when it can be asked. Works on ten requests side by side, 0.3 s each; more of them wait for a place.
Every answer reports the share of places in use (`application_utilization`).
Told to end (SIGTERM), it answers what it has first; and whoever asks for its health
(/healthz), and so sends requests until told not to, is told before it ends.
"""

import argparse
import http.server
import signal
import threading
import time

PLACES = 10
WORK = 0.3  # seconds
# Without a request for so long, whoever sent them has heard that it ends.
QUIET = 0.5  # seconds
# Who has not asked for the health for so long asks no more.
ASKS_WITHIN = 5  # seconds

places = threading.BoundedSemaphore(PLACES)
lock = threading.Lock()
present = 0
left = time.monotonic()
ending = threading.Event()
# Whoever asked for the health has been told that this one ends.
told = threading.Event()
asked = float("-inf")  # when it was asked for


def count(change):
    """Notes a request that comes or goes; how many are there."""
    global present, left
    with lock:
        present += change
        left = time.monotonic()
        return present


class App(http.server.BaseHTTPRequestHandler):
    """Answers after a while."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/healthz":
            self.tell_health()
        else:
            self.work()

    def tell_health(self):
        global asked
        asked = time.monotonic()
        ends = ending.is_set()
        self.send_response(503 if ends else 200)
        self.send_header("content-length", "0")
        self.end_headers()
        if ends and not told.is_set():
            count(0)
            told.set()

    def work(self):
        share = count(+1) / PLACES
        try:
            with places:
                time.sleep(WORK)
            body = b"done\n"
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            report = f"TEXT application_utilization={share:.2f}"
            self.send_header("endpoint-load-metrics", report)
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
        finally:
            count(-1)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    """Lets many connections wait to be taken."""

    request_queue_size = 256


def waits_to_tell():
    """Whether somebody who asks for the health has not heard yet."""
    return not told.is_set() and time.monotonic() - asked < ASKS_WITHIN


def main():
    parser = argparse.ArgumentParser(description="One replica of an application.")
    parser.add_argument("--listen", default="127.0.0.1:0", metavar="ADDRESS:PORT")
    host, _, port = parser.parse_args().listen.rpartition(":")
    # Waited for, not handled: all threads, which begin later, leave it to this one.
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    server = Server((host, int(port)), App)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    signal.sigwait(ends)
    ending.set()
    count(0)
    while present or waits_to_tell() or time.monotonic() - left < QUIET:
        time.sleep(0.05)
    server.shutdown()


if __name__ == "__main__":
    main()
