// Before any schema is made: the doors give them the way to be documented.
import { createTestKey, startTestWeb, type TestWeb } from './start-test-web.ts';
import type { Ctx } from '../context.ts';
import { appendEvents } from '../events/append-events.ts';
import { fromId, newUuid } from '../ids.ts';
import { claimInvocations, type ClaimedInvocation } from '../invocations/claim-invocations.ts';
import { finishInvocations } from '../invocations/finish-invocations.ts';
import { packTensors } from '../invocations/pack-tensors.ts';
import type { Runtime } from '../runtime.ts';
import type { Field } from '../signatures/field.ts';
import type { Signature } from '../signatures/schema.ts';
import { jsonValue } from '../signatures/value.ts';
import { createTestRuntime } from './create-test-runtime.ts';

const bare = { required: false, tensors: [], steps: [] };

/** An input that chooses, as a preset makes it. */
export function choiceInput(name: string, choices: string[]): Field {
  return { ...bare, name, encoding: 'choice', choices, default: choices[0] };
}

/** A chat model's signature, with as much of it as its doors look at. */
export const CHAT: Signature = {
  task: 'text-generation',
  inputs: [
    { ...bare, name: 'messages', encoding: 'json' },
    { ...bare, name: 'prompt', encoding: 'text' },
  ],
  outputs: [{ ...bare, name: 'completion', encoding: 'json' }],
  generation: { kind: 'causal', contextLength: 1024, chat: true },
  graphs: [],
};

/** A speech recogniser's signature with these inputs beside the recording. */
export function speechWith(...inputs: Field[]): Signature {
  return {
    task: 'automatic-speech-recognition',
    inputs: [{ ...bare, required: true, name: 'audio', encoding: 'audio', mediaTypes: ['audio/wav', 'audio/mpeg'] }, ...inputs],
    outputs: [{ ...bare, name: 'transcript', encoding: 'json' }],
    generation: { kind: 'speech', contextLength: null, chat: false },
    graphs: [],
  };
}

/**
 * The web door on a database of its own, with versions that are ready without files. What a worker writes of a run is
 * written by the test, through the worker's own verbs: so it decides when each piece comes.
 */
export class TextBench {
  readonly runtime: Runtime;
  readonly web: TestWeb;
  readonly key: string;
  readonly #stop: () => Promise<void>;

  private constructor(parts: { runtime: Runtime; web: TestWeb; key: string; stop: () => Promise<void> }) {
    this.runtime = parts.runtime;
    this.web = parts.web;
    this.key = parts.key;
    this.#stop = parts.stop;
  }

  static async start(): Promise<TextBench> {
    const { runtime, stop } = await createTestRuntime();
    return new TextBench({ runtime, stop, web: await startTestWeb(runtime), key: await createTestKey(runtime, 'acme', 'owner') });
  }

  async stop(): Promise<void> {
    this.runtime.end(0);
    await this.web.stop();
    await this.#stop();
  }

  /** What an owner acts as, beside the door. */
  async ownerCtx(): Promise<Ctx> {
    const { id: teamId, name: team } = await this.runtime.db.team.findUniqueOrThrow({ where: { name: 'acme' } });
    const actor = { kind: 'key' as const, keyId: newUuid(), teamId, team, role: 'owner' as const, name: 'test' };
    return { runtime: this.runtime, actor, requestId: 'req', address: null, source: 'rest' };
  }

  async addModel(name: string, signature: Signature): Promise<void> {
    const { id: teamId } = await this.runtime.db.team.findUniqueOrThrow({ where: { name: 'acme' } });
    const [modelId, versionId] = [newUuid(), newUuid()];
    await this.runtime.db.model.create({ data: { id: modelId, teamId, name, liveName: name, activeVersionId: versionId } });
    await this.runtime.db.version.create({
      data: {
        id: versionId,
        modelId,
        teamId,
        number: 1,
        status: 'ready',
        sizeBytes: 0n,
        createdBy: {},
        signature: JSON.parse(JSON.stringify(signature)) as object,
      },
    });
  }

  post(path: string, body: object, init: { key?: string; signal?: AbortSignal } = {}): Promise<Response> {
    return this.web.call(path, {
      key: this.key,
      method: 'POST',
      ...init,
      ...(body instanceof FormData ? { body } : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  }

  async statusOf(id: string): Promise<string | undefined> {
    const [row] = await this.runtime.sql<{ status: string }[]>`select status::text as status from invocation where id = ${fromId('inv', id) ?? ''}::uuid`;
    return row?.status;
  }

  /** Writes pieces of a run. */
  async write(id: string, ...texts: string[]): Promise<void> {
    const events = texts.map((text) => ({ kind: 'output' as const, data: { attempt: 1, text } }));
    await appendEvents(this.runtime.sql, fromId('inv', id) ?? '', events);
  }

  /** Claims the next run, waiting for it. */
  async claim(): Promise<ClaimedInvocation> {
    for (;;) {
      const [claimed] = await claimInvocations(this.runtime, { batchSize: 1, rooms: new Map(), roomOfOthers: 1, workerId: newUuid() });
      if (claimed) return claimed;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends a claimed run with this as its output. */
  async finish({ job }: ClaimedInvocation, output: string, data: unknown): Promise<void> {
    const outputs = await packTensors(this.runtime, [jsonValue(output, data)]);
    await finishInvocations(this.runtime, [{ job, status: 'succeeded', outputs, error: null, timings: null, worker: null, startedAt: new Date() }]);
  }
}
