type Offset = [start: number, end: number] | null;

const WORD_PIECE = /^##/;
const UNKNOWN = /^(\[UNK\]|<unk>)$/;
const MARKS = /\p{Mn}/gu;
// What normalisers leave out: of control, of no width, or of no meaning.
const NOTHING = /(?!\s)[\p{Cc}\p{Cf}\ufffd]/gu;

/** Every character of a text as a normaliser may write it, with where the one it is from begins and ends in the text. */
interface Plain {
  text: string;
  starts: number[];
  ends: number[];
}

/**
 * Where each token stands in its text, as [start, end) in UTF-16 units. Tokens are looked for one after another in the text
 * with case and accents taken off, as normalisers do it; one that cannot be found for sure has none, and so have special
 * tokens. The tokenizer itself does not say.
 */
export function alignTokens(text: string, tokens: readonly string[], isSpecial: (index: number) => boolean): Offset[] {
  const plain = plainOf(text);
  let from = 0;
  let unknown = false;
  return tokens.map((token, index) => {
    // It stands for a stretch of one word; the next token says where that ends.
    if (UNKNOWN.test(token)) unknown = true;
    if (isSpecial(index) || UNKNOWN.test(token)) return null;
    const wanted = plainOf(bare(token)).text;
    if (wanted === '') return emptyAt(plain, from, text);
    const found = plain.text.indexOf(wanted, from);
    const between = plain.text.slice(from, found).trim();
    // Between two known tokens there is nothing but space: further off it is another word that looks the same.
    if (found < 0 || (unknown ? /\s/.test(between) : between !== '')) return null;
    unknown = false;
    from = found + wanted.length;
    return [plain.starts[found] as number, plain.ends[from - 1] as number];
  });
}

// A space by itself: it stands, without a width, where the next word begins.
function emptyAt({ text, starts }: Plain, from: number, whole: string): Offset {
  const next = from + (text.slice(from).length - text.slice(from).trimStart().length);
  const at = starts[next] ?? whole.length;
  return [at, at];
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
  const starts: number[] = [];
  const ends: number[] = [];
  let position = 0;
  for (const char of text) {
    const written = char.normalize('NFKD').replaceAll(MARKS, '').replaceAll(NOTHING, '').toLowerCase();
    for (let k = 0; k < written.length; k += 1) {
      starts.push(position);
      ends.push(position + char.length);
    }
    plain += written;
    position += char.length;
  }
  return { text: plain, starts, ends };
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
