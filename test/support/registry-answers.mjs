/** In front of the test runner's server: what servers answer below `/registry/test/`, good ones and others. */
import { PassThrough } from 'node:stream';

const CBOR = 'application/cbor';

/** How the last request for a path came. */
const heard = new Map();

const ANSWERS = {
  whole: (context) => Object.assign(context, { type: CBOR, body: Buffer.of(1, 2, 3) }),
  empty: (context) => Object.assign(context, { type: CBOR, body: Buffer.alloc(0) }),
  json: (context) => Object.assign(context, { type: 'application/json', body: '{}' }),
  untyped: (context) => {
    context.body = Buffer.of(1);
    context.remove('Content-Type');
  },
  long: (context) => Object.assign(context, { type: CBOR, body: Buffer.alloc(100_000, 7) }),
  // Without a length, and without an end.
  endless(context) {
    const stream = new PassThrough();
    const more = setInterval(() => stream.write(Buffer.alloc(16_384)), 5);
    stream.on('close', () => {
      clearInterval(more);
      heard.set('endless', { ended: true });
    });
    Object.assign(context, { type: CBOR, body: stream });
  },
  page: (context) => Object.assign(context, { type: 'text/html; charset=utf-8', body: '<!doctype html>' }),
  plain: (context) => Object.assign(context, { type: 'TEXT/plain', body: 'busy' }),
  moved: (context) => context.redirect('/registry/test/whole'),
  'moved-away': (context) => context.redirect('http://localhost:9/registry/test/whole'),
  missing: (context) => Object.assign(context, { status: 404, type: CBOR, body: Buffer.of(1) }),
  busy: (context) => Object.assign(context, { status: 503, type: CBOR, body: Buffer.of(1) }),
  partly: (context) => Object.assign(context, { status: 204 }),
  cut(context) {
    context.respond = false;
    context.res.writeHead(200, { 'Content-Type': CBOR, 'Content-Length': '1000' });
    context.res.write(Buffer.alloc(10), () => context.res.destroy());
  },
  hangs(context) {
    context.respond = false;
    context.req.socket.destroy();
  },
  heard: (context) => Object.assign(context, { type: 'application/json', body: JSON.stringify([...heard]) }),
};

/** Answers what is asked for here, and leaves all else to who comes after. */
export function registryAnswers(context, next) {
  const name = /^\/registry\/test\/([\w-]+)$/u.exec(context.path)?.[1];
  const answer = name && Object.hasOwn(ANSWERS, name) ? ANSWERS[name] : null;
  if (!answer) return next();
  const { authorization = null, cookie = null } = context.headers;
  if (name !== 'heard') heard.set(name, { authorization, cookie });
  return answer(context);
}
