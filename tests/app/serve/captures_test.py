# SPDX-License-Identifier: Apache-2.0
"""How captures come and go in the real engine, and what they make of bad requests. Usage: captures_test.py PHI1_PROGRAM"""
import concurrent.futures
import json
import math
import pathlib
import random
import shutil
import sys
import tempfile
import time
import unittest

from arrays import Attention, cut_rows, patch_tensor
from engine import TINY, Engine

PROGRAM = sys.argv.pop(1)
PROMPT = "def f(x):\n    return x\n"
CAPTURES = "/v1/phi1/captures"


def long_ids(count=2048):
    source = random.Random(7)
    return [source.randrange(1000) for _ in range(count)]


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


class Served(unittest.TestCase):
    options = ()
    checkpoint = TINY

    def setUp(self):
        self.engine = Engine(PROGRAM, self.checkpoint, options=self.options)
        self.addCleanup(self.end)

    def end(self):
        alive = self.engine.process.poll() is None
        self.engine.__exit__()
        self.assertTrue(alive, "".join(self.engine.messages))
        self.assertEqual(self.engine.status, 0, "".join(self.engine.messages))

    def refused(self, status, part, path, body=None, method="POST"):
        found, answer, _ = self.engine.ask(method, path, body)
        self.assertEqual(found, status, (body, answer))
        self.assertEqual(set(answer), {"error"})
        self.assertIn(part, answer["error"]["message"])
        return answer["error"]


class Requests(Served):
    def test_prompts_are_checked(self):
        context = long_ids(2049)
        for body, part in (({}, "prompt is missing"), ({"prompt": ""}, "prompt is empty"), ({"prompt": []}, "empty"),
                           ({"prompt": 5}, "a text or a list of ids"), ({"prompt": [1, "a"]}, "\"a\" at index 1"),
                           ({"prompt": [1, -1]}, "-1"), ({"prompt": [1, 1000]}, "ids from 0 to 999"),
                           ({"prompt": [2 ** 40]}, "ids"), ({"prompt": context}, "at most 2048, the context"),
                           ({"prompt": [[1, 2]]}, "a list of 2"), ({"prompt": "a", "wait": 1}, "true or false"),
                           ({"prompt": "a", "model": 7}, "model is 7"), ({"prompt": "a", "prompts": "b"}, "did you mean")):
            self.refused(400, part, CAPTURES, body)
        self.refused(404, "no model gpt", CAPTURES, {"prompt": "a", "model": "gpt"})
        self.assertEqual(self.engine.ask("GET", CAPTURES)[1], {"captures": []})
        self.assertEqual(Attention.of(self.engine, context[:-1]).facts["state"], "ready")

    def test_questions_are_checked(self):
        capture = Attention.of(self.engine, PROMPT)
        relation = {"name": "r", "queries": [1, 2], "offsets": [0, 1, 2], "keys": [0, 1]}
        for question, body, part in (
                ("tiles", {}, "tiles is missing"), ("tiles", {"tiles": []}, "1 to 1024"),
                ("tiles", {"tiles": [[0, 0]] * 1025}, "a list of 1025"), ("tiles", {"tiles": [[0]]}, "[layer, head"),
                ("tiles", {"tiles": [[0, 0, 0, 0, 0, "max", 1]]}, "[layer, head"),
                ("tiles", {"tiles": [[0, 0], [2, 0]]}, "layer 2, head 0 at index 1"),
                ("tiles", {"tiles": [[-1, 0]]}, "layer -1"), ("tiles", {"tiles": [[0, 4]]}, "heads 0 to 3"),
                ("tiles", {"tiles": [{"layer": 0}]}, "tiles[0].head is missing"),
                ("tiles", {"tiles": [{"layer": 0, "head": 1, "lvl": 2}]}, "did you mean level"),
                ("tiles", {"tiles": [[0, 0.5]]}, "head is expected"), ("tiles", {"tiles": [[0, "0"]]}, "whole number"),
                ("tiles", {"tiles": [[0, 2 ** 63]]}, "whole number"), ("tiles", {"tiles": [[0, 0, 6]]}, "levels 0 to 5"),
                ("tiles", {"tiles": [[0, 0, 2 ** 62]]}, "levels"), ("tiles", {"tiles": [[0, 0, -1]]}, "levels"),
                ("tiles", {"tiles": [[0, 0, 0, 1, 0]], "size": 32}, "x and y from 0 to 0"),
                ("tiles", {"tiles": [[0, 0, 0, 0, -1]]}, "x and y"),
                ("tiles", {"tiles": [[0, 0, 0, 2 ** 62, 0]]}, "x and y"),
                ("tiles", {"tiles": [[0, 0, 0, 0, 0, "min"]]}, "max, mean or entropy"),
                ("tiles", {"tiles": [[0, 0]], "size": 7}, "from 8 to 256"),
                ("tiles", {"tiles": [[0, 0]], "size": 257}, "from 8 to 256"),
                ("tiles", {"tiles": [[0, 0]], "encoding": "sqrt"}, "linear or log"),
                ("tiles", {"tiles": [[0, 0]], "encoding": "log", "minus": capture.id}, "below 0"),
                ("tiles", {"tiles": [[0, 0]], "without_first": "yes"}, "true or false"),
                ("rows", {}, "heads is missing"), ("rows", {"heads": []}, "at least one"),
                ("rows", {"heads": [[0, 0, 0]]}, "pairs"), ("rows", {"heads": [[9, 9]]}, "layer 9"),
                ("rows", {"heads": [[0, 0]], "axis": "diagonal"}, "rows or columns"),
                ("rows", {"heads": [[0, 0]], "first": 17}, "from 0 to 16"),
                ("rows", {"heads": [[0, 0]], "first": 16, "count": 2}, "from 1 to 1"),
                ("rows", {"heads": [[0, 0]], "count": 0}, "from 1 to 17"),
                ("rows", {"heads": [[0, 0]], "combine": "sum"}, "mean or max"),
                ("rows", {"heads": [[0, 0]], "combine": "mean", "axis": "columns"}, "rows only"),
                ("statistics", {"heads": [[0, 1], [0, 1]]}, "twice"),
                ("statistics", {"relations": {}}, "at most 64"), ("statistics", {"relations": [relation] * 65}, "64"),
                ("statistics", {"relations": [dict(relation, queries=[2, 1])]}, "relations[0].queries is not ascending"),
                ("statistics", {"relations": [dict(relation, queries=[1, 17])]}, "0 to 16"),
                ("statistics", {"relations": [dict(relation, offsets=[0, 1])]}, "3 numbers"),
                ("statistics", {"relations": [dict(relation, offsets=[0, 2, 1])]}, "rise"),
                ("statistics", {"relations": [dict(relation, offsets=[1, 1, 2])]}, "rise from 0"),
                ("statistics", {"relations": [dict(relation, keys=[0, 3])]}, "no key after its query"),
                ("statistics", {"relations": [dict(relation, keys="01")]}, "indices"),
                ("statistics", {"relations": [dict(relation, kind=1)]}, "not known"),
                ("rollout", {}, "position is missing"), ("rollout", {"position": 17}, "0 to 16"),
                ("rollout", {"position": -1}, "0 to 16"), ("lens", {"position": 1, "top": 21}, "0 to 20"),
                ("lens", {"position": 1, "probe_ids": [1] * 1001}, "at most 1000"),
                ("lens", {"position": 1.5}, "whole number")):
            error = self.refused(400, part, f"{capture.path}/{question}", body)
            self.assertEqual(error["type"], "invalid_request_error")
        self.refused(404, "no capture nothing", CAPTURES + "/nothing/tiles", {"tiles": [[0, 0]]})
        self.refused(404, "no capture nothing", capture.path + "/rows", {"heads": [[0, 0]], "minus": "nothing"})
        self.refused(404, "there is no", capture.path + "/pixels", {})
        self.refused(404, "there is no", CAPTURES + "//tiles", {})
        self.refused(405, "POST", capture.path + "/tiles", method="GET")
        self.assertEqual(self.engine.ask("GET", capture.path)[0], 200)

    def test_what_is_no_json_is_refused(self):
        capture = Attention.of(self.engine, PROMPT)
        for body in ("", "{", "[]", "null", "{\"tiles\":" + "[" * 40, "{\"tiles\":[[0,0]],\"tiles\":[[0,1]]}",
                     "{\"tiles\":[[0,1e999]]}", "\xff", "{\"size\":NaN}"):
            for path in (CAPTURES, capture.path + "/tiles", capture.path + "/lens"):
                status, answer, _ = self.engine.ask("POST", path, body.encode("latin-1"))
                self.assertEqual((status, set(answer)), (400, {"error"}), (path, body))

    def test_noise_never_harms(self):
        """Bodies with random values under the names that are known."""
        capture = Attention.of(self.engine, PROMPT)
        source = random.Random(3)
        values = [None, True, -1, 0, 1, 7, 2 ** 31, 2 ** 63, 1e300, 0.5, "", "max", "rows", capture.id, [], {}, [0, 0],
                  [[0, 0]], [[1, 3, 2, 0, 0, "mean"]], [[]], [[[]]], [{}], {"layer": 0, "head": 0}, "x" * 1000]
        names = ["tiles", "size", "encoding", "statistics", "relations", "without_first", "minus", "heads", "axis", "first",
                 "count", "combine", "position", "top", "probe_ids", "prompt", "wait", "model"]
        connection = self.engine.connect()
        for _ in range(1500):
            path = source.choice([CAPTURES] + [f"{capture.path}/{question}" for question in (
                "tiles", "rows", "statistics", "rollout", "lens")])
            body = {source.choice(names): source.choice(values) for _ in range(source.randrange(5))}
            connection.request("POST", path, json.dumps(body), self.engine.headers())
            response = connection.getresponse()
            content = response.read()
            self.assertIn(response.status, (200, 400, 404, 422), (path, body, content[:200]))
        connection.close()
        self.assertEqual(self.engine.ask("GET", capture.path)[0], 200)

    def test_captures_of_other_tokens_or_shapes_have_no_difference(self):
        capture, other = Attention.of(self.engine, [1, 2, 3]), Attention.of(self.engine, [1, 2, 4])
        error = self.refused(422, "the same ids", capture.path + "/rows", {"heads": [[0, 0]], "minus": other.id})
        self.assertEqual(error["param"], "minus")
        # From itself it is nothing.
        rows = capture.map(1, 1, minus=capture.id)
        self.assertEqual(rows, [[0.0] * 3] * 3)

    def test_one_token_looks_at_itself(self):
        capture = Attention.of(self.engine, [5])
        self.assertEqual(capture.map(1, 2), [[1.0]])
        self.assertEqual(capture.map(1, 2, without_first=True), [[0.0]])
        tiles = capture.tiles([[1, 2, 0, 0, 0, pooling] for pooling in ("max", "mean", "entropy")], size=8)
        self.assertEqual([tiles["tiles"][n][0][0] * tiles["scale"][n] / 255 for n in range(3)], [1, 1, 0])
        self.assertEqual(sum(tiles["tiles"].values), 510)
        tiles = capture.tiles([[1, 2, 0, 0, 0, "entropy"]], size=8, encoding="log")
        self.assertEqual((tiles["scale"][0], sum(tiles["tiles"].values)), (1, 0))
        statistics = capture.arrays("statistics", heads=[[0, 0]])["statistics"][0].values
        self.assertTrue(all(math.isnan(value) for value in statistics), statistics)
        self.assertEqual(list(capture.arrays("rollout", position=0)["rollout"].values), [1, 1])
        self.assertEqual(len(capture.lens(position=0)), 3)

    def test_a_long_text_answers_within_its_limits(self):
        capture = Attention.of(self.engine, long_ids())
        rows = capture.arrays("rows", heads=[[0, 0], [1, 3]])["rows"]
        self.assertEqual(rows.shape, (2, 2048, 2048))
        self.assertAlmostEqual(sum(rows[1][2047].values), 1, delta=1e-5)
        self.refused(400, "at most 64 MiB", capture.path + "/rows",
                     {"heads": [[layer, head] for layer in (0, 1) for head in range(4)]})
        tiles = capture.tiles([[1, 3, 0, x, y] for x in range(8) for y in range(8)])
        self.assertEqual(tiles["tiles"].shape, (64, 256, 256))
        for n, (x, y) in enumerate((x, y) for x in range(8) for y in range(8)):
            if x > y:
                self.assertEqual(tiles["scale"][n], 0)


class Coming(Served):
    def test_who_does_not_wait_sees_it_come(self):
        ids = long_ids()
        started = Attention.of(self.engine, ids, wait=False)
        self.assertIn(started.facts["state"], ("capturing", "ready"))
        self.assertEqual((started.facts["ids"], started.facts["tokens"]), (ids, 2048))
        # Asked before it is there: answered when it is.
        first = started.tiles([[1, 0, 4]], size=128)
        seen = []
        self.assertTrue(wait_for(lambda: seen.append(self.engine.ask("GET", started.path)[1]) or
                                 seen[-1]["state"] == "ready"))
        self.assertEqual(sorted(each["layers_ready"] for each in seen), [each["layers_ready"] for each in seen])
        self.assertEqual((seen[-1]["layers_ready"], seen[-1]["progress"], seen[-1]["finite"]), (2, 1, True))
        self.assertGreater(seen[-1]["seconds"], 0)
        again = Attention.of(self.engine, ids).tiles([[1, 0, 4]], size=128)
        self.assertEqual(first["tiles"].values, again["tiles"].values)

    def test_tiles_and_a_stream_go_on_together(self):
        prompt = {"prompt": PROMPT, "temperature": 0, "max_tokens": 600, "stop_at_end": False}
        alone = self.engine.complete(**prompt)["choices"][0]["text"]
        capture = Attention.of(self.engine, long_ids())
        asked = [[layer, head, 3] for layer in (0, 1) for head in range(4)]
        quiet = capture.tiles(asked)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            connection = self.engine.connect()
            connection.request("POST", "/v1/completions", json.dumps(dict(prompt, stream=True)), self.engine.headers())
            response = connection.getresponse()
            text = json.loads(response.readline()[len("data: "):])["choices"][0]["text"]
            beside = pool.submit(capture.tiles, asked)
            for line in response.read().decode().split("\n\n"):
                line = line.strip()
                if line.startswith("data: {"):
                    text += json.loads(line[len("data: "):])["choices"][0]["text"]
            connection.close()
            self.assertEqual(text, alone)
            self.assertEqual(beside.result()["tiles"].values, quiet["tiles"].values)

    def test_many_ask_at_once(self):
        capture = Attention.of(self.engine, long_ids(600))
        expected = capture.tiles([[1, 1, 2]], size=64)["tiles"].values

        def ask(n):
            if n % 4 == 0:
                return len(self.engine.complete(prompt=PROMPT, max_tokens=5)["choices"]) == 1
            if n % 4 == 1:
                return Attention.of(self.engine, [n, 2, 3]).facts["state"] == "ready"
            return capture.tiles([[1, 1, 2]], size=64)["tiles"].values == expected
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            self.assertEqual(list(pool.map(ask, range(60))), [True] * 60)

    def test_who_hangs_up_leaves_nothing_in_work(self):
        capture = Attention.of(self.engine, long_ids())
        tiles = {"tiles": [[n % 2, n % 4, 0, n % 8, n % 7] for n in range(1024)]}
        for path, body in ([(CAPTURES, {"prompt": long_ids()})] * 10 + [(capture.path + "/tiles", tiles)] * 10 +
                           [(capture.path + "/rollout", {"position": 2047})] * 5):
            connection = self.engine.raw()
            connection.sendall(self.engine.request_bytes(path, body))
            connection.close()
        self.assertTrue(wait_for(lambda: all(each["state"] == "ready" for each in self.engine.ask("GET", CAPTURES)[1]["captures"])))
        # Some may have been complete before anybody could notice, not all.
        self.assertLess(self.engine.status_page()["captures"], 11)
        self.assertEqual(capture.tiles([[0, 0]])["nan"][0], 0)

    def test_a_deleted_capture_is_gone_and_says_so(self):
        capture = Attention.of(self.engine, PROMPT)
        self.assertEqual(capture.delete()[:2], (200, {"capture": capture.id, "deleted": True}))
        for path, method in ((capture.path, "GET"), (capture.path, "DELETE"), (capture.path + "/tiles", "POST")):
            error = self.refused(404, "it was deleted", path, {} if method == "POST" else None, method)
            self.assertEqual(error["code"], "capture_dropped")
        self.assertEqual(self.engine.status_page()["captures"], 0)
        self.assertEqual(self.engine.status_page()["capture_bytes"], 0)

    def test_it_ends_while_captures_are_being_made(self):
        for _ in range(8):
            Attention.of(self.engine, long_ids(), wait=False)
        # setUp's cleanup ends the engine and looks at its exit status.


class Memory(Served):
    # Three captures of 17 tokens, of which one is being made, do not fit.
    options = ("--capture-memory", "60000")

    def test_the_capture_used_least_recently_makes_room(self):
        first, second = Attention.of(self.engine, PROMPT), Attention.of(self.engine, PROMPT)
        self.assertGreater(first.facts["bytes"], 10000)
        self.assertEqual(self.engine.ask("GET", CAPTURES)[1]["captures"][1]["capture"], second.id)
        first.tiles([[0, 0]], size=8)
        self.engine.ask("GET", second.path)  # no use
        third = Attention.of(self.engine, PROMPT)
        error = self.refused(404, "dropped to make room", second.path + "/tiles", {"tiles": [[0, 0]]})
        self.assertEqual(error["code"], "capture_dropped")
        kept = [each["capture"] for each in self.engine.ask("GET", CAPTURES)[1]["captures"]]
        self.assertEqual(kept, [first.id, third.id])
        self.assertEqual(self.engine.status_page()["captures"], 2)
        self.assertLessEqual(self.engine.status_page()["capture_bytes"], 60000)

    def test_one_always_fits(self):
        capture = Attention.of(self.engine, long_ids())
        self.assertGreater(capture.facts["bytes"], 60000)
        self.assertEqual([each["capture"] for each in self.engine.ask("GET", CAPTURES)[1]["captures"]], [capture.id])
        Attention.of(self.engine, PROMPT)
        self.refused(404, "dropped", capture.path, method="GET")


class Shortage(Served):
    options = ("--memory-limit", "3MB")

    def test_what_does_not_fit_into_memory_is_refused(self):
        small = Attention.of(self.engine, PROMPT)
        error = self.refused(507, "of memory", CAPTURES, {"prompt": long_ids()})
        self.assertGreater(error["needs_bytes"], error["available_bytes"])
        self.assertEqual(error["available_bytes"], 3 << 20)
        # Nothing was dropped in vain.
        self.assertEqual(self.engine.ask("GET", small.path)[0], 200)


class Checkpoints(unittest.TestCase):
    def copy(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = pathlib.Path(folder.name) / "model"
        shutil.copytree(TINY, path)
        return path

    def test_weights_that_are_no_numbers_are_shown_as_such(self):
        path = self.copy()

        def spoil(values):
            values[5] = math.nan
        patch_tensor(path / "model.safetensors", "model.layers.1.self_attn.q_proj.weight", spoil)
        with Engine(PROGRAM, str(path)) as engine:
            capture = Attention.of(engine, PROMPT)
            self.assertIs(capture.facts["finite"], False)
            tiles = capture.tiles([[0, 0], [1, 0], [1, 1]], size=32)
            self.assertEqual(list(tiles["nan"].values), [0, 1, 0])
            statistics = capture.arrays("statistics", heads=[[0, 0], [1, 0]])["statistics"]
            self.assertTrue(math.isfinite(statistics[0][0]))
            self.assertTrue(math.isnan(statistics[1][0]))
            self.assertTrue(math.isfinite(sum(map(sum, capture.map(0, 0)))))
            rows = capture.map(1, 0)
            self.assertTrue(math.isnan(rows[16][3]))
            for i, row in enumerate(rows):
                self.assertEqual(row[i + 1:], [0.0] * (16 - i))
            lens = capture.lens(position=3)
            self.assertIsNone(lens[2]["entropy"])
            self.assertIsNotNone(lens[0]["entropy"])
        self.assertEqual(engine.status, 0)

    def test_a_tokenizer_of_another_model_is_told(self):
        path = self.copy()
        rows = 500
        cut_rows(path / "model.safetensors", ("lm_head.bias", "lm_head.weight", "model.embed_tokens.weight"), rows)
        config = json.loads((path / "config.json").read_text())
        (path / "config.json").write_text(json.dumps(dict(config, vocab_size=rows)))
        with Engine(PROGRAM, str(path)) as engine:
            status, body, _ = engine.ask("POST", CAPTURES, {"prompt": PROMPT})
            self.assertEqual(status, 422, body)
            self.assertIn("tokenizer does not match", body["error"]["message"])
            # Ids need none.
            self.assertEqual(Attention.of(engine, [1, 2, 499]).map(0, 0)[0][0], 1)
        self.assertEqual(engine.status, 0)


if __name__ == "__main__":
    unittest.main()
