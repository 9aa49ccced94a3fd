/** As much of JSON Schema 2020-12 as our document uses. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  example?: unknown;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
}

/** A schema as HTML: its type in a line, its fields in a table, nested ones inside. */
export function describeSchema(schema: JsonSchema): string {
  const fields = fieldsOf(schema);
  if (fields.length === 0) return `<span class="type">${typeOf(schema)}</span>${note(schema)}`;
  const rows = fields.map(({ name, field, required }) => {
    const nested = fieldsOf(field).length > 0;
    return `<tr><td><code>${escape(name)}</code>${required ? '' : '<small>optional</small>'}</td><td><span class="type">${typeOf(field)}</span>${note(field)}${nested ? describeSchema(field) : ''}</td></tr>`;
  });
  return `<div class="scroll"><table class="fields">${rows.join('')}</table></div>`;
}

/** A value that fits a schema: its own example, or one built from its parts. */
export function exampleOf(schema: JsonSchema, schemas: Record<string, JsonSchema>, depth = 0): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.$ref) return depth > 4 ? {} : exampleOf(schemas[nameOf(schema.$ref)] ?? {}, schemas, depth + 1);
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  const variant = (schema.anyOf ?? schema.oneOf ?? schema.allOf)?.[0];
  if (variant) return exampleOf(variant, schemas, depth + 1);
  if (schema.properties) {
    const required = Object.entries(schema.properties).filter(([name]) => schema.required?.includes(name));
    return Object.fromEntries(required.map(([name, field]) => [name, exampleOf(field, schemas, depth + 1)]));
  }
  if (schema.items) return [exampleOf(schema.items, schemas, depth + 1)];
  return { string: 'text', integer: 1, number: 1, boolean: true }[String(schema.type)] ?? null;
}

function fieldsOf(schema: JsonSchema): { name: string; field: JsonSchema; required: boolean }[] {
  const parts = [schema, schema.items, ...(schema.allOf ?? []), ...(schema.anyOf ?? []).filter((part) => part.properties)];
  const holder = parts.find((part) => part?.properties);
  return Object.entries(holder?.properties ?? {}).map(([name, field]) => ({ name, field, required: holder?.required?.includes(name) ?? false }));
}

function typeOf(schema: JsonSchema): string {
  if (schema.$ref) return `<a href="#schema-${escape(nameOf(schema.$ref))}">${escape(nameOf(schema.$ref))}</a>`;
  if (schema.const !== undefined) return escape(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((value) => escape(JSON.stringify(value))).join(' | ');
  const variants = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (variants) return [...new Set(variants.map(typeOf))].join(' | ');
  if (schema.items) return `${typeOf(schema.items)}[]`;
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'any');
  return escape(schema.format ? `${type} (${schema.format})` : type);
}

function note(schema: JsonSchema): string {
  const parts = [schema.description, schema.default === undefined ? null : `Default ${JSON.stringify(schema.default)}.`].filter((part) => part);
  return parts.length ? ` <span class="note">${escape(parts.join(' '))}</span>` : '';
}

function nameOf(ref: string): string {
  return ref.split('/').at(-1) ?? ref;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
