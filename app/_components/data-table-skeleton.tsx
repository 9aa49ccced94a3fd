import { classNames } from './class-names.ts';
import { rowHeights } from './data-row.tsx';
import type { DataColumn, RowDensity } from './data-table-types.ts';
import { Skeleton } from './skeleton.tsx';

type DataTableSkeletonProps<Row> = { columns: readonly DataColumn<Row>[]; density: RowDensity; selectable: boolean; count?: number };

const widths = ['h-3.5 w-28', 'h-3.5 w-20', 'h-3.5 w-24', 'h-3.5 w-14'];

/** Rows of the real columns, empty. */
export function DataTableSkeleton<Row>({ columns, density, selectable, count = 6 }: DataTableSkeletonProps<Row>) {
  return Array.from({ length: count }, (_, row) => (
    <tr key={row} className={classNames('border-b last:border-0', rowHeights[density])}>
      {selectable && <td className="w-8 pl-4" />}
      {columns.map((column, index) => (
        <td key={column.id} className={classNames('px-2 first:pl-4 last:pr-4', column.className)}>
          <Skeleton className={classNames(widths[(row + index) % widths.length], column.align === 'right' && 'ml-auto')} />
        </td>
      ))}
    </tr>
  ));
}
