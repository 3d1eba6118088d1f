// Any rate of sound to 16 kHz. A low-pass filter before fewer samples are taken, else what lies above 8 kHz folds down into the speech: a sinc
// windowed by Kaiser's window (Kaiser 1974; beta 9 keeps what folds 90 dB down), one set of taps for each place that an output sample
// can have between two input samples (Crochiere and Rabiner 1983, polyphase). No DOM, no clock: the worklet and the tests run it.
export const RATE = 16000;
const ZEROS = 24, BETA = 9;

function bessel(x) { // I0 by its series
  let sum = 1, term = 1;
  for (let k = 1; term > sum * 1e-12; k++) { term *= (x / (2 * k)) ** 2; sum += term; }
  return sum;
}
const gcd = (a, b) => (b ? gcd(b, a % b) : a);

/** feed(samples at `rate`) answers with those at 16 kHz that are complete; silence fed at the end brings out the last ones. */
export class Resampler {
  constructor(rate) {
    if (!Number.isInteger(rate) || rate < 4000 || rate > 768000) throw new RangeError(`no rate of sound: ${rate}`);
    const common = gcd(rate, RATE), up = RATE / common, down = rate / common;
    const narrow = Math.min(1, RATE / rate) * 0.92; // of the input's band: a little less than half the lower rate
    const half = Math.ceil(ZEROS / narrow), taps = 2 * half;
    Object.assign(this, { up, down, half, taps, phase: 0, held: new Float32Array(taps), next: half, straight: rate === RATE });
    this.table = new Float32Array(up * taps);
    for (let p = 0; p < up; p++) {
      let sum = 0;
      for (let k = 0; k < taps; k++) {
        const t = k - half + 1 - p / up, x = t / half;
        const w = Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
        this.table[p * taps + k] = (t === 0 ? 1 : Math.sin(Math.PI * t * narrow) / (Math.PI * t * narrow)) * w;
        sum += this.table[p * taps + k];
      }
      for (let k = 0; k < taps; k++) this.table[p * taps + k] /= sum; // a constant stays what it is
    }
  }
  feed(input) {
    if (this.straight) return Float32Array.from(input);
    const all = new Float32Array(this.held.length + input.length), out = [];
    all.set(this.held);
    all.set(input, this.held.length);
    let at = this.next; // the input sample at or before the next output sample
    while (at + this.half < all.length) {
      let sum = 0;
      const from = at - this.half + 1, row = this.phase * this.taps;
      for (let k = 0; k < this.taps; k++) sum += all[from + k] * this.table[row + k];
      out.push(sum);
      this.phase += this.down;
      at += Math.floor(this.phase / this.up);
      this.phase %= this.up;
    }
    const drop = Math.max(0, Math.min(all.length, at - this.half));
    this.held = all.slice(drop);
    this.next = at - drop;
    return Float32Array.from(out);
  }
}
