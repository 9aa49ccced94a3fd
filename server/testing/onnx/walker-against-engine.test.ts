import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { isAppError } from '../../errors.ts';
import { bytesSource } from '../../signatures/byte-source.ts';
import { datatypeOfOrt } from '../../signatures/datatype.ts';
import { readSignature } from '../../signatures/read-signature.ts';
import type { Field } from '../../signatures/field.ts';

// Debian's package libonnx-testdata: ONNX's own test models.
const FOLDER = '/usr/share/libonnx-testdata/data';
const EVERY = 5;

type Metadata = InferenceSession['inputMetadata'][number];

const ours = (fields: readonly Field[]) =>
  fields.flatMap((field) => (field.encoding === 'tensor' ? [{ name: field.name, datatype: field.datatype, shape: field.shape }] : []));
const theirs = (values: readonly Metadata[]) =>
  values.flatMap((value) =>
    value.isTensor ? [{ name: value.name, datatype: datatypeOfOrt(value.type), shape: value.shape.map((dim) => (dim === -1 || dim === '' ? null : dim)) }] : [],
  );

describe.skipIf(!existsSync(FOLDER))('the walker against the engine', () => {
  it('reads the same inputs and outputs as onnxruntime from its models, and refuses none that it could serve', async () => {
    const files = globSync('**/*.onnx', { cwd: FOLDER }).sort();
    let compared = 0;
    for (const [index, name] of files.entries()) {
      if (index % EVERY !== 0) continue;
      const file = path.join(FOLDER, name);
      const session = await InferenceSession.create(file, { logSeverityLevel: 4 }).catch(() => null);
      const signature = await readSignature([{ name: 'model.onnx', source: bytesSource(readFileSync(file)) }]).catch((error: unknown) => error);
      if (session === null) continue;
      if (isAppError(signature)) {
        expect(signature.message, name).toMatch(/(seq|optional)\(/);
        continue;
      }
      if (signature instanceof Error) throw signature;
      const { inputs, outputs } = signature as Awaited<ReturnType<typeof readSignature>>;
      expect({ name, inputs: ours(inputs), outputs: ours(outputs) }).toEqual({
        name,
        inputs: theirs(session.inputMetadata),
        outputs: theirs(session.outputMetadata),
      });
      compared += 1;
      await session.release();
    }
    expect(compared).toBeGreaterThan(150);
  }, 60_000);
});
