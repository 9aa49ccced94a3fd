/** @type {import("next").NextConfig} */
export default {
  distDir: process.env.NEXT_DIST_DIR || '.next',
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // Types are checked by "npm run verify"; a person who starts the app should not wait for it.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: import.meta.dirname },
  // What lives in native code, or once per process in the native module graph.
  serverExternalPackages: ['@node-rs/argon2', '@prisma/adapter-pg', '@prisma/client', 'onnxruntime-node', 'pg', 'pg-boss', 'pino', 'postgres'],
};
