# SPDX-License-Identifier: Apache-2.0
"""The numbers of captures (docs/engine.md, Attention) against transformers' and plain sums. Usage: attention_test.py PHI1_PROGRAM"""
import json
import math
import sys
import unittest

from arrays import Attention, read_arrays
from engine import DATA, OTHER, TINY, Engine

PROGRAM = sys.argv.pop(1)
LAYERS, HEADS = 2, 4
ALL = [[layer, head] for layer in range(LAYERS) for head in range(HEADS)]


def blocks(rows, level):
    """((r, c), cells in the causal triangle) of each block of 2^level."""
    edge = 1 << level
    count = (len(rows) + edge - 1) // edge
    for r in range(count):
        for c in range(count):
            yield (r, c), [(i, rows[i][j]) for i in range(r * edge, min((r + 1) * edge, len(rows)))
                           for j in range(c * edge, min((c + 1) * edge, i + 1))]


def entropy_of(cells, edge, tokens, r):
    queries = min(edge, tokens - r * edge)
    return sum(-p * math.log2(p) for _, p in cells if p > 0) / queries


class Numbers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.engine = Engine(PROGRAM, TINY)
        prompt = json.loads((DATA / "ref/tinyA-hf-fp32.json").read_text())["prompts"]["humaneval0"]
        cls.capture = Attention.of(cls.engine, prompt["text"])
        assert cls.capture.tokens == prompt["n_tokens"]
        cls.maps = {(layer, head): cls.capture.map(layer, head) for layer, head in ALL}
        cls.text = prompt["text"]

    @classmethod
    def tearDownClass(cls):
        cls.engine.__exit__()
        assert cls.engine.status == 0

    def near(self, left, right, bound, what=""):
        self.assertEqual(len(left), len(right), what)
        for a, b in zip(left, right):
            if not abs(a - b) <= bound:
                self.fail(f"{what}: {a} and {b} are farther apart than {bound}")

    def test_rows_are_the_attention_of_transformers(self):
        names = [f"humaneval0.block{layer}.attn_probs" for layer in range(LAYERS)]
        reference = read_arrays((DATA / "ref/tinyA-hf-fp32.safetensors").read_bytes(), names)
        for layer, head in ALL:
            expected = reference[names[layer]][head].rows()
            for i, (mine, theirs) in enumerate(zip(self.maps[layer, head], expected)):
                self.near(mine, theirs, 1e-5, f"head {layer}.{head}, row {i}")
                self.assertEqual(mine[i + 1:], [0.0] * (len(mine) - i - 1))
                self.assertAlmostEqual(sum(mine), 1, delta=1e-5)

    def test_a_capture_says_what_it_is(self):
        facts = self.engine.ask("GET", self.capture.path)[1]
        self.assertEqual((facts["state"], facts["layers_ready"], facts["layers"], facts["heads"], facts["progress"],
                          facts["finite"], facts["model"]), ("ready", 2, 2, 4, 1, True, "tinyA-hf-fp32"))
        self.assertEqual(facts["pieces"][-1]["end"], len(self.text.encode()))
        self.assertEqual([piece["id"] for piece in facts["pieces"]], facts["ids"])
        tokens = self.engine.ask("POST", "/v1/phi1/tokenize", {"text": self.text})[1]
        self.assertEqual((facts["ids"], facts["pieces"]), (tokens["ids"], tokens["pieces"]))
        # The outputs of two LayerNorms and of the last one, at least.
        self.assertGreaterEqual(facts["bytes"], 202 * 64 * 4 * 2)
        self.assertNotIn("ids", self.engine.ask("GET", "/v1/phi1/captures")[1]["captures"][0])

    def test_tiles_are_the_exact_maxima_of_blocks(self):
        for level, size in ((0, 256), (0, 64), (2, 64), (3, 8), (8, 8)):
            tiles = (self.capture.tokens + (size << level) - 1) // (size << level)
            asked = [[layer, head, level, x, y] for layer, head in ALL[::3] for x in range(tiles)
                     for y in range(tiles)]
            answer = self.capture.tiles(asked, size=size)
            self.assertEqual(answer["tiles"].shape, (len(asked), size, size))
            for n, (layer, head, _, x, y) in enumerate(asked):
                exact = {at: max((p for _, p in cells), default=0.0)
                         for at, cells in blocks(self.maps[layer, head], level)}
                inside = {(r - y * size, c - x * size): value for (r, c), value in exact.items()
                          if r // size == y and c // size == x}
                scale = answer["scale"][n]
                self.assertEqual(scale, max(inside.values(), default=0), (level, size, n))
                for r in range(size):
                    for c in range(size):
                        value = answer["tiles"][n][r][c] * scale / 255
                        self.assertLessEqual(abs(value - inside.get((r, c), 0)), scale / 510 * 1.0001)
            self.assertEqual(list(answer["nan"].values), [0] * len(asked))

    def test_means_and_entropies_of_blocks_are_those_of_their_cells(self):
        edge = 8
        answer = self.capture.tiles([{"layer": 1, "head": 2, "level": 3, "x": 0, "y": 0, "pooling": pooling}
                                     for pooling in ("mean", "entropy")], size=32)
        for (r, c), cells in blocks(self.maps[1, 2], 3):
            mean = sum(p for _, p in cells) / len(cells) if cells else 0
            for n, exact in enumerate((mean, entropy_of(cells, edge, self.capture.tokens, r))):
                scale = answer["scale"][n]
                self.assertAlmostEqual(answer["tiles"][n][r][c] * scale / 255, exact, delta=scale / 500 + 1e-6)

    def test_the_logarithmic_code_is_the_same_for_all_heads(self):
        answer = self.capture.tiles([[1, 0, 1, 0, 0, "max"], [1, 0, 1, 0, 0, "entropy"]], size=128, encoding="log")
        self.assertEqual(answer["scale"][0], 1)
        self.assertAlmostEqual(answer["scale"][1], math.log2(202), delta=1e-5)
        for (r, c), cells in blocks(self.maps[1, 0], 1):
            exact = max((p for _, p in cells), default=0.0)
            code = answer["tiles"][0][r][c]
            if exact < 4e-7:
                self.assertLessEqual(code, 1)
            else:
                self.assertAlmostEqual(2 ** ((code - 255) / 12) / exact, 1, delta=0.0294)

    def test_statistics_and_relations_are_sums_over_rows(self):
        relation = {"name": "some", "queries": [5, 9, 200], "offsets": [0, 2, 2, 5], "keys": [0, 5, 1, 7, 200]}
        answer = self.capture.arrays("statistics", relations=[relation, dict(
            relation, name="none", queries=[], offsets=[0], keys=[])])
        self.assertEqual(answer["statistics"].shape, (8, 6))
        self.assertEqual(answer["relations"].shape, (8, 2))
        for n, (layer, head) in enumerate(ALL):
            rows, count = self.maps[layer, head], self.capture.tokens - 1
            queries = range(1, self.capture.tokens)
            exact = [sum(rows[i][i - 1] for i in queries) / count, sum(rows[i][0] for i in queries) / count,
                     sum(rows[i][i] for i in queries) / count,
                     sum(-p * math.log2(p) for i in queries for p in rows[i] if p > 0) / count,
                     sum(p * (i - j) for i in queries for j, p in enumerate(rows[i])) / count]
            for found, expected, bound in zip(answer["statistics"][n].values, exact, (1e-6, 1e-6, 1e-6, 2e-5, 2e-4)):
                self.assertAlmostEqual(found, expected, delta=bound)
            self.assertTrue(math.isnan(answer["statistics"][n][5]))
            related = (rows[5][0] + rows[5][5] + 0 + rows[200][1] + rows[200][7] + rows[200][200]) / 3
            self.assertAlmostEqual(answer["relations"][n][0], related, delta=1e-6)
            self.assertTrue(math.isnan(answer["relations"][n][1]))

    def test_tiles_can_bring_the_figures_of_their_heads(self):
        relation = {"name": "some", "queries": [9], "offsets": [0, 1], "keys": [3]}
        heads = [[1, 3], [0, 1], [1, 3]]
        tiles = self.capture.tiles(heads, size=8, statistics=True, relations=[relation])
        figures = self.capture.arrays("statistics", heads=[[0, 1], [1, 3]], relations=[relation])
        for n, row in enumerate((1, 0, 1)):
            self.assertEqual(list(tiles["statistics"][n].values)[:5], list(figures["statistics"][row].values)[:5])
            self.assertEqual(tiles["relations"][n][0], figures["relations"][row][0])
        self.assertEqual(set(self.capture.tiles(heads, size=8)), {"tiles", "scale", "nan"})

    def test_rows_columns_and_combinations_are_parts_of_the_maps(self):
        for layer, head in ALL[::3]:
            rows = self.maps[layer, head]
            part = self.capture.arrays("rows", heads=[[layer, head]], first=7, count=5)["rows"]
            self.assertEqual(part.shape, (1, 5, 202))
            self.near([p for row in part[0].rows() for p in row], [p for row in rows[7:12] for p in row], 1e-6)
            part = self.capture.arrays("rows", heads=[[layer, head]], axis="columns", first=3, count=2)["rows"]
            for c in range(2):
                self.near(list(part[0][c].values), [row[3 + c] for row in rows], 1e-6)
        chosen = [[1, 3], [0, 0], [1, 1]]
        for name, combine in (("mean", lambda values: sum(values) / 3), ("max", max)):
            answer = self.capture.arrays("rows", heads=chosen, combine=name)["rows"]
            self.assertEqual(answer.shape, (1, 202, 202))
            for i, row in enumerate(answer[0].rows()):
                self.near(row, [combine([self.maps[layer, head][i][j] for layer, head in chosen])
                                for j in range(202)], 1e-6, f"{name}, row {i}")
        answer = self.capture.arrays("rows", heads=chosen)["rows"]
        for n, (layer, head) in enumerate(chosen):
            self.assertEqual(answer[n].rows(), self.maps[layer, head])

    def test_without_the_first_token_rows_are_divided_by_what_is_left(self):
        rows = self.capture.map(1, 1, without_first=True)
        self.assertEqual(rows[0], [0.0] * 202)
        for i in range(1, 202):
            left = sum(self.maps[1, 1][i][1:])
            self.near(rows[i], [0] + [p / left for p in self.maps[1, 1][i][1:]], 2e-6, f"row {i}")
        tile = self.capture.tiles([[1, 1]], size=256, without_first=True)
        self.assertEqual(tile["scale"][0], max(max(row) for row in rows))

    def test_differences_are_of_the_same_cells(self):
        ids = self.capture.facts["ids"]
        derived = self.engine.ask("POST", "/v1/phi1/models", {
            "base": "tinyA-hf-fp32", "ablate": {"heads": [[0, 1], [0, 2]]}})[1]["id"]
        other = Attention.of(self.engine, ids, model=derived)
        theirs = other.map(1, 3)
        rows = self.capture.map(1, 3, minus=other.id)
        exact = [[a - b for a, b in zip(mine, its)] for mine, its in zip(self.maps[1, 3], theirs)]
        for found, expected in zip(rows, exact):
            self.near(found, expected, 1e-6)
        farthest = max((abs(p) for row in exact for p in row))
        self.assertGreater(farthest, 1e-3)
        answer = self.capture.tiles([[1, 3, 2]], size=64, minus=other.id)
        scale = answer["scale"][0]
        self.assertAlmostEqual(scale, farthest, delta=1e-6)
        for (r, c), _ in blocks(exact, 2):
            cells = [exact[i][j] for i in range(4 * r, min(4 * r + 4, 202)) for j in range(4 * c, min(4 * c + 4, i + 1))]
            value = max(cells, key=abs, default=0.0)
            shown = (answer["tiles"][0][r][c] - 128) * scale / 127
            # Of two that are as far from 0 either may be meant.
            self.assertLessEqual(abs(abs(shown) - abs(value)), scale / 254 * 1.001 + 1e-6)
        change = self.capture.arrays("statistics", heads=[[1, 3]], minus=other.id)["statistics"][0][5]
        self.assertAlmostEqual(change, sum(abs(p) for row in exact[1:] for p in row) / 2 / 201, delta=1e-6)
        # With heads of layer 0 switched off its own maps stay, and those of layer 1 do not.
        same = self.capture.tiles([[0, head, 2] for head in range(HEADS)], size=64, minus=other.id)
        self.assertEqual(list(same["scale"].values), [0.0] * HEADS)
        self.assertEqual(set(same["tiles"].values), {128})
        other.delete()
        self.engine.ask("DELETE", "/v1/phi1/models/" + derived)

    def test_rollout_multiplies_the_layers(self):
        position, tokens = 150, self.capture.tokens
        share = [0.0] * tokens
        share[position] = 1
        expected = [None] * LAYERS
        for layer in (1, 0):
            below = [0.0] * tokens
            for i in range(tokens):
                if share[i]:
                    below[i] += share[i] / 2
                    for j in range(i + 1):
                        below[j] += share[i] * sum(self.maps[layer, head][i][j] for head in range(HEADS)) / HEADS / 2
            share = expected[layer] = below
        rollout = self.capture.arrays("rollout", position=position)["rollout"]
        self.assertEqual(rollout.shape, (2, 202))
        for layer in range(LAYERS):
            self.near(list(rollout[layer].values), expected[layer], 1e-5)
            self.assertAlmostEqual(sum(rollout[layer].values), 1, delta=1e-5)

    def test_the_last_row_of_the_lens_is_what_the_model_says(self):
        ids = self.capture.facts["ids"]
        for position in (0, 57, 201):
            lens = self.capture.lens(position=position, top=5, probe_ids=[1, 999])
            self.assertEqual([layer["layer"] for layer in lens], [0, 1, 2])
            said = self.engine.ask("POST", "/v1/phi1/distributions", {
                "ids": ids, "positions": [position + 1], "top": 5, "probe_ids": [1, 999]})[1]["positions"][0]
            self.assertAlmostEqual(lens[2]["entropy"], said["entropy"], delta=1e-4)
            self.assertEqual([each["bytes"] for each in lens[2]["top"]], [each["bytes"] for each in said["top"]])
            for name in ("top", "probe"):
                for mine, theirs in zip(lens[2][name], said[name]):
                    self.assertEqual(mine["id"], theirs["id"])
                    self.assertAlmostEqual(mine["logprob"], theirs["logprob"], delta=1e-4)
            self.assertNotEqual(lens[0]["top"], lens[2]["top"])


class Precision(unittest.TestCase):
    def test_maps_stay_near_those_of_transformers_in_every_dtype(self):
        with Engine(PROGRAM) as engine:
            for path, dtype, bound in ((TINY, "bfloat16", 0.03), (OTHER, "float32", 1e-5), (OTHER, "bfloat16", 0.015),
                                       (OTHER, "int8", 0.05)):
                name = path.rsplit("/", 1)[1]
                model = engine.ask("POST", "/v1/phi1/models", {"path": path, "dtype": dtype})[1]["id"]
                prompt = json.loads((DATA / f"ref/{name}.json").read_text())["prompts"]["humaneval0"]
                names = [f"humaneval0.block{layer}.attn_probs" for layer in range(LAYERS)]
                expected = read_arrays((DATA / f"ref/{name}.safetensors").read_bytes(), names)
                capture = Attention.of(engine, prompt["text"], model=model)
                for layer, head in ALL:
                    rows = capture.map(layer, head)
                    theirs = expected[names[layer]][head].rows()
                    worst = max(abs(a - b) for row, its in zip(rows, theirs) for a, b in zip(row, its))
                    self.assertLessEqual(worst, bound, (name, dtype, layer, head))
                    for row in rows:
                        self.assertAlmostEqual(sum(row), 1, delta=1e-5)


class HeadsOff(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.engine = Engine(PROGRAM, TINY)
        cls.ids = cls.engine.ask("POST", "/v1/phi1/tokenize", {"text": "def f(x):\n    return x + 1\n"})[1]["ids"]

    @classmethod
    def tearDownClass(cls):
        cls.engine.__exit__()

    def distribution(self, ids, model="tinyA-hf-fp32"):
        status, body, _ = self.engine.ask("POST", "/v1/phi1/distributions", {
            "model": model, "ids": ids, "positions": [len(ids)], "top": 20})
        self.assertEqual(status, 200, body)
        return body["positions"][0]

    def make(self, **ablate):
        status, model, _ = self.engine.ask("POST", "/v1/phi1/models", {"base": "tinyA-hf-fp32", "ablate": ablate})
        self.assertEqual(status, 200, model)
        self.addCleanup(self.engine.ask, "DELETE", "/v1/phi1/models/" + model["id"])
        return model

    def test_heads_that_are_off_change_what_is_said_and_the_base_stays(self):
        before = self.distribution(self.ids)
        model = self.make(heads=[[1, 0], [0, 3]])
        self.assertEqual((model["base"], model["ablated"], model["ablation"]),
                         ("tinyA-hf-fp32", [[1, 0], [0, 3]], "zero"))
        self.assertEqual(self.engine.ask("GET", "/v1/models/" + model["id"])[1]["phi1"]["state"], "ready")
        off = self.distribution(self.ids, model["id"])
        self.assertNotEqual(off["top"], before["top"])
        self.assertEqual(self.distribution(self.ids), before)
        # Text, ids and streams all go through the changed model.
        said = [self.engine.complete(model=name, prompt=self.ids, temperature=0, max_tokens=8, logprobs=1)
                ["choices"][0]["logprobs"]["token_logprobs"] for name in (model["id"], "tinyA-hf-fp32")]
        self.assertNotEqual(*said)
        lens = Attention.of(self.engine, self.ids, model=model["id"]).lens(position=len(self.ids) - 1, top=20)[2]
        for mine, theirs in zip(lens["top"], off["top"]):
            self.assertAlmostEqual(mine["logprob"], theirs["logprob"], delta=1e-4)

    def test_the_mean_over_a_text_of_one_token_changes_nothing_there(self):
        """The head's mean is then what it puts out, so replacing it is an identity: nothing else is."""
        one = self.ids[:1]
        capture = Attention.of(self.engine, one)
        model = self.make(heads=[[0, 1], [1, 2]], mode="mean", capture=capture.id)
        self.assertEqual(model["ablation"], "mean")
        before, mean = self.distribution(one), self.distribution(one, model["id"])
        zero = self.distribution(one, self.make(heads=[[0, 1], [1, 2]])["id"])
        difference = [max(abs(a["logprob"] - b["logprob"]) for a, b in zip(before["top"], other["top"]))
                      for other in (mean, zero)]
        self.assertEqual([each["id"] for each in before["top"]], [each["id"] for each in mean["top"]])
        self.assertLess(difference[0], 1e-5)
        self.assertGreater(difference[1], 1e-3)
        self.assertNotEqual(self.distribution(self.ids)["top"], self.distribution(self.ids, model["id"])["top"])

    def test_what_cannot_be_switched_off_is_refused(self):
        capture = Attention.of(self.engine, self.ids)
        model = self.make(heads=[[0, 0]])
        theirs = Attention.of(self.engine, self.ids, model=model["id"])
        for status, part, body in (
                (400, "layer 2, head 0", {"base": "tinyA-hf-fp32", "ablate": {"heads": [[2, 0]]}}),
                (400, "layer 0, head 4", {"base": "tinyA-hf-fp32", "ablate": {"heads": [[0, 4]]}}),
                (400, "twice", {"base": "tinyA-hf-fp32", "ablate": {"heads": [[0, 1], [0, 1]]}}),
                (400, "heads is missing", {"base": "tinyA-hf-fp32", "ablate": {}}),
                (400, "ablate is a list", {"base": "tinyA-hf-fp32", "ablate": []}),
                (400, "ablate is missing", {"base": "tinyA-hf-fp32"}),
                (400, "base is missing", {"ablate": {"heads": [[0, 1]]}}),
                (400, "mode is \"off\"", {"base": "tinyA-hf-fp32", "ablate": {"heads": [[0, 1]], "mode": "off"}}),
                (400, "capture is missing", {"base": "tinyA-hf-fp32", "ablate": {"heads": [[0, 1]], "mode": "mean"}}),
                (400, "capture is set", {"base": "tinyA-hf-fp32",
                                         "ablate": {"heads": [[0, 1]], "capture": capture.id}}),
                (404, "no capture nothing", {"base": "tinyA-hf-fp32", "ablate": {
                    "heads": [[0, 1]], "mode": "mean", "capture": "nothing"}}),
                (422, "is of " + model["id"], {"base": "tinyA-hf-fp32", "ablate": {
                    "heads": [[0, 1]], "mode": "mean", "capture": theirs.id}}),
                (404, "no model gone", {"base": "gone", "ablate": {"heads": [[0, 1]]}}),
                (422, "itself made from", {"base": model["id"], "ablate": {"heads": [[0, 1]]}}),
                (400, "did you mean", {"base": "tinyA-hf-fp32", "ablate": {"heads": [[0, 1]]}, "idd": "x"}),
                (400, "belongs to another", {"base": "tinyA-hf-fp32", "ablate": {"heads": [[0, 1]]},
                                             "id": "tinyA-hf-fp32"})):
            found, answer, _ = self.engine.ask("POST", "/v1/phi1/models", body)
            self.assertEqual(found, status, (body, answer))
            self.assertIn(part, answer["error"]["message"])

    def test_models_go_with_their_base_and_captures_with_their_model(self):
        model = self.engine.ask("POST", "/v1/phi1/models", {"path": OTHER, "id": "second"})[1]
        derived = self.engine.ask("POST", "/v1/phi1/models", {"base": "second", "ablate": {"heads": [[0, 1]]}, "id": "off"})[1]
        self.assertEqual((model["id"], derived["id"]), ("second", "off"))
        captures = [Attention.of(self.engine, [1, 2, 3], model=name) for name in ("second", "off")]
        # A checkpoint that is loaded again is the one itself, not what was made from it.
        self.assertEqual(self.engine.ask("POST", "/v1/phi1/models", {"path": OTHER})[1]["id"], "second")
        self.assertEqual(self.engine.ask("DELETE", "/v1/phi1/models/second")[0], 200)
        self.assertEqual([each["id"] for each in self.engine.ask("GET", "/v1/phi1/models")[1]["models"]
                          if not each["id"].startswith("tinyA")], [])
        for capture in captures:
            status, body, _ = self.engine.ask("GET", capture.path)
            self.assertEqual(status, 404)
            self.assertIn("unloaded", body["error"]["message"])

    def test_so_many_models_and_no_more(self):
        made = []
        while True:
            status, body, _ = self.engine.ask("POST", "/v1/phi1/models", {
                "base": "tinyA-hf-fp32", "ablate": {"heads": [[0, 1]]}})
            if status != 200:
                break
            made.append(body["id"])
            self.assertLessEqual(len(made), 32)
        self.assertEqual((status, len(made)), (429, 32))
        self.assertIn("32 models", body["error"]["message"])
        for name in made:
            self.assertEqual(self.engine.ask("DELETE", "/v1/phi1/models/" + name)[0], 200)


if __name__ == "__main__":
    unittest.main()
