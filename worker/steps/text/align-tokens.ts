type Offset = [start: number, end: number] | null;

const WORD_PIECE = /^##/;
const MARKS = /[\u0300-\u036f]/g;

/** Every character of a text as a normaliser may write it, with where it stands in the text. */
interface Plain {
  text: string;
  at: number[];
}

/**
 * Where each token stands in its text, as [start, end) in UTF-16 units. Tokens are looked for one after another in the text
 * with case and accents taken off, as normalisers do it; one that cannot be found for sure has none, and so have special
 * tokens. The tokenizer itself does not say.
 */
export function alignTokens(text: string, tokens: readonly string[], isSpecial: (index: number) => boolean): Offset[] {
  const plain = plainOf(text);
  let from = 0;
  return tokens.map((token, index) => {
    if (isSpecial(index)) return null;
    const wanted = plainOf(bare(token)).text;
    if (wanted === '') return null;
    const found = plain.text.indexOf(wanted, from);
    // Between two tokens there is nothing but space: further off it is another word that looks the same.
    if (found < 0 || plain.text.slice(from, found).trim() !== '') return null;
    from = found + wanted.length;
    return [plain.at[found] as number, plain.at[from] ?? text.length];
  });
}

function bare(token: string): string {
  return decodeBytes(
    token
      .replace(WORD_PIECE, '')
      .replaceAll('\u2581', ' ')
      .replace(/<\/w>$/, ''),
  ).trim();
}

function plainOf(text: string): Plain {
  let plain = '';
  const at: number[] = [];
  let position = 0;
  for (const char of text) {
    const written = char.normalize('NFKD').replaceAll(MARKS, '').toLowerCase();
    for (let k = 0; k < written.length; k += 1) at.push(position);
    plain += written;
    position += char.length;
  }
  return { text: plain, at };
}

// GPT-2's alphabet of bytes: printable ones stand for themselves, the others from U+0100 on.
const BYTES = byteAlphabet();

function decodeBytes(token: string): string {
  const bytes = [...token].map((char) => BYTES.get(char));
  if (bytes.some((byte) => byte === undefined) || !/[\u0100-\u0143]/.test(token)) return token;
  return new TextDecoder().decode(Uint8Array.from(bytes as number[]));
}

function byteAlphabet(): Map<string, number> {
  const printable = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let next = 256;
  return new Map(Array.from({ length: 256 }, (_, byte) => [String.fromCodePoint(printable(byte) ? byte : next++), byte]));
}
