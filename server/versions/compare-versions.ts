import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { compareSignatures } from '../signatures/compare-signatures.ts';
import { mainGraph } from '../signatures/main-graph.ts';
import { getVersionRow } from './get-version.ts';
import type { ComparedVersion, VersionComparison, VersionView } from './schema.ts';
import { viewVersion } from './view-version.ts';

/** What callers of one version notice when another answers in its place, and the figures of both. @throws NOT_FOUND */
export async function compareVersions(ctx: Ctx, input: { team: string; model: string; from: number; to: number }): Promise<VersionComparison> {
  const scope = await requireRole(ctx, input.team, 'compare-versions');
  const [from, to] = await Promise.all(
    [input.from, input.to].map(async (version) => viewVersion(await getVersionRow(ctx, scope, { model: input.model, version }))),
  );
  if (!from || !to) throw new Error('two were asked for');
  const changes = from.signature && to.signature ? compareSignatures(from.signature, to.signature) : [];
  return { model: input.model, from: figuresOf(from), to: figuresOf(to), changes, breaking: changes.some(({ breaking }) => breaking) };
}

function figuresOf(version: VersionView): ComparedVersion {
  const { signature, batching } = version;
  const graph = signature ? mainGraph(signature) : null;
  return {
    number: version.number,
    status: version.status,
    active: version.active,
    task: signature?.task ?? null,
    sizeBytes: version.sizeBytes,
    memoryBytes: version.memoryBytes,
    files: version.files,
    opset: graph?.opsets.find(({ domain }) => domain === '')?.version ?? null,
    producer: graph ? `${graph.producer} ${graph.producerVersion}`.trim() || null : null,
    parameters: graph?.parameterCount ?? null,
    runMs: batching?.sizes.find(({ size }) => size === 1)?.runMs ?? null,
    maxBatch: batching?.chosen ?? null,
    tests: version.tests,
  };
}
