'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { Checkbox } from './checkbox.tsx';
import { classNames } from './class-names.ts';
import type { DataColumn, DataTableProps, RowDensity } from './data-table-types.ts';

export const rowHeights: Record<RowDensity, string> = { dense: 'h-9', normal: 'h-11', tall: 'h-13' };

type DataRowProps<Row> = {
  rowHref: DataTableProps<Row>['rowHref'];
  onRowOpen: DataTableProps<Row>['onRowOpen'];
  expansion: DataTableProps<Row>['expansion'];
  row: Row;
  rowId: string;
  columns: readonly DataColumn<Row>[];
  linkColumn: string | undefined;
  density: RowDensity;
  current: boolean;
  selected: boolean | undefined;
  onToggle: ((key: string) => void) | undefined;
};

const tints = { warn: 'bg-warn-soft', bad: 'bg-bad-soft', plain: '' };
/* The link's box is the whole row: its ::after is laid over the row, its focus ring is the row's. */
const stretched = 'outline-none after:absolute after:inset-0';

function RowLink({ href, open, children }: { href: string | undefined; open: (() => void) | undefined; children: ReactNode }) {
  if (href)
    return (
      <Link href={href} data-row-link="" className={stretched}>
        {children}
      </Link>
    );
  if (open)
    return (
      <button type="button" data-row-link="" onClick={open} className={classNames(stretched, 'text-left')}>
        {children}
      </button>
    );
  return <>{children}</>;
}

function Cell<Row>({ column, children }: { column: DataColumn<Row>; children: ReactNode }) {
  const { align, interactive, className } = column;
  return <td className={classNames('px-2 first:pl-4 last:pr-4', align === 'right' && 'text-right', interactive && 'relative z-1', className)}>{children}</td>;
}

/** One row of a DataTable, with the reason row under it when there is one. */
export function DataRow<Row>(props: DataRowProps<Row>) {
  const { row, rowId, columns, linkColumn, density, current, selected, onToggle, rowHref, onRowOpen, expansion } = props;
  const reason = expansion?.(row);
  const href = rowHref?.(row);
  const opens = href !== undefined || onRowOpen !== undefined;
  return (
    <>
      <tr
        data-row-key={rowId}
        aria-selected={selected}
        className={classNames(
          'relative -outline-offset-2 outline-focus has-[[data-row-link]:focus-visible]:outline-2',
          rowHeights[density],
          !reason && 'border-b last:border-0',
          selected || current ? 'bg-press [&_.text-ink-3]:text-ink-2' : reason ? tints[reason.tone] : opens && 'hover:bg-hover',
        )}
      >
        {selected !== undefined && (
          <td className="relative z-1 w-8 pl-4">
            <Checkbox aria-label="Select row" checked={selected} onCheckedChange={() => onToggle?.(rowId)} />
          </td>
        )}
        {columns.map((column) => (
          <Cell key={column.id} column={column}>
            {column.id === linkColumn ? (
              <RowLink href={href} open={onRowOpen ? () => onRowOpen(row) : undefined}>
                {column.cell(row)}
              </RowLink>
            ) : (
              column.cell(row)
            )}
          </Cell>
        ))}
      </tr>
      {reason && (
        <tr className={classNames('border-b last:border-0', tints[reason.tone])}>
          <td colSpan={columns.length + (selected === undefined ? 0 : 1)} className="px-4 pb-3">
            {reason.content}
          </td>
        </tr>
      )}
    </>
  );
}
