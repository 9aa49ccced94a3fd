import type { StepTensors } from '../step.ts';
import { tensorOf } from '../tensor.ts';
import type { TokenRow } from './pair-template.ts';

/**
 * Rows of tokens → tensors input_ids, attention_mask, token_type_ids, position_ids: INT64 [rows, length], padded on the
 * right to the longest or to `length`.
 */
export function tokenTensors(rows: readonly TokenRow[], { padId, length }: { padId: number; length?: number | undefined }): StepTensors {
  const longest = length ?? Math.max(...rows.map(({ ids }) => ids.length));
  const tensor = (read: (row: TokenRow) => number[], padding: number) =>
    tensorOf(
      'INT64',
      [rows.length, longest],
      BigInt64Array.from(
        rows.flatMap((row) => {
          const numbers = read(row);
          return Array.from({ length: longest }, (_, at) => numbers[at] ?? padding);
        }),
        BigInt,
      ),
    );
  const byName = new Map([
    ['input_ids', tensor(({ ids }) => ids, padId)],
    ['attention_mask', tensor(({ ids }) => ids.map(() => 1), 0)],
    ['token_type_ids', tensor(({ types }) => types, 0)],
    ['position_ids', tensor(({ ids }) => ids.map((_, at) => at), 1)],
  ]);
  return { kind: 'tensors', byName };
}
