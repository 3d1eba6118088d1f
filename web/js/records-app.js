// Opens the installed app's records: libsodium from beside the app (put there by make pwa), the rows in IndexedDB. Loaded only when
// a method record_… is first called (transport.js); the served app sends those to the program instead.
import { Records } from "./records.js";
import { browserStorage } from "./records-storage.js";

/** @returns {Promise<Records>} */
export async function open() {
  const { default: sodium } = await import("../sodium/libsodium-wrappers.js");
  await sodium.ready;
  const records = new Records(sodium, await browserStorage());
  setInterval(() => records.tick(), 5000); // a forgotten page does not keep them open
  return records;
}
