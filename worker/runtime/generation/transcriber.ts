import type { AutomaticSpeechRecognitionPipeline } from '@huggingface/transformers';
import { AppError } from '../../../server/errors.ts';
import { jsonValue, type FieldValue } from '../../../server/signatures/value.ts';
import { explainBundleError, folderOf, loadOptions, type BundleAt } from './bundle-files.ts';
import type { GenerationInput, GenerationWork, Generator } from './generator.ts';
import { library } from './library.ts';
import { Pieces } from './sampling.ts';
import { TokenText } from './token-text.ts';
import { windowsOf } from './windows.ts';

interface Segment {
  text: string;
  timestamp: [start: number, end: number];
}

const SHORTEST_S = 0.1;

/** What is said in a recording of any length. The library itself drops what comes after 30 s: the pieces are cut here. */
export class Transcriber implements Generator {
  readonly #pipeline: AutomaticSpeechRecognitionPipeline;

  private constructor(pipeline: AutomaticSpeechRecognitionPipeline) {
    this.#pipeline = pipeline;
  }

  /** @throws AppError INVALID_MODEL, UNSUPPORTED_MODEL */
  static async load(at: BundleAt): Promise<Transcriber> {
    try {
      return new Transcriber(await library.pipeline('automatic-speech-recognition', folderOf(at), loadOptions(at)));
    } catch (error) {
      throw explainBundleError(error);
    }
  }

  async generate(input: GenerationInput, work: GenerationWork): Promise<FieldValue[]> {
    const sound = input.value('audio');
    if (sound?.kind !== 'sound') throw new Error('a recording did not become sound');
    const [samples = new Float32Array(0)] = sound.channels;
    const { hz } = sound;
    if (samples.length < SHORTEST_S * hz) {
      throw new AppError('INVALID_INPUT', 'The recording is shorter than a tenth of a second: there is nothing to hear.', {
        suggestions: ['Record a whole word.'],
      });
    }
    const times = input.parameter('timestamps') ?? 'none';
    const whole: { text: string; chunks: Segment[] } = { text: '', chunks: [] };
    const windows = windowsOf(samples, hz);
    for (const { start, end } of windows) {
      if (work.isCanceled()) throw new AppError('CANCELED', 'The run was canceled.');
      const heard = await this.#hear(samples.slice(start, end), { input, work, times });
      const offset = start / hz;
      const segments = (heard.chunks ?? []).map(({ text, timestamp: [from, to] }): Segment => ({
        text,
        timestamp: [from + offset, (to ?? (end - start) / hz) + offset],
      }));
      whole.text += heard.text;
      whole.chunks.push(...segments.map(rounded));
      work.onChunk({ text: '', segments: segments.map(rounded), progress: end / samples.length });
    }
    const chunks = times === 'none' ? {} : { chunks: whole.chunks };
    return [jsonValue('transcript', { text: whole.text, ...chunks, duration: round(samples.length / hz) })];
  }

  async release(): Promise<void> {
    await this.#pipeline.dispose();
  }

  #hear(samples: Float32Array, { input, work, times }: { input: GenerationInput; work: GenerationWork; times: unknown }): Promise<Heard> {
    const { tokenizer } = this.#pipeline;
    // Whisper's tokens from here on are times, not text.
    const timesFrom = (tokenizer as { timestamp_begin?: number }).timestamp_begin ?? Infinity;
    const streamer = new Pieces({ work, text: new TokenText(tokenizer, []), keep: (id) => id < timesFrom });
    const parameters = Object.fromEntries(['language', 'task'].flatMap((name) => (input.parameter(name) === undefined ? [] : [[name, input.parameter(name)]])));
    const marks = times === 'none' ? {} : { return_timestamps: times === 'word' ? ('word' as const) : true };
    return this.#pipeline(samples, { ...parameters, ...marks, streamer } as never) as unknown as Promise<Heard>;
  }
}

interface Heard {
  text: string;
  chunks?: { text: string; timestamp: [number, number | null] }[];
}

function rounded({ text, timestamp: [from, to] }: Segment): Segment {
  return { text, timestamp: [round(from), round(to)] };
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
