/** What `repr` of plain Python data says. Dicts are Maps: their keys may be numbers, and keep their order. */
export type PythonValue = string | number | boolean | null | PythonValue[] | Map<PythonValue, PythonValue>;

const MAX_DEPTH = 32;
const NUMBER = /[+-]?(?:\d[\d_]*\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)/y;
const WORD = /[A-Za-z_]\w*/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '0': '\0', '\n': '' };
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * Reads a Python literal as Ultralytics writes them into a file's metadata: `{0: 'person', 1: "it's"}`, `[640, 640]`, `True`.
 * Tuples and sets are lists. null when the text is none.
 * Source: docs.python.org/3/reference/lexical_analysis.html#literals.
 */
export function parsePythonLiteral(text: string): { value: PythonValue } | null {
  const reader = new LiteralReader(text);
  try {
    const value = reader.value(0);
    return reader.atEnd() ? { value } : null;
  } catch (error) {
    if (error instanceof NoLiteral) return null;
    throw error;
  }
}

class NoLiteral extends Error {}

class LiteralReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    this.#space();
    return this.#at >= this.#text.length;
  }

  value(depth: number): PythonValue {
    if (depth > MAX_DEPTH) throw new NoLiteral();
    this.#space();
    const next = this.#text[this.#at];
    if (next === '{') return this.#braces(depth);
    if (next === '[') return this.#list(']', depth).items;
    if (next === '(') return this.#tuple(depth);
    if (next === '"' || next === "'") return this.#strings();
    return this.#number() ?? this.#word();
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #take(sign: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }

  #braces(depth: number): PythonValue {
    this.#at += 1;
    const pairs = new Map<PythonValue, PythonValue>();
    const members: PythonValue[] = [];
    while (!this.#take('}')) {
      const key = this.value(depth + 1);
      if (this.#take(':')) pairs.set(key, this.value(depth + 1));
      else members.push(key);
      if (!this.#take(',')) {
        if (this.#take('}')) break;
        throw new NoLiteral();
      }
    }
    if (pairs.size > 0 && members.length > 0) throw new NoLiteral();
    return members.length > 0 ? members : pairs;
  }

  #list(end: string, depth: number): { items: PythonValue[]; commas: number } {
    this.#at += 1;
    const items: PythonValue[] = [];
    let commas = 0;
    while (!this.#take(end)) {
      items.push(this.value(depth + 1));
      if (this.#take(',')) commas += 1;
      else if (this.#take(end)) break;
      else throw new NoLiteral();
    }
    return { items, commas };
  }

  /** `(1)` is 1; `(1,)` and `()` are tuples. */
  #tuple(depth: number): PythonValue {
    const { items, commas } = this.#list(')', depth);
    return items.length === 1 && commas === 0 ? (items[0] as PythonValue) : items;
  }

  /** Literals side by side are one string. */
  #strings(): string {
    let text = '';
    for (;;) {
      const quote = this.#text[this.#at];
      if (quote !== '"' && quote !== "'") return text;
      text += this.#string(quote);
      const after = this.#at;
      this.#space();
      if (this.#text[this.#at] !== '"' && this.#text[this.#at] !== "'") this.#at = after;
    }
  }

  #string(quote: string): string {
    this.#at += 1;
    let text = '';
    for (;;) {
      const sign = this.#text[this.#at];
      if (sign === undefined || sign === '\n') throw new NoLiteral();
      this.#at += 1;
      if (sign === quote) return text;
      text += sign === '\\' ? this.#escape() : sign;
    }
  }

  #escape(): string {
    const sign = this.#text[this.#at] ?? '';
    this.#at += 1;
    const digits = HEX_DIGITS[sign];
    if (digits === undefined) return ESCAPES[sign] ?? (sign === '\\' || sign === "'" || sign === '"' ? sign : `\\${sign}`);
    const code = this.#text.slice(this.#at, this.#at + digits);
    if (code.length < digits || !/^[0-9a-fA-F]+$/.test(code) || parseInt(code, 16) > 0x10ffff) throw new NoLiteral();
    this.#at += digits;
    return String.fromCodePoint(parseInt(code, 16));
  }

  #number(): number | null {
    const text = this.#match(NUMBER);
    return text === null ? null : Number(text.replaceAll('_', ''));
  }

  #word(): PythonValue {
    const word = this.#match(WORD);
    if (word === 'True') return true;
    if (word === 'False') return false;
    if (word === 'None') return null;
    if (word === 'inf') return Infinity;
    if (word === 'nan') return NaN;
    throw new NoLiteral();
  }
}
