import bash from 'highlight.js/lib/languages/bash';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import typescript from 'highlight.js/lib/languages/typescript';
import { createLowlight } from 'lowlight';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { CopyButton } from './copy-button.tsx';

export type CodeLanguage = 'bash' | 'json' | 'python' | 'typescript';

const lowlight = createLowlight({ bash, json, python, typescript });

type CodeNode = ReturnType<typeof lowlight.highlight>['children'][number];

const inks: readonly [kinds: RegExp, className: string][] = [
  [/hljs-(attr|keyword|built_in|name|title|section|type)/, 'text-code-key'],
  [/hljs-(string|regexp|subst)/, 'text-code-str'],
  [/hljs-(number|literal|variable|params)/, 'text-code-num'],
  [/hljs-(comment|meta|quote)/, 'text-code-dim'],
];

function inkOf(className: unknown): string | undefined {
  const kinds = Array.isArray(className) ? className.join(' ') : '';
  return inks.find(([pattern]) => pattern.test(kinds))?.[1];
}

function draw(node: CodeNode, key: number): ReactNode {
  if (node.type === 'text') return node.value;
  if (node.type !== 'element') return null;
  return (
    <span key={key} className={inkOf(node.properties['className'])}>
      {node.children.map(draw)}
    </span>
  );
}

type CodeBlockProps = {
  code: string;
  language?: CodeLanguage;
  /** A copy button in the corner; `copyValue` when what is copied differs, such as a key in full. */
  copy?: boolean;
  copyValue?: string;
  /** `flush` has no edge of its own: it fills a card under its header. */
  look?: 'well' | 'flush';
  wrap?: boolean;
  label?: string;
  className?: string;
};

/** Code to read and copy, coloured by the tokens. */
export function CodeBlock({ code, language, copy = false, copyValue, look = 'well', wrap = false, label, className }: CodeBlockProps) {
  const content = language ? lowlight.highlight(language, code).children.map(draw) : code;
  return (
    <div className={classNames('group relative bg-sunken', look === 'well' && 'rounded-control hairline', className)}>
      <pre
        tabIndex={0}
        aria-label={label}
        className={classNames(
          'scroll-thin overflow-x-auto font-mono text-meta leading-[18px] text-ink-2 -outline-offset-2',
          look === 'well' ? 'rounded-control px-3 py-2' : 'px-4 py-3',
          wrap && 'wrap-anywhere whitespace-pre-wrap',
          copy && 'pr-11',
        )}
      >
        <code>{content}</code>
      </pre>
      {copy && <CopyButton iconOnly value={copyValue ?? code} className="absolute top-0.5 right-1 bg-sunken" />}
    </div>
  );
}
