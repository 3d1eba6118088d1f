"""Written English to spoken words, as the speech models and the speech benchmark need it: "120/80" is "one twenty over eighty".

Used by tools/speech_model.py (to train) and bench/speech.py (to score): both must agree on what a word is. Letters that
are spelt are "c. t." as in the dictionary of PocketSphinx. tests/speech/text.py holds a table of examples.
"""
import re

ONES = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen").split()
TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINAL = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth"}
MONTHS = "january february march april may june july august september october november december".split()
UNITS = {"mg": "milligrams", "mgs": "milligrams", "mcg": "micrograms", "ug": "micrograms", "µg": "micrograms", "g": "grams", "gm": "grams",
         "kg": "kilograms", "ml": "milliliters", "cc": "c. c.", "l": "liters", "cm": "centimeters", "mm": "millimeters",
         "mmhg": "millimeters of mercury", "bpm": "beats per minute", "lb": "pounds", "lbs": "pounds", "oz": "ounces", "ft": "feet",
         "hr": "hour", "hrs": "hours", "min": "minutes", "mins": "minutes", "sec": "seconds", "yo": "year old", "iu": "units",
         "meq": "milliequivalents", "mmol": "millimoles", "dl": "deciliter", "in": "in"}
# Written short, spoken long; only what has one reading in a clinical note.
SHORT = {"dr": "doctor", "mr": "mister", "mrs": "missus", "ms": "miss", "vs": "versus", "pt": "patient", "hx": "history", "yrs": "years", "approx": "approximately",
         "q.d": "daily", "b.i.d": "b. i. d.", "t.i.d": "t. i. d.", "p.o": "by mouth", "p.r.n": "as needed", "prn": "as needed", "bid": "b. i. d.",
         "tid": "t. i. d.", "qd": "daily", "po": "by mouth", "w": "with", "etc": "et cetera", "no": "no", "st": "saint"}

def number(n):
    """Words of a whole number below a million."""
    if n < 20:
        return [ONES[n]]
    if n < 100:
        return [TENS[n // 10]] + ([ONES[n % 10]] if n % 10 else [])
    if n < 1000:
        return [ONES[n // 100], "hundred"] + (number(n % 100) if n % 100 else [])
    return number(n // 1000) + ["thousand"] + (number(n % 1000) if n % 1000 else [])

def year(n):
    if 2000 <= n < 2010:
        return ["two", "thousand"] + (number(n - 2000) if n > 2000 else [])
    high, low = divmod(n, 100)
    return number(high) + (number(low) if low >= 10 else ["o.", ONES[low]] if low else ["hundred"])

def pressure(n):
    """As blood pressures are said: 120 is "one twenty", 105 "one o. five", 90 "ninety"."""
    if n < 100 or n % 100 == 0 or n > 300:
        return number(n)
    return [ONES[n // 100]] + (number(n % 100) if n % 100 >= 10 else ["o.", ONES[n % 100]])

def ordinal(words):
    last = words[-1]
    if last in ORDINAL:
        return words[:-1] + [ORDINAL[last]]
    return words[:-1] + [last[:-1] + "ieth" if last.endswith("y") else last + "th"]

def plain(text):
    """A run of digits, perhaps with commas or a point."""
    text = text.replace(",", "")
    whole, _, part = text.partition(".")
    out = number(int(whole)) if whole and int(whole) < 1000000 else [ONES[int(c)] for c in whole]
    return out + (["point"] + [ONES[int(c)] for c in part] if part else [])

def token(t):
    """Spoken words of one written token (no spaces, lower or upper case)."""
    bare = t.strip("()[]{}\"'`“”‘’*_~<>|;:,!?#=+&")
    if not bare:
        return {"&": ["and"], "+": ["plus"]}.get(t, [])
    low = bare.lower().rstrip(".")
    if low in SHORT and (low != "no"):
        return SHORT[low].split()
    m = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})", low)
    if m and 1 <= int(m[1]) <= 12 and 1 <= int(m[2]) <= 31:
        y = int(m[3]) + (0 if len(m[3]) == 4 else 2000 if int(m[3]) < 40 else 1900)
        return [MONTHS[int(m[1]) - 1]] + ordinal(number(int(m[2]))) + year(y)
    m = re.fullmatch(r"(\d{2,3})/(\d{2,3})", low)
    if m:
        return pressure(int(m[1])) + ["over"] + pressure(int(m[2]))
    m = re.fullmatch(r"(\d{1,2})/(\d{1,2})", low)
    if m:
        return number(int(m[1])) + ["out", "of", *number(int(m[2]))] if m[2] in ("10", "5", "6") else number(int(m[1])) + ["over"] + number(int(m[2]))
    m = re.fullmatch(r"(\d{1,2}):(\d\d)", low)
    if m:
        return number(int(m[1])) + (["o'clock"] if m[2] == "00" else ["o.", ONES[int(m[2])]] if m[2][0] == "0" else number(int(m[2])))
    if re.fullmatch(r"(19|20)\d\d", low):
        return year(int(low))
    m = re.fullmatch(r"(\d+)(st|nd|rd|th)", low)
    if m and int(m[1]) < 1000000:
        return ordinal(number(int(m[1])))
    m = re.fullmatch(r"(\d+)'?s", low)
    if m and int(m[1]) % 10 == 0 and 20 <= int(m[1]) < 100:
        return [TENS[int(m[1]) // 10][:-1] + "ies"]
    if re.fullmatch(r"\$?\d[\d,]*(\.\d+)?", low) and re.search(r"\d", low):
        return plain(low.lstrip("$"))
    m = re.fullmatch(r"(\d[\d,]*(?:\.\d+)?)([a-zµ%°]+)", low)
    if m:
        return plain(m[1]) + (["percent"] if m[2] == "%" else ["degrees"] if m[2] == "°" else UNITS[m[2]].split() if m[2] in UNITS else token(m[2]))
    if low in UNITS and low not in ("in", "g", "l", "min", "sec"):
        return UNITS[low].split()
    if low == "%":
        return ["percent"]
    if "/" in low or "–" in low or "—" in low or ".." in low:
        return [w for part in re.split(r"/|–|—|\.\.+", bare) for w in token(part)]
    if re.search(r"\d", low):  # A1C, T4, H1N1, L5-S1
        return [w for part in re.findall(r"\d+(?:\.\d+)?|[A-Za-z]+", bare) for w in (plain(part) if part[0].isdigit() else spell(part) if len(part) < 4 else token(part))]
    if re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]?", bare) and len(bare) > 2:
        return spell(bare.replace(".", ""))
    if re.fullmatch(r"[B-HJ-Z]|[A-Z]{2,5}s?", bare) and not re.search(r"[AEIOU].*[AEIOU]", bare[:5]) or bare in ("CT", "MRI", "ER", "ED", "IV", "EMG", "EEG", "UTI", "OA", "COPD", "AIDS"):
        return spell(bare) if bare != "AIDS" else ["aids"]
    low = re.sub(r"[^a-z'.\-]", "", fold(low)).strip("'-.")
    return [low] if low else []

def fold(s):
    for a, b in ("éèê", "e"), ("ö", "o"), ("ü", "u"), ("’", "'"), ("ï", "i"), ("ç", "c"), ("ñ", "n"):
        for c in a:
            s = s.replace(c, b)
    return s

def spell(letters):
    out = [c.lower() + "." for c in letters if c.isalpha()]
    if letters.endswith("s") and len(letters) > 2 and letters[:-1].isupper():  # CTs
        out = out[:-1]
    return out

def spoken(text, known=None):
    """Spoken words of a sentence. A hyphenated word stays whole when `known` (a set) has it, else it is split."""
    text = re.sub(r"(?i)\bcovid-19\b", "covid nineteen", fold(text))
    text = re.sub(r"(?<=[a-z]) n't\b", "n't", text)
    text = re.sub(r"(\d+)-(?=(year|day|week|month|hour|mg|minute)s?\b)", r"\1 ", text)
    text = re.sub(r"(?<=\d)-(?=\d)", " to ", text)
    out = []
    for t in text.split():
        for w in token(t):
            w = "mister" if w == "mr" else w
            if "-" in w and not (known and w in known):
                out += [p if len(p) > 1 or p in "ai" else p + "." for p in w.split("-") if p]
            elif len(w) == 1 and w not in "ai":
                out.append(w + ".")
            else:
                out.append(w)
    return out

def sentences(text):
    """Pieces of a text at full stops, questions, exclamations, line ends and list dots."""
    for line in text.splitlines():
        line = re.sub(r"^\s*(?:\[\w+\]|(?:Doctor|Patient|Guest_\w+|Guest_clinician|Patient_Guest|Guest_family\w*)\s*:)", "", line).strip(" •-\t")
        line = re.sub(r"\b(Dr|Mr|Mrs|Ms|vs|St|No)\. ", r"\1 ", line)
        for s in re.split(r"(?<=[^\s.][.?!;])\s+|\s[.?!]\s|\s[.?!]$|:\s", line):
            if s and s.strip(" .?!,"):
                yield s.strip()
