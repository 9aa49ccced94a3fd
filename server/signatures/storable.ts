/** Escapes of JSON that Postgres keeps in no jsonb: U+0000, and half of a pair of surrogates. */
const SUSPECT = /\\u(?:0000|d[89a-f][0-9a-f]{2})/i;

/** Text that a database can keep: what Postgres refuses becomes U+FFFD. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}

/** JSON that somebody else wrote, with every text in it storable. @throws SyntaxError */
export function parseStorable(json: string): unknown {
  return SUSPECT.test(json) ? JSON.parse(json, storable) : JSON.parse(json);
}

/** JSON that can be stored as jsonb. */
export function stringifyStorable(value: unknown): string {
  const json = JSON.stringify(value);
  return SUSPECT.test(json) ? JSON.stringify(value, storable) : json;
}

function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? storableText(value) : value;
}
