import { z, type OpenAPIHono } from '@hono/zod-openapi';
import { AppError, isAppError } from '../errors.ts';
import { resumeAfter, streamEvents } from '../http/event-stream.ts';
import { sendDownload } from '../http/send-stream.ts';
import { describeValueDownload } from '../http/value-download.ts';
import { cancelInvocation } from '../invocations/cancel-invocation.ts';
import { followInvocation } from '../invocations/follow-invocation.ts';
import { getInvocation } from '../invocations/get-invocation.ts';
import { listInvocations } from '../invocations/list-invocations.ts';
import { readTensor, readTensors } from '../invocations/read-tensor.ts';
import { listInvocationsSchema } from '../invocations/schema.ts';
import { waitInvocation } from '../invocations/wait-invocation.ts';
import type { Runtime } from '../runtime.ts';
import { pageOf } from '../schema.ts';
import { answerInvocation } from './answer-invocation.ts';
import { keyContext } from './authenticate.ts';
import { defineRoute } from './define-route.ts';
import { Invocation, InvocationSummary, json } from './documented.ts';
import { applyPreference, parsePrefer } from './parse-prefer.ts';
import type { RestContext, RestEnv } from './rest-env.ts';

const ID = { id: 'Id of the run (`inv_…`).' };
const listSchema = listInvocationsSchema.omit({ team: true });
const formatSchema = z.object({ format: z.enum(['raw', 'npy']).default('raw').openapi({ description: 'Raw bytes, or a NumPy file.' }) });

/** Lists, reads, follows and cancels runs, and hands out their tensors. */
export function invocationRoutes(app: OpenAPIHono<RestEnv>, runtime: Runtime): void {
  const common = { tag: 'Invocations', params: ID } as const;
  defineRoute(
    app,
    {
      method: 'get',
      path: '/invocations',
      tag: 'Invocations',
      summary: 'List runs, newest first',
      query: listSchema,
      responses: { 200: json(pageOf(InvocationSummary), 'One page of runs.') },
      refusals: ['INVALID_INPUT', 'FORBIDDEN'],
    },
    async (c, query) => c.json(await listInvocations(c.var.ctx, { ...query, team: c.var.team })),
  );
  defineRoute(
    app,
    {
      ...common,
      method: 'get',
      path: '/invocations/{id}',
      summary: 'Get a run',
      description: 'With its outputs once it has succeeded. `Prefer: wait=n` waits for its end.',
      headers: { Prefer: '`wait=n`: answer when it has ended, after n seconds at most.' },
      responses: { 200: json(Invocation, 'The run.') },
      refusals: ['FORBIDDEN', 'NOT_FOUND'],
    },
    get,
  );
  defineRoute(
    app,
    {
      ...common,
      method: 'post',
      path: '/invocations/{id}/cancel',
      summary: 'Cancel a run',
      responses: { 200: json(Invocation, 'The run, canceled.') },
      refusals: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
    },
    async (c) => answerInvocation(c, { invocation: await cancelInvocation(c.var.ctx, runOf(c)), outputs: null, isBinary: () => false, status: 200 }),
  );
  defineRoute(
    app,
    {
      ...common,
      method: 'get',
      path: '/invocations/{id}/events',
      summary: 'Follow a run',
      description: 'Server-sent events `status`, `log`, `progress`, `output`, `done`, from the beginning or after `Last-Event-ID`. Ends after `done`.',
      headers: { 'Last-Event-ID': 'Number of the last event seen.' },
      responses: { 200: { description: 'What happened, then live.', content: { 'text/event-stream': { schema: z.string() } } } },
      refusals: ['FORBIDDEN', 'NOT_FOUND'],
    },
    (c) => follow(c, runtime),
  );
  for (const side of ['outputs', 'inputs'] as const) tensorRoute(app, side);
}

function tensorRoute(app: OpenAPIHono<RestEnv>, side: 'inputs' | 'outputs'): void {
  defineRoute(
    app,
    {
      method: 'get',
      path: `/invocations/{id}/${side}/{name}`,
      tag: 'Invocations',
      summary: side === 'outputs' ? 'Download an output' : 'Download an input',
      description: 'Little-endian, row-major bytes; X-Tensor-Datatype and X-Tensor-Shape say what they are.',
      params: { ...ID, name: 'Name, percent-encoded, or position from 0 where no name is that number.' },
      query: formatSchema,
      responses: { 200: { description: 'The bytes.', content: { 'application/octet-stream': { schema: z.string() } } } },
      refusals: ['INVALID_INPUT', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
    },
    async (c, { format }) => sendDownload(c, describeValueDownload(await findTensor(c, side), format)),
  );
}

async function get(c: RestContext): Promise<Response> {
  const { ctx } = c.var;
  const preference = parsePrefer(c, 0);
  applyPreference(c, preference);
  const invocation = preference.waitMs > 0 ? await waitInvocation(ctx, { ...runOf(c), timeoutMs: preference.waitMs }) : await getInvocation(ctx, runOf(c));
  const outputs = invocation.status === 'succeeded' ? await readTensors(ctx, { ...runOf(c), side: 'outputs' }) : null;
  const binary = c.req.header('accept')?.includes('application/octet-stream') ?? false;
  return answerInvocation(c, { invocation, outputs, isBinary: () => binary, status: 200, accept: c.req.header('accept') });
}

async function follow(c: RestContext, runtime: Runtime): Promise<Response> {
  const { ctx } = c.var;
  await getInvocation(ctx, runOf(c));
  return streamEvents(c, runtime, {
    mayRead: () => keyContext(runtime, c),
    async run(send, signal) {
      for await (const event of followInvocation(ctx, { ...runOf(c), afterSeq: resumeAfter(c), signal })) {
        await send({ id: String(event.seq), event: event.kind, data: event });
      }
    },
  });
}

/** By name; a number that is no name is a position. @throws NOT_FOUND, CONFLICT while there are no outputs */
async function findTensor(c: RestContext, side: 'inputs' | 'outputs'): ReturnType<typeof readTensor> {
  const { ctx } = c.var;
  const name = c.req.param('name') ?? '';
  try {
    return await readTensor(ctx, { ...runOf(c), side, name });
  } catch (error) {
    if (!isAppError(error) || error.code !== 'NOT_FOUND') throw error;
    const invocation = await getInvocation(ctx, runOf(c));
    if (side === 'outputs' && invocation.status !== 'succeeded') {
      throw new AppError('CONFLICT', `Run ${invocation.id} has no outputs: it is ${invocation.status}.`, {
        suggestions: invocation.endedAt ? undefined : ['Wait for its end: GET it with Prefer: wait=60.'],
      });
    }
    if (!/^\d{1,6}$/.test(name)) throw error;
    return readTensor(ctx, { ...runOf(c), side, position: Number(name) });
  }
}

function runOf(c: RestContext): { team: string; id: string } {
  return { team: c.var.team, id: c.req.param('id') ?? '' };
}
