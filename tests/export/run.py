#!/usr/bin/env python3
"""Exported notes: golden files, well-formed XML and zip, citations that lead somewhere, and clear errors.

usage: tests/export/run.py PROGRAM IMAGE [--update]

What other people's validators say of them is tested by tests/web/export.mjs, which needs npm.
"""
import base64, html.parser, io, json, os, pathlib, re, shutil, subprocess, sys, tempfile, xml.etree.ElementTree as ET, zipfile

folder = pathlib.Path(__file__).parent / "dialogues"
args = [a for a in sys.argv[1:] if not a.startswith("--")]
update, program, image = "--update" in sys.argv, args[0], args[1]
DATE = "2026-11-25T10:00:00Z"
bad = count = 0

def check(name, ok, detail=""):
    global bad, count
    count += 1
    if not ok:
        bad += 1
        print(f"FAILED {name} {detail}")

def call(golden=False, **request): # golden files are of a knowledge that changes only with the program; all else of the real one
    done = subprocess.run([program, "call", "-", *(["--kb", image] if golden else [])], input=json.dumps(request), capture_output=True, text=True)
    return json.loads(done.stdout)

def export(text, form, **more):
    return call(method="note_export", text=text, format=form, date=DATE, **more)

class Balance(html.parser.HTMLParser):
    """Every element that must be closed is, in order."""
    VOID = {"meta", "link", "br", "img", "hr"}
    def __init__(self):
        super().__init__()
        self.open, self.faults, self.ids, self.links = [], [], [], []
    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if "id" in a: self.ids.append(a["id"])
        if a.get("href", "").startswith("#"): self.links.append(a["href"][1:])
        if tag not in self.VOID: self.open.append(tag)
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag: self.faults.append(tag)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
def docx_faults(data):
    faults = []
    z = zipfile.ZipFile(io.BytesIO(data))
    if z.testzip(): faults.append(f"{z.testzip()} is damaged")
    parts = {n: ET.fromstring(z.read(n)) for n in z.namelist()}
    types = {o.get("PartName") for o in parts["[Content_Types].xml"] if o.get("PartName")}
    faults += [f"{t} is named and not there" for t in types if t[1:] not in parts]
    document, styles = parts["word/document.xml"], parts["word/styles.xml"]
    known = {s.get(W + "styleId") for s in styles.iter(W + "style")}
    faults += [f"the style {s.get(W + 'val')} is not there" for s in document.iter(W + "pStyle") if s.get(W + "val") not in known]
    marks = [b.get(W + "name") for b in document.iter(W + "bookmarkStart")]
    if len(marks) != len(set(marks)): faults.append("a bookmark twice")
    faults += [f"the link to {h.get(W + 'anchor')} leads nowhere" for h in document.iter(W + "hyperlink") if h.get(W + "anchor") not in marks]
    return faults, " ".join(t.text or "" for t in document.iter(W + "t"))

def pandoc(data):
    """The words of a DOCX as another program reads it: its styles, lists, links and bookmarks understood, not only its XML."""
    with tempfile.TemporaryDirectory() as tmp:
        path = pathlib.Path(tmp) / "note.docx"
        path.write_bytes(data)
        done = subprocess.run(["pandoc", "-f", "docx", "-t", "json", str(path)], capture_output=True, text=True)
        if done.returncode or done.stderr.strip():
            return None, [], done.stderr
        plain = subprocess.run(["pandoc", "-f", "json", "-t", "plain", "-s", "--wrap=none"], input=done.stdout, capture_output=True, text=True).stdout
        return words(plain), [b["c"][0] for b in json.loads(done.stdout)["blocks"] if b["t"] == "Header"], ""
def words(text):
    return re.findall(r"\w+", text)

letter = (folder / "letter.txt").read_text()
check("pandoc is there (tools/setup.sh test installs it)", bool(shutil.which("pandoc")))
for form, ending in (("text", "out.txt"), ("markdown", "md"), ("html", "html"), ("fhir", "fhir.json")):
    got, path = export(letter, form, golden=True)["content"], folder.parent / f"letter.{ending}"
    if form == "fhir": got = json.dumps(json.loads(got), indent=1, ensure_ascii=False) + "\n"
    if update: path.write_text(got)
    check(f"golden {form}", path.exists() and path.read_text() == got, "another one (make golden rewrites it; read the difference)")

samples = [letter] + [p.read_text() for p in sorted((pathlib.Path(__file__).parent.parent / "note/dialogues").glob("*.txt"))]
hostile = "Doctor: What brings you in?\nPatient: I've had a cough for three weeks <script>alert(1)</script> & \"so\" ]]> \x01 \u202e *on* | _and_ on.\n"
for i, text in enumerate(samples + [hostile]):
    for template in ("soap", "hp", "problem", "referral", "discharge", "handout"):
        more = {"template": template}
        page = export(text, "html", **more)
        if "error" in page:
            check(f"{i} {template}: only an empty note has no page", "empty" in page["error"]["message"], page["error"]["message"])
            continue
        p = Balance()
        p.feed(page["content"])
        check(f"{i} {template} html: balanced", not p.open and not p.faults, f"{p.open} {p.faults}")
        check(f"{i} {template} html: links lead somewhere, ids are one each", set(p.links) <= set(p.ids) and len(p.ids) == len(set(p.ids)))
        check(f"{i} {template} html: nothing fetched, no script", not re.search(r"<script|src=|@import|url\(", page["content"]))
        document = base64.b64decode(export(text, "docx", **more)["base64"])
        faults, shown = docx_faults(document)
        check(f"{i} {template} docx", not faults, "; ".join(faults))
        for s in call(method="note", transcript=text, **more)["sentences"]:
            check(f"{i} {template} docx holds it", re.sub(r"[^\x20-\x7e]", "", s["text"]).strip() in re.sub(r"[^\x20-\x7e]", "", shown), s["text"])
        if template in ("soap", "handout") and shutil.which("pandoc"): # a program that is not ours opens it and reads the same words in the same order
            read, heads, said = pandoc(document)
            check(f"{i} {template} docx: pandoc opens it without a word", read is not None, said)
            ours = words(shown)
            check(f"{i} {template} docx: pandoc reads every word of it, in order", read is not None and [w for w in read if not w.isdigit()] == [w for w in ours if not w.isdigit()], f"{len(read or [])} of {len(ours)}")
            check(f"{i} {template} docx: pandoc sees its headings", len(heads) >= 1, str(heads))
        for e in json.loads(export(text, "fhir", **more)["content"])["entry"][0]["resource"]["section"]:
            ET.fromstring(e["text"]["div"])
            count += 1

# What the clinician changed is the clinician's.
note = call(method="note", transcript=letter)
def edited(old, new):
    sections = [{"id": s["id"], "title": s["title"], "text": s["text"].replace(old, new)} for s in note["sections"]]
    return export(letter, "markdown", sections=sections)["content"], json.loads(export(letter, "fhir", sections=sections)["content"])
text, bundle = edited("Blood pressure: 160/95.", "Blood pressure: 170/95.")
check("a changed figure loses its turn", "Blood pressure: 170/95." in text and "170/95.[^" not in text and "Heart rate: 104.[^7]" in text, text)
pressure = [c["valueQuantity"]["value"] for e in bundle["entry"] for c in e["resource"].get("component", [])]
check("and is what is exported", pressure == [170, 95], str(pressure))
text, bundle = edited("The patient takes metformin 500 mg twice a day and ramipril 5 mg every morning.", "")
check("what is struck out is not exported", [e["resource"]["medicationCodeableConcept"]["text"] for e in bundle["entry"] if e["resource"]["resourceType"] == "MedicationStatement"] == ["aspirin", "doxycycline"])
one = [{"id": "hpi", "title": "HPI", "text": "Well. Chills since noon."}]
taken = export(letter, "markdown", sections=one, sentences=[{"text": "Chills since noon.", "lines": [2]}])
check("a sentence that was taken in keeps its turn", "Well. Chills since noon.[^2]" in taken.get("content", ""), taken)
check("the same note, the same bytes", export(letter, "fhir") == export(letter, "fhir") and export(letter, "docx") == export(letter, "docx"))
signed = json.loads(export(letter, "fhir", signed=True, author="Dr A", subject={"name": "Ada", "born": "1970-05-31"})["content"])
check("signed: final, attested by a practitioner", signed["entry"][0]["resource"]["status"] == "final" and signed["entry"][0]["resource"]["attester"][0]["mode"] == "professional")
draft = json.loads(export(letter, "fhir")["content"])
check("a draft names no clinician and no patient", draft["entry"][0]["resource"]["status"] == "preliminary" and not {"name", "birthDate", "identifier"} & set(draft["entry"][1]["resource"]))

for name, status, words, request in [
    ("no transcript", "DP_ERR_INPUT", "transcript", {"text": "  "}), ("nothing for a note", "DP_ERR_INPUT", "empty", {"text": letter, "sections": []}),
    ("a format that is none", "DP_ERR_INPUT", "format", {"text": letter, "format": "pdf"}), ("no such day", "DP_ERR_INPUT", "date", {"text": letter, "date": "2026-02-30T10:00:00Z"}),
    ("FHIR without a time", "DP_ERR_INPUT", "time", {"text": letter, "format": "fhir"}), ("signed by nobody", "DP_ERR_INPUT", "author", {"text": letter, "signed": True}),
    ("a turn that is not there", "DP_ERR_INPUT", "turn", {"text": letter, "sentences": [{"text": "Well.", "lines": [99]}]}),
    ("no turn", "DP_ERR_INPUT", "turn", {"text": letter, "sentences": [{"text": "Well.", "lines": []}]}),
    ("born on no day", "DP_ERR_INPUT", "born", {"text": letter, "subject": {"born": "May 1970"}}), ("no such template", "DP_ERR_NOT_FOUND", "template", {"text": letter, "template": "soup"}),
    ("no such condition", "DP_ERR_NOT_FOUND", "", {"text": letter, "diagnosis": "zzzz"}), ("a word more", "DP_ERR_INPUT", "sectoins", {"text": letter, "sectoins": []}),
]:
    e = call(method="note_export", **request).get("error", {})
    check(f"{name} is refused", e.get("status") == status and words in e.get("message", ""), str(e))

# The terminal: files are written whole and never over another.
with tempfile.TemporaryDirectory() as tmp:
    def run(*more): return subprocess.run([program, "note", str(folder / "letter.txt"), "--kb", image, *more], capture_output=True, env={**os.environ, "SOURCE_DATE_EPOCH": "1795600800"})
    out = pathlib.Path(tmp) / "note.docx"
    check("docx to a file", run("--format", "docx", "-o", str(out)).returncode == 0 and not docx_faults(out.read_bytes())[0])
    again = run("--format", "docx", "-o", str(out))
    check("no file is overwritten", again.returncode != 0 and b"is there already" in again.stderr)
    check("docx to a pipe is the same", run("--format", "docx").stdout == out.read_bytes())
    check("-o needs a format", run("-o", str(out) + "2").returncode == 2)
    check("a format that is none", run("--format", "pdf").returncode == 2)
    check("a folder that is not there", run("--format", "html", "-o", tmp + "/none/x.html").returncode not in (0, 2))
print(f"{count} checks, {bad} failed")
sys.exit(bad > 0)
