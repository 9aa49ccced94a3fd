import { recordActor } from '../access/actor.ts';
import type { TeamScope } from '../access/require-role.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { newUuid } from '../ids.ts';
import { packTensors, type PackedTensors } from '../invocations/pack-tensors.ts';
import type { Runtime } from '../runtime.ts';
import { JSON_TYPE, type FieldValue } from '../signatures/value.ts';
import { readSampleFile } from './sample-files.ts';
import type { Sample, SampleInput } from './samples.ts';

/** A sample's example with its inputs stored, not in any model yet. */
export interface PackedExample {
  name: string;
  inputs: PackedTensors;
}

/** Stores the inputs of a sample's example as an invocation's are. @throws STORAGE_FULL */
export async function packSampleExample(runtime: Runtime, { example }: Sample): Promise<PackedExample> {
  return { name: example.name, inputs: await packTensors(runtime, await Promise.all(example.inputs.map(valueOf))) };
}

/** Adds it to the model, unless one of that name is there. What comes out is for the person to see: no outputs are kept. */
export async function addSampleExample(
  tx: Prisma.TransactionClient,
  scope: TeamScope,
  { model, version, example }: { model: string; version: number; example: PackedExample },
): Promise<void> {
  const { id: modelId } = await tx.model.findUniqueOrThrow({ where: { teamId_liveName: { teamId: scope.teamId, liveName: model } }, select: { id: true } });
  await tx.example.createMany({
    data: {
      id: newUuid(),
      teamId: scope.teamId,
      modelId,
      name: example.name,
      versionNumber: version,
      inputs: example.inputs.tensors as unknown as Prisma.InputJsonValue,
      inputData: example.inputs.data && new Uint8Array(example.inputs.data),
      inputBlob: example.inputs.blob,
      createdBy: recordActor(scope.actor) as unknown as Prisma.InputJsonValue,
    },
    skipDuplicates: true,
  });
}

async function valueOf(input: SampleInput): Promise<FieldValue> {
  if ('file' in input) return { name: input.name, mediaType: input.mediaType, bytes: await readSampleFile(input.file) };
  return { name: input.name, mediaType: JSON_TYPE, bytes: Buffer.from(JSON.stringify(input.data)) };
}
