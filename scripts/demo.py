#!/usr/bin/env python3
"""Shows hints at work, in a few seconds: `make demo-hints`.

Starts a small application and Envoy with envoy/static.yaml as it stands, sends
requests that report different loads, and shows the hint in each response, then
what the status route and Envoy's stats say. Fails if a hint is not the one that
the policy in that file should give.
"""

import contextlib
import http.client
import http.server
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import demo_app

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENVOY = os.environ.get("LUASCALE_ENVOY") or str(ROOT / ".tools/envoy")
CONFIG = "envoy/static.yaml"

# As in that file.
TRAFFIC, APP, STATUS, ADMIN = 8080, 8081, 8091, 9901
SERVICES_ROUTE = "/-/luascale/v1/services"
SERVICE_ROUTE = f"{SERVICES_ROUTE}/app"
STATS_ROUTE = "/stats?filter=wasmcustom.luascale"
STATS_PREFIX = "wasmcustom.luascale."

# Envoy counts as internal, and so trusts, 127.0.0.1 alone.
TRUSTED, STRANGER = "127.0.0.1", "127.0.0.2"

# What is sent as x-load-metric, who sends it, the action to expect, and a word
# on why. A report of None sends no header.
REQUESTS = [
    ("cpu=85", TRUSTED, "up", "above 80"),
    (None, TRUSTED, "up", "no news: the decision that stands"),
    ("cpu=15", TRUSTED, "down", "below 20"),
    ("cpu=50", TRUSTED, "hold", "between"),
    ("cpu=lots", TRUSTED, "hold", "malformed and ignored, so as without it"),
    ("cpu=85", STRANGER, None, "from 127.0.0.2, which is not trusted"),
]

# The part of the service's status that is shown.
SHOWN = (
    "service action reason demand scope recommended_replicas desired_replicas "
    "requests_total errors_total hints_total metrics policy"
).split()
SHOWN_WITHIN = {
    "metrics": "cpu load_age rps concurrency error_rate latency_p95".split(),
    "policy": "name evaluations_total errors_total".split(),
}

STARTS_WITHIN = 60  # seconds; a busy machine compiles the module slowly
DECIDES_WITHIN = 10  # seconds; a tick takes a quarter of one


class Failure(Exception):
    """Ends the demo with one line."""


# ---- what runs beside this program


class App(http.server.BaseHTTPRequestHandler):
    """The application behind Envoy."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = b"hello\n"
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def application(handler=App):
    server = demo_app.Server((TRUSTED, APP), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def envoy(log, config=CONFIG):
    # Two workers, to see them agree; no hot restart, which would need an id
    # that no other Envoy on this machine has.
    command = [ENVOY, "-c", config, "--concurrency", "2", "--disable-hot-restart"]
    try:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    except OSError as error:
        raise Failure(f"cannot run Envoy ({error}); run make setup") from None
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def check_ports(ports=(TRAFFIC, APP, STATUS, ADMIN)):
    """Envoy shares its ports with other Envoys rather than complain."""
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((TRUSTED, port))
            except OSError:
                raise Failure(
                    f"port {port} is taken by another program; stop it, "
                    f"or change the port in {CONFIG} and scripts/demo.py"
                ) from None


# ---- asking


def ask(connection, path="/", headers=None):
    """Status code, headers and body of an answer."""
    connection.request("GET", path, headers=headers or {})
    response = connection.getresponse()
    return response.status, response.headers, response.read().decode()


def connect(port, source=TRUSTED):
    return contextlib.closing(
        http.client.HTTPConnection(TRUSTED, port, timeout=10, source_address=(source, 0))
    )


def get(port, path):
    with connect(port) as connection:
        return ask(connection, path)


def stats():
    """Our stats in Envoy, by name."""
    lines = get(ADMIN, STATS_ROUTE)[2].splitlines()
    pairs = (line.split(": ", 1) for line in lines if line.startswith(STATS_PREFIX))
    return {name.removeprefix(STATS_PREFIX): value for name, value in pairs}


def wait_for(what, condition, seconds, process, pause=0.02):
    """Asks until the condition holds, as long as Envoy runs."""
    deadline = time.monotonic() + seconds
    while process.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if condition():
                return
        if time.monotonic() > deadline:
            raise Failure(f"waited {seconds} s in vain for {what}")
        time.sleep(pause)
    raise Failure(f"Envoy ended by itself, with exit code {process.returncode}")


# ---- showing

COLOURS = {"up": "32", "down": "36", "hold": "33", "bold": "1", "dim": "2", "wrong": "31"}


def paint(text, colour):
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\033[{COLOURS[colour]}m{text}\033[0m"


def on_terminal():
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def title(text):
    print("\n" + paint(text, "bold"), flush=True)


def show_request(request, hint):
    """One line; whether the hint is the one to expect."""
    report, _, expected, why = request
    action = hint and hint.partition(";")[0]
    sent = f"x-load-metric: {report}" if report else "(no load)"
    shown = paint(f"{hint or '(none)':<40}", action if action in COLOURS else "dim")
    print(f"  {sent:<24}  {shown}  {paint(why, 'dim')}", flush=True)
    if action != expected:
        print(paint(f"  {'':<24}  ^ expected: {expected or 'none'}", "wrong"), flush=True)
    return action == expected


def show_requests(process):
    """Sends all requests; how many it came to."""
    # A connection belongs to one worker, and so does the answer to when it has
    # heard of a decision.
    with connect(TRAFFIC) as trusted, connect(TRAFFIC, STRANGER) as stranger:
        waits = 0
        wrong = 0

        def stands():
            """Whether requests that bring no news get the action by now."""
            nonlocal waits
            waits += 1
            hint = ask(trusted)[1]["x-scale-hint"] or ""
            return hint.startswith(expected)

        for request in REQUESTS:
            report, source, expected, _ = request
            headers = {"x-load-metric": report} if report else {}
            connection = trusted if source == TRUSTED else stranger
            hint = ask(connection, headers=headers)[1]["x-scale-hint"]
            if not show_request(request, hint):
                wrong += 1
            elif expected:
                wait_for(f"decision {expected!r}", stands, DECIDES_WITHIN, process, pause=0.1)
    print(paint(f"  and {waits} more without load, to see each decision made", "dim"))
    if wrong:
        raise Failure(f"{wrong} of {len(REQUESTS)} hints are not as expected")
    return len(REQUESTS) + waits


def service_status():
    return json.loads(get(STATUS, SERVICE_ROUTE)[2])


def show_status():
    status = service_status()
    for key in SHOWN:
        value = status[key]
        if key in SHOWN_WITHIN:
            value = {name: rounded(value.get(name)) for name in SHOWN_WITHIN[key]}
        print(f"  {json.dumps(key)}: {json.dumps(value)}")


def rounded(value):
    return round(value, 3) if isinstance(value, float) else value


def show_stats():
    for name, value in stats().items():
        if value != "0":
            print(f"  {STATS_PREFIX}{name:<40} {value:>12}")


def show(process):
    wait_for("Envoy", lambda: get(ADMIN, "/ready")[0] == 200, STARTS_WITHIN, process)
    wait_for("luascale", lambda: get(STATUS, SERVICES_ROUTE)[0] == 200, STARTS_WITHIN, process)

    title("Requests, and x-scale-hint in the responses")
    sent = show_requests(process)

    def counted():
        requests = service_status()["requests_total"]
        return requests == sent and stats().get("headers.untrusted") == "1"

    # Both are told once per tick.
    wait_for(f"{sent} requests to be counted", counted, DECIDES_WITHIN, process)

    title(f"What a scaler reads: http://{TRUSTED}:{STATUS}{SERVICE_ROUTE}, some of it")
    show_status()
    title(f"What Envoy counts: http://{TRUSTED}:{ADMIN}{STATS_ROUTE}, without zeros")
    show_stats()


@contextlib.contextmanager
def running(name):
    """Gives a file for Envoy's log, whose end is shown where the demo `name` fails."""
    # So that a kill cleans up as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryFile("w+", errors="replace") as log:
        try:
            yield log
        except (Failure, OSError, http.client.HTTPException) as failure:
            log.seek(0)
            sys.stdout.flush()
            sys.stderr.writelines(log.readlines()[-20:])
            sys.exit(f"{name}: {failure}")
        except KeyboardInterrupt:
            sys.exit(130)


def main():
    with running("demo-hints") as log:
        check_ports()
        print(f"Envoy on port {TRAFFIC}, the application on {APP}, policy in {CONFIG}")
        with application(), envoy(log) as process:
            show(process)


if __name__ == "__main__":
    main()
