import { isFile, isTensor, type SnippetCall } from './call.ts';

/** A call of OpenAI's API, as its clients make it. */
export interface OpenAiCall {
  baseUrl: string;
  kind: 'chat' | 'completion' | 'embeddings' | 'transcription';
  /** What the clients have names for, in the order it is written. */
  parameters: Record<string, unknown>;
  /** What they have none for; it travels in the body all the same. */
  extra: Record<string, unknown>;
  /** The recording of a transcription. */
  file: string;
}

/** Fields of a run by the names the API has for them. */
const NAMES: Record<string, string> = { max_new_tokens: 'max_tokens', min_new_tokens: 'min_tokens' };
const WITHOUT_NAME = new Set(['min_tokens', 'top_k', 'repetition_penalty']);

/** The same run as a call of OpenAI's API; null where that has none for it. */
export function openAiCall({ origin, model, inputs }: SnippetCall, task: string): OpenAiCall | null {
  const data = new Map(inputs.flatMap((input): [string, unknown][] => (isFile(input) || isTensor(input) ? [] : [[input.name, input.json]])));
  const call = { baseUrl: `${origin}/v1`, extra: {}, file: inputs.find(isFile)?.fileName ?? 'recording.wav' };
  switch (task) {
    case 'text-generation': {
      const kind = data.has('messages') ? 'chat' : 'completion';
      if (kind === 'chat') data.delete('prompt');
      // One text at a time.
      if (kind === 'completion' && typeof data.get('prompt') !== 'string') return null;
      const named = [...data].map(([name, value]): [string, unknown] => [NAMES[name] ?? name, value]);
      const known = named.filter(([name]) => !WITHOUT_NAME.has(name));
      const extra = named.filter(([name]) => WITHOUT_NAME.has(name));
      return { ...call, kind, parameters: { model, ...Object.fromEntries(known), stream: true }, extra: Object.fromEntries(extra) };
    }
    case 'feature-extraction':
      return { ...call, kind: 'embeddings', parameters: { model, input: data.get('text') ?? 'Some text.' } };
    case 'automatic-speech-recognition':
      // Its API has no call here that translates.
      if (data.get('task') === 'translate') return null;
      return { ...call, kind: 'transcription', parameters: { model, ...spoken(data) } };
    default:
      return null;
  }
}

function spoken(data: Map<string, unknown>): Record<string, unknown> {
  const language = data.get('language');
  return {
    ...(language === undefined ? {} : { language }),
    ...(data.get('timestamps') === 'word' ? { response_format: 'verbose_json', timestamp_granularities: ['word'] } : {}),
  };
}
