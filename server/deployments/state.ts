import { PHASES, type Phase } from './schema.ts';

/**
 * deploying → ready | failed, then archived. A deployment goes queued → running → succeeded | failed | canceled; the
 * worker moves it on, except for canceled, which `cancel-deployment` sets and the worker obeys. A failed or canceled
 * deployment leaves its version `failed`; a retry makes a new deployment of the same version.
 */

/** The phases of a new deployment: the upload is over when it is made, or still to be done by the worker (null). ONNX needs no environment: no prepare. */
export function initialPhases(upload: { startedAt: Date; endedAt: Date; fact: string } | { source: string }): Phase[] {
  return PHASES.filter((name) => name !== 'prepare').map((name): Phase => {
    const todo = { name, status: 'todo', fact: null, startedAt: null, endedAt: null } as const;
    if (name !== 'upload') return todo;
    if ('source' in upload) return { ...todo, source: upload.source };
    return { name, status: 'done', fact: upload.fact, startedAt: upload.startedAt.toISOString(), endedAt: upload.endedAt.toISOString() };
  });
}
