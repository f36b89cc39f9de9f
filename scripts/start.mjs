#!/usr/bin/env node
// Builds what is not built yet, then serves it: `--lan` over https on all interfaces, otherwise on this machine alone.
import { spawn, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const { status, signal } = spawnSync(
  process.execPath,
  [join(root, 'scripts', 'build.mjs'), '--if-stale', '--quiet'],
  {
    stdio: 'inherit',
  },
);
if (status !== 0) {
  if (!signal) console.error('The build failed, so there is nothing to serve.');
  process.exit(status ?? 1);
}

const server = spawn(process.execPath, [join(root, 'build', 'server.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});

// Ctrl-C reaches the server by itself, as one of the terminal's group; npm and service managers signal only us.
let wasAsked = false;
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(name, () => {
    if (!wasAsked || name === 'SIGTERM') server.kill(name === 'SIGHUP' ? 'SIGTERM' : name);
    wasAsked = true;
  });
}
// npm runs us in a shell that passes no signal on: when npm is told to end, all that reaches us is that it is gone.
if (process.env.npm_lifecycle_event) {
  const { ppid } = process;
  setInterval(() => {
    if (process.ppid !== ppid) server.kill('SIGTERM');
  }, 500).unref();
}

server.on('error', (error) => {
  console.error(`The server could not be started: ${error.message}`);
  process.exitCode = 1;
});
server.on('exit', (code, by) => {
  process.exitCode = code ?? (wasAsked || by === 'SIGINT' ? 0 : 1);
});
