import { Socket } from 'node:net';
import path from 'node:path';
import { AppError, isAppError } from '../../../server/errors.ts';
import { readSignature } from '../../../server/signatures/read-signature.ts';
import { FrameReader, writeFrame, type Frame } from '../frames.ts';
import type { FromRunner, ToRunner, WireTensor } from '../protocol.ts';
import { FileSource } from './file-source.ts';
import type { OnnxSession } from './session.ts';
import { groupItems, type PlainTensor, type StackItem } from './stack.ts';

/**
 * The runner process: reads frames on fd 3, one request after another, and answers them. It ends when fd 3 does. Its one
 * argument is the folder that holds the version's files.
 */
const modelFolder = process.argv[2] ?? '/model';
const socket = new Socket({ fd: 3, readable: true, writable: true });
let session: OnnxSession | null = null;
let work: Promise<void> = Promise.resolve();

const reader = new FrameReader((frame) => {
  work = work.then(() => answer(frame));
});
socket.on('data', (chunk) => reader.push(chunk));
socket.on('end', () => process.exit(0));
socket.on('error', () => process.exit(0));
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
    say({ kind: 'failed', id: message.id, error: toError(error) });
  }
}

async function inspect(message: Extract<ToRunner, { kind: 'inspect' }>): Promise<void> {
  const files = await Promise.all(message.files.map(async ({ name }) => ({ name, source: await FileSource.open(path.join(modelFolder, name)) })));
  const signature = await readSignature(files);
  await Promise.all(files.map((file) => file.source.close()));
  say({ kind: 'inspected', id: message.id, signature });
}

async function load(message: Extract<ToRunner, { kind: 'load' }>): Promise<void> {
  const at = performance.now();
  const { OnnxSession } = await import('./session.ts');
  await session?.release();
  session = null;
  session = await OnnxSession.load(path.join(modelFolder, message.file), message);
  say({ kind: 'loaded', id: message.id, loadMs: performance.now() - at, residentBytes: process.memoryUsage.rss() });
}

type RunMessage = Extract<ToRunner, { kind: 'run' }>;

async function run(message: RunMessage, payload: Uint8Array): Promise<void> {
  const items = message.invocations.map(({ inputs, outputs }) => ({
    outputs,
    inputs: inputs.map(({ name, datatype, shape, offset, length }) => ({ name, datatype, shape, bytes: payload.subarray(offset, offset + length) })),
  }));
  for (const group of groupItems(items, message.axes, message.maxBatch)) await runGroup(message, items, group);
  say({ kind: 'done', id: message.id });
}

/** One call of the engine; one that fails is halved, so that an invocation at fault fails alone. */
async function runGroup(message: RunMessage, items: readonly StackItem[], indices: number[]): Promise<void> {
  say({ kind: 'running', id: message.id, indices });
  try {
    if (!session) throw new AppError('INTERNAL', 'Nothing is loaded in this runner.');
    const members = indices.map((index) => items[index] as StackItem);
    const { outputs, timings } = await session.run(members, message.axes);
    indices.forEach((index, position) => {
      const { tensors, parts } = lay(outputs[position] ?? []);
      say({ kind: 'result', id: message.id, index, outputs: tensors, timings }, parts);
    });
  } catch (error) {
    const [index = 0] = indices;
    if (indices.length === 1) return say({ kind: 'failed', id: message.id, index, error: toError(error) });
    const half = Math.ceil(indices.length / 2);
    await runGroup(message, items, indices.slice(0, half));
    await runGroup(message, items, indices.slice(half));
  }
}

function lay(outputs: readonly PlainTensor[]): { tensors: WireTensor[]; parts: Uint8Array[] } {
  let offset = 0;
  const tensors = outputs.map(({ name, datatype, shape, bytes }) => {
    const tensor = { name, datatype, shape, offset, length: bytes.byteLength };
    offset += bytes.byteLength;
    return tensor;
  });
  return { tensors, parts: outputs.map(({ bytes }) => bytes) };
}

function toError(error: unknown) {
  if (isAppError(error)) return error.toBody();
  return new AppError('INTERNAL', 'The runner could not do this.', { cause: error instanceof Error ? error.message : String(error) }).toBody();
}
