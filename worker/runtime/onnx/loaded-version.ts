import path from 'node:path';
import { AppError } from '../../../server/errors.ts';
import { isPlain, mainGraph } from '../../../server/signatures/main-graph.ts';
import type { Graph, Signature } from '../../../server/signatures/schema.ts';
import type { Program } from '../../steps/program.ts';
import type { StepRun } from '../../steps/step.ts';
import type { ToRunner } from '../protocol.ts';
import { readerOf } from '../read-version-file.ts';
import type { RunItem, RunWork } from '../run-work.ts';
import { runItems } from './run-items.ts';
import { OnnxSession } from './session.ts';

/** What a runner holds: the engine's session of every graph, and the version's Steps. */
export class LoadedVersion {
  readonly signature: Signature;
  /** null: tensors come and go as they are. */
  readonly program: Program | null;
  readonly main: OnnxSession;
  readonly #sessions: ReadonlyMap<string, OnnxSession>;

  private constructor(parts: { signature: Signature; program: Program | null; sessions: ReadonlyMap<string, OnnxSession> }) {
    this.signature = parts.signature;
    this.program = parts.program;
    this.#sessions = parts.sessions;
    this.main = this.#session(mainGraph(parts.signature).name);
  }

  /** @throws AppError INVALID_MODEL, UNSUPPORTED_MODEL */
  static async load(folder: string, message: Extract<ToRunner, { kind: 'load' }>): Promise<LoadedVersion> {
    const { signature, threads, device } = message;
    const sessions = new Map<string, OnnxSession>();
    for (const graph of signature.graphs) {
      const outputs = graph.outputs.map(({ name }) => name);
      const added = graph.zipMaps?.map(({ tensor }) => tensor) ?? [];
      sessions.set(graph.name, await OnnxSession.load(path.join(folder, graph.file), { threads, device, outputs, added }));
    }
    // Steps bring libraries with them: plain tensors do not wait for those.
    const program = isPlain(signature) ? null : await prepare(signature, folder);
    return new LoadedVersion({ signature, program, sessions });
  }

  readonly runGraph: StepRun['runGraph'] = async (graph, feeds) => {
    const inputs = [...feeds].map(([name, { datatype, shape, bytes }]) => ({ name, datatype, shape, bytes }));
    const { outputs } = await this.#session(graph).run([{ inputs, outputs: null }], null);
    return new Map((outputs[0] ?? []).map(({ name, datatype, shape, bytes }) => [name, { kind: 'tensor', datatype, shape, bytes }]));
  };

  run(items: readonly RunItem[], work: RunWork): Promise<void> {
    return runItems(this, items, work);
  }

  async release(): Promise<void> {
    for (const session of this.#sessions.values()) await session.release();
  }

  #session(name: Graph['name']): OnnxSession {
    const session = this.#sessions.get(name);
    if (!session) throw new AppError('INTERNAL', `This version has no graph ${name}.`);
    return session;
  }
}

async function prepare(signature: Signature, folder: string): Promise<Program> {
  const { Program } = await import('../../steps/program.ts');
  return Program.prepare(signature, readerOf(folder));
}
