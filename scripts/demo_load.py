#!/usr/bin/env python3
"""Requests at a rate that is told, whether the ones before are answered or not.

    demo_load.py HOST PORT

Sends a wave each minute until it is told to end (SIGTERM), and tells what comes of it.
"""

import http.client
import signal
import sys
import threading
import time

# Seconds since the start, and requests per second then; between two, evenly. A
# replica of demo_app.py answers 33 per second.
WAVE = [(0, 4), (4, 4), (14, 120), (20, 120), (26, 4), (30, 4)]
EACH = 60  # seconds
SLOWER = 1.5  # than WAVE: containers take longer to start than processes
TIMEOUT = 70  # seconds, above Envoy's own
STARTS_WITHIN = 60  # seconds


def rate(seconds):
    """Requests per second at a time."""
    for (begin, low), (end, high) in zip(WAVE, WAVE[1:]):
        if seconds < end:
            return low + (high - low) * (seconds - begin) / (end - begin)
    return WAVE[-1][1]


class Load:
    """Sends requests and counts what comes of them."""

    def __init__(self, host, port, timeout):
        self.place = (host, port, timeout)
        self.rate = 0.0  # requests per second
        self.answered = 0
        self.failures = []
        self.latencies = []  # in ms, since they were last taken
        self.lock = threading.Lock()
        self.ends = threading.Event()
        self.requests = []
        self.sender = threading.Thread(target=self.send, daemon=True)
        self.sender.start()

    def send(self):
        due = time.monotonic()
        while not self.ends.is_set():
            now = time.monotonic()
            if self.rate <= 0 or now < due:
                time.sleep(0.005)
                due = max(due, now) if self.rate <= 0 else due
                continue
            due += 1 / self.rate
            thread = threading.Thread(target=self.ask, daemon=True)
            self.requests = [one for one in self.requests if one.is_alive()] + [thread]
            thread.start()

    def ask(self):
        host, port, timeout = self.place
        began = time.monotonic()
        try:
            connection = http.client.HTTPConnection(host, port, timeout=timeout)
            connection.request("GET", "/")
            response = connection.getresponse()
            body = response.read().decode(errors="replace")
            connection.close()
            failure = None if response.status == 200 else f"status {response.status}: {body}"
        except (OSError, http.client.HTTPException) as error:
            failure = repr(error)
        with self.lock:
            self.latencies.append((time.monotonic() - began) * 1000)
            if failure:
                self.failures.append(failure)
            else:
                self.answered += 1

    def take_p95(self):
        """95th percentile of what was answered since the last call, in ms."""
        with self.lock:
            latencies, self.latencies = sorted(self.latencies), []
        return latencies[int(len(latencies) * 0.95)] if latencies else None

    def end(self):
        """Sends no more, and waits for the answers."""
        self.ends.set()
        self.sender.join()
        for request in self.requests:
            request.join()


def answers(host, port):
    """Whether a request is answered well."""
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    host, port = sys.argv[1], int(sys.argv[2])
    deadline = time.monotonic() + STARTS_WITHIN
    while not answers(host, port):
        if time.monotonic() > deadline:
            sys.exit(f"demo_load: no answer from {host}:{port} in {STARTS_WITHIN} s")
        time.sleep(0.2)
    load = Load(host, port, TIMEOUT)
    began = time.monotonic()
    try:
        while True:
            load.rate = rate((time.monotonic() - began) % EACH / SLOWER)
            time.sleep(1)
            p95 = load.take_p95()
            p95 = "–" if p95 is None else f"{p95:.0f} ms"
            tally = f"{load.answered} answered, {len(load.failures)} failed"
            print(f"{load.rate:.0f} requests/s, p95 {p95}; so far {tally}")
    finally:
        load.end()
        for failure in load.failures[:5]:
            print(f"failed: {failure}")
        print(f"in all {load.answered} answered, {len(load.failures)} failed")

if __name__ == "__main__":
    main()
