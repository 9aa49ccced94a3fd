import { readFileSync } from 'node:fs';
import type { OpenApiDocument } from './openapi-document.ts';
import { describeSchema, exampleOf, type JsonSchema } from './reference-schema.ts';
import { referenceStyle } from './reference-style.ts';

interface Operation {
  method: string;
  path: string;
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: { name: string; in: string; description?: string; required?: boolean; schema?: JsonSchema }[];
  requestBody?: { content: Record<string, { schema?: JsonSchema; examples?: Record<string, { value: unknown }> }> };
  responses: Record<string, { description: string; content?: Record<string, { schema?: JsonSchema }> }>;
}

const TOKENS = new URL('../../app/tokens.css', import.meta.url);

/** The API reference as one page without scripts, from its OpenAPI document; light and dark as the reader's system is. */
export function renderReference(document: OpenApiDocument): string {
  const schemas = (document.components?.schemas ?? {}) as Record<string, JsonSchema>;
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Omit<Operation, 'method' | 'path'>>).map(([method, operation]) => ({ ...operation, method, path })),
  );
  const tags = (document.tags ?? []).map((tag) => ({ ...tag, operations: operations.filter((operation) => operation.tags?.includes(tag.name)) }));
  const menu = tags.map((tag) => `<h2>${escape(tag.name)}</h2><ul>${tag.operations.map(menuItem).join('')}</ul>`).join('');
  const sections = tags.map(
    (tag) =>
      `<section><h2>${escape(tag.name)}</h2><p>${escape(tag.description ?? '')}</p>${tag.operations.map((operation) => article(operation, schemas, document)).join('')}</section>`,
  );
  const types = Object.entries(schemas).map(
    ([name, schema]) => `<article id="schema-${escape(name)}"><h3>${escape(name)}</h3>${describeSchema(schema)}</article>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>API · Moorage</title>
<style>${referenceStyle(readFileSync(TOKENS, 'utf8'))}</style></head><body>
<nav aria-label="Contents"><a href="/" class="home">Moorage</a><a href="#top">Overview</a>${menu}<h2>Schemas</h2><ul>${Object.keys(schemas)
    .map((name) => `<li><a href="#schema-${escape(name)}">${escape(name)}</a></li>`)
    .join('')}</ul></nav>
<main id="top"><h1>${escape(document.info.title)}</h1><p>The same as data: <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI ${escape(document.openapi)})</p>${prose(document.info.description ?? '')}
${sections.join('')}<section><h2>Schemas</h2>${types.join('')}</section></main></body></html>`;
}

function anchor({ method, path }: Operation): string {
  return `${method}${path.replace('/api/v1', '').replace(/\W+/g, '-')}`.replace(/-$/, '');
}

function menuItem(operation: Operation): string {
  return `<li><a href="#${anchor(operation)}">${escape(operation.summary ?? operation.path)}</a></li>`;
}

function article(operation: Operation, schemas: Record<string, JsonSchema>, document: OpenApiDocument): string {
  const { method, path, summary, description, parameters = [], requestBody, responses } = operation;
  const rows = parameters.map(
    (item) =>
      `<tr><td><code>${escape(item.name)}</code></td><td>${item.in}${item.required ? '' : ', optional'}</td><td>${inline(item.description ?? '')}${item.schema && item.in === 'query' ? ` ${describeSchema({ ...item.schema, description: undefined })}` : ''}</td></tr>`,
  );
  const bodies = Object.entries(requestBody?.content ?? {}).map(
    ([type, { schema }]) => `<p><code>${escape(type)}</code></p>${schema ? describeSchema(schema) : ''}`,
  );
  const answers = Object.entries(responses).map(
    ([status, answer]) =>
      `<tr><td><code>${status}</code></td><td>${escape(answer.description)}</td><td>${Object.entries(answer.content ?? {})
        .map(([type, { schema }]) => (schema && type.includes('json') ? describeSchema(schema) : `<code>${type}</code>`))
        .join(' ')}</td></tr>`,
  );
  return `<article id="${anchor(operation)}"><h3>${escape(summary ?? '')}</h3><p class="path"><span>${method.toUpperCase()}</span> <code>${escape(path)}</code></p>${prose(description ?? '')}
<pre><code>${escape(curlOf(operation, schemas, document.servers?.[0]?.url ?? ''))}</code></pre>
${rows.length ? `<h4>Parameters</h4><div class="scroll"><table>${rows.join('')}</table></div>` : ''}${bodies.length ? `<h4>Body</h4>${bodies.join('')}` : ''}
<h4>Answers</h4><div class="scroll"><table>${answers.join('')}</table></div></article>`;
}

function curlOf({ method, path, requestBody }: Operation, schemas: Record<string, JsonSchema>, server: string): string {
  const lines = [`curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}'${server}${path}'`, `-H 'Authorization: Bearer mk_…'`];
  const body = requestBody?.content['application/json'];
  if (requestBody?.content['application/octet-stream']) lines.push('--data-binary @model.onnx');
  else if (body) lines.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(exampleOf(body.schema ?? {}, schemas))}'`);
  return lines.join(' \\\n  ');
}

/** Paragraphs, tables and code spans: all the Markdown our own descriptions use. */
function prose(markdown: string): string {
  return markdown
    .split('\n\n')
    .filter(Boolean)
    .map((block) => (block.startsWith('|') ? table(block) : `<p>${inline(block)}</p>`))
    .join('');
}

function table(block: string): string {
  const [head, , ...rows] = block.split('\n').map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => inline(cell.trim())),
  );
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('');
  return `<table><thead><tr>${(head ?? []).map((cell) => `<th>${cell}</th>`).join('')}</tr></thead><tbody>${body}</tbody></table>`;
}

function inline(text: string): string {
  return escape(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
