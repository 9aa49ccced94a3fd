import type { StateLoop } from '../../../server/signatures/schema.ts';
import { DATATYPES } from '../../../server/signatures/datatype.ts';
import { AppError } from '../../../server/errors.ts';
import type { TensorValue } from '../../../server/signatures/value.ts';
import type { OnnxSession } from './session.ts';

/**
 * Runs a model with memory once per row of its looped input, feeding what it remembers back in. The outputs asked for are
 * stacked on axis 0 in the order of the rows. @throws AppError
 */
export async function runLoop(session: OnnxSession, loop: StateLoop, item: { inputs: TensorValue[]; outputs: string[] }): Promise<TensorValue[]> {
  const over = item.inputs.find(({ name }) => name === loop.over);
  const rows = over?.shape[0] ?? 0;
  if (!over || rows === 0) throw new AppError('INVALID_INPUT', 'There is nothing to run over: the recording has no samples.');
  const rowBytes = over.bytes.byteLength / rows;
  const rest = item.inputs.filter((tensor) => tensor !== over);
  let memory: TensorValue[] = loop.carry.map(({ to, datatype, shape }) => ({ name: to, datatype, shape, bytes: new Uint8Array(sizeOf(datatype, shape)) }));
  const names = [...new Set([...item.outputs, ...loop.carry.map(({ from }) => from)])];
  const collected = item.outputs.map((): TensorValue[] => []);
  for (let row = 0; row < rows; row += 1) {
    const slice = { ...over, shape: over.shape.with(0, 1), bytes: over.bytes.subarray(row * rowBytes, (row + 1) * rowBytes) };
    const { outputs } = await session.run([{ inputs: [slice, ...memory, ...rest], outputs: names }], null);
    const byName = new Map((outputs[0] ?? []).map((tensor) => [tensor.name, tensor]));
    item.outputs.forEach((name, index) => collected[index]?.push(byName.get(name) as TensorValue));
    memory = loop.carry.map(({ from, to }) => ({ ...(byName.get(from) as TensorValue), name: to }));
  }
  return collected.map(joinRows);
}

function joinRows(parts: TensorValue[]): TensorValue {
  const [first] = parts;
  if (!first) throw new Error('a loop without rows');
  const shape =
    first.shape.length === 0
      ? [parts.length]
      : first.shape.with(
          0,
          parts.reduce((sum, part) => sum + (part.shape[0] ?? 0), 0),
        );
  return { ...first, shape, bytes: Buffer.concat(parts.map(({ bytes }) => bytes)) };
}

function sizeOf(datatype: TensorValue['datatype'], shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, DATATYPES[datatype].bytes);
}
