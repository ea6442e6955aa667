# SPDX-License-Identifier: Apache-2.0
"""The real engine as a process, and a plain HTTP client; for the tests beside it. Standard library only."""
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import threading

TOKEN = "test-token-0123456789abcdef"


class Engine:
    """phi1 serve with some checkpoints; ends it on leaving the context."""

    def __init__(self, program, *checkpoints, options=(), token=TOKEN, threads=1):
        self.token = token
        self.cache = tempfile.TemporaryDirectory()
        environment = dict(os.environ, XDG_CACHE_HOME=self.cache.name)
        self.process = subprocess.Popen(
            [program, "serve", *checkpoints, "--device", "cpu", "--threads", str(threads), *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
        if token is not None:
            self.process.stdin.write(token.encode() + b"\n")
            self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the engine said: " + self.process.stderr.read().decode())
        self.hello = json.loads(line)
        self.port = int(self.hello["url"].rsplit(":", 1)[1])
        self.messages = []
        self.reader = threading.Thread(target=self._read_messages, daemon=True)
        self.reader.start()

    def _read_messages(self):
        for line in self.process.stderr:
            self.messages.append(line.decode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=30)
        self.process.stdin.close()
        self.process.stdout.close()
        self.reader.join()
        self.process.stderr.close()
        self.cache.cleanup()
        self.status = status

    def headers(self):
        return {} if self.token is None else {"Authorization": "Bearer " + self.token}

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def raw(self, receive_buffer=None):
        """A plain socket; with a small buffer the client is soon full."""
        connection = socket.socket()
        if receive_buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.settimeout(60)
        connection.connect(("127.0.0.1", self.port))
        return connection

    def ask(self, method, path, body=None, headers=None, connection=None):
        """(status, parsed body, headers)"""
        mine = connection or self.connect()
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        mine.request(method, path, body, self.headers() if headers is None else headers)
        response = mine.getresponse()
        content = response.read()
        parsed = json.loads(content) if content else None
        if connection is None:
            mine.close()
        return response.status, parsed, dict(response.getheaders())

    def complete(self, **fields):
        status, body, _ = self.ask("POST", "/v1/completions", fields)
        assert status == 200, body
        return body

    def request_bytes(self, path, body, method="POST"):
        """A whole request as it goes over the wire."""
        if not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
        for name, value in self.headers().items():
            head += f"{name}: {value}\r\n"
        return head.encode() + b"\r\n" + body

    def events(self, **fields):
        """The events of a stream, [DONE] left out but required."""
        connection = self.connect()
        connection.request("POST", "/v1/completions", json.dumps(dict(fields, stream=True)), self.headers())
        response = connection.getresponse()
        assert response.status == 200, response.read()
        assert response.getheader("Content-Type") == "text/event-stream"
        events = [part[len("data: "):] for part in response.read().decode().split("\n\n") if part]
        connection.close()
        assert events[-1] == "[DONE]", events[-1]
        return [json.loads(event) for event in events[:-1]]

    def status_page(self):
        return self.ask("GET", "/v1/phi1/status")[1]

    def resident_bytes(self):
        with open(f"/proc/{self.process.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


DATA = pathlib.Path(__file__).resolve().parents[2] / "data" / "checkpoints"
TINY = str(DATA / "tinyA-hf-fp32")
OTHER = str(DATA / "tinyB-hf-fp16")
