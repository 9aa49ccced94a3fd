"use client";

import { useRef } from "react";
import { Checkbox } from "./checkbox.tsx";
import { classNames } from "./class-names.ts";
import { DataRow } from "./data-row.tsx";
import { DataTableSkeleton } from "./data-table-skeleton.tsx";
import type { DataTableProps } from "./data-table-types.ts";
import { useRowKeys } from "./use-row-keys.ts";

function toggled(selected: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(key)) next.add(key);
  return next;
}

/**
 * A table in which a row is one link: j and k or arrows move, Enter opens, x selects.
 * Put it in a Card; columns drop out by their `className`.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, selected, onSelectedChange, loading = false, busy = false, empty, footer, sideways, pageKeys = false, className } = props;
  const { density = "normal", rowHref, onRowOpen, expansion, currentKey } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const toggle = selected && onSelectedChange ? (key: string) => onSelectedChange(toggled(selected, key)) : undefined;
  useRowKeys(body, { pageKeys, ...(toggle ? { onToggle: toggle } : {}) });
  if (rows.length === 0 && !loading) return <>{empty}</>;

  const linkColumn = columns.find((column) => column.link)?.id ?? columns[0]?.id;
  const allKeys = rows.map(rowKey);
  const chosen = selected ? allKeys.filter((key) => selected.has(key)).length : 0;
  const head = classNames(
    "h-9 bg-surface px-2 text-meta whitespace-nowrap text-ink-3 shadow-[inset_0_-1px_0_var(--line)] first:pl-4 last:pr-4",
    !sideways && "sticky top-13 z-2 lg:top-0",
  );
  const table = (
    <table className={classNames("w-full", sideways, className)} aria-busy={busy || loading || undefined}>
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          {selected && (
            <th scope="col" className={classNames(head, "w-8")}>
              <Checkbox
                aria-label="Select all rows"
                checked={chosen === 0 ? false : chosen === rows.length ? true : "indeterminate"}
                onCheckedChange={(checked) => onSelectedChange?.(checked ? new Set(allKeys) : new Set())}
              />
            </th>
          )}
          {columns.map((column) => (
            <th key={column.id} scope="col" className={classNames(head, column.align === "right" && "text-right", column.className)}>
              {column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body} className={classNames("transition-opacity duration-120", busy && "opacity-60")}>
        {loading && rows.length === 0 ? (
          <DataTableSkeleton columns={columns} density={density} selectable={Boolean(selected)} />
        ) : (
          rows.map((row) => {
            const key = rowKey(row);
            return (
              <DataRow
                key={key}
                row={row}
                rowId={key}
                columns={columns}
                linkColumn={linkColumn}
                density={density}
                current={key === currentKey}
                {...(selected ? { selected: selected.has(key) } : {})}
                {...(toggle ? { onToggle: toggle } : {})}
                {...(rowHref ? { rowHref } : {})}
                {...(onRowOpen ? { onRowOpen } : {})}
                {...(expansion ? { expansion } : {})}
              />
            );
          })
        )}
      </tbody>
    </table>
  );
  return (
    <>
      {sideways ? <div className="scroll-thin overflow-x-auto">{table}</div> : table}
      {footer && <div className="border-t px-4 py-2">{footer}</div>}
    </>
  );
}
