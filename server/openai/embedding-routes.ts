import type { Hono } from 'hono';
import { readBody } from '../http/read-body.ts';
import type { RestContext, RestEnv } from '../rest/rest-env.ts';
import type { Runtime } from '../runtime.ts';
import { answerRun } from './answer-run.ts';
import { checkBody, embeddingSchema } from './check-request.ts';
import { findModel } from './find-model.ts';

/** POST /v1/embeddings. */
export function embeddingRoutes(app: Hono<RestEnv>, runtime: Runtime): void {
  app.post('/v1/embeddings', async (c) => embed(c, runtime));
}

async function embed(c: RestContext, runtime: Runtime): Promise<Response> {
  const { ctx, team } = c.var;
  const { model, input, encoding_format } = checkBody(embeddingSchema, await readBody(c.env.incoming, runtime.env.maxBodyBytes));
  const target = await findModel(ctx, {
    team,
    model,
    wants: ({ signature }) => signature.task === 'feature-extraction',
    door: 'embeddings need a model that turns text into vectors.',
  });
  const texts = typeof input === 'string' ? [input] : input;
  const { invocation, answer } = await answerRun(c, { team, ...target.ref, inputs: [{ name: 'text', data: texts }] });
  const vectors = answer as number[][];
  const tokens = invocation.timings?.inputTokens ?? 0;
  return c.json({
    object: 'list',
    model,
    data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: encoding_format === 'base64' ? toBase64(vector) : vector })),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
}

/** float32, little-endian. */
function toBase64(vector: number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}
