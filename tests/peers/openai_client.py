# SPDX-License-Identifier: Apache-2.0
"""OpenAI's own Python client against the engine, unchanged. Usage: openai_client.py PHI1_PROGRAM"""
import pathlib
import sys

import openai

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "app/serve"))
from engine import TINY, TOKEN, Engine  # noqa: E402

PROMPT = "def f(x):\n"


def refusal(kind, call):
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was expected")


with Engine(sys.argv[1], TINY) as engine:
    client = openai.OpenAI(base_url=engine.hello["url"] + "/v1", api_key=TOKEN, max_retries=0)
    model = client.models.list().data[0].id
    assert model == "tinyA-hf-fp32" and client.models.retrieve(model).owned_by == "phi1"

    whole = client.completions.create(model=model, prompt=PROMPT, max_tokens=24, n=2, seed=3, temperature=0.8,
                                      logprobs=5, echo=True, stop=["never there"], top_p=0.95, user="somebody")
    assert [choice.index for choice in whole.choices] == [0, 1]
    assert whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens
    for choice in whole.choices:
        assert choice.text.startswith(PROMPT) and choice.finish_reason in ("stop", "length")
        lists = choice.logprobs
        assert len(lists.tokens) == len(lists.token_logprobs) == len(lists.top_logprobs) == len(lists.text_offset)
        assert lists.token_logprobs[0] is None and lists.text_offset[0] == 0
        assert all(5 <= len(top) <= 6 for top in lists.top_logprobs[1:])

    stream = client.completions.create(model=model, prompt=PROMPT, max_tokens=24, n=2, seed=3, temperature=0.8,
                                       top_p=0.95, stream=True, stream_options={"include_usage": True})
    texts, usage = ["", ""], None
    for event in stream:
        usage = event.usage or usage
        for choice in event.choices:
            texts[choice.index] += choice.text
    assert texts == [choice.text[len(PROMPT):] for choice in whole.choices], texts
    assert usage.completion_tokens == whole.usage.completion_tokens

    ids = client.completions.create(model=model, prompt=[[1, 2, 3], [4, 5]], max_tokens=0, echo=True, logprobs=1)
    assert [len(choice.logprobs.tokens) for choice in ids.choices] == [3, 2]
    ours = client.completions.create(model=model, prompt=PROMPT, max_tokens=2, logprobs=3, extra_body={"phi1": True})
    assert len(ours.choices[0].model_extra["phi1"]["tokens"]) <= 2

    error = refusal(openai.BadRequestError, lambda: client.completions.create(model=model, prompt="a", temperature=-1))
    assert error.param == "temperature" and "from 0 to 100" in error.message
    refusal(openai.NotFoundError, lambda: client.completions.create(model="gpt", prompt="a"))
    refusal(openai.AuthenticationError, lambda: client.with_options(api_key="wrong").models.list())
    # Who leaves a stream early has it cancelled.
    stream = client.completions.create(model=model, prompt=PROMPT, max_tokens=2000, n=32, stream=True)
    next(iter(stream))
    stream.close()
    client.completions.create(model=model, prompt=PROMPT, max_tokens=1)
assert engine.status == 0
print(f"openai {openai.__version__}: models, completions, streams, scores and errors are as it expects")
