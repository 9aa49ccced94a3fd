import type { Runtime } from '../runtime.ts';
import type { FieldValue } from '../signatures/value.ts';
import type { StoredValue } from '../invocations/schema.ts';

export interface GoldenTest {
  id: string;
  name: string;
  inputs: FieldValue[];
  outputs: FieldValue[];
}

/** The golden tests of the model a version belongs to, with their bytes. */
export async function findGoldenTests(runtime: Runtime, versionId: string): Promise<GoldenTest[]> {
  const rows = await runtime.db.example.findMany({ where: { golden: true, model: { versions: { some: { id: versionId } } } }, orderBy: { id: 'asc' } });
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      name: row.name,
      inputs: await valuesOf(runtime, { values: row.inputs, data: row.inputData, blob: row.inputBlob }),
      outputs: await valuesOf(runtime, { values: row.outputs ?? [], data: row.outputData, blob: row.outputBlob }),
    })),
  );
}

async function valuesOf(runtime: Runtime, kept: { values: unknown; data: Uint8Array | null; blob: string | null }): Promise<FieldValue[]> {
  const data = kept.blob ? await runtime.blobs.read(kept.blob) : (kept.data ?? new Uint8Array(0));
  return (kept.values as StoredValue[]).map(({ offset, length, ...value }) => ({ ...value, bytes: data.subarray(offset, offset + length) }));
}
