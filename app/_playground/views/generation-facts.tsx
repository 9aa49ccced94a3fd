import { formatDuration } from '../../_components/format/format-duration.ts';

export interface GenerationDetails {
  finish_reason: 'length' | 'eos_token' | 'stop_sequence';
  prompt_tokens: number;
  generated_tokens: number;
  time_to_first_token_ms: number;
  tokens_per_second: number;
}

const ENDED = { length: 'cut off at the most tokens', eos_token: 'ended by itself', stop_sequence: 'ended at a stop text' };

/** Tokens, pace and end of a text, in a line. */
export function GenerationFacts({ details }: { details: GenerationDetails }) {
  const { finish_reason, prompt_tokens, generated_tokens, time_to_first_token_ms, tokens_per_second } = details;
  const facts = [
    ...(prompt_tokens > 0 ? [`${prompt_tokens} tokens read`] : []),
    `${generated_tokens} written`,
    `first token after ${formatDuration(time_to_first_token_ms)}`,
    ...(tokens_per_second > 0 ? [`${tokens_per_second}\u00a0tokens/s`] : []),
    ENDED[finish_reason],
  ];
  return <p className="text-meta text-ink-3 tnum">{facts.join(' · ')}</p>;
}
