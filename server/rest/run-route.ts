import type { OpenAPIHono } from '@hono/zod-openapi';
import { requireRole } from '../access/require-role.ts';
import { readBody } from '../http/read-body.ts';
import { createInvocation } from '../invocations/create-invocation.ts';
import { getInvocation } from '../invocations/get-invocation.ts';
import { readTensors } from '../invocations/read-tensor.ts';
import { runInvocation } from '../invocations/run-invocation.ts';
import type { Runtime } from '../runtime.ts';
import { findTarget } from '../versions/find-target.ts';
import { answerInvocation, type Answer } from './answer-invocation.ts';
import { JSON_LENGTH_HEADER } from './binary-tensors.ts';
import { API_PREFIX, defineRoute } from './define-route.ts';
import { Invocation, InvocationRequest, json, QUEUE_REFUSALS } from './documented.ts';
import { idempotencyOf } from './idempotency-of.ts';
import { parseInvocation, type InvocationRequest as Parsed } from './parse-invocation.ts';
import { applyPreference, DEFAULT_WAIT_S, parsePrefer } from './parse-prefer.ts';
import { parseTarget } from './parse-target.ts';
import type { RestContext, RestEnv } from './rest-env.ts';

/** POST /models/{model}[@{version}]/invocations: one run, waited for or not. The hot path of the product. */
export function runRoute(app: OpenAPIHono<RestEnv>, runtime: Runtime): void {
  defineRoute(
    app,
    {
      method: 'post',
      path: '/models/{model}/invocations',
      tag: 'Invocations',
      summary: 'Run a model',
      description: [
        `Waits up to ${DEFAULT_WAIT_S} s for the result (another time with \`Prefer: wait=n\`, not at all with \`Prefer: respond-async\`), then answers 202 with`,
        'Location; the run goes on whoever leaves. A run that ended answers 200, unless what was sent turned out to be at fault: then 4xx, with the run. What is refused before it is queued is 4xx and leaves no run.',
        `In binary: JSON of ${JSON_LENGTH_HEADER} bytes, then the bytes of every input that has parameters.binary_data_size, little-endian and row-major;`,
        'or, for models with one input, the bare file, tensor or .npy file; or multipart/form-data with a part per input.',
        'A single picture or recording comes back as itself where Accept names its type (image/png). Accept: multipart/form-data gives a part `invocation` with the run, then a part for every output, under its name.',
        'Outputs come in binary with parameters.binary_data_output, per output with parameters.binary_data, or with Accept: application/octet-stream.',
      ].join(' '),
      params: { model: 'Name of the model, or `name@version`; the active version when left out.' },
      headers: {
        Prefer: '`wait=n` or `respond-async`.',
        'Idempotency-Key': 'The same key with the same body answers with the same run for 24 hours.',
        [JSON_LENGTH_HEADER]: 'Bytes of JSON in front of the tensors of a binary body; 0 for one bare tensor.',
      },
      body: { required: true, content: { 'application/json': { schema: InvocationRequest } } },
      responses: { 200: json(Invocation, 'It has ended.'), 202: json(Invocation, 'It is queued or running.') },
      refusals: QUEUE_REFUSALS,
    },
    (c) => run(c, runtime),
  );
}

async function run(c: RestContext, runtime: Runtime): Promise<Response> {
  const { ctx, team } = c.var;
  const { headers } = c.env.incoming;
  const target = parseTarget(c.req.param('model') ?? '');
  const preference = parsePrefer(c, DEFAULT_WAIT_S * 1000);
  applyPreference(c, preference);
  const body = await readBody(c.env.incoming, runtime.env.maxBodyBytes);
  const jsonLength = headers[JSON_LENGTH_HEADER.toLowerCase()] as string | undefined;
  const request = await parseInvocation(
    { body, jsonLength, contentType: headers['content-type'] ?? '', acceptsBytes: headers.accept?.includes('application/octet-stream') ?? false },
    async () => (await findTarget(ctx, await requireRole(ctx, team, 'create-invocation'), target)).signature,
  );
  const { isBinary, ...wanted } = request;
  const input = { team, ...target, ...wanted, idempotency: idempotencyOf(c, body, []) };
  if (preference.waitMs === 0) {
    const { id } = await createInvocation(ctx, input);
    const invocation = await getInvocation(ctx, { team, id });
    // A short run, or one sent before under the same key, may have ended already: then its outputs are part of what it is.
    const outputs = invocation.status === 'succeeded' ? await readTensors(ctx, { team, id, side: 'outputs' }) : null;
    return accepted(c, { invocation, outputs });
  }
  const { invocation, outputs } = await runInvocation(ctx, { ...input, waitMs: preference.waitMs });
  if (!invocation.endedAt) return accepted(c, { invocation, outputs: null });
  return answerInvocation(c, { invocation, outputs, isBinary, status: 200, accept: headers.accept });
}

function accepted(c: RestContext, known: Pick<Answer, 'invocation' | 'outputs'>): Response {
  c.env.outgoing.setHeader('Location', `${API_PREFIX}/invocations/${known.invocation.id}`);
  return answerInvocation(c, { ...known, isBinary: NONE, status: 202 });
}

const NONE: Parsed['isBinary'] = () => false;
