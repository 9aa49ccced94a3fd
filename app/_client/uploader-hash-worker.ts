import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

const SLICE_BYTES = 4 * 1024 ** 2;
/** Up to here the browser's own hash, which wants all bytes at once, is worth their memory: it is many times faster. */
const WHOLE_BYTES = 128 * 1024 ** 2;

/** Runs in a Web Worker: a File comes in, its SHA-256 in hex goes out. */
addEventListener('message', async (event: MessageEvent<File>) => {
  const file = event.data;
  // Outside HTTPS and localhost browsers have no crypto.subtle.
  const own = file.size <= WHOLE_BYTES && isSecureContext;
  postMessage(bytesToHex(own ? new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer())) : await hashSlices(file)));
});

/** Slice by slice: memory stays at one slice. */
async function hashSlices(file: File): Promise<Uint8Array> {
  const hash = sha256.create();
  for (let offset = 0; offset < file.size; offset += SLICE_BYTES) {
    hash.update(new Uint8Array(await file.slice(offset, offset + SLICE_BYTES).arrayBuffer()));
  }
  return hash.digest();
}
