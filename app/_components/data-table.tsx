'use client';

import { useRef } from 'react';
import { Checkbox } from './checkbox.tsx';
import { classNames } from './class-names.ts';
import { DataRow } from './data-row.tsx';
import { DataTableSkeleton } from './data-table-skeleton.tsx';
import type { DataTableProps } from './data-table-types.ts';
import { useRowKeys } from './use-row-keys.ts';

function toggled(selected: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(key)) next.add(key);
  return next;
}

type HeadProps<Row> = Pick<DataTableProps<Row>, 'columns' | 'selected' | 'onSelectedChange' | 'sideways'> & { keys: readonly string[] };

function Head<Row>({ columns, selected, onSelectedChange, sideways, keys }: HeadProps<Row>) {
  const chosen = selected ? keys.filter((key) => selected.has(key)).length : 0;
  const cell = classNames(
    'h-9 px-2 text-meta whitespace-nowrap text-ink-3 shadow-[inset_0_-1px_0_var(--line)] first:pl-4 last:pr-4',
    !sideways && 'sticky top-13 z-2 bg-surface lg:top-0',
  );
  return (
    <thead>
      <tr>
        {selected && (
          <th scope="col" className={classNames(cell, 'w-8')}>
            <Checkbox
              aria-label="Select all rows"
              checked={chosen === 0 ? false : chosen === keys.length ? true : 'indeterminate'}
              onCheckedChange={(checked) => onSelectedChange?.(checked ? new Set(keys) : new Set())}
            />
          </th>
        )}
        {columns.map((column) => (
          <th key={column.id} scope="col" className={classNames(cell, column.align === 'right' && 'text-right', column.className)}>
            {column.header}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/**
 * A table in which a row is one link: j and k or arrows move, Enter opens, x selects.
 * Put it in a Card; columns drop out by their `className`.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, selected, onSelectedChange, loading = false, busy = false, sideways, density = 'normal' } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const toggle = selected && onSelectedChange ? (key: string) => onSelectedChange(toggled(selected, key)) : undefined;
  useRowKeys(body, { pageKeys: props.pageKeys ?? false, onToggle: toggle });
  if (rows.length === 0 && !loading) return <>{props.empty}</>;

  const shared = { columns, density, onToggle: toggle, rowHref: props.rowHref, onRowOpen: props.onRowOpen, expansion: props.expansion };
  const linkColumn = columns.find((column) => column.link)?.id ?? columns[0]?.id;
  const table = (
    <table className={classNames('w-full', sideways, props.className)} aria-busy={busy || loading || undefined}>
      <caption className="sr-only">{caption}</caption>
      <Head {...props} keys={rows.map(rowKey)} />
      <tbody ref={body} className={classNames('transition-opacity duration-120', busy && 'opacity-60')}>
        {rows.length === 0 ? (
          <DataTableSkeleton columns={columns} density={density} selectable={Boolean(selected)} />
        ) : (
          rows.map((row) => {
            const key = rowKey(row);
            return (
              <DataRow key={key} {...shared} row={row} rowId={key} linkColumn={linkColumn} current={key === props.currentKey} selected={selected?.has(key)} />
            );
          })
        )}
      </tbody>
    </table>
  );
  return (
    <>
      {sideways ? (
        // Rows that lead nowhere take no focus: the keys scroll the region itself.
        <div
          role="region"
          aria-label={caption}
          tabIndex={0}
          className="scroll-thin overflow-x-auto -outline-offset-2 outline-focus scroll-edges focus-visible:outline-2"
        >
          {table}
        </div>
      ) : (
        table
      )}
      {props.footer && <div className="border-t px-4 py-2">{props.footer}</div>}
    </>
  );
}
