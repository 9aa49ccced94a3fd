'use client';

import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { readFrontMatter } from '../../../../../server/signatures/detect/read-yaml.ts';
import { Badge } from '../../../../_components/badge.tsx';
import { Facts } from '../../../../_components/facts.tsx';

const SHOWN = ['license', 'language', 'pipeline_tag', 'base_model', 'datasets', 'library_name'] as const;
const MOST_TAGS = 12;

/**
 * A model card: its front matter as facts, its Markdown without anything that loads or runs. Raw HTML is left out, pictures
 * become their description: both would ask somebody else's server.
 */
export function CardText({ text }: { text: string }) {
  const { head, body } = split(text);
  const facts = SHOWN.flatMap((key) => (wordsOf(head?.[key]).length > 0 ? [{ label: key.replace('_', ' '), value: wordsOf(head?.[key]).join(', ') }] : []));
  const tags = wordsOf(head?.tags).slice(0, MOST_TAGS);
  return (
    <div className="flex flex-col gap-4">
      {facts.length > 0 ? <Facts items={facts} /> : null}
      {tags.length > 0 ? (
        <ul className="flex flex-wrap gap-1.5" aria-label="Tags">
          {tags.map((tag) => (
            <li key={tag}>
              <Badge>{tag}</Badge>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="flex flex-col gap-3 wrap-anywhere">
        <Markdown remarkPlugins={[remarkGfm]} skipHtml components={COMPONENTS}>
          {body}
        </Markdown>
      </div>
    </div>
  );
}

const COMPONENTS: Components = {
  // The page has its own h1: those of a card are under it.
  h1: ({ children }) => <h3 className="text-head font-semibold">{children}</h3>,
  h2: ({ children }) => <h4 className="mt-2 font-semibold">{children}</h4>,
  h3: ({ children }) => <h5 className="font-medium">{children}</h5>,
  h4: ({ children }) => <h6 className="font-medium text-ink-2">{children}</h6>,
  a: ({ href, children }) => (
    <a className="link" href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  ),
  img: ({ alt }) => (alt ? <span className="text-ink-3">[{alt}]</span> : null),
  ul: ({ children }) => <ul className="list-disc pl-5">{children}</ul>,
  ol: ({ children }) => <ol className="list-decimal pl-5">{children}</ol>,
  pre: ({ children }) => (
    <pre className="overflow-x-auto rounded-control bg-sunken p-3 font-mono text-meta" tabIndex={0}>
      {children}
    </pre>
  ),
  code: ({ children }) => <code className="font-mono text-meta">{children}</code>,
  table: ({ children }) => (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="A table of the model card">
      <table className="border-collapse text-left [&_td]:border [&_td]:px-2 [&_td]:py-1 [&_th]:border [&_th]:px-2 [&_th]:py-1">{children}</table>
    </div>
  ),
};

function split(text: string): { head: Readonly<Record<string, unknown>> | null; body: string } {
  const body = text.replace(/^---[ \t]*\r?\n[\s\S]*?\r?\n---[ \t]*(\r?\n|$)/, '');
  try {
    return { head: readFrontMatter(text), body };
  } catch {
    // Whatever it is, it is no front matter: the text is shown as it stands.
    return { head: null, body: text };
  }
}

function wordsOf(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item): item is string => typeof item === 'string' && item !== '');
}
