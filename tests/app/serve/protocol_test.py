# SPDX-License-Identifier: Apache-2.0
"""The protocol of docs/engine.md against the real engine. Usage: protocol_test.py PHI1_PROGRAM"""
import base64
import concurrent.futures
import json
import math
import pathlib
import shutil
import sys
import tempfile
import unittest

from engine import DATA, OTHER, TINY, Engine

PROGRAM = sys.argv.pop(1)
PROMPT = "def f(x):\n"


class Asking(unittest.TestCase):
    def refused(self, status, part, route="/v1/completions", method="POST", **fields):
        found, body, headers = self.engine.ask(method, route, fields or None)
        self.assertEqual(found, status, body)
        self.assertEqual(set(body), {"error"})
        self.assertLessEqual({"message", "type", "param", "code"}, set(body["error"]))
        self.assertIn(part, body["error"]["message"])
        return body["error"], headers


class Protocol(Asking):
    @classmethod
    def setUpClass(cls):
        cls.engine = Engine(PROGRAM, TINY)
        cls.ids = cls.engine.ask("POST", "/v1/phi1/tokenize", {"text": PROMPT})[1]["ids"]

    @classmethod
    def tearDownClass(cls):
        cls.engine.__exit__()
        assert cls.engine.status == 0

    def test_models_are_listed_with_their_shape(self):
        models = self.engine.ask("GET", "/v1/models")[1]
        self.assertEqual([model["id"] for model in models["data"]], ["tinyA-hf-fp32"])
        model = self.engine.ask("GET", "/v1/phi1/models/tinyA-hf-fp32")[1]
        self.assertEqual((model["layers"], model["hidden"], model["heads"], model["vocabulary"], model["context"]),
                         (2, 64, 4, 1000, 2048))
        self.assertEqual((model["state"], model["device"], model["stored_dtype"]), ("ready", "cpu", "float32"))
        self.assertEqual(model["path"], TINY)
        self.assertEqual(self.engine.ask("GET", "/v1/models/tinyA-hf-fp32")[1]["phi1"]["id"], "tinyA-hf-fp32")
        self.refused(404, "loaded are tinyA-hf-fp32", "/v1/models/none", "GET")

    def test_a_greedy_completion_is_that_of_transformers(self):
        reference = json.loads((DATA / "ref/tinyA-hf-fp32.json").read_text())["prompts"]["short"]
        body = self.engine.complete(prompt=reference["text"], max_tokens=32, temperature=0, phi1=True)
        choice = body["choices"][0]
        tokens = [token["id"] for token in choice["phi1"]["tokens"]]
        steps = next((i for i, margin in enumerate(reference["greedy_margins"]) if margin < 2e-4), 32)
        self.assertGreater(steps, 8)
        self.assertEqual(tokens[:steps], reference["greedy32"][:steps])
        self.assertEqual(choice["finish_reason"], "length")
        self.assertEqual(body["usage"], {"prompt_tokens": reference["n_tokens"], "completion_tokens": 32,
                                         "total_tokens": reference["n_tokens"] + 32})

    def test_the_four_forms_of_a_prompt_agree(self):
        common = {"temperature": 0, "max_tokens": 6, "seed": 1}
        text = self.engine.complete(prompt=PROMPT, **common)["choices"]
        ids = self.engine.complete(prompt=self.ids, **common)["choices"]
        self.assertEqual(text, ids)
        texts = self.engine.complete(prompt=[PROMPT, "import"], **common)["choices"]
        lists = self.engine.complete(prompt=[self.ids, self.engine.ask(
            "POST", "/v1/phi1/tokenize", {"text": "import"})[1]["ids"]], **common)["choices"]
        self.assertEqual(texts, lists)
        self.assertEqual([choice["index"] for choice in texts], [0, 1])
        self.assertEqual(texts[0]["text"], text[0]["text"])

    def test_a_stream_says_what_the_answer_says(self):
        fields = {"prompt": PROMPT, "max_tokens": 40, "temperature": 1, "seed": 5, "n": 3, "logprobs": 3}
        whole = self.engine.complete(**fields)["choices"]
        events = self.engine.events(**fields)
        self.assertTrue(all(event["object"] == "text_completion" for event in events))
        self.assertTrue(all("usage" not in event for event in events))
        for index, expected in enumerate(whole):
            parts = [event["choices"][0] for event in events if event["choices"][0]["index"] == index]
            self.assertEqual("".join(part["text"] for part in parts), expected["text"])
            self.assertEqual([part["finish_reason"] for part in parts[:-1]], [None] * (len(parts) - 1))
            self.assertEqual(parts[-1]["finish_reason"], expected["finish_reason"])
            for name, values in expected["logprobs"].items():
                self.assertEqual(sum((part["logprobs"][name] for part in parts), []), values)

    def test_usage_comes_last_where_it_is_asked_for(self):
        events = self.engine.events(prompt=PROMPT, max_tokens=3, stream_options={"include_usage": True})
        self.assertEqual(events[-1]["choices"], [])
        self.assertEqual(events[-1]["usage"]["completion_tokens"], 3)
        self.assertTrue(all(event["usage"] is None for event in events[:-1]))

    def test_our_own_details_stand_beside(self):
        fields = {"prompt": PROMPT, "max_tokens": 5, "seed": 9, "logprobs": 4, "phi1": True, "echo": True}
        choice = self.engine.complete(**fields)["choices"][0]
        details = choice["phi1"]
        self.assertEqual([token["id"] for token in details["prompt_tokens"]], self.ids)
        self.assertIsNone(details["prompt_tokens"][0]["lp"])
        self.assertEqual([token["i"] for token in details["tokens"]], list(range(5)))
        for token in details["tokens"]:
            self.assertEqual(len(token["top"]), 4)
            values = [value for _, value, _ in token["top"]]
            self.assertEqual(values, sorted(values, reverse=True))
        self.assertEqual(choice["text"], PROMPT + details["text"])
        raw = b"".join(base64.b64decode(token["b"]) for token in details["tokens"])
        self.assertEqual(raw.decode(errors="replace"), details["text"])
        summary = details["summary"]
        self.assertEqual((summary["seed"], summary["finish"], summary["completion_tokens"], summary["dtype"]),
                         (9, "length", 5, "float32"))
        self.assertEqual(summary["prompt_tokens"], len(self.ids))
        streamed = [event["choices"][0] for event in self.engine.events(**fields)]
        self.assertEqual(sum((part["phi1"]["tokens"] for part in streamed), []), details["tokens"])
        self.assertEqual(sum((part["phi1"].get("prompt_tokens", []) for part in streamed), []),
                         details["prompt_tokens"])
        self.assertEqual([("summary" in part["phi1"]) for part in streamed],
                         [False] * (len(streamed) - 1) + [True])

    def test_echo_with_logprobs_scores_a_text(self):
        scored = self.engine.complete(prompt=PROMPT, max_tokens=0, echo=True, logprobs=1)
        choice = scored["choices"][0]
        self.assertEqual((choice["text"], choice["finish_reason"]), (PROMPT, "length"))
        lists = choice["logprobs"]
        self.assertEqual("".join(lists["tokens"]), PROMPT)
        self.assertEqual(lists["text_offset"], [0, 1, 3, 5, 6, 7, 8, 9])
        self.assertIsNone(lists["token_logprobs"][0])
        self.assertEqual(scored["usage"]["completion_tokens"], 0)
        # The same values as lm-eval's way of asking, with a token to spare.
        other = self.engine.complete(prompt=PROMPT, max_tokens=1, temperature=0, echo=True, logprobs=1)
        self.assertEqual(other["choices"][0]["logprobs"]["token_logprobs"][:-1], lists["token_logprobs"])
        # And as the distributions, whose probabilities add up.
        positions = list(range(1, len(self.ids) + 1))
        answer = self.engine.ask("POST", "/v1/phi1/distributions", {
            "ids": self.ids, "positions": positions, "top": 3, "probe_ids": list(range(1000))})[1]["positions"]
        self.assertEqual([entry["position"] for entry in answer], positions)
        for entry in answer:
            values = [probe["logprob"] for probe in entry["probe"]]
            self.assertAlmostEqual(sum(map(math.exp, values)), 1, places=4)
            self.assertAlmostEqual(-sum(value * math.exp(value) for value in values), entry["entropy"], places=3)
            self.assertEqual([top["logprob"] for top in entry["top"]], sorted(values, reverse=True)[:3])
            if entry["position"] < len(self.ids):
                self.assertEqual(values[self.ids[entry["position"]]], lists["token_logprobs"][entry["position"]])

    def test_without_top_entries_logprobs_has_none(self):
        lists = self.engine.complete(prompt=PROMPT, max_tokens=2, logprobs=0)["choices"][0]["logprobs"]
        self.assertIsNone(lists["top_logprobs"])
        self.assertEqual(len(lists["token_logprobs"]), 2)

    def test_stop_strings_end_the_text(self):
        whole = self.engine.complete(prompt=PROMPT, max_tokens=30, temperature=0)["choices"][0]["text"]
        start = next(i for i in range(8, 60) if whole[i:i + 3].isalpha())
        stop = whole[start:start + 3]
        choice = self.engine.complete(prompt=PROMPT, max_tokens=30, temperature=0, stop=["never there", stop],
                                      phi1=True)["choices"][0]
        self.assertEqual(choice["text"], whole[:whole.index(stop)])
        self.assertEqual(choice["finish_reason"], "stop")
        self.assertEqual(choice["phi1"]["summary"]["stop_string"], stop)
        streamed = self.engine.events(prompt=PROMPT, max_tokens=30, temperature=0, stop=stop)
        self.assertEqual("".join(event["choices"][0]["text"] for event in streamed), choice["text"])

    def test_a_seed_repeats_and_is_told(self):
        def sampled(**more):
            return self.engine.complete(prompt=PROMPT, max_tokens=12, phi1=True, **more)["choices"][0]
        first = sampled()
        again = sampled(seed=first["phi1"]["summary"]["seed"])
        self.assertEqual(first["text"], again["text"])
        self.assertNotEqual(first["text"], sampled(seed=first["phi1"]["summary"]["seed"] + 1)["text"])

    def test_forced_ids_begin_the_completion(self):
        forced = [self.ids[0], self.ids[2]]
        choice = self.engine.complete(prompt=PROMPT, max_tokens=5, temperature=0, forced_ids=forced,
                                      phi1=True)["choices"][0]
        tokens = [token["id"] for token in choice["phi1"]["tokens"]]
        self.assertEqual(tokens[:2], forced)
        self.assertEqual(len(tokens), 5)
        longer = self.engine.complete(prompt=self.ids + forced, max_tokens=3, temperature=0, phi1=True)
        self.assertEqual([token["id"] for token in longer["choices"][0]["phi1"]["tokens"]], tokens[2:])

    def test_the_context_ends_a_completion_and_bounds_a_prompt(self):
        ids = (self.ids * 300)[:2046]
        choice = self.engine.complete(prompt=ids, max_tokens=100, temperature=0, phi1=True,
                                      stop_at_end=False)["choices"][0]
        self.assertEqual(choice["finish_reason"], "length")
        self.assertEqual(choice["phi1"]["summary"]["finish"], "context")
        error, _ = self.refused(400, "2049", prompt=(self.ids * 300)[:2049])
        self.assertIn("2048", error["message"])

    def test_concurrent_requests_are_computed_together_with_the_same_bits(self):
        requests = [{"prompt": PROMPT * (i + 1), "max_tokens": 150, "temperature": 0.9, "seed": i, "logprobs": 2}
                    for i in range(8)]
        alone = [self.engine.complete(**request)["choices"] for request in requests]
        most = 0
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = [pool.submit(self.engine.complete, **request) for request in requests]
            while not all(answer.done() for answer in answers):
                most = max(most, self.engine.status_page()["active"])
        self.assertEqual([answer.result()["choices"] for answer in answers], alone)
        self.assertGreater(most, 1)

    def test_streams_overlap(self):
        """Two streams on one thread of computing come in turns, not one after the other."""
        connections = []
        for seed in range(2):
            connection = self.engine.connect()
            connection.request("POST", "/v1/completions", json.dumps(
                {"prompt": PROMPT, "max_tokens": 1500, "seed": seed, "stream": True, "stop_at_end": False}),
                self.engine.headers())
            connections.append(connection)
        responses = [connection.getresponse() for connection in connections]
        # Both have begun before either has ended: the first is far from its end when the second speaks.
        self.assertIn(b"data:", responses[1].readline())
        self.assertIn(b"data:", responses[0].readline())
        self.assertEqual(self.engine.status_page()["active"], 2)
        for connection, response in zip(connections, responses):
            self.assertIn(b"[DONE]", response.read())
            connection.close()

    def test_fields_are_refused_by_name(self):
        for fields, part in (({"prompt": ""}, "prompt is empty"), ({"prompt": PROMPT, "max_tokens": -1}, "max_tokens"),
                             ({"prompt": PROMPT, "temperature": 1e9}, "temperature is 1000000000.0"),
                             ({"prompt": [1, 5000]}, "5000"), ({"prompt": PROMPT, "forced_ids": [5000]}, "5000"),
                             ({"prompt": PROMPT, "nonsense": 1}, "nonsense is not known")):
            error, _ = self.refused(400, part, **fields)
            self.assertEqual(error["type"], "invalid_request_error")
        self.refused(404, "there is no model gpt", model="gpt", prompt="a")
        self.refused(400, "positions is a list with 9", "/v1/phi1/distributions", ids=[1, 2], positions=[9])
        self.refused(400, "ids is missing", "/v1/phi1/distributions", positions=[])
        self.refused(400, "models is a list of 1", "/v1/phi1/compare", models=["a"])
        self.refused(400, "text is 5", "/v1/phi1/tokenize", text=5)

    def test_nul_and_every_byte_of_utf8_are_text(self):
        body = self.engine.complete(prompt="a\0b\x7f\U0001f600", max_tokens=2, echo=True)
        self.assertTrue(body["choices"][0]["text"].startswith("a\0b\x7f\U0001f600"))


class Models(Asking):
    def setUp(self):
        self.engine = Engine(PROGRAM, TINY)
        self.addCleanup(self.engine.__exit__)

    def test_models_come_and_go(self):
        status, model, _ = self.engine.ask("POST", "/v1/phi1/models", {"path": OTHER, "dtype": "bfloat16"})
        self.assertEqual((status, model["id"], model["dtype"], model["state"]),
                         (200, "tinyB-hf-fp16", "bfloat16", "ready"))
        self.assertEqual(self.engine.ask("POST", "/v1/phi1/models", {"path": OTHER, "dtype": "bfloat16"})[1]["id"],
                         "tinyB-hf-fp16")
        other = self.engine.ask("POST", "/v1/phi1/models", {"path": OTHER, "dtype": "int8", "id": "small"})[1]
        self.assertEqual((other["id"], other["dtype"]), ("small", "int8"))
        self.refused(400, "belongs to another", "/v1/phi1/models", path=TINY, id="small")
        self.refused(404, "names no model", prompt="a")
        compared = self.engine.ask("POST", "/v1/phi1/compare", {"models": ["small", "tinyB-hf-fp16"]})[1]
        self.assertIs(compared["same_weights"], True)
        self.assertIs(compared["logits_equal"], False)
        self.assertGreater(compared["max_logit_difference"], 0)
        compared = self.engine.ask("POST", "/v1/phi1/compare", {"models": ["small", "tinyA-hf-fp32"]})[1]
        self.assertIs(compared["same_weights"], False)
        self.assertEqual(len(self.engine.ask("GET", "/v1/phi1/models/small")[1]["fingerprint"]), 32)
        compared = self.engine.ask("POST", "/v1/phi1/compare", {"models": ["small", "small"]})[1]
        self.assertEqual((compared["same_weights"], compared["logits_equal"], compared["max_logit_difference"]),
                         (True, True, 0))
        for name in ("small", "tinyB-hf-fp16"):
            self.assertEqual(self.engine.ask("DELETE", "/v1/phi1/models/" + name)[1], {"id": name, "deleted": True})
        self.refused(404, "no model small", "/v1/phi1/models/small", "DELETE")
        self.assertEqual(len(self.engine.ask("GET", "/v1/phi1/models")[1]["models"]), 1)

    def test_a_model_that_is_removed_ends_its_completions(self):
        self.engine.ask("POST", "/v1/phi1/models", {"path": TINY, "id": "short-lived", "dtype": "bfloat16"})
        connection = self.engine.connect()
        connection.request("POST", "/v1/completions", json.dumps(
            {"model": "short-lived", "prompt": PROMPT, "max_tokens": 2000, "n": 64, "stream": True,
             "stop_at_end": False}), self.engine.headers())
        response = connection.getresponse()
        response.readline()
        self.assertEqual(self.engine.ask("DELETE", "/v1/phi1/models/short-lived")[0], 200)
        self.assertIn(b'"error"', response.read())
        connection.close()

    def test_checkpoints_that_cannot_be_loaded_are_refused_in_a_sentence(self):
        self.refused(404, "nowhere", "/v1/phi1/models", path="/nowhere")
        self.refused(400, "path is", "/v1/phi1/models", path="")
        self.refused(400, "path is missing", "/v1/phi1/models", dtype="int8")
        self.refused(400, "int4", "/v1/phi1/models", path=TINY, dtype="int4")
        self.refused(400, "id is", "/v1/phi1/models", path=TINY, id="a/b")
        self.refused(422, "quant", "/v1/phi1/models", path=str(DATA / "tinyA-bnb-nf4-dq"))
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder) / "bare"
            shutil.copytree(TINY, copy)
            for name in ("tokenizer.json", "vocab.json", "merges.txt"):
                (copy / name).unlink()
            self.refused(422, "has no tokenizer", "/v1/phi1/models", path=str(copy))
            (copy / "model.safetensors").write_bytes((copy / "model.safetensors").read_bytes()[:-1000])
            self.refused(422, "model.safetensors", "/v1/phi1/models", path=str(copy))
        self.assertEqual(len(self.engine.ask("GET", "/v1/phi1/models")[1]["models"]), 1)


if __name__ == "__main__":
    unittest.main()
