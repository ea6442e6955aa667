# SPDX-License-Identifier: Apache-2.0
"""Converts a checkpoint for CTranslate2: to_ctranslate2.py CHECKPOINT OUTPUT QUANTIZATION

CTranslate2 4.8.5 has a loader for phi, but it reads the module names of the first release's remote code. So the
weights of transformers' model are handed to it under those names.
"""
import sys
from types import SimpleNamespace

import ctranslate2
import torch
import transformers
from ctranslate2.converters import transformers as converters

checkpoint, output, quantization = sys.argv[1:4]


def fused(attention):
    parts = (attention.q_proj, attention.k_proj, attention.v_proj)
    linear = torch.nn.Linear(1, 1)
    linear.weight = torch.nn.Parameter(torch.cat([p.weight for p in parts]), requires_grad=False)
    linear.bias = torch.nn.Parameter(torch.cat([p.bias for p in parts]), requires_grad=False)
    return linear


def old_names(model):
    c = model.config
    rotary = int(c.rope_parameters["partial_rotary_factor"] * c.hidden_size // c.num_attention_heads)
    layers = [SimpleNamespace(ln=layer.input_layernorm,
                              mixer=SimpleNamespace(Wqkv=fused(layer.self_attn), out_proj=layer.self_attn.dense),
                              mlp=layer.mlp) for layer in model.model.layers]
    config = SimpleNamespace(n_layer=c.num_hidden_layers, n_head=c.num_attention_heads, rotary_dim=rotary,
                             activation_function=c.hidden_act, vocab_size=c.vocab_size)
    return SimpleNamespace(
        config=config,
        transformer=SimpleNamespace(embd=SimpleNamespace(wte=model.model.embed_tokens), h=layers),
        lm_head=SimpleNamespace(linear=model.lm_head, ln=model.model.final_layernorm))


class Converter(ctranslate2.converters.TransformersConverter):
    def _load(self):
        with torch.no_grad():
            model = transformers.AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float16)
            tokenizer = transformers.AutoTokenizer.from_pretrained(checkpoint)
            old = old_names(model)
            loader = converters.PhiLoader()
            spec = loader.get_model_spec(old)
            loader.set_config(spec.config, old, tokenizer)
            loader.set_vocabulary(spec, loader.get_vocabulary(old, tokenizer))
            return spec


Converter(checkpoint).convert(output, quantization=quantization, force=True)
