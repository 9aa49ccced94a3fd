import type { ReactNode } from 'react';
import { formatBytes } from '../../../../server/format-bytes.ts';
import { formatCompact, formatCount, formatNoun } from '../../../../server/format-count.ts';
import { Button } from '../../../_components/button.tsx';
import { Card, CardBody, CardHeader } from '../../../_components/card.tsx';
import { ErrorPanel } from '../../../_components/error-panel.tsx';
import { Facts } from '../../../_components/facts.tsx';
import { Skeleton } from '../../../_components/skeleton.tsx';
import type { Graph, Signature } from '../../../../server/signatures/schema.ts';
import { formatOf } from './format-of.ts';
import { SignatureTable } from '../../../_components/signature-table.tsx';
import type { Detected } from './use-detected.ts';

type DetectedCardProps = { detected: Exclude<Detected, null>; uploading: boolean; onChooseFiles: () => void; onChooseOthers: () => void };

/** "Detected so far": what the model is, before its bytes are over; or what is wrong with the files. */
export function DetectedCard({ detected, uploading, onChooseFiles, onChooseOthers }: DetectedCardProps) {
  if (detected.state === 'refused')
    return (
      <Card>
        <ErrorPanel
          problem={detected.problem}
          actions={
            <>
              <Button size="sm" onClick={onChooseOthers}>
                Choose other files
              </Button>
              <Button size="sm" variant="ghost" onClick={onChooseFiles}>
                Add files
              </Button>
            </>
          }
        />
      </Card>
    );
  if (detected.state === 'reading')
    return (
      <Card>
        <CardHeader title="Detected so far" />
        <CardBody className="grid grid-cols-2 gap-4 lg:grid-cols-4">
          {[0, 1, 2, 3].map((one) => (
            <Skeleton key={one} className="h-8 w-28" />
          ))}
        </CardBody>
      </Card>
    );
  const { signature } = detected;
  const [graph] = signature.graphs;
  return (
    <>
      <Card>
        <CardHeader title={uploading ? 'Detected so far' : 'Detected'} fact={graph && `read from ${graph.file}${uploading ? ' while it uploads' : ''}`} />
        <CardBody>{graph && <Facts items={factsOf(graph)} />}</CardBody>
      </Card>
      <SignatureTable signature={signature} fact={counts(signature)} />
    </>
  );
}

function counts(signature: Signature): string {
  return `${formatNoun(signature.inputs.length, 'input')}, ${formatNoun(signature.outputs.length, 'output')}`;
}

function factsOf(graph: Graph): { label: string; value: ReactNode }[] {
  const external = graph.externalData.length;
  return [
    { label: 'Format', value: `ONNX, IR ${graph.irVersion}, ${formatOf(graph)}` },
    { label: 'Exported by', value: [graph.producer, graph.producerVersion].filter(Boolean).join(' ') || 'not said in the file' },
    { label: 'Parameters', value: formatCompact(graph.parameterCount) },
    {
      label: 'Weights',
      value: external > 0 ? `${formatBytes(graph.weightBytes)}, ${formatNoun(external, 'data file')} matched` : formatBytes(graph.weightBytes),
    },
    { label: 'Nodes', value: formatCount(graph.nodeCount) },
    {
      label: 'Mostly',
      value:
        graph.operators
          .slice(0, 3)
          .map((operator) => operator.opType)
          .join(', ') || '–',
    },
    { label: 'File', value: formatBytes(graph.sizeBytes) },
    { label: 'Graph', value: graph.graphName || '–' },
  ];
}
