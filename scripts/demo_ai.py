#!/usr/bin/env python3
"""Shows an AI gateway scale on tokens, without an account: `make demo-ai`.

Starts a model that is none (it streams words as OpenAI's and Anthropic's APIs
do, with a queue for prompts) and Envoy with envoy/ai.yaml as it stands; sends
more and more conversations, then fewer, and shows each second what luascale
sees and decides. Fails if the tokens counted are not those that were sent.
"""

import http.client
import http.server
import json
import os
import threading
import time

import demo

CONFIG = "envoy/ai.yaml"
SERVICE = f"{demo.SERVICES_ROUTE}/local"

PROMPT = "word " * 8000  # about 10,000 tokens
PROMPT_TOKENS = 10_000
ANSWER = [f"word{n} " for n in range(60)]
TOKENS_PER_WORD = 2
WORD_EVERY = 0.02  # seconds
PREFILL_PER_S = 40_000  # prompt tokens that the model takes in per second
# Conversations at a time, and for how many seconds.
PHASES = [(1, 4), (12, 8), (2, 4)]

prefill = threading.Lock()


class Model(http.server.BaseHTTPRequestHandler):
    """Speaks both dialects; prompts are taken in one after the other."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.read_body()
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        with prefill:
            time.sleep(PROMPT_TOKENS / PREFILL_PER_S)
        events = anthropic() if self.path == "/v1/messages" else openai()
        for event in events:
            data = f"data: {event if isinstance(event, str) else json.dumps(event)}\n\n".encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            time.sleep(WORD_EVERY)
        self.wfile.write(b"0\r\n\r\n")

    def read_body(self):
        length = self.headers["content-length"]
        if length:
            return self.rfile.read(int(length))
        # In chunks, as a request comes that was asked for its usage.
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, *_):
        pass


def openai():
    for word in ANSWER:
        yield {"model": "demo", "choices": [{"index": 0, "delta": {"content": word}}]}
    yield {
        "model": "demo",
        "choices": [],
        "usage": {
            "prompt_tokens": PROMPT_TOKENS,
            "completion_tokens": TOKENS_PER_WORD * len(ANSWER),
            "total_tokens": PROMPT_TOKENS + TOKENS_PER_WORD * len(ANSWER),
        },
    }
    yield "[DONE]"


def anthropic():
    usage = {"input_tokens": PROMPT_TOKENS, "output_tokens": 1}
    yield {"type": "message_start", "message": {"model": "demo", "usage": usage}}
    for word in ANSWER:
        delta = {"type": "text_delta", "text": word}
        yield {"type": "content_block_delta", "index": 0, "delta": delta}
    usage = {"output_tokens": TOKENS_PER_WORD * len(ANSWER)}
    yield {"type": "message_delta", "delta": {}, "usage": usage}
    yield {"type": "message_stop"}


class Users:
    """Conversations, as many at a time as are wanted."""

    def __init__(self):
        self.wanted = 0
        self.answers = 0
        self.failures = []
        self.lock = threading.Lock()
        self.threads = []

    def want(self, count):
        self.wanted = count
        while len(self.threads) < count:
            thread = threading.Thread(target=self.talk, args=(len(self.threads),), daemon=True)
            self.threads.append(thread)
            thread.start()

    def talk(self, number):
        # Every other one speaks Anthropic's dialect.
        path = "/v1/messages" if number % 2 else "/v1/chat/completions"
        messages = [{"role": "user", "content": PROMPT}]
        body = json.dumps({"model": "demo", "stream": True, "messages": messages})
        while number < self.wanted:
            try:
                with demo.connect(demo.TRAFFIC) as connection:
                    connection.timeout = 60
                    connection.request("POST", path, body, {"content-type": "application/json"})
                    response = connection.getresponse()
                    response.read()
                failure = None if response.status == 200 else f"status {response.status}"
            except (OSError, http.client.HTTPException) as error:
                failure = repr(error)
            with self.lock:
                if failure:
                    self.failures.append(failure)
                    self.wanted = 0
                else:
                    self.answers += 1

    def end(self):
        self.wanted = 0
        for thread in self.threads:
            thread.join()


def status():
    return json.loads(demo.get(demo.STATUS, SERVICE)[2])


COLUMNS = "talks  waiting prompts   output      first token  replicas  why"


def show_line(users):
    told = status()
    metrics, short = told["metrics"], told["metrics"]["panic"]

    def number(value, form, unit):
        return "–" if value is None else format(value, form) + unit

    waiting = number(metrics.get("prompt_tokens_inflight"), ",.0f", " tokens")
    output = number(short.get("tokens_per_second"), ",.0f", "/s")
    first = number(short.get("ttft_p95"), ",.0f", " ms")
    desired = number(told.get("desired_replicas"), "d", "")
    bar = "█" * (told.get("desired_replicas") or 0)
    action = told.get("action")
    print(
        f"{users.wanted:5}  {waiting:>15}  {output:>7}  {first:>15}  "
        + demo.paint(f"{desired:>2} {bar:<8}", action if action in demo.COLOURS else "dim")
        + demo.paint(f"  {told.get('reason') or ''}", "dim"),
        flush=True,
    )


def show(process):
    ready = lambda: demo.get(demo.ADMIN, "/ready")[0] == 200
    demo.wait_for("Envoy", ready, demo.STARTS_WITHIN, process)
    demo.title(COLUMNS)
    users = Users()
    for count, seconds in PHASES:
        users.want(count)
        for _ in range(seconds):
            time.sleep(1)
            show_line(users)
        if users.failures:
            break
    users.end()
    if users.failures:
        raise demo.Failure(f"{len(users.failures)} failed, the first: {users.failures[0]}")
    expected = {
        "responses_total": users.answers,
        "without_usage_total": 0,
        "input_total": users.answers * PROMPT_TOKENS,
        "output_total": users.answers * TOKENS_PER_WORD * len(ANSWER),
        "inflight_generations": 0,
    }

    def counted():
        tokens = status()["tokens"]
        return {key: tokens[key] for key in expected} == expected

    demo.wait_for("all tokens to be counted", counted, demo.DECIDES_WITHIN, process, pause=0.1)
    demo.title(f"{users.answers} answers, none failed, each token counted once")
    print("  " + json.dumps(status()["tokens"]))


def main():
    os.environ.setdefault("OPENAI_API_KEY", "none")
    os.environ.setdefault("ANTHROPIC_API_KEY", "none")
    with demo.running("demo-ai") as log:
        demo.check_ports()
        print(f"Envoy with {CONFIG} on port {demo.TRAFFIC}, a model that is none on {demo.APP}")
        with demo.application(Model), demo.envoy(log, CONFIG) as process:
            show(process)


if __name__ == "__main__":
    main()
