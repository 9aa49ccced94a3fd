import type { PreTrainedTokenizer } from '@huggingface/transformers';
import { storableText } from '../../../server/signatures/storable.ts';

const INCOMPLETE = '\ufffd';

/**
 * Tokens on their way to text. A piece is handed out as soon as no later token can change it: a character of several
 * tokens waits for its last, and what could be the beginning of a stop text waits for what follows. Source of the two
 * offsets: text-generation-inference, decode_token.
 */
export class TokenText {
  readonly #tokenizer: PreTrainedTokenizer;
  readonly #stops: readonly string[];
  readonly #ids: number[] = [];
  #from = 0;
  #read = 0;
  #text = '';
  #given = 0;
  /** Where writing ends because of a stop text; null while none was written. */
  #end: number | null = null;

  constructor(tokenizer: PreTrainedTokenizer, stops: readonly string[]) {
    this.#tokenizer = tokenizer;
    this.#stops = stops.filter((stop) => stop !== '');
  }

  get stopped(): boolean {
    return this.#end !== null;
  }

  get count(): number {
    return this.#ids.length;
  }

  get last(): number | undefined {
    return this.#ids.at(-1);
  }

  /** Takes the next token; returns the text that is ready now. */
  push(id: number): string {
    this.#ids.push(id);
    const before = this.#decode(this.#from, this.#read);
    const after = this.#decode(this.#from, this.#ids.length);
    if (after.length <= before.length || after.endsWith(INCOMPLETE)) return '';
    this.#text += after.slice(before.length);
    this.#from = this.#read;
    this.#read = this.#ids.length;
    return this.#give(false);
  }

  /** What was held back, once no token follows. */
  end(): string {
    if (!this.stopped && this.#read < this.#ids.length) {
      this.#text += this.#decode(this.#from, this.#ids.length).slice(this.#decode(this.#from, this.#read).length);
      this.#read = this.#ids.length;
    }
    return this.#give(true);
  }

  /** All of it, up to the stop text. */
  get text(): string {
    return this.#text.slice(0, this.#end ?? undefined);
  }

  #give(last: boolean): string {
    const found = this.#stops.map((stop) => this.#text.indexOf(stop)).filter((at) => at >= 0);
    if (found.length > 0) this.#end = Math.min(...found);
    const upTo = this.#end ?? (last ? this.#text.length : this.#text.length - this.#heldBack());
    const piece = this.#text.slice(this.#given, Math.max(upTo, this.#given));
    this.#given += piece.length;
    return piece;
  }

  /** Length of the longest end of the text that a stop text begins with. */
  #heldBack(): number {
    const longest = Math.max(0, ...this.#stops.map((stop) => stop.length - 1));
    for (let length = Math.min(longest, this.#text.length); length > 0; length -= 1) {
      const tail = this.#text.slice(-length);
      if (this.#stops.some((stop) => stop.startsWith(tail))) return length;
    }
    return 0;
  }

  #decode(from: number, to: number): string {
    if (to <= from) return '';
    return storableText(this.#tokenizer.decode(this.#ids.slice(from, to), { skip_special_tokens: true, clean_up_tokenization_spaces: false }));
  }
}
