const TESTS = '(\\.test\\.tsx?$|/testing/)';
const NOUNS = '^server/(accounts|api-keys|audit|deployments|files|invocations|models|teams|uploads|versions|workers)/';
const WORDS = '(schema|state)\\.ts$|^server/(env|errors|format-bytes|format-count|failpoints|log|ids|access/policy|gallery/samples)\\.ts$|^server/signatures/';

const rule = (name, comment, { from, to }) => ({ name, comment, severity: 'error', from, to });

/** The floors: who may import whom. Each rule's comment says where the code belongs. */
export default {
  forbidden: [
    rule('no-cycles', 'Two files that need each other are one idea, or a third one is hiding between them.', {
      from: { pathNot: TESTS },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    }),
    rule('app-not-worker', 'app/ and worker/ never meet: share through a verb or a word in server/.', { from: { path: '^app/' }, to: { path: '^worker/' } }),
    rule('worker-not-app', 'app/ and worker/ never meet: share through a verb or a word in server/.', { from: { path: '^worker/' }, to: { path: '^app/' } }),
    rule(
      'shared-parts-know-no-page',
      'What pages share (app/_components, _client, _playground …) is taken by pages, never takes from one: move the piece to app/_components.',
      {
        from: { path: '^app/_', pathNot: TESTS },
        to: { path: '^app/(?!_)' },
      },
    ),
    rule('server-knows-no-door', 'server/ is the ground floor: what it needs of a door is handed in.', {
      from: { path: '^server/', pathNot: TESTS },
      to: { path: '^(app|worker)/' },
    }),
    rule('verbs-not-transports', 'A verb does not know who calls it: transports (http, api, rest) call verbs.', {
      from: { path: NOUNS, pathNot: TESTS },
      to: { path: '^server/(http|api|rest|cli)/' },
    }),
    rule('transports-not-db', 'A transport asks a verb: what it reads or writes in the database belongs in server/<noun>/<verb>-<noun>.ts.', {
      from: { path: '^(server/(http|api|rest|cli)|worker/(jobs|dispatch))/', pathNot: TESTS },
      to: { path: '^server/db\\.ts$|^node_modules/(pg|postgres|@prisma)/', dependencyTypesNot: ['type-only'] },
    }),
    rule('transports-apart', 'tRPC and REST call the same verbs, never each other.', {
      from: { path: '^server/(api|rest)/', pathNot: TESTS },
      to: { path: '^server/(api|rest)/', pathNot: '^server/$1/' },
    }),
    rule('machinery-not-verbs', 'Machinery (queue, storage, events) imports words only: hand in what it needs.', {
      from: { path: '^server/(queue|storage|events)/', pathNot: TESTS },
      to: { path: NOUNS, pathNot: WORDS },
    }),
    rule('runtime-is-sealed', 'worker/runtime and worker/steps import words only: no database, no queue, no environment.', {
      from: { path: '^worker/(runtime|steps)/', pathNot: TESTS },
      to: { path: '^(server|worker)/', pathNot: `^worker/(runtime|steps)/|${WORDS}` },
    }),
    rule('runner-sees-its-own', 'A runner sees only OWN_CODE of worker/runtime/sandbox/runner-command.ts: add to it what its code imports.', {
      from: { path: '^(server/signatures|worker/steps|worker/runtime/(onnx|generation))/|^worker/runtime/host\\.ts$', pathNot: TESTS },
      to: {
        path: '^(server|worker)/',
        pathNot: '^(server/signatures|worker/runtime|worker/steps)/|^server/(errors|format-bytes|format-count)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    }),
    rule('fleet-is-machinery', 'worker/fleet imports worker/runtime and words; verbs are handed in by worker/main.ts.', {
      from: { path: '^worker/fleet/', pathNot: TESTS },
      to: { path: '^server/', pathNot: WORDS },
    }),
    rule('words-import-words', 'Words stand on nothing: schemas, states, errors, signatures and the table of roles import only each other.', {
      from: { path: WORDS, pathNot: `${TESTS}|^app/` },
      to: { path: '^(server|worker|app)/', pathNot: `${WORDS}|^server/access/actor\\.ts$` },
    }),
    rule('words-of-the-browser', 'Schemas, states, signatures and the table of roles run in the browser (signatures in a sandbox too): no Node module.', {
      from: { path: '^server/.*(schema|state)\\.ts$|^server/(errors|access/policy|gallery/samples)\\.ts$|^server/signatures/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    }),
    rule('prisma-in-verbs', 'Prisma values live in verbs, server/db.ts and server/testing.', {
      from: { path: '^(server|worker|app)/', pathNot: `${NOUNS}|^server/(db\\.ts|testing/|access/|generated/|http/tus)|${TESTS}` },
      to: { path: '^server/generated/', dependencyTypesNot: ['type-only'] },
    }),
    rule('e2e-is-a-black-box', 'e2e drives the product from outside; only the small fixture models are shared.', {
      from: { path: '^e2e/' },
      to: { path: '^(server|worker|app)/', pathNot: '^server/(testing/(onnx|bundles)|signatures)/' },
    }),
    rule(
      'faults-are-a-black-box',
      'faults/ breaks the product from outside; only the small fixture models, the tus client, public ids and the names of failpoints are shared.',
      {
        from: { path: '^faults/' },
        to: { path: '^(server|worker|app)/', pathNot: '^server/(testing/(onnx/|bundles/|tus-client)|(ids|failpoints)\\.ts)' },
      },
    ),
    rule('only-auth-route-has-auth-options', 'authOptions is imported by its own route only.', {
      from: { path: '.', pathNot: '^app/api/auth/' },
      to: { path: 'auth-options\\.ts$' },
    }),
  ],
  options: {
    doNotFollow: { path: 'node_modules|^server/generated' },
    exclude: { path: '^\\.next' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
