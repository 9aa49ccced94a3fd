/** Larger texts are not worth telling: what rings is heard by every process that listens. */
export const MOST_TOLD_BYTES = 2_000;
/** Postgres refuses a payload of 8,000 bytes. */
const MOST_RING_BYTES = 7_900;

/**
 * Lays texts into as few rings as hold them, in their order: the number of the ring of each, -1 where there is no text.
 * `aroundBytes` is what the statement that rings puts round each of them.
 */
export function packRings(texts: (string | null)[], aroundBytes: number): number[] {
  let ring = 0;
  let bytes = 0;
  return texts.map((text) => {
    if (text === null) return -1;
    const more = Buffer.byteLength(text) + aroundBytes;
    if (bytes + more > MOST_RING_BYTES) [ring, bytes] = [ring + 1, 0];
    bytes += more;
    return ring;
  });
}
