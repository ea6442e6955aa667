# SPDX-License-Identifier: Apache-2.0
"""Trains a small model with phi1, opens its checkpoint in transformers as it is, and compares the logits.

Usage: opens_in_transformers.py PHI1_PROGRAM
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

program = sys.argv[1]
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    settings = ["training.steps=3", "data.passages=400", "model.layers=2", "model.hidden=64", "evaluation.every=0"]
    command = [program, "train", "phi-1-nano", "--run", str(folder / "run")]
    for setting in settings:
        command += ["--set", setting]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    checkpoint = folder / "run/checkpoints/step-00000003"
    ids = [(37 * i + 11) % 900 for i in range(100)]
    (folder / "ids.json").write_text(json.dumps(ids))
    subprocess.run([program, "forward", str(checkpoint), "--ids", str(folder / "ids.json"), "--output",
                    str(folder / "ours.safetensors"), "--dtype", "float32"], check=True)
    ours = load_file(folder / "ours.safetensors")["logits"]
    model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32).eval()
    with torch.no_grad():
        theirs = model(torch.tensor([ids])).logits[0]
    assert ours.shape == theirs.shape, f"shapes {tuple(ours.shape)} and {tuple(theirs.shape)}"
    difference = (ours - theirs).abs().max().item()
    print(f"{type(model).__name__}: largest difference of the logits {difference:.2e}")
    assert difference <= 1e-4, "expected at most 1e-4"
