import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const COMPRESSIBLE = /\.(html|js|css|svg|webmanifest|json)$/;
/** Below this, in bytes, the headers weigh more than what is saved. */
const MIN_BYTES = 512;

/** Rollup plugin: leaves a .br and a .gz beside every text of `dist`, for the server to hand out. */
export const precompress = ({ dist }) => ({
  name: 'precompress',
  closeBundle: {
    order: 'post',
    sequential: true,
    handler() {
      for (const name of readdirSync(dist, { recursive: true })
        .filter((each) => COMPRESSIBLE.test(each))
        .sort()) {
        const content = readFileSync(join(dist, name));
        if (content.byteLength < MIN_BYTES) continue;
        writeFileSync(join(dist, `${name}.br`), brotli(content));
        writeFileSync(join(dist, `${name}.gz`), gzip(content));
      }
    },
  },
});

const brotli = (content) =>
  brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength,
    },
  });

function gzip(content) {
  const packed = gzipSync(content, { level: 9 });
  packed[9] = 255; // the operating system (RFC 1952 §2.3.1), which is nobody's business and differs between builders
  return packed;
}
