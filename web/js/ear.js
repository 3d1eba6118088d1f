// The microphone, and a session of listening with the program beside the page (api/listen.md). Sound leaves this file only to that program,
// in pieces of half a second, each sent again until it is acknowledged: then it is sealed on the disk. No microphone is opened before
// listen_begin has taken the consent.
import { call, sendSound, DoorError } from "./transport.js";
import { RATE } from "./resample.js";

const wait = (ms) => new Promise((r) => setTimeout(r, ms));
const MOST_WAITING = 240; // pieces kept here while the records are locked: two minutes

async function openMicrophone(piece, onmessage, onend) {
  if (!navigator.mediaDevices?.getUserMedia || !globalThis.AudioWorkletNode) throw new DoorError("no_microphone", "no_microphone");
  let stream;
  try { stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false } }); }
  catch (e) { throw new DoorError(e.name === "NotAllowedError" ? "microphone_refused" : "no_microphone", e.message); }
  const context = new AudioContext();
  try {
    await context.audioWorklet.addModule(new URL("./ear-worklet.js", import.meta.url));
    const node = new AudioWorkletNode(context, "ear", { processorOptions: { piece } }), silent = context.createGain();
    silent.gain.value = 0;
    context.createMediaStreamSource(stream).connect(node).connect(silent).connect(context.destination); // what leads nowhere is not run everywhere
    await context.resume();
    node.port.onmessage = ({ data }) => onmessage(data);
    stream.getAudioTracks()[0].addEventListener("ended", onend);
    return { post: (what) => node.port.postMessage(what), close() { for (const track of stream.getTracks()) track.stop(); return context.close().catch(() => {}); } };
  } catch (e) {
    for (const track of stream.getTracks()) track.stop();
    context.close().catch(() => {});
    throw e;
  }
}

/** One session. `tell()` after each change of what stands below; `words(segments)` for final segments, once each; `level({level, peak})`. */
export class Listening {
  state = "starting"; // listening, paused, locked, finishing, done, failed
  recording = null; // the record's id where its sound is kept
  sealed_ms = 0; taken_ms = 0; // acknowledged; taken from the microphone
  heard_ms = 0; partial = ""; opening = true; deaf = ""; problem = "";
  speakers = 0; all = []; // once done, with speakers: every segment, each word with its speaker; while it goes on, `guess(segments)` is given as much as is known
  #session = ""; #piece = 0; #queue = []; #sending = null; #microphone = null; #known = 0; #told = 0; #polled = null; #flushed = null;
  constructor({ tell, words, level, guess }) { Object.assign(this, { tell, words, level, guess }); }

  /** `begin`: what listen_begin takes. Throws, and has opened nothing, where that is refused. */
  async start(begin, { piece_ms }) {
    for (let tries = 0; ; tries++) { // a page that was reloaded is given up by the program within seconds
      try {
        const r = await call("listen_begin", begin);
        this.#session = r.session;
        this.recording = r.recording ?? null;
        break;
      } catch (e) { if (e.status !== "DP_ERR_CONFLICT" || begin.recording || tries === 12) throw e; await wait(500); }
    }
    this.wanted = begin.speakers || 0;
    if (!begin.kept_only) {
      try { this.#microphone = await openMicrophone(RATE * piece_ms / 1000, (m) => this.#message(m), () => { if (this.state === "listening") this.pause("microphone_gone"); }); }
      catch (e) { await call("listen_cancel", { session: this.#session }).catch(() => {}); throw e; }
    }
    this.state = begin.kept_only ? "finishing" : "listening";
    this.#polled = this.#poll();
    this.tell();
  }
  #message(m) {
    if (m.piece) { this.taken_ms += m.piece.length * 1000 / RATE; this.#queue.push(m.piece); this.#send(); }
    if (m.level !== undefined) this.level(m);
    if (m.pause || m.stop) this.#flushed?.();
  }
  #send() { this.#sending ??= this.#sendAll().finally(() => { this.#sending = null; }); return this.#sending; }
  async #sendAll() {
    for (let tries = 0; this.#queue.length && !["failed", "done"].includes(this.state);) {
      try {
        const r = await sendSound(this.#session, this.#piece, this.#queue[0]);
        this.sealed_ms = r.sealed_ms ?? r.taken_ms;
        this.#piece++;
        this.#queue.shift();
        tries = 0;
        this.tell();
      } catch (e) {
        if (e.status === "DP_ERR_LOCKED") { if (this.state !== "finishing") this.state = "locked"; this.tell(); if (this.#queue.length > MOST_WAITING) return this.#fail("locked_long"); return; }
        if (e.status !== "offline" || ++tries === 4) return this.#fail(e.status, e.message);
        await wait(150);
      }
    }
  }
  /** After the records were unlocked. */
  async unlocked() {
    if (this.state !== "locked") return;
    this.state = "listening";
    this.tell();
    await this.#send();
    if (!this.#microphone) await this.stop(); // it was to end
  }
  #halt(what) { return new Promise((yes) => { this.#flushed = yes; if (this.#microphone) { this.#microphone.post(what); setTimeout(yes, 1000); } else yes(); }); }
  async pause(why = "") { this.state = "paused"; this.problem = why; this.tell(); await this.#halt("pause"); await this.#send(); }
  goOn() { this.state = "listening"; this.problem = ""; this.#microphone.post("go on"); this.tell(); }
  async #close() { await this.#microphone?.close(); this.#microphone = null; }

  /** No more sound; ready when all is heard. */
  async stop() {
    if (!["listening", "paused", "locked"].includes(this.state)) return;
    this.state = "finishing";
    this.tell();
    await this.#halt("stop");
    await this.#close();
    await this.#send();
    if (this.state === "failed") return;
    if (this.#queue.length) { this.state = "locked"; return this.tell(); } // the records are locked: stop again once they are not
    try { await call("listen_end", { session: this.#session }); }
    catch (e) { return e.status === "DP_ERR_LOCKED" ? (this.state = "locked", this.tell()) : this.#fail(e.status, e.message); }
    await this.#polled;
  }
  async cancel() {
    this.state = "done";
    await this.#close();
    this.#queue = [];
    await call("listen_cancel", { session: this.#session }).catch(() => {});
    this.tell();
  }
  async #fail(status, message = "") {
    if (["failed", "done"].includes(this.state)) return;
    this.state = "failed";
    this.problem = status;
    this.message = message;
    await this.#close(); // nothing would keep what is said now
    this.tell();
  }
  /** Every segment of which words() were given, each word with its speaker as far as that is told. */
  async #everything() {
    const { segments } = await call("listen_heard", { session: this.#session }).catch(() => ({ segments: [] }));
    return segments.slice(0, this.#known).filter((s) => s.words.length);
  }
  async #poll() {
    let since = 0;
    for (let tries = 0; !["failed", "done"].includes(this.state);) {
      let r;
      try { r = await call("listen_heard", { session: this.#session, since, from: this.#known }); tries = 0; }
      catch (e) {
        if (this.state === "done") return;
        if (e.status === "offline" && ++tries < 4) { await wait(300); continue; }
        return this.#fail(e.status, e.message);
      }
      since = r.version;
      this.heard_ms = r.heard_ms;
      this.opening = r.state === "opening";
      this.deaf = r.fault?.message ?? "";
      this.partial = (r.partial?.words ?? []).map((w) => w.text).join(" ");
      if (r.segments.length) { this.#known += r.segments.length; await this.words(r.segments.filter((s) => s.words.length)); }
      if (r.abandoned) return this.#fail("abandoned");
      if (this.wanted > 1 && r.told > this.#told && r.state !== "ended") {
        this.#told = r.told;
        if (r.speakers > 1) await this.guess?.(await this.#everything());
      }
      if (r.state === "ended") {
        this.speakers = r.speakers;
        if (this.wanted > 1 && r.speakers > 1) this.all = await this.#everything();
        this.state = "done";
        this.tell();
        return call("listen_cancel", { session: this.#session }).catch(() => {}); // its words are here: the program may forget them
      }
      this.tell();
    }
  }
}

/** Plays a stretch of a kept recording: the words, to be listened to again. */
export async function play(recording, from_ms, to_ms) {
  const context = new AudioContext({ sampleRate: RATE });
  try {
    const samples = [], { meta, erased } = await call("record_recording", { record: recording });
    if (erased) return "erased";
    const piece_ms = meta.piece_ms || 1000; // the terminal's pieces are seconds
    for (let i = Math.floor(from_ms / piece_ms); i * piece_ms < to_ms; i++) {
      const r = await call("record_recording_piece", { record: recording, index: i }).catch((e) => { if (e.status === "DP_ERR_NOT_FOUND") return null; throw e; });
      if (!r) break;
      const bytes = Uint8Array.from(atob(r.bytes), (c) => c.charCodeAt(0)), view = new DataView(bytes.buffer);
      for (let k = 0; k + 1 < bytes.length; k += 2) samples.push(view.getInt16(k, true) / 32768);
    }
    const first = Math.round((from_ms % piece_ms) * RATE / 1000), sound = samples.slice(first, first + Math.round((to_ms - from_ms) * RATE / 1000));
    if (!sound.length) return false;
    const buffer = context.createBuffer(1, sound.length, RATE), source = context.createBufferSource();
    buffer.copyToChannel(Float32Array.from(sound), 0);
    source.buffer = buffer;
    source.connect(context.destination);
    source.start();
    await new Promise((r) => { source.onended = r; setTimeout(r, sound.length * 1000 / RATE + 500); });
    return true;
  } finally { context.close().catch(() => {}); }
}
