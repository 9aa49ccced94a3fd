import type { Hono } from 'hono';
import { readBody } from '../http/read-body.ts';
import { readForm } from '../http/read-form.ts';
import type { SentInput } from '../invocations/sent-input.ts';
import type { RestContext, RestEnv } from '../rest/rest-env.ts';
import type { Runtime } from '../runtime.ts';
import { toSrt, toVtt, type TranscriptPart } from '../signatures/subtitles.ts';
import type { Target } from '../versions/find-target.ts';
import { answerRun } from './answer-run.ts';
import { check, transcriptionSchema } from './check-request.ts';
import { findModel } from './find-model.ts';
import { badParameter } from './openai-error.ts';
import { streamRun, type StreamForm } from './stream-run.ts';

type Request = ReturnType<typeof check<typeof transcriptionSchema>>;

interface Transcript {
  text: string;
  chunks?: TranscriptPart[];
  duration: number;
}

const PIECES: StreamForm = {
  first: [],
  piece: (delta) => ({ type: 'transcript.text.delta', delta }),
  last: (answer) => [{ type: 'transcript.text.done', text: (answer as Transcript).text.trim() }],
};

/** POST /v1/audio/transcriptions: a form with the file. */
export function transcriptionRoutes(app: Hono<RestEnv>, runtime: Runtime): void {
  app.post('/v1/audio/transcriptions', async (c) => transcribe(c, runtime));
}

async function transcribe(c: RestContext, runtime: Runtime): Promise<Response> {
  const { ctx, team } = c.var;
  const { request, file } = await readRequest(c, runtime);
  const target = await findModel(ctx, {
    team,
    model: request.model,
    wants: ({ signature }) => signature.generation?.kind === 'speech',
    door: 'transcriptions need a model that hears speech.',
  });
  const input = { team, ...target.ref, inputs: inputsOf(target, request, file) };
  if (request.stream === 'true') return streamRun(c, input, () => PIECES);
  const { answer } = await answerRun(c, input);
  return written(c, request, answer as Transcript);
}

async function readRequest(c: RestContext, runtime: Runtime): Promise<{ request: Request; file: SentInput }> {
  const body = await readBody(c.env.incoming, runtime.env.maxBodyBytes);
  const parts = await readForm(body, c.env.incoming.headers['content-type'] ?? '');
  const fields: Record<string, unknown> = {};
  let file: SentInput | null = null;
  for (const part of parts) {
    if ('bytes' in part && part.name === 'file') file = { name: 'audio', mediaType: part.mediaType, bytes: part.bytes };
    else if ('bytes' in part) throw badParameter(part.name, `\`${part.name}\` is a file; only \`file\` is one.`);
    else if (part.name.endsWith('[]')) fields[part.name.slice(0, -2)] = [...((fields[part.name.slice(0, -2)] as string[] | undefined) ?? []), part.text];
    else fields[part.name] = part.text;
  }
  if (!file) throw badParameter('file', 'The form has no part `file` with the recording.');
  return { request: check(transcriptionSchema, fields), file };
}

function inputsOf({ signature, model }: Target, { language, timestamp_granularities }: Request, file: SentInput): SentInput[] {
  const takes = (field: string) => signature.inputs.some(({ name }) => name === field);
  const word = timestamp_granularities.includes('word');
  const times = signature.inputs.find(({ name }) => name === 'timestamps');
  if (word && !(times?.encoding === 'choice' && times.choices.includes('word'))) {
    throw badParameter('timestamp_granularities', `${model} does not tell the time of words.`, ['Ask for segment.']);
  }
  if (language !== undefined && !takes('language')) throw badParameter('language', `${model} knows one language only.`, ['Leave it out.']);
  return [
    file,
    ...(language === undefined ? [] : [{ name: 'language', data: language }]),
    ...(takes('timestamps') ? [{ name: 'timestamps', data: word ? 'word' : 'segment' }] : []),
  ];
}

function written(c: RestContext, { response_format, timestamp_granularities, language }: Request, { text, chunks = [], duration }: Transcript): Response {
  switch (response_format) {
    case 'json':
      return c.json({ text: text.trim() });
    case 'text':
      return c.text(`${text.trim()}\n`);
    case 'srt':
      return c.text(toSrt(chunks));
    case 'vtt':
      return c.text(toVtt(chunks));
    case 'verbose_json': {
      const timed = chunks.map(({ text: said, timestamp: [start, end] }, id) => ({ id, start, end, text: said }));
      const words = timestamp_granularities.includes('word');
      const parts = words ? { words: timed.map(({ start, end, text: word }) => ({ word: word.trim(), start, end })) } : { segments: timed };
      return c.json({ task: 'transcribe', language: language ?? 'en', duration, text: text.trim(), ...parts });
    }
  }
}
