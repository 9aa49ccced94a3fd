'use client';

import Link from 'next/link';
import { useState, useSyncExternalStore } from 'react';
import { Card } from '../_components/card.tsx';
import { CodeBlock } from '../_components/code-block.tsx';
import { TabPanel, Tabs } from '../_components/tabs.tsx';
import type { SnippetInput } from './snippets/call.ts';
import { curlSnippet } from './snippets/curl-snippet.ts';
import { openAiCall } from './snippets/openai-call.ts';
import { openAiPythonSnippet } from './snippets/openai-python-snippet.ts';
import { openAiTypescriptSnippet } from './snippets/openai-typescript-snippet.ts';
import { pythonSnippet } from './snippets/python-snippet.ts';
import { typescriptSnippet } from './snippets/typescript-snippet.ts';

type Plain = 'curl' | 'python' | 'typescript';
type Language = Plain | 'openai-python' | 'openai-typescript';

const SYNTAX = { curl: 'bash', python: 'python', typescript: 'typescript', 'openai-python': 'python', 'openai-typescript': 'typescript' } as const;
const PLAIN = { curl: curlSnippet, python: pythonSnippet, typescript: typescriptSnippet };

const OPEN_AI: { value: Language; label: string }[] = [
  { value: 'openai-python', label: 'OpenAI, Python' },
  { value: 'openai-typescript', label: 'OpenAI, TypeScript' },
];

function isPlain(language: Language): language is Plain {
  return language in PLAIN;
}

/** The call on the screen as code that runs as it is, given a key in MOORAGE_KEY. */
export function SnippetPanel({ team, model, task, inputs }: { team: string; model: string; task: string; inputs: SnippetInput[] }) {
  const [chosen, setLanguage] = useState<Language>('curl');
  const origin = useSyncExternalStore(
    () => () => undefined,
    () => window.location.origin,
    () => '',
  );
  const call = { origin, model, inputs };
  const openAi = openAiCall(call, task);
  const byClient = openAi && { 'openai-python': openAiPythonSnippet(openAi), 'openai-typescript': openAiTypescriptSnippet(openAi) };
  const language = isPlain(chosen) || byClient ? chosen : 'curl';
  const code = isPlain(language) ? PLAIN[language](call) : (byClient?.[language] ?? '');
  return (
    <Card aria-label="Call it">
      <Tabs<Language>
        label="Call it with"
        value={language}
        onValueChange={setLanguage}
        className="px-4"
        before={<span className="py-3 font-medium">Call it</span>}
        items={[
          { value: 'curl', label: 'curl' },
          { value: 'python', label: 'Python' },
          { value: 'typescript', label: 'TypeScript' },
          ...(openAi ? OPEN_AI : []),
        ]}
      >
        <TabPanel value={language}>
          <CodeBlock code={code} language={SYNTAX[language]} copy look="flush" label={`The call in ${language}`} />
        </TabPanel>
      </Tabs>
      <p className="border-t px-4 py-2 text-meta text-ink-3">
        Put a key into <code className="font-mono">MOORAGE_KEY</code>:{' '}
        <Link className="link" href={`/${team}/settings/keys`}>
          make one
        </Link>
        . Every field is in the {/* Not a page of Next's: the reference is served beside the API. */}
        {/* eslint-disable-next-line @next/next/no-html-link-for-pages */}
        <a className="link" href="/docs/api">
          API reference
        </a>
        .
      </p>
    </Card>
  );
}
