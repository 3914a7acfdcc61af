# SPDX-FileCopyrightText: 2026 The Batch Queue authors
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Writes a language model too small to know anything: tiny-model.py FILE NAME SEED

The file is a GGUF of the llama architecture with random weights, half a megabyte, made of nothing
but this script. Its tokens are bytes and some words, so that any text can be sent to it, and what
it answers is mostly words, now and then a byte that is no UTF-8.
"""

import array
import pathlib
import random
import struct
import sys

WIDTH, LAYERS, HEADS, KV_HEADS, INNER, CONTEXT = 64, 2, 4, 2, 128, 2048
KV_WIDTH = WIDTH * KV_HEADS // HEADS
ALIGNMENT = 32

UINT32, INT32, FLOAT32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
TOKEN_NORMAL, TOKEN_UNKNOWN, TOKEN_CONTROL, TOKEN_BYTE = 1, 2, 3, 6

WORDS = """the a of and to in is that it was for on as with his be at by had not are but from or
have an they which one you were all her she there would their we him been has when who
will no more if out so said what up its about into than them can only other time new
some could these two may first then do any like my now over such our man me even most
made after also did many off before must well back through years much where your way
down should because long each just state people those too mr how little good world make
very year still see work life great men day""".split()

TEMPLATE = """{% for m in messages %}{{ m.role }}: {{ m.content }}
{% endfor %}assistant:"""


def string(text):
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def value(kind, content):
    if kind == STRING:
        return string(content)
    return struct.pack({UINT32: "<I", INT32: "<i", FLOAT32: "<f", BOOL: "<?"}[kind], content)


def field(key, kind, content):
    if isinstance(content, list):
        head = struct.pack("<IIQ", ARRAY, kind, len(content))
        return string(key) + head + b"".join(value(kind, one) for one in content)
    return string(key) + struct.pack("<I", kind) + value(kind, content)


def vocabulary():
    tokens = [("<unk>", TOKEN_UNKNOWN), ("<s>", TOKEN_CONTROL), ("</s>", TOKEN_CONTROL)]
    tokens += [(f"<0x{byte:02X}>", TOKEN_BYTE) for byte in range(256)]
    tokens += [("\u2581" + word, TOKEN_NORMAL) for word in WORDS]
    return tokens


def fields(name, tokens):
    yield field("general.architecture", STRING, "llama")
    yield field("general.name", STRING, name)
    yield field("general.alignment", UINT32, ALIGNMENT)
    sizes = {
        "context_length": CONTEXT,
        "embedding_length": WIDTH,
        "block_count": LAYERS,
        "feed_forward_length": INNER,
        "attention.head_count": HEADS,
        "attention.head_count_kv": KV_HEADS,
        "rope.dimension_count": WIDTH // HEADS,
        "vocab_size": len(tokens),
    }
    for key, size in sizes.items():
        yield field("llama." + key, UINT32, size)
    yield field("llama.attention.layer_norm_rms_epsilon", FLOAT32, 1e-5)
    yield field("tokenizer.ggml.model", STRING, "llama")
    yield field("tokenizer.ggml.tokens", STRING, [text for text, _ in tokens])
    # A longer token is a better one.
    yield field("tokenizer.ggml.scores", FLOAT32, [float(len(text)) for text, _ in tokens])
    yield field("tokenizer.ggml.token_type", INT32, [kind for _, kind in tokens])
    yield field("tokenizer.ggml.bos_token_id", UINT32, 1)
    yield field("tokenizer.ggml.eos_token_id", UINT32, 2)
    yield field("tokenizer.ggml.unknown_token_id", UINT32, 0)
    yield field("tokenizer.ggml.add_bos_token", BOOL, True)
    yield field("tokenizer.chat_template", STRING, TEMPLATE)


def noise(rng, rows, columns, spread=0.08):
    return (columns, rows), array.array("f", (rng.gauss(0, spread) for _ in range(rows * columns)))


def ones():
    return (WIDTH,), array.array("f", [1.0] * WIDTH)


def output(rng, tokens):
    """Words are told apart widely; bytes score nothing, so that they are rarely the best."""
    shape, weights = noise(rng, len(tokens), WIDTH, 0.4)
    for row, (_, kind) in enumerate(tokens):
        if kind != TOKEN_NORMAL:
            weights[row * WIDTH:(row + 1) * WIDTH] = array.array("f", [0.0] * WIDTH)
    return shape, weights


def tensors(rng, tokens):
    yield "token_embd.weight", noise(rng, len(tokens), WIDTH)
    yield "output_norm.weight", ones()
    yield "output.weight", output(rng, tokens)
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        yield block + "attn_norm.weight", ones()
        yield block + "attn_q.weight", noise(rng, WIDTH, WIDTH)
        yield block + "attn_k.weight", noise(rng, KV_WIDTH, WIDTH)
        yield block + "attn_v.weight", noise(rng, KV_WIDTH, WIDTH)
        yield block + "attn_output.weight", noise(rng, WIDTH, WIDTH)
        yield block + "ffn_norm.weight", ones()
        yield block + "ffn_gate.weight", noise(rng, INNER, WIDTH)
        yield block + "ffn_up.weight", noise(rng, INNER, WIDTH)
        yield block + "ffn_down.weight", noise(rng, WIDTH, INNER)


def aligned(data):
    return data + bytes(-len(data) % ALIGNMENT)


def model(name, seed):
    tokens = vocabulary()
    described = list(fields(name, tokens))
    infos, data = [], b""
    for tensor, (shape, weights) in tensors(random.Random(seed), tokens):
        dimensions = struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
        infos.append(string(tensor) + dimensions + struct.pack("<IQ", 0, len(data)))
        data += aligned(weights.tobytes())
    head = b"GGUF" + struct.pack("<IQQ", 3, len(infos), len(described))
    return aligned(head + b"".join(described + infos)) + data


if __name__ == "__main__":
    pathlib.Path(sys.argv[1]).write_bytes(model(sys.argv[2], int(sys.argv[3])))
