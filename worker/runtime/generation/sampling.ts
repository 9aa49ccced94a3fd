import type { LogitsProcessorList, PreTrainedModel, PreTrainedTokenizer, StoppingCriteriaList, Tensor } from '@huggingface/transformers';
import { AppError } from '../../../server/errors.ts';
import type { GenerationInput, GenerationWork } from './generator.ts';
import { library } from './library.ts';
import { keepNucleus } from './nucleus.ts';
import { TokenText } from './token-text.ts';

/** How a run is written, as the library takes it. What it only pretends to take (top_p, stop texts) is done here. */
export interface Sampling {
  options: Record<string, unknown>;
  text: TokenText;
  /** Time from the start to the first token, and tokens a second after it. */
  pace(): { time_to_first_token_ms: number; tokens_per_second: number };
}

/** Everything a run says of its sampling, made ready for one `generate`. @throws AppError INVALID_INPUT */
export function prepareSampling(input: GenerationInput, of: { tokenizer: PreTrainedTokenizer; work: GenerationWork; mostNew: number | null }): Sampling {
  const { tokenizer, work, mostNew } = of;
  const temperature = numberOf(input, 'temperature', 0);
  const topP = numberOf(input, 'top_p', 1);
  const topK = numberOf(input, 'top_k', 0);
  const seed = input.parameter('seed');
  const wanted = numberOf(input, 'max_new_tokens', 256);
  const text = new TokenText(tokenizer, stopsOf(input.parameter('stop')));
  const clock = new Clock();
  library.random.seed(typeof seed === 'number' ? seed : undefined);
  return {
    text,
    pace: () => clock.pace(),
    options: {
      max_new_tokens: mostNew === null ? wanted : Math.min(wanted, mostNew),
      min_new_tokens: numberOf(input, 'min_new_tokens', 0),
      // The bundle's own is in the default of min_new_tokens: what is sent in its place has to count.
      min_length: 0,
      num_beams: 1,
      do_sample: temperature > 0,
      ...(temperature > 0 ? { temperature } : {}),
      top_k: topK,
      repetition_penalty: numberOf(input, 'repetition_penalty', 1),
      logits_processor: temperature > 0 && topP < 1 ? nucleus(topP, topK) : null,
      stopping_criteria: stopWhen(() => text.stopped),
      streamer: new Pieces({ text, work, clock }),
    },
  };
}

/** What the library answers, put in the words of text-generation-inference. */
export function finishOf({ text, options }: Sampling, model: PreTrainedModel): 'stop_sequence' | 'length' | 'eos_token' {
  if (text.stopped) return 'stop_sequence';
  // The last token says it, not how many there are: an answer may end by itself with the last one it may have. Unless the
  // model is made to write its end there.
  const { eos_token_id: ends, forced_eos_token_id: forced } = model._prepare_generation_config(null, {});
  const isForced = (forced ?? null) !== null && text.count >= Number(options.max_new_tokens);
  return text.last !== undefined && !isForced && [ends].flat().includes(text.last) ? 'eos_token' : 'length';
}

function numberOf(input: GenerationInput, field: string, otherwise: number): number {
  const value = input.parameter(field);
  return typeof value === 'number' ? value : otherwise;
}

function stopsOf(sent: unknown): string[] {
  if (typeof sent === 'string') return sent === '' ? [] : [sent];
  return Array.isArray(sent) ? sent.filter((item): item is string => typeof item === 'string' && item !== '') : [];
}

/** Measures a run of the loop by the moments its tokens came. */
class Clock {
  readonly #start = performance.now();
  #first = 0;
  #last = 0;
  #count = 0;

  tick(): void {
    this.#last = performance.now();
    if (this.#count === 0) this.#first = this.#last;
    this.#count += 1;
  }

  pace(): { time_to_first_token_ms: number; tokens_per_second: number } {
    const seconds = (this.#last - this.#first) / 1000;
    const rate = this.#count > 1 && seconds > 0 ? (this.#count - 1) / seconds : 0;
    return { time_to_first_token_ms: Math.round(this.#first - this.#start), tokens_per_second: Math.round(rate * 10) / 10 };
  }
}

/** Hands on each token as text; ends the loop by an error when the run was canceled: the loop knows no other way at once. */
export class Pieces extends library.BaseStreamer {
  readonly #parts: { text: TokenText; work: GenerationWork; clock?: Clock; keep?(id: number): boolean };
  #isPrompt = true;

  constructor(parts: { text: TokenText; work: GenerationWork; clock?: Clock; keep?(id: number): boolean }) {
    super();
    this.#parts = parts;
  }

  override put(value: bigint[][]): void {
    const { text, work, clock, keep } = this.#parts;
    if (work.isCanceled()) throw new AppError('CANCELED', 'The run was canceled.');
    if (this.#isPrompt) {
      this.#isPrompt = false;
      return;
    }
    clock?.tick();
    for (const id of value[0] ?? []) {
      if (keep && !keep(Number(id))) continue;
      const piece = text.push(Number(id));
      if (piece !== '') work.onChunk({ text: piece });
    }
  }

  override end(): void {
    this.#isPrompt = true;
    const piece = this.#parts.text.end();
    if (piece !== '') this.#parts.work.onChunk({ text: piece });
  }
}

function nucleus(p: number, k: number): LogitsProcessorList {
  class TopP extends library.LogitsProcessor {
    override _call(_ids: bigint[][], logits: Tensor): Tensor {
      keepNucleus(logits.data as Float32Array, { p, k });
      return logits;
    }
  }
  const list = new library.LogitsProcessorList();
  list.push(new TopP());
  return list;
}

function stopWhen(isOver: () => boolean): StoppingCriteriaList {
  class Stop extends library.StoppingCriteria {
    override _call(ids: number[][]): boolean[] {
      return ids.map(isOver);
    }
  }
  const list = new library.StoppingCriteriaList();
  list.push(new Stop());
  return list;
}
