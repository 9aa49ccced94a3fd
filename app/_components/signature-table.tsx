import { Card, CardFooter, CardHeader } from './card.tsx';
import { classNames } from './class-names.ts';
import { formatTensorType } from '../../server/signatures/format-tensor.ts';
import type { Field, TensorField } from '../../server/signatures/field.ts';
import { isTensorField } from '../../server/signatures/main-graph.ts';
import type { Signature } from '../../server/signatures/schema.ts';

/** "What it takes and gives": one row per Field, as the file declares it. */
export function SignatureTable({ signature, fact, className }: { signature: Signature; fact?: string; className?: string }) {
  const rows = [...signature.inputs.map((field) => ({ side: 'input', field })), ...signature.outputs.map((field) => ({ side: 'output', field }))];
  const open = openDims(signature);
  const skipped = signature.graphs.flatMap((graph) => graph.skippedOutputs);
  return (
    <Card className={className}>
      <CardHeader title="What it takes and gives" fact={fact} />
      <div className="max-h-110 overflow-y-auto -outline-offset-2" tabIndex={0} role="group" aria-label="Inputs and outputs">
        <table className="w-full table-fixed text-left">
          <thead className="sticky top-0 bg-surface">
            <tr className="border-b text-meta text-ink-3">
              <th scope="col" className="w-[38%] px-4 py-2 font-normal">
                Name
              </th>
              <th scope="col" className="px-4 py-2 font-normal">
                Tensor
              </th>
              <th scope="col" className="w-[30%] px-4 py-2 font-normal max-sm:hidden">
                A person sends or sees
              </th>
            </tr>
          </thead>
          <tbody className="divide-y">
            {rows.map(({ side, field }, index) => (
              <tr key={`${side}${index}`} className="align-top">
                <td className="px-4 py-2.5">
                  <div className="font-medium wrap-anywhere">{field.name}</div>
                  <div className="text-meta text-ink-3">{side}</div>
                </td>
                <td className="px-4 py-2.5 font-mono text-meta leading-5 wrap-anywhere">
                  {isTensorField(field) ? formatTensorType(field) : field.tensors.map(({ name }) => name).join(', ')}
                </td>
                <td className="px-4 py-2.5 text-ink-2 max-sm:hidden">{formOf(field)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {(open.length > 0 || skipped.length > 0) && (
        <CardFooter className={classNames('flex-col items-start')}>
          {open.length > 0 && (
            <span>
              {open.slice(0, 8).map((dim, index) => (
                <span key={dim}>
                  {index > 0 && ', '}
                  <code className="font-mono">{dim}</code>
                </span>
              ))}{' '}
              {open.length === 1 ? 'is' : 'are'} of any size.
            </span>
          )}
          {skipped.length > 0 && <span>Not served, because not a tensor: {skipped.map(({ name, type }) => `${name} (${type})`).join(', ')}.</span>}
        </CardFooter>
      )}
    </Card>
  );
}

function openDims(signature: Signature): string[] {
  const dims = [...signature.inputs, ...signature.outputs].flatMap((field) => (isTensorField(field) ? (field.shape ?? []) : []));
  return [...new Set(dims.flatMap((dim) => (dim === null ? ['?'] : typeof dim === 'string' ? [dim] : [])))];
}

/** In words: "one number", "3 × 224 × 224 numbers", "text". */
function formOf(field: Field): string {
  switch (field.encoding) {
    case 'tensor':
      return formOfTensor(field);
    case 'image':
      return 'a picture';
    case 'audio':
      return 'a recording';
    case 'file':
      return 'a file';
    case 'text':
      return field.list ? 'short texts' : field.multiline ? 'text, or several' : 'text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'yes or no';
    case 'choice':
      return `one of ${field.choices.length}`;
    case 'row':
      return `a row of ${field.columns.length} columns`;
    case 'json':
      return field.view ?? 'JSON';
  }
}

function formOfTensor({ datatype, shape }: TensorField): string {
  const noun = datatype === 'BYTES' ? 'text' : datatype === 'BOOL' ? 'yes or no' : 'number';
  if (shape === null) return `${noun}${noun === 'number' ? 's' : ''} of any shape`;
  if (shape.length === 0) return `one ${noun}`;
  const many = noun === 'number' ? 'numbers' : noun === 'text' ? 'texts' : 'yes or no';
  return `${shape.map((dim) => dim ?? '?').join(' × ')} ${many}`;
}
