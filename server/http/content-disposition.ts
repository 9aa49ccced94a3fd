/**
 * `attachment` with a name that every client can read and none can misuse (RFC 6266, RFC 8187): an ASCII form for the
 * old, the exact one percent-encoded for the rest. Folders, control characters and direction overrides are dropped.
 */
export function attachment(name: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? '';

  const safe =
    base
      .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
      .toWellFormed()
      .slice(0, 200) || 'download';
  const ascii = safe.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(safe).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
