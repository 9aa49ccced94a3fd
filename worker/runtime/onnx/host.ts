import { Socket } from 'node:net';
import path from 'node:path';
import { AppError } from '../../../server/errors.ts';
import { readSignature } from '../../../server/signatures/read-signature.ts';
import { FrameReader, writeFrame, type Frame } from '../frames.ts';
import type { FieldValue } from '../../../server/signatures/value.ts';
import { layValues } from '../lay-values.ts';
import type { FromRunner, ToRunner, WireValue } from '../protocol.ts';
import { FileSource } from './file-source.ts';
import type { LoadedVersion } from './loaded-version.ts';
import { runItems, toErrorBody } from './run-items.ts';
import { yieldCores } from './yield-cores.ts';

/**
 * The runner process: reads frames on fd 3, one request after another, and answers them. It ends when fd 3 does. Its one
 * argument is the folder that holds the version's files.
 */
const modelFolder = process.argv[2] ?? '/model';
const socket = new Socket({ fd: 3, readable: true, writable: true });
let version: LoadedVersion | null = null;
let work: Promise<void> = Promise.resolve();

const reader = new FrameReader((frame) => {
  work = work.then(() => answer(frame));
});
socket.on('data', (chunk) => reader.push(chunk));
socket.on('end', () => process.exit(0));
socket.on('error', () => process.exit(0));
yieldCores();
say({ kind: 'hello' });

function say(message: FromRunner, payload: Uint8Array[] = []): void {
  writeFrame(socket, message, payload);
}

async function answer({ header, payload }: Frame): Promise<void> {
  const message = header as unknown as ToRunner;
  try {
    if (message.kind === 'inspect') await inspect(message);
    else if (message.kind === 'load') await load(message);
    else await run(message, payload);
  } catch (error) {
    say({ kind: 'failed', id: message.id, error: toErrorBody(error) });
  }
}

async function inspect(message: Extract<ToRunner, { kind: 'inspect' }>): Promise<void> {
  const files = await Promise.all(message.files.map(async ({ name }) => ({ name, source: await FileSource.open(path.join(modelFolder, name)) })));
  const signature = await readSignature(files, message.choice ? { choice: message.choice } : {});
  await Promise.all(files.map((file) => file.source.close()));
  say({ kind: 'inspected', id: message.id, signature });
}

async function load(message: Extract<ToRunner, { kind: 'load' }>): Promise<void> {
  const at = performance.now();
  const { LoadedVersion } = await import('./loaded-version.ts');
  await version?.release();
  version = null;
  version = await LoadedVersion.load(modelFolder, message);
  say({ kind: 'loaded', id: message.id, loadMs: performance.now() - at, residentBytes: process.memoryUsage.rss() });
}

async function run(message: Extract<ToRunner, { kind: 'run' }>, payload: Uint8Array): Promise<void> {
  const { id, maxBatch, axes, raw } = message;
  if (!version) throw new AppError('INTERNAL', 'Nothing is loaded in this runner.');
  const items = message.invocations.map(({ inputs, outputs }) => ({ outputs, inputs: inputs.map((value) => readValue(value, payload)) }));
  await runItems(version, items, {
    ...{ maxBatch, axes, raw },
    onRunning: (indices) => say({ kind: 'running', id, indices }),
    onResult(index, outputs, timings) {
      const { laid, parts } = layValues(outputs);
      say({ kind: 'result', id, index, outputs: laid, timings }, parts);
    },
    onFailed: (index, error, timings) => say({ kind: 'failed', id, index, error, timings }),
  });
  say({ kind: 'done', id });
}

function readValue(value: WireValue, payload: Uint8Array): FieldValue {
  const { offset, length, ...rest } = value;
  return { ...rest, bytes: payload.subarray(offset, offset + length) };
}
