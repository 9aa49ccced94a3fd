import next from 'eslint-config-next/core-web-vitals';
import typescript from 'eslint-config-next/typescript';

/** Hard lines: one rule each, whose message says where the code belongs. Floors and cycles are in .dependency-cruiser.mjs. */
const LINES = {
  engine: { group: ['onnxruntime-node'], message: 'Only worker/runtime/onnx touches the engine: add a message to worker/runtime/protocol.ts and do it there.' },
  queue: { group: ['pg-boss'], message: 'Only server/queue/boss.ts knows pg-boss: add a method to Queue there.' },
  trpc: {
    group: ['@trpc/server', '@trpc/server/*'],
    message: 'tRPC lives in server/api and app/api/trpc: a verb throws AppError, the middleware there turns it into a TRPCError.',
  },
  next: {
    group: ['next', 'next/*', 'next-auth/react', 'react', 'react-dom'],
    message: 'server/ knows no page: Next is imported by server/main.ts, React by app/.',
  },
  ui: { group: ['@uppy/*', 'tus-js-client'], message: 'Uploading from the browser lives in app/_client/uploader*.' },
};

const restrict = (files, lines, ignores = []) => ({
  files,
  ignores,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: lines.map((line) => ({ ...LINES[line], allowTypeImports: line !== 'next' })) }] },
});

const TESTS = ['**/*.test.ts', '**/*.test.tsx', '**/testing/**'];

export default [
  { ignores: ['.bench/**', '.next*/**', '.data/**', 'server/generated/**', 'node_modules/**', 'next-env.d.ts', 'test-results/**'] },
  ...next,
  ...typescript,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'max-params': ['error', { max: 3 }],
      'max-lines': ['error', { max: 350 }],
      'import/no-anonymous-default-export': 'off',
    },
  },
  restrict(['server/**/*.ts'], ['engine', 'queue', 'trpc', 'next', 'ui'], ['server/main.ts', 'server/queue/boss.ts', 'server/api/**', ...TESTS]),
  restrict(['server/api/**/*.ts'], ['engine', 'queue', 'next', 'ui'], TESTS),
  restrict(['server/main.ts'], ['engine', 'queue', 'trpc', 'ui']),
  restrict(['worker/**/*.ts'], ['engine', 'queue', 'trpc', 'next', 'ui'], ['worker/runtime/onnx/**', ...TESTS]),
  restrict(['app/**/*.{ts,tsx}'], ['engine', 'queue'], TESTS),
  restrict(['app/**/*.{ts,tsx}'], ['engine', 'queue', 'ui'], ['app/_client/uploader*', ...TESTS]),
  {
    files: ['server/**/*.ts', 'worker/**/*.ts', 'app/**/*.{ts,tsx}'],
    ignores: ['server/env.ts', 'worker/runtime/onnx/session.ts', 'server/testing/**', ...TESTS],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only server/env.ts reads the environment: add the variable there and pass it on.' },
      ],
    },
  },
  {
    files: ['worker/runtime/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', { name: 'fetch', message: 'A runner has no network, and its parent needs none.' }] },
  },
  {
    files: ['e2e/**', 'bench/**', 'faults/**', '**/*.test.ts', '**/*.test.tsx'],
    rules: { 'max-params': 'off', 'react-hooks/rules-of-hooks': 'off', 'no-empty-pattern': 'off' },
  },
];
