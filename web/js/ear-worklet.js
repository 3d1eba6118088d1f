// In the audio thread: the microphone's sound, all channels mixed, to 16 kHz, in pieces of half a second; how loud it is, twenty times a second. Paused it
// lets the sound pass and keeps none of it.
import { Resampler, RATE } from "./resample.js";

class Ear extends AudioWorkletProcessor {
  constructor({ processorOptions: { piece } }) {
    super();
    Object.assign(this, { resampler: new Resampler(sampleRate), piece: new Float32Array(piece), filled: 0, paused: false, over: false, sum: 0, peak: 0, counted: 0 });
    this.port.onmessage = ({ data }) => {
      if (data === "pause" && this.filled) { this.piece.fill(0, this.filled); this.filled = this.piece.length; } // so that piece n is the n-th half second
      if (data === "pause" || data === "stop") { this.flush(); this.paused = true; this.port.postMessage({ [data]: true }); }
      if (data === "go on") this.paused = false;
      if (data === "stop") this.over = true;
    };
  }
  flush() { // what was said before a pause waits for nothing
    if (this.filled) this.port.postMessage({ piece: this.piece.slice(0, this.filled) });
    this.filled = 0;
  }
  measure(x) {
    for (let i = 0; i < x.length; i++) { this.sum += x[i] * x[i]; this.peak = Math.max(this.peak, Math.abs(x[i])); }
    this.counted += x.length;
    if (this.counted < RATE / 20) return;
    this.port.postMessage({ level: 10 * Math.log10(this.sum / this.counted + 1e-10), peak: this.peak, kept: !this.paused });
    this.sum = this.peak = this.counted = 0;
  }
  process([channels]) {
    if (this.over) return false;
    if (!channels.length) return true;
    let mono = channels[0];
    if (channels.length > 1) mono = mono.map((_, i) => channels.reduce((s, c) => s + c[i], 0) / channels.length);
    const x = this.resampler.feed(mono);
    this.measure(x);
    if (this.paused) return true;
    for (let i = 0; i < x.length;) {
      const n = Math.min(x.length - i, this.piece.length - this.filled);
      this.piece.set(x.subarray(i, i + n), this.filled);
      this.filled += n;
      i += n;
      if (this.filled === this.piece.length) this.flush();
    }
    return true;
  }
}
registerProcessor("ear", Ear);
