import { parse } from 'yaml';
import { Unreadable } from './companion-files.ts';
import { asObject } from './json-look.ts';
import type { JsonObject } from './json-look.ts';

/** An object in YAML: core schema, no tags of its own, few aliases. @throws Unreadable */
export function readYaml(text: string): JsonObject {
  try {
    const object = asObject(
      parse(text, { schema: 'core', customTags: [], resolveKnownTags: false, maxAliasCount: 20, logLevel: 'error', prettyErrors: false }),
    );
    if (object) return object;
  } catch (error) {
    throw new Unreadable('is no YAML', { cause: error });
  }
  throw new Unreadable('is no list of keys');
}

/** The YAML between the first two lines of "---"; null when the text does not begin with one. @throws Unreadable */
export function readFrontMatter(text: string): JsonObject | null {
  if (!/^---[ \t]*\r?\n/.test(text)) return null;
  const end = /\r?\n---[ \t]*(\r?\n|$)/.exec(text);
  if (!end) throw new Unreadable('begins with a front matter that does not end within 64 kB');
  return readYaml(text.slice(text.indexOf('\n') + 1, end.index));
}
