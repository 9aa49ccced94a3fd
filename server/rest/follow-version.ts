import { followDeployment } from '../deployments/follow-deployment.ts';
import { AppError } from '../errors.ts';
import { resumeAfter, streamEvents } from '../http/event-stream.ts';
import type { Runtime } from '../runtime.ts';
import { getVersion } from '../versions/get-version.ts';
import { keyContext } from './authenticate.ts';
import type { RestContext } from './rest-env.ts';

/** What is stored of an ended deployment is read at once; a reader who has it all hears `done` after this. */
const REREAD_MS = 1_000;

/** The events of a version's last deployment, up to and including `done`. @throws NOT_FOUND */
export async function followVersion(c: RestContext, runtime: Runtime, ref: { team: string; model: string; version: number }): Promise<Response> {
  const { ctx } = c.var;
  const { deployment } = await getVersion(ctx, ref);
  if (!deployment) throw new AppError('NOT_FOUND', 'This version was never deployed.');
  const afterSeq = resumeAfter(c);
  return streamEvents(c, runtime, {
    mayRead: () => keyContext(runtime, c),
    async run(send, signal) {
      const readAll = new AbortController();
      const timer = deployment.endedAt ? setTimeout(() => readAll.abort(), REREAD_MS) : undefined;
      const until = AbortSignal.any([signal, readAll.signal]);
      for await (const event of followDeployment(ctx, { team: ref.team, deployment: deployment.id, afterSeq, signal: until })) {
        clearTimeout(timer);
        await send({ id: String(event.seq), event: event.kind, data: event });
        if (event.kind === 'done') return;
      }
      if (signal.aborted || !deployment.endedAt) return;
      const done = { seq: afterSeq, kind: 'done', data: { status: deployment.status }, createdAt: deployment.endedAt };
      await send({ id: String(afterSeq), event: 'done', data: done });
    },
  });
}
