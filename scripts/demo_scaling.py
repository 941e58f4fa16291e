#!/usr/bin/env python3
"""Shows replicas follow the load, with processes: `make demo`.

Envoy with luascale (envoy/static.yaml, with the changes below), an application
that slows down under load, `luascale scaler` that starts and stops its processes,
and a load that rises and falls. Ends by itself in less than a minute, and fails
if a request failed, or replicas did not rise and fall again.
"""

import argparse
import collections
import contextlib
import json
import os
import pathlib
import shlex
import socket
import subprocess
import sys
import tempfile
import time

import demo
import demo_replicas
from demo_chart import Chart, fits
from demo_load import WAVE, Load, rate

LUASCALE = os.environ.get("LUASCALE") or str(demo.ROOT / "target/debug/luascale")
POLICY = demo.ROOT / "policies/concurrency.lua"
REPLICAS = demo.ROOT / "scripts/demo_replicas.py"

# Windows and guard rails of a demo: nobody wants to watch for minutes.
SERVICE = {
    "min_replicas": 1,
    "max_replicas": 8,
    "windows": {"stable_s": 6, "panic_s": 2},
    "behavior": {
        "scaleUp": {"policies": [{"type": "Percent", "value": 900, "periodSeconds": 15}]},
        "scaleDown": {
            "stabilizationWindowSeconds": 2,
            "policies": [{"type": "Percent", "value": 100, "periodSeconds": 1}],
        },
    },
}

ROSE = 4  # replicas that 120 per second need at least
LOOK_EVERY = 0.5  # seconds
FALLS_WITHIN = 60  # seconds, after the load has fallen
REQUEST_TIMEOUT = 20  # seconds, above Envoy's own

Ports = collections.namedtuple("Ports", "traffic status admin")


def ports(free):
    if not free:
        return Ports(demo.TRAFFIC, demo.STATUS, demo.ADMIN)
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in Ports._fields]
        for probe in probes:
            probe.bind((demo.TRUSTED, 0))
        return Ports(*(probe.getsockname()[1] for probe in probes))


# ---- what runs


def change(text, old, new):
    """Text with `new` for `old`, everywhere."""
    if old not in text:
        raise demo.Failure(f"{demo.CONFIG} has no {old!r} any more")
    return text.replace(old, new)


def swap(text, begin, end, new):
    """Text with `new` for what is from the first `begin` up to the next `end`."""
    before, found, rest = text.partition(begin)
    _, still, after = rest.partition(end)
    if not (found and still):
        raise demo.Failure(f"{demo.CONFIG} has no {begin!r} before {end!r} any more")
    return before + new + end + after


def configuration(places, folder):
    """envoy/static.yaml with this demo's policy, guard rails, ports and endpoints."""
    text = (demo.ROOT / demo.CONFIG).read_text()
    for old, new in zip((demo.TRAFFIC, demo.STATUS, demo.ADMIN), places, strict=True):
        text = change(text, f"port_value: {old}", f"port_value: {new}")
    text = change(text, f"ports: [{demo.STATUS}]", f"ports: [{places.status}]")
    # JSON is YAML.
    policy = f"policy: {json.dumps(POLICY.read_text())}\n{' ' * 20}"
    text = swap(text, "policy: |\n", "services:", policy)
    text = swap(text, "app: {min_replicas", "\n", f"app: {json.dumps(SERVICE)}")
    wasm = os.environ.get("LUASCALE_WASM")
    if wasm:
        text = change(text, "filename: target/luascale.wasm", f"filename: {json.dumps(wasm)}")
    source = {"path": str(folder / "endpoints.json")}
    eds = {"eds_config": {"resource_api_version": "V3", "path_config_source": source}}
    cluster = f"type: EDS\n    eds_cluster_config: {json.dumps(eds)}\n    "
    text = swap(text, "type: STATIC\n", "connect_timeout:", cluster)
    text = swap(text, "    load_assignment:", "\noverload_manager:", "")
    path = folder / "envoy.yaml"
    path.write_text(text)
    return str(path)


@contextlib.contextmanager
def application(folder):
    """One replica to begin with; in the end, none is left."""
    demo_replicas.make(folder, 1)
    try:
        yield
    finally:
        demo_replicas.end(folder)


@contextlib.contextmanager
def scaler(places, folder, log):
    replicas = shlex.join([sys.executable, str(REPLICAS), str(folder)])
    command = [LUASCALE, "scaler", "--service", "app", "--interval", "0.5"]
    command += ["--url", f"http://{demo.TRUSTED}:{places.status}/-/luascale"]
    command += ["--apply", f"{replicas} {{replicas}}", "--current", replicas]
    command += ["--max", str(SERVICE["max_replicas"])]
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=log)
    except OSError as error:
        raise demo.Failure(f"cannot run luascale ({error}); run cargo build") from None
    try:
        yield process
    finally:
        # It ends after the command that runs.
        process.terminate()
        process.wait()


# ---- what is seen


class Lines:
    """One line per second, for what is no terminal."""

    def __init__(self):
        self.count = 0
        print("requests/s   p95   replicas")

    def add(self, values, note):
        self.count += 1
        if self.count % 2:
            rps, p95, running = values
            p95 = "–" if p95 is None else f"{p95:.0f} ms"
            print(f"{rps:>10.0f}  {p95:>8}  {running or '–':>3}  {note}", flush=True)


def status(places):
    return json.loads(demo.get(places.status, demo.SERVICE_ROUTE)[2])


def follow(places, load, processes):
    """Sends the load and shows what comes of it; replicas seen, in order."""
    curves = [("requests/s", "/s", "hold"), ("p95", " ms", "down"), ("replicas", "", "up")]
    view = Chart(curves) if fits(len(curves)) else Lines()
    began = time.monotonic()
    seen = []
    while True:
        seconds = time.monotonic() - began
        load.rate = rate(seconds)
        for name, process in processes.items():
            if process.poll() is not None:
                raise demo.Failure(f"{name} ended by itself, with {process.returncode}")
        told = status(places)
        running = told.get("current_replicas")
        if running is not None and seen[-1:] != [running]:
            seen.append(running)
        note = f"wants {told.get('desired_replicas')}: {told.get('reason')}"
        view.add((load.rate, load.take_p95(), running), note)
        if load.failures:
            return seen
        over = seconds - WAVE[-1][0]
        if over >= 0 and seen[-1:] == [SERVICE["min_replicas"]]:
            return seen
        if over > FALLS_WITHIN:
            raise demo.Failure(f"replicas did not fall again in {FALLS_WITHIN} s: {seen}")
        time.sleep(LOOK_EVERY)


def show(places, envoy, scaling):
    load = Load(demo.TRUSTED, places.traffic, REQUEST_TIMEOUT)
    try:
        seen = follow(places, load, {"Envoy": envoy, "luascale scaler": scaling})
    finally:
        load.end()
    told = " → ".join(map(str, seen))
    demo.title(f"replicas {told}; {load.answered} requests answered, {len(load.failures)} failed")
    if load.failures:
        raise demo.Failure(f"the first that failed: {load.failures[0]}")
    if max(seen) < ROSE:
        raise demo.Failure(f"replicas did not rise to {ROSE}")


def run(places, folder, log):
    ready = lambda: demo.get(places.admin, "/ready")[0] == 200
    decided = lambda: demo.get(places.status, demo.SERVICE_ROUTE)[0] == 200
    with application(folder), demo.envoy(log, configuration(places, folder)) as envoy:
        demo.wait_for("Envoy", ready, demo.STARTS_WITHIN, envoy)
        # A service is known from its first request on.
        demo.get(places.traffic, "/")
        demo.wait_for("a decision", decided, demo.STARTS_WITHIN, envoy)
        with tempfile.TemporaryFile("w+", errors="replace") as said:
            try:
                with scaler(places, folder, said) as scaling:
                    show(places, envoy, scaling)
            finally:
                demo.title("What luascale scaler said")
                said.seek(0)
                sys.stdout.write(said.read())
                sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description="Shows replicas follow the load.")
    parser.add_argument("--free-ports", action="store_true", help="ports that nobody uses")
    places = ports(parser.parse_args().free_ports)
    with demo.running("demo") as log, tempfile.TemporaryDirectory() as folder:
        demo.check_ports(places)
        page = f"http://{demo.TRUSTED}:{places.status}/-/luascale"
        print(f"Envoy on port {places.traffic}, its status page at {page}")
        print(f"{POLICY.name} with windows of 6 s and 2 s, not of a minute and 6 s")
        run(places, pathlib.Path(folder), log)


if __name__ == "__main__":
    main()
