"""The endpoint `watch` of loans.sflow: what openapi.yaml asks for, with the standard library of Python alone."""

import csv
import json
import math
import os
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent
DATA = Path(os.environ.get("DATA", "/data"))
MAX_BYTES = 262_144
FEWEST = 50


class Problem(Exception):
    """Why a request cannot be served, as RFC 9457 has it."""

    def __init__(self, status, title):
        super().__init__(title)
        self.status = status


def drift(request):
    """The population stability index: the sum of (now - then) * ln(now / then) over ten equal shares of the training data."""
    feature = request["arguments"]["feature"]
    edges = json.loads((HERE / "training.json").read_text()).get(feature)
    if edges is None:
        raise Problem(404, f"the training data have no {feature}")
    start, end = instant(request["window"]["from"]), instant(request["window"]["to"])
    with (DATA / "requests.csv").open(newline="") as file:
        values = [float(row[feature]) for row in csv.DictReader(file) if start <= instant(row["at"]) < end]
    if len(values) < FEWEST:
        return {"unknown": f"there are {len(values)} requests in this time, and fewer than {FEWEST} tell nothing"}
    counts = [0] * (len(edges) + 1)
    for value in values:
        counts[sum(value >= edge for edge in edges)] += 1
    then = 1 / len(counts)
    shares = [max(count, 0.5) / len(values) for count in counts]
    return {"value": sum((now - then) * math.log(now / then) for now in shares)}


lock = threading.Lock()


def open_case(request):
    """Appends to a file, unless the key is there already."""
    file = DATA / "cases.jsonl"
    with lock:
        cases = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
        for case in cases:
            if case["key"] == request["key"]:
                return {"result": case["name"]}
        case = {"name": f"CASE-{len(cases) + 1}", "key": request["key"], **request["arguments"]}
        if not request.get("dryRun", False):
            with file.open("a") as out:
                out.write(json.dumps(case) + "\n")
    return {"result": case["name"]}


ROUTES = {"/sensors/drift": drift, "/actions/open-case": open_case}


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        try:
            self.answer(200, "application/json", self.serve())
        except Problem as problem:
            self.fail(problem.status, str(problem))
        except (KeyError, TypeError, ValueError) as error:
            self.fail(400, f"the request is not as openapi.yaml says: {error!r}")
        except OSError as error:
            self.fail(503, f"the data cannot be read: {error.strerror}")

    def serve(self):
        length = int(self.headers.get("Content-Length", 0))
        if length > MAX_BYTES:
            self.close_connection = True
            raise Problem(413, "the request is too long")
        body = self.rfile.read(length)
        if self.path not in ROUTES:
            raise Problem(404, f"there is no {self.path}")
        return ROUTES[self.path](json.loads(body))

    def fail(self, status, title):
        self.answer(status, "application/problem+json", {"status": status, "title": title})

    def answer(self, status, kind, data):
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    address = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8090"))
    with ThreadingHTTPServer(address, Handler) as server:
        print(f"listening on port {server.server_port}", flush=True)
        server.serve_forever()
