# SPDX-License-Identifier: Apache-2.0
"""The peers of `phi1 bench tokenizer`: Hugging Face tokenizers and tiktoken over the same documents, on one core.

Started once for a measurement, it answers one line on standard output for each on standard input, so that the caller
decides the order of runs:
    versions         -> {"tokenizers": ..., "tiktoken": ...}
    run NAME         -> {"seconds": ..., "tokens": ...}     NAME is "tokenizers" or "tiktoken"
    ids NAME FILE    -> {"documents": ...}: writes per document a count and the ids, all uint32 little-endian

Arguments: the folder of CodeGen's vocab.json, merges.txt and added_tokens.json; a file that names a document per line.
"""

import json
import os
import sys
import time
from array import array

os.environ["RAYON_NUM_THREADS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import tiktoken  # noqa: E402
import tokenizers  # noqa: E402


def byte_alphabet():
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    table = {chr(byte): byte for byte in printable}
    following = 0x100
    for byte in range(256):
        if byte not in printable:
            table[chr(following)] = byte
            following += 1
    return table


def make_hugging_face(folder):
    """What tokenizer.json of CodeGen holds, from the files that it was converted from."""
    model = tokenizers.models.BPE.from_file(
        os.path.join(folder, "vocab.json"), os.path.join(folder, "merges.txt")
    )
    tokenizer = tokenizers.Tokenizer(model)
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.add_special_tokens([tokenizers.AddedToken("<|endoftext|>", normalized=False)])
    with open(os.path.join(folder, "added_tokens.json"), encoding="utf-8") as file:
        added = sorted(json.load(file).items(), key=lambda item: item[1])
    tokenizer.add_tokens([tokenizers.AddedToken(text, normalized=True) for text, _ in added])
    for text, token in added:
        assert tokenizer.token_to_id(text) == token
    return tokenizer


def make_tiktoken(folder):
    """Runs of white space are pieces of the pattern: as special tokens they would not be matched longest first."""
    alphabet = byte_alphabet()
    with open(os.path.join(folder, "vocab.json"), encoding="utf-8") as file:
        vocabulary = json.load(file)
    ranks = {
        bytes(alphabet[c] for c in text): token
        for text, token in vocabulary.items()
        if text != "<|endoftext|>"
    }
    with open(os.path.join(folder, "added_tokens.json"), encoding="utf-8") as file:
        ranks.update({text.encode(): token for text, token in json.load(file).items()})
    longest_spaces = max(len(text) for text in ranks if set(text) == {32})
    longest_tabs = max(len(text) for text in ranks if set(text) == {9})
    # A text between two runs ends where the run begins: white space before it is never followed by a "word".
    run = f" {{2,{longest_spaces}}}|\\t{{2,{longest_tabs}}}"
    one = "(?: (?! )|\\t(?!\\t)|[^\\S \\t])"
    pattern = (
        f"{run}|'s|'t|'re|'ve|'m|'ll|'d| ?\\p{{L}}+| ?\\p{{N}}+| ?[^\\s\\p{{L}}\\p{{N}}]+"
        f"|{one}+(?=  |\\t\\t)|{one}+(?!\\S)|{one}+"
    )
    return tiktoken.Encoding(
        name="codegen", pat_str=pattern, mergeable_ranks=ranks, special_tokens={"<|endoftext|>": 50256}
    )


def main():
    folder, listing = sys.argv[1:]
    documents = []
    with open(listing, encoding="utf-8") as file:
        for path in file.read().splitlines():
            with open(path, encoding="utf-8", newline="") as document:
                documents.append(document.read())
    hugging_face = make_hugging_face(folder)
    byte_pairs = make_tiktoken(folder)
    encoders = {
        "tokenizers": lambda text: hugging_face.encode(text).ids,
        "tiktoken": lambda text: byte_pairs.encode(text, allowed_special="all"),
    }
    for line in sys.stdin:
        words = line.split()
        if words[0] == "versions":
            answer = {"tokenizers": tokenizers.__version__, "tiktoken": tiktoken.__version__}
        elif words[0] == "run":
            encode = encoders[words[1]]
            begin = time.perf_counter()
            tokens = sum(len(encode(text)) for text in documents)
            answer = {"seconds": time.perf_counter() - begin, "tokens": tokens}
        else:
            encode = encoders[words[1]]
            with open(words[2], "wb") as file:
                for text in documents:
                    ids = encode(text)
                    file.write(array("I", [len(ids), *ids]).tobytes())
            answer = {"documents": len(documents)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
