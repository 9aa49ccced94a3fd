import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

const SLICE_BYTES = 4 * 1024 ** 2;

/** Runs in a Web Worker: a File comes in, its SHA-256 in hex goes out. Memory stays at one slice. */
addEventListener('message', async (event: MessageEvent<File>) => {
  const file = event.data;
  const hash = sha256.create();
  for (let offset = 0; offset < file.size; offset += SLICE_BYTES) {
    hash.update(new Uint8Array(await file.slice(offset, offset + SLICE_BYTES).arrayBuffer()));
  }
  postMessage(bytesToHex(hash.digest()));
});
