# SPDX-License-Identifier: Apache-2.0
"""What clients, machines and people may do to the real engine. Usage: abuse_test.py PHI1_PROGRAM"""
import concurrent.futures
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from engine import TINY, TOKEN, Engine

PROGRAM = sys.argv.pop(1)
PROMPT = "def f(x):\n"
#: Takes seconds even on a model this small, so that there is a middle to be in.
LONG = {"prompt": PROMPT, "max_tokens": 2000, "n": 128, "seed": 1, "stop_at_end": False, "logprobs": 10,
        "phi1": True}


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


class Abuse(unittest.TestCase):
    options = ()

    def setUp(self):
        self.engine = Engine(PROGRAM, TINY, options=self.options)
        self.addCleanup(self.end)

    def end(self):
        alive = self.engine.process.poll() is None
        self.engine.__exit__()
        self.assertTrue(alive, "".join(self.engine.messages))
        self.assertEqual(self.engine.status, 0, "".join(self.engine.messages))

    def idle(self):
        status = self.engine.status_page()
        return status["active"] + status["queued"] == 0

    def alive(self):
        self.assertEqual(len(self.engine.complete(prompt=PROMPT, max_tokens=2)["choices"]), 1)


class Clients(Abuse):
    def test_who_hangs_up_is_cancelled(self):
        whole = {key: value for key, value in LONG.items() if key not in ("logprobs", "phi1")}
        for fields in (dict(LONG, stream=True), whole):
            connection = self.engine.raw()
            connection.sendall(self.engine.request_bytes("/v1/completions", fields))
            if "stream" in fields:
                connection.recv(100)
            self.assertTrue(wait_for(lambda: not self.idle()))
            connection.close()
            begin = time.monotonic()
            self.assertTrue(wait_for(self.idle))
            self.assertLess(time.monotonic() - begin, 5, "the whole would take longer")
        self.alive()

    def test_a_client_killed_in_mid_stream_is_cancelled(self):
        request = self.engine.request_bytes("/v1/completions", dict(LONG, stream=True))
        script = ("import socket, sys, time\nc = socket.create_connection(('127.0.0.1', int(sys.argv[1])))\n"
                  "c.settimeout(60)\nc.sendall(sys.stdin.buffer.read())\nc.recv(100)\nprint('began', flush=True)\ntime.sleep(600)\n")
        client = subprocess.Popen([sys.executable, "-c", script, str(self.engine.port)], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE)
        self.addCleanup(client.kill)
        client.stdin.write(request)
        client.stdin.close()
        self.assertEqual(client.stdout.readline(), b"began\n")
        self.assertFalse(self.idle())
        client.kill()
        client.wait()
        client.stdout.close()
        self.assertTrue(wait_for(self.idle))
        self.alive()

    def test_who_does_not_read_is_given_up_without_memory_growing(self):
        connection = self.engine.raw(receive_buffer=4096)
        before = self.engine.resident_bytes()
        connection.sendall(self.engine.request_bytes("/v1/completions", dict(LONG, stream=True)))
        self.assertTrue(wait_for(lambda: not self.idle()))
        largest = before

        def ended():
            nonlocal largest
            largest = max(largest, self.engine.resident_bytes())
            return self.idle()

        # The whole stream would be 128 x 2000 tokens of half a kilobyte.
        self.assertTrue(wait_for(ended))
        received = b""
        try:
            while part := connection.recv(1 << 16):
                received += part
        except ConnectionResetError:
            pass
        connection.close()
        self.assertNotIn(b"[DONE]", received)
        self.assertLess(largest - before, 100 << 20)
        self.alive()

    def test_a_thousand_clients_at_once_are_served_or_told_to_come_back(self):
        request = self.engine.request_bytes("/v1/completions", {"prompt": PROMPT, "max_tokens": 3, "seed": 4,
                                                                "temperature": 0})
        expected = self.engine.complete(prompt=PROMPT, max_tokens=3, seed=4, temperature=0)["choices"]
        connections = []
        for _ in range(1000):
            connection = self.engine.raw()
            connection.sendall(request)
            connections.append(connection)
        statuses = {}
        for connection in connections:
            try:
                response = http.client.HTTPResponse(connection)
                response.begin()
                body = json.loads(response.read())
                statuses[response.status] = statuses.get(response.status, 0) + 1
                if response.status == 200:
                    self.assertEqual(body["choices"], expected)
                else:
                    self.assertIn(response.status, (429, 503), body)
                    self.assertEqual(response.getheader("Retry-After"), "1")
            except (ConnectionError, http.client.BadStatusLine):
                statuses[0] = statuses.get(0, 0) + 1
            connection.close()
        self.assertGreaterEqual(statuses.get(200, 0), 64, statuses)
        self.assertTrue(wait_for(lambda: self.engine.status_page()["connections"] < 20))
        self.alive()

    def test_a_body_of_100_megabytes_is_refused_unread(self):
        before = self.engine.resident_bytes()
        connection = self.engine.raw()
        connection.sendall(self.engine.request_bytes("/v1/completions", b"").replace(
            b"Content-Length: 0", b"Content-Length: 100000000"))
        block = b"x" * (1 << 20)
        for _ in range(95):
            connection.sendall(block)
        response = http.client.HTTPResponse(connection)
        response.begin()
        self.assertEqual(response.status, 413)
        self.assertIn("8.0 MiB", json.loads(response.read())["error"]["message"])
        connection.close()
        self.assertLess(self.engine.resident_bytes() - before, 8 << 20)
        # 8 MiB themselves are read, and found to be too long a prompt.
        status, body, _ = self.engine.ask("POST", "/v1/completions", {"prompt": "a b " * 2_000_000})
        self.assertEqual(status, 400)
        self.assertIn("2048", body["error"]["message"])

    def test_without_the_token_nothing_is_told(self):
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}):
            for method, path in (("GET", "/v1/models"), ("POST", "/v1/completions"), ("GET", "/nowhere"),
                                 ("DELETE", "/v1/phi1/models/tinyA-hf-fp32")):
                status, body, answer = self.engine.ask(method, path, "{}" if method == "POST" else None, headers)
                self.assertEqual((status, answer["WWW-Authenticate"]), (401, "Bearer"))
                self.assertNotIn("tinyA", json.dumps(body))
        self.alive()

    def test_pages_of_a_browser_are_kept_out(self):
        for extra in ({"Origin": "http://localhost:3000"}, {"Origin": "null"}, {"Host": "evil.example"},
                      {"Host": "localhost.evil.example"}):
            for method in ("GET", "OPTIONS", "POST"):
                status, _, answer = self.engine.ask(method, "/v1/models", headers=dict(self.engine.headers(), **extra))
                self.assertEqual(status, 403)
                self.assertNotIn("Access-Control-Allow-Origin", answer)

    def test_other_methods_and_paths_are_named(self):
        status, _, headers = self.engine.ask("PUT", "/v1/phi1/models")
        self.assertEqual((status, headers["Allow"]), (405, "OPTIONS, GET, HEAD, POST"))
        status, _, headers = self.engine.ask("OPTIONS", "/v1/completions")
        self.assertEqual((status, headers["Allow"]), (204, "OPTIONS, POST"))
        self.assertEqual(self.engine.ask("GET", "/v1/chat/completions")[0], 404)
        self.assertEqual(self.engine.ask("HEAD", "/v1/models")[:2], (200, None))

    def test_malformed_requests_end_in_4xx_and_harm_nobody(self):
        dice = random.Random(20240501)
        good = self.engine.request_bytes("/v1/completions", {"prompt": "a", "max_tokens": 1})
        bodies = [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"prompt":"\xff"}', b'{"prompt":"\\ud800"}',
                  b'{"prompt":"a","prompt":"b"}', b'{"prompt":1e999}', b"[" * 100000,
                  b'{"a":' * 50000, b'{"prompt":["' + b"a" * 1000000 + b'"', b'{"max_tokens":' + b"9" * 100000 + b"}"]
        for body in bodies:
            status, answer, _ = self.engine.ask("POST", "/v1/completions", body)
            self.assertEqual(status, 400, body[:40])
            self.assertLess(len(answer["error"]["message"]), 400)
        for _ in range(400):
            broken = bytearray(good)
            for _ in range(dice.randrange(1, 6)):
                place = dice.randrange(len(broken))
                action = dice.randrange(3)
                if action == 0:
                    broken[place] = dice.randrange(256)
                elif action == 1:
                    del broken[place:place + dice.randrange(1, 20)]
                else:
                    broken[place:place] = bytes(dice.randrange(256) for _ in range(dice.randrange(1, 20)))
            connection = self.engine.raw()
            connection.settimeout(0.2)
            try:
                connection.sendall(broken)
                connection.shutdown(socket.SHUT_WR)
                answer = connection.recv(100)
                self.assertTrue(not answer or answer.startswith(b"HTTP/1.1 "), answer)
                self.assertFalse(answer.startswith(b"HTTP/1.1 5"), (bytes(broken), answer))
            except (ConnectionError, TimeoutError):
                pass
            connection.close()
        self.alive()

    def test_an_answer_that_would_be_huge_is_refused(self):
        status, body, _ = self.engine.ask("POST", "/v1/completions", LONG)
        self.assertEqual(status, 400)
        self.assertIn("64 MiB", body["error"]["message"])
        self.assertTrue(self.idle())

    def test_one_connection_serves_many_requests(self):
        connection = self.engine.connect()
        for _ in range(50):
            self.assertEqual(self.engine.ask("POST", "/v1/completions", {"prompt": PROMPT, "max_tokens": 1},
                                             connection=connection)[0], 200)
        socket_before = connection.sock
        self.assertEqual(self.engine.ask("GET", "/v1/models", connection=connection)[0], 200)
        self.assertIs(connection.sock, socket_before)
        connection.close()


class Queue(Abuse):
    options = ("--max-queue", "2")

    def test_a_full_queue_says_so_and_goes_on(self):
        with concurrent.futures.ThreadPoolExecutor(40) as pool:
            answers = list(pool.map(lambda seed: self.engine.ask("POST", "/v1/completions", {
                "prompt": PROMPT, "max_tokens": 300, "n": 8, "seed": seed, "stop_at_end": False}), range(40)))
        statuses = [status for status, _, _ in answers]
        self.assertLessEqual(set(statuses), {200, 429})
        self.assertIn(200, statuses)
        self.assertIn(429, statuses)
        for status, body, headers in answers:
            if status == 429:
                self.assertEqual(headers["Retry-After"], "1")
                self.assertEqual(body["error"]["type"], "rate_limit_error")
        # Many prompts in one request come through a short queue one after the other.
        self.assertEqual(len(self.engine.complete(prompt=[PROMPT] * 100, max_tokens=2)["choices"]), 100)


class Endings(unittest.TestCase):
    def begin_stream(self, engine):
        connection = engine.raw()
        connection.sendall(engine.request_bytes("/v1/completions", dict(LONG, stream=True)))
        self.assertIn(b"200 OK", connection.recv(100))
        return connection

    def rest(self, connection):
        received = b""
        while part := connection.recv(1 << 16):
            received += part
        connection.close()
        return received

    def test_a_signal_ends_what_is_under_way_and_the_program(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with Engine(PROGRAM, TINY) as engine:
                connection = self.begin_stream(engine)
                idle = engine.raw()
                engine.process.send_signal(number)
                received = self.rest(connection)
                self.assertIn(b'"finish_reason":"cancelled"', received)
                self.assertTrue(received.endswith(b"data: [DONE]\n\n\r\n0\r\n\r\n"), received[-200:])
                self.assertEqual(self.rest(idle), b"")
                self.assertEqual(engine.process.wait(timeout=20), 0)

    def test_it_ends_with_its_standard_input_where_it_is_told_to(self):
        with Engine(PROGRAM, TINY, options=["--until-stdin-closes"]) as engine:
            self.assertEqual(engine.ask("GET", "/v1/models")[0], 200)
            connection = self.begin_stream(engine)
            engine.process.stdin.close()
            self.assertIn(b"[DONE]", self.rest(connection))
            self.assertEqual(engine.process.wait(timeout=20), 0)
        with Engine(PROGRAM, TINY) as engine:
            engine.process.stdin.close()
            time.sleep(0.1)
            self.assertEqual(engine.ask("GET", "/v1/models")[0], 200)

    def test_it_starts_empty_and_without_libtorch_and_its_token_is_no_secret_of_argv(self):
        with Engine(PROGRAM) as engine:
            self.assertEqual(engine.hello["models"], [])
            self.assertEqual(engine.hello["protocol"], 1)
            self.assertEqual(engine.ask("POST", "/v1/completions", {"prompt": "a"})[0], 404)
            model = engine.ask("POST", "/v1/phi1/models", {"path": TINY})[1]
            self.assertEqual(model["state"], "ready")
            engine.complete(prompt=PROMPT, max_tokens=1)
            maps = pathlib.Path(f"/proc/{engine.process.pid}/maps").read_text()
            self.assertNotIn("libtorch", maps)
            for name in ("cmdline", "environ"):
                self.assertNotIn(TOKEN, pathlib.Path(f"/proc/{engine.process.pid}/{name}").read_text())

    def test_without_a_token_only_on_the_loopback(self):
        with Engine(PROGRAM, TINY, options=["--no-token"], token=None) as engine:
            self.assertEqual(engine.ask("GET", "/v1/models")[0], 200)
            self.assertEqual(engine.ask("GET", "/v1/models", headers={"Origin": "http://x"})[0], 403)
        self.fails(["--no-token", "--host", "0.0.0.0"], 2, "--no-token", b"")

    def fails(self, options, status, part, token=TOKEN.encode() + b"\n"):
        done = subprocess.run([PROGRAM, "serve", "--device", "cpu", *options], input=token, capture_output=True,
                              timeout=60)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual(done.stdout, b"")
        self.assertIn(part, done.stderr.decode())
        self.assertEqual(done.stderr.count(b"\n"), 1, done.stderr)

    def test_what_cannot_be_served_is_refused_at_once(self):
        self.fails([], 2, "0 characters", b"")
        self.fails([], 2, "5 characters", b"short\n")
        self.fails([], 2, "5000", b"x" * 100000)
        self.fails([], 2, "space", b"a token with spaces\n")
        self.fails(["--host", "no.such.host.invalid"], 2, "no.such.host.invalid")
        self.fails(["--host", "192.0.2.1"], 1, "192.0.2.1")
        self.fails(["/nowhere"], 1, "/nowhere")
        self.fails([TINY, "--dtype", "int4"], 2, "int4")
        self.fails([TINY, "--memory-limit", "1000"], 1, "1000 bytes are free")
        busy = socket.create_server(("127.0.0.1", 0))
        self.fails(["--port", str(busy.getsockname()[1])], 1, str(busy.getsockname()[1]))
        busy.close()

    def test_a_checkpoint_that_does_not_fit_is_refused_with_both_numbers(self):
        with Engine(PROGRAM, options=["--memory-limit", "500KB"]) as engine:
            status, body, _ = engine.ask("POST", "/v1/phi1/models", {"path": TINY})
            self.assertEqual(status, 507)
            self.assertGreater(body["error"]["needs_bytes"], 900_000)
            self.assertLessEqual(body["error"]["available_bytes"], 512_000)
            self.assertEqual(engine.ask("GET", "/v1/phi1/models")[1], {"models": []})

    def test_a_checkpoint_that_vanishes_or_is_cut_does_not_take_the_engine_along(self):
        with tempfile.TemporaryDirectory() as folder, Engine(PROGRAM, TINY) as engine:
            copy = pathlib.Path(folder) / "copy"
            shutil.copytree(TINY, copy)
            self.assertEqual(engine.ask("POST", "/v1/phi1/models", {"path": str(copy)})[0], 200)
            shutil.rmtree(copy)
            status, body, _ = engine.ask("POST", "/v1/completions", {"model": "copy", "prompt": PROMPT})
            self.assertEqual(status, 200, body)
            cut = pathlib.Path(folder) / "cut"
            shutil.copytree(TINY, cut)
            self.assertEqual(engine.ask("POST", "/v1/phi1/models", {"path": str(cut)})[0], 200)
            os.truncate(cut / "model.safetensors", 1000)
            status, body, _ = engine.ask("POST", "/v1/completions", {"model": "cut", "prompt": PROMPT})
            self.assertIn(status, (200, 422, 500), body)
            engine.complete(model="tinyA-hf-fp32", prompt=PROMPT)


if __name__ == "__main__":
    unittest.main()
