import { Hono, type Context } from 'hono';
import { createContext } from '../access/create-context.ts';
import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { followDeployment } from '../deployments/follow-deployment.ts';
import { AppError } from '../errors.ts';
import type { StoredEvent } from '../events/schema.ts';
import { asAppError } from '../failure.ts';
import { readModelFile } from '../files/read-model-file.ts';
import { followInvocation } from '../invocations/follow-invocation.ts';
import { readExample } from '../examples/read-example.ts';
import { readTensor } from '../invocations/read-tensor.ts';
import type { Runtime } from '../runtime.ts';
import { readSharedValue } from '../sharing/open-share-link.ts';
import type { AppEnv } from './app-env.ts';
import { addressOf } from './call-of.ts';
import { streamEvents, type Message } from './event-stream.ts';
import { sendDownload } from './send-stream.ts';
import { describeValueDownload } from './value-download.ts';

const MAX_TOPICS = 20;

interface Topic {
  name: string;
  kind: 'deployment' | 'invocation';
  id: string;
  afterSeq: number;
}

/** What pages read outside tRPC, by session cookie: one event stream per browser, and downloads. */
export function sessionDoors(runtime: Runtime): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get('/api/events', (c) => followTopics(runtime, c));
  app.get('/api/app/:team/invocations/:id/:side{inputs|outputs}/:position{\\d+}', async (c) => {
    const { team, id, side, position } = c.req.param();
    const found = await readTensor(await signedIn(runtime, c), { team, id, side: side as 'inputs' | 'outputs', position: Number(position) });
    return sendDownload(c, describeValueDownload(found, c.req.query('format')));
  });
  app.get('/api/shared/:token/:side{inputs|outputs}/:position{\\d+}', async (c) => {
    const { token, side, position } = c.req.param();
    const found = await readSharedValue(runtime, { token, side: side as 'inputs' | 'outputs', position: Number(position) });
    return sendDownload(c, describeValueDownload(found, c.req.query('format')));
  });
  app.get('/api/app/:team/examples/:id/:side{inputs|outputs}/:position{\\d+}', async (c) => {
    const { team, id, side, position } = c.req.param();
    const found = await readExample(await signedIn(runtime, c), { team, id, side: side as 'inputs' | 'outputs', position: Number(position) });
    return sendDownload(c, describeValueDownload(found, c.req.query('format')));
  });
  app.get('/api/app/:team/models/:model/versions/:version{\\d+}/files/:name{.+}', async (c) => {
    const { team, model, version, name } = c.req.param();
    const file = await readModelFile(await signedIn(runtime, c), { team, model, version: Number(version), name });
    return sendDownload(c, { name: file.name, sizeBytes: file.sizeBytes, body: file.stream });
  });
  return app;
}

async function signedIn(runtime: Runtime, c: Context<AppEnv>): Promise<Ctx> {
  const { incoming, requestId } = c.env;
  const ctx = await createContext(runtime, {
    authorization: null,
    cookie: incoming.headers.cookie ?? null,
    address: addressOf(incoming),
    source: 'app',
    allow: 'session',
  });
  return { ...ctx, requestId };
}

async function followTopics(runtime: Runtime, c: Context<AppEnv>): Promise<Response> {
  const team = c.req.query('team') ?? '';
  const topics = parseTopics(c.req.queries('topic') ?? [], c.req.header('last-event-id'));
  const mayRead = async () => {
    const ctx = await signedIn(runtime, c);
    await requireRole(ctx, team, 'get-team');
    return ctx;
  };
  const ctx = await mayRead();
  return streamEvents(c, runtime, {
    mayRead,
    async run(send, signal) {
      await Promise.all(topics.map((topic) => followTopic(ctx, { team, topic, send, signal })));
      // A reader whose topics have all ended would only connect again.
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    },
  });
}

interface Following {
  team: string;
  topic: Topic;
  send(message: Message): Promise<void>;
  signal: AbortSignal;
}

/** A topic that cannot be followed says so and leaves the others alone. */
async function followTopic(ctx: Ctx, { team, topic, send, signal }: Following): Promise<void> {
  const { name, id, afterSeq } = topic;
  const events: AsyncGenerator<StoredEvent> =
    topic.kind === 'deployment' ? followDeployment(ctx, { team, deployment: id, afterSeq, signal }) : followInvocation(ctx, { team, id, afterSeq, signal });
  try {
    for await (const event of events) await send({ id: `${name}:${event.seq}`, event: event.kind, data: { topic: name, ...event } });
  } catch (error) {
    if (signal.aborted) return;
    await send({ id: `${name}:${afterSeq}`, event: 'refused', data: { topic: name, error: asAppError(error).toBody() } });
  }
}

/** `deployment:dep_X:AFTERSEQ`, `invocation:inv_Y:AFTERSEQ`; a reconnecting browser also says the last message it saw. */
function parseTopics(texts: string[], lastEventId: string | undefined): Topic[] {
  if (texts.length === 0 || texts.length > MAX_TOPICS) throw new AppError('INVALID_INPUT', `Name 1 to ${MAX_TOPICS} topics: ?topic=invocation:inv_…:0`);
  const seen = /^(.+):(\d{1,9})$/.exec(lastEventId ?? '');
  return texts.map((text) => {
    const match = /^(deployment|invocation):([a-z]+_[0-9A-Za-z]{26})(?::(\d{1,9}))?$/.exec(text);
    if (!match) throw new AppError('INVALID_INPUT', `"${text.slice(0, 80)}" is not a topic. One looks like "invocation:inv_…:0".`);
    const name = `${match[1]}:${match[2]}`;
    const afterSeq = Math.max(Number(match[3] ?? 0), seen?.[1] === name ? Number(seen[2]) : 0);
    return { name, kind: match[1] as Topic['kind'], id: match[2] ?? '', afterSeq };
  });
}
