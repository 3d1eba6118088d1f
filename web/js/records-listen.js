// Listening in the installed app: there are no ears here (engines of speech are native programs), but the sound is kept. The methods listen_… and sound of
// api/listen.md over the records of this browser: consent first, each half second sealed before it is acknowledged, what was cut off offered.
// It is written down on a computer: its back-up of the records is restored there, and `diagpad transcribe record:ID` hears it.
const RATE = 16000, PIECE_MS = 500, WAIT_MS = 2000;

export class KeptEars {
  #call; #now = null;
  /** `call(request)`: the records' own (records.js), which never throws. */
  constructor(call) { this.#call = call; }

  async call({ method, id, ...q }) {
    try {
      if (!Object.hasOwn(methods, method)) throw fault("NOT_FOUND", `there is no method "${method}": api/listen.md lists those of listening`);
      return { ...(id !== undefined && { id }), ...(await methods[method].call(this, q)) };
    } catch (e) { return { error: { status: e.status ?? "DP_ERR_INTERNAL", message: e.message } }; }
  }
  async ask(method, params = {}) {
    const r = await this.#call({ method, ...params });
    if (r.error) throw Object.assign(new Error(r.error.message), { status: r.error.status });
    return r;
  }
  session(id) { if (!this.#now || this.#now.id !== id) throw fault("NOT_FOUND", "there is no such session of listening: it ended, or the app was opened anew"); return this.#now; }
  get now() { return this.#now; }
  set now(s) { this.#now = s; }

  /** A piece of sound, as POST /sound takes it: float in, 16 bits sealed. */
  async sound(id, piece, samples) {
    try {
      const s = this.session(id);
      if (s.ended) throw fault("CONFLICT", "this session of listening takes no more sound: it was ended");
      if (piece === s.pieces - 1) return { piece, sealed_ms: s.samples * 1000 / RATE };
      if (piece !== s.pieces) throw fault("CONFLICT", `piece ${s.pieces} is awaited, not ${piece}`);
      if (!samples.length || samples.length > RATE || !samples.every(Number.isFinite)) throw fault("INPUT", "a piece of sound has from 1 to 16000 samples, each a number");
      const bytes = new Uint8Array(samples.length * 2), view = new DataView(bytes.buffer);
      samples.forEach((x, i) => view.setInt16(2 * i, Math.max(-32768, Math.min(32767, Math.round(x * 32768))), true));
      await this.ask("record_recording_append", { record: s.recording, bytes });
      s.pieces++;
      s.samples += samples.length;
      return { piece, sealed_ms: s.samples * 1000 / RATE };
    } catch (e) { return { error: { status: e.status ?? "DP_ERR_INTERNAL", message: e.message } }; }
  }
}

const fault = (status, message) => Object.assign(new Error(message), { status: `DP_ERR_${status}` });

const methods = {
  async listen_status() {
    const { unlocked } = await this.ask("record_status"), unfinished = [];
    for (const r of unlocked ? (await this.ask("record_list", { kind: "recording" })).rows : []) {
      if (r.fault || (this.now && !this.now.ended && this.now.recording === r.record)) continue;
      const { pieces, ended, meta } = await this.ask("record_recording", { record: r.record });
      if (!ended) unfinished.push({ recording: r.record, consultation: r.consultation, patient: r.patient, pieces, about_ms: pieces * (meta.piece_ms || 1000), begun: r.created });
    }
    return { hears: false, missing: "", rate: RATE, piece_ms: PIECE_MS, busy: !!this.now && !this.now.ended, records: unlocked, unfinished };
  },
  async listen_begin({ consent, consultation, recording }) {
    if (consent?.given !== true) throw fault("INPUT", 'nothing is heard before everybody present has agreed: "consent": {"given": true}');
    if (!consultation && !recording) throw fault("INPUT", "there are no ears here: a recording needs a consultation of the records");
    let place = consultation, kept = 0;
    if (recording) {
      const row = (await this.ask("record_list", { kind: "recording" })).rows.find((r) => r.record === recording), is = await this.ask("record_recording", { record: recording });
      if (is.erased) throw fault("NOT_FOUND", "the sound of this recording was erased");
      if (!row || is.ended) throw fault("CONFLICT", "this recording was ended: begin another");
      place = row.consultation;
      kept = is.pieces;
    }
    await this.ask("record_put", { kind: "consent", consultation: place, body: { given: true, how: consent.how ?? "", text: "Everybody present agreed to be listened to, and the sound kept: confirmed in the app before listening." } });
    const record = recording ?? (await this.ask("record_recording_begin", { consultation: place, meta: { format: "s16le", rate: RATE, channels: 1, piece_ms: PIECE_MS } })).record;
    const id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
    this.now = { id, recording: record, pieces: 0, samples: 0, ended: false };
    return { session: id, recording: record, kept };
  },
  async listen_heard({ session, since }) {
    const s = this.session(session), version = () => s.pieces * 2 + (s.ended ? 1 : 0), until = Date.now() + WAIT_MS;
    while (since === version() && !s.ended && Date.now() < until) await new Promise((r) => setTimeout(r, 100));
    const ms = s.samples * 1000 / RATE;
    return { state: s.ended ? "ended" : "deaf", version: version(), pieces: s.pieces, taken_ms: ms, heard_ms: ms, decided_ms: ms, speakers: 0, segments: [] };
  },
  async listen_end({ session }) {
    const s = this.session(session);
    if (!s.ended) await this.ask("record_recording_end", { record: s.recording });
    s.ended = true;
    return { pieces: s.pieces, ended: true };
  },
  async listen_cancel({ session }) {
    const s = this.session(session);
    if (!s.ended) await this.ask("record_recording_end", { record: s.recording });
    this.now = null;
    return { pieces: s.pieces, forgotten: true };
  },
};
