import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import type { BenchProduct } from '../bench-product.ts';
import type { ListPlan } from './scale-results.ts';
import type { PageVisitor } from './page-visitor.ts';

/** Tables below this are read from end to end by any plan, and rightly so. */
const SMALL_PAGES = 100;

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Loops'?: number;
  Plans?: PlanNode[];
}

interface LoggedPlan {
  'Query Text': string;
  Plan: PlanNode & { 'Actual Total Time'?: number };
}

/** The plans Postgres really used for what the web process asked while each page was made, from its own log. */
export async function readPlans(
  bench: BenchProduct,
  db: pg.Client,
  options: { visitor: PageVisitor; pages: { name: string; path: string }[] },
): Promise<ListPlan[]> {
  const log = path.join(bench.product.dataFolder, 'postgres/postgres.log');
  const large = await largeTables(db);
  await logPlans(db, true);
  await restartWeb(bench);
  const plans: ListPlan[] = [];
  for (const page of options.pages) {
    await options.visitor.visit(page.path);
    const from = sizeOf(log);
    await options.visitor.visit(page.path);
    plans.push(...readLog(log, from).map((logged) => describe(page.name, logged, large)));
  }
  await logPlans(db, false);
  await restartWeb(bench);
  return plans.filter((plan) => plan.ms > 1 || plan.seqScans.length > 0);
}

async function logPlans(db: pg.Client, on: boolean): Promise<void> {
  const settings = {
    session_preload_libraries: 'auto_explain',
    'auto_explain.log_min_duration': '0',
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_format': 'json',
  };
  if (on) await db.query(`load 'auto_explain'`);
  for (const [name, value] of Object.entries(settings))
    await db.query(on ? `alter database moorage set ${name} = '${value}'` : `alter database moorage reset ${name}`);
}

// Settings of a database hold for connections made later.
async function restartWeb(bench: BenchProduct): Promise<void> {
  const former = bench.product.kill('web', 'SIGTERM');
  while (bench.product.pid('web') === former || bench.product.pid('web') === null) await new Promise((resolve) => setTimeout(resolve, 50));
  await bench.product.ready();
}

function describe(page: string, logged: LoggedPlan, large: Set<string>): ListPlan {
  const indexes = new Set<string>();
  const seqScans = new Set<string>();
  walk(logged.Plan, (node) => {
    if (node['Actual Loops'] === 0) return;
    if (node['Index Name']) indexes.add(node['Index Name']);
    if (node['Node Type'] === 'Seq Scan' && large.has(node['Relation Name'] ?? '')) seqScans.add(node['Relation Name'] ?? '');
  });
  const query = logged['Query Text'].replace(/\s+/g, ' ').trim().slice(0, 60);
  return { name: `${page}: ${query}`, indexes: [...indexes], seqScans: [...seqScans], ms: logged.Plan['Actual Total Time'] ?? 0 };
}

function walk(node: PlanNode, see: (node: PlanNode) => void): void {
  see(node);
  for (const inner of node.Plans ?? []) walk(inner, see);
}

async function largeTables(db: pg.Client): Promise<Set<string>> {
  const { rows } = await db.query<{ name: string }>(`select relname as name from pg_class where relkind = 'r' and relpages > ${SMALL_PAGES}`);
  return new Set(rows.map(({ name }) => name));
}

// An entry's JSON stands on lines that begin with a tab.
function readLog(file: string, from: number): LoggedPlan[] {
  const fd = openSync(file, 'r');
  const bytes = Buffer.alloc(fstatSync(fd).size - from);
  readSync(fd, bytes, 0, bytes.length, from);
  closeSync(fd);
  return [...bytes.toString().matchAll(/ plan:\n((?:\t.*\n?)+)/g)].map(([, json]) => JSON.parse(json ?? '') as LoggedPlan);
}

function sizeOf(file: string): number {
  const fd = openSync(file, 'r');
  const { size } = fstatSync(fd);
  closeSync(fd);
  return size;
}
