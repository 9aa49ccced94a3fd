'use client';

import { parse } from 'papaparse';
import { useRef, useState } from 'react';
import { formatNoun } from '../../server/format-count.ts';
import type { Column, RowField } from '../../server/signatures/field.ts';
import { Button } from '../_components/button.tsx';
import { Input } from '../_components/input.tsx';
import { Select } from '../_components/select.tsx';

type Row = Record<string, unknown>;

/** One row as a form; many from a table file or a paste of cells. */
export function RowEditor({ field, data, onChange }: { field: RowField; data: unknown; onChange(data: unknown): void }) {
  const rows = (Array.isArray(data) ? data : []) as Row[];
  const [row = {}] = rows;
  const file = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const take = (text: string) => {
    const read = readTable(text, field);
    setProblem(read.problem);
    if (read.rows.length > 0) onChange(read.rows);
  };
  return (
    <div
      className="flex flex-col gap-3"
      onPaste={(event) => {
        const text = event.clipboardData.getData('text');
        if (!/[\t\n,;]/.test(text)) return;
        event.preventDefault();
        take(text);
      }}
    >
      {rows.length > 1 ? (
        <p className="rounded-control bg-sunken px-3 py-2 text-ink-2">
          {formatNoun(rows.length, 'row')}, {formatNoun(field.columns.length, 'column')}.{' '}
          <button type="button" className="link" onClick={() => onChange([row])}>
            Keep the first
          </button>
        </p>
      ) : (
        field.columns.map((column) => (
          <label key={column.name} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] items-center gap-2">
            <span className="truncate" title={column.name}>
              {column.title ?? column.name}
            </span>
            <Cell column={column} value={row[column.name]} onChange={(value) => onChange([{ ...row, [column.name]: value }])} />
          </label>
        ))
      )}
      <input
        ref={file}
        type="file"
        accept=".csv,.tsv,text/csv"
        className="hidden"
        aria-hidden
        tabIndex={-1}
        onChange={(event) => void event.target.files?.[0]?.text().then(take)}
      />
      <div>
        <Button type="button" size="sm" onClick={() => file.current?.click()}>
          Take a CSV file
        </Button>
      </div>
      {problem ? (
        <p role="alert" className="text-meta text-bad-text">
          {problem}
        </p>
      ) : null}
    </div>
  );
}

function Cell({ column, value, onChange }: { column: Column; value: unknown; onChange(value: unknown): void }) {
  const label = column.title ?? column.name;
  const options = column.categories ?? (column.type === 'boolean' ? ['true', 'false'] : null);
  if (options) {
    const chosen = column.type === 'boolean' ? String(value ?? false) : String(value ?? options[0]);
    return (
      <Select
        label={label}
        size="sm"
        value={chosen}
        options={options.map((option) => ({ value: option, label: option }))}
        onValueChange={(next) => onChange(column.type === 'boolean' ? next === 'true' : next)}
      />
    );
  }
  const isText = column.type === 'text';
  return (
    <Input
      size="sm"
      mono={!isText}
      type={isText ? 'text' : 'number'}
      step="any"
      min={column.min}
      max={column.max}
      aria-label={label}
      trailing={column.unit}
      value={value === null || value === undefined ? '' : String(value)}
      onChange={(event) => onChange(event.target.value === '' ? null : isText ? event.target.value : Number(event.target.value))}
    />
  );
}

/** CSV, TSV or cells of a spreadsheet → rows; without a head its columns are taken in order. */
function readTable(text: string, field: RowField): { rows: Row[]; problem: string | null } {
  const names = field.columns.map(({ name }) => name);
  const { data: lines } = parse<string[]>(text.trim(), { skipEmptyLines: true });
  const [head = []] = lines;
  const hasHead = names.every((name) => head.includes(name));
  const order = hasHead ? head : names;
  const missing = lines.findIndex((line) => line.length !== order.length);
  if (missing >= 0) return { rows: [], problem: `Line ${missing + 1} has ${lines[missing]?.length} values; ${order.length} are needed: ${names.join(', ')}.` };
  return {
    rows: lines.slice(hasHead ? 1 : 0).map((line) => Object.fromEntries(order.flatMap((name, at) => (names.includes(name) ? [[name, line[at]]] : [])))),
    problem: null,
  };
}
