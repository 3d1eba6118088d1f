#!/usr/bin/env python3
"""A Whisper model of the right shape with random weights, in ggml's format: 64 numbers wide, four layers to hear (the library knows sizes by that number), one to speak. What it says is nonsense.

usage: tests/speech/make_whisper.py FILE [SEED]        written by hand: what a real one is like stands in src/speech/whisper_file.c
"""
import random, struct, sys, zlib

VOCAB, CONTEXT, STATE, HEADS, LAYERS, TEXT, MELS, FFT = 51864, 1500, 64, 1, 4, 448, 80, 201

def write(path, seed=1):
    rng = random.Random(seed)
    # random bytes become weights: a stream that is cheap to make, as halves between -0.25 and 0.25
    pool = bytes(b for _ in range(4096) for b in struct.pack("<e", rng.uniform(-0.25, 0.25)))
    floats = b"".join(struct.pack("<f", rng.uniform(-0.25, 0.25)) for _ in range(4096))
    def fill(n, half):
        source, size = (pool, 2) if half else (floats, 4)
        return (source * (n * size // len(source) + 1))[:n * size]
    with open(path, "wb") as f:
        f.write(struct.pack("<12i", 0x67676D6C, VOCAB, CONTEXT, STATE, HEADS, LAYERS, TEXT, STATE, HEADS, 1, MELS, 1))
        f.write(struct.pack("<2i", MELS, FFT))
        for m in range(MELS):  # triangles are not needed: each row sees a few bins
            f.write(b"".join(struct.pack("<f", 0.02 if abs(k - m * 2) < 3 else 0) for k in range(FFT)))
        f.write(struct.pack("<i", 50257))
        words = [b" " + w for w in b"the patient has pain fever cough and no yes it was for days".split()]
        for i in range(50257):
            w = words[i % len(words)] if i % 3 else bytes([97 + i % 26])
            w += b"" if i < 40 else str(i % 7).encode()
            w = {220: b" ", 532: b" -", 705: b" '"}.get(i, w)  # the library looks these up
            f.write(struct.pack("<i", len(w)) + w)
        def tensor(name, *dims, half=False):
            n = 1
            for d in dims:
                n *= d
            f.write(struct.pack("<3i", len(dims), len(name), 1 if half else 0) + struct.pack(f"<{len(dims)}i", *dims) + name.encode() + fill(n, half))
        def layer(at, cross):
            for part in ("attn",) + (("cross_attn",) if cross else ()):
                tensor(f"{at}.{part}_ln.weight", STATE), tensor(f"{at}.{part}_ln.bias", STATE)
                for which in ("query", "key", "value", "out"):
                    tensor(f"{at}.{part}.{which}.weight", STATE, STATE, half=True)
                    if which != "key":
                        tensor(f"{at}.{part}.{which}.bias", STATE)
            tensor(f"{at}.mlp_ln.weight", STATE), tensor(f"{at}.mlp_ln.bias", STATE)
            tensor(f"{at}.mlp.0.weight", STATE, 4 * STATE, half=True), tensor(f"{at}.mlp.0.bias", 4 * STATE)
            tensor(f"{at}.mlp.2.weight", 4 * STATE, STATE, half=True), tensor(f"{at}.mlp.2.bias", STATE)
        tensor("encoder.positional_embedding", STATE, CONTEXT)
        tensor("encoder.conv1.weight", 3, MELS, STATE, half=True), tensor("encoder.conv1.bias", 1, STATE)
        tensor("encoder.conv2.weight", 3, STATE, STATE, half=True), tensor("encoder.conv2.bias", 1, STATE)
        for i in range(LAYERS):
            layer(f"encoder.blocks.{i}", False)
        tensor("encoder.ln_post.weight", STATE), tensor("encoder.ln_post.bias", STATE)
        tensor("decoder.positional_embedding", STATE, TEXT)
        tensor("decoder.token_embedding.weight", STATE, VOCAB, half=True)
        layer("decoder.blocks.0", True)
        tensor("decoder.ln.weight", STATE), tensor("decoder.ln.bias", STATE)

if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1)
