import type { OpenAPIHono } from '@hono/zod-openapi';
import { readBody } from '../http/read-body.ts';
import { createInvocations } from '../invocations/create-invocations.ts';
import { MAX_BATCH } from '../invocations/schema.ts';
import type { Runtime } from '../runtime.ts';
import { JSON_LENGTH_HEADER } from './binary-tensors.ts';
import { defineRoute } from './define-route.ts';
import { Batch, BatchRequest, json, QUEUE_REFUSALS } from './documented.ts';
import { idempotencyOf } from './idempotency-of.ts';
import { parseBatch } from './parse-batch.ts';
import { parseTarget } from './parse-target.ts';
import type { RestContext, RestEnv } from './rest-env.ts';

/** POST /models/{model}[@{version}]/invocations/batch: many runs queued at once. */
export function batchRoute(app: OpenAPIHono<RestEnv>, runtime: Runtime): void {
  defineRoute(
    app,
    {
      method: 'post',
      path: '/models/{model}/invocations/batch',
      tag: 'Invocations',
      summary: 'Queue many runs of a model',
      description: [
        `Up to ${MAX_BATCH.toLocaleString('en')} runs of one version, all or none: 202 once every one is durable, with their ids in the order they were sent.`,
        'They do not have to be waited for, and are claimed in that order. `outputs`, `priority` and `timeoutMs` are the same for all.',
        'A run that is refused refuses the batch; `invocations.7` in the message is the eighth. The whole batch has to fit into what may wait of the version: otherwise 429, or 413 where it is larger than that by itself, and nothing is queued.',
        `In binary: JSON of ${JSON_LENGTH_HEADER} bytes, then the bytes of every input that has parameters.binary_data_size, run after run.`,
      ].join(' '),
      params: { model: 'Name of the model, or `name@version`; the active version when left out.' },
      headers: {
        'Idempotency-Key': 'The same key with the same body answers with the same runs for 24 hours.',
        [JSON_LENGTH_HEADER]: 'Bytes of JSON in front of the tensors of a binary body.',
      },
      body: { required: true, content: { 'application/json': { schema: BatchRequest } } },
      responses: { 202: json(Batch, 'They are queued; sent again under the same key, where each stands now.') },
      refusals: QUEUE_REFUSALS,
    },
    (c) => queue(c, runtime),
  );
}

async function queue(c: RestContext, runtime: Runtime): Promise<Response> {
  const { ctx, team } = c.var;
  const target = parseTarget(c.req.param('model') ?? '');
  const body = await readBody(c.env.incoming, runtime.env.maxBodyBytes);
  const request = await parseBatch({ body, jsonLength: c.req.header(JSON_LENGTH_HEADER) });
  const { items } = await createInvocations(ctx, { team, ...target, ...request, idempotency: idempotencyOf(c, body, ['batch']) });
  return c.json({ items }, 202);
}
