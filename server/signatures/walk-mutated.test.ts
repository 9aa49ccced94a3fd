import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAppError } from '../errors.ts';
import { externalDataModel, sequenceInputModel } from '../testing/onnx/bad-models.ts';
import { slowModel } from '../testing/onnx/hard-models.ts';
import { functionModel, matMulModel, zipMapModel } from '../testing/onnx/tiny-models.ts';
import type { ByteSource } from './byte-source.ts';
import { readSignature } from './read-signature.ts';
import { graphSchema } from './schema.ts';
import { walkOnnx } from './walk-onnx.ts';

const MODELS = [matMulModel(), slowModel(4), functionModel(), zipMapModel(), externalDataModel(), sequenceInputModel()];

/** A source that counts what is read of it. */
function counted(bytes: Uint8Array): ByteSource & { readBytes: number } {
  return {
    sizeBytes: bytes.byteLength,
    readBytes: 0,
    read(offset, length) {
      this.readBytes += length;
      return Promise.resolve(bytes.subarray(offset, offset + length));
    },
  };
}

async function assertTame(bytes: Uint8Array): Promise<void> {
  const source = counted(bytes);
  try {
    graphSchema.parse(await walkOnnx(source, { name: 'model.onnx' }));
  } catch (error) {
    if (!isAppError(error)) throw error;
    expect(['INVALID_MODEL', 'UNSUPPORTED_MODEL']).toContain(error.code);
  }
  expect(source.readBytes).toBeLessThanOrEqual(bytes.byteLength);
  const whole = await readSignature([{ name: 'a.onnx', source: counted(bytes) }]).catch((error: unknown) => error);
  if (whole instanceof Error && !isAppError(whole)) throw whole;
}

describe('bytes that were changed on the way', () => {
  const bytesOf = fc.constantFrom(...MODELS);

  it('refuses or reads them, and nothing else', async () => {
    const changes = fc.array(fc.record({ at: fc.nat(), byte: fc.nat(255) }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(bytesOf, changes, async (model, edits) => {
        const bytes = model.slice();
        for (const { at, byte } of edits) bytes[at % bytes.length] = byte;
        await assertTame(bytes);
      }),
      { numRuns: 2000 },
    );
  }, 60_000);

  it('says of every cut that something is missing', async () => {
    const model = matMulModel();
    for (let length = 1; length < model.length; length += 1) {
      const error: unknown = await readSignature([{ name: 'a.onnx', source: counted(model.subarray(0, length)) }]).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      // Only the metadata at the end can be lost whole without a trace.
      if (error === null) expect(length).toBeGreaterThan(model.length - 60);
      else expect(isAppError(error) && error.code).toBe('INVALID_MODEL');
    }
  });

  it('survives parts put together at random', async () => {
    const part = fc.tuple(bytesOf, fc.nat(), fc.nat()).map(([model, from, length]) => model.slice(from % model.length, (from % model.length) + (length % 200)));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(part, fc.uint8Array({ maxLength: 20 })), { maxLength: 6 }), async (parts) => {
        await assertTame(Uint8Array.from(parts.flatMap((bytes) => [...bytes])));
      }),
      { numRuns: 1000 },
    );
  }, 60_000);
});
