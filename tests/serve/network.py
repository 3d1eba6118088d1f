#!/usr/bin/env python3
"""`diagpad serve` for others: tests/serve/network.py PROGRAM IMAGE

What is refused, with its sentence and exit code; pairing and the password over real TLS; what the program prints, and that no secret is in it.
(test_network.c has the rest, with a clock that it turns.)
"""
import http.client, json, os, pathlib, pty, queue, re, shutil, signal, socket, ssl, subprocess, sys, tempfile, threading, time
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from checks import expect, finish, surroundings

program, image = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
folder = tempfile.mkdtemp(prefix="diagpad-network-")
env = surroundings(folder)
PASSWORD = "correct horse battery"

def write(name, text, mode=0o600):
    path = os.path.join(folder, name)
    pathlib.Path(path).write_text(text)
    os.chmod(path, mode)
    return path

def run(*args, home=folder):
    """A run that should end by itself, without a terminal to ask at."""
    p = subprocess.run([program, "serve", "--no-open", "--kb", image, *args], env={**env, "HOME": home}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, start_new_session=True)
    return p.returncode, p.stderr

class Server:
    def __init__(self, *args):
        self.process = subprocess.Popen([program, "serve", "--no-open", "--kb", image, "--test-cost", *args], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        self.said, self.lines = "", queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()
        self.until(r"(?s)Ctrl-C ends, and puts")
        self.port = int(re.search(r"https://[^/]*?:(\d+)/", self.said)[1])
        self.own = re.search(r"http://127\.0\.0\.1:(\d+)/#t=([0-9a-f]{32})", self.said)
        self.fingerprint = "".join(re.search(r"fingerprint\n\s*([0-9A-F:]+)\n\s*([0-9A-F:]+)\n", self.said).groups())
    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)
    def until(self, pattern):
        start, end = len(self.said), time.monotonic() + 30
        while not re.search(pattern, self.said[start:]):
            self.said += self.lines.get(timeout=max(0.1, end - time.monotonic()))
        return re.search(pattern, self.said[start:])
    def code(self):
        return re.findall(r"and type\s+(\d{4} \d{4})", self.said)[-1]
    def ask(self, method, path, body=None, cookie="", host=None):
        c = http.client.HTTPSConnection("127.0.0.1", self.port, context=ssl._create_unverified_context(), timeout=30)
        c.request(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json", **({"Cookie": cookie} if cookie else {}), **({"Host": host} if host else {})})
        r = c.getresponse()
        text = r.read().decode()
        set_cookie = r.getheader("Set-Cookie") or ""
        c.close()
        return r.status, text, set_cookie
    def enter(self, **body):
        return self.ask("POST", "/entry", body)
    def version(self, cookie):
        return self.ask("POST", "/api", {"method": "version"}, cookie)[0]
    def stop(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

server = None
try:
    # ---- refused: nothing is opened to a network by a slip ----
    good, short, open_file = write("good", PASSWORD + "\n"), write("short", "nine char"), write("open", PASSWORD, 0o644)
    tls = ["--listen", "127.0.0.1", "--port", "0", "--tls"]
    other = os.path.join(folder, "other")
    os.mkdir(other)
    for name, code, words, args in [
        ("no TLS", 2, "in the open", ["--listen", "0.0.0.0"]),
        ("no TLS, with a password", 2, "in the open", ["--listen", "192.168.1.5", "--password-file", good]),
        ("no TLS, IPv6", 2, "in the open", ["--listen", "::"]),
        ("no password and no terminal", 2, "--password-file", tls),
        ("another loopback address", 2, "127.0.0.1 only", ["--listen", "127.0.0.2"]),
        ("TLS without an address", 2, "--listen", ["--tls"]),
        ("a password without an address", 2, "--listen", ["--password-file", good]),
        ("no address", 2, "IP address", ["--listen", "my-desk", "--tls", "--password-file", good]),
        ("half a certificate", 2, "belong together", ["--listen", "127.0.0.1", "--tls-cert", good]),
        ("two certificates", 2, "one of them", [*tls, "--tls-cert", good, "--tls-key", good]),
        ("a name with a port", 2, "--name", [*tls, "--password-file", good, "--name", "desk:8420"]),
        ("a password on the command line", 2, "--password", [*tls, "--password", PASSWORD]),
        ("a password that others may read", 2, "chmod 600", [*tls, "--password-file", open_file]),
        ("a short password", 3, "too short", [*tls, "--password-file", short]),
        ("no password file", 9, "none", [*tls, "--password-file", os.path.join(folder, "none")]),
        ("no certificate file", 9, "none.pem", ["--listen", "127.0.0.1", "--port", "0", "--password-file", good, "--tls-cert", os.path.join(folder, "none.pem"), "--tls-key", good]),
        ("a certificate that is none", 3, "no certificate", ["--listen", "127.0.0.1", "--port", "0", "--password-file", good, "--tls-cert", good, "--tls-key", good]),
        ("an address of another machine", 9, "no address of this machine", ["--listen", "198.51.100.1", "--tls", "--password-file", good]),
    ]:
        status, said = run(*args, home=other)
        expect(name, status == code and words in said and PASSWORD not in said.replace(" ".join(args), ""), f"{status} {said}")

    # ---- pairing ----
    server = Server(*tls[:-1], "--pair")
    code = server.code()
    pem = os.path.join(folder, ".local/share/diagpad/serve.pem")
    expect("the certificate is its owner's alone", os.stat(pem).st_mode & 0o777 == 0o600 and os.stat(os.path.dirname(pem)).st_mode & 0o077 == 0)
    der = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", server.port)))
    expect("the fingerprint is the certificate's", server.fingerprint == ":".join(f"{b:02X}" for b in __import__("hashlib").sha256(der).digest()), server.fingerprint)
    expect("the page is there", server.ask("GET", "/")[0] == 200)
    expect("the door is shut", server.version("") == 401)
    wrong = "0000 0000" if code != "0000 0000" else "1111 1111"
    expect("a wrong code", server.enter(code=wrong)[0] == 401)
    server.until("A wrong code was tried")
    status, text, cookie = server.enter(code=code)
    value = cookie.split(";")[0]
    expect("the code lets in", status == 200 and re.fullmatch(r"__Host-diagpad=[0-9a-f]{64}; Path=/; Secure; HttpOnly; SameSite=Strict", cookie) is not None, f"{status} {text} {cookie}")
    server.until("let in with the code. Devices that are in: 1")
    expect("the door is open", server.version(value) == 200)
    expect("replayed it is worth nothing", server.enter(code=code)[0] == 410)
    expect("no password lets in", server.enter(password=PASSWORD)[0] == 410)
    expect("another name is refused", server.ask("GET", "/", host=f"evil.example:{server.port}")[0] == 403)
    server.process.stdin.write("\n")
    server.process.stdin.flush()
    server.until(r"and puts all out")
    expect("Enter shows another code, and who is in", server.code() != code and "Devices that are in: 1." in server.said, server.said)
    second = server.enter(code=server.code().replace(" ", ""))
    expect("the other code lets another in", second[0] == 200 and second[2] != cookie)
    c = http.client.HTTPConnection("127.0.0.1", int(server.own[1]), timeout=30)
    c.request("POST", "/api", json.dumps({"method": "version"}), {"Content-Type": "application/json", "X-Diagpad-Token": server.own[2]})
    expect("this machine's own page is as always", c.getresponse().status == 200)
    c = http.client.HTTPConnection("127.0.0.1", int(server.own[1]), timeout=30)
    c.request("POST", "/api", json.dumps({"method": "version"}), {"Content-Type": "application/json", "Cookie": value})
    expect("a guest's cookie opens nothing there", c.getresponse().status == 401)
    # too many attempts: looked at ever more slowly
    statuses = [server.enter(code=wrong)[0] for _ in range(3)] + [server.enter(code=wrong)[0] for _ in range(3)]
    expect("too many attempts wait", 410 in statuses or 429 in statuses, str(statuses))
    server.process.stdin.write("\n")
    server.process.stdin.flush()
    server.until(r"and puts all out")
    statuses, last = [], 0.0
    for _ in range(6):
        statuses.append(server.enter(code=wrong)[0])
        last = time.monotonic() if statuses[-1] == 401 else last
    expect("wrong codes are slowed", 429 in statuses and statuses[:3] == [401] * 3, str(statuses))
    status, text, _ = server.enter(code=server.code())
    expect("even the right one waits then", status == 429 or time.monotonic() - last > 1, f"{status} {text}")
    # what is told: neither a cookie nor a wrong guess; what is listening: with TLS that address, without it this machine alone
    secrets = [value.split("=")[1], second[2].split(";")[0].split("=")[1], wrong]
    expect("no secret is printed", not any(s in server.said for s in secrets))
    if os.path.exists("/proc"):
        line = pathlib.Path(f"/proc/{server.process.pid}/cmdline").read_bytes().decode()
        expect("none is in the process list", not any(s.replace(" ", "") in line for s in [*secrets, *re.findall(r"\d{4} \d{4}", server.said)]))
    expect("no code in an address that is printed", not any(c.replace(" ", "") in a for c in re.findall(r"\d{4} \d{4}", server.said) for a in re.findall(r"https://\S+", server.said)), server.said)
    written = [p for p in pathlib.Path(folder).rglob("*") if p.is_file() and any(s.encode() in p.read_bytes() for s in secrets[:2])]
    expect("none is on the disk", not written, str(written))
    expect("it ends well", server.stop() == 0)

    # ---- a password, from its file; the certificate of before; the name that was given ----
    before = server.fingerprint
    server = Server(*tls, "--password-file", good, "--name", "desk.example")
    expect("the certificate is kept", server.fingerprint == before and "was made" not in server.said)
    expect("all were put out", server.version(value) == 401)
    expect("a wrong password", server.enter(password="correct horse batterz")[0] == 401)
    status, text, cookie = server.enter(password=PASSWORD)
    expect("the password lets in", status == 200 and server.version(cookie.split(";")[0]) == 200, f"{status} {text}")
    expect("the name that was given", server.ask("GET", "/", host=f"desk.example:{server.port}")[0] == 200)
    expect("it is not printed", PASSWORD not in server.said)
    # the port is in use: by us
    status, said = run("--listen", "127.0.0.1", "--port", str(server.port), "--tls", "--password-file", good)
    expect("the port is in use", status == 9 and "in use" in said, f"{status} {said}")
    # the key of another certificate
    run(*tls, "--password-file", short, home=other)
    more = subprocess.Popen([program, "serve", "--no-open", "--kb", image, "--test-cost", *tls, "--password-file", good], env={**env, "HOME": other}, stdout=subprocess.PIPE, text=True, start_new_session=True)
    while "puts all out" not in more.stdout.readline():
        pass
    more.send_signal(signal.SIGTERM)
    expect("a termination ends it well", more.wait(30) == 0)
    key = os.path.join(other, ".local/share/diagpad/serve.pem")
    status, said = run("--listen", "127.0.0.1", "--port", "0", "--password-file", good, "--tls-cert", pem, "--tls-key", key)
    expect("the key of another certificate", status == 3 and "not the one" in said, f"{status} {said}")
    status, said = run("--listen", "127.0.0.1", "--port", "0", "--password-file", good, "--tls-cert", pem, "--tls-key", write("lax", pathlib.Path(key).read_text(), 0o644))
    expect("a key that others may read", status == 2 and "chmod 600" in said, f"{status} {said}")
    expect("it ends well with guests", server.stop() == 0)
    server = Server("--listen", "127.0.0.1", "--port", "0", "--password-file", good, "--tls-cert", pem, "--tls-key", pem)
    expect("a certificate that is given", server.fingerprint == before and "browsers warn" not in server.said)
    server.stop()

    # ---- at a terminal: the password is asked for twice and not shown; the code is there for a camera too ----
    def at_terminal(args, answers, until):
        pid, tty = pty.fork()
        if pid == 0:
            os.execve(program, [program, "serve", "--no-open", "--kb", image, "--test-cost", *args], {**env, "TERM": "xterm", "COLUMNS": "80"})
        got, out, end = b"", "", time.monotonic() + 30
        while until not in out and time.monotonic() < end:
            try:
                got += os.read(tty, 4096)
            except OSError: # it has ended
                break
            out = got.decode(errors="replace")
            if answers and answers[0][0] in out:
                os.write(tty, (answers.pop(0)[1] + "\n").encode())
        if until == "puts all out": # else it ends by itself
            os.kill(pid, signal.SIGINT)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.close(tty)
        return status, out.replace("\r", "")
    status, said = at_terminal(tls, [("A password for", PASSWORD), ("The same again", PASSWORD)], "puts all out")
    expect("the password is asked for, and not shown", status == 0 and "The password lets in" in said and "battery" not in said, f"{status} {said}")
    status, said = at_terminal(tls, [("A password for", PASSWORD), ("The same again", PASSWORD + "x")], "not the same")
    expect("a slip is found", status == 3 and "not the same" in said, f"{status} {said}")
    status, said = at_terminal(tls, [("A password for", "short"), ("The same again", "short")], "too short")
    expect("a short one is refused", status == 3, f"{status} {said}")
    status, said = at_terminal([*tls[:-1], "--pair"], [], "puts all out")
    rows = [re.sub("\x1b[^m]*m", "", line) for line in said.split("\n") if "\u2588" in line]
    if rows and shutil.which("zbarimg"): # black on white, as a camera sees it
        light = [[int(c in "\u2588" + half) for c in row for _ in range(8)] for row in rows for half in "\u2580\u2584" for _ in range(8)]
        write("qr.pgm", f"P2\n{len(light[0])} {len(light)}\n1\n" + "\n".join(" ".join(map(str, r)) for r in light) + "\n")
        seen = subprocess.run(["zbarimg", "-q", os.path.join(folder, "qr.pgm")], capture_output=True, text=True).stdout
        code, address = re.search(r"and type\s+(\d{4} \d{4})", said)[1].replace(" ", ""), re.search(r"open\s+(https://\S+)", said)[1]
        expect("a camera reads address and code", seen.strip() == f"QR-Code:{address}#pair={code}", seen)
    else:
        expect("a code for a camera, or none where libqrencode is not", not rows or len(rows) > 10, said)
finally:
    if server and server.process.poll() is None:
        server.process.kill()
    shutil.rmtree(folder, ignore_errors=True)
finish()
