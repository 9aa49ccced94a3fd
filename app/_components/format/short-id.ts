const TAIL = 8;

/** An id short enough for a line: ids made in the same second begin alike, so its end is what tells it apart. */
export function shortId(id: string): string {
  const at = id.indexOf('_') + 1;
  return `${id.slice(0, at)}…${id.slice(-TAIL)}`;
}
