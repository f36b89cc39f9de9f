/**
 * Gossip in groups of 50 to 2 000: how often a message is given, how many bytes that takes, and how long it takes to reach
 * everybody; with all members there, and with a fifth falling silent while a message is under way. Beside each, a group
 * in which everything new is given over every link.
 *
 * The app's own `Gossip` and `ConversationSync` run in memory, on a network with a time of its own: each link takes 1 to
 * 5 ms, each member's line 100 Mbit/s, and whoever is given something takes 1 ms to deal with it, which stands for
 * signature and disk: neither is there. Times are those of that network, and the same on every machine.
 *
 * Receipts are not in these figures. They are counted by themselves, each time they are sent over a link, in a group where
 * nobody looks at the message: beside them what there were if each member told everybody at once.
 */
import { report } from '../figure.js';
import { median } from '../spread.js';
import { measureGroup, type GroupFigures } from './measure-group.js';
import { floodedReceipts, measureReceipts } from './measure-receipts.js';

const SIZES = [50, 200, 800, 2_000] as const;

console.log(
  'In memory: links of 1–5 ms, lines of 100 Mbit/s, 1 ms for each give in place of signature and disk.',
);

const copies: number[] = [];
for (const members of SIZES) {
  const options = { members, seed: members };
  const tree = await measureGroup({ ...options, floods: false });
  const flood = await measureGroup({ ...options, floods: true });
  copies.push(median(tree.lone.map((one) => one.copies)));
  reportGroup(`${members} members`, members, tree, flood);
}
reportGrowth();
for (const members of [50, 200, 2_000]) await reportReceipts(members);

function reportGroup(group: string, members: number, tree: GroupFigures, flood: GroupFigures): void {
  const of = (figures: GroupFigures, what: keyof GroupFigures['lone'][number]): number =>
    median(figures.lone.map((one) => one[what]));
  const isFew = members === 200;
  report({
    name: `${group}: copies for each who gets it (ideal 1)`,
    value: of(tree, 'copies') / (members - 1),
    unit: '×',
    anchor: { flood: of(flood, 'copies') / (members - 1) },
    must: '1.5',
    moonshot: '1.1',
  });
  for (const [what, field] of [
    ['p50', 'p50Ms'],
    ['p99', 'p99Ms'],
    ['last', 'lastMs'],
  ] as const)
    report({
      name: `${group}: written to stored, ${what}`,
      value: of(tree, field),
      unit: 'ms',
      anchor: { flood: of(flood, field) },
      ...(isFew && what === 'p99' && { must: '100 ms', moonshot: '40 ms' }),
    });
  report({
    name: `${group}: reached`,
    value: Math.min(...tree.lone.map(({ reached }) => reached)) / members,
    unit: 'of all',
    must: '1',
  });
  report({
    name: `${group}: bytes of one message by itself, to bytes of giving it once to each`,
    value: of(tree, 'bytes') / tree.idealBytes,
    unit: '×',
    anchor: { flood: of(flood, 'bytes') / tree.idealBytes },
  });
  report({
    name: `${group}: the same of a message among 20 in a second`,
    value: tree.busyBytes / tree.idealBytes,
    unit: '×',
    anchor: { flood: flood.busyBytes / tree.idealBytes },
    ...(isFew && { must: '1.5' }),
  });
  report({
    name: `${group}: most uploads of one message by one member`,
    value: tree.mostUploads,
    unit: 'copies',
    anchor: { flood: flood.mostUploads },
    must: '10',
    moonshot: '8',
  });
  report({
    name: `${group}: a fifth falls silent midway, reached of those who are left`,
    value: tree.cut.reached,
    unit: 'of all',
    anchor: { flood: flood.cut.reached },
    must: '1',
  });
  report({
    name: `${group}: a fifth falls silent midway, copies`,
    value: tree.cut.copies,
    unit: '×',
    anchor: { flood: flood.cut.copies },
    must: '1.5',
  });
  report({
    name: `${group}: a fifth falls silent midway, p99`,
    value: tree.cut.p99Ms,
    unit: 'ms',
    anchor: { flood: flood.cut.p99Ms, last: tree.cut.lastMs },
  });
}

/** How copies grow with members, from 50 to 2 000: 1 is linear; n log n comes to 1.18 on this way. */
function reportGrowth(): void {
  const exponent = (values: readonly number[]): number =>
    Math.log(values.at(-1)! / values[0]!) / Math.log(SIZES.at(-1)! / SIZES[0]);
  const nLogN = exponent(SIZES.map((n) => n * Math.log2(n)));
  report({
    name: 'growth of copies with members, exponent',
    value: exponent(copies),
    unit: '',
    anchor: { 'n log n': nLogN },
    must: String(Number(nLogN.toPrecision(3))),
    moonshot: '1',
  });
}

async function reportReceipts(members: number): Promise<void> {
  const group = `${members} members`;
  const figures = await measureReceipts({ members, seed: members, receipts: 'paced', messages: 3 });
  const { receipts, bytes, links } = figures;
  const flooded = floodedReceipts(members, links);
  report({
    name: `${group}: receipts sent for one message, to members who say one`,
    value: receipts / (members - 1),
    unit: '×',
    anchor: { 'each to all at once': flooded / (members - 1) },
  });
  report({
    name: `${group}: bytes of receipts for one message, all members together`,
    value: bytes / 1e6,
    unit: 'MB',
    anchor: { 'each to all at once': (flooded * bytes) / receipts / 1e6 },
  });
  report({
    name: `${group}: most receipts sent by one member for one message`,
    value: figures.most,
    unit: '',
  });
  report({
    name: `${group}: members whom the writer knows to hold it in the end`,
    value: figures.known / (members - 1),
    unit: 'of all',
    must: '1',
  });
  report({
    name: `${group}: written to known of half of the members`,
    value: figures.halfMs / 1_000,
    unit: 's',
    anchor: { first: figures.firstMs / 1_000, all: figures.allMs / 1_000 },
  });
  report({
    name: `${group}: times the writer stores what it hears of one message`,
    value: figures.commits,
    unit: '',
  });
}
