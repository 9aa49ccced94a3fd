import type { ActorRecord } from '../access/actor.ts';
import type { Example, Model } from '../generated/prisma/client.ts';
import { toId } from '../ids.ts';
import type { StoredValue, ValueInfo } from '../invocations/schema.ts';
import type { ExampleView } from './schema.ts';

export function viewExample(row: Example & { model: Pick<Model, 'name'> }): ExampleView {
  return {
    id: toId('exa', row.id),
    model: row.model.name,
    name: row.name,
    golden: row.golden,
    version: row.versionNumber,
    inputs: describe(row.inputs as unknown as StoredValue[]),
    outputs: row.outputs === null ? null : describe(row.outputs as unknown as StoredValue[]),
    createdBy: row.createdBy as unknown as ActorRecord,
    createdAt: row.createdAt,
  };
}

function describe(values: StoredValue[]): ValueInfo[] {
  return values.map(({ offset: _offset, ...value }, position) => ({ ...value, position }));
}
