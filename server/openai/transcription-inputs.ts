import type { SentInput } from '../invocations/sent-input.ts';
import type { ChoiceField } from '../signatures/field.ts';
import type { Target } from '../versions/find-target.ts';
import type { TranscriptionRequest } from './check-request.ts';
import { badParameter } from './openai-error.ts';

const TIMED: readonly string[] = ['srt', 'vtt', 'verbose_json'];

/** What a run is sent for a request. @throws INVALID_INPUT for what the model, or the form of the answer, would leave out in silence */
export function transcriptionInputs(target: Target, request: TranscriptionRequest, file: SentInput): SentInput[] {
  const { language } = request;
  if (language !== undefined && !choiceNamed(target, 'language')) {
    throw badParameter('language', `${target.model} knows one language only.`, ['Leave it out.']);
  }
  refuseForm(target, request);
  refuseTimes(target, request);
  const granularity = request.timestamp_granularities?.[0] ?? 'segment';
  return [
    file,
    ...(language === undefined ? [] : [{ name: 'language', data: language }]),
    ...(tellsTimes(target) ? [{ name: 'timestamps', data: granularity }] : []),
  ];
}

/** Whether the model tells when what it hears is said. */
export function tellsTimes(target: Target): boolean {
  return choiceNamed(target, 'timestamps') !== undefined;
}

/** The language that is heard: the one asked for, else what the model takes by itself; null when it does not say. */
export function languageOf(target: Target, { language }: TranscriptionRequest): string | null {
  return language ?? choiceNamed(target, 'language')?.default ?? null;
}

function refuseForm(target: Target, { response_format: form, stream }: TranscriptionRequest): void {
  if (stream === 'true' && TIMED.includes(form)) {
    throw badParameter('response_format', `\`${form}\` goes without stream only: a stream is the text as it comes.`, ['Leave out one of the two.']);
  }
  if ((form === 'srt' || form === 'vtt') && !tellsTimes(target)) {
    throw badParameter('response_format', `${target.model} does not tell when what it hears is said, so it makes no subtitles.`, ['Ask for json or text.']);
  }
}

function refuseTimes(target: Target, { response_format: form, timestamp_granularities: asked = [] }: TranscriptionRequest): void {
  const bad = (message: string, suggestion: string) => badParameter('timestamp_granularities', message, [suggestion]);
  if (new Set(asked).size > 1) throw bad('The times of words and those of segments come from one run each.', 'Ask for one of them.');
  const lacking = asked.find((granularity) => !choiceNamed(target, 'timestamps')?.choices.includes(granularity));
  if (lacking)
    throw bad(`${target.model} does not tell the times of ${lacking}s.`, lacking === 'word' && tellsTimes(target) ? 'Ask for segment.' : 'Leave it out.');
  if (asked.includes('word') && !TIMED.includes(form)) throw bad(`An answer as ${form} has no times.`, 'Ask for verbose_json, srt or vtt.');
}

function choiceNamed({ signature }: Target, wanted: string): ChoiceField | undefined {
  return signature.inputs.find((field): field is ChoiceField => field.encoding === 'choice' && field.name === wanted);
}
