// Makes tests/store/vectors.json, the test vectors of docs/record-format.md, from fixed keys, nonces and ids. Both the C
// store (test_vectors.c) and the app's module (records.mjs) must agree with the file; it changes only with the format.
//
// usage: node tests/store/vectors.mjs > tests/store/vectors.json
import sodium from "libsodium-wrappers-sumo";
import { Seal, hex, unhex } from "../../web/js/records.js";

await sodium.ready;
const seal = new Seal(sodium), bytes = (n, from) => Uint8Array.from({ length: n }, (_, i) => (from + i) & 255);
const key = bytes(32, 0x40), file = bytes(16, 0x10), keyId = bytes(8, 0x20), passphrase = "five words make a passphrase";
const given = [bytes(16, 0xa0), bytes(24, 0xb0)]; // salt, nonce
const header = seal.header(passphrase, { passes: 1, kib: 8 }, key, new Uint8Array([...file, ...keyId]), () => given.shift());
const rows = [
  ["a patient", { kind: 1, id: hex(bytes(16, 1)), version: 1 }, new Uint8Array([...bytes(16, 1), ...new Uint8Array(16), ...unhex("0010a5d4a0010000"), ...unhex("0010a5d4a0010000"), ...new TextEncoder().encode('{"name":"Ada Example"}')])],
  ["an entry of the trail", { kind: 100, id: "0".repeat(32), version: 2 }, bytes(104, 0)],
  ["a piece of sound", { kind: 102, id: hex(bytes(16, 0x60)), version: 300 }, new Uint8Array([...new Uint8Array(32), 1, 2, 3])],
  ["nothing in it", { kind: 7, id: hex(bytes(16, 0x70)), version: 4294967296 }, new Uint8Array(0)],
].map(([what, name, plain], i) => {
  const nonce = bytes(24, 0xc0 + i), sealed = seal.seal(header, key, name, plain, nonce);
  return { what, ...name, nonce: hex(nonce), plain: hex(plain), name: hex(seal.name(header, name)), sealed: hex(sealed), digest: hex(seal.digest(header, name, sealed)) };
});
console.log(JSON.stringify({ format: 1, passphrase, passes: 1, kib: 8, key: hex(key), file: hex(file), key_id: hex(keyId), salt: hex(bytes(16, 0xa0)), nonce: hex(bytes(24, 0xb0)), header: hex(header), header_digest: hex(seal.hash(header)), rows }, null, 1));
