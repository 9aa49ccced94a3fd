import type { Hono } from 'hono';
import { readBody } from '../http/read-body.ts';
import { readForm } from '../http/read-form.ts';
import type { SentInput } from '../invocations/sent-input.ts';
import type { RestContext, RestEnv } from '../rest/rest-env.ts';
import type { Runtime } from '../runtime.ts';
import { toSrt, toVtt, type TranscriptPart } from '../signatures/subtitles.ts';
import type { Target } from '../versions/find-target.ts';
import { answerRun } from './answer-run.ts';
import { check, transcriptionSchema, type TranscriptionRequest } from './check-request.ts';
import { findModel } from './find-model.ts';
import { badParameter } from './openai-error.ts';
import { streamRun, type StreamForm } from './stream-run.ts';
import { languageOf, tellsTimes, transcriptionInputs } from './transcription-inputs.ts';

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
  const input = { team, ...target.ref, inputs: transcriptionInputs(target, request, file) };
  if (request.stream === 'true') return streamRun(c, input, () => PIECES);
  const { answer } = await answerRun(c, input);
  return written(c, { request, target }, answer as Transcript);
}

async function readRequest(c: RestContext, runtime: Runtime): Promise<{ request: TranscriptionRequest; file: SentInput }> {
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

function written(
  c: RestContext,
  { request, target }: { request: TranscriptionRequest; target: Target },
  { text, chunks = [], duration }: Transcript,
): Response {
  switch (request.response_format) {
    case 'json':
      return c.json({ text: text.trim() });
    case 'text':
      return c.text(`${text.trim()}\n`);
    case 'srt':
      return c.text(toSrt(chunks));
    case 'vtt':
      return c.text(toVtt(chunks));
    case 'verbose_json': {
      const times = tellsTimes(target) ? timesOf(request, chunks) : {};
      return c.json({ task: 'transcribe', language: languageOf(target, request), duration, text: text.trim(), ...times });
    }
  }
}

function timesOf({ timestamp_granularities: asked = [] }: TranscriptionRequest, chunks: readonly TranscriptPart[]): object {
  const timed = chunks.map(({ text, timestamp: [start, end] }, id) => ({ id, start, end, text }));
  return asked.includes('word') ? { words: timed.map(({ start, end, text }) => ({ word: text.trim(), start, end })) } : { segments: timed };
}
