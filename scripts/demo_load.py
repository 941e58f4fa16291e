"""Requests at a rate that is told, whether the ones before are answered or not."""

import http.client
import threading
import time


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
