#!/usr/bin/env python3
"""Builds what the built-in engine of speech has beyond Debian's: speech/medical.dict and speech/medical.lm.bin.

usage: tools/speech_model.py CONSULTATIONS [--out speech] [--check]

CONSULTATIONS is a folder with aci_train.jsonl and mts_train.jsonl (ACI-Bench and MTS-Dialog, CC BY 4.0: attribution in NOTICE). Nothing
else of that folder is opened: mts_valid is the text of the benchmark. The project's own part is knowledge/ (names,
sayings, questions, summaries) and src/scribe/medicines.c, as phrases and in sentences as doctors dictate lists.

The language model: words are counted as they are spoken (speech_text.py), a trigram model with modified Kneser-Ney
smoothing (Chen and Goodman 1999, "An empirical study of smoothing techniques for language modeling") is estimated, n-grams that were seen once
are pruned (it keeps the file small, and no sentence of a consultation can be read back from it), and it is written
in the binary form of sphinxbase. The dictionary: a word that Debian's lacks is pronounced by espeak-ng (American voice) in the
phones of CMUdict; medicines are also given the British voice's way when it differs.

Needs espeak-ng, pocketsphinx-en-us and libsphinxbase3. What comes out is the same bytes for the same input.
"""
import argparse, collections, ctypes, ctypes.util, json, math, pathlib, random, re, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
from speech_text import number, sentences, spoken

GENERAL = pathlib.Path("/usr/share/pocketsphinx/model/en-us")
TRAIN = ("aci_train.jsonl", "mts_train.jsonl")
DRUG_SENTENCES = 12  # for each medicine

# ---- pronunciation -----------------------------------------------------------------------------------------------------

PHONES = {"aɪ": "AY", "aʊ": "AW", "eɪ": "EY", "oʊ": "OW", "əʊ": "OW", "ɔɪ": "OY", "tʃ": "CH", "dʒ": "JH", "iː": "IY", "uː": "UW", "ɑː": "AA", "ɔː": "AO",
          "oː": "AO", "ɜː": "ER", "əl": "AH L", "ɪə": "IY AH", "eə": "EH AH", "ʊə": "UH AH", "iə": "IY AH", "aɪə": "AY AH", "i": "IY", "ɪ": "IH", "ᵻ": "IH", "ɛ": "EH",
          "e": "EH", "æ": "AE", "a": "AE", "ɑ": "AA", "ɒ": "AA", "ɔ": "AO", "o": "OW", "ʌ": "AH", "ə": "AH", "ɐ": "AH", "ɚ": "ER", "ʊ": "UH", "u": "UW",
          "p": "P", "b": "B", "t": "T", "d": "D", "k": "K", "ɡ": "G", "g": "G", "f": "F", "v": "V", "θ": "TH", "ð": "DH", "s": "S", "z": "Z", "ʃ": "SH",
          "ʒ": "ZH", "h": "HH", "m": "M", "n": "N", "ŋ": "NG", "l": "L", "ɹ": "R", "r": "R", "j": "Y", "w": "W", "ɾ": "T", "ʔ": "T", "x": "K", "ɬ": "L", "ɫ": "L",
          "n̩": "AH N", "l̩": "AH L", "m̩": "AH M"}
IGNORED = "ˈˌː̩‍‿-_ "

class Espeak:
    """libespeak-ng, asked for phonemes only."""
    def __init__(self):
        self.lib = ctypes.CDLL("libespeak-ng.so.1")
        if self.lib.espeak_Initialize(2, 0, None, 0) < 0:
            sys.exit("speech_model: espeak-ng did not start")
        self.lib.espeak_TextToPhonemes.restype = ctypes.c_char_p

    def ipa(self, word, voice):
        self.lib.espeak_SetVoiceByName(voice.encode())
        at = ctypes.c_char_p(word.encode())
        out = []
        while at.value:
            out.append(self.lib.espeak_TextToPhonemes(ctypes.byref(at), 1, 0x02).decode())
        return " ".join(out)

    def phones(self, word, voice="en-us"):
        """"M EH T F AO R M IH N", or None for what has no sound in CMU's phones."""
        text, out, i = self.ipa(word, voice), [], 0
        while i < len(text):
            for n in (3, 2, 1):
                piece = text[i:i + n]
                if len(piece) == n and piece in PHONES:
                    out += PHONES[piece].split()
                    break
            else:
                n = 1
                if text[i] not in IGNORED:
                    return None
            i += n
        # r-coloured vowels as CMUdict has them; doubled phones are one
        joined = " ".join(out).replace("AH R ", "ER ").replace("ER R ", "ER ")
        if joined.endswith("AH R"):
            joined = joined[:-4] + "ER"
        out = joined.split()
        return " ".join(p for k, p in enumerate(out) if k == 0 or p != out[k - 1]) or None

# ---- text --------------------------------------------------------------------------------------------------------------

def american(word, known):
    """The American spelling of a British word, when the dictionary has that and not the other: one word, one spelling."""
    if word in known:
        return word
    for a, b in (("oe", "e"), ("ae", "e"), ("our", "or"), ("isation", "ization"), ("ise", "ize"), ("ising", "izing"), ("yse", "yze"), ("ll", "l"), ("tre", "ter"),
                 ("sulph", "sulf"), ("aemia", "emia"), ("haem", "hem"), ("paed", "ped"), ("oed", "ed")):
        other = word.replace(a, b)
        if other != word and other in known:
            return other
    return word

def knowledge_phrases():
    """(phrase, kind) of every name and saying: kinds condition, finding, medicine, prose."""
    for path in sorted((ROOT / "knowledge").rglob("*.txt")):
        kind, field, entry = "", "", ""
        for line in path.read_text().splitlines():
            head = re.match(r"(\w+) (\w+)$", line)
            if head:
                entry = head[1]
                kind = entry
            m = re.match(r"\s+(\w+): (.*)$", line)
            more = re.match(r"\s{5,}(\S.*)$", line)
            if m:
                field, value = m[1], m[2]
                if field == "kind":
                    kind = value if value == "medicine" else kind
            elif more:
                value = more[1]
            else:
                continue
            if field in ("name", "aka", "say"):
                for phrase in value.split("|"):
                    phrase = phrase.strip().strip('"')
                    if phrase and not re.search(r"[<>={}\[\]~*]", phrase):
                        yield phrase, kind if kind in ("condition", "medicine") else "finding"
            elif field in ("ask", "summary", "what", "symptoms"):
                yield value, "prose"

def medicines():
    text = (ROOT / "src/scribe/medicines.c").read_text()
    return sorted({w for line in re.findall(r'^ +"([^"]*)"', text, re.M) for w in line.split()})

def drug_sentences(names, rng):
    """As lists are dictated. The benchmark's sentences are others."""
    doses = ("2.5 5 10 20 25 40 50 75 80 100 150 200 250 300 400 500 600 750 800 1000").split()
    how = ["daily", "once a day", "twice a day", "three times a day", "at night", "at bedtime", "as needed", "every morning", "b. i. d.", "by mouth daily", "every six hours",
           "in the morning", "for pain", "weekly", "four times a day", "by mouth twice daily", "every day"]
    def dose():
        n = rng.choice(doses)
        return " ".join(spoken(n)) + rng.choice([" milligrams", " milligrams", " milligrams", " micrograms", ""])
    def one():
        return rng.choice(names)
    shapes = [lambda d: f"medications {d} {dose()} {rng.choice(how)} {one()} {dose()} {rng.choice(how)} and {one()}",
              lambda d: f"{d} {dose()} {rng.choice(how)}", lambda d: f"{d} {dose()}", lambda d: f"current medications include {one()} {d} and {one()}",
              lambda d: f"medications include {d} {one()} {one()} and {one()}", lambda d: f"he takes {d} {rng.choice(how)}", lambda d: f"she is taking {d} and {one()}",
              lambda d: f"the patient is on {d} {dose()} {rng.choice(how)}", lambda d: f"allergic to {d}", lambda d: f"allergies {d} and {one()}",
              lambda d: f"i take {d} {rng.choice(how)}", lambda d: f"started on {d} {dose()}", lambda d: f"we will continue {d} {dose()} {rng.choice(how)}",
              lambda d: f"prescribed {d} {dose()} for", lambda d: f"i'm on {d} and {one()}", lambda d: f"was given {d}", lambda d: f"stop {d} and start {one()}",
              lambda d: f"are you still taking the {d}", lambda d: f"increase {d} to {dose()}", lambda d: f"discontinue {d}", lambda d: f"refill {d}", lambda d: f"the {d}"]
    for d in names:
        for k in rng.sample(range(len(shapes)), DRUG_SENTENCES):
            yield shapes[k](d).split()

def phrase_sentences(words, kind, rng):
    p = " ".join(words)
    yield words
    shapes = {"condition": ["history of {}", "past medical history significant for {}", "the patient has {}", "diagnosed with {}", "assessment {}", "family history of {}"],
              "finding": ["the patient has {}", "denies {}", "no {}", "reports {}", "complains of {}", "positive for {}"],
              "medicine": ["medications include {}", "takes {}", "allergic to {}"]}[kind]
    for shape in rng.sample(shapes, 2):
        yield shape.format(p).split()

def corpus(folder, known):
    for name in TRAIN:
        for line in (folder / name).read_text().splitlines():
            d = json.loads(line)
            for key in ("dialogue", "note", "text"):
                for s in sentences(d.get(key) or ""):
                    words = spoken(s, known)
                    if words:
                        yield words

# ---- the language model ------------------------------------------------------------------------------------------------

def estimate(texts, vocabulary, prune, discounts_floor=0.1):
    """Modified Kneser-Ney to order 3. Gives [{ngram: (log10 p, log10 backoff)}] by order. `texts`: (words, weight)."""
    counts = [collections.Counter(), collections.Counter(), collections.Counter()]
    for words, weight in texts:
        padded = ["<s>"] + [w if w in vocabulary else None for w in words] + ["</s>"]
        for i in range(1, len(padded)):
            for n in (1, 2, 3):
                gram = tuple(padded[max(0, i - n + 1):i + 1])
                if len(gram) == n and None not in gram:
                    counts[n - 1][gram] += weight
    kept_counts = counts[2]
    # lower orders count in how many ways an n-gram is continued to the left, except those that begin a sentence
    adjusted = [None, None, counts[2]]
    for n in (1, 0):
        left = collections.Counter()
        for gram in counts[n + 1]:
            left[gram[1:]] += 1
        for gram, c in counts[n].items():
            if gram[0] == "<s>":
                left[gram] = c
            elif gram not in left:  # only ever after a word that is not in the vocabulary
                left[gram] = 1
        adjusted[n] = left
    probabilities = [None] * 3
    size = len(vocabulary) + 1
    lower = None
    for n in (0, 1, 2):
        of = collections.Counter(min(c, 4) for c in adjusted[n].values())
        n1, n2, n3, n4 = (of.get(k, 0) or 1 for k in (1, 2, 3, 4))
        y = n1 / (n1 + 2 * n2)
        discount = [0, max(discounts_floor, 1 - 2 * y * n2 / n1), max(discounts_floor, 2 - 3 * y * n3 / n2), max(discounts_floor, 3 - 4 * y * n4 / n3)]
        total, mass = collections.Counter(), collections.Counter()
        for gram, c in adjusted[n].items():
            total[gram[:-1]] += c
            mass[gram[:-1]] += discount[min(int(c), 3)]
        p = {}
        for gram, c in adjusted[n].items():
            h = gram[:-1]
            rest = mass[h] / total[h]
            below = 1 / size if n == 0 else lower[gram[1:]]
            p[gram] = max(c - discount[min(int(c), 3)], 0) / total[h] + rest * below
        if n == 0:
            rest = mass[()] / total[()]
            for w in vocabulary:
                p.setdefault((w,), rest / size)
        probabilities[n] = lower = p
    # prune, then back-off weights so that every history sums to one
    kept = [probabilities[0], {g: p for g, p in probabilities[1].items() if counts[1][g] >= prune[0]},
            {g: p for g, p in probabilities[2].items() if kept_counts[g] >= prune[1]}]
    kept[1].update({g[:2]: probabilities[1][g[:2]] for g in kept[2]})
    kept[1].update({g[1:]: probabilities[1][g[1:]] for g in kept[2] if g[1:] in probabilities[1]})
    backoff = [{}, {}]
    for n in (1, 2):
        top, below = collections.Counter(), collections.Counter()
        for g, p in kept[n].items():
            top[g[:-1]] += p
            q = kept[n - 1].get(g[1:])
            if q is None:  # a pruned bigram: what the back-off would say of it
                q = kept[0][g[2:]] * 10 ** backoff[0].get(g[1:2], 0)
            below[g[:-1]] += q
        for h in top:
            backoff[n - 1][h] = math.log10(max(1e-6, 1 - top[h]) / max(1e-6, 1 - below[h]))
    out = []
    for n in range(3):
        out.append({g: (math.log10(max(p, 1e-9)), backoff[n].get(g, 0.0) if n < 2 else None) for g, p in kept[n].items()})
    out[0][("<s>",)] = (-99.0, backoff[0].get(("<s>",), 0.0))
    return out

def write_arpa(grams, path):
    with open(path, "w") as f:
        f.write("\\data\\\n" + "".join(f"ngram {n + 1}={len(g)}\n" for n, g in enumerate(grams)))
        for n, g in enumerate(grams):
            f.write(f"\n\\{n + 1}-grams:\n")
            for gram in sorted(g):
                p, b = g[gram]
                f.write(f"{p:.4f}\t{' '.join(gram)}" + (f"\t{b:.4f}" if b is not None else "") + "\n")
        f.write("\n\\end\\\n")

class Sphinxbase:
    def __init__(self):
        self.lib = s = ctypes.CDLL("libsphinxbase.so.3")
        s.err_set_logfp(None)
        s.logmath_init.restype, s.logmath_init.argtypes = ctypes.c_void_p, [ctypes.c_double, ctypes.c_int, ctypes.c_int]
        s.ngram_model_read.restype = ctypes.c_void_p
        s.ngram_model_read.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
        s.ngram_model_write.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
        s.ngram_model_get_counts.restype = ctypes.POINTER(ctypes.c_uint32)
        s.ngram_model_get_counts.argtypes = [ctypes.c_void_p]
        s.ngram_word.restype, s.ngram_word.argtypes = ctypes.c_char_p, [ctypes.c_void_p, ctypes.c_int]
        self.log = s.logmath_init(1.0001, 0, 0)
    def read(self, path):
        model = self.lib.ngram_model_read(None, str(path).encode(), 0, self.log)
        if not model:
            sys.exit(f"speech_model: {path} cannot be read")
        return model
    def vocabulary(self, model):
        n = self.lib.ngram_model_get_counts(model)[0]
        return {self.lib.ngram_word(model, i).decode("latin1") for i in range(n)}
    def convert(self, arpa, binary):
        if self.lib.ngram_model_write(self.read(arpa), str(binary).encode(), 2):
            sys.exit(f"speech_model: {binary} cannot be written")

# ---- all of it ---------------------------------------------------------------------------------------------------------

def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("consultations", type=pathlib.Path)
    p.add_argument("--out", type=pathlib.Path, default=ROOT / "speech")
    p.add_argument("--prune", default="2,2", help="least counts of bigrams and trigrams that are kept")
    a = p.parse_args()
    missing = [n for n in TRAIN if not (a.consultations / n).is_file()]
    if missing:
        sys.exit(f"speech_model: {a.consultations} has no {' and no '.join(missing)}")
    rng = random.Random(8)
    cmu = {l.split(None, 1)[0].split("(")[0] for l in (GENERAL / "cmudict-en-us.dict").read_text().splitlines()}
    drugs = medicines()
    texts = [(w, 1) for w in corpus(a.consultations, cmu)]
    spoken_count = collections.Counter(w for words, _ in texts for w in words)
    consultations_tokens = sum(spoken_count.values())
    known = cmu | set(w for w, c in spoken_count.items() if c > 1)
    own, own_words, drug_names = [], set(), set(drugs)
    for phrase, kind in knowledge_phrases():
        for s in (sentences(phrase) if kind == "prose" else [phrase]):
            words = [american(w, known) for w in spoken(s, cmu)]
            if not words:
                continue
            if kind == "prose":
                own.append((words, 1))
                continue
            own_words.update(words)
            if kind == "medicine" and len(words) == 1:
                drug_names.add(words[0])
            own += [(w, 1) for w in phrase_sentences(words, kind, rng)]
    drug_names = sorted(drug_names)
    own_words |= set(drug_names)
    own += [(w, 1) for w in drug_sentences(drug_names, rng)]
    counts = collections.Counter(w for words, _ in texts + own for w in words)
    vocabulary = {w for w, c in counts.items() if (c > 1 and w in cmu) or w in own_words or c > 2}
    vocabulary = {w for w in vocabulary if re.fullmatch(r"[a-z][a-z'.\-]*", w)} | {"</s>"}
    # pronunciations of what the general dictionary lacks
    espeak, lines, unpronounced = Espeak(), {}, []
    for w in sorted(vocabulary - {"</s>"}):
        if w in cmu:
            continue
        phones = espeak.phones(w)
        if not phones or len(w) < 3 and w not in drug_names:
            unpronounced.append(w)
            continue
        lines[w] = [phones]
    for w in drug_names:
        british = espeak.phones(w, "en-gb")
        if w in lines and british and british not in lines[w]:
            lines[w].append(british)
    vocabulary -= set(unpronounced)
    grams = estimate(texts + own, vocabulary, [int(x) for x in a.prune.split(",")])
    a.out.mkdir(parents=True, exist_ok=True)
    with open(a.out / "medical.dict", "w") as f:
        for w in sorted(lines):
            for k, phones in enumerate(lines[w]):
                f.write(f"{w}{f'({k + 1})' if k else ''} {phones}\n")
    with tempfile.TemporaryDirectory() as folder:
        arpa = pathlib.Path(folder) / "medical.lm"
        write_arpa(grams, arpa)
        Sphinxbase().convert(arpa, a.out / "medical.lm.bin")
    print(f"{consultations_tokens} words of consultations, {sum(len(w) for w, _ in own)} of our own; vocabulary {len(vocabulary)}, "
          f"{len(lines)} pronunciations by espeak-ng, {len(drug_names)} medicines; n-grams {' '.join(str(len(g)) for g in grams)}; "
          f"{(a.out / 'medical.lm.bin').stat().st_size} bytes of language model, {(a.out / 'medical.dict').stat().st_size} of dictionary")
    print("not pronounced:", " ".join(unpronounced[:40]))

if __name__ == "__main__":
    main()
