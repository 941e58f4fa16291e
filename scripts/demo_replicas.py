#!/usr/bin/env python3
"""Runs replicas of scripts/demo_app.py as processes: what `luascale scaler` calls.

    demo_replicas.py FOLDER [N]

Makes N of them run, or prints how many do. FOLDER has two files: replicas.json
(port of each, and its process), and endpoints.json, which Envoy watches (EDS).
A replica is listed when it answers, and ended when it is listed no more, so that
no request is lost.
"""

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

APP = pathlib.Path(__file__).with_name("demo_app.py")
HOST = "127.0.0.1"
ENDS_WITHIN = 30  # seconds


def replace(path, content):
    """Writes a file as a whole: Envoy reads it when it is moved to its place."""
    new = path.with_suffix(".new")
    new.write_text(json.dumps(content))
    new.replace(path)


def replicas(folder):
    """Port and process of each replica that runs."""
    try:
        told = json.loads((folder / "replicas.json").read_text())
    except FileNotFoundError:
        return []
    return [(port, process) for port, process in told if serves(port)]


def serves(port):
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def start():
    """One more. It outlives this program, and answers when this returns."""
    process = subprocess.Popen(
        [sys.executable, APP],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with process.stdout as told:
        port = told.readline()
    if not port:
        sys.exit(f"demo_replicas: {APP} ended by itself")
    return int(port), process.pid


def tell(folder, running):
    """Who runs, for the next call, and for Envoy."""
    endpoints = [
        {"endpoint": {"address": {"socket_address": {"address": HOST, "port_value": port}}}}
        for port, _ in running
    ]
    assignment = {
        "@type": "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
        "cluster_name": "app",
        "endpoints": [{"lb_endpoints": endpoints}],
    }
    replace(folder / "replicas.json", running)
    replace(folder / "endpoints.json", {"resources": [assignment]})


def make(folder, count):
    """Makes `count` run. Gives those that are ending."""
    running = replicas(folder)
    running += [start() for _ in range(count - len(running))]
    tell(folder, running[:count])
    for _, process in running[count:]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)
    return running[count:]


def end(folder):
    """Ends all, and waits for it."""
    deadline = time.monotonic() + ENDS_WITHIN
    for port, _ in make(folder, 0):
        while serves(port) and time.monotonic() < deadline:
            time.sleep(0.02)


def main():
    folder = pathlib.Path(sys.argv[1])
    if len(sys.argv) > 2:
        make(folder, int(sys.argv[2]))
    else:
        print(len(replicas(folder)))


if __name__ == "__main__":
    main()
