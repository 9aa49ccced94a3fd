import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { AppError, type ErrorBody } from '../../server/errors.ts';
import { pieceSchema } from '../../server/signatures/bundle/piece.ts';
import type { Choice } from '../../server/signatures/choice.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import { FrameReader, writeFrame, type Frame } from './frames.ts';
import { collectLines } from './collect-lines.ts';
import { layValues } from './lay-values.ts';
import { cudaNodes } from './onnx/cuda.ts';
import { readTreeMemory } from './process-memory.ts';
import { checkIndices, checkValues, type BatchAxes, type FromRunner, type RunTimings, type ToRunner } from './protocol.ts';
import type { RunOptions, RunRequest } from './run-request.ts';
import { explainExit, signalOf, type KillReason, type RunnerExit } from './runner-exit.ts';
import type { Sandbox } from './sandbox/detect-sandbox.ts';
import { createMemoryLimit } from './sandbox/memory-limit.ts';
import { linkFiles, type NamedFile } from './sandbox/link-files.ts';
import { modelFolderOf, RUNNER_ENV, runnerCommand } from './sandbox/runner-command.ts';
import { openSeccomp } from './sandbox/seccomp.ts';
import { setPace, type Pace } from './slices.ts';

/** A file of a version: its path inside the version, where it lies, and its size. */
export interface ModelFile extends NamedFile {
  sizeBytes: number;
}

export interface StartRunner {
  root: string;
  sandbox: Sandbox;
  /** null: it is given some later. */
  files: ModelFile[] | null;
  workFolder: string;
  memoryLimitBytes: number;
  threads: number;
  /** Where it runs: "cpu" where left out, or "cuda:0", … */
  device?: string;
  /** Folder of compiled code (`sandbox/code-cache.ts`); without it a runner compiles its own. */
  codeCache?: string;
  onLog(line: string): void;
}

interface Pending {
  doing: string;
  timeoutMs: number;
  timer: NodeJS.Timeout;
  onMessage(message: FromRunner, payload: Uint8Array, pending: Pending): boolean;
  reject(error: Error): void;
}

const HELLO_TIMEOUT_MS = 30_000;
const NO_TIME: RunTimings = { preMs: 0, runMs: 0, postMs: 0, batchSize: 1 };

/** Starts a runner and waits until it speaks. Nothing is loaded yet. @throws AppError RUNNER_CRASHED, TIMEOUT */
export async function startRunner(options: StartRunner): Promise<Runner> {
  const runner = new Runner(options);
  await runner.hello;
  return runner;
}

/** The worker's handle of one runner: ask, wait, kill. What the runner says is checked before it is believed. */
export class Runner {
  /** Along which axes runs may be stacked, once that is proved; null: never. */
  batchAxes: BatchAxes | null = null;
  readonly hello: Promise<void>;
  readonly exited: Promise<RunnerExit>;
  readonly #options: StartRunner;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #socket: Duplex;
  readonly #pending = new Map<number, Pending>();
  readonly #tail: string[] = [];
  #pace: Pace | null = null;
  #killedFor: KillReason | null = null;
  #exit: RunnerExit | null = null;
  #lastBytes: number | null = null;
  #lastId = 0;
  #runId = 0;
  #threads: number;
  #greet: () => void = () => undefined;

  constructor(options: StartRunner) {
    this.#options = { ...options };
    this.#threads = options.threads;
    const name = randomBytes(6).toString('hex');
    const folder = (this.#folder = path.join(options.workFolder, name));
    mkdirSync(folder, { recursive: true });
    const seccompFd = options.sandbox.level === 'bubblewrap' ? openSeccomp(folder) : null;
    const limit = createMemoryLimit(options.sandbox.memoryLimit, { name, bytes: options.memoryLimitBytes });
    const [command = '', ...args] = limit.wrap(
      runnerCommand(options.sandbox.level, {
        ...options,
        workFolder: folder,
        seccompFd: seccompFd === null ? null : 4,
        deviceNodes: cudaNodes(options.device ?? 'cpu'),
        codeCache: options.codeCache ?? null,
      }),
    );
    // Bubblewrap's own environment can be read from inside: it gets nothing of ours either.
    this.#child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe', ...(seccompFd === null ? [] : [seccompFd])], env: RUNNER_ENV, cwd: folder });
    if (seccompFd !== null) closeSync(seccompFd);
    this.#socket = this.#child.stdio[3] as Duplex;
    this.exited = this.#watchExit(() => {
      const exit = { outOfMemory: limit.wasOutOfMemory(), peakBytes: limit.peakBytes() };
      limit.remove();
      rmSync(folder, { recursive: true, force: true });
      return exit;
    });
    this.#listen();
    this.hello = this.#waitForHello();
  }

  /** What it was given: threads when it loaded last, memory when it was started. */
  get limits(): { threads: number; memoryLimitBytes: number } {
    return { threads: this.#threads, memoryLimitBytes: this.#options.memoryLimitBytes };
  }

  /** Gives it a version's files if it was started without. @throws what linking them throws: then it is of no use any more */
  give(files: ModelFile[], given: Pick<StartRunner, 'threads' | 'onLog'>): void {
    linkFiles(modelFolderOf(this.#folder), files);
    Object.assign(this.#options, { ...given, files });
    this.#threads = given.threads;
  }

  /** Reads the signature of the runner's files, inside its sandbox. @throws AppError INVALID_MODEL, UNSUPPORTED_MODEL, INVALID_INPUT for a choice that does not fit */
  async inspect({ choice = null, ...options }: { timeoutMs: number; choice?: Choice | null }): Promise<Signature> {
    const files = (this.#options.files ?? []).map(({ name, sizeBytes }) => ({ name, sizeBytes }));
    const answer = await this.#ask({ kind: 'inspect', files, choice }, { doing: 'reading the model', ...options });
    if (answer.kind !== 'inspected') throw new AppError('INTERNAL', 'The runner did not answer with a signature.');
    return answer.signature;
  }

  /** Loads the model into memory, in place of what was loaded before. @throws AppError INVALID_MODEL, UNSUPPORTED_MODEL, TIMEOUT, OUT_OF_MEMORY, RUNNER_CRASHED */
  async load(signature: Signature, options: { timeoutMs: number; threads?: number }): Promise<{ loadMs: number; residentBytes: number }> {
    const { timeoutMs, threads = this.#options.threads } = options;
    const { device = 'cpu' } = this.#options;
    this.#threads = threads;
    const answer = await this.#ask({ kind: 'load', signature, threads, device }, { doing: 'loading the model', timeoutMs });
    if (answer.kind !== 'loaded') throw new AppError('INTERNAL', 'The runner did not load.');
    return { loadMs: answer.loadMs, residentBytes: answer.residentBytes };
  }

  /**
   * Runs invocations, stacked where they fit into one call; `onResult` is called once each, and the promise resolves after
   * the last. @throws AppError when the runner dies first: what has no result was not run to its end
   */
  run(requests: RunRequest[], options: RunOptions): Promise<void> {
    if (requests.length === 0) return Promise.resolve();
    const payload: Uint8Array[] = [];
    let end = 0;
    const invocations = requests.map((request) => {
      const values = layValues(request.inputs, end);
      end = values.end;
      payload.push(...values.parts);
      return { outputs: request.outputs, inputs: values.laid, leftMs: Number.isFinite(request.leftMs) ? (request.leftMs ?? null) : null };
    });
    return new Promise((resolve, reject) => {
      const { timeoutMs } = options;
      this.#runId = this.#lastId + 1;
      const boundOf = typeof timeoutMs === 'number' ? () => timeoutMs : timeoutMs;
      this.#send({ kind: 'run', invocations, maxBatch: options.maxBatch ?? 1, axes: this.batchAxes, raw: options.raw ?? false }, payload, {
        doing: 'running',
        timeoutMs: boundOf(requests.map((_, index) => index)),
        reject,
        onMessage(message, bytes, pending) {
          if (message.kind === 'done') resolve();
          else if (message.kind === 'running') {
            const indices = checkIndices(message.indices, requests.length);
            pending.timeoutMs = boundOf(indices);
            options.onRunning?.(indices);
          } else if (message.kind === 'chunk') {
            const [index = 0] = checkIndices([message.index], requests.length);
            options.onChunk?.(index, pieceSchema.parse(message.chunk));
          } else if (message.kind === 'result')
            options.onResult(message.index, { outputs: checkValues(message.outputs, bytes), error: null, timings: message.timings });
          else if (message.kind === 'failed' && message.index !== undefined)
            options.onResult(message.index, { outputs: null, error: message.error, timings: NO_TIME });
          else if (message.kind === 'failed') reject(fromBody(message.error));
          return message.kind === 'done' || (message.kind === 'failed' && message.index === undefined);
        },
      });
    });
  }

  /** Says that nobody waits for these invocations of the current run any more: a generation ends at its next token. */
  cancel(indices: number[]): void {
    if (!this.ended) writeFrame(this.#socket, { kind: 'cancel', id: this.#runId, indices } satisfies ToRunner);
  }

  /** Process id of its outermost process; null before it has one. */
  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  /** How it stands behind others for the cores. */
  async setPace(pace: Pace): Promise<void> {
    if (this.#pace === pace || !this.#child.pid || this.#exit) return;
    this.#pace = pace;
    await setPace([this.#child.pid], pace);
  }

  /** It has died, or is about to by our hand. */
  get ended(): boolean {
    return this.#exit !== null || this.#killedFor !== null;
  }

  kill(reason: KillReason): void {
    this.#killedFor ??= reason;
    this.#child.kill('SIGKILL');
  }

  /** Resident memory of the runner's processes now, in bytes; 0 once it has ended. */
  async memoryBytes(): Promise<number> {
    if (this.#exit || !this.#child.pid) return 0;
    const bytes = await readTreeMemory(this.#child.pid);
    // One that is just ending takes nothing any more.
    if (bytes > 0) this.#lastBytes = bytes;
    return bytes;
  }

  #ask(message: DistributiveOmit<ToRunner, 'id'>, options: { doing: string; timeoutMs: number }): Promise<FromRunner> {
    return new Promise((resolve, reject) => {
      this.#send(message, [], {
        ...options,
        reject,
        onMessage(answer) {
          if (answer.kind === 'failed') reject(fromBody(answer.error));
          else resolve(answer);
          return true;
        },
      });
    });
  }

  #send(message: DistributiveOmit<ToRunner, 'id'>, payload: Uint8Array[], pending: Omit<Pending, 'timer'>): void {
    if (this.#exit) return pending.reject(explainExit(this.#exit, pending.doing));
    const id = ++this.#lastId;
    const timer = setTimeout(() => this.kill('timeout'), pending.timeoutMs);
    this.#pending.set(id, { ...pending, timer });
    writeFrame(this.#socket, { ...message, id }, payload);
  }

  #listen(): void {
    const reader = new FrameReader((frame) => this.#receive(frame));
    this.#socket.on('data', (chunk: Buffer) => this.#guard(() => reader.push(chunk)));
    this.#socket.on('error', () => undefined);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) collectLines(stream, (line) => this.#note(line));
    }
  }

  #receive({ header, payload }: Frame): void {
    const message = header as unknown as FromRunner;
    if (message.kind === 'hello') return this.#greet();
    const pending = this.#pending.get(message.id);
    if (!pending) throw new Error('an answer to no question');
    clearTimeout(pending.timer);
    if (pending.onMessage(message, payload, pending)) this.#pending.delete(message.id);
    else pending.timer = setTimeout(() => this.kill('timeout'), pending.timeoutMs);
  }

  // Whatever a runner says that cannot be right ends it, never us.
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#note(`protocol: ${error instanceof Error ? error.message : String(error)}`);
      this.kill('protocol');
    }
  }

  #note(line: string): void {
    this.#tail.push(line);
    if (this.#tail.length > 20) this.#tail.shift();
    this.#options.onLog(line);
  }

  #waitForHello(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.kill('timeout'), HELLO_TIMEOUT_MS);
      this.#greet = () => {
        clearTimeout(timer);
        resolve();
      };
      void this.exited.then((exit) => {
        clearTimeout(timer);
        reject(explainExit(exit, 'starting'));
      });
    });
  }

  #watchExit(cleanUp: () => { outOfMemory: boolean; peakBytes: number | null }): Promise<RunnerExit> {
    return new Promise((resolve) => {
      const end = (code: number | null, signal: string | null) => {
        if (this.#exit) return;
        this.#exit = {
          ...{ killedFor: this.#killedFor, code, signal: signalOf(code, signal), ...cleanUp(), tail: this.#tail.join('\n').slice(-2000) },
          ...{ lastBytes: this.#lastBytes, memoryLimitBytes: this.#options.memoryLimitBytes },
        };
        for (const pending of this.#pending.values()) {
          clearTimeout(pending.timer);
          pending.reject(explainExit(this.#exit, pending.doing));
        }
        this.#pending.clear();
        resolve(this.#exit);
      };
      this.#child.once('error', (error) => {
        this.#tail.push(error.message);
        end(null, null);
      });
      this.#child.once('close', end);
    });
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function fromBody(body: ErrorBody): AppError {
  return new AppError(body.code, body.message, { cause: body.cause ?? undefined, suggestions: body.suggestions });
}
