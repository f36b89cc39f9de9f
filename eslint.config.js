import tseslint from 'typescript-eslint';
import { configs as lit } from 'eslint-plugin-lit';
import { configs as wc } from 'eslint-plugin-wc';
import litA11y from 'eslint-plugin-lit-a11y';
import { noForeignAwaitInTransaction } from './scripts/lint/no-foreign-await-in-transaction.mjs';

/** Who may import whom. The order is the order data flows; nothing imports to its right. */
const LAYERS = {
  protocol: [],
  domain: ['protocol'],
  app: ['protocol', 'domain'],
  platform: ['protocol', 'domain', 'app'],
  i18n: [],
  ui: ['protocol', 'domain', 'app', 'i18n'],
};

/** Packages, as regular expressions, and the folders that alone may know them. */
const OWNERS = {
  '@(noble|scure)/[\\w-]+': ['src/protocol'],
  cborg: ['src/protocol'],
  hpke: ['src/protocol'],
  idb: ['src/platform/idb'],
  'simple-peer': ['src/platform/webrtc'],
  'workbox-window': ['src/platform/pwa'],
  qr: ['src/platform'],
  'yjs|lib0|y-[\\w-]+|prosemirror-[\\w-]+': ['src/platform/co-drafting'],
  diff: ['src/ui/drafts'],
  lit: ['src/ui', 'src/i18n'],
  '@lit/[\\w-]+': ['src/ui', 'src/i18n'],
  'lean-qr': ['src/ui', 'signaling', 'authority'],
  'hash-wasm|csv-parse': ['authority'],
  unhomoglyph: ['scripts'],
  'workbox-(?!window)[\\w-]+': ['src/service-worker.ts'],
  'ws|sirv|reflect-metadata|@peculiar/[\\w-]+|@nats-io/[\\w-]+': ['signaling'],
  'node:[\\w/]+': ['signaling', 'authority', 'verify'],
};

/** Ways to turn text into markup or code. Trusted Types stop them at run time, this stops them at the desk. */
const SINK_MODULES = [
  {
    regex: '^lit(-html)?/(directives/(unsafe-html|unsafe-svg|unsafe-mathml|style-map)|static-html)(\\.js)?$',
    message: 'Text is only ever a child expression; a dynamic look is a class or a custom property.',
  },
];
const SINK_SYNTAX = [
  {
    selector:
      'MemberExpression > Identifier.property[name=/^(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|parseHTMLUnsafe|createContextualFragment|srcdoc)$/]',
    message: 'No markup from strings: render a Lit template.',
  },
  {
    selector:
      'CallExpression[callee.object.name="document"][callee.property.name=/^(write|writeln|execCommand)$/]',
    message: 'No document.write.',
  },
  {
    selector: 'CallExpression[callee.name=/^(unsafeHTML|unsafeSVG|unsafeCSS|unsafeStatic|styleMap)$/]',
    message: 'No unsafe directives; styleMap loses its first render under our Content-Security-Policy.',
  },
  {
    selector: 'TaggedTemplateExpression[tag.name=/^(html|svg)$/] TemplateElement[value.raw=/\\sstyle=/]',
    message: 'The Content-Security-Policy blocks style attributes: use a class.',
  },
  {
    selector:
      'TaggedTemplateExpression[tag.name=/^(html|svg)$/] TemplateElement[value.raw=/\\.(innerHTML|outerHTML|srcdoc)=/]',
    message: 'No markup from strings: render a child template.',
  },
];

/** What a layer that runs under the simulator cannot reach for: it comes in through a port. */
const PURE_LAYERS = ['protocol', 'domain', 'app'];
const EFFECT_SYNTAX = [
  {
    selector: 'MemberExpression[object.name="Date"][property.name="now"]',
    message: 'Time comes from the Clock port.',
  },
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'Time comes from the Clock port.',
  },
  {
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message: 'Randomness comes from the Random port.',
  },
];
const EFFECT_GLOBALS = [
  'window',
  'document',
  'navigator',
  'location',
  'globalThis',
  'self',
  'process',
  'performance',
  'crypto',
  'fetch',
  'localStorage',
  'indexedDB',
  'setTimeout',
  'setInterval',
  'clearTimeout',
  'clearInterval',
  'queueMicrotask',
  'requestAnimationFrame',
  'console',
].map((name) => ({ name, message: 'This layer reaches the outside through ports only.' }));

const TESTS = ['**/*.test.ts'];

/** One restriction on imports, in the form of both the core rule and a selector for `import()`. */
const importBans = (bans) => ({
  'no-restricted-imports': ['error', { patterns: bans }],
  // The core rule does not look inside import(); a selector does. esquery needs / as \u002F.
  dynamic: bans.map(({ regex, message }) => ({
    selector: `ImportExpression[source.value=/${regex.replaceAll('/', '\\u002F')}/]`,
    message,
  })),
});

/** Packages that a folder may not import because neither it nor a folder around it owns them. */
const foreignPackages = (...homes) =>
  Object.entries(OWNERS)
    .filter(([, owners]) => !owners.some((owner) => homes.includes(owner)))
    .map(([pkg, owners]) => ({
      regex: `^(${pkg})(/|$)`,
      message: `Only ${owners.join(', ')} may import ${pkg}.`,
    }));

/**
 * Rules for one folder. A later entry of a flat config replaces these rules for the files it matches, so that everything
 * of the `no-restricted-…` family for a folder is put together here and nowhere else.
 */
const fence = ({ files, ignores = TESTS, bans, syntax = [], globals = [] }) => {
  const imports = importBans([...bans, ...SINK_MODULES]);
  return {
    files,
    ignores,
    rules: {
      'no-restricted-imports': imports['no-restricted-imports'],
      'no-restricted-syntax': ['error', ...imports.dynamic, ...SINK_SYNTAX, ...syntax],
      'no-restricted-globals': ['error', ...globals],
    },
  };
};

const foreignLayers = (name, allowed) => {
  const others = [...Object.keys(LAYERS).filter((other) => other !== name && !allowed.includes(other))];
  const may = allowed.map((other) => `${other}/`).join(', ') || 'nothing but itself';
  return [
    { regex: `^(\\.\\./)+(${others.join('|')})/`, message: `${name}/ may import ${may}.` },
    { regex: '^(\\.\\./)+(main|service-worker)(\\.|$)', message: 'Nobody imports an entry point.' },
    { regex: '^(\\.\\./)+(signaling|test|bench|scripts)/', message: 'The app imports nothing outside src/.' },
  ];
};

const layer = ([name, allowed]) => {
  const home = `src/${name}`;
  const pure = PURE_LAYERS.includes(name);
  const rest = {
    syntax: pure ? EFFECT_SYNTAX : [],
    globals: pure ? EFFECT_GLOBALS : [],
  };
  const bans = foreignLayers(name, allowed);
  // Folders inside this layer that own a package get an entry of their own, after that of the layer.
  const rooms = new Set(
    Object.values(OWNERS)
      .flat()
      .filter((owner) => owner.startsWith(`${home}/`)),
  );
  return [
    fence({ files: [`${home}/**/*.ts`], bans: [...bans, ...foreignPackages(home)], ...rest }),
    ...[...rooms].map((room) =>
      fence({
        files: [`${room}/**/*.ts`],
        bans: [...bans, ...foreignPackages(home, room)],
        ...rest,
      }),
    ),
  ];
};

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'reports/', 'node_modules/', 'src/i18n/generated/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended, lit['flat/recommended'], wc['flat/recommended']],
    plugins: {
      'lit-a11y': litA11y,
      beep: { rules: { 'no-foreign-await-in-transaction': noForeignAwaitInTransaction } },
    },
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './src/tsconfig.worker.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...litA11y.configs.recommended.rules,
      eqeqeq: 'error',
      'no-async-promise-executor': 'error',
      'no-constant-condition': ['error', { checkLoops: 'allExceptWhileTrue' }],
      'no-control-regex': 'error',
      'no-empty': 'error',
      'no-irregular-whitespace': 'error',
      'no-loss-of-precision': 'error',
      'no-misleading-character-class': 'error',
      'no-self-compare': 'error',
      'no-unreachable-loop': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-catch': 'error',
      'no-useless-escape': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              package: 'node:test',
              name: ['describe', 'it', 'test', 'suite', 'before', 'after'],
            },
          ],
        },
      ],
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      'lit/attribute-names': 'error',
      'lit/lifecycle-super': 'error',
      'lit/no-classfield-shadowing': 'error',
      'lit/no-native-attributes': 'error',
      'lit/no-template-bind': 'error',
      'lit/no-this-assign-in-render': 'error',
      'lit/no-value-attribute': 'error',
      'lit/prefer-nothing': 'error',
      'lit/prefer-static-styles': 'error',
      'lit/quoted-expressions': ['error', 'never'],
    },
  },
  { files: ['src/**/*.ts', 'signaling/**/*.ts'], ignores: TESTS, rules: { 'no-console': 'error' } },
  { files: ['src/platform/idb/**/*.ts'], rules: { 'beep/no-foreign-await-in-transaction': 'error' } },
  ...Object.entries(LAYERS).flatMap(layer),
  fence({
    files: ['src/service-worker.ts'],
    bans: [
      { regex: '^\\.', message: 'The service worker imports nothing of src.' },
      ...foreignPackages('src/service-worker.ts'),
    ],
  }),
  fence({
    files: ['src/main.ts', 'src/*.ts'],
    ignores: [...TESTS, 'src/service-worker.ts'],
    bans: [
      { regex: '^\\.\\./', message: 'The app imports nothing outside src/.' },
      {
        regex: '^\\./service-worker',
        message: 'The page registers the service worker; it does not import it.',
      },
      ...foreignPackages('src/main.ts'),
    ],
  }),
  fence({
    files: ['signaling/**/*.ts'],
    bans: [
      { regex: '^(\\.\\./)+src/(?!protocol/)', message: 'signaling/ may import src/protocol/ only.' },
      { regex: '^(\\.\\./)+(test|bench|scripts)/', message: 'signaling/ may import src/protocol/ only.' },
      ...foreignPackages('signaling'),
    ],
  }),
  fence({
    files: ['authority/**/*.ts'],
    bans: [
      {
        regex: '^(\\.\\./)+src/(?!(protocol|domain)/)',
        message: 'authority/ may import src/protocol/ and src/domain/ only.',
      },
      {
        regex: '^(\\.\\./)+(test|bench|scripts)/',
        message: 'authority/ may import src/protocol/ and src/domain/ only.',
      },
      {
        regex: '^(\\.\\./)+signaling/(?!terminal-qr)',
        message: 'authority/ draws codes as the introducer does, and has no more of it.',
      },
      ...foreignPackages('authority'),
    ],
  }),
);
