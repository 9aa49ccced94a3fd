import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Ctx } from '../../server/context.ts';
import { newUuid, toId } from '../../server/ids.ts';
import { createInvocation, type CreateInvocationInput } from '../../server/invocations/create-invocation.ts';
import { getInvocation } from '../../server/invocations/get-invocation.ts';
import type { InvocationView } from '../../server/invocations/schema.ts';
import type { TensorValue } from '../../server/signatures/value.ts';
import { waitInvocation } from '../../server/invocations/wait-invocation.ts';
import type { Runtime } from '../../server/runtime.ts';
import { bytesSource } from '../../server/signatures/byte-source.ts';
import { readSignature } from '../../server/signatures/read-signature.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import { createTestRuntime } from '../../server/testing/create-test-runtime.ts';
import type { BatchProfile, VersionSettings } from '../../server/versions/schema.ts';
import { Dispatcher } from '../dispatch/dispatcher.ts';
import { readStarted, StartedFile } from '../dispatch/started-file.ts';
import { Fleet } from '../fleet/fleet.ts';
import { startRunner, type Runner } from '../runtime/runner-process.ts';
import { detectSandbox, type Sandbox } from '../runtime/sandbox/detect-sandbox.ts';

const DEVICES = [{ id: 'cpu', name: 'cpu', memoryBytes: 8e9 }];
const ROOT = path.resolve(import.meta.dirname, '../..');

/** How a version of a test is made besides its bytes. */
export interface VersionOptions {
  settings?: Partial<VersionSettings>;
  batching?: BatchProfile;
  team?: string;
}

/** A real database, dispatcher, fleet and runners, with versions that are ready without being deployed. */
export class DispatchBench {
  readonly runtime: Runtime;
  readonly dispatcher: Dispatcher;
  /** The runner that was started last for a version. */
  readonly runners = new Map<string, Runner>();
  readonly workerId = newUuid();
  readonly #stopRuntime: () => Promise<void>;
  readonly folder = mkdtempSync(path.join(tmpdir(), 'dispatch-'));
  readonly #sandbox: Sandbox;
  readonly #models = new Map<string, { signature: Signature; file: string; sizeBytes: number }>();
  readonly #teams = new Map<string, Ctx>();
  readonly #fleets: Fleet[] = [];
  readonly #others: Dispatcher[] = [];
  #mayLoad: Promise<void> = Promise.resolve();

  private constructor(testing: { runtime: Runtime; stop: () => Promise<void> }, sandbox: Sandbox) {
    this.runtime = testing.runtime;
    this.#stopRuntime = testing.stop;
    this.#sandbox = sandbox;
    this.dispatcher = this.#createDispatcher(this.workerId);
  }

  static async start(env: Record<string, string> = {}): Promise<DispatchBench> {
    const bench = new DispatchBench(await createTestRuntime(env, 'worker'), await detectSandbox());
    await bench.#addWorker(bench.workerId);
    return bench;
  }

  /** A second worker on the same queue. */
  async startOther(): Promise<Dispatcher> {
    const workerId = newUuid();
    await this.#addWorker(workerId);
    // Nobody here has a heartbeat: each takes the other for alive for as long as this counts.
    await this.runtime.db.worker.updateMany({ data: { heartbeatAt: this.runtime.clock.date() } });
    const other = this.#createDispatcher(workerId);
    this.#others.push(other);
    other.start();
    return other;
  }

  async stop(): Promise<void> {
    await Promise.all([this.dispatcher, ...this.#others].map((dispatcher) => dispatcher.drain(2_000)));
    await Promise.all(this.#fleets.map((fleet) => fleet.stop()));
    await this.#stopRuntime();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The runs that would be to blame, were the first worker killed now. */
  started(): string[] {
    return readStarted(this.folder, this.workerId).map((id) => toId('inv', id));
  }

  /** The fleet of the first worker. */
  get fleet(): Fleet {
    return this.#fleets[0]!;
  }

  /** What begins to load from now on has not loaded before the returned function is called. */
  holdLoads(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#mayLoad = promise;
    return resolve;
  }

  /** What a key of the team acts as; the team is made at its first use. */
  async actAs(team: string): Promise<Ctx> {
    const known = this.#teams.get(team);
    if (known) return known;
    const teamId = newUuid();
    await this.runtime.db.team.create({ data: { id: teamId, name: team } });
    const actor = { kind: 'key' as const, keyId: newUuid(), teamId, team, role: 'developer' as const, name: 'test' };
    const ctx: Ctx = { runtime: this.runtime, actor, requestId: 'req', address: null, source: 'rest' };
    this.#teams.set(team, ctx);
    return ctx;
  }

  async addVersion(name: string, bytes: Uint8Array, options: VersionOptions = {}): Promise<string> {
    const [modelId, versionId] = [newUuid(), newUuid()];
    const { actor } = await this.actAs(options.team ?? 'dispatch');
    const teamId = actor?.kind === 'key' ? actor.teamId : '';
    const file = path.join(this.folder, `${versionId}.onnx`);
    writeFileSync(file, bytes);
    const signature = await readSignature([{ name: 'model.onnx', source: bytesSource(bytes) }]);
    this.#models.set(versionId, { signature, file, sizeBytes: bytes.byteLength });
    await this.runtime.db.model.create({ data: { id: modelId, teamId, name, liveName: name, activeVersionId: versionId } });
    await this.runtime.db.version.create({
      data: {
        id: versionId,
        modelId,
        teamId,
        number: 1,
        status: 'ready',
        sizeBytes: BigInt(bytes.byteLength),
        createdBy: {},
        signature: toJson(signature),
        settings: options.settings ?? {},
        ...(options.batching ? { batching: toJson(options.batching) } : {}),
      },
    });
    return versionId;
  }

  /** Queues a run; its id. */
  async create(model: string, inputs: TensorValue[], more: Partial<CreateInvocationInput> = {}): Promise<string> {
    const team = more.team ?? 'dispatch';
    return (await createInvocation(await this.actAs(team), { team, model, inputs, ...more })).id;
  }

  async ended(id: string, timeoutMs = 15_000, team = 'dispatch'): Promise<InvocationView> {
    return waitInvocation(await this.actAs(team), { team, id, timeoutMs });
  }

  async get(id: string, team = 'dispatch'): Promise<InvocationView> {
    return getInvocation(await this.actAs(team), { team, id });
  }

  async #addWorker(id: string): Promise<void> {
    const state = { state: 'taking_work', info: { devices: DEVICES, cores: 2 }, loaded: [] };
    await this.runtime.db.worker.create({ data: { id, name: `bench-${id}`, host: 'bench', bootId: 'bench', pid: process.pid, ...state } });
  }

  #createDispatcher(workerId: string): Dispatcher {
    const fleet = new Fleet({ budgetBytes: 8e9, onChange: (versionId) => dispatcher.instancesChanged(versionId), load: (versionId) => this.#load(versionId) });
    const started = new StartedFile(this.folder, workerId);
    const dispatcher = new Dispatcher(this.runtime, fleet, { id: workerId, name: 'bench', devices: DEVICES, cores: 2, started });
    this.#fleets.push(fleet);
    return dispatcher;
  }

  async #load(versionId: string) {
    const model = this.#models.get(versionId);
    if (!model) throw new Error('no such version');
    const runner = await startRunner({
      root: ROOT,
      sandbox: this.#sandbox,
      files: [{ name: 'model.onnx', path: model.file, sizeBytes: model.sizeBytes }],
      workFolder: path.join(this.folder, 'work'),
      memoryLimitBytes: 2e9,
      threads: 1,
      onLog: () => undefined,
    });
    const version = await this.runtime.db.version.findUnique({ where: { id: versionId }, select: { batching: true } });
    runner.batchAxes = (version?.batching as BatchProfile | null)?.axes ?? null;
    await this.#mayLoad;
    await runner.load(model.signature, { timeoutMs: 20_000 });
    this.runners.set(versionId, runner);
    return { runner, device: 'cpu' };
  }
}

export const fp32 = (name: string, shape: number[], values: number[]): TensorValue => ({
  name,
  datatype: 'FP32',
  shape,
  bytes: new Uint8Array(Float32Array.from(values).buffer),
});
export const add = (a: number, b: number) => [fp32('x', [1, 2], [a, a]), fp32('y', [1, 2], [b, b])];
/** Inputs of slowModel: about 4 ms a step of two. */
export const steps = (count: number): TensorValue[] => [
  { name: 'steps', datatype: 'INT64', shape: [], bytes: new Uint8Array(BigInt64Array.of(BigInt(count)).buffer) },
  fp32('x', [], [2]),
];

const int32 = (name: string, value: number): TensorValue => ({ name, datatype: 'INT32', shape: [1], bytes: new Uint8Array(Int32Array.of(value).buffer) });
/** Inputs of crashesAtRunModel: -2³¹ by -1 kills the runner. */
export const divide = (a: number, b: number) => [int32('x', a), int32('y', b)];

function toJson(value: object): object {
  return JSON.parse(JSON.stringify(value)) as object;
}
